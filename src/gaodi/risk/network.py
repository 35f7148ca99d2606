"""Who supplies whom? Links as given become a network: merged, checked, with notes on what was left out."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from gaodi.base import InputError
from gaodi.risk.records import (
    ESSENTIAL,
    FloatArray,
    IntArray,
    LevelArray,
    NetworkNotes,
    SupplyNetwork,
    add_up,
)


def build_network(
    suppliers: npt.ArrayLike,
    buyers: npt.ArrayLike,
    amounts: npt.ArrayLike,
    *,
    sectors: npt.ArrayLike,
    essential: npt.ArrayLike,
    markets: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    revenue: npt.ArrayLike | None = None,
    costs: npt.ArrayLike | None = None,
) -> SupplyNetwork:
    """Assemble a supply network.

    Amounts of the same supplier and buyer are added up and links of a firm with itself kept. Rows whose amount is
    unknown (NaN), negative or 0 are left out and counted in the notes.

    Parameters
    ----------
    suppliers, buyers : array of int, shape (rows,)
        Positions of firms, 0 to firms - 1.
    amounts : array, shape (rows,), money
        Any one unit; NaN is unknown.
    sectors : array of int, shape (firms,)
        Positions in `essential`.
    essential : array of int, shape (sectors, sectors)
        Row: the sector that sells. Column: the sector that buys. 2 essential, 1 substitutable, 0 negligible.
    markets : array of int, shape (firms,), optional
        Any labels; firms of one market can replace each other. By default a sector is a market.
    weights : array, shape (firms,) or (kinds of weight, firms), optional
        Not negative, each kind with a positive sum; by default what a firm sells within the network.
    revenue, costs : array, shape (firms,), money, optional
        In the unit of `amounts`. NaN is unknown: then the links stand for the whole.

    Returns
    -------
    SupplyNetwork

    Raises
    ------
    InputError
        If shapes differ, a position or a level is none, or nothing is sold and no weights are given.

    Examples
    --------
    >>> network = build_network([0, 0], [1, 1], [3.0, 4.0], sectors=[0, 1], essential=[[1, 2], [1, 1]])
    >>> network.amounts, network.notes.n_merged
    (array([7.]), 1)
    """
    levels = _take_levels(essential)
    sector_of = _take_positions(sectors, "sectors", "行业", levels.shape[0])
    n_firms = sector_of.size
    sold_by = _take_positions(suppliers, "suppliers", "供方", n_firms)
    bought_by = _take_positions(buyers, "buyers", "买方", n_firms)
    money = _take_numbers(amounts, "amounts", "金额")
    if not sold_by.shape == bought_by.shape == money.shape:
        raise InputError(
            f"供方、买方、金额的个数分别是 {sold_by.size}、{bought_by.size}、{money.size}，应当相等。",
            f"suppliers, buyers and amounts have {sold_by.size}, {bought_by.size} and {money.size} entries; give as many of each.",
        )
    if np.isinf(money).any():
        raise InputError("金额里有无穷大；请检查该列。", "amounts hold an infinite value; check the column.")
    is_link = money > 0
    pairs, place = np.unique(sold_by[is_link] * n_firms + bought_by[is_link], return_inverse=True)
    merged = add_up(place, money[is_link], pairs.size)
    supplier, buyer = np.divmod(pairs, max(n_firms, 1))
    sales = add_up(supplier, merged, n_firms)
    return SupplyNetwork(
        suppliers=supplier,
        buyers=buyer,
        amounts=merged,
        sectors=sector_of,
        essential=levels,
        markets=_number_markets(markets, sector_of),
        weights=_take_weights(weights, sales),
        revenue=_take_money(revenue, "revenue", "营业收入", n_firms),
        costs=_take_money(costs, "costs", "成本", n_firms),
        notes=_take_notes(money, supplier, buyer, sector_of, int(is_link.sum()) - pairs.size),
    )


def sort_firms(network: SupplyNetwork) -> tuple[SupplyNetwork, IntArray]:
    """Put firms of one sector side by side, the best connected first.

    A cascade reads the suppliers of a slot together, and they are of one sector: their states then lie near each other.

    Parameters
    ----------
    network : SupplyNetwork

    Returns
    -------
    network : SupplyNetwork
    order : array, shape (firms,)
        Which firm of the given network stands at each place.
    """
    n_links = np.bincount(np.concatenate([network.suppliers, network.buyers]), minlength=network.n_firms)
    order = np.lexsort((-n_links, network.sectors))
    place = np.argsort(order)
    supplier, buyer = place[network.suppliers], place[network.buyers]
    links = np.argsort(supplier * network.n_firms + buyer, kind="stable")
    return replace(
        network,
        suppliers=supplier[links],
        buyers=buyer[links],
        amounts=network.amounts[links],
        sectors=network.sectors[order],
        markets=network.markets[order],
        weights=network.weights[:, order],
        revenue=None if network.revenue is None else network.revenue[order],
        costs=None if network.costs is None else network.costs[order],
    ), order


def _take_numbers(given: npt.ArrayLike, en: str, zh: str) -> FloatArray:
    try:
        return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{zh}应全是数（{error}）；未知写 NaN。", f"{en} must be numbers ({error}); NaN is unknown."
        ) from error


def _take_notes(
    money: FloatArray, supplier: IntArray, buyer: IntArray, sectors: IntArray, n_merged: int
) -> NetworkNotes:
    sells = np.bincount(supplier, minlength=sectors.size) > 0
    buys = np.bincount(buyer, minlength=sectors.size) > 0
    return NetworkNotes(
        n_rows=money.size,
        n_merged=n_merged,
        n_self=int((supplier == buyer).sum()),
        n_unknown=int(np.isnan(money).sum()),
        n_negative=int((money < 0).sum()),
        n_zero=int((money == 0).sum()),
        n_without_sales=int((~sells).sum()),
        n_without_purchases=int((~buys).sum()),
        n_unconnected=int((~sells & ~buys).sum()),
        single_firm_sectors=tuple(np.flatnonzero(np.bincount(sectors) == 1).tolist()),
    )


def _take_positions(values: npt.ArrayLike, name: str, name_zh: str, n: int) -> IntArray:
    found = np.asarray(values)
    if found.ndim != 1 or (found.size and not np.issubdtype(found.dtype, np.integer)):
        raise InputError(
            f"{name_zh}应是一列整数位置，给的是 {found.dtype}、形状 {found.shape}。",
            f"{name} must be one row of integer positions, not {found.dtype} of shape {found.shape}.",
        )
    wrong = np.flatnonzero((found < 0) | (found >= n))
    if wrong.size:
        raise InputError(
            f"{name_zh}第 {wrong[0]} 项是 {found[wrong[0]]}，应在 0 到 {n - 1} 之间。",
            f"entry {wrong[0]} of {name} is {found[wrong[0]]}; it must lie between 0 and {n - 1}.",
        )
    return found.astype(np.int64)


def _take_levels(essential: npt.ArrayLike) -> LevelArray:
    found = np.asarray(essential)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:
        raise InputError(
            f"必需程度表应为方表，给的形状是 {found.shape}。",
            f"essential must be square, not of shape {found.shape}.",
        )
    if not np.isin(found, (0, 1, ESSENTIAL)).all():
        raise InputError(
            "必需程度只有 2（必需）、1（可替代）、0（可忽略）三种；请检查表内的值。",
            "levels of essential are 2 (essential), 1 (substitutable) and 0 (negligible); check the table.",
        )
    return found.astype(np.int8)


def _number_markets(markets: npt.ArrayLike | None, sectors: IntArray) -> IntArray:
    if markets is None:
        return sectors
    found = np.asarray(markets)
    if found.shape != sectors.shape:
        raise InputError(
            f"市场有 {found.size} 个值，企业有 {sectors.size} 家；应一家一个。",
            f"markets has {found.size} entries for {sectors.size} firms; give one each.",
        )
    try:
        return np.unique(found, return_inverse=True)[1].astype(np.int64)
    except TypeError as error:
        raise InputError(
            f"市场的写法混杂（{error}）；请全用文字或全用数。",
            f"markets are of several kinds ({error}); give all as texts, or all as numbers.",
        ) from error


def _take_weights(weights: npt.ArrayLike | None, sales: FloatArray) -> FloatArray:
    found = np.atleast_2d(sales if weights is None else _take_numbers(weights, "weights", "权重"))
    if found.ndim != 2 or found.shape[1] != sales.size:
        raise InputError(
            f"权重形状是 {found.shape}，企业有 {sales.size} 家；应一家一个。",
            f"weights has shape {found.shape} for {sales.size} firms; give one each.",
        )
    is_wrong = ~np.isfinite(found) | (found < 0)
    if is_wrong.any():
        firm = int(np.flatnonzero(is_wrong.any(axis=0))[0])
        raise InputError(
            f"第 {firm} 家企业的权重未知、为负或无穷；请补上，或不给权重而用网络内的销售额。",
            f"the weight of firm {firm} is unknown, negative or infinite; fill it in, or give none to weigh by sales within the network.",
        )
    if (found.sum(axis=1) <= 0).any():
        raise InputError(
            "权重之和为 0：没有一家企业在网络内有销售，也没有另给权重；请给权重列。",
            "the weights add up to 0: no firm sells within the network and no other weights were given; give a column of weights.",
        )
    return found


def _take_money(values: npt.ArrayLike | None, name: str, name_zh: str, n_firms: int) -> FloatArray | None:
    if values is None:
        return None
    found = _take_numbers(values, name, name_zh)
    if found.shape != (n_firms,) or np.isinf(found).any() or (found < 0).any():
        raise InputError(
            f"{name_zh}应为 {n_firms} 个不小于 0 的数（未知留空），给的形状是 {found.shape}。",
            f"{name} must be {n_firms} numbers not below 0 (NaN where unknown); shape {found.shape} was given.",
        )
    return found
