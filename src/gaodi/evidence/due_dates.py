"""When are the next figures due? From the last period there is, how often it comes, and how long it takes."""

import calendar
from datetime import date, timedelta
from typing import Literal

Frequency = Literal["monthly", "quarterly", "half_yearly", "yearly"]

_MONTHS: dict[str, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def compute_due(last_day: date, frequency: Frequency, due_days: int = 0) -> date:
    """Return the day by which the figures of the period after the last one are due.

    Parameters
    ----------
    last_day : date
        Last day of the last period there is.
    frequency : str
    due_days : int, days
        After the end of the next period.

    Examples
    --------
    >>> compute_due(date(2025, 10, 31), "monthly", 20)
    datetime.date(2025, 12, 20)
    >>> compute_due(date(2025, 12, 31), "yearly")
    datetime.date(2026, 12, 31)
    """
    months = _MONTHS[frequency]
    # A period ends with a whole month, quarter, half or whole year: one that was cut short ends with it.
    number = last_day.year * 12 + last_day.month - 1
    end = (number // months + 1) * months + months - 1
    year, month = divmod(end, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1]) + timedelta(days=due_days)


def count_days_late(due_on: date | None, on: date) -> int | None:
    """Return how many days a due date has passed; 0 before it, None where it is unknown.

    Examples
    --------
    >>> count_days_late(date(2026, 1, 20), date(2026, 2, 1)), count_days_late(None, date(2026, 2, 1))
    (12, None)
    """
    return None if due_on is None else max(0, (on - due_on).days)
