"""An import is whole or not there; what a crash leaves is swept and nothing else."""

import os
from dataclasses import replace

import pytest

from gaodi.base import WorkspaceError
from gaodi.region import adopt_part, commit_import, open_region, sweep_orphans, write_part


def list_files(workspace):
    return {path.name for path in workspace.snapshots_dir.iterdir()}


def make_old(path):
    os.utime(path, (1, 1))


def test_a_snapshot_holds_the_parents_parts_and_its_own(workspace, stage, source):
    first = commit_import(workspace, source("a"), [stage("enterprise", [{"enterprise_id": "1"}])], note="一")
    second = commit_import(
        workspace, source("b"), [stage("project", [{"project_id": "p"}], source_id="b" * 64)], note="二"
    )
    assert second.parent_id == first.snapshot_id
    assert second.parts["enterprise"] == first.parts["enterprise"]
    assert [part.rows for part in second.parts["project"]] == [1]
    assert set(first.parts) == {"enterprise"}


def test_two_sheets_of_one_table_come_in_together(workspace, stage, source, catalogue):
    sheets = [
        stage("enterprise", [{"enterprise_id": "1", "name": "甲"}], sheet="一"),
        stage("enterprise", [{"enterprise_id": "1", "name": "乙"}, {"enterprise_id": "2"}], sheet="二"),
    ]
    snapshot = commit_import(workspace, source("a"), sheets, note="两张表")
    assert [part.rows for part in snapshot.parts["enterprise"]] == [1, 2]
    rows = open_region(workspace, catalogue).table("enterprise").sort("enterprise_id").collect()
    assert rows["name"].to_list() == ["乙", None]


def test_adopted_files_and_staged_sheets_make_one_snapshot(workspace, frame, stage, source, tmp_path):
    path = tmp_path / "x.parquet"
    frame("park", [{"park_id": "p"}]).write_parquet(path)
    adopted = {"park": [adopt_part(workspace, "park", path, "a" * 64)]}
    sheets = [stage("enterprise", [{"enterprise_id": "1"}])]
    snapshot = commit_import(workspace, source("a"), sheets, adopted=adopted, note="合")
    assert set(snapshot.parts) == {"park", "enterprise"}


def test_a_corrected_mapping_replaces_the_rows_even_if_it_accepts_none(workspace, stage, source, catalogue):
    commit_import(workspace, source("a"), [stage("enterprise", [{"enterprise_id": "wrong"}])], note="一")
    commit_import(workspace, source("a"), [stage("enterprise", [])], note="二")
    region = open_region(workspace, catalogue)
    assert region.table("enterprise").collect().is_empty()
    assert "enterprise" not in region.present


def test_when_the_second_file_fails_the_first_goes_and_the_earlier_snapshot_stays(workspace, stage, source):
    kept = commit_import(workspace, source("a"), [stage("enterprise", [{"enterprise_id": "1"}])], note="一")
    before = list_files(workspace)
    good = stage("enterprise", [{"enterprise_id": "2"}], source_id="b" * 64)
    bad = replace(good, mapping=replace(good.mapping, table="no/such/folder"))
    with pytest.raises(WorkspaceError, match="check disk space"):
        commit_import(workspace, source("b"), [good, bad], note="二")
    assert list_files(workspace) == before
    assert workspace.ledger.snapshot() == kept


def test_when_the_ledger_refuses_the_files_wait_for_the_sweeper(workspace, stage, source):
    wrong = replace(stage("enterprise", [{"enterprise_id": "1"}]), n_read=7)
    with pytest.raises(ValueError, match="7 read"):
        commit_import(workspace, source("a"), [wrong], note="一")
    assert workspace.ledger.snapshot() is None
    assert len(list_files(workspace)) == 1
    assert sweep_orphans(workspace, older_than_s=0) == 1
    assert not list_files(workspace)


def test_the_sweeper_takes_old_files_that_no_snapshot_names_and_nothing_else(workspace, stage, frame, source):
    commit_import(workspace, source("a"), [stage("enterprise", [{"enterprise_id": "1"}])], note="一")
    commit_import(workspace, source("a"), [stage("enterprise", [{"enterprise_id": "2"}])], note="二")
    named = list_files(workspace)  # the first is in an earlier snapshot only
    orphan = write_part(workspace, "enterprise", frame("enterprise", []), "a" * 64).file
    young = write_part(workspace, "enterprise", frame("enterprise", []), "a" * 64).file
    (workspace.snapshots_dir / "park-0.parquet.tmp").write_bytes(b"half")
    (workspace.snapshots_dir / "README").write_text("not ours")
    for name in {*named, orphan, "park-0.parquet.tmp", "README"}:
        make_old(workspace.snapshots_dir / name)
    assert sweep_orphans(workspace) == 2
    assert list_files(workspace) == {*named, young, "README"}
    assert sweep_orphans(workspace) == 0
