"""Verdicts packed to two bits a clause say what the judged columns say; a lookup finds the same rows."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gaodi.base import InputError
from gaodi.cultivate import (
    STATES,
    judge_all,
    judge_enterprise,
    open_lookup,
    open_verdicts,
    write_lookup,
    write_verdicts,
)
from gaodi.cultivate.packing import pack_states, unpack_states

DAY = date(2026, 6, 1)
MAX_BYTES_PER_FIRM = 60


@pytest.fixture(scope="module")
def crowd(make_region, gather_crowd, catalogue):
    return make_region(gather_crowd(catalogue, 20_000, seed=3, on=DAY), on=DAY)


@settings(deadline=None)
@given(
    rows=st.integers(1, 9).flatmap(lambda n: st.lists(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
)
def test_packing_and_unpacking_give_the_same_states(rows):
    n = len(rows[0]) if rows else 1
    names = [f"c{i}" for i in range(n)]
    frame = pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.UInt8), orient="row")
    packed = pack_states(frame, names)
    assert len(packed.collect_schema()) == -(-n // 4)
    assert_frame_equal(unpack_states(packed, names).collect(), frame.collect())


def test_stored_verdicts_are_those_of_judging(crowd, library, tmp_path):
    path = tmp_path / "verdicts.parquet"
    stored = write_verdicts(crowd, library, "srdi_sme", path, on=DAY)
    judged = judge_all(crowd, library, "srdi_sme", on=DAY)
    assert (stored.title_id, stored.on, stored.route) == ("srdi_sme", DAY, "new")
    assert judged["pack_id"].unique().to_list() == [stored.pack_id]
    assert_frame_equal(stored.unpack().collect(), judged.drop("pack_id"), check_column_order=False)
    assert path.stat().st_size / judged.height < MAX_BYTES_PER_FIRM
    last = judged.row(-1, named=True)
    states = stored.find_states(last["enterprise_id"])
    assert states == {name: STATES[last[name]] for name in stored.clause_ids}
    assert stored.find_states("nobody") is None


def test_a_file_of_another_recipe_is_refused(tmp_path):
    path = tmp_path / "old.parquet"
    pl.DataFrame({"enterprise_id": ["a"]}).write_parquet(path)
    with pytest.raises(InputError, match=r"old\.parquet"):
        open_verdicts(path)


def test_a_lookup_explains_an_enterprise_as_the_region_does(crowd, library, tmp_path):
    write_lookup(crowd, tmp_path)
    looked_up = open_lookup(crowd, tmp_path)
    for name in ("firm-0000000", "firm-0009999", "firm-0019999"):
        asked = (library, name, "srdi_sme")
        found = judge_enterprise(looked_up, *asked, on=DAY)
        assert found == judge_enterprise(crowd, *asked, on=DAY)


def test_without_a_lookup_the_tables_stay_as_they_are(crowd, tmp_path):
    assert open_lookup(crowd, tmp_path).tables == crowd.tables
