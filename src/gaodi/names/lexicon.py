"""By which words are names known in prose? Endings, cuts and ordinary words, compiled once."""

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from gaodi.names.places import load_gazetteer
from gaodi.names.records import MentionKind
from gaodi.names.wordlists import group_words, load_words

_AMOUNT = r"(?:第?[0-9一二两三四五六七八九十百千万亿数几多余]{1,8}(?:余|多)?(?:个|家|项|条|批|座|台|套|款|只|支|类|种|位|名|大|届|期)|[0-9]{4}年|[0-9]{1,2}[月日]份?)"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of `data/mentions.yaml`, ready for use."""

    endings: MappingProxyType[str, MentionKind | None]
    tails: MappingProxyType[str, bool]  # tail of a firm's short name → whether a brand alone is enough
    anchors: re.Pattern[str]
    cuts: re.Pattern[str]  # group `cut`: a new phrase begins after it
    openers: re.Pattern[str]
    quoted: MappingProxyType[str, MentionKind]
    after_quote: re.Pattern[str]
    whole_quote: re.Pattern[str]
    wholes: MappingProxyType[str, MentionKind]
    ordinary: frozenset[str]
    vague: frozenset[str]
    proper: frozenset[str]  # places and landmarks: they make a name of ordinary words
    coded: re.Pattern[str]
    weak_endings: frozenset[str]
    unfinished: re.Pattern[str]


@cache
def load_lexicon() -> Lexicon:
    """Return the compiled lists."""
    words = load_words("mentions")
    endings: dict[str, MentionKind | None] = {
        ending: MentionKind(kind) for kind, found in words["endings"].items() for ending in found
    }
    endings |= dict.fromkeys(words["no_names"])
    tails = dict.fromkeys(words["weak_tails"], False) | dict.fromkeys(words["strong_tails"], True)
    quoted = {end: MentionKind(kind) for kind, found in words["quoted_endings"].items() for end in found}
    wholes = {end: MentionKind(kind) for kind, found in words["quoted_whole"].items() for end in found}
    heads = group_words(words["product_heads"])
    cut = f"{_AMOUNT}|{group_words(words['cut_words'])}|[{words['cut_characters']}]"
    return Lexicon(
        endings=MappingProxyType(endings),
        tails=MappingProxyType(tails),
        anchors=re.compile(group_words([*endings, *tails]) + r"|(?<![0-9])[0-9]{3}所"),
        cuts=re.compile(f"{group_words(words['protected'])}|(?P<cut>{cut})"),
        openers=re.compile(group_words(words["openers"])),
        quoted=MappingProxyType(quoted),
        after_quote=re.compile(rf"([一-鿿A-Za-z0-9]{{0,10}}?)({group_words(quoted)})"),
        whole_quote=re.compile(rf"{group_words(wholes)}$"),
        wholes=MappingProxyType(wholes),
        ordinary=frozenset(words["ordinary"]),
        vague=frozenset(words["vague"]),
        proper=frozenset(load_gazetteer().forms) | frozenset(words["landmarks"]),
        coded=re.compile(
            rf"[一-鿿]{{0,4}}?{heads}[A-Z][A-Za-z\-]{{0,5}}[0-9]{{1,5}}[A-Z]?(?![A-Za-z0-9])"
            rf"|(?<![A-Za-z0-9])[A-Z][A-Za-z\-]{{0,5}}[0-9]{{1,5}}[A-Za-z]?[一-鿿]{{0,4}}?{heads}"
        ),
        weak_endings=frozenset(words["weak_endings"]),
        unfinished=re.compile(group_words(words["unfinished"])),
    )


@cache
def compile_place_letters() -> re.Pattern[str]:
    """Return the pattern of strung-together place letters (衡长株潭)."""
    return re.compile(f"[{load_words('mentions')['place_letters']}]{{2,6}}")
