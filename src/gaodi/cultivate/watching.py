"""Which titles need attention? Ending ones and how a review would go, lost ones, who is near a title or the scale line."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from gaodi.base import NotFoundError
from gaodi.cultivate.judging import RULE_TABLES, judge_all
from gaodi.cultivate.nearness import find_near
from gaodi.cultivate.pack_library import PackLibrary, choose_pack, province_of
from gaodi.cultivate.sizing import classify_all
from gaodi.region import Region, city_of, titles_ended, titles_in_force

DAYS = 180
"""How far ahead an ending title is watched; our own choice, half a year to prepare a review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWatch:
    """One title of one firm that ends soon, or was lost."""

    enterprise_id: str
    name: str
    city_code: str | None
    title_id: str
    granted_on: date
    ends_on: date
    """Last day in force; of a title withdrawn, the day of withdrawal."""
    days_left: int
    """Negative where it is lost."""
    reason: str
    """ending, expired or revoked."""
    review: str | None
    """State a review would find on the day; None where no rules for reviews are in force, and for lost titles."""
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCount:
    """How many firms one clause separates from a title."""

    title_id: str
    pack_id: str
    n_near: int
    n_certain: int
    """Of those, firms without open data on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleWatch:
    """One firm at the line of above-scale statistics."""

    enterprise_id: str
    name: str
    city_code: str | None
    watch: str
    """near_below: just under the line; reached_unregistered: over it, not in the register; registered_below."""
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReport:
    """What to look after on one day."""

    on: date
    days: int
    ending: tuple[TitleWatch, ...]
    """Soonest first."""
    lost: tuple[TitleWatch, ...]
    """Lost in as many days before, latest first; a title held again is not lost."""
    near: tuple[NearCount, ...]
    scale: tuple[ScaleWatch, ...]
    """By what is watched, then by id."""


def watch_titles(region: Region, library: PackLibrary, *, on: date, days: int = DAYS) -> WatchReport:
    """Gather what needs attention: titles ending within some days, titles lost in as many, and who is near.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    on : date
    days : int
        Ahead for titles that end, back for titles lost.

    Returns
    -------
    WatchReport
    """
    region = replace(region, on=on)
    now = _latest(titles_in_force(region)).collect()
    ending = now.filter(pl.col("valid_to") <= _shift(on, days))
    reviews = _judge_reviews(region, library, ending, on)
    is_revoked = (pl.col("revoked_on") <= pl.col("valid_to")).fill_null(
        value=pl.col("revoked_on").is_not_null()
    )
    lost = (
        titles_ended(region, _shift(on, -days))
        .with_columns(
            reason=pl.when(is_revoked).then(pl.lit("revoked")).otherwise(pl.lit("expired")),
            ends_on=pl.when(is_revoked).then("revoked_on").otherwise("valid_to"),
        )
        .sort("enterprise_id", "title_id", "ends_on")
        .unique(["enterprise_id", "title_id"], keep="last", maintain_order=True)
        .collect()
        .join(now, on=["enterprise_id", "title_id"], how="anti")
    )
    ending = ending.join(reviews, on=["enterprise_id", "title_id"], how="left").with_columns(
        reason=pl.lit("ending"), ends_on=pl.col("valid_to")
    )
    lost = lost.with_columns(review=pl.lit(None, dtype=pl.String))
    return WatchReport(
        on=on,
        days=days,
        ending=_list_titles(region, ending, ["ends_on", "enterprise_id", "title_id"]),
        lost=_list_titles(region, lost, ["-ends_on", "enterprise_id", "title_id"]),
        near=tuple(_count_near(region, library, on)),
        scale=_list_scale(region, library, on),
    )


def _shift(day: date, days: int) -> date:
    """Move a day, at most to the first or last the calendar has."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _latest(titles: pl.LazyFrame) -> pl.LazyFrame:
    """Keep one row per firm and title: the grant that ends last; one without an end never does."""
    end = pl.col("valid_to")
    return titles.group_by("enterprise_id", "title_id").agg(
        granted_on=pl.col("granted_on").max(),
        valid_to=pl.when(end.is_null().any()).then(None).otherwise(end.max()),
    )


def _judge_reviews(region: Region, library: PackLibrary, ending: pl.DataFrame, on: date) -> pl.DataFrame:
    """Judge the firms whose title ends by the rules for reviews of that title."""
    found = [pl.DataFrame(schema={"enterprise_id": pl.String, "title_id": pl.String, "review": pl.String})]
    for title_id in library.titles:
        firms = ending.filter(pl.col("title_id") == title_id)["enterprise_id"]
        if firms.is_empty():
            continue
        own = replace(region, tables=region.tables | _narrow(region, firms))
        try:
            judged = judge_all(own, library, title_id, on=on, route="review")
        except NotFoundError:
            continue  # no rules for reviews are in force: how one would go is unknown
        found.append(
            judged.select(
                "enterprise_id", pl.lit(title_id).alias("title_id"), review=pl.col("state").cast(pl.String)
            )
        )
    return pl.concat(found)


def _narrow(region: Region, firms: pl.Series) -> dict[str, pl.LazyFrame]:
    wanted = pl.LazyFrame({"enterprise_id": firms})
    return {name: region.table(name).join(wanted, on="enterprise_id", how="semi") for name in RULE_TABLES}


def _list_titles(region: Region, titles: pl.DataFrame, order: Iterable[str]) -> tuple[TitleWatch, ...]:
    keys = list(order)
    found = (
        titles.lazy()
        .join(_firms(region), on="enterprise_id", how="inner")
        .with_columns(days_left=(pl.col("ends_on") - pl.lit(region.on)).dt.total_days())
        .sort(
            [key.removeprefix("-") for key in keys], descending=[key.startswith("-") for key in keys]
        )
        .select(
            "enterprise_id", "name", "city_code", "title_id", "granted_on", "ends_on", "days_left", "reason",
            "review", "synthetic",
        )
        .collect()
    )  # fmt: skip
    return tuple(TitleWatch(**row) for row in found.to_dicts())


def _firms(region: Region) -> pl.LazyFrame:
    return region.table("enterprise").select(
        "enterprise_id", "name", city_of(pl.col("district_code")).alias("city_code"), "synthetic"
    )


def _count_near(region: Region, library: PackLibrary, on: date) -> Iterable[NearCount]:
    for title_id in library.titles:
        try:
            choice = choose_pack(library, title_id, on=on, province=province_of(region.code))
        except NotFoundError:
            continue  # no rules in force: nobody can be near
        near = find_near(region, library, title_id, on=on)
        yield NearCount(
            title_id=title_id,
            pack_id=choice.pack.id,
            n_near=near.height,
            n_certain=near.filter(pl.col("n_open") == 0).height,
        )


def _list_scale(region: Region, library: PackLibrary, on: date) -> tuple[ScaleWatch, ...]:
    watched = classify_all(region, library, on=on).select("enterprise_id", watch="scale_watch")
    found = (
        watched.lazy()
        .filter(pl.col("watch").is_not_null() & (pl.col("watch") != "none"))
        .join(_firms(region), on="enterprise_id", how="left")
        .sort("watch", "enterprise_id")
        .select("enterprise_id", "name", "city_code", "watch", "synthetic")
        .collect()
    )
    return tuple(ScaleWatch(**row) for row in found.to_dicts())
