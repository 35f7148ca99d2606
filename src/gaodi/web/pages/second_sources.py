"""第二货源: which purchases of a link hang on one supplier, and what would a second one change? One page."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice, read_page
from gaodi.web.formats import pick
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIDES = ("supplies", "inputs")
SIZE = 30


def show_sources(ask: Asked, link: str = "", side: str = "", page: str = "") -> View:
    """Show the purchases of a link that hang on one supplier, each with its best second source; without a link, where there are any."""
    chosen = read_choice(side, "side", SIDES)
    found = _rank(ask, link, chosen) if link else None
    thin = api.count_thin_purchases(ask.office)
    lines: tuple[dict[str, Any], ...] = tuple(api.to_plain(found.lines)) if found else ()
    number = min(read_page(page), max(1, -(-len(lines) // SIZE)))
    listed = api.Page(
        rows=lines[(number - 1) * SIZE : number * SIZE], total=len(lines), page=number, size=SIZE
    )
    return View(
        template="shock_sources.html",
        answer={"sources": found, "links": thin},
        sheet=_list_sheet(ask, found) if found else _list_links(ask, thin),
        context={
            "found": found,
            "listed": listed,
            "thin": thin,
            "names": {one.link: pick(one, ask.lang) for one in thin},
            "link": link,
            "side": chosen,
            "sides": SIDES,
            "places": {t.id: t for t in ask.office.catalogue.taxonomy("divisions").terms},
        },
        synthetic=found.synthetic if found else None,
    )


@router.get(links.SHOCK_SOURCES_FILE, include_in_schema=False, response_model=None)
def send_sources(ask: Asked, link: str = "", side: str = "") -> Response:
    """Send the second sources of a link as Excel."""
    found = _rank(ask, link, read_choice(side, "side", SIDES))
    mark = ask.label("synthetic.suffix") if found.synthetic else ""
    name = f"{ask.label('sources.name')}-{pick(found, ask.lang, 'title')[:40]}{mark}.xlsx"
    return send_export(ask, name, MEDIA["xlsx"], lambda path: api.write_link_sources_file(found, path))


def _rank(ask: Asked, link: str, side: str) -> api.LinkSources:
    return ask.desk.read_answer(
        f"sources/{link}/{side}", lambda: api.rank_link_sources(ask.office, link, side=side)
    )


def _list_links(ask: Asked, thin: tuple[api.ThinLink, ...]) -> Sheet:
    return Sheet(
        name=ask.label("sources.name"),
        columns=(
            ("link", ask.label("shock.key")),
            (ask.lang, ask.label("shock.kind.link")),
            ("n_supplies", ask.label("sources.side.supplies")),
            ("n_inputs", ask.label("sources.side.inputs")),
        ),
        rows=[api.to_plain(one) for one in thin],
    )


def _list_sheet(ask: Asked, found: api.LinkSources) -> Sheet:
    return Sheet(
        name=ask.label("sources.name"),
        columns=(
            ("buyer_id", ask.label("sources.buyer_id")),
            ("buyer", ask.label("sources.buyer")),
            ("supplier_id", ask.label("sources.supplier_id")),
            ("supplier", ask.label("sources.supplier")),
            ("sector", ask.label("sources.sector")),
            ("amount", ask.label("sources.amount_fen")),
            ("best", ask.label("sources.best")),
            ("before", ask.label("sources.before")),
            ("after", ask.label("sources.after")),
            ("benefit", ask.label("sources.benefit")),
            ("money", ask.label("sources.money_fen")),
        ),
        rows=[_list_row(line) for line in found.lines],
    )


def _list_row(line: api.ThinPurchase) -> dict[str, Any]:
    row: dict[str, Any] = api.to_plain(line)
    best = line.sources[0].name if line.sources else None
    return row | {"best": best, "money": None if line.money is None else round(line.money)}


add_page(router, links.SHOCK_SOURCES, show_sources)
