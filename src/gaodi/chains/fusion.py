"""Are the five chains joined at each link, and who is to close the holes? Scores in bounds, holes routed to their owners."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import FirmTables
from gaodi.chains.fusion_parts import PARTS, LinkSources, PartMeasure, gather_sources
from gaodi.chains.fusion_records import (
    ChainFusion,
    Hole,
    LayerScore,
    LayerState,
    LayerTotal,
    LinkFusion,
    OwnerCount,
    PartScore,
)
from gaodi.chains.fusion_rules import FusionLayer, FusionPart, FusionRules, load_fusion_rules
from gaodi.chains.records import ChainDiagnosis
from gaodi.region import Region

_FORMULAS = {
    "geometric": ("各层得分的加权几何平均，低于 {floor} 的层按 {floor} 计", "weighted geometric mean of the layers, each at least {floor}"),
    "arithmetic": ("各层得分的加权平均", "weighted mean of the layers"),
}  # fmt: skip


def measure_fusion(
    region: Region,
    firms: FirmTables,
    template: ChainTemplate,
    counted: pl.DataFrame,
    diagnosis: ChainDiagnosis,
    rules: FusionRules | None = None,
) -> ChainFusion:
    """Score how far industry, innovation, capital, talent and supply reach every link of a chain.

    Parameters
    ----------
    region : Region
    firms : FirmTables
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count, from `select_counted`.
    diagnosis : ChainDiagnosis
        Of the same chain and region.
    rules : FusionRules or None
        The shipped ones by default.

    Returns
    -------
    ChainFusion
        Scores are over what is known; `low` and `high` take the unknown as 0 and as 1. A link without a firm has a
        score only for industry, 0, and one hole: nobody else has anything to join there.
    """
    rules = rules or load_fusion_rules()
    sources = gather_sources(region, firms, template, counted, diagnosis.links)
    links = tuple(_score_link(sources[link.id], rules, is_known=firms.is_known) for link in template.links)
    zh, en = (text.format(floor=rules.floor) for text in _FORMULAS[rules.formula])
    owners = Counter(hole.owner for link in links for hole in link.holes)
    return ChainFusion(
        chain_id=template.id,
        zh=template.zh,
        en=template.en,
        rule_id=rules.rule_id,
        formula_zh=zh,
        formula_en=en,
        score=_mean([link.score for link in links]),
        layers=tuple(_total_layer(number, layer, links) for number, layer in enumerate(rules.layers)),
        links=links,
        by_owner=tuple(
            OwnerCount(owner=key, zh=owner.zh, en=owner.en, n_holes=owners[key])
            for key, owner in rules.owners.items()
        ),
    )


def _score_link(sources: LinkSources, rules: FusionRules, *, is_known: bool) -> LinkFusion:
    is_empty = is_known and not sources.firms["n"] and sources.diagnosis.strength == "missing"
    layers = tuple(
        _score_layer(layer, sources, rules, is_closed=is_empty and number > 0, is_known=is_known)
        for number, layer in enumerate(rules.layers)
    )
    score, low, high = combine_layers(layers, rules)
    link = sources.diagnosis
    return LinkFusion(
        link_id=link.link_id,
        zh=link.zh,
        en=link.en,
        score=0.0 if is_empty else score,
        low=0.0 if is_empty else low,
        high=0.0 if is_empty else high,
        layers=layers,
        holes=tuple(_route_hole(layer, sources, rules) for layer in layers if layer.state is LayerState.HOLE),
    )


def _score_layer(
    layer: FusionLayer, sources: LinkSources, rules: FusionRules, *, is_closed: bool, is_known: bool
) -> LayerScore:
    parts = [_score_part(part, sources, is_known=is_known) for part in layer.parts]
    open_to = [part for part in parts if part.is_applicable]
    score = _weigh([(part.score, part.weight) for part in open_to if part.score is not None])
    low = _weigh([(part.low, part.weight) for part in open_to])
    high = _weigh([(part.high, part.weight) for part in open_to])
    state = LayerState.UNKNOWN
    if is_closed or low is None or high is None:
        state, score, low, high = LayerState.NONE, None, Fraction(0), Fraction(0)
    elif score is not None:
        is_hole, is_good = score < Fraction(rules.hole), score >= Fraction(rules.good)
        state = LayerState.HOLE if is_hole else LayerState.JOINED if is_good else LayerState.PARTIAL
    return LayerScore(
        id=layer.id,
        zh=layer.zh,
        en=layer.en,
        state=state,
        score=None if score is None else float(score),
        low=float(low),
        high=float(high),
        parts=tuple(_record_part(layer.parts[number], part) for number, part in enumerate(parts)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part scored exactly: a double would misplace a layer that sits on a line."""

    score: Fraction | None
    low: Fraction
    high: Fraction
    weight: Fraction
    is_applicable: bool
    text_zh: str
    text_en: str


