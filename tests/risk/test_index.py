"""Is the index what the formulas say? Networks by hand, a plain second opinion, and what must hold for any network."""

import threading
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.base import InputError
from gaodi.risk import CascadeRule, build_network, build_shocks, list_single_failures, measure_risk

CASES = yaml.safe_load((Path(__file__).parents[1] / "golden/risk/networks.yaml").read_text(encoding="utf-8"))
RUNS = [(case, scenario) for case in CASES for scenario in case["scenarios"]]


def to_floats(values):
    """Read a nested list of numbers, fractions and unknowns."""
    if isinstance(values, list):
        return [to_floats(value) for value in values]
    return np.nan if values is None else float(Fraction(str(values)))


def build(case):
    suppliers, buyers, amounts = zip(*case["links"], strict=True)
    options = {key: to_floats(case[key]) for key in ("weights", "costs", "revenue") if key in case}
    return build_network(
        suppliers, buyers, amounts, sectors=case["sectors"], essential=case["essential"], **options
    )


@pytest.mark.parametrize(("case", "scenario"), RUNS, ids=[f"{c['name']} {s['firms']}" for c, s in RUNS])
def test_small_networks_give_what_was_worked_by_hand(case, scenario):
    shocks = build_shocks(
        [scenario["firms"]],
        [scenario.get("losses", 1.0)],
        upstream_losses=[scenario["upstream_losses"]] if "upstream_losses" in scenario else None,
    )
    found = measure_risk(build(case), shocks, CascadeRule(**case.get("rule", {})))
    wanted = np.array(to_floats(scenario["index"]))
    np.testing.assert_allclose(
        np.stack([found.esri, found.esri_down, found.esri_up], axis=-1)[0], wanted, atol=1e-9
    )
    assert found.has_converged.all()
    assert found.iterations[0] == scenario.get("iterations", found.iterations[0])


@st.composite
def networks(draw, max_firms=7, max_sectors=3):
    n, m = draw(st.integers(1, max_firms)), draw(st.integers(1, max_sectors))
    firm = st.integers(0, n - 1)
    links = draw(st.lists(st.tuples(firm, firm, st.integers(1, 50)), min_size=1, max_size=20))
    sector = st.lists(st.integers(0, m - 1), min_size=n, max_size=n)
    levels = st.lists(st.lists(st.integers(0, 2), min_size=m, max_size=m), min_size=m, max_size=m)
    money = st.one_of(
        st.none(), st.lists(st.one_of(st.just(np.nan), st.integers(0, 200)), min_size=n, max_size=n)
    )
    suppliers, buyers, amounts = zip(*links, strict=True)
    return build_network(
        suppliers, buyers, amounts, sectors=draw(sector), essential=draw(levels), costs=draw(money),
        revenue=draw(money), markets=draw(st.one_of(st.none(), sector)),
    )  # fmt: skip


@st.composite
def scenarios(draw, n_firms, max_scenarios=20):
    firms = st.dictionaries(st.integers(0, n_firms - 1), st.floats(0, 1), min_size=1, max_size=n_firms)
    return draw(st.lists(firms, min_size=1, max_size=max_scenarios))


RULES = st.builds(
    CascadeRule,
    eps=st.sampled_from([0.0, 1e-6, 0.01, 0.1]),
    stop_rule=st.sampled_from([1, 2]),
    has_replacement=st.booleans(),
    max_iterations=st.sampled_from([3, 200]),
)


@given(st.data(), networks(), RULES)
@settings(max_examples=150)
def test_a_plain_evaluator_agrees_on_any_network_scenario_by_scenario(spread, data, network, rule):
    wanted = data.draw(scenarios(network.n_firms))
    shocks = build_shocks([list(each) for each in wanted], [list(each.values()) for each in wanted])
    found = measure_risk(network, shocks, rule, has_losses=True, n_workers=2)
    weights = network.weights[0] / network.weights[0].sum()
    for number, each in enumerate(wanted):
        initial = [each.get(firm, 0.0) for firm in range(network.n_firms)]
        down, up, turns = spread(network, initial, rule)
        if not _is_close_call(spread, network, rule, initial):
            assert found.iterations[number] == turns
            np.testing.assert_allclose(found.losses_down[number], down, atol=1e-9)
            np.testing.assert_allclose(found.losses_up[number], up, atol=1e-9)
            np.testing.assert_allclose(found.esri[number], weights @ np.maximum(down, up), atol=1e-9)


def _is_close_call(spread, network, rule, initial):
    """Say whether a hair more or less in the limit would change when the spreading stops."""
    turns = {
        spread(network, initial, CascadeRule(eps=eps, stop_rule=rule.stop_rule, has_replacement=rule.has_replacement,
                                             max_iterations=rule.max_iterations))[2]
        for eps in (max(0.0, rule.eps - 1e-12), rule.eps + 1e-12)
    }  # fmt: skip
    return len(turns) > 1


