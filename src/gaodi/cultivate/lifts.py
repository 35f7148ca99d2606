"""Which clauses and items can be brought to where they count? Every way to do so, each by the least move."""

import math
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from gaodi.cultivate.compilation import MET, NOT_MET, CompiledPack, Line
from gaodi.cultivate.evaluation import Value
from gaodi.cultivate.levers import find_lift
from gaodi.cultivate.packs import Clause, Question, ScoreItem, ScoreTable
from gaodi.cultivate.prospects import Lift, Prospect
from gaodi.cultivate.scoring import POINT


def list_lifts(prospect: Prospect, today: Mapping[str, Value]) -> tuple[Lift, ...]:
    """Return every lift of every clause that is not met today, and of every score item below its maximum.

    Parameters
    ----------
    prospect : Prospect
    today : mapping
        The evaluated row of today.

    Returns
    -------
    tuple of Lift
        In the order of the tree.
    """
    ends = _ends_of_demand(prospect.compiled)
    found: list[Lift] = []
    for line in prospect.compiled.lines:
        if line.role == "clause" and today[line.id] == NOT_MET:
            found += _lift_clause(prospect, line, ends.get(line.id))
        elif line.role in ("item", "count"):
            found += _lift_points(prospect, line, cast("int", today[prospect.side(line.id)]))
    return tuple(_drop_doubles(found))


def _drop_doubles(lifts: list[Lift]) -> list[Lift]:
    """Keep, of lifts of one node that move the same as far, the one that gives most: amount and ratio of one figure."""
    best: dict[object, Lift] = {}
    for lift in lifts:
        key = (lift.line.id, lift.years, lift.is_wait, *sorted(lift.moved.items()))
        held = best.get(key)
        if held is None or (lift.points or 0) > (held.points or 0):
            best[key] = lift
    return [lift for lift in lifts if any(lift is kept for kept in best.values())]


def questions_of(line: Line) -> tuple[Question, ...]:
    """Return what a node asks: one question for a clause, one per table or answer for an item or a count."""
    node = line.node
    if isinstance(node, Clause):
        return (node,)
    if line.role == "item":
        best: tuple[Question, ...] = getattr(node, "best_of", ())
        return best or getattr(node, "sum_of", ())
    return getattr(node, "count_of", ())


def adds_up(line: Line) -> bool:
    """Whether several lifts of one line add up, instead of the best counting."""
    return line.role == "count" or bool(getattr(line.node, "sum_of", ()))


def _ends_of_demand(compiled: CompiledPack) -> dict[str, date]:
    """Return, per node, the last day on which it or a group it stands in is demanded."""
    ends: dict[str, date] = {}
    for line in compiled.lines:
        own = [line.node.valid_to] if line.node.valid_to else []
        above = [ends[line.parent_id]] if line.parent_id in ends else []
        if own or above:
            ends[line.id] = min(*own, *above) if len(own + above) > 1 else (own + above)[0]
    return ends


def _lift_clause(prospect: Prospect, line: Line, end: date | None) -> Iterator[Lift]:
    clause = line.node
    assert isinstance(clause, Clause)  # noqa: S101  the role says so
    if end is not None:
        yield Lift(
            id=f"{line.id}/wait", line=line, question=clause, points=None, moved={}, years=0,
            earliest=end + timedelta(days=1), effort=0, is_wait=True,
        )  # fmt: skip

    def met(row: Mapping[str, Value]) -> bool:
        return prospect.state(line.id, row) == MET

    wanted = clause.threshold if isinstance(clause.threshold, tuple) else ()
    lift = find_lift(prospect, line, clause, met, rises=clause.op in (">=", ">", "in", "is"), wanted=wanted)
    if lift:
        yield lift


def _lift_points(prospect: Prospect, line: Line, now: int) -> Iterator[Lift]:
    most = Decimal(cast("ScoreItem", line.node).max) if line.role == "item" else Decimal(len(line.measured))
    for place, question in enumerate(questions_of(line)):
        for points, wanted in _levels(question, most, getattr(line.node, "values", ())):
            # Where lifts add up, a table gives its points on top of what is there.
            least = now + int(points * POINT) if adds_up(line) else int(points * POINT)
            least = min(least, int(most * POINT))
            if least <= now:
                continue

            def met(row: Mapping[str, Value], least: int = least) -> bool:
                return prospect.points(line.id, row) >= least

            lift = find_lift(
                prospect, line, question, met, rises=not getattr(question, "at_most", ()), wanted=wanted,
                points=points, place=place,
            )  # fmt: skip
            if lift:
                yield lift


def _levels(
    question: Question, most: Decimal, values: tuple[str, ...]
) -> Iterator[tuple[Decimal, tuple[str, ...]]]:
    """Yield every number of points a question can give, with the choices that give it."""
    if not isinstance(question, ScoreTable):
        yield Decimal(1), values
        return
    for band in (*question.at_least, *question.at_most):
        yield Decimal(band.points), ()
    for choice in question.choices:
        yield Decimal(choice.points), choice.values
    truth = getattr(question, "truth", None)
    if truth is not None:
        yield Decimal(truth.held), ()
    if question.per:
        step = Decimal(question.per.points)
        levels = {min(most, n * step) for n in range(1, math.ceil(most / step) + 1)}
        yield from ((points, ()) for points in sorted(levels))
    if question.as_points:
        yield from ((Decimal(points), ()) for points in range(1, int(most) + 1))
