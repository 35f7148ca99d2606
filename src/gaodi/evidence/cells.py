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
        self._texts: list[pl.Series] = []
        self._numbers: list[pl.Series] = []
        self._few_texts: dict[int, str] = {}
        self._others: dict[int, tuple[str | None, int]] = {}
        if n_empty:
            self.add([""] * n_empty)

    def add(self, values: Sequence[object]) -> None:
        """Take the next cells.

        Parameters
        ----------
        values : sequence
            str, float, int, bool, date, datetime, time or timedelta; an empty str is an empty cell.
        """
        types = set(map(type, values))
        if not types <= {str, float}:
            values = self._set_aside(values, types)
            types = set(map(type, values))
        if types == {str}:
            self._add_parts(pl.Series(values, dtype=pl.String), None, len(values))
        elif types == {float}:
            self._add_parts(None, pl.Series(values, dtype=pl.Float64), len(values))
        else:
            # Most cells of a column of figures are numbers: only the texts among them are moved one by one.
            texts = {place: value for place, value in enumerate(values) if type(value) is str}
            numbers: list[object] = list(values)
            for place, text in texts.items():
                numbers[place] = None
                if text:
                    self._few_texts[self._n_rows + place] = text
            self._add_parts(None, pl.Series(numbers, dtype=pl.Float64), len(values))

    def _add_parts(self, text: pl.Series | None, number: pl.Series | None, n_rows: int) -> None:
        if text is None:
            text = pl.repeat(None, n_rows, dtype=pl.String, eager=True)
        if number is None:
            number = pl.repeat(None, n_rows, dtype=pl.Float64, eager=True)
        self._texts.append(text)
        self._numbers.append(number)
        self._n_rows += n_rows

    def _set_aside(self, values: Sequence[object], types: set[type]) -> Sequence[object]:
        """Turn whole numbers into doubles, and keep dates, truth values and the rest by their place."""
        if types <= {str, float, int}:
            return [float(v) if type(v) is int else v for v in values]  # type: ignore[arg-type]
        plain: list[object] = []
        for place, value in enumerate(values, self._n_rows):
            if type(value) in (str, float, int):
                plain.append(float(value) if type(value) is int else value)  # type: ignore[arg-type]
            else:
                text, kind = _write_cell(value)
                self._others[place] = (text, kind)
                plain.append("")
        return plain

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
        text, number = pl.concat(self._texts), pl.concat(self._numbers)
        if self._few_texts:
            text = text.scatter(list(self._few_texts), list(self._few_texts.values()))
        is_number, is_text = pl.col("number").is_not_null(), (pl.col("text") != "").fill_null(value=False)
        frame = pl.DataFrame({"text": text, "number": number}).select(
            text=pl.coalesce(
                pl.col("number").cast(pl.String).str.strip_suffix(".0"), pl.when(is_text).then("text")
            ),
            # EMPTY is 0, TEXT is 1.
            kind=pl.when(is_number).then(pl.lit(NUMBER, pl.UInt8)).otherwise(is_text.cast(pl.UInt8)),
        )
        text, kind = frame["text"], frame["kind"]
        if self._others:
            rows = list(self._others)
            text = text.scatter(rows, [said for said, _ in self._others.values()])
            kind = kind.scatter(rows, [what for _, what in self._others.values()])
        return text, kind


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
    if value is None:
        return None, EMPTY
    write, kind = _WRITERS.get(type(value), (str, TEXT))
    return write(value), kind
