"""The interface for programs: the same answers, described in OpenAPI 3.1."""

import json

from starlette.testclient import TestClient

from gaodi import api


def test_the_description_is_openapi_3_1_in_chinese(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in described["paths"])
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert any("\u4e00" <= char <= "\u9fff" for char in operation["summary"]), (method, path)
            assert any("\u4e00" <= char <= "\u9fff" for char in operation["description"]), (method, path)


def test_no_page_of_documentation_loads_scripts_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_answers_equal_those_of_the_facade(client: TestClient, office: api.Office, firm_id: str) -> None:
    pairs = {
        "/api/v1/chains": api.list_chains(office),
        "/api/v1/chains/construction_machinery/fusion": api.get_fusion(office, "construction_machinery"),
        "/api/v1/chains/construction_machinery/atlas": api.get_atlas(office, "construction_machinery"),
        "/api/v1/chains/construction_machinery/history": api.get_chain_history(
            office, "construction_machinery"
        ),
        "/api/v1/tiers": api.count_tiers(office),
        "/api/v1/targets": api.review_targets(office),
        "/api/v1/enterprises?city=430100&size=5&page=2": api.list_enterprises(
            office, city="430100", size=5, page=2
        ),
        "/api/v1/sources": api.list_sources(office),
        "/api/v1/quarantine?size=3": api.list_quarantine(office, size=3),
        "/api/v1/facts?size=2": api.list_facts(office, size=2),
        f"/api/v1/enterprises/{firm_id}": api.get_enterprise(office, firm_id),
    }
    for path, answer in pairs.items():
        assert client.get(path).json() == json.loads(json.dumps(api.to_plain(answer))), path


def test_page_and_interface_show_the_same_verdict(client: TestClient, firm_id: str) -> None:
    page = client.get(f"/enterprises/{firm_id}.json?on=2026-06-01").json()["verdicts"]
    for verdict in page:
        found = client.get(
            f"/api/v1/enterprises/{firm_id}/verdicts/{verdict['title_id']}?on=2026-06-01"
        ).json()
        assert found == verdict


def test_a_file_is_imported_once(empty_client: TestClient, empty_office: api.Office) -> None:
    sheet = "统一社会信用代码,企业名称\n91430100XN00000A14,某某（示例）装备有限公司\n".encode()
    first = empty_client.post("/api/v1/imports", files={"file": ("firms.csv", sheet)}).json()
    again = empty_client.post("/api/v1/imports", files={"file": ("firms.csv", sheet)}).json()
    assert (first["changed"], again["changed"]) == (True, False)
    assert len(api.list_sources(empty_office)) == 1
    run = empty_client.post("/api/v1/runs").json()
    assert run["n_enterprises"] == 1


def test_an_answer_known_already_is_not_sent_again(client: TestClient) -> None:
    etag = client.get("/api/v1/chains").headers["etag"]
    assert client.get("/api/v1/chains", headers={"If-None-Match": etag}).status_code == 304
