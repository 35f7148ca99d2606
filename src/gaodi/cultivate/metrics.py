"""What can a rule ask? Every metric by the name a pack uses, with its unit and what it reads."""

from dataclasses import dataclass
from typing import Literal

from gaodi.cultivate.measures import (
    Measure,
    measure_amount,
    measure_attribute,
    measure_award,
    measure_award_rank,
    measure_days_registered,
    measure_difference,
    measure_firm_attribute,
    measure_rights,
    measure_share,
    measure_size_class,
    measure_sme,
    measure_title,
)
from gaodi.cultivate.operands import RightsDefinition

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
    "total_assets": _money("资产总额", "Total assets", "total_assets"),
    "net_assets": Metric(
        zh="净资产",
        en="Net assets",
        kind="money",
        unit="万元",
        measure=measure_difference("total_assets", "total_liabilities"),
        columns=("total_assets", "total_liabilities"),
    ),
    "rd_ratio": _ratio("研发费用占营业收入", "R&D to revenue", "rd_expense", "revenue"),
    "main_revenue_share": _ratio("主营业务收入占比", "Main-business share", "main_revenue", "revenue"),
    "debt_ratio": _ratio("资产负债率", "Liabilities to assets", "total_liabilities", "total_assets"),
    "net_margin": _ratio("净利润率", "Net margin", "net_profit", "revenue"),
    "rd_staff_share": _ratio("研发人员占比", "R&D staff share", "rd_staff", "staff", "integer"),
    "rd_cost_ratio": _ratio("研发费用占成本费用", "R&D to cost and expense", "rd_expense", "cost_expense"),
    "domestic_rd_share": _ratio(
        "境内研发费用占比", "R&D spent in mainland China", "domestic_rd_expense", "rd_expense"
    ),
    "high_tech_revenue_share": _ratio(
        "高新技术产品（服务）收入占比", "High-tech revenue share", "high_tech_revenue", "revenue"
    ),
    "tech_staff_share": _ratio(
        "科技人员占比", "Science and technology staff", "tech_staff", "staff", "integer"
    ),
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
    "world_market_rank": _number(
        "主导产品全球排名", "World rank of leading product", "位", "world_market_rank", "integer"
    ),
    "staff": _number("从业人员", "Staff", "人", "staff", "integer"),
    "n_results_transferred": _number(
        "科技成果转化项数", "Results transferred", "项", "n_results_transferred", "integer"
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
    "has_led_standard": _truth("近五年主导制定标准", "Led a standard in five years", "has_led_standard"),
    "is_strategic_industry": _truth(
        "主导产品属战略性新兴产业",
        "Leading product in a strategic emerging industry",
        "is_strategic_industry",
    ),
    "has_violation": _truth("违法失信或事故", "Violation or accident", "has_violation"),
    "is_sme": Metric(zh="属于中小企业", en="Is an SME", kind="truth", unit="", measure=measure_sme),
    "size_class": Metric(zh="企业规模", en="Size class", kind="choice", unit="", measure=measure_size_class),
    "is_above_scale_registered": Metric(
        zh="在库规上企业",
        en="In the above-scale register",
        kind="truth",
        unit="",
        measure=measure_firm_attribute("is_above_scale"),
        is_yearly=False,
    ),
    "days_registered": Metric(
        zh="注册天数",
        en="Days since registration",
        kind="count",
        unit="天",
        measure=measure_days_registered,
        is_yearly=False,
    ),
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
    "n_class_i_2016": _rights_metric("Ⅰ类知识产权（高企口径）", "Class I rights (2016)", "class_i_2016"),
    "n_class_ii_2016": _rights_metric("Ⅱ类知识产权（高企口径）", "Class II rights (2016)", "class_ii_2016"),
    "n_core_rights_2016": _rights_metric("核心知识产权", "Core rights (2016)", "core_rights_2016"),
    "n_core_rights_self_developed_2016": _rights_metric(
        "自主研发核心知识产权", "Self-developed core rights (2016)", "core_rights_self_developed_2016"
    ),
}
"""Every metric by the name a pack uses."""

SIZE_CLASSES = ("大型", "中型", "小型", "微型")
