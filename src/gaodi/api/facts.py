"""What numbers do we have, and what have people said about them? Facts as they count, and judgements about them."""

from collections.abc import Mapping
from decimal import Decimal

from gaodi.api.fact_records import FactView
from gaodi.api.fact_rows import fact_row, name_ref
from gaodi.api.finding_views import view_findings
from gaodi.api.plain import to_plain
from gaodi.api.records import Office, Page
from gaodi.base import InputError
from gaodi.evidence import IN_FORCE, Judgement, apply_changes, check_changes
from gaodi.prose import Fact, name_fact

CONTEXT = 60
"""Characters of a document shown on each side of a figure."""
STATES = (*IN_FORCE, "rejected", "proposed", "lost", "retired")
"""Every state of a fact; the first four count."""
_NEEDED = ("value", "unit", "comparison", "indicator", "subject")


def list_facts(
    office: Office,
    *,
    q: str = "",
    indicator: str = "",
    subject: str = "",
    period: str = "",
    comparison: str = "",
    status: str = "",
    state: str = "",
    source_id: str | None = None,
    page: int = 1,
    size: int = 50,
) -> Page:
    """Return one page of facts, of texts and tables, by source and place.

    Parameters
    ----------
    q : str
        Part of the indicator, the subject or the text.
    indicator, subject : str
        Any part of the name.
    period, comparison, status : str
        Exactly this.
    state : str
        extracted, corrected, confirmed, added, rejected, proposed, lost or retired; empty is every fact that counts.
    source_id : str or None
    page, size : int

    Returns
    -------
    Page
        Each row has every field of the fact, and `state`, `judgement_id`, `ref` and `place`.

    Raises
    ------
    InputError
        If there is no such state.
    """
    if state and state not in STATES:
        raise InputError(
            f"没有状态「{state}」；可用 {'、'.join(STATES)}。",
            f"no state {state!r}; use one of {', '.join(STATES)}.",
        )
    store = office.workspace.ledger.store
    filters = {
        "q": q, "indicator": indicator, "subject": subject, "period": period, "comparison": comparison,
        "status": status, "state": state, "source_id": source_id,
    }  # fmt: skip
    found = store.find(limit=size, offset=(page - 1) * size, **filters)
    rows = tuple(fact_row(item) for item in found)
    return Page(rows=rows, total=store.count(**filters), page=page, size=size)


def get_fact(office: Office, fact_id: str) -> FactView:
    """Return one fact with its clause, every source that states the same, its findings and its judgements.

    Raises
    ------
    NotFoundError
        If there is no such fact.
    """
    ledger = office.workspace.ledger
    current = ledger.store.get(fact_id)
    fact = current.fact
    alike = ledger.store.find(
        comparison=fact.comparison, status=fact.status, unit=fact.unit, indicator=fact.indicator
    )
    titles = {source.source_id: source.title or source.name for source in ledger.sources()}
    same = [item.fact for item in alike if item.fact.fact_id != fact_id and _says_the_same(item.fact, fact)]
    return FactView(
        current=current,
        source_title=titles.get(fact.source_id, ""),
        ref=name_ref(fact),
        excerpt=_excerpt(office, fact),
        same=tuple(
            {
                "fact_id": other.fact_id, "source_id": other.source_id,
                "source_title": titles.get(other.source_id, ""), "text": other.text, "value": other.value,
                "unit": other.unit, "period": other.period, "ref": name_ref(other),
            }
            for other in same
        ),
        findings=view_findings(office, ledger.findings.find(fact_id=fact_id)),
        history=tuple(ledger.book.history("fact", fact_id)),
    )  # fmt: skip


def correct_fact(
    office: Office, fact_id: str, changes: Mapping[str, object], *, reason: str, who: str | None = None
) -> FactView:
    """Correct fields of a fact; the reading stays beside the correction.

    Parameters
    ----------
    changes : mapping of field to value
        Fields of `CORRECTABLE`; numbers as Decimal, int or text; None is unknown or an open end.
    reason : str
    who : str or None
        None is the operating system's user.

    Raises
    ------
    NotFoundError
        If there is no such fact.
    ValueFormatError
        If a field cannot be corrected, or a value is not what it holds.
    InputError
        If no field or no reason is given.
    """
    office.workspace.ledger.book.correct_fact(fact_id, changes, reason=reason, who=who)
    return get_fact(office, fact_id)


