"""How is a finding told? One sentence in Chinese and one in English, with values, periods and sources."""

import re
from collections.abc import Sequence
from decimal import Decimal

from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.rivals import PairVerdict

PARTS: dict[str, tuple[str, str]] = {
    "subject": ("主体", "subject"),
    "indicator": ("指标", "indicator"),
    "level": ("名单级别（国家级、省级）", "level of the list (national, provincial)"),
    "coverage": ("统计范围（规上、全部）", "coverage (above scale, all)"),
    "comparison": ("口径（存量、新增）", "comparison (stock, new)"),
    "status": ("状态（实际、预计、目标）", "status (actual, estimate, target)"),
    "scope": ("排名范围", "field of the rank"),
    "base": ("比较对象", "base"),
    "period": ("期间", "period"),
    "bound": ("界限", "bound"),
    "value": ("数值", "value"),
    "source": ("来源", "source"),
}
"""Parts of a figure's key, as people call them."""

_LARGEST = 20  # digits before the point that are still written out; quantize ends at 28
_BOUNDS = {
    "lower": ("至少", "at least "),
    "upper": ("至多", "at most "),
    "approx": ("约", "about "),
    "exact": ("", ""),
}
_STATUS = {"target": ("（目标）", " (target)"), "estimate": ("（预计）", " (estimate)")}

_VERDICTS: dict[str, tuple[str, str]] = {
    "conflict": ("指标、主体、期间相同而数值不能同时成立", "the same key, and the values cannot both hold"),
    "stale_period": (
        "同一数字，一处写部分月份，一处写全年，全年数疑似沿用",
        "the same number stands for part of a year and for the year; one of them is stale",
    ),
    "compatible_bound": ("至少一方只给界限，两数相容", "at least one is a bound; the numbers are compatible"),
    "different_period": ("期间不同，不是矛盾", "the periods differ; no contradiction"),
    "different_scope": ("统计对象或范围不同，不是矛盾", "subject or scope differ; no contradiction"),
    "cumulative_vs_new": (
        "一为新增、一为总数，不是矛盾",
        "one counts new ones, the other all; no contradiction",
    ),
    "target_vs_actual": (
        "一为目标、一为实际，不是矛盾",
        "one is a target, the other is not; no contradiction",
    ),
    "consistent": ("两处一致", "they agree"),
}
_WHYS: dict[str, tuple[str, str]] = {
    "rounded": (
        "按书写位数取舍后一致（容差为末位写出数字的一半，约数为百分之五）",
        "they agree to the written digits (tolerance: half the last written digit, 5 % for about)",
    ),
    "near_subject": (
        "主体一为整体、一为其部分，名称相近，数值相差不大，请核对是否同一对象",
        "one subject is named as a part of the other and the values are near; check whether they are one",
    ),
    "no_time": (
        "至少一处未写时间，按发布日期比较",
        "at least one gives no time; compared by date of publication",
    ),
    "event": ("同一数字被记到两个不同事件", "the same number is assigned to two different events"),
    "level_open": ("一方未写明级别或范围", "one side leaves level or scope open"),
    "merged_digit": (
        "去掉其中一数的首位或末位数字后两数相符，疑似脚注号并入数字",
        "without its first or last digit one agrees with the other: a footnote's number was probably merged into it",
    ),
    "estimate": ("一为预计、一为实际，不是矛盾", "one is an estimate, the other actual; no contradiction"),
}

_UNTIMED = (
    "至少一处未写明时间，不能断定是同一期间，不作矛盾",
    "at least one does not say when; they may be of two times, so this is no contradiction",
)


_UNSCALED = re.compile(r"\d{9,}(?:\.\d+)?(?![\d万亿])")


def show_fact(keyed: KeyedFact) -> tuple[str, str]:
    """Return a fact in a few words: subject, indicator, value as written, period, source."""
    fact = keyed.fact
    bound_zh, bound_en = _BOUNDS.get(fact.bound, ("", ""))
    status_zh, status_en = _STATUS.get(fact.status, ("", ""))
    text = "".join(fact.text.split())
    if not text or _UNSCALED.match(text):
        text = show_number(fact.value, fact.unit)  # nobody reads 5323100000000元
    title = keyed.source.title or fact.source_id
    name = fact.indicator.removeprefix(fact.subject)
    period = fact.period
    return (
        f"{fact.subject}{name} {bound_zh}{text}{status_zh}（{period or '未写时间'}，《{title}》）",
        f"{fact.subject} {name} {bound_en}{text}{status_en} ({period or 'no time given'}, {title})",
    )


def show_number(value: Decimal | None, unit: str) -> str:
    """Return a number without needless zeros, with its unit.

    Examples
    --------
    >>> show_number(Decimal("5530000000000"), "元"), show_number(Decimal("45.50"), "%")
    ('55300亿元', '45.5%')
    """
    if value is None:
        return unit
    if value.adjusted() > _LARGEST:
        return f"{value:g}{unit}"
    for size, word in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if abs(value) >= size and unit not in {"%", "位"}:
            return f"{format((value / size).quantize(Decimal('0.0001')).normalize(), 'f')}{word}{unit}"
    shown = value.quantize(Decimal("0.0001")).normalize() if value.as_tuple().exponent != 0 else value
    return f"{format(shown, 'f')}{unit}"


def name_parts(differs: Sequence[str]) -> tuple[str, str]:
    """Return the names of parts of the key, joined."""
    return "、".join(PARTS[p][0] for p in differs), ", ".join(PARTS[p][1] for p in differs)


def explain_pair(a: KeyedFact, b: KeyedFact, judged: PairVerdict) -> tuple[str, str]:
    """Tell a pair: both facts, which part of the key differs, and what follows."""
    first, second = show_fact(a), show_fact(b)
    zh, en = _WHYS.get(judged.why, _VERDICTS[judged.verdict])
    if judged.why == "no_time" and judged.verdict == "different_period":
        zh, en = _UNTIMED
    elif judged.why in {"no_time", "level_open"}:
        zh, en = f"{_VERDICTS[judged.verdict][0]}；{zh}", f"{_VERDICTS[judged.verdict][1]}; {en}"
    parts_zh, parts_en = name_parts(judged.differs)
    told_zh = f"不同之处：{parts_zh}。" if judged.differs else ""
    told_en = f" What differs: {parts_en}." if judged.differs else ""
    if judged.verdict == "conflict" and judged.gap:
        share = f"{judged.gap * 100:.1f}%"
        told_zh = f"相差 {share}。{told_zh}"
        told_en = f" They are {share} apart.{told_en}"
    return f"{first[0]}；{second[0]}：{zh}。{told_zh}", f"{first[1]}; {second[1]}: {en}.{told_en}"


def list_facts(keyed: Sequence[KeyedFact]) -> tuple[str, str]:
    """Return several facts in a few words each, joined."""
    shown = [show_fact(k) for k in keyed]
    return "；".join(zh for zh, _ in shown), "; ".join(en for _, en in shown)
