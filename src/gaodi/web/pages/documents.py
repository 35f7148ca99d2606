"""证据·原文: what does a text state, and where? The text with its figures in place, corrected by people as they read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice, read_page
from gaodi.web.formats import CONTROLS
from gaodi.web.judging import Saying, go_back
from gaodi.web.pages.choices import (
    BOUNDS,
    COMPARISONS,
    FACT_STATES,
    FORM_FIELDS,
    STATUSES,
    Fields,
    name_fact_columns,
)
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
"""Characters of no width that are marked where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a text between two places where something begins or ends."""

    at: int
    """Where it begins in the whole text."""
    text: str
    facts: tuple[Mapping[str, Any], ...] = ()
    """The figures that cover it."""
    begins: tuple[str, ...] = ()
    """Ids of the figures that begin here."""
    is_unread: bool = False
    """Whether it is markup that no reader sees."""
    code: str = ""
    """Code of a control character, which is named and not put out; a carriage return is neither."""


def show_document(
    ask: Asked, source_id: str, page: str = "", fact: str = "", comparison: str = "", state: str = ""
) -> View:
    """Show one block of a text with its figures marked in it."""
    chosen = read_choice(comparison, "comparison", ("", *COMPARISONS))
    view = api.read_block(
        ask.office, source_id, block=read_page(page), fact_id=fact, comparison=chosen, state=state
    )
    facts = [row for row in view.facts if row["block"] == view.block]
    filters = {"comparison": chosen, "state": state}
    address = links.document(view.source.source_id)
    return View(
        template="document.html",
        answer=view,
        sheet=Sheet(
            name=view.source.title or view.source.name, columns=name_fact_columns(ask), rows=view.facts
        ),
        context={
            "view": view,
            "facts": facts,
            "pieces": cut_pieces(view.text, view.start, facts, view.unread),
            "filters": filters,
            "address": address,
            "back": links.with_query(address, {**filters, "page": view.block if view.block > 1 else ""}),
            "blocks": api.Page(rows=(), total=view.n_blocks, page=view.block, size=1),
            "blank": dict.fromkeys(FORM_FIELDS),
            "comparisons": COMPARISONS,
            "states": FACT_STATES,
            "bounds": BOUNDS,
            "statuses": STATUSES,
        },
        synthetic=view.source.synthetic,
    )


@router.post("/evidence/documents/{source_id}/facts", include_in_schema=False, response_model=None)
def add_fact(
    ask: Asked,
    source_id: str,
    said: Saying,
    fields: Fields,
    start: Annotated[int, Form()],
    end: Annotated[int, Form()],
) -> Response:
    """Add a fact that the machine did not find, where a person selected it."""
    given = {name: text for name, text in fields.items() if text not in (None, "")}
    view = api.add_fact(
        ask.office, source_id, start=start, end=end, fields=given, reason=said.reason, who=said.who
    )
    fact = view.current.fact
    return go_back(ask, said, links.document(fact.source_id, fact.fact_id), compare=True)


def cut_pieces(
    text: str, start: int, facts: Sequence[Mapping[str, Any]], unread: Iterable[tuple[int, int]] = ()
) -> list[Piece]:
    """Cut a text into pieces, each wholly inside or outside every figure and every stretch of markup.

    Joining the pieces gives the text back, character by character.

    Parameters
    ----------
    text : str
    start : int
        Where the text begins in the whole document; the places of facts count from its beginning.
    facts : sequence of rows
    unread : iterable of (start, end)
        Stretches of markup.

    Examples
    --------
    >>> [(piece.at, piece.text, piece.begins) for piece in cut_pieces("共22家", 10, [{"fact_id": "f", "start": 11, "end": 14}])]
    [(10, '共', ()), (11, '22家', ('f',))]
    """
    end = start + len(text)
    hidden = [(max(low, start), min(high, end)) for low, high in unread]
    marked = [(max(row["start"], start), min(row["end"], end), row) for row in facts]
    controls = [
        start + place
        for place, sign in enumerate(text)
        if sign == "\r" or sign in INVISIBLE or CONTROLS.match(sign)
    ]
    edges = {start, end}
    edges.update(edge for low, high in hidden for edge in (low, high))
    edges.update(edge for low, high, _ in marked if low < high for edge in (low, high))
    edges.update(edge for place in controls for edge in (place, place + 1))
    ordered = sorted(edges)
    named = set(controls)
    pieces = []
    waiting = sorted((item for item in marked if item[0] < item[1]), key=lambda item: item[:2])
    active: list[tuple[int, int, Mapping[str, Any]]] = []
    unseen, n_begun = iter([*sorted(hidden), (end, end)]), 0
    dark = next(unseen)
    for low, high in pairwise(ordered):
        active = [item for item in active if item[1] > low]
        begun = []
        while n_begun < len(waiting) and waiting[n_begun][0] == low:
            active.append(waiting[n_begun])
            begun.append(str(waiting[n_begun][2]["fact_id"]))
            n_begun += 1
        while dark[1] <= low and dark[0] < end:
            dark = next(unseen)
        body = text[low - start : high - start]
        pieces.append(
            Piece(
                at=low,
                text=body,
                facts=tuple(item[2] for item in sorted(active, key=lambda item: item[1] - item[0])),
                begins=tuple(begun),
                is_unread=dark[0] <= low < dark[1],
                code=f"U+{ord(body):04X}" if low in named else "",
            )
        )
    return pieces


add_page(router, "/evidence/documents/{source_id}", show_document)