@given(networks())
def test_an_index_is_a_share_and_its_top_firms_are_part_of_it(network):
    found = measure_risk(network, list_single_failures(network.n_firms), n_top=3)
    for index in (found.esri, found.esri_down, found.esri_up):
        assert ((index >= 0) & (index <= 1 + 1e-12)).all()
    assert (found.esri + 1e-12 >= np.maximum(found.esri_down, found.esri_up)).all()
    assert (found.top_losses.sum(axis=1) <= found.esri + 1e-12).all()
    assert (np.diff(found.top_losses, axis=1) <= 0).all()
    assert ((found.top_firms >= 0) == (found.top_losses > 0)).all()


@given(networks(), st.data())
def test_more_loss_at_first_is_never_less_in_the_end(network, data):
    (small,) = data.draw(scenarios(network.n_firms, max_scenarios=1))
    large = {firm: data.draw(st.floats(loss, 1)) for firm, loss in small.items()}
    shocks = build_shocks([list(small), list(large)], [list(small.values()), list(large.values())])
    # At the fixed point; a rule that stops early may stop the larger one earlier.
    found = measure_risk(network, shocks, CascadeRule(eps=1e-13, max_iterations=2_000))
    assert found.esri[1] >= found.esri[0] - 1e-9


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_firms_does_not_matter(network, random):
    order = list(range(network.n_firms))
    random.shuffle(order)
    place = np.argsort(order)
    moved = build_network(
        place[network.suppliers], place[network.buyers], network.amounts, sectors=network.sectors[order],
        essential=network.essential, markets=network.markets[order],
        revenue=None if network.revenue is None else network.revenue[order],
        costs=None if network.costs is None else network.costs[order],
    )  # fmt: skip
    one = measure_risk(network, list_single_failures(network.n_firms))
    other = measure_risk(moved, list_single_failures(network.n_firms))
    np.testing.assert_allclose(other.esri[place], one.esri, atol=1e-9)


def test_a_firm_without_links_costs_its_own_share():
    network = build_network([0], [1], [5.0], sectors=[0, 0, 0], essential=[[2]], weights=[1, 1, 2])
    found = measure_risk(network, list_single_failures(3))
    assert found.esri[2] == 0.5
    assert network.notes.n_unconnected == 1


@given(networks(), st.data())
def test_a_scenario_of_two_sets_is_that_of_their_union(network, data):
    firms = st.lists(st.integers(0, network.n_firms - 1), max_size=5)
    one, other = data.draw(firms), data.draw(firms)
    found = measure_risk(network, build_shocks([one + other, sorted({*one, *other})]))
    assert found.esri[0] == found.esri[1]


def test_threads_and_neighbours_change_nothing():
    random = np.random.default_rng(7)
    n, m = 300, 8
    network = build_network(
        random.integers(0, n, 3000), random.integers(0, n, 3000), random.pareto(1.2, 3000) + 0.1,
        sectors=random.integers(0, m, n), essential=random.integers(0, 3, (m, m)),
    )  # fmt: skip
    told = []
    many = measure_risk(
        network, list_single_failures(n), n_top=5, n_workers=2,
        progress=lambda step, done, total: told.append((step, done, total)),
    )  # fmt: skip
    one = measure_risk(network, list_single_failures(n), n_top=5, n_workers=1)
    np.testing.assert_array_equal(many.esri, one.esri)
    np.testing.assert_array_equal(many.top_firms, one.top_firms)
    alone = measure_risk(network, build_shocks([[17]]))
    assert alone.esri[0] == one.esri[17]
    assert told[-1] == ("risk", n, n)


def test_links_are_merged_left_out_and_counted():
    network = build_network(
        [0, 0, 1, 1, 2, 0, 1], [1, 1, 1, 0, 0, 2, 2], [1, 2, 5, np.nan, -3, 0, 4],
        sectors=[0, 0, 1, 2], essential=np.ones((3, 3), int),
    )  # fmt: skip
    notes = network.notes
    assert network.amounts.tolist() == [3, 5, 4]
    assert (notes.n_rows, notes.n_merged, notes.n_self) == (7, 1, 1)
    assert (notes.n_unknown, notes.n_negative, notes.n_zero) == (1, 1, 1)
    assert (notes.n_without_sales, notes.n_without_purchases, notes.n_unconnected) == (2, 2, 1)
    assert notes.single_firm_sectors == (1, 2)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"suppliers": [0, 5]}, "entry 1 of suppliers is 5"),
        ({"buyers": [0.5, 1]}, "integer positions"),
        ({"amounts": [1.0]}, "2, 2 and 1 entries"),
        ({"amounts": [1.0, np.inf]}, "infinite"),
        ({"essential": [[1, 2]]}, "square"),
        ({"essential": [[1, 3], [0, 0]]}, "levels"),
        ({"sectors": [0, 2]}, "entry 1 of sectors is 2"),
        ({"markets": [0]}, "1 entries for 2 firms"),
        ({"weights": [1.0, np.nan]}, "weight of firm 1"),
        ({"weights": [0.0, 0.0]}, "add up to 0"),
        ({"weights": [1.0]}, "shape"),
        ({"revenue": [1.0, -1.0]}, "revenue"),
        ({"costs": [1.0]}, "costs"),
    ],
)
def test_what_is_no_network_is_refused(change, match):
    given_ = {"suppliers": [0, 1], "buyers": [1, 0], "amounts": [1.0, 2.0], "sectors": [0, 1],
              "essential": [[1, 1], [1, 1]]} | change  # fmt: skip
    with pytest.raises(InputError, match=match):
        build_network(given_.pop("suppliers"), given_.pop("buyers"), given_.pop("amounts"), **given_)


