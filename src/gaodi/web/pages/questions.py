"""证据·问题: what can only a person answer? Open questions one below the other, answered in place."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from gaodi import api
from gaodi.base import InputError
from gaodi.web import links
from gaodi.web.asking import Asked, read_page
from gaodi.web.judging import Saying, go_back
from gaodi.web.pages.choices import BOUNDS, COMPARISONS, STATUSES, Fields, find_changes
from gaodi.web.pages.conflicts import lay_out
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIZE = 10
KINDS = ("lost", "changed", "conflict", "proposal", "name", "doubt")


def show_questions(ask: Asked, kind: str = "", page: str = "") -> View:
    """Show one page of open questions."""
    board = api.list_question_board(ask.office, kind=kind, page=read_page(page), size=SIZE)
    if not board.found.rows and board.found.total:
        # The last question of the last page was answered: show the page before it.
        board = api.list_question_board(ask.office, kind=kind, page=board.found.n_pages, size=SIZE)
    findings = {
        row["about_id"]: lay_out(api.finding_row(api.get_finding(ask.office, row["about_id"])))
        for row in board.found.rows
        if row["kind"] == "conflict"
    }
    filters = {"kind": kind}
    return View(
        template="questions.html",
        answer=board,
        sheet=Sheet(
            name=ask.label("nav.questions"),
            columns=(
                ("question_id", ask.label("question.id")),
                ("kind", ask.label("col.kind")),
                (ask.lang, ask.label("question.text")),
                ("answers", ask.label("question.answers")),
            ),
            rows=board.found.rows,
        ),
        context={
            "board": board,
            "found": board.found,
            "findings": findings,
            "filters": filters,
            "kinds": [item for item in KINDS if item in board.counts or item == kind],
            "n_total": sum(board.counts.values()),
            "comparisons": COMPARISONS,
            "bounds": BOUNDS,
            "statuses": STATUSES,
            "decisions": ("both_valid", "not_comparable"),
            "sources": {item.source_id: item for item in api.list_sources(ask.office)},
            "here": links.with_query(
                links.QUESTIONS, {**filters, "page": board.found.page if board.found.page > 1 else ""}
            ),
        },
    )


@router.post(links.QUESTIONS, include_in_schema=False, response_model=None)
def answer_question(
    ask: Asked,
    said: Saying,
    fields: Fields,
    question_id: Annotated[str, Form()],
    answer: Annotated[str, Form()],
) -> Response:
    """Answer a question; `prefer:<fact id>` and `is:<entry>` name what is meant."""
    word, _, meant = answer.partition(":")
    detail: dict[str, object] = {}
    if word == "prefer":
        detail = {"prefer": meant or None}
    elif word in {"is", "is_not"}:
        detail = {"register_id": meant or None}
    elif word == "correct":
        fact_id = question_id.partition(":")[2]
        changes = find_changes(fields, api.fact_row(api.get_fact(ask.office, fact_id).current))
        if not changes:
            raise InputError(
                "各项都与现在的相同，没有要更正的；如果读得对，请答“读得对”。",
                "every field is as it was, so there is nothing to correct; if it is right, say so.",
            )
        detail = dict(changes)
    api.answer_question(ask.office, question_id, word, reason=said.reason, detail=detail, who=said.who)
    is_about_fact = question_id.partition(":")[0] not in {"conflict", "name"}
    return go_back(ask, said, links.QUESTIONS, compare=is_about_fact)


add_page(router, links.QUESTIONS, show_questions)
