"""Can a name mean this firm? The alias rules, for one name and one entry of the register.

Brand must agree, letter by letter or word by word in an abbreviation. What a name says beyond the register's name (a
place, a trade, a branch) speaks against it; what it leaves out makes it less sure. The scores are our own choice: at 0.8
a rule is trusted when no other firm comes near (`resolving`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gaodi.names.lexicon import load_lexicon
from gaodi.names.places import load_gazetteer
from gaodi.names.records import CompanyName

SAME_CORE = 0.95
SHORT_TRADE = 0.90
SOLE_BRAND = 0.88
ABBREVIATION = 0.87
_BEGINNING = 0.7
_HEADLESS = 0.01  # the first word is left out
_MINOR = 0.01  # a form or a province more or less
_TOWN = 0.06  # a town stands in the register's name only
_BRACKETED = 0.08  # a place in brackets stands in the register's name only: a subsidiary's mark
_UNSURE = 0.2  # enough to fall below the bar
_N_SHARED = 2
_BODIES = frozenset({"研究所", "研究院", "设计院", "大学", "学院", "医院", "银行"})
_LEGAL = frozenset({"有限公司", "股份有限公司"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a name and an entry agree, and by which rule.

    `rival` is the score before differing forms count. A group (集团有限公司) that a name does not call one, or a firm of
    another legal form, is not linked for that; but it may be meant, and stands against other firms with this score.
    """

    score: float
    rule: str
    rival: float


class _Words(NamedTuple):
    score: float
    rule: str


def compare_names(query: CompanyName, entry: CompanyName, located: Iterable[str] = ()) -> Agreement | None:
    """Say by which rule, and how surely, a name can mean an entry; None where it cannot.

    Parameters
    ----------
    query, entry : CompanyName
        As `parse_company_name` returns them; their full names differ.
    located : iterable of str
        Places in full where the register says the entry is.

    Examples
    --------
    >>> from gaodi.names.anatomy import parse_company_name as parse
    >>> compare_names(parse("启泰传感"), parse("湖南启泰传感科技有限公司"))
    Agreement(score=0.89, rule='short_trade', rival=0.89)
    >>> compare_names(parse("三一重工"), parse("三一重能股份有限公司")) is None
    True
    """
    if bool(query.site) != bool(entry.site) or (query.site and query.site != entry.site):
        return None
    if not query.words or not entry.words or query.kinds[0] == "place":
        return None
    places = _compare_places(query, entry, tuple(located))
    if places is None:
        return None
    found = _compare_words(query, entry)
    if found is None:
        return None
    forms = _compare_forms(query, entry, found.rule)
    if forms is None:
        return None
    rival = round(found.score - places, 3)
    return Agreement(round(rival - forms, 3), found.rule, rival)


def is_within(place: str, others: Iterable[str]) -> bool:
    """Say whether a place is one of the others, lies in one, or holds one.

    Examples
    --------
    >>> is_within("湖南省", ["长沙市"]), is_within("浏阳市", ["长沙市"]), is_within("成都市", ["株洲市"])
    (True, True, False)
    """
    forms = load_gazetteer().forms
    here = forms.get(place)
    for other in others:
        there = forms.get(other)
        if place == other:
            return True
        if (
            here
            and there
            and (place in {there.province, there.prefecture} or other in {here.province, here.prefecture})
        ):
            return True
    return False


def _compare_places(query: CompanyName, entry: CompanyName, located: tuple[str, ...]) -> float | None:
    """Return what differing places cost, or None where they exclude each other."""
    named = {*entry.places, *_inner_places(entry)}
    if any(place not in named for place in query.bracketed):
        return None  # 蓝思科技（东莞） is a firm of its own
    known = {*named, *located}
    cost = 0.0
    for place in (*query.places, *query.located):
        if not known:
            cost = _UNSURE
        elif not is_within(place, known):
            return None
    if set(entry.bracketed) - set(query.places):
        return cost + _BRACKETED
    if entry.place and entry.place not in query.places:
        cost += _MINOR if load_gazetteer().forms[entry.place].province == entry.place else _TOWN
    return cost


def _inner_places(name: CompanyName) -> set[str]:
    forms = load_gazetteer().forms
    return {forms[word].name for word, kind in zip(name.words, name.kinds, strict=True) if kind == "place"}


