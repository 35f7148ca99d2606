"""Fixtures every room's tests share."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gaodi import api

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public samples beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the public samples in ../shared are not here")
    return SHARED


DEMO_DAY = date(2026, 6, 1)


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo workspace with one run; tests only read it."""
    root = tmp_path_factory.mktemp("demo") / "workspace"
    office = api.create_office(root)
    api.load_demo(office, n_enterprises=600)
    api.compute_run(office, on=DEMO_DAY)
    office.workspace.ledger.close()
    return root


@pytest.fixture(scope="session")
def demo(demo_root: Path) -> Iterator[api.Office]:
    """The small demo workspace, open."""
    office = api.open_office(demo_root)
    yield office
    office.workspace.ledger.close()
