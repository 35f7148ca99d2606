"""证据·一个数字: who states it, in which words, what does it contradict, what have people said? One page, one form."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.responses import Response

from gaodi import api
from gaodi.base import InputError
from gaodi.web import links
from gaodi.web.asking import Ask, Asked
from gaodi.web.judging import Saying, check_back, go_back
from gaodi.web.pages.choices import BOUNDS, COMPARISONS, STATUSES, Fields, find_changes, name_fact_columns
from gaodi.web.rendering import render_page
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

KEY = (
    "indicator", "subject", "period", "comparison", "bound", "status", "value", "value_min", "value_max", "unit", "base",
    "scope", "multiple_kind", "marker", "period_src", "confidence", "rule",
)  # fmt: skip
"""Fields of a figure in the order its page lists them."""

JudgementId = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""Number of a judgement; the ledger counts no further."""


def show_fact(ask: Asked, fact_id: str) -> View:
    """Show one figure: its sentence, its key, who else states it, its findings, its history."""
    view = api.get_fact(ask.office, fact_id)
    row = api.fact_row(view.current)
    read = api.to_plain(view.current.extracted) if view.current.extracted else None
    now = api.to_plain(view.current.fact)
    ids = [fact_id, *(item["fact_id"] for item in view.same)]
    source = api.get_source(ask.office, row["source_id"]).source
    return View(
        template="fact.html",
        answer=view,
        sheet=Sheet(
            name=row["indicator"] or row["text"],
            columns=(*name_fact_columns(ask), ("source_title", ask.label("col.source_title"))),
            rows=[
                row | {"source_title": view.source_title},
                *(
                    {**_read_row(ask, item["fact_id"]), "source_title": item["source_title"]}
                    for item in view.same
                ),
            ],
        ),
        context={
            "view": view,
            "fact": row,
            "source": source,
            "sentences": api.quote_sentences(ask.office, ids),
            "key": [
                (name, now[name], None if read is None or read[name] == now[name] else read[name])
                for name in KEY
            ],
            "is_document": source.kind == "document",
            "comparisons": COMPARISONS,
            "bounds": BOUNDS,
            "statuses": STATUSES,
            "back": links.fact(fact_id),
        },
        synthetic=source.synthetic,
    )


@router.get("/evidence/facts/{fact_id}/form", include_in_schema=False, response_model=None)
def show_form(ask: Asked, fact_id: str, back: str = "") -> Response:
    """Show the form that judges a figure, as a fragment for the page that asks for it."""
    known = check_back(back)
    view = api.get_fact(ask.office, fact_id)
    context = {
        "fact": api.fact_row(view.current),
        "view": view,
        "stem": f"f-{fact_id}-",
        "with_history": True,
        "comparisons": COMPARISONS,
        "bounds": BOUNDS,
        "statuses": STATUSES,
        # Back to the figure in its text, not to the top of the page.
        "back": f"{known.partition('#')[0]}#{fact_id}" if known else links.fact(fact_id),
    }
    html = render_page(ask, "fact_form.html", context, state=ask.desk.read_state(), path=links.FACTS)
    return Response(html, headers={"Cache-Control": "no-store"}, media_type="text/html")


@router.post("/evidence/facts/{fact_id}/judgements", include_in_schema=False, response_model=None)
def judge_fact(
    ask: Asked, fact_id: str, said: Saying, fields: Fields, do: Annotated[str, Form()] = "correct"
) -> Response:
    """Correct, confirm or reject a figure."""
    if do == "confirm":
        api.confirm_fact(ask.office, fact_id, reason=said.reason, who=said.who)
    elif do == "reject":
        api.reject_fact(ask.office, fact_id, reason=said.reason, who=said.who)
    elif do == "correct":
        changes = find_changes(fields, _read_row(ask, fact_id))
        if not changes:
            raise InputError(
                "各项都与现在的相同，没有要更正的；如果读得对，请用“确认无误”。",
                "every field is as it was, so there is nothing to correct; if it is right, confirm it.",
            )
        api.correct_fact(ask.office, fact_id, changes, reason=said.reason, who=said.who)
    else:
        raise InputError(
            f"不能对数字做「{do}」；可用 correct、confirm、reject。",
            f"a figure cannot be judged {do!r}; use correct, confirm or reject.",
        )
    return go_back(ask, said, links.fact(fact_id), compare=True)


@router.post("/evidence/judgements/{judgement_id}/undo", include_in_schema=False, response_model=None)
def undo_judgement(ask: Asked, judgement_id: JudgementId, said: Saying) -> Response:
    """Take back the judgement that counts; what counted before counts again."""
    undone = api.undo_judgement(ask.office, judgement_id, reason=said.reason, who=said.who)
    homes = {"fact": links.fact, "finding": links.finding}
    home = homes[undone.about_kind](undone.about_id) if undone.about_kind in homes else links.EVIDENCE
    return go_back(ask, said, home, compare=undone.about_kind == "fact")


def _read_row(ask: Ask, fact_id: str) -> dict[str, object]:
    return api.fact_row(api.get_fact(ask.office, fact_id).current)


add_page(router, "/evidence/facts/{fact_id}", show_fact)
