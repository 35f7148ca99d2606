"""今日: what came in, what stands out, what to do? The first page."""

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

ORDER = ("red", "orange", "blue", "grey", "green")


def show_today(ask: Asked) -> View:
    """Show the work surface."""
    today = api.get_today(ask.office)
    alerts = sorted(today.alerts, key=lambda alert: ORDER.index(alert["colour"]))
    return View(
        template="today.html",
        answer=today,
        sheet=Sheet(
            name=ask.label("nav.today"),
            columns=(
                ("colour", ask.label("col.state")),
                ("zh", ask.label("col.note_zh")),
                ("en", ask.label("col.note_en")),
                ("href", ask.label("col.page")),
            ),
            rows=alerts,
        ),
        context={"day": today, "alerts": alerts, "work": list_work(ask)},
        synthetic=today.synthetic,
    )


def list_work(ask: Asked) -> list[tuple[str, int, str]]:
    """Return what waits for a person: label, number, page; only what there is."""
    work = ask.desk.read_work(ask.desk.read_state())
    found = (
        (
            "conflicts",
            work.n_conflicts,
            links.with_query(links.QUESTIONS, {"kind": "conflict"}),
        ),
        ("late", work.n_late, links.with_query(links.FRESHNESS, {"late": "yes"})),
        ("doubts", work.n_doubts, links.with_query(links.QUESTIONS, {"kind": "doubt"})),
        ("lost", work.n_lost, links.with_query(links.QUESTIONS, {"kind": "lost"})),
        ("proposed", work.n_proposed, links.with_query(links.QUESTIONS, {"kind": "proposal"})),
    )
    return [item for item in found if item[1]]


add_page(router, links.TODAY, show_today, own="/today")
add_page(router, "/today", show_today)
