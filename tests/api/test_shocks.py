"""Does a scenario on the demo's network add up, and does it fail what was asked for?"""

import polars as pl
import pytest
from openpyxl import load_workbook

from gaodi import api
from gaodi.base import InputError, NotFoundError


@pytest.fixture(scope="module")
def largest(demo_root):
    office = api.open_office(demo_root)
    supply = api.networks.read_network(office)
    place = int(supply.network.sales.argmax())
    return supply.firms.row(place, named=True)


def test_a_firm_fails_and_the_parts_add_up_to_the_whole(demo, largest):
    shock = api.Shock(kind="firm", what=largest["enterprise_id"], n_days=60, duration_days=20, stock_days=3)
    found = api.simulate_shock(demo, shock)
    assert found.title_zh == largest["name"]
    assert found.n_failing == 1
    assert len(found.by_day) == 60
    supply = api.networks.read_network(demo)
    total = supply.network.weights[0].sum()
    assert found.money == pytest.approx(sum(found.by_day) * total / 365)
    with_city = [group.money for group in found.cities]
    assert sum(with_city) <= found.money * (1 + 1e-12)
    assert with_city == sorted(with_city, reverse=True)
    own = next(hit for hit in found.firms if hit.enterprise_id == largest["enterprise_id"])
    assert own.first_hit is None
    assert own.loss >= 20 / 60
    assert all(hit.first_hit != 0 or hit.loss > 0 for hit in found.firms)
    assert found.synthetic


def test_more_stock_and_a_shorter_time_cost_no_more(demo, largest):
    def cost(**options):
        shock = api.Shock(kind="firm", what=largest["enterprise_id"], n_days=60, **options)
        return api.simulate_shock(demo, shock).money

    assert cost(duration_days=20, stock_days=0) >= cost(duration_days=20, stock_days=7)
    assert cost(duration_days=None, stock_days=7) >= cost(duration_days=20, stock_days=7)


def test_a_name_that_fits_one_firm_is_enough(demo, largest):
    assert api.simulate_shock(demo, api.Shock(kind="firm", what=largest["name"])).n_failing == 1


def test_a_city_and_a_link_fail_with_all_their_firms(demo):
    supply = api.networks.read_network(demo)
    n_city = supply.firms.filter(pl.col("city") == "4302").height
    found = api.simulate_shock(demo, api.Shock(kind="city", what="4302", loss=0.5))
    assert (found.title_zh, found.n_failing) == ("株洲市", n_city)
    link = found.links[0].key
    of_link = api.simulate_shock(demo, api.Shock(kind="link", what=link))
    assert of_link.title_zh == found.links[0].zh
    assert of_link.n_failing > 0


def test_replacements_are_of_the_same_code_and_do_not_fail_themselves(demo):
    found = api.simulate_shock(demo, api.Shock(kind="city", what="4301"))
    codes = {
        row["enterprise_id"]: row["industry_code"] for row in api.networks.read_network(demo).firms.to_dicts()
    }
    cities = {row["enterprise_id"]: row["city"] for row in api.networks.read_network(demo).firms.to_dicts()}
    assert found.replacements
    for item in found.replacements:
        for firm, _, _ in item.others:
            assert codes[firm] == item.industry_code
            assert cities[firm] != "4301"


def test_every_firm_is_weighed_once_and_kept(tmp_path):
    office = api.create_office(tmp_path / "w")
    api.load_demo(office, n_enterprises=200)
    assert api.get_criticality(office) is None
    told = []
    found = api.compute_criticality(office, progress=lambda *step: told.append(step))
    assert told[-1][0] == "risk"
    assert found.table.height == 200
    assert found.table["esri"].is_sorted(descending=True)
    again = api.get_criticality(office)
    assert again.table.equals(found.table)
    top = found.table.row(0, named=True)
    single = api.simulate_shock(office, api.Shock(kind="firm", what=top["enterprise_id"]))
    assert single.esri == pytest.approx(top["esri"])
    out = tmp_path / "all.csv"
    api.write_criticality(found, out)
    assert pl.read_csv(out).height == 200


def test_second_sources_of_a_purchase(demo):
    supply = api.networks.read_network(demo)
    ids = supply.firms["enterprise_id"].to_list()
    first = int(supply.network.amounts.argmax())
    buyer, supplier = ids[supply.network.buyers[first]], ids[supply.network.suppliers[first]]
    lines = api.rank_second_sources_of(demo, buyer, supplier)
    benefits = [line.benefit for line in lines]
    assert benefits == sorted(benefits, reverse=True)
    assert supplier not in {line.enterprise_id for line in lines}


@pytest.mark.parametrize(
    ("shock", "error", "match"),
    [
        (api.Shock(kind="firm", what="没有这家"), NotFoundError, "没有这家"),
        (api.Shock(kind="firm", what="虚拟"), NotFoundError, "fits .* firms"),
        (api.Shock(kind="city", what="9999"), NotFoundError, "9999"),
        (api.Shock(kind="link", what="a/b"), NotFoundError, "a/b"),
        (api.Shock(kind="outside", what="没有的产品"), NotFoundError, "没有的产品"),
        (api.Shock(kind="town", what="x"), InputError, "must be one of"),
        (api.Shock(kind="city", what="4302", loss=0), InputError, "loss 0"),
        (api.Shock(kind="city", what="4302", n_days=0), InputError, "days must lie"),
        (api.Shock(kind="city", what="4302", stock_days=-1), InputError, "stocks"),
    ],
)
def test_what_cannot_fail_is_refused(demo, shock, error, match):
    with pytest.raises(error, match=match):
        api.simulate_shock(demo, shock)


def test_a_scenario_leaves_as_a_workbook_with_every_reading(demo, tmp_path):
    found = api.simulate_shock(demo, api.Shock(kind="city", what="4302", loss=0.5))
    path = tmp_path / "断供.xlsx"
    api.write_shock_file(found, path)
    book = load_workbook(path)
    assert book.sheetnames == ["概况", "逐日", "企业", "市州", "环节", "谁能顶上"]
    days = list(book["逐日"].iter_rows(min_row=2, values_only=True))
    assert [share for _, share in days] == pytest.approx(list(found.by_day))
    told = dict(book["概况"].iter_rows(min_row=2, values_only=True))
    assert told["停产企业"] == found.n_failing
    assert told["含合成数据"] == "是"
    with pytest.raises(InputError, match="cannot write"):
        api.write_shock_file(found, tmp_path / "none" / "x.xlsx")


def test_the_demo_buys_outside_and_who_sells_there_is_synthetic_and_counts_for_nothing(demo):
    supply = api.networks.read_network(demo)
    outside = supply.firms.with_row_index("place").filter(pl.col("is_outside"))
    assert outside.height > 5
    assert outside["synthetic"].all()
    assert (supply.network.weights[0][outside["place"].to_numpy()] == 0).all()
    bought = api.list_imports(demo)
    assert {one.n_suppliers for one in bought} == {1}
    worst = max(bought, key=lambda one: one.n_buyers)
    shock = api.Shock(kind="outside", what=worst.product, loss=0.6, duration_days=None, stock_days=0)
    found = api.simulate_shock(demo, shock)
    assert found.n_failing >= 1
    assert found.n_hit >= 1
    assert found.money > 0
    (item,) = [one for one in found.replacements if worst.product in one.products][:1]
    assert item.is_outside
    assert item.others == ()
    assert all(place != "430000" for _, _, place in item.outside)
    less = api.simulate_shock(demo, api.Shock(kind="outside", what=worst.product, loss=0.3, duration_days=None, stock_days=0))  # fmt: skip
    assert 0 < less.money < found.money
