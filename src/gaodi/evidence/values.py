"""How is each type of column read? One table of readers, and the limits every column may set."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from gaodi.base import MONEY_UNITS
from gaodi.catalogue import Catalogue, Column
from gaodi.evidence.amounts import read_money, read_number, read_ratio
from gaodi.evidence.identities import (
    read_boolean,
    read_choice,
    read_credit_code,
    read_district,
    read_entity,
    read_indicator,
    read_industry,
    read_stock_code,
    read_term,
)
from gaodi.evidence.moments import read_date, read_period, read_year
from gaodi.evidence.readings import CellColumn, Reading, clean_cells, find_lost_digits, no_codes

_Reader = Callable[[CellColumn, Column, Catalogue, str | None], Reading]

_READERS: dict[str, _Reader] = {
    "text": lambda cells, _column, _catalogue, _unit: _read_text(cells),
    "credit_code": lambda cells, _column, _catalogue, _unit: read_credit_code(cells),
    "stock_code": lambda cells, _column, _catalogue, _unit: read_stock_code(cells),
    "entity": lambda cells, _column, _catalogue, _unit: read_entity(cells),
    "district": lambda cells, _column, catalogue, _unit: read_district(cells, catalogue),
    "industry": lambda cells, _column, _catalogue, _unit: read_industry(cells),
    "indicator": lambda cells, _column, catalogue, _unit: read_indicator(cells, catalogue),
    "term": lambda cells, column, catalogue, _unit: read_term(cells, column, catalogue),
    "choice": lambda cells, column, _catalogue, _unit: read_choice(cells, column),
    "integer": lambda cells, column, _catalogue, unit: read_number(cells, column, unit),
    "year": lambda cells, _column, _catalogue, _unit: read_year(cells),
    "number": lambda cells, column, _catalogue, unit: read_number(cells, column, unit),
    "decimal": lambda cells, column, _catalogue, unit: read_number(cells, column, unit),
    "money": lambda cells, column, _catalogue, unit: read_money(cells, column, unit),
    "ratio": lambda cells, _column, _catalogue, unit: read_ratio(cells, unit),
    "date": lambda cells, _column, _catalogue, _unit: read_date(cells),
    "period": lambda cells, _column, _catalogue, _unit: read_period(cells),
    "boolean": lambda cells, _column, _catalogue, _unit: read_boolean(cells),
}


def read_column(
    raw: pl.Series, kind: pl.Series, column: Column, catalogue: Catalogue, *, unit: str | None = None
) -> Reading:
    """Read the cells of one column.

    Parameters
    ----------
    raw : Series of String
    kind : Series of UInt8
        See `gaodi.evidence.cells`.
    column : Column
    catalogue : Catalogue
    unit : str or None
        Unit of the header, the sheet's note or the mapping file.

    Returns
    -------
    Reading
        An unreadable cell has a code and is null; unknown is null without a code.
    """
    cells = clean_cells(raw, kind, column)
    reading = _READERS[column.type](cells, column, catalogue, unit)
    if cells.error.any():
        reading = replace(reading, codes=reading.codes.set(cells.error, "error_cell"))
    if column.min is None and column.max is None:
        return reading
    return _check_limits(reading, column)


def _read_text(cells: CellColumn) -> Reading:
    """Keep the writing of the sheet: only spaces at the ends and line breaks go."""
    text = cells.raw.set(cells.text.is_null(), None)
    values = text.str.replace_all(r"\s*[\r\n]+\s*", " ").str.strip_chars()
    lost = find_lost_digits(cells)
    return Reading(values.set(lost, None), no_codes(len(values)).set(lost, "destroyed_code"))


def _check_limits(reading: Reading, column: Column) -> Reading:
    """Make a value beyond the schema's limits unknown; its text stays in the quarantine."""
    # Limits of money are written in the column's unit, values are fen.
    scale = MONEY_UNITS[column.unit or "元"] * 100 if column.type == "money" else 1
    beyond = pl.repeat(False, len(reading.values), dtype=pl.Boolean, eager=True)
    if column.min is not None:
        beyond |= (reading.values < column.min * scale).fill_null(value=False)
    if column.max is not None:
        beyond |= (reading.values > column.max * scale).fill_null(value=False)
    if not beyond.any():
        return reading
    return Reading(
        reading.values.set(beyond, None), reading.codes.set(beyond, "out_of_range"), reading.zh, reading.en
    )
