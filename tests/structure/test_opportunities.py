"""What a region lacks is ranked by what lies near, what it would gain, and what its chains need."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import InputError, NotFoundError
from gaodi.structure import OpportunityWeights, measure_complexity, rank_opportunities

REGIONS, INDUSTRIES = ["长沙", "株洲", "湘潭"], ["粮", "纱", "车"]
NESTED = measure_complexity(
    [[1, 1, 1], [1, 1, 0], [1, 0, 0]], regions=REGIONS, industries=INDUSTRIES, presence="manual"
)


def test_missing_industries_come_with_measures_places_and_sentences():
    found = rank_opportunities(NESTED, "湘潭")
    assert (found.n_missing, found.n_unknown) == (2, 0)
    first, second = found.opportunities
    # 纱 is nearer (4/13 before 2/11), 车 gains more (1.97 before 1.27); density weighs 0.5, gain 0.3.
    assert (first.industry, first.rank, first.score) == ("纱", 1, pytest.approx(0.5 / 0.8))
    assert (second.industry, second.score) == ("车", pytest.approx(0.3 / 0.8))
    assert [part.place for part in first.parts] == [1, 2, None]
    assert [(near.industry, round(near.proximity, 3)) for near in first.neighbours] == [("粮", 0.667)]
    assert "接近度 0.308（缺失的 2 个行业中第 1）" in first.zh
    assert "gain of outlook 1.268 (number 2 of the 2 lacking)" in first.en
    assert "需要程度" not in first.zh


def test_the_need_of_chains_counts_where_it_is_known():
    found = rank_opportunities(NESTED, "湘潭", needs={"车": 3.0}, weights=OpportunityWeights(need=2.0))
    first = found.opportunities[0]
    assert first.industry == "车"
    assert first.score == pytest.approx((0.3 + 2.0) / 2.8)
    assert "本地产业链需要程度 3（第 1）" in first.zh
    assert found.opportunities[1].parts[2].value is None


def test_weights_decide_the_order():
    by_gain = rank_opportunities(NESTED, "湘潭", weights=OpportunityWeights(density=0, gain=1, need=0))
    assert [item.industry for item in by_gain.opportunities] == ["车", "纱"]


def test_a_region_that_has_everything_lacks_nothing():
    found = rank_opportunities(NESTED, "长沙")
    assert (found.n_missing, found.opportunities) == (0, ())


def test_what_is_unknown_is_not_lacking():
    values = [[1, 1, 1, 1], [1, 1, np.nan, 0], [1, 0, 0, 0]]
    found = rank_opportunities(measure_complexity(values, presence="manual"), "2")
    assert (found.n_missing, found.n_unknown) == (1, 1)
    assert [item.industry for item in found.opportunities] == ["4"]
    assert [remark.code for remark in found.remarks] == ["unknown_values"]


def test_what_nothing_is_near_says_so_and_a_loss_is_called_one():
    blocks = measure_complexity(np.kron(np.eye(2), np.array([[1, 1], [1, 0]])), presence="manual")
    item = rank_opportunities(blocks, "1").opportunities[0]
    assert item.neighbours == ()
    assert "没有相近的现有行业" in item.zh
    values = [[1, 1, 1, 1, 0], [0, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]]
    lists = [rank_opportunities(measure_complexity(values, presence="manual"), r) for r in "1234"]
    losing = [i for item in lists for i in item.opportunities if i.parts[1].value < 0]
    assert losing
    assert all("降低" in item.zh and "lowers" in item.en for item in losing)


def test_complexity_that_is_unknown_leaves_nearness_to_rank():
    found = rank_opportunities(measure_complexity([[1, 1, 0, 0], [0, 0, 1, 1]], presence="manual"), "1")
    assert len(found.opportunities) == 2
    single = measure_complexity([[1, 0, 1], [1, 1, 1]], presence="manual")
    assert rank_opportunities(single, "1").opportunities[0].score == 1.0


@given(seed=st.integers(0, 2**32 - 1), limit=st.integers(0, 5))
def test_a_list_is_in_order_and_a_shorter_one_is_its_head(seed, limit):
    rng = np.random.default_rng(seed)
    values = rng.lognormal(size=(6, 9)) * (rng.random((6, 9)) < 0.6)
    values[0] = 1.0
    found = measure_complexity(values)
    region = found.regions[int(rng.integers(len(found.regions)))]
    whole = rank_opportunities(found, region)
    scores = [item.score for item in whole.opportunities]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len(whole.opportunities) == whole.n_missing
    assert rank_opportunities(found, region, limit=limit).opportunities == whole.opportunities[:limit]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"weights": OpportunityWeights(density=-1)}, "must be at least 0"),
        ({"weights": OpportunityWeights(density=0, gain=0, need=0)}, "not all 0"),
        ({"needs": {"车": -1.0}}, "the need for '车' is -1"),
        ({"needs": {"车": float("nan")}}, "the need for '车' is nan"),
    ],
)
def test_weights_and_needs_must_be_numbers(options, said):
    with pytest.raises(InputError, match=said):
        rank_opportunities(NESTED, "湘潭", **options)


def test_an_unknown_region_is_refused():
    with pytest.raises(NotFoundError, match="region '衡阳' is not in the matrix"):
        rank_opportunities(NESTED, "衡阳")
