"""Does the synthetic region buy elsewhere what its empty links would supply, and does the rest stay as it was?"""

import polars as pl
import pytest

from gaodi.base import digest_record, parse_credit_code
from gaodi.synth import describe_register, generate_register
from gaodi.synth.outside import PROVINCES


@pytest.fixture(scope="module")
def made(catalogue, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    files = generate_register(folder, n_enterprises=3_000, seed=7, catalogue=catalogue, has_outside=True)
    return {table: pl.read_parquet(path) for table, (path, _) in files.items()}


@pytest.fixture(scope="module")
def plain(catalogue, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    files = generate_register(folder, n_enterprises=3_000, seed=7, catalogue=catalogue)
    return {table: pl.read_parquet(path) for table, (path, _) in files.items()}


@pytest.fixture(scope="module")
def outside(made):
    return made["product"].join(made["enterprise"], on="enterprise_id", how="anti")


def test_the_rows_of_the_region_stay_the_same(made, plain):
    own = ["source_id", "row"]
    for table, rows in plain.items():
        head = made[table].head(rows.height)
        assert head.drop(own).equals(rows.drop(own)), table
    assert {table for table in made if made[table].height != plain[table].height} == {
        "product", "supply_link",
    }  # fmt: skip


def test_firms_elsewhere_are_fictional_and_their_codes_say_where_and_so(outside):
    assert outside["enterprise_id"].n_unique() >= 9
    assert outside["synthetic"].all()
    for code in outside["credit_code"].to_list():
        assert parse_credit_code(code) == code
        assert code[8:10] == "XN"
        assert code[2:8] in PROVINCES


def test_every_purchase_elsewhere_is_of_a_product_its_seller_makes(made, outside):
    links = made["supply_link"].join(
        outside.select(supplier_id="enterprise_id").unique(), on="supplier_id", how="semi"
    )
    assert links.height > 20
    made_there = made["product"].select(supplier_id="enterprise_id", product_name="product_name")
    assert links.join(made_there, on=["supplier_id", "product_name"], how="anti").is_empty()
    assert links["buyer_id"].is_in(made["enterprise"]["enterprise_id"].implode()).all()
    assert links["amount"].drop_nulls().min() > 0
    assert not links.select(
        pl.struct("supplier_id", "buyer_id", "product_name", "year").is_duplicated().any()
    ).item()


def test_nobody_here_makes_what_is_bought_elsewhere(made, outside):
    here = made["product"].join(made["enterprise"], on="enterprise_id", how="semi")
    assert not set(here["product_name"]) & set(outside["product_name"])


def test_each_product_bought_elsewhere_is_made_by_two_provinces(made, outside):
    sold = made["supply_link"].join(
        outside.select(supplier_id="enterprise_id").unique(), on="supplier_id", how="semi"
    )
    provinces = outside.group_by("product_name").agg(n=pl.col("credit_code").str.slice(2, 6).n_unique())
    counts = sold.select("product_name").unique().join(provinces, on="product_name")["n"]
    assert counts.max() >= 2


def test_the_settings_tell_whether_the_region_buys_elsewhere(made, plain):
    for rows, has_outside in ((made, True), (plain, False)):
        expected = digest_record(describe_register(3_000, 7, has_outside=has_outside))
        assert rows["enterprise"]["source_id"].unique().to_list() == [expected]
    assert describe_register(3_000, 7) == describe_register(3_000, 7, has_outside=False)


def test_very_small_registers_may_buy_nothing(catalogue, tmp_path):
    files = generate_register(tmp_path, n_enterprises=1, seed=5, catalogue=catalogue, has_outside=True)
    assert files["enterprise"][1] == 1
    assert files["product"][1] > 9
    schema = catalogue.table("supply_link").frame_schema()
    assert dict(pl.read_parquet_schema(files["supply_link"][0])) == schema
