"""When does a figure hold? Periods are written 2025, 2025-01..2025-09, 2021..2025, ..2025-10, 2024.. ."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from gaodi.base.errors import ValueFormatError

_POINT = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A closed span of days; an open end is None.

    Parameters
    ----------
    start, end : date or None
        First and last day. `..2025-10` has no start, `2024..` has no end.
    text : str
        The canonical writing.
    """

    start: date | None
    end: date | None
    text: str

    @property
    def year(self) -> int | None:
        """The calendar year the period lies in, or None if it spans several or is open."""
        if self.start and self.end and self.start.year == self.end.year:
            return self.start.year
        return None

    @property
    def is_full_year(self) -> bool:
        """Whether the period is exactly one calendar year."""
        return (
            self.year is not None
            and self.start == date(self.year, 1, 1)
            and self.end == date(self.year, 12, 31)
        )

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period; an open end reaches as far as it likes."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def __str__(self) -> str:
        return self.text


def parse_period(text: str) -> Period:
    """Read a period in canonical writing.

    Parameters
    ----------
    text : str
        `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or two of them joined by `..`, either of which may be missing.

    Returns
    -------
    Period

    Raises
    ------
    ValueFormatError
        If the text is none of these, names no real day, or ends before it starts.

    Examples
    --------
    >>> parse_period("2025-01..2025-09").end
    datetime.date(2025, 9, 30)
    >>> parse_period("..2025-10").start is None
    True
    """
    cleaned = unicodedata.normalize("NFKC", text).strip()
    first, dots, last = cleaned.partition("..")
    if not dots:
        last = first
    if not (first or last):
        raise _not_a_period(text)
    start = _read_point(first, text)[0] if first else None
    end = _read_point(last, text)[1] if last else None
    if start and end and end < start:
        raise ValueFormatError(f"期间「{text}」的结束早于开始。", f"period {text!r} ends before it starts.")
    return Period(start=start, end=end, text=cleaned)


def _read_point(text: str, whole: str) -> tuple[date, date]:
    match = _POINT.fullmatch(text)
    if not match:
        raise _not_a_period(whole)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101  the pattern demands it
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise _not_a_period(whole) from error


def _not_a_period(text: str) -> ValueFormatError:
    return ValueFormatError(
        f"「{text}」不是期间；请写成 2025、2025-09、2025-01..2025-09、2021..2025、..2025-10 或 2024.. 。",
        f"{text!r} is not a period; write 2025, 2025-09, 2025-01..2025-09, 2021..2025, ..2025-10 or 2024.. .",
    )