def _compare_forms(query: CompanyName, entry: CompanyName, rule: str) -> float | None:
    """Return what differing forms cost, or None where they exclude each other."""
    is_full = query.form in _LEGAL
    if is_full and rule != "same_core":
        return _UNSURE  # a full legal name that is not this one
    if is_full and query.form != entry.form:
        return _UNSURE
    if query.is_group and not entry.is_group:
        return _MINOR if rule == "abbreviation" else None  # 涟钢集团 is what people call a works
    if not query.form and query.is_stock and not entry.is_stock:
        return None
    if entry.is_group and not query.is_group:
        is_called_so = entry.is_stock or rule == "abbreviation"
        return _MINOR if is_called_so else _UNSURE  # 湖南黄金 need not be its parent
    return 0.0


def _compare_words(query: CompanyName, entry: CompanyName) -> _Words | None:
    if query.core == entry.core:
        if query.kinds[0] == "trade" and len(query.words) == 1 and query.place != entry.place:
            return None  # 湖南银行 and 长沙银行: place and trade alone, no brand
        return _Words(SAME_CORE, "same_core")
    if entry.words[-1] in _BODIES and query.core[-1] not in entry.words[-1] and not entry.is_group:
        return None  # 中车株机 is no institute
    if query.brand == entry.brand and query.kinds[0] != "trade":
        if not query.trade:
            return _Words(SOLE_BRAND, "sole_brand")
        if "place" not in (*entry.kinds, *query.kinds) and _is_part(query.trade, entry.trade):
            return _Words(SHORT_TRADE, "short_trade")
    if len(query.core) == _N_SHARED and entry.core.startswith(query.core):
        return _Words(
            _BEGINNING, "sole_brand"
        )  # the same brand with a trade no list knows, or a longer brand
    if "place" not in entry.kinds and query.brand and len(query.core) > _N_SHARED:
        if entry.core.startswith(query.core):
            return _Words(SHORT_TRADE, "short_trade")
        if entry.core.endswith(query.core) and len(query.words) > 1 and not _is_everyday(query.brand):
            return _Words(ABBREVIATION - _HEADLESS, "without_head")
    return _compare_letters(query, entry)


def _is_part(short: str, full: str) -> bool:
    return len(short) >= _N_SHARED and short in full


def _is_everyday(word: str) -> bool:
    return word in load_lexicon().ordinary


def _compare_letters(query: CompanyName, entry: CompanyName) -> _Words | None:
    """Try the name as an abbreviation, with the place before the brand, behind it, or left out."""
    text = query.core if not query.place else read_lead(query) + query.core
    texts = {query.core, text}
    for words, is_whole in _orders(entry):
        for each in texts:
            if len(each) >= _N_SHARED and _abbreviates(each, words):
                # 湘电 takes one letter of the town before the name and one of the rest: thin.
                is_thin = len(each) == _N_SHARED and each[0] == read_lead(entry)[:1] != entry.core[0]
                cost = _UNSURE if is_thin else 0 if is_whole else _HEADLESS
                return _Words(ABBREVIATION - cost, "abbreviation")
    return None


def read_lead(name: CompanyName) -> str:
    """Return what stands before the brand as it is written: 长沙, 中国."""
    return name.key[: name.key.find(name.words[0])] if name.words[0] in name.key else ""


def _orders(entry: CompanyName) -> Iterable[tuple[tuple[str, ...], bool]]:
    lead = read_lead(entry)
    words, kinds = split_words(entry)
    yield words, True
    if lead and lead != "中国":
        yield (lead, *words), True
        yield (words[0], lead, *words[1:]), True
    for index in range(1, len(words) - 1):
        if kinds[index] in {"place", "brand"}:
            yield words[index:], False


def split_words(name: CompanyName) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return words and kinds with long trade words in two-character pieces (电力机车 is 电力 and 机车)."""
    words: list[str] = []
    kinds: list[str] = []
    for word, kind in zip(name.words, name.kinds, strict=True):
        pieces = [word[:2], word[2:]] if kind == "trade" and len(word) == 4 else [word]
        words += pieces
        kinds += [kind] * len(pieces)
    return tuple(words), tuple(kinds)


def _abbreviates(short: str, words: tuple[str, ...]) -> bool:
    """Say whether a text takes a beginning of the first word, then beginnings of later words, and of two at least.

    >>> _abbreviates("衡变", ("衡阳", "变压器")), _abbreviates("新材", ("新材料",)), _abbreviates("衡器", ("衡阳", "变压器"))
    (True, False, False)
    """
    reached = {0: 0}  # characters used → how many words gave some
    for number, word in enumerate(words):
        for used, n_words in list(reached.items()) if number else [(0, 0)]:
            length = 0
            while length < len(word) and used + length < len(short) and word[length] == short[used + length]:
                length += 1
                after = used + length
                if number == 0 or used:
                    reached[after] = max(reached.get(after, 0), n_words + 1)
    return reached.get(len(short), 0) >= _N_SHARED
