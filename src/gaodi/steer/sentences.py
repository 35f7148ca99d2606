"""How does one say it? One sentence per target, in Chinese and English."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from gaodi.base import MONEY_UNITS, Figure
from gaodi.catalogue import Catalogue
from gaodi.steer.judging import Judgement
from gaodi.steer.statements import Statement, list_differences, read_span

_COMPARISONS = {
    "level": ("", ""), "new": ("新增", "new "), "cumulative": ("累计", "cumulative "), "growth": ("增速", "growth of "),
    "delta": ("增减", "change in "), "gap": ("差距", "gap in "), "contribution": ("贡献", "contribution of "),
    "share": ("占比", "share of "), "rank": ("位次", "rank in "), "multiple": ("倍数", "multiple of "),
    "rate": ("节拍", "rate of "), "streak": ("连续", "streak of "),
}  # fmt: skip
_BOUNDS = {
    "exact": ("", ""), "lower": ("不低于", "at least "), "upper": ("不高于", "at most "), "approx": ("约", "about "),
    "range": ("", ""),
}  # fmt: skip
_PARTS = {
    "period": ("期间", "period"), "comparison": ("比较方式", "comparison"), "basis": ("口径", "basis"),
    "scope": ("范围", "scope"), "unit": ("单位", "unit"),
}  # fmt: skip
_WHY = {
    "no_value": ("数值未知，无法判定", "the value is unknown, so it cannot be judged"),
    "no_direction": (
        "指标没有规定高好还是低好，目标也没有写明界限，无法判定",
        "neither the indicator nor the target says which way is better, so it cannot be judged",
    ),
    "bound": (
        "来源只给出约数或界限，不足以断定是否达到",
        "the source gives only a bound or an approximate number, which does not decide it",
    ),
}
_SHARE_ENDINGS = ("占比", "比重", "率", "份额")
"""Names that say share already."""

_PLAIN_COUNTS = frozenset("家个项件条台户人位种所")
"""Measure words that English does without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The same statement in both languages."""

    zh: str
    en: str


def format_amount(value: Decimal, unit: str) -> str:
    """Write a value with its unit as Chinese reports do, exactly.

    Examples
    --------
    >>> [format_amount(Decimal(v), u) for v, u in (("610000000000", "元"), ("6.200000", "%"), ("700000", "家"))]
    ['6,100亿元', '6.2%', '70万家']
    """
    if unit == "元" and abs(value) >= 10**8:
        return f"{_format_number(value / 10**8)}亿{unit}"
    is_counted = unit not in {"%", "‰", "百分点", "个百分点", ""} and unit not in MONEY_UNITS
    if (unit == "元" and abs(value) >= 10**4) or (is_counted and abs(value) >= 10**5):
        return f"{_format_number(value / 10**4)}万{unit}"
    return _format_number(value) + unit


def format_amount_en(value: Decimal, unit: str) -> str:
    """Write a value with its unit in English, exactly.

    Examples
    --------
    >>> [format_amount_en(Decimal(v), u) for v, u in (("610000000000", "元"), ("6.2", "%"), ("70", "家"), ("3", "亩"))]
    ['610 billion yuan', '6.2%', '70', '3 亩']
    """
    if unit == "元":
        size, word = next(
            ((size, word) for size, word in ((10**9, "billion "), (10**6, "million ")) if abs(value) >= size),
            (1, ""),
        )
        return f"{_format_number(value / size)} {word}yuan"
    number = _format_number(value)
    if unit in {"%", "‰", ""} or unit in _PLAIN_COUNTS:
        return number if unit in _PLAIN_COUNTS else number + unit
    return f"{number} {unit}"


def _format_number(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value.normalize():,f}"


def format_period(text: str) -> str:
    """Write a period as Chinese reports do.

    Examples
    --------
    >>> [format_period(p) for p in ("2025", "2025-01..2025-09", "2021..2025", "..2025-10", "2024..", "目前")]
    ['2025年', '2025年1—9月', '2021—2025年', '截至2025年10月', '2024年以来', '目前']
    """
    span = read_span(text)
    if span is None:
        return text
    first, dots, last = text.partition("..")
    if not dots:
        return _format_point(first)
    if span.start is None or span.end is None:
        return f"截至{_format_point(last)}" if span.start is None else f"{_format_point(first)}以来"
    starts_year, ends_year = (
        (span.start.month, span.start.day) == (1, 1),
        (span.end.month, span.end.day) == (12, 31),
    )
    if starts_year and ends_year:
        return f"{span.start.year}—{span.end.year}年"
    is_whole_months = span.start.day == 1 and (span.end + timedelta(days=1)).day == 1
    if is_whole_months and span.start.year == span.end.year:
        return f"{span.start.year}年{span.start.month}—{span.end.month}月"
    return f"{_format_point(first)}至{_format_point(last)}"


def _format_point(text: str) -> str:
    units = ("年", "月", "日")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), units, strict=False))


def explain_gap(
    catalogue: Catalogue,
    target: Statement,
    actual: Statement,
    judgement: Judgement,
    gap: Decimal | None,
    others: list[Statement],
) -> Sentence:
    """Say what was aimed at, what came, what lies between, and which sources say otherwise."""
    head = _head(catalogue, target.figure)
    goal, came = _amount(target), _amount(actual)
    if judgement.state == "unknown":
        why = _WHY[judgement.why]
        verdict = Sentence(zh=why[0], en=why[1])
    else:
        words = (
            ("已达到目标", "the target is reached")
            if judgement.state == "reached"
            else ("未达到目标", "the target is missed")
        )
        distance = _distance(target.figure, actual.figure, judgement, gap)
        verdict = Sentence(zh=words[0] + distance.zh, en=words[1] + distance.en)
    dissent = _dissent(others)
    return Sentence(
        zh=f"{head.zh}目标为{goal.zh}，实际为{came.zh}，{verdict.zh}{dissent.zh}。",
        en=f"{head.en}: target {goal.en}, actual {came.en}; {verdict.en}{dissent.en}.",
    )


def explain_missing(catalogue: Catalogue, target: Statement, nearest: Statement | None) -> Sentence:
    """Say that no actual figure has the target's key, and show the nearest without subtracting it."""
    head, goal = _head(catalogue, target.figure), _amount(target)
    zh = f"{head.zh}目标为{goal.zh}，尚无同一口径的实际数，是否达到未知"
    en = f"{head.en}: target {goal.en}; no actual figure with the same key, so it is unknown"
    if nearest is None:
        return Sentence(zh=f"{zh}。", en=f"{en}.")
    named, value = _head(catalogue, nearest.figure), _amount(nearest)
    parts = list_differences(target, nearest)
    differ_zh = "、".join(_PARTS[part][0] for part in parts)
    differ_en = ", ".join(_PARTS[part][1] for part in parts)
    return Sentence(
        zh=f"{zh}；最接近的是{named.zh}{value.zh}（{differ_zh}不同，不作相减）。",
        en=f"{en}; the nearest is {named.en}: {value.en} (differs in {differ_en}; not subtracted).",
    )


