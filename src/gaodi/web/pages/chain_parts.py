"""产业链: what stands behind a chain's verdicts? Measures, fusion, maps and lists, history and template, a page each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile
from starlette.responses import RedirectResponse, Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_choice, read_page
from gaodi.web.drawings import draw_tiles
from gaodi.web.flows import draw_sankey
from gaodi.web.formats import pick
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.pages.uploads import discard_upload, keep_upload
from gaodi.web.views import Sheet, View, add_page, name_file

router = APIRouter()

SIZE = 50
PLACE_MEASURES = ("n_enterprises", "revenue")
N_LISTED = 20
ACCEPTED = ".xlsx,.yaml,.yml"
PICTURES = {"png": "image/png", "graphml": "application/graphml+xml"}


def show_measures(ask: Asked, chain_id: str, plant: str = "") -> View:
    """Show concentration, sourcing, dependence, travel time and imports of every link, and what one plant reaches."""
    view = api.get_chain(ask.office, chain_id)
    chain = view.diagnosis
    reach = None
    if plant.strip():
        reach = api.measure_plant_reach(ask.office, chain.chain_id, plant)
    figures = [(link, figure) for link in chain.links for figure in link.figures]
    return View(
        template="chain_measures.html",
        answer={
            "chain_id": chain.chain_id,
            "links": [
                {key: getattr(link, key) for key in ("link_id", "zh", "en", "strength", "figures", "inputs", "reach", "warnings_zh", "warnings_en", "missing")}
                for link in chain.links
            ],
            "flows": chain.flows,
            "plant": reach,
        },
        sheet=Sheet(
            name=f"{pick(chain, ask.lang)}-{ask.label('chain.tab.measures')}",
            columns=(
                ("link_id", ask.label("col.link_id")),
                ("link", ask.label("col.link")),
                ("measure", ask.label("chain.measure")),
                ("value", ask.label("col.value")),
                ("low", ask.label("chain.low")),
                ("high", ask.label("chain.high")),
                ("unit", ask.label("col.unit")),
                ("reason", ask.label("col.reasons")),
            ),
            rows=[
                {
                    "link_id": link.link_id, "link": pick(link, ask.lang), "measure": pick(figure, ask.lang), "value": figure.value,
                    "low": figure.low, "high": figure.high, "unit": figure.unit, "reason": pick(figure, ask.lang, "reason"),
                }
                for link, figure in figures
            ],
        ),
        context={
            "view": view,
            "chain": chain,
            "names": [(f.id, pick(f, ask.lang), f.unit) for f in next((link.figures for link in chain.links if link.figures), ())],
            "sankey": draw_sankey(view.map.nodes, chain.flows, ask.lang),
            "link_names": {link.link_id: pick(link, ask.lang) for link in chain.links},
            "reach": reach,
            "plant": plant,
        },
        synthetic=any(link.synthetic for link in chain.links),
    )  # fmt: skip


def show_fusion(ask: Asked, chain_id: str) -> View:
    """Show which of the five chains reach each link, and who is to close each hole."""
    fusion = api.get_fusion(ask.office, chain_id)
    chain = api.get_chain(ask.office, chain_id).diagnosis
    return View(
        template="chain_fusion.html",
        answer=fusion,
        sheet=Sheet(
            name=f"{pick(chain, ask.lang)}-{ask.label('chain.tab.fusion')}",
            columns=(
                ("link_id", ask.label("col.link_id")),
                ("link", ask.label("col.link")),
                ("score", ask.label("chain.fusion.score")),
                ("low", ask.label("chain.low")),
                ("high", ask.label("chain.high")),
                *((layer.id, pick(layer, ask.lang)) for layer in fusion.layers),
                ("owners", ask.label("chain.fusion.owner")),
                ("holes", ask.label("chain.fusion.holes")),
            ),
            rows=[
                {
                    "link_id": link.link_id, "link": pick(link, ask.lang), "score": link.score, "low": link.low, "high": link.high,
                    **{layer.id: layer.score for layer in link.layers},
                    "owners": tuple(pick(hole, ask.lang, "owner") for hole in link.holes),
                    "holes": tuple(pick(hole, ask.lang, "reason") for hole in link.holes),
                }
                for link in fusion.links
            ],
        ),
        context={"fusion": fusion, "chain": chain},
        synthetic=any(link.synthetic for link in chain.links),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tile:
    """One place of the tile grid, as `draw_tiles` takes it."""

    code: str
    zh: str
    grid_x: int
    grid_y: int
    n_enterprises: int
    revenue: int | None


def show_atlas(ask: Asked, chain_id: str, measure: str = "") -> View:
    """Show the five maps and five lists of a chain."""
    chosen = read_choice(measure, "measure", PLACE_MEASURES)
    chain = api.get_chain(ask.office, chain_id).diagnosis
    atlas = ask.desk.read_answer(
        f"atlas/{chain.chain_id}", lambda: api.get_atlas(ask.office, chain.chain_id, n_rows=None)
    )
    return View(
        template="chain_atlas.html",
        answer=atlas,
        sheet=Sheet(
            name=f"{pick(chain, ask.lang)}-{ask.label('chain.tab.atlas')}",
            columns=(
                ("sheet", ask.label("chain.atlas.sheet")),
                ("n_total", ask.label("col.rows")),
                ("missing", ask.label("chain.atlas.missing")),
            ),
            rows=[
                {"sheet": pick(sheet, ask.lang), "n_total": sheet.n_total, "missing": sheet.missing_tables}
                for sheet in (*atlas.maps, *atlas.lists)
            ],
        ),
        context={
            "atlas": atlas,
            "chain": chain,
            "measure": chosen,
            "measures": PLACE_MEASURES,
            **_measure_bars(atlas),
            "tiles": _draw_places(ask, atlas.sheet("places"), chosen),
            "n_listed": N_LISTED,
            "link_names": {link.link_id: pick(link, ask.lang) for link in chain.links},
            "places": {
                term.id: pick(term, ask.lang) for term in ask.office.catalogue.taxonomy("divisions").terms
            },
            "table_names": {
                table.id: pick(table, ask.lang) for table in ask.office.catalogue.tables.values()
            },
        },
        synthetic=atlas.synthetic,
    )


def _measure_bars(atlas: api.ChainAtlas) -> dict[str, Any]:
    """Return what the bars of the route, the applications and the investment show, and how long the longest is."""
    route, investment = atlas.sheet("route"), atlas.sheet("investment")
    years = [column.key for column in route.columns if column.key[1:].isdigit()]
    industries = [row for row in atlas.sheet("applications").rows if row["kind_en"] == "industry"]
    phases = ("investment_reserve", "investment_building", "investment_running")
    invested = [(row["link_id"], sum(row[name] or 0 for name in phases)) for row in investment.rows]
    return {
        "route_years": years,
        "route_peak": max((row[key] or 0 for row in route.rows for key in years), default=0) or 1,
        "industries": industries,
        "industries_peak": max((row["amount"] or 0 for row in industries), default=0),
        "invested": [(link_id, fen) for link_id, fen in invested if fen],
    }


def _draw_places(ask: Ask, sheet: Any, measure: str) -> Any:  # noqa: ANN401  an AtlasSheet; its room is not ours
    region = ask.office.workspace.config.region_code
    rows: dict[str | None, Mapping[str, Any]] = {row["place"]: row for row in sheet.rows}
    terms = [
        term
        for term in ask.office.catalogue.taxonomy("divisions").terms
        if "grid_x" in term.attributes and region in (term.parent, term.id)
    ]
    tiles = [
        _Tile(
            code=term.id,
            zh=term.zh,
            grid_x=int(term.attributes["grid_x"]),
            grid_y=int(term.attributes["grid_y"]),
            n_enterprises=rows[term.id]["n_enterprises"] if term.id in rows else 0,
            revenue=rows[term.id]["revenue"] if term.id in rows else None,
        )
        for term in terms
    ]
    names = {t.id: t.en if ask.lang == "en" and t.en else min((t.zh, *t.aliases), key=len) for t in terms}
    return draw_tiles(tiles, measure, names)


def show_history(ask: Asked, chain_id: str) -> View:
    """Show a chain on earlier snapshots and what changed."""
    history = api.get_chain_history(ask.office, chain_id)
    return View(
        template="chain_history.html",
        answer=history,
        sheet=Sheet(
            name=f"{pick(history, ask.lang)}-{ask.label('chain.tab.history')}",
            columns=(
                ("snapshot_id", ask.label("chain.history.snapshot")),
                ("created_at", ask.label("chain.history.at")),
                ("link_id", ask.label("col.link_id")),
                ("link", ask.label("col.link")),
                ("before", ask.label("chain.history.before")),
                ("after", ask.label("chain.history.after")),
                ("changes", ask.label("chain.history.changes")),
            ),
            rows=[row for point in history.points for row in _list_changes(point, ask.lang)],
        ),
        context={"history": history, "chain": history},
    )  # fmt: skip


def _list_changes(point: api.HistoryPoint, lang: str) -> list[dict[str, Any]]:
    """Return a row per change; a snapshot without any has one row all the same."""
    stem = {"snapshot_id": point.snapshot_id, "created_at": point.created_at.isoformat(timespec="seconds")}
    if not point.changes:
        return [stem]
    return [
        stem
        | {
            "link_id": change.link_id,
            "link": pick(change, lang),
            "before": change.before,
            "after": change.after,
            "changes": change.changes_en if lang == "en" else change.changes_zh,
        }
        for change in point.changes
    ]


def show_template(ask: Asked, chain_id: str) -> View:
    """Show the template a chain is read by, what differs from the shipped one, and how to change it."""
    view = api.get_template(ask.office, chain_id)
    return View(
        template="chain_template.html",
        answer=view,
        sheet=Sheet(
            name=f"{pick(view.template, ask.lang)}-{ask.label('chain.tab.template')}",
            columns=(
                ("link_id", ask.label("col.link_id")),
                ("field", ask.label("chain.template.field")),
                ("before", ask.label("chain.template.shipped")),
                ("after", ask.label("chain.template.own")),
            ),
            rows=api.to_plain(view.changes),
        ),
        context={
            "found": view,
            "chain": view.template,
            "formats": api.TEMPLATE_FORMATS,
            "accepted": ACCEPTED,
        },
        synthetic=False,
    )


def show_unplaced(ask: Asked, page: str = "") -> View:
    """Show the enterprises that stand on no link of any chain."""
    found = api.list_unplaced_enterprises(ask.office, page=read_page(page), size=SIZE)
    return View(
        template="chains_unplaced.html",
        answer=found,
        sheet=Sheet(
            name=ask.label("chains.unplaced"),
            columns=(
                ("enterprise_id", ask.label("col.code")),
                ("name", ask.label("col.name")),
                ("is_described", ask.label("chains.described")),
            ),
            rows=found.rows,
        ),
        context={"found": found},
        synthetic=any(row["synthetic"] for row in found.rows),
    )


@router.get("/chains/{chain_id}/files/{kind}", include_in_schema=False, response_model=None)
def send_chain(ask: Asked, chain_id: str, kind: str) -> Response:
    """Send five maps and five lists as Excel, or the map as GraphML or PNG."""
    chosen = read_choice(kind, "kind", api.CHAIN_FORMATS)
    chain = api.get_chain(ask.office, chain_id).diagnosis
    mark = ask.label("synthetic.suffix") if any(link.synthetic for link in chain.links) else ""
    name = f"{pick(chain, ask.lang)}{mark}.{chosen}"
    if chosen in PICTURES:
        content = api.draw_chain_file(ask.office, chain.chain_id, chosen, lang=ask.lang)
        headers = {"Content-Disposition": name_file(name), "Cache-Control": "no-store"}
        return Response(content, headers=headers, media_type=PICTURES[chosen])
    return send_export(ask, name, MEDIA[chosen], lambda path: _write_chain(ask, chain.chain_id, path))


def _write_chain(ask: Ask, chain_id: str, path: Path) -> None:
    api.write_chain_file(ask.office, chain_id, path.with_suffix(".xlsx"), lang=ask.lang).rename(path)


@router.get("/chains/{chain_id}/template/{kind}", include_in_schema=False, response_model=None)
def send_template(ask: Asked, chain_id: str, kind: str) -> Response:
    """Send a chain template as Excel or YAML."""
    chosen = read_choice(kind, "kind", api.TEMPLATE_FORMATS)
    template = api.get_template(ask.office, chain_id).template
    name = f"{template.id}@{template.version}.{chosen}"
    media = MEDIA["xlsx"] if chosen == "xlsx" else "application/yaml; charset=utf-8"
    return send_export(ask, name, media, lambda path: _write_template(ask, template.id, path, chosen))


def _write_template(ask: Ask, chain_id: str, path: Path, kind: str) -> None:
    api.export_template(ask.office, chain_id, path.with_suffix(f".{kind}")).rename(path)


@router.post("/chains/{chain_id}/template", include_in_schema=False, response_model=None)
def bring_template(ask: Asked, chain_id: str, file: Annotated[UploadFile, File()]) -> Response:
    """Bring an edited template into the workspace's own catalogue."""
    path = keep_upload(ask, file)
    try:
        ask.desk.office = api.import_template(
            ask.office, path, name=file.filename or path.name, chain_id=chain_id
        )
    finally:
        discard_upload(path)
    return RedirectResponse(links.chain_part(chain_id, "template"), status_code=303)


add_page(router, links.UNPLACED, show_unplaced)
add_page(router, "/chains/{chain_id}/measures", show_measures)
add_page(router, "/chains/{chain_id}/fusion", show_fusion)
add_page(router, "/chains/{chain_id}/atlas", show_atlas)
add_page(router, "/chains/{chain_id}/history", show_history)
add_page(router, "/chains/{chain_id}/template", show_template)
