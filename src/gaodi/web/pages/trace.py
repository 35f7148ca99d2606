"""Where does this figure come from? The drawer that every figure opens, also a page of its own."""

import re
from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked
from gaodi.web.formats import pick
from gaodi.web.rendering import render_page
from gaodi.web.views import PRIVATE, VARY, View, add_page, is_known, tag_answer

router = APIRouter()

N_STATED = 3
"""Sentences shown beside a figure of a table; its own page lists all. Our own choice."""

WORDS = {"比较": "comparison", "比较方式": "comparison", "界": "bound", "性质": "status"}
"""Labels whose values are words of the catalogue."""

MARKED = re.compile(r"⟦(.*?)⟧", re.DOTALL)


def show_origin(ask: Asked, ref: str) -> View:
    """Show one reference as a page."""
    return _open(ask, ref)


def _open(ask: Asked, ref: str) -> View:
    origin = api.trace_origin(ask.office, ref)
    parts = MARKED.split(origin.excerpt, maxsplit=1) if origin.excerpt else None
    fact_id = ref.removeprefix("fact:") if ref.startswith("fact:") else ""
    own = api.quote_sentences(ask.office, [fact_id]).get(fact_id) if fact_id else None
    stated = api.find_stated(ask.office, origin.ref)
    rows = {key: api.get_fact(ask.office, key) for key in list(stated)[:N_STATED]}
    return View(
        template="trace.html",
        answer=origin,
        context={
            "origin": replace(
                origin,
                lines=tuple((label, _say(ask, label, value)) for label, value in origin.lines),
                row=tuple((label, _say(ask, label, value)) for label, value in origin.row),
            ),
            "excerpt": [own.before, own.text, own.after] if own else parts,
            "row_names": _name_columns(ask),
            "fact_id": fact_id,
            # The page of a long text is told which of its blocks to open.
            "href": (origin.href or "").replace(f"#{fact_id}", f"?fact={fact_id}#{fact_id}")
            if fact_id
            else origin.href,
            "stated": [(stated[key], view) for key, view in rows.items()],
        },
        synthetic=origin.synthetic,
    )


def _say(ask: Asked, label: str, value: str) -> str:
    """Return a value in the reader's words: `growth` is 增速, an indicator has its name."""
    kind = WORDS.get(label.partition(" ")[0])
    if kind and f"{kind}.{value}" in ask.office.catalogue.labels:
        return ask.label(f"{kind}.{value}")
    if label.startswith("指标") and (known := ask.office.catalogue.indicators.get(value)):
        return pick(known, ask.lang)
    return value


def _name_columns(ask: Asked) -> dict[str, str]:
    """Return Chinese column names → English ones, on an English page."""
    tables = ask.office.catalogue.tables.values() if ask.lang == "en" else ()
    return {column.zh: column.en for table in tables for column in table.columns}


@router.get(f"{links.TRACE}/drawer", include_in_schema=False, response_model=None)
def show_drawer(ask: Asked, ref: str) -> Response:
    """Show one reference as a fragment for the drawer."""
    state = ask.desk.read_state()
    tag = tag_answer(ask, "drawer", state)
    headers = {"ETag": tag, "Cache-Control": PRIVATE, "Vary": VARY}
    if is_known(ask, tag):
        return Response(status_code=304, headers=headers)
    view = _open(ask, ref)
    html = render_page(ask, "trace_fragment.html", view.context, state=state, path=links.TRACE)
    return Response(html, headers=headers, media_type="text/html")


add_page(router, links.TRACE, show_origin, csv=False)