def _head(catalogue: Catalogue, figure: Figure) -> Sentence:
    known = catalogue.indicators.get(figure.indicator)
    zh, en = (known.zh, known.en) if known else (figure.indicator, figure.indicator)
    label_zh, label_en = _COMPARISONS[figure.comparison]
    limits = [part for part in (figure.basis, figure.scope) if part and part not in zh]
    if label_zh and (zh.endswith(label_zh) or (figure.comparison == "share" and zh.endswith(_SHARE_ENDINGS))):
        label_zh = label_en = ""
    name = f"{label_zh}{zh}" if figure.comparison in {"new", "cumulative", "streak"} else f"{zh}{label_zh}"
    tail_zh = f"（{'、'.join(limits)}）" if limits else ""
    tail_en = f" ({', '.join(limits)})" if limits else ""
    return Sentence(
        zh=f"{figure.subject}{format_period(figure.period)}{name}{tail_zh}",
        en=f"{figure.subject} {figure.period}, {label_en}{en}{tail_en}",
    )


def _amount(statement: Statement) -> Sentence:
    figure = statement.figure
    if figure.value is None:
        return Sentence(zh="未知", en="unknown")
    bound_zh, bound_en = _BOUNDS[figure.bound]
    zh, en = format_amount(figure.value, figure.unit), format_amount_en(figure.value, figure.unit)
    if figure.bound == "range" and statement.value_max is not None:
        zh = f"{zh}至{format_amount(statement.value_max, figure.unit)}"
        en = f"{en} to {format_amount_en(statement.value_max, figure.unit)}"
    return Sentence(zh=bound_zh + zh, en=bound_en + en)


def _distance(target: Figure, actual: Figure, judgement: Judgement, gap: Decimal | None) -> Sentence:
    if gap is None:
        return Sentence(zh="", en="")
    if not gap:
        return Sentence(zh="，与目标持平", en=", exactly")
    # The difference of two percentages is counted in points, not in percent.
    unit = "个百分点" if target.unit in {"%", "百分点"} else target.unit
    unit_en = "percentage points" if unit == "个百分点" else target.unit
    hedge = {"exact": ("", ""), "approx": ("约", "about ")}.get(actual.bound, ("至少", "at least "))
    if target.comparison == "rank":
        way = ("落后目标", "behind by") if gap > 0 else ("领先目标", "ahead by")
    else:
        way = ("高出目标", "above it by") if gap > 0 else ("低于目标", "below it by")
    size_zh, size_en = format_amount(abs(gap), unit), format_amount_en(abs(gap), unit_en)
    zh, en = f"，{way[0]}{hedge[0]}{size_zh}", f", {way[1]} {hedge[1]}{size_en}"
    if judgement.state == "behind" and judgement.goal:
        share = abs(gap / judgement.goal) * 100
        zh, en = f"{zh}，相对差距 {share:.1f}%", f"{en} ({share:.1f}% of the target)"
    return Sentence(zh=zh, en=en)


def _dissent(others: list[Statement]) -> Sentence:
    if not others:
        return Sentence(zh="", en="")
    said = [(_amount(other), other.figure.origins[0]) for other in others]
    zh = "、".join(f"{origin.zh}为{amount.zh}" for amount, origin in said)
    en = ", ".join(f"{amount.en} ({origin.en})" for amount, origin in said)
    return Sentence(zh=f"；来源不一，另有：{zh}", en=f"; other sources say {en}")
