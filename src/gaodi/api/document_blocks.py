"""Where in a text do its figures stand? A document block by block, and the sentence around each figure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gaodi.api.fact_rows import fact_row, name_ref
from gaodi.api.questions import DOUBT_BELOW
from gaodi.api.records import Office
from gaodi.base import InputError, NotFoundError
from gaodi.evidence import IN_FORCE, Document, EffectiveFact, Source
from gaodi.prose import Fact

BLOCK = 12_000
"""Characters of a block: some pages of print, which a browser lays out at once; our own choice."""
REACH = 160
"""Characters looked through on each side for the end of the sentence; our own choice."""
MAX_RIVALS = 10_000
"""Figures of one table among which a cell is looked up while a reader waits; our own choice."""
SHOWN = (*IN_FORCE, "rejected", "proposed")
"""States a reader of the document sees unless another is asked for."""
STATES = (*SHOWN, "lost")
_ENDS = ("。", "！", "？", "!", "?", "\n\n", "\r\n\r\n")
"""What ends a sentence; one line end does not, because texts are wrapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A figure in its sentence, as a reader sees it: without markup."""

    fact_id: str
    before: str
    text: str
    after: str
    place_zh: str
    """第3页第2段, where the document has such places; else empty."""
    place_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentBlock:
    """A stretch of a document, and the document's figures."""

    source: Source
    kind: str
    """txt, md, html, docx, pdf or scan."""
    n_characters: int
    block: int
    """Number from 1."""
    n_blocks: int
    start: int
    """Where the block begins in the text; offsets of facts count in the whole text."""
    text: str
    unread: tuple[tuple[int, int], ...]
    """Stretches of the block that no reader sees: markup, scripts, characters of no width."""
    facts: tuple[dict[str, Any], ...]
    """Figures of the whole document that fit the filters, as rows of `list_facts`, with `block`, `place_zh` and `place_en`."""
    counts: dict[str, int]
    """Figures of the whole document by state, and `doubt` for those read with little confidence."""


def read_block(
    office: Office,
    source_id: str,
    *,
    block: int = 1,
    fact_id: str = "",
    comparison: str = "",
    state: str = "",
) -> DocumentBlock:
    """Return one block of a document, and its figures.

    Parameters
    ----------
    source_id : str
        May be shortened to a unique beginning.
    block : int
        From 1; one past the end is the last.
    fact_id : str
        The block that holds this figure, whatever `block` says.
    comparison : str
        Only figures of this kind.
    state : str
        Only figures in this state, `in_force` for all that count, `doubt` for those read with little confidence; empty
        is all but those lost.

    Raises
    ------
    NotFoundError
        If the source is unknown or no document.
    InputError
        If there is no such state.
    """
    if state not in ("", "in_force", "doubt", *STATES):
        raise InputError(
            f"没有状态「{state}」；可用 in_force、doubt、{'、'.join(STATES)}。",
            f"no state {state!r}; use in_force, doubt, {', '.join(STATES)}.",
        )
    ledger = office.workspace.ledger
    source = ledger.source(source_id)
    document = ledger.document(source.source_id)
    found = [
        item
        for name in ("", "rejected", "proposed", "lost")
        for item in ledger.store.find(source_id=source.source_id, state=name)
    ]
    # Cut at the same places whatever is filtered, so that an address stays good.
    cuts = cut_blocks(document.text, [(item.fact.start, item.fact.end) for item in found], BLOCK)
    at = next((item.fact.start for item in found if item.fact.fact_id == fact_id), None)
    number = min(max(block, 1), len(cuts)) if at is None else bisect_right(cuts, at)
    start, end = cuts[number - 1], [*cuts[1:], len(document.text)][number - 1]
    chosen = [item for item in found if _fits(item, comparison, state)]
    return DocumentBlock(
        source=source,
        kind=document.kind,
        n_characters=len(document.text),
        block=number,
        n_blocks=len(cuts),
        start=start,
        text=document.text[start:end],
        unread=tuple(_find_unread(document, start, end)),
        facts=tuple(
            fact_row(item) | {"block": bisect_right(cuts, item.fact.start)} | _name_place(document, item.fact)
            for item in sorted(chosen, key=lambda item: (item.fact.start, item.fact.end, item.fact.fact_id))
        ),
        counts={name: sum(item.state == name for item in found) for name in STATES}
        | {"doubt": sum(_is_doubtful(item) for item in found)},
    )


def quote_sentences(office: Office, fact_ids: Iterable[str]) -> dict[str, Sentence]:
    """Return the sentence of each figure that stands in a text; a figure of a cell has none."""
    ledger = office.workspace.ledger
    documents: dict[str, Document | None] = {}
    quoted: dict[str, Sentence] = {}
    for fact_id, item in ledger.store.get_many(fact_ids).items():
        fact = item.fact
        if fact.extra.get("origin"):
            continue
        if fact.source_id not in documents:
            documents[fact.source_id] = _read_document(office, fact.source_id)
        document = documents[fact.source_id]
        if document is not None and 0 <= fact.start < fact.end <= len(document.text):
            quoted[fact_id] = _quote(document, fact)
    return quoted


