"""The pass in doubles says what whole numbers say, and knows where it has to ask them."""

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.cultivate.comparisons import compare_exactly
from gaodi.cultivate.decisions import decide_state
from gaodi.cultivate.emission import run_plan
from gaodi.cultivate.fusion import LARGEST, FusionError, fuse_plan
from gaodi.cultivate.measures import Quantity
from gaodi.cultivate.passes import MOST_ROWS, judge_rows
from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    Case,
    Column,
    Compare,
    Constant,
    Definition,
    Every,
    Greatest,
    Least,
    Negation,
    Plan,
    Quotient,
    Some,
)
from gaodi.cultivate.quotients import find_quotient
from gaodi.cultivate.steps import Runner

NO, UNKNOWN, YES = 0, 1, 3
BOUND = 10**16
MONEY, OTHER = Column("money", "integer", BOUND), Column("other", "integer", BOUND)
SMALL, TEXT, FACT = Column("small", "integer", 99), Column("text", "text"), Column("fact", "truth")

integers = st.recursive(
    st.sampled_from([MONEY, OTHER, SMALL, Constant(0), Constant(-7), Constant(3), Constant(10**16)]),
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*"), inner, inner),
        st.builds(lambda a, b: Least((a, b)), inner, inner),
        st.builds(lambda a, b: Greatest((a, b)), inner, inner),
        st.builds(lambda t, a, b: Case(((t, a),), b), st.just(FACT), inner, inner),
        st.builds(
            Quotient, st.sampled_from([MONEY, SMALL, Arithmetic("-", SMALL, OTHER)]), st.integers(1, 999)
        ),
    ),
    max_leaves=3,
)
truths = st.recursive(
    st.one_of(
        st.just(FACT),
        st.builds(Compare, st.sampled_from([">=", ">", "<=", "<", "=="]), integers, integers),
        st.builds(Among, st.just(TEXT), st.sampled_from([(), ("甲",), ("甲", "it's")])),
    ),
    lambda inner: st.one_of(
        st.builds(lambda a, b: Every((a, b)), inner, inner),
        st.builds(lambda a, b: Some((a, b)), inner, inner),
        st.builds(Negation, inner),
        st.builds(lambda c, a: Case(((c, a),), Constant(None)), inner, inner),
        st.builds(lambda c, a, b: Case(((c, a),), b), inner, inner, inner),
    ),
    max_leaves=6,
)
points = st.recursive(
    st.sampled_from([Constant(0), Constant(20_000), Constant(-5), Constant(7)]),
    lambda inner: st.one_of(
        st.builds(lambda t, u, a, b, c: Case(((t, a), (u, b)), c), truths, truths, inner, inner, inner),
        st.builds(Arithmetic, st.sampled_from("+-"), inner, inner),
        st.builds(lambda a, b: Least((a, b)), inner, inner),
        st.builds(lambda a, b: Greatest((a, b)), inner, inner),
    ),
    max_leaves=4,
)
ROWS = pl.DataFrame(
    [
        {"money": money, "other": other, "small": small, "text": text, "fact": fact}
        for money in (BOUND, -BOUND, LARGEST, -LARGEST, 0, -7, 300, None)
        for other in (BOUND, LARGEST - 1, 10_000, -3, None)
        for small in (99, 3, None)
        for text in ("甲", "乙", None)
        for fact in (True, False, None)
    ],
    schema={"money": pl.Int64, "other": pl.Int64, "small": pl.Int64, "text": pl.String, "fact": pl.Boolean},
)


def judge(definitions, frame, wanted=None, keep=()):
    plan = Plan(definitions=tuple(definitions))
    names = wanted or [definition.name for definition in plan.definitions]
    return judge_rows(plan, frame.lazy(), keep=list(keep), wanted=names).collect(engine="streaming")


def judge_truths(nodes, frame):
    definitions = [Definition(name=f"x{i}", value=decide_state(n), type="state") for i, n in enumerate(nodes)]
    # Kept as enterprises are: without any column of the frame a constant would have one row.
    return judge(definitions, frame, keep=frame.columns[:1])


def tell(truth):
    return UNKNOWN if truth is None else YES if truth else NO


def test_every_kind_of_node_means_the_same_in_the_pass_and_plain(interpreter):
    @settings(max_examples=150, deadline=None)
    @given(node=truths)
    def check(node):
        plain = [tell(interpreter.evaluate(node, row)) for row in ROWS.iter_rows(named=True)]
        assert judge_truths([node], ROWS)["x0"].to_list() == plain

    check()


def test_points_are_chosen_added_and_bounded_as_plainly(interpreter):
    @settings(max_examples=1500, deadline=None)
    @given(first=points, second=points)
    def check(first, second):
        both = Arithmetic("+", Column("a", "integer", 10**6), Column("b", "integer", 10**6))
        named = {"a": first, "b": second, "sum": both}
        plan = Plan(definitions=tuple(Definition(name=n, value=v, type="points") for n, v in named.items()))
        found = judge(plan.definitions, ROWS, keep=["fact"])
        plain = [interpreter.run_plainly(plan, row) for row in ROWS.iter_rows(named=True)]
        assert found.drop("fact").to_dicts() == [{name: row[name] for name in named} for row in plain]

    check()


def share(sign, threshold):
    quantity = Quantity(low=MONEY, high=MONEY, denominator=OTHER, operands=(), bases=(OTHER,))
    return compare_exactly(quantity, sign, threshold)


