"""How much hangs on each firm? The economic systemic risk index of any set of scenarios, on all cores."""

import os
from threading import Thread

import numpy as np

from gaodi.base import InputError, Progress, ignore_progress
from gaodi.risk.cascade import LANES, Limits, Outcomes, Starts, make_lanes, spread_losses
from gaodi.risk.network import sort_firms
from gaodi.risk.records import CascadeRule, RiskIndex, Shocks, SupplyNetwork
from gaodi.risk.wiring import build_wiring

_POLL_S = 0.1
_MAX_KEPT = 250_000_000
"""Losses of firms kept in full, scenarios times firms: 4 GB."""


def measure_risk(
    network: SupplyNetwork,
    shocks: Shocks,
    rule: CascadeRule | None = None,
    *,
    n_top: int = 0,
    has_losses: bool = False,
    n_workers: int | None = None,
    progress: Progress = ignore_progress,
) -> RiskIndex:
    """Let losses spread through a network and weigh what is lost.

    A firm works with what it has: the essential input it lacks most binds alone, the others reduce it in
    proportion; it also loses what its customers no longer buy. Both ways spread apart from each other, all firms at
    once, until the rule says that they have ended.

    Parameters
    ----------
    network : SupplyNetwork
    shocks : Shocks
        The scenarios.
    rule : CascadeRule, optional
    n_top : int
        How many of the firms that lose most are named for each scenario.
    has_losses : bool
        Whether the loss of every firm is kept: 16 bytes for each firm and scenario.
    n_workers : int, optional
        Threads; by default one for each core. The result does not depend on it.
    progress : Progress
        Told the scenarios that have ended.

    Returns
    -------
    RiskIndex
        Each index lies in 0 to 1.

    Raises
    ------
    InputError
        If a shock names no firm of the network, the rule does not hold, or more losses would be kept than fit.

    Examples
    --------
    >>> from gaodi.risk import build_network, build_shocks, measure_risk
    >>> network = build_network(
    ...     [0, 1, 3, 2], [2, 2, 2, 4], [30, 10, 20, 100], sectors=[0, 0, 1, 2, 3],
    ...     essential=[[0, 2, 0, 0], [0, 0, 0, 2], [0, 1, 0, 0], [0, 0, 0, 0]],
    ... )
    >>> result = measure_risk(network, build_shocks([[1]]))
    >>> result.esri.round(7), result.iterations
    (array([0.1145833]), array([3]))

    References
    ----------
    Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12, 7719, doi:10.1038/s41598-022-11522-z.
    """
    rule = rule or CascadeRule()
    _check(network, shocks, rule, n_top=n_top, has_losses=has_losses)
    n_scenarios, n_firms = shocks.n_scenarios, network.n_firms
    outcomes = make_outcomes(
        n_scenarios, network.weights.shape[0], n_firms, n_top=n_top, has_losses=has_losses
    )
    sorted_network, order = sort_firms(network)
    place = np.argsort(order)
    starts = Starts(shocks.starts, place[shocks.firms], shocks.losses, shocks.upstream_losses)
    _run(sorted_network, starts, rule, outcomes, n_workers or os.cpu_count() or 1, progress)
    np.minimum(
        outcomes.totals, 1.0, out=outcomes.totals
    )  # shares that add up to 1 may do so but for rounding
    totals = outcomes.totals[:, 0] if network.weights.shape[0] == 1 else outcomes.totals
    return RiskIndex(
        esri=totals[..., 0],
        esri_down=totals[..., 1],
        esri_up=totals[..., 2],
        iterations=outcomes.iterations,
        has_converged=outcomes.has_converged,
        top_firms=np.where(outcomes.top_firms < 0, -1, order[outcomes.top_firms]),
        top_losses=outcomes.top_losses,
        losses_down=outcomes.down[:, place] if has_losses else None,
        losses_up=outcomes.up[:, place] if has_losses else None,
    )


def make_limits(rule: CascadeRule) -> Limits:
    """Return a rule as compiled code reads it."""
    return Limits(float(rule.eps), int(rule.stop_rule), bool(rule.has_replacement), int(rule.max_iterations))


