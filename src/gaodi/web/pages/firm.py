"""One enterprise, one file: what is known of it, from where, and which titles it meets clause by clause."""

from pathlib import Path
from typing import Any, Literal, cast

from fastapi import APIRouter
from starlette.responses import Response

from gaodi import api
from gaodi.web.asking import Ask, Asked, read_choice, read_day
from gaodi.web.datum_names import name_data
from gaodi.web.flows import draw_ego
from gaodi.web.formats import strip_unit, write_unit
from gaodi.web.margins import measure_bars
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.pages.gap import ROUTES, explain_gap
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()


def show_enterprise(ask: Asked, enterprise_id: str, on: str = "", route: str = "") -> View:
    """Show the file of one enterprise on one day."""
    day = read_day(on, "on")
    chosen = read_choice(route, "route", ROUTES)
    file = api.get_enterprise(ask.office, enterprise_id, on=day)
    verdicts = file.verdicts
    if chosen == "review":
        verdicts = tuple(
            api.judge_enterprise(
                ask.office, file.enterprise_id, title_id, on=file.on, route=cast("Literal['review']", chosen)
            )
            for title_id in api.JUDGED_TITLES
        )
    scale = api.classify_enterprise(ask.office, file.enterprise_id, on=file.on)
    gap = _plan_next(ask, file, verdicts, cast("Literal['new', 'review']", chosen))
    return View(
        template="enterprise.html",
        answer={
            **api.to_plain(file),
            "verdicts": api.to_plain(verdicts),
            "route": chosen,
            "next_title": api.to_plain(gap),
            "scale": api.to_plain(scale),
        },
        sheet=Sheet(
            name=file.name,
            columns=(
                ("part", ask.label("col.part")),
                ("item", ask.label("col.item")),
                ("year", ask.label("col.year")),
                ("text", ask.label("col.value")),
                ("unit", ask.label("col.unit")),
                ("ref", ask.label("col.ref")),
            ),
            rows=_list_rows(ask, file, verdicts),
        ),
        context={
            "file": file,
            "verdicts": verdicts,
            "route": chosen,
            "routes": ROUTES,
            "on_text": on,
            "scale": scale,
            "sizes": {name: ask.label(f"size.{key}") for name, key in api.SIZE_CLASSES.items()},
            "years": _turn_years(file.years),
            "chart": _chart_years(ask, file.years),
            "names": name_data(ask),
            "ego": draw_ego(api.get_partners(ask.office, file.enterprise_id, on=file.on)),
            "bars": {verdict.title_id: measure_bars(verdict) for verdict in verdicts},
            "thin": {verdict.title_id: api.find_thin(verdict) for verdict in verdicts},
            **(explain_gap(ask, gap) if gap else {"gap": None}),
        },
        synthetic=file.synthetic,
    )


def show_network(ask: Asked, enterprise_id: str) -> View:
    """Show whom an enterprise buys from and sells to."""
    network = api.get_partners(ask.office, enterprise_id)
    return View(
        template="enterprise_network.html",
        answer=network,
        sheet=Sheet(
            name=f"{network.name}-{ask.label('firm.partners')}",
            columns=(
                ("side", ask.label("col.part")),
                ("enterprise_id", ask.label("col.code")),
                ("name", ask.label("col.name")),
                ("amount", ask.label("firm.network.fen")),
                ("year", ask.label("col.year")),
                ("products", ask.label("col.product")),
                ("is_essential", ask.label("need.essential")),
            ),
            rows=[
                api.to_plain(partner) | {"side": ask.label(f"firm.{side}")}
                for side, partners in (("suppliers", network.suppliers), ("customers", network.customers))
                for partner in partners
            ],
        ),
        context={"network": network, "ego": draw_ego(network)},
        synthetic=network.synthetic,
    )


@router.get("/enterprises/{enterprise_id}/diagnosis.docx", include_in_schema=False, response_model=None)
def send_diagnosis(
    ask: Asked, enterprise_id: str, on: str = "", route: str = "", title: str = ""
) -> Response:
    """Send the one-page diagnosis of an enterprise as Word."""
    way = cast("Literal['new', 'review']", read_choice(route, "route", ROUTES))
    day = read_day(on, "on")
    file = api.get_enterprise(ask.office, enterprise_id, on=day)
    mark = ask.label("synthetic.suffix") if file.synthetic else ""

    def write(path: Path) -> None:
        target = path.with_suffix(".docx")
        api.write_diagnosis(
            ask.office, file.enterprise_id, target, target=title, on=day, route=way, lang=ask.lang
        )
        target.rename(path)

    return send_export(
        ask, f"{file.name}-{ask.label('firm.diagnosis.name')}{mark}.docx", MEDIA["docx"], write
    )


