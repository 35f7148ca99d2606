"""Which names of one text mean the same? Spellings and abbreviations that the text itself explains."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from gaodi.names.places import load_gazetteer
from gaodi.names.records import KnownName, MentionKind

_FORM = re.compile(
    r"(?:(?:集团|控股)?(?:股份有限公司|有限责任公司|有限公司|股份公司|公司)|集团公司|集团|控股|股份)$"
)
_GROUP = re.compile(r"集团|控股")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_NUMBERED = re.compile(r"[一二三四五六七八九](?=[号期])")
_QUOTES = re.compile('[“”"‘’「」『』]')
_QUOTATION = re.compile('[“「『"‘]([^”」』"’]+)[”」』"’]')
_N_QUOTED = 3  # characters in quotation marks that are enough to know a thing by
_LONG_FORMS = (
    ("经济技术开发区", "经开区"),
    ("高新技术产业开发区", "高新区"),
    ("综合保税区", "综保区"),
    ("自由贸易试验区", "自贸区"),
    ("自贸试验区", "自贸区"),
    ("科技大学", "科大"),
)
_MOST_ALIKE = 60  # names of one text with one beginning; more are no prose, and pairs would cost their square
_N_SHARED = 2  # characters that an abbreviation shares with the full name from its beginning


def fold_name(name: str) -> str:
    """Return a name without the differences that mean nothing: width, quotation marks, 一号 for 1号, spaces.

    Examples
    --------
    >>> fold_name("“北山 一号”"), fold_name("北山１号")
    ('北山1号', '北山1号')
    """
    folded = re.sub(r"\s+", "", _QUOTES.sub("", unicodedata.normalize("NFKC", name)))
    folded = _NUMBERED.sub(lambda match: match[0].translate(_NUMERALS), folded)
    for long, short in _LONG_FORMS:
        folded = folded.replace(long, short)
    return folded


def read_quotation(name: str) -> str:
    """Return the folded words in the quotation marks a name begins with, or an empty text.

    Examples
    --------
    >>> read_quotation("“北山一号”掘进机"), read_quotation("万兴科技")
    ('北山1号', '')
    """
    match = _QUOTATION.match(name)
    return fold_name(match[1]) if match and len(match[1]) >= _N_QUOTED else ""


def join_names(names: Sequence[tuple[str, MentionKind]], known: Mapping[str, KnownName]) -> list[str]:
    """Give every name of a text the fullest form by which the text or the list of known names calls it.

    A short form joins a full one only where exactly one full name of the text fits, so a parent and its
    subsidiaries, or two sister companies, stay apart.

    Examples
    --------
    >>> firm = MentionKind.ENTERPRISE
    >>> join_names([("特变电工衡变公司", firm), ("特变电工衡阳变压器有限公司", firm), ("特变电工", firm)], {})
    ['特变电工衡阳变压器有限公司', '特变电工衡阳变压器有限公司', '特变电工']
    """
    fullest: dict[tuple[str, bool], str] = {}
    gazetteer = load_gazetteer()
    for text, kind in names:
        key = _key(text, kind)
        if len(text) > len(fullest.get(key, "")):
            fullest[key] = _QUOTES.sub("", text)
    joined = _join_firms([name for (_, is_firm), name in fullest.items() if is_firm])
    answers = []
    for text, kind in names:
        if kind is MentionKind.PLACE:
            entry = known.get(text)
            answers.append(entry.canonical if entry else gazetteer.forms[text].name)
            continue
        name = fullest[_key(text, kind)]
        if kind is MentionKind.ENTERPRISE:
            name = joined[name]
        entry = known.get(text)
        answers.append(entry.canonical if entry and entry.canonical else name)
    return answers


def is_short_for(short: str, full: str) -> bool:
    """Say whether one firm's name abbreviates another, without merging sisters, parents or branches.

    Examples
    --------
    >>> is_short_for("铁建重工", "中国铁建重工集团股份有限公司"), is_short_for("三一集团", "三一重工股份有限公司")
    (True, False)
    """
    if _GROUP.search(short) and not _GROUP.search(full):
        return False
    place, core = _split_core(short)
    full_place, full_core = _split_core(full)
    if "(" in full_core or "(" in core:
        return core == full_core
    if place and full_place and place != full_place:
        return False
    if core == full_core:
        return True
    shared = _count_shared(core, full_core)
    if shared < _N_SHARED:
        return False
    rest, full_rest = core[shared:], full_core[shared:]
    if (
        not rest
    ):  # the short name is a beginning of the other: a parent, unless its place names the subsidiary
        return bool(place) and place in _places_in(full_rest)
    # 衡变 for 衡阳变压器: each word of the full name is there by its first character.
    for match in load_gazetteer().form_pattern.finditer(full_core):
        if match.start() < shared < match.end():
            full_rest = full_core[match.end() :]
    return rest[0] == full_rest[:1] and _is_subsequence(rest, full_rest)


def _join_firms(firms: Sequence[str]) -> dict[str, str]:
    """Find for every firm the one fuller name it abbreviates; two that fit equally leave it as it is."""
    groups: dict[str, list[str]] = {}
    for name in firms:
        groups.setdefault(_split_core(name)[1][:_N_SHARED], []).append(name)
    joined = {name: name for name in firms}
    for group in groups.values():
        for name in group if len(group) <= _MOST_ALIKE else ():
            found = [other for other in group if len(other) > len(name) and is_short_for(name, other)]
            fullest = [
                one for one in found if not any(one != other and is_short_for(one, other) for other in found)
            ]
            if len(fullest) == 1:
                joined[name] = fullest[0]
    return joined


def _split_core(name: str) -> tuple[str, str]:
    return _split_place(_FORM.sub("", fold_name(name)))


def _key(text: str, kind: MentionKind) -> tuple[str, bool]:
    return read_quotation(text) or fold_name(text), kind is MentionKind.ENTERPRISE


def _split_place(core: str) -> tuple[str, str]:
    if core.startswith("中国") and len(core) >= 5:
        return "", core[2:]
    gazetteer = load_gazetteer()
    match = gazetteer.form_pattern.match(core)
    if match and len(core) - match.end() >= _N_SHARED:
        return gazetteer.forms[match[0]].name, core[match.end() :]
    return "", core


def _places_in(text: str) -> set[str]:
    gazetteer = load_gazetteer()
    return {gazetteer.forms[match[0]].name for match in gazetteer.form_pattern.finditer(text)}


def _count_shared(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)
