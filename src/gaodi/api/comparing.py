"""Where do the workspace's facts disagree? Compared as they arrive; what was found is kept and can be decided."""

from collections.abc import Mapping
from datetime import date
from typing import get_args

from gaodi.api.fact_records import ComparisonReport, FindingDecision, FindingView
from gaodi.api.finding_views import finding_row, view_findings
from gaodi.api.records import Office, Page
from gaodi.api.table_facts import name_quoted_source, split_sources, sync_table_facts
from gaodi.base import InputError, Progress, ValueFormatError, ignore_progress, parse_period
from gaodi.conflicts import (
    Decision,
    FactIndex,
    Finding,
    Severity,
    SourceInfo,
    Verdict,
    build_index,
    compare_new,
    fill_index,
    find_sums,
)
from gaodi.evidence import Judgement, Source, digest_fact, measure_overlap
from gaodi.prose import Fact

DECISIONS = ("prefer", "both_valid", "not_comparable")


def compare_workspace(office: Office, *, progress: Progress = ignore_progress) -> ComparisonReport:
    """Compare the facts of texts and tables that are new since the last time with all others.

    Findings about facts that are gone or were corrected are withdrawn, and their neighbours compared anew. The findings
    are always those of one comparison of everything.

    Returns
    -------
    ComparisonReport

    Raises
    ------
    WorkspaceBusyError
        If another process is writing to the workspace.
    """
    with office.workspace.write_lock():
        return compare_locked(office, progress=progress)


def compare_locked(office: Office, *, progress: Progress = ignore_progress) -> ComparisonReport:
    """Do what `compare_workspace` does, for a caller that holds the workspace's lock."""
    sync_table_facts(office)
    ledger = office.workspace.ledger
    facts = _read_facts(office)
    compared = ledger.findings.compared()
    digests = {fact_id: digest_fact(fact) for fact_id, fact in facts.items()}
    new = [fact_id for fact_id, digest in digests.items() if compared.get(fact_id) != digest]
    gone = sorted(compared.keys() - facts.keys())
    n_added = n_withdrawn = 0
    if new or gone:
        progress("compare", 0, len(new))
        # What was said about facts that are gone, or say something else now, is said anew by their neighbours.
        stale = [*gone, *(fact_id for fact_id in new if fact_id in compared)]
        concerned = ledger.findings.concerning(stale)
        decided = read_decisions(office, facts)
        decisions = [decision for decision, _ in decided]
        around = _find_neighbours(office, facts, concerned, decisions) if stale else set()
        again = list(dict.fromkeys([*new, *sorted(around)]))
        found, withdrawn = _compare(office, facts, again, decisions)
        if stale:
            kept = {finding.finding_id for finding in found}
            before = ledger.findings.concerning([*stale, *around])
            withdrawn = sorted({*withdrawn, *(before.keys() - kept)})
        n_added, n_withdrawn = ledger.findings.store(
            found, facts=facts, withdrawn=withdrawn, seen=new, gone=gone, judged=_match(found, decided)
        )
        progress("compare", len(new), len(new))
    return ComparisonReport(
        n_facts=len(facts), n_new=len(new), n_gone=len(gone), n_findings=ledger.findings.count(),
        n_added=n_added, n_withdrawn=n_withdrawn,
    )  # fmt: skip


def list_findings(
    office: Office,
    *,
    verdict: str = "",
    severity: str = "",
    indicator: str = "",
    subject: str = "",
    source_id: str | None = None,
    undecided: bool = False,
    page: int = 1,
    size: int = 50,
) -> Page:
    """Return one page of what comparisons have found, undecided and gravest first.

    Parameters
    ----------
    verdict, severity : str
        Exactly this.
    indicator, subject : str
        Any part of the name.
    source_id : str or None
        Only findings that concern a fact of this source.
    undecided : bool
        Only those nobody has decided about.

    Returns
    -------
    Page
        Rows are `FindingView`s as dictionaries.

    Raises
    ------
    InputError
        If there is no such verdict or severity.
    """
    check_finding_words(verdict, severity)
    store = office.workspace.ledger.findings
    filters = {
        "verdict": verdict, "severity": severity, "indicator": indicator, "subject": subject,
        "source_id": source_id, "undecided": undecided,
    }  # fmt: skip
    found = view_findings(office, store.find(limit=size, offset=(page - 1) * size, **filters))
    return Page(
        rows=tuple(finding_row(view) for view in found), total=store.count(**filters), page=page, size=size
    )


