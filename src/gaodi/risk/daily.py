"""What happens day by day? A loss of some days' length runs into stocks before it stops anybody."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from gaodi.base import InputError
from gaodi.risk.records import (
    ESSENTIAL,
    NEGLIGIBLE,
    BoolArray,
    CascadeRule,
    FloatArray,
    IntArray,
    Shocks,
    SupplyNetwork,
    add_up,
)
from gaodi.risk.wiring import build_wiring, compare_costs

_LONGEST = 3_660
"""Days that can be asked for: ten years."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DailyLosses:
    """What one scenario costs each day.

    Parameters
    ----------
    losses_down, losses_up : array, shape (days, firms), share of the day's production
        Through missing supplies, through missing customers; the first row is the first day of the loss.
    first_hit : array, shape (firms,)
        The first day, from 0, on which a firm that did not fail at first loses more than the rule's `eps`; -1 for never.
    """

    losses_down: FloatArray
    losses_up: FloatArray
    first_hit: IntArray

    @property
    def losses(self) -> FloatArray:
        """What each firm loses each day, the worse of both ways; shape (days, firms)."""
        return np.maximum(self.losses_down, self.losses_up)


def simulate_days(
    network: SupplyNetwork,
    shocks: Shocks,
    rule: CascadeRule | None = None,
    *,
    n_days: int,
    duration_days: int | None = None,
    stock_days: float | FloatArray = 0.0,
) -> DailyLosses:
    """Let one scenario run day by day.

    Supplies take a day from firm to firm, and so do orders. A buyer that lacks a part of an input takes it from
    stock, which holds so many days of normal use of each input, the goods of one sector; production falls when the stock of it
    has run out. Used stock is not refilled within the time looked at, and nobody has a stock of customers. Without stock and end, the
    days are the turns of `measure_risk`.

    Parameters
    ----------
    network : SupplyNetwork
    shocks : Shocks
        One scenario.
    rule : CascadeRule, optional
        Its `has_replacement` and `eps` count; days are counted by `n_days`.
    n_days : int, days
    duration_days : int or None, days
        How long the firms of the scenario lose production; None is to the end.
    stock_days : float or array, shape (firms,), days of normal use
        What each buyer holds of every input.

    Returns
    -------
    DailyLosses

    Raises
    ------
    InputError
        If there is not just one scenario, a number of days is none, or a stock is negative or unknown.

    Examples
    --------
    >>> from gaodi.risk import build_network, build_shocks, simulate_days
    >>> chain = build_network([0, 1], [1, 2], [1, 1], sectors=[0, 1, 2], essential=[[0, 2, 0], [0, 0, 2], [0, 0, 0]])
    >>> simulate_days(chain, build_shocks([[0]]), n_days=5, duration_days=3, stock_days=1).losses_down
    array([[1., 0., 0.],
           [1., 0., 0.],
           [1., 1., 0.],
           [0., 1., 0.],
           [0., 0., 1.]])

    References
    ----------
    The turn is that of Diem et al. (2022); stocks of inputs in days as in Hallegatte (2008), Risk Analysis 28(3), 779-799.
    """
    rule = rule or CascadeRule()
    stock = _take_stock(stock_days, network.n_firms)
    _check(shocks, n_days, duration_days)
    n_on = n_days if duration_days is None else min(duration_days, n_days)
    down, up = _pass_days(network, shocks, stock, n_days, n_on, has_replacement=rule.has_replacement)
    is_hit = np.maximum(down, up) > rule.eps
    is_hit[:, shocks.firms] = False
    return DailyLosses(
        losses_down=down, losses_up=up, first_hit=np.where(is_hit.any(axis=0), is_hit.argmax(axis=0), -1)
    )


