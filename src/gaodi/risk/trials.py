"""What would each of many second sources change? The network is laid out once, and changed and restored for each trial."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Thread

import numpy as np

from gaodi.base import InputError, Progress, ignore_progress
from gaodi.risk.cascade import Lanes, Limits, Starts, make_lanes, spread_losses
from gaodi.risk.index import make_limits, make_outcomes, measure_risk
from gaodi.risk.network import sort_firms
from gaodi.risk.records import (
    BoolArray,
    CascadeRule,
    FloatArray,
    IntArray,
    SecondSource,
    SupplyNetwork,
)
from gaodi.risk.shocks import build_shocks
from gaodi.risk.wiring import Wiring, build_wiring

_POLL_S = 0.1
STEP = "second source"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One firm tried as a second source; places in the network as it was given."""

    purchase: int
    buyer: int
    supplier: int
    sources: tuple[int, ...]
    """Who supplies the buyer with goods of the sector now."""

    @property
    def firms(self) -> tuple[int, ...]:
        """Those weighed: the present sources, the new one, the buyer."""
        return (*self.sources, self.supplier, self.buyer)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bench:
    """The network laid out with every link that is tried, of amount 0 until its turn."""

    network: SupplyNetwork
    place: IntArray
    """Where each firm of the network as given stands here."""
    wiring: Wiring
    weights: FloatArray
    limits: Limits
    lanes: Lanes


def try_second_sources(
    network: SupplyNetwork,
    buyers: IntArray,
    sectors: IntArray,
    rule: CascadeRule | None = None,
    *,
    share: float = 0.5,
    n_candidates: int = 3,
    may_supply: BoolArray | None = None,
    n_workers: int | None = None,
    progress: Progress = ignore_progress,
) -> tuple[tuple[SecondSource, ...], ...]:
    """Try the largest other sellers of a sector as second source of each purchase, the most useful first.

    Each trial is `compare_second_source` to rounding. A trial changes a few rows of the layout and runs the cascade of the firms it
    touches, so hundreds take seconds.

    Parameters
    ----------
    network : SupplyNetwork
    buyers, sectors : array, shape (purchases,)
        Who buys, and goods of which sector.
    rule : CascadeRule, optional
    share : float
        The part of the purchase that moves, 0 to 1.
    n_candidates : int
        Sellers tried for each purchase, by what they sell within the network.
    may_supply : array of bool, shape (firms,), optional
        Who may be tried; by default everybody.
    n_workers : int, optional
        Threads; by default one for each core.
    progress : Progress
        Told the trials that have ended.

    Returns
    -------
    tuple of tuple of SecondSource
        For each purchase; empty where nobody else sells goods of the sector.

    Raises
    ------
    InputError
        If a position is none of the network's, or the share is none.
    """
    rule = rule or CascadeRule()
    _check(network, buyers, sectors, share)
    trials = list(_list_trials(network, buyers, sectors, n_candidates, may_supply))
    found: list[list[SecondSource]] = [[] for _ in range(buyers.size)]
    if trials:
        before = _measure_before(network, trials, rule)
        after = _run(_widen(network, trials), trials, share, rule, n_workers or os.cpu_count() or 1, progress)
        for trial, esri in zip(trials, after, strict=True):
            found[trial.purchase].append(
                SecondSource(
                    buyer=trial.buyer,
                    supplier=trial.supplier,
                    share=share,
                    firms=np.array(trial.firms, dtype=np.int64),
                    before=np.array([before[firm] for firm in trial.firms]),
                    after=esri,
                )
            )
    progress(STEP, len(trials), len(trials))
    return tuple(tuple(sorted(sources, key=lambda source: -source.benefit)) for sources in found)


