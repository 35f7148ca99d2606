"""Where does a text state a number, and how much is it? Spans with exact values, before anyone asks what they mean."""

import re
from dataclasses import dataclass
from decimal import Decimal

SCALES: dict[str, Decimal] = {
    "": Decimal(1),
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1_000),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "十亿": Decimal(10**9),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}

# Longest first. 号, 届, 期, 批, 级 are absent: numbers before them are names (13号线, 第21届, 千亿级).
_UNITS = (
    "个百分点|百分点|个月|万美元|亿美元|美元|家次|人次|项次|平方公里|平方米|立方米|千瓦时|千瓦|公里|小时|分钟|毫秒|"
    "[%％‰℃倍元家个项件台辆套条款户人名亩吨米年天月次场种类座所位秒只艘架株篇门支处对组队宗笔]|"
    "PF|EF|TB|GB|PB|MW|GW|kW|VAC|kV|mm|nm|km"
)
_SCALE = "(?:十万|百万|千万|十亿|百亿|千亿|万亿|亿|万|千|百)"
# At most 15 + 9 digits: longer strings are account or serial numbers, and an unbounded run would cost quadratic time.
_ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,9})?(?!\d)"
_GAP = "[ \n]?"  # a line break may stand inside a number, or a space before its unit
_CHINESE = "[一二三四五六七八九十]"

