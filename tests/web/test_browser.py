"""A real browser walks every page: no error, no request to another host, no finding of axe-core."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gaodi import api
from gaodi.web.assets import ECHARTS, HTMX, STATIC

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
RULES = "{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}}"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed at /usr/bin/chromium"),
    pytest.mark.skipif(
        not (STATIC / HTMX).is_file() or not (STATIC / ECHARTS).is_file(),
        reason="the browser libraries were left out of this installation (no npm)",
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address)
    page = context.new_page()
    yield page
    context.close()


def watch(page: Any, address: str) -> list[str]:
    """Collect what should never happen on a page."""
    faults: list[str] = []
    page.on(
        "console", lambda m: faults.append(f"console: {m.text}") if m.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("requestfailed", lambda r: faults.append(f"failed: {r.url}"))
    page.on("request", lambda r: None if r.url.startswith(address) else faults.append(f"outside: {r.url}"))
    return faults


@pytest.mark.parametrize(
    ("theme", "lang"), [("light", "zh"), ("dark", "zh"), ("light", "en"), ("dark", "en")]
)
def test_every_page_loads_without_a_fault_and_fits_the_window(
    browser: Any, address: str, paths: dict[str, str], theme: str, lang: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    context.add_cookies([{"name": "gaodi_lang", "value": lang, "url": address}])
    page = context.new_page()
    faults = watch(page, address)
    for name, path in paths.items():
        answer = page.goto(address + path, wait_until="networkidle")
        assert answer.status == (404 if name == "missing" else 200), name
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the window"
    context.close()
    assert [fault for fault in faults if "404 (Not Found)" not in fault] == []
    assert len([fault for fault in faults if "404" in fault]) <= 1, (
        "only the page that is meant to be missing"
    )


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_core_finds_nothing(browser: Any, address: str, paths: dict[str, str], theme: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    context.add_cookies([{"name": "gaodi_theme", "value": theme, "url": address}])
    page = context.new_page()
    found: list[str] = []

    def look(name: str) -> None:
        # Contrast is measured when nothing is half faded in.
        page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")
        page.add_script_tag(path=str(AXE))
        result = page.evaluate(f"axe.run(document, {RULES})")
        found.extend(f"{name}: {v['id']} at {v['nodes'][0]['html'][:200]}" for v in result["violations"])

    for name, path in paths.items():
        page.goto(address + path, wait_until="networkidle")
        look(name)
    page.goto(address + paths["enterprise"], wait_until="networkidle")
    page.locator("#years .figure").first.click()
    page.wait_for_selector(".origin")
    look("drawer")
    context.close()
    assert found == []


def test_a_figure_opens_the_drawer_and_escape_gives_the_focus_back(
    page: Any, address: str, paths: dict[str, str]
) -> None:
    faults = watch(page, address)
    page.goto(address + paths["enterprise"])
    figure = page.locator("#years .figure").first
    figure.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer .origin")
    assert page.evaluate("document.activeElement.id") == "drawer-title"
    assert figure.get_attribute("aria-expanded") == "true"
    assert "SHA-256" in page.inner_text("#drawer")
    page.keyboard.press("Escape")
    assert page.is_hidden("#drawer")
    assert figure.evaluate("element => element === document.activeElement")
    assert faults == []


def test_the_keyboard_reaches_search_and_skips_to_the_text(page: Any, address: str) -> None:
    page.goto(address + "/chains")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("a/b")
    assert page.input_value("#search") == "a/b"


def test_filters_change_the_list_and_the_address_without_loading_the_page(
    page: Any, address: str, office: api.Office
) -> None:
    faults = watch(page, address)
    page.goto(address + "/enterprises", wait_until="networkidle")
    page.evaluate("window.stays = true")
    with page.expect_response(lambda r: "city=430200" in r.url):
        page.select_option("#city", "430200")
    page.wait_for_url("**/enterprises?city=430200")
    total = api.list_enterprises(office, city="430200").total
    page.wait_for_function(f"document.querySelector('#results .count').textContent.includes('{total:,}')")
    assert page.evaluate("window.stays") is True
    page.fill("#q", "虚拟")
    page.wait_for_url("**q=**city=430200**")
    assert faults == []


def test_without_scripts_the_filters_and_figures_still_work(
    browser: Any, address: str, document_id: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/enterprises")
    page.select_option("#city", "430200")
    page.click("#filters button")
    assert "city=430200" in page.url
    page.goto(f"{address}/evidence/documents/{document_id}")
    page.click("article .mark >> nth=0")
    assert "#row-" in page.url
    page.click(f".fact-row{page.url[page.url.index('#') :]} .fact-place")
    assert "#row-" not in page.url
    page.click(".fact-row >> nth=0 >> .fact-tail a >> nth=0")
    assert "/evidence/facts/" in page.url
    assert page.locator("form .said input[name=reason]").count() >= 1
    context.close()


def test_the_theme_is_chosen_on_the_server(page: Any, address: str) -> None:
    page.goto(address + "/chains?theme=dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto(address + "/chains")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.goto(address + "/chains?theme=light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def test_a_chart_is_drawn_and_can_be_saved(page: Any, address: str) -> None:
    page.goto(address + "/tiers", wait_until="networkidle")
    assert page.locator("#chart-tiers canvas").count() == 1
    with page.expect_download() as download:
        page.click("[data-png=chart-tiers]")
    assert download.value.suggested_filename.endswith(".png")


def test_a_brief_is_shown_as_it_was_written(
    page: Any, address: str, office: api.Office, tmp_path: Path
) -> None:
    """Under the strict policy of the server it looks as it does when opened from a folder."""
    faults = watch(page, address)
    brief = next(item for item in api.list_briefs(office) if item["format"] == "html")
    page.goto(f"{address}/briefs/files/{brief['name']}?view=1", wait_until="networkidle")
    served = page.screenshot(full_page=True)
    assert faults == []
    page.goto(Path(brief["path"]).as_uri(), wait_until="networkidle")
    assert page.screenshot(full_page=True) == served


def test_a_file_is_looked_at_and_imported(browser: Any, own_root: Path, tmp_path: Path) -> None:
    """The whole way of a file through the browser, on a workspace of its own."""
    import socket
    import threading
    import time

    import uvicorn

    from gaodi.web import create_app

    path = tmp_path / "名录.csv"
    path.write_text(
        "统一社会信用代码,企业名称\n91110000100008886U,某某（示例）装备有限公司\n", encoding="utf-8"
    )
    office = api.open_office(own_root)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(office), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
    page = context.new_page()
    faults = watch(page, f"http://127.0.0.1:{port}")
    page.goto("/evidence?tab=import")
    page.set_input_files("#file", str(path))
    page.click("form[enctype] button")
    page.wait_for_selector("text=统一社会信用代码")
    page.click("main form button.primary")
    page.wait_for_selector("text=已入库")
    page.goto("/chains")
    assert page.locator("main.stale").count() == 1
    context.close()
    server.should_exit = True
    thread.join(timeout=10)
    office.workspace.ledger.close()
    assert faults == []


def test_a_scenario_is_put_together_on_the_map_by_keys_alone(page: Any, address: str) -> None:
    faults = watch(page, address)
    page.goto("/shock")
    page.locator("#pick .segments a", has_text="产业链").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("svg.map.picks")
    spots = page.locator("svg.map.picks a")
    place = spots.first.get_attribute("id")
    spots.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("ul.chosen")
    assert page.locator("ul.chosen .chip").count() == 1
    # The next link is one key away.
    page.wait_for_function("(place) => document.activeElement.id === place", arg=place)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('ul.chosen .chip').length == 2")
    page.locator("#pick .segments a", has_text="市州").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("svg.tiles.picks")
    page.locator("svg.tiles.picks a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('ul.chosen .chip').length == 3")
    assert page.locator("svg.tiles.picks a[aria-current]").count() == 1
    assert page.locator("#cost").count() == 1
    # The address is the scenario: read anew it says the same; and what joined can leave.
    page.goto(page.url.partition("#")[0])
    assert page.locator("ul.chosen .chip").count() == 3
    page.locator("ul.chosen .chip a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('ul.chosen .chip').length == 2")
    assert faults == []
