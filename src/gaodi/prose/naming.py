"""Which names does a text use? Those found by their form, and the short forms that the text itself gives them.

沃曜轴承股份有限公司 is 沃曜 two lines later; 新昌县 is 新昌. A short form counts only where the full one stands in the text.
"""

import re
from collections.abc import Iterator, Sequence

from gaodi.names import (
    KnownName,
    Mention,
    MentionKind,
    build_reader,
    find_mentions,
    parse_company_name,
    shorten_place,
)
from gaodi.prose.lexicon import load_lexicon

_HEAD = re.compile(
    r"(?:(?<=[，。；：！？\n“”（—▲●])|^)(?:在|走进|来到|如|比如|例如|以|由|据|位于[一-龥]{2,4}的|[年月日\d]{2,10})?([一-龥]{4,10})"
)
_BRACKETED = re.compile(r"[一-龥]{2,8}（[一-龥]{2,4}）[一-龥]{0,8}(?:有限|股份)[一-龥]{0,4}公司")
_SYNTHETIC = "虚拟"
_FUNCTION = frozenset(
    "但而且却则即如可只都也还就又最很的了在是有和与及将已为对从到由新高大小全各等以该其这那每多少主再并"
)
_COMMON = ("n", "v", "a", "d", "m", "t", "b", "f", "r", "j", "i", "l")


def find_names(text: str) -> list[Mention]:
    """Return the names of a text, in order.

    Parameters
    ----------
    text : str
        As `read_text` reads it.

    Examples
    --------
    >>> [(m.text, m.canonical) for m in find_names("沃曜轴承股份有限公司投产。沃曜手握12项专利。")]
    [('沃曜轴承股份有限公司', '沃曜轴承股份有限公司'), ('沃曜', '沃曜轴承股份有限公司')]
    """
    mentions = find_mentions(text)
    known = {brand: KnownName(text=brand, canonical=brand) for brand in _find_brands(text, mentions)}
    known |= {
        name.text: name for name in _shorten(mentions) if text.count(name.text) > text.count(name.canonical)
    }
    return find_mentions(text, build_reader(known.values())) if known else mentions


def _find_brands(text: str, mentions: Sequence[Mention]) -> Iterator[str]:
    """Find firms that no list and no legal form gives away: a brand of no known word and a trade, at the head of a clause."""
    lexicon = load_lexicon()
    places = {m.start: m.end for m in mentions if m.kind is MentionKind.PLACE}
    for match in _HEAD.finditer(text):
        first = places.get(match.start(1), match.start(1))
        said = text[first : match.end(1)]
        # Firms of the synthetic register begin with 虚拟, so that nobody takes them for real ones.
        said, mark = said.removeprefix(_SYNTHETIC), _SYNTHETIC if said.startswith(_SYNTHETIC) else ""
        place = text[match.start(1) : first] + mark
        for length in (2, 3, 4):
            trade = lexicon.trade.match(said, length)
            if trade and _is_brand(said[:length]):
                yield place + said[: trade.end()]
                break
    for match in _BRACKETED.finditer(text):
        yield match[0]


def _is_brand(head: str) -> bool:
    """Say whether no dictionary word, or a word that is a name, stands before the trade: 剡砺, 云岭, not 电动."""
    words = load_lexicon().words
    if any(head.startswith(word) for word in load_lexicon().no_brands):
        return False
    parts = words.cut(head, hmm=False)
    if len(parts) == 1:
        return words.tag(head, hmm=False)[0][1][:2] in {"nr", "ns", "nz", "nt"}
    return all(len(part) == 1 and part not in _FUNCTION for part in parts)


def _shorten(mentions: Sequence[Mention]) -> Iterator[KnownName]:
    for mention in {mention.text: mention for mention in mentions}.values():
        if mention.kind is MentionKind.ENTERPRISE and mention.text.endswith("公司"):
            name = parse_company_name(mention.text)
            trade = next(
                (word for word, kind in zip(name.words, name.kinds, strict=True) if kind == "trade"), ""
            )
            for alias in (name.brand, name.brand + trade):
                if len(alias) >= 2 and not _is_common(alias):
                    yield KnownName(text=alias, kind=mention.kind, canonical=mention.canonical)
        elif mention.kind is MentionKind.PLACE:
            bare = shorten_place(mention.text)
            if bare != mention.text and not _is_common(bare):
                yield KnownName(text=bare, kind=mention.kind, canonical=mention.canonical)


def _is_common(word: str) -> bool:
    """Say whether the dictionary knows a word as no name: 超能, 长安 as a noun."""
    tagged = load_lexicon().words.tag(word)
    return (
        len(tagged) == 1
        and tagged[0][1].startswith(_COMMON)
        and tagged[0][1][:2] not in {"nr", "ns", "nz", "nt"}
    )
