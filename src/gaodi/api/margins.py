"""How far beyond its threshold is a clause? Margins as shares of the threshold, and the clauses nearest to their edge."""

import re
from decimal import Decimal
from fractions import Fraction

from gaodi.cultivate import Verdict

_LIMIT = re.compile(r"[≥≤<>] ?([\d,]+(?:\.\d+)?) ?(\D*)")
"""A threshold that is one number; bands and choices have no share."""
N_THIN = 3
"""Clauses named as nearest to their edge; our own choice."""


def measure_share(margin: Decimal | None, threshold: str, unit: str) -> Fraction | None:
    """Return a margin as a share of the threshold it belongs to; None where there is no such number.

    Examples
    --------
    >>> measure_share(Decimal("1407.69"), "≥ 1,500 万元", "万元"), measure_share(Decimal("-0.4"), "≥ 50 分", "分")
    (Fraction(46923, 50000), Fraction(-1, 125))
    >>> measure_share(Decimal(1), "≥ 0 件", "件"), measure_share(None, "≥ 3 年", "年")
    (None, None)
    """
    found = _LIMIT.fullmatch(threshold.strip())
    if margin is None or found is None or found.group(2) != unit:
        return None
    limit = Fraction(found.group(1).replace(",", ""))
    return Fraction(margin) / limit if limit else None


def find_thin(verdict: Verdict) -> list[tuple[str, Fraction]]:
    """Return the clauses met that lie nearest to their threshold, with their margins as shares of it."""
    shares = [
        (clause.clause_id, measure_share(clause.margin, clause.threshold, clause.unit))
        for clause in verdict.clauses
        if clause.state.value == "met" and clause.effect == "condition"
    ]
    known = [(name, share) for name, share in shares if share is not None and share < 1]
    return sorted(known, key=lambda item: item[1])[:N_THIN]
