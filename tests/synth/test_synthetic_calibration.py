"""Totals follow the published counts; figures are heavy-tailed, have gaps, and sit on the edges of the criteria."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from gaodi.base import CatalogueError
from gaodi.synth import generate_register
from gaodi.synth.calibration import count_share, load_calibration
from gaodi.synth.plan import build_plan

WAN = 1_000_000
NOT_FILED = {"stock_code", "name"}
KEYS = {"enterprise_id", "credit_code", "year", "source_id", "sheet", "row", "synthetic"}


def holders(register, day: date) -> pl.DataFrame:
    titles = register.read("qualification")
    in_force = (
        (pl.col("granted_on") <= day)
        & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))
        & (pl.col("revoked_on").is_null() | (pl.col("revoked_on") > day))
    )
    firms = register.read("enterprise").select("enterprise_id", "district_code", "founded_on")
    return titles.filter(in_force).unique(["enterprise_id", "title_id"]).join(firms, on="enterprise_id")


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 6, 1), date(2026, 12, 31)])
def test_titles_in_force_agree_with_the_calibration_on_every_day_of_the_year_of_use(register, day):
    found = dict(holders(register, day).group_by("title_id").len().iter_rows())
    assert found == {title.id: title.count for title in load_calibration().titles}


def test_published_counts_of_little_giants_and_champions_hold_for_province_and_capital(register):
    held = holders(register, date(2025, 12, 31))
    capital = held.filter(pl.col("district_code").str.starts_with("4301"))
    for title, province, city in (("little_giant", 593, 243), ("champion", 94, 42)):
        assert held.filter(pl.col("title_id") == title).height == province
        assert capital.filter(pl.col("title_id") == title).height == city


def test_every_title_exists_in_the_taxonomy(register):
    known = {term.id for term in register.catalogue.taxonomy("titles").terms}
    assert {title.id for title in load_calibration().titles} <= known


def test_some_titles_have_lapsed_some_are_revoked_and_some_end_soon(register):
    titles = register.read("qualification").filter(pl.col("title_id") == "little_giant")
    assert titles.filter(pl.col("valid_to") < date(2025, 12, 31)).height > 20
    assert titles.filter(pl.col("valid_to").is_between(date(2026, 12, 1), date(2027, 1, 31))).height > 20
    assert register.read("qualification")["revoked_on"].drop_nulls().len() > 20


def test_no_title_is_older_than_its_holder(register):
    firms = register.read("enterprise").select("enterprise_id", "founded_on")
    rows = register.read("qualification").join(firms, on="enterprise_id")
    assert rows.filter(pl.col("granted_on") < pl.col("founded_on")).is_empty()


def test_each_tier_includes_the_one_above(register):
    held = holders(register, date(2025, 12, 31))
    who = {title: set(part["enterprise_id"]) for (title,), part in held.group_by("title_id")}
    assert who["key_little_giant"] <= who["little_giant"] <= who["srdi_sme"] <= who["innovative_sme"]


def test_little_giants_mostly_but_not_always_meet_the_numbers_of_the_criteria(register):
    held = holders(register, date(2025, 12, 31)).filter(pl.col("title_id") == "little_giant")
    years = register.read("enterprise_year").filter(pl.col("year") == 2025)
    rows = years.join(held.select("enterprise_id"), on="enterprise_id", how="semi")
    meets = rows.select(
        (pl.col("rd_expense") * 100 >= pl.col("revenue") * 3)
        & (pl.col("main_revenue") * 10 >= pl.col("revenue") * 7)
        & (pl.col("total_liabilities") * 10 <= pl.col("total_assets") * 7)
        & (pl.col("niche_years") >= 3)
    ).to_series()
    assert 0.65 < meets.mean() < 0.98


def test_some_firms_without_the_title_look_like_little_giants(register):
    held = holders(register, date(2025, 12, 31)).filter(pl.col("title_id") == "little_giant")
    years = register.read("enterprise_year").filter(pl.col("year") == 2025)
    others = years.join(held.select("enterprise_id"), on="enterprise_id", how="anti")
    strong = others.filter(
        (pl.col("evaluation_score") >= 60)
        & (pl.col("market_share") >= 0.1)
        & (pl.col("revenue") >= 5_000 * WAN)
    )
    assert strong.height > 50


def test_counts_scale_with_the_number_of_enterprises(catalogue, tmp_path):
    files = generate_register(tmp_path, n_enterprises=50_000, seed=6, catalogue=catalogue)
    titles = pl.read_parquet(files["qualification"][0])
    now = titles.filter((pl.col("valid_to") >= date(2026, 12, 31)) & pl.col("revoked_on").is_null())
    giants = now.filter(pl.col("title_id") == "little_giant")["enterprise_id"].n_unique()
    assert abs(giants - 593 * 2.5) <= 1
    assert (files["parcel"][1], files["project"][1], files["demand"][1]) == (1_500, 1_250, 2_000)
    assert (files["park"][1], files["task"][1]) == (140, 60)


def test_shares_of_blocks_sum_to_the_total():
    parts = [
        count_share(593, start, min(start + 20_000, 65_000), 65_000) for start in range(0, 65_000, 20_000)
    ]
    assert sum(parts) == 593


def test_revenue_is_heavy_tailed_and_of_the_size_of_the_province(register):
    revenue = register.read("enterprise_year").filter(pl.col("year") == 2025)["revenue"].drop_nulls()
    ordered = revenue.sort(descending=True)
    assert 0.25 < ordered.head(revenue.len() // 100).sum() / ordered.sum() < 0.6
    assert 30_000 < ordered.sum() / WAN / 10_000 < 60_000  # 亿元


def test_the_capital_is_the_largest_place_and_every_prefecture_has_firms(register):
    cities = register.read("enterprise")["district_code"].str.head(4).value_counts(sort=True)
    assert cities.height == 14
    assert cities["district_code"][0] == "4301"


def test_each_buyer_has_about_ten_links_and_a_few_have_hundreds(register):
    links = register.read("supply_link")
    assert 9 < links.height / 20_000 < 11
    degree = links.group_by("buyer_id").len()["len"]
    assert degree.max() > 150
    assert degree.quantile(0.99) > 6 * degree.median()
    assert links.filter(pl.col("supplier_id") == pl.col("buyer_id")).is_empty()


def test_no_supplier_sells_more_within_the_register_than_it_earns(register):
    sold = register.read("supply_link").group_by("supplier_id").agg(pl.col("amount").sum())
    years = register.read("enterprise_year").filter(pl.col("year") == 2025)
    joined = sold.join(years, left_on="supplier_id", right_on="enterprise_id")
    assert joined.filter(pl.col("amount") > pl.col("revenue")).is_empty()


def test_each_field_is_blank_for_three_to_eight_percent_and_never_zero_in_its_place(register):
    years = register.read("enterprise_year")
    shares = {
        name: count / years.height
        for name, count in zip(years.columns, years.null_count().row(0), strict=True)
        if name not in NOT_FILED | KEYS
    }
    assert all(0.03 <= share <= 0.08 for share in shares.values()), shares


def test_some_firms_lack_a_whole_year_and_none_reports_before_it_was_founded(register):
    years = register.read("enterprise_year")
    counts = years.group_by("enterprise_id").len()["len"]
    assert 0.02 < (counts < 3).mean() < 0.12
    firms = register.read("enterprise").select("enterprise_id", "founded_on")
    joined = years.join(firms, on="enterprise_id")
    assert joined.filter(pl.col("founded_on").dt.year() > pl.col("year")).is_empty()


def test_parts_stay_within_their_whole(register):
    years = register.read("enterprise_year")
    for part, whole in (
        ("main_revenue", "revenue"),
        ("leading_product_revenue", "main_revenue"),
        ("export_value", "revenue"),
        ("rd_staff", "staff"),
    ):
        assert years.filter(pl.col(part) > pl.col(whole)).is_empty(), part
    shares = register.read("product").group_by("enterprise_id").agg(pl.col("revenue_share").sum())
    assert shares["revenue_share"].max() <= 1 + 1e-9


def test_above_scale_follows_revenue_with_a_little_lag(register):
    firms = register.read("enterprise").select("enterprise_id", "is_above_scale")
    years = register.read("enterprise_year").filter(pl.col("year") == 2025)
    joined = firms.join(years, on="enterprise_id").drop_nulls(["is_above_scale", "revenue"])
    agree = (joined["is_above_scale"] == (joined["revenue"] >= 2_000 * WAN)).mean()
    assert 0.96 < agree < 0.9999


@pytest.mark.parametrize("wan", [1_000, 1_500, 2_000, 5_000, 10_000])
def test_many_firms_have_exactly_the_revenue_a_criterion_names(register, wan):
    years = register.read("enterprise_year").filter(pl.col("year") == 2025)
    assert years.filter(pl.col("revenue") == wan * WAN).height > 30


def test_many_firms_sit_on_the_other_edges_of_the_criteria_to_the_fen(register):
    every = register.read("enterprise_year")
    years = every.filter(pl.col("year") == 2025)
    wide = every.pivot(on="year", index="enterprise_id", values=["revenue", "rd_expense"])
    edges = {
        "research 3 %": years.filter(pl.col("rd_expense") * 100 == pl.col("revenue") * 3),
        "one fen below 3 %": years.filter((pl.col("rd_expense") + 1) * 100 == pl.col("revenue") * 3),
        "one fen below 5000": years.filter(pl.col("revenue") == 5_000 * WAN - 1),
        "research 100": years.filter(pl.col("rd_expense") == 100 * WAN),
        "main 90 %": years.filter(pl.col("main_revenue") * 10 == pl.col("revenue") * 9),
        "debt 75 %": years.filter(pl.col("total_liabilities") * 4 == pl.col("total_assets") * 3),
        "growth 5 %": wide.filter(pl.col("revenue_2025") * 10_000 == pl.col("revenue_2023") * 11_025),
        "research sum 1200": wide.filter(
            pl.col("rd_expense_2024") + pl.col("rd_expense_2025") == 1_200 * WAN
        ),
        "share 10 %": years.filter((pl.col("market_share") == 0.1) & (pl.col("niche_years") == 3)),
    }
    assert {name: rows.height >= 15 for name, rows in edges.items()} == dict.fromkeys(edges, True)


def test_rights_are_heavy_tailed_and_no_older_than_their_firm(register):
    rights = register.read("intellectual_property")
    counts = rights.group_by("enterprise_id").len()["len"]
    assert 3 < rights.height / 20_000 < 8
    assert counts.max() > 10 * counts.mean()
    firms = register.read("enterprise").select("enterprise_id", "founded_on")
    joined = rights.join(firms, on="enterprise_id")
    assert joined.filter(pl.col("granted_on") < pl.col("founded_on")).is_empty()


def test_firms_on_chain_links_make_products_of_their_link_and_empty_links_get_none(register):
    plan = build_plan(register.catalogue, load_calibration(), n=20_000, seed=2026, last_year=2025)
    if not plan.n_links:
        pytest.skip("no chain templates are shipped yet")
    made = register.read("product")["product_name"].unique()
    assert plan.missing
    for chain_id, link_id in plan.missing:
        link = register.catalogue.chain(chain_id).link(link_id)
        assert link.is_key
        for word in (*link.products, *link.synonyms):
            assert made.str.contains(word, literal=True).sum() == 0, word
    on_links = made.is_in(
        [word for slot in plan.slots[: plan.n_links] if slot.weight for word in slot.products]
    )
    assert on_links.sum() > 100


def test_project_money_and_dates_agree_with_the_stage(register):
    projects = register.read("project")
    assert projects["stage"].n_unique() == 9
    assert projects.filter(pl.col("invested") > pl.col("investment")).is_empty()
    early = projects.filter(pl.col("stage").is_in(["谋划", "洽谈", "签约", "备案"]))
    assert early["started_on"].null_count() == early.height
    assert early["invested"].drop_nulls().sum() == 0
    assert projects.filter(pl.col("started_on") < pl.col("signed_on")).is_empty()


def test_coordinates_lie_in_and_around_the_province(register):
    firms = register.read("enterprise")
    assert firms["longitude"].is_between(108.3, 114.7).all()
    assert firms["latitude"].is_between(24.2, 30.6).all()
    assert np.isfinite(firms["longitude"].to_numpy()).all()


def test_a_wrong_key_in_the_calibration_is_refused_by_file_and_key(tmp_path):
    path = tmp_path / "calibration.yaml"
    path.write_text("version: '1'\nchain_shre: 0.5\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"calibration\.yaml"):
        load_calibration(path)
