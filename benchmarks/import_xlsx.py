"""How much cheaper is our import of a large Excel sheet than reading it with openpyxl?

Writes one sheet (title row, Chinese headers with units, 7 % dirty amounts), then runs in separate processes: reading and
staging with gaodi, and only reading with openpyxl in read-only mode. Prints CPU and wall seconds, peak memory and the
ratio; exits 1 where a limit is missed.

    python benchmarks/import_xlsx.py --rows 100000 --columns 40
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter

from gaodi.base import compute_check_character
from gaodi.catalogue import load_catalogue
from gaodi.evidence import propose_mapping, read_sheets, stage_sheet

MIN_RATIO = 5.0
MAX_MEMORY_MB = 600
DIRTY_SHARE = 0.07
SEED = 2026


def write_sheet(path: Path, n_rows: int, n_columns: int) -> None:
    """Write an `enterprise_year` sheet as bureaus send it."""
    random.seed(SEED)
    known = [c for c in load_catalogue().table("enterprise_year").columns if not c.derived][:n_columns]
    # Sheets hold more than a table asks for: the rest are figures nobody maps.
    money = next(column for column in known if column.type == "money")
    columns = known + [
        money.model_copy(update={"name": f"other_{n}", "zh": f"其他指标{n}", "aliases": ()})
        for n in range(n_columns - len(known))
    ]
    book = xlsxwriter.Workbook(path, {"in_memory": False})
    sheet = book.add_worksheet("企业年度数据")
    sheet.write(0, 0, "2025年度企业主要经济指标")
    for place, column in enumerate(columns):
        sheet.write(1, place, f"{column.zh}（{column.unit}）" if column.unit else column.zh)
    for row in range(n_rows):
        body = f"9143{row % 14:02d}00{row:09d}"
        for place, column in enumerate(columns):
            value = _make_cell(column, row, body + compute_check_character(body))
            if value is not None:
                sheet.write(row + 2, place, value)
    book.close()


def _make_cell(column, row: int, code: str) -> str | float | None:
    if column.name == "credit_code":
        return code
    if column.name == "stock_code":
        return None
    if column.name == "name":
        return f"虚拟·示例装备{row:06d}号有限公司"
    if column.name == "year":
        return 2025
    if column.type in ("money", "number", "integer"):
        return _make_amount(column)
    if column.type == "ratio":
        return f"{random.random() * 100:.1f}%"
    if column.type == "choice":
        return random.choice(column.choices)
    return random.choice(["是", "否"]) if column.type == "boolean" else f"文本{row}"


def _make_amount(column) -> str | float:
    top = min(column.max or 1e6, 1e6)
    whole = random.randint(int(column.min or 0), int(top))
    if random.random() < DIRTY_SHARE:
        return random.choice(["—", f"{whole:,}", f"{whole}{column.unit}", f"约{whole}", "待核实"])
    return whole if column.type == "integer" else round(whole * 0.999, 2)


def import_with_gaodi(path: Path) -> dict[str, int]:
    """Read and stage the sheet."""
    catalogue = load_catalogue()
    sheet = read_sheets(path)[0]
    staged = stage_sheet(sheet, propose_mapping(sheet, catalogue), "0" * 64, catalogue)
    return {
        "rows": staged.n_read,
        "accepted": staged.accepted.height,
        "issues": staged.quarantine.height,
    }


def read_with_openpyxl(path: Path) -> dict[str, int]:
    """Only read the sheet."""
    book = openpyxl.load_workbook(path, read_only=True)
    return {"rows": sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))}


RUNS: dict[str, Callable[[Path], dict[str, int]]] = {
    "gaodi": import_with_gaodi,
    "openpyxl": read_with_openpyxl,
}


def measure(name: str, path: Path) -> dict[str, float]:
    """Run one reader in its own process."""
    output = subprocess.run(
        [sys.executable, __file__, "--run", name, "--file", str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(output.stdout.splitlines()[-1])


def measure_peak_mb() -> int:
    """Return the most memory this process has held; `ru_maxrss` would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(
            line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")
        )
    else:
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(int(kilobytes) / 1024)


def run_here(name: str, path: Path) -> None:
    """Run one reader in this process and print what it took; starting Python and imports apart."""
    start, loaded = time.perf_counter(), time.process_time()
    counts = RUNS[name](path)
    print(
        json.dumps(
            {
                "cpu_s": round(time.process_time() - loaded, 2),
                "start_s": round(loaded, 2),
                "wall_s": round(time.perf_counter() - start, 2),
                "peak_mb": measure_peak_mb(),
                **counts,
            }
        )
    )


def main() -> int:
    """Parse options, measure, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=40)
    parser.add_argument("--file", type=Path, help="use this sheet, or write it here and keep it")
    parser.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run_here(options.run, options.file)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "sheet.xlsx"
        if not path.exists():
            write_sheet(path, options.rows, options.columns)
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {os.cpu_count()} CPUs")
        results = {name: measure(name, path) for name in RUNS}
    for name, result in results.items():
        print(f"{name:10}" + "".join(f"{key} {value:<12}" for key, value in result.items()))
    ratio = results["openpyxl"]["cpu_s"] / results["gaodi"]["cpu_s"]
    memory = results["gaodi"]["peak_mb"]
    print(
        f"CPU ratio {ratio:.1f} (limit {MIN_RATIO:g} at 100,000 rows); peak {memory} MB (limit {MAX_MEMORY_MB})"
    )
    return 0 if ratio >= MIN_RATIO and memory < MAX_MEMORY_MB else 1


if __name__ == "__main__":
    sys.exit(main())
