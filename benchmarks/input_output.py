"""What do linkages and the extraction of every sector cost beside pymrio's coefficients and inverse alone?

The generator comes from `--shared`; without it this says so and ends well. The peer gets an environment of its own under
`--cache`. Own work is the CPU from flows and output to A, L, B, G, all linkages and four extractions of every sector; the peer's
is `calc_all`, which gives A and L; imports and a first run are before it. Each figure is the best of `--repeat`
runs, which alternate between the engines. Extraction is held against solving the system anew for a few sectors. Exits 1
where a bar is missed or a number is not the peer's.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent / "structure"))
from peers import SETTINGS, alternate, build_peer, make_input, read_arguments, tell_machine

PEER = ("pymrio==0.7.0", "numpy==2.4.6", "pandas==3.1.1", "scipy==1.17.1")
MAX_SHARE = {153: None, 1000: 1.0, 2000: None}
"""Own CPU over that of the peer's `calc_all`."""
MAX_DIFFERENCE = 1e-9


def main() -> int:
    wanted, generator = read_arguments(str(__doc__), "bench_io.py", 3)
    if generator is None:
        return 0
    peer = build_peer(wanted.cache, "input-output", PEER)
    tell_machine(PEER)
    print(f"{'sectors':>8} {'threads':<11} {'engine':<16} {'work s':>8} {'CPU s':>7} {'peak MB':>8}")
    failures = []
    for sectors, bar in MAX_SHARE.items():
        given = make_input(peer, "make-table", generator, (sectors,), wanted.cache)
        for setting in SETTINGS:
            own, other, outs = alternate(peer, "io", given, wanted.cache, setting, wanted.repeat)
            for engine, cost in (("gaodi, all of it", own), ("pymrio calc_all", other)):
                print(
                    f"{sectors:>8,} {setting:<11} {engine:<16} {cost.work_s:>8.4f} {cost.cpu_s:>7.2f} {cost.peak_mb:>8.0f}"
                )
            share = own.work_s / other.work_s
            held = bar if setting == "one thread" else None
            told = f" (bar {held:.2f})" if held else ""
            print(f"{sectors:,}, {setting}: {share:.2f} of the CPU of calc_all{told}", flush=True)
            if held and share > held:
                failures.append(f"{sectors:,}: {share:.2f} of the CPU of calc_all, at most {held:.2f} wanted")
            failures += compare(
                sectors, *(dict(np.load(path)) for path in (given, outs["own"], outs["peer"]))
            )
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


def compare(sectors: int, given: dict, own: dict, other: dict) -> list[str]:
    gaps = {name: float(np.abs(own[name] - other[name]).max()) for name in ("A", "L", "B", "G")}
    for kind in ("full", "purchases", "sales", "supply"):
        anew = [solve_without(given, other, place, kind) for place in (0, sectors // 2, sectors - 1)]
        found = own[kind][[0, sectors // 2, sectors - 1]]
        gaps[kind] = float(np.abs(found / anew - 1).max())
    print(f"{sectors:,}: greatest difference " + ", ".join(f"{name} {gap:.0e}" for name, gap in gaps.items()))
    return [
        f"{sectors:,}: {name} differs by {gap:.1e}" for name, gap in gaps.items() if not gap <= MAX_DIFFERENCE
    ]


def solve_without(given: dict, other: dict, place: int, kind: str) -> float:
    """Output lost, by solving the peer's own coefficients anew without a sector."""
    output, demand = given["output"], given["demand"][:, 0].copy()
    inputs, shares = other["A"].copy(), other["B"].copy()
    one = np.eye(output.size)
    if kind == "supply":
        primary = output - output @ shares
        shares[place] = 0.0
        return float(output.sum() - np.linalg.solve((one - shares).T, primary).sum())
    if kind in ("full", "sales"):
        inputs[place] = 0.0
    if kind in ("full", "purchases"):
        inputs[:, place] = 0.0
    if kind == "full":
        demand[place] = 0.0
    return float(output.sum() - np.linalg.solve(one - inputs, demand).sum())


if __name__ == "__main__":
    sys.exit(main())
