"""How does a value read? Texts of numbers, dates and codes in both languages; no value is changed or rounded away."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from gaodi.base import Figure, format_money

UNKNOWN = "—"
BOUND_MARKS: dict[str, str] = {"lower": "≥ ", "upper": "≤ ", "approx": "≈ ", "exact": "", "range": ""}


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


def write_share(value: float | None, digits: int = 0) -> str:
    """Return a fraction as per cent.

    Examples
    --------
    >>> write_share(0.4567, 1), write_share(None)
    ('45.7%', '—')
    """
    return UNKNOWN if value is None else f"{value * 100:.{digits}f}%"


def write_figure(figure: Figure | None, units: Mapping[str, str]) -> str:
    """Return a figure with its bound and unit.

    Examples
    --------
    >>> write_figure(None, {})
    '—'
    """
    if figure is None or figure.value is None:
        return UNKNOWN
    unit = write_unit(figure.unit, units)
    gap = "" if unit == "%" else " "
    return f"{BOUND_MARKS.get(figure.bound, '')}{write_number(figure.value)}{gap}{unit}".rstrip()


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
