"""What does a metric measure? A number as integers, a text or a truth, with the operands behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gaodi.cultivate.operands import (
    AwardRank,
    AwardWithin,
    FirmCell,
    IndustryDivision,
    Operand,
    RightCount,
    RightsDefinition,
    TitleHeld,
    YearCell,
)
from gaodi.cultivate.plan import Arithmetic, Case, Compare, Constant, Every, Expression, Negation, Some
from gaodi.cultivate.questions import Question
from gaodi.cultivate.standards import Bounds, IndustryRow, SizeRow, SizeStandard


@dataclass(frozen=True, slots=True)
class Years:
    """Which years a value speaks of, for people; empty where it has none."""

    zh: str = ""
    en: str = ""


NO_YEARS = Years()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as integers: `(numerator / denominator) ** (1 / power) - shift`, between low and high.

    A base that is not positive makes the quantity unknown: there is no ratio to a revenue of zero.

    Parameters
    ----------
    low, high : Expression
        Numerator; the same expression unless some data are unclear.
    denominator : Expression
    bases : tuple of Expression
        What must be positive for the quantity to exist.
    power : int
        2 for a compound rate over two years: thresholds are raised instead of taking a root.
    shift : int
        1 for a growth, which is a quotient less one.
    operands : tuple of Operand
        The cells behind it.
    years : Years
        Which years, for people.
    """

    low: Expression
    high: Expression
    denominator: Expression
    operands: tuple[Operand, ...]
    bases: tuple[Expression, ...] = ()
    power: int = 1
    shift: int = 0
    years: Years = NO_YEARS


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A text or a truth."""

    value: Expression
    operands: tuple[Operand, ...]
    years: Years = NO_YEARS


Measured = Quantity | Attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a metric may know besides the question: the day, the last complete year and the size standard."""

    last_year: int
    sizes: SizeStandard
    on: date


Measure = Callable[[Question, Scene, int], Measured]
"""From a question, the scene and years back to what the plan compares."""


def _cell(column: str, kind: str, back: int) -> YearCell:
    return YearCell(column=column, kind=kind, back=back)


def _year(scene: Scene, back: int) -> Years:
    year = scene.last_year - back
    return Years(f"{year} 年", f"{year}")


def measure_amount(column: str, kind: str) -> Measure:
    """Make the metric of one column, as it is."""

    def measure(question: Question, scene: Scene, back: int) -> Quantity:
        cell = _cell(column, kind, back)
        value = cell.as_column()
        scale = Constant(cell.scale)
        return Quantity(low=value, high=value, denominator=scale, operands=(cell,), years=_year(scene, back))

    return measure


def measure_share(part: str, whole: str, kind: str = "money") -> Measure:
    """Make the metric of one column over another of the same year."""

    def measure(question: Question, scene: Scene, back: int) -> Quantity:
        cells = (_cell(part, kind, back), _cell(whole, kind, back))
        value, base = cells[0].as_column(), cells[1].as_column()
        return Quantity(
            low=value, high=value, denominator=base, bases=(base,), operands=cells, years=_year(scene, back)
        )

    return measure


def measure_attribute(column: str, kind: str) -> Measure:
    """Make the metric of a column that holds a choice or a truth."""

    def measure(question: Question, scene: Scene, back: int) -> Attribute:
        cell = _cell(column, kind, back)
        return Attribute(value=cell.as_column(), operands=(cell,), years=_year(scene, back))

    return measure


def measure_title(question: Question, scene: Scene, back: int) -> Attribute:
    """Tell whether any of the titles is in force."""
    held = tuple(TitleHeld(title_id=title) for title in question.titles)
    return Attribute(value=Some(tuple(h.as_column() for h in held)), operands=held)


def measure_award(question: Question, scene: Scene, back: int) -> Attribute:
    """Tell whether any of the awards was received within the window."""
    years = question.within_years or 1
    given = tuple(AwardWithin(title_id=title, years=years) for title in question.titles)
    return Attribute(value=Some(tuple(g.as_column() for g in given)), operands=given)


def measure_award_rank(question: Question, scene: Scene, back: int) -> Quantity:
    """Return the best place in an award within the window."""
    (title,), years = question.titles, question.within_years or 1
    low = AwardRank(title_id=title, years=years, side="low")
    high = AwardRank(title_id=title, years=years, side="high")
    return Quantity(low=low.as_column(), high=high.as_column(), denominator=Constant(1), operands=(low, high))


def measure_rights(definition: RightsDefinition) -> Measure:
    """Make the metric that counts rights under a definition."""

    def measure(question: Question, scene: Scene, back: int) -> Quantity:
        low = RightCount(definition=definition, side="low")
        high = RightCount(definition=definition, side="high")
        return Quantity(
            low=low.as_column(), high=high.as_column(), denominator=Constant(1), operands=(low, high)
        )

    return measure


EPOCH = date(1970, 1, 1)
FOUNDED = FirmCell(column="founded_on", kind="date")