def reject_fact(office: Office, fact_id: str, *, reason: str, who: str | None = None) -> FactView:
    """Say that a number is no fact; it no longer counts, and can be had back with `undo_judgement`."""
    office.workspace.ledger.book.reject_fact(fact_id, reason=reason, who=who)
    return get_fact(office, fact_id)


def confirm_fact(office: Office, fact_id: str, *, reason: str, who: str | None = None) -> FactView:
    """Say that a fact is right as it stands; a proposal counts from then on."""
    office.workspace.ledger.book.confirm_fact(fact_id, reason=reason, who=who)
    return get_fact(office, fact_id)


def add_fact(
    office: Office,
    source_id: str,
    *,
    start: int,
    end: int,
    fields: Mapping[str, object],
    reason: str,
    who: str | None = None,
) -> FactView:
    """Add a fact that was not found, at its place in a text.

    Parameters
    ----------
    source_id : str
    start, end : int
        Half-open span of the quantity in the text as `get_document` gives it.
    fields : mapping of field to value
        value, unit, comparison, indicator and subject are needed; bound is exact and status actual unless given.

    Raises
    ------
    NotFoundError
        If the source is unknown or no document.
    InputError
        If the span is not in the text, or a field is missing or wrong.
    """
    ledger = office.workspace.ledger
    source = ledger.source(source_id)
    text = ledger.document_text(source.source_id)
    if not 0 <= start < end <= len(text):
        raise InputError(
            f"位置 {start}–{end} 不在文中（全文 {len(text):,} 字）；请在原文中选定数字。",
            f"{start}–{end} is not in the text of {len(text):,} characters; select the number in it.",
        )
    missing = [name for name in _NEEDED if fields.get(name) in (None, "")]
    if missing:
        raise InputError(f"补录数字还缺 {'、'.join(missing)}。", f"a fact to add lacks {', '.join(missing)}.")
    checked = check_changes(fields)
    value, unit, comparison = (
        Decimal(checked["value"] or ""),
        checked["unit"] or "",
        checked["comparison"] or "",
    )
    blank = Fact(
        fact_id=name_fact(source.source_id, start, end, value, unit, comparison), source_id=source.source_id,
        start=start, end=end, text=text[start:end], evidence_start=start, evidence_end=end, value=value,
        value_min=value, value_max=value, bound="exact", unit=unit, comparison=comparison, status="actual",
        indicator="", subject="", period=None, period_src="explicit" if checked.get("period") else "none",
        rule="person", confidence=1.0,
    )  # fmt: skip
    fact = apply_changes(blank, checked)
    ledger.book.add_fact(fact, reason=reason, who=who)
    return get_fact(office, fact.fact_id)


def undo_judgement(office: Office, judgement_id: int, *, reason: str, who: str | None = None) -> Judgement:
    """Take back the judgement that counts; what counted before counts again.

    Raises
    ------
    NotFoundError
        If there is no such judgement.
    InputError
        If a later one has replaced it, or no reason is given.
    """
    return office.workspace.ledger.book.undo(judgement_id, reason=reason, who=who)


def list_judgements(
    office: Office, *, kind: str = "", about_id: str = "", page: int = 1, size: int = 50
) -> Page:
    """Return one page of judgements, the latest first; `kind` is as `Judgement.about_kind`."""
    found, total = office.workspace.ledger.book.find(
        kind=kind, about_id=about_id, limit=size, offset=(page - 1) * size
    )
    return Page(rows=tuple(to_plain(found)), total=total, page=page, size=size)


def _says_the_same(one: Fact, other: Fact) -> bool:
    """Whether two facts have one key and one value; `..2025` and `2025` are one period."""
    names = ("indicator", "subject", "value", "bound", "scope", "base")
    periods = [(fact.period or "").removeprefix("..") for fact in (one, other)]
    return periods[0] == periods[1] and all(getattr(one, name) == getattr(other, name) for name in names)


def _excerpt(office: Office, fact: Fact) -> str | None:
    if fact.extra.get("origin"):
        return None
    text = office.workspace.ledger.document_text(fact.source_id)
    before, after = text[max(0, fact.start - CONTEXT) : fact.start], text[fact.end : fact.end + CONTEXT]
    return f"{before}⟦{text[fact.start : fact.end]}⟧{after}"
