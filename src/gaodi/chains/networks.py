"""Who supplies whom in the region? The supply links of the register as a network that losses can spread through."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from gaodi.base import NotFoundError
from gaodi.chains.firms import FirmTables, gather_firms
from gaodi.region import Region
from gaodi.risk import SupplyNetwork, build_network

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
ESSENTIAL_SHARE = 0.5
"""From this share of the flagged amount on, a sector's goods are essential to another; our own choice, decision 0021."""
_NO_CODE = "(未知)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionNetwork:
    """The supply network of a region, with what is known of its firms.

    Parameters
    ----------
    firms : polars.DataFrame
        One row per firm in the network's order: enterprise_id, name, city (division code, null where unknown), park_id,
        industry_code, revenue (fen, null where unknown), synthetic, is_outside.
    network : SupplyNetwork
        Amounts in fen. Sectors are GB/T 4754 codes; a firm of outside or without code is of the sector of the product it sells most.
        Firms of one code can replace each other, the others nobody.
    sectors : tuple of str
        Codes in the order of the network's sectors.
    years : tuple of int
        Of the links: the newest row of each pair and product within the last two complete years.
    n_revenue_unknown : int
        Firms weighed by what they sell within the network, since their revenue is unknown.
    n_unflagged : int
        Links of which nobody said whether they are essential.
    """

    firms: pl.DataFrame
    network: SupplyNetwork
    sectors: tuple[str, ...]
    years: tuple[int, ...]
    n_revenue_unknown: int
    n_unflagged: int