def _score_part(part: FusionPart, sources: LinkSources, *, is_known: bool) -> _Part:
    measure = PARTS[part.metric](sources)
    if not is_known:
        measure = PartMeasure(
            value=None,
            bounds=None,
            text_zh="未知，缺企业名录",
            text_en="unknown; the enterprise table is missing",
        )
    full, bounds = Fraction(part.full_amount), measure.bounds
    return _Part(
        score=None if measure.value is None else min(measure.value / full, Fraction(1)),
        low=Fraction(0) if bounds is None else min(bounds.low / full, Fraction(1)),
        high=Fraction(1) if bounds is None or bounds.high is None else min(bounds.high / full, Fraction(1)),
        weight=Fraction(part.weight),
        is_applicable=measure.is_applicable,
        text_zh=measure.text_zh,
        text_en=measure.text_en,
    )


def _record_part(part: FusionPart, scored: _Part) -> PartScore:
    full_en = f"{part.full_at} {_UNITS_EN.get(part.unit, part.unit)}".strip()
    return PartScore(
        id=part.id,
        zh=part.zh,
        en=part.en,
        owner=part.owner,
        score=None if scored.score is None else float(scored.score),
        low=float(scored.low),
        high=float(scored.high),
        is_applicable=scored.is_applicable,
        reason_zh=f"{part.zh}：{scored.text_zh}（满分值 {part.full_at} {part.unit}）",
        reason_en=f"{part.en}: {scored.text_en} (full at {full_en})",
    )


_UNITS_EN = {"家": "firms", "项": "", "%": "%"}


def combine_layers(layers: Sequence[LayerScore], rules: FusionRules) -> tuple[float | None, float, float]:
    """Combine the layers of a link into one score with its bounds.

    Parameters
    ----------
    layers : sequence of LayerScore
        In the rule's order; layers that nothing can reach do not count.
    rules : FusionRules

    Returns
    -------
    (float or None, float, float)
        Over the known layers, and at least and at most; None where fewer are known than the rule asks.
    """
    weights = [float(layer.weight) for layer in rules.layers]
    counted = [
        (layer, weight)
        for layer, weight in zip(layers, weights, strict=True)
        if layer.state is not LayerState.NONE
    ]
    known = [(layer.score, weight) for layer, weight in counted if layer.score is not None]
    score = _combine(known, rules) if len(known) >= rules.min_known_layers else None
    low = _combine([(layer.low, weight) for layer, weight in counted], rules)
    high = _combine([(layer.high, weight) for layer, weight in counted], rules)
    return score, low or 0.0, 1.0 if high is None else high


def _combine(scores: Sequence[tuple[float, float]], rules: FusionRules) -> float | None:
    total = sum(weight for _, weight in scores)
    if not scores:
        return None
    if rules.formula == "arithmetic":
        return sum(score * weight for score, weight in scores) / total
    floor = float(rules.floor)
    return float(prod(max(score, floor) ** (weight / total) for score, weight in scores))


def _route_hole(layer: LayerScore, sources: LinkSources, rules: FusionRules) -> Hole:
    """Give a hole to the owner of its weakest part; the first of equals."""
    weakest = min(
        (part for part in layer.parts if part.is_applicable and part.score is not None),
        key=lambda part: part.score or 0.0,
    )
    owner, link = rules.owners[weakest.owner], sources.diagnosis
    is_certain = layer.high < float(rules.hole)
    score = layer.score or 0.0
    zh = f"{layer.zh}层 {score:.2f}，低于 {rules.hole}；最弱的是{weakest.reason_zh}"
    en = f"{layer.en} {score:.2f}, below {rules.hole}; weakest: {weakest.reason_en}"
    if not is_certain:
        zh, en = (
            f"{zh}；未知数据补齐后可能高于此（上限 {layer.high:.2f}）",
            f"{en}; could be up to {layer.high:.2f} once the unknown is known",
        )
    return Hole(
        link_id=link.link_id,
        link_zh=link.zh,
        link_en=link.en,
        layer_id=layer.id,
        layer_zh=layer.zh,
        layer_en=layer.en,
        part_id=weakest.id,
        owner=weakest.owner,
        owner_zh=owner.zh,
        owner_en=owner.en,
        is_certain=is_certain,
        reason_zh=f"{zh}。由{owner.zh}{owner.duty_zh}。",
        reason_en=f"{en}. The {owner.en} {owner.duty_en}.",
    )


def _total_layer(number: int, layer: FusionLayer, links: Sequence[LinkFusion]) -> LayerTotal:
    own = [link.layers[number] for link in links]
    counts = Counter(score.state for score in own)
    return LayerTotal(
        id=layer.id,
        zh=layer.zh,
        en=layer.en,
        score=_mean([score.score for score in own]),
        counts={state.value: counts[state] for state in LayerState},
    )


def _weigh(scores: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    total = sum((weight for _, weight in scores), Fraction(0))
    return sum((score * weight for score, weight in scores), Fraction(0)) / total if total else None


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None