def make_outcomes(
    n_scenarios: int, n_weights: int, n_firms: int, *, n_top: int = 0, has_losses: bool = False
) -> Outcomes:
    """Return room for the results of so many scenarios."""
    n_kept = n_scenarios if has_losses else 0
    return Outcomes(
        totals=np.zeros((n_scenarios, n_weights, 3)),
        iterations=np.zeros(n_scenarios, np.int64),
        has_converged=np.zeros(n_scenarios, np.bool_),
        top_firms=np.full((n_scenarios, n_top), -1, np.int64),
        top_losses=np.zeros((n_scenarios, n_top)),
        down=np.zeros((n_kept, n_firms)),
        up=np.zeros((n_kept, n_firms)),
    )


def _run(
    network: SupplyNetwork,
    starts: Starts,
    rule: CascadeRule,
    outcomes: Outcomes,
    n_workers: int,
    progress: Progress,
) -> None:
    wiring = build_wiring(network)
    n_scenarios = starts.starts.size - 1
    limits = make_limits(rule)
    weights = network.weights / network.weights.sum(axis=1, keepdims=True)
    n_markets = int(network.markets.max(initial=-1)) + 1
    n_workers = max(1, min(n_workers, n_scenarios // LANES))
    bounds = np.linspace(0, n_scenarios, n_workers + 1).astype(np.int64)
    ended = np.zeros((n_workers, 2), np.int64)
    failures: list[BaseException] = []

    def run(worker: int) -> None:
        try:
            lanes = make_lanes(network.n_firms, n_markets, network.weights.shape[0])
            first, last = int(bounds[worker]), int(bounds[worker + 1])
            spread_losses(wiring, starts, weights, limits, lanes, outcomes, first, last, ended[worker])
        except BaseException as error:
            failures.append(error)

    # Daemons: an interrupted program does not wait for scenarios that nobody will read.
    threads = [Thread(target=run, args=(worker,), daemon=True) for worker in range(n_workers)]
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            for thread in threads:
                thread.join(_POLL_S / n_workers)
            progress("risk", int(ended[:, 0].sum()), n_scenarios)
    finally:
        ended[:, 1] = 1
    if failures:
        raise failures[0]
    progress("risk", n_scenarios, n_scenarios)


def _check(
    network: SupplyNetwork, shocks: Shocks, rule: CascadeRule, *, n_top: int, has_losses: bool
) -> None:
    if shocks.firms.size and shocks.firms.max() >= network.n_firms:
        raise InputError(
            f"冲击里的企业位置 {shocks.firms.max()} 不在网络的 {network.n_firms} 家企业之内。",
            f"a shock names firm {shocks.firms.max()}, the network has {network.n_firms} firms.",
        )
    # A loss cannot grow by 1; the sum of losses can more than double.
    is_eps = rule.eps >= 0 and (rule.eps < 1 or (rule.stop_rule == 2 and rule.eps < np.inf))
    if not is_eps or rule.stop_rule not in (1, 2) or rule.max_iterations < 1:
        raise InputError(
            f"传导规则不成立：eps={rule.eps}（不小于 0，规则 1 时小于 1）、停止规则={rule.stop_rule}（1 或 2）、最多轮数={rule.max_iterations}（至少 1）。",
            f"the rule does not hold: eps={rule.eps} (not below 0, and below 1 with rule 1), stop_rule={rule.stop_rule} (1 or 2), max_iterations={rule.max_iterations} (at least 1).",
        )
    if n_top < 0:
        raise InputError(f"n_top 是 {n_top}，应不小于 0。", f"n_top is {n_top}; it must not be negative.")
    n_kept = shocks.n_scenarios * network.n_firms
    if has_losses and n_kept > _MAX_KEPT:
        raise InputError(
            f"{shocks.n_scenarios} 个情景、{network.n_firms} 家企业的逐户损失共 {n_kept} 项，超过上限 {_MAX_KEPT} 项；请减少情景，或用 n_top 只留损失最大的企业。",
            f"losses of {shocks.n_scenarios} scenarios and {network.n_firms} firms are {n_kept} entries, over the limit of {_MAX_KEPT}; run fewer scenarios, or keep the greatest by n_top.",
        )
