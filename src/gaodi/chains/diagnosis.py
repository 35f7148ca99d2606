"""Where is the chain strong, weak, missing? Every link with its figures, its verdict and the reasons."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from gaodi.catalogue import ChainLink, ChainTemplate
from gaodi.chains.figures import list_figures
from gaodi.chains.firms import FirmTables, gather_firms
from gaodi.chains.measures import LinkMeasures, find_import_shares, measure_links
from gaodi.chains.purchases import SupplyTables, gather_supply, list_flows, measure_purchases, tag_purchases
from gaodi.chains.records import ChainDiagnosis, LinkDiagnosis, SectorShare, Strength, SupplyFlow
from gaodi.chains.rules import LinkRules, TravelRules, load_link_rules, load_travel_rules
from gaodi.chains.sentences import name_missing_inputs
from gaodi.chains.strength import judge_link
from gaodi.chains.travel import Sites, locate_firms, measure_reach
from gaodi.region import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around the firms of a region: whom they buy from, where they are, what is imported.

    Parameters
    ----------
    supply : SupplyTables
    sites : Sites
    travel : TravelRules
    import_shares : mapping of str to SectorShare, or None
        By sector code, the beginning of a GB/T 4754 code; None where no table of sectors is there.
    """

    supply: SupplyTables
    sites: Sites
    travel: TravelRules
    import_shares: Mapping[str, SectorShare] | None = None


def gather_surroundings(
    region: Region,
    firms: FirmTables,
    *,
    travel: TravelRules | None = None,
    travel_times: dict[tuple[str, str], float] | None = None,
    import_shares: Mapping[str, SectorShare] | None = None,
) -> Surroundings:
    """Read what stands around the firms of a region, once for all chains.

    Parameters
    ----------
    region : Region
    firms : FirmTables
        From `gather_firms`.
    travel : TravelRules or None
        The shipped ones by default.
    travel_times : dict or None
        The office's own minutes by road: (from, to) division codes.
    import_shares : mapping or None

    Returns
    -------
    Surroundings
    """
    return Surroundings(
        supply=gather_supply(region, firms),
        sites=locate_firms(region, firms, matrix=travel_times),
        travel=travel or load_travel_rules(),
        import_shares=import_shares,
    )


def diagnose_chain(
    region: Region,
    template: ChainTemplate,
    placements: pl.DataFrame,
    rules: LinkRules | None = None,
    *,
    firms: FirmTables | None = None,
    around: Surroundings | None = None,
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
    around : Surroundings or None
        From `gather_surroundings`; likewise.

    Returns
    -------
    ChainDiagnosis
        `n_enterprises` and `revenue` count each firm once, however many links it stands on.
    """
    rules = rules or load_link_rules()
    firms = firms or gather_firms(region)
    around = around or gather_surroundings(region, firms)
    counted = select_counted(placements, template.id, rules)
    measured, flows = _measure_all(firms, template, placements, counted, rules, around)
    links = tuple(_diagnose_link(template, link, measured[link.id], rules, around) for link in template.links)
    counts = Counter(link.strength for link in links)
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
        flows=flows,
    )


def select_counted(placements: pl.DataFrame, chain_id: str, rules: LinkRules) -> pl.DataFrame:
    """Return the placements on one chain that have enough evidence to count."""
    return placements.filter(pl.col("chain_id") == chain_id, pl.col("score") >= float(rules.min_score.value))


def _measure_all(
    firms: FirmTables,
    template: ChainTemplate,
    placements: pl.DataFrame,
    counted: pl.DataFrame,
    rules: LinkRules,
    around: Surroundings,
) -> tuple[dict[str, LinkMeasures], tuple[SupplyFlow, ...]]:
    """Measure the links by their firms, by what these buy and by what they reach."""
    measured = measure_links(firms, template, placements, rules)
    tagged = tag_purchases(around.supply, template, counted)
    purchases = measure_purchases(around.supply, tagged, template, counted)
    reach = measure_reach(around.sites, template, counted, around.travel)
    for link in template.links:
        sectors = find_import_shares(link, around.import_shares)
        measured[link.id] = replace(
            measured[link.id],
            is_supply_known=around.supply.is_known,
            purchases=purchases[link.id],
            reach=reach.get(link.id),
            import_low=sectors[0].share if sectors else None,
            import_high=sectors[-1].share if sectors else None,
            import_sectors=sectors,
        )
    return measured, list_flows(tagged, template, counted)


def _diagnose_link(
    template: ChainTemplate,
    link: ChainLink,
    measures: LinkMeasures,
    rules: LinkRules,
    around: Surroundings,
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
        warnings_zh=verdict.warnings_zh,
        warnings_en=verdict.warnings_en,
        missing=verdict.missing,
        figures=list_figures(measures, rules, around.travel) if measures.is_known else (),
        inputs=measures.purchases.inputs,
        reach=measures.reach,
    )


def _share(part: int | None, measures: LinkMeasures, rules: LinkRules) -> float | None:
    """Share of known revenue, or None where too few firms report for it to mean anything."""
    too_few = Fraction(measures.n_revenue_unknown) > (
        Fraction(rules.max_unknown_revenue_share.value) * measures.n_enterprises
    )
    if part is None or not measures.revenue or too_few:
        return None
    return part / measures.revenue
