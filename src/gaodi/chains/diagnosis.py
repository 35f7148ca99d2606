"""Where is the chain strong, weak, missing? Every link with its figures, its verdict and the reasons."""

from collections import Counter
from fractions import Fraction

import polars as pl

from gaodi.catalogue import ChainLink, ChainTemplate
from gaodi.chains.firms import FirmTables, gather_firms
from gaodi.chains.measures import LinkMeasures, measure_links
from gaodi.chains.records import ChainDiagnosis, LinkDiagnosis, Strength
from gaodi.chains.rules import LinkRules, load_link_rules
from gaodi.chains.sentences import name_missing_inputs
from gaodi.chains.strength import judge_link
from gaodi.region import Region


def diagnose_chain(
    region: Region,
    template: ChainTemplate,
    placements: pl.DataFrame,
    rules: LinkRules | None = None,
    *,
    firms: FirmTables | None = None,
) -> ChainDiagnosis:
    """Diagnose every link of a chain in a region.

    Parameters
    ----------
    region : Region
    template : ChainTemplate
    placements : polars.DataFrame
        From `place_enterprises`; rows of other chains are ignored.
    rules : LinkRules or None
        The shipped ones by default.
    firms : FirmTables or None
        From `gather_firms`; give it when several chains of one region are diagnosed.

    Returns
    -------
    ChainDiagnosis
        `n_enterprises` and `revenue` count each firm once, however many links it stands on.
    """
    rules = rules or load_link_rules()
    firms = firms or gather_firms(region)
    measured = measure_links(firms, template, placements, rules)
    links = tuple(_diagnose_link(template, link, measured[link.id], rules) for link in template.links)
    counts = Counter(link.strength for link in links)
    counted = placements.filter(
        pl.col("chain_id") == template.id, pl.col("score") >= float(rules.min_score.value)
    )
    on_chain = firms.firms.select("enterprise_id", "revenue").join(counted, on="enterprise_id", how="semi")
    revenue = on_chain["revenue"].drop_nulls()
    return ChainDiagnosis(
        chain_id=template.id,
        zh=template.zh,
        en=template.en,
        version=template.version,
        source=template.source,
        status=template.status,
        links=links,
        n_enterprises=on_chain.height,
        revenue=int(revenue.sum()) if len(revenue) else None,
        counts={strength.value: counts[strength] for strength in Strength},
    )


def _diagnose_link(
    template: ChainTemplate, link: ChainLink, measures: LinkMeasures, rules: LinkRules
) -> LinkDiagnosis:
    verdict = judge_link(measures, rules)
    zh, en = list(verdict.reasons_zh), list(verdict.reasons_en)
    if measures.is_known and verdict.strength is not Strength.MISSING:
        zh += name_missing_inputs(measures, "zh")
        en += name_missing_inputs(measures, "en")
    return LinkDiagnosis(
        chain_id=template.id,
        link_id=link.id,
        zh=link.zh,
        en=link.en,
        stage=link.stage,
        is_key=link.is_key,
        strength=verdict.strength,
        n_enterprises=measures.n_enterprises,
        n_above_scale=measures.n_above_scale,
        n_titled=measures.n_titled,
        revenue=measures.revenue,
        n_revenue_unknown=measures.n_revenue_unknown,
        top_share=_share(measures.top_revenue, measures, rules),
        top4_share=_share(measures.top4_revenue, measures, rules),
        n_cities=measures.n_cities,
        local_inputs=tuple(link_id for link_id, _, _ in measures.missing_inputs) if measures.is_known else (),
        rule_id=verdict.rule_id,
        reasons_zh=tuple(zh),
        reasons_en=tuple(en),
        synthetic=measures.is_synthetic,
    )


def _share(part: int | None, measures: LinkMeasures, rules: LinkRules) -> float | None:
    """Share of known revenue, or None where too few firms report for it to mean anything."""
    too_few = Fraction(measures.n_revenue_unknown) > (
        Fraction(rules.max_unknown_revenue_share.value) * measures.n_enterprises
    )
    if part is None or not measures.revenue or too_few:
        return None
    return part / measures.revenue
