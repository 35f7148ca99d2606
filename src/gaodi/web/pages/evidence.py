"""证据: what do we know, from whom, and what was put aside? Lists, one source."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_choice, read_page
from gaodi.web.pages.facts import show_facts
from gaodi.web.pages.uploads import ACCEPTED
from gaodi.web.views import Sheet, View, add_page, name_file

router = APIRouter()

TABS = ("sources", "import", "quarantine", "facts")
SIZE = 50


def show_evidence(
    ask: Asked, tab: str = "", page: str = "", q: str = "", code: str = "", source: str = ""
) -> View:
    """Show sources, the import form or quarantine; `facts` is the list that now has an address of its own."""
    chosen = read_choice(tab, "tab", TABS)
    number = read_page(page)
    if chosen == "quarantine":
        return _show_quarantine(ask, number, source, code)
    if chosen == "facts":
        return show_facts(ask, q=q, page=page)
    sources = api.list_sources(ask.office)
    return View(
        template="evidence.html",
        answer=sources,
        sheet=_source_sheet(ask, sources),
        context={
            "tab": chosen,
            "sources": sources,
            "tables": ask.office.catalogue.tables,
            "accepted": ACCEPTED,
        },
    )


def _source_sheet(ask: Ask, sources: tuple[Any, ...]) -> Sheet:
    return Sheet(
        name=ask.label("evidence.sources"),
        columns=(
            ("source_id", "SHA-256"),
            ("name", ask.label("col.file")),
            ("title", ask.label("col.source_title")),
            ("kind", ask.label("col.kind")),
            ("size", ask.label("col.size_bytes")),
            ("imported_at", ask.label("col.imported_at")),
            ("sm3", "SM3"),
        ),
        rows=[api.to_plain(source) for source in sources],
    )


def _show_quarantine(ask: Ask, page: int, source: str, code: str) -> View:
    found = api.list_quarantine(ask.office, source_id=source or None, code=code or None, page=page, size=SIZE)
    return View(
        template="evidence.html",
        answer=found,
        sheet=Sheet(
            name=ask.label("evidence.quarantine"),
            columns=(
                ("source_id", "SHA-256"),
                ("sheet", ask.label("col.sheet")),
                ("row", ask.label("col.row")),
                ("column", ask.label("col.column")),
                ("header", ask.label("col.header")),
                ("raw", ask.label("col.raw")),
                ("severity", ask.label("col.severity")),
                ("code", ask.label("col.reason_code")),
                (ask.lang, ask.label("col.reason")),
            ),
            rows=list(found.rows),
        ),
        context={
            "tab": "quarantine",
            "found": found,
            "rows": found.rows,
            "codes": api.list_quarantine_codes(ask.office, source_id=source or None),
            "code": code,
            "source": source,
            "sources": {item.source_id: item for item in api.list_sources(ask.office)},
            "filters": {"tab": "quarantine", "source": source, "code": code},
        },
    )


def show_source(ask: Asked, source_id: str, page: str = "") -> View:
    """Show one source: what was made of it, how its columns were read, what was put aside."""
    view = api.get_source(ask.office, source_id)
    put_aside = api.list_quarantine(
        ask.office, source_id=view.source.source_id, page=read_page(page), size=SIZE
    )
    rows = [
        {"table": item["table"], "sheet": item["sheet"], **column}
        for item in view.imports
        for column in (item["mapping"] or {}).get("columns", ())
    ]
    return View(
        template="source.html",
        answer=view,
        sheet=Sheet(
            name=view.source.title or view.source.name,
            columns=(
                ("table", ask.label("col.table")),
                ("sheet", ask.label("col.sheet")),
                ("column", ask.label("col.column_name")),
                ("headers", ask.label("col.headers")),
                ("unit", ask.label("col.unit")),
                ("reason", ask.label("col.reason")),
            ),
            rows=rows,
        ),
        context={"view": view, "put_aside": put_aside, "tables": ask.office.catalogue.tables},
        synthetic=view.source.synthetic,
    )


@router.get("/evidence/sources/{source_id}/file", include_in_schema=False, response_model=None)
def send_original(ask: Asked, source_id: str) -> Response:
    """Send the original file, byte for byte; never shown inside a page."""
    source = api.get_source(ask.office, source_id).source
    return FileResponse(
        ask.office.workspace.sources_dir / source.source_id,
        headers={"Content-Disposition": name_file(source.name), "Cache-Control": "private, no-cache"},
        media_type="application/octet-stream",
    )


add_page(router, links.EVIDENCE, show_evidence)
add_page(router, "/evidence/sources/{source_id}", show_source)
