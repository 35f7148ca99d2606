"""What do files state, and where do they disagree? Answered without a workspace."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gaodi.api.comparing import read_day
from gaodi.api.fact_lines import read_lines, to_records
from gaodi.api.fact_records import FileFacts, FileFindings, FindingView
from gaodi.api.fact_rows import fact_row
from gaodi.api.readings import read_facts
from gaodi.base import GaodiError, InputError, Progress, digest_file, ignore_progress
from gaodi.conflicts import Finding, SourceInfo, compare_facts
from gaodi.evidence import EffectiveFact, read_document
from gaodi.prose import Fact

FACT_SUFFIXES = frozenset({".jsonl", ".ndjson"})


def extract_from_files(
    paths: Iterable[Path], *, region: str = "", date: str | None = None, progress: Progress = ignore_progress
) -> tuple[FileFacts, ...]:
    """Return the facts of each file, in the order given.

    Parameters
    ----------
    paths : iterable of Path
        Documents in any format `gaodi import` reads, or fact lines (`.jsonl`) as `gaodi facts --jsonl` writes them.
    region : str
        Who a number is about where a text names nobody; empty takes the place it names most.
    date : str or None
        Date of the documents, such as 2026-03; None is guessed from each text.
    progress : Progress

    Returns
    -------
    tuple of FileFacts
        A file that cannot be read says why and has no facts; the others are read. A file of fact lines gives one
        entry per document it names.

    Raises
    ------
    InputError
        If the date is none.
    """
    chosen = list(paths)
    found: list[FileFacts] = []
    for number, path in enumerate(chosen):
        progress("files", number, len(chosen))
        found += _read_file(path, region, date)
    progress("files", len(chosen), len(chosen))
    return tuple(found)


def compare_files(
    paths: Iterable[Path], *, region: str = "", date: str | None = None, progress: Progress = ignore_progress
) -> FileFindings:
    """Compare the facts of files with each other; parameters as in `extract_from_files`.

    Returns
    -------
    FileFindings
        Gravest first. Files that could not be read are among `files` and say why.
    """
    files = extract_from_files(paths, region=region, date=date, progress=progress)
    # The same bytes under two names are one source, not two that agree.
    facts = {fact.fact_id: fact for file in files for fact in file.facts}
    docs = {fact.source_id: file.doc for file in reversed(files) for fact in file.facts}
    published = read_day(date or "")
    sources = {source_id: SourceInfo(title=doc, published_on=published) for source_id, doc in docs.items()}
    progress("compare", 0, None)
    findings = compare_facts(facts.values(), sources)
    progress("compare", 1, 1)
    return FileFindings(findings=tuple(_view(item, facts, docs) for item in findings), files=files)


def to_pair_record(view: FindingView) -> dict[str, Any]:
    """Return a finding as one record of a prediction file: `a`, `b` and `label`, then what we add.

    A finding about one fact has it on both sides; one about many has the first two, and all in `facts`.
    `list_pair_records` gives every pair of it.
    """
    places = [name_place(row) for row in view.facts]
    return {
        "a": places[0], "b": places[min(1, len(places) - 1)], "label": view.verdict, "severity": view.severity,
        "kind": view.detail["kind"], "indicator": view.indicator, "subject": view.subject, "zh": view.zh,
        "en": view.en, "differs": view.detail["differs"], "preferred": view.detail["preferred_id"],
        "finding_id": view.finding_id, "facts": places,
    }  # fmt: skip


def name_place(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return where a fact stands: file, start, end."""
    return {"doc": row["doc"], "start": row["start"], "end": row["end"]}


def list_records(files: Iterable[FileFacts]) -> Iterator[dict[str, Any]]:
    """Return the facts of files as records of the fact schema, file by file."""
    for file in files:
        yield from to_records(file.doc, file.facts)


def _read_file(path: Path, region: str, date: str | None) -> list[FileFacts]:
    try:
        if path.suffix.lower() in FACT_SUFFIXES:
            return _group(read_lines(path))
        document = read_document(path)
        facts = read_facts(document, digest_file(path), region=region, written=date)
    except GaodiError as error:
        if isinstance(error, InputError) and type(error) is InputError:
            # Not the file but what was asked of it is wrong: a date that is none.
            raise
        return [FileFacts(doc=path.name, facts=(), zh=error.zh, en=error.en)]
    return [FileFacts(doc=path.name, facts=tuple(facts))]


def _group(lines: list[tuple[str, Fact]]) -> list[FileFacts]:
    by_doc: dict[str, list[Fact]] = {}
    for doc, fact in lines:
        by_doc.setdefault(doc, []).append(fact)
    return [FileFacts(doc=doc, facts=tuple(facts)) for doc, facts in by_doc.items()]


def _view(finding: Finding, facts: Mapping[str, Fact], docs: Mapping[str, str]) -> FindingView:
    rows = []
    for fact_id in finding.fact_ids:
        fact = facts[fact_id]
        item = EffectiveFact(fact=fact, state="extracted", judgement_id=None, extracted=fact)
        doc = docs[fact.source_id]
        rows.append(fact_row(item) | {"doc": doc, "source_title": doc})
    first = facts[finding.fact_ids[0]]
    return FindingView(
        finding_id=finding.finding_id, verdict=finding.verdict, severity=finding.severity,
        indicator=first.indicator, subject=first.subject, zh=finding.zh, en=finding.en, facts=tuple(rows),
        detail={
            "kind": finding.kind, "differs": list(finding.differs), "preferred_id": finding.preferred_id,
            "preferred_zh": finding.preferred_zh, "preferred_en": finding.preferred_en,
        },
        decision=None, preferred=None, reason=None, who=None,
    )  # fmt: skip
