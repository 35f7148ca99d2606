"""证据·核对: where do figures disagree, which to use, and what did people decide? A board, one finding, its exports."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_choice, read_page
from gaodi.web.judging import Saying, go_back
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIZE = 20
SEVERITIES = ("high", "medium", "low", "info")
STATES = ("undecided", "decided")
FORMATS = ("csv", "xlsx", "jsonl")
PARTS = ("indicator", "subject", "period", "comparison", "status", "bound", "scope", "base")
"""Parts of a key that a finding shows side by side."""
DIFFERING: dict[str, tuple[str, ...]] = {
    "subject": ("subject",), "indicator": ("indicator",), "level": ("indicator", "subject"), "coverage": ("indicator",),
    "comparison": ("comparison",), "status": ("status",), "scope": ("scope", "subject"), "period": ("period",),
    "value": ("value",), "source": ("source",), "bound": ("bound",), "base": ("base",),
}  # fmt: skip
"""What the engine says differs → the columns where a reader sees it."""


def show_conflicts(
    ask: Asked,
    verdict: str = "",
    severity: str = "",
    indicator: str = "",
    subject: str = "",
    source: str = "",
    state: str = "",
    page: str = "",
) -> View:
    """Show one page of findings, undecided and gravest first."""
    filters = read_filters(verdict, severity, indicator, subject, source)
    asked = to_parameters(filters)
    board = api.list_finding_board(ask.office, asked, state=state, page=read_page(page), size=SIZE)
    if not board.found.rows and board.found.total:
        # The last finding of the last page was decided: show the page before it.
        board = api.list_finding_board(ask.office, asked, state=state, page=board.found.n_pages, size=SIZE)
    kept = {**filters, "state": state}
    here = links.with_query(
        links.CONFLICTS, {**kept, "page": board.found.page if board.found.page > 1 else ""}
    )
    return View(
        template="conflicts.html",
        answer=board,
        sheet=_sheet(ask, board.found.rows),
        context={
            "board": board,
            "found": board.found,
            "cards": [lay_out(row) for row in board.found.rows],
            "filters": kept,
            "is_filtered": any(kept.values()),
            "severities": SEVERITIES,
            "states": STATES,
            "formats": FORMATS,
            "sources": {item.source_id: item for item in api.list_sources(ask.office)},
            "n_total": sum(board.counts.values()),
            "back": here,
        },
    )


def show_finding(ask: Asked, finding_id: str) -> View:
    """Show one finding: its figures side by side, their sentences, what was decided and by whom."""
    view = api.get_finding(ask.office, finding_id)
    row = api.finding_row(view)
    return View(
        template="finding.html",
        answer=view,
        sheet=_sheet(ask, [row]),
        context={
            "card": lay_out(row),
            "view": view,
            "is_withdrawn": api.is_withdrawn(ask.office, finding_id),
            "sentences": api.quote_sentences(ask.office, [fact["fact_id"] for fact in view.facts]),
            "sources": {item.source_id: item for item in api.list_sources(ask.office)},
            "back": links.finding(finding_id),
            "in_force": find_in_force(view.history),
        },
    )


@router.post(links.COMPARE, include_in_schema=False, response_model=None)
def compare(ask: Asked) -> Response:
    """Compare all figures that came in or changed since the last time."""
    api.compare_workspace(ask.office)
    return RedirectResponse(links.CONFLICTS, status_code=303)


@router.post("/evidence/conflicts/{finding_id}/decision", include_in_schema=False, response_model=None)
def decide(ask: Asked, finding_id: str, said: Saying, decision: Annotated[str, Form()]) -> Response:
    """Decide about a finding: `prefer:<fact id>`, `both_valid` or `not_comparable`."""
    word, _, fact_id = decision.partition(":")
    api.decide_finding(
        ask.office, finding_id, cast("Any", word), prefer=fact_id or None, reason=said.reason, who=said.who
    )
    return go_back(ask, said, links.finding(finding_id))


@router.get(links.EXPORT_FINDINGS, include_in_schema=False, response_model=None)
def export_findings(
    ask: Asked,
    format: str = "",
    verdict: str = "",
    severity: str = "",
    indicator: str = "",
    subject: str = "",
    source: str = "",
    state: str = "",
) -> Response:
    """Send all findings under the filters as a file."""
    chosen = read_choice(format, "format", FORMATS)
    filters = to_parameters(read_filters(verdict, severity, indicator, subject, source))
    return send_export(
        ask,
        f"{ask.label('nav.conflicts')}.{chosen}",
        MEDIA[chosen],
        lambda path: api.export_findings(ask.office, path, filters, format=chosen, state=state),
    )


def read_filters(verdict: str, severity: str, indicator: str, subject: str, source: str) -> dict[str, str]:
    """Return the filters of the board, checked, by the names they have in its address."""
    return {
        "verdict": verdict,
        "severity": read_choice(severity, "severity", ("", *SEVERITIES)),
        "indicator": indicator.strip(),
        "subject": subject.strip(),
        "source": source,
    }


def to_parameters(filters: Mapping[str, str]) -> dict[str, Any]:
    """Return the filters by the names the facade gives them."""
    return {("source_id" if name == "source" else name): text for name, text in filters.items()}


def lay_out(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding as a table of figures: which columns say something, and which of them differ."""
    facts = row["facts"]
    differs = {column for part in row["detail"]["differs"] for column in DIFFERING.get(part, ())}
    if row["verdict"] == "conflict":
        differs.add("value")  # what a contradiction is about goes without saying for the engine
    shown = [
        part
        for part in PARTS
        if part in differs
        or part in {"indicator", "subject", "period", "comparison"}
        or len({fact[part] for fact in facts}) > 1
    ]
    marked = {
        part for part in (*shown, "value") if part in differs and len({str(fact[part]) for fact in facts}) > 1
    }
    return {"finding": row, "parts": shown, "differs": marked}


def find_in_force(history: Sequence[api.Judgement]) -> int | None:
    """Return the number of the judgement that counts: the latest, or the one that taking back brought again."""
    by_id = {item.judgement_id: item for item in history}
    head = history[0] if history else None
    while head is not None and head.decision == "undo":
        head = by_id.get(head.detail["restores"])
    return head.judgement_id if head else None


def _sheet(ask: Ask, rows: Any) -> Sheet:  # noqa: ANN401  rows of the board
    flat = [
        {
            **row,
            "text": row[ask.lang],
            "values": [f"{fact['value']} {fact['unit']}".strip() for fact in row["facts"]],
            "sources": [fact["source_title"] for fact in row["facts"]],
            "differs": row["detail"]["differs"],
            "preferred_id": row["detail"]["preferred_id"],
        }
        for row in rows
    ]
    columns = (
        "finding_id", "verdict", "severity", "indicator", "subject", "text", "values", "sources", "differs",
        "preferred_id", "decision", "preferred", "reason", "who",
    )  # fmt: skip
    return Sheet(
        name=ask.label("nav.conflicts"),
        columns=tuple((name, ask.label(f"finding.col.{name}")) for name in columns),
        rows=flat,
    )


add_page(router, links.CONFLICTS, show_conflicts)
add_page(router, "/evidence/conflicts/{finding_id}", show_finding)
