"""关注: which titles end, which were lost, who stands at the scale line? The watch list, one row per firm and matter."""

from typing import Any

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_choice, read_day, read_page
from gaodi.web.formats import pick
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

MATTERS = ("ending", "expired", "revoked", "near_below", "reached_unregistered", "registered_below")
SIZE = 50


def show_watch(
    ask: Asked, kind: str = "", title: str = "", city: str = "", on: str = "", page: str = ""
) -> View:
    """Show what to look after, the soonest first."""
    report = api.watch_titles(ask.office, on=read_day(on, "on"))
    every = [_title_row(one) for one in (*report.ending, *report.lost)]
    every += [_scale_row(one) for one in report.scale]
    chosen = {"kind": read_choice(kind, "kind", ("", *MATTERS)), "title_id": title, "city_code": city}
    rows = [row for row in every if all(row[key] == value for key, value in chosen.items() if value)]
    number = min(read_page(page), max(1, -(-len(rows) // SIZE)))
    found = api.Page(
        rows=tuple(rows[(number - 1) * SIZE : number * SIZE]), total=len(rows), page=number, size=SIZE
    )
    names = {
        "titles": _name_terms(
            ask, "titles", {row["title_id"] for row in every} | {one.title_id for one in report.near}
        ),
        "cities": _name_terms(ask, "divisions", {row["city_code"] for row in every}),
    }
    return View(
        template="watch.html",
        answer={"on": report.on, "days": report.days, "near": report.near, **_plain_page(found)},
        sheet=Sheet(
            name=ask.label("watch.name"),
            columns=(
                ("what", ask.label("watch.what")),
                ("enterprise_id", ask.label("col.enterprise_id")),
                ("name", ask.label("col.name")),
                ("city", ask.label("col.place")),
                ("title", ask.label("col.title")),
                ("ends_on", ask.label("watch.ends_on")),
                ("days_left", ask.label("watch.days_left")),
                ("review_text", ask.label("watch.review")),
            ),
            rows=[
                {
                    **row,
                    "what": ask.label(f"watch.{row['kind']}"),
                    "city": names["cities"].get(row["city_code"] or "", ""),
                    "title": names["titles"].get(row["title_id"] or "", ""),
                    "review_text": ask.label(f"state.{row['review']}") if row["review"] else None,
                }
                for row in rows
            ],
        ),
        context={
            "report": report,
            "found": found,
            "filters": {"kind": kind, "title": title, "city": city, "on": on},
            "matters": {name: sum(row["kind"] == name for row in every) for name in MATTERS},
            "names": names,
        },
    )


def _title_row(one: Any) -> dict[str, Any]:  # noqa: ANN401  a record of the room below, unnamed at this door
    return {
        "kind": one.reason, "enterprise_id": one.enterprise_id, "name": one.name, "city_code": one.city_code,
        "title_id": one.title_id, "ends_on": one.ends_on, "days_left": one.days_left, "review": one.review,
        "synthetic": one.synthetic,
    }  # fmt: skip


def _scale_row(one: Any) -> dict[str, Any]:  # noqa: ANN401  as above
    return {
        "kind": one.watch, "enterprise_id": one.enterprise_id, "name": one.name, "city_code": one.city_code,
        "title_id": None, "ends_on": None, "days_left": None, "review": None, "synthetic": one.synthetic,
    }  # fmt: skip


def _plain_page(found: api.Page) -> dict[str, Any]:
    return {"rows": found.rows, "total": found.total, "page": found.page, "size": found.size}


def _name_terms(ask: Ask, taxonomy: str, wanted: set[str | None]) -> dict[str, str]:
    return {t.id: pick(t, ask.lang) for t in ask.office.catalogue.taxonomy(taxonomy).terms if t.id in wanted}


add_page(router, links.WATCH, show_watch)
