"""区域: what is the region made of? Places, tables, titles."""

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice
from gaodi.web.drawings import MEASURES, draw_tiles
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()


def show_region(ask: Asked, measure: str = "") -> View:
    """Show places, tables and titles."""
    chosen = read_choice(measure, "measure", tuple(MEASURES))
    summary = api.describe_region(ask.office)
    titles = ask.office.catalogue.taxonomy("titles")
    held = [
        {"id": term.id, "zh": term.zh, "en": term.en or term.zh, "n": summary.titles[term.id]}
        for term in titles.terms
        if term.id in summary.titles
    ]
    places = ask.office.catalogue.taxonomy("divisions").terms
    names = {p.id: p.en if ask.lang == "en" and p.en else min((p.zh, *p.aliases), key=len) for p in places}
    return View(
        template="region.html",
        answer=summary,
        sheet=Sheet(
            name=ask.label("nav.region"),
            columns=(
                ("code", ask.label("col.code")),
                ("zh" if ask.lang == "zh" else "en", ask.label("col.place")),
                ("n_enterprises", ask.label("col.n_enterprises")),
                ("n_above_scale", ask.label("col.n_above_scale")),
                ("n_little_giants", ask.label("col.n_little_giants")),
                ("revenue", ask.label("col.revenue_fen")),
            ),
            rows=api.to_plain(summary.places),
        ),
        context={
            "summary": summary,
            "measure": chosen,
            "measures": tuple(MEASURES),
            "tiles": draw_tiles(summary.places, chosen, names),
            "titles": held,
        },
        synthetic=summary.synthetic,
    )


add_page(router, links.REGION, show_region)
