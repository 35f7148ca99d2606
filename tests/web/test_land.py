"""A sheet of land figures is uploaded, read, disputed and given back on the pages."""

import io
import re
from html import unescape

import openpyxl
import pytest
from starlette.testclient import TestClient

from gaodi import api

SHEET = "企业名称,类别,亩均税收,单位用电税收\n虚拟甲,规下,23.1864,0.2352\n虚拟乙/分厂,规下,11.5932,0.2352\n"
JSON = {"Accept": "application/json"}


def upload(client: TestClient, text: str = SHEET, **form: str) -> str:
    """Keep a sheet by the form; returns where the form leads."""
    given = {"standard": "huangyan_2022"} | form
    answer = client.post(
        "/land", data=given, files={"file": ("评价.csv", text.encode())}, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def read(client: TestClient, path: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", client.get(path).text)))


def test_an_empty_workspace_has_the_form_and_a_sheet_fills_the_page(
    empty_client: TestClient, empty_office: api.Office
) -> None:
    assert "还没有评价表" in empty_client.get("/land").text
    assert empty_client.get("/land.json").json()["evaluation"] is None
    text = read(empty_client, upload(empty_client, title="2022 年度"))
    assert "2022 年度" in text
    assert "虚拟甲" in text
    assert "150" in text
    assert list((empty_office.workspace.root / "uploads").glob("upload-*")) == []


def test_the_sheet_writes_the_arithmetic_out(empty_client: TestClient, empty_office: api.Office) -> None:
    upload(empty_client)
    kept = api.list_evaluations(empty_office)[0]
    text = read(empty_client, f"/land/{kept.evaluation_id}/虚拟甲")
    assert "23.1864 ÷ 11.5932 × 50 = 100 分。" in text
    assert "100 + 50 = 150 分" in text
    assert "位次 1，参加排位 2 家。" in text


def test_a_name_with_a_slash_has_a_page_and_twins(empty_client: TestClient) -> None:
    page = empty_client.get(upload(empty_client)).text
    address = next(a for a in re.findall(r'href="([^"]+)"', page) if "%2F" in a)
    assert "虚拟乙/分厂" in empty_client.get(address).text
    assert empty_client.get(f"{address}.json").json()["before"]["name"] == "虚拟乙/分厂"
    assert empty_client.get(f"{address}.csv").status_code == 200


def test_an_objection_shows_both_scores_and_is_undone(own_client: TestClient, own_office: api.Office) -> None:
    kept = api.list_evaluations(own_office)[0]
    page = f"/land/{kept.evaluation_id}/虚拟丁"
    before = own_client.get(f"{page}.json").json()
    form = {
        "firm": "虚拟丁", "item": "tax_per_mu", "value": "60", "reason": "附完税证明", "who": "王会计", "back": page,
    }  # fmt: skip
    answer = own_client.post(f"/land/{kept.evaluation_id}/corrections", data=form, follow_redirects=False)
    assert answer.status_code == 303
    after = own_client.get(f"{page}.json").json()
    assert after["before"] == before["before"]
    assert (after["before"]["total"], after["after"]["total"]) == ("50", "300")
    assert (after["before"]["rank"], after["after"]["rank"]) == (4, 1)
    text = read(own_client, page)
    for said in ("原评价", "更正后", "附完税证明", "王会计", "10 → 60", "60 ÷ 20 × 100 = 300 分。"):
        assert said in text, said
    number = after["lines"][0]["dispute"]["judgement_id"]
    undo = {"reason": "证明不符", "back": page}
    gone = own_client.post(f"/evidence/judgements/{number}/undo", data=undo, follow_redirects=False)
    assert unescape(gone.headers["location"]).startswith("/land/")
    again = own_client.get(f"{page}.json").json()
    assert again["after"]["total"] == "50"
    assert [one["decision"] for one in again["lines"][0]["history"]] == ["undo", "correct"]


def test_filters_export_and_csv_agree(client: TestClient, office: api.Office) -> None:
    kept = api.list_evaluations(office)[0]
    rows = client.get("/land.json").json()["found"]["rows"]
    assert [(row["name"], row["rank"], row["n_disputed"]) for row in rows] == [
        ("虚拟丙", 1, 1), ("虚拟甲", 2, 0), ("虚拟乙", 3, 0), ("虚拟丁", 4, 0), ("虚拟戊", None, 0),
    ]  # fmt: skip
    assert client.get("/land.json?disputed=yes").json()["found"]["total"] == 1
    assert client.get("/land.json?class_id=none").json()["found"]["total"] == 1
    assert client.get("/land.csv?disputed=no").text.count("\r\n") == 5
    book = client.get(f"/land/{kept.evaluation_id}/scores.xlsx")
    assert "%E5%90%88%E6%88%90" in book.headers["content-disposition"]
    sheets = openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    assert sheets == ["得分", "计算底稿", "异议更正", "更正前得分", "说明"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"standard": ""}, "评价办法"),
        ({"standard": "nowhere"}, "nowhere"),
        ({"bases": "亩均税收"}, "指标=数"),
        ({"weights": "亩均税收=40"}, "40"),
        ({"table": "中等"}, ""),
    ],
)
def test_a_sheet_that_cannot_be_kept_is_refused(
    empty_client: TestClient, empty_office: api.Office, form: dict[str, str], said: str
) -> None:
    text = SHEET.replace(",类别", ",备注") if "table" in form else SHEET
    answer = empty_client.post(
        "/land",
        data={"standard": "huangyan_2022"} | form,
        files={"file": ("评价.csv", text.encode())},
        headers=JSON,
    )
    assert answer.status_code in {404, 422}
    assert said in answer.json()["message"]["zh"]
    assert api.list_evaluations(empty_office) == ()
    assert list((empty_office.workspace.root / "uploads").glob("upload-*")) == []


def test_what_is_not_there_is_not_found(client: TestClient, office: api.Office) -> None:
    kept = api.list_evaluations(office)[0].evaluation_id
    for path in ("/land?sheet=none", "/land/none/虚拟甲", f"/land/{kept}/虚拟无", "/land/none/scores.xlsx"):
        assert client.get(path, headers=JSON).status_code == 404, path
    assert client.get("/land?disputed=perhaps", headers=JSON).status_code == 422


def test_a_sheet_or_an_objection_of_another_site_is_refused(
    own_client: TestClient, own_office: api.Office
) -> None:
    kept = api.list_evaluations(own_office)[0].evaluation_id
    away = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    n_before = api.list_judgements(own_office).total
    for path in ("/land", f"/land/{kept}/corrections"):
        assert own_client.post(path, data={"firm": "虚拟甲"}, headers=away).status_code == 403
    assert api.list_judgements(own_office).total == n_before
