"""How are facts compared as they arrive? An index that is extended fact by fact; a batch is the same thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gaodi.catalogue import Catalogue
from gaodi.conflicts.records import Decision, Finding, SourceInfo, Update
from gaodi.prose import Fact


@dataclass(slots=True, kw_only=True)
class FactIndex:
    """The facts seen so far, in blocks; made by `build_index`, extended by `compare_new`."""

    sources: Mapping[str, SourceInfo]
    decisions: Sequence[Decision]


def build_index(
    sources: Mapping[str, SourceInfo],
    decisions: Sequence[Decision] = (),
    *,
    catalogue: Catalogue | None = None,
) -> FactIndex:
    """Return an empty index; without a catalogue the shipped one is read."""
    del catalogue
    return FactIndex(sources=sources, decisions=decisions)


def compare_new(index: FactIndex, facts: Iterable[Fact]) -> Update:
    """Add facts to the index and return what they change."""
    del index, facts
    return Update(findings=(), withdrawn=(), n_compared=0)


def compare_facts(
    facts: Iterable[Fact],
    sources: Mapping[str, SourceInfo],
    decisions: Sequence[Decision] = (),
    *,
    catalogue: Catalogue | None = None,
) -> list[Finding]:
    """Compare all facts with each other and return the findings, gravest first."""
    return list(compare_new(build_index(sources, decisions, catalogue=catalogue), facts).findings)