@settings(max_examples=200, deadline=None)
@given(
    sign=st.sampled_from([">=", ">", "<=", "<"]),
    threshold=st.fractions(0, 3, max_denominator=1000),
    base=st.one_of(
        st.integers(-3, 10**4), st.integers(LARGEST - 1000, LARGEST + 1000), st.integers(1, BOUND)
    ),
)
def test_a_quotient_is_exact_to_the_last_whole_number(sign, threshold, base):
    edge = threshold.numerator * base // threshold.denominator
    tops = [top for top in range(edge - 2, edge + 3) if abs(top) <= BOUND]
    rows = pl.DataFrame(
        {"money": tops, "other": [base] * len(tops)}, schema={"money": pl.Int64, "other": pl.Int64}
    )
    compare = {">=": Fraction.__ge__, ">": Fraction.__gt__, "<=": Fraction.__le__, "<": Fraction.__lt__}[sign]
    expected = [tell(compare(Fraction(top, base), threshold)) if base > 0 else UNKNOWN for top in tops]
    assert judge_truths([share(sign, threshold)], rows)["x0"].to_list() == expected


def mean_growth(sign, threshold):
    now, before, first = (Column(f"y{back}", "integer", BOUND) for back in range(3))
    top = Arithmetic("+", Arithmetic("*", now, first), Arithmetic("*", before, before))
    base = Arithmetic("*", Arithmetic("*", before, first), Constant(2))
    quantity = Quantity(low=top, high=top, denominator=base, operands=(), bases=(before, first), shift=1)
    return compare_exactly(quantity, sign, threshold)


SALES = {
    (441 * 10**10, 420 * 10**10, 400 * 10**10): True,  # 5 % in both years
    (441 * 10**10 - 1, 420 * 10**10, 400 * 10**10): False,
    (441, 420, 400): True,
    (440, 420, 400): False,
    (441 * 10**13, 420 * 10**13, 400 * 10**13): True,  # products of 125 bits
    (441 * 10**13 - 1, 420 * 10**13, 400 * 10**13): False,
    (-441 * 10**10, 420 * 10**10, 400 * 10**10): False,
    (0, 10**9, 1): True,
    (5, 0, 4): None,
    (5, 4, -4): None,
    (5, 4, None): None,
    (None, 4, 4): None,
}


def test_products_beyond_64_bits_are_exact_in_doubles_with_their_doubts():
    rows = pl.DataFrame(list(SALES), schema={f"y{i}": pl.Int64 for i in range(3)}, orient="row")
    nodes = [mean_growth(">=", Fraction(5, 100)), mean_growth("<", Fraction(5, 100))]
    found = judge_truths(nodes, rows)
    assert found["x0"].to_list() == [tell(truth) for truth in SALES.values()]
    assert found["x1"].to_list() == [tell(None if truth is None else not truth) for truth in SALES.values()]


def test_only_rows_that_doubles_cannot_tell_are_in_doubt():
    plan = Plan(
        definitions=(
            Definition(name="share", value=decide_state(share(">=", Fraction(3, 100))), type="state"),
            Definition(name="growth", value=decide_state(mean_growth(">=", Fraction(5, 100))), type="state"),
        )
    )
    fused = fuse_plan(plan, ["share", "growth"])
    numbers = {
        "money": [3, LARGEST, LARGEST + 1, 3, 3, 3],
        "other": [100, LARGEST, LARGEST, 100, 100, np.nan],
        "y0": [441, 10.0, 10, 441 * 10**10, -1, 441],
        "y1": [421, 10.0, 10, 420 * 10**10, 1, 422],
        "y2": [400, 10.0, 10, 400 * 10**10, 1, 400],
    }
    arrays = [np.array(numbers[given.node.name], dtype=float) for given in fused.given]
    with np.errstate(invalid="ignore"):
        *_, doubt = Runner(fused.program, 6).run(arrays)
    assert doubt.tolist() == [0, 0, 1, 1, 1, 0]


def test_only_what_compare_exactly_writes_is_read_as_a_quotient():
    found = find_quotient(share(">=", Fraction(3, 100)))
    assert (found.top, found.base, found.threshold) == (MONEY, OTHER, Fraction(3, 100))
    unproven = Case(((FACT, Compare(">=", MONEY, OTHER)),), Constant(None))
    other_base = Case(((Compare(">", MONEY, Constant(0)), Compare(">=", MONEY, OTHER)),), Constant(None))
    assert [find_quotient(node) for node in (unproven, other_base, FACT, share("==", Fraction(1)))] == [
        None
    ] * 4


@pytest.mark.parametrize("n_rows", [0, 1, MOST_ROWS, MOST_ROWS + 1, 3 * MOST_ROWS - 5])
def test_rows_keep_their_order_whatever_their_number(n_rows):
    frame = pl.select(
        place=pl.int_range(n_rows), money=pl.int_range(n_rows) % 7, other=pl.lit(100, dtype=pl.Int64)
    )
    plan = Plan(
        definitions=(Definition(name="x", value=decide_state(share(">=", Fraction(3, 100))), type="state"),)
    )
    found = judge(plan.definitions, frame, keep=["place"])
    assert found.equals(run_plan(plan, frame.lazy()).select("place", "x").collect())
    assert found.schema == {"place": pl.Int64, "x": pl.UInt8}


def test_numbers_beyond_doubles_that_a_plan_defines_are_left_to_polars():
    square = Definition(name="square", value=Arithmetic("*", MONEY, MONEY), type="any")
    column = Column("square", "integer", BOUND**2)
    large = decide_state(Compare(">", column, Constant(BOUND**2 - 1)))
    plan = Plan(definitions=(square, Definition(name="x", value=large, type="state")))
    with pytest.raises(FusionError, match="definitions"):
        fuse_plan(plan, ["x"])
    frame = pl.DataFrame({"money": [BOUND, -BOUND, 3, None]})
    assert judge(plan.definitions, frame, wanted=["x"])["x"].to_list() == [YES, YES, NO, UNKNOWN]
