"""What does judging cost beside OpenFisca-Core, with the same criteria and the same firms?

Generator, rule file and the peer's run come from `--shared`; without it this says so and ends well. OpenFisca-Core gets an
environment of its own under `--cache`. Each engine reads the firms from LZ4 Parquet in the type it computes with: the peer
万元 as doubles, gaodi whole fen. CPU is that of the whole process, imports and reading included; `work` leaves out what the
same process takes for ten firms. The bars of CPU are set on the work, start-up is told beside it. Each figure is the
best of `--repeat` runs, which alternate between the engines; the growth per firm is taken inside the process.
Firms without unknowns must be at the same tiers for both, save those within a millionth of a threshold, which the peer's
single precision puts on either side.
Exits 1 where a bar is missed.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
PEER = ("OpenFisca-Core==46.0.1", "numpy==2.4.6", "pyarrow==26.0.1", "PyYAML==6.0.4")
MIN_CPU_RATIO = {"verdicts": 2.5, "packed": 3.5}
PEER_MODE = {"verdicts": "agg", "packed": "full"}
MAX_MEMORY_SHARE = 1 / 3
MAX_PEAK_MB = 1_000
MAX_GROWTH = 1.2
MAX_BYTES_PER_FIRM = 60
N_COMPARED = 200_000
TIERS = ("tier_A", "tier_B", "tier_C")
SETTINGS = {
    "POLARS_MAX_THREADS": "1",
    "POLARS_ROW_GROUP_PREFETCH_SIZE": "1",
    "POLARS_IDEAL_MORSEL_SIZE": "20000",
}
"""One thread and one row group ahead: CPU and memory of the work itself, not of waiting threads."""

BANDWIDTH = """
import time, numpy
values, turns = numpy.ones(2**26), []
for _ in range(5):
    started = time.perf_counter()
    values.sum()
    turns.append(time.perf_counter() - started)
print(values.nbytes / min(turns))
"""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one process took, and what it printed last."""

    cpu_s: float
    peak_mb: float
    told: dict


def measure(command: list[str | Path], settings: dict[str, str]) -> Cost:
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, env=os.environ | settings)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{' '.join(map(str, command))} ended with {status}")
        output.seek(0)
        last = output.read().strip().splitlines()[-1].removeprefix("RESULT ")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Cost(cpu_s=cpu_s, peak_mb=usage.ru_maxrss / 1024, told=json.loads(last))


def best(costs: list[Cost]) -> Cost:
    """Return the least CPU beside the most memory of several runs."""
    found = min(costs, key=lambda cost: cost.cpu_s)
    return Cost(cpu_s=found.cpu_s, peak_mb=max(cost.peak_mb for cost in costs), told=found.told)


class Bench:
    """The two engines on files of several sizes."""

    def __init__(self, tools: Path, cache: Path, repeat: int) -> None:
        self.tools, self.cache, self.repeat = tools, cache, repeat
        self.peer = cache / "openfisca"
        if not (self.peer / "ready").exists():
            venv.create(self.peer, with_pip=True, clear=True)
            pip = [self.peer / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, *PEER], check=True)
            (self.peer / "ready").touch()

    def make(self, name: str, command: list[str | Path]) -> Path:
        """Return a file of the cache, made by the command with its path at the end where it is not there yet."""
        path = self.cache / name
        if not path.exists():
            made = path.with_suffix(".part")
            subprocess.run(
                [made if part == "OUT" else part for part in command], check=True, stdout=subprocess.DEVNULL
            )
            made.rename(path)
        return path

    def firms(self, n: int, kind: str, *, known: bool = False) -> Path:
        """Return the firms, made by the shared generator, as an engine reads them: `store` or `peer`."""
        name = f"{n}-known" if known else str(n)
        generator = [sys.executable, self.tools / "gen.py", str(n), "OUT", *(["0"] if known else [])]
        made = self.make(f"firms-{name}.parquet", generator)
        return self.make(
            f"{kind}-{name}.parquet", [sys.executable, HERE / "rules/load.py", "-", made, kind, "OUT"]
        )

    def run_own(self, n: int, mode: str) -> Cost:
        rules, out = self.tools / "rules.yaml", self.cache / "own-verdicts.parquet"
        command = [sys.executable, HERE / "rules/load.py", rules, self.firms(n, "store"), mode, out]
        return measure(command, SETTINGS)

    def run_peer(self, n: int, mode: str) -> Cost:
        command = [self.peer / "bin/python", self.tools / "of_bench.py", self.firms(n, "peer")]
        command += [self.cache / "peer-verdicts", PEER_MODE[mode]]
        return measure(command, {"PYTHONDONTWRITEBYTECODE": "1"})

    def compare_answers(self) -> dict:
        """Return what the two engines say of firms without unknowns."""
        peer = [
            self.peer / "bin/python",
            self.tools / "of_bench.py",
            self.firms(N_COMPARED, "peer", known=True),
        ]
        verdicts = self.cache / "peer-known"
        measure([*peer, verdicts, "full"], {"PYTHONDONTWRITEBYTECODE": "1"})
        own = [sys.executable, HERE / "rules/load.py", self.tools / "rules.yaml"]
        own += [self.firms(N_COMPARED, "store", known=True), "compare", verdicts / "o.parquet"]
        return measure(own, SETTINGS).told

    def compare(self, n: int, mode: str) -> tuple[Cost, Cost]:
        pairs = [(self.run_own(n, mode), self.run_peer(n, mode)) for _ in range(self.repeat)]
        return best([own for own, _ in pairs]), best([peer for _, peer in pairs])


def show(n: int, mode: str, engine: str, cost: Cost, idle: Cost) -> None:
    work = cost.cpu_s - idle.cpu_s
    print(f"{n:>11,} {mode:<9} {engine:<10} {cost.cpu_s:>7.2f} {work:>7.2f} {cost.peak_mb:>8.0f}", flush=True)