def _list_trials(
    network: SupplyNetwork,
    buyers: IntArray,
    sectors: IntArray,
    n_candidates: int,
    may_supply: BoolArray | None,
) -> Iterator[_Trial]:
    sales = network.sales
    may = (sales > 0) if may_supply is None else (sales > 0) & may_supply
    sellers: dict[int, IntArray] = {}
    by_buyer = np.argsort(network.buyers, kind="stable")
    starts = np.searchsorted(network.buyers[by_buyer], np.arange(network.n_firms + 1))
    for purchase, (buyer, sector) in enumerate(zip(buyers.tolist(), sectors.tolist(), strict=True)):
        if sector not in sellers:
            own = np.flatnonzero((network.sectors == sector) & may)
            sellers[sector] = own[np.argsort(-sales[own], kind="stable")]
        bought = network.suppliers[by_buyer[starts[buyer] : starts[buyer + 1]]]
        sources = tuple(bought[network.sectors[bought] == sector].tolist())
        taken = {*bought.tolist(), buyer}
        others = (firm for firm in sellers[sector].tolist() if firm not in taken)
        for supplier, _ in zip(others, range(n_candidates if sources else 0), strict=False):
            yield _Trial(purchase=purchase, buyer=buyer, supplier=supplier, sources=sources)


def _measure_before(network: SupplyNetwork, trials: list[_Trial], rule: CascadeRule) -> dict[int, float]:
    """Return the index of every firm that any trial weighs, each measured once."""
    firms = sorted({firm for trial in trials for firm in trial.firms})
    esri = measure_risk(network, build_shocks([[firm] for firm in firms]), rule).esri
    return dict(zip(firms, (esri if esri.ndim == 1 else esri[:, 0]).tolist(), strict=True))


def _widen(network: SupplyNetwork, trials: list[_Trial]) -> SupplyNetwork:
    """Return the network with the links that are tried, of amount 0: nothing spreads along them."""
    tried = sorted({(trial.supplier, trial.buyer) for trial in trials})
    suppliers, buyers = (
        np.append(known, [pair[end] for pair in tried]).astype(np.int64)
        for end, known in enumerate((network.suppliers, network.buyers))
    )
    order = np.argsort(suppliers * network.n_firms + buyers, kind="stable")
    amounts = np.append(network.amounts, np.zeros(len(tried)))
    return replace(network, suppliers=suppliers[order], buyers=buyers[order], amounts=amounts[order])


def _run(
    network: SupplyNetwork,
    trials: list[_Trial],
    share: float,
    rule: CascadeRule,
    n_workers: int,
    progress: Progress,
) -> list[FloatArray]:
    """Return the index of the firms of each trial in the changed network."""
    wide, order = sort_firms(network)
    place, wiring = np.argsort(order), build_wiring(wide)
    weights = wide.weights / wide.weights.sum(axis=1, keepdims=True)
    n_markets = int(wide.markets.max(initial=-1)) + 1
    n_workers = max(1, min(n_workers, len(trials)))
    after: list[FloatArray] = [np.zeros(0)] * len(trials)
    ended, failures, is_stopped = np.zeros(n_workers, np.int64), list[BaseException](), np.zeros(1, np.bool_)

    def run(worker: int) -> None:
        try:
            own = wiring._replace(
                supply_shares=wiring.supply_shares.copy(), sale_shares=wiring.sale_shares.copy(), sales=wiring.sales.copy()
            )  # fmt: skip
            bench = _Bench(
                network=wide, place=place, wiring=own, weights=weights, limits=make_limits(rule),
                lanes=make_lanes(wide.n_firms, n_markets, weights.shape[0]),
            )  # fmt: skip
            for number in range(worker, len(trials), n_workers):
                if is_stopped[0]:
                    return
                after[number] = _weigh(bench, trials[number], share)
                ended[worker] += 1
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=run, args=(worker,), daemon=True) for worker in range(n_workers)]
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            for thread in threads:
                thread.join(_POLL_S / n_workers)
            progress(STEP, int(ended.sum()), len(trials))
    finally:
        is_stopped[0] = True
    if failures:
        raise failures[0]
    return after


def _weigh(bench: _Bench, trial: _Trial, share: float) -> FloatArray:
    """Change the layout, let each firm of the trial fail alone, and restore the layout."""
    wiring, lanes = bench.wiring, bench.lanes
    firms = bench.place[np.array(trial.firms, dtype=np.int64)]
    kept = [(array, array.copy()) for array in (wiring.sales,)]
    kept += [(part, part.copy()) for part in _find_rows(bench, firms)]
    _move_purchase(bench, firms, share)
    n = firms.size
    outcomes = make_outcomes(n, bench.weights.shape[0], bench.network.n_firms)
    whole = np.ones(n)
    lanes.kept[:], lanes.growth[:] = 0.0, 0.0  # all lanes are free
    starts = Starts(np.arange(n + 1), firms, whole, whole)
    spread_losses(wiring, starts, bench.weights, bench.limits, lanes, outcomes, 0, n, np.zeros(2, np.int64))
    for part, values in kept:
        part[:] = values
    return np.minimum(outcomes.totals[:, 0, 0], 1.0)


