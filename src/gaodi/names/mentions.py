"""Which names does a text speak of, and where? Enterprises, parks, clusters and others.

A name is known by its ending (有限公司, 经开区, 产业集群), by quotation marks with a noun, by a model code, or because a list
says so. From the ending the reader walks back to the nearest word that no name spans, takes off words that only introduce
it, and keeps what holds a place or a brand. Every step looks at a bounded stretch, so a text costs time in proportion to
its length.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gaodi.names.joining import fold_name, join_names, read_quotation
from gaodi.names.lexicon import Lexicon, load_lexicon
from gaodi.names.phrasing import LONGEST_NAME, Phrasing, divide_phrases
from gaodi.names.places import Gazetteer, load_gazetteer
from gaodi.names.quotes import QUOTED, find_coded, find_listed, find_quoted
from gaodi.names.records import KnownName, Mention, MentionKind
from gaodi.names.shaping import Span, extend_span, judge_phrase, judge_short_name
from gaodi.names.wordlists import compile_words, load_words


@dataclass(frozen=True, slots=True)
class NameReader:
    """Word lists and known names, compiled; build one with `build_reader` and use it for many texts."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    known: dict[str, KnownName]
    known_pattern: re.Pattern[str]


def build_reader(known: Iterable[KnownName] = ()) -> NameReader:
    """Compile the word lists together with names that are to be recognised wherever they stand.

    Parameters
    ----------
    known : iterable of KnownName
        Such as the short names of a register. The room adds a small public list of its own; a name given here
        replaces the one there.

    Returns
    -------
    NameReader

    Examples
    --------
    >>> reader = build_reader([KnownName(text="灵漫快创", canonical="灵漫快创科技有限公司")])
    >>> [mention.canonical for mention in find_mentions("由灵漫快创打造", reader)]
    ['灵漫快创科技有限公司']
    """
    names = {
        text: KnownName(text=text, kind=MentionKind(kind), canonical=canonical)
        for kind, found in load_words("known").items()
        for text, canonical in found.items()
    }
    names |= {name.text: name for name in known if len(name.text) >= 2}
    return NameReader(load_lexicon(), load_gazetteer(), names, compile_words(names))


def find_mentions(text: str, reader: NameReader | None = None) -> list[Mention]:
    """Find the names in a text of simplified characters.

    Parameters
    ----------
    text : str
        Lines that were wrapped in the middle of a sentence are to be joined before: a line break ends a name.
    reader : NameReader or None
        None uses the word lists alone; building one once saves the time for every further text.

    Returns
    -------
    list of Mention
        In the order of the text; no two overlap. The longest name wins: 三一重工18号工厂 is one mention.

    Examples
    --------
    >>> [(m.text, m.kind.value) for m in find_mentions("在力得尔智能科技有限公司，位于长沙的万兴科技推出新品")]
    [('力得尔智能科技有限公司', 'enterprise'), ('长沙', 'place'), ('万兴科技', 'enterprise')]
    """
    reader = reader or _shipped_reader()
    lexicon = reader.lexicon
    marked = (*find_quoted(text, lexicon), *find_coded(text, lexicon), *find_listed(text, lexicon))
    fixed = _keep_longest([Span(*found) for found in marked])
    spans = _keep_longest(fixed + _read_endings(text, reader, fixed))
    taken = _mark_taken(text, spans)
    spans += _find_repeated(text, spans, taken)
    taken = _mark_taken(text, spans)
    spans += [
        Span(match.start(), match.end(), MentionKind.PLACE)
        for match in reader.gazetteer.prose_pattern.finditer(text)
        if not any(taken[match.start() : match.end()])
    ]
    spans.sort()
    canonical = join_names([(text[span.start : span.end], span.kind) for span in spans], reader.known)
    return [
        Mention(start=s.start, end=s.end, text=text[s.start : s.end], kind=s.kind, canonical=name)
        for s, name in zip(spans, canonical, strict=True)
    ]


@cache
def _shipped_reader() -> NameReader:
    return build_reader()


def _read_endings(text: str, reader: NameReader, fixed: list[Span]) -> list[Span]:
    """Walk through endings and known names from left to right; a name may grow when another ending follows."""
    lexicon = reader.lexicon
    phrasing = divide_phrases(text, lexicon)
    anchors = [(m.start(), m.end(), False) for m in lexicon.anchors.finditer(text)]
    anchors += [(m.start(), m.end(), True) for m in reader.known_pattern.finditer(text)]
    anchors.sort(key=lambda anchor: (anchor[1], -anchor[2], anchor[0]))
    spans: list[Span] = []
    closed = 0  # nothing before this position may become part of a name
    upcoming = iter([*fixed, Span(len(text) + 1, len(text) + 1, MentionKind.PLACE)])
    barrier = next(upcoming)
    for start, end, is_known in anchors:
        while barrier.end <= start:
            closed = max(closed, barrier.end)
            barrier = next(upcoming)
        if end > barrier.start:
            continue
        before = [span for span in spans[-2:] if span.end > closed]
        if before and before[-1].end > start:  # the ending reaches into the name before: read it anew
            before.pop()
        last = before[-1] if before else None
        found = (
            _take_known(text, start, end, max(closed, last.end if last else 0), reader)
            if is_known
            else _read_ending(text, start, end, closed, last, phrasing, lexicon)
        )
        if found is None:
            continue
        while spans and spans[-1].start >= found.start:
            spans.pop()
        if not spans or spans[-1].end <= found.start:
            spans.append(found)
    return spans


def _read_ending(
    text: str, start: int, end: int, closed: int, last: Span | None, phrasing: Phrasing, lexicon: Lexicon
) -> Span | None:
    ending = text[start:end]
    left = max(phrasing.find_block(start), closed, start - LONGEST_NAME)
    if last is not None and last.end >= left:
        if end - last.start <= 2 * LONGEST_NAME and not phrasing.find_cuts(last.end, start):
            grown = extend_span(text, last, start, end, lexicon)
            if grown is not None:
                return grown
        left = last.end
    if ending in lexicon.tails:
        return judge_short_name(text, left, start, end, phrasing, lexicon)
    return judge_phrase(text, left, start, end, phrasing, lexicon)


def _take_known(text: str, start: int, end: int, left: int, reader: NameReader) -> Span | None:
    """Take a known name with the place right before it: 衡阳特变电工; none where it only begins a place's full name."""
    place = reader.gazetteer.prose_pattern.match(text, start)
    if place and place.end() > end:
        return None
    kind = reader.known[text[start:end]].kind
    for length in (3, 2) if kind is MentionKind.ENTERPRISE else ():
        if start - length >= left and _is_town(text[start - length : start], reader):
            return Span(start - length, end, kind)
    return Span(start, end, kind)


def _is_town(text: str, reader: NameReader) -> bool:
    place = reader.gazetteer.prose.get(text)
    return place is not None and place.name != text


def _keep_longest(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _find_repeated(text: str, spans: list[Span], taken: bytearray) -> list[Span]:
    """Find quotations that stand alone and repeat one that a noun has explained: “智赋万企” after “智赋万企”行动."""
    kinds = {read_quotation(text[span.start : span.end]): span.kind for span in spans}
    kinds.pop("", None)
    return [
        Span(match.start(), match.end(), kinds[fold_name(match[0])])
        for match in (QUOTED.finditer(text) if kinds else ())
        if fold_name(match[0]) in kinds and not any(taken[match.start() : match.end()])
    ]


def _mark_taken(text: str, spans: list[Span]) -> bytearray:
    taken = bytearray(len(text))
    for span in spans:
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    return taken
