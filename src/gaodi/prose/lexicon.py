"""By which words is a noun phrase cut out? The lists of `data/phrases.yaml`, compiled once."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from gaodi.catalogue import read_yaml

if TYPE_CHECKING:
    import rjieba


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of the room; see the comments in the file."""

    lead: re.Pattern[str]
    not_lead: re.Pattern[str]
    trailing: re.Pattern[str]
    governor: re.Pattern[str]
    light_governors: frozenset[str]
    noun_verb: re.Pattern[str]
    stops: frozenset[str]
    predicates: frozenset[str]
    tail: re.Pattern[str]
    rank_words: re.Pattern[str]
    more: re.Pattern[str]
    sizes: frozenset[str]
    trade: re.Pattern[str]
    no_brands: frozenset[str]
    uncounted: frozenset[str]
    words: "rjieba.Jieba"
    """Word boundaries and parts of speech: jieba's dictionary, with the terms of the genre."""


@cache
def load_lexicon() -> Lexicon:
    """Return the compiled lists."""
    import rjieba  # its dictionary costs 0.25 s, and much of gaodi reads no text

    lists = read_yaml(Path(str(files("gaodi.prose") / "data" / "phrases.yaml")))
    words = rjieba.Jieba()
    for term, tag in lists["terms"].items():
        words.add_word(term, 100_000, tag)
    # Of words that begin alike the longest is meant: 累计实施 before 累计.
    any_of = {
        name: "|".join(sorted(found, key=len, reverse=True))
        for name, found in lists.items()
        if isinstance(found, list)
    }
    return Lexicon(
        lead=re.compile(rf"^(?:{any_of['leading']})(?=[一-龥A-Za-z0-9“])"),
        not_lead=re.compile(rf"^(?:{any_of['not_leading']})"),
        trailing=re.compile(rf"(?:{any_of['trailing']})$"),
        governor=re.compile(rf"(?:{any_of['governors']})(?:了|出|起|过)?"),
        light_governors=frozenset(lists["light_governors"]),
        noun_verb=re.compile(rf"(?:{any_of['noun_verbs']})(?={any_of['noun_heads']})"),
        stops=frozenset(lists["stops"]),
        predicates=frozenset(lists["predicates"]),
        tail=re.compile(rf"(?:产业)?(?:{any_of['tails']})$"),
        rank_words=re.compile(any_of["rank_words"]),
        # Possessive: the words overlap, and trying every division of a run of them would take exponential time.
        more=re.compile(rf"(?:{any_of['more_words']})*+"),
        sizes=frozenset(lists["sizes"]),
        no_brands=frozenset(lists["no_brands"]),
        trade=re.compile(f"(?:{'|'.join(sorted(lists['trades'], key=len, reverse=True))})+"),
        uncounted=frozenset(lists["uncounted"]) | frozenset(lists["measures"]),
        words=words,
    )
