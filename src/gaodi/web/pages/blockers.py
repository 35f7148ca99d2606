"""卡点: which clause of a title stops most firms, and which firms does one clause separate from it? Two pages."""

from collections import Counter
from typing import Literal, cast

from fastapi import APIRouter

from gaodi import api
from gaodi.base import InputError
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice, read_day, read_page
from gaodi.web.formats import pick
from gaodi.web.pages.gap import ROUTES, list_judged
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIZE = 50
STEPS = ("1", "2", "3")
Route = Literal["new", "review"]


def show_blockers(ask: Asked, title: str = "", on: str = "", route: str = "") -> View:
    """Show the clauses of a title, those that alone stop most firms first."""
    titles = list_judged(ask)
    chosen = read_choice(title, "title", tuple(titles))
    way = cast("Route", read_choice(route, "route", ROUTES))
    report = api.count_blockers(ask.office, chosen, on=read_day(on, "on"), route=way)
    return View(
        template="blockers.html",
        answer=report,
        sheet=Sheet(
            name=f"{titles[chosen]}-{ask.label('blockers.name')}",
            columns=(
                ("clause_id", ask.label("blockers.id")),
                (ask.lang, ask.label("col.clause")),
                ("article", ask.label("col.basis")),
                ("n_not_met", ask.label("blockers.n_not_met")),
                ("n_unknown", ask.label("blockers.n_unknown")),
                ("n_sole", ask.label("blockers.n_sole")),
                ("n_would_qualify", ask.label("blockers.n_would_qualify")),
                ("n_one_clause", ask.label("blockers.n_one_clause")),
                ("n_would_be_undecided", ask.label("blockers.n_would_be_undecided")),
            ),
            rows=[api.to_plain(one) for one in report.blockers],
        ),
        context={
            "report": report,
            "titles": titles,
            "chosen": chosen,
            "routes": ROUTES,
            "route": way,
            "on_text": on,
            "most": max((one.n_sole for one in report.blockers), default=0),
        },
    )


def show_near(
    ask: Asked,
    title: str = "",
    within: str = "",
    city: str = "",
    clause: str = "",
    on: str = "",
    route: str = "",
    page: str = "",
) -> View:
    """Show the firms a few clauses separate from a title, with the clauses that block them."""
    titles = list_judged(ask)
    chosen = read_choice(title, "title", tuple(titles))
    way = cast("Route", read_choice(route, "route", ROUTES))
    steps = int(read_choice(within, "within", STEPS))
    near = api.find_near(ask.office, chosen, on=read_day(on, "on"), route=way, within=steps, limit=None)
    nodes = {node.id: pick(node, ask.lang) for node in ask.office.packs.pack(near.pack_id).nodes()}
    if clause and clause not in nodes:
        raise InputError(
            f"没有条款「{clause}」；请从列表选择。", f"there is no clause {clause!r}; choose one of the list."
        )
    firms = [
        firm
        for firm in near.firms
        if city in ("", firm.city_code) and (not clause or clause in firm.blocking)
    ]
    places = {term.id: pick(term, ask.lang) for term in ask.office.catalogue.taxonomy("divisions").terms}
    by_city = Counter(firm.city_code or "" for firm in near.firms)
    by_clause = Counter(name for firm in near.firms for name in firm.blocking)
    number = min(read_page(page), max(1, -(-len(firms) // SIZE)))
    shown = firms[(number - 1) * SIZE : number * SIZE]
    found = api.Page(
        rows=tuple(api.to_plain(firm) for firm in shown), total=len(firms), page=number, size=SIZE
    )
    return View(
        template="near.html",
        answer={
            "title_id": near.title_id, "pack_id": near.pack_id, "on": near.on, "within": steps,
            "by_city": dict(by_city.most_common()), "by_clause": dict(by_clause.most_common()),
            "rows": found.rows, "total": found.total, "page": number, "size": SIZE,
        },
        sheet=Sheet(
            name=f"{titles[chosen]}-{ask.label('near.name')}",
            columns=(
                ("enterprise_id", ask.label("col.enterprise_id")),
                ("name", ask.label("col.name")),
                ("city", ask.label("col.place")),
                ("n_missed", ask.label("near.n_missed")),
                ("n_open", ask.label("near.n_open")),
                ("blocked", ask.label("near.blocking")),
            ),
            rows=[
                {
                    **api.to_plain(firm),
                    "city": places.get(firm.city_code or "", ""),
                    "blocked": "；".join(nodes[name] for name in firm.blocking),
                }
                for firm in firms
            ],
        ),
        context={
            "near": near, "firms": shown, "found": found, "titles": titles, "nodes": nodes, "places": places,
            "by_city": by_city.most_common(), "by_clause": by_clause.most_common(), "steps": STEPS,
            "filters": {
                "title": chosen, "within": within, "city": city, "clause": clause, "on": on, "route": route
            },
        },
        synthetic=any(firm.synthetic for firm in firms),
    )  # fmt: skip


add_page(router, links.BLOCKERS, show_blockers)
add_page(router, links.NEAR, show_near)
