"""Do the bounds of concentration hold every possible truth, and no more?"""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.chains.concentration import Unreported, bound_hhi, bound_top_share, measure_hhi

KNOWN = st.lists(st.integers(1, 30), min_size=1, max_size=6)
N_SMALL, N_LARGE = st.integers(0, 3), st.integers(0, 2)


def list_truths(known, small, large):
    """List every way the firms that do not report could, in whole steps."""
    for few in product(range(small.most + 1), repeat=small.n):
        for many in product(range(large.most + 1), repeat=large.n):
            yield [*known, *few, *many]


def share_of_top(values, n):
    return Fraction(sum(sorted(values, reverse=True)[:n]), sum(values))


@given(known=KNOWN, n_small=N_SMALL, most=st.integers(1, 4), n_large=N_LARGE, more=st.integers(0, 6))
def test_every_possible_truth_lies_within_the_bounds(known, n_small, most, n_large, more):
    small, large = Unreported(n=n_small, most=most), Unreported(n=n_large, most=most + more)
    hhi, top = bound_hhi(known, small, large), bound_top_share(known, small, large, n_top=4)
    for values in list_truths(known, small, large):
        assert hhi.low <= measure_hhi(values) <= hhi.high
        assert top.low <= share_of_top(values, 4) <= top.high


@given(known=KNOWN, n_small=N_SMALL, most=st.integers(1, 4), n_large=N_LARGE, more=st.integers(0, 6))
def test_the_bounds_are_reached(known, n_small, most, n_large, more):
    """The ends of CR4 and the upper end of the index exactly; its lower end nearly, for the steps here are whole."""
    small, large = Unreported(n=n_small, most=most), Unreported(n=n_large, most=most + more)
    truths = list(list_truths(known, small, large))
    indices, shares = list(map(measure_hhi, truths)), [share_of_top(values, 4) for values in truths]
    hhi, top = bound_hhi(known, small, large), bound_top_share(known, small, large, n_top=4)
    assert (min(shares), max(shares), max(indices)) == (top.low, top.high, hhi.high)
    assert min(indices) - hhi.low < Fraction(1, 8)


@given(known=KNOWN, factor=st.integers(2, 9))
def test_scale_changes_nothing_and_order_neither(known, factor):
    assert measure_hhi([value * factor for value in reversed(known)]) == measure_hhi(known)
    assert Fraction(1, len(known)) <= measure_hhi(known) <= 1


@given(known=KNOWN)
def test_where_all_report_both_ends_are_the_index(known):
    nobody = Unreported(n=0, most=0)
    bounds = bound_hhi(known, nobody, nobody)
    assert bounds.low == bounds.high == measure_hhi(known)


def test_the_published_example():
    """US Department of Justice, Herfindahl-Hirschman Index: firms of 30, 30, 20 and 20 per cent make 2,600 points."""
    assert measure_hhi([30, 30, 20, 20]) * 10_000 == 2600


@pytest.mark.parametrize("known", [[], [0, 0]])
def test_without_revenue_nothing_is_known(known):
    nobody = Unreported(n=0, most=0)
    assert measure_hhi(known) is None
    assert bound_hhi(known, nobody, Unreported(n=2, most=9)).low == 0
    assert bound_top_share(known, nobody, nobody, n_top=4).high == 1


def test_many_small_firms_are_counted_without_listing_every_case():
    """Worked by hand: a = 100², s = 100; 40 firms of at most 1 add 40 to the squares' sum at most once each."""
    bounds = bound_hhi([100], Unreported(n=40, most=1), Unreported(n=0, most=0))
    assert bounds.high == 1  # all of them nothing
    assert bounds.low == Fraction(100**2 + 40, 140**2)
