"""What does the evidence room hand out? Frozen records of sources, sheets, mappings and imports."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One original file, stored under its SHA-256."""

    source_id: str
    sm3: str
    name: str
    kind: str
    """table, document, register (generated Parquet) or figures."""
    size: int
    imported_at: datetime
    title: str | None = None
    issuer: str | None = None
    published_on: str | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Which headers of a sheet feed one column; the first non-empty cell wins."""

    column: str
    headers: tuple[str, ...]
    positions: tuple[int, ...]
    """0-based column positions in the sheet, parallel to `headers`."""
    unit: str | None
    """Unit read from the header or the sheet's note, else the column's own."""
    reason: str
    """Why: exact label, alias, mapping file …, one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMapping:
    """How one sheet becomes rows of one table."""

    table: str
    sheet: str
    header_rows: tuple[int, ...]
    """1-based row numbers of the header."""
    columns: tuple[ColumnMapping, ...]
    unmapped: tuple[str, ...]
    """Headers no column takes; shown, never silently dropped."""
    score: float
    """Share of non-empty headers mapped, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedTable:
    """A sheet read and checked, not yet part of a snapshot."""

    source_id: str
    mapping: SheetMapping
    accepted: pl.DataFrame
    """In the table's frame_schema, provenance included."""
    quarantine: pl.DataFrame
    """sheet, row (UInt32), column (letter or ''), header, field, raw, severity ('row' or 'cell'), code, zh, en."""
    n_read: int
    """Data rows read: accepted rows plus distinct quarantined rows of severity 'row'."""
    data_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What one import did to one sheet or document."""

    source_id: str
    source_name: str
    sheet: str
    kind: str
    """table, document, register or skipped (already imported, or a sheet without a table)."""
    table: str | None
    n_read: int
    n_accepted: int
    n_quarantined: int
    n_cell_issues: int
    n_facts: int
    snapshot_id: str | None
    mapping: SheetMapping | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One state of the tables: which Parquet files make up each table. Never changed."""

    snapshot_id: str
    parent_id: str | None
    created_at: datetime
    note: str
    parts: dict[str, tuple["Part", ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One immutable Parquet file of a table."""

    file: str
    """Path relative to the workspace's `snapshots/` folder."""
    rows: int
    sha256: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A computed result with everything needed to compute it again."""

    run_id: str
    created_at: datetime
    on: date
    snapshot_id: str
    inputs_digest: str
    catalogue_digest: str
    code_version: str
    seed: int | None
    parameters: dict[str, Any]
    outputs: dict[str, str]
    """Result name → file relative to the workspace's `runs/` folder."""
    summary: dict[str, Any]
