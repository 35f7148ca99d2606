"""The page, its JSON twin and the command line show one verdict, clause by clause."""

import json
import re
import sys
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gaodi import api
from gaodi.cli import main
from gaodi.web import create_app

WORDS = {"met": "符合", "not_met": "不符合", "unknown": "数据不足", "manual_review": "需人工审核"}
DOCUMENTS = {"2026-03-01": "工信部企业〔2022〕63号", "2026-06-01": "工信部企业〔2026〕2号"}


def read_clauses(page: str, title: str) -> list[tuple[str, str]]:
    """Return (clause, state word) of the verdict on this title, as a reader of the page sees them."""
    section = next(
        part for part in page.split('<table class="grid top-aligned clauses">')[1:] if title in part
    )
    rows = re.findall(r'<tr class="depth-\d">(.*?)</tr>', section.split("</table>")[0], re.DOTALL)
    found = []
    for row in rows:
        clause, state = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)[:2]
        found.append(tuple(unescape(re.sub(r"<[^>]+>|\s+", "", text)) for text in (clause, state)))
    return found


@pytest.mark.parametrize("day", DOCUMENTS)
def test_page_json_and_command_line_agree(
    day: str,
    demo: api.Office,
    demo_root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    firm = api.list_enterprises(demo, title="little_giant", size=1).rows[0]["enterprise_id"]
    monkeypatch.setattr(
        sys,
        "argv",
        ["gaodi", "cultivate", firm, "--target", "小巨人", "--on", day, "-w", str(demo_root), "--json"],
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    printed = json.loads(capsys.readouterr().out)
    with TestClient(create_app(demo)) as client:
        twin = client.get(f"/enterprises/{firm}.json?on={day}").json()["verdicts"]
        page = client.get(f"/enterprises/{firm}?on={day}", headers={"Accept": "text/html"}).text
    assert next(v for v in twin if v["title_id"] == "little_giant") == printed
    assert printed["document"] == DOCUMENTS[day]
    assert DOCUMENTS[day] in page
    shown = read_clauses(page, printed["clauses"][0]["zh"])
    expected = [(re.sub(r"\s+", "", c["zh"]), WORDS[c["state"]]) for c in printed["clauses"]]
    assert shown == expected
