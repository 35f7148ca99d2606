"""The shape of the code is what ARCHITECTURE.md says it is."""

import re
import tomllib
from pathlib import Path

import pytest

from gaodi import base

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gaodi"
MODULES = sorted(path.relative_to(ROOT) for path in SOURCE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_fits_on_a_desk(module: Path) -> None:
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= 500


def test_the_picture_of_the_rooms_is_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    picture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    drawn = [re.split(r"\s{2,}", line)[0] for line in picture.strip().splitlines()]
    assert drawn == layers


def test_every_folder_is_a_room_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    rooms = {name.strip() for line in layers for name in line.split("|")}
    assert rooms == {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}


def test_every_error_code_is_documented_and_used_once() -> None:
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    errors = [
        item for item in vars(base).values() if isinstance(item, type) and issubclass(item, base.GaodiError)
    ]
    codes = [error.code for error in errors]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if f"`{code}`" not in text] == []


def test_front_doors_only_reexport() -> None:
    for door in SOURCE.glob("*/__init__.py"):
        text = door.read_text(encoding="utf-8")
        assert "__all__" in text, door
        assert not re.search(r"^(def|class) ", text, re.MULTILINE), door


def test_no_module_is_named_for_nothing() -> None:
    words = {"utils", "util", "helpers", "common", "misc"}
    assert [path for path in MODULES if path.stem in words] == []
