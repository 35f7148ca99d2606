"""How do time and memory of the synthetic register grow with its size? Each size runs in its own process.

Prints rows, CPU seconds, microseconds per enterprise and peak memory, and their ratios; exits 1 beyond the limits.
Sizes: 10,000, 100,000 and 1,000,000 enterprises, or the numbers given as arguments.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile

MAX_RATIO = 1.2  # time per enterprise, largest size beside the middle one
MAX_PEAK_MB = 1_500
MAX_SECONDS_100K = 20.0

RUN = """
import json, resource, sys, tempfile, time
from pathlib import Path
from gaodi.catalogue import load_catalogue
from gaodi.synth import generate_register
n, folder = int(sys.argv[1]), Path(sys.argv[2])
catalogue = load_catalogue()
start = time.process_time()
made = generate_register(folder, n_enterprises=n, catalogue=catalogue)
print(json.dumps({
    "cpu_s": time.process_time() - start,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "rows": sum(rows for _, rows in made.values()),
    "links": made["supply_link"][1],
    "disk_mb": sum(path.stat().st_size for path, _ in made.values()) / 2**20,
}))
"""


def measure(n: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(n), folder], check=True, capture_output=True, text=True
        )
    return json.loads(done.stdout)


def main() -> int:
    sizes = sorted(int(given) for given in sys.argv[1:]) or [10_000, 100_000, 1_000_000]
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{'enterprises':>12} {'rows':>12} {'links':>11} {'CPU s':>8} {'µs/firm':>8} {'peak MB':>8} {'disk MB':>8}"
    )
    found = {}
    for n in sizes:
        found[n] = run = measure(n)
        print(
            f"{n:>12,} {run['rows']:>12,} {run['links']:>11,} {run['cpu_s']:>8.2f} {run['cpu_s'] / n * 1e6:>8.1f} "
            f"{run['peak_mb']:>8.0f} {run['disk_mb']:>8.1f}"
        )
    small, large = sizes[-2] if len(sizes) > 1 else sizes[0], sizes[-1]
    time_ratio = (found[large]["cpu_s"] / large) / (found[small]["cpu_s"] / small)
    memory_ratio = found[large]["peak_mb"] / found[small]["peak_mb"]
    print(
        f"{large:,} beside {small:,}: time per enterprise {time_ratio:.2f}x, peak memory {memory_ratio:.2f}x"
    )
    failures = [
        text
        for is_bad, text in (
            (time_ratio > MAX_RATIO, f"time per enterprise grows {time_ratio:.2f}x, limit {MAX_RATIO}"),
            (found[large]["peak_mb"] > MAX_PEAK_MB, f"peak memory above {MAX_PEAK_MB} MB"),
            (
                100_000 in found and found[100_000]["cpu_s"] > MAX_SECONDS_100K,
                "100,000 enterprises above 20 CPU s",
            ),
        )
        if is_bad
    ]
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