def gather_network(region: Region, firms: FirmTables | None = None) -> RegionNetwork:
    """Build the supply network of a region.

    A firm of the links that is not among the working firms of the region is kept as one of outside: it supplies, it
    counts for nothing, and fails only where a scenario says so. What a sector sells another is essential where at least half of the
    amount that somebody flagged is, and substitutable where nobody flagged anything.

    Parameters
    ----------
    region : Region
    firms : FirmTables or None
        From `gather_firms`.

    Returns
    -------
    RegionNetwork

    Raises
    ------
    NotFoundError
        If no supply links were imported for the last two complete years.
    """
    links = _list_links(region)
    if links.is_empty():
        raise NotFoundError(
            f"没有 {region.last_year - 1}—{region.last_year} 年的供应关系，无法模拟断供；请先导入“供应关系”表。",
            f"no supply links of {region.last_year - 1} to {region.last_year} were imported; import the table of supply links first.",
        )
    table = _list_firms(region, firms or gather_firms(region), links)
    place = table.with_row_index("place").select("enterprise_id", "place", "sector")
    ends = (
        links.join(place.rename({"enterprise_id": "supplier_id", "place": "supplier", "sector": "sells"}), on="supplier_id")
        .join(place.rename({"enterprise_id": "buyer_id", "place": "buyer", "sector": "buys"}), on="buyer_id")
    )  # fmt: skip
    sectors = table["sector"].unique().sort()
    number = dict(zip(sectors, range(len(sectors)), strict=True))
    network = build_network(
        ends["supplier"].to_numpy().astype(np.int64),
        ends["buyer"].to_numpy().astype(np.int64),
        ends["amount"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        sectors=table["sector"].replace_strict(number, return_dtype=pl.Int64).to_numpy(),
        essential=_judge_needs(ends, number),
        markets=_number_markets(table, number),
        weights=_weigh(table, ends),
        revenue=_bound_revenue(table, ends),
    )
    return RegionNetwork(
        firms=table.drop("sector"),
        network=network,
        sectors=tuple(sectors),
        years=tuple(sorted(links["year"].unique().to_list())),
        n_revenue_unknown=int((table["revenue"].is_null() & ~table["is_outside"]).sum()),
        n_unflagged=int(links["is_essential"].null_count()),
    )


def _list_links(region: Region) -> pl.DataFrame:
    if "supply_link" not in region.present:
        return pl.DataFrame(schema={"supplier_id": pl.String})
    return (
        region.table("supply_link")
        .filter(pl.col("year").is_between(region.last_year - 1, region.last_year))
        .sort("year")
        .group_by("supplier_id", "buyer_id", "product_name", maintain_order=True)
        .agg(pl.col("year", "amount", "is_essential").last())
        .collect()
    )


def _list_firms(region: Region, firms: FirmTables, links: pl.DataFrame) -> pl.DataFrame:
    named = pl.concat([links["supplier_id"], links["buyer_id"]]).unique().sort()
    own = firms.firms.select(
        "enterprise_id", "name", "district_code", "industry_code", "revenue", "synthetic"
    )
    parks = region.table("enterprise").select("enterprise_id", "park_id").collect()
    outside = pl.DataFrame({"enterprise_id": named}).join(own, on="enterprise_id", how="anti")
    known = region.table("enterprise").select("enterprise_id", "name", "synthetic").collect()
    return (
        pl.concat(
            [
                own.with_columns(is_outside=pl.lit(value=False)),
                outside.join(known, on="enterprise_id", how="left").with_columns(is_outside=pl.lit(value=True)),
            ],
            how="diagonal",
        )
        .join(parks, on="enterprise_id", how="left")
        .select(
            "enterprise_id",
            pl.col("name").fill_null(pl.col("enterprise_id")),
            pl.col("district_code").str.head(firms.place_digits).alias("city"),
            "park_id",
            "industry_code",
            "revenue",
            pl.col("synthetic").fill_null(value=False),
            "is_outside",
            sector=pl.when("is_outside").then(None).otherwise(pl.col("industry_code")),
        )
        .join(_name_products(links), on="enterprise_id", how="left")
        .with_columns(pl.col("sector").fill_null(pl.col("product")).fill_null(_NO_CODE))
        .drop("product")
        .sort("is_outside", "enterprise_id")
    )  # fmt: skip


def _name_products(links: pl.DataFrame) -> pl.DataFrame:
    """Return the product each supplier sells most, marked as no industry code."""
    return (
        links.group_by("supplier_id", "product_name")
        .agg(pl.col("amount").fill_null(0).sum())
        .sort("amount", "product_name", descending=[True, False])
        .group_by("supplier_id", maintain_order=True)
        .agg(pl.col("product_name").first())
        .select(enterprise_id="supplier_id", product=pl.lit("产品：") + pl.col("product_name"))
    )


def _judge_needs(ends: pl.DataFrame, number: dict[str, int]) -> IntArray:
    """Return 2 where a sector's goods are essential to another, else 1; rows sell, columns buy."""
    flagged = (
        ends.filter(pl.col("is_essential").is_not_null())
        .group_by("sells", "buys")
        .agg(
            total=pl.col("amount").fill_null(0).sum(),
            needed=pl.col("amount").filter(pl.col("is_essential")).fill_null(0).sum(),
        )
        .filter(pl.col("needed") > 0, pl.col("needed") >= ESSENTIAL_SHARE * pl.col("total"))
    )
    levels = np.ones((len(number), len(number)), dtype=np.int64)
    for sells, buys in flagged.select("sells", "buys").iter_rows():
        levels[number[sells], number[buys]] = 2
    return levels


def _number_markets(table: pl.DataFrame, number: dict[str, int]) -> IntArray:
    """Return a market for each firm: its code, or one of its own where there is none or it is of outside."""
    alone = len(number) + pl.int_range(pl.len())
    is_known = pl.col("industry_code").is_not_null() & ~pl.col("is_outside")
    code = pl.col("sector").replace_strict(number, return_dtype=pl.Int64)
    return np.asarray(
        table.select(pl.when(is_known).then(code).otherwise(alone)).to_series().to_numpy(), np.int64
    )


def _sum_sales(table: pl.DataFrame, ends: pl.DataFrame) -> FloatArray:
    place, amount = ends["supplier"].to_numpy(), ends["amount"].fill_null(0).cast(pl.Float64).to_numpy()
    return np.bincount(place, weights=amount, minlength=table.height).astype(np.float64)


def _weigh(table: pl.DataFrame, ends: pl.DataFrame) -> FloatArray:
    """Return revenue, or what is sold within the network where that is unknown; 0 for firms of outside."""
    known = table["revenue"].cast(pl.Float64).to_numpy()
    weights = np.where(np.isnan(known), _sum_sales(table, ends), known)
    return np.where(table["is_outside"].to_numpy(), 0.0, weights)


def _bound_revenue(table: pl.DataFrame, ends: pl.DataFrame) -> FloatArray:
    """Return revenue, at least what the links show: a firm cannot sell more than it earns."""
    return np.asarray(
        np.fmax(table["revenue"].cast(pl.Float64).to_numpy(), _sum_sales(table, ends)), np.float64
    )
