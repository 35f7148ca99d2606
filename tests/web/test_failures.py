"""Errors: one shape for programs, one page for people, the same sentences."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web import create_app
from gaodi.web.app import MAX_UPLOAD_MB

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nowhere", 404, "not_found"),
        ("/nowhere.json", 404, "not_found"),
        ("/chains/nowhere.json", 404, "not_found"),
        ("/enterprises/nobody.csv", 404, "not_found"),
        ("/evidence/sources/ffff.json", 404, "not_found"),
        ("/evidence/trace.json?ref=nonsense", 422, "input"),
        ("/evidence/trace.json", 422, "request"),
        ("/enterprises/x.json?on=2026-13-01", 422, "input"),
        ("/region.json?measure=luck", 422, "input"),
        ("/api/v1/chains/nowhere", 404, "not_found"),
        ("/api/v1/enterprises?page=0", 422, "request"),
        ("/api/v1/enterprises?sort=luck", 422, "input"),
        ("/briefs/files/..%2F..%2Fgaodi.toml", 404, "not_found"),
        ("/briefs/files/none.docx", 404, "not_found"),
        ("/static/../app.py", 404, "not_found"),
        ("/static/vendor/%2e%2e/%2e%2e/app.py", 404, "not_found"),
    ],
)
def test_an_error_has_one_shape(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(path, headers=JSON)
    assert answer.status_code == status
    body = answer.json()
    assert body["code"] == code
    assert set(body["message"]) == {"zh", "en"}
    assert all(body["message"].values())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_people_get_a_page_in_their_language_with_the_same_sentence(client: TestClient) -> None:
    said = client.get("/chains/nowhere.json").json()["message"]
    page = client.get("/chains/nowhere")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert said["zh"] in page.text
    assert said["en"].split(";")[0] in client.get("/chains/nowhere?lang=en").text.replace("&#39;", "'")


def test_the_drawer_gets_a_fragment(client: TestClient) -> None:
    answer = client.get("/evidence/trace/drawer?ref=fact:none", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.text


def test_a_wrong_method_says_so(client: TestClient) -> None:
    answer = client.post("/chains", headers=JSON)
    assert answer.status_code == 405
    assert answer.json()["code"] == "method"


def test_an_unexpected_error_shows_a_number_and_no_details(office: api.Office) -> None:
    app = create_app(office)

    @app.get("/broken")
    def fail() -> None:
        raise RuntimeError("secret detail")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/broken", headers=JSON)
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert answer.json()["incident"] in answer.json()["message"]["zh"]
    assert "secret" not in answer.text


def test_an_upload_beyond_the_limit_is_refused(own_client: TestClient) -> None:
    answer = own_client.post(
        "/evidence/preview",
        headers={
            **JSON,
            "Content-Length": str(MAX_UPLOAD_MB * 1_000_000 + 1),
            "Content-Type": "multipart/form-data; boundary=x",
        },
        content=b"",
    )
    assert answer.status_code == 413
    assert str(MAX_UPLOAD_MB) in answer.json()["message"]["zh"]


def test_an_upload_that_hides_its_size_is_stopped_at_the_limit(own_office: api.Office) -> None:
    app = create_app(own_office)
    wall = next(layer for layer in app.user_middleware if layer.cls.__name__ == "Protection")
    wall.kwargs["max_body"] = 1_000

    def stream() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(5):
            yield b"1" * 500

    with TestClient(app) as client:
        headers = {**JSON, "Content-Type": "multipart/form-data; boundary=x"}
        answer = client.post("/evidence/preview", headers=headers, content=stream())
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