def _plan_next(
    ask: Ask, file: api.EnterpriseFile, verdicts: tuple[Any, ...], route: Literal["new", "review"]
) -> api.GapReport | None:
    """Return the plan to the first title judged that the enterprise does not hold; None where it holds them all."""
    wanted = next((verdict.title_id for verdict in verdicts if not verdict.holds_title), None)
    if wanted is None:
        return None
    return api.plan_gap(ask.office, file.enterprise_id, wanted, on=file.on, route=route)


def _turn_years(years: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Turn rows per year into rows per item, oldest year first, leaving out items nobody reported."""
    ordered = sorted(years, key=lambda item: item["year"])
    skipped = {"enterprise_id", "credit_code", "stock_code", "name", "year"}
    items: dict[str, dict[str, Any]] = {}
    for item in ordered:
        for name, cell in item["cells"].items():
            if name not in skipped and cell["value"] is not None:
                items.setdefault(name, cell)
    names = [name for name in (ordered[0]["cells"] if ordered else {}) if name in items]
    return {
        "years": [item["year"] for item in ordered],
        "rows": [
            {
                "zh": items[name]["zh"],
                "en": items[name]["en"],
                "unit": items[name]["unit"],
                "cells": [item["cells"].get(name) for item in ordered],
            }
            for name in names
        ],
    }


def _chart_years(ask: Asked, years: tuple[dict[str, Any], ...]) -> dict[str, Any] | None:
    """Return revenue and R&D expense by year as written in the table, for the drawing."""
    ordered = sorted(years, key=lambda item: item["year"])
    series = []
    unit = ""
    for name in ("revenue", "rd_expense"):
        cells = [item["cells"].get(name) for item in ordered]
        known = [cell for cell in cells if cell and cell["value"] is not None]
        if known:
            unit = known[0]["unit"] or ""
            series.append(
                {
                    "name": known[0]["en" if ask.lang == "en" else "zh"],
                    "values": [
                        float(strip_unit(cell["text"], cell["unit"]).replace(",", ""))
                        if cell and cell["value"] is not None
                        else None
                        for cell in cells
                    ],
                }
            )
    if len(ordered) < 2 or not series:
        return None
    return {
        "kind": "line",
        "unit": write_unit(unit, ask.desk.units if ask.lang == "en" else {}),
        "categories": [str(item["year"]) for item in ordered],
        "series": series,
    }


def _list_rows(ask: Asked, file: api.EnterpriseFile, verdicts: tuple[Any, ...]) -> list[dict[str, Any]]:
    lang = ask.lang
    rows: list[dict[str, Any]] = [
        {"part": ask.label("firm.identity"), "item": cell[lang], "text": cell["text"], "ref": cell["ref"]}
        for cell in file.identity
    ]
    for year in sorted(file.years, key=lambda item: item["year"]):
        rows += [
            {
                "part": ask.label("firm.years"),
                "item": cell[lang],
                "year": year["year"],
                "text": strip_unit(cell["text"], cell["unit"]),
                "unit": cell["unit"],
                "ref": cell["ref"],
            }
            for cell in year["cells"].values()
        ]
    rows += [
        {
            "part": ask.label("firm.titles"),
            "item": title[lang],
            "text": f"{title['granted_on']} – {title['valid_to'] or ''}",
            "ref": title["ref"],
        }
        for title in file.titles
    ]
    for verdict in verdicts:
        rows += [
            {
                "part": f"{verdict.title_en if lang == 'en' else verdict.title_zh} {verdict.document}",
                "item": clause.en if lang == "en" else clause.zh,
                "text": ask.label(f"state.{clause.state.value}"),
                "unit": (clause.threshold_en if lang == "en" else "") or clause.threshold,
                "ref": clause.article,
            }
            for clause in verdict.clauses
        ]
    return rows


add_page(router, "/enterprises/{enterprise_id}", show_enterprise)
add_page(router, "/enterprises/{enterprise_id}/network", show_network)
