"""Which figures stand beside a verdict? Each measure of a link with its bounds and a sentence on how it came about."""

from collections.abc import Callable
from fractions import Fraction

from gaodi.base import render_money
from gaodi.chains.bounds import NOTHING_KNOWN
from gaodi.chains.measures import LinkMeasures
from gaodi.chains.records import LinkFigure
from gaodi.chains.rules import HHI_POINTS, LinkRules, TravelRules
from gaodi.chains.shares import REACH, SHARES, measure_share, write_percent, write_share

_NAMES = {
    "hhi": ("集中度（HHI）", "concentration (HHI)"),
    "top4_share": ("前四家份额（CR4）", "share of the largest four (CR4)"),
    "local_sourcing": ("本地配套率", "local sourcing"),
    "single_supplier": ("单一供应商依赖", "dependence on one supplier"),
    "single_city": ("单一城市依赖", "dependence on one city"),
    "import_share": ("进口依赖", "import dependence"),
}


def list_figures(measures: LinkMeasures, rules: LinkRules, travel: TravelRules) -> tuple[LinkFigure, ...]:
    """List the measures of a link beyond those the verdict rests on, each with its reason.

    Parameters
    ----------
    measures : LinkMeasures
    rules : LinkRules
    travel : TravelRules
        Names the bands of travel time.

    Returns
    -------
    tuple of LinkFigure
        Every measure, also those of which nothing is known.
    """
    return tuple(_build_figure(metric, measures, rules, travel) for metric in SHARES)


def _build_figure(metric: str, measures: LinkMeasures, rules: LinkRules, travel: TravelRules) -> LinkFigure:
    zh, en = _NAMES.get(metric) or _name_band(travel.bands[REACH.index(metric)])
    applies = _applies(metric, measures)
    value, bounds = measure_share(metric, measures), SHARES[metric](measures, rules)
    scale = HHI_POINTS if metric == "hhi" else 100
    reasons = _REASONS.get(metric, _explain_reach)(metric, measures)
    is_bounded = applies and bounds != NOTHING_KNOWN and bounds.high is not None
    return LinkFigure(
        id=metric,
        zh=zh,
        en=en,
        unit="点" if metric == "hhi" else "%",
        value=float(value * scale) if value is not None and applies else None,
        low=float(bounds.low * scale) if is_bounded else None,
        high=float(bounds.high * scale) if is_bounded and bounds.high is not None else None,
        reason_zh=reasons[0] if applies else _NOTHING[metric in REACH][0],
        reason_en=reasons[1] if applies else _NOTHING[metric in REACH][1],
        is_applicable=applies,
        source_ids=_list_sources(measures) if metric == "import_share" else (),
    )


def _list_sources(measures: LinkMeasures) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.source_id for one in measures.import_sectors if one.source_id))


_NOTHING = {
    False: ("没有可计算的企业或投入。", "There is no firm or input to measure."),
    True: (
        "本环节没有企业，或在链内没有投入。",
        "No firm stands here, or the link needs nothing of the chain.",
    ),
}


def _applies(metric: str, measures: LinkMeasures) -> bool:
    if metric == "import_share":
        return True
    if not measures.n_enterprises:
        return False
    if metric in {"single_supplier", "single_city"}:
        return bool(measures.n_essential or measures.purchases.n_buyers)
    return metric not in REACH or bool(measures.reach and measures.reach.n_inputs)


def _name_band(minutes: int) -> tuple[str, str]:
    if minutes % 60:
        return f"{minutes} 分钟车程覆盖", f"reached within {minutes} min"
    return f"{minutes // 60} 小时车程覆盖", f"reached within {minutes // 60} h"


def _explain_concentration(metric: str, measures: LinkMeasures) -> tuple[str, str]:
    n, n_unknown = len(measures.revenues), measures.n_revenue_unknown
    zh = f"按 {n} 家已知营业收入的企业计算"
    en = f"over {n} firms of known revenue"
    if metric == "hhi":
        zh, en = f"{zh}，为各家份额平方和", f"sum of squared shares {en}"
    zh_more = f"；{n_unknown} 家未知，上下限按规则推定" if n_unknown else ""
    en_more = f"; {n_unknown} unknown, bounded by the rule" if n_unknown else ""
    return f"{zh}{zh_more}。", f"{en[0].upper()}{en[1:]}{en_more}."


