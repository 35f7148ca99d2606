"""What waits for a person, seen at once? Findings with their counts, questions with their figures, and how many are open."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from gaodi.api.comparing import compare_workspace, list_findings
from gaodi.api.document_blocks import Sentence, quote_sentences
from gaodi.api.fact_files import to_pair_record
from gaodi.api.fact_lines import write_line
from gaodi.api.fact_records import FindingView, QuestionKind
from gaodi.api.fact_rows import fact_row
from gaodi.api.finding_views import finding_row, view_findings
from gaodi.api.freshness import list_freshness
from gaodi.api.plain import rows_to_csv
from gaodi.api.questions import DOUBT_BELOW, list_questions
from gaodi.api.records import Office, Page
from gaodi.api.workbooks import build_sheet, write_workbook
from gaodi.base import InputError
from gaodi.conflicts import Verdict

VERDICTS: tuple[str, ...] = get_args(Verdict)
MAX_COMPARED_AT_ONCE = 5_000
"""Facts up to which all are compared again after each correction; more take too long to wait for. Our own choice."""
_CHUNK = 200
_ALL = 1_000_000
_COLUMNS = (
    ("verdict", "结论"), ("severity", "程度"), ("indicator", "指标"), ("subject", "主体"), ("zh", "说明"),
    ("en", "In English"), ("values", "数值"), ("sources", "来源"), ("differs", "不同之处"),
    ("preferred_id", "建议采用"), ("preferred_zh", "建议理由"), ("decision", "处理"), ("preferred", "采用"),
    ("reason", "理由"), ("who", "何人"), ("finding_id", "编号"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingBoard:
    """One page of findings, and how many there are of each verdict under the same other filters."""

    found: Page
    counts: dict[str, int]
    """Verdict → number; only those there are."""
    n_undecided: int
    n_decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBoard:
    """One page of open questions, with the figures they are about."""

    found: Page
    counts: dict[str, int]
    """Kind → number of all open questions."""
    facts: dict[str, dict[str, Any]]
    """Fact id → row of `list_facts`, for every figure that a question of the page names."""
    sentences: dict[str, Sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """How much waits for a person."""

    n_conflicts: int
    n_doubts: int
    n_lost: int
    n_proposed: int
    n_late: int


def list_finding_board(
    office: Office, filters: Mapping[str, Any], *, state: str = "", page: int = 1, size: int = 20
) -> FindingBoard:
    """Return one page of findings with counts.

    Parameters
    ----------
    filters : mapping
        verdict, severity, indicator, subject and source_id, as in `list_findings`.
    state : {"", "undecided", "decided"}
    page, size : int

    Raises
    ------
    InputError
        If there is no such state or verdict.
    """
    _check(state, ("", "undecided", "decided"), "state")
    _check(filters.get("verdict") or "", ("", *VERDICTS), "verdict")
    store = office.workspace.ledger.findings
    n_all, n_undecided = store.count(**filters), store.count(**filters, undecided=True)
    if state == "decided":
        # They stand behind the undecided ones.
        stored = store.find(**filters, limit=size, offset=n_undecided + (page - 1) * size)
        rows = tuple(finding_row(view) for view in view_findings(office, stored))
        found = Page(rows=rows, total=n_all - n_undecided, page=page, size=size)
    else:
        found = list_findings(office, **filters, undecided=state == "undecided", page=page, size=size)
    others = {name: value for name, value in filters.items() if name != "verdict"}
    counts = {
        verdict: number
        for verdict in VERDICTS
        if (number := _count(office, state, {**others, "verdict": verdict}))
    }
    return FindingBoard(found=found, counts=counts, n_undecided=n_undecided, n_decided=n_all - n_undecided)


def export_findings(
    office: Office, path: Path, filters: Mapping[str, Any], *, format: str = "csv", state: str = ""
) -> int:
    """Write findings to a file; return how many.

    Parameters
    ----------
    path : Path
    filters : mapping
        As in `list_finding_board`.
    format : {"csv", "xlsx", "jsonl"}
        `jsonl` has the fields of `to_pair_record`, and what was decided.
    state : {"", "undecided", "decided"}

    Raises
    ------
    InputError
        If the format is unknown or the file cannot be written.
    """
    _check(format, ("csv", "xlsx", "jsonl"), "format")
    views = list(_list_views(office, state, filters))
    try:
        if format == "xlsx":
            write_workbook(path, [build_sheet("核对", _COLUMNS, map(_flatten, views), len(views))])
        else:
            text = rows_to_csv(map(_flatten, views), _COLUMNS) if format == "csv" else _write_lines(views)
            path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error
    return len(views)


def list_question_board(office: Office, *, kind: str = "", page: int = 1, size: int = 20) -> QuestionBoard:
    """Return one page of open questions with their figures and sentences; `kind` as in `list_questions`."""
    _check(kind, ("", *get_args(QuestionKind)), "kind")
    every = list_questions(office, size=_ALL).rows
    chosen = [row for row in every if kind in ("", row["kind"])]
    rows = tuple(chosen[(page - 1) * size : page * size])
    ids = [fact_id for row in rows for fact_id in _name_facts(row)]
    current = office.workspace.ledger.store.get_many(ids)
    titles = {source.source_id: source.title or source.name for source in office.workspace.ledger.sources()}
    return QuestionBoard(
        found=Page(rows=rows, total=len(chosen), page=page, size=size),
        counts=dict(Counter(row["kind"] for row in every)),
        facts={
            fact_id: fact_row(item) | {"source_title": titles.get(item.fact.source_id, "")}
            for fact_id, item in current.items()
        },
        sentences=quote_sentences(office, ids),
    )


def count_open_work(office: Office) -> OpenWork:
    """Return how much waits for a person: contradictions, doubtful figures, lost judgements, proposals, overdue data."""
    ledger = office.workspace.ledger
    return OpenWork(
        n_conflicts=sum(
            ledger.findings.count(verdict=verdict, undecided=True) for verdict in ("conflict", "implausible")
        ),
        n_doubts=ledger.store.count(state="extracted", doubtful_below=DOUBT_BELOW),
        n_lost=ledger.store.count(state="lost"),
        n_proposed=ledger.store.count(state="proposed"),
        n_late=len(list_freshness(office, late=True)),
    )


def refresh_findings(office: Office) -> bool:
    """Compare again after a judgement where that is quick; return whether it was done."""
    if office.workspace.ledger.store.count() > MAX_COMPARED_AT_ONCE:
        return False
    compare_workspace(office)
    return True


def is_withdrawn(office: Office, finding_id: str) -> bool:
    """Say whether a finding no longer holds: its figures were corrected, or are gone."""
    return office.workspace.ledger.findings.get(finding_id).is_retired


def _count(office: Office, state: str, filters: Mapping[str, Any]) -> int:
    store = office.workspace.ledger.findings
    if state == "undecided":
        return store.count(**filters, undecided=True)
    decided_only = store.count(**filters, undecided=True) if state == "decided" else 0
    return store.count(**filters) - decided_only


def _list_views(office: Office, state: str, filters: Mapping[str, Any]) -> Iterable[FindingView]:
    store = office.workspace.ledger.findings
    stored = store.find(**filters, undecided=state == "undecided")
    if state == "decided":
        stored = [item for item in stored if item.decision is not None]
    for start in range(0, len(stored), _CHUNK):
        yield from view_findings(office, stored[start : start + _CHUNK])


def _flatten(view: FindingView) -> dict[str, Any]:
    return finding_row(view) | {
        "values": [f"{row['value']} {row['unit']}".strip() for row in view.facts],
        "sources": [row["source_title"] for row in view.facts],
        "differs": view.detail["differs"],
        "preferred_id": view.detail["preferred_id"],
        "preferred_zh": view.detail["preferred_zh"],
    }


def _write_lines(views: Iterable[FindingView]) -> str:
    lines = []
    for view in views:
        said = {"decision": view.decision, "prefer": view.preferred, "reason": view.reason, "who": view.who}
        lines.append(write_line(to_pair_record(view) | said))
    return "".join(f"{line}\n" for line in lines)


def _name_facts(row: Mapping[str, Any]) -> list[str]:
    detail = row["detail"]
    if "fact_ids" in detail:
        return [str(fact_id) for fact_id in detail["fact_ids"]]
    return [str(detail["fact_id"])] if detail.get("fact_id") else []


def _check(value: str, allowed: tuple[str, ...], name: str) -> None:
    if value not in allowed:
        raise InputError(
            f"参数 {name} 的值「{value}」不可用；可用：{'、'.join(filter(None, allowed))}。",
            f"{name} is {value!r}; use one of {', '.join(filter(None, allowed))}.",
        )