def find_stated(office: Office, ref: str) -> dict[str, Sentence]:
    """Return the sentences that state the same as a figure of a table, by fact id.

    None for a reference of another kind, and none in tables of more than `MAX_RIVALS` figures.
    """
    store = office.workspace.ledger.store
    if ref.startswith("cell:"):
        filters: dict[str, Any] = {"source_id": ref.removeprefix("cell:").partition("/")[0], "rule": "cell:"}
    elif ref.startswith("catalogue:published#"):
        filters = {"rule": "catalogue:"}
    else:
        return {}
    # Cells are not indexed by their reference; of a very large table none is looked for.
    rivals = store.find(**filters) if store.count(**filters) <= MAX_RIVALS else []
    own = next((item.fact for item in rivals if name_ref(item.fact) == ref), None)
    if own is None:
        return {}
    alike = store.find(
        indicator=own.indicator,
        comparison=own.comparison,
        unit=own.unit,
        status=own.status,
        period=own.period,
    )
    return quote_sentences(
        office,
        [
            item.fact.fact_id
            for item in alike
            if all(
                getattr(item.fact, name) == getattr(own, name) for name in ("indicator", "subject", "value")
            )
        ],
    )


def cut_blocks(text: str, spans: Iterable[tuple[int, int]], size: int) -> list[int]:
    r"""Return where the blocks of a text begin: after a line end where there is one, never inside a span.

    Examples
    --------
    >>> cut_blocks("一二三四\n五六七八九十", [], 6)
    [0, 5]
    >>> cut_blocks("一二三四五六七八九十", [(5, 8)], 6)
    [0, 8]
    """
    ordered = sorted(spans)
    cuts = [0]
    while len(text) - cuts[-1] > size:
        limit = cuts[-1] + size
        cut = text.rfind("\n", cuts[-1] + size // 2, limit) + 1 or limit
        for start, end in ordered:
            if start < cut < end:
                cut = end
        if cut >= len(text):
            break
        cuts.append(cut)
    return cuts


def _read_document(office: Office, source_id: str) -> Document | None:
    try:
        return office.workspace.ledger.document(source_id)
    except NotFoundError:
        return None


def _fits(item: EffectiveFact, comparison: str, state: str) -> bool:
    if comparison and item.fact.comparison != comparison:
        return False
    if state == "doubt":
        return _is_doubtful(item)
    allowed: Sequence[str] = {"": SHOWN, "in_force": IN_FORCE}.get(state, (state,))
    return item.state in allowed


def _is_doubtful(item: EffectiveFact) -> bool:
    return item.state == "extracted" and item.fact.confidence < DOUBT_BELOW


def _name_place(document: Document, fact: Fact) -> dict[str, str]:
    place = document.find_place(fact.start)
    return {"place_zh": place.zh if place else "", "place_en": place.en if place else ""}


def _find_unread(document: Document, start: int, end: int) -> Iterable[tuple[int, int]]:
    at = start
    for first, last, _, _ in _cross(document, start, end):
        if first > at:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


def _cross(document: Document, start: int, end: int) -> Iterable[tuple[int, int, str, bool]]:
    """Yield the stretches that reach into `start:end`, cut to it."""
    stretches = document.stretches
    first = max(bisect_right(stretches, start, key=lambda item: item.start) - 1, 0)
    for item in stretches[first:]:
        if item.start >= end:
            return
        low, high = max(item.start, start), min(item.end, end)
        if low >= high:
            continue
        is_literal = len(item.shown) == item.end - item.start
        shown = item.shown[low - item.start : high - item.start] if is_literal else item.shown
        yield low, high, shown, item.breaks_before


def _show(document: Document, start: int, end: int) -> str:
    return "".join(("\n" if breaks else "") + shown for _, _, shown, breaks in _cross(document, start, end))


def _quote(document: Document, fact: Fact) -> Sentence:
    start, end = _find_sentence(document.text, fact)
    return Sentence(
        fact_id=fact.fact_id,
        before=_show(document, start, fact.start).lstrip(),
        text=_show(document, fact.start, fact.end) or fact.text,
        after=_show(document, fact.end, end).rstrip(),
        **_name_place(document, fact),
    )


def _find_sentence(text: str, fact: Fact) -> tuple[int, int]:
    """Return the sentence around a figure, at most `REACH` characters on each side."""
    low, high = max(0, fact.start - REACH), min(len(text), fact.end + REACH)
    starts = [at + len(mark) for mark in _ENDS if (at := text.rfind(mark, low, fact.start)) >= 0]
    ends = [at + len(mark) for mark in _ENDS if (at := text.find(mark, fact.end, high)) >= 0]
    return max(starts, default=low), min(ends, default=high)
