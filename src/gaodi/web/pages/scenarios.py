"""情景: what if the rules were others? The scenarios kept, a form for a new one, and who gains and who loses by which clause."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from gaodi import api
from gaodi.base import InputError
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_choice, read_day, read_page
from gaodi.web.formats import pick
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.pages.gap import ROUTES
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIZE = 50
SIDES = ("lose", "gain", "unclear")
FORMATS = ("xlsx", "docx")
OFF = "off"


def show_scenarios(ask: Asked, before: str = "", after: str = "", like: str = "") -> View:
    """Show the scenarios kept; `before` and `after` are the packs of a new one, `like` is one to begin from."""
    kept = api.list_scenarios(ask.office)
    model = api.get_scenario(ask.office, like) if like else None
    packs = {pack.id: pack for pack in api.list_comparable_packs(ask.office)}
    first = read_choice(before, "before", ("", *packs)) or (model.from_pack if model else "")
    second = read_choice(after, "after", ("", *packs)) or (model.to_pack if model else "")
    return View(
        template="scenarios.html",
        answer=kept,
        sheet=Sheet(
            name=ask.label("nav.scenarios"),
            columns=(
                ("name", ask.label("scenarios.name")),
                ("from_pack", ask.label("scenarios.before")),
                ("to_pack", ask.label("scenarios.after")),
                ("on", ask.label("scenarios.on")),
                ("to_on", ask.label("scenarios.to_on")),
                ("route", ask.label("firm.route")),
                ("set", ask.label("scenarios.changes")),
                ("note", ask.label("col.note")),
            ),
            rows=[
                {
                    **api.to_plain(one),
                    "route": ask.label(f"route.{one.route}"),
                    "set": [f"{key}={value}" for key, value in one.changes.items()],
                }
                for one in kept
            ],
        ),
        context={
            "kept": kept,
            "packs": packs,
            "titles": _name_terms(ask, "titles"),
            "before": first,
            "after": second,
            "clauses": api.list_changeable(ask.office, second) if second in packs else (),
            "model": model,
            "routes": ROUTES,
            "today": datetime.now(UTC).astimezone().date(),
        },
        synthetic=False,
    )


@router.post(links.SCENARIOS, include_in_schema=False, response_model=None)
def save_scenario(
    ask: Asked,
    name: Annotated[str, Form()] = "",
    before: Annotated[str, Form()] = "",
    after: Annotated[str, Form()] = "",
    on: Annotated[str, Form()] = "",
    to_on: Annotated[str, Form()] = "",
    route: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    replace: Annotated[str, Form()] = "",
    clause: Annotated[list[str] | None, Form()] = None,
    value: Annotated[list[str] | None, Form()] = None,
    off: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Keep a scenario and show what it does; `clause` and `value` stand side by side, an empty value changes nothing."""
    day = read_day(on, "on")
    if day is None:
        raise InputError(
            "请填写判定日期，如 2026-06-01。", "give the day of the decision, such as 2026-06-01."
        )
    changes = read_changes(clause or [], value or [], off or [])
    if before == after and not changes and not to_on:
        raise InputError(
            "原标准与新标准相同，也没有改动条款或日期；请至少改一处。",
            "both rules are the same, and no clause or day is changed; change something.",
        )
    scenario = api.make_scenario(
        **{"name": name.strip(), "from": before, "to": after, "on": day, "to_on": read_day(to_on, "to_on"),
           "route": read_choice(route, "route", ROUTES), "set": changes, "note": note.strip()}
    )  # fmt: skip
    api.save_scenario(ask.office, scenario, replace=bool(replace))
    return RedirectResponse(links.scenario(scenario.name), status_code=303)


