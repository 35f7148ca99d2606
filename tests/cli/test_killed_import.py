"""An import that is killed leaves the workspace as it was before or as it is after, never between."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from gaodi import api
from gaodi.base import compute_check_character
from gaodi.region import open_region

N_KILLS = 10
N_ROWS = 8_000


def write_firms(path: Path, version: int, codes: list[str]) -> Path:
    lines = ["统一社会信用代码,企业名称,所在地,地址"]
    lines += [
        f"{code},示例{number}号（第{version}版）有限公司,长沙市,第{version}版"
        for number, code in enumerate(codes)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def codes() -> list[str]:
    bodies = [f"91430100XN{number:07d}" for number in range(N_ROWS)]
    return [body + compute_check_character(body) for body in bodies]


def count_versions(office: api.Office, as_of: str) -> dict[str, int]:
    region = open_region(office.workspace, office.catalogue, as_of=as_of, on=date(2026, 6, 1))
    return dict(region.table("enterprise").group_by("address").agg(n=pl.len()).collect().iter_rows())


def test_ten_kills_at_random_moments_leave_every_snapshot_intact(tmp_path: Path, codes: list[str]) -> None:
    root = tmp_path / "w"
    office = api.create_office(root)
    api.import_files(office, [write_firms(tmp_path / "v0.csv", 0, codes)])
    office.workspace.ledger.close()
    chance = random.Random(20261123)
    started = time.monotonic()
    trial = write_firms(tmp_path / "trial.csv", -1, codes)
    subprocess.run(
        [sys.executable, "-m", "gaodi.cli", "import", str(trial), "-w", str(root)],
        check=True,
        capture_output=True,
    )
    usual = time.monotonic() - started
    n_killed = 0
    for version in range(1, N_KILLS + 1):
        path = write_firms(tmp_path / f"v{version}.csv", version, codes)
        office = api.open_office(root)
        before = {snapshot.snapshot_id for snapshot in office.workspace.ledger.snapshots()}
        office.workspace.ledger.close()
        process = subprocess.Popen(
            [sys.executable, "-m", "gaodi.cli", "import", str(path), "-w", str(root)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        # Most of the time goes to starting Python; the kills fall on the second half, where the writing is.
        time.sleep(usual * chance.uniform(0.4, 1.0))
        os.kill(process.pid, signal.SIGKILL)
        n_killed += process.wait() == -signal.SIGKILL
        office = api.open_office(root)
        snapshots = office.workspace.ledger.snapshots()
        assert before <= {snapshot.snapshot_id for snapshot in snapshots}
        for snapshot in snapshots:
            versions = count_versions(office, snapshot.snapshot_id)
            assert list(versions.values()) == [N_ROWS], versions
        assert api.import_files(office, [path]).outcomes[0].kind in {"table", "skipped"}
        latest = office.workspace.ledger.snapshot()
        assert latest is not None
        assert count_versions(office, latest.snapshot_id) == {f"第{version}版": N_ROWS}
        office.workspace.ledger.close()
    assert n_killed >= N_KILLS // 2, "the kills came too late to mean anything"