def compare_at_a_million(bench: Bench, mode: str) -> list[str]:
    n = 1_000_000
    idle_own, idle_peer = bench.compare(10, mode)
    own, peer = bench.compare(n, mode)
    show(n, mode, "gaodi", own, idle_own)
    show(n, mode, "OpenFisca", peer, idle_peer)
    work_s = own.cpu_s - idle_own.cpu_s
    work, share = (peer.cpu_s - idle_peer.cpu_s) / work_s, own.peak_mb / peer.peak_mb
    bar = MIN_CPU_RATIO[mode]
    print(
        f"{mode}: {work:.2f}x less CPU (bar {bar}); {peer.cpu_s / own.cpu_s:.2f}x with start-up, "
        f"{idle_own.cpu_s:.2f} s beside {idle_peer.cpu_s:.2f} s; memory {share:.2f} of the peer's"
    )
    failures = [f"{mode}: {work:.2f}x less CPU, at least {bar} wanted"] if work < bar else []
    if mode == "packed":
        size = own.told["bytes"]
        print(f"packed: {own.told['n_states']} states of {n:,} firms in {size / 1e6:.1f} MB")
        if size / n > MAX_BYTES_PER_FIRM:
            failures.append(f"packed: {size / n:.1f} bytes per firm, at most {MAX_BYTES_PER_FIRM} wanted")
        return failures
    if share > MAX_MEMORY_SHARE:
        failures.append(f"verdicts: memory {share:.2f} of the peer's, at most {MAX_MEMORY_SHARE:.2f} wanted")
    # The peer has no unknown: what is blank counts as 0 or false there, which may meet a criterion or miss it.
    for place, tier in enumerate(TIERS):
        met, unknown = (own.told[f"{tier} {state}"] for state in ("met", "unknown"))
        print(
            f"{tier}: gaodi {met:,} met, {unknown:,} unknown; OpenFisca {peer.told['agg'][1 + 2 * place]:,.0f} met"
        )
    tell_bound(bench.firms(n, "store"), own.told["columns"], work_s)
    return failures


def compare_answers(bench: Bench) -> list[str]:
    told, failures = bench.compare_answers(), []
    for tier in TIERS:
        met, peer, differ, odd = (told[f"{tier} {what}"] for what in ("met", "peer", "differ", "unexplained"))
        print(
            f"{tier} of {told['n']:,} firms without unknowns: gaodi {met:,}, OpenFisca {peer:,}; {differ:,} differ, "
            f"{differ - odd:,} of them within a millionth of a threshold"
        )
        if odd or told["n"] != N_COMPARED:
            failures.append(f"{tier}: {odd:,} firms differ from the peer off every threshold")
    return failures


def tell_bound(path: Path, columns: list[str], work_s: float) -> None:
    """Print how long one thread needs to read the columns from memory once, and the work as a multiple of it."""
    schema, n = pq.read_schema(path), pq.read_metadata(path).num_rows
    # A bit per row and column says what is unknown.
    size = sum((schema.field(name).type.bit_width + 1) * n // 8 for name in columns)
    # In a process of its own: the memory of this one counts for those it starts.
    asked = subprocess.run([sys.executable, "-c", BANDWIDTH], check=True, capture_output=True, text=True)
    speed = float(asked.stdout)
    print(
        f"bound: {len(columns)} columns of {size / 1e6:.0f} MB at {speed / 1e9:.1f} GB/s take "
        f"{size / speed:.4f} s; the work is {work_s * speed / size:.0f} times that"
    )


def grow(bench: Bench, mode: str, largest: int) -> list[str]:
    failures = []
    idle = best([bench.run_own(10, mode) for _ in range(bench.repeat)])
    each: dict[int, float] = {}
    for n in (100_000, 1_000_000, largest):
        cost = best([bench.run_own(n, mode) for _ in range(bench.repeat)])
        show(n, mode, "gaodi", cost, idle)
        # Taken inside the process: a difference of two starts drowns the smallest file.
        each[n] = cost.told["judging_s"] / n
        if cost.peak_mb > MAX_PEAK_MB:
            failures.append(f"{mode}: {n:,} firms take {cost.peak_mb:.0f} MB, limit {MAX_PEAK_MB}")
    growth = each[largest] / each[100_000]
    told = ", ".join(f"{value * 1e6:.2f} at {n:,}" for n, value in each.items())
    print(f"{mode}: microseconds per firm {told}; {growth:.2f}x from the least to the most")
    if growth > MAX_GROWTH:
        failures.append(f"{mode}: the cost per firm grows {growth:.2f}x, limit {MAX_GROWTH}")
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "gaodi-rules-bench")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--largest", type=int, default=10_000_000)
    wanted = parser.parse_args()
    tools = (wanted.shared / "tools/bench/openfisca").resolve()
    if not (tools / "of_bench.py").is_file():
        print(
            f"no generator and no peer's run under {wanted.shared}: name the folder by --shared; nothing compared"
        )
        return 0
    wanted.cache.mkdir(parents=True, exist_ok=True)
    bench = Bench(tools, wanted.cache, wanted.repeat)
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"peer: {', '.join(PEER)}; settings: {', '.join(f'{k}={v}' for k, v in SETTINGS.items())}")
    failures = compare_answers(bench)
    print(f"{'firms':>11} {'':<9} {'engine':<10} {'CPU s':>7} {'work s':>7} {'peak MB':>8}", flush=True)
    failures += [text for mode in MIN_CPU_RATIO for text in compare_at_a_million(bench, mode)]
    failures += [text for mode in MIN_CPU_RATIO for text in grow(bench, mode, wanted.largest)]
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
