"""How does a loss reach each firm? The network as rows of shares that a cascade reads from start to end.

Every buyer has one slot for each essential supplying sector, and one for all its substitutable inputs together: an
essential input binds alone, the others add up. A firm's loss is that of its worst slot, so no table of firms by
sectors is ever made.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gaodi.risk.records import ESSENTIAL, NEGLIGIBLE, FloatArray, SupplyNetwork

IndexArray = npt.NDArray[np.uint32]


class Wiring(NamedTuple):
    """What a cascade reads. Rows are compressed: row r has the entries starts[r] to starts[r + 1].

    Parameters
    ----------
    slot_starts : array, shape (firms + 1,)
        The slots of each buyer.
    link_starts : array, shape (slots + 1,)
        The links of each slot.
    suppliers, supply_shares : array, shape (links that count,)
        Who supplies, and the share of the buyer's production that hangs on it.
    sale_starts : array, shape (firms + 1,)
        The customers of each firm.
    customers, sale_shares : array, shape (links,)
        Who buys, and the share of the firm's sales it takes.
    markets : array, shape (firms,)
    sales : array, shape (firms,), money
    """

    slot_starts: IndexArray
    link_starts: IndexArray
    suppliers: IndexArray
    supply_shares: FloatArray
    sale_starts: IndexArray
    customers: IndexArray
    sale_shares: FloatArray
    markets: IndexArray
    sales: FloatArray


def build_wiring(network: SupplyNetwork) -> Wiring:
    """Lay a network out for the cascade.

    Parameters
    ----------
    network : SupplyNetwork

    Returns
    -------
    Wiring
    """
    n_firms, n_sectors = network.n_firms, network.essential.shape[0]
    source, buyer, amount = network.suppliers, network.buyers, network.amounts
    sector = network.sectors[source]
    level = network.essential[sector, network.sectors[buyer]]
    # Slot 0 of a buyer holds its substitutable inputs, slot k + 1 the essential ones of sector k.
    slot = buyer * (n_sectors + 1) + np.where(level == ESSENTIAL, sector + 1, 0)
    order = np.flatnonzero(level != NEGLIGIBLE)
    order = order[np.argsort(slot[order], kind="stable")]
    first = np.flatnonzero(np.diff(slot[order], prepend=-1))
    size = np.diff(first, append=order.size)
    whole = np.add.reduceat(amount[order], first) if order.size else np.zeros(0)
    share = amount[order] / np.where(
        level[order] == ESSENTIAL, np.repeat(whole, size), network.purchases[buyer[order]]
    )
    if network.costs is not None:
        share *= compare_costs(network.purchases, network.costs)[buyer[order]]
    return Wiring(
        slot_starts=_to_index(np.searchsorted(slot[order][first], np.arange(n_firms + 1) * (n_sectors + 1))),
        link_starts=_to_index(np.append(first, order.size)),
        suppliers=_to_index(source[order]),
        supply_shares=share,
        # Links are in the order of their suppliers.
        sale_starts=_to_index(np.searchsorted(source, np.arange(n_firms + 1))),
        customers=_to_index(buyer),
        sale_shares=amount / _find_turnover(network)[source],
        markets=_to_index(network.markets),
        sales=network.sales,
    )


def compare_costs(purchases: FloatArray, costs: FloatArray) -> FloatArray:
    """Return purchases over costs; 1 where costs are unknown, and 0 on either side counts as 1."""
    ratio = np.where(purchases > 0, purchases, 1.0) / np.where(costs > 0, costs, 1.0)
    return np.where(np.isnan(costs), 1.0, ratio)


def _find_turnover(network: SupplyNetwork) -> FloatArray:
    """Return what each firm's sales are set against: its revenue, or what the links show where that is unknown."""
    sales = network.sales
    if network.revenue is None:
        return sales
    known = np.where(np.isnan(network.revenue), sales, network.revenue)
    return np.where(known > 0, known, 1.0)


def _to_index(values: npt.NDArray[np.int64]) -> IndexArray:
    # Unsigned: a compiled loop then need not ask whether an index counts from the end.
    return values.astype(np.uint32)
