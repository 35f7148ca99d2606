"""How much CPU does a whole `gaodi run` cost, and does the cost per enterprise stay flat?

Builds synthetic workspaces of several sizes, runs `gaodi run` on each as a process of its own, and prints CPU seconds,
peak memory, and the cost per enterprise as a ratio to the size named by --base; exits 1 where a limit is missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gaodi import api

MAX_CPU_S = {20_000: 30.0}
MAX_RATIO = 1.2
MAX_PEAK_MB = 4_000


def measure(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return CPU seconds, wall seconds and peak MB of its process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000, 1_000_000])
    parser.add_argument("--base", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=1)
    wanted = parser.parse_args()
    cost: dict[int, float] = {}
    failures: list[str] = []
    print(f"{'enterprises':>12} {'CPU s':>8} {'wall s':>8} {'peak MB':>8} {'us each':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for size in wanted.sizes:
            root = Path(folder) / str(size)
            office = api.create_office(root)
            api.load_demo(office, n_enterprises=size)
            office.workspace.ledger.close()
            best = None
            for turn in range(wanted.repeat):
                day = f"2026-06-{turn + 1:02}"
                found = measure([sys.executable, "-m", "gaodi.cli", "run", "-w", str(root), "--on", day])
                best = found if best is None or found[0] < best[0] else best
            assert best is not None
            cost[size] = best[0] / size
            if best[0] > MAX_CPU_S.get(size, best[0]):
                failures.append(f"{size:,} enterprises take {best[0]:.1f} CPU s, limit {MAX_CPU_S[size]:g}")
            if best[2] > MAX_PEAK_MB:
                failures.append(f"{size:,} enterprises take {best[2]:.0f} MB, limit {MAX_PEAK_MB}")
            print(
                f"{size:>12,} {best[0]:>8.2f} {best[1]:>8.2f} {best[2]:>8.0f} {cost[size] * 1e6:>8.1f}",
                flush=True,
            )
    if wanted.base in cost:
        for size, each in cost.items():
            ratio = each / cost[wanted.base]
            print(f"cost per enterprise at {size:,} / at {wanted.base:,}: {ratio:.2f}")
            if size > wanted.base and ratio > MAX_RATIO:
                failures.append(f"the cost per enterprise grows {ratio:.2f}x, limit {MAX_RATIO}")
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
