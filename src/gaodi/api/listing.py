"""Which enterprises stand on a page of the list? Orders and marks of one run, computed once and kept."""

from functools import lru_cache
from threading import Lock

import polars as pl

SORTABLE = ("name", "city_zh", "industry_code", "revenue", "rd_expense", "staff", "founded_on")
"""Columns the list may be ordered by; a leading `-` turns the order round."""

N_HELD_MARKS = 128
"""Marks kept in memory, one bit per enterprise each; our own choice: every city, chain, link and title has room."""


class EnterpriseList:
    """The enterprises of one run, ready to be asked for page by page.

    Sorting a hundred thousand rows takes longer than everything else a page needs. So each order is computed when
    it is first asked for and kept as row numbers: a page is a slice of it.

    Parameters
    ----------
    frame : polars.DataFrame
        As a run stores it; never changed.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame.rechunk()
        self._orders: dict[str, pl.Series] = {}
        self._sorting = Lock()
        self._mark = lru_cache(maxsize=N_HELD_MARKS)(self._compute_mark)

    def find(
        self,
        *,
        q: str = "",
        city: str = "",
        chain: str = "",
        link: str = "",
        title: str = "",
        above_scale: bool | None = None,
        sort: str = "-revenue",
    ) -> pl.Series:
        """Return the row numbers of the enterprises that fit, in order; empty and None are any.

        Parameters
        ----------
        q : str
            Part of the name, or the beginning of a code.
        city, chain, link, title : str
        above_scale : bool or None
        sort : str
            One of `SORTABLE`, with `-` for descending. Unknown values come last either way, equal ones by id.
        """
        wanted: dict[str, str | bool | None] = {
            "city_code": city or None,
            "chains": chain or None,
            "links": link or None,
            "titles": title or None,
            "is_above_scale": above_scale,
        }
        marks = [self._mark(column, value) for column, value in wanted.items() if value is not None]
        if text := q.strip():
            marks.append(self._search(text))
        rows = self._order(sort)
        if not marks:
            return rows
        mark = marks[0]
        for other in marks[1:]:
            mark = mark & other
        return rows.filter(mark.gather(rows))

    def take(self, rows: pl.Series) -> pl.DataFrame:
        """Return the rows of these numbers, in their order."""
        return self._frame[rows]

    def _order(self, sort: str) -> pl.Series:
        # One at a time: at the first page after a run, every connection would sort the same rows.
        with self._sorting:
            if sort not in self._orders:
                by = [sort.removeprefix("-"), "enterprise_id"]
                order = pl.arg_sort_by(by, descending=[sort.startswith("-"), False], nulls_last=True)
                self._orders[sort] = self._frame.select(order).to_series()
            return self._orders[sort]

    def _compute_mark(self, column: str, value: str | bool) -> pl.Series:
        held = pl.col(column)
        is_list = isinstance(self._frame.schema[column], pl.List)
        fits = held.list.contains(value) if is_list else held == value
        return self._frame.select(fits.fill_null(value=False)).to_series()

    def _search(self, text: str) -> pl.Series:
        fits = pl.col("name").str.contains(text, literal=True) | pl.col("enterprise_id").str.starts_with(
            text.upper()
        )
        return self._frame.select(fits.fill_null(value=False)).to_series()
