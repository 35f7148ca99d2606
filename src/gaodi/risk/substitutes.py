"""What would a second source change? A supplier is added to a buyer, and the affected firms are weighed again."""

from dataclasses import dataclass, replace

import numpy as np

from gaodi.base import InputError, Progress, ignore_progress
from gaodi.risk.index import measure_risk
from gaodi.risk.network import build_network
from gaodi.risk.records import ESSENTIAL, CascadeRule, FloatArray, IntArray, SupplyNetwork
from gaodi.risk.shocks import build_shocks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SingleSources:
    """Essential inputs that come from one supplier; one entry for each, the largest amount first.

    Parameters
    ----------
    buyers, suppliers : array, shape (inputs,)
        Positions of firms.
    sectors : array, shape (inputs,)
        Sector of what is bought.
    amounts : array, shape (inputs,), money
    """

    buyers: IntArray
    suppliers: IntArray
    sectors: IntArray
    amounts: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondSource:
    """What a second source changes.

    Parameters
    ----------
    buyer, supplier : int
        Who buys, and whom it buys from besides.
    share : float
        The part of the sector's supplies to the buyer that moves to the new source.
    firms : array, shape (affected,)
        Those whose index was measured again: the old sources, the new one, and the buyer.
    before, after : array, shape (affected,), share
        `esri` of each.
    """

    buyer: int
    supplier: int
    share: float
    firms: IntArray
    before: FloatArray
    after: FloatArray

    @property
    def benefit(self) -> float:
        """How much less hangs on the old sources, all together; share. Negative where more does."""
        old = self.firms[:-2].size
        return float((self.before - self.after)[:old].sum())


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
        If the buyer buys nothing of the supplier's sector, or the share is none.
    """
    if not 0 < share < 1:
        raise InputError(
            f"第二货源的占比 {share} 应在 0 与 1 之间。",
            f"the share {share} of a second source must lie between 0 and 1.",
        )
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
    # A firm earns at least what it sells.
    revenue = None if network.revenue is None else np.fmax(network.revenue, changed.sales)
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
        Empty where nobody else of the sector sells anything.
    """
    sales = network.sales
    own = set(network.suppliers[network.buyers == buyer].tolist()) | {buyer}
    others = np.flatnonzero((network.sectors == sector) & (sales > 0))
    others = others[np.argsort(-sales[others], kind="stable")]
    chosen = [int(firm) for firm in others if firm not in own][:n_candidates]
    found = []
    for number, supplier in enumerate(chosen):
        progress("second source", number, len(chosen))
        found.append(compare_second_source(network, buyer, supplier, share, rule))
    progress("second source", len(chosen), len(chosen))
    return tuple(sorted(found, key=lambda source: -source.benefit))
