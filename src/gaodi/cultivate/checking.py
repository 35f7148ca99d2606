"""Is a pack sound? Metrics, units, titles and choices it names must exist, or it is refused by file and key."""

from decimal import Decimal
from typing import NoReturn

from gaodi.base import MONEY_UNITS, CatalogueError
from gaodi.catalogue import Catalogue
from gaodi.cultivate.metrics import METRICS, SIZE_CLASSES, Metric
from gaodi.cultivate.packs import (
    Clause,
    CountClause,
    Question,
    RulePack,
    Score,
    ScoreGroup,
    ScoreItem,
    ScoreTable,
)
from gaodi.cultivate.periods import YEARS_APART
from gaodi.cultivate.totals import most_of

_ORDERED = (">=", ">", "<=", "<", "==")
_COMPOSED = (
    "sum_two_years",
    "sum_three_years",
    "mean_two_years",
    "mean_three_years",
    "growth_last_year",
    "mean_growth_two_years",
    "cagr_two_years",
)
_GROWTHS = ("growth_last_year", "mean_growth_two_years", "cagr_two_years")


def check_pack(pack: RulePack, path: str, catalogue: Catalogue) -> None:
    """Refuse a pack that names what does not exist.

    Raises
    ------
    CatalogueError
        With file, the node's id and key, what was found and what was expected.
    """
    if catalogue.taxonomy("titles").term(pack.title) is None:
        raise CatalogueError.at(path, "title", pack.title, "称号清单中的标识/an id of taxonomies/titles.yaml")
    if pack.subject != "enterprise":
        raise CatalogueError.at(
            path, "subject", pack.subject, "enterprise（其他对象另放/others lie elsewhere）"
        )
    seen: set[str] = set()
    for node in pack.nodes():
        if node.id in seen:
            raise CatalogueError.at(path, f"{node.id}.id", node.id, "不重复的标识/an id used once")
        seen.add(node.id)
        if isinstance(node, Clause):
            _check_clause(node, path, catalogue)
        elif isinstance(node, CountClause):
            _check_count(node, path, catalogue)
        elif isinstance(node, Score | ScoreGroup):
            _check_minimum(node, path)
        elif isinstance(node, ScoreItem):
            _check_item(node, path, catalogue)


def unit_of(question: Question) -> str:
    """Return the unit a question's numbers are in: a growth of money is in per cent."""
    return "%" if question.period in _GROWTHS else METRICS[question.metric].unit


def _refuse(path: str, key: str, found: object, expected: str) -> NoReturn:
    raise CatalogueError.at(path, key, found, expected)


def _check_question(question: Question, key: str, path: str, catalogue: Catalogue) -> Metric:
    metric = METRICS.get(question.metric)
    if metric is None:
        _refuse(path, f"{key}.metric", question.metric, f"指标函数名/one of {', '.join(METRICS)}")
    if bool(question.titles) != metric.needs_titles:
        expected = "至少一个称号/at least one title" if metric.needs_titles else "不写/nothing"
        _refuse(path, f"{key}.titles", question.titles, expected)
    if question.metric == "award_rank" and len(question.titles) != 1:
        _refuse(path, f"{key}.titles", question.titles, "恰好一个称号/exactly one title")
    if (question.within_years is not None) != metric.needs_window:
        expected = "年数/a number of years" if metric.needs_window else "不写/nothing"
        _refuse(path, f"{key}.within_years", question.within_years, expected)
    for title in question.titles:
        if catalogue.taxonomy("titles").term(title) is None:
            _refuse(path, f"{key}.titles", title, "称号清单中的标识/an id of taxonomies/titles.yaml")
    if not metric.is_yearly and question.period != "last_year":
        _refuse(path, f"{key}.period", question.period, "last_year（此指标不分年度/not yearly）")
    if question.period in _COMPOSED and metric.kind not in ("money", "number", "count"):
        _refuse(path, f"{key}.period", question.period, "数量指标才可求和、平均、增长/an amount")
    is_share = metric.kind == "ratio" and len(metric.columns) == 2
    if question.period == "ratio_of_sums_three_years" and not is_share:
        _refuse(path, f"{key}.period", question.period, "两列之比的指标/a ratio of two columns")
    _check_unit(question, metric, f"{key}.unit", path)
    return metric


def _check_unit(question: Question, metric: Metric, key: str, path: str) -> None:
    expected = unit_of(question)
    if expected == "万元":
        if question.unit not in MONEY_UNITS:
            _refuse(path, key, question.unit, f"金额单位/one of {'、'.join(MONEY_UNITS)}")
    elif question.unit != expected:
        _refuse(path, key, question.unit, f"{expected!r}")


def _check_choices(
    values: tuple[str, ...], metric: Metric, key: str, path: str, catalogue: Catalogue
) -> None:
    allowed = (
        catalogue.table("enterprise_year").column(metric.columns[0]).choices
        if metric.columns
        else SIZE_CLASSES
    )
    for value in values:
        if value not in allowed:
            _refuse(path, key, value, f"{'、'.join(allowed)} 之一/one of these")