def check_finding_words(verdict: str, severity: str) -> None:
    """Refuse a verdict or severity there is not: a filter nobody knows would silently find nothing."""
    for word, known in ((verdict, get_args(Verdict)), (severity, get_args(Severity))):
        if word and word not in known:
            raise InputError(
                f"没有「{word}」这种判断或轻重；可用 {'、'.join(known)}。",
                f"no verdict or severity {word!r}; use one of {', '.join(known)}.",
            )


def get_finding(office: Office, finding_id: str) -> FindingView:
    """Return one finding with its facts and what was decided.

    Raises
    ------
    NotFoundError
        If there is no such finding.
    """
    stored = office.workspace.ledger.findings.get(finding_id)
    return view_findings(office, [stored], with_history=True)[0]


def decide_finding(
    office: Office,
    finding_id: str,
    decision: FindingDecision,
    *,
    prefer: str | None = None,
    reason: str,
    who: str | None = None,
) -> FindingView:
    """Decide about a finding; later comparisons of the same facts obey.

    Parameters
    ----------
    decision : {"prefer", "both_valid", "not_comparable"}
    prefer : str or None
        Id of the fact to use; only with `prefer`.
    reason : str
    who : str or None
        None is the operating system's user.

    Raises
    ------
    NotFoundError
        If there is no such finding.
    InputError
        If the decision is unknown, the preferred fact is not one of the finding's, or no reason is given.
    """
    ledger = office.workspace.ledger
    stored = ledger.findings.get(finding_id)
    if decision not in DECISIONS:
        raise InputError(
            f"没有「{decision}」这种处理；可用 {'、'.join(DECISIONS)}。",
            f"no decision {decision!r}; use one of {', '.join(DECISIONS)}.",
        )
    if (prefer in stored.fact_ids) != (decision == "prefer"):
        raise InputError(
            f"采用哪个数字写错了：{prefer!r}；decision 为 prefer 时必须是 {'、'.join(stored.fact_ids)} 之一，否则不写。",
            f"prefer is {prefer!r}; with the decision prefer it must be one of {', '.join(stored.fact_ids)}, else absent.",
        )
    detail = {"fact_ids": list(stored.fact_ids), "prefer": prefer, "verdict": stored.verdict}
    ledger.book.judge("finding", finding_id, decision, reason=reason, detail=detail, who=who)
    return get_finding(office, finding_id)


def read_decisions(office: Office, facts: Mapping[str, Fact]) -> list[tuple[Decision, Judgement]]:
    """Return people's decisions about facts as they stand now.

    A fact that was read again under another id is found by its place. A decision one of whose facts is gone for good
    is left out here; `list_questions` asks about it.
    """
    decided: list[tuple[Decision, Judgement]] = []
    for judgement in office.workspace.ledger.book.in_force("finding").values():
        ids = follow_facts(office, judgement.detail["fact_ids"], facts)
        if None in ids.values() or judgement.decision not in DECISIONS:
            continue
        prefer = judgement.detail["prefer"]
        decision = Decision(
            fact_ids=tuple(sorted(new for new in ids.values() if new)),
            choice=judgement.decision,  # type: ignore[arg-type]  # checked by decide_finding
            prefer=ids[prefer] if prefer else None,
            by=judgement.who,
            reason=judgement.reason,
            made_on=judgement.created_at.date(),
        )
        decided.append((decision, judgement))
    return sorted(decided, key=lambda pair: pair[1].judgement_id)


