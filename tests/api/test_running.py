"""Is a stored run found again, and is one of an older form computed anew?"""

import json

import pytest

from gaodi import api
from gaodi.base import NotFoundError


@pytest.fixture
def office(tmp_path):
    office = api.create_office(tmp_path / "w")
    api.load_demo(office, n_enterprises=50)
    return office


def test_the_same_inputs_find_the_stored_run(office):
    first = api.compute_run(office)
    assert api.compute_run(office).record.run_id == first.record.run_id
    assert len(api.list_runs(office)) == 1


def test_results_of_an_older_form_are_none_at_all(office):
    record = api.compute_run(office).record
    chains = office.workspace.runs_dir / record.run_id / "chains.json"
    chains.write_text(json.dumps([{"chain_id": "old"}]), encoding="utf-8")
    again = api.open_office(office.workspace.root)
    assert api.get_run(again) is None
    with pytest.raises(NotFoundError, match="form this version reads"):
        api.list_enterprises(again)
