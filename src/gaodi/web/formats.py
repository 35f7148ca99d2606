"""How does a value read? Texts of numbers, dates and codes in both languages; no value is changed or rounded away."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from gaodi.base import MONEY_UNITS, Figure, format_money

UNKNOWN = "—"
SCALES: dict[str, dict[str, int]] = {
    "zh": {unit: MONEY_UNITS[unit] for unit in ("亿元", "万元")},
    "en": {"trillion yuan": 10**12, "billion yuan": 10**9, "million yuan": 10**6},
}
"""Units of large amounts in either language, largest first."""

BOUND_MARKS: dict[str, str] = {"lower": "≥ ", "upper": "≤ ", "approx": "≈ ", "exact": "", "range": ""}


CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows, or mean something to a terminal."""


def show_controls(text: str) -> str:
    r"""Return a text with the controls in it written out, so that none of them turns what stands beside it.

    Examples
    --------
    >>> show_controls("5\u202e家")
    '5⟨U+202E⟩家'
    """
    return CONTROLS.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


WRAPS = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]+[ \t]*(?=[\u2e80-\uffef])")
"""A line end between two Chinese characters, which no reader reads as a space."""


def join_lines(text: str) -> str:
    r"""Return a sentence on one line.

    Examples
    --------
    >>> join_lines("规模以上工\n业增加值"), join_lines("up\n5%")
    ('规模以上工业增加值', 'up 5%')
    """
    return re.sub(r"\s*[\r\n]+\s*", " ", WRAPS.sub("", text))


def write_fact(row: Mapping[str, Any], lang: str, units: Mapping[str, str]) -> str:
    """Return the value of a row of facts as people write it, with bound and unit.

    Examples
    --------
    >>> row = {"value": Decimal(5), "value_min": Decimal(5), "value_max": None, "bound": "lower", "unit": "家"}
    >>> write_fact(row, "zh", {}), write_fact(row | {"bound": "range", "value_max": Decimal(7)}, "zh", {})
    ('≥ 5 家', '5–7 家')
    """
    low, high = row["value"], row["value_max"]
    if row["bound"] == "upper" and low is None:
        low = high
    if low is None:
        return UNKNOWN
    stored, size = row["unit"], 1
    if stored == "元":
        # Both ends of a range in the unit of the lower one.
        stored, size = next(
            ((unit, size) for unit, size in SCALES[lang].items() if abs(low) >= size), (stored, size)
        )
    ends = (low, high) if row["bound"] == "range" and high is not None else (low,)
    number = "–".join(write_number((end / size).normalize()) for end in ends)
    return BOUND_MARKS.get(row["bound"], "") + join_unit(number, write_unit(stored, units))


def write_unit(unit: str | None, units: Mapping[str, str]) -> str:
    """Return the unit in the page's language.

    Parameters
    ----------
    unit : str or None
    units : mapping
        Unit as stored → as the reader knows it; one not named there stays as it is.
    """
    return units.get(unit, unit) if unit else ""


def write_money(fen: int | None, unit: str = "万元", digits: int = 0) -> str:
    """Return fen as a bare number in a unit that the column's header names.

    Examples
    --------
    >>> write_money(164000000000, "亿元", 1), write_money(None)
    ('16.4', '—')
    """
    return UNKNOWN if fen is None else format_money(fen, unit, digits=digits).rpartition(" ")[0]


def write_number(value: object) -> str:
    """Return a number with thousands separators and no idle zeros; unknown is a dash.

    Examples
    --------
    >>> write_number(Decimal("12500.50")), write_number(0), write_number(None)
    ('12,500.5', '0', '—')
    """
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def write_short(value: object) -> str:
    """Return a number with at most two decimals; one that would shrink to nothing keeps its digits.

    Examples
    --------
    >>> write_short(Decimal("7.465074")), write_short(Decimal("-0.0004")), write_short("是")
    ('7.47', '-0.0004', '是')
    """
    if isinstance(value, Decimal):
        rounded = round(value, 2)
        return write_number(value if value and not rounded else rounded)
    return write_number(value)


def write_period(text: str, t: Callable[..., str]) -> str:
    """Return a period as people write it.

    Parameters
    ----------
    text : str
        `2025`, `2023..2025`, `..2025`, `2024..`, `now`.
    t : callable
        Gives the text of a label.
    """
    start, dots, end = text.partition("..")
    if not dots:
        return t("period.now") if text == "now" else text
    if start and end:
        return f"{start}–{end}"
    return t("period.until", end=end) if end else t("period.since", start=start)


