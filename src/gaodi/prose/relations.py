"""What is a number taken against? The base of a share, a gap, a change or a multiple, and the field of a rank."""

import re

from gaodi.prose.contexts import Context

_FIELD = re.compile(
    r"(全国(?:同类|同行业|城市|省会城市|地级市)?|全省(?:地级市|同类|第)?|全市|全球(?:同行业|同类)?|世界|中部(?:六省|地区|省份)?|西部|东部|东北|长三角|长江经济带|国内(?:同行业)?|省内|同行业|行业|"
    r"经济[一-龥]{1,3}省|[一-龥]{2,6}省会城市|计划单列市|中部城市|[一-龥]{0,4}地级市)[^，。；]{0,8}$"
)
_SHARED = re.compile(
    r"占(?!有率|比)([^，。；\d]{1,20}?)(?:的)?(?:比重|份额|比例)?(?:[由从][^，。；\d]{0,6}?)?(?:的)?(?:分别|均)?(?:达|为|超|约|近|超过|突破|提高到|提升到|提升至|提高至|达到)*+$"
)
_AGAINST = re.compile(
    r"(?:高于|低于|快于|慢于|高出|领先|优于|比|较)([^，。；\d]{1,16}?)(?:高|低|快|慢|增加|净增|新增|提高|提升|回升|下降|增长|扩大|收窄|减少|上升|平均水平|水平)*+$"
)
_TIMES = re.compile(r"(?:是|为|相当于|较|比)([^，。；]{1,14}?)的?(?:近|约|超)?$")


def find_base(comparison: str, context: Context) -> str | None:
    """Return what a share, gap, change or multiple is taken against; None where the clause does not say."""
    if comparison == "share":
        found = _SHARED.search(context.clause)
        return found[1] if found else None
    if comparison in {"gap", "delta"}:
        found = _AGAINST.search(context.clause)
        return found[1] if found else None
    if comparison == "multiple":
        found = _TIMES.search(context.clause)
        return found[1].removesuffix("的") if found else None
    if comparison == "contribution":
        found = re.search(
            r"(?:对|拉动|占)([^，。；\d]{2,12}?)(?:增长|的)?(?:贡献率)?(?:达|为|超)*+$", context.clause
        )
        return found[1] if found else None
    return None


def find_scope(context: Context) -> str | None:
    """Return the field a rank is taken in; None where the clause does not say."""
    found = _FIELD.search(context.gap) or _FIELD.search(context.clause)
    return found[1] if found else None
