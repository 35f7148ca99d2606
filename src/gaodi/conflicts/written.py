"""How was a number written? Its digits and the size of its scale word."""

import re
import unicodedata
from decimal import Decimal

_LARGE, _ROUND = 10, 6
"""Digits of a number, and zeros at its end, from which the zeros stand for a scale word. Our own choice."""
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def read_written(text: str, value: Decimal) -> tuple[str, Decimal]:
    """Return the digits of a number and what one of its last unit is worth.

    Returns
    -------
    tuple of str and Decimal
        Empty and 0 where the text has no digits, is a fraction, or does not fit the value.

    Examples
    --------
    >>> digits, scale = read_written("5.53万亿元", Decimal("5530000000000"))
    >>> digits, scale == 10**12
    ('5.53', True)
    """
    found = _DIGITS.search(unicodedata.normalize("NFKC", text))
    nothing = ("", Decimal(0))
    if found is None or "/" in text:
        return nothing
    written = found[0].replace(",", "")
    number = Decimal(written)
    if number == 0:
        return nothing
    scale = abs(value) / number
    if scale <= 0 or scale != Decimal(10) ** scale.adjusted():
        return nothing
    bare = written.rstrip("0")
    if scale == 1 and len(written) >= _LARGE and len(written) - len(bare) >= _ROUND:
        # 5323100000000元 in a table was 53231.0 亿元 once: nobody counts a province's output to the yuan.
        return bare, Decimal(10) ** (len(written) - len(bare))
    return written, scale
