"""Nothing another site can make a browser do here, and no text of the data that a browser would run."""

import csv
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web import create_app

HTML = {"Accept": "text/html"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>有限公司"
CODE = "91430100XN00000A14"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_a_form_of_another_site_is_refused(
    own_client: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = own_client.post("/runs", headers=headers, follow_redirects=False)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "forbidden"


@pytest.mark.parametrize(
    "path",
    [
        "/briefs",
        "/evidence/preview",
        "/evidence/import",
        "/api/v1/runs",
        "/api/v1/imports",
        "/evidence/facts/f1-x/judgements",
        "/evidence/documents/x/facts",
        "/evidence/judgements/1/undo",
        "/evidence/conflicts/c1-x/decision",
        "/evidence/conflicts/compare",
        "/evidence/questions",
        "/evidence/freshness",
    ],
)
def test_every_form_is_guarded(client: TestClient, path: str) -> None:
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_name_that_is_not_ours_is_refused(office: api.Office) -> None:
    app = create_app(office, hosts=frozenset({"127.0.0.1", "localhost"}))
    with TestClient(app, base_url="http://evil.example") as client:
        assert client.get("/").status_code == 403
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert client.get("/healthz").status_code == 200


def test_security_headers_stand_on_every_answer(client: TestClient) -> None:
    for path in ("/", "/chains.json", "/static/app.css", "/nowhere", "/api/v1/chains"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'"), path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "same-origin", path


def test_a_name_with_markup_stays_text_everywhere(empty_office: api.Office, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["统一社会信用代码", "企业名称", "所在地", "主要产品"])
        writer.writerow([CODE, EVIL, "长沙市", EVIL])
        writer.writerow(["9.13E+17", EVIL, "长沙市", EVIL])
    api.import_files(empty_office, [path], title=EVIL)
    note = tmp_path / "note.txt"
    note.write_text(f"{EVIL}2025年，湖南省地区生产总值达到5.53万亿元。", encoding="utf-8")
    api.import_files(empty_office, [note], title=EVIL)
    api.compute_run(empty_office)
    ids = {source.kind: source.source_id for source in api.list_sources(empty_office)}
    pages = [
        "/", "/evidence", "/evidence?tab=quarantine", "/evidence/facts", "/evidence/conflicts", "/evidence/questions",
        "/evidence/freshness", f"/evidence/sources/{ids['table']}",
        f"/evidence/documents/{ids['document']}", "/enterprises", f"/enterprises/{CODE}", "/enterprises?q=" + EVIL,
        f"/evidence/trace/drawer?ref=cell:{ids['table']}/firms/2/name",
    ]  # fmt: skip
    with TestClient(create_app(empty_office), headers=HTML) as client:
        texts = {page: client.get(page).text for page in pages}
    for page, text in texts.items():
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
    assert "&lt;script&gt;alert(1)" in texts["/enterprises"]
    assert "&lt;script&gt;alert(1)" in texts[f"/enterprises/{CODE}"]


def test_a_csv_cell_cannot_be_a_formula(empty_office: api.Office, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(
        f'统一社会信用代码,企业名称\n{CODE},"=HYPERLINK(""http://evil.example"")"\n', encoding="utf-8"
    )
    api.import_files(empty_office, [path])
    api.compute_run(empty_office)
    with TestClient(create_app(empty_office)) as client:
        text = client.get("/enterprises.csv").text
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text


def test_a_brief_is_shown_without_rights(client: TestClient, office: api.Office) -> None:
    brief = next(item for item in api.list_briefs(office) if item["format"] == "html")
    shown = client.get(f"/briefs/files/{brief['name']}?view=1")
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy
    assert (
        client.get(f"/briefs/files/{brief['name']}").headers["content-disposition"].startswith("attachment")
    )
