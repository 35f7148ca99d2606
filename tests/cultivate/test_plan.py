"""The plan is plain data: levels, bounds, and Kleene's logic as Polars runs it."""

import polars as pl
import pytest

from gaodi.cultivate import plan as plan_module
from gaodi.cultivate.emission import run_plan, write_polars
from gaodi.cultivate.plan import (
    Arithmetic,
    Case,
    Column,
    Compare,
    Constant,
    Definition,
    Every,
    Negation,
    Plan,
    Some,
    measure_magnitude,
)

TRUTHS = [True, False, None]
LEFT, RIGHT = Column("left", "truth"), Column("right", "truth")


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_truths_follow_kleene(left, right):
    frame = pl.DataFrame({"left": [left], "right": [right]}, schema={"left": pl.Boolean, "right": pl.Boolean})
    both = False if False in (left, right) else None if None in (left, right) else True
    some = True if True in (left, right) else None if None in (left, right) else False
    negated = None if left is None else not left
    found = frame.select(
        every=write_polars(Every((LEFT, RIGHT))),
        some=write_polars(Some((LEFT, RIGHT))),
        negated=write_polars(Negation(LEFT)),
    )
    assert found.row(0) == (both, some, negated)


def test_an_unknown_condition_is_passed_over():
    frame = pl.DataFrame({"left": [None, True]}, schema={"left": pl.Boolean})
    written = write_polars(Case(((LEFT, Constant(1)),), Constant(0)))
    assert frame.select(written.alias("x"))["x"].to_list() == [0, 1]


def test_products_that_pass_64_bits_are_computed_in_128():
    most = 10**16
    square = Arithmetic("*", Column("a", "integer", most), Column("a", "integer", most))
    frame = pl.DataFrame({"a": [most, 3]})
    above = frame.select(write_polars(Compare(">", square, Constant(most**2 - 1))).alias("x"))
    assert above["x"].to_list() == [True, False]
    assert measure_magnitude(square) == most**2


def test_definitions_are_grouped_by_what_they_need():
    plan = Plan(
        definitions=(
            Definition(name="a", value=Column("x", "integer"), type="any"),
            Definition(name="b", value=Column("a", "integer"), type="any"),
            Definition(
                name="c", value=Arithmetic("+", Column("a", "integer"), Column("b", "integer")), type="any"
            ),
            Definition(name="d", value=Column("x", "integer"), type="any"),
        )
    )
    assert [[d.name for d in level] for level in plan.levels()] == [["a", "d"], ["b"], ["c"]]
    assert run_plan(plan, pl.LazyFrame({"x": [7]})).collect()["c"].to_list() == [14]


def test_the_plan_holds_no_type_of_any_engine():
    assert not any("polars" in str(getattr(value, "__module__", "")) for value in vars(plan_module).values())
