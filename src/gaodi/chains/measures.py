"""What is known of each link? Counts, revenue and concentration, with the unknown beside the known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from gaodi.catalogue import ChainLink, ChainTemplate
from gaodi.chains.firms import FirmTables
from gaodi.chains.purchases import LinkPurchases
from gaodi.chains.records import LinkReach, SectorShare
from gaodi.chains.rules import LinkRules


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMeasures:
    """What is known of one link. Counts of unknowns stand beside every count.

    Parameters
    ----------
    is_known : bool
        False where no enterprise table was imported: then nothing is known.
    n_firms, n_undescribed : int
        Working enterprises of the region, and those without product, code and scope, which could stand
        anywhere.
    n_enterprises : int
        Placed with enough evidence to count.
    n_possible : int
        Placed on too little evidence to count.
    revenue, top_revenue, top4_revenue : int or None, fen
        Known total, known largest, and known four largest; None where no revenue is known.
    n_revenue_small : int
        Firms of unknown revenue that are known to be below scale.
    n_cities, n_city_unknown : int
    missing_inputs : tuple of (str, str, str)
        Id, Chinese and English name of essential inputs on which no enterprise stands.
    is_synthetic : bool
        Whether any enterprise counted was generated.
    revenues : tuple of int, fen
        Every known revenue, the largest first.
    is_supply_known : bool
        Whether a supply table was imported.
    n_essential : int
        Essential inputs of the link by the template.
    purchases : LinkPurchases
        What its firms buy, as far as it is on record.
    reach : LinkReach or None
        None where the link needs nothing.
    import_low, import_high : Fraction or None
        Least and most import share of the sectors the link's codes lie in; None where no table tells.
    import_sectors : tuple of SectorShare
        These sectors, each once.
    """

    is_known: bool = True
    n_firms: int = 0
    n_undescribed: int = 0
    n_enterprises: int = 0
    n_possible: int = 0
    n_above_scale: int = 0
    n_above_scale_unknown: int = 0
    n_titled: int = 0
    n_titled_unknown: int = 0
    revenue: int | None = None
    top_revenue: int | None = None
    top4_revenue: int | None = None
    n_revenue_unknown: int = 0
    n_revenue_small: int = 0
    n_cities: int = 0
    n_city_unknown: int = 0
    missing_inputs: tuple[tuple[str, str, str], ...] = ()
    is_synthetic: bool = False
    revenues: tuple[int, ...] = ()
    is_supply_known: bool = False
    n_essential: int = 0
    purchases: LinkPurchases = field(default_factory=LinkPurchases)
    reach: LinkReach | None = None
    import_low: Fraction | None = None
    import_high: Fraction | None = None
    import_sectors: tuple[SectorShare, ...] = ()


def measure_links(
    firms: FirmTables, template: ChainTemplate, placements: pl.DataFrame, rules: LinkRules
) -> dict[str, LinkMeasures]:
    """Measure every link of a chain.

    A firm counts once per link, with its whole revenue on each link it stands on: figures of links do not
    add up to the chain's.

    Parameters
    ----------
    firms : FirmTables
    template : ChainTemplate
    placements : polars.DataFrame
        As `place_enterprises` gives it; rows of other chains are ignored.
    rules : LinkRules

    Returns
    -------
    dict of link id to LinkMeasures, in the template's order
    """
    own = placements.filter(pl.col("chain_id") == template.id)
    counted = pl.col("score") >= float(rules.min_score.value)
    possible = dict(own.filter(~counted).group_by("link_id").len().iter_rows())
    rows = {
        row["link_id"]: row for row in _aggregate(firms, own.filter(counted), rules).iter_rows(named=True)
    }
    n_undescribed = int((~firms.firms["is_described"]).sum())
    return {
        link.id: LinkMeasures(
            is_known=firms.is_known,
            n_firms=firms.firms.height,
            n_undescribed=n_undescribed,
            n_possible=possible.get(link.id, 0),
            n_essential=sum(i.need == "essential" for i in link.inputs),
            missing_inputs=tuple(
                (needed.id, needed.zh, needed.en)
                for needed in (template.link(i.link) for i in link.inputs if i.need == "essential")
                if needed.id not in rows
            ),
            **{
                key: value
                for key, value in rows.get(link.id, {}).items()
                if key not in {"link_id", "revenues"}
            },
            revenues=tuple(rows.get(link.id, {}).get("revenues", ())),
        )
        for link in template.links
    }


def is_undescribed(measures: LinkMeasures, rules: LinkRules) -> bool:
    """Whether so many firms are described by nothing that few and none cannot be told."""
    return Fraction(measures.n_undescribed) > Fraction(rules.max_undescribed_share.value) * measures.n_firms


def find_import_shares(link: ChainLink, shares: Mapping[str, SectorShare] | None) -> tuple[SectorShare, ...]:
    """Return the sectors a link's codes lie in, with the share of each that comes from outside.

    Parameters
    ----------
    link : ChainLink
    shares : mapping of str to SectorShare, or None
        By sector code (the beginning of a GB/T 4754 code).

    Returns
    -------
    tuple of SectorShare
        The longest sector code a link's code begins with decides; each sector once, the least share first. Empty where no
        table was given, or where the sector of any of the link's codes is not in it.

    Examples
    --------
    >>> link = ChainLink(id="a", zh="泵", en="Pumps", stage="upstream", industry_codes=("3441", "3984"))
    >>> tenth, half = SectorShare(share=Fraction(1, 10)), SectorShare(share=Fraction(1, 2))
    >>> [str(one.share) for one in find_import_shares(link, {"39": tenth, "34": tenth, "3984": half})]
    ['1/10', '1/2']
    >>> find_import_shares(link, {"34": tenth})
    ()
    """
    found = []
    for code in link.industry_codes:
        sector = max((own for own in shares or {} if own and code.startswith(own)), key=len, default=None)
        if shares is None or sector is None:
            return ()
        found.append(shares[sector])
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.share))


def _aggregate(firms: FirmTables, counted: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    revenue, place = pl.col("revenue"), pl.col("district_code").str.head(firms.place_digits)
    is_titled = pl.col("titles").list.eval(pl.element().is_in(list(rules.counted_titles))).list.any()
    is_small = revenue.is_null() & ~pl.col("is_above_scale").fill_null(value=True)
    return (
        counted.lazy()
        .select("enterprise_id", "link_id", placed_synthetic="synthetic")
        .unique(["enterprise_id", "link_id"])
        .join(firms.firms.lazy(), on="enterprise_id")
        .with_columns(is_titled=is_titled)
        .group_by("link_id")
        .agg(
            n_enterprises=pl.len(),
            n_above_scale=pl.col("is_above_scale").sum(),
            n_above_scale_unknown=pl.col("is_above_scale").null_count(),
            n_titled=pl.col("is_titled").sum(),
            n_titled_unknown=pl.col("is_titled").null_count(),
            # The sum of nothing is 0 in Polars; here it is unknown.
            revenue=pl.when(revenue.count() > 0).then(revenue.sum()),
            top_revenue=revenue.max(),
            top4_revenue=pl.when(revenue.count() > 0).then(revenue.top_k(4).sum()),
            revenues=revenue.drop_nulls().sort(descending=True),
            n_revenue_unknown=revenue.null_count(),
            n_revenue_small=is_small.sum(),
            n_cities=place.drop_nulls().n_unique(),
            n_city_unknown=place.null_count(),
            is_synthetic=(pl.col("synthetic") | pl.col("placed_synthetic")).any(),
        )
        .collect()
    )
