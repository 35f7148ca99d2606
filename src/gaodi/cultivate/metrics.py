"""What can a rule ask? Every metric by the name a pack uses, and how it is taken over a period."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gaodi.cultivate.measures import (
    Measure,
    Measured,
    Quantity,
    Scene,
    Years,
    measure_amount,
    measure_attribute,
    measure_award,
    measure_award_rank,
    measure_rights,
    measure_share,
    measure_size_class,
    measure_sme,
    measure_title,
)
from gaodi.cultivate.operands import Operand, RightsDefinition
from gaodi.cultivate.packs import Question
from gaodi.cultivate.plan import Arithmetic, Constant

Kind = Literal["money", "ratio", "number", "count", "choice", "truth"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One thing a rule can ask about an enterprise."""

    zh: str
    en: str
    kind: Kind
    unit: str
    measure: Measure
    columns: tuple[str, ...] = ()
    """Columns of the yearly figures it reads; the first of a choice gives the allowed values."""
    is_yearly: bool = True
    is_interval: bool = False
    """Whether unclear rows may leave it between two bounds."""
    needs_titles: bool = False
    needs_window: bool = False


def _money(zh: str, en: str, column: str) -> Metric:
    return Metric(
        zh=zh, en=en, kind="money", unit="万元", measure=measure_amount(column, "money"), columns=(column,)
    )


def _ratio(zh: str, en: str, part: str, whole: str, kind: str = "money") -> Metric:
    return Metric(
        zh=zh, en=en, kind="ratio", unit="%", measure=measure_share(part, whole, kind), columns=(part, whole)
    )


def _truth(zh: str, en: str, column: str) -> Metric:
    return Metric(
        zh=zh, en=en, kind="truth", unit="", measure=measure_attribute(column, "boolean"), columns=(column,)
    )


def _choice(zh: str, en: str, column: str) -> Metric:
    return Metric(
        zh=zh, en=en, kind="choice", unit="", measure=measure_attribute(column, "choice"), columns=(column,)
    )


def _number(zh: str, en: str, unit: str, column: str, kind: str = "number") -> Metric:
    return Metric(
        zh=zh,
        en=en,
        kind="number" if kind == "number" else "count",
        unit=unit,
        measure=measure_amount(column, kind),
        columns=(column,),
    )


def _rights_metric(zh: str, en: str, definition: RightsDefinition) -> Metric:
    return Metric(
        zh=zh,
        en=en,
        kind="count",
        unit="件",
        measure=measure_rights(definition),
        is_yearly=False,
        is_interval=True,
    )


