"""企业: who is in the region? A list paged, filtered and ordered by the server; a view is its address."""

from typing import Any

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_flag, read_page
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIZE = 50

COLUMNS: tuple[str, ...] = (
    "name",
    "city_zh",
    "industry_code",
    "revenue",
    "rd_expense",
    "staff",
    "is_above_scale",
    "titles",
    "chains",
    "founded_on",
    "enterprise_id",
    "park_id",
)
"""Columns a reader may choose, in the order they stand."""

DEFAULT_COLUMNS = ("name", "city_zh", "industry_code", "revenue", "rd_expense", "staff", "titles", "chains")
NUMBERS = frozenset({"revenue", "rd_expense", "staff"})


def show_enterprises(
    ask: Asked,
    q: str = "",
    city: str = "",
    chain: str = "",
    link: str = "",
    title: str = "",
    above_scale: str = "",
    sort: str = "",
    page: str = "",
    cols: str = "",
) -> View:
    """Show one page of the list."""
    order = sort or "-revenue"
    found = api.list_enterprises(
        ask.office,
        q=q,
        city=city,
        chain=chain,
        link=link,
        title=title,
        above_scale=read_flag(above_scale, "above_scale"),
        sort=order,
        page=read_page(page),
        size=SIZE,
    )
    columns = choose_columns(cols, ask.request.query_params.getlist("col"))
    filters = {
        "q": q, "city": city, "chain": chain, "link": link, "title": title, "above_scale": above_scale,
        "sort": "" if order == "-revenue" else order,
        "cols": "" if columns == DEFAULT_COLUMNS else ",".join(columns),
    }  # fmt: skip
    names = _read_names(ask)
    return View(
        template="enterprises.html",
        answer=found,
        sheet=Sheet(
            name=ask.label("nav.enterprises"),
            columns=(
                *(
                    (("enterprise_id", ask.label("col.enterprise_id")),)
                    if "enterprise_id" not in columns
                    else ()
                ),
                *((name, ask.label(CSV_LABELS.get(name, f"col.{name}"))) for name in columns),
            ),
            rows=(_name_codes(row, names) for row in found.rows),  # only the table asks for them
        ),
        context={
            "found": found,
            "columns": columns,
            "all_columns": COLUMNS,
            "numbers": NUMBERS,
            "sortable": api.SORTABLE,
            "filters": filters,
            "order": order,
            "names": names,
            "own": links.enterprises(**filters, page=found.page if found.page > 1 else ""),
        },
        synthetic=any(row.get("synthetic") for row in found.rows),
    )


CSV_LABELS = {"revenue": "col.revenue_fen", "rd_expense": "col.rd_expense_fen"}


def choose_columns(cols: str, ticked: list[str]) -> tuple[str, ...]:
    """Return the columns to show: ticked in the chooser, else named in the address, else the usual ones.

    Examples
    --------
    >>> choose_columns("staff,name,nonsense", [])
    ('name', 'staff')
    >>> choose_columns("", []) == DEFAULT_COLUMNS
    True
    """
    wanted = {"name", *(ticked or [part for part in cols.split(",") if part])}
    chosen = tuple(column for column in COLUMNS if column in wanted)
    return chosen if ticked or cols else DEFAULT_COLUMNS


def _read_names(ask: Ask) -> dict[str, dict[str, str]]:
    catalogue = ask.office.catalogue

    def named(entries: Any) -> dict[str, str]:  # noqa: ANN401  taxonomy terms or chain templates
        return {e.id: (e.en or e.zh) if ask.lang == "en" else e.zh for e in entries}

    return {
        "titles": named(catalogue.taxonomy("titles").terms),
        "chains": named(catalogue.chains.values()),
        "cities": named(
            t for t in catalogue.taxonomy("divisions").terms if t.id.endswith("00") and t.id[2:4] != "00"
        ),
    }


def _name_codes(row: dict[str, Any], names: dict[str, dict[str, str]]) -> dict[str, Any]:
    return row | {
        "titles": [names["titles"].get(item, item) for item in row["titles"] or ()],
        "chains": [names["chains"].get(item, item) for item in row["chains"] or ()],
    }


add_page(router, links.ENTERPRISES, show_enterprises)
