"""The shipped catalogue, read once, and a folder to write another over it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gaodi.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The catalogue as it ships."""
    return load_catalogue()


@pytest.fixture
def overlay(tmp_path: Path):
    """Write one file of a workspace's own catalogue and return the folder."""

    def write(place: str, content: Any) -> Path:
        path = tmp_path / "catalogue" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "catalogue"

    return write
