from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.base import MONEY_UNITS, ValueFormatError, format_money, parse_money, parse_period

patient = settings(deadline=None)
amounts = st.integers(-(10**17), 10**17)
units = st.sampled_from(sorted(MONEY_UNITS))
days = st.dates(date(1949, 1, 1), date(2100, 12, 31))


@patient
@given(amounts, units)
def test_fen_survive_every_unit(fen, unit):
    amount = Decimal(fen) / (100 * MONEY_UNITS[unit])
    assert parse_money(amount, unit) == fen


@patient
@given(amounts)
def test_written_yuan_read_back_to_the_same_fen(fen):
    written = format_money(fen, "元")
    number, unit = written.rsplit(" ", 1)
    assert parse_money(Decimal(number.replace(",", "")), unit) == fen


@patient
@given(amounts, amounts, units)
def test_amounts_keep_their_order(one, other, unit):
    share = 100 * MONEY_UNITS[unit]
    assert (parse_money(Decimal(one) / share, unit) < parse_money(Decimal(other) / share, unit)) == (
        one < other
    )


@pytest.mark.parametrize(
    ("value", "unit", "fen"),
    [("16.4", "亿元", 164_000_000_000), ("0.1", "万元", 100_000), ("-3", "千元", -300_000), ("5.53", "万亿元", 553 * 10**12)],
)  # fmt: skip
def test_published_amounts_are_exact(value, unit, fen):
    assert parse_money(Decimal(value), unit) == fen


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("1", "美元", "unknown money unit"),
        ("0.001", "元", "finer than one fen"),
        ("Infinity", "元", "not a number"),
        ("NaN", "万元", "not a number"),
    ],
)
def test_amounts_that_are_none_are_refused(value, unit, said):
    with pytest.raises(ValueFormatError, match=said):
        parse_money(Decimal(value), unit)


def test_unknown_money_is_a_dash_and_zero_is_not():
    assert format_money(None) == "—"
    assert format_money(0) == "0.00 万元"


@patient
@given(days)
def test_a_day_a_month_and_a_year_hold_that_day(day):
    for text in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}"):
        period = parse_period(text)
        assert period.contains(day)
        assert str(period) == text
        assert period.year == day.year


@patient
@given(days, days)
def test_a_span_holds_its_ends_and_nothing_outside(one, other):
    first, last = sorted((one, other))
    period = parse_period(f"{first}..{last}")
    assert (period.start, period.end) == (first, last)
    assert period.contains(first)
    assert period.contains(last)
    assert not period.contains(first - timedelta(days=1))
    assert not period.contains(last + timedelta(days=1))


@patient
@given(days)
def test_an_open_end_reaches_as_far_as_it_likes(day):
    until, since = parse_period(f"..{day:%Y-%m}"), parse_period(f"{day:%Y-%m}..")
    assert until.start is None
    assert until.contains(date(1, 1, 1))
    assert since.end is None
    assert since.contains(date(9999, 12, 31))
    assert until.year is None
    assert since.year is None


@pytest.mark.parametrize(("year", "last"), [(2024, 29), (2025, 28), (2000, 29), (1900, 28)])
def test_february_ends_when_the_calendar_says(year, last):
    assert parse_period(f"{year}-02").end == date(year, 2, last)


def test_only_a_whole_year_is_a_full_year():
    assert parse_period("2025").is_full_year
    assert parse_period("2025-01..2025-12").is_full_year
    assert not parse_period("2025-01..2025-09").is_full_year
    assert not parse_period("2021..2025").is_full_year
    assert parse_period("2021..2025").year is None


def test_full_width_digits_give_the_same_period():
    assert parse_period("２０２５-０９") == parse_period("2025-09")


@pytest.mark.parametrize(
    "text",
    ["", "..", "now", "2025年", "2025-13", "2025-00", "2025-02-30", "25", "2025-1", "2025..2026..2027"],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueFormatError, match="is not a period"):
        parse_period(text)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueFormatError, match="ends before it starts"):
        parse_period("2026..2025")
