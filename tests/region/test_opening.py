"""The region as it was: any earlier state, later rows over earlier ones, unknown columns as null."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.base import NotFoundError, WorkspaceError
from gaodi.evidence import create_workspace
from gaodi.region import adopt_part, commit_import, open_region


def read_names(region):
    rows = region.table("enterprise").select("enterprise_id", "name").collect()
    assert rows["enterprise_id"].is_unique().all()
    return dict(rows.iter_rows())


@pytest.fixture
def two_snapshots(workspace, stage, source):
    first = commit_import(
        workspace,
        source("a"),
        [
            stage(
                "enterprise",
                [{"enterprise_id": "1", "name": "甲", "address": "旧址"}, {"enterprise_id": "2"}],
            )
        ],
        note="一",
    )
    second = commit_import(
        workspace,
        source("b"),
        [stage("enterprise", [{"enterprise_id": "1", "name": "乙"}], source_id="b" * 64)],
        note="二",
    )
    return first, second


def test_the_later_import_wins_cell_by_cell_and_its_blanks_take_nothing_away(
    workspace, catalogue, two_snapshots
):
    region = open_region(workspace, catalogue)
    row = region.table("enterprise").filter(pl.col("enterprise_id") == "1").collect().row(0, named=True)
    earlier = pl.read_parquet(
        workspace.snapshots_dir / two_snapshots[0].parts["enterprise"][0].file,
        glob=False,
        hive_partitioning=False,
    )
    address = earlier.filter(pl.col("enterprise_id") == "1")["address"][0]
    # The address was known to the earlier source only: the row is the later one's, the address stays.
    assert address is not None
    assert (row["name"], row["address"], row["source_id"]) == ("乙", address, "b" * 64)
    assert region.snapshot_id == two_snapshots[1].snapshot_id


def test_an_earlier_state_is_read_by_id_by_prefix_and_by_moment(workspace, catalogue, two_snapshots):
    first, second = two_snapshots
    for as_of in (first.snapshot_id, first.snapshot_id[:12], first.created_at):
        assert read_names(open_region(workspace, catalogue, as_of=as_of)) == {"1": "甲", "2": None}
    later = second.created_at + timedelta(days=1)
    assert read_names(open_region(workspace, catalogue, as_of=later)) == {"1": "乙", "2": None}


@pytest.mark.parametrize("as_of", ["s1-nothing", datetime(2020, 1, 1, tzinfo=UTC), "s1-"], ids=str)
def test_an_unknown_or_ambiguous_state_is_refused_and_the_known_ones_are_named(
    workspace, catalogue, two_snapshots, as_of
):
    with pytest.raises(NotFoundError, match="known, newest first") as caught:
        open_region(workspace, catalogue, as_of=as_of)
    assert all(snapshot.snapshot_id in caught.value.zh for snapshot in two_snapshots)
    assert str(as_of) in caught.value.zh


def test_a_long_history_is_cut_short_in_the_error(workspace, catalogue, stage, source):
    for number in range(22):
        sheet = stage("enterprise", [{"enterprise_id": str(number)}])
        commit_import(workspace, source("a"), [sheet], note=str(number))
    with pytest.raises(NotFoundError, match=r"… \(22\)"):
        open_region(workspace, catalogue, as_of="nothing")


def test_a_workspace_without_data_says_what_to_do(workspace, catalogue):
    with pytest.raises(NotFoundError, match="gaodi import"):
        open_region(workspace, catalogue)


def test_every_table_is_there_even_if_nothing_was_imported_into_it(workspace, catalogue, two_snapshots):
    region = open_region(workspace, catalogue)
    assert set(region.tables) == set(catalogue.tables)
    assert region.present == {"enterprise"}
    for name, schema in catalogue.tables.items():
        assert dict(region.table(name).collect_schema()) == schema.frame_schema(), name


def test_the_day_is_the_one_asked_for_else_the_snapshots(workspace, catalogue, two_snapshots):
    assert open_region(workspace, catalogue, on=date(2026, 3, 1)).last_year == 2025
    assert open_region(workspace, catalogue).on == two_snapshots[1].created_at.date()


def test_columns_the_catalogue_gained_later_are_unknown(workspace, catalogue, frame, source, tmp_path):
    path = tmp_path / "old.parquet"
    frame("enterprise", [{"enterprise_id": "1", "name": "甲"}]).drop("website", "ownership").write_parquet(
        path
    )
    part = adopt_part(workspace, "enterprise", path, "a" * 64)
    commit_import(workspace, source("a"), [], adopted={"enterprise": [part]}, note="旧")
    row = open_region(workspace, catalogue).table("enterprise").collect().row(0, named=True)
    assert (row["name"], row["website"], row["ownership"]) == ("甲", None, None)


def test_a_late_correction_reaches_the_part_before_the_large_one(workspace, catalogue, stage, source):
    imports = {"a": ["1"], "b": ["2", "3", "4"], "c": ["1"]}
    for letter, keys in imports.items():
        rows = [{"enterprise_id": key, "name": letter} for key in keys]
        commit_import(
            workspace, source(letter), [stage("enterprise", rows, source_id=letter * 64)], note=letter
        )
    assert read_names(open_region(workspace, catalogue)) == {"1": "c", "2": "b", "3": "b", "4": "b"}


def test_an_empty_key_column_equals_another_empty_one(workspace, catalogue, stage, source):
    key = {
        "indicator_id": "x",
        "subject": "湖南省",
        "period": "2025",
        "comparison": "level",
        "status": "actual",
    }
    for letter, value in (("a", 1), ("b", 2)):
        sheet = stage("indicator_value", [key | {"value": value}], source_id=letter * 64)
        commit_import(workspace, source(letter), [sheet], note=letter)
    rows = open_region(workspace, catalogue).table("indicator_value").collect()
    assert rows["value"].to_list() == [2]


def test_a_missing_file_is_named(workspace, catalogue, two_snapshots):
    gone = two_snapshots[0].parts["enterprise"][0].file
    (workspace.snapshots_dir / gone).unlink()
    with pytest.raises(WorkspaceError, match=gone):
        open_region(workspace, catalogue)


def test_the_digest_follows_the_content_not_the_place(workspace, catalogue, stage, source, tmp_path):
    other = create_workspace(tmp_path / "other")
    sheet = stage("enterprise", [{"enterprise_id": "1", "name": "甲"}])
    digests = []
    for place in (workspace, other):
        commit_import(place, source("a"), [sheet], note="同")
        digests.append(open_region(place, catalogue).digest)
    assert digests[0] == digests[1]
    commit_import(
        other, source("b"), [stage("enterprise", [{"enterprise_id": "2"}], source_id="b" * 64)], note="二"
    )
    assert open_region(other, catalogue).digest != digests[0]


IMPORTS = st.lists(
    st.dictionaries(st.sampled_from("pqrst"), st.integers(0, 9) | st.none(), max_size=5),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(imports=IMPORTS, chance=st.randoms(use_true_random=False))
def test_merged_parts_say_what_a_plain_dictionary_says(catalogue, stage, source, imports, chance):
    expected: dict[str, str | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        workspace = create_workspace(Path(folder) / "w")
        for letter, rows in zip("abcde", imports, strict=False):
            named = {key: None if value is None else f"名{value}" for key, value in rows.items()}
            expected |= {key: value or expected.get(key) for key, value in named.items()}
            shuffled = list(named.items())
            chance.shuffle(shuffled)  # the order of rows in a sheet says nothing
            sheet = stage(
                "enterprise", [{"enterprise_id": k, "name": v} for k, v in shuffled], source_id=letter * 64
            )
            commit_import(workspace, source(letter), [sheet], note=letter)
        assert read_names(open_region(workspace, catalogue)) == expected
        workspace.ledger.close()


@settings(max_examples=10, deadline=None)
@given(order=st.permutations("abc"))
def test_imports_without_common_keys_may_come_in_any_order(catalogue, stage, source, order):
    with tempfile.TemporaryDirectory() as folder:
        workspace = create_workspace(Path(folder) / "w")
        for letter in order:
            rows = [{"enterprise_id": f"{letter}{n}", "name": letter} for n in range(1 + "abc".index(letter))]
            commit_import(
                workspace, source(letter), [stage("enterprise", rows, source_id=letter * 64)], note=letter
            )
        names = read_names(open_region(workspace, catalogue))
        workspace.ledger.close()
    assert names == {"a0": "a", "b0": "b", "b1": "b", "c0": "c", "c1": "c", "c2": "c"}


def test_many_imports_make_no_plan_that_doubles_with_each(workspace, catalogue, stage, source):
    for letter in "abcdefgh":
        rows = [{"enterprise_id": letter, "name": letter}, {"enterprise_id": "same", "name": letter}]
        commit_import(
            workspace, source(letter), [stage("enterprise", rows, source_id=letter * 64)], note=letter
        )
    region = open_region(workspace, catalogue)
    assert region.table("enterprise").explain(optimized=False).count("SCAN") <= 4 * 8
    assert read_names(region) == {letter: letter for letter in "abcdefgh"} | {"same": "h"}


def test_every_table_can_be_imported_three_times(workspace, catalogue, stage, source):
    for letter in "abc":
        sheets = [stage(name, [], source_id=letter * 64) for name in catalogue.tables]
        commit_import(workspace, source(letter), sheets, note=letter)
    region = open_region(workspace, catalogue)
    for name, schema in catalogue.tables.items():
        assert dict(region.table(name).collect().schema) == schema.frame_schema(), name
