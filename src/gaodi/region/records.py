"""What is the region at one date? Typed tables of one snapshot, and how complete they are."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from gaodi.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Typed tables of one region in one snapshot, seen on one day.

    Parameters
    ----------
    code, name : str
        Division code and name of the region, such as 430000 and 湖南省.
    on : date
        The day the questions are asked for: titles in force, rule versions, last complete year.
    snapshot_id : str
    tables : dict of str to polars.LazyFrame
        Every table of the catalogue in its frame_schema; one never imported is empty.
    present : frozenset of str
        Tables of which at least one row was accepted. Of any other nothing is known, which is not the same as none.
    digest : str
        SHA-256 over the parts that make up the snapshot.
    """

    code: str
    name: str
    on: date
    snapshot_id: str
    created_at: datetime
    tables: dict[str, pl.LazyFrame]
    present: frozenset[str]
    catalogue: Catalogue
    digest: str

    def table(self, name: str) -> pl.LazyFrame:
        """Return one table, lazily; columns and types as in the catalogue."""
        self.catalogue.table(name)
        return self.tables[name]

    @property
    def last_year(self) -> int:
        """The last complete calendar year on the region's day."""
        return self.on.year - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TableState:
    """One table of the region and how complete it is."""

    table: str
    zh: str
    en: str
    n_rows: int
    n_synthetic: int
    n_sources: int
    completeness: dict[str, float]
    """Column → share of non-null cells, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """One place of the tile grid."""

    code: str
    zh: str
    en: str
    grid_x: int
    grid_y: int
    n_enterprises: int
    n_above_scale: int | None
    """None if no enterprise of the place says whether it is."""
    n_little_giants: int | None
    """None if no title table was imported."""
    revenue: int | None
    """Fen, last complete year; None if nobody reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionSummary:
    """What the region is made of."""

    code: str
    name: str
    on: date
    snapshot_id: str
    tables: tuple[TableState, ...]
    places: tuple[PlaceCount, ...]
    titles: dict[str, int]
    """Title id → enterprises holding it on the day."""
    synthetic: bool
    n_unplaced: int = 0
    """Enterprises whose place is unknown or lies outside the places shown."""
