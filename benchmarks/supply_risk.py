"""What does the systemic risk index cost beside a plain SciPy implementation, on the same networks and scenarios?

Networks and the plain implementation come from `--shared` (`tools/bench/chains/netgen.py`, `esri_ref.py`); without them this says
so and ends well. Both run in this process on one thread and build what they need from the same arrays; each figure is the
best of `--repeat` turns, which alternate. Single failures, eps 0.01: S with replacement within the sector, N without. `ns` is
CPU time per link, scenario and iteration, both ways counted. The cold start is a process of its own with an empty cache of
compiled code. The largest network runs all its scenarios only with `--whole`; its peak memory is that of the process. Exits
1 where a bar is missed.

    python benchmarks/supply_risk.py [--shared ../shared] [--repeat 3] [--whole]
"""

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from gaodi.risk import (
    CascadeRule,
    build_network,
    build_shocks,
    compare_second_source,
    find_single_sources,
    list_single_failures,
    measure_risk,
)

NETWORKS = ((1_000, 20, 1001, 1_000), (5_000, 30, 1005, 200), (10_000, 40, 1010, 100))
"""Firms, sectors, seed, scenarios; of the peers' page."""
LARGEST = (50_000, 40, 1050, 400)
MIN_RATIO = 3.0
MIN_RATIO_LARGE = 2.5  # 10,000 firms without replacement
MAX_NS = 2.0
MAX_COLD_S = 5.0
MAX_PEAK_MB = 500
MAX_CHANGE_S = 1.0

COLD = """
import sys, numpy as np
from gaodi.risk import build_network, list_single_failures, measure_risk
given = np.load(sys.argv[1])
network = build_network(given["src"], given["dst"], given["w"], sectors=given["sector"], essential=given["ess"])
print(measure_risk(network, list_single_failures(network.n_firms)).esri.max())
"""
LARGE = """
import json, sys, time, numpy as np
from gaodi.risk import build_network, build_shocks, list_single_failures, measure_risk
given = np.load(sys.argv[1])
network = build_network(given["src"], given["dst"], given["w"], sectors=given["sector"], essential=given["ess"])
n = int(sys.argv[2])
shocks = list_single_failures(network.n_firms)
if n < network.n_firms:
    shocks = build_shocks(np.random.default_rng(1).choice(network.n_firms, n, replace=False)[:, None])
begun = time.process_time()
found = measure_risk(network, shocks, n_top=10)
print(json.dumps({"cpu_s": time.process_time() - begun, "turns": float(found.iterations.mean()), "scenarios": n}))
"""


def load(folder, name):
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def take_time(work):
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def compare(tools, size, has_replacement, repeat):
    """Print one line and return what was missed."""
    n, m, seed, n_scenarios = size
    drawn = load(tools, "netgen").gen_network(n, m, 15.0, seed)
    plain = load(tools, "esri_ref").esri_ref
    links = (drawn["src"], drawn["dst"], drawn["w"])
    chosen = (
        np.arange(n) if n_scenarios == n else np.random.default_rng(1).choice(n, n_scenarios, replace=False)
    )
    rule = CascadeRule(has_replacement=has_replacement)
    market = drawn["sector"] if has_replacement else None

    def run_own():
        network = build_network(*links, sectors=drawn["sector"], essential=drawn["ess"])
        shocks = list_single_failures(n) if n_scenarios == n else build_shocks(chosen[:, None])
        return measure_risk(network, shocks, rule, n_workers=1)

    def run_plain():
        scenarios = [([firm], [1.0]) for firm in chosen]
        return plain(*links, drawn["sector"], drawn["ess"], n, market=market, scenarios=scenarios)

    run_own()
    turns = [(take_time(run_own), take_time(run_plain)) for _ in range(repeat)]
    own_s, own = min((turn[0] for turn in turns), key=lambda timed: timed[0])
    plain_s, (wanted, iterations) = min((turn[1] for turn in turns), key=lambda timed: timed[0])
    apart = np.abs(np.column_stack([own.esri, own.esri_down, own.esri_up]) - wanted).max()
    ns = own_s / (own.iterations.sum() * 2 * drawn["w"].size) * 1e9
    ratio, bar = plain_s / own_s, MIN_RATIO_LARGE if n == 10_000 and not has_replacement else MIN_RATIO
    mode = "S" if has_replacement else "N"
    print(
        f"{n:>7,} {mode} {n_scenarios:>9,} {own.iterations.mean():>6.1f} {own_s / n_scenarios * 1e3:>9.3f} "
        f"{plain_s / n_scenarios * 1e3:>9.3f} {ratio:>6.1f}x {ns:>6.2f}   {apart:.0e}",
        flush=True,
    )
    failures = [] if ratio >= bar else [f"{n} {mode}: {ratio:.1f}x less CPU, at least {bar} wanted"]
    if apart > 1e-9 or not np.array_equal(own.iterations, iterations):
        failures.append(
            f"{n} {mode}: results differ by {apart:.1e}, iterations in {(own.iterations != iterations).sum()}"
        )
    if n == 10_000 and ns > MAX_NS:
        failures.append(f"{n} {mode}: {ns:.2f} ns per link, scenario and iteration, limit {MAX_NS}")
    return failures


