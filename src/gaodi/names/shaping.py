"""Do these words make a name? The rules for phrases with an ending, for short names, and for names that grow."""

import re
from typing import NamedTuple

from gaodi.names.lexicon import Lexicon
from gaodi.names.phrasing import Phrasing
from gaodi.names.places import load_gazetteer
from gaodi.names.records import MentionKind
from gaodi.names.substance import Substance, weigh_words

_BRACKET_PLACE = re.compile(r"[（(][一-鿿]{2,8}[）)]")
_LEGAL = re.compile(r"有限责任公司|股份有限公司|有限公司|股份公司|总厂")
_DISTRICT = re.compile(r"(?:开发区|经开区|高新区|新区|保税区|综保区|示范区|试验区|自贸区|贸易港)$")
_ADMINISTRATIVE = re.compile(r"..[省市县区]$")
_GROWN = frozenset(
    {MentionKind.PLANT, MentionKind.PARK, MentionKind.PROJECT, MentionKind.PLATFORM, MentionKind.INSTITUTION}
)
_GAP = 16  # characters by which a name may grow
_BRAND_LENGTHS = range(2, 5)
_NATIONAL = ("国家", "全国", "中国", "世界", "省", "市")
_TOWN_PARKS = frozenset({"工业园区", "开发区", "新区"})  # with a town's name alone they are a park's name
_EMPTY = ("重点", "省级", "市级", "有关", "相关", "大型", "新型")  # never the whole of what an institution is
_N_TOLD = 3  # characters beside the place that make a name of a common ending
_N_SPECIFIC = 4  # characters of ordinary words that make a national body a name


class Span(NamedTuple):
    """A stretch of text and what it names."""

    start: int
    end: int
    kind: MentionKind


def judge_phrase(
    text: str, left: int, start: int, end: int, phrasing: Phrasing, lexicon: Lexicon
) -> Span | None:
    """Return the name that ends at an ending, or None where the words are ordinary ones.

    Parameters
    ----------
    text : str
    left, start, end : int
        The phrase may begin at `left`; the ending stands at ``[start, end)``.
    phrasing : Phrasing
    lexicon : Lexicon
    """
    ending = text[start:end]
    kind = MentionKind.INSTITUTION if ending.endswith("所") else lexicon.endings[ending]
    if kind is None:
        return None
    cuts = [*phrasing.find_cuts(left, start), (left, False)]
    for position, is_word in cuts:
        begin = _skip_openers(text, position, start, kind, lexicon)
        begin = _skip_before_place(text, begin, start, kind, lexicon)
        begin = _skip_town(text, begin, start, ending, lexicon)
        if _is_name(text[begin:start], ending, kind, lexicon):
            return Span(begin, _take_bracket(text, end), kind)
        if not (is_word and _LEGAL.fullmatch(ending)):
            return None
    return None


def judge_short_name(
    text: str, left: int, start: int, end: int, phrasing: Phrasing, lexicon: Lexicon
) -> Span | None:
    """Return the short name of a firm that ends at a trade word (万兴科技), or None."""
    unfinished = lexicon.unfinished.match(text, start)
    if unfinished and unfinished.end() > end:
        return None
    cuts = phrasing.find_cuts(left, start)
    begin = cuts[0][0] if cuts else left
    begin = _skip_openers(text, begin, start, MentionKind.ENTERPRISE, lexicon)
    body = text[begin:start]
    found = weigh_words(body, lexicon)
    if not found.brand or found.brand[-1][1] != len(body) or not weigh_words(text[begin:end], lexicon).brand:
        return None
    brand_start, brand_end = found.brand[-1]
    if brand_end - brand_start not in _BRAND_LENGTHS or len(found.brand) > 1:
        return None
    before = [place for place in found.proper if place[1] == brand_start]
    if not before and not lexicon.tails[text[start:end]]:
        return None
    name_start = before[0][0] if before else brand_start
    if before and _ADMINISTRATIVE.search(body[before[0][0] : before[0][1]]):
        name_start = brand_start  # 长沙市蓝思科技: the town stands before the name, it is no part of it
    return Span(begin + name_start, end, MentionKind.ENTERPRISE)


def extend_span(text: str, last: Span, start: int, end: int, lexicon: Lexicon) -> Span | None:
    """Return the longer name where an ending follows a name without a break (三一重工 + 18号工厂), or None."""
    ending, gap = text[start:end], text[last.end : start]
    kind = lexicon.endings.get(ending, MentionKind.ENTERPRISE if ending in lexicon.tails else None)
    if kind is None or len(gap) > _GAP:
        return None
    if last.kind is MentionKind.ENTERPRISE and kind is MentionKind.ENTERPRISE:
        is_whole = bool(_LEGAL.search(text[last.start : last.end])) and not _LEGAL.fullmatch(ending)
        if ending in lexicon.tails:
            grows = not gap and not is_whole and lexicon.tails[ending]
        else:
            grows = not is_whole or ending in {"分公司"}
        return Span(last.start, _take_bracket(text, end), kind) if grows else None
    if last.kind is MentionKind.ENTERPRISE and kind in _GROWN:
        return Span(last.start, _take_bracket(text, end), kind)
    if last.kind is MentionKind.PARK and kind is MentionKind.PARK:
        if gap and not _DISTRICT.search(text[last.start : last.end]) and _is_ordinary(gap, lexicon):
            return Span(last.start, end, kind)
        return None
    same_series = {last.kind, kind} <= {MentionKind.PROJECT, MentionKind.EVENT, MentionKind.PLANT}
    if same_series and _is_ordinary(gap, lexicon):
        return Span(last.start, _take_bracket(text, end), kind)
    if last.kind is MentionKind.INSTITUTION and kind in _GROWN and _is_ordinary(gap, lexicon):
        return Span(last.start, end, kind)
    return None


