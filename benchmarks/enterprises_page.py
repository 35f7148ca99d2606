"""How fast is the page `/enterprises` on 100,000 enterprises at 16 connections?

Builds a synthetic workspace, serves it on loopback, loads it with wrk (Debian package `wrk`), and prints the latency
distribution, the bytes of a first load with everything the page asks for, and the hosts it asks. Exits 1 where a limit is
missed.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlparse

from gaodi import api

MAX_P95_MS = 200.0
MAX_FIRST_LOAD_KB = 500

PATHS = (
    "/enterprises",
    "/enterprises?page=700",
    "/enterprises?q=液压",
    "/enterprises?city=430100&sort=-staff",
    "/enterprises?title=srdi_sme&chain=construction_machinery&sort=name",
    "/enterprises.json?page=2000&sort=founded_on",
)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not start")


def weigh_first_load(address: str) -> tuple[int, set[str]]:
    """Return the bytes of the page and of every script, style and image it names, and the hosts asked."""

    def fetch(url: str) -> bytes:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bytes(answer.read())

    with urllib.request.urlopen(f"{address}/enterprises", timeout=10) as answer:
        page = answer.read().decode()
    total = len(fetch(f"{address}/enterprises"))
    links = set(re.findall(r'<(?:script|img)[^>]+src="([^"]+)"', page))
    links |= set(re.findall(r'<link[^>]+rel="(?:stylesheet|icon|preload)"[^>]+href="([^"]+)"', page))
    urls = {urljoin(f"{address}/enterprises", link) for link in links}
    total += sum(len(fetch(url)) for url in urls)
    return total, {str(urlparse(url).hostname) for url in urls}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=100_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--port", type=int, default=8765)
    wanted = parser.parse_args()
    wrk = shutil.which("wrk")
    if wrk is None:
        sys.exit("wrk is not installed (Debian package wrk)")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        office = api.create_office(root)
        api.load_demo(office, n_enterprises=wanted.enterprises)
        api.compute_run(office)
        office.workspace.ledger.close()
        command = [sys.executable, "-m", "gaodi.cli", "serve", "-w", str(root), "--port", str(wanted.port)]
        server = subprocess.Popen([*command, "--workers", str(wanted.workers)], stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{wanted.port}"
            wait_for(address)
            weight, hosts = weigh_first_load(address)
            print(f"first load {weight / 1000:.0f} kB from {sorted(hosts)}")
            failures = [
                text
                for text, is_bad in (
                    (f"the first load weighs {weight / 1000:.0f} kB", weight / 1000 > MAX_FIRST_LOAD_KB),
                    (f"other hosts are asked: {sorted(hosts)}", hosts != {"127.0.0.1"}),
                )
                if is_bad
            ]
            for path in PATHS:
                target = address + urllib.request.quote(path, safe="/?=&-")
                load = [wrk, "-t2", f"-c{wanted.connections}", f"-d{wanted.seconds}s"]
                subprocess.run([*load, target], check=False, capture_output=True)  # warm
                script = str(Path(__file__).with_name("p95.lua"))
                done = subprocess.run(
                    [*load, "-s", script, target], check=True, capture_output=True, text=True
                )
                lines = re.findall(r"(?:p50|p95|p99|Requests/sec|Non-2xx)[^\n]*", done.stdout)
                print(path, *lines, sep="\n  ", flush=True)
                p95 = float(re.search(r"p95 ([\d.]+)", done.stdout)[1])
                if p95 > MAX_P95_MS or "Non-2xx" in done.stdout:
                    failures.append(f"{path}: p95 {p95:.0f} ms, or answers that are none")
        finally:
            server.terminate()
            server.wait(10)
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
