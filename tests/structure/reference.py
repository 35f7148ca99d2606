"""Plain second opinions: each formula written out, nothing shared with the engine, no care for speed."""

import numpy as np


def solve_without(flows, output, sector, kind):
    """Output of all sectors lost when one is taken out, by solving the system anew."""
    n = len(output)
    scale = np.array([1 / x if x else 0.0 for x in output])
    used = np.where(output == 0, 0.0, flows)
    inputs, shares = used * scale, used * scale[:, None]
    demand, primary = output - inputs @ output, output - output @ shares
    if kind == "supply":
        shares[sector] = 0
        return output.sum() - (primary @ np.linalg.inv(np.eye(n) - shares)).sum()
    if kind in ("full", "sales"):
        inputs[sector] = 0
    if kind in ("full", "purchases"):
        inputs[:, sector] = 0
    if kind == "full":
        demand[sector] = 0
    return output.sum() - np.linalg.solve(np.eye(n) - inputs, demand).sum()


def measure_rca(values):
    total = values.sum()
    return np.array(
        [[v / values[c].sum() / (values[:, p].sum() / total) for p, v in enumerate(row)] for c, row in enumerate(values)]
    )  # fmt: skip


@np.errstate(divide="ignore", invalid="ignore")
def measure_all(presence, proximity):
    """Complexity, density and outlook by the textbook's loops and a dense eigenproblem that is not symmetric."""
    held = presence.astype(float)
    n_regions, n_industries = held.shape
    diversity, ubiquity = held.sum(axis=1), held.sum(axis=0)
    near = np.zeros((n_industries, n_industries))
    for p in range(n_industries):
        for q in range(n_industries):
            both = sum(held[c, p] * held[c, q] for c in range(n_regions))
            near[p, q] = both / (ubiquity[p] if proximity == "asymmetric" else max(ubiquity[p], ubiquity[q]))
    values, vectors = np.linalg.eig((held / ubiquity).T @ (held / diversity[:, None]))
    side = np.real(vectors[:, np.argsort(np.real(values))[-2]])
    regions = held @ side / diversity
    sign = np.sign(np.corrcoef(diversity, regions)[0, 1])
    side, regions = sign * side, sign * regions
    mean, spread = regions.mean(), regions.std()
    density, gain = np.zeros(held.shape), np.zeros(held.shape)
    for c in range(n_regions):
        for p in range(n_industries):
            density[c, p] = sum(held[c, q] * near[p, q] for q in range(n_industries)) / near[p].sum()
            gain[c, p] = (1 - held[c, p]) * sum(
                (1 - held[c, q]) * near[q, p] * side[q] / near[q].sum() for q in range(n_industries)
            )
    outlook = (density * (1 - held) * side).sum(axis=1)
    return {
        "eci": (regions - mean) / spread,
        "pci": (side - mean) / spread,
        "proximity": near,
        "density": density,
        "coi": (outlook - outlook.mean()) / outlook.std(),
        "cog": gain / spread,
    }
