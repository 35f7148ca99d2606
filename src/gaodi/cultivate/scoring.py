"""How many points is a value worth? From below and from above, where data are missing or people choose."""

from dataclasses import dataclass
from decimal import Decimal

from gaodi.cultivate.comparisons import compare_exactly, in_base_unit
from gaodi.cultivate.measures import Attribute, Measured, Quantity
from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    Case,
    Compare,
    CompareSign,
    Constant,
    Expression,
    Greatest,
    Least,
    Negation,
    Quotient,
    add_up,
)
from gaodi.cultivate.score_tables import Band, Edge, ScoreItem, ScoreTable

POINT = 1000
"""Points are whole thousandths: provinces give halves."""

_NOTHING = Constant(0)


def in_thousandths(points: Decimal | int) -> int:
    """Return points as the plan counts them.

    Examples
    --------
    >>> in_thousandths(Decimal("1.875"))
    1875
    """
    return int(points * POINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Points of an item, in thousandths.

    Parameters
    ----------
    low : Expression
        The least: missing data give the least they can, people choose the least.
    high : Expression
        The most: missing data give the most, people choose the most.
    sure : Expression
        What known data give where people choose the most. It is `high` once no datum is missing.
    """

    low: Expression
    high: Expression
    sure: Expression


def rate_item(
    item: ScoreItem, measured: tuple[Measured, ...], none_if: Measured | None, edge: Edge
) -> Rating:
    """Return the points of an item.

    Parameters
    ----------
    item : ScoreItem
    measured : tuple of Measured
        What each table of the item looks at.
    none_if : Measured or None
        The truth that takes all points away.
    edge : {"higher_score", "lower_score", "open_closed"}

    Returns
    -------
    Rating
    """
    most = Constant(in_thousandths(item.max))
    if item.by_people:
        return Rating(low=_NOTHING, high=most, sure=most)
    rated = [
        _rate_table(table, value, item.max, table.edge or edge)
        for table, value in zip(item.tables, measured, strict=True)
    ]
    total = Rating(
        low=_combine(item, [one.low for one in rated], most),
        high=_combine(item, [one.high for one in rated], most),
        sure=_combine(item, [one.sure for one in rated], most),
    )
    return _reset(total, none_if) if none_if is not None else total


def _combine(item: ScoreItem, parts: list[Expression], most: Constant) -> Expression:
    if item.sum_of:
        return Least((add_up(parts), most))
    return parts[0] if len(parts) == 1 else Greatest(tuple(parts))


def _reset(total: Rating, none_if: Measured) -> Rating:
    assert isinstance(none_if, Attribute)  # noqa: S101  check_pack refuses the others
    none, some = (none_if.value, _NOTHING), Negation(none_if.value)
    return Rating(
        low=Case((none, (some, total.low)), _NOTHING),
        high=Case((none,), total.high),
        sure=Case((none, (some, total.sure)), _NOTHING),
    )


def _rate_table(table: ScoreTable, measured: Measured, most: Decimal | int, edge: Edge) -> Rating:
    if isinstance(measured, Attribute):
        return _rate_truth(table, measured) if table.truth else _rate_choice(table, measured)
    if table.per or table.as_points:
        low, high = _step_points(table, measured, most)
        return Rating(low=low, high=high, sure=low)
    bands, sign = _bands(table, edge)
    best = Constant(in_thousandths(bands[0].points))
    certain = _band_points(bands, sign, measured, measured.low, table.unit, _NOTHING, is_sure=True)
    sure = _band_points(bands, sign, measured, measured.low, table.unit, _NOTHING, is_sure=False)
    high = _band_points(bands, sign, measured, measured.high, table.unit, best, is_sure=False)
    return Rating(low=certain, high=high, sure=sure)


def _rate_choice(table: ScoreTable, measured: Attribute) -> Rating:
    branches = tuple(
        (Among(measured.value, choice.values), Constant(in_thousandths(choice.points)))
        for choice in table.choices
    )
    named = tuple(value for choice in table.choices for value in choice.values)
    none = (Negation(Among(measured.value, named)), _NOTHING)
    best = Constant(max(in_thousandths(choice.points) for choice in table.choices))
    low = Case(branches, _NOTHING)
    return Rating(low=low, high=Case((*branches, none), best), sure=low)


def _rate_truth(table: ScoreTable, measured: Attribute) -> Rating:
    assert table.truth is not None  # noqa: S101  the caller looked
    held, otherwise = in_thousandths(table.truth.held), in_thousandths(table.truth.otherwise)
    branches = ((measured.value, Constant(held)), (Negation(measured.value), Constant(otherwise)))
    low = Case(branches, Constant(min(held, otherwise)))
    return Rating(low=low, high=Case(branches, Constant(max(held, otherwise))), sure=low)


def _bands(table: ScoreTable, edge: Edge) -> tuple[tuple[Band, ...], CompareSign]:
    """Bands with the comparison that gives a value on an edge to one of two."""
    if table.at_least:
        return table.at_least, ">=" if edge == "higher_score" else ">"
    return table.at_most, "<" if edge == "lower_score" else "<="


def _band_points(
    bands: tuple[Band, ...],
    sign: CompareSign,
    quantity: Quantity,
    numerator: Expression,
    unit: str,
    unknown: Constant,
    *,
    is_sure: bool,
) -> Expression:
    one = Quantity(
        low=numerator,
        high=numerator,
        denominator=quantity.denominator,
        operands=(),
        bases=quantity.bases,
        power=quantity.power,
        shift=quantity.shift,
    )
    tests = [compare_exactly(one, sign, in_base_unit(band.at, unit)) for band in bands]
    branches = [
        (test, Constant(in_thousandths(band.sure if is_sure else band.points)))
        for test, band in zip(tests, bands, strict=True)
    ]
    return Case((*branches, (Negation(tests[-1]), _NOTHING)), unknown)


def _step_points(table: ScoreTable, quantity: Quantity, most: Decimal | int) -> tuple[Expression, Expression]:
    scale = quantity.denominator.value if isinstance(quantity.denominator, Constant) else 1
    assert isinstance(scale, int)  # noqa: S101  counts and numbers have a constant scale
    ceiling = Constant(in_thousandths(most))

    def points(numerator: Expression, unknown: Expression) -> Expression:
        if table.per:
            steps = Quotient(numerator, table.per.step * scale)
            earned: Expression = Arithmetic("*", steps, Constant(table.per.points * POINT))
        else:
            earned = Quotient(Arithmetic("*", numerator, Constant(POINT)), scale)
        return Case(
            (
                (Compare("<", numerator, _NOTHING), _NOTHING),
                (Compare(">=", numerator, _NOTHING), Least((earned, ceiling))),
            ),
            unknown,
        )

    return points(quantity.low, _NOTHING), points(quantity.high, ceiling)
