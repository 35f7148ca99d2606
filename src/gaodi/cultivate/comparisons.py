"""When does a number pass? Thresholds are compared by cross-multiplying integers, never by dividing."""

from decimal import Decimal
from fractions import Fraction

from gaodi.base import MONEY_UNITS
from gaodi.cultivate.measures import Quantity, exact_threshold
from gaodi.cultivate.plan import (
    Arithmetic,
    Case,
    Compare,
    CompareSign,
    Constant,
    Every,
    Expression,
    Negation,
    Some,
)


def in_base_unit(value: Decimal, unit: str) -> Fraction:
    """Return a threshold in the unit the plan counts in: fen for money, one for per cent, else as it is.

    Examples
    --------
    >>> in_base_unit(Decimal("3"), "%"), in_base_unit(Decimal("100"), "万元")
    (Fraction(3, 100), Fraction(100000000, 1))
    """
    if unit == "%":
        return Fraction(value) / 100
    return Fraction(value) * MONEY_UNITS[unit] * 100 if unit in MONEY_UNITS else Fraction(value)


def compare_exactly(quantity: Quantity, sign: CompareSign, threshold: Fraction) -> Expression:
    """Compare by cross-multiplying integers; between the bounds of an interval the truth is unknown.

    Parameters
    ----------
    quantity : Quantity
    sign : str
    threshold : Fraction
        In the plan's base unit.

    Returns
    -------
    Expression, truth
    """
    low = _cross(quantity, quantity.low, sign, threshold)
    if quantity.high != quantity.low:
        high = _cross(quantity, quantity.high, sign, threshold)
        # An interval is settled when both of its ends say the same.
        low = Case(
            ((Every((low, high)), Constant(True)), (Negation(Some((low, high))), Constant(False))),
            Constant(None),
        )
    if not quantity.bases:
        return low
    exists = Every(tuple(Compare(">", base, Constant(0)) for base in quantity.bases))
    return Case(((exists, low),), Constant(None))


def _cross(quantity: Quantity, numerator: Expression, sign: CompareSign, threshold: Fraction) -> Expression:
    exact = exact_threshold(threshold, quantity)
    left = _times(numerator, exact.denominator)
    return Compare(sign, left, _times(quantity.denominator, exact.numerator))


def _times(value: Expression, factor: int) -> Expression:
    if isinstance(value, Constant) and isinstance(value.value, int):
        return Constant(value.value * factor)
    return value if factor == 1 else Arithmetic("*", value, Constant(factor))
