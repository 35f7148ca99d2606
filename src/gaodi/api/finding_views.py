"""How does a finding look to a reader? With its facts, and with what a person decided."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from gaodi.api.fact_records import FindingView
from gaodi.api.fact_rows import fact_row
from gaodi.api.records import Office
from gaodi.evidence import Judgement, Source, StoredFinding


def view_findings(
    office: Office, stored: Iterable[StoredFinding], *, with_history: bool = False
) -> tuple[FindingView, ...]:
    """Return findings with their facts; each query is asked once for all of them."""
    listed = list(stored)
    ledger = office.workspace.ledger
    facts = ledger.store.get_many(fact_id for item in listed for fact_id in item.fact_ids)
    sources = {source.source_id: source for source in ledger.sources()}
    judged = ledger.book.get_many(item.judgement_id for item in listed if item.judgement_id is not None)
    views = []
    for item in listed:
        judgement = judged.get(item.judgement_id or 0)
        rows = [facts[fact_id] for fact_id in item.fact_ids if fact_id in facts]
        views.append(
            FindingView(
                finding_id=item.finding_id,
                verdict=item.verdict,
                severity=item.severity,
                indicator=item.indicator,
                subject=item.subject,
                zh=item.zh,
                en=item.en,
                facts=tuple(
                    fact_row(fact) | _name_source(sources.get(fact.fact.source_id)) for fact in rows
                ),
                detail={
                    "kind": item.kind, "differs": list(item.differs), "preferred_id": item.preferred_id,
                    "preferred_zh": item.preferred_zh, "preferred_en": item.preferred_en,
                },
                decision=_read_decision(judgement),
                preferred=judgement.detail.get("prefer") if judgement else None,
                reason=judgement.reason if judgement else None,
                who=judgement.who if judgement else None,
                history=tuple(ledger.book.history("finding", item.finding_id)) if with_history else (),
            )
        )  # fmt: skip
    return tuple(views)


def finding_row(view: FindingView) -> dict[str, Any]:
    """Return a finding as a row of a list, its fields unchanged."""
    return {field.name: getattr(view, field.name) for field in fields(view)}


def _name_source(source: Source | None) -> dict[str, str]:
    if source is None:
        return {"source_title": "", "doc": ""}
    return {"source_title": source.title or source.name, "doc": source.name}


def _read_decision(judgement: Judgement | None) -> str | None:
    return judgement.decision if judgement else None
