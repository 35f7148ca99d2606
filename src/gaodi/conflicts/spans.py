"""Do two periods overlap? Helpers over `gaodi.base.parse_period`, with `now` and open ends."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gaodi.base import ValueFormatError, parse_period

Relation = Literal["same", "same_day", "part_year", "within", "nested", "overlap", "apart", "unknown"]
"""same: one period, or a stock at one day · same_day: both without a time · part_year: the year to some month
against the year · within: one month or day of the year · unknown: one side gives no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period as days; open ends are None.

    Parameters
    ----------
    start, end : date or None
    is_running : bool
        Whether it begins with a year or earlier: 2025-01..2025-10, ..2025-10.
    """

    start: date | None
    end: date | None
    is_running: bool

    @property
    def as_of(self) -> date | None:
        """The day a stock is counted on: the last one, or for 2024.. the first."""
        return self.end or self.start

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        return (
            self.start is not None
            and self.end is not None
            and (self.start, self.end) == (date(self.end.year, 1, 1), date(self.end.year, 12, 31))
        )


def read_span(period: str | None) -> Span | None:
    """Read a fact's period; None, `now` and what is no period are unknown.

    Examples
    --------
    >>> read_span("2025-01..2025-10").is_running, read_span("2025-10").is_running
    (True, False)
    >>> read_span("now") is None
    True
    """
    if period is None or period.strip() in {"", "now"}:
        return None
    try:
        read = parse_period(period)
    except ValueFormatError:
        return None
    start, end = read.start, read.end
    is_running = start is None or (start.month, start.day) == (1, 1)
    return Span(start=start, end=end, is_running=is_running)


def find_overlap(left: str | None, right: str | None) -> tuple[date | None, date | None] | None:
    """Return the days two periods share, or None if they share none or one is unknown.

    Examples
    --------
    >>> find_overlap("2025", "2025-03..2026-02")
    (datetime.date(2025, 3, 1), datetime.date(2025, 12, 31))
    >>> find_overlap("..2024-12", "2025..") is None
    True
    """
    a, b = read_span(left), read_span(right)
    return None if a is None or b is None else _meet(a, b)


def relate_spans(a: Span | None, b: Span | None, *, is_stock: bool) -> Relation:
    """Say how two periods stand to each other, the same from either side.

    Parameters
    ----------
    a, b : Span or None
        None is unknown or now.
    is_stock : bool
        Whether the number is counted on a day, so that only the last day matters.

    Examples
    --------
    >>> relate_spans(read_span("2021..2025"), read_span("2025"), is_stock=True)
    'same'
    >>> relate_spans(read_span("2025-01..2025-10"), read_span("2025"), is_stock=False)
    'part_year'
    """
    if a is None or b is None:
        return "same_day" if a is None and b is None else "unknown"
    if (a.start, a.end) == (b.start, b.end) or _is_until(a, b) or _is_until(b, a):
        return "same"
    if is_stock and a.as_of == b.as_of:
        return "same"
    if found := _part_of_year(a, b) or _part_of_year(b, a):
        return found
    shared = _meet(a, b)
    if shared is None:
        return "apart"
    return "nested" if shared in {(a.start, a.end), (b.start, b.end)} else "overlap"


def _is_until(a: Span, b: Span) -> bool:
    """Whether a is `..P` and b is P; the schema counts them as equal."""
    return a.start is None and a.end is not None and a.end == b.end


def _part_of_year(part: Span, year: Span) -> Relation | None:
    if not year.is_year or part.end is None or year.end is None or part.end.year != year.end.year:
        return None
    if part.end == year.end and part.is_running:
        return None
    if part.start is not None and part.start.year != part.end.year:
        return None
    return "part_year" if part.is_running else "within"


def _meet(a: Span, b: Span) -> tuple[date | None, date | None] | None:
    start = max((d for d in (a.start, b.start) if d), default=None)
    end = min((d for d in (a.end, b.end) if d), default=None)
    return None if start and end and end < start else (start, end)