def _explain_sourcing(metric: str, measures: LinkMeasures) -> tuple[str, str]:
    bought = measures.purchases
    if not measures.is_supply_known:
        return "没有导入供应关系表。", "No supply table was imported."
    if not bought.bought:
        return (
            f"有 {bought.n_rows} 条采购记录，都没有金额。",
            f"{bought.n_rows} purchases on record, none with an amount.",
        )
    local, total = bought.bought_local, bought.bought
    zh = [f"向本地供应商采购 {render_money(local, 'zh')}，已知采购额 {render_money(total, 'zh')}"]
    en = [f"{render_money(local, 'en')} bought from local suppliers of {render_money(total, 'en')} known"]
    if bought.bought_unplaced:
        share = write_percent(Fraction(bought.bought_unplaced, bought.bought))
        zh.append(f"供应商所在地未知的占 {share}")
        en.append(f"place of the supplier unknown for {share}")
    if bought.n_amount_unknown:
        zh.append(f"{bought.n_rows} 条采购中 {bought.n_amount_unknown} 条金额未知、未计入")
        en.append(f"{bought.n_amount_unknown} of {bought.n_rows} purchases without amount left out")
    return "；".join(zh) + "。", "; ".join(en) + "."


def _explain_dependence(metric: str, measures: LinkMeasures) -> tuple[str, str]:
    if not measures.is_supply_known:
        return "没有导入供应关系表。", "No supply table was imported."
    bought, is_city = measures.purchases, metric == "single_city"
    n = bought.n_single_city if is_city else bought.n_single_supplier
    n_silent = measures.n_enterprises - bought.n_buyers
    zh = f"有关键投入供应记录的 {bought.n_buyers} 家中，{n} 家至少一种关键投入只来自{'一个城市' if is_city else '一家供应商'}"
    en = f"{n} of {bought.n_buyers} firms with suppliers on record take an essential input from one {'city' if is_city else 'supplier'}"
    if is_city and bought.n_city_open:
        zh += f"；{bought.n_city_open} 家因供应商所在地未知不能判断"
        en += f"; {bought.n_city_open} cannot be told"
    if n_silent:
        zh += f"；{n_silent} 家没有供应记录"
        en += f"; {n_silent} without record"
    return f"{zh}。", f"{en}."


def _explain_reach(metric: str, measures: LinkMeasures) -> tuple[str, str]:
    reach = measures.reach
    if reach is None:
        return "", ""
    band = reach.bands[REACH.index(metric)]
    zh = [
        f"{reach.n_plants} 家企业 × {reach.n_inputs} 种投入共 {band.n_pairs} 对，车程内有供应企业的 {band.n_reached} 对"
    ]
    en = [
        f"{band.n_reached} of {band.n_pairs} pairs ({reach.n_plants} firms × {reach.n_inputs} inputs) have a supplier within reach"
    ]
    if reach.missing:
        zh.append(f"{len(reach.missing)} 种投入本地没有企业")
        en.append(f"{len(reach.missing)} inputs have no local firm")
    if reach.n_unlocated:
        zh.append(f"{reach.n_unlocated} 家企业位置未知")
        en.append(f"place of {reach.n_unlocated} firms unknown")
    if reach.n_by_centre:
        zh.append(f"{reach.n_by_centre} 家只知所在区县，按驻地估算")
        en.append(f"{reach.n_by_centre} firms placed at the centre of their division")
    return "；".join(zh) + "。", "; ".join(en) + "."


def _explain_imports(metric: str, measures: LinkMeasures) -> tuple[str, str]:
    if measures.import_low is None:
        return (
            "没有投入产出表，或表中没有本环节所属部门的份额。",
            "No input-output table was given, or it does not tell the share of the link's sectors.",
        )
    zh, en = write_share(metric, measures, "zh"), write_share(metric, measures, "en")
    sectors = measures.import_sectors
    named_zh = "、".join(f"“{one.zh}”" for one in sectors if one.zh)
    named_en = ", ".join(one.en for one in sectors if one.en)
    from_zh = "、".join(dict.fromkeys(one.source_zh for one in sectors if one.source_zh))
    from_en = ", ".join(dict.fromkeys(one.source_en for one in sectors if one.source_en))
    return (
        f"本环节所属部门{named_zh}产品的使用中，进口（调入）占 {zh}"
        f"{f'（{from_zh}）' if from_zh else ''}。这是部门整体的份额，不是本环节的。",
        f"Imports are {en} of the use of the products of the link's sectors"
        f"{f' ({named_en})' if named_en else ''}{f', by {from_en}' if from_en else ''}. "
        "This is the share of the sectors as a whole, not of the link.",
    )


_REASONS: dict[str, Callable[[str, LinkMeasures], tuple[str, str]]] = {
    "hhi": _explain_concentration,
    "top4_share": _explain_concentration,
    "local_sourcing": _explain_sourcing,
    "single_supplier": _explain_dependence,
    "single_city": _explain_dependence,
    "import_share": _explain_imports,
}
