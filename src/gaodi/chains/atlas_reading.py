"""What is every map and list of a chain made from? The chain as it was read, and a sheet over it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.atlas_records import AtlasColumn, AtlasSheet, ColumnKind
from gaodi.chains.firms import FirmTables
from gaodi.chains.fusion_records import ChainFusion
from gaodi.chains.records import ChainDiagnosis
from gaodi.region import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReading:
    """A chain as it was read: what every map and list is made from.

    Parameters
    ----------
    region : Region
    firms : FirmTables
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count: enterprise_id, link_id.
    diagnosis : ChainDiagnosis
    fusion : ChainFusion or None
    """

    region: Region
    firms: FirmTables
    template: ChainTemplate
    counted: pl.DataFrame
    diagnosis: ChainDiagnosis
    fusion: ChainFusion | None


def build_sheet(
    reading: ChainReading,
    names: tuple[str, str, str],
    columns: Iterable[tuple[str, ...]],
    rows: Iterable[dict[str, Any]],
    *,
    tables: tuple[str, ...],
    n_total: int | None = None,
    note: tuple[str, str] = ("", ""),
) -> AtlasSheet:
    """Build a sheet.

    Parameters
    ----------
    reading : ChainReading
    names : (str, str, str)
        Id, Chinese and English name.
    columns : iterable of tuple of str
        Key, Chinese and English header and, unless it is text, the kind.
    rows : iterable of dict
    tables : tuple of str
        Tables of the catalogue it is made from.
    n_total : int or None
        Rows there are, if more than given.
    note : (str, str)
        A Chinese and an English sentence.

    Returns
    -------
    AtlasSheet
    """
    found = tuple(rows)
    return AtlasSheet(
        id=names[0],
        zh=names[1],
        en=names[2],
        columns=tuple(
            AtlasColumn(key=key, zh=zh, en=en, kind=cast("ColumnKind", kind[0]) if kind else "text")
            for key, zh, en, *kind in columns
        ),
        rows=found,
        n_total=len(found) if n_total is None else n_total,
        tables=tables,
        missing_tables=tuple(table for table in tables if table not in reading.region.present),
        note_zh=note[0],
        note_en=note[1],
    )


def cut_rows(frame: pl.DataFrame, n_rows: int | None) -> pl.DataFrame:
    """Return the first rows of a list; all where no number is given."""
    return frame if n_rows is None else frame.head(n_rows)