METRICS: dict[str, Metric] = {
    "revenue": _money("营业收入", "Revenue", "revenue"),
    "main_revenue": _money("主营业务收入", "Main-business revenue", "main_revenue"),
    "rd_expense": _money("研发费用", "R&D expense", "rd_expense"),
    "equity_financing": _money("新增股权融资实缴额", "New paid-in equity", "equity_financing"),
    "export_value": _money("出口交货值", "Exports", "export_value"),
    "rd_ratio": _ratio("研发费用占营业收入", "R&D to revenue", "rd_expense", "revenue"),
    "main_revenue_share": _ratio("主营业务收入占比", "Main-business share", "main_revenue", "revenue"),
    "debt_ratio": _ratio("资产负债率", "Liabilities to assets", "total_liabilities", "total_assets"),
    "net_margin": _ratio("净利润率", "Net margin", "net_profit", "revenue"),
    "rd_staff_share": _ratio("研发人员占比", "R&D staff share", "rd_staff", "staff", "integer"),
    "market_share": Metric(
        zh="主导产品市场占有率",
        en="Market share of leading product",
        kind="ratio",
        unit="%",
        measure=measure_amount("market_share", "ratio"),
        columns=("market_share",),
    ),
    "market_rank": _number(
        "主导产品国内排名", "Domestic rank of leading product", "位", "market_rank", "integer"
    ),
    "niche_years": _number("从事特定细分市场年限", "Years in niche", "年", "niche_years"),
    "evaluation_score": _number(
        "专精特新发展评价得分", "Platform evaluation score", "分", "evaluation_score"
    ),
    "feature_score": _number("特色化指标得分", "Provincial feature score", "分", "feature_score"),
    "n_quality_items": _number("质量管理项数", "Quality items met", "项", "n_quality_items", "integer"),
    "product_field": _choice("主导产品所属领域", "Field of leading product", "product_field"),
    "chain_role": _choice("产业链作用", "Role on a key chain", "chain_role"),
    "digital_level": _choice("数字化水平", "Digital level", "digital_level"),
    "rd_institution_level": _choice("研发机构级别", "Level of R&D institution", "rd_institution_level"),
    "has_management_certificate": _truth("体系或产品认证", "Certified", "has_management_certificate"),
    "has_core_information_system": _truth(
        "核心业务信息系统", "Core process on information system", "has_core_information_system"
    ),
    "has_sound_governance": _truth("治理规范", "Sound governance", "has_sound_governance"),
    "has_own_brand": _truth("自主品牌", "Own brand", "has_own_brand"),
    "has_violation": _truth("违法失信或事故", "Violation or accident", "has_violation"),
    "is_sme": Metric(zh="属于中小企业", en="Is an SME", kind="truth", unit="", measure=measure_sme),
    "size_class": Metric(zh="企业规模", en="Size class", kind="choice", unit="", measure=measure_size_class),
    "holds_title": Metric(
        zh="持有有效称号",
        en="Holds a title in force",
        kind="truth",
        unit="",
        measure=measure_title,
        is_yearly=False,
        needs_titles=True,
    ),
    "has_award": Metric(
        zh="近年获得",
        en="Received in recent years",
        kind="truth",
        unit="",
        measure=measure_award,
        is_yearly=False,
        needs_titles=True,
        needs_window=True,
    ),
    "award_rank": Metric(
        zh="获奖单位排名",
        en="Place among winning units",
        kind="count",
        unit="位",
        measure=measure_award_rank,
        is_yearly=False,
        is_interval=True,
        needs_titles=True,
        needs_window=True,
    ),
    "n_class_i_2022": _rights_metric("Ⅰ类知识产权（63号口径）", "Class I rights (2022)", "class_i_2022"),
    "n_class_i_self_developed_2022": _rights_metric(
        "自主研发Ⅰ类知识产权", "Self-developed class I rights", "class_i_self_developed_2022"
    ),
    "n_class_i_high_value_2022": _rights_metric(
        "Ⅰ类高价值知识产权", "High-value class I rights", "class_i_high_value_2022"
    ),
    "n_class_ii_2022": _rights_metric("Ⅱ类知识产权（63号口径）", "Class II rights (2022)", "class_ii_2022"),
    "n_class_i_2026": _rights_metric("Ⅰ类知识产权（2号口径）", "Class I rights (2026)", "class_i_2026"),
}
"""Every metric by the name a pack uses."""

SIZE_CLASSES = ("大型", "中型", "小型", "微型")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A metric taken over a period: one value, or one per year with how they combine."""

    values: tuple[Measured, ...]
    combine: Literal["every", "some"]


def take_metric(question: Question, scene: Scene) -> Taken:
    """Take a metric over the period of a question."""
    metric = METRICS[question.metric]
    if not metric.is_yearly or question.period == "last_year":
        return Taken(values=(metric.measure(question, scene, 0),), combine="every")
    years = tuple(metric.measure(question, scene, back) for back in range(3))
    if question.period in ("each_of_two_years", "any_of_two_years"):
        return Taken(values=years[:2], combine="every" if question.period.startswith("each") else "some")
    amounts = [year for year in years if isinstance(year, Quantity)]
    return Taken(values=(_PERIODS[question.period](amounts, scene),), combine="every")


def _span(scene: Scene, n_years: int) -> Years:
    first = scene.last_year - n_years + 1
    return Years(f"{first}–{scene.last_year} 年", f"{first}–{scene.last_year}")


def _cells(*amounts: Quantity) -> tuple[Operand, ...]:
    return tuple(operand for amount in amounts for operand in amount.operands)


def _sum(years: list[Quantity], scene: Scene, *, n_parts: int = 1) -> Quantity:
    now, before, _ = years
    total, one = Arithmetic("+", now.low, before.low), now.denominator
    return Quantity(
        low=total,
        high=total,
        denominator=one if n_parts == 1 else Arithmetic("*", one, Constant(n_parts)),
        operands=_cells(now, before),
        years=_span(scene, 2),
    )


def _mean(years: list[Quantity], scene: Scene) -> Quantity:
    return _sum(years, scene, n_parts=2)


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
    "mean_two_years": _mean,
    "growth_last_year": _growth,
    "mean_growth_two_years": _mean_growth,
    "cagr_two_years": _compound_growth,
}
