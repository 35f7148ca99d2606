"""A writer killed at any moment leaves the last whole snapshot or the next one, never a mixture."""

import random
import signal
import subprocess
import sys
import time

import polars as pl

from gaodi.evidence import open_workspace
from gaodi.region import open_region, sweep_orphans

TABLES = {"enterprise": "name", "enterprise_year": "name", "product": "product_name"}
N_KILLS = 10
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import polars as pl
from gaodi.catalogue import load_catalogue
from gaodi.evidence import SheetMapping, Source, StagedTable, open_workspace
from gaodi.region import commit_import

QUARANTINE = ["sheet", "row", "column", "header", "field", "raw", "severity", "code", "zh", "en"]
workspace, version, catalogue = open_workspace(Path(sys.argv[1])), int(sys.argv[2]), load_catalogue()
sizes = {"enterprise": 20_000, "enterprise_year": 60_000, "product": 20_000}


def stage(table, n):
    mapping = SheetMapping(table=table, sheet=table, header_rows=(1,), columns=(), unmapped=(), score=1.0)
    stored = catalogue.table(table).frame_schema()
    known = {"enterprise_id": pl.format("E{}", "n"), "name": pl.lit(f"v{version}"), "product_name": pl.lit(f"v{version}"), "source_id": pl.lit("a" * 64),
             "sheet": pl.lit(table), "row": pl.col("n"), "synthetic": pl.lit(False), "year": pl.lit(2025)}
    rows = pl.DataFrame({"n": range(n)}).select(
        known.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in stored.items()
    )
    quarantine = pl.DataFrame(schema={name: pl.UInt32 if name == "row" else pl.String for name in QUARANTINE})
    return StagedTable(source_id="a" * 64, mapping=mapping, accepted=rows, quarantine=quarantine, n_read=n,
                       data_digest=str(version))


source = Source(source_id="a" * 64, sm3="a" * 64, name="a.csv", kind="table", size=1, imported_at=datetime.now(UTC))
print("ready", flush=True)
while True:
    version += 1
    with workspace.write_lock():
        commit_import(workspace, source, [stage(table, n) for table, n in sizes.items()], note=f"v{version}")
    print(version, flush=True)
"""


def read_version(workspace, catalogue, as_of):
    """The one version that all rows of all tables carry."""
    region = open_region(workspace, catalogue, as_of=as_of)
    versions = {
        version
        for table, column in TABLES.items()
        for version in region.table(table).select(pl.col(column).unique()).collect()[column]
    }
    (version,) = versions
    return int(version[1:])


def test_ten_kills_leave_every_snapshot_whole_and_only_orphans_to_sweep(workspace, catalogue):
    workspace.ledger.close()
    chance, done, n_orphans = random.Random(), 0, 0
    history: dict[str, int] = {}
    for number in range(N_KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(workspace.root), str(done)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        # Every other writer finishes one import first: a slow machine must not make the kills prove nothing.
        first = [int(writer.stdout.readline())] if number % 2 else []
        time.sleep(chance.uniform(0.0, 0.9))
        writer.send_signal(signal.SIGKILL)
        acknowledged = first + [int(line) for line in writer.stdout]
        writer.wait()
        writer.stdout.close()
        last = acknowledged[-1] if acknowledged else done
        reopened = open_workspace(workspace.root)
        snapshots = reopened.ledger.snapshots()
        is_last = number == N_KILLS - 1
        for snapshot in snapshots:
            if is_last or snapshot.snapshot_id not in history:  # all of them once more at the end
                found = read_version(reopened, catalogue, snapshot.snapshot_id)
                assert found == history.setdefault(snapshot.snapshot_id, found)
        if snapshots:
            done = read_version(reopened, catalogue, None)
            assert done in {last, last + 1}, "the latest is the last acknowledged, or the next"
        with reopened.write_lock():  # the dead writer's lock is free
            n_orphans += sweep_orphans(reopened, older_than_s=0)
        named = {part.file for s in snapshots for parts in s.parts.values() for part in parts}
        assert {path.name for path in reopened.snapshots_dir.iterdir()} == named
        reopened.ledger.close()
    assert len(history) == done
    assert done > 0, "no import ever finished: the kills prove nothing"
    assert n_orphans > 0, "no kill ever hit a write: the kills prove nothing"
