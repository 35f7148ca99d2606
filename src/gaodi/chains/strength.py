"""How strong is a link? Bounds of what is known are held against a stated rule; unknown is never 0."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from gaodi.chains.bounds import Bounds
from gaodi.chains.measures import LinkMeasures, is_undescribed
from gaodi.chains.records import MissingDatum, Strength
from gaodi.chains.rules import Check, LinkRules
from gaodi.chains.sentences import explain_check, explain_warning, name_gap, name_missing_inputs
from gaodi.chains.shares import SHARES


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkVerdict:
    """A strength with the rule that gave it and its reasons."""

    strength: Strength
    rule_id: str
    reasons_zh: tuple[str, ...]
    reasons_en: tuple[str, ...]
    warnings_zh: tuple[str, ...] = ()
    warnings_en: tuple[str, ...] = ()
    missing: tuple[MissingDatum, ...] = ()


def judge_link(measures: LinkMeasures, rules: LinkRules) -> LinkVerdict:
    """Hold what is known of a link against the rule.

    Missing: no enterprise. Weak: one condition of `adequate` is certainly not met. Unknown: one of them can
    neither be proved nor refuted. Strong: all conditions of both levels are proved. Adequate: the rest, that
    is, at least adequate; what keeps it from strong, or could decide it, is among the reasons. Watched conditions
    change nothing; those certainly not met are told as warnings.

    Parameters
    ----------
    measures : LinkMeasures
    rules : LinkRules

    Returns
    -------
    LinkVerdict
    """
    if not measures.is_known:
        return _build_verdict(
            Strength.UNKNOWN, "no_register", rules,
            ["没有导入企业名录，无从判断；请先导入企业名录。"],
            ["No enterprise table was imported; import one first."],
            ("企业名录", "the enterprise table"),
        )  # fmt: skip
    if measures.n_enterprises == 0:
        return _judge_empty(measures, rules)
    decided = [(check, decide_check(check, measures, rules)) for check in rules.checks]
    states = [pair for pair in decided if pair[0].level != "watch"]
    failed = [check for check, state in states if check.level == "adequate" and state is False]
    open_ = [check for check, state in states if check.level == "adequate" and state is None]
    if failed:
        strength, rule = Strength.WEAK, failed[0].id
    elif open_:
        strength, rule = Strength.UNKNOWN, open_[0].id
    elif all(state is True for _, state in states):
        strength, rule = Strength.STRONG, "all"
    else:
        strength, rule = Strength.ADEQUATE, next(check.id for check, state in states if state is not True)
    # A link that is not adequate is told why not; what strong would ask on top would only bury it.
    is_adequate = strength in (Strength.STRONG, Strength.ADEQUATE)
    told = [pair for pair in states if is_adequate or pair[0].level == "adequate"]
    ordered = sorted(told, key=lambda pair: _ORDER[pair[1]])
    zh = [explain_check(check, state, measures, "zh") for check, state in ordered]
    en = [explain_check(check, state, measures, "en") for check, state in ordered]
    if measures.n_possible:
        zh.append(f"另有 {measures.n_possible} 家仅凭经营范围文字等弱证据，未计入。")
        en.append(
            f"{measures.n_possible} more rest on weak evidence such as the business scope; not counted."
        )
    warned = [check for check, state in decided if check.level == "watch" and state is False]
    return LinkVerdict(
        strength=strength,
        rule_id=_name_rule(strength, rule, rules),
        reasons_zh=tuple(zh),
        reasons_en=tuple(en),
        warnings_zh=tuple(explain_warning(check, measures, rules, "zh") for check in warned),
        warnings_en=tuple(explain_warning(check, measures, rules, "en") for check in warned),
        missing=tuple(_name_missing(check, measures) for check, state in ordered if state is None),
    )


def decide_check(check: Check, measures: LinkMeasures, rules: LinkRules) -> bool | None:
    """Say whether a condition is met (True), not met (False), or cannot be told (None)."""
    bounds = _METRICS[check.metric](measures, rules)
    limit = Fraction(check.amount)
    if check.compare == "at_least":
        if bounds.low >= limit:
            return True
        return False if bounds.high is not None and bounds.high < limit else None
    if bounds.high is not None and bounds.high <= limit:
        return True
    return False if bounds.low > limit else None


def _judge_empty(measures: LinkMeasures, rules: LinkRules) -> LinkVerdict:
    if measures.n_possible:
        n = measures.n_possible
        return _build_verdict(
            Strength.UNKNOWN, "weak_evidence", rules,
            [f"有 {n} 家企业仅凭经营范围文字等弱证据指向本环节，核实其产品即可判断。"],
            [f"{n} enterprises point here by weak evidence only; their products would decide."],
            (f"{n} 家企业的产品", f"products of {n} enterprises"),
        )  # fmt: skip
    if is_undescribed(measures, rules):
        n, total = measures.n_undescribed, measures.n_firms
        return _build_verdict(
            Strength.UNKNOWN, "undescribed", rules,
            [f"{total} 家企业中有 {n} 家既无产品、行业代码也无经营范围，补齐后才能断定有无。"],
            [f"{n} of {total} enterprises have no product, code or scope; these would decide."],
            (f"{n} 家企业的产品、行业代码或经营范围", f"product, code or scope of {n} enterprises"),
        )  # fmt: skip
    return _build_verdict(
        Strength.MISSING, "no_enterprise", rules,
        ["本地没有企业落在该环节。", *name_missing_inputs(measures, "zh")],
        ["No local enterprise stands on this link.", *name_missing_inputs(measures, "en")],
    )  # fmt: skip


def _bound_count(low: int, n_unknown: int, measures: LinkMeasures, rules: LinkRules) -> Bounds:
    if is_undescribed(measures, rules):
        return Bounds(Fraction(low), None)
    return Bounds(Fraction(low), Fraction(low + n_unknown))


def _bound_revenue(measures: LinkMeasures, rules: LinkRules) -> Bounds:
    low = Fraction(measures.revenue or 0)
    n_large = measures.n_revenue_unknown - measures.n_revenue_small
    if n_large or is_undescribed(measures, rules):
        return Bounds(low, None)
    # A firm below scale earns less than the statistical threshold, by definition.
    return Bounds(low, low + measures.n_revenue_small * Fraction(rules.below_scale_revenue.amount))


def _bound_top_share(measures: LinkMeasures, rules: LinkRules) -> Bounds:
    total, top = measures.revenue or 0, measures.top_revenue or 0
    n_large = measures.n_revenue_unknown - measures.n_revenue_small
    n_allowed = Fraction(rules.max_unknown_for_concentration.value) * measures.n_enterprises
    if n_large > n_allowed or not total or is_undescribed(measures, rules):
        return Bounds(Fraction(0), Fraction(1))
    # Few are unknown: none of them is taken for larger than the largest known. Decision 0005 says why.
    small = Fraction(rules.below_scale_revenue.amount) * bool(measures.n_revenue_small)
    low = Fraction(top) / (total + n_large * top + measures.n_revenue_small * small)
    return Bounds(low, max(Fraction(top, total), small / (total + small)))


def _bound_missing_inputs(measures: LinkMeasures, rules: LinkRules) -> Bounds:
    high = Fraction(len(measures.missing_inputs))
    return Bounds(Fraction(0) if is_undescribed(measures, rules) else high, high)


_METRICS: dict[str, Callable[[LinkMeasures, LinkRules], Bounds]] = SHARES | {
    "n_enterprises": lambda m, rules: _bound_count(m.n_enterprises, 0, m, rules),
    "n_above_scale": lambda m, rules: _bound_count(m.n_above_scale, m.n_above_scale_unknown, m, rules),
    "n_titled": lambda m, rules: _bound_count(m.n_titled, m.n_titled_unknown, m, rules),
    "n_cities": lambda m, rules: _bound_count(m.n_cities, m.n_city_unknown, m, rules),
    "revenue": _bound_revenue,
    "top_share": _bound_top_share,
    "n_missing_inputs": _bound_missing_inputs,
}

_ORDER = {False: 0, None: 1, True: 2}
"""What failed is said first, then what is open, then what is met."""


def _name_missing(check: Check, measures: LinkMeasures) -> MissingDatum:
    return MissingDatum(
        check_id=check.id, zh=name_gap(check, measures, "zh"), en=name_gap(check, measures, "en")
    )


def _name_rule(strength: Strength, rule: str, rules: LinkRules) -> str:
    return f"{rules.rule_id}/{strength.value}.{rule}"


def _build_verdict(
    strength: Strength,
    rule: str,
    rules: LinkRules,
    zh: list[str],
    en: list[str],
    missing: tuple[str, str] | None = None,
) -> LinkVerdict:
    """Build a verdict that needs no check; `missing` is the datum that would decide, in Chinese and English."""
    return LinkVerdict(
        strength=strength,
        rule_id=_name_rule(strength, rule, rules),
        reasons_zh=tuple(zh),
        reasons_en=tuple(en),
        missing=(MissingDatum(check_id=rule, zh=missing[0], en=missing[1]),) if missing else (),
    )
