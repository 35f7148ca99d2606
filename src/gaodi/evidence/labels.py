"""What does a header say? Its name without decoration, and the unit written in it."""

import re
import unicodedata
from decimal import Decimal

from gaodi.base import MONEY_UNITS

UNIT_FACTORS: dict[str, dict[str, Decimal]] = {
    "亩": {"亩": Decimal(1), "公顷": Decimal(15), "平方米": Decimal("0.0015"), "平米": Decimal("0.0015"),
          "㎡": Decimal("0.0015"), "m2": Decimal("0.0015"), "万平方米": Decimal(15), "平方公里": Decimal(1500)},
    "千瓦时": {"千瓦时": Decimal(1), "度": Decimal(1), "kwh": Decimal(1), "万千瓦时": Decimal(10_000),
            "万度": Decimal(10_000), "亿千瓦时": Decimal(100_000_000)},
    "吨标准煤": {"吨标准煤": Decimal(1), "吨标煤": Decimal(1), "tce": Decimal(1), "万吨标准煤": Decimal(10_000),
             "万吨标煤": Decimal(10_000)},
    "人": {"人": Decimal(1), "名": Decimal(1), "万人": Decimal(10_000)},
    "度": {"度": Decimal(1), "°": Decimal(1)},
    "年": {"年": Decimal(1)},
    "项": {"项": Decimal(1), "个": Decimal(1), "件": Decimal(1)},
    "位": {"位": Decimal(1), "名": Decimal(1)},
    "分": {"分": Decimal(1)},
}  # fmt: skip
"""How many of a column's unit one of the written unit is. Land: 1 公顷 = 15 亩 (metric conversion of 1959)."""

RATIO_UNITS: dict[str, float] = {"%": 100.0, "百分比": 100.0, "‰": 1000.0}
"""By what a number in this unit is divided to give the fraction."""

_KNOWN_UNITS = {*MONEY_UNITS, *RATIO_UNITS, *(unit for units in UNIT_FACTORS.values() for unit in units)}
_FOREIGN = re.compile(r"[百千万亿]*(美元|美金|欧元|港元|港币|日元|英镑|卢布)|usd|eur|hkd")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_TAIL = re.compile(r"(?:[/:,、]|-{1,2}|—{1,2})(?:单位:)?([^/:,、—-]+)$")
_NOTE_UNIT = re.compile(r"单位[:：]?(?:人民币)?([^\s,，、;；()（）/]+)")


def clean_label(text: str) -> str:
    r"""Return a header without line breaks, spaces, marks of obligation and numbering, in half-width lower case.

    Examples
    --------
    >>> clean_label(" *营业 收入\n（万元）：")
    '营业收入(万元)'
    >>> clean_label("1、USCC")
    'uscc'
    """
    cleaned = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    cleaned = re.sub(r"[*※★▲]", "", cleaned)
    cleaned = re.sub(r"^(\d{1,2}|[一二三四五六七八九十]{1,2}|其中)[、.．:)](?=\D)", "", cleaned)
    return cleaned.rstrip(":：")


def split_unit(label: str) -> tuple[tuple[str, ...], str | None]:
    """Return the names a cleaned header may stand for, most literal first, and the unit it states.

    Examples
    --------
    >>> split_unit("营业收入(万元)")
    (('营业收入(万元)', '营业收入'), '万元')
    >>> split_unit("研发费用/万元")
    (('研发费用/万元', '研发费用'), '万元')
    >>> split_unit("企业名称(全称)")
    (('企业名称(全称)', '企业名称'), None)
    """
    names, unit = [label], None
    for match in _BRACKETS.finditer(label):
        inside = next(group for group in match.groups() if group is not None)
        unit = unit or _read_unit(inside.removeprefix("单位:"))
    bare = _BRACKETS.sub("", label)
    names.append(bare)
    tail = _TAIL.search(bare)
    if tail and (found := _read_unit(tail.group(1))):
        unit = unit or found
        names.append(bare[: tail.start()])
    if bare.endswith("%"):
        unit = unit or "%"
        names.append(bare.removesuffix("%"))
    return tuple(dict.fromkeys(name for name in names if name)), unit


def _read_unit(text: str) -> str | None:
    cleaned = text.removeprefix("人民币")
    return cleaned if cleaned in _KNOWN_UNITS or _FOREIGN.fullmatch(cleaned) else None


def find_note_unit(texts: list[str]) -> str | None:
    """Return the money unit that a note above the header states for the whole sheet, or None.

    Examples
    --------
    >>> find_note_unit(["2025年企业情况表", "填报单位：某县   金额单位：万元"])
    '万元'
    """
    for text in texts:
        for match in _NOTE_UNIT.finditer(unicodedata.normalize("NFKC", text)):
            unit = match.group(1).removeprefix("人民币")
            if unit in MONEY_UNITS:
                return unit
    return None


def is_unit(text: str) -> bool:
    """Say whether a cell is nothing but a unit, as in the row of units under some headers."""
    cleaned = clean_label(text)
    return cleaned.strip("()") in _KNOWN_UNITS or cleaned in {"-", "—", "--", "——"}
