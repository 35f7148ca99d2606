"""Who could step in for a firm that fails? Makers of the same goods, within the region and outside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from gaodi.api.networks import IntArray, today
from gaodi.api.records import Office
from gaodi.api.shock_records import Replacement
from gaodi.chains import RegionNetwork
from gaodi.region import Region, open_region

N_REPLACED = 5
"""Failing firms looked at, the largest sellers of the network."""
N_OTHERS = 5
"""Firms named for each."""
N_PRODUCTS = 5
"""Products by which a firm's like are looked for, those it sells most."""
_SEPARATORS = r"[;；、,，/|]"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Makers:
    """Who makes which product, and where firms that are not of the region stand."""

    products: pl.DataFrame
    """enterprise_id, product: what somebody sells by the supply links, or says that it makes."""
    sold: pl.DataFrame
    """enterprise_id, product, amount: by the supply links alone."""
    register: pl.DataFrame
    """enterprise_id, name, district_code, industry_code of the register's firms that are not of the region's network."""
    prefix: str
    """What division codes of the region begin with."""


def find_replacements(
    office: Office, supply: RegionNetwork, failing: IntArray, *, on: date | None = None
) -> tuple[Replacement, ...]:
    """Find firms that could take over what the largest failing firms supply.

    Within the region these are firms of the same GB/T 4754 code that sell in the network; for a supplier of outside, and a firm without code, those that
    make one of its products; makers of a product come first. Outside it these are firms of the register or of the supply links whose place is known to be elsewhere
    and that make one of its products or are of its code. Product names must be equal.

    Parameters
    ----------
    office : Office
    supply : RegionNetwork
    failing : array
        Places of the firms that fail.
    on : date or None
        Day the region is seen on; None is today.

    Returns
    -------
    tuple of Replacement
        The largest failing seller first.
    """
    sales = supply.network.sales
    largest = failing[np.argsort(-sales[failing], kind="stable")][:N_REPLACED].tolist()
    rows = supply.firms.rows(named=True)
    region = open_region(office.workspace, office.catalogue, on=on or today())
    makers = _gather_makers(region, supply, [rows[place] for place in largest])
    own = {rows[place]["enterprise_id"] for place in failing.tolist()}
    return tuple(_replace_firm(supply, rows, makers, place, own) for place in largest)


def _replace_firm(
    supply: RegionNetwork, rows: Sequence[Row], makers: _Makers, place: int, own: set[str]
) -> Replacement:
    firm = rows[place]
    products = _list_products(makers, firm["enterprise_id"])
    same = set(makers.products.filter(pl.col("product").is_in(products))["enterprise_id"].unique().to_list())
    network, sales = supply.network, supply.network.sales
    if firm["is_outside"] or firm["industry_code"] is None:
        inside = [
            other for other, row in enumerate(rows) if row["enterprise_id"] in same and not row["is_outside"]
        ]
    else:
        inside = np.flatnonzero((network.markets == network.markets[place]) & (sales > 0)).tolist()
    inside = [other for other in inside if rows[other]["enterprise_id"] not in own]
    inside.sort(key=lambda one: (rows[one]["enterprise_id"] not in same, -sales[one]))
    outside = [one for one in _list_outside(makers, same, firm["industry_code"], supply) if one[0] not in own]
    return Replacement(
        enterprise_id=firm["enterprise_id"],
        name=firm["name"],
        industry_code=firm["industry_code"],
        products=products,
        n_others=len(inside),
        others=tuple(
            (rows[other]["enterprise_id"], rows[other]["name"], rows[other]["city"])
            for other in inside[:N_OTHERS]
        ),
        n_outside=len(outside),
        outside=tuple(outside[:N_OTHERS]),
        is_outside=firm["is_outside"],
    )


def _list_products(makers: _Makers, enterprise_id: str) -> tuple[str, ...]:
    """Return what a firm sells most by the supply links, else what it says that it makes."""
    sold = (
        makers.sold.filter(pl.col("enterprise_id") == enterprise_id)
        .group_by("product")
        .agg(pl.col("amount").sum())
        .sort("amount", "product", descending=[True, False])
    )
    if sold.is_empty():
        sold = makers.products.filter(pl.col("enterprise_id") == enterprise_id).sort("product")
    return tuple(sold["product"].head(N_PRODUCTS).to_list())


