"""What does the plan read? One wide lazy frame, one row per enterprise, of exactly the operands a pack needs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import polars as pl

from gaodi.cultivate.operands import (
    CLASS_I,
    CLASS_II,
    CLASS_II_AFTER_TWO_YEARS,
    CLASS_II_AT_ONCE,
    AwardRank,
    AwardWithin,
    FirmCell,
    IndustryDivision,
    Operand,
    RightCount,
    RightsDefinition,
    TitleHeld,
    YearCell,
)
from gaodi.region import Region, titles_in_force

NO_RANK = 10**12
"""Stands for a place that was not won, or that nobody wrote down."""

MAX_HOLDER_RANK = 3
"""2号: the enterprise is among the first three right-holders."""

RIGHTS_COLUMNS: dict[RightsDefinition, tuple[str, ...]] = {
    "class_i_2022": ("is_leading_product", "transferred_on"),
    "class_i_self_developed_2022": ("is_leading_product", "is_self_developed"),
    "class_i_high_value_2022": ("is_leading_product", "is_high_value", "transferred_on"),
    "class_ii_2022": ("is_leading_product", "granted_on", "transferred_on"),
    "class_i_2026": ("is_leading_product", "holder_rank"),
    "class_i_2016": ("is_leading_product",),
    "class_ii_2016": ("is_leading_product",),
    "core_rights_2016": ("is_leading_product",),
    "core_rights_self_developed_2016": ("is_leading_product", "is_self_developed"),
}
"""What makes a row unclear under each definition where it is blank; a date of transfer only of what was bought."""


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; 28 February where 29 February is missing.

    Examples
    --------
    >>> years_before(date(2024, 2, 29), 3)
    datetime.date(2021, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def build_frame(region: Region, operands: Iterable[Operand], on: date) -> pl.LazyFrame:
    """Join the operands of a pack to the list of enterprises, lazily.

    Parameters
    ----------
    region : Region
    operands : iterable of Operand
    on : date
        Day of the decision; the last complete year is the one before.

    Returns
    -------
    polars.LazyFrame
        enterprise_id, then one column per operand by its name. Null is unknown. No row of rights means 0, and
        no record of a title means not held, but only where the table was imported.
    """
    wanted = tuple(operands)
    region = replace(region, on=on)
    frame = region.table("enterprise").select("enterprise_id", *_enterprise_columns(wanted))
    for back in sorted({o.back for o in wanted if isinstance(o, YearCell)}):
        cells = [o for o in wanted if isinstance(o, YearCell) and o.back == back]
        frame = frame.join(
            _year_columns(region, cells, back), on="enterprise_id", how="left", maintain_order="left"
        )
    frame = _add_titles(frame, region, [o for o in wanted if isinstance(o, TitleHeld)])
    frame = _add_awards(frame, region, [o for o in wanted if isinstance(o, AwardWithin | AwardRank)])
    return _add_rights(frame, region, [o for o in wanted if isinstance(o, RightCount)])


def _enterprise_columns(wanted: tuple[Operand, ...]) -> list[pl.Expr]:
    columns: list[pl.Expr] = []
    if any(isinstance(operand, IndustryDivision) for operand in wanted):
        division = pl.col("industry_code").str.slice(0, 2).cast(pl.Int64, strict=False)
        columns.append(division.alias(IndustryDivision.name))
    return columns + [_firm_column(o).alias(o.name) for o in wanted if isinstance(o, FirmCell)]


def _firm_column(cell: FirmCell) -> pl.Expr:
    value = pl.col(cell.column)
    match cell.kind:
        case "boolean":
            return value
        case "date":
            return value.cast(pl.Int32).cast(pl.Int64)
        case "group":
            is_fine = value.str.len_chars() >= 3
            return pl.when(is_fine).then(value.str.slice(0, 3)).cast(pl.Int64, strict=False)


def _year_columns(region: Region, cells: list[YearCell], back: int) -> pl.LazyFrame:
    return (
        region.table("enterprise_year")
        .filter(pl.col("year") == region.last_year - back)
        .select("enterprise_id", *(_as_plan_value(cell) for cell in cells))
    )


def _as_plan_value(cell: YearCell) -> pl.Expr:
    """Read a cell as the plan's integer, text or truth; what no enterprise can have is unknown."""
    value = pl.col(cell.column)
    if cell.kind in ("choice", "boolean"):
        return value.alias(cell.name)
    if cell.scale != 1:
        value = (value * cell.scale).round()
    fits = value.is_between(-cell.bound, cell.bound)
    return pl.when(fits).then(value).cast(pl.Int64).alias(cell.name)


