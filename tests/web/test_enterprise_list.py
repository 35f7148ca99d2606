"""The list of enterprises: filters, order, columns and pages, all in the address."""

import re

import pytest
from starlette.testclient import TestClient

from gaodi import api


def shown(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/enterprises/([^"]+)">', html)


def test_a_page_shows_fifty_rows_in_the_order_of_the_facade(client: TestClient, office: api.Office) -> None:
    expected = [row["enterprise_id"] for row in api.list_enterprises(office, size=50).rows]
    assert shown(client.get("/enterprises").text) == expected
    second = [row["enterprise_id"] for row in api.list_enterprises(office, page=2, size=50).rows]
    assert shown(client.get("/enterprises?page=2").text) == second


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("q=液压", {"q": "液压"}),
        ("city=430100", {"city": "430100"}),
        ("chain=construction_machinery", {"chain": "construction_machinery"}),
        ("title=little_giant", {"title": "little_giant"}),
        ("above_scale=yes", {"above_scale": True}),
        ("above_scale=no&city=430200", {"above_scale": False, "city": "430200"}),
        ("sort=staff", {"sort": "staff"}),
        ("sort=-rd_expense&city=430100", {"sort": "-rd_expense", "city": "430100"}),
    ],
)
def test_filters_and_order_come_from_the_address(
    client: TestClient, office: api.Office, query: str, asked: dict[str, object]
) -> None:
    found = api.list_enterprises(office, size=50, **asked)  # type: ignore[arg-type]
    html = client.get(f"/enterprises?{query}").text
    assert shown(html) == [row["enterprise_id"] for row in found.rows]
    assert f"{found.total:,}" in html


def test_an_empty_form_field_is_no_filter(client: TestClient) -> None:
    plain = client.get("/enterprises.json").json()
    assert client.get("/enterprises.json?q=&city=&chain=&title=&above_scale=&page=").json() == plain


def test_columns_are_chosen_by_the_address_or_the_chooser(client: TestClient) -> None:
    for query in ("cols=name,founded_on,enterprise_id", "col=founded_on&col=enterprise_id"):
        html = client.get(f"/enterprises?{query}").text
        head = re.search(r"<thead>.*?</thead>", html, re.DOTALL)
        assert head is not None
        assert head.group(0).count('scope="col"') == 3
        assert "cols=name%2Cfounded_on%2Centerprise_id" in html


def test_the_order_is_told_to_screen_readers(client: TestClient) -> None:
    assert 'aria-sort="descending"' in client.get("/enterprises").text
    assert 'aria-sort="ascending"' in client.get("/enterprises?sort=staff").text


@pytest.mark.parametrize(
    "query", ["sort=nonsense", "page=0", "page=x", "above_scale=maybe", "page=99999999999"]
)
def test_what_cannot_be_asked_is_refused_with_a_reason(client: TestClient, query: str) -> None:
    answer = client.get(f"/enterprises.json?{query}")
    assert answer.status_code == 422
    assert answer.json()["code"] == "input"
    assert query.partition("=")[2][:5] in answer.json()["message"]["zh"]


def test_nothing_found_says_how_to_go_on(client: TestClient) -> None:
    html = client.get("/enterprises?q=没有这样的企业").text
    assert "没有符合条件的企业" in html
    assert shown(html) == []


def test_the_first_load_stays_below_500_kb(client: TestClient) -> None:
    answer = client.get("/enterprises")
    total = len(answer.content)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text):
        total += len(client.get(address).content)
    assert total < 500_000
    assert "echarts" not in answer.text
