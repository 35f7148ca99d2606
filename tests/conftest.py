"""Fixtures every room's tests share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public samples beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the public samples in ../shared are not here")
    return SHARED
