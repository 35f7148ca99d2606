"""How is a margin drawn? Bars beside the numbers, as shares of the threshold."""

from fractions import Fraction

from gaodi import api

HALF = 50
"""Length of a bar that stands for the whole threshold."""


def measure_bars(verdict: api.Verdict) -> dict[str, int]:
    """Return by clause the length of its bar, from -50 (all of the threshold is lacking) to 50; none where it has none.

    A margin too small to be drawn still gets one step.
    """
    bars: dict[str, int] = {}
    for clause in verdict.clauses:
        share = api.measure_share(clause.margin, clause.threshold, clause.unit)
        if share is not None:
            length = round(max(Fraction(-1), min(Fraction(1), share)) * HALF)
            bars[clause.clause_id] = length or (1 if share >= 0 else -1)
    return bars
