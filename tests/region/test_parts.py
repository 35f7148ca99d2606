"""Files of a snapshot: fresh names, whole or not there at all."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from gaodi.base import TableError, WorkspaceError, digest_file
from gaodi.region import adopt_part, write_part

FULL_DISK = """
import resource, sys
from pathlib import Path
import polars as pl
from gaodi.base import WorkspaceError
from gaodi.catalogue import PROVENANCE
from gaodi.evidence import open_workspace
from gaodi.region import write_part

workspace = open_workspace(Path(sys.argv[1]))
rows = pl.DataFrame({"number": range(400_000)}).with_columns(
    pl.lit(None, dtype).alias(name) for name, dtype in PROVENANCE.items()
)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    write_part(workspace, "enterprise", rows, "a" * 64)
except WorkspaceError as error:
    sys.stdout.write(error.zh)
"""


def test_a_part_names_its_file_its_rows_and_their_digest(workspace, frame):
    rows = frame("enterprise", [{"enterprise_id": "000157.SZ", "name": "甲"}])
    part = write_part(workspace, "enterprise", rows, "a" * 64)
    stored = workspace.snapshots_dir / part.file
    assert part.file.startswith("enterprise-")
    assert (part.rows, part.sha256, part.source_id) == (1, digest_file(stored), "a" * 64)
    assert pl.read_parquet(stored, glob=False, hive_partitioning=False).equals(rows)


def test_the_same_rows_give_the_same_bytes_under_a_fresh_name(workspace, frame):
    rows = frame("enterprise", [{"enterprise_id": str(n), "name": "甲"} for n in range(1000)])
    one, other = (write_part(workspace, "enterprise", rows, "a" * 64) for _ in range(2))
    assert one.sha256 == other.sha256
    assert one.file != other.file


def test_row_groups_stay_small_enough_to_stream(workspace, frame):
    rows = frame("enterprise", [{"enterprise_id": "x", "name": "甲"}]).select(
        pl.all().repeat_by(250_001).explode()
    )
    part = write_part(workspace, "enterprise", rows, "a" * 64)
    metadata = pq.ParquetFile(workspace.snapshots_dir / part.file).metadata
    sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
    assert sum(sizes) == 250_001
    assert max(sizes) <= 100_000
    assert metadata.row_group(0).column(0).compression == "ZSTD"


def test_rows_without_provenance_are_refused(workspace):
    with pytest.raises(TableError, match="source_id"):
        write_part(workspace, "enterprise", pl.DataFrame({"name": ["甲"]}), "a" * 64)
    assert not list(workspace.snapshots_dir.iterdir())


def test_a_file_from_outside_is_copied_and_stays(workspace, frame, tmp_path):
    outside = tmp_path / "register.parquet"
    frame("enterprise", [{"enterprise_id": "x", "name": "甲"}]).write_parquet(outside)
    part = adopt_part(workspace, "enterprise", outside, "b" * 64)
    assert outside.is_file()
    assert (part.rows, part.sha256) == (1, digest_file(outside))


def test_a_file_from_inside_is_moved_and_starts_young(workspace, frame):
    inside = workspace.root / "draft.parquet"
    frame("enterprise", [{"enterprise_id": "x", "name": "甲"}]).write_parquet(inside)
    os.utime(inside, (0, 0))
    part = adopt_part(workspace, "enterprise", inside, "b" * 64)
    assert not inside.exists()
    assert (workspace.snapshots_dir / part.file).stat().st_mtime > 1_000_000


@pytest.mark.parametrize("content", [b"", b"PAR1 not really PAR1"], ids=["empty", "not Parquet"])
def test_a_file_that_is_not_parquet_is_refused(workspace, tmp_path, content):
    path = tmp_path / "register.parquet"
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"register\.parquet"):
        adopt_part(workspace, "enterprise", path, "b" * 64)
    assert not list(workspace.snapshots_dir.iterdir())


def test_a_disk_that_takes_no_more_leaves_nothing_behind(workspace):
    workspace.ledger.close()
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(workspace.root)], capture_output=True, text=True, check=True
    )
    assert "请检查磁盘空间" in done.stdout
    assert not list(Path(workspace.snapshots_dir).iterdir())


def test_a_folder_that_is_gone_is_said_so(workspace, frame):
    workspace.snapshots_dir.rmdir()
    with pytest.raises(WorkspaceError, match="check disk space"):
        write_part(workspace, "enterprise", frame("enterprise", []), "a" * 64)
