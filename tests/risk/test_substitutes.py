"""What does a second source change, worked by hand, and what must hold for any?"""

import numpy as np
import pytest

from gaodi.base import InputError
from gaodi.risk import (
    CascadeRule,
    add_source,
    build_network,
    compare_second_source,
    find_single_sources,
    list_single_failures,
    measure_risk,
    rank_second_sources,
)

PLAIN = CascadeRule(has_replacement=False)


@pytest.fixture
def network():
    """0, 1, 2 are of one sector; 3 buys it from 0 alone and 5 from 1 and 2; 4 buys from 3."""
    return build_network(
        [0, 3, 1, 2], [3, 4, 5, 5], [40.0, 100.0, 30.0, 10.0], sectors=[0, 0, 0, 1, 2, 1],
        essential=[[0, 2, 0], [0, 0, 2], [0, 0, 0]],
    )  # fmt: skip


def test_a_second_source_halves_what_hangs_on_the_first(network):
    found = compare_second_source(network, 3, 1, rule=PLAIN)
    assert found.firms.tolist() == [0, 1, 3]
    # Sales 40, 30, 10, 100 of 180. 0 takes 3, and 3 takes 4 (which sells nothing): 140; then half of 3: 40 + 50.
    # 1 takes 3/4 of 5 (sells nothing): 30; then 30 + 50.
    np.testing.assert_allclose(found.before, [140 / 180, 30 / 180, 140 / 180])
    np.testing.assert_allclose(found.after[:2], [90 / 180, 80 / 180])
    assert found.benefit == pytest.approx(50 / 180)


def test_the_amount_bought_stays_the_same(network):
    changed = add_source(network, 5, 0, 0.25)
    assert changed.purchases.tolist() == network.purchases.tolist()
    bought = dict(
        zip(
            changed.suppliers[changed.buyers == 5].tolist(), changed.amounts[changed.buyers == 5], strict=True
        )
    )
    assert bought == {0: 10.0, 1: 22.5, 2: 7.5}
    np.testing.assert_array_equal(changed.weights, network.weights)


def test_single_sources_are_essential_inputs_of_one_supplier(network):
    found = find_single_sources(network)
    assert list(
        zip(found.buyers.tolist(), found.suppliers.tolist(), found.amounts.tolist(), strict=True)
    ) == [
        (4, 3, 100.0),
        (3, 0, 40.0),
    ]


def test_candidates_are_the_others_of_the_sector_the_most_useful_first(network):
    told = []
    found = rank_second_sources(network, 3, 0, PLAIN, progress=lambda *step: told.append(step))
    assert [source.supplier for source in found] == [1, 2]
    assert found[0].benefit == found[1].benefit == pytest.approx(50 / 180)
    assert told[-1] == ("second source", 2, 2)
    assert rank_second_sources(network, 4, 1, PLAIN) == ()


def test_the_whole_index_of_a_changed_network_is_what_the_comparison_says(network):
    found = compare_second_source(network, 3, 2, 0.3)
    whole = measure_risk(add_source(network, 3, 2, 0.3), list_single_failures(6)).esri
    np.testing.assert_allclose(found.after, whole[found.firms])


def test_what_is_no_second_source_is_refused(network):
    with pytest.raises(InputError, match="buys nothing"):
        compare_second_source(network, 4, 1)
    with pytest.raises(InputError, match="source already"):
        compare_second_source(network, 3, 0)
    with pytest.raises(InputError, match="between 0 and 1"):
        add_source(network, 3, 1, 1.0)


def test_what_a_firm_takes_from_itself_is_no_single_source():
    network = build_network([0, 1], [0, 0], [5.0, 1.0], sectors=[0, 1], essential=[[2, 1], [2, 1]])
    found = find_single_sources(network)
    assert list(zip(found.buyers.tolist(), found.suppliers.tolist(), strict=True)) == [(0, 1)]


def test_a_second_source_earns_at_least_what_it_sells():
    network = build_network(
        [0, 1], [2, 3], [100.0, 2.0], sectors=[0, 0, 1, 2], essential=[[0, 2, 0], [0, 0, 0], [0, 0, 0]],
        revenue=[200.0, 2.0, 1.0, 1.0],
    )  # fmt: skip
    changed = add_source(network, 2, 1)
    assert changed.revenue.tolist() == [200.0, 52.0, 1.0, 1.0]
