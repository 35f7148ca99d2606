"""Are the listed companies of a public knowledge graph placed as one who knows them would?"""

import polars as pl
import pytest

from gaodi.base import ValueFormatError, parse_stock_code
from gaodi.chains import diagnose_chain, gather_firms, list_unplaced, place_on_chains

pytestmark = pytest.mark.real


def read_code(text):
    try:
        return parse_stock_code(text)
    except (ValueFormatError, TypeError):
        return None


@pytest.fixture(scope="module")
def listed(shared, make_region):
    folder = shared / "data" / "chain_knowledge_graph"
    companies = {}
    for row in pl.read_csv(folder / "company.csv", infer_schema=False).iter_rows(named=True):
        code = read_code(row["code"])
        if code and code not in companies:
            companies[code] = {"enterprise_id": code, "name": row["fullname"] or row["name"]}
    products = {}
    for row in pl.read_csv(folder / "company_product.csv", infer_schema=False).iter_rows(named=True):
        code = read_code(row["company_code"])
        if code in companies and row["product"]:
            products[code, row["product"]] = {"enterprise_id": code, "product_name": row["product"]}
    return make_region(list(companies.values()), code="100000", product=list(products.values()))


@pytest.fixture(scope="module")
def placed(listed, catalogue):
    return place_on_chains(listed, catalogue.chains.values())


def test_a_plausible_share_of_listed_companies_stands_on_a_chain(listed, placed, catalogue, capsys):
    firms = gather_firms(listed)
    unplaced = list_unplaced(firms, placed)
    described = int(firms.firms["is_described"].sum())
    share = placed["enterprise_id"].n_unique() / described
    with capsys.disabled():
        print(f"\n{firms.firms.height} companies, {described} with products, {share:.1%} of these placed")  # noqa: T201
        print(placed.group_by("chain_id").agg(pl.col("enterprise_id").n_unique()).sort("chain_id").rows())  # noqa: T201
        print(placed["via"].value_counts().sort("via").rows())  # noqa: T201
    assert firms.firms.height == placed["enterprise_id"].n_unique() + unplaced.height
    # Eight chains of manufacturing against all of the stock market: far from none, far from all.
    assert 0.05 < share < 0.5
    assert set(placed["chain_id"]) == set(catalogue.chains)


def test_zoomlion_makes_construction_machinery(placed):
    rows = placed.filter(enterprise_id="000157.SZ", chain_id="construction_machinery")
    assert {"concrete_machinery", "lifting_machinery"} <= set(rows["link_id"])
    assert rows["score"].min() >= 0.8
    assert not rows["reason_zh"].str.contains("农业机械").any()


def test_banks_and_distillers_stand_on_no_chain(placed):
    assert placed.filter(pl.col("enterprise_id").is_in(["000001.SZ", "600519.SH", "000858.SZ"])).is_empty()


def test_every_placement_names_a_product_of_the_company(listed, placed):
    products = gather_firms(listed).products.select("enterprise_id", "product")
    named = placed.with_columns(product=pl.col("reason_zh").str.extract("产品“(.*?)”"))
    assert named.join(products, on=["enterprise_id", "product"], how="anti").is_empty()


def test_missing_revenue_leaves_no_link_strong(listed, placed, catalogue):
    firms = gather_firms(listed)
    for chain in catalogue.chains.values():
        diagnosis = diagnose_chain(listed, chain, placed, firms=firms)
        assert {link.revenue for link in diagnosis.links} == {None}
        assert diagnosis.counts["strong"] == diagnosis.counts["adequate"] == 0
