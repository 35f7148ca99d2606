"""When figures are due, for every frequency and any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.evidence import compute_due, count_days_late

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FREQUENCIES = st.sampled_from(["monthly", "quarterly", "half_yearly", "yearly"])


@pytest.mark.parametrize(
    ("last", "frequency", "due"),
    [
        (date(2025, 12, 31), "monthly", date(2026, 1, 31)), (date(2024, 1, 31), "monthly", date(2024, 2, 29)),
        (date(2025, 9, 30), "quarterly", date(2025, 12, 31)), (date(2025, 6, 30), "half_yearly", date(2025, 12, 31)),
        (date(2025, 12, 31), "yearly", date(2026, 12, 31)), (date(2025, 10, 15), "monthly", date(2025, 11, 30)),
    ],
)  # fmt: skip
def test_the_next_period_ends_with_its_last_month(last, frequency, due):
    assert compute_due(last, frequency) == due


@given(DAYS, FREQUENCIES, st.integers(0, 60))
def test_the_due_day_is_later_and_moves_with_the_days_allowed(last, frequency, days):
    due = compute_due(last, frequency)
    assert due > last
    assert (due + timedelta(days=1)).day == 1
    assert compute_due(last, frequency, days) == due + timedelta(days=days)
    assert compute_due(due, frequency) > due


@given(DAYS, DAYS)
def test_lateness_is_never_negative_and_unknown_stays_unknown(due, on):
    late = count_days_late(due, on)
    assert late is not None
    assert late >= 0
    assert (late == 0) == (on <= due)
    assert count_days_late(None, on) is None
