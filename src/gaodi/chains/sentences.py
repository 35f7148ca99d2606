"""How is a reason put? One sentence per condition: what was found, what is asked, what datum would decide."""

from gaodi.base import MONEY_UNITS, format_money
from gaodi.chains.measures import LinkMeasures
from gaodi.chains.rules import Check, LinkRules
from gaodi.chains.shares import name_share_gap, write_share

_LEVELS_ZH = {"adequate": "够用", "strong": "强"}
_UNITS_EN = {"家": "", "个": "", "%": " %", "点": " points"} | {unit: f" {unit}" for unit in MONEY_UNITS}


def explain_check(check: Check, state: bool | None, measures: LinkMeasures, lang: str) -> str:
    """Write one sentence about a condition.

    Parameters
    ----------
    check : Check
    state : bool or None
        Met, not met, or not to be told.
    measures : LinkMeasures
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    value, gap = _write_value(check, measures, lang)
    demand = _write_demand(check, lang)
    if lang == "zh":
        level = _LEVELS_ZH[check.level]
        verb = {True: "达到", False: "未达到", None: "不能判断是否达到"}[state]
        return f"{check.zh} {value}，{verb}“{level}”的要求（{demand}）{f'；尚缺{gap}' if state is None else ''}。"
    verb = {True: "enough", False: "not enough", None: "cannot be told whether enough"}[state]
    missing = f"; missing: {gap}" if state is None else ""
    return f"{check.en}: {value}, {verb} for {check.level} ({demand}){missing}."


def explain_warning(check: Check, measures: LinkMeasures, rules: LinkRules, lang: str) -> str:
    """Write one sentence about a watched condition that is not met."""
    value, _ = _write_value(check, measures, lang)
    if lang == "zh":
        return f"提示：{check.zh} {value}，未达到提示线（{_write_demand(check, lang)}，{rules.rule_id}）。"
    return f"Warning: {check.en}: {value}; the line is {_write_demand(check, lang)} ({rules.rule_id})."


def name_gap(check: Check, measures: LinkMeasures, lang: str) -> str:
    """Name the datum that would decide an open condition."""
    return _write_value(check, measures, lang)[1].strip()


def _write_demand(check: Check, lang: str) -> str:
    if lang == "zh":
        return f"{'不少于' if check.compare == 'at_least' else '不超过'} {check.value} {check.unit}"
    return f"{'at least' if check.compare == 'at_least' else 'at most'} {check.value}{_UNITS_EN[check.unit]}"


def name_missing_inputs(measures: LinkMeasures, lang: str) -> list[str]:
    """Name the essential inputs no local enterprise makes, in one sentence; none if there are none."""
    if not measures.missing_inputs:
        return []
    if lang == "zh":
        return [f"关键投入没有本地企业：{'、'.join(zh for _, zh, _ in measures.missing_inputs)}。"]
    return [
        f"Essential inputs without a local enterprise: {', '.join(en for *_, en in measures.missing_inputs)}."
    ]


def _write_value(check: Check, measures: LinkMeasures, lang: str) -> tuple[str, str]:
    """Write what is known and, should it not suffice, the datum that would decide."""
    zh = lang == "zh"
    unit = " 家" if zh else ""
    match check.metric:
        case "revenue":
            value, n_unknown = _write_revenue(measures, check.unit, lang), measures.n_revenue_unknown
            what = ("家企业的营业收入", "revenue of {} enterprises")
        case "top_share":
            value, n_unknown = _write_share(measures, lang), measures.n_revenue_unknown
            what = ("家企业的营业收入", "revenue of {} enterprises")
        case "n_above_scale":
            value, n_unknown = f"{measures.n_above_scale}{unit}", measures.n_above_scale_unknown
            what = ("家企业的规上标志", "above-scale mark of {} enterprises")
        case "n_titled":
            value, n_unknown = f"{measures.n_titled}{unit}", measures.n_titled_unknown
            what = ("家企业的称号", "titles of {} enterprises")
        case "n_cities":
            value, n_unknown = f"{measures.n_cities}{' 个' if zh else ''}", measures.n_city_unknown
            what = ("家企业的所在地", "place of {} enterprises")
        case "n_missing_inputs":
            value, n_unknown = f"{len(measures.missing_inputs)}{' 个' if zh else ''}", 0
            what = ("", "")
        case "n_enterprises":
            value, n_unknown = f"{measures.n_enterprises}{unit}", 0
            what = ("", "")
        case share:
            return write_share(share, measures, lang), f"{name_share_gap(share, measures, lang)}"
    if n_unknown:
        if check.metric.startswith("n_"):  # money and shares name their unknowns themselves
            value = f"已知 {value}" if zh else f"{value} known"
        return value, f" {n_unknown} {what[0]}" if zh else what[1].format(n_unknown)
    n = measures.n_undescribed
    return value, f" {n} 家企业的产品或行业代码" if zh else f"product or code of {n} enterprises"


def _write_revenue(measures: LinkMeasures, unit: str, lang: str) -> str:
    n = measures.n_revenue_unknown
    if measures.revenue is None:
        return "未知" if lang == "zh" else "unknown"
    known = format_money(measures.revenue, unit)
    if not n:
        return known
    return f"已知 {known}（{n} 家未知）" if lang == "zh" else f"{known} known ({n} unknown)"


def _write_share(measures: LinkMeasures, lang: str) -> str:
    if not measures.revenue or measures.top_revenue is None:
        return "未知" if lang == "zh" else "unknown"
    # Tenths of a per cent, rounded half up on integers: a double would misplace shares that sit on the limit.
    tenths = (2000 * measures.top_revenue + measures.revenue) // (2 * measures.revenue)
    share = f"{tenths // 10}.{tenths % 10} %"
    if not measures.n_revenue_unknown:
        return share
    return f"按已知营业收入 {share}" if lang == "zh" else f"{share} of known revenue"
