"""A scenario is made by a form, run, read under filters, downloaded and deleted."""

import io
import re
from html import unescape

import openpyxl
import pytest
from docx import Document
from starlette.testclient import TestClient

from gaodi import api

FORM = {"name": "门槛降低", "before": "srdi_sme_2026", "after": "srdi_sme_2026", "on": "2026-06-01"}
CHANGED = {"clause": ["SRDI26-6", "SRDI26-2a"], "value": ["40", ""]}


def test_a_form_keeps_a_scenario_and_leads_to_what_it_does(
    own_client: TestClient, own_office: api.Office
) -> None:
    answer = own_client.post("/scenarios", data=FORM | CHANGED, follow_redirects=False)
    assert answer.status_code == 303
    kept = api.get_scenario(own_office, "门槛降低")
    assert kept.changes == {"SRDI26-6": "40"}
    page = own_client.get(answer.headers["location"])
    change = api.run_scenario(own_office, kept)
    assert change.n_gain > 0
    assert change.n_lose == 0
    text = re.sub(r"<[^>]+>|\s+", "", unescape(page.text))
    assert f"新符合{change.n_gain}" in text
    assert f"{change.n_before}→{change.n_after}" in text
    assert "SRDI26-6" in text


def test_a_clause_left_out_never_costs_a_title(own_client: TestClient, own_office: api.Office) -> None:
    own_client.post("/scenarios", data=FORM | CHANGED | {"off": ["SRDI26-6"]})
    kept = api.get_scenario(own_office, "门槛降低")
    assert kept.changes == {"SRDI26-6": "off"}
    assert api.run_scenario(own_office, kept).n_lose == 0


def test_an_edited_scenario_is_another_answer(own_client: TestClient, own_office: api.Office) -> None:
    own_client.post("/scenarios", data=FORM | CHANGED)
    first = own_client.get("/scenarios/门槛降低.json").json()
    again = own_client.post("/scenarios", data=FORM | CHANGED, headers={"Accept": "application/json"})
    assert again.status_code == 422
    assert "门槛降低" in again.json()["message"]["zh"]
    own_client.post("/scenarios", data=FORM | CHANGED | {"value": ["55", ""], "replace": "1"})
    second = own_client.get("/scenarios/门槛降低.json").json()
    assert (first["n_gain"] > 0, second["n_gain"]) == (True, 0)


def test_the_form_begins_from_a_scenario(own_client: TestClient) -> None:
    own_client.post("/scenarios", data=FORM | CHANGED)
    html = own_client.get("/scenarios?like=门槛降低").text
    assert re.search(r'name="value"[^>]*value="40"', html)
    assert '<option value="srdi_sme_2026" selected>' in html


def test_filters_and_pages_agree_with_the_counts(client: TestClient) -> None:
    whole = client.get("/scenarios/2022→2026.json").json()
    n_all = 0
    for side in ("gain", "lose", "unclear"):
        part = client.get(f"/scenarios/2022→2026.json?side={side}").json()["found"]
        assert part["total"] == whole[f"n_{side}"]
        assert {row["change"] for row in part["rows"]} <= {side}
        n_all += part["total"]
    assert whole["found"]["total"] == n_all
    for flip in whole["flips"]:
        asked = {"side": flip["side"], "clause": flip["clause_id"]}
        found = client.get("/scenarios/2022→2026.json", params=asked).json()["found"]
        assert found["total"] == flip["n_firms"]
        assert all(flip["clause_id"] in row["flipped"] for row in found["rows"])
    for name, groups in (("city", "by_city"), ("size", "by_size"), ("chain", "by_chain")):
        for group in whole[groups]:
            if group["id"] and group["n_lose"]:
                asked = {"side": "lose", name: group["id"]}
                found = client.get("/scenarios/2022→2026.json", params=asked).json()["found"]
                assert found["total"] == group["n_lose"], asked
    assert client.get("/scenarios/2022→2026.json?page=400").json()["found"]["rows"] == []


def test_the_csv_twin_has_every_firm_not_one_page(client: TestClient) -> None:
    whole = client.get("/scenarios/2022→2026.json").json()
    assert client.get("/scenarios/2022→2026.csv").text.count("\r\n") == 1 + whole["found"]["total"]


def test_effects_are_downloaded_as_excel_and_word(client: TestClient, office: api.Office) -> None:
    whole = client.get("/scenarios/2022→2026.json").json()
    book = client.get("/scenarios/2022→2026/effects/xlsx")
    assert ".xlsx" in book.headers["content-disposition"]
    listed = list(openpyxl.load_workbook(io.BytesIO(book.content))["名单"].values)
    assert len(listed) == 1 + whole["found"]["total"]
    word = client.get("/scenarios/2022→2026/effects/docx")
    assert "规则情景：2022→2026" in Document(io.BytesIO(word.content)).paragraphs[0].text
    assert client.get("/scenarios/2022→2026/effects/pdf").status_code == 422
    assert list((office.workspace.root / "uploads").glob("export-*")) == []


def test_a_scenario_is_deleted_by_its_form_alone(own_client: TestClient, own_office: api.Office) -> None:
    assert own_client.get("/scenarios/2022→2026/delete").status_code == 405
    gone = own_client.post("/scenarios/2022→2026/delete", follow_redirects=False)
    assert gone.headers["location"] == "/scenarios"
    assert api.list_scenarios(own_office) == ()
    assert "还没有情景" in own_client.get("/scenarios").text
    for path in ("/scenarios/2022→2026", "/scenarios/2022→2026/effects/xlsx"):
        assert own_client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": ""}, "判定日期"),
        ({"on": "2026-13-01"}, "2026-13-01"),
        ({"name": "a/b"}, "a/b"),
        ({"name": "a.json"}, "a.json"),
        ({"name": "字" * 81}, "name"),
        ({"before": "nonsense", "after": "srdi_sme_2026"}, "nonsense"),
        ({"value": ["many", ""]}, "many"),
        ({"value": ["-", "-", "-"]}, "个数不同"),
        ({"value": ["", ""]}, "没有改动"),
        ({"route": "third"}, "third"),
        ({"clause": ["NOBODY", "SRDI26-6"]}, "NOBODY"),
    ],
)
def test_a_form_that_cannot_be_is_refused_with_a_reason(
    own_client: TestClient, own_office: api.Office, changes: dict[str, object], said: str
) -> None:
    before = api.list_scenarios(own_office)
    answer = own_client.post(
        "/scenarios", data=FORM | CHANGED | changes, headers={"Accept": "application/json"}
    )
    assert answer.status_code in {404, 422}
    assert said in answer.json()["message"]["zh"]
    assert api.list_scenarios(own_office) == before


def test_an_empty_workspace_has_the_form_and_says_what_is_missing(empty_client: TestClient) -> None:
    assert "还没有情景" in empty_client.get("/scenarios").text
    made = empty_client.post("/scenarios", data=FORM | CHANGED)
    assert made.status_code == 404  # kept, and nothing to judge yet
    assert "导入" in made.text


def test_a_scenario_form_of_another_site_is_refused(own_client: TestClient) -> None:
    away = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert own_client.post("/scenarios", data=FORM | CHANGED, headers=away).status_code == 403
    assert own_client.post("/scenarios/2022→2026/delete", headers=away).status_code == 403
