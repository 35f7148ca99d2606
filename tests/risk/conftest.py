"""The index worked out firm by firm in plain Python, straight from the published formulas: slow, and nothing shared with the engine."""

import pytest


@pytest.fixture(scope="session")
def spread():
    return _spread


def _spread(network, initial, rule, upstream=None):
    """Return the losses of every firm, downstream and upstream, and the number of turns."""
    n, levels, sector = network.n_firms, network.essential, network.sectors
    links = list(
        zip(network.suppliers.tolist(), network.buyers.tolist(), network.amounts.tolist(), strict=True)
    )
    sales, purchases, of_sector = [0.0] * n, [0.0] * n, {}
    for i, j, w in links:
        sales[i] += w
        purchases[j] += w
        of_sector[j, sector[i]] = of_sector.get((j, sector[i]), 0.0) + w
    upstream = initial if upstream is None else upstream
    down, up, turns = list(initial), list(upstream), 0
    while True:
        turns += 1
        felt = [_replace(network, sales, down, i) if rule.has_replacement else down[i] for i in range(n)]
        lost, unsold = {}, [0.0] * n
        for i, j, w in links:
            level = levels[sector[i], sector[j]]
            if level:
                whole = of_sector[j, sector[i]] if level == 2 else purchases[j]
                slot = (j, sector[i] if level == 2 else -1)
                lost[slot] = lost.get(slot, 0.0) + w / whole * _ratio(network.costs, purchases, j) * felt[i]
            unsold[i] += w / _turnover(network.revenue, sales, i) * up[j]
        worst = [max([0.0, *(value for (j, _), value in lost.items() if j == firm)]) for firm in range(n)]
        new_down = [min(1.0, max(a, b)) for a, b in zip(initial, worst, strict=True)]
        new_up = [min(1.0, max(a, b)) for a, b in zip(upstream, unsold, strict=True)]
        if rule.stop_rule == 1:
            grown = max(b - a for a, b in zip(down + up, new_down + new_up, strict=True))
            has_ended = grown <= rule.eps
        else:
            weights = network.weights[0]
            before, after = (
                sum(w * max(d, u) for w, d, u in zip(weights, *pair, strict=True))
                for pair in ((down, up), (new_down, new_up))
            )
            has_ended = after <= before * (1 + rule.eps)
        down, up = new_down, new_up
        if has_ended or turns >= rule.max_iterations:
            return down, up, turns


def _replace(network, sales, down, i):
    left = sum(
        (1 - down[k]) * sales[k] for k in range(network.n_firms) if network.markets[k] == network.markets[i]
    )
    return down[i] if left <= sales[i] else down[i] * sales[i] / left


def _ratio(costs, purchases, j):
    if costs is None or costs[j] != costs[j]:
        return 1.0
    return (purchases[j] or 1.0) / (costs[j] or 1.0)


def _turnover(revenue, sales, i):
    return sales[i] if revenue is None or revenue[i] != revenue[i] else revenue[i] or 1.0
