"""产业链: which links are strong, weak or missing, why, and who comes nearest? Two pages."""

from typing import Any

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked
from gaodi.web.drawings import draw_map
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

STRENGTHS = ("strong", "adequate", "weak", "missing", "unknown")


def show_chains(ask: Asked) -> View:
    """Show every chain with how many of its links are strong, weak or missing."""
    chains = api.list_chains(ask.office)
    fusion = {item.chain_id: item for item in api.list_fusion(ask.office)}
    rows = [
        {
            "chain_id": chain.chain_id,
            "name": chain.en if ask.lang == "en" else chain.zh,
            **{strength: chain.counts.get(strength, 0) for strength in STRENGTHS},
            "n_enterprises": chain.n_enterprises,
            "revenue": chain.revenue,
            "fusion": fusion[chain.chain_id].score if chain.chain_id in fusion else None,
            "n_holes": len(fusion[chain.chain_id].holes) if chain.chain_id in fusion else None,
        }
        for chain in chains
    ]
    return View(
        template="chains.html",
        answer=chains,
        sheet=Sheet(
            name=ask.label("nav.chains"),
            columns=(
                ("chain_id", ask.label("col.chain_id")),
                ("name", ask.label("col.chain")),
                *((strength, ask.label(f"strength.{strength}")) for strength in STRENGTHS),
                ("n_enterprises", ask.label("col.n_enterprises")),
                ("revenue", ask.label("col.revenue_fen")),
                ("fusion", ask.label("chain.fusion.score")),
                ("n_holes", ask.label("chain.fusion.holes")),
            ),
            rows=rows,
        ),
        context={"chains": chains, "strengths": STRENGTHS, "fusion": fusion},
    )


def show_chain(ask: Asked, chain_id: str) -> View:
    """Show one chain: map, links with reasons, nearest enterprises."""
    view = api.get_chain(ask.office, chain_id)
    chosen = view.diagnosis
    return View(
        template="chain.html",
        answer=view,
        sheet=Sheet(
            name=chosen.en if ask.lang == "en" else chosen.zh,
            columns=(
                ("link_id", ask.label("col.link_id")),
                ("name", ask.label("col.link")),
                ("stage", ask.label("col.stage")),
                ("is_key", ask.label("col.is_key")),
                ("strength", ask.label("col.strength")),
                ("n_enterprises", ask.label("col.n_enterprises")),
                ("n_above_scale", ask.label("col.n_above_scale")),
                ("n_titled", ask.label("col.n_titled")),
                ("revenue", ask.label("col.revenue_fen")),
                ("top_share", ask.label("col.top_share")),
                ("n_cities", ask.label("col.n_cities")),
                ("reasons", ask.label("col.reasons")),
                ("warnings", ask.label("chain.warnings")),
                ("missing", ask.label("chain.missing")),
                ("rule_id", ask.label("col.rule")),
            ),
            rows=[_link_row(link, ask.lang) for link in chosen.links],
        ),
        context={
            "view": view,
            "chain": chosen,
            "drawing": draw_map(view.map, ask.lang),
            "link_names": {link.link_id: link.en if ask.lang == "en" else link.zh for link in chosen.links},
            "template_links": {link.id: link for link in ask.office.catalogue.chain(chosen.chain_id).links},
            "strengths": STRENGTHS,
            "places": {t.id: t for t in ask.office.catalogue.taxonomy("divisions").terms},
        },
        synthetic=any(link.synthetic for link in chosen.links),
    )


def _link_row(link: Any, lang: str) -> dict[str, Any]:  # noqa: ANN401  a LinkDiagnosis; its room is not ours
    row: dict[str, Any] = api.to_plain(link)
    return row | {
        "name": row[lang],
        "reasons": row[f"reasons_{lang}"],
        "warnings": row[f"warnings_{lang}"],
        "missing": [datum[lang] for datum in row["missing"]],
    }


add_page(router, links.CHAINS, show_chains)
add_page(router, "/chains/{chain_id}", show_chain)
