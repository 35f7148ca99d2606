"""Regions that hold nothing but indicator values."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from gaodi.catalogue import load_catalogue
from gaodi.region import Region


@pytest.fixture(scope="session")
def make_region() -> Callable[..., Region]:
    """A region from rows of indicator_value; what a row does not say is the case's default."""
    catalogue = load_catalogue()
    stored = catalogue.table("indicator_value").frame_schema()
    usual = {
        "indicator_id": "above_scale_value_added", "subject": "湖南省", "period": "2025", "comparison": "level",
        "unit": "元", "status": "actual", "source_id": "a" * 64, "sheet": "指标", "synthetic": False,
    }  # fmt: skip

    def build(rows: list[dict[str, Any]]) -> Region:
        filled = [dict.fromkeys(stored) | usual | {"row": n} | row for n, row in enumerate(rows, 2)]
        for row in filled:
            for name in ("value", "value_max"):
                row[name] = None if row[name] is None else Decimal(str(row[name]))
        tables = {
            name: pl.LazyFrame(schema=schema.frame_schema()) for name, schema in catalogue.tables.items()
        }
        tables["indicator_value"] = pl.DataFrame(filled, schema=stored).lazy()
        return Region(
            code="430000", name="湖南省", on=date(2026, 5, 1), snapshot_id="s1-test",
            created_at=datetime(2026, 5, 1, tzinfo=UTC), tables=tables, present=frozenset({"indicator_value"}),
            catalogue=catalogue, digest="test",
        )  # fmt: skip

    return build