def count_days(day: date) -> int:
    """Return a day as days since 1970, as the plan counts them.

    Examples
    --------
    >>> count_days(date(1970, 2, 1))
    31
    """
    return (day - EPOCH).days


def measure_firm_attribute(column: str) -> Measure:
    """Make the metric of a truth in the register of enterprises."""

    def measure(question: Question, scene: Scene, back: int) -> Attribute:
        cell = FirmCell(column=column, kind="boolean")
        return Attribute(value=cell.as_column(), operands=(cell,))

    return measure


def measure_days_registered(question: Question, scene: Scene, back: int) -> Quantity:
    """Count the days from the registration to the day of the decision."""
    days = Arithmetic("-", Constant(count_days(scene.on)), FOUNDED.as_column())
    return Quantity(low=days, high=days, denominator=Constant(1), operands=(FOUNDED,))


def measure_difference(whole: str, part: str) -> Measure:
    """Make the metric of one amount of money less another of the same year."""

    def measure(question: Question, scene: Scene, back: int) -> Quantity:
        cells = (_cell(whole, "money", back), _cell(part, "money", back))
        rest = Arithmetic("-", cells[0].as_column(), cells[1].as_column())
        return Quantity(
            low=rest, high=rest, denominator=Constant(1), operands=cells, years=_year(scene, back)
        )

    return measure


_SIZE_CELLS = {"staff": "integer", "revenue": "money", "total_assets": "money"}
WAN_FEN = 1_000_000
_HELD = Constant(value=True)
GROUP = FirmCell(column="industry_code", kind="group")


def _reaches(row: SizeRow, rank: int, back: int) -> Expression:
    """Whether an enterprise reaches every lower bound of a class (0 large, 1 medium, 2 small)."""
    tests: list[Expression] = []
    for column, kind in _SIZE_CELLS.items():
        bounds: Bounds | None = getattr(row, column)
        if bounds is None:
            continue
        unit = WAN_FEN if kind == "money" else 1
        value = _cell(column, kind, back).as_column()
        known = [bound for bound in bounds[: rank + 1] if bound is not None]
        reached: Expression = Compare(">=", value, Constant(known[-1] * unit))
        # A bound that is not verified lies below the next higher one: what reaches that reaches it, else it is open.
        tests.append(reached if bounds[rank] is not None else Case(((reached, _HELD),), Constant(None)))
    return Every(tuple(tests))


def lies_in(row: IndustryRow) -> Expression:
    """Return whether an enterprise's industry is one of a row; unknown where its code is too short to tell."""
    spans = ((IndustryDivision().as_column(), row.divisions), (GROUP.as_column(), row.groups))
    inside = tuple(
        Every((Compare(">=", code, Constant(span[0])), Compare("<=", code, Constant(span[1]))))
        for code, span in spans
        if span is not None
    )
    return inside[0] if len(inside) == 1 else Some(inside)


def _size_operands(sizes: SizeStandard, back: int) -> tuple[Operand, ...]:
    used = [c for c in _SIZE_CELLS if any(getattr(row, c) for row in sizes.rows_in_force)]
    codes = (IndustryDivision(), *((GROUP,) if any(row.groups for row in sizes.rows_in_force) else ()))
    return (*codes, *(_cell(c, _SIZE_CELLS[c], back) for c in used))


def measure_sme(question: Question, scene: Scene, back: int) -> Attribute:
    """Not large. Known as soon as one bound of large is known to be missed; an industry without a row is unknown."""
    rows = tuple((lies_in(row), Negation(_reaches(row, 0, back))) for row in scene.sizes.rows_in_force)
    return Attribute(
        value=Case(rows, Constant(None)), operands=_size_operands(scene.sizes, back), years=_year(scene, back)
    )


def measure_size_class(question: Question, scene: Scene, back: int) -> Attribute:
    """大型, 中型, 小型 or 微型: the highest class of which every bound is reached."""
    rows: list[tuple[Expression, Expression]] = []
    for row in scene.sizes.rows_in_force:
        large, medium, small = (_reaches(row, rank, back) for rank in range(3))
        inside = lies_in(row)
        rows += [
            (Every((inside, large)), Constant("大型")),
            (Every((inside, Negation(large), medium)), Constant("中型")),
            (Every((inside, Negation(large), Negation(medium), small)), Constant("小型")),
            (Every((inside, Negation(large), Negation(medium), Negation(small))), Constant("微型")),
        ]
    return Attribute(
        value=Case(tuple(rows), Constant(None)),
        operands=_size_operands(scene.sizes, back),
        years=_year(scene, back),
    )


def exact_threshold(value: Fraction, quantity: Quantity) -> Fraction:
    """Return what the plain quotient of a quantity is compared with.

    Examples
    --------
    >>> one = Constant(1)
    >>> cagr = Quantity(low=one, high=one, denominator=one, operands=(), power=2, shift=1)
    >>> exact_threshold(Fraction(5, 100), cagr)
    Fraction(441, 400)
    """
    return (value + quantity.shift) ** quantity.power
