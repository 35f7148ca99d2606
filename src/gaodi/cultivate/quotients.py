"""Which comparisons are those of a quotient with a threshold? Written as two products, they may as well be divided."""

from dataclasses import dataclass
from fractions import Fraction

from gaodi.cultivate.plan import (
    Arithmetic,
    Case,
    Column,
    Compare,
    CompareSign,
    Constant,
    Every,
    Expression,
)

EXACT = 2**53
"""Whole numbers up to it are exact in doubles, and so are sums and products that stay within it."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A comparison of top over base with a threshold, unknown unless every factor of the base is positive.

    Parameters
    ----------
    exists : Expression
        Truth that says so.
    sign : str
    top, base : Expression
    factors : tuple of Column
        Of the base.
    threshold : Fraction
    """

    exists: Expression
    sign: CompareSign
    top: Expression
    base: Expression
    factors: tuple[Column, ...]
    threshold: Fraction

    def is_exact(self, top_bound: int, base_bound: int) -> bool:
        """Whether the quotient in doubles compares with the threshold in doubles as the true ones do.

        If a/b < p/q, they differ by 1/(b*q) at least. Doubles near p/q lie 2**-52 * p/q apart at most. While
        b*p < 2**52, the two are further apart than that, and are not rounded to the same double.
        """
        return top_bound <= EXACT and base_bound * self.threshold.numerator < EXACT // 2


def find_quotient(node: Expression) -> Quotient | None:
    """Return the quotient an expression compares, as `compare_exactly` writes it; None for any other.

    Examples
    --------
    >>> spent, sold = Column("spent", "integer", 10**16), Column("sold", "integer", 10**16)
    >>> three_per_cent = Compare(
    ...     ">=", Arithmetic("*", spent, Constant(100)), Arithmetic("*", sold, Constant(3))
    ... )
    >>> find_quotient(
    ...     Case(((Compare(">", sold, Constant(0)), three_per_cent),), Constant(None))
    ... ).threshold
    Fraction(3, 100)
    """
    match node:
        case Case(
            branches=((exists, Compare(sign=sign, left=left, right=right)),), otherwise=Constant(value=None)
        ):
            (top, q), (base, p) = _split_factor(left), _split_factor(right)
            factors = _factors(base)
            columns = tuple(factor for factor in factors if isinstance(factor, Column))
            is_whole = len(columns) == len(factors) and set(columns) == _positives(exists)
            if is_whole and sign != "==" and q > 0 and p >= 0:
                return Quotient(exists, sign, top, base, columns, Fraction(p, q))
    return None


def _positives(exists: Expression) -> set[Expression]:
    """Return what a truth says is positive; nothing where it says anything else besides."""
    conditions = exists.parts if isinstance(exists, Every) else (exists,)
    found = {
        part.left
        for part in conditions
        if isinstance(part, Compare) and part.sign == ">" and part.right == Constant(0)
    }
    return found if len(found) == len(conditions) else set()


def _split_factor(node: Expression) -> tuple[Expression, int]:
    """Return an expression without its constant factors, and their product."""
    match node:
        case (
            Arithmetic(sign="*", left=inner, right=Constant(value=int(factor)))
            | Arithmetic(sign="*", left=Constant(value=int(factor)), right=inner)
        ):
            found, rest = _split_factor(inner)
            return found, rest * factor
    return node, 1


def _factors(node: Expression) -> list[Expression]:
    if isinstance(node, Arithmetic) and node.sign == "*":
        return [*_factors(node.left), *_factors(node.right)]
    return [node]
