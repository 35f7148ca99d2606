"""What did a cell hold? Its text as people see it, and its kind, which no text can tell."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import polars as pl

from gaodi.base import MONEY_UNITS

EMPTY, TEXT, NUMBER, MOMENT, BOOLEAN, ERROR, PERCENT = range(7)
"""Kinds of cells. `PERCENT` is a number that Excel shows with a percent sign; it holds the fraction."""

MONEY_KINDS: dict[str, int] = {unit: 10 + place for place, unit in enumerate(MONEY_UNITS)}
"""Kinds of numbers whose number format names a money unit, such as `0.00"万元"`."""


def is_number(kind: pl.Series) -> pl.Series:
    """Say which kinds are numbers, however Excel shows them."""
    return (kind == NUMBER) | (kind >= PERCENT)


def build_cells(values: Sequence[object]) -> tuple[pl.Series, pl.Series]:
    """Turn Python cells of one column into texts and kinds.

    Parameters
    ----------
    values : sequence
        str, float, int, bool, date, datetime, time or timedelta; an empty str is an empty cell.

    Returns
    -------
    text : Series of String
        What the cell says; a number in its shortest form that reads back the same. Empty is null.
    kind : Series of UInt8

    Examples
    --------
    >>> text, kind = build_cells(["甲", 12.0, "", True])
    >>> text.to_list(), kind.to_list()
    (['甲', '12', None, 'TRUE'], [1, 2, 0, 4])
    """
    types = set(map(type, values))
    if types <= {str}:
        return _build_texts(values)
    if types <= {float} or types <= {int}:
        return _write_numbers(pl.Series(values)), pl.repeat(NUMBER, len(values), dtype=pl.UInt8, eager=True)
    if types <= {float, int, str}:
        text, kind = _build_texts([value if type(value) is str else None for value in values])
        numbers = pl.Series(
            [None if type(value) is str else value for value in values], dtype=pl.Float64, strict=False
        )
        written = _write_numbers(numbers)
        return written.zip_with(numbers.is_not_null(), text), pl.select(
            pl.when(numbers.is_not_null()).then(pl.lit(NUMBER, pl.UInt8)).otherwise(kind).alias("kind")
        ).to_series()
    pairs = [_write_cell(value) for value in values]
    return (
        pl.Series([text for text, _ in pairs], dtype=pl.String),
        pl.Series([kind for _, kind in pairs], dtype=pl.UInt8),
    )


def _build_texts(values: Sequence[object]) -> tuple[pl.Series, pl.Series]:
    text = pl.Series(values, dtype=pl.String)
    text = text.set(text == "", None)
    return text, text.is_not_null().cast(pl.UInt8)  # EMPTY is 0, TEXT is 1


def _write_numbers(numbers: pl.Series) -> pl.Series:
    return numbers.cast(pl.String).str.strip_suffix(".0")


def _write_number(value: object) -> str:
    return repr(value).removesuffix(".0")


def _write_moment(value: object) -> str:
    return str(value).removesuffix(" 00:00:00")


_WRITERS: dict[type, tuple[Callable[[object], str], int]] = {
    bool: (lambda value: "TRUE" if value else "FALSE", BOOLEAN),
    int: (_write_number, NUMBER),
    float: (_write_number, NUMBER),
    date: (_write_moment, MOMENT),
    datetime: (_write_moment, MOMENT),
    time: (_write_moment, MOMENT),
    timedelta: (_write_moment, MOMENT),
}


def _write_cell(value: object) -> tuple[str | None, int]:
    if value is None or value == "":
        return None, EMPTY
    write, kind = _WRITERS.get(type(value), (str, TEXT))
    return write(value), kind
