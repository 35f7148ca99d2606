"""Which supply network do questions of failure start from? The region's own, held as long as its tables stay the same."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt
import polars as pl

from gaodi.api.records import Office
from gaodi.base import NotFoundError
from gaodi.chains import RegionNetwork, gather_network
from gaodi.region import Region, open_region

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def read_network(office: Office, *, on: date | None = None, as_of: str | None = None) -> RegionNetwork:
    """Return the region's supply network; held by the office as long as the tables stay the same.

    Parameters
    ----------
    office : Office
    on : date or None
        Day the region is seen on; None is today.
    as_of : str or None
        Snapshot; None is the latest.

    Raises
    ------
    NotFoundError
        If no supply links were imported.
    """
    region = open_region(office.workspace, office.catalogue, as_of=as_of, on=on or today())
    key = f"network:{region.digest}:{region.on.year}"
    with office.reading:
        held = office.held.get(key)
        if not isinstance(held, RegionNetwork):
            held = _mark_synthetic(gather_network(region), region)
            office.hold(key, held)
    return held


def _mark_synthetic(supply: RegionNetwork, region: Region) -> RegionNetwork:
    """Mark firms that the register does not name and synthetic links do."""
    links = region.table("supply_link").filter("synthetic")
    named = pl.concat([links.select(pl.col(end).alias("id")) for end in ("supplier_id", "buyer_id")])
    ids = named.unique().collect()["id"].implode()
    is_one = pl.col("synthetic") | (pl.col("is_outside") & pl.col("enterprise_id").is_in(ids))
    return replace(supply, firms=supply.firms.with_columns(synthetic=is_one))


def today() -> date:
    """Return the day it is here."""
    return datetime.now(UTC).astimezone().date()


def find_firm(supply: RegionNetwork, name: str) -> int:
    """Return the place of a firm by id, full name, or a part of the name that fits one firm alone.

    Raises
    ------
    NotFoundError
        If none fits, or several do.
    """
    ids, names = supply.firms["enterprise_id"].to_list(), supply.firms["name"].to_list()
    if name in ids:
        return ids.index(name)
    hits = [place for place, own in enumerate(names) if own == name]
    hits = hits or [place for place, own in enumerate(names) if name and name in own]
    if len(hits) == 1:
        return hits[0]
    if hits:
        some = "、".join(names[place] for place in hits[:3])
        raise NotFoundError(
            f"「{name}」对得上 {len(hits)} 家企业（{some}……），请写全称或信用代码。",
            f"{name!r} fits {len(hits)} firms ({some} …); give the full name or the credit code.",
        )
    raise NotFoundError(
        f"供应网络里没有「{name}」；请核对名称，或确认已导入它的供应关系。",
        f"{name!r} is not in the supply network; check the name, or whether its supply links were imported.",
    )


def list_places(office: Office) -> tuple[str, ...]:
    """Return the codes of the places whose firms are in the network, in order."""
    return tuple(read_network(office).firms["city"].drop_nulls().unique().sort().to_list())
