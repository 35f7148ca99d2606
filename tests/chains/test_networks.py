"""Do the supply links of a register become the network they mean?"""

import numpy as np
import pytest

from gaodi.base import NotFoundError
from gaodi.chains import gather_network
from gaodi.risk import build_shocks, measure_risk

FIRMS = [
    {"enterprise_id": "A", "name": "甲厂", "district_code": "430100", "industry_code": "3484"},
    {"enterprise_id": "B", "name": "乙厂", "district_code": "430200", "industry_code": "3484"},
    {"enterprise_id": "C", "name": "丙厂", "district_code": "430211", "industry_code": "3515"},
    {"enterprise_id": "D", "name": "丁厂", "district_code": None, "industry_code": None},
]
LAST = 2025


def link(supplier, buyer, amount, essential=None, year=LAST, product="件"):
    return {
        "supplier_id": supplier, "buyer_id": buyer, "product_name": product, "year": year, "amount": amount,
        "is_essential": essential,
    }  # fmt: skip


@pytest.fixture
def build(make_region):
    def build(links, years=()):
        tables = {"enterprise": FIRMS, "supply_link": list(links)}
        if years:
            tables["enterprise_year"] = list(years)
        return gather_network(make_region(**tables))

    return build


def levels(found, sells, buys):
    return found.network.essential[found.sectors.index(sells), found.sectors.index(buys)]


def test_a_need_is_essential_where_half_of_the_flagged_amount_is(build):
    found = build([link("A", "C", 50, True), link("B", "C", 50, False), link("C", "A", 10, False)])
    assert levels(found, "3484", "3515") == 2
    assert levels(found, "3515", "3484") == 1
    less = build([link("A", "C", 49, True), link("B", "C", 51, False)])
    assert levels(less, "3484", "3515") == 1


def test_what_nobody_flagged_is_substitutable_and_counted(build):
    found = build([link("A", "C", 50)])
    assert levels(found, "3484", "3515") == 1
    assert found.n_unflagged == 1


def test_the_newest_row_of_a_pair_and_product_counts(build):
    found = build([
        link("A", "C", 7, year=LAST - 1), link("A", "C", 9), link("A", "C", 5, product="料", year=LAST - 1),
        link("B", "C", 100, year=LAST - 2),
    ])  # fmt: skip
    assert found.network.amounts.tolist() == [14]
    assert found.years == (LAST - 1, LAST)


def test_a_firm_of_outside_supplies_and_counts_for_nothing(build):
    found = build([link("外", "C", 30, True), link("A", "C", 10)])
    rows = found.firms.rows(named=True)
    assert rows[-1]["enterprise_id"] == "外"
    assert rows[-1]["is_outside"]
    assert found.network.weights[0, -1] == 0
    assert (found.network.markets == found.network.markets[-1]).sum() == 1


def test_firms_of_one_code_share_a_market_and_one_without_code_has_its_own(build):
    found = build([link("A", "C", 1), link("D", "C", 1)])
    ids = found.firms["enterprise_id"].to_list()
    market = dict(zip(ids, found.network.markets.tolist(), strict=True))
    assert market["A"] == market["B"]
    assert len({market["A"], market["C"], market["D"]}) == 3


def test_revenue_weighs_and_where_it_is_unknown_the_sales_do(build):
    years = [
        {"enterprise_id": "A", "year": LAST, "revenue": 500},
        {"enterprise_id": "B", "year": LAST, "revenue": 3},
    ]
    found = build([link("A", "C", 100), link("B", "C", 40), link("C", "A", 20)], years)
    ids = found.firms["enterprise_id"].to_list()
    assert dict(zip(ids, found.network.weights[0].tolist(), strict=True)) == {
        "A": 500,
        "B": 3,
        "C": 20,
        "D": 0,
    }
    # B sells more than it says it earns: what the links show is the least it earns.
    assert found.network.revenue[ids.index("B")] == 40
    assert np.isnan(found.network.revenue[ids.index("D")]) or found.network.revenue[ids.index("D")] == 0
    assert found.n_revenue_unknown == 2


def test_an_unknown_amount_is_no_link_and_is_counted(build):
    found = build([link("A", "C", None), link("B", "C", 5)])
    assert found.network.notes.n_unknown == 1
    assert found.network.amounts.tolist() == [5]


def test_without_links_the_table_to_import_is_named(build):
    with pytest.raises(NotFoundError, match="supply links"):
        build([])
    with pytest.raises(NotFoundError, match="2024 to 2025"):
        build([link("A", "C", 5, year=2019)])


def test_each_product_of_outside_is_an_input_of_its_own(build):
    found = build([
        link("外1", "C", 100, True, product="轴承"), link("外2", "C", 50, True, product="芯片"), link("A", "C", 1),
    ])  # fmt: skip
    assert {"产品：轴承", "产品：芯片"} <= set(found.sectors)
    assert levels(found, "产品：轴承", "3515") == levels(found, "产品：芯片", "3515") == 2
    outside = [n for n, row in enumerate(found.firms.rows(named=True)) if row["is_outside"]]
    lost = measure_risk(found.network, build_shocks([[n] for n in outside]), has_losses=True)
    buyer = found.firms["enterprise_id"].to_list().index("C")
    assert lost.losses_down[:, buyer].tolist() == [1, 1]
