"""规则: which rule packs are there, what does one demand clause by clause, and what changed from another? Two pages."""

from typing import Any

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked
from gaodi.web.formats import pick
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()


def show_rule_packs(ask: Asked) -> View:
    """Show every rule pack with its document, validity and standing."""
    packs = api.list_rules(_open_book(ask))
    return View(
        template="rules.html",
        answer=packs,
        sheet=Sheet(
            name=ask.label("nav.rules"),
            columns=(
                ("id", ask.label("col.code")),
                (ask.lang, ask.label("col.name")),
                ("title", ask.label("col.title")),
                ("document", ask.label("col.document")),
                ("validity", ask.label("rules.validity")),
                ("status", ask.label("col.status")),
                ("n_nodes", ask.label("rules.n_nodes")),
            ),
            rows=[
                {
                    **api.to_plain(pack),
                    "title": pick(pack, ask.lang, "title"),
                    "validity": "; ".join(
                        f"{ask.label(f'route.{route}')} {start} – {end or ''}"
                        for route, start, end in pack.spans
                    ),
                    "status": ask.label(f"entry.{pack.status}"),
                }
                for pack in packs
            ],
        ),
        context={"packs": packs},
        synthetic=False,
    )


def show_rule_pack(ask: Asked, pack_id: str, against: str = "") -> View:
    """Show the clauses of one pack; `against` names an earlier one and adds what changed since."""
    book = _open_book(ask)
    lines = api.show_rules(book, pack_id)
    differences = api.diff_rules(book, against, pack_id) if against else ()
    packs = api.list_rules(book)
    return View(
        template="rule_pack.html",
        answer={"pack_id": pack_id, "lines": lines, "against": against, "differences": differences},
        sheet=Sheet(
            name=pack_id,
            columns=(
                ("id", ask.label("rules.clause_id")),
                (ask.lang, ask.label("col.clause")),
                (f"demand_{ask.lang}", ask.label("rules.demand")),
                (f"limits_{ask.lang}", ask.label("rules.limits")),
                ("document", ask.label("col.document")),
                ("article", ask.label("col.basis")),
                ("status", ask.label("col.status")),
            ),
            rows=[_line_row(ask, line) for line in lines],
        ),
        context={
            "pack": next(pack for pack in packs if pack.id == pack_id),
            "packs": [pack for pack in packs if pack.id != pack_id],
            "lines": lines,
            "against": against,
            "differences": differences,
        },
        synthetic=False,
    )


def _line_row(ask: Ask, line: api.RuleLine) -> dict[str, Any]:
    return {**api.to_plain(line), "status": ask.label(f"entry.{line.status}")}


def _open_book(ask: Ask) -> api.RuleBook:
    return api.RuleBook(catalogue=ask.office.catalogue, packs=ask.office.packs)


add_page(router, links.RULES, show_rule_packs)
add_page(router, "/rules/{pack_id}", show_rule_pack)
