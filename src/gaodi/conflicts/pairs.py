"""What do two facts say about each other? Pairs of one block as findings; copies in one source among them."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from gaodi.conflicts.digits import find_surplus
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.preference import FindingMaker
from gaodi.conflicts.records import Finding, Verdict
from gaodi.conflicts.rivals import NEAR
from gaodi.conflicts.sentences import explain_pair, show_fact
from gaodi.conflicts.subjects import SubjectRelation
from gaodi.conflicts.verdicts import judge_pair

_OPEN = {"near_subject", "no_time", "level_open", "event"}

_WEIGHTS = {"conflict": 0, "implausible": 0, "not_computable": 3}


def find_pair(maker: FindingMaker, a: KeyedFact, b: KeyedFact, relation: SubjectRelation) -> Finding | None:
    """Return what two facts say about each other, or None where they measure different things.

    The same claim twice in one source is a copy: one claim with two places. A contradiction between facts that were
    not surely read is left out where it is inside one source or the values are far apart: there the reading is the
    likelier fault. So is one between numbers of a place whose indicator is a bare word such as 产值.
    """
    judged = judge_pair(a, b, relation)
    if judged is None:
        return None
    if b.order < a.order:
        a, b = b, a
    is_one_source = a.fact.source_id == b.fact.source_id
    if judged.verdict == "conflict" and _is_doubtful(maker, a, b, judged.gap):
        return None
    if judged.verdict == "consistent" and is_one_source and relation == "same" and not judged.differs:
        return maker.make("copy", "consistent", (a, b), _explain_copy(a, b))
    surplus = find_surplus(a, b) if judged.why == "merged_digit" else None
    return maker.make(
        "pair",
        judged.verdict,
        (a, b),
        explain_pair(a, b, judged),
        differs=judged.differs,
        gap=judged.gap,
        is_open=judged.why in _OPEN,
        avoid=surplus,
    )


def _is_doubtful(maker: FindingMaker, a: KeyedFact, b: KeyedFact, gap: Decimal) -> bool:
    words, subjects = maker.reader.words, maker.reader.subjects
    if a.indicator.core in words.bare and subjects.is_place(a.subject):
        return True
    return not (a.is_sure and b.is_sure) and (gap > NEAR or a.fact.source_id == b.fact.source_id)


def _explain_copy(a: KeyedFact, b: KeyedFact) -> tuple[str, str]:
    zh, en = show_fact(a)
    where = ("", "")
    if a.fact.start != b.fact.start:
        where = (
            f"（第 {a.fact.start} 字与第 {b.fact.start} 字）",
            f" (at characters {a.fact.start} and {b.fact.start})",
        )
    return (
        f"{zh}：同一来源写了两处{where[0]}，算一条事实、两处出处。",
        f"{en}: said twice in one source{where[1]}; one fact, two places.",
    )


def find_copies(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """Return the groups of facts that are one claim of one source, each counted once.

    Examples
    --------
    >>> find_copies([])
    []
    """
    group: dict[str, set[str]] = {}
    for finding in findings:
        if finding.kind == "copy":
            merged = set().union(*(group.get(fact_id, {fact_id}) for fact_id in finding.fact_ids))
            for fact_id in merged:
                group[fact_id] = merged
    return sorted({tuple(sorted(members)) for members in group.values()})


def label_pairs(findings: Iterable[Finding]) -> dict[tuple[str, str], Verdict]:
    """Return one label for each pair of facts that any finding holds.

    What follows from arithmetic says more than a comparison of two keys: part and whole of a share that checks out are
    `arithmetic_ok` before they are of two scopes.

    Returns
    -------
    dict
        By the two fact ids, sorted.

    Examples
    --------
    >>> label_pairs([])
    {}
    """
    labels: dict[tuple[str, str], tuple[int, Verdict]] = {}
    for finding in findings:
        place = _WEIGHTS.get(finding.verdict, 2 if finding.kind in {"pair", "copy"} else 1)
        for a, b in combinations(finding.fact_ids, 2):
            labels[a, b] = min(labels.get((a, b), (place, finding.verdict)), (place, finding.verdict))
    return {pair: verdict for pair, (_, verdict) in sorted(labels.items())}