def _is_ordinary(gap: str, lexicon: Lexicon) -> bool:
    return weigh_words(gap, lexicon).n_brand <= 2


def _skip_openers(text: str, begin: int, end: int, kind: MentionKind, lexicon: Lexicon) -> int:
    """Take off words that only introduce a name; an event keeps its number (首届)."""
    while kind is not MentionKind.EVENT:
        opener = lexicon.openers.match(text, begin, end)
        if opener is None or opener.end() >= end:
            break
        begin = opener.end()
    return begin


def _skip_before_place(text: str, begin: int, end: int, kind: MentionKind, lexicon: Lexicon) -> int:
    """Begin at a place when only ordinary words, or too few letters for a brand, stand before it."""
    if kind is MentionKind.EVENT:
        return begin
    found = weigh_words(text[begin:end], lexicon)
    if not found.proper or found.proper[0][0] == 0:
        return begin
    first = found.proper[0][0]
    branded = [run for run in found.brand if run[0] < first]
    if not branded or (kind is not MentionKind.ENTERPRISE and branded[0][0] > 0):
        return begin + first if not text[begin:end].startswith(_NATIONAL) else begin
    return begin


def _skip_town(text: str, begin: int, end: int, ending: str, lexicon: Lexicon) -> int:
    """Leave out a town with its suffix before a short form: 娄底市涟钢集团 is 涟钢集团."""
    if ending not in {"集团", "公司"}:
        return begin
    found = weigh_words(text[begin:end], lexicon)
    if found.proper and found.proper[0][0] == 0 and found.brand and found.brand[0][0] == found.proper[0][1]:
        town = found.proper[0][1]
        return begin + town if _ADMINISTRATIVE.search(text[begin : begin + town]) else begin
    return begin


def _is_name(body: str, ending: str, kind: MentionKind, lexicon: Lexicon) -> bool:
    if ending[0].isdigit():
        return True
    if not body:
        return False
    found = weigh_words(body, lexicon)
    has_proper = bool(found.proper)
    if kind is MentionKind.ENTERPRISE:
        return _names_firm(found, ending, has_proper)
    if ending.endswith(("大学", "学院", "日报", "晚报")):
        return has_proper or bool(found.brand and found.brand[0][0] == 0 and found.n_brand in range(2, 6))
    n_told = found.n_specific + found.n_brand
    if has_proper and not n_told and body.endswith(_EMPTY):
        return False  # 湖南省重点实验室: a place and words that narrow nothing down
    if ending not in lexicon.weak_endings:
        return (
            has_proper
            or bool(found.brand and found.brand[0][0] == 0 and 2 <= found.n_brand <= 8)
            or _is_national(body, found)
        )
    if has_proper:
        return n_told >= _N_TOLD or (ending in _TOWN_PARKS and _is_town(body))
    if kind is MentionKind.EVENT:
        return _is_national(body, found) and found.n_specific >= _N_SPECIFIC
    return _is_national(body, found) and kind in {MentionKind.PARK, MentionKind.PLATFORM}


def _is_town(body: str) -> bool:
    """Say whether a text is the short name of a town or county: 昆山开发区 is one park, 湖南省开发区 are many."""
    forms = load_gazetteer().forms
    place = forms.get(body)
    return place is not None and place.name != place.province and not _ADMINISTRATIVE.search(body)


def _names_firm(found: Substance, ending: str, has_proper: bool) -> bool:
    if _LEGAL.fullmatch(ending):
        return bool(found.brand) or (has_proper and found.n_specific >= 2)
    if has_proper:
        return (
            found.n_brand >= 1
            or (ending in {"银行", "证券", "公司", "集团"} and found.n_specific >= 2)
            or ending == "银行"
        )
    return found.brand != () and found.brand[0][0] == 0 and found.brand[0][1] >= 2 and found.n_brand <= 8


def _is_national(body: str, found: Substance) -> bool:
    n_odd = 1 if body[0] in _NATIONAL and found.brand[:1] == ((0, 1),) else 0
    return body.startswith(_NATIONAL) and found.n_brand == n_odd and found.n_specific >= _N_SPECIFIC


def _take_bracket(text: str, end: int) -> int:
    """Take a place in brackets behind the ending into the name: 对接活动（湖南）."""
    bracket = _BRACKET_PLACE.match(text, end)
    return bracket.end() if bracket else end
