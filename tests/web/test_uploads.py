"""A file comes in: looked at, then imported, then computed."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gaodi import api

SHEET = "统一社会信用代码,企业名称,所在地,注册资本（万元）,联系人\n91430100XN00000A14,某某（示例）装备有限公司,长沙市,3000,某人\n9.13E+17,坏代码公司,长沙市,1,某人\n"


def preview(client: TestClient, name: str = "firms.csv", content: bytes = SHEET.encode()) -> str:
    answer = client.post("/evidence/preview", files={"file": (name, content)})
    assert answer.status_code == 200
    return answer.text


def token_of(html: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def test_the_preview_shows_the_mapping_and_changes_nothing(
    empty_client: TestClient, empty_office: api.Office
) -> None:
    html = preview(empty_client)
    assert "统一社会信用代码" in html
    assert "注册资本（万元）" in html
    assert "联系人" in html
    assert api.list_sources(empty_office) == ()


def test_what_was_looked_at_can_be_imported_once(empty_client: TestClient, empty_office: api.Office) -> None:
    token = token_of(preview(empty_client))
    done = empty_client.post("/evidence/import", data={"token": token, "title": "示例名录"})
    assert done.status_code == 200
    source = api.list_sources(empty_office)[0]
    assert source.title == "示例名录"
    assert not source.synthetic
    assert api.list_quarantine(empty_office).total == 1
    again = empty_client.post("/evidence/import", data={"token": token})
    assert again.status_code == 404


def test_the_same_file_twice_says_that_nothing_changed(empty_client: TestClient) -> None:
    for _ in range(2):
        html = empty_client.post("/evidence/import", data={"token": token_of(preview(empty_client))}).text
    assert "没有改动任何内容" in html


def test_after_the_import_a_run_fills_the_pages(empty_client: TestClient) -> None:
    empty_client.post("/evidence/import", data={"token": token_of(preview(empty_client))})
    answer = empty_client.post("/runs", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert "某某（示例）装备有限公司" in empty_client.get("/enterprises").text


def test_a_text_is_imported_with_its_figures(empty_client: TestClient, empty_office: api.Office) -> None:
    text = "2025年，湖南省地区生产总值达到5.53万亿元。".encode()
    empty_client.post("/evidence/import", data={"token": token_of(preview(empty_client, "note.txt", text))})
    assert api.list_facts(empty_office).total > 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("fake.xlsx", b"this is no workbook"),
        ("other.csv", "甲,乙\n1,2\n".encode()),
        ("program.exe", b"MZ"),
        ("..", b"x"),
        (".hidden", b"x"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    empty_client: TestClient, empty_office: api.Office, name: str, content: bytes
) -> None:
    answer = empty_client.post(
        "/evidence/preview", files={"file": (name, content)}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["message"]["zh"]
    assert api.list_sources(empty_office) == ()


def test_an_upload_stays_inside_its_folder(empty_client: TestClient, empty_office: api.Office) -> None:
    preview(empty_client, "../../../escape.csv")
    root = empty_office.workspace.root
    assert not (root.parent / "escape.csv").exists()
    assert [p.name for p in (root / "uploads").rglob("*.csv")] == ["escape.csv"]


@pytest.mark.parametrize("token", ["../../sources", "", "ABC", "a/b", "aaaaaaaaaaaa"])
def test_a_token_that_is_not_ours_is_refused(empty_client: TestClient, token: str) -> None:
    answer = empty_client.post(
        "/evidence/import", data={"token": token}, headers={"Accept": "application/json"}
    )
    assert answer.status_code in {404, 422}
    assert answer.json()["code"] in {"not_found", "input", "request"}


def test_the_blank_form_of_a_table_is_a_workbook(client: TestClient) -> None:
    answer = client.get("/evidence/templates/enterprise_year.xlsx")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_the_original_file_comes_back_byte_for_byte(
    client: TestClient, office: api.Office, source_id: str
) -> None:
    answer = client.get(f"/evidence/sources/{source_id}/file")
    assert answer.content == Path(office.workspace.sources_dir / source_id).read_bytes()
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_brief_can_be_written_and_downloaded(own_client: TestClient, own_office: api.Office) -> None:
    before = {item["name"] for item in api.list_briefs(own_office)}
    etag = own_client.get("/briefs").headers["etag"]
    assert own_client.post("/briefs", data={"format": "docx"}, follow_redirects=False).status_code == 303
    new = next(item["name"] for item in api.list_briefs(own_office) if item["name"] not in before)
    assert own_client.get("/briefs").headers["etag"] != etag
    assert own_client.get(f"/briefs/files/{new}").content.startswith(b"PK")


def test_figures_go_grey_with_a_word_when_data_changed_after_the_run(own_client: TestClient) -> None:
    assert 'class="stale"' not in own_client.get("/chains").text
    own_client.post("/evidence/import", data={"token": token_of(preview(own_client))})
    html = own_client.get("/chains").text
    assert 'class="stale"' in html
    assert "过期" in html


def test_every_reason_of_the_quarantine_is_shown_in_words(
    empty_client: TestClient, empty_office: api.Office, tmp_path: Path
) -> None:
    path = tmp_path / "企业名录.csv"
    path.write_text("统一社会信用代码,企业名称\n91430100XN00000A14,\n合计,3\n", encoding="utf-8-sig")
    api.import_files(empty_office, [path])
    html = empty_client.get("/evidence?tab=quarantine").text
    assert "缺少必填值" in html
    assert "合计行" in html
    assert "reason." not in html