def follow_facts(office: Office, fact_ids: list[str], facts: Mapping[str, Fact]) -> dict[str, str | None]:
    """Return for each fact the one that now stands at its place: itself, its successor, or None."""
    followed: dict[str, str | None] = {fact_id: fact_id for fact_id in fact_ids if fact_id in facts}
    missing = [fact_id for fact_id in fact_ids if fact_id not in facts]
    for fact_id, item in office.workspace.ledger.store.get_many(missing).items():
        rivals = [fact for fact in facts.values() if fact.source_id == item.fact.source_id]
        best = max(rivals, key=lambda fact: measure_overlap(item.fact, fact), default=None)
        is_there = best is not None and measure_overlap(item.fact, best) > 0
        followed[fact_id] = best.fact_id if best is not None and is_there else None
    return {fact_id: followed.get(fact_id) for fact_id in fact_ids}


def read_source_info(source: Source) -> SourceInfo:
    """Return what the comparison may know of a source."""
    return SourceInfo(
        title=source.title or source.name,
        issuer=source.issuer or "",
        published_on=read_day(source.published_on or ""),
    )


def read_day(text: str) -> date | None:
    """Return the last day of a date, month or year as written; None where it is none of these."""
    try:
        return parse_period(text).end
    except ValueFormatError:
        return None


def _read_facts(office: Office) -> dict[str, Fact]:
    """Return every fact that counts; generated sources are left out."""
    ledger = office.workspace.ledger
    synthetic = {source.source_id for source in ledger.sources() if source.synthetic}
    facts = (item.fact for item in ledger.store.find())
    return {fact.fact_id: fact for fact in facts if fact.source_id not in synthetic}


def _find_neighbours(
    office: Office, facts: Mapping[str, Fact], concerned: Mapping[str, set[str]], decisions: list[Decision]
) -> set[str]:
    """Return the facts whose findings may change where others went: named together, or of a sum that now reads otherwise.

    What a fact said before is not kept, so every sum is judged as it stands without it.
    """
    named = {fact_id for ids in concerned.values() for fact_id in ids}
    index = _build_index(office, facts, decisions)
    fill_index(index, split_sources(facts.values()))
    held = office.workspace.ledger.findings.held()
    unheard = [finding for finding in find_sums(index) if finding.finding_id not in held]
    return (named & facts.keys()) | {fact_id for finding in unheard for fact_id in finding.fact_ids}


def _compare(
    office: Office, facts: Mapping[str, Fact], new: list[str], decisions: list[Decision]
) -> tuple[tuple[Finding, ...], list[str]]:
    index = _build_index(office, facts, decisions)
    fresh = set(new)
    fill_index(index, split_sources(fact for fact_id, fact in facts.items() if fact_id not in fresh))
    update = compare_new(index, split_sources(facts[fact_id] for fact_id in new))
    return update.findings, list(update.withdrawn)


def _build_index(office: Office, facts: Mapping[str, Fact], decisions: list[Decision]) -> FactIndex:
    sources = {source.source_id: read_source_info(source) for source in office.workspace.ledger.sources()}
    for fact in facts.values():
        if title := fact.extra.get("source_title"):
            published = read_day(fact.extra.get("source_date", ""))
            sources[name_quoted_source(fact)] = SourceInfo(title=title, published_on=published)
    return build_index(sources, decisions, catalogue=office.catalogue)


def _match(
    found: tuple[Finding, ...], decided: list[tuple[Decision, Judgement]]
) -> dict[str, tuple[str, int]]:
    by_facts = {
        tuple(sorted(decision.fact_ids)): (judgement.decision, judgement.judgement_id)
        for decision, judgement in decided
    }
    matched = {finding.finding_id: by_facts.get(tuple(sorted(finding.fact_ids))) for finding in found}
    return {finding_id: judged for finding_id, judged in matched.items() if judged is not None}
