"""Which unit does a header name, and how does it become the standard's? Exact factors, or a refusal."""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from gaodi.base import MONEY_UNITS

_FACTORS: tuple[dict[str, Fraction], ...] = (
    {unit: Fraction(yuan) for unit, yuan in MONEY_UNITS.items()},
    {"亩": Fraction(1), "公顷": Fraction(15), "平方米": Fraction(3, 2000), "m2": Fraction(3, 2000), "平方公里": Fraction(1500)},
    {"吨": Fraction(1), "千克": Fraction(1, 1000), "公斤": Fraction(1, 1000), "万吨": Fraction(10_000)},
    {"吨标准煤": Fraction(1), "tce": Fraction(1), "吨标煤": Fraction(1), "万吨标准煤": Fraction(10_000)},
    {"千瓦时": Fraction(1), "kwh": Fraction(1), "度": Fraction(1), "万千瓦时": Fraction(10_000), "万度": Fraction(10_000)},
    {"人": Fraction(1), "万人": Fraction(10_000)},
    {"%": Fraction(1)},
    {"分": Fraction(1)},
)  # fmt: skip
"""Units of one measure, each in the first one. One 亩 is 2000/3 square metres."""


@lru_cache(maxsize=512)
def find_unit(header: str) -> str | None:
    """Return the unit a header names in brackets, or None; remarks in brackets are no unit.

    Examples
    --------
    >>> find_unit("评价税收（元）"), find_unit("亩均税收(万元/亩)"), find_unit("综合能耗（等价值）")
    ('元', '万元/亩', None)
    """
    plain = unicodedata.normalize("NFKC", header).lower()
    for text in re.findall(r"\(([^()]*)\)", plain):
        word: str = text.strip().removeprefix("单位:").strip()
        if all(any(part.strip() in group for group in _FACTORS) for part in word.split("/")):
            return word
    return None


def replace_money(unit: str, money: str) -> str | None:
    """Return a unit with another money unit in it; None where it holds none.

    Examples
    --------
    >>> replace_money("元/亩", "万元"), replace_money("亩", "万元")
    ('万元/亩', None)
    """
    parts = [part.strip() for part in unit.split("/")]
    if not any(part in MONEY_UNITS for part in parts):
        return None
    return "/".join(money if part in MONEY_UNITS else part for part in parts)


@lru_cache(maxsize=512)
def convert_unit(found: str, expected: str) -> Fraction | None:
    """Return what a number in one unit is multiplied by to be in another; None where they measure different things.

    Examples
    --------
    >>> convert_unit("元", "万元"), convert_unit("万元/公顷", "万元/亩"), convert_unit("吨", "万元")
    (Fraction(1, 10000), Fraction(1, 15), None)
    """
    old, new = ([part.strip() for part in unit.lower().split("/")] for unit in (found, expected))
    if len(old) != len(new):
        return None
    factor = Fraction(1)
    for place, (one, other) in enumerate(zip(old, new, strict=True)):
        group = next((g for g in _FACTORS if one in g and other in g), None)
        if group is None:
            return None
        ratio = group[one] / group[other]
        factor = factor * ratio if place == 0 else factor / ratio
    return factor