def _pass_days(
    network: SupplyNetwork,
    shocks: Shocks,
    stock: FloatArray,
    n_days: int,
    n_on: int,
    *,
    has_replacement: bool,
) -> tuple[FloatArray, FloatArray]:
    """Return what each firm loses each day through missing supplies and through missing customers."""
    n_firms = network.n_firms
    wiring, inputs = build_wiring(network), _list_inputs(network)
    orders = sparse.csr_array(
        (wiring.sale_shares, wiring.customers, wiring.sale_starts), shape=(n_firms, n_firms)
    )
    down, up = np.zeros((n_days, n_firms)), np.zeros((n_days, n_firms))
    for losses, first in ((down, shocks.losses), (up, shocks.upstream_losses)):
        own = np.zeros(n_firms)
        np.maximum.at(own, shocks.firms, first)
        losses[:n_on] = own
    held = stock[inputs.buyers]
    for day in range(1, n_days):
        felt = down[day - 1]
        if has_replacement:
            felt = felt * _share_market(network, wiring.sales, felt)
        lacking = inputs.shares @ felt
        taken = np.minimum(held, lacking)
        held = held - taken
        worst = inputs.bind(lacking - taken, n_firms)
        down[day] = np.minimum(1.0, np.maximum(down[day], worst))
        up[day] = np.minimum(1.0, np.maximum(up[day], orders @ up[day - 1]))
    return down, up


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Inputs:
    """The inputs of all buyers, one entry for the goods of each sector a buyer takes and does not neglect.

    Parameters
    ----------
    buyers : array, shape (inputs,)
    shares : sparse array, shape (inputs, firms)
        Share of each supplier in what the buyer takes of the sector.
    weights : array, shape (inputs,), share of production
        What hangs on the whole of the input.
    is_essential : array, shape (inputs,)
    """

    buyers: IntArray
    shares: sparse.csr_array
    weights: FloatArray
    is_essential: BoolArray

    def bind(self, lacking: FloatArray, n_firms: int) -> FloatArray:
        """Return what each firm loses: the essential input it lacks most, or all substitutable ones together."""
        lost = lacking * self.weights
        worst = add_up(self.buyers, np.where(self.is_essential, 0.0, lost), n_firms)
        np.maximum.at(worst, self.buyers[self.is_essential], lost[self.is_essential])
        return worst


def _list_inputs(network: SupplyNetwork) -> _Inputs:
    n_sectors = network.essential.shape[0]
    sector = network.sectors[network.suppliers]
    level = network.essential[sector, network.sectors[network.buyers]]
    kept = np.flatnonzero(level != NEGLIGIBLE)
    cells, row = np.unique(network.buyers[kept] * n_sectors + sector[kept], return_inverse=True)
    buyers, sectors = np.divmod(cells, n_sectors)
    bought = add_up(row, network.amounts[kept], cells.size)
    is_essential = network.essential[sectors, network.sectors[buyers]] == ESSENTIAL
    weights = np.where(is_essential, 1.0, bought / network.purchases[buyers])
    if network.costs is not None:
        weights = weights * compare_costs(network.purchases, network.costs)[buyers]
    return _Inputs(
        buyers=buyers,
        shares=sparse.csr_array(
            (network.amounts[kept] / bought[row], (row, network.suppliers[kept])),
            shape=(cells.size, network.n_firms),
        ),
        weights=weights,
        is_essential=is_essential,
    )


def _share_market(network: SupplyNetwork, sales: FloatArray, lost: FloatArray) -> FloatArray:
    """Return how much of each firm's loss is felt: its share of what its market still sells, at most all."""
    left = np.bincount(network.markets, weights=(1.0 - lost) * sales)[network.markets]
    return np.divide(sales, left, out=np.ones_like(sales), where=left > sales)


def _take_stock(stock_days: float | FloatArray, n_firms: int) -> FloatArray:
    stock = np.broadcast_to(np.asarray(stock_days, dtype=np.float64), (n_firms,))
    if not (np.isfinite(stock) & (stock >= 0)).all():
        raise InputError(
            "库存天数应是不小于 0 的数；不知道的请填 0（不计库存）。",
            "days of stock must be numbers not below 0; where they are unknown give 0, which counts none.",
        )
    return stock


def _check(shocks: Shocks, n_days: int, duration_days: int | None) -> None:
    if shocks.n_scenarios != 1:
        raise InputError(
            f"逐日模拟一次只算一个情景，给了 {shocks.n_scenarios} 个。",
            f"one scenario runs day by day at a time; {shocks.n_scenarios} were given.",
        )
    if not 1 <= n_days <= _LONGEST or (duration_days is not None and duration_days < 1):
        raise InputError(
            f"天数应在 1 到 {_LONGEST} 之间、持续天数至少 1 天，给的是 {n_days} 和 {duration_days}。",
            f"days must lie between 1 and {_LONGEST} and a duration be at least 1; {n_days} and {duration_days} were given.",
        )