def run_apart(code, arguments, settings):
    """Return CPU seconds, peak in MB and the last line of a process of its own."""
    with tempfile.TemporaryFile("w+") as output:
        # A shell between: the peak is then that of the command, not of this process before it.
        command = ["sh", "-c", 'exec "$@"', "sh", sys.executable, "-c", code, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=output, env=os.environ | settings)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"a run ended with {status}")
        output.seek(0)
        last = output.read().strip().splitlines()[-1]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, last


def save(tools, size, folder):
    n, m, seed, _ = size
    drawn = load(tools, "netgen").gen_network(n, m, 15.0, seed)
    path = Path(folder) / f"{n}.npz"
    np.savez(path, **{key: drawn[key] for key in ("src", "dst", "w", "sector", "ess")})
    return path


def start_cold(tools):
    with tempfile.TemporaryDirectory() as folder:
        path = save(tools, NETWORKS[0], folder)
        settings = {"NUMBA_CACHE_DIR": str(Path(folder) / "compiled")}
        cold, _, _ = run_apart(COLD, [path], settings)
        warm, _, _ = run_apart(COLD, [path], settings)
    print(
        f"first result of 1,000 firms: {cold:.1f} CPU s with nothing compiled (bar {MAX_COLD_S}), {warm:.1f} s after that"
    )
    return [] if cold <= MAX_COLD_S else [f"cold start: {cold:.1f} CPU s, limit {MAX_COLD_S}"]


def run_largest(tools, *, whole):
    n, _, _, n_sample = LARGEST
    with tempfile.TemporaryDirectory() as folder:
        path = save(tools, LARGEST, folder)
        _, peak, last = run_apart(LARGE, [path, n if whole else n_sample], {})
    told = json.loads(last)
    each = told["cpu_s"] / told["scenarios"]
    print(
        f"{n:,} firms, {told['scenarios']:,} scenarios with their ten greatest losses: {told['cpu_s']:.1f} CPU s, "
        f"{each * 1e3:.1f} ms each, {told['turns']:.1f} turns; peak {peak:.0f} MB (bar {MAX_PEAK_MB})"
    )
    return [] if peak < MAX_PEAK_MB else [f"{n} firms: peak {peak:.0f} MB, limit {MAX_PEAK_MB}"]


def add_one_source(tools):
    n, m, seed, _ = NETWORKS[-1]
    drawn = load(tools, "netgen").gen_network(n, m, 15.0, seed)
    network = build_network(
        drawn["src"], drawn["dst"], drawn["w"], sectors=drawn["sector"], essential=drawn["ess"]
    )
    single = find_single_sources(network)
    buyer, sector = int(single.buyers[0]), int(single.sectors[0])
    others = np.flatnonzero((network.sectors == sector) & (network.sales > 0))
    supplier = int(others[others != single.suppliers[0]][0])
    taken, found = min(
        (take_time(lambda: compare_second_source(network, buyer, supplier)) for _ in range(3)),
        key=lambda timed: timed[0],
    )
    print(
        f"{n:,} firms, one supplier added and {found.firms.size} firms weighed before and after: {taken:.2f} CPU s "
        f"(bar {MAX_CHANGE_S}); {found.before[0]:.4%} hung on the single source, {found.after[0]:.4%} do now"
    )
    return [] if taken <= MAX_CHANGE_S else [f"one supplier added: {taken:.2f} CPU s, limit {MAX_CHANGE_S}"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--whole", action="store_true", help="all 50,000 scenarios of the largest network")
    wanted = parser.parse_args()
    tools = (wanted.shared / "tools/bench/chains").resolve()
    if not (tools / "netgen.py").is_file():
        print(f"no networks under {wanted.shared}: name the folder by --shared; nothing compared")
        return 0
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{'firms':>7}   {'scenarios':>9} {'turns':>6} {'gaodi ms':>9} {'plain ms':>9} {'ratio':>7} {'ns':>6}   apart"
    )
    failures = [
        failure
        for size in NETWORKS
        for has_replacement in (True, False)
        for failure in compare(tools, size, has_replacement, wanted.repeat)
    ]
    failures += start_cold(tools)
    failures += add_one_source(tools)
    failures += run_largest(tools, whole=wanted.whole)
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
