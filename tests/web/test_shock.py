"""Can a scenario be chosen, compared and followed, and is every firm weighed behind the page?"""

import re
import time

import pytest
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web.app import create_app


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    office = api.create_office(tmp_path_factory.mktemp("shock") / "w")
    api.load_demo(office, n_enterprises=200)
    return office


@pytest.fixture
def visitor(own):
    with TestClient(create_app(own), base_url="http://127.0.0.1") as client:
        yield client


def test_a_scenario_is_shown_beside_another(visitor, own):
    html = visitor.get("/shock?kind=city&what=4302&loss=50&versus=city:4303").text
    assert html.count("湘潭市</th>") >= 1
    for city, other in (("4302", "株洲市"), ("4303", "湘潭市")):
        found = api.simulate_shock(own, api.Shock(kind="city", what=city, loss=0.5))
        assert found.title_zh == other
        assert f">{found.n_failing:,}<" in html
    told = visitor.get("/shock.json?kind=city&what=4302&loss=50&versus=city:4303").json()
    assert told["versus"]["title_zh"] == "湘潭市"


def test_a_city_may_be_named(visitor):
    named = visitor.get("/shock.json?kind=city&what=株洲市").json()["result"]
    assert named["n_failing"] == visitor.get("/shock.json?kind=city&what=4302").json()["result"]["n_failing"]


def test_the_csv_holds_cities_links_and_firms(visitor):
    lines = visitor.get("/shock.csv?kind=city&what=4302").text.splitlines()
    groups = {line.split(",")[0] for line in lines[1:]}
    assert {"市州", "企业"} <= groups


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=city&what=9999", 404),
        ("kind=town&what=x", 422),
        ("kind=city&what=4302&loss=many", 422),
        ("kind=city&what=4302&loss=0", 422),
        ("kind=city&what=4302&days=7", 422),
        ("kind=city&what=4302&stock=-1", 422),
    ],
)
def test_what_cannot_be_asked_is_told_and_never_a_crash(visitor, query, status):
    assert visitor.get(f"/shock?{query}").status_code == status


def test_every_firm_is_weighed_behind_the_page(visitor, own):
    assert "开始计算" in visitor.get("/shock/firms").text
    first = visitor.post("/shock/firms", headers={"Origin": "http://127.0.0.1"}, follow_redirects=False)
    assert first.status_code == 303
    for _ in range(300):
        html = visitor.get("/shock/firms").text
        if "<progress" not in html:
            break
        time.sleep(0.1)
    rows = re.findall(r'href="/shock\?kind=firm&amp;what=([0-9A-Z]+)"', html)
    assert rows == api.get_criticality(own).table.head(50)["enterprise_id"].to_list()
    assert "牵连产出最多的企业" in visitor.get("/shock").text
