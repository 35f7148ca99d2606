"""How many points is a value worth? From below and from above, where data are missing."""

from gaodi.cultivate.comparisons import compare_exactly, in_base_unit
from gaodi.cultivate.measures import Attribute, Measured, Quantity
from gaodi.cultivate.packs import Band, ScoreItem, ScoreTable
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
)

POINT = 1000
"""Points are whole thousandths: provinces give halves."""


def bound_points(item: ScoreItem, tables: tuple[Measured, ...], edge: str) -> tuple[Expression, Expression]:
    """Return the points of an item from below and above, in thousandths: the best of its tables.

    Parameters
    ----------
    item : ScoreItem
    tables : tuple of Measured
        What each table of the item looks at.
    edge : {"higher_score", "lower_score"}

    Returns
    -------
    tuple of two Expression
    """
    lows, highs = [], []
    for table, measured in zip(item.best_of, tables, strict=True):
        low, high = _table_points(table, measured, item.max, edge)
        lows.append(low)
        highs.append(high)
    if len(lows) == 1:
        return lows[0], highs[0]
    return Greatest(tuple(lows)), Greatest(tuple(highs))


def _table_points(
    table: ScoreTable, measured: Measured, most: int, edge: str
) -> tuple[Expression, Expression]:
    """Points from below and above: what is unknown counts 0 and the most the table can give."""
    if isinstance(measured, Attribute):
        branches = tuple(
            (Among(measured.value, choice.values), Constant(choice.points * POINT))
            for choice in table.choices
        )
        named = tuple(value for choice in table.choices for value in choice.values)
        none = (Negation(Among(measured.value, named)), Constant(0))
        best = Constant(max(choice.points for choice in table.choices) * POINT)
        return Case(branches, Constant(0)), Case((*branches, none), best)
    if table.per or table.as_points:
        return _step_points(table, measured, most)
    bands, sign = _bands(table, edge)
    low = _band_points(bands, sign, measured, measured.low, table.unit, Constant(0))
    best = Constant(bands[0].points * POINT)
    return low, _band_points(bands, sign, measured, measured.high, table.unit, best)


def _bands(table: ScoreTable, edge: str) -> tuple[tuple[Band, ...], CompareSign]:
    """Bands with the comparison that gives a value on an edge to the better or the worse of two."""
    is_better = edge == "higher_score"
    if table.at_least:
        return table.at_least, ">=" if is_better else ">"
    return table.at_most, "<=" if is_better else "<"


def _band_points(
    bands: tuple[Band, ...],
    sign: CompareSign,
    quantity: Quantity,
    numerator: Expression,
    unit: str,
    unknown: Constant,
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
    branches = [(test, Constant(band.points * POINT)) for test, band in zip(tests, bands, strict=True)]
    return Case((*branches, (Negation(tests[-1]), Constant(0))), unknown)


def _step_points(table: ScoreTable, quantity: Quantity, most: int) -> tuple[Expression, Expression]:
    scale = quantity.denominator.value if isinstance(quantity.denominator, Constant) else 1
    assert isinstance(scale, int)  # noqa: S101  counts and numbers have a constant scale
    ceiling = Constant(most * POINT)

    def points(numerator: Expression, unknown: Expression) -> Expression:
        if table.per:
            steps = Quotient(numerator, table.per.step * scale)
            earned: Expression = Arithmetic("*", steps, Constant(table.per.points * POINT))
        else:
            earned = Quotient(Arithmetic("*", numerator, Constant(POINT)), scale)
        return Case(
            (
                (Compare("<", numerator, Constant(0)), Constant(0)),
                (Compare(">=", numerator, Constant(0)), Least((earned, ceiling))),
            ),
            unknown,
        )

    return points(quantity.low, Constant(0)), points(quantity.high, ceiling)
