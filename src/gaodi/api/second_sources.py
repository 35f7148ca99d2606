"""What would a second source change? For one purchase, and for every purchase of a link that hangs on one supplier."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from gaodi.api.failures import find_failing, list_placed, name_links
from gaodi.api.networks import IntArray, find_firm, read_network
from gaodi.api.records import Office
from gaodi.api.shock_records import (
    LinkSources,
    SecondSourceLine,
    Shock,
    ShockSources,
    SourceTried,
    ThinLink,
    ThinPurchase,
)
from gaodi.base import InputError, NotFoundError, Progress, ignore_progress
from gaodi.chains import RegionNetwork
from gaodi.risk import (
    SecondSource,
    SingleSources,
    find_single_sources,
    rank_second_sources,
    try_second_sources,
)

BoolArray = npt.NDArray[np.bool_]
SIDES = ("supplies", "inputs")
"""What firms of the link sell, or what they buy."""
MOST = 200
"""Purchases tried, the largest first; how many there are besides is said."""
MOST_OF_SHOCK = 60
"""Purchases tried for a report of a scenario."""
N_TRIED = 3
"""Sellers tried for each purchase; our own choice."""


def rank_second_sources_of(
    office: Office, buyer: str, supplier: str, *, on: date | None = None, progress: Progress = ignore_progress
) -> tuple[SecondSourceLine, ...]:
    """Try other suppliers of the same code as a second source of what one firm buys from another.

    Parameters
    ----------
    office : Office
    buyer, supplier : str
        Enterprise ids or names.
    on : date or None
    progress : Progress

    Returns
    -------
    tuple of SecondSourceLine
        The most useful first; half of the amount moves to the new source.

    Raises
    ------
    NotFoundError
        If one of the firms is not in the network.
    """
    supply = read_network(office, on=on)
    place, source = (find_firm(supply, name) for name in (buyer, supplier))
    sector = int(supply.network.sectors[source])
    found = rank_second_sources(supply.network, place, sector, progress=progress)
    rows = supply.firms.rows(named=True)
    return tuple(
        SecondSourceLine(
            enterprise_id=rows[line.supplier]["enterprise_id"],
            name=rows[line.supplier]["name"],
            city=rows[line.supplier]["city"],
            before=float(line.before[:-2].sum()),
            after=float(line.after[:-2].sum()),
            benefit=line.benefit,
        )
        for line in found
    )


def count_thin_purchases(office: Office, *, on: date | None = None) -> tuple[ThinLink, ...]:
    """Count, for each link, the essential inputs that come from one supplier alone.

    Parameters
    ----------
    office : Office
    on : date or None
        Day the region is seen on; None is today.

    Returns
    -------
    tuple of ThinLink
        Those with the most purchases from the link first; links without any are left out.

    Raises
    ------
    NotFoundError
        If no supply links were imported.
    """
    supply = read_network(office, on=on)
    single = find_single_sources(supply.network)
    placed = supply.firms.with_row_index("place").join(list_placed(office), on="enterprise_id")
    titles = name_links(office)
    found = []
    for (link,), rows in placed.partition_by("link", as_dict=True).items():
        places = rows["place"].to_numpy()
        n_supplies, n_inputs = (int(np.isin(end, places).sum()) for end in (single.suppliers, single.buyers))
        if n_supplies or n_inputs:
            zh, en = titles.get(str(link), (str(link),) * 2)
            found.append(ThinLink(link=str(link), zh=zh, en=en, n_supplies=n_supplies, n_inputs=n_inputs))
    return tuple(sorted(found, key=lambda one: (-one.n_supplies, -one.n_inputs, one.link)))


def rank_link_sources(
    office: Office,
    link: str,
    *,
    side: str = "supplies",
    on: date | None = None,
    progress: Progress = ignore_progress,
) -> LinkSources:
    """Give every purchase at a link that hangs on one supplier its best second source within the region.

    An essential input that comes from one other firm alone is tried with the largest other sellers of its code in the region: half of the
    amount moves, and what falls when the present supplier stops is measured before and after.

    Parameters
    ----------
    office : Office
    link : str
        `chain/link`.
    side : {"supplies", "inputs"}
        Purchases from firms of the link, or purchases by them.
    on : date or None
        Day the region is seen on; None is today.
    progress : Progress
        Told the trials that have ended.

    Returns
    -------
    LinkSources
        The most useful first; purchases nobody else could deliver come last.

    Raises
    ------
    NotFoundError
        If there is no such link, no firm of it in the network, or no supply links were imported.
    InputError
        If the side is none.
    """
    if side not in SIDES:
        raise InputError(
            f"方向「{side}」应为 {'、'.join(SIDES)} 之一。",
            f"the side must be one of {', '.join(SIDES)}, not {side!r}.",
        )
    supply = read_network(office, on=on)
    places, title = _find_firms(office, supply, link)
    single = find_single_sources(supply.network)
    ends = single.suppliers if side == "supplies" else single.buyers
    every = np.flatnonzero(np.isin(ends, places))
    lines = _rank_purchases(supply, single, every[:MOST], ~supply.firms["is_outside"].to_numpy(), progress)
    return LinkSources(
        link=link,
        title_zh=title[0],
        title_en=title[1],
        side=side,
        n_firms=places.size,
        n_single=every.size,
        n_left_out=every.size - len(lines),
        n_without=sum(1 for line in lines if line.benefit is None),
        lines=lines,
        years=supply.years,
        n_unflagged=supply.n_unflagged,
        synthetic=bool(supply.firms["synthetic"].any()),
    )


def rank_shock_sources(
    office: Office, shock: Shock, *, on: date | None = None, progress: Progress = ignore_progress
) -> ShockSources:
    """Give the purchases that hang on a failing firm their best second source among the firms of the region that do not fail.

    Parameters
    ----------
    office : Office
    shock : Shock
        What fails; its buyers are looked at where they do not fail themselves.
    on : date or None
    progress : Progress

    Returns
    -------
    ShockSources

    Raises
    ------
    NotFoundError
        If no supply links were imported, or nothing fits what should fail.
    """
    supply = read_network(office, on=on)
    failing, _ = find_failing(office, supply, shock, on=on)
    single = find_single_sources(supply.network)
    every = np.flatnonzero(np.isin(single.suppliers, failing) & ~np.isin(single.buyers, failing))
    may = ~supply.firms["is_outside"].to_numpy()
    may[failing] = False
    lines = _rank_purchases(supply, single, every[:MOST_OF_SHOCK], may, progress)
    return ShockSources(
        n_single=every.size, n_without=sum(1 for line in lines if line.benefit is None), lines=lines
    )


def _rank_purchases(
    supply: RegionNetwork, single: SingleSources, chosen: IntArray, may_supply: BoolArray, progress: Progress
) -> tuple[ThinPurchase, ...]:
    found = try_second_sources(
        supply.network, single.buyers[chosen], single.sectors[chosen], n_candidates=N_TRIED, may_supply=may_supply, progress=progress
    )  # fmt: skip
    rows = supply.firms.rows(named=True)
    lines = [
        _tell_purchase(
            supply, rows, int(single.buyers[one]), int(single.suppliers[one]), float(single.amounts[one]), sources
        )
        for one, sources in zip(chosen.tolist(), found, strict=True)
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.benefit is None, -(line.benefit or 0.0), -line.amount)))


def _find_firms(office: Office, supply: RegionNetwork, link: str) -> tuple[IntArray, tuple[str, str]]:
    titles = name_links(office)
    if link not in titles:
        raise NotFoundError(
            f"没有产业链环节「{link}」；请写成 产业链/环节，如 {next(iter(titles), 'power_transmission/transformers')}。",
            f"there is no link {link!r}; write chain/link, as in {next(iter(titles), 'power_transmission/transformers')}.",
        )
    placed = list_placed(office).filter(pl.col("link") == link)
    found = supply.firms.with_row_index("place").join(placed, on="enterprise_id", how="semi")
    if found.is_empty():
        raise NotFoundError(
            f"供应网络里没有「{titles[link][0]}」的企业；请先导入供应关系并运行计算。",
            f"no firm of {titles[link][1]} is in the supply network; import supply links and run the computation.",
        )
    return found["place"].to_numpy().astype(np.int64), titles[link]


def _tell_purchase(
    supply: RegionNetwork,
    rows: Sequence[dict[str, object]],
    buyer: int,
    supplier: int,
    amount: float,
    sources: tuple[SecondSource, ...],
) -> ThinPurchase:
    best = sources[0] if sources else None
    weights = supply.network.weights[0]
    return ThinPurchase(
        buyer_id=str(rows[buyer]["enterprise_id"]),
        buyer=str(rows[buyer]["name"]),
        supplier_id=str(rows[supplier]["enterprise_id"]),
        supplier=str(rows[supplier]["name"]),
        is_outside=bool(rows[supplier]["is_outside"]),
        sector=supply.sectors[supply.network.sectors[supplier]],
        amount=round(amount),
        before=float(best.before[0]) if best else None,
        after=float(best.after[0]) if best else None,
        benefit=best.benefit if best else None,
        money=best.benefit * float(weights.sum()) if best else None,
        sources=tuple(
            SourceTried(
                enterprise_id=str(rows[one.supplier]["enterprise_id"]),
                name=str(rows[one.supplier]["name"]),
                city=None if rows[one.supplier]["city"] is None else str(rows[one.supplier]["city"]),
                benefit=one.benefit,
            )
            for one in sources
        ),
        synthetic=bool(rows[buyer]["synthetic"]) or bool(rows[supplier]["synthetic"]),
    )
