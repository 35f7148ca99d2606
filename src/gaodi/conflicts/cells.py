"""Which facts may add up? Cells of a whole and its parts that share everything else."""

from collections.abc import Iterator
from dataclasses import dataclass

from gaodi.conflicts.keys import KeyedFact, KeyReader

CellKey = tuple[str, ...]
"""The kind of cell, then what its facts share."""

_LONGEST = 6  # characters of an ending by which a part names its whole; our own choice
_SHORTEST = 2
_NEXT_CLAUSE = 3  # characters between the end of a list and its total; our own choice


@dataclass(slots=True)
class Cell:
    """Facts that may be the whole, and facts that may be its parts."""

    totals: list[KeyedFact]
    parts: list[KeyedFact]


def list_cells(keyed: KeyedFact, reader: KeyReader) -> Iterator[tuple[CellKey, bool]]:
    """Yield the cells of a fact, and whether it stands there as the whole."""
    if keyed.span is None and keyed.source.published_on is None and keyed.interval is not None:
        yield ("undated", keyed.fact.source_id), True
    if (
        keyed.interval is None
        or not (keyed.indicator.core and keyed.subject)
        or keyed.measure not in {"stock", "new"}
    ):
        return
    yield from _list_clauses(keyed)
    if keyed.fact.status == "target" or keyed.fact.unit == "%":
        return
    time = "now" if keyed.span is None else f"{'' if keyed.is_stock else keyed.span.start}..{keyed.span.end}"
    shared = (keyed.measure, keyed.unit, time, keyed.fact.status)
    yield from _list_compositions(keyed, reader, shared)
    if keyed.span is None:
        return
    yield from _list_wholes(keyed, reader, shared)
    yield from _list_places(keyed, reader, shared)
    yield from _list_joined(keyed, reader, shared)


def _list_clauses(keyed: KeyedFact) -> Iterator[tuple[CellKey, bool]]:
    """Pair a list in one clause with a total in the same clause or right after it."""
    fact = keyed.fact
    if not keyed.is_in_text or keyed.unit not in {"家", "项", "件", "条"}:
        return
    head = ("list", fact.source_id, keyed.unit, fact.status)
    yield (*head, str(fact.evidence_end)), False
    for shift in range(_NEXT_CLAUSE + 1):
        yield (*head, str(fact.evidence_start - shift)), True


def _list_compositions(
    keyed: KeyedFact, reader: KeyReader, shared: tuple[str, ...]
) -> Iterator[tuple[CellKey, bool]]:
    # A text without a time still adds up within itself.
    where = keyed.fact.source_id if keyed.span is None else ""
    core = keyed.indicator.core
    for name in reader.totals.get(core, ()):
        yield ("composition", name, keyed.subject, where, *shared), True
    for name in reader.parts.get(core, ()):
        yield ("composition", name, keyed.subject, where, *shared), False


def _list_wholes(
    keyed: KeyedFact, reader: KeyReader, shared: tuple[str, ...]
) -> Iterator[tuple[CellKey, bool]]:
    """智能算力 names its whole by its ending: 总算力 or 算力."""
    core = keyed.indicator.core
    if core.startswith(reader.words.averages):
        return
    head = ("whole", keyed.subject, *shared)
    mark = next((w for w in reader.words.wholes if core.startswith(w)), "")
    whole = core.removeprefix(mark)
    if len(whole) >= _SHORTEST and (mark or core not in reader.words.bare):
        yield (*head, whole), True
    if not mark and "、" not in core:
        for size in range(_SHORTEST, min(_LONGEST, len(core) - 1) + 1):
            yield (*head, core[-size:]), False


def _list_places(
    keyed: KeyedFact, reader: KeyReader, shared: tuple[str, ...]
) -> Iterator[tuple[CellKey, bool]]:
    """Yield the places a number adds up in: what flows, and what is counted on a list of nation or province.

    Other counts need not add up: each city keeps a list of key chains of its own.
    """
    key = keyed.indicator
    is_listed = key.level in {"national", "provincial"} and keyed.unit in reader.words.count_units
    if not (keyed.is_flow or is_listed):
        return
    head = ("places", key.core, key.level, key.coverage, key.event, *shared)
    if reader.subjects.is_place(keyed.subject):
        yield (*head, keyed.subject), True
    for place in reader.subjects.near_ancestors(keyed.subject):
        yield (*head, place), False


def _list_joined(
    keyed: KeyedFact, reader: KeyReader, shared: tuple[str, ...]
) -> Iterator[tuple[CellKey, bool]]:
    """国家领航级、卓越级智能工厂 is one number for two; each may be given elsewhere."""
    words = reader.indicators.strip(keyed.fact.indicator)
    if len(words) > _SHORTEST:
        yield ("joined", keyed.subject, *shared, words[-_SHORTEST:]), "、" in words
