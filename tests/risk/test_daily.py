"""Does a loss run into stocks before it stops anybody, and into nothing else?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import InputError
from gaodi.risk import CascadeRule, build_network, build_shocks, measure_risk, simulate_days

PLAIN = CascadeRule(has_replacement=False)


def chain(n=4):
    essential = np.zeros((n, n), int)
    essential[np.arange(n - 1), np.arange(1, n)] = 2
    return build_network(range(n - 1), range(1, n), [1.0] * (n - 1), sectors=range(n), essential=essential)


def test_each_link_adds_a_day_and_its_stock():
    found = simulate_days(chain(), build_shocks([[0]]), PLAIN, n_days=12, stock_days=2)
    # A day on the way and two days of stock for each link.
    assert found.first_hit.tolist() == [-1, 3, 6, 9]


def test_a_short_loss_ends_in_the_stocks():
    found = simulate_days(chain(), build_shocks([[0]]), PLAIN, n_days=20, duration_days=3, stock_days=3)
    assert found.first_hit.tolist() == [-1, -1, -1, -1]
    assert found.losses_down[:3, 0].tolist() == [1, 1, 1]
    assert found.losses_down[3:].max() == 0


def test_half_a_supply_uses_half_a_stock_a_day():
    found = simulate_days(chain(2), build_shocks([[0]], 0.5), PLAIN, n_days=6, stock_days=1.25)
    # 0.5 taken on two days, 0.25 left for the third, then half of production.
    assert found.losses_down[:, 1].tolist() == [0, 0, 0, 0.25, 0.5, 0.5]


def test_orders_have_no_stock():
    found = simulate_days(chain(3), build_shocks([[2]]), PLAIN, n_days=4, duration_days=1, stock_days=9)
    assert found.losses_up.tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert found.losses_down[1:].max() == 0


def test_stocks_may_differ_by_firm():
    found = simulate_days(chain(3), build_shocks([[0]]), PLAIN, n_days=9, stock_days=np.array([0, 4, 0]))
    assert found.first_hit.tolist() == [-1, 5, 6]


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_without_stock_and_end_the_days_are_the_turns_of_the_index(seed, has_replacement):
    random = np.random.default_rng(seed)
    n, m, links = 9, 3, 25
    network = build_network(
        random.integers(0, n, links), random.integers(0, n, links), random.integers(1, 30, links),
        sectors=random.integers(0, m, n), essential=random.integers(0, 3, (m, m)),
    )  # fmt: skip
    shocks = build_shocks([[0, 3]], [[1.0, 0.4]])
    for turns in (1, 2, 5):
        rule = CascadeRule(eps=0.0, has_replacement=has_replacement, max_iterations=turns)
        index = measure_risk(network, shocks, rule, has_losses=True)
        days = simulate_days(network, shocks, rule, n_days=int(index.iterations[0]) + 1)
        np.testing.assert_allclose(days.losses_down[-1], index.losses_down[0], atol=1e-12)
        np.testing.assert_allclose(days.losses_up[-1], index.losses_up[0], atol=1e-12)


@given(st.floats(0, 30), st.floats(0, 30))
def test_more_stock_never_hits_earlier(less, more):
    less, more = sorted((less, more))
    hit = [
        simulate_days(chain(3), build_shocks([[0]]), PLAIN, n_days=70, stock_days=days).first_hit[2]
        for days in (less, more)
    ]
    assert hit[0] <= hit[1]


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"n_days": 0}, "days must lie"),
        ({"n_days": 9, "duration_days": 0}, "duration be at least 1"),
        ({"n_days": 9, "stock_days": -1}, "not below 0"),
        ({"n_days": 9, "stock_days": np.nan}, "not below 0"),
    ],
)
def test_what_is_no_time_or_stock_is_refused(options, match):
    with pytest.raises(InputError, match=match):
        simulate_days(chain(), build_shocks([[0]]), **options)
    with pytest.raises(InputError, match="one scenario"):
        simulate_days(chain(), build_shocks([[0], [1]]), n_days=3)


def test_each_input_has_a_stock_of_its_own():
    network = build_network(
        [0, 1], [2, 2], [10.0, 90.0], sectors=[0, 1, 2], essential=[[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    )
    for firm, share in ((0, 0.1), (1, 0.9)):
        found = simulate_days(network, build_shocks([[firm]]), PLAIN, n_days=12, stock_days=7)
        # A day on the way and seven of stock, however small the input is.
        assert found.first_hit[2] == 8
        assert found.losses_down[8, 2] == pytest.approx(share)


def test_costs_do_not_stretch_a_stock():
    network = build_network([0], [1], [10.0], sectors=[0, 1], essential=[[0, 2], [0, 0]], costs=[1.0, 100.0])
    found = simulate_days(network, build_shocks([[0]]), PLAIN, n_days=12, stock_days=7)
    assert found.first_hit[1] == 8
    assert found.losses_down[8, 1] == pytest.approx(0.1)
