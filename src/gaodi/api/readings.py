"""Which facts does a document state? The one place where a document meets the extractor."""

from gaodi.api.records import Office
from gaodi.base import InputError, ValueFormatError, parse_period
from gaodi.evidence import Document
from gaodi.prose import Fact, extract_facts


def read_facts(
    document: Document, source_id: str, *, region: str = "", written: str | None = None
) -> list[Fact]:
    """Return the facts of a document.

    Parameters
    ----------
    document : Document
    source_id : str
    region : str
        Who a number is about where the text names nobody; empty takes the place the text names most.
    written : str or None
        Date of the document, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None is guessed from the text.

    Raises
    ------
    InputError
        If the date is none.
    """
    return extract_facts(
        document.text,
        source_id,
        region=region or None,
        written=read_written(written),
        stretches=document.stretches,
    )


def read_written(text: str | None) -> tuple[int, int | None] | None:
    """Read the date of a document as (year, month); None where nobody gave one.

    Examples
    --------
    >>> read_written("2026-03"), read_written("2026"), read_written(None)
    ((2026, 3), (2026, None), None)
    """
    if not text:
        return None
    try:
        period = parse_period(text)
    except ValueFormatError:
        period = None
    if period is None or ".." in period.text or period.start is None:
        raise InputError(
            f"文档日期「{text}」不能识别；请写成 2026-03 或 2026-03-18。",
            f"the date of the document {text!r} is not understood; write 2026-03 or 2026-03-18.",
        )
    return period.start.year, period.start.month if "-" in period.text else None


def reread_documents(office: Office, *, source_id: str | None = None) -> int:
    """Read the facts of documents again, with this version's rules; return how many facts now count.

    Judgements stay with the facts at their place; one whose fact is gone becomes a question.

    Parameters
    ----------
    source_id : str or None
        Only this document; None is all.

    Raises
    ------
    NotFoundError
        If there is no such source.
    """
    ledger = office.workspace.ledger
    sources = ledger.sources() if source_id is None else [ledger.source(source_id)]
    with office.workspace.write_lock():
        for source in sources:
            if source.kind != "document" or not ledger.has_document(source.source_id):
                continue
            document = ledger.document(source.source_id)
            facts = read_facts(
                document,
                source.source_id,
                region=office.workspace.config.region_name,
                written=source.published_on,
            )
            ledger.register_document(source, document, facts)
    return ledger.count_facts()