@pytest.mark.parametrize(
    ("firms", "losses", "match"),
    [
        ([[0], [1]], [1.0], "1 entries for 2 scenarios"),
        ([[0, 1]], [[1.0]], "2 firms and 1"),
        ([[0]], 1.5, "outside 0 to 1"),
        ([[0]], [[np.nan]], "outside 0 to 1"),
        ([[-1]], 1.0, "below 0"),
        ([[0.5]], 1.0, "integer"),
    ],
)
def test_what_is_no_scenario_is_refused(firms, losses, match):
    with pytest.raises(InputError, match=match):
        build_shocks(firms, losses)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"rule": CascadeRule(eps=1.0)}, "does not hold"),
        ({"rule": CascadeRule(stop_rule=3)}, "does not hold"),
        ({"rule": CascadeRule(max_iterations=0)}, "does not hold"),
        ({"n_top": -1}, "n_top"),
    ],
)
def test_what_is_no_rule_is_refused(options, match):
    network = build_network([0], [1], [1.0], sectors=[0, 0], essential=[[1]])
    with pytest.raises(InputError, match=match):
        measure_risk(network, build_shocks([[0]]), **options)
    with pytest.raises(InputError, match="names firm 2"):
        measure_risk(network, build_shocks([[2]]))


def test_the_given_reference_agrees_on_a_large_network(shared):
    import importlib.util

    def load(name):
        spec = importlib.util.spec_from_file_location(name, shared / "tools/bench/chains" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    drawn = load("netgen").gen_network(1500, 20, 15.0, 11)
    links = (drawn["src"], drawn["dst"], drawn["w"])
    network = build_network(*links, sectors=drawn["sector"], essential=drawn["ess"])
    for has_replacement in (True, False):
        wanted, turns = load("esri_ref").esri_ref(
            *links, drawn["sector"], drawn["ess"], 1500, market=drawn["sector"] if has_replacement else None
        )
        found = measure_risk(
            network, list_single_failures(1500), CascadeRule(has_replacement=has_replacement)
        )
        np.testing.assert_allclose(
            np.column_stack([found.esri, found.esri_down, found.esri_up]), wanted, atol=1e-12
        )
        np.testing.assert_array_equal(found.iterations, turns)


def test_an_interrupted_measurement_stops_and_tells():
    n = 3_000
    ring = np.arange(n)
    network = build_network(ring, (ring + 1) % n, np.ones(n), sectors=np.zeros(n, int), essential=[[2]])

    def interrupt(step, done, total):
        raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        measure_risk(
            network, list_single_failures(n), CascadeRule(eps=0.0, has_replacement=False), progress=interrupt
        )
    assert time.monotonic() - begun < 20
    assert threading.active_count() < 10


def test_no_index_goes_beyond_the_whole_by_rounding():
    network = build_network(
        [0, 1, 2, 3], [1, 2, 3, 0], [0.1, 0.05, 20.0, 0.5], sectors=[0, 1, 2, 3], essential=np.full((4, 4), 2)
    )
    found = measure_risk(network, build_shocks([[0, 1, 2, 3], [1], [3]]))
    for index in (found.esri, found.esri_down, found.esri_up):
        assert index.max() <= 1.0
    assert found.esri[0] == 1.0


def test_a_bar_of_one_and_more_is_one_only_for_the_sum_of_losses():
    network = build_network([0], [1], [1.0], sectors=[0, 1], essential=[[0, 2], [0, 0]])
    found = measure_risk(network, build_shocks([[0]]), CascadeRule(eps=1.5, stop_rule=2))
    assert np.isfinite(found.esri).all()
    with pytest.raises(InputError, match=r"eps=1\.5"):
        measure_risk(network, build_shocks([[0]]), CascadeRule(eps=1.5))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: build_network([0], [1], ["much"], sectors=[0, 0], essential=[[1]]), "must be numbers"),
        (
            lambda: build_network([0], [1], [1.0], sectors=[0, 0], essential=[[1]], markets=[None, "a"]),
            "several kinds",
        ),
        (
            lambda: build_network([0], [1], [1.0], sectors=[0, 0], essential=[[1]], weights=["a", "b"]),
            "must be numbers",
        ),
        (lambda: build_shocks([["a"]]), "integer positions"),
        (lambda: list_single_failures(-1), "negative"),
    ],
)
def test_arrays_that_hold_no_numbers_are_refused(call, match):
    with pytest.raises(InputError, match=match):
        call()


def test_one_loss_for_all_may_be_of_any_number_type():
    assert build_shocks([[0]], np.int64(1)).losses.tolist() == [1.0]
