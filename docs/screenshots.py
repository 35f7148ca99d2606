"""Make the pictures of the README and of docs/howto/facts.md: a demo workspace, served on loopback, seen by Chromium in both themes."""

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from gaodi import api

IMAGES = Path(__file__).parent / "images"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-background-networking",
    "--disable-component-update",
]  # fmt: skip
PAGES = {
    "today": "/",
    "chain": "/chains/construction_machinery",
    "document": "/evidence/documents/{document}",
    "conflicts": "/evidence/conflicts?verdict=conflict",
}
SIZE = {"width": 1280, "height": 860}


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not start")


def main() -> None:
    """Write docs/images/<page>-<theme>.png."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8791)
    parser.add_argument("--enterprises", type=int, default=20_000)
    wanted = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    address = f"http://127.0.0.1:{wanted.port}"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "demo"
        office = api.create_office(root)
        api.load_demo(office, n_enterprises=wanted.enterprises)
        api.compute_run(office)
        document = next(s.source_id for s in api.list_sources(office) if s.kind == "document")
        office.workspace.ledger.close()
        command = [sys.executable, "-m", "gaodi.cli", "serve", "-w", str(root), "--port", str(wanted.port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            wait_for(address)
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for theme in ("light", "dark"):
                    page = browser.new_page(viewport=SIZE, color_scheme=theme, locale="zh-CN")
                    for name, path in PAGES.items():
                        page.goto(address + path.format(document=document), wait_until="networkidle")
                        page.screenshot(path=IMAGES / f"{name}-{theme}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
