"""Which enterprises are there? One row each, with the figures a list shows."""

import polars as pl

from gaodi.region.records import Region
from gaodi.region.titles import titles_in_force

DIVISIONS = "divisions"
"""Taxonomy of places, by six-digit division code."""


def city_of(district: pl.Expr) -> pl.Expr:
    """Return the code of the prefecture a division code lies in; a province's own code has none."""
    city = district.str.slice(0, 4) + "00"
    return pl.when(district.str.len_chars() == 6, ~city.str.ends_with("0000")).then(city)


def list_enterprises_frame(region: Region) -> pl.DataFrame:
    """Return one row per enterprise for lists and pages, ordered by id.

    Parameters
    ----------
    region : Region

    Returns
    -------
    polars.DataFrame
        enterprise_id, name, district_code, city_code, city_zh, industry_code, is_above_scale, founded_on,
        park_id, revenue and rd_expense (fen), staff, all three of the last complete year, titles (ids in force,
        ordered; null where no title table was imported), synthetic. Unknown is null.
    """
    divisions = region.catalogue.taxonomies.get(DIVISIONS)
    places = {term.id: term.zh for term in divisions.terms} if divisions else {}
    years = (
        region.table("enterprise_year")
        .filter(pl.col("year") == region.last_year)
        .select("enterprise_id", "revenue", "rd_expense", "staff")
    )
    titles = titles_in_force(region).group_by("enterprise_id").agg(titles=pl.col("title_id").unique().sort())
    none_or_unknown: list[str] | None = [] if "qualification" in region.present else None
    city = pl.col("city_code")
    return (
        region.table("enterprise")
        .select(
            "enterprise_id",
            "name",
            "district_code",
            city_of(pl.col("district_code")).alias("city_code"),
            "industry_code",
            "is_above_scale",
            "founded_on",
            "park_id",
            "synthetic",
        )
        .join(years, on="enterprise_id", how="left")
        .join(titles, on="enterprise_id", how="left")
        .select(
            "enterprise_id",
            "name",
            "district_code",
            "city_code",
            city.replace_strict(places, default=None, return_dtype=pl.String).alias("city_zh"),
            "industry_code",
            "is_above_scale",
            "founded_on",
            "park_id",
            "revenue",
            "rd_expense",
            "staff",
            pl.col("titles").fill_null(pl.lit(none_or_unknown, dtype=pl.List(pl.String))),
            "synthetic",
        )
        .sort("enterprise_id")
        .collect(engine="streaming")
    )
