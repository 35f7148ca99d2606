"""差距: what separates one enterprise from a title, what would close it by when, and what to ask for first? One page."""

from typing import Any, Literal, cast

from fastapi import APIRouter

from gaodi import api
from gaodi.web.asking import Ask, Asked, read_choice, read_day
from gaodi.web.datum_names import name_data
from gaodi.web.formats import pick
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

ROUTES = ("new", "review")


def show_gap(ask: Asked, enterprise_id: str, title: str = "", on: str = "", route: str = "") -> View:
    """Show the plans that bring one enterprise to a title."""
    titles = list_judged(ask)
    chosen = read_choice(title, "title", tuple(titles))
    way = read_choice(route, "route", ROUTES)
    report = api.plan_gap(
        ask.office, enterprise_id, chosen, on=read_day(on, "on"), route=cast("Literal['new', 'review']", way)
    )
    return View(
        template="gap.html",
        answer=report,
        sheet=Sheet(
            name=f"{report.verdict.enterprise_name}-{ask.label('gap.name')}",
            columns=(
                ("rank", ask.label("gap.col.plan")),
                ("clause", ask.label("col.clause")),
                ("from", ask.label("gap.col.from")),
                ("to", ask.label("gap.col.to")),
                ("act", ask.label("gap.col.act")),
                ("earliest", ask.label("gap.col.earliest")),
                ("effort", ask.label("gap.col.effort")),
                ("evidence", ask.label("gap.col.evidence")),
                ("basis", ask.label("col.basis")),
            ),
            rows=_list_rows(ask, report),
        ),
        context={
            **explain_gap(ask, report),
            "shared": find_shared(ask, report),
            "titles": titles,
            "chosen": chosen,
            "routes": ROUTES,
            "route": way,
            "on_text": on,
        },
        synthetic=report.verdict.synthetic,
    )


def list_judged(ask: Ask) -> dict[str, str]:
    """Return the titles enterprises can be judged for: id → name; those judged in every run first."""
    judged = {pack.title for pack in ask.office.packs.packs.values()} | set(api.JUDGED_TITLES)
    terms = {term.id: term for term in ask.office.catalogue.taxonomy("titles").terms if term.id in judged}
    order = [title for title in api.JUDGED_TITLES if title in terms]
    order += [title for title in terms if title not in order]
    return {title: pick(terms[title], ask.lang) for title in order}


def explain_gap(ask: Ask, report: api.GapReport) -> dict[str, Any]:
    """Return what the plans are drawn with: names of clauses and data."""
    return {
        "gap": report,
        "names": name_data(ask),
        "clause_names": {clause.clause_id: pick(clause, ask.lang) for clause in report.verdict.clauses},
    }


def find_shared(ask: Ask, report: api.GapReport) -> tuple[Any, ...]:
    """Return the conditions that stop this enterprise, each with how many others one programme would bring to the title."""
    verdict = report.verdict
    route = cast("Literal['new', 'review']", verdict.route)
    found = ask.desk.read_answer(
        f"blockers/{verdict.title_id}/{verdict.on}/{route}",
        lambda: api.count_blockers(ask.office, verdict.title_id, on=verdict.on, route=route),
    )
    missed = {clause.clause_id for clause in verdict.clauses if clause.state.value == "not_met"}
    return tuple(one for one in found.blockers if one.clause_id in missed)


def _list_rows(ask: Ask, report: api.GapReport) -> list[dict[str, Any]]:
    return [
        {
            "rank": plan.rank,
            "clause": pick(change, ask.lang),
            "from": pick(change, ask.lang, "from"),
            "to": pick(change, ask.lang, "to"),
            "act": pick(change, ask.lang, "act"),
            "earliest": change.earliest,
            "effort": change.effort,
            "evidence": pick(change, ask.lang, "evidence"),
            "basis": f"{change.document} {change.article}",
        }
        for plan in report.plans
        for change in plan.changes
    ]


add_page(router, "/enterprises/{enterprise_id}/gap", show_gap)
