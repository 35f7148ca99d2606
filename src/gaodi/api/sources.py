"""What do we know, from whom, and what was put aside? Sources, quarantine, documents and facts."""

from gaodi.api.records import DocumentView, Office, Page, SourceView
from gaodi.evidence import Source


def list_sources(office: Office) -> tuple[Source, ...]:
    """Return all sources, newest first."""
    return tuple(sorted(office.workspace.ledger.sources(), key=lambda s: s.imported_at, reverse=True))


def get_source(office: Office, source_id: str) -> SourceView:
    """Return one source with its imports; the id may be shortened to a unique beginning.

    Raises
    ------
    NotFoundError
        If no source, or several, begin so.
    """
    ledger = office.workspace.ledger
    source = ledger.source(source_id)
    _, n_quarantined = ledger.quarantine(source.source_id, limit=1)
    return SourceView(
        source=source,
        imports=tuple(ledger.imports(source.source_id)),
        n_quarantined=n_quarantined,
        n_facts=len(ledger.facts(source.source_id)),
    )


def list_quarantine(
    office: Office, *, source_id: str | None = None, code: str | None = None, page: int = 1, size: int = 50
) -> Page:
    """Return one page of what was put aside, each with reason, row and column.

    Parameters
    ----------
    source_id, code : str or None
        Only of this source, only for this reason; None is any.
    """
    ledger = office.workspace.ledger
    rows, total = ledger.quarantine(source_id, limit=size, offset=(page - 1) * size, code=code)
    return Page(rows=tuple(rows), total=total, page=page, size=size)


def list_quarantine_codes(office: Office, *, source_id: str | None = None) -> tuple[str, ...]:
    """Return the reasons for which anything was put aside."""
    return tuple(office.workspace.ledger.quarantine_codes(source_id))


def get_document(office: Office, source_id: str) -> DocumentView:
    """Return a text with its facts in reading order.

    Raises
    ------
    NotFoundError
        If the source is unknown or not a document.
    """
    ledger = office.workspace.ledger
    source = ledger.source(source_id)
    facts = sorted(ledger.facts(source.source_id), key=lambda fact: (fact.start, fact.end))
    return DocumentView(source=source, text=ledger.document_text(source.source_id), facts=tuple(facts))