def _find_rows(bench: _Bench, firms: IntArray) -> list[FloatArray]:
    """Return the parts of the layout that a trial changes, as views: the customers of each supplier, the inputs of the buyer."""
    wiring, buyer = bench.wiring, int(firms[-1])
    rows = [
        wiring.sale_shares[int(wiring.sale_starts[firm]) : int(wiring.sale_starts[firm + 1])]
        for firm in firms[:-1].tolist()
    ]
    first, last = (int(wiring.link_starts[int(wiring.slot_starts[end])]) for end in (buyer, buyer + 1))
    return [*rows, wiring.supply_shares[first:last]]


def _move_purchase(bench: _Bench, firms: IntArray, share: float) -> None:
    """Let the new source deliver a part of what the present ones do; the amount bought stays the same."""
    wiring, amounts = bench.wiring, bench.network.amounts
    *sources, supplier, buyer = firms.tolist()
    first, last = (int(wiring.link_starts[int(wiring.slot_starts[end])]) for end in (buyer, buyer + 1))
    inputs, moved_share, moved = wiring.suppliers[first:last], 0.0, 0.0
    for firm in sources:
        link = _find_link(wiring, firm, buyer)
        own = first + np.flatnonzero(inputs == firm)  # none where the buyer neglects the goods
        moved += amounts[link] * share
        moved_share += float(wiring.supply_shares[own].sum()) * share
        wiring.supply_shares[own] *= 1 - share
        _set_sale(bench, firm, link, amounts[link] * (1 - share), is_new=False)
    wiring.supply_shares[first + np.flatnonzero(inputs == supplier)] = moved_share
    _set_sale(bench, supplier, _find_link(wiring, supplier, buyer), moved, is_new=True)


def _find_link(wiring: Wiring, supplier: int, buyer: int) -> int:
    first, last = int(wiring.sale_starts[supplier]), int(wiring.sale_starts[supplier + 1])
    return first + int(np.flatnonzero(wiring.customers[first:last] == buyer)[0])


def _set_sale(bench: _Bench, firm: int, link: int, amount: float, *, is_new: bool) -> None:
    """Set what a firm sells along one link; a new source earns at least what it sells."""
    wiring = bench.wiring
    first, last = int(wiring.sale_starts[firm]), int(wiring.sale_starts[firm + 1])
    row = bench.network.amounts[first:last].copy()
    row[link - first] = amount
    sales = float(row.sum())
    revenue = np.nan if bench.network.revenue is None else float(bench.network.revenue[firm])
    turnover = sales if np.isnan(revenue) else max(revenue, sales) if is_new else revenue
    wiring.sale_shares[first:last] = row / (turnover if turnover > 0 else 1.0)
    wiring.sales[firm] = sales


def _check(network: SupplyNetwork, buyers: IntArray, sectors: IntArray, share: float) -> None:
    n_sectors = network.essential.shape[0]
    for name, name_zh, places, n in (
        ("buyer", "买方", buyers, network.n_firms),
        ("sector", "行业", sectors, n_sectors),
    ):
        wrong = places[(places < 0) | (places >= n)]
        if wrong.size:
            raise InputError(
                f"{name_zh}位置 {wrong[0]} 应在 0 到 {n - 1} 之间。",
                f"{name} {wrong[0]} must lie between 0 and {n - 1}.",
            )
    check_share(share)


def check_share(share: float) -> None:
    """Refuse a share of a second source that is none.

    Raises
    ------
    InputError
        If it does not lie between 0 and 1.
    """
    if not 0 < share < 1:
        raise InputError(
            f"第二货源的占比 {share} 应在 0 与 1 之间。",
            f"the share {share} of a second source must lie between 0 and 1.",
        )
