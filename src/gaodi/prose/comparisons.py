"""What kind of statement is a number? A size, an addition, a rate of change, a share, a rank …: by the words beside it."""

import re

from gaodi.prose.contexts import Context
from gaodi.prose.lexicon import load_lexicon
from gaodi.prose.numerals import Numeral
from gaodi.prose.records import Fact

PERCENT_UNITS = frozenset({"%", "‰"})
_SIZES = frozenset({"level", "new", "cumulative"})

_GROWTH = (
    "同比|环比|增长|增幅|升幅|涨幅|增速|提升|提高|上升|上涨|增加(?!值)|攀升|扩大|↑|↓|增(?=[约近超逾达]?$)|下降|降低|减少|回落|缩短|收窄|下滑|下跌|缩减|压减|"
    "压降|降幅|(?<!止)跌|(?<![较投])降(?=[约近超逾达]?$)|节约|节省|(?:减重|降本|减产|增产|提速|提效|增效|减排)(?=[约近超]?$)|(?:降|涨|减|升)了?(?=[约近超逾]?$)|年均增"
)
_GROWTH_WORD = re.compile(f"(?:{_GROWTH})(?!面)")
_FALL = re.compile(
    r"下降|降低|减少|回落|缩短|下滑|下跌|缩减|压减|压降|降幅|(?<!止)跌|节约|节省|减重|降本|减产|减排|[降减](?=[约近超逾达了]{0,2}$)|少(?=[约近]?$)"
)
_NARROWED = re.compile(r"缩短|压缩|后移|收窄|回落|下降|降低|减少|缩小|下滑|低(?=[约近]?$)|慢(?=[约近]?$)")
_REACHED = re.compile(
    r"(?:提升|提高|上升|增加|增|下降|降|升|攀升|扩大|缩短|压缩|增长|跃升|减少|回落|降低|收窄|达)(?:至|到)(?:了)?[约近超逾]?$"
)
_RAISED = re.compile(
    r"，?(?:提升|提高|上升|增加|攀升|扩大|增长|下降|减少|回落|降低|收窄|升|降)(?:至|到|为)了?[约近超逾]?"
)
_FROM = re.compile(r"(?:^|[^自理缘])(?:由|从)[^，。；]{0,12}$")
_SHARE = re.compile(r"占|比重|份额|占有率|市占率|占比|渗透率|贡献了|相当于[^，。；]{2,12}的$")
_LEVEL_RATE = re.compile(r"(?:率|强度|指数|度|水平|占用)(?:[^，。；、占]{0,6})$")
_NEW = re.compile(
    r"新增|净增|净增加|新认定|新培育|新获批?|新创建|新入选|新建成|新建|新开工|新签约|新引进|新设立?|新注册|新登记|新上市|新挂牌|新投产|新开通|新立项|"
    r"新纳入|新评定?|新晋|新入规|新承接|新申报|新发布|新组建|新成立|新推出|新布局|新授权|新落地|新招引|新签|新立|入选|获评|获批|获认定|再添|独占|增设|"
    r"新上榜|上榜|获(?=$)|新(?=$)"
)
_CUMULATIVE = re.compile(
    r"累计|总数|总量|总计|合计|共计|共有|(?<![公])共(?=[创建实培推完举发引签组争认开获拥有吸]|$)"
)
_STOCK = re.compile(
    r"拥有|集聚|聚集|汇聚|保有|现有|已有|实现|完成|达成|手握|壮大|建成|建有|举办|开展|服务|签约|签订|发放|提供|带动|形成|给予|奖励|补助|授信|"
    r"培训|引进|下达|推动|推进|支持|发布|组织|承担|吸引|推出|投入|参与|参加|惠及"
)
_REACH = re.compile(
    r"达到|达|突破|超过|(?<![作成称])为(?=[约近超]?$)|是(?=[约近超]?$)|(?<![拥共没])有(?=[约近超]?$)"
)
_AWARDED = re.compile(
    r"^[^，。；\d]{0,14}?(?:获评|入选|获批|纳入|新获|上榜|获认定|通过[^，。；]{0,8}认定|被认定|被评)"
)
_DELTA = re.compile(
    r"(?:比|较|同比|环比)[^，。；\d]{0,12}(?:增加|净增|新增|减少|多增|少增|增|减|回升|提高|下降)[约近超]?$|(?:多增|少增|多出|净增加)$"
)
_ADDED = re.compile(
    r"(?:增加|减少|增收|减收|多增|少增|多(?=了)|少(?=了)|低(?=了)|高(?=了))(?:了)?[约近超逾]?$"
)
_MOVED = re.compile(r"(?:前移|后移|上升|下降|提升|前进|后退|跃升|退后)(?:了)?$")
_SHORTER = re.compile(r"(?:缩短|延长|提前|压缩|减少|增加)(?:了)?[约近超逾]?$")
_GAP = re.compile(
    r"(?:高于|低于|快于|慢于|高出|领先|超出|优于|好于|高过|低过|落后)[^，。；]{0,14}$"
    r"|(?:比|较)(?:全国|全省|全市|全区|规上|中部|东部|西部|同期)?[^，。；\d]{0,14}(?:平均水平|平均|水平|全国|全省|全市|增速|GDP|工业)[^，。；\d]{0,6}(?:高|低|快|慢)[约近出]?$"
    r"|(?:比|较)(?!上年|去年|上月|上季|前|年初[高低]|同期|\d)[^，。；\d]{1,14}(?:(?<!提)高|(?<!降)低|(?<!加)快|慢)[约近出]?$"
)
_BELOW = re.compile(r"低于|慢于|低[约近]?$|慢[约近]?$|落后")
_RATE = re.compile(
    r"(?:平均)?每隔?$|每(?:[天日周月年]|小时|分钟|秒|平方[公千]?[里米]|亩|万人|人|台|吨|个工作日)[^，。；\d]{0,14}$|日(?:均)?(?:产量|产|处理|运输|发电|供|接待|客流)[^，。；\d]{0,8}$|[月日]均[^，。；\d]{0,10}$|日产$"
)
_PER_AFTER = re.compile(
    r"^(?:可|能|就|便|即|才)?[^，。；\d]{0,4}(?:下线|生产|产出|完成|就有|可下线|交付|诞生|产)[^，。；]{0,4}一([台辆条件套架艘座块片列根])|^，?(?:一|就有一|就能有一)([台辆条件套架艘座块片列根])"
)


