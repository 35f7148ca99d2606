"""Which of several facts stands for a part? One for each name, of one source, copies once."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from gaodi.conflicts.keys import KeyedFact


def first_of_sources(facts: Iterable[KeyedFact]) -> list[KeyedFact]:
    """Return the first fact of each value in each source; copies count once."""
    chosen: dict[tuple[str, Decimal, str], KeyedFact] = {}
    for keyed in sorted(facts, key=lambda k: k.order):
        chosen.setdefault((keyed.fact.source_id, keyed.known.value, keyed.fact.bound), keyed)
    return list(chosen.values())


def first_of_names(facts: Iterable[KeyedFact], *, by_subject: bool = False) -> list[KeyedFact]:
    """Return one fact for each measure, or each subject, in the order given."""
    chosen: dict[str, KeyedFact] = {}
    for keyed in facts:
        chosen.setdefault(keyed.subject if by_subject else keyed.indicator.core, keyed)
    return list(chosen.values())


def prefer_source(facts: Iterable[KeyedFact], total: KeyedFact) -> list[KeyedFact]:
    """Return the facts, those of the total's own source first."""
    own = total.fact.source_id
    return sorted(facts, key=lambda k: (k.fact.source_id != own, k.order))


def choose_parts(
    facts: Iterable[KeyedFact],
    names: Sequence[str],
    total: KeyedFact,
    name_of: Callable[[KeyedFact], str],
) -> list[KeyedFact] | None:
    """Return one fact for each name, all of one source, or None if no source has them all.

    The total's own source comes first; parts of several sources are not mixed.
    """
    by_source: dict[str, dict[str, KeyedFact]] = {}
    for keyed in prefer_source(facts, total):
        by_source.setdefault(keyed.fact.source_id, {}).setdefault(name_of(keyed), keyed)
    for found in by_source.values():
        if all(name in found for name in names):
            return [found[name] for name in names]
    return None
