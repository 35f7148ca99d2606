"""What share is it, and what can it be? Concentration, local sourcing, dependence, travel time and imports, in bounds."""

from collections.abc import Callable
from fractions import Fraction

from gaodi.chains.bounds import NOTHING_KNOWN, Bounds
from gaodi.chains.concentration import Unreported, bound_hhi, bound_top_share, measure_hhi
from gaodi.chains.measures import LinkMeasures, is_undescribed
from gaodi.chains.rules import HHI_POINTS, LinkRules

N_TOP = 4
REACH = ("reach_short", "reach_middle", "reach_long")
"""Metrics of the three bands of travel time, the shortest first."""

_Bound = Callable[[LinkMeasures, LinkRules], Bounds]


def measure_share(metric: str, measures: LinkMeasures) -> Fraction | None:
    """Return a share over what is known, 0 to 1; None where nothing is.

    Parameters
    ----------
    metric : str
        One of `SHARES`.
    measures : LinkMeasures

    Returns
    -------
    Fraction or None
    """
    bought = measures.purchases
    match metric:
        case "hhi":
            return measure_hhi(measures.revenues)
        case "top4_share":
            total = sum(measures.revenues)
            return Fraction(sum(measures.revenues[:N_TOP]), total) if total else None
        case "local_sourcing":
            return Fraction(bought.bought_local, bought.bought) if bought.bought else None
        case "single_supplier":
            return Fraction(bought.n_single_supplier, bought.n_buyers) if bought.n_buyers else None
        case "single_city":
            n_told = bought.n_buyers - bought.n_city_open
            return Fraction(bought.n_single_city, n_told) if n_told else None
        case "import_share":
            same = measures.import_low == measures.import_high
            return measures.import_low if same else None
    return _measure_reach(metric, measures)


def _measure_reach(metric: str, measures: LinkMeasures) -> Fraction | None:
    if measures.reach is None:
        return None
    band = measures.reach.bands[REACH.index(metric)]
    n_told = band.n_pairs - band.n_open
    return Fraction(band.n_reached, n_told) if n_told else None


def _bound_concentration(bound: Callable[..., Bounds], **more: int) -> _Bound:
    def bounded(measures: LinkMeasures, rules: LinkRules) -> Bounds:
        n_large = measures.n_revenue_unknown - measures.n_revenue_small
        n_allowed = Fraction(rules.max_unknown_for_concentration.value) * measures.n_enterprises
        if n_large > n_allowed or not measures.revenues or is_undescribed(measures, rules):
            return NOTHING_KNOWN
        # As for CR1: few are unknown, and none of them is taken for larger than the largest known (decision 0005).
        most_small = int(rules.below_scale_revenue.amount)
        top = max(measures.revenues[0], most_small)
        small = Unreported(n=measures.n_revenue_small, most=most_small)
        return bound(measures.revenues, small, Unreported(n=n_large, most=top), **more)

    return bounded


def _bound_local_sourcing(measures: LinkMeasures, rules: LinkRules) -> Bounds:
    bought = measures.purchases
    if not bought.bought:
        return NOTHING_KNOWN
    return Bounds(
        Fraction(bought.bought_local, bought.bought),
        Fraction(bought.bought_local + bought.bought_unplaced, bought.bought),
    )


def _bound_dependence(n: int, n_open: int, measures: LinkMeasures) -> Bounds:
    """Bound a share of all the link's firms; those without a supplier on record may depend on one or not."""
    total = measures.n_enterprises
    if not measures.is_supply_known or not total:
        return NOTHING_KNOWN
    n_silent = total - measures.purchases.n_buyers
    return Bounds(Fraction(n, total), Fraction(n + n_open + n_silent, total))


def _bound_reach(metric: str) -> _Bound:
    def bounded(measures: LinkMeasures, rules: LinkRules) -> Bounds:
        if measures.reach is None:
            return NOTHING_KNOWN
        band = measures.reach.bands[REACH.index(metric)]
        if not band.n_pairs:
            return NOTHING_KNOWN
        return Bounds(
            Fraction(band.n_reached, band.n_pairs), Fraction(band.n_reached + band.n_open, band.n_pairs)
        )

    return bounded


def _bound_imports(measures: LinkMeasures, rules: LinkRules) -> Bounds:
    if measures.import_low is None:
        return NOTHING_KNOWN
    return Bounds(measures.import_low, measures.import_high)


SHARES: dict[str, _Bound] = {
    "hhi": _bound_concentration(bound_hhi),
    "top4_share": _bound_concentration(bound_top_share, n_top=N_TOP),
    "local_sourcing": _bound_local_sourcing,
    "single_supplier": lambda m, _: _bound_dependence(m.purchases.n_single_supplier, 0, m),
    "single_city": lambda m, _: _bound_dependence(m.purchases.n_single_city, m.purchases.n_city_open, m),
    **{metric: _bound_reach(metric) for metric in REACH},
    "import_share": _bound_imports,
}
"""Metric → what it can be."""


def write_share(metric: str, measures: LinkMeasures, lang: str) -> str:
    """Write a share over what is known as a percentage, the index of concentration in points."""
    value = measure_share(metric, measures)
    if value is None:
        if metric == "import_share" and measures.import_low is not None and measures.import_high is not None:
            return f"{write_percent(measures.import_low)}–{write_percent(measures.import_high)}"
        return "未知" if lang == "zh" else "unknown"
    if metric == "hhi":
        points = (2 * HHI_POINTS * value.numerator + value.denominator) // (2 * value.denominator)
        return f"{points:,} 点" if lang == "zh" else f"{points:,} points"
    return write_percent(value)


def write_percent(value: Fraction) -> str:
    """Write a share in tenths of a per cent, rounded half up.

    Examples
    --------
    >>> write_percent(Fraction(1, 16)), write_percent(Fraction(1))
    ('6.3 %', '100.0 %')
    """
    # On integers: a double would misplace shares that sit on a limit.
    tenths = (2000 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{tenths // 10}.{tenths % 10} %"


def name_share_gap(metric: str, measures: LinkMeasures, lang: str) -> str:
    """Name what is not known of a share; empty where nothing is missing."""
    zh = lang == "zh"
    bought = measures.purchases
    n_silent = measures.n_enterprises - bought.n_buyers
    match metric:
        case "hhi" | "top4_share":
            n = measures.n_revenue_unknown
            return _say(n, f"{n} 家企业的营业收入", f"revenue of {n} enterprises", zh)
        case "local_sourcing" if not measures.is_supply_known:
            return "供应关系表" if zh else "the supply table"
        case "local_sourcing":
            return "供应商的所在地和供货金额" if zh else "places of suppliers and amounts"
        case "single_supplier" | "single_city" if not measures.is_supply_known:
            return "供应关系表" if zh else "the supply table"
        case "single_supplier" | "single_city":
            n = n_silent + (bought.n_city_open if metric == "single_city" else 0)
            return _say(
                n, f"{n} 家企业的关键投入供应商", f"suppliers of the essential inputs of {n} enterprises", zh
            )
        case "import_share":
            return "本环节所属部门的进口份额" if zh else "import share of the link's sectors"
    n = measures.reach.n_unlocated if measures.reach else 0
    return _say(n, f"{n} 家企业的所在地", f"place of {n} enterprises", zh)


def _say(n: int, zh: str, en: str, is_zh: bool) -> str:
    if not n:
        return ""
    return zh if is_zh else en