def judge_comparison(numeral: Numeral, context: Context, before: Fact | None) -> str:
    """Return the kind of statement.

    Parameters
    ----------
    numeral : Numeral
    context : Context
    before : Fact or None
        The fact before in the same sentence; lists hand their verb on.
    """
    if numeral.kind in {"rank", "multiple"}:
        return numeral.kind
    if numeral.kind == "structure":
        return "share"
    if re.search(r"连续[了]?$|已连续$|连$", context.gap) and numeral.unit in {
        "年",
        "月",
        "次",
        "天",
        "周",
        "季度",
        "场",
        "届",
    }:
        return "streak"
    if numeral.unit in PERCENT_UNITS:
        return _judge_percent(numeral, context, before)
    if numeral.unit == "百分点":
        is_next = (
            before is not None
            and before.unit == "百分点"
            and re.fullmatch(r"[、和及与]?[约近超]?", context.gap)
        )
        return before.comparison if is_next and before else _judge_points(context)
    if numeral.unit == "位" and _MOVED.search(context.gap):
        return "delta"
    if is_rate(numeral, context):
        return "rate"
    if numeral.unit in {"天", "小时", "分钟", "秒", "工作日", "月", "年"} and _SHORTER.search(context.gap):
        return "delta"
    if _DELTA.search(context.gap) or _ADDED.search(context.gap):
        return "delta"
    return _judge_count(numeral, context, before)


def _judge_percent(numeral: Numeral, context: Context, before: Fact | None) -> str:
    gap = context.gap
    if "贡献率" in gap or re.search(r"贡献(?:了)?[约近超]?$", gap):
        return "contribution"
    if re.search(r"(?:同比|环比)$", gap):
        return "growth"
    if context.is_joined and before is not None and re.fullmatch(r"[、和及与，]?[约近超]?", gap):
        return before.comparison if before.unit in PERCENT_UNITS else "level"
    if _is_share(gap, context):
        return "share"
    if before is not None and before.comparison == "share" and _RAISED.fullmatch(gap):
        return "share"
    if _REACHED.search(gap) or (_FROM.search(gap) and not re.search(r"(?:增长|下降)[约近超]?$", gap)):
        return "level"
    told = _last_match(_GROWTH_WORD, gap)
    if told >= 0 and not re.search(r"[率度重]$", gap[told:]):
        return "growth"
    if re.match(r"(?:以上|左右)?的(?:速度|增速|增长|[增升涨降跌]幅|年均增)", context.right):
        return "growth"
    if "分别" in context.clause and _GROWTH_WORD.search(context.clause):
        return "growth"
    if numeral.kind == "fraction" and not _LEVEL_RATE.search(gap):
        return "share"
    return "share" if re.match(r"(?:以上|左右)?的[^，。；]", context.right) else "level"


def _is_share(gap: str, context: Context) -> bool:
    share = _last_match(_SHARE, gap)
    if share < 0:
        return "分别" in context.clause and re.search(r"比重|占比|份额", context.clause) is not None
    after = gap[share:]
    if re.search(r"(?:增长|同比|年均|增速)(?!到|至)", after):
        return False
    # 占比提高10%: a change of the share is told in points; a plain % of it is rare and stays growth.
    return not re.search(r"(?:提高|提升|下降|上升|增加)(?:了)?[约近超]?$", after)


