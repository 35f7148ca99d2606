"""Which derived checks are there? One list; each yields the findings that hold with a new fact among them."""

from collections.abc import Callable, Iterator

from gaodi.conflicts.bench import Bench
from gaodi.conflicts.counts import find_differences, find_months
from gaodi.conflicts.growths import find_growths
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.multiples import find_multiples
from gaodi.conflicts.plausibility import find_impossible, find_misplaced, find_outliers
from gaodi.conflicts.ranks import find_ranks
from gaodi.conflicts.records import Finding
from gaodi.conflicts.shares import find_rates, find_shares

CHECKS: tuple[Callable[[Bench, KeyedFact], Iterator[Finding]], ...] = (
    find_impossible,
    find_outliers,
    find_misplaced,
    find_shares,
    find_rates,
    find_growths,
    find_multiples,
    find_differences,
    find_months,
    find_ranks,
)
"""Each needs no other finding, and finds the same whichever of its facts comes last."""
