"""梯度: who is at which tier, and who could be? Counts per title and place."""

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()


def show_tiers(ask: Asked) -> View:
    """Show holders, qualified and undecided enterprises per title and place."""
    tiers = api.count_tiers(ask.office)
    places = [
        term
        for term in ask.office.catalogue.taxonomy("divisions").terms
        if any(term.id in tier.by_city for tier in tiers)
    ]
    rows = [
        {
            "title_id": tier.title_id,
            "name": tier.en if ask.lang == "en" else tier.zh,
            "n_holders": tier.n_holders,
            "n_expiring": tier.n_expiring,
            "n_met_without_title": tier.n_met_without_title,
            "n_undecided": tier.n_undecided,
            "document": tier.document,
            **{place.id: tier.by_city.get(place.id, 0) for place in places},
        }
        for tier in tiers
    ]
    judged = [tier for tier in tiers if tier.pack_id]
    return View(
        template="tiers.html",
        answer=tiers,
        sheet=Sheet(
            name=ask.label("nav.tiers"),
            columns=(
                ("title_id", ask.label("col.title_id")),
                ("name", ask.label("col.title")),
                ("n_holders", ask.label("col.n_holders")),
                ("n_expiring", ask.label("col.n_expiring")),
                ("n_met_without_title", ask.label("col.n_met_without_title")),
                ("n_undecided", ask.label("col.n_undecided")),
                ("document", ask.label("col.document")),
                *((place.id, place.en if ask.lang == "en" else place.zh) for place in places),
            ),
            rows=rows,
        ),
        context={
            "tiers": tiers,
            "places": places,
            "chart": {
                "kind": "bar",
                "unit": ask.label("unit.enterprises"),
                "categories": [(p.en or p.zh) if ask.lang == "en" else p.zh for p in places],
                "series": [
                    {
                        "name": tier.en if ask.lang == "en" else tier.zh,
                        "values": [tier.by_city.get(place.id, 0) for place in places],
                    }
                    for tier in judged
                ],
            },
        },
    )


add_page(router, links.TIERS, show_tiers)
