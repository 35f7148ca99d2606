"""对策: what should be done for a chain, and what could a city grow next? One page."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from gaodi import api
from gaodi.base import InputError, NotFoundError
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice
from gaodi.web.formats import pick
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

N_SHOWN = 15


def show_opportunities(ask: Asked, chain: str = "", city: str = "") -> View:
    """Show the actions of a chain, what most of it hangs on first, and the industries a city could grow next."""
    chains = {one.chain_id: pick(one, ask.lang) for one in api.list_chains(ask.office)}
    chosen = read_choice(chain, "chain", ("", *chains)) or next(iter(chains), "")
    actions = ask.desk.read_answer(f"actions/{chosen}", lambda: api.list_chain_actions(ask.office, chosen))
    place, why_none = None, ""
    try:
        place = ask.desk.read_answer(
            f"opportunities/{city}", lambda: api.list_opportunities(ask.office, city, limit=N_SHOWN)
        )
    except NotFoundError:
        raise
    except InputError as error:  # one place or one industry: nothing to compare, the actions stand
        why_none = pick(error, ask.lang)
    return View(
        template="opportunities.html",
        answer={"actions": actions, "opportunities": place},
        sheet=Sheet(
            name=f"{chains[chosen]}-{ask.label('opportunities.name')}",
            columns=(
                ("kind", ask.label("opportunities.kind")),
                ("text", ask.label("opportunities.action")),
                ("stake", ask.label("opportunities.stake")),
                ("why", ask.label("opportunities.why")),
                ("effect", ask.label("opportunities.effect")),
                ("firms", ask.label("opportunities.firms")),
                ("products", ask.label("opportunities.products")),
                ("industry_codes", ask.label("opportunities.profile.codes")),
                ("size_yuan", ask.label("opportunities.size")),
            ),
            rows=[_write_row(ask, one) for one in actions.actions],
        ),
        context={
            "actions": actions,
            "place": place,
            "why_none": why_none,
            "chains": chains,
            "chosen": chosen,
            "link_names": {
                link.id: pick(link, ask.lang) for link in ask.office.catalogue.chain(chosen).links
            },
        },
        synthetic=actions.synthetic,
    )


@router.get(links.OPPORTUNITIES_FILE, include_in_schema=False, response_model=None)
def send_actions(ask: Asked, chain: str = "") -> Response:
    """Send the actions of a chain as Excel."""
    found = api.list_chain_actions(ask.office, chain)
    mark = ask.label("synthetic.suffix") if found.synthetic else ""
    name = f"{ask.label('opportunities.name')}-{pick(found, ask.lang)}{mark}.xlsx"
    return send_export(
        ask, name, MEDIA["xlsx"], lambda path: api.write_actions_file(found, path, ask.office.catalogue)
    )


def _write_row(ask: Asked, action: Any) -> dict[str, Any]:  # noqa: ANN401  an Action; its room is not ours
    return {
        "kind": ask.label(f"opportunities.kind.{action.kind}"),
        "text": pick(action, ask.lang),
        "stake": action.stake,
        "why": pick(action, ask.lang, "why"),
        "effect": pick(action, ask.lang, "effect"),
        "firms": [name for _, name in action.firms],
        "products": list(action.products),
        "industry_codes": list(action.industry_codes),
        "size_yuan": None if action.size is None else action.size // 100,
    }


add_page(router, links.OPPORTUNITIES, show_opportunities)
