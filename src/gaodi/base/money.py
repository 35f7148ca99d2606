"""How much money, exactly? Amounts are integer fen inside and decimals at the doors."""

from decimal import Decimal

from gaodi.base.errors import ValueFormatError

MONEY_UNITS: dict[str, int] = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
    "万亿元": 1_000_000_000_000,
}
"""Yuan in one of each unit that sheets and texts use."""


def parse_money(value: Decimal, unit: str) -> int:
    """Turn an amount in a named unit into whole fen.

    Parameters
    ----------
    value : Decimal
    unit : str
        One of `MONEY_UNITS`.

    Returns
    -------
    int, fen

    Raises
    ------
    ValueFormatError
        If the unit is unknown, the amount is not finite, or it is finer than one fen.

    Examples
    --------
    >>> parse_money(Decimal("16.4"), "亿元")
    164000000000
    """
    if unit not in MONEY_UNITS:
        known = "、".join(MONEY_UNITS)
        raise ValueFormatError(
            f"金额单位「{unit}」不认识；可用：{known}。", f"unknown money unit {unit!r}; use one of {known}."
        )
    fen = value * MONEY_UNITS[unit] * 100
    if not fen.is_finite():
        raise ValueFormatError(f"金额「{value}」不是数。", f"amount {value} is not a number.")
    if fen != fen.to_integral_value():
        raise ValueFormatError(
            f"金额 {value}{unit} 不足一分；请四舍五入到分。",
            f"{value} {unit} is finer than one fen; round it.",
        )
    return int(fen)


def format_money(fen: int | None, unit: str = "万元", *, digits: int = 2) -> str:
    """Write fen in a unit with thousands separators; unknown is an em dash.

    Examples
    --------
    >>> format_money(164000000000, "亿元")
    '16.40 亿元'
    >>> format_money(None)
    '—'
    """
    if fen is None:
        return "—"
    amount = Decimal(fen) / (100 * MONEY_UNITS[unit])
    return f"{amount:,.{digits}f} {unit}"


def render_money(fen: int, lang: str) -> str:
    """Write fen for a sentence: 亿元 in Chinese, millions or billions of CNY in English.

    Examples
    --------
    >>> render_money(12_000_000_000, "zh"), render_money(12_000_000_000, "en")
    ('1.20 亿元', 'CNY 120 million')
    >>> render_money(164_000_000_000, "en"), render_money(99_999_900, "en")
    ('CNY 1.64 billion', 'CNY 999,999')
    """
    if lang == "zh":
        return format_money(fen, "亿元")
    yuan = Decimal(fen) / 100
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if abs(yuan) >= size:
            return f"CNY {f'{yuan / size:,.2f}'.rstrip('0').rstrip('.')} {word}"
    return f"CNY {yuan:,.0f}"
