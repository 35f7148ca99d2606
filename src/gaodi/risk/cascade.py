"""How far does a loss spread? Compiled sweeps over the network, eight scenarios abreast.

The state of a firm in eight scenarios lies in one line of memory, so a link is read once for eight of them. When a
scenario has ended, its results are written and the next one takes over its lane; no lane waits for a slow neighbour.
The loops over lanes are plain because the compiler turns them into vector instructions; `fastmath` would let it
gather instead, several times slower.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

from gaodi.risk.records import BoolArray, FloatArray, IntArray
from gaodi.risk.wiring import Wiring

LANES = 8
"""Doubles in one line of memory of 64 bytes."""
_NOBODY = -1
_EMPTY = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
Line = tuple[float, float, float, float, float, float, float, float]
_NOTHING = 1e-300
"""Stands for 0 where it divides."""
Function = TypeVar("Function", bound=Callable[..., object])


def _compile(function: Function, *, is_inner: bool = True) -> Function:
    """Return the function compiled when first called; kept on disk for the next start where there is room for it.

    An inner function is called by compiled code only: it needs no part that reads Python's arguments, and is kept with its caller.
    """
    options: dict[str, Any] = {
        "nogil": True,
        "error_model": "numpy",
        "no_cpython_wrapper": is_inner,
        "no_cfunc_wrapper": True,
    }
    try:
        compiled = nb.njit(cache=not is_inner, **options)(function)
    except RuntimeError:  # neither the installation nor the user's home can be written
        compiled = nb.njit(**options)(function)
    return cast("Function", compiled)


class Limits(NamedTuple):
    """When a scenario has ended; see `CascadeRule`."""

    eps: float
    stop_rule: int
    has_replacement: bool
    max_iterations: int


class Starts(NamedTuple):
    """Initial losses; see `Shocks`."""

    starts: IntArray
    firms: IntArray
    losses: FloatArray
    upstream_losses: FloatArray


class Outcomes(NamedTuple):
    """Where results are written; a row for each scenario.

    Parameters
    ----------
    totals : array, shape (scenarios, kinds of weight, 3)
        Either way, downstream, upstream.
    iterations, has_converged : array, shape (scenarios,)
    top_firms, top_losses : array, shape (scenarios, most)
    down, up : array, shape (scenarios, firms) or (0, firms)
        Losses of every firm; without rows they are not kept.
    """

    totals: FloatArray
    iterations: IntArray
    has_converged: BoolArray
    top_firms: IntArray
    top_losses: FloatArray
    down: FloatArray
    up: FloatArray


class Lanes(NamedTuple):
    """Room for eight scenarios. It is made outside of compiled code, whose every allocation takes long to compile.

    Parameters
    ----------
    down, up, next_down, next_up, felt : array, shape (firms, 8), each row on a line of memory
        What is lost, what one sweep makes of it, and what customers feel after replacement.
    left : array, shape (markets, 8)
        What each market still sells.
    slot : array, shape (1, 8)
        What one slot lacks.
    scenarios, turns : array, shape (8,)
        What runs in each lane, -1 for nothing, and for how many turns.
    kept : array, shape (8,)
        1 where the scenario of a lane goes on, 0 where it has ended.
    growth, sums : array, shape (8,)
        The greatest growth of the last turn; the total before it.
    totals : array, shape (kinds of weight, 3, 8)
    """

    down: FloatArray
    up: FloatArray
    next_down: FloatArray
    next_up: FloatArray
    felt: FloatArray
    left: FloatArray
    slot: FloatArray
    scenarios: IntArray
    turns: IntArray
    kept: FloatArray
    growth: FloatArray
    sums: FloatArray
    totals: FloatArray


def make_lanes(n_firms: int, n_markets: int, n_weights: int) -> Lanes:
    """Return empty lanes.

    Parameters
    ----------
    n_firms, n_markets, n_weights : int

    Returns
    -------
    Lanes
    """
    down, up, next_down, next_up, felt = (_make_lines(n_firms) for _ in range(5))
    return Lanes(
        down=down,
        up=up,
        next_down=next_down,
        next_up=next_up,
        felt=felt,
        left=_make_lines(n_markets),
        slot=_make_lines(1),
        scenarios=np.full(LANES, _NOBODY, np.int64),
        turns=np.zeros(LANES, np.int64),
        kept=np.zeros(LANES),
        growth=np.zeros(LANES),
        sums=np.zeros(LANES),
        totals=np.zeros((n_weights, 3, LANES)),
    )


def _make_lines(n: int) -> FloatArray:
    raw = np.zeros((n + 1) * LANES)
    first = (-raw.ctypes.data % 64) // raw.itemsize
    return raw[first : first + n * LANES].reshape(n, LANES)


@partial(_compile, is_inner=False)
def spread_losses(
    wiring: Wiring,
    shocks: Starts,
    weights: FloatArray,
    limits: Limits,
    lanes: Lanes,
    outcomes: Outcomes,
    first: int,
    last: int,
    progress: npt.NDArray[np.int64],
) -> None:
    """Run the scenarios from `first` to before `last` and write their outcomes.

    Parameters
    ----------
    wiring : Wiring
    shocks : Starts
    weights : array, shape (kinds of weight, firms)
        Each kind adds up to 1.
    limits : Limits
    lanes : Lanes
        Used by this call alone.
    outcomes : Outcomes
    first, last : int
    progress : array, shape (2,)
        Counts the scenarios that have ended; where the second entry is not 0, this stops.
    """
    down, up, next_down, next_up = lanes.down, lanes.up, lanes.next_down, lanes.next_up
    following, n_running = first, 0
    while progress[1] == 0:
        _keep(lanes.kept, down, up)
        for lane in range(LANES):
            if lanes.kept[lane] == 0.0 and following < last:
                lanes.scenarios[lane], lanes.turns[lane] = following, 0
                following += 1
                n_running += 1
        if n_running == 0:
            return
        _hold(shocks, lanes.scenarios, down, up)
        if limits.stop_rule == 2:
            _add_up(weights, down, up, lanes.totals)
            _note(lanes.totals, lanes.sums)
        n_ended = 0
        while n_ended == 0 and progress[1] == 0:
            if limits.has_replacement:
                _replace(wiring, down, lanes.felt, lanes.left)
                _sweep_down(wiring, lanes.felt, down, next_down, lanes.slot, lanes.growth)
            else:
                _sweep_down(wiring, down, down, next_down, lanes.slot, lanes.growth)
            _sweep_up(wiring, up, next_up, lanes.growth)
            down, next_down = next_down, down
            up, next_up = next_up, up
            # Nobody loses less than at first. The sweeps leave that out: what they see never falls from turn to
            # turn, so a firm held at its first loss has not moved, and the growth they measured stands.
            _hold(shocks, lanes.scenarios, down, up)
            if limits.stop_rule == 2:
                _add_up(weights, down, up, lanes.totals)
            n_ended = _judge(limits, lanes, outcomes)
        if n_ended == 0:
            return
        _add_up(weights, down, up, lanes.totals)
        for lane in range(LANES):
            if lanes.kept[lane] == 0.0:
                _write(weights, down, up, lane, lanes.scenarios[lane], lanes.totals, outcomes)
                lanes.scenarios[lane] = _NOBODY
        n_running -= n_ended
        progress[0] += n_ended


@_compile
def _judge(limits: Limits, lanes: Lanes, outcomes: Outcomes) -> int:
    """Mark the lanes that are kept because their scenario goes on, and return how many have ended."""
    n_ended = 0
    for lane in range(LANES):
        lanes.kept[lane] = 1.0
        scenario, growth = lanes.scenarios[lane], lanes.growth[lane]
        lanes.growth[lane] = 0.0
        if scenario == _NOBODY:
            continue
        lanes.turns[lane] += 1
        has_ended = growth <= limits.eps
        if limits.stop_rule == 2:
            has_ended = lanes.totals[0, 0, lane] <= lanes.sums[lane] * (1.0 + limits.eps)
            lanes.sums[lane] = lanes.totals[0, 0, lane]
        if has_ended or lanes.turns[lane] == limits.max_iterations:
            lanes.kept[lane] = 0.0
            n_ended += 1
            outcomes.iterations[scenario] = lanes.turns[lane]
            outcomes.has_converged[scenario] = has_ended
    return n_ended


@_compile
def _note(totals: FloatArray, sums: FloatArray) -> None:
    """Remember what each lane has lost so far."""
    for lane in range(LANES):
        sums[lane] = totals[0, 0, lane]


@_compile
def _keep(kept: FloatArray, down: FloatArray, up: FloatArray) -> None:
    """Empty the lanes that are not kept."""
    for firm in range(down.shape[0]):
        for lane in range(LANES):
            down[firm, lane] *= kept[lane]
            up[firm, lane] *= kept[lane]


@_compile
def _hold(shocks: Starts, scenario: IntArray, down: FloatArray, up: FloatArray) -> None:
    """Let the firms of every running scenario lose no less than at first."""
    for lane in range(LANES):
        if scenario[lane] == _NOBODY:
            continue
        for entry in range(shocks.starts[scenario[lane]], shocks.starts[scenario[lane] + 1]):
            firm = shocks.firms[entry]
            down[firm, lane] = max(down[firm, lane], shocks.losses[entry])
            up[firm, lane] = max(up[firm, lane], shocks.upstream_losses[entry])


@_compile
def _replace(wiring: Wiring, down: FloatArray, felt: FloatArray, left: FloatArray) -> None:
    """Weigh each firm's loss by its share of what its market still sells, at most the whole loss.

    Where nothing is left the whole loss is felt, whatever the unit of money.
    """
    for market in range(left.shape[0]):
        for lane in range(LANES):
            left[market, lane] = 0.0
    for firm in range(wiring.markets.size):
        market, sales = wiring.markets[firm], wiring.sales[firm]
        for lane in range(LANES):
            left[market, lane] += (1.0 - down[firm, lane]) * sales
    for market in range(left.shape[0]):
        for lane in range(LANES):
            left[market, lane] = 1.0 / max(left[market, lane], _NOTHING)
    for firm in range(wiring.markets.size):
        market, sales = wiring.markets[firm], wiring.sales[firm]
        for lane in range(LANES):
            felt[firm, lane] = down[firm, lane] * min(sales * left[market, lane], 1.0)


@_compile
def _add_line(sums: Line, share: float, lines: FloatArray, row: int) -> Line:
    """Add a share of a row to what eight lanes hold.

    Written out, the sums stay in vector registers; as a loop they would go through memory for every link.
    """
    return (
        sums[0] + share * lines[row, 0],
        sums[1] + share * lines[row, 1],
        sums[2] + share * lines[row, 2],
        sums[3] + share * lines[row, 3],
        sums[4] + share * lines[row, 4],
        sums[5] + share * lines[row, 5],
        sums[6] + share * lines[row, 6],
        sums[7] + share * lines[row, 7],
    )


@_compile
def _store(sums: Line, lines: FloatArray, row: int) -> None:
    """Write what eight lanes hold to a row."""
    lines[row, 0], lines[row, 1], lines[row, 2], lines[row, 3] = sums[0], sums[1], sums[2], sums[3]
    lines[row, 4], lines[row, 5], lines[row, 6], lines[row, 7] = sums[4], sums[5], sums[6], sums[7]


@_compile
def _sweep_down(
    wiring: Wiring, felt: FloatArray, old: FloatArray, new: FloatArray, room: FloatArray, growth: FloatArray
) -> None:
    """Let every firm lose what its worst slot lacks."""
    for firm in range(wiring.slot_starts.size - 1):
        for lane in range(LANES):
            new[firm, lane] = 0.0
        for slot in range(wiring.slot_starts[firm], wiring.slot_starts[firm + 1]):
            sums = _EMPTY
            for link in range(wiring.link_starts[slot], wiring.link_starts[slot + 1]):
                sums = _add_line(sums, wiring.supply_shares[link], felt, wiring.suppliers[link])
            _store(sums, room, 0)
            for lane in range(LANES):
                new[firm, lane] = max(new[firm, lane], room[0, lane])
        for lane in range(LANES):
            new[firm, lane] = min(new[firm, lane], 1.0)
            growth[lane] = max(growth[lane], new[firm, lane] - old[firm, lane])


@_compile
def _sweep_up(wiring: Wiring, old: FloatArray, new: FloatArray, growth: FloatArray) -> None:
    """Let every firm lose what its customers no longer buy."""
    for firm in range(wiring.sale_starts.size - 1):
        sums = _EMPTY
        for link in range(wiring.sale_starts[firm], wiring.sale_starts[firm + 1]):
            sums = _add_line(sums, wiring.sale_shares[link], old, wiring.customers[link])
        _store(sums, new, firm)
        for lane in range(LANES):
            new[firm, lane] = min(new[firm, lane], 1.0)
            growth[lane] = max(growth[lane], new[firm, lane] - old[firm, lane])


@_compile
def _add_up(weights: FloatArray, down: FloatArray, up: FloatArray, totals: FloatArray) -> None:
    """Sum the weighted losses of all lanes: either way, downstream, upstream."""
    for kind in range(weights.shape[0]):
        for way in range(3):
            for lane in range(LANES):
                totals[kind, way, lane] = 0.0
        for firm in range(weights.shape[1]):
            weight = weights[kind, firm]
            for lane in range(LANES):
                totals[kind, 0, lane] += weight * max(down[firm, lane], up[firm, lane])
                totals[kind, 1, lane] += weight * down[firm, lane]
                totals[kind, 2, lane] += weight * up[firm, lane]


@_compile
def _write(
    weights: FloatArray,
    down: FloatArray,
    up: FloatArray,
    lane: int,
    scenario: int,
    totals: FloatArray,
    outcomes: Outcomes,
) -> None:
    """Write what a scenario costs, and who loses most."""
    for kind in range(weights.shape[0]):
        for way in range(3):
            outcomes.totals[scenario, kind, way] = totals[kind, way, lane]
    if outcomes.down.shape[0] > 0:
        for firm in range(down.shape[0]):
            outcomes.down[scenario, firm] = down[firm, lane]
            outcomes.up[scenario, firm] = up[firm, lane]
    firms, losses = outcomes.top_firms, outcomes.top_losses
    most = firms.shape[1]
    if most == 0:
        return
    for firm in range(weights.shape[1]):
        loss = weights[0, firm] * max(down[firm, lane], up[firm, lane])
        if loss <= losses[scenario, most - 1]:
            continue
        place = most - 1
        while place > 0 and losses[scenario, place - 1] < loss:
            losses[scenario, place] = losses[scenario, place - 1]
            firms[scenario, place] = firms[scenario, place - 1]
            place -= 1
        losses[scenario, place] = loss
        firms[scenario, place] = firm