def _check_clause(clause: Clause, path: str, catalogue: Catalogue) -> None:
    metric = _check_question(clause, clause.id, path, catalogue)
    if (clause.threshold is None) == (clause.threshold_by is None):
        _refuse(
            path,
            f"{clause.id}.threshold",
            clause.threshold,
            "threshold 与 threshold_by 恰有其一/one of the two",
        )
    key = f"{clause.id}.threshold"
    if metric.kind == "truth":
        if clause.op != "is" or not isinstance(clause.threshold, bool):
            _refuse(path, key, f"{clause.op} {clause.threshold}", "is true 或/or is false")
    elif metric.kind == "choice":
        if clause.op != "in" or not isinstance(clause.threshold, tuple):
            _refuse(path, key, f"{clause.op} {clause.threshold}", "in [选项/choices]")
        _check_choices(clause.threshold, metric, key, path, catalogue)
    elif clause.op not in _ORDERED:
        _refuse(path, f"{clause.id}.op", clause.op, f"{', '.join(_ORDERED)} 之一/one of these")
    elif metric.is_interval and clause.op == "==":
        _refuse(path, f"{clause.id}.op", clause.op, ">=, >, <=, <（可能只知上下限/may be an interval）")
    elif clause.threshold_by is None and not isinstance(clause.threshold, Decimal):
        _refuse(path, key, clause.threshold, "数/a number")
    if clause.threshold_by is not None:
        if metric.kind in ("truth", "choice"):
            _refuse(path, f"{clause.id}.threshold_by", clause.metric, "数量指标/an amount")
        _check_bands(clause, path, catalogue)


def _check_bands(clause: Clause, path: str, catalogue: Catalogue) -> None:
    chosen_by = clause.threshold_by
    assert chosen_by is not None  # noqa: S101  the caller looked
    key = f"{clause.id}.threshold_by"
    metric = _check_question(chosen_by, key, path, catalogue)
    if metric.kind not in ("money", "number", "count") or chosen_by.period in YEARS_APART:
        _refuse(path, f"{key}.metric", chosen_by.metric, "单一数值/one amount")
    bounds = [band.bound for band in chosen_by.bands]
    if any(band.at_least is not None and band.above is not None for band in chosen_by.bands):
        _refuse(path, f"{key}.bands", bounds, "at_least 与 above 只写一个/one of the two")
    known = [bound for bound in bounds if bound is not None]
    if None in bounds[:-1] or bounds[-1] is not None or known != sorted(set(known), reverse=True):
        _refuse(path, f"{key}.bands", bounds, "由高到低，最后一档不写下限/from high to low, the last open")


def _check_count(clause: CountClause, path: str, catalogue: Catalogue) -> None:
    for question in clause.count_of:
        metric = _check_question(question, f"{clause.id}.count_of", path, catalogue)
        if metric.kind != ("choice" if clause.values else "truth"):
            expected = "选项（写 values）或是否（不写 values）/choices with values, or truths without"
            _refuse(path, f"{clause.id}.count_of", question.metric, expected)
        _check_choices(clause.values, metric, f"{clause.id}.values", path, catalogue)
    if clause.minimum > len(clause.count_of):
        _refuse(path, f"{clause.id}.minimum", clause.minimum, f"1–{len(clause.count_of)}")


def _check_minimum(node: Score | ScoreGroup, path: str) -> None:
    best = most_of(node)
    least = 0 if node.is_strict else 1
    if node.minimum is not None and not least <= node.minimum <= best:
        _refuse(path, f"{node.id}.minimum", node.minimum, f"{least}–{best}")


def _check_item(item: ScoreItem, path: str, catalogue: Catalogue) -> None:
    if sum((bool(item.best_of), bool(item.sum_of), bool(item.by_people))) != 1:
        expected = "best_of、sum_of、by_people 恰有其一/exactly one of these"
        _refuse(path, item.id, item.zh, expected)
    if item.none_if is not None:
        metric = _check_question(item.none_if, f"{item.id}.none_if", path, catalogue)
        if metric.kind != "truth":
            _refuse(path, f"{item.id}.none_if", item.none_if.metric, "是否类指标/a truth")
    for table in item.tables:
        _check_table(table, item, path, catalogue)


def _check_table(table: ScoreTable, item: ScoreItem, path: str, catalogue: Catalogue) -> None:
    key = f"{item.id}.{'sum_of' if item.sum_of else 'best_of'}"
    metric = _check_question(table, key, path, catalogue)
    forms = [
        *(bool(form) for form in (table.at_least, table.at_most, table.choices, table.truth, table.per)),
        table.as_points,
    ]
    if sum(forms) != 1:
        _refuse(path, key, table.metric, "恰好一种计分方式/exactly one way to give points")
    if table.period in YEARS_APART:
        _refuse(path, f"{key}.period", table.period, "单一数值/one value")
    if bool(table.choices) != (metric.kind == "choice") or bool(table.truth) != (metric.kind == "truth"):
        expected = "选项用 choices，是否用 truth，数量用 at_least、at_most、per/the form that fits"
        _refuse(path, key, table.metric, expected)
    if table.truth and max(table.truth.held, table.truth.otherwise) > item.max:
        _refuse(path, f"{key}.truth", table.truth.held, f"不超过 max={item.max}/not above it")
    if metric.is_interval and table.at_most:
        _refuse(path, key, table.metric, "at_least（可能只知上下限/may be an interval）")
    if (table.per or table.as_points) and metric.kind not in ("number", "count"):
        _refuse(path, key, table.metric, "计数指标/a count")
    for choice in table.choices:
        _check_choices(choice.values, metric, f"{key}.choices", path, catalogue)
    for bands, is_rising in ((table.at_least, False), (table.at_most, True)):
        bounds = [band.at for band in bands]
        points = [band.points for band in bands]
        if bounds != sorted(set(bounds), reverse=not is_rising) or points != sorted(
            set(points), reverse=True
        ):
            _refuse(path, f"{key}.bands", bounds, "档位依次、分值递减/bands in order with falling points")
        if any(band.sure > band.points for band in bands):
            _refuse(path, f"{key}.bands", points, "least 不超过 points/least not above points")
        if points and points[0] > item.max:
            _refuse(path, f"{key}.bands", points[0], f"不超过 max={item.max}/not above it")
