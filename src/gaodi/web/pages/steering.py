"""调度: will the targets be reached? Target against actual."""

from fastapi import APIRouter

from gaodi import api
from gaodi.web import formats, links
from gaodi.web.asking import Asked
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

STATES = ("behind", "reached", "unknown")
"""States in the order a reader needs them."""


def show_targets(ask: Asked) -> View:
    """Show target against actual per indicator, with the gap where the keys allow one."""
    review = api.review_targets(ask.office)
    names = {row.target.indicator: _name(ask, row.target.indicator) for row in review.rows}
    return View(
        template="steering.html",
        answer=review,
        sheet=Sheet(
            name=ask.label("nav.steering"),
            columns=(
                ("indicator", ask.label("col.indicator")),
                ("period", ask.label("col.period")),
                ("comparison", ask.label("col.comparison")),
                ("target", ask.label("col.target")),
                ("actual", ask.label("col.actual")),
                ("gap", ask.label("col.gap")),
                ("unit", ask.label("col.unit")),
                ("state", ask.label("col.state")),
                ("colour", ask.label("col.colour")),
                ("note", ask.label("col.note")),
            ),
            rows=[
                {
                    "indicator": names[row.target.indicator],
                    "period": row.target.period,
                    "comparison": row.target.comparison,
                    "target": row.target.value,
                    "actual": row.actual.value if row.actual else None,
                    "gap": row.gap,
                    "unit": row.target.unit,
                    "state": row.state,
                    "colour": row.colour,
                    "note": formats.pick(row, ask.lang),
                }
                for row in review.rows
            ],
        ),
        context={
            "review": review,
            "names": names,
            "states": STATES,
            "rows": sorted(review.rows, key=lambda row: STATES.index(row.state)),
        },
        synthetic=any(row.target.is_synthetic for row in review.rows),
    )


def _name(ask: Asked, indicator: str) -> str:
    known = ask.office.catalogue.find_indicator(indicator)
    return formats.pick(known, ask.lang) if known else indicator


add_page(router, links.STEERING, show_targets)
