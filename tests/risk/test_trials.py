"""Do many second sources tried on one layout say what each of them says alone?"""

import numpy as np
import pytest

from gaodi.base import InputError
from gaodi.risk import (
    CascadeRule,
    add_source,
    build_network,
    compare_second_source,
    find_single_sources,
    rank_second_sources,
    try_second_sources,
)


def draw(seed, *, has_revenue=True, has_costs=True, n_firms=40, n_links=160):
    rng = np.random.default_rng(seed)
    suppliers, buyers = rng.integers(0, n_firms, n_links), rng.integers(0, n_firms, n_links)
    sales = np.bincount(suppliers, rng.uniform(1, 9, n_links), n_firms)
    unknown = np.where(rng.random(n_firms) < 0.3, np.nan, 1.0)
    return build_network(
        suppliers, buyers, rng.uniform(1, 9, n_links), sectors=rng.integers(0, 6, n_firms), essential=rng.integers(0, 3, (6, 6)),
        revenue=sales * rng.uniform(0.5, 3, n_firms) * unknown if has_revenue else None,
        costs=rng.uniform(20, 90, n_firms) * unknown if has_costs else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seed", "rule"),
    [
        (1, CascadeRule()),
        (2, CascadeRule(has_replacement=False, eps=1e-6)),
        (3, CascadeRule(stop_rule=2, eps=1e-4)),
    ],
)
@pytest.mark.parametrize("known", [(True, True), (False, False), (True, False)])
def test_each_trial_is_the_comparison_of_two_whole_networks(seed, rule, known):
    network = draw(seed, has_revenue=known[0], has_costs=known[1])
    pairs = np.unique(np.stack([network.buyers, network.sectors[network.suppliers]]), axis=1)
    found = try_second_sources(network, pairs[0], pairs[1], rule, share=0.3, n_candidates=4)
    assert len(found) == pairs.shape[1]
    n = 0
    for purchase, sources in enumerate(found):
        for source in sources:
            alone = compare_second_source(network, int(pairs[0, purchase]), source.supplier, 0.3, rule)
            np.testing.assert_array_equal(source.firms, alone.firms)
            np.testing.assert_allclose(source.before, alone.before, rtol=0, atol=1e-12)
            np.testing.assert_allclose(source.after, alone.after, rtol=0, atol=1e-12)
            n += 1
    assert n > 100


def test_the_most_useful_comes_first_and_no_source_is_tried_anew():
    network = draw(4)
    single = find_single_sources(network)
    found = try_second_sources(network, single.buyers, single.sectors)
    assert any(found)
    for buyer, supplier, sources in zip(
        single.buyers.tolist(), single.suppliers.tolist(), found, strict=True
    ):
        benefits = [source.benefit for source in sources]
        assert benefits == sorted(benefits, reverse=True)
        bought = set(network.suppliers[network.buyers == buyer].tolist())
        assert not bought & {source.supplier for source in sources}
        assert all(source.firms[0] == supplier for source in sources)


def test_neither_threads_nor_company_change_a_trial():
    network = draw(5)
    single = find_single_sources(network)
    one, three = (try_second_sources(network, single.buyers, single.sectors, n_workers=n) for n in (1, 3))
    last = try_second_sources(network, single.buyers[-1:], single.sectors[-1:])[0]
    for alone, together in ((one, three), ((last,), one[-1:])):
        for left, right in zip(alone, together, strict=True):
            assert [source.supplier for source in left] == [source.supplier for source in right]
            for a, b in zip(left, right, strict=True):
                np.testing.assert_allclose(a.after, b.after, rtol=0, atol=1e-12)


def test_only_those_who_may_supply_are_tried():
    network = draw(6)
    single = find_single_sources(network)
    may = np.arange(network.n_firms) % 2 == 0
    tried = {s.supplier for sources in try_second_sources(network, single.buyers, single.sectors, may_supply=may) for s in sources}  # fmt: skip
    assert tried
    assert all(may[firm] for firm in tried)


def test_trials_are_told_and_none_are_none():
    network, told = draw(7), []
    single = find_single_sources(network)
    found = try_second_sources(
        network, single.buyers, single.sectors, progress=lambda *step: told.append(step)
    )
    n = sum(len(sources) for sources in found)
    assert told[-1] == ("second source", n, n)
    assert try_second_sources(network, np.zeros(0, np.int64), np.zeros(0, np.int64)) == ()
    may = np.zeros(network.n_firms, np.bool_)
    assert set(try_second_sources(network, single.buyers, single.sectors, may_supply=may)) == {()}


def test_a_third_firm_keeps_its_revenue():
    network = draw(8)
    buyer, supplier = int(network.buyers[0]), int(network.suppliers[0])
    others = [f for f in range(network.n_firms) if network.sectors[f] == network.sectors[supplier]]
    new = next(f for f in others if f not in network.suppliers[network.buyers == buyer])
    changed = add_source(network, buyer, new)
    same = np.arange(network.n_firms) != new
    np.testing.assert_array_equal(changed.revenue[same], network.revenue[same])


@pytest.mark.parametrize("place", [-1, 40])
def test_a_position_of_no_firm_is_told(place):
    network = draw(9)
    with pytest.raises(InputError, match=f"buyer {place} must lie between 0 and 39"):
        compare_second_source(network, place, 0)
    with pytest.raises(InputError, match=f"supplier {place} must lie between 0 and 39"):
        add_source(network, 0, place)
    with pytest.raises(InputError, match=f"buyer {place} must lie"):
        rank_second_sources(network, place, 0)
    with pytest.raises(InputError, match=r"sector 6 must lie between 0 and 5"):
        rank_second_sources(network, 0, 6)
    with pytest.raises(InputError, match="share 1"):
        try_second_sources(network, np.array([0]), np.array([0]), share=1)