def _list_outside(
    makers: _Makers, same: set[str], code: str | None, supply: RegionNetwork
) -> list[tuple[str, str, str | None]]:
    """Return firms whose place is known to be elsewhere: makers of the product by what they sell here, then those of the code."""
    known = {row["enterprise_id"]: row for row in makers.register.iter_rows(named=True)}
    inside = set(supply.firms.filter(~pl.col("is_outside"))["enterprise_id"].to_list())
    amount = dict(
        makers.sold.group_by("enterprise_id").agg(pl.col("amount").sum()).select("enterprise_id", "amount").iter_rows()
    )  # fmt: skip
    of_code = {key for key, row in known.items() if code is not None and row["industry_code"] == code}
    found = []
    for key in (same | of_code) - inside:
        row = known.get(key)
        place = row["district_code"] if row else _read_place(key)
        if place is not None and not place.startswith(makers.prefix):
            found.append((key not in same, -amount.get(key, 0), key, row["name"] if row else key, place))
    return [(key, name, f"{place[:2]}0000") for _, _, key, name, place in sorted(found)]


def _read_place(code: str) -> str | None:
    """Return the division where a credit code was given out; None where this is no credit code."""
    return code[2:8] if len(code) == 18 and code[2:8].isdigit() else None


def _gather_makers(region: Region, supply: RegionNetwork, firms: Sequence[Row]) -> _Makers:
    """Read who makes what the given firms make; of the large tables only rows of these products."""
    links = region.table("supply_link").filter(
        pl.col("year").is_between(region.last_year - 1, region.last_year)
    )
    sold = links.select(
        "amount", enterprise_id="supplier_id", product=pl.col("product_name").str.strip_chars()
    )
    made = region.table("product").select("enterprise_id", product=pl.col("product_name").str.strip_chars())
    inside = supply.firms.filter(~pl.col("is_outside"))["enterprise_id"].implode()
    register = region.table("enterprise")
    elsewhere = register.filter(~pl.col("enterprise_id").is_in(inside), pl.col("district_code").is_not_null())
    # Lists of products are long: those of the region are split only where its firms are looked for by product.
    by_product = any(firm["is_outside"] or firm["industry_code"] is None for firm in firms)
    sources = [sold.drop("amount"), made, _split_products(register if by_product else elsewhere)]
    wanted = [firm["enterprise_id"] for firm in firms]
    names = pl.concat([source.filter(pl.col("enterprise_id").is_in(wanted)) for source in sources])
    products = names.select(pl.col("product").drop_nulls().unique()).collect()["product"].implode()
    makers = pl.concat([source.filter(pl.col("product").is_in(products)) for source in sources])
    found = makers.select("enterprise_id", "product").unique().collect()
    codes = [firm["industry_code"] for firm in firms if firm["industry_code"] is not None]
    is_like = pl.col("industry_code").is_in(codes) | pl.col("enterprise_id").is_in(
        found["enterprise_id"].implode()
    )
    prefix = "" if region.code == "100000" else region.code.rstrip("0")
    return _Makers(
        products=found,
        sold=sold.filter(pl.col("product").is_in(products)).with_columns(pl.col("amount").fill_null(0)).collect(),
        register=elsewhere.filter(is_like).select("enterprise_id", "name", "district_code", "industry_code").collect(),
        prefix=prefix + "0" * (len(prefix) % 2),
    )  # fmt: skip


def _split_products(register: pl.LazyFrame) -> pl.LazyFrame:
    return (
        register.filter(pl.col("main_products").is_not_null())
        .select(
            "enterprise_id",
            product=pl.col("main_products").str.replace_all(_SEPARATORS, "\n").str.split("\n"),
        )
        .explode("product")
        .with_columns(pl.col("product").str.strip_chars())
    )
