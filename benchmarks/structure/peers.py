"""Peers in environments of their own, and one process of an engine measured from outside."""

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

RUN = Path(__file__).resolve().parent / "run.py"
SETTINGS = {
    "as found": {},
    "one thread": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"},
}
"""The same for both engines. As found, each takes the threads it likes, and waiting threads cost CPU, the more the busier the
machine; bars are set on one thread, as the peers were measured."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """CPU of the work once warm and in the first run, of the whole process, and its peak memory."""

    work_s: float
    first_s: float
    cpu_s: float
    peak_mb: float


def read_arguments(description: str, generator: str, repeat: int) -> tuple[argparse.Namespace, Path | None]:
    """Read the command line; also return the shared generator, None where it is not there, which is said."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "gaodi-structure-bench")
    parser.add_argument("--repeat", type=int, default=repeat)
    wanted = parser.parse_args()
    path = (wanted.shared / "tools/bench/chains" / generator).resolve()
    if not path.is_file():
        print(f"no generator under {wanted.shared}: name the folder by --shared; nothing compared")
        return wanted, None
    wanted.cache.mkdir(parents=True, exist_ok=True)
    return wanted, path


def build_peer(cache: Path, name: str, packages: tuple[str, ...]) -> Path:
    """Return the interpreter of an environment with the packages, made where it is not there yet."""
    folder = cache / f"{name}-peer"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages], check=True)
        (folder / "ready").touch()
    return folder / "bin/python"


def make_input(interpreter: Path, task: str, generator: Path, size: tuple[int, ...], cache: Path) -> Path:
    """Return an input of the cache, made by the shared generator where it is not there yet."""
    path = cache / f"{task}-{'x'.join(map(str, size))}.npz"
    if not path.exists():
        made = path.with_suffix(".part")
        subprocess.run([interpreter, RUN, task, generator, *map(str, size), made], check=True)
        made.rename(path)
    return path


def measure(interpreter: str | Path, task: str, given: Path, out: Path, setting: str) -> Cost:
    """Run one engine once, under the settings of that name."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [interpreter, RUN, task, given, out], stdout=output, env=os.environ | SETTINGS[setting]
        )
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{task} on {given.name} ended with {status}")
        output.seek(0)
        told = json.loads(output.read().strip().splitlines()[-1])
    return Cost(
        work_s=told["work_s"],
        first_s=told["first_s"],
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
    )


def best(costs: list[Cost]) -> Cost:
    """Return the least CPU beside the most memory of several runs."""
    return Cost(
        work_s=min(cost.work_s for cost in costs),
        first_s=min(cost.first_s for cost in costs),
        cpu_s=min(cost.cpu_s for cost in costs),
        peak_mb=max(cost.peak_mb for cost in costs),
    )


def alternate(
    peer: Path, kind: str, given: Path, cache: Path, setting: str, repeat: int
) -> tuple[Cost, Cost, dict[str, Path]]:
    """Run both engines in turn; return the best of each and where their results are."""
    outs = {name: cache / f"{name}-{kind}.npz" for name in ("own", "peer")}
    own, other = [], []
    for _ in range(repeat):
        own.append(measure(sys.executable, f"own-{kind}", given, outs["own"], setting))
        other.append(measure(peer, f"peer-{kind}", given, outs["peer"], setting))
        # Once more: a short run beside others on the machine is hit harder by them than a long one.
        own.append(measure(sys.executable, f"own-{kind}", given, outs["own"], setting))
    return best(own), best(other), outs


def tell_machine(packages: tuple[str, ...]) -> None:
    core = os.environ.get("OPENBLAS_CORETYPE", "as found")
    print(
        f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, OpenBLAS core {core}"
    )
    print(f"peer: {', '.join(packages)}")
