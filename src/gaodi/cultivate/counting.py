"""How many hold each title, and how many could? Counts per title for the tier pages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from gaodi.base import NotFoundError
from gaodi.catalogue import Term
from gaodi.cultivate.judging import judge_all
from gaodi.cultivate.pack_library import PackChoice, PackLibrary, choose_pack, province_of
from gaodi.cultivate.records import State, TierCount
from gaodi.region import Region, city_of, titles_in_force

EXPIRING_DAYS = 180
"""How far ahead an ending title counts as expiring; our own choice, half a year to prepare a review."""


def count_tiers(
    region: Region,
    library: PackLibrary,
    verdicts: Mapping[str, pl.DataFrame] | None = None,
    *,
    on: date | None = None,
) -> tuple[TierCount, ...]:
    """Count holders of each title, and who would meet it by the rules for a new application.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    verdicts : mapping of title id to frame of `judge_all`, or None
        Frames already computed for the same day; titles with rules that are missing are judged here.
    on : date or None
        The region's day by default.

    Returns
    -------
    tuple of TierCount
        Titles of the catalogue with a term of validity or with rules, in the catalogue's order. For titles
        without rules in force, or where no enterprise table was imported, what the rules would say is None.
    """
    day = on or region.on
    at_day = replace(region, on=day)
    holders = (
        titles_in_force(at_day)
        .group_by("enterprise_id", "title_id")
        # A title granted again counts once, by its latest end; no end never expires.
        .agg(end=pl.when(pl.col("valid_to").is_null().any()).then(None).otherwise(pl.col("valid_to").max()))
        .join(_cities(at_day), on="enterprise_id", how="left")
        .collect()
    )
    return tuple(
        _count_title(at_day, library, term, holders.filter(pl.col("title_id") == term.id), verdicts or {})
        for term in region.catalogue.taxonomy("titles").terms
        if term.id in library.titles or "validity_years" in term.attributes
    )


def _cities(region: Region) -> pl.LazyFrame:
    return region.table("enterprise").select("enterprise_id", city_of(pl.col("district_code")).alias("city"))


def _count_title(
    region: Region,
    library: PackLibrary,
    term: Term,
    holders: pl.DataFrame,
    verdicts: Mapping[str, pl.DataFrame],
) -> TierCount:
    horizon = pl.lit(region.on).dt.offset_by(f"{EXPIRING_DAYS}d")
    cities = holders.drop_nulls("city").group_by("city").len().sort("city")
    choice = _find_choice(region, library, term.id)
    counts: dict[State, int] = {}
    if choice and "enterprise" in region.present:
        judged = verdicts.get(term.id)
        if judged is None:
            judged = judge_all(region, library, term.id, on=region.on)
        others = judged.select("enterprise_id", "state").join(holders, on="enterprise_id", how="anti")
        found = others.group_by("state").len()
        counts = dict.fromkeys(State, 0) | {State(state): number for state, number in found.iter_rows()}
    return TierCount(
        title_id=term.id,
        zh=term.zh,
        en=term.en,
        n_holders=holders.height,
        n_expiring=holders.filter(pl.col("end") <= horizon).height,
        pack_id=choice.pack.id if choice else None,
        document=choice.pack.document if choice else None,
        n_met_without_title=counts[State.MET] + counts[State.MANUAL] if counts else None,
        n_undecided=counts[State.UNKNOWN] if counts else None,
        by_city=dict(cities.iter_rows()),
        n_manual_without_title=counts[State.MANUAL] if counts else None,
    )


def _find_choice(region: Region, library: PackLibrary, title_id: str) -> PackChoice | None:
    try:
        return choose_pack(library, title_id, on=region.on, province=province_of(region.code))
    except NotFoundError:
        return None
