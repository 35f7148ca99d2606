"""证据·时效: is the data up to date, who owes it, when is the next due? A table, and owner and due date set in place."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from gaodi import api
from gaodi.base import InputError
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice, read_day, read_flag, read_page
from gaodi.web.judging import Saying, go_back
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIZE = 50
KINDS = ("table", "series")
MOST_DIGITS = 6
"""Of a number of days: more lie past the last day a calendar has."""
FREQUENCIES = ("monthly", "quarterly", "half_yearly", "yearly")


def show_freshness(
    ask: Asked, kind: str = "", late: str = "", q: str = "", page: str = "", set: str = ""
) -> View:
    """Show datasets and series, the longest overdue first; `set` opens the form of one."""
    chosen = read_choice(kind, "kind", ("", *KINDS))
    every = api.list_freshness(ask.office, kind=chosen, late=bool(read_flag(late, "late")))
    text = q.strip()
    rows = [
        row for row in every if not text or text in f"{row.zh}\n{row.en}\n{row.owner or ''}\n{row.dataset_id}"
    ]
    number = min(read_page(page), max(1, -(-len(rows) // SIZE)))
    found = api.Page(
        rows=tuple(api.to_plain(row) for row in rows[(number - 1) * SIZE : number * SIZE]),
        total=len(rows),
        page=number,
        size=SIZE,
    )
    filters = {"kind": chosen, "late": "yes" if late == "yes" else "", "q": text}
    shown = rows[(number - 1) * SIZE : number * SIZE]
    return View(
        template="freshness.html",
        answer=found,
        sheet=Sheet(
            name=ask.label("nav.freshness"),
            columns=(
                ("dataset_id", ask.label("fresh.id")),
                (ask.lang, ask.label("fresh.name")),
                ("kind", ask.label("col.kind")),
                ("owner", ask.label("fresh.owner")),
                ("source", ask.label("fresh.source")),
                ("frequency", ask.label("fresh.frequency")),
                ("last_period", ask.label("fresh.last_period")),
                ("published", ask.label("fresh.published")),
                ("refreshed_on", ask.label("fresh.refreshed_on")),
                ("due_on", ask.label("fresh.due_on")),
                ("days_late", ask.label("fresh.days_late")),
                ("state", ask.label("col.state")),
                ("n_rows", ask.label("fresh.n_rows")),
            ),
            rows=found.rows,
        ),
        context={
            "found": found,
            "rows": shown,
            "filters": filters,
            "is_filtered": any(filters.values()),
            "kinds": KINDS,
            "frequencies": FREQUENCIES,
            "n_late": sum(row.state == "late" for row in every),
            "declaring": next((row for row in every if row.dataset_id == set), None),
            "here": links.with_query(links.FRESHNESS, {**filters, "page": number if number > 1 else ""}),
        },
    )


@router.post(links.FRESHNESS, include_in_schema=False, response_model=None)
def declare_dataset(
    ask: Asked,
    said: Saying,
    dataset_id: Annotated[str, Form()],
    owner: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
    frequency: Annotated[str, Form()] = "",
    due_days: Annotated[str, Form()] = "",
    due_on: Annotated[str, Form()] = "",
) -> Response:
    """Declare owner, source, frequency and due date of a dataset; what is left empty stays as it was."""
    days = due_days.strip()
    if days and not (days.isascii() and days.isdigit() and len(days) <= MOST_DIGITS):
        raise InputError(
            f"期限「{days[:20]}」应为天数，如 20，不超过 {MOST_DIGITS} 位。",
            f"due_days is {days[:20]!r}; write a number of days, such as 20, of at most {MOST_DIGITS} digits.",
        )
    api.declare_dataset(
        ask.office,
        dataset_id,
        owner=owner.strip() or None,
        source=source.strip() or None,
        frequency=frequency or None,
        due_days=int(days) if days else None,
        due_on=read_day(due_on, "due_on"),
        reason=said.reason,
        who=said.who,
    )
    return go_back(ask, said, links.FRESHNESS)


add_page(router, links.FRESHNESS, show_freshness)
