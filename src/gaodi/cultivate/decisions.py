"""When does a clause hold? Its comparison as a truth, and a truth as one of the four states."""

from decimal import Decimal
from typing import Literal

from gaodi.cultivate.comparisons import compare_exactly, in_base_unit
from gaodi.cultivate.measures import Attribute, Measured, Quantity
from gaodi.cultivate.plan import (
    Among,
    Case,
    Column,
    Compare,
    CompareSign,
    Constant,
    Definition,
    Every,
    Expression,
    Negation,
    Some,
    add_up,
)
from gaodi.cultivate.questions import Clause, CountClause
from gaodi.cultivate.scoring import POINT

NOT_MET, UNKNOWN, MANUAL, MET = range(4)


def decide_state(truth: Expression) -> Expression:
    """Turn a truth into met, not met or unknown."""
    return Case(((truth, Constant(MET)), (Negation(truth), Constant(NOT_MET))), Constant(UNKNOWN))


def decide_clause(clause: Clause, measured: tuple[Measured, ...], selector: Measured | None) -> Expression:
    """Return whether a clause holds, over its years."""
    tests = tuple(_test(clause, value, selector) for value in measured)
    if len(tests) == 1:
        return tests[0]
    return Some(tests) if clause.period == "any_of_two_years" else Every(tests)


def define_count(clause: CountClause, measured: tuple[Measured, ...]) -> list[Definition]:
    """Count from below and above how many answers are as wanted; state by the minimum."""
    lows: list[Expression] = []
    highs: list[Expression] = []
    for value in measured:
        assert isinstance(value, Attribute)  # noqa: S101  check_pack refuses the others
        wanted = Among(value.value, clause.values) if clause.values else value.value
        lows.append(Case(((wanted, Constant(POINT)),), Constant(0)))
        highs.append(Case(((Negation(wanted), Constant(0)),), Constant(POINT)))
    return [
        Definition(name=f"{clause.id}.low", value=add_up(lows), type="points"),
        Definition(name=f"{clause.id}.high", value=add_up(highs), type="points"),
        Definition(
            name=clause.id,
            value=Case(
                (
                    (Compare(">=", *_sides(clause, "low")), Constant(MET)),
                    (Compare("<", *_sides(clause, "high")), Constant(NOT_MET)),
                ),
                Constant(UNKNOWN),
            ),
            type="state",
        ),
    ]


def _sides(clause: CountClause, side: Literal["low", "high"]) -> tuple[Expression, Expression]:
    bound = len(clause.count_of) * POINT
    return Column(f"{clause.id}.{side}", "integer", bound), Constant(clause.minimum * POINT)


def _test(clause: Clause, measured: Measured, selector: Measured | None) -> Expression:
    if isinstance(measured, Attribute):
        if isinstance(clause.threshold, tuple):
            return Among(measured.value, clause.threshold)
        return measured.value if clause.threshold else Negation(measured.value)
    sign: CompareSign = clause.op  # type: ignore[assignment]  # check_pack refuses the others
    if clause.threshold_by is None:
        assert isinstance(clause.threshold, Decimal)  # noqa: S101  check_pack refuses the others
        return compare_exactly(measured, sign, in_base_unit(clause.threshold, clause.unit))
    assert isinstance(selector, Quantity)  # noqa: S101  check_pack refuses the others
    return _test_by_band(clause, measured, sign, selector)


def _test_by_band(clause: Clause, measured: Quantity, sign: CompareSign, selector: Quantity) -> Expression:
    """Compare within the band the selector lies in: false once that is so in every band it may lie in."""
    chosen_by = clause.threshold_by
    assert chosen_by is not None  # noqa: S101  the caller looked
    parts: list[Expression] = []
    above: Expression | None = None
    for band in chosen_by.bands:
        inside: list[Expression] = [Negation(above)] if above is not None else []
        if band.bound is not None:
            edge: CompareSign = ">=" if band.above is None else ">"
            above = compare_exactly(selector, edge, in_base_unit(band.bound, chosen_by.unit))
            inside.append(above)
        if band.threshold is not None:
            test = compare_exactly(measured, sign, in_base_unit(band.threshold, clause.unit))
            parts.append(Every((*inside, test)))
    return Some(tuple(parts))
