"""What does complexity cost beside ecomplexity, with the same regions, industries and values?

The generator comes from `--shared`; without it this says so and ends well. The peer gets an environment of its own under
`--cache`. Work is the CPU from a matrix (the peer: a data frame) to complexity, proximity, density, outlook and gain in a
frame of one labelled row per region and industry; it is that of a second run in the process; the first one, which loads SciPy and
Numba, is told beside it. Each figure is the best of
`--repeat` runs, which alternate between the engines. Exits 1 where a bar is missed or a number is not the peer's.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent / "structure"))
from peers import SETTINGS, alternate, build_peer, make_input, read_arguments, tell_machine

PEER = ("ecomplexity==0.5.3", "numpy==2.4.6", "pandas==3.1.1", "scipy==1.17.1")
MIN_RATIO = {(300, 1000): None, (1000, 1000): 30.0, (1000, 2000): 60.0}
MAX_DIFFERENCE = 1e-8


def main() -> int:
    wanted, generator = read_arguments(str(__doc__), "bench_eco.py", 2)
    if generator is None:
        return 0
    peer = build_peer(wanted.cache, "complexity", PEER)
    tell_machine(PEER)
    print(
        f"{'regions x industries':>21} {'threads':<11} {'engine':<12} {'work s':>8} {'CPU s':>7} {'peak MB':>8}"
    )
    failures = []
    for size, bar in MIN_RATIO.items():
        given = make_input(peer, "make-matrix", generator, size, wanted.cache)
        name = " x ".join(map(str, size))
        for setting in SETTINGS:
            own, other, outs = alternate(peer, "complexity", given, wanted.cache, setting, wanted.repeat)
            for engine, cost in (("gaodi", own), ("ecomplexity", other)):
                print(
                    f"{name:>21} {setting:<11} {engine:<12} {cost.work_s:>8.3f} {cost.cpu_s:>7.2f} {cost.peak_mb:>8.0f}"
                )
            ratio = other.work_s / own.work_s
            held = bar if setting == "one thread" else None
            told = f" (bar {held:.0f})" if held else ""
            print(
                f"{name}, {setting}: {ratio:.0f}x less CPU{told}; first run {own.first_s:.2f} s",
                flush=True,
            )
            if held and ratio < held:
                failures.append(f"{name}: {ratio:.1f}x less CPU, at least {held:.0f} wanted")
            failures += compare(name, *(dict(np.load(outs[engine])) for engine in ("own", "peer")))
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


def compare(name: str, own: dict, other: dict) -> list[str]:
    gaps = {
        key: float(np.abs(own[key] - other[key]).max()) for key in ("eci", "pci", "density", "coi", "cog")
    }
    print(f"{name}: greatest difference " + ", ".join(f"{key} {gap:.0e}" for key, gap in gaps.items()))
    return [f"{name}: {key} differs by {gap:.1e}" for key, gap in gaps.items() if not gap <= MAX_DIFFERENCE]


if __name__ == "__main__":
    sys.exit(main())
