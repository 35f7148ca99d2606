"""Who holds which title on the day? Grants, terms of validity and withdrawals."""

from datetime import date

import polars as pl

from gaodi.region.records import Region


def titles_in_force(region: Region) -> pl.LazyFrame:
    """Return the grants in force on the region's day, one row per grant.

    A title without an end of its own ends by the usual term of its kind (`validity_years` in the taxonomy): the
    day before the anniversary, or the last day of the month where the anniversary does not exist (a grant of
    29 February). Without a term it does not end. On the day of withdrawal it is no longer in force.

    Parameters
    ----------
    region : Region

    Returns
    -------
    polars.LazyFrame
        enterprise_id, title_id, granted_on, valid_to (null: no end), source_id, sheet, row.
        Empty where no title table was imported; ask `region.present` whether that means none or unknown.
    """
    day = pl.lit(region.on)
    return (
        _list_grants(region)
        .filter(
            pl.col("granted_on") <= day,
            pl.col("valid_to").is_null() | (pl.col("valid_to") >= day),
            pl.col("revoked_on").is_null() | (pl.col("revoked_on") > day),
        )
        .drop("revoked_on")
    )


def titles_ended(region: Region, since: date) -> pl.LazyFrame:
    """Return the grants that were in force on a day from `since` on and are no longer on the region's day.

    Parameters
    ----------
    region : Region
    since : date

    Returns
    -------
    polars.LazyFrame
        As `titles_in_force`, with revoked_on (null: the term ran out). The same title may be held by a later grant.
    """
    last_day = pl.min_horizontal("valid_to", pl.col("revoked_on").dt.offset_by("-1d"))
    return _list_grants(region).filter(
        pl.col("granted_on") <= last_day, last_day >= pl.lit(since), last_day < pl.lit(region.on)
    )


def _list_grants(region: Region) -> pl.LazyFrame:
    return region.table("qualification").select(
        "enterprise_id",
        "title_id",
        "granted_on",
        _end_of_validity(region).alias("valid_to"),
        "revoked_on",
        "source_id",
        "sheet",
        "row",
    )


def _end_of_validity(region: Region) -> pl.Expr:
    granted, title = pl.col("granted_on"), pl.col("title_id")
    terms: dict[int, list[str]] = {}
    for term in region.catalogue.taxonomy("titles").terms:
        years = term.attributes.get("validity_years")
        if years is not None:
            terms.setdefault(int(years), []).append(term.id)
    ends = [pl.col("valid_to")]
    for years, titles in sorted(terms.items()):
        anniversary = granted.dt.offset_by(f"{years}y")
        last_day = (
            pl.when(anniversary.dt.day() == granted.dt.day())
            .then(anniversary.dt.offset_by("-1d"))
            .otherwise(anniversary)
        )
        ends.append(pl.when(title.is_in(titles)).then(last_day))
    return pl.coalesce(ends)