def show_scenario(
    ask: Asked,
    name: str,
    side: str = "",
    city: str = "",
    chain: str = "",
    size: str = "",
    clause: str = "",
    page: str = "",
) -> View:
    """Show what a scenario does: gains and losses by city, chain and size, and the firms with the clause that flipped."""
    change = _run(ask, name)
    wanted = {
        "side": read_choice(side, "side", ("", *SIDES)), "city": city, "chain": chain, "size_class": size, "clause": clause
    }  # fmt: skip
    view = api.describe_change(change, **wanted, page=read_page(page), size=SIZE)
    names = _list_names(ask)
    return View(
        template="scenario.html",
        answer=view,
        sheet=Sheet(
            name=f"{ask.label('nav.scenarios')}-{name}",
            columns=(
                ("change", ask.label("scenarios.change")),
                ("enterprise_id", ask.label("col.enterprise_id")),
                ("name", ask.label("col.name")),
                ("city", ask.label("col.place")),
                ("size", ask.label("scenarios.size")),
                ("chains", ask.label("col.chain")),
                ("before", ask.label("scenarios.before")),
                ("after", ask.label("scenarios.after")),
                ("flipped", ask.label("scenarios.flipped")),
            ),
            rows=[_write_row(ask, row, names) for row in api.filter_firms(change, **wanted).to_dicts()],
        ),
        context={
            "view": view,
            "found": view.found,
            "packs": ask.office.packs.packs,
            "names": names,
            "filters": {"side": side, "city": city, "chain": chain, "size": size, "clause": clause},
            "sides": SIDES,
            "formats": FORMATS,
            "counts": {"gain": view.n_gain, "lose": view.n_lose, "unclear": view.n_unclear},
        },
        synthetic=view.synthetic,
    )


@router.get("/scenarios/{name}/effects/{format}", include_in_schema=False, response_model=None)
def send_effects(ask: Asked, name: str, format: str) -> Response:
    """Send all effects of a scenario as Excel or Word."""
    chosen = read_choice(format, "format", FORMATS)
    change = _run(ask, name)
    mark = ask.label("synthetic.suffix") if change.firms["synthetic"].any() else ""
    return send_export(
        ask,
        f"{ask.label('nav.scenarios')}-{name}{mark}.{chosen}",
        MEDIA[chosen],
        lambda path: api.export_scenario(ask.office, change, path.with_suffix(f".{chosen}")).rename(path),
    )


@router.post("/scenarios/{name}/delete", include_in_schema=False, response_model=None)
def delete_scenario(ask: Asked, name: str) -> Response:
    """Delete a scenario; the form asks twice."""
    api.delete_scenario(ask.office, name)
    return RedirectResponse(links.SCENARIOS, status_code=303)


def read_changes(clauses: list[str], values: list[str], off: list[str]) -> dict[str, str]:
    """Return the changes a form holds: clause → new threshold, or off.

    Raises
    ------
    InputError
        If the two columns differ in length: the form was cut on its way.

    Examples
    --------
    >>> read_changes(["LG26-2a", "LG26-6", "LG26-7"], ["6000", "", "3"], ["LG26-7"])
    {'LG26-2a': '6000', 'LG26-7': 'off'}
    """
    if len(clauses) != len(values):
        raise InputError(
            "表单不完整：条款与数值的个数不同；请刷新页面后重填。",
            "the form is incomplete: clauses and values differ in number; reload the page and fill it again.",
        )
    said = {clause: text.strip() for clause, text in zip(clauses, values, strict=True) if text.strip()}
    return said | dict.fromkeys(off, OFF)


def _run(ask: Ask, name: str) -> api.RuleChange:
    scenario = api.get_scenario(ask.office, name)
    return ask.desk.read_answer(f"scenario/{name}", lambda: api.run_scenario(ask.office, scenario))


def _list_names(ask: Ask) -> dict[str, dict[str, str]]:
    packs = ask.office.packs.packs.values()
    return {
        "cities": _name_terms(ask, "divisions"),
        "chains": {key: pick(chain, ask.lang) for key, chain in ask.office.catalogue.chains.items()},
        "sizes": {name: ask.label(f"size.{key}") for name, key in api.SIZE_CLASSES.items()},
        "nodes": {node.id: pick(node, ask.lang) for pack in packs for node in pack.nodes()},
    }


def _write_row(ask: Ask, row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        **row,
        "change": ask.label(f"scenarios.{row['change']}"),
        "city": names["cities"].get(row["city_code"] or "", ""),
        "size": names["sizes"].get(row["size"] or "", ""),
        "chains": [names["chains"].get(one, one) for one in row["chains"] or ()],
        "before": ask.label(f"state.{row['before']}"),
        "after": ask.label(f"state.{row['after']}"),
        "flipped": [f"{one} {names['nodes'].get(one, '')}".strip() for one in row["flipped"]],
    }


def _name_terms(ask: Ask, taxonomy: str) -> dict[str, str]:
    return {term.id: pick(term, ask.lang) for term in ask.office.catalogue.taxonomy(taxonomy).terms}


add_page(router, links.SCENARIOS, show_scenarios)
add_page(router, "/scenarios/{name}", show_scenario)