def _judge_points(context: Context) -> str:
    if re.search(r"拉动|贡献", context.gap):
        return "contribution"
    return "gap" if _GAP.search(context.clause) else "delta"


def is_rate(numeral: Numeral, context: Context) -> bool:
    """Say whether a number is told per unit of time or per piece."""
    if (
        "/" in numeral.unit
        and not numeral.unit.endswith("万元")
        and not numeral.unit.startswith(("微克", "毫克"))
    ):
        return True
    if numeral.unit in {"分钟", "秒", "小时", "天"}:
        paced = re.search(r"平均(?:仅需|只需|不到|约|用)?$", context.gap) is not None and _PER_AFTER.match(
            context.after
        )
        return re.search(r"每隔?$", context.gap) is not None or bool(paced)
    return _RATE.search(context.gap) is not None and numeral.unit != "元"


def _judge_count(numeral: Numeral, context: Context, before: Fact | None) -> str:
    gap = context.gap
    cumulative, new, stock = (_last_match(pattern, gap) for pattern in (_CUMULATIVE, _NEW, _STOCK))
    if new >= 0 and re.search(r"的", gap[new:]):
        new = -1
    if cumulative >= 0 and cumulative >= new:
        return "cumulative"
    if new >= 0 and (stock <= new or stock - new <= 3):
        return "new"
    if _AWARDED.match(context.rest):
        return "new"
    if stock >= 0 or new >= 0:
        return "cumulative" if _carries_total(gap, stock, before, context) else "level"
    if (
        before is not None
        and gap
        and before.comparison in _SIZES
        and not _REACH.search(gap)
        and _is_list(context)
        and _counts(numeral.unit) == _counts(before.unit)
    ):
        return before.comparison
    return "level"


def _carries_total(gap: str, stock: int, before: Fact | None, context: Context) -> bool:
    """Say whether 累计 goes on: 累计实施项目3200余个，完成投资1860亿元."""
    is_next = before is not None and before.comparison == "cumulative" and len(context.clause) == len(gap)
    return (
        is_next
        and 0 <= stock <= 2
        and re.match(r"(?:完成|实现|达成|带动|发放|服务|形成)", gap[stock:]) is not None
    )


def _is_list(context: Context) -> bool:
    return context.is_joined or not re.search(r"其中|同时|此外", context.gap)


def _counts(unit: str) -> bool:
    return unit not in load_lexicon().uncounted


def is_standing(comparison: str, context: Context) -> bool:
    """Say whether a number without any time holds on the day of the text: a running total, or 已达 and 保有量."""
    return comparison == "cumulative" or (
        comparison == "level"
        and re.search(r"保有量|已(?:经)?(?:有|达|超|拥有|建成|成长|培育)|现有", context.clause) is not None
    )


def judge_sign(comparison: str, context: Context) -> int:
    """Return -1 where the words say a fall, else 1."""
    gap = context.gap
    if comparison == "growth":
        source = gap if _GROWTH_WORD.search(gap) else context.clause
        return (
            -1 if _FALL.search(source[-10:]) and not re.search(r"(?:下降|回落|收窄)(?:至|到)", source) else 1
        )
    if comparison == "gap":
        return -1 if _BELOW.search(context.clause) else 1
    if comparison == "delta":
        return -1 if _NARROWED.search(gap[-8:]) else 1
    return 1


def name_rate_unit(numeral: Numeral, context: Context) -> str:
    """Return the unit of a rate: 分钟/台, 台/天."""
    if "/" in numeral.unit:
        return numeral.unit
    if numeral.unit in {"分钟", "秒", "小时", "天"} and (made := _PER_AFTER.match(context.after)):
        return f"{numeral.unit}/{made[1] or made[2]}"
    for word, unit in (
        ("天", "天"),
        ("日", "天"),
        ("月", "月"),
        ("小时", "小时"),
        ("分钟", "分钟"),
        ("周", "周"),
        ("年", "年"),
    ):
        if re.search(rf"每{word}|^{word}均|[^一-龥]{word}均|{word}产|{word}均|{word}处理", context.gap):
            return f"{numeral.unit}/{unit}"
    if told := re.search(r"每(平方公里|平方米|亩|万人|人|台|吨)", context.gap):
        return f"{numeral.unit}/{told[1]}"
    return numeral.unit


def judge_multiple(context: Context) -> str:
    """Return `increase` where a multiple is what was added (增长1.4倍), else `ratio`."""
    return (
        "increase"
        if re.search(r"(?:增长|提升|提高|扩大|增加|增|提)(?:了)?[约近超逾]?$", context.gap)
        else "ratio"
    )


def _last_match(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
