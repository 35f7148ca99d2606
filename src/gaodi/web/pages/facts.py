"""证据·数字: which figures do texts and tables state? A list paged and filtered by the server, and its exports."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, cast

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_choice, read_page
from gaodi.web.pages.choices import (
    COLUMNS,
    COMPARISONS,
    DEFAULT_COLUMNS,
    FACT_STATES,
    STATUSES,
    name_fact_columns,
)
from gaodi.web.views import Sheet, View, add_page, name_file

router = APIRouter()

SIZE = 50
LISTED_STATES = tuple(state for state in FACT_STATES if state not in {"in_force", "doubt"})
ENDINGS = {"jsonl": "jsonl", "csv": "csv", "xlsx": "xlsx", "sdmx-csv": "sdmx.csv"}
MEDIA = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "sdmx-csv": "application/vnd.sdmx.data+csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def show_facts(
    ask: Asked,
    q: str = "",
    indicator: str = "",
    subject: str = "",
    period: str = "",
    comparison: str = "",
    status: str = "",
    state: str = "",
    source: str = "",
    page: str = "",
    cols: str = "",
) -> View:
    """Show one page of figures."""
    filters = read_filters(q, indicator, subject, period, comparison, status, state, source)
    found = api.list_facts(ask.office, page=read_page(page), size=SIZE, **to_parameters(filters))
    if not found.rows and found.total:
        found = api.list_facts(ask.office, page=found.n_pages, size=SIZE, **to_parameters(filters))
    columns = choose_columns(cols, ask.request.query_params.getlist("col"))
    kept = {**filters, "cols": "" if columns == DEFAULT_COLUMNS else ",".join(columns)}
    return View(
        template="facts.html",
        answer=found,
        sheet=Sheet(name=ask.label("nav.facts"), columns=name_fact_columns(ask), rows=found.rows),
        context={
            "found": found,
            "filters": kept,
            "is_filtered": any(filters.values()),
            "columns": columns,
            "all_columns": COLUMNS,
            "comparisons": COMPARISONS,
            "statuses": STATUSES,
            "states": LISTED_STATES,
            "formats": ENDINGS,
            "sources": {item.source_id: item for item in api.list_sources(ask.office)},
            "own": links.with_query(links.FACTS, {**kept, "page": found.page if found.page > 1 else ""}),
        },
    )


@router.get(links.EXPORT_FACTS, include_in_schema=False, response_model=None)
def export_facts(
    ask: Asked,
    format: str = "",
    q: str = "",
    indicator: str = "",
    subject: str = "",
    period: str = "",
    comparison: str = "",
    status: str = "",
    state: str = "",
    source: str = "",
) -> Response:
    """Send all figures under the filters as a file."""
    chosen = read_choice(format, "format", tuple(ENDINGS))
    filters = to_parameters(read_filters(q, indicator, subject, period, comparison, status, state, source))
    return send_export(
        ask,
        f"{ask.label('nav.facts')}.{ENDINGS[chosen]}",
        MEDIA[chosen],
        lambda path: api.export_facts(ask.office, path, format=cast("Any", chosen), **filters),
    )


def send_export(ask: Ask, name: str, media: str, write: Any) -> Response:  # noqa: ANN401  takes a Path, returns a count
    """Write an export into a folder of its own, send it, and take the folder away."""
    root = ask.office.workspace.root / "uploads"
    root.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=root))
    try:
        path = folder / f"export{Path(name).suffix}"
        write(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return FileResponse(
        path,
        media_type=media,
        headers={"Content-Disposition": name_file(name), "Cache-Control": "private, no-cache"},
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def read_filters(*given: str) -> dict[str, str]:
    """Return the filters of the list, checked, by the names they have in its address."""
    names = ("q", "indicator", "subject", "period", "comparison", "status", "state", "source")
    filters = dict(zip(names, (text.strip() for text in given), strict=True))
    read_choice(filters["comparison"], "comparison", ("", *COMPARISONS))
    read_choice(filters["status"], "status", ("", *STATUSES))
    read_choice(filters["state"], "state", ("", *LISTED_STATES))
    return filters


def to_parameters(filters: dict[str, str]) -> dict[str, Any]:
    """Return the filters by the names the facade gives them."""
    return {("source_id" if name == "source" else name): text for name, text in filters.items()}


def choose_columns(cols: str, ticked: list[str]) -> tuple[str, ...]:
    """Return the columns to show: ticked in the chooser, else named in the address, else the usual ones.

    Examples
    --------
    >>> choose_columns("status,value,nonsense", [])
    ('indicator', 'value', 'status')
    """
    wanted = {"indicator", "value", *(ticked or [part for part in cols.split(",") if part])}
    chosen = tuple(column for column in COLUMNS if column in wanted)
    return chosen if ticked or cols else DEFAULT_COLUMNS


add_page(router, links.FACTS, show_facts)
