"""How fast is the page `/enterprises` on 100,000 enterprises at 16 connections?

Builds a synthetic workspace, serves it on loopback, loads it with wrk (Debian package `wrk`), and prints the latency
distribution, the bytes of a first load with everything the page asks for, and the hosts it asks.
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


def main() -> None:
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
            for path in (
                "/enterprises",
                "/enterprises?page=700",
                "/enterprises?q=液压",
                "/enterprises?city=430100&sort=-staff",
            ):
                load = [wrk, "-t2", f"-c{wanted.connections}", f"-d{wanted.seconds}s", "--latency"]
                target = address + urllib.request.quote(path, safe="/?=&-")
                subprocess.run([*load, target], check=False, capture_output=True)  # warm
                done = subprocess.run(
                    [*load, "-s", str(Path(__file__).with_name("p95.lua")), target],
                    check=True,
                    capture_output=True,
                    text=True,
                )
                print(
                    path, *re.findall(r"(?:p50|p95|p99|Requests/sec|Non-2xx)[^\n]*", done.stdout), sep="\n  "
                )
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
