"""Can a scenario be chosen, compared and followed, and is every firm weighed behind the page?"""

import io
import re
import time
from html import unescape

import pytest
from docx import Document
from starlette.testclient import TestClient

from gaodi import api
from gaodi.base import compute_check_character
from gaodi.web.app import create_app


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    office = api.create_office(tmp_path_factory.mktemp("shock") / "w")
    api.load_demo(office, n_enterprises=200)
    api.compute_run(office)
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
    for _ in range(3000):  # a busy machine takes its time
        html = visitor.get("/shock/firms").text
        if "<progress" not in html:
            break
        time.sleep(0.1)
    rows = re.findall(r'href="/shock\?kind=firm&amp;what=([0-9A-Z]+)"', html)
    assert rows == api.get_criticality(own).table.head(50)["enterprise_id"].to_list()
    assert "牵连产出最多的企业" in visitor.get("/shock").text


def test_a_scenario_can_be_kept_for_comparison_with_its_settings(visitor):
    html = visitor.get("/shock?kind=city&what=4302&loss=50&duration=14&stock=3").text
    assert "去掉对照" not in html
    kept = re.search(r'href="(/shock\?[^"]*versus=city%3A4302[^"]*)"[^>]*>固定为对照', html)[1].replace(
        "&amp;", "&"
    )
    assert all(part in kept for part in ("loss=50", "duration=14", "stock=3"))
    both = visitor.get(f"{kept}&kind=city&what=4303").text
    assert "去掉对照" in both


def test_a_comparison_that_is_not_there_leaves_the_scenario_standing(visitor):
    answer = visitor.get("/shock?kind=city&what=4302&versus=firm:没有这家")
    assert answer.status_code == 200
    assert "没有这家" in answer.text
    assert "株洲市</th>" in answer.text


def test_a_region_of_one_city_still_has_its_actions(tmp_path_factory):
    office = api.create_office(tmp_path_factory.mktemp("one") / "w")
    codes = [f"91430102MA4L{n:05}" for n in range(3)]
    rows = [
        f"{code}{compute_check_character(code)},虚拟{n}厂,长沙市,3515,挖掘机" for n, code in enumerate(codes)
    ]
    path = office.workspace.root / "企业名录.csv"
    path.write_text(
        "\n".join(["统一社会信用代码,企业名称,所在地,国民经济行业代码,主要产品", *rows]), encoding="utf-8"
    )
    report = api.import_files(office, [path])
    assert report.changed
    api.compute_run(office)
    with TestClient(create_app(office), base_url="http://127.0.0.1") as client:
        answer = client.get("/opportunities?chain=construction_machinery")
    assert answer.status_code == 200
    assert "无从比较" in answer.text


def test_a_scenario_is_sent_as_word(visitor):
    sent = visitor.get("/shock/export.docx?kind=city&what=4302&loss=50&also=city:4303")
    assert sent.status_code == 200
    text = "".join(line.text for line in Document(io.BytesIO(sent.content)).paragraphs)
    assert "停产对象为株洲市、湘潭市" in text
    assert "docx" in sent.headers["content-disposition"]
    assert visitor.get("/shock/export.docx?kind=city&what=9999").status_code == 404
    assert visitor.get("/shock/export.docx").status_code == 422


def test_scenario_and_actions_are_sent_as_excel(visitor):
    for address in (
        "/shock/export.xlsx?kind=city&what=4302&loss=50",
        "/opportunities/export.xlsx?chain=construction_machinery",
    ):
        sent = visitor.get(address)
        assert sent.status_code == 200
        assert sent.content.startswith(b"PK")
        assert "xlsx" in sent.headers["content-disposition"]
        assert "%E5%90%88%E6%88%90" in sent.headers["content-disposition"]
    assert visitor.get("/shock/export.xlsx").status_code == 422
    assert visitor.get("/opportunities/export.xlsx?chain=nothing").status_code == 404


