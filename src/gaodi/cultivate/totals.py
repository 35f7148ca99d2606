"""What does a score come to? Sub-totals and totals from below and above, with their minimums."""

from collections.abc import Iterator
from decimal import Decimal

from gaodi.cultivate.decisions import MANUAL, MET, NOT_MET, UNKNOWN
from gaodi.cultivate.plan import (
    Case,
    Column,
    Compare,
    Constant,
    Definition,
    Every,
    Expression,
    Least,
    Some,
    add_up,
)
from gaodi.cultivate.score_tables import Score, ScoreGroup, ScoreItem
from gaodi.cultivate.scoring import Rating, in_thousandths

Scored = ScoreItem | ScoreGroup | Score


def most_of(node: Scored) -> Decimal | int:
    """Return the most points an item, a group or a score can give."""
    if isinstance(node, ScoreItem):
        return node.max
    most = sum(most_of(part) for part in parts_of_score(node))
    return min(most, node.max) if isinstance(node, ScoreGroup) and node.max is not None else most


def least_total(node: ScoreGroup | Score) -> int:
    """Return the least total that passes, in thousandths."""
    return in_thousandths(node.minimum or 0) + node.is_strict


def parts_of_score(node: ScoreGroup | Score) -> tuple[ScoreItem | ScoreGroup, ...]:
    """Return what a group or a score adds up."""
    return node.items if isinstance(node, ScoreGroup) else node.score


def has_choice(node: Scored) -> bool:
    """Whether people choose points anywhere in it, so that known data still leave a range."""
    if isinstance(node, ScoreItem):
        return node.is_chosen_by_people
    return any(has_choice(part) for part in parts_of_score(node))


def define_item(item: ScoreItem, rating: Rating) -> Iterator[Definition]:
    """Define the points of an item and whether it gives any."""
    yield Definition(name=f"{item.id}.low", value=rating.low, type="points")
    yield Definition(name=f"{item.id}.high", value=rating.high, type="points")
    if has_choice(item):
        yield Definition(name=f"{item.id}.sure", value=rating.sure, type="points")
    value = Constant(MANUAL) if item.by_people else _any_points(item)
    yield Definition(name=item.id, value=value, type="state")


def define_group(group: ScoreGroup, items: list[ScoreItem]) -> Iterator[Definition]:
    """Define a sub-total, its cap, and whether it reaches its minimum."""
    for side in _sides(group):
        total = add_up([_column(item, side) for item in items])
        if group.max is not None:
            total = Least((total, Constant(in_thousandths(group.max))))
        yield Definition(name=f"{group.id}.{side}", value=total, type="points")
    value = _any_points(group) if group.minimum is None else _settle(group, [_tests(group)])
    yield Definition(name=group.id, value=value, type="state")


def define_score(score: Score, parts: list[ScoreItem | ScoreGroup]) -> Iterator[Definition]:
    """Define a total: met or not only if both of its bounds agree, in it and in every group with a minimum."""
    for side in _sides(score):
        total = add_up([_column(part, side) for part in parts])
        yield Definition(name=f"{score.id}.{side}", value=total, type="points")
    groups = [part for part in parts if isinstance(part, ScoreGroup) and part.minimum is not None]
    yield Definition(
        name=score.id,
        value=_settle(score, [_tests(score), *(_tests(group) for group in groups)]),
        type="state",
    )


def _sides(node: Scored) -> tuple[str, ...]:
    return ("low", "high", "sure") if has_choice(node) else ("low", "high")


def _column(node: Scored, side: str) -> Expression:
    if side == "sure" and not has_choice(node):
        side = "low"
    return Column(f"{node.id}.{side}", "integer", in_thousandths(most_of(node)))


def _tests(node: ScoreGroup | Score) -> tuple[Expression, Expression]:
    """Return whether the lower bound passes, and whether the upper bound fails."""
    passes = Constant(in_thousandths(node.minimum or 0))
    low, high = _column(node, "low"), _column(node, "high")
    if node.is_strict:
        return Compare(">", low, passes), Compare("<=", high, passes)
    return Compare(">=", low, passes), Compare("<", high, passes)


def _settle(node: ScoreGroup | Score, tests: list[tuple[Expression, Expression]]) -> Expression:
    passes, fails = tuple(test[0] for test in tests), tuple(test[1] for test in tests)
    met = passes[0] if len(passes) == 1 else Every(passes)
    missed = fails[0] if len(fails) == 1 else Some(fails)
    return Case(
        ((met, Constant(MET)), (missed, Constant(NOT_MET)), *_left_to_people(node)), Constant(UNKNOWN)
    )


def _any_points(node: Scored) -> Expression:
    none = Constant(0)
    return Case(
        (
            (Compare(">", _column(node, "low"), none), Constant(MET)),
            (Compare("==", _column(node, "high"), none), Constant(NOT_MET)),
            *_left_to_people(node),
        ),
        Constant(UNKNOWN),
    )


def _left_to_people(node: Scored) -> tuple[tuple[Expression, Expression], ...]:
    """Once no datum is missing, only people can close the range."""
    if not has_choice(node):
        return ()
    return ((Compare("==", _column(node, "sure"), _column(node, "high")), Constant(MANUAL)),)