def write_share(value: float | None, digits: int = 0) -> str:
    """Return a fraction as per cent.

    Examples
    --------
    >>> write_share(0.4567, 1), write_share(None)
    ('45.7%', '—')
    """
    return UNKNOWN if value is None else f"{value * 100:.{digits}f}%"


def write_figure(figure: Figure | None, lang: str, units: Mapping[str, str]) -> str:
    """Return a figure with its bound and unit.

    Examples
    --------
    >>> write_figure(None, "zh", {})
    '—'
    """
    if figure is None or figure.value is None:
        return UNKNOWN
    value, stored = figure.value, figure.unit
    if stored == "元":
        value, stored = scale_yuan(value, lang)
    return BOUND_MARKS.get(figure.bound, "") + join_unit(write_number(value), write_unit(stored, units))


def join_unit(number: str, unit: str) -> str:
    """Return a number with its unit behind it.

    Examples
    --------
    >>> join_unit("6.2", "%"), join_unit("3", "家"), join_unit("4.5", "100 million yuan"), join_unit("1", "")
    ('6.2%', '3 家', '4.5 × 100 million yuan', '1')
    """
    if not unit:
        return number
    if unit[0].isdigit():
        return f"{number} × {unit}"
    return f"{number}{'' if unit == '%' else ' '}{unit}"


def scale_yuan(value: Decimal, lang: str) -> tuple[Decimal, str]:
    """Return yuan in the unit people would use; no digit is lost.

    Examples
    --------
    >>> scale_yuan(Decimal("461680000000"), "zh"), scale_yuan(Decimal("461680000000"), "en")
    ((Decimal('4616.8'), '亿元'), (Decimal('461.68'), 'billion yuan'))
    >>> scale_yuan(Decimal(500), "zh")
    (Decimal('500'), '元')
    """
    for unit, size in SCALES[lang].items():
        if abs(value) >= size:
            return (value / size).normalize(), unit
    return value, "元"


def write_amount(fen: int | None, lang: str) -> str:
    """Return an amount in a sentence, in the unit people would use, with at most two decimals.

    Examples
    --------
    >>> write_amount(4721980000000, "zh"), write_amount(4721980000000, "en"), write_amount(None, "zh")
    ('472.2 亿元', '47.22 billion yuan', '—')
    """
    if fen is None:
        return UNKNOWN
    value, unit = scale_yuan(Decimal(fen) / 100, lang)
    return join_unit(write_short(value), unit)


def write_moment(moment: datetime | None) -> str:
    """Return date and time to the minute, in the server's own zone."""
    if moment is None:
        return UNKNOWN
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone().strftime("%Y-%m-%d %H:%M")


def measure_age(moment: datetime, now: datetime) -> tuple[str, int]:
    """Return how long ago something was, in the largest whole unit: `day`, `hour`, `minute` or `now`.

    Examples
    --------
    >>> measure_age(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC))
    ('day', 3)
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    minutes = int((now - aware).total_seconds() // 60)
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            return name, minutes // size
    return "now", 0


def write_day(day: date | None) -> str:
    """Return a date as ISO 8601, or a dash."""
    return UNKNOWN if day is None else day.isoformat()


def write_size(size: int) -> str:
    """Return a file size in the unit people use.

    Examples
    --------
    >>> write_size(512), write_size(1_536_000)
    ('512 B', '1.5 MB')
    """
    for limit, unit in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= limit:
            return f"{size / limit:.1f} {unit}"
    return f"{size} B"


def strip_unit(text: str, unit: str | None) -> str:
    """Return a value's text without the unit its row already names.

    Examples
    --------
    >>> strip_unit("12,500.00 万元", "万元")
    '12,500.00'
    """
    return text.removesuffix(unit).rstrip() if unit and text.endswith(f" {unit}") else text


def pick(item: object, lang: str, stem: str = "") -> str:
    """Return the text of a record or mapping in the page's language: `zh`/`en` or `<stem>_zh`/`<stem>_en`."""
    prefix = f"{stem}_" if stem else ""
    own, other = (prefix + "en", prefix + "zh") if lang == "en" else (prefix + "zh", prefix + "en")
    if isinstance(item, Mapping):
        return str(item.get(own) or item.get(other) or "")
    return str(getattr(item, own, None) or getattr(item, other, None) or "")


def split_bilingual(label: str, lang: str) -> str:
    """Return one half of a label written as 中文 English.

    Examples
    --------
    >>> split_bilingual("来源 Source", "en"), split_bilingual("SHA-256", "zh")
    ('Source', 'SHA-256')
    """
    zh, _, en = label.partition(" ")
    return (en or zh) if lang == "en" else zh
