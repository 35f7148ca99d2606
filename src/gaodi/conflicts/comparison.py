"""How are facts compared as they arrive? An index that is extended fact by fact; a batch is the same thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gaodi.catalogue import Catalogue, load_catalogue
from gaodi.conflicts.bench import Bench
from gaodi.conflicts.blocks import Blocks
from gaodi.conflicts.checks import CHECKS
from gaodi.conflicts.keys import KeyReader
from gaodi.conflicts.pairs import find_pair
from gaodi.conflicts.preference import FindingMaker
from gaodi.conflicts.records import Decision, Finding, SourceInfo, Update
from gaodi.conflicts.sums import SumCells
from gaodi.prose import Fact

_GRAVITY = {"high": 0, "medium": 1, "low": 2, "info": 3}


@dataclass(slots=True, kw_only=True)
class FactIndex:
    """The facts seen so far, in blocks; made by `build_index`, extended by `compare_new`."""

    reader: KeyReader
    maker: FindingMaker
    blocks: Blocks
    bench: Bench
    sums: SumCells
    fact_ids: set[str] = field(default_factory=set)


def build_index(
    sources: Mapping[str, SourceInfo],
    decisions: Sequence[Decision] = (),
    *,
    catalogue: Catalogue | None = None,
) -> FactIndex:
    """Return an empty index.

    Parameters
    ----------
    sources : mapping
        By source id; it is asked when a fact comes in, so new sources may be added to it later.
    decisions : sequence of Decision
        What persons decided; of two about the same facts the later counts.
    catalogue : Catalogue or None
        None reads the shipped one.
    """
    reader = KeyReader(catalogue or load_catalogue(), sources)
    maker = FindingMaker(reader, decisions)
    blocks = Blocks(reader.subjects)
    return FactIndex(
        reader=reader, maker=maker, blocks=blocks, bench=Bench(maker, blocks), sums=SumCells(maker)
    )


def compare_new(index: FactIndex, facts: Iterable[Fact]) -> Update:
    """Add facts to the index and return what they change.

    The cost is that of the blocks the new facts fall into. In whatever order and portions facts arrive, the
    findings not withdrawn are those of one batch. A fact id that is known already is passed over.

    Parameters
    ----------
    index : FactIndex
    facts : iterable of Fact

    Returns
    -------
    Update
        Findings gravest first, each with at least one of the new facts.
    """
    found: dict[str, Finding] = {}
    n_compared = 0
    for fact in facts:
        if fact.fact_id in index.fact_ids:
            continue
        index.fact_ids.add(fact.fact_id)
        keyed = index.reader.read(fact)
        for other, relation in index.blocks.find_rivals(keyed):
            n_compared += 1
            if finding := find_pair(index.maker, keyed, other, relation):
                found.setdefault(finding.finding_id, finding)
        index.blocks.add(keyed)
        index.bench.add(keyed)
        for check in CHECKS:
            for finding in check(index.bench, keyed):
                found.setdefault(finding.finding_id, finding)
        index.sums.add(keyed)
    summed, withdrawn = index.sums.settle()
    for finding in summed:
        found.setdefault(finding.finding_id, finding)
    ordered = sorted(found.values(), key=lambda f: (_GRAVITY[f.severity], f.verdict, f.finding_id))
    return Update(findings=tuple(ordered), withdrawn=withdrawn, n_compared=n_compared)


def fill_index(index: FactIndex, facts: Iterable[Fact]) -> None:
    """Add facts that were compared with each other before; nothing is compared.

    A later `compare_new` returns what new facts change against them, as if all had come through it. To be called
    before the first `compare_new`.
    """
    for fact in facts:
        if fact.fact_id in index.fact_ids:
            continue
        index.fact_ids.add(fact.fact_id)
        keyed = index.reader.read(fact)
        index.blocks.add(keyed)
        index.bench.add(keyed)
        index.sums.fill(keyed)


def find_sums(index: FactIndex) -> list[Finding]:
    """Return every finding about wholes and parts among the facts of an index, however they came into it.

    Only these findings may change when a fact that they do not name goes: another takes its place in the sum.
    """
    return index.sums.list_findings()


def compare_facts(
    facts: Iterable[Fact],
    sources: Mapping[str, SourceInfo],
    decisions: Sequence[Decision] = (),
    *,
    catalogue: Catalogue | None = None,
) -> list[Finding]:
    """Compare facts with each other.

    Parameters
    ----------
    facts : iterable of Fact
    sources : mapping
        By source id; a source that is missing counts as undated and of unknown origin.
    decisions : sequence of Decision
    catalogue : Catalogue or None
        None reads the shipped one.

    Returns
    -------
    list of Finding
        Gravest first.
    """
    return list(compare_new(build_index(sources, decisions, catalogue=catalogue), facts).findings)
