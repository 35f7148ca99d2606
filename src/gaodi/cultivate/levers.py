"""How far must what be moved so that a clause counts, and from which day? The least move, found by halving."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from gaodi.cultivate.compilation import Line
from gaodi.cultivate.efforts import Effort
from gaodi.cultivate.evaluation import Value
from gaodi.cultivate.metrics import METRICS
from gaodi.cultivate.operands import RightCount, TitleHeld, YearCell
from gaodi.cultivate.packs import Question
from gaodi.cultivate.prospects import Changes, Lift, Prospect

MAX_YEARS = 3
"""A figure that three years of effort cannot bring to count is no plan; our own choice."""
MAX_GROWING_YEARS = 10
MAX_RIGHTS = 50
MICRO = 1_000_000
_FOUNDED = "founded_on_date"
RIGHTS_IMPLIED = {
    "class_i_high_value_2022": ("class_i_2022",),
    "class_i_self_developed_2022": ("class_i_2022",),
    "class_i_2016": ("core_rights_2016",),
    "class_ii_2016": ("core_rights_2016",),
    "core_rights_self_developed_2016": ("core_rights_2016",),
}
"""A right that counts under the first also counts under the others."""


def find_lift(
    prospect: Prospect,
    line: Line,
    question: Question,
    met: Callable[[Mapping[str, Value]], bool],
    *,
    rises: bool,
    wanted: tuple[str, ...] = (),
    points: Decimal | None = None,
    place: int = 0,
    given: Changes | None = None,
    least_years: int = 1,
) -> Lift | None:
    """Find the least move of a question's own lever after which a condition holds, in the fewest years.

    Parameters
    ----------
    prospect : Prospect
    line : Line
    question : Question
    met : callable of row to bool
        Monotone in the lever.
    rises : bool
        Whether more of it helps.
    wanted : tuple of str
        Choices that satisfy, for a choice.
    points : Decimal or None
    place : int
        For items of a score, and counts.
    given : mapping or None
        Changes made besides.
    least_years : int
        Years of figures that are complete on the day it must hold.

    Returns
    -------
    Lift or None
        None if the lever cannot be moved, or no move within `MAX_YEARS` is enough.
    """
    effort, on = prospect.rules.effort(question.metric), prospect.compiled.on
    given = given or {}
    if effort.fixed or (
        question.metric == "holds_title" and getattr(line.node, "threshold", True) is not True
    ):
        return None
    if effort.direction and (effort.direction == "up") != rises:
        return None
    if question.metric == "days_registered":
        return _wait_for_days(prospect, line, question, met)
    found: tuple[dict[str, Value], int] | None = None
    if not METRICS[question.metric].is_yearly:
        move = _move_operand(prospect, line, question, met, given)
        found = (move, 0) if move is not None else None
    else:
        ready = _months_on(on, effort.months)
        most = max(least_years, MAX_GROWING_YEARS if effort.grows else MAX_YEARS)
        for years in range(least_years, most + 1):
            if date(on.year + years, 1, 1) < ready:
                continue
            move = _move_column(
                prospect, question, effort, met, years, rises=rises, wanted=wanted, given=given
            )
            if move is not None:
                found = (move, years)
                break
    if found is None:
        return None
    moved, years = found
    mark = "" if points is None else f"@{place}.{points}"
    return Lift(
        id=f"{line.id}{mark}", line=line, question=question, points=points, moved=moved, years=years,
        earliest=date(on.year + years, 1, 1) if years else _months_on(on, effort.months),
        effort=_weigh(prospect, effort, moved, max(years, 1)),
    )  # fmt: skip


def _wait_for_days(
    prospect: Prospect, line: Line, question: Question, met: Callable[[Mapping[str, Value]], bool]
) -> Lift | None:
    """Days since registration pass by themselves: an earlier founding today is a later day."""
    founded = prospect.history.get(_FOUNDED)
    if not isinstance(founded, int):
        return None
    bad, good = 0, MAX_GROWING_YEARS * 366
    if not met(prospect.row(0, {_FOUNDED: founded - good})):
        return None
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if met(prospect.row(0, {_FOUNDED: founded - middle})) else (middle, good)
    return Lift(
        id=line.id, line=line, question=question, points=None, moved={_FOUNDED: founded - good}, years=0,
        earliest=prospect.compiled.on + timedelta(days=good), effort=0,
    )  # fmt: skip


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28)) if months else day


def _move_operand(
    prospect: Prospect,
    line: Line,
    question: Question,
    met: Callable[[Mapping[str, Value]], bool],
    given: Changes,
) -> dict[str, Value] | None:
    """Move what is not yearly: obtain a title, or more rights."""
    if question.metric == "holds_title":
        titles = {TitleHeld(title_id=title).name: True for title in question.titles[:1]}
        return dict(titles) if met(prospect.row(0, {**given, **titles})) else None
    rights = (o for m in line.measured for o in m.operands if isinstance(o, RightCount))
    definition = next((o.definition for o in rights if f"n_{o.definition}" == question.metric), None)
    if definition is None:
        return None
    for more in range(1, MAX_RIGHTS + 1):
        moved: dict[str, Value] = {}
        for name in (definition, *RIGHTS_IMPLIED.get(definition, ())):
            for operand in prospect.compiled.operands:
                if isinstance(operand, RightCount) and operand.definition == name:
                    now = prospect.history[operand.name]
                    if not isinstance(now, int):
                        return None  # the register of rights is asked for before more are
                    moved[operand.name] = now + more
        if met(prospect.row(0, {**given, **moved})):
            return moved
    return None


def _move_column(
    prospect: Prospect, question: Question, effort: Effort, met: Callable[[Mapping[str, Value]], bool], years: int,
    *, rises: bool, wanted: tuple[str, ...], given: Changes,
) -> dict[str, Value] | None:  # fmt: skip
    """Move a column of the yearly figures, in all coming years alike, as little as is enough."""
    column = effort.column
    cell = prospect.cell(column) if column else None
    if column is None or cell is None:
        return None

    def enough(value: Value) -> bool:
        return met(prospect.row(years, {**given, column: value}))

    if met(prospect.row(years, given)):
        # Time alone does it: a bad year leaves the window, or the years in the niche have grown.
        return {}
    if effort.grows:
        return None
    if cell.kind in ("choice", "boolean"):
        options: tuple[Value, ...] = wanted if cell.kind == "choice" else (True, False)
        ranked = sorted(options, key=lambda value: _distance(prospect, column, value))
        return next(({column: value} for value in ranked if enough(value)), None)
    now = prospect.last(column)
    if column in given and isinstance(given[column], int):
        now = cast("int", given[column])
    end = _end(prospect, effort, cell, given) if rises else 0
    if end is None or not enough(end) or (now is None and not rises):
        return None  # how far to come down from what nobody knows cannot be said: the datum is asked for
    if now is not None and (end < now if rises else end > now):
        return None
    bad, good = now or 0, end
    while abs(good - bad) > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if enough(middle) else (middle, good)
    return {column: good}


def _end(prospect: Prospect, effort: Effort, cell: YearCell, given: Changes) -> int | None:
    """Return how far a column may rise; None where the column that caps it is unknown."""
    if effort.cap is not None:
        return int(effort.cap * cell.scale)
    if effort.cap_by:
        moved = given.get(effort.cap_by)
        return moved if isinstance(moved, int) else prospect.last(effort.cap_by)
    return cell.bound


def _distance(prospect: Prospect, column: str, value: Value) -> int:
    """Return how many steps of a choice lie between today's and another; one where today's is unknown."""
    now = prospect.history.get(f"{column}_y0")
    order = prospect.catalogue.table("enterprise_year").column(column).choices
    return abs(order.index(str(value)) - order.index(now)) if isinstance(now, str) and now in order else 1


def _weigh(prospect: Prospect, effort: Effort, moved: Changes, years: int) -> int:
    """Return the relative effort of a move in millionths, never more than a thousand; from an unknown figure it is that from nothing."""
    total = Decimal(0)
    first = next(iter(moved.items()), None)
    if first is not None:
        name, value = first
        if not isinstance(value, int) or isinstance(value, bool):
            steps = _distance(prospect, name, value) if isinstance(value, str) else 1
            total = effort.weight * max(1, steps)
        else:
            cell = prospect.cell(name)
            now = prospect.last(name) if cell else cast("int", prospect.history[name])
            change = Decimal(abs(value - (now or 0)))
            if effort.per is not None:
                total = effort.weight * change / (effort.per * (cell.scale if cell else 1))
            else:
                base = prospect.last(effort.relative_to) if effort.relative_to else None
                is_told = base is not None and base > 0 and now is not None
                total = effort.weight * years * (change / cast("int", base) if is_told else Decimal(1))
    return int(min(total, Decimal(1000)) * MICRO)
