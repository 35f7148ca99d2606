"""How firm is a number? Its bound and interval, and whether it is an actual, an estimate or a target."""

import re
from decimal import Decimal

from gaodi.prose.contexts import Context
from gaodi.prose.numerals import Numeral

_BEFORE = (
    (
        "upper",
        re.compile(
            r"(?:不超过|最高(?:可达|达|给予)?|至多|最多|不高于|控制在|不到|不足|未满|(?<!不)低于(?=$)|(?<!不)少于(?=$)|未超)(?:达|为)?$"
        ),
    ),
    (
        "lower",
        re.compile(
            r"(?:超过|超|突破|逾|不少于|不低于|迈过|站上|迈上|跨过|跨越|跨上|冲破|高于(?=$)|多于(?=$)|至少|高达(?=$)|越过|超出)(?:了)?$"
        ),
    ),
    ("approx", re.compile(r"(?:约为|约|近|接近|大约|大概|大致|将近|差不多|约占[^，。；]{0,14})$")),
)
_AFTER = (
    ("lower", re.compile(r"(?:及)?以上|起(?=[，。；、\n]|$)|大关|还多|有余|多(?=[的，。])")),
    ("upper", re.compile(r"(?:及)?以内|以下|之内|内(?=[，。；、完办可到])")),
    ("approx", re.compile(r"左右|上下|级(?=[，。；、\n]|$)")),
)
_TARGET = re.compile(
    r"力争|争取(?!创)|目标(?=[是为：值，]|任务是)|确保|计划(?!单列|总?投资|完成)|预期目标|奋力|努力实现|拟(?=[新建投实])|规划(?=[建总投])|要(?=[实完达])|提出(?=[^，。；]{2,24}(?:增长|达到|突破))"
)
_NOT_TARGET = re.compile(
    r"行动计划|计划单列|年度计划|投资计划|实施计划|培育计划|计划项目|目标任务(?=完成)|规划建设了|(?:完成|超额完成)[^，。；]{0,8}目标|确保了|(?:比|较|高于|低于|快于)[^，。；]{0,10}(?:预期|任务)?目标"
)
_ESTIMATE = re.compile(r"预计|有望|预期(?!目标)|预估")
_WILL_BE = re.compile(
    r"可实现|可达|将达|将实现|将新增|将超|将突破|将带动|可新增|可带动|可形成|可年产|(?:达产|投产|建成|全部投产|满产)后"
)
"""Words that make an estimate of their own clause only."""
_GOAL_AFTER = re.compile(r"^[^，。；]{0,8}(?:的)?目标")
_DONE = re.compile(r"已(?:经)?(?:设立|出台|建成|到位|完成|形成|启动|投入|签约|落地|开工|投产)")
_WORK = re.compile(r"壮大|聚焦|围绕|依托|用好|统筹")


def judge_bound(numeral: Numeral, context: Context) -> tuple[str, str | None]:
    """Return the bound and the word that set it."""
    if numeral.bound == "range":
        return "range", None
    if numeral.kind == "rank":
        return numeral.bound, None
    for name, pattern in _BEFORE:
        if found := pattern.search(context.gap[-18:]):
            return name, found[0]
    for name, pattern in _AFTER:
        if found := pattern.match(context.right):
            return name, found[0]
    return numeral.bound, None


def compute_interval(
    value: Decimal, high: Decimal | None, bound: str
) -> tuple[Decimal | None, Decimal | None]:
    """Return the closed interval a source allows; None is an open end."""
    if bound == "range":
        return value, high
    return (None if bound == "upper" else value), (None if bound == "lower" else value)


def judge_status(context: Context, comparison: str, *, in_plan: bool) -> str:
    """Return actual, estimate or target.

    Parameters
    ----------
    context : Context
    comparison : str
    in_plan : bool
        Whether the section, or the period, lies ahead of the text.
    """
    told = _NOT_TARGET.sub("", context.left)
    target, estimate = _last(_TARGET, told), _last(_ESTIMATE, told)
    if target >= 0 or estimate >= 0:
        return "target" if target >= estimate else "estimate"
    if _WILL_BE.search(context.clause):
        return "estimate"
    if _GOAL_AFTER.match(context.right):
        return "target"
    if (
        in_plan
        and comparison not in {"rank", "streak"}
        and not _WORK.search(context.gap)
        and not _DONE.search(context.clause)
    ):
        return "target"
    return "actual"


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
