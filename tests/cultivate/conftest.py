"""Small regions by hand, and the rule packs."""

import importlib.util
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from gaodi.catalogue import Catalogue
from gaodi.cultivate import PackLibrary, load_packs
from gaodi.region import Region

Rows = dict[str, list[dict[str, Any]]]
RULE_TABLES = ("enterprise", "enterprise_year", "qualification", "intellectual_property")


@pytest.fixture(scope="session")
def library(catalogue: Catalogue) -> PackLibrary:
    return load_packs(catalogue=catalogue)


@pytest.fixture(scope="session")
def make_region(catalogue: Catalogue) -> Callable[..., Region]:
    """Build a region from rows, or from frames as they are; blank cells are unknown, provenance counts the rows."""

    def make(rows: Rows, *, on: date, present: Iterable[str] = RULE_TABLES, code: str = "430000") -> Region:
        tables = {}
        for name, schema in catalogue.tables.items():
            types = schema.frame_schema()
            if isinstance(rows.get(name), pl.DataFrame):
                tables[name] = rows[name].lazy()
                continue
            full = [
                {"source_id": "s" * 8, "sheet": name, "row": i, "synthetic": True} | row
                for i, row in enumerate(rows.get(name, []), start=2)
            ]
            columns = {column: [row.get(column) for row in full] for column in types}
            tables[name] = pl.DataFrame(columns, schema=types).lazy()
        return Region(
            code=code,
            name="湖南省",
            on=on,
            snapshot_id="test",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            tables=tables,
            present=frozenset(present),
            catalogue=catalogue,
            digest="test",
        )

    return make


def load_beside(name: str) -> ModuleType:
    """Load a helper that lies beside the tests."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def gather_crowd(catalogue: Catalogue) -> Callable[..., dict[str, pl.DataFrame]]:
    """Make the rule tables of many firms that crowd the edges."""
    return load_beside("crowds").gather_crowd


@pytest.fixture(scope="session")
def interpreter() -> ModuleType:
    """Evaluate a plan node by node for one firm."""
    return load_beside("interpreter")