def test_a_link_and_a_city_join_and_leave_a_scenario_without_script(visitor, own):
    html = visitor.get("/shock?kind=city&what=株洲市&loss=50&pick=link&chain=power_transmission").text
    spots = dict(re.findall(r'<a id="pick-([^"]+)" href="([^"]+)"', html))
    view = api.get_chain(own, "power_transmission")
    with_firms = {link.link_id for link in view.diagnosis.links if link.n_enterprises}
    assert spots.keys() == with_firms  # a link without firms cannot fail
    link = f"power_transmission/{min(with_firms)}"
    joined = unescape(spots[min(with_firms)])
    told = visitor.get(joined.replace("/shock?", "/shock.json?")).json()
    assert [(one["kind"], one["what"]) for one in told["chosen"]] == [
        ("city", "株洲市"),
        ("link", link),
    ]
    other = api.Failure(kind="link", what=link)
    wanted = api.simulate_shock(own, api.Shock(kind="city", what="4302", loss=0.5, also=(other,)))
    assert told["result"]["n_failing"] == wanted.n_failing
    assert told["result"]["esri"] == wanted.esri
    assert {node["id"] for node in told["choices"]["nodes"]} >= with_firms
    # On the tiles the city is the one that was named, and leaves by the same click.
    tiles = visitor.get(joined.replace("pick=link", "pick=city")).text
    chosen = re.findall(r'<a id="pick-(\d+)" href="([^"]+)"[^>]*aria-current', tiles)
    assert [code for code, _ in chosen] == ["430200"]
    left = visitor.get(unescape(chosen[0][1]).replace("/shock?", "/shock.json?")).json()
    assert [one["kind"] for one in left["chosen"]] == ["link"]
    nothing = visitor.get(left["chosen"][0]["address"].replace("/shock?", "/shock.json?")).json()
    assert nothing["chosen"] == []
    assert nothing["result"] is None


def test_a_product_bought_outside_joins_a_scenario(visitor, own):
    html = visitor.get("/shock?kind=city&what=430200&pick=outside").text
    spots = re.findall(r'id="pick-([^"]+)" href="([^"]+)"', html)
    bought = [one.product for one in api.list_imports(own)]
    assert [unescape(product) for product, _ in spots] == bought[:40]
    told = visitor.get(unescape(spots[0][1]).replace("/shock?", "/shock.json?")).json()
    assert [(one["kind"], one["what"]) for one in told["chosen"]] == [
        ("city", "430200"),
        ("outside", bought[0]),
    ]
    assert told["chosen"][1]["zh"] == f"区外供应的“{bought[0]}”"
    assert len(told["choices"]) == len(bought)


def test_what_is_typed_joins_what_was_chosen(visitor):
    html = visitor.get("/shock?kind=city&what=4302&also=city:4303").text
    assert 'name="also" value="city:4302,city:4303">加入停产对象' in html
    told = visitor.get("/shock.json?kind=city&what=4304&also=city:4302,city:4303").json()
    assert [one["zh"] for one in told["chosen"]] == ["衡阳市", "株洲市", "湘潭市"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("also=4302", 422), ("kind=city&what=4302&also=city:9999", 404), ("pick=park", 422), ("pick=link&chain=none", 404)],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_told(visitor, query, status):
    assert visitor.get(f"/shock?{query}").status_code == status


def test_before_anything_was_computed_no_map_is_shown(tmp_path):
    office = api.create_office(tmp_path / "w")
    api.load_demo(office, n_enterprises=100)
    with TestClient(create_app(office), base_url="http://127.0.0.1") as client:
        answer = client.get("/shock?pick=link")
        assert answer.status_code == 200
        assert "还没有计算结果" in answer.text
        assert client.get("/shock?pick=city").text.count('<a id="pick-') == 14


def test_the_map_to_choose_on_is_there_before_anything_is_chosen(client):
    body = client.get("/shock").text
    assert 'class="map picks"' in body
    assert client.get("/shock?kind=city&what=4302").text.count('class="map picks"') == 0


def test_a_loss_below_one_per_cent_stays_what_it_is(client):
    assert 'value="0.5"' in client.get("/shock?kind=city&what=4302&loss=0.5").text
