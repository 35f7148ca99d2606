"""Browser libraries come from a locked npm install; without them pages show tables and say so."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web import create_app
from gaodi.web.assets import Assets, load_assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hook() -> Any:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build_wheel(folder: Path, **environment: str) -> tuple[list[str], str]:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    wheel = next(folder.glob("*.whl"))
    return zipfile.ZipFile(wheel).namelist(), done.stdout + done.stderr


def test_the_lockfile_names_no_host_and_pins_every_library() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("resolved" not in entry and entry["integrity"] for entry in packages.values())
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_the_libraries_are_copied_with_their_licences(hook: Any, tmp_path: Path) -> None:
    modules, vendor = tmp_path / "node_modules", tmp_path / "vendor"
    for name in hook.FILES:
        (modules / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / name).write_text(name, encoding="utf-8")
    vendor.mkdir()
    (vendor / "old.min.js").write_text("an earlier version", encoding="utf-8")
    hook.copy_libraries(modules, vendor)
    assert {path.name for path in vendor.iterdir()} == set(hook.FILES.values())
    for library in ("htmx", "echarts", "zrender"):
        assert any("LICENSE" in name and name.startswith(library) for name in hook.FILES.values())


@pytest.mark.slow
def test_a_wheel_holds_the_pages_and_the_libraries(tmp_path: Path, hook: Any) -> None:
    if not (ROOT / "node_modules").is_dir():
        pytest.skip("node_modules is not here (npm ci)")
    names, _ = build_wheel(tmp_path)
    for name in hook.FILES.values():
        assert f"gaodi/web/static/vendor/{name}" in names
    for name in (
        "gaodi/web/templates/base.html",
        "gaodi/web/static/app.css",
        "gaodi/catalogue/data/labels/web.yaml",
    ):
        assert name in names
    assert not [name for name in names if "node_modules" in name]


def test_pages_without_the_libraries_show_tables_and_say_so(
    office: api.Office, paths: dict[str, str]
) -> None:
    app = create_app(office)
    kept = load_assets().digests
    app.state.assets = Assets(
        {name: digest for name, digest in kept.items() if not name.startswith("vendor/")}
    )
    with TestClient(app, headers={"Accept": "text/html"}) as client:
        for page, path in paths.items():
            html = client.get(path).text
            assert "vendor/" not in html, page
        tiers = client.get("/tiers").text
    assert "没有带图形库" in tiers
    assert "<table" in tiers
    assert "data-chart" not in tiers


def test_a_static_file_may_be_kept_for_good_under_its_version(client: TestClient) -> None:
    address = client.app.state.assets.url("app.css")  # type: ignore[attr-defined]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/app.css").headers["cache-control"] == "no-cache"
