"""Whom does one firm buy from and sell to? Its network over all purchases on record, partner by partner."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from gaodi.api.enterprises import find_enterprise
from gaodi.api.records import Office
from gaodi.region import Region, open_region


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """One supplier or customer of a firm."""

    enterprise_id: str
    name: str | None
    """None where it is not in the register."""
    amount: int | None
    """Fen, of the last year on record; None where no amount is known."""
    year: int | None
    products: tuple[str, ...]
    is_essential: bool
    """Whether any of it was called essential."""
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerNetwork:
    """One firm between its suppliers and its customers."""

    enterprise_id: str
    name: str
    on: date
    suppliers: tuple[Partner, ...]
    """The largest first."""
    customers: tuple[Partner, ...]
    synthetic: bool


def get_partners(office: Office, enterprise_id: str, *, on: date | None = None) -> PartnerNetwork:
    """Return whom a firm buys from and sells to.

    Parameters
    ----------
    enterprise_id : str
        Credit code, share code, or the full name where only one enterprise bears it.
    on : date or None
        Years later than the day's own are left out; None is today.

    Raises
    ------
    NotFoundError
        If no enterprise matches, or several bear the name.
    """
    day = on or datetime.now(UTC).astimezone().date()
    region = open_region(office.workspace, office.catalogue, on=day)
    row = find_enterprise(region, enterprise_id)
    return PartnerNetwork(
        enterprise_id=row["enterprise_id"],
        name=row["name"],
        on=day,
        suppliers=_list_partners(region, row["enterprise_id"], "buyer_id", "supplier_id"),
        customers=_list_partners(region, row["enterprise_id"], "supplier_id", "buyer_id"),
        synthetic=bool(row["synthetic"]),
    )


def _list_partners(region: Region, enterprise_id: str, own: str, other: str) -> tuple[Partner, ...]:
    rows = region.table("supply_link").filter(
        pl.col(own) == enterprise_id,
        pl.col(other) != enterprise_id,
        pl.col("year").is_null() | (pl.col("year") <= region.on.year),
    )
    amount = pl.col("amount")
    names = region.table("enterprise").select("enterprise_id", "name")
    found = (
        rows.with_columns(newest=pl.col("year").max().over(other))
        .filter(pl.col("year").is_null() | (pl.col("year") == pl.col("newest")))
        .group_by(enterprise_id=other)
        .agg(
            amount=pl.when(amount.count() > 0).then(amount.sum()),
            year=pl.col("year").max(),
            products=pl.col("product_name").drop_nulls().unique().sort(),
            is_essential=pl.col("is_essential").any(),
            synthetic=pl.col("synthetic").any(),
        )
        .join(names, on="enterprise_id", how="left")
        .sort("amount", "enterprise_id", descending=[True, False], nulls_last=True)
        .collect()
    )
    return tuple(
        Partner(**(row | {"products": tuple(row["products"]), "is_essential": bool(row["is_essential"])}))
        for row in found.iter_rows(named=True)
    )
