"""How does a threshold read? Numbers, signs and units, in both languages."""

from decimal import Decimal

from gaodi.base import MONEY_UNITS
from gaodi.cultivate.compilation import Line
from gaodi.cultivate.metrics import METRICS
from gaodi.cultivate.packs import Clause, CountClause, Score, ScoreGroup, ScoreItem
from gaodi.cultivate.totals import most_of

_DIGITS, _ROUND, _FINE = Decimal("0.000001"), Decimal("0.001"), Decimal("0.000000000001")
_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "==": "="}
_UNITS = {
    "年": "years",
    "位": "in rank",
    "件": "rights",
    "项": "items",
    "分": "points",
    "人": "persons",
    "天": "days",
}
_GROUPS = {
    "manual": ("人工核查", "checked by people"),
    "all": ("全部符合", "all of these"),
    "any": ("任一符合", "any of these"),
    "waiver": ("符合或豁免", "met or waived"),
}

Texts = tuple[str, str]
"""Chinese and English."""


def round_for_people(value: Decimal) -> Decimal:
    """Round to six places; what would then look like a round number, and is not, keeps twelve.

    Examples
    --------
    >>> round_for_people(Decimal(1) / 3), round_for_people(Decimal("2.9999999999"))
    (Decimal('0.333333'), Decimal('2.9999999999'))
    """
    rounded = value.quantize(_DIGITS)
    if rounded == rounded.quantize(_ROUND) and rounded != value:
        rounded = value.quantize(_FINE)
    rounded = rounded.normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def write_limit(sign: str, value: Decimal, unit: str) -> Texts:
    """Write a number with its sign and unit.

    Examples
    --------
    >>> write_limit(">=", Decimal(5000), "万元")
    ('≥ 5,000 万元', '≥ 50 million yuan')
    >>> write_limit("<=", Decimal(70), "%")
    ('≤ 70%', '≤ 70%')
    """
    mark, number = _SIGNS[sign], f"{round_for_people(value):,}"
    zh = f"{mark} {number}{'' if unit == '%' else ' '}{unit}".rstrip()
    if unit not in MONEY_UNITS:
        return zh, f"{mark} {number} {_UNITS.get(unit, unit)}".rstrip() if unit != "%" else zh
    million = round_for_people(value * MONEY_UNITS[unit] / 10**6)
    return zh, f"{mark} {million:,} million yuan"


def write_threshold(line: Line, points: tuple[Decimal, Decimal] | None) -> Texts:
    """Write what a node demands; of a score and its items also what was earned, from below and above."""
    node = line.node
    if isinstance(node, Score | ScoreGroup | ScoreItem | CountClause):
        assert points is not None  # noqa: S101  scores and items have them
        return _write_points(node, *points)
    if not isinstance(node, Clause):
        return _GROUPS[line.role]
    if node.threshold_by is not None:
        return write_bands(node)
    if isinstance(node.threshold, tuple):
        return "属于 " + "、".join(node.threshold), "one of " + ", ".join(node.threshold)
    if isinstance(node.threshold, bool):
        return ("是", "yes") if node.threshold else ("否", "no")
    return write_limit(node.op, node.threshold or Decimal(0), node.unit)


def _write_points(node: Score | ScoreGroup | ScoreItem | CountClause, low: Decimal, high: Decimal) -> Texts:
    earned = f"{low}" if low == high else f"{low}–{high}"
    if isinstance(node, CountClause):
        return f"≥ {node.minimum} 项（有 {earned} 项）", f"≥ {node.minimum} items (has {earned})"
    if isinstance(node, ScoreItem) or node.minimum is None:
        most = most_of(node)
        return f"得 {earned} / {most} 分", f"got {earned} / {most} points"
    mark = ">" if node.is_strict else "≥"
    return f"{mark} {node.minimum} 分（得 {earned} 分）", f"{mark} {node.minimum} points (got {earned})"


def write_bands(clause: Clause) -> Texts:
    """Write one threshold per band, each with what chooses it; a band in which nothing passes has none."""
    chosen_by = clause.threshold_by
    assert chosen_by is not None  # noqa: S101  the caller looked
    metric = METRICS[chosen_by.metric]
    zh: list[str] = []
    en: list[str] = []
    for band in chosen_by.bands:
        if band.threshold is None:
            continue
        limit = write_limit(clause.op, band.threshold, clause.unit)
        if band.bound is None:
            where = ("其余", "otherwise")
        else:
            start = write_limit(">=" if band.above is None else ">", band.bound, chosen_by.unit)
            where = (f"{metric.zh} {start[0]}", f"{metric.en} {start[1]}")
        zh.append(f"{limit[0]}（{where[0]}）")
        en.append(f"{limit[1]} ({where[1]})")
    return "；".join(zh), "; ".join(en)
