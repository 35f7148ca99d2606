"""断供: what happens if a firm, a place, a link or an import fails, and which firms does most hang on? Two pages."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from gaodi import api
from gaodi.base import InputError, NotFoundError
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice, read_page
from gaodi.web.formats import pick as pick_text
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.picking import KINDS, draw_choice, list_chosen, read_failures, write_failures
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

DAYS = ("30", "90", "180", "365")
SIZE = 50
_PLAIN = api.Shock(kind="firm", what="")


def show_shock(
    ask: Asked,
    kind: str = "",
    what: str = "",
    loss: str = "",
    days: str = "",
    duration: str = "",
    stock: str = "",
    alone: str = "",
    also: str = "",
    versus: str = "",
    pick: str = "",
    chain: str = "",
) -> View:
    """Show a scenario: what it costs by day, firm, city and link, who could step in, beside another one if asked for."""
    shock = read_shock(kind, what, loss, days, duration, stock, alone, also)
    result = _run(ask, shock) if shock.what else None
    other, notice = _compare(ask, shock, versus) if result is not None and versus else (None, "")
    found = api.get_criticality(ask.office)
    shown = [one for one in (result, other) if one is not None]
    failures = shock.failures if shock.what else ()
    chosen = list_chosen(ask, failures)
    # Nothing is chosen yet: the map to choose on is there at once.
    choice = draw_choice(ask, failures, pick or ("" if failures else "link"), chain)
    return View(
        template="shock.html",
        answer={"result": result, "versus": other, "chosen": chosen, "choices": choice.answer},
        sheet=_list_sheet(ask, result),
        context={
            "shock": shock,
            "chosen": chosen,
            "choice": choice,
            "all_chosen": write_failures(failures),
            "also": write_failures(shock.also),
            "result": result,
            "against": other,
            "notice": notice,
            "shown": shown,
            "kinds": KINDS,
            "days": DAYS,
            "versus": versus,
            "hints": _list_hints(ask),
            "worst": found.table.head(10).to_dicts() if found else None,
            "places": {t.id: t for t in ask.office.catalogue.taxonomy("divisions").terms},
            "chart": _draw_days(ask, shown),
        },
        synthetic=result.synthetic if result else False,
    )


@router.get(links.SHOCK_FILE, include_in_schema=False, response_model=None)
def send_shock(
    ask: Asked,
    kind: str = "",
    what: str = "",
    loss: str = "",
    days: str = "",
    duration: str = "",
    stock: str = "",
    alone: str = "",
    also: str = "",
) -> Response:
    """Send a scenario as Excel."""
    result = _run(ask, read_shock(kind, what, loss, days, duration, stock, alone, also))
    mark = ask.label("synthetic.suffix") if result.synthetic else ""
    name = f"{ask.label('shock.name')}-{pick_text(result, ask.lang, 'title')[:40]}{mark}.xlsx"
    return send_export(ask, name, MEDIA["xlsx"], lambda path: api.write_shock_file(result, path))


@router.get(links.SHOCK_REPORT, include_in_schema=False, response_model=None)
def send_report(
    ask: Asked,
    kind: str = "",
    what: str = "",
    loss: str = "",
    days: str = "",
    duration: str = "",
    stock: str = "",
    alone: str = "",
    also: str = "",
) -> Response:
    """Send the report of a scenario as Word."""
    shock = read_shock(kind, what, loss, days, duration, stock, alone, also)
    result = _run(ask, shock)
    mark = ask.label("synthetic.suffix") if result.synthetic else ""
    name = f"{ask.label('shock.report')}-{pick_text(result, ask.lang, 'title')[:40]}{mark}.docx"

    return send_export(
        ask, name, MEDIA["docx"], lambda path: api.write_shock_report(ask.office, shock, path, lang=ask.lang)
    )


def read_shock(
    kind: str, what: str, loss: str, days: str, duration: str, stock: str, alone: str, also: str = ""
) -> api.Shock:
    """Read a scenario from the texts of a form; what is empty is as usual."""
    chosen = read_choice(kind, "kind", ("", *KINDS)) or "firm"
    # Firms may stand with commas between them; a product may have one in its name.
    named = (
        read_failures(f"firm:{what}") if chosen == "firm" else (api.Failure(kind=chosen, what=what.strip()),)
    )
    failures = dict.fromkeys((*(one for one in named if one.what), *read_failures(also)))
    first, *others = failures or (api.Failure(kind=chosen, what=""),)
    return api.Shock(
        kind=first.kind,
        what=first.what,
        also=tuple(others),
        loss=_read_number(loss, "loss", 100.0) / 100,
        n_days=int(read_choice(days, "days", ("", *DAYS)) or _PLAIN.n_days),
        duration_days=round(_read_number(duration, "duration", 30.0)) or None,
        stock_days=_read_number(stock, "stock", _PLAIN.stock_days),
        has_replacement=not alone,
    )


def show_criticality(ask: Asked, q: str = "", page: str = "") -> View:
    """Show every firm with what hangs on it, or how far the weighing is."""
    found = api.get_criticality(ask.office)
    rows = [] if found is None else [row for row in found.table.to_dicts() if q in row["name"]]
    number = min(read_page(page), max(1, -(-len(rows) // SIZE)))
    listed = api.Page(
        rows=tuple(rows[(number - 1) * SIZE : number * SIZE]), total=len(rows), page=number, size=SIZE
    )
    return View(
        template="criticality.html",
        answer={"firms": listed.rows, "total": listed.total, "page": number, "size": SIZE},
        sheet=Sheet(
            name=ask.label("criticality.name"),
            columns=(
                ("enterprise_id", ask.label("col.enterprise_id")),
                ("name", ask.label("col.name")),
                ("city", ask.label("col.place")),
                ("industry_code", ask.label("col.industry_code")),
                ("esri", "ESRI"),
                ("esri_down", ask.label("shock.down")),
                ("esri_up", ask.label("shock.up")),
                ("iterations", ask.label("shock.turns")),
                ("top", ask.label("criticality.top")),
            ),
            rows=[row | {"top": " ".join(row["top"])} for row in rows],
        ),
        context={
            "found": found,
            "listed": listed,
            "weighing": None if found else api.get_weighing(ask.office),
            "now": datetime.now(UTC).timestamp(),
            "filters": {"q": q},
            "places": {t.id: t for t in ask.office.catalogue.taxonomy("divisions").terms},
        },
        synthetic=any(row["synthetic"] for row in rows),
    )


@router.post(links.CRITICALITY, include_in_schema=False, response_model=None)
def start_weighing(ask: Asked) -> Response:
    """Begin to weigh every firm, unless some process does already; the page shows how far it is."""
    if api.get_criticality(ask.office) is None and api.begin_weighing(ask.office):
        Thread(target=api.run_weighing, args=(ask.office,), daemon=True).start()
    return RedirectResponse(links.CRITICALITY, status_code=303)


def _compare(ask: Asked, shock: api.Shock, versus: str) -> tuple[api.ShockResult | None, str]:
    """Run the other scenario with the same settings; where it cannot be found, the one asked for stands without it."""
    first, *others = read_failures(versus)
    try:
        return _run(ask, replace(shock, kind=first.kind, what=first.what, also=tuple(others))), ""
    except NotFoundError as error:
        return None, pick_text(error, ask.lang)


def _list_sheet(ask: Asked, result: api.ShockResult | None) -> Sheet:
    return Sheet(
        name=ask.label("shock.name"),
        columns=(
            ("group", ask.label("shock.group")),
            ("key", ask.label("shock.key")),
            ("name", ask.label("col.name")),
            ("n_hit", ask.label("shock.n_hit")),
            ("loss", ask.label("shock.loss_share")),
            ("money", ask.label("shock.money_fen")),
        ),
        rows=_list_rows(ask, result) if result else (),
    )


def _run(ask: Asked, shock: api.Shock) -> api.ShockResult:
    return ask.desk.read_answer(f"shock/{shock}", lambda: api.simulate_shock(ask.office, shock))


def _read_number(text: str, name: str, usual: float) -> float:
    if not text:
        return usual
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 10_000:
        raise InputError(
            f"「{name}」应是不小于 0 的数，给的是 {text!r}。",
            f"{name} must be a number not below 0, not {text!r}.",
        )
    return number


def _list_hints(ask: Asked) -> list[tuple[str, str]]:
    """Return codes to choose from, with their names: places of the region, parks, links of chains."""
    names = {term.id: term for term in ask.office.catalogue.taxonomy("divisions").terms}
    hints = []
    for code in api.list_places(ask.office):
        term = names.get(code.ljust(6, "0"))
        if term:
            hints.append((code, (term.en or term.zh) if ask.lang == "en" else term.zh))
    for chain in ask.office.catalogue.chains.values():
        for link in chain.links:
            name = f"{chain.en}: {link.en}" if ask.lang == "en" else f"{chain.zh}·{link.zh}"
            hints.append((f"{chain.id}/{link.id}", name))
    return hints


def _list_rows(ask: Asked, result: api.ShockResult) -> list[dict[str, Any]]:
    groups = (("city", result.cities), ("link", result.links))
    rows: list[dict[str, Any]] = [
        {
            "group": ask.label(f"shock.kind.{kind}"),
            "key": one.key,
            "name": one.en if ask.lang == "en" else one.zh,
            "n_hit": one.n_hit,
            "loss": one.loss,
            "money": round(one.money),
        }
        for kind, ones in groups
        for one in ones
    ]
    return rows + [
        {
            "group": ask.label("shock.kind.firm"), "key": firm.enterprise_id, "name": firm.name, "n_hit": None,
            "loss": firm.loss, "money": None,
        }
        for firm in result.firms
    ]  # fmt: skip


def _draw_days(ask: Asked, shown: list[api.ShockResult]) -> dict[str, Any] | None:
    if not shown:
        return None
    return {
        "kind": "line",
        "unit": "%",
        "categories": [str(day) for day in range(1, len(shown[0].by_day) + 1)],
        "series": [
            {
                "name": pick_text(one, ask.lang, "title")[:24],
                "values": [round(100 * share, 4) for share in one.by_day],
            }
            for one in shown
        ],
    }


add_page(router, links.SHOCK, show_shock)
add_page(router, links.CRITICALITY, show_criticality)
