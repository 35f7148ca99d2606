"""A person at work in a real browser: reads a text, corrects, adds, decides and answers, by mouse and by keyboard."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from gaodi import api
from gaodi.web import create_app
from gaodi.web.assets import ECHARTS, HTMX, STATIC

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
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
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        yield browser
        browser.close()


@pytest.fixture
def desk(facts_root: Path, tmp_path: Path) -> Iterator[tuple[api.Office, str]]:
    """An office of its own on a real socket."""
    office = api.open_office(Path(shutil.copytree(facts_root, tmp_path / "office")))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(office), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield office, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
    office.workspace.ledger.close()


def open_page(browser: Any, address: str, *, axe: bool = False, **options: Any) -> tuple[Any, list[str]]:
    context = browser.new_context(
        viewport=options.pop("viewport", {"width": 1280, "height": 860}),
        base_url=address,
        bypass_csp=axe,
        **options,
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(address) else faults.append(f"outside: {r.url}"))
    return page, faults


def document_of(office: api.Office, name: str) -> str:
    return next(source.source_id for source in api.list_sources(office) if source.name == name)


def row_of(office: api.Office, text: str) -> dict[str, Any]:
    return next(row for row in api.list_facts(office).rows if row["text"] == text)


def test_a_highlight_and_its_row_lead_to_each_other_by_mouse_and_key(browser: Any, desk: Any) -> None:
    office, address = desk
    page, faults = open_page(browser, address)
    page.goto(f"/evidence/documents/{document_of(office, '报道.txt')}", wait_until="networkidle")
    fact_id = row_of(office, "5%")["fact_id"]
    page.click("article .mark:has-text('5%') >> nth=-1")
    row = page.locator(f"#row-{fact_id}")
    assert "current" in row.get_attribute("class")
    assert page.evaluate("document.activeElement.textContent") == "5%"
    first = page.locator(".fact-row >> nth=0")
    first.locator(".fact-place").click()
    assert "current" in page.locator("article .mark >> nth=0").get_attribute("class")
    assert page.evaluate("document.activeElement.className").startswith("mark")
    page.keyboard.press("j")
    assert "current" in page.locator(".fact-row >> nth=1").get_attribute("class")
    page.keyboard.press("k")
    assert "current" in first.get_attribute("class")
    page.click("[data-walk='1']")
    assert "current" in page.locator(".fact-row >> nth=1").get_attribute("class")
    page.context.close()
    assert faults == []


def test_a_fact_is_corrected_from_its_row_without_leaving_the_text(browser: Any, desk: Any) -> None:
    office, address = desk
    page, faults = open_page(browser, address)
    document = document_of(office, "报道.txt")
    fact_id = row_of(office, "5.60万亿元")["fact_id"]
    page.goto(f"/evidence/documents/{document}?fact={fact_id}", wait_until="networkidle")
    page.click(f"#row-{fact_id} .fact-tail a >> nth=0")
    form = page.locator(f"#edit-{fact_id} form >> nth=0")
    form.locator("[name=value]").fill("5530000000000")
    form.locator("[name=reason]").fill("原文笔误")
    form.locator("[name=who]").fill("张三")
    form.locator("button[value=correct]").click()
    page.wait_for_url(f"**/evidence/documents/{document}#{fact_id}")
    page.wait_for_selector(f"#row-{fact_id} >> text=已更正")
    view = api.get_fact(office, fact_id)
    assert (view.current.state, view.history[0].who) == ("corrected", "张三")
    # Taking it back, from the same row.
    page.click(f"#row-{fact_id} .fact-tail a >> nth=0")
    page.click(f"#edit-{fact_id} .undo summary")
    undo = page.locator(f"#edit-{fact_id} .undo form")
    assert undo.locator("[name=who]").input_value() == "张三"
    undo.locator("[name=reason]").fill("再核")
    undo.locator("button").click()
    page.wait_for_selector(f"#row-{fact_id} >> text=机读")
    assert api.get_fact(office, fact_id).current.state == "extracted"
    page.context.close()
    assert faults == []


def test_selected_text_becomes_a_fact_at_its_place_in_the_stored_text(browser: Any, desk: Any) -> None:
    """Behind controls and a line end of two characters, the places still count the stored text."""
    office, address = desk
    page, faults = open_page(browser, address)
    document = document_of(office, "报道.txt")
    text = api.get_document(office, document).text
    page.goto(f"/evidence/documents/{document}", wait_until="networkidle")
    page.evaluate(
        """() => {
          const piece = [...document.querySelectorAll("article [data-at]")].find((p) => p.textContent.includes("长沙市新增"));
          const node = piece.firstChild;
          const start = node.data.indexOf("长沙市");
          const range = document.createRange();
          range.setStart(node, start);
          range.setEnd(node, start + 3);
          const selection = document.getSelection();
          selection.removeAllRanges();
          selection.addRange(range);
        }"""
    )
    page.wait_for_selector("#add-fact[open]")
    form = page.locator("#add-fact form")
    assert form.locator("[name=start]").input_value() == str(text.index("长沙市"))
    assert form.locator("[name=end]").input_value() == str(text.index("长沙市") + 3)
    assert form.locator("[data-selected]").inner_text() == "长沙市"
    for name, value in {
        "indicator": "城市",
        "subject": "湖南省",
        "value": "1",
        "unit": "个",
        "reason": "示例",
    }.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button.primary").click()
    page.wait_for_selector(".fact-row >> text=城市")
    added = api.list_facts(office, state="added").rows[0]
    assert (added["text"], added["start"]) == ("长沙市", text.index("长沙市"))
    page.context.close()
    assert faults == []


def test_conflicts_and_questions_are_answered_with_the_keyboard(browser: Any, desk: Any) -> None:
    office, address = desk
    page, faults = open_page(browser, address)
    page.goto("/evidence/conflicts?verdict=conflict", wait_until="networkidle")
    page.keyboard.press("j")
    card = page.evaluate("document.activeElement.id")
    assert card.startswith("c-c1-")
    page.locator(f"[id='{card}'] .decide summary").focus()
    page.keyboard.press("Enter")
    form = page.locator(f"[id='{card}'] .decide form")
    form.locator("input[value=both_valid]").focus()
    page.keyboard.press("Space")
    form.locator("[name=reason]").fill("初核与最终核实")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=初核与最终核实")
    assert api.get_finding(office, card.removeprefix("c-")).decision == "both_valid"
    page.goto("/evidence/questions", wait_until="networkidle")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "n-0"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "n-1"
    doubt = page.locator("#n-1 form")
    doubt.locator("[name=reason]").fill("读得对")
    doubt.locator("button[value=right]").click()
    page.wait_for_url("**/evidence/questions#n-1")
    assert page.locator("[data-walk] > li").count() == 1
    assert page.evaluate("document.activeElement.id") == "n-0"  # the next question
    page.context.close()
    assert faults == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_of_facts_is_wider_than_the_window(browser: Any, desk: Any, width: int) -> None:
    office, address = desk
    page, faults = open_page(browser, address, viewport={"width": width, "height": 844})
    finding = api.list_findings(office).rows[0]["finding_id"]
    fact = row_of(office, "5.60万亿元")["fact_id"]
    document = document_of(office, "报道.txt")
    for path in (
        "/evidence/facts", f"/evidence/facts/{fact}", f"/evidence/documents/{document}", "/evidence/conflicts",
        f"/evidence/conflicts/{finding}", "/evidence/questions", "/evidence/freshness?set=indicator_value",
    ):  # fmt: skip
        page.goto(path, wait_until="networkidle")
        page.evaluate(
            "document.querySelectorAll('main details:not(.chooser)').forEach((d) => { d.open = true; })"
        )
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px wider than {width}"
    page.context.close()
    assert faults == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_core_finds_nothing_with_every_form_open(browser: Any, desk: Any, theme: str) -> None:
    office, address = desk
    page, _ = open_page(browser, address, axe=True, color_scheme=theme)
    document = document_of(office, "报道.txt")
    fact_id = row_of(office, "5.60万亿元")["fact_id"]
    other = row_of(office, "6.2%")["fact_id"]
    finding = api.list_findings(office, verdict="conflict").rows[0]["finding_id"]
    api.correct_fact(office, fact_id, {"subject": "长沙市"}, reason="示例", who="张三")
    api.reject_fact(office, row_of(office, "5%")["fact_id"], reason="示例")
    api.confirm_fact(office, other, reason="示例")
    api.decide_finding(office, finding, "both_valid", reason="示例")
    api.declare_dataset(office, "indicator_value", owner="省统计局", frequency="monthly", due_days=1)
    found = []
    for path in (
        f"/evidence/documents/{document}", f"/evidence/facts/{fact_id}", "/evidence/conflicts",
        f"/evidence/conflicts/{finding}", "/evidence/questions", "/evidence/freshness?set=indicator_value", "/evidence/facts",
    ):  # fmt: skip
        page.goto(path, wait_until="networkidle")
        page.evaluate(
            "document.querySelectorAll('main details:not(.chooser)').forEach((d) => { d.open = true; })"
        )
        if "/documents/" in path:
            page.click(f"#row-{fact_id} .fact-tail a >> nth=0")
            page.wait_for_selector(f"#edit-{fact_id} form")
        page.add_script_tag(path=str(AXE))
        result = page.evaluate(f"axe.run(document, {RULES})")
        found += [f"{path}: {v['id']} at {v['nodes'][0]['html'][:200]}" for v in result["violations"]]
    page.context.close()
    assert found == []
