"""Workspaces on disk, sheets staged by hand, and regions built in memory."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gaodi.catalogue import Catalogue
from gaodi.evidence import SheetMapping, Source, StagedTable, Workspace, create_workspace
from gaodi.region import Region

QUARANTINE = {
    "sheet": pl.String, "row": pl.UInt32, "column": pl.String, "header": pl.String, "field": pl.String,
    "raw": pl.String, "severity": pl.String, "code": pl.String, "zh": pl.String, "en": pl.String,
}  # fmt: skip

Rows = list[dict[str, Any]]
Frame = Callable[..., pl.DataFrame]
Stage = Callable[..., StagedTable]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    # Brackets and `=` would be a pattern or a partition, if paths were read as more than names.
    return create_workspace(tmp_path / "[2026] a=b")


@pytest.fixture(scope="session")
def frame(catalogue: Catalogue) -> Frame:
    """Rows of one table in its stored schema; what is not given is null."""

    def build(table: str, rows: Rows, *, source_id: str = "a" * 64, sheet: str = "表1") -> pl.DataFrame:
        stored = catalogue.table(table).frame_schema()
        base = dict.fromkeys(stored) | {"source_id": source_id, "sheet": sheet, "synthetic": False}
        return pl.DataFrame([base | {"row": n} | row for n, row in enumerate(rows, 2)], schema=stored)

    return build


@pytest.fixture(scope="session")
def stage(frame: Frame) -> Stage:
    """One sheet as the evidence room hands it over, every row accepted."""

    def build(table: str, rows: Rows, *, source_id: str = "a" * 64, sheet: str = "表1") -> StagedTable:
        return StagedTable(
            source_id=source_id,
            mapping=SheetMapping(
                table=table, sheet=sheet, header_rows=(1,), columns=(), unmapped=(), score=1.0
            ),
            accepted=frame(table, rows, source_id=source_id, sheet=sheet),
            quarantine=pl.DataFrame(schema=QUARANTINE),
            n_read=len(rows),
            data_digest=source_id,
        )

    return build


@pytest.fixture(scope="session")
def source() -> Callable[[str], Source]:
    """A source with a made-up digest."""

    def build(letter: str = "a") -> Source:
        return Source(
            source_id=letter * 64, sm3=letter * 64, name=f"{letter}.csv", kind="table", size=1,
            imported_at=datetime(2026, 4, 1, tzinfo=UTC),
        )  # fmt: skip

    return build


@pytest.fixture(scope="session")
def make_region(catalogue: Catalogue, frame: Frame) -> Callable[..., Region]:
    """A region in memory; a table not given was never imported."""

    def build(*, on: date = date(2026, 5, 1), code: str = "430000", **tables: Rows) -> Region:
        return Region(
            code=code,
            name="湖南省",
            on=on,
            snapshot_id="s1-test",
            created_at=datetime(2026, 5, 1, tzinfo=UTC),
            tables={name: frame(name, tables.get(name, [])).lazy() for name in catalogue.tables},
            present=frozenset(tables),
            catalogue=catalogue,
            digest="test",
        )

    return build
