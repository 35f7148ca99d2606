"""What a chain's pages send and take: files, an edited template, a plant that is asked about."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
import yaml
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web import create_app

CHAIN = "/chains/construction_machinery"


@pytest.fixture
def own(tmp_path: Path):
    office = api.create_office(tmp_path / "own")
    api.load_demo(office, n_enterprises=200)
    with TestClient(create_app(office), base_url="http://127.0.0.1") as client:
        yield client
    office.workspace.ledger.close()


@pytest.mark.parametrize(
    ("kind", "media", "start"),
    [("png", "image/png", b"\x89PNG"), ("graphml", "application/graphml+xml", b"<?xml"), ("xlsx", "application/vnd.openxml", b"PK")],
)  # fmt: skip
def test_a_chain_is_sent_as_a_file_whose_name_says_it_is_synthetic(client: TestClient, kind: str, media: str, start: bytes) -> None:  # fmt: skip
    answer = client.get(f"{CHAIN}/files/{kind}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert answer.content.startswith(start)
    assert "%E5%90%88%E6%88%90" in answer.headers["content-disposition"]


def test_another_kind_of_file_is_refused(client: TestClient) -> None:
    assert client.get(f"{CHAIN}/files/doc").status_code == 422
    assert client.get("/chains/nowhere/fusion").status_code == 404


def test_every_hole_of_the_matrix_stands_in_the_list_with_its_owner(
    client: TestClient, office: api.Office
) -> None:
    fusion = api.get_fusion(office, "construction_machinery")
    page = client.get(f"{CHAIN}/fusion").text
    assert page.count('class="cell hole"') == len(fusion.holes)
    for hole in fusion.holes:
        assert hole.reason_zh in page
    overview = client.get("/chains").text
    for owner in fusion.by_owner:
        assert f">{owner.zh}</th>" in overview


def test_every_layer_has_a_word_beside_its_colour(client: TestClient) -> None:
    page = client.get(f"{CHAIN}/fusion").text
    cells = re.findall(r'<td class="cell (\w+)">(.*?)</td>', page, re.DOTALL)
    words = {"joined": "畅通", "partial": "部分", "hole": "断点", "unknown": "未知", "none": "无企业"}
    assert cells
    assert all(words[state] in text and "<svg" in text for state, text in cells)


def test_a_plant_that_is_nowhere_is_a_readable_error(client: TestClient) -> None:
    answer = client.get(f"{CHAIN}/measures?plant=没有这家")
    assert answer.status_code == 404
    assert "没有企业「没有这家」" in answer.text


def test_maps_and_lists_say_which_table_to_import(client: TestClient) -> None:
    page = client.get(f"{CHAIN}/atlas").text
    assert "没有导入：惠企政策" in page
    assert 'href="/evidence/templates/policy.xlsx"' in page


def test_an_edited_template_is_brought_in_and_shown_with_its_difference(own: TestClient) -> None:
    plain = yaml.safe_load(own.get(f"{CHAIN}/template/yaml").text)
    plain["links"][0]["products"].append("超高强钢")
    files = {"file": ("模板.yaml", yaml.safe_dump(plain, allow_unicode=True).encode(), "application/yaml")}
    answer = own.post(f"{CHAIN}/template", files=files, headers={"Origin": "http://127.0.0.1"})
    assert answer.status_code == 200
    assert f"{plain['version']}+1" in answer.text
    assert "超高强钢" in answer.text
    book = openpyxl.load_workbook(io.BytesIO(own.get(f"{CHAIN}/template/xlsx").content))
    assert any("超高强钢" in str(cell.value) for row in book["环节"].iter_rows() for cell in row)
    changes = own.get(f"{CHAIN}/template.json").json()["changes"]
    assert changes == [
        {"link_id": plain["links"][0]["id"], "field": "products", "before": None, "after": "超高强钢"}
    ]


def test_a_wrong_template_is_refused_with_file_and_key(own: TestClient) -> None:
    plain = yaml.safe_load(own.get(f"{CHAIN}/template/yaml").text)
    plain["links"][1]["inputs"] = [{"link": "nowhere", "need": "essential"}]
    files = {"file": ("模板.yaml", yaml.safe_dump(plain, allow_unicode=True).encode(), "application/yaml")}
    answer = own.post(f"{CHAIN}/template", files=files, headers={"Origin": "http://127.0.0.1"})
    assert answer.status_code >= 400
    assert "castings_forgings.inputs" in answer.text
    assert "nowhere" in answer.text


def test_the_network_of_a_firm_names_partners_and_amounts(
    client: TestClient, office: api.Office, firm_id: str
) -> None:
    network = api.get_partners(office, firm_id)
    page = client.get(f"/enterprises/{firm_id}/network").text
    for partner in (*network.suppliers, *network.customers):
        assert (partner.name or partner.enterprise_id) in page
    assert page.count('<path class="tie') == 2 + min(8, len(network.suppliers)) + min(
        8, len(network.customers)
    )
    amounts = [partner.amount for partner in network.suppliers if partner.amount is not None]
    assert amounts == sorted(amounts, reverse=True)
