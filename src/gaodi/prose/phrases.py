"""What does a number measure, and whose is it? The noun phrase and the name beside it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter

_LEADING = re.compile(
    r"^(?:其中|同时|此外|全年|全省|全市|我省|我市|全国|累计|新增|净增|新培育|新认定|新获批?|已|拥有|共有|共|创建|培育|建成|实施|完成|实现|"
    r"手握|推出|发布|举办|集聚|汇聚|带动|推动|让|使|平均|有效|预计|力争|争取|有望|年内|首批|突破(?=\D)|聚焦|壮大|围绕|在|以|了|的|将|"
    r"取得|可提供|研制出|签约(?=项目\d)|全社会(?=$)|[、和及与“”\"（）() ])+"
)
_TRAILING = re.compile(
    r"(?:达到|达|为|是|超过|超|突破|逾|不低于|不少于|不超过|最高|约|近|接近|有|已|了|至|到|由|从|实现|完成|增长|增加|增|提升|提高|上升|攀升|"
    r"下降|降低|减少|回落|同比|环比|分别|均|共|累计|新增|净增|总数|总量|合计|年均|约占|独占|高达|仅|可|的|连续|位居|居|年|比重提升|大幅|"
    r"稳步|再|总计|占比为|[、和及与：:，“”\"（）() ])+$"
)
_STOP = re.compile(
    r"(?:在|走|已|获评|纳入|入选|居|位|实现|拥有|次第|各司|可沉浸|环环|梯次|形成|全面|正|占|，|等|是|为|达|超|增|由|从|落地|参与|脱颖|成为|以上|左右|大关|奖励|项目[，、]|之|中).*"
)
_NAME = re.compile(r"[一-龥]")
# Only at the start of a phrase: 国内市场 and 列入省首批 hold no place names.
_REGION = re.compile(
    r"(?:^|(?<=[^一-龥])|(?<=[年月来末争划计度]))([一-龥]{2,3}(?:省|市|自治区))(?![场级民委政内外])"
)
_NO_CITY = re.compile(r"^占?[全我本各该外内]|[三城上超入都省]市|^经济|跨市")
_FIRM = re.compile(
    r"([一-龥A-Za-z]{2,18}?(?:有限公司|集团|股份|智慧产业城|产业园|机床|科技(?=[一-龥]{0,6}(?:凭借|手握|推出|旗下|的)))|[一-龥]{2,8}集群(?=拥有|跻身|手握))"
)
_TAIL = re.compile(r"(?:产业)?(?:产值|增加值|营业收入|营收|利润|产量|销量|投资|收入|企业|数量)$")


def find_indicator(
    comparison: str, left: str, clause: str, right: str, before: str | None, *, is_count: bool = True
) -> tuple[str, bool]:
    """Return the noun phrase a number measures, and whether it was taken from the number before.

    Parameters
    ----------
    comparison : str
    left, clause : str
        The sentence, and the clause, up to the number.
    right : str
        The clause after the number.
    before : str or None
        Indicator of the number before in the same sentence.
    is_count : bool
        Whether the unit counts things (家, 项 …), not money, shares or rates.

    Examples
    --------
    >>> find_indicator("level", "手握", "手握", "有效授权发明专利", None)
    ('有效授权发明专利', False)
    >>> find_indicator("rank", "…居全国", "居全国", "", "地区生产总值")
    ('地区生产总值', True)
    """
    if before and (
        comparison in {"rank", "gap"} or re.match(r"是|约?占(?:全[国省市]|国内|世界)的?$|比上?", clause)
    ):
        return before, True
    if "分别" in clause and (member := _pick_member(clause)):
        return member, False
    last = re.split(r"[、和及](?=[^、和及]*$)", clause)[-1]
    noun = _clean(clause if "占" in clause else last)
    after = _noun_after(right)
    # 1985件有效授权发明专利: a count word is followed by what is counted, where anything follows.
    if len(after) > 1 and (is_count or len(noun) < 2 or right.startswith("以上的")):
        return after, False
    if len(noun) >= 2:
        return noun, False
    if before:
        return before, True
    earlier = _clean(re.split(r"[，,；;：]", left)[-2]) if len(re.split(r"[，,；;：]", left)) > 1 else ""
    return earlier or after or noun, True


def _pick_member(clause: str) -> str | None:
    """Give each number of 「A、B产业产值分别增长x和y」 its own member and the shared tail."""
    listed, _, numbers = clause.rpartition("分别")
    members = [part for part in re.split(r"[、和及与]", _clean(listed)) if part]
    index = len(re.findall(r"\d[\d.,]*", numbers))
    if len(members) < 2 or index >= len(members):
        return None
    tail = _TAIL.search(members[-1])
    chosen = members[index]
    return chosen + tail[0] if tail and not chosen.endswith(tail[0]) else chosen


def _clean(phrase: str) -> str:
    phrase = re.sub(r"^.*?(?:(?:19|20)\d\d年|前[两三]季度|月末|年末|期间)", "", phrase)
    phrase = (
        re.sub(r"\d[\d.,]*[^一-龥]?.*?(?=[一-龥]{3})", "", phrase) if re.search(r"\d", phrase) else phrase
    )
    phrase = _TRAILING.sub("", phrase)
    phrase = re.sub(r"占(?:全[国省市]|国内)?(?=[一-龥]*(?:的比重|比重)$)", "占", phrase)
    phrase = _LEADING.sub("", phrase)
    phrase = re.sub(r"^[一-龥]{2,3}(?:省|市|自治区)(?=[一-龥]{2})", "", phrase)
    phrase = _LEADING.sub("", phrase)
    return phrase.strip('“”"（）() \n的')[-30:]


def _noun_after(right: str) -> str:
    phrase = re.split(r"[，。；、！？：,;:!?\n（(\d]|和|及|以及", right)[0]
    phrase = re.sub(r"^(?:以上|左右|的|多|余)+", "", phrase)
    phrase = _STOP.sub("", phrase)
    return phrase.strip('“”" ') if _NAME.search(phrase) else ""


def find_subject(left: str, region: str) -> str:
    """Return whose number it is: a firm, park or region the sentence names, else the region of the text."""
    firms = [match[1] for match in _FIRM.finditer(left)]
    if firms:
        return re.sub(r"^(?:在|由|的|与|和|走进|位于|同步|年|月|日)+", "", firms[-1])
    places = [match[1] for match in _REGION.finditer(left) if _is_place(match[1])]
    return places[0] if places else region


def _is_place(name: str) -> bool:
    if name.endswith("市"):
        return not _NO_CITY.search(name)
    return name in _PROVINCES.values()


_PROVINCES = {
    name[: 3 if name[:3] in {"内蒙古", "黑龙江"} else 2]: name
    for name in [
        "北京市",
        "天津市",
        "河北省",
        "山西省",
        "内蒙古自治区",
        "辽宁省",
        "吉林省",
        "黑龙江省",
        "上海市",
        "江苏省",
        "浙江省",
        "安徽省",
        "福建省",
        "江西省",
        "山东省",
        "河南省",
        "湖北省",
        "湖南省",
        "广东省",
        "广西壮族自治区",
        "海南省",
        "重庆市",
        "四川省",
        "贵州省",
        "云南省",
        "西藏自治区",
        "陕西省",
        "甘肃省",
        "青海省",
        "宁夏回族自治区",
        "新疆维吾尔自治区",
    ]
}
_ARTICLE = (1500, 500)  # characters before and after a number that show what its article is about


class PlaceIndex:
    """Which province is the text about here? A file may hold articles about several.

    Parameters
    ----------
    text : str
    region : str
        Whose number it is unless the text around it names another province at least three times, and more than
        twice as often as this region.
    """

    def __init__(self, text: str, region: str) -> None:
        self._region = region
        own = re.sub(r"(?:省|市|自治[区州]|[区县])$", "", region)
        names = "|".join(map(re.escape, dict.fromkeys([own, *_PROVINCES] if own else _PROVINCES)))
        found = [(match.start(), match[0]) for match in re.finditer(names, text)]
        self._starts = [start for start, _ in found]
        self._names = [name for _, name in found]
        self._own = own

    def region_at(self, position: int) -> str:
        """Return the region that a number at this place is about."""
        first = bisect_left(self._starts, position - _ARTICLE[0])
        last = bisect_right(self._starts, position + _ARTICLE[1])
        # At most 300 mentions, so that a text of nothing but names stays linear.
        counted = Counter(self._names[max(first, last - 300) : last])
        own = counted.pop(self._own, 0)
        if not counted:
            return self._region
        name, n_mentions = counted.most_common(1)[0]
        return _PROVINCES[name] if n_mentions >= 3 and n_mentions > 2 * own else self._region
