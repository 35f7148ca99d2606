"""How is a metric taken over years? Sums, means, growth, and each of several years."""

from collections.abc import Callable
from datetime import date
from functools import partial

from gaodi.cultivate.measures import FOUNDED, Measured, Quantity, Scene, Years, count_days
from gaodi.cultivate.metrics import METRICS
from gaodi.cultivate.operands import Operand
from gaodi.cultivate.plan import Arithmetic, Case, Compare, Constant, Expression, add_up
from gaodi.cultivate.questions import Question

YEARS_APART = ("each_of_two_years", "each_of_three_years", "any_of_two_years")
"""Periods that give one value a year."""


def take_metric(question: Question, scene: Scene) -> tuple[Measured, ...]:
    """Take a metric over the period of a question: one value, or one per year."""
    metric = METRICS[question.metric]
    if not metric.is_yearly or question.period == "last_year":
        return (metric.measure(question, scene, 0),)
    years = tuple(metric.measure(question, scene, back) for back in range(3))
    if question.period in YEARS_APART:
        return years[: 3 if question.period.endswith("three_years") else 2]
    amounts = [year for year in years if isinstance(year, Quantity)]
    return (_PERIODS[question.period](amounts, scene),)


def _span(scene: Scene, n_years: int) -> Years:
    first = scene.last_year - n_years + 1
    return Years(f"{first}–{scene.last_year} 年", f"{first}–{scene.last_year}")


def _cells(*amounts: Quantity) -> tuple[Operand, ...]:
    return tuple(operand for amount in amounts for operand in amount.operands)


def _sum(years: list[Quantity], scene: Scene, *, n_years: int = 2, n_parts: int = 1) -> Quantity:
    used = years[:n_years]
    total, one = add_up([year.low for year in used]), used[0].denominator
    return Quantity(
        low=total,
        high=total,
        denominator=one if n_parts == 1 else Arithmetic("*", one, Constant(n_parts)),
        operands=_cells(*used),
        years=_span(scene, n_years),
    )


def _mean(years: list[Quantity], scene: Scene, *, n_years: int = 2) -> Quantity:
    return _sum(years, scene, n_years=n_years, n_parts=n_years)


def _ratio_of_sums(years: list[Quantity], scene: Scene) -> Quantity:
    """Divide the sum of the parts by the sum of the wholes; years before the enterprise was founded count nothing."""
    ends = [Constant(count_days(date(scene.last_year - back, 12, 31))) for back in range(len(years))]

    def total(amounts: list[Expression]) -> Expression:
        founded = FOUNDED.as_column()
        return add_up(
            [
                Case(((Compare(">", founded, end), Constant(0)),), amount)
                for amount, end in zip(amounts, ends, strict=True)
            ]
        )

    top, base = total([year.low for year in years]), total([year.denominator for year in years])
    return Quantity(
        low=top,
        high=top,
        denominator=base,
        bases=(base,),
        operands=(*_cells(*years), FOUNDED),
        years=_span(scene, len(years)),
    )


def _growth(years: list[Quantity], scene: Scene) -> Quantity:
    now, before, _ = years
    return Quantity(
        low=now.low,
        high=now.low,
        denominator=before.low,
        bases=(before.low,),
        operands=_cells(now, before),
        shift=1,
        years=_span(scene, 2),
    )


def _mean_growth(years: list[Quantity], scene: Scene) -> Quantity:
    """Mean of a/b - 1 and b/c - 1, as (ac + bb) / 2bc - 1; both bases must be positive."""
    now, before, first = (year.low for year in years)
    top = Arithmetic("+", Arithmetic("*", now, first), Arithmetic("*", before, before))
    return Quantity(
        low=top,
        high=top,
        denominator=Arithmetic("*", Arithmetic("*", before, first), Constant(2)),
        bases=(before, first),
        operands=_cells(*years),
        shift=1,
        years=_span(scene, 3),
    )


def _compound_growth(years: list[Quantity], scene: Scene) -> Quantity:
    """Square root of a/c, less one: compared as a/c with the square of one plus the threshold."""
    now, _, first = years
    return Quantity(
        low=now.low,
        high=now.low,
        denominator=first.low,
        bases=(first.low,),
        operands=_cells(now, first),
        power=2,
        shift=1,
        years=_span(scene, 3),
    )


_PERIODS: dict[str, Callable[[list[Quantity], Scene], Quantity]] = {
    "sum_two_years": _sum,
    "sum_three_years": partial(_sum, n_years=3),
    "mean_two_years": _mean,
    "mean_three_years": partial(_mean, n_years=3),
    "ratio_of_sums_three_years": _ratio_of_sums,
    "growth_last_year": _growth,
    "mean_growth_two_years": _mean_growth,
    "cagr_two_years": _compound_growth,
}
