"""What would a second source change? A supplier is added to a buyer, and the affected firms are weighed again."""

from dataclasses import replace

import numpy as np

from gaodi.base import InputError, Progress, ignore_progress
from gaodi.risk.index import measure_risk
from gaodi.risk.network import build_network
from gaodi.risk.records import ESSENTIAL, CascadeRule, SecondSource, SingleSources, SupplyNetwork
from gaodi.risk.shocks import build_shocks
from gaodi.risk.trials import check_share, try_second_sources


def find_single_sources(network: SupplyNetwork) -> SingleSources:
    """List the essential inputs of buyers that come from one other firm alone.

    Parameters
    ----------
    network : SupplyNetwork

    Returns
    -------
    SingleSources
    """
    sector = network.sectors[network.suppliers]
    needed = np.flatnonzero(
        (network.essential[sector, network.sectors[network.buyers]] == ESSENTIAL)
        & (network.suppliers != network.buyers)
    )
    slot = network.buyers[needed] * network.essential.shape[0] + sector[needed]
    _, place, size = np.unique(slot, return_index=True, return_counts=True)
    alone = needed[place[size == 1]]
    alone = alone[np.argsort(-network.amounts[alone], kind="stable")]
    return SingleSources(
        buyers=network.buyers[alone],
        suppliers=network.suppliers[alone],
        sectors=sector[alone],
        amounts=network.amounts[alone],
    )


def add_source(network: SupplyNetwork, buyer: int, supplier: int, share: float = 0.5) -> SupplyNetwork:
    """Let a buyer take a part of what it buys of a sector from one more supplier of it.

    The amount stays the same; each of its present suppliers of the sector gives up the same part.

    Parameters
    ----------
    network : SupplyNetwork
    buyer, supplier : int
        Positions of firms.
    share : float
        0 to 1.

    Returns
    -------
    SupplyNetwork
        With the weights of the one given: what a firm counts for does not change with whom it sells to.

    Raises
    ------
    InputError
        If a firm is none of the network's, the buyer buys nothing of the supplier's sector, or the share is none.
    """
    _check_firms(network, buyer, supplier)
    check_share(share)
    is_slot = (network.buyers == buyer) & (network.sectors[network.suppliers] == network.sectors[supplier])
    moved = network.amounts[is_slot].sum() * share
    if not moved:
        raise InputError(
            f"第 {buyer} 家企业没有向该行业采购，谈不上第二货源。",
            f"firm {buyer} buys nothing of that sector, so there is no second source of it.",
        )
    changed = build_network(
        np.append(network.suppliers, supplier),
        np.append(network.buyers, buyer),
        np.append(np.where(is_slot, network.amounts * (1 - share), network.amounts), moved),
        sectors=network.sectors,
        essential=network.essential,
        markets=network.markets,
        weights=network.weights,
        revenue=network.revenue,
        costs=network.costs,
    )
    revenue = None if network.revenue is None else network.revenue.copy()
    if revenue is not None:  # a firm earns at least what it sells
        revenue[supplier] = np.fmax(revenue[supplier], changed.sales[supplier])
    return replace(changed, revenue=revenue, notes=network.notes)


def compare_second_source(
    network: SupplyNetwork,
    buyer: int,
    supplier: int,
    share: float = 0.5,
    rule: CascadeRule | None = None,
) -> SecondSource:
    """Weigh the firms a second source touches, before and after.

    Parameters
    ----------
    network : SupplyNetwork
    buyer, supplier : int
    share : float
    rule : CascadeRule, optional

    Returns
    -------
    SecondSource

    Raises
    ------
    InputError
        As `add_source`; also where the new source is one already.
    """
    _check_firms(network, buyer, supplier)
    own = network.suppliers[
        (network.buyers == buyer) & (network.sectors[network.suppliers] == network.sectors[supplier])
    ]
    if supplier in own:
        raise InputError(
            "该供方已经是现有货源；请选另一家。", "this supplier is a source already; choose another."
        )
    firms = np.concatenate([own, [supplier, buyer]]).astype(np.int64)
    changed = add_source(network, buyer, supplier, share)
    shocks = build_shocks(firms[:, None].tolist())
    return SecondSource(
        buyer=buyer,
        supplier=supplier,
        share=share,
        firms=firms,
        before=measure_risk(network, shocks, rule).esri,
        after=measure_risk(changed, shocks, rule).esri,
    )


def rank_second_sources(
    network: SupplyNetwork,
    buyer: int,
    sector: int,
    rule: CascadeRule | None = None,
    *,
    share: float = 0.5,
    n_candidates: int = 10,
    progress: Progress = ignore_progress,
) -> tuple[SecondSource, ...]:
    """Try the largest other suppliers of a sector as a buyer's second source, the most useful first.

    Parameters
    ----------
    network : SupplyNetwork
    buyer, sector : int
        Whose input, and of which sector.
    rule : CascadeRule, optional
    share : float
    n_candidates : int
        The suppliers of the sector tried, by what they sell within the network.
    progress : Progress

    Returns
    -------
    tuple of SecondSource
        Empty where nobody else of the sector sells anything, or the buyer takes nothing of it.

    Raises
    ------
    InputError
        If the buyer or the sector is none of the network's, or the share is none.
    """
    found = try_second_sources(
        network, np.array([buyer]), np.array([sector]), rule, share=share, n_candidates=n_candidates, progress=progress
    )  # fmt: skip
    return found[0]


def _check_firms(network: SupplyNetwork, buyer: int, supplier: int) -> None:
    for name, name_zh, firm in (("buyer", "买方", buyer), ("supplier", "供方", supplier)):
        if not 0 <= firm < network.n_firms:
            raise InputError(
                f"{name_zh}位置 {firm} 应在 0 到 {network.n_firms - 1} 之间。",
                f"{name} {firm} must lie between 0 and {network.n_firms - 1}.",
            )