_COUNT = re.compile(
    rf"(?P<first>-?{_ARABIC})(?P<first_more>[余多几])?{_GAP}(?P<first_scale>{_SCALE})?(?P<first_unit>{_UNITS})?"
    rf"(?P<joint>至|到|—|–|~|～|-)(?P<last>{_ARABIC}){_GAP}(?P<last_scale>{_SCALE})?{_GAP}(?P<last_unit>{_UNITS})"
    rf"|(?P<number>-?{_ARABIC}){_GAP}(?P<more>[余多几])?{_GAP}(?P<scale>{_SCALE})?(?P<more2>[余多几])?{_GAP}(?P<unit>{_UNITS})?"
)
_FRACTION = re.compile(r"(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/])")
_STRUCTURE = re.compile(r"(?<![\d.])" + "[:：]".join([r"(\d{1,3}(?:\.\d{1,9})?)"] * 3) + r"(?![\d:：])")
_RANK = re.compile(
    rf"第(?P<place>\d{{1,3}}|{_CHINESE}{{1,3}})(?P<tail>位|名|大(?=[^\d]))?|前(?P<upper>\d{{1,3}}|{_CHINESE}{{1,3}})(?P<strong>强|位|名)?|首位"
)
_WORDED = re.compile(
    rf"百分之(?P<hundredth>{_CHINESE}{{1,3}}(?:点{_CHINESE})?)|(?P<tenths>{_CHINESE})成(?P<half>半)?"
    rf"|翻(?:了)?(?P<double>[一两]?)番|(?P<times>[一二三四五六七八九十]|[十百千]|数)倍|(?P<bare>[十百千]?[万亿]|万亿)(?P<money>元)"
)
_RANK_CONTEXT = re.compile(
    r"(?:居|列|排名?|跻身|稳居|位|获|评|第|全国|全省|全球|世界|中部|国内|行业|同行业|领域|城市|进入)$"
)
_NOT_RANK_AFTER = re.compile(r"[届批次期章节条代轮个站号季]|[一二三四]?(?:季度|产业|方)|个?月|年|天")
_NAME_BEFORE = re.compile(r"(?:[A-Za-z]|[A-Za-z0-9][-—–]?|[+×xX*/#.]|\d[:：]|[“\"「『‘])$")
_NAME_AFTER = re.compile(r"[A-Za-z0-9+×xX*/]|[”\"」』’]|号|届|批|期|级|周年|板块|后|[:：]\d|-\d|月\d|日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number in a text: half-open span, exact value and unit, and the bound its own words set."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    bound: str
    kind: str
    """count, rank, fraction, structure, multiple or money."""


def find_numerals(text: str, skip: list[tuple[int, int]]) -> list[Numeral]:
    """Find the numbers of a text that may be facts, in order.

    Parameters
    ----------
    text : str
        Full-width digits made plain, traditional counters simplified, one character for one.
    skip : list of (start, end)
        Spans that are dates.

    Returns
    -------
    list of Numeral
        Without names such as 4×4, 5G, 13号线, “4433”, 第七批.

    Examples
    --------
    >>> [(n.value, n.unit, n.bound) for n in find_numerals("产值1.02万亿元、利润986.4亿元，企业200余家", [])]
    [(Decimal('1020000000000'), '元', 'exact'), (Decimal('98640000000'), '元', 'exact'), (Decimal('200'), '家', 'lower')]
    """
    taken = bytearray(len(text) + 1)
    for start, end in skip:
        taken[start:end] = b"\1" * (end - start)
    found: list[Numeral] = []
    readers = ((_STRUCTURE, _read_structure), (_FRACTION, _read_fraction), (_RANK, _read_rank),
               (_COUNT, _read_count), (_WORDED, _read_worded))  # fmt: skip
    for pattern, read in readers:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            numerals = read(text, match)
            if numerals:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found += numerals
    return sorted(found, key=lambda numeral: numeral.start)


def _read_count(text: str, match: re.Match[str]) -> list[Numeral]:
    ranged = match["first"] is not None
    unit = match["last_unit"] if ranged else match["unit"] or ""
    start, end = match.span()
    if not ranged and not unit:
        end = (
            match.end("more2")
            if match["more2"]
            else match.end("scale")
            if match["scale"]
            else match.end("number")
        )
        if match["more"] and not match["scale"]:
            end = match.end("more")
    if _is_name(text, start, end, unit):
        return []
    # A leading "-" is a bullet or a joint unless it follows a word that a negative can follow.
    first = match["first"] if ranged else match["number"]
    if first.startswith("-") and not re.search(r"[为达约是到（(]$", text[max(0, start - 1) : start]):
        start, first = start + 1, first[1:]
    if not ranged:
        value = _amount(first, match["scale"], unit)
        if not unit and not match["scale"]:
            return []
        more = match["more"] or match["more2"]
        bound = "lower" if more else "exact"
        return [_numeral(start, end, value, None, unit, bound, "count")]
    low = _amount(
        first, match["first_scale"] or (match["last_scale"] if not match["first_unit"] else ""), unit
    )
    high = _amount(match["last"], match["last_scale"], unit)
    if high < low:
        return []
    return [_numeral(start, end, low, high, unit, "range", "count")]


def _is_name(text: str, start: int, end: int, unit: str) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if _NAME_BEFORE.search(before) and not (before[-1:] in '“"「' and unit):
        return True
    if not unit or unit == "人":
        return bool(_NAME_AFTER.match(after)) or before.endswith("第")
    # 1台 as in 一台 is fine, but 2025年 is a date that the periods did not take, 3D a name.
    return before.endswith("第") or bool(re.match(r"[A-Za-z]", after) and unit.isascii() and unit.isalpha())


def _amount(number: str, scale: str | None, unit: str) -> Decimal:
    money = {"万美元": Decimal(10**4), "亿美元": Decimal(10**8)}.get(unit, Decimal(1))
    return _plain(Decimal(number.replace(",", "")) * SCALES[scale or ""] * money)


def _plain(value: Decimal) -> Decimal:
    """Drop the exponent and trailing zeros: 1.02 × 10^12 is 1020000000000."""
    return Decimal(format(value.normalize(), "f"))


def _numeral(
    start: int, end: int, value: Decimal, value_max: Decimal | None, unit: str, bound: str, kind: str
) -> Numeral:
    unit = {"个百分点": "百分点", "个月": "月", "％": "%", "万美元": "美元", "亿美元": "美元"}.get(unit, unit)
    kind = "multiple" if unit == "倍" else kind
    return Numeral(start=start, end=end, value=value, value_max=value_max, unit=unit, bound=bound, kind=kind)


def _read_structure(text: str, match: re.Match[str]) -> list[Numeral]:
    values = [Decimal(part) for part in match.groups()]
    # Three shares of one whole, not a clock time.
    if not Decimal(99) <= sum(values) <= Decimal(101):
        return []
    return [
        _numeral(*match.span(n + 1), value, None, "%", "exact", "structure") for n, value in enumerate(values)
    ]


def _read_fraction(text: str, match: re.Match[str]) -> list[Numeral]:
    over, under = int(match["over"]), int(match["under"])
    if not 0 < over < under or re.search(r"[\d/.]$", text[: match.start()][-1:]):
        return []
    value = Decimal(over * 100) / Decimal(under)
    return [_numeral(*match.span(), value, None, "%", "exact", "fraction")]


def _read_rank(text: str, match: re.Match[str]) -> list[Numeral]:
    before, after = text[max(0, match.start() - 6) : match.start()], text[match.end() : match.end() + 3]
    if match[0] == "首位":
        value, bound = Decimal(1), "exact"
    elif match["place"]:
        if not match["tail"] and (_NOT_RANK_AFTER.match(after) or not _ends_rank(before, after)):
            return []
        value, bound = Decimal(_whole(match["place"])), "exact"
    else:
        if not match["strong"] and (_NOT_RANK_AFTER.match(after) or not _RANK_CONTEXT.search(before)):
            return []
        value, bound = Decimal(_whole(match["upper"])), "upper"
    return [_numeral(*match.span(), value, None, "位", bound, "rank")]


def _ends_rank(before: str, after: str) -> bool:
    return bool(_RANK_CONTEXT.search(before)) or after[:1] in set("，。；、,.;）) \n") or not after


def _read_worded(text: str, match: re.Match[str]) -> list[Numeral]:
    span = match.span()
    if match["hundredth"]:
        whole, _, part = match["hundredth"].partition("点")
        value = Decimal(_whole(whole)) + (Decimal(_DIGITS[part]) / 10 if part else 0)
        return [_numeral(*span, value, None, "%", "exact", "fraction")]
    if match["tenths"]:
        value = Decimal(_whole(match["tenths"]) * 10 + (5 if match["half"] else 0))
        return [_numeral(*span, value, None, "%", "exact", "fraction")]
    if match["double"] is not None:
        return [
            _numeral(*span, Decimal(4 if match["double"] == "两" else 2), None, "倍", "exact", "multiple")
        ]
    if match["times"]:
        word = match["times"]
        value = SCALES.get(word) or Decimal(_DIGITS.get(word, 0))
        return [_numeral(*span, value, None, "倍", "exact", "multiple")] if value else []
    if text[max(0, match.start() - 1) : match.start()] in set("0123456789数几余多十百千万亿.") - {""}:
        return []
    return [_numeral(*span, SCALES[match["bare"]], None, "元", "approx", "money")]


def _whole(text: str) -> int:
    """Read 12, 六 or 二十一."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text, 0) if len(text) == 1 else 0
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
