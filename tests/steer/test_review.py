"""Targets against what was reached: golden cases, the choice of sources, and what never changes the answer."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.base import NotFoundError
from gaodi.steer import load_colour_rules, review_targets


class ExactLoader(yaml.SafeLoader):
    """Numbers stay text: 599999999999.99 must not pass through a float."""


ExactLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: loader.construct_scalar(node))

GOLDEN = Path(__file__).parents[1] / "golden" / "steer" / "targets.yaml"
CASES = yaml.load(GOLDEN.read_text(encoding="utf-8"), Loader=ExactLoader)


def to_decimal(value):
    return None if value is None else Decimal(str(value))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_golden(make_region, case):
    review = review_targets(make_region([case["target"] | {"status": "target"}, *case["actuals"]]))
    (row,) = review.rows
    expected = case["output"]
    assert (row.state, row.colour, row.gap) == (
        expected["state"],
        expected["colour"],
        to_decimal(expected["gap"]),
    )
    if "nearest" in case:
        assert row.actual is None
        assert (row.nearest.value if row.nearest else None) == to_decimal(case["nearest"])
    assert all(words in row.zh for words in case.get("says", [])), row.zh
    assert not any(words in row.zh for words in case.get("silent", [])), row.zh
    assert row.zh.endswith("。")
    assert row.en.endswith(".")


def test_every_state_and_colour_has_a_golden_case():
    outputs = [case["output"] for case in CASES]
    assert {output["state"] for output in outputs} == {"reached", "behind", "unknown"}
    assert {output["colour"] for output in outputs} == {"green", "blue", "orange", "red", "grey"}


def test_figures_open_to_the_cell_they_stand_in(make_region):
    rows = [
        {"status": "target", "value": 2, "source_title": "计划", "source_date": "2025-02"},
        {"value": 1, "source_title": "公报", "synthetic": True},
    ]
    (row,) = review_targets(make_region(rows)).rows
    assert [origin.ref for origin in row.target.origins] == [f"cell:{'a' * 64}/指标/2/value"]
    assert row.target.origins[0].zh == "计划（2025-02）"
    assert row.actual is not None
    assert [origin.ref for origin in row.actual.origins] == [f"cell:{'a' * 64}/指标/3/value"]
    assert row.actual.is_synthetic
    assert not row.target.is_synthetic


def test_counts_and_order_cover_every_subject(make_region):
    rows = [
        {"status": "target", "subject": "长沙市", "value": 1},
        {"status": "target", "subject": "株洲市", "value": 1},
        {"subject": "长沙市", "value": 2},
        {"subject": "株洲市", "value": 0},
        {"status": "target", "subject": "株洲市", "period": "2026", "value": 1},
    ]
    review = review_targets(make_region(rows))
    assert review.subject == "湖南省"
    assert review.counts == {"reached": 1, "behind": 1, "unknown": 1}
    assert [(row.target.subject, row.target.period) for row in review.rows] == [
        ("株洲市", "2025"), ("株洲市", "2026"), ("长沙市", "2025"),
    ]  # fmt: skip


def test_one_subject_is_reviewed_alone(make_region):
    rows = [{"status": "target", "subject": name, "value": 1} for name in ("长沙市", "株洲市")]
    review = review_targets(make_region(rows), subject="长沙市")
    assert (review.subject, [row.target.subject for row in review.rows]) == ("长沙市", ["长沙市"])


def test_an_unknown_subject_is_refused_and_the_known_ones_are_named(make_region):
    with pytest.raises(NotFoundError, match="长沙市"):
        review_targets(make_region([{"subject": "长沙市", "value": 1}]), subject="深圳市")


def test_a_subject_with_estimates_only_has_no_targets(make_region):
    review = review_targets(
        make_region([{"subject": "长沙市", "value": 1, "status": "estimate"}]), subject="长沙市"
    )
    assert review.rows == ()


def test_a_region_without_numbers_has_no_targets(make_region):
    review = review_targets(make_region([]))
    assert (review.rows, review.counts) == ((), {"reached": 0, "behind": 0, "unknown": 0})


def test_an_indicator_the_catalogue_lost_is_judged_by_the_targets_words_alone(make_region):
    rows = [{"indicator_id": "gone", "status": "target", "value": 2}, {"indicator_id": "gone", "value": 1}]
    assert review_targets(make_region(rows)).rows[0].state == "unknown"
    rows[0]["bound"] = "lower"
    assert review_targets(make_region(rows)).rows[0].state == "behind"


AMOUNTS = st.integers(-(10**15), 10**15).map(lambda fen: Decimal(fen) / 100)
BOUNDS = st.sampled_from([None, "exact", "lower", "upper", "approx", "range"])


@settings(max_examples=150, deadline=None)
@given(target=AMOUNTS, actual=AMOUNTS)
def test_exact_figures_agree_with_plain_fractions(make_region, target, actual):
    (row,) = review_targets(make_region([{"status": "target", "value": target}, {"value": actual}])).rows
    gap = Fraction(actual) - Fraction(target)
    assert row.gap is not None
    assert Fraction(row.gap) == gap
    assert row.state == ("reached" if gap >= 0 else "behind")
    if gap >= 0:
        assert row.colour == "green"
    elif target:
        share = -gap / abs(Fraction(target))
        assert row.colour == (
            "blue" if share <= Fraction(1, 20) else "orange" if share <= Fraction(3, 20) else "red"
        )


@settings(max_examples=150, deadline=None)
@given(target=AMOUNTS, bound=BOUNDS, low=AMOUNTS, width=st.integers(0, 10**9), pick=st.integers(0, 4))
def test_a_bounded_figure_is_decided_only_if_every_value_it_allows_decides_the_same(
    make_region, target, bound, low, width, pick
):
    goal = {"status": "target", "value": target}
    vague = {"value": low, "bound": bound, "value_max": low + width if bound == "range" else None}
    (row,) = review_targets(make_region([goal, vague])).rows
    step = width * Decimal(pick) / 4
    allowed = {"lower": low + step, "upper": low - step, "range": low + step}.get(bound or "exact", low)
    (exact,) = review_targets(make_region([goal, {"value": allowed}])).rows
    assert row.state in {exact.state, "unknown"}
    assert (row.gap is None) == (row.state == "unknown")


@settings(max_examples=60, deadline=None)
@given(
    actuals=st.lists(
        st.fixed_dictionaries(
            {
                "value": st.integers(90, 110),
                "source_date": st.sampled_from([None, "2026-01", "2026-01-20", "2026年3月", ""]),
                "source_title": st.sampled_from([None, "公报", "快报"]),
                "synthetic": st.booleans(),
            }
        ),
        min_size=1,
        max_size=5,
    ),
    chance=st.randoms(use_true_random=False),
)
def test_the_order_of_rows_never_changes_a_review(make_region, actuals, chance):
    rows = [{"status": "target", "value": 100, "row": 1}] + [
        item | {"row": number} for number, item in enumerate(actuals, 2)
    ]
    assert review_targets(make_region(rows)) == review_targets(make_region(chance.sample(rows, len(rows))))


@settings(max_examples=60, deadline=None)
@given(
    part=st.sampled_from(["subject", "period", "comparison", "basis", "scope", "unit"]),
    value=st.integers(0, 200),
)
def test_a_figure_of_another_key_never_decides(make_region, part, value):
    other = {
        "subject": "长沙市",
        "period": "2024",
        "comparison": "new",
        "basis": "同口径",
        "scope": "规上",
        "unit": "美元",
    }
    rows = [{"status": "target", "value": 100}, {"value": value, part: other[part]}]
    (row,) = review_targets(make_region(rows)).rows
    assert (row.state, row.gap, row.actual, row.colour) == ("unknown", None, None, "grey")
    assert (row.nearest is None) == (part == "subject")


def test_other_colour_rules_give_other_colours(make_region):
    rules = load_colour_rules()
    strict = rules.model_copy(update={"blue": rules.blue.model_copy(update={"value": Decimal(1)})})
    rows = [{"status": "target", "value": 100}, {"value": 97}]
    assert review_targets(make_region(rows)).rows[0].colour == "blue"
    assert review_targets(make_region(rows), rules=strict).rows[0].colour == "orange"