def _add_titles(frame: pl.LazyFrame, region: Region, wanted: list[TitleHeld]) -> pl.LazyFrame:
    if not wanted:
        return frame
    if "qualification" not in region.present:
        return frame.with_columns(pl.lit(None, dtype=pl.Boolean).alias(o.name) for o in wanted)
    held = (
        titles_in_force(region)
        .filter(pl.col("title_id").is_in([o.title_id for o in wanted]))
        .group_by("enterprise_id")
        .agg((pl.col("title_id") == o.title_id).any().alias(o.name) for o in wanted)
    )
    known = [
        pl.col(o.name).fill_null(value=False)
        if is_known_by_absence(region, o.title_id)
        else pl.when(pl.col(o.name)).then(statement=True).alias(o.name)
        for o in wanted
    ]
    return frame.join(held, on="enterprise_id", how="left", maintain_order="left").with_columns(known)


def is_known_by_absence(region: Region, title_id: str) -> bool:
    """Whether no record of a title means that it is not held."""
    term = region.catalogue.taxonomy("titles").term(title_id)
    return term is not None and term.attributes.get("absence") == "not_held"


def find_awards(region: Region, title_id: str, years: int) -> pl.LazyFrame:
    """Return the rows of an award given in the last years before the region's day and not withdrawn."""
    on, granted, revoked = region.on, pl.col("granted_on"), pl.col("revoked_on")
    return region.table("qualification").filter(
        pl.col("title_id") == title_id,
        granted.is_between(years_before(on, years), on),
        revoked.is_null() | (revoked > on),
    )


def _add_awards(frame: pl.LazyFrame, region: Region, wanted: list[AwardWithin | AwardRank]) -> pl.LazyFrame:
    for title_id, years in dict.fromkeys((o.title_id, o.years) for o in wanted):
        own = [o for o in wanted if (o.title_id, o.years) == (title_id, years)]
        rank = pl.col("rank").min()
        values = {
            "within": pl.lit(value=True),
            "low": pl.when(pl.col("rank").is_null().any()).then(1).otherwise(rank),
            "high": rank.fill_null(NO_RANK),
        }
        sides = {o.name: o.side if isinstance(o, AwardRank) else "within" for o in own}
        absent = {"within": False, "low": NO_RANK, "high": NO_RANK}
        found = find_awards(region, title_id, years).group_by("enterprise_id")
        frame = frame.join(
            found.agg(values[side].alias(name) for name, side in sides.items()),
            on="enterprise_id",
            how="left",
            maintain_order="left",
        )
        if "qualification" in region.present and is_known_by_absence(region, title_id):
            frame = frame.with_columns(pl.col(n).fill_null(pl.lit(absent[s])) for n, s in sides.items())
    return frame


def count_right(definition: RightsDefinition, on: date) -> pl.Expr:
    """Say of one row of rights whether it counts under a definition; null is unclear."""
    kind, granted, transferred = pl.col("kind"), pl.col("granted_on"), pl.col("transferred_on")
    tied = pl.col("is_leading_product") & (granted.is_null() | (granted <= on))
    # 63号 practice: a right bought less than a year ago does not count yet; bought nobody knows when is unclear.
    undated = transferred.is_null() & ~pl.col("is_self_developed").fill_null(value=True)
    settled = pl.when(~undated).then(transferred.is_null() | (transferred <= years_before(on, 1)))
    match definition:
        case "class_i_2022":
            return kind.is_in(CLASS_I) & tied & settled
        case "class_i_self_developed_2022":
            return kind.is_in(CLASS_I) & tied & settled & pl.col("is_self_developed")
        case "class_i_high_value_2022":
            return kind.is_in(CLASS_I) & tied & settled & pl.col("is_high_value")
        case "class_ii_2022":
            # Counted forward from the grant: 29 February has no day two years back.
            kept = kind.is_in(CLASS_II_AFTER_TWO_YEARS) & (granted.dt.offset_by("2y") < on)
            return (kind.is_in(CLASS_II_AT_ONCE) | kept) & tied & settled
        case "class_i_2026":
            # 2号: bought rights never count, and the enterprise is among the first three holders.
            own = transferred.is_null() & pl.col("is_self_developed").fill_null(value=True)
            return kind.is_in(CLASS_I) & tied & own & (pl.col("holder_rank") <= MAX_HOLDER_RANK)
        case "class_i_2016":
            return kind.is_in(CLASS_I) & tied
        case "class_ii_2016":
            return kind.is_in(CLASS_II) & tied
        case "core_rights_2016":
            return kind.is_in(CLASS_I + CLASS_II) & tied
        case "core_rights_self_developed_2016":
            return kind.is_in(CLASS_I + CLASS_II) & tied & pl.col("is_self_developed")


def _add_rights(frame: pl.LazyFrame, region: Region, wanted: list[RightCount]) -> pl.LazyFrame:
    if not wanted:
        return frame
    if "intellectual_property" not in region.present:
        return frame.with_columns(pl.lit(None, dtype=pl.Int64).alias(o.name) for o in wanted)
    counts = {
        o.name: count_right(o.definition, region.on).fill_null(value=o.side == "high").sum().cast(pl.Int64)
        for o in wanted
    }
    counted = region.table("intellectual_property").group_by("enterprise_id").agg(**counts)
    return frame.join(counted, on="enterprise_id", how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(0) for name in counts
    )
