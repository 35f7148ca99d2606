"""Is a stored run found again, and is one of an older form computed anew?"""

import json

import pytest

from gaodi import api
from gaodi.base import NotFoundError
from gaodi.cultivate import open_verdicts


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


def test_a_large_register_is_looked_up_and_answers_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("gaodi.api.running.LOOKUP_FROM", 100)
    office = api.create_office(tmp_path / "large")
    api.load_demo(office, n_enterprises=150)
    record = api.compute_run(office).record
    folder = office.workspace.runs_dir / record.run_id
    assert (folder / "lookup-enterprise_year.parquet").is_file()
    firm = api.list_enterprises(office, size=1).rows[0]["enterprise_id"]
    with_lookup = api.get_enterprise(office, firm), api.judge_enterprise(office, firm, "little_giant")
    for path in folder.glob("lookup-*.parquet"):
        path.unlink()
    assert (
        api.get_enterprise(office, firm),
        api.judge_enterprise(office, firm, "little_giant"),
    ) == with_lookup


def test_a_small_register_needs_no_lookup(office):
    record = api.compute_run(office).record
    assert not list((office.workspace.runs_dir / record.run_id).glob("lookup-*"))


def test_stored_verdicts_are_packed_and_open_again(office):
    record = api.compute_run(office).record
    packed = open_verdicts(office.workspace.runs_dir / record.run_id / "verdicts-little_giant.parquet")
    assert packed.title_id == "little_giant"
    assert packed.frame.collect().height == 50
