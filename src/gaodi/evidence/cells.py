"""What did a cell hold? Its text as people see it, and its kind, which no text can tell."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

import polars as pl

from gaodi.base import MONEY_UNITS

EMPTY, TEXT, NUMBER, MOMENT, BOOLEAN, ERROR, PERCENT = range(7)
"""Kinds of cells. `PERCENT` is a number that Excel shows with a percent sign; it holds the fraction."""

MONEY_KINDS: dict[str, int] = {unit: 10 + place for place, unit in enumerate(MONEY_UNITS)}
"""Kinds of numbers whose number format names a money unit, such as `0.00"万元"`."""


Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells; 0-based, both ends included."""


def is_number(kind: pl.Series) -> pl.Series:
    """Say which kinds are numbers, however Excel shows them."""
    return (kind == NUMBER) | (kind >= PERCENT)


def write_numbers(numbers: pl.Series) -> pl.Series:
    """Return numbers as texts, each in its shortest form that reads back the same."""
    written = numbers.cast(pl.String)
    # Only whole numbers end in `.0`: most columns of figures hold few.
    whole = (numbers == numbers.floor()).arg_true()
    return written.scatter(whole, written.gather(whole).str.strip_suffix(".0"))


class CellGatherer:
    """The cells of one column, taken in chunks so that Python objects never outlive their chunk.

    Examples
    --------
    >>> gatherer = CellGatherer()
    >>> gatherer.add(["甲", 12.0, "", True])
    >>> text, kind = gatherer.build()
    >>> text.to_list(), kind.to_list()
    (['甲', '12', None, 'TRUE'], [1, 2, 0, 4])
    """

    def __init__(self, n_empty: int = 0) -> None:
        self._n_rows = 0
        self._is_text = True
        self._texts: list[pl.Series | int] = []
        self._numbers: list[pl.Series | int] = []
        self._few: dict[int, object] = {}
        if n_empty:
            self.add([""] * n_empty)

    def add(self, values: Sequence[object]) -> None:
        """Take the next cells.

        Parameters
        ----------
        values : sequence
            str, float, int, bool, date, datetime, time or timedelta; an empty str is an empty cell.
        """
        n_rows = len(values)
        if not self._is_text or not self._add_texts(values):
            # Most cells of a column of figures are numbers: only what stands among them is moved one by one.
            few = {place: value for place, value in enumerate(values) if type(value) is not float}
            self._is_text = 2 * len(few) > n_rows
            numbers: list[object] = list(values)
            for place, value in few.items():
                numbers[place] = float(value) if type(value) is int else None
                if type(value) is not int and value != "":
                    self._few[self._n_rows + place] = value
            self._texts.append(n_rows)
            self._numbers.append(pl.Series(numbers, dtype=pl.Float64))
        self._n_rows += n_rows

    def _add_texts(self, values: Sequence[object]) -> bool:
        """Take the cells at once if all are texts."""
        if set(map(type, values)) != {str}:
            return False
        self._texts.append(pl.Series(values, dtype=pl.String))
        self._numbers.append(len(values))
        return True

    def build(self) -> tuple[pl.Series, pl.Series]:
        """Return what the cells say and their kinds.

        Returns
        -------
        text : Series of String
            A number in its shortest form that reads back the same. Empty is null.
        kind : Series of UInt8
        """
        if not self._n_rows:
            return pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.UInt8)
        text, kind = self._build_plain()
        if self._few:
            rows, written = list(self._few), [_write_cell(value) for value in self._few.values()]
            text = text.scatter(rows, [said for said, _ in written])
            kind = kind.scatter(rows, [what for _, what in written])
        return text, kind

    def _build_plain(self) -> tuple[pl.Series, pl.Series]:
        """Return texts and kinds of all cells but the few that were moved one by one."""
        text, number = _join_parts(self._texts, pl.String()), _join_parts(self._numbers, pl.Float64())
        is_text = (text != "").fill_null(value=False)
        if number.null_count() == self._n_rows:
            return text.set(~is_text, None), is_text.cast(pl.UInt8)  # EMPTY is 0, TEXT is 1
        written = write_numbers(number)
        kind = number.is_not_null().cast(pl.UInt8) * NUMBER
        if not is_text.any():
            return written, kind
        return written.zip_with(~is_text, text), kind + is_text.cast(pl.UInt8)


def _join_parts(parts: list[pl.Series | int], dtype: pl.DataType) -> pl.Series:
    """Join parts, of which a number stands for as many empty cells."""
    joined: list[pl.Series] = []
    for is_gap, group in groupby(parts, key=lambda part: isinstance(part, int)):
        if is_gap:
            n_empty = sum(part for part in group if isinstance(part, int))
            joined.append(pl.repeat(None, n_empty, dtype=dtype, eager=True))
        else:
            joined += [part for part in group if isinstance(part, pl.Series)]
    return pl.concat(joined)


def _write_moment(value: object) -> str:
    return str(value).removesuffix(" 00:00:00")


_WRITERS: dict[type, tuple[Callable[[object], str], int]] = {
    bool: (lambda value: "TRUE" if value else "FALSE", BOOLEAN),
    date: (_write_moment, MOMENT),
    datetime: (_write_moment, MOMENT),
    time: (_write_moment, MOMENT),
    timedelta: (_write_moment, MOMENT),
}


def _write_cell(value: object) -> tuple[str | None, int]:
    if type(value) is str:
        return value, TEXT
    if value is None:
        return None, EMPTY
    write, kind = _WRITERS.get(type(value), (str, TEXT))
    return write(value), kind
