"""What is known of each link? Counts, revenue and concentration, with the unknown beside the known."""

from dataclasses import dataclass

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import FirmTables
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
            missing_inputs=tuple(
                (needed.id, needed.zh, needed.en)
                for needed in (template.link(i.link) for i in link.inputs if i.need == "essential")
                if needed.id not in rows
            ),
            **{key: value for key, value in rows.get(link.id, {}).items() if key != "link_id"},
        )
        for link in template.links
    }


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
            n_revenue_unknown=revenue.null_count(),
            n_revenue_small=is_small.sum(),
            n_cities=place.drop_nulls().n_unique(),
            n_city_unknown=place.null_count(),
            is_synthetic=(pl.col("synthetic") | pl.col("placed_synthetic")).any(),
        )
        .collect()
    )
