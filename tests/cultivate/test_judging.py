"""Verdicts explain themselves: cells, thresholds, margins, what is missing; counts follow from them."""

from datetime import date
from decimal import Decimal

import pytest

from gaodi.base import NotFoundError
from gaodi.cultivate import State, count_tiers, judge_all, judge_enterprise

DAY = date(2026, 6, 1)
WAN = 1_000_000


def firm(enterprise_id="firm", **cells):
    last = {"enterprise_id": enterprise_id, "year": 2025, "revenue": 12000 * WAN, "rd_expense": 480 * WAN}
    before = {"enterprise_id": enterprise_id, "year": 2024, "revenue": 10000 * WAN, "rd_expense": 250 * WAN}
    return {
        "enterprise": [
            {
                "enterprise_id": enterprise_id,
                "name": "某某",
                "industry_code": "3511",
                "district_code": "430181",
            }
        ],
        "enterprise_year": [last | cells, before],
    }


def judge(make_region, library, rows, title="little_giant", on=DAY, **how):
    return judge_enterprise(make_region(rows, on=on, **how), library, "firm", title, on=on)


def clause(verdict, clause_id):
    return next(c for c in verdict.clauses if c.clause_id == clause_id)


def test_a_clause_shows_values_cells_threshold_and_margin(make_region, library):
    found = clause(judge(make_region, library, firm()), "LG26-3b")
    assert found.state is State.NOT_MET
    assert [o.value for o in found.operands] == [Decimal(4), Decimal("2.5")]
    assert found.operands[0].zh == "研发费用占营业收入（2025 年）"
    assert found.operands[1].cells == (
        "cell:ssssssss/enterprise_year/3/rd_expense",
        "cell:ssssssss/enterprise_year/3/revenue",
    )
    assert (found.threshold, found.margin, found.unit) == ("≥ 3%", Decimal("-0.5"), "%")
    assert (found.document, found.article, found.status) == (
        "工信部企业〔2026〕2号",
        "附件2 第三项",
        "needs_official_check",
    )


def test_a_value_one_fen_short_never_looks_like_the_threshold(make_region, library):
    found = clause(judge(make_region, library, firm(rd_expense=360 * WAN - 1)), "LG26-3b")
    assert found.operands[0].value < 3
    assert found.margin < 0


def test_money_thresholds_are_written_with_thousands_and_margins_in_their_unit(make_region, library):
    found = clause(judge(make_region, library, firm()), "LG26-2a")
    assert (found.threshold, found.margin, found.unit) == ("≥ 5,000 万元", Decimal(7000), "万元")


def test_an_upper_limit_has_a_positive_margin_below_it(make_region, library):
    rows = firm(total_assets=100 * WAN, total_liabilities=60 * WAN)
    assert clause(judge(make_region, library, rows), "LG26-2d").margin == 15


def test_missing_data_are_named_where_they_would_decide(make_region, library):
    verdict = judge(
        make_region,
        library,
        firm(),
        title="srdi_sme",
        on=date(2026, 3, 1),
        present=["enterprise", "enterprise_year"],
    )
    assert verdict.state is State.UNKNOWN
    assert "enterprise_year.niche_years@2025" in verdict.deciding
    assert "qualification.innovative_sme" in verdict.deciding
    assert "enterprise_year.revenue@2025" not in verdict.deciding
    assert "enterprise_year.equity_financing@2025" in clause(verdict, "SRDI22-3b").operands[0].missing


def test_a_settled_verdict_needs_no_further_data(make_region, library):
    verdict = judge(make_region, library, firm(has_violation=True))
    assert verdict.state is State.NOT_MET
    assert verdict.deciding == ()


def test_the_day_changes_the_pack_and_the_choice_says_so(make_region, library):
    old, new = (judge(make_region, library, firm(), on=day) for day in (date(2026, 3, 1), DAY))
    assert (old.document, new.document) == ("工信部企业〔2022〕63号", "工信部企业〔2026〕2号")
    assert "2026-03-01" in old.choice_zh


def test_a_city_is_bound_by_the_notice_of_its_province(make_region, library):
    day = date(2026, 3, 1)
    asked = {
        code: {c.clause_id for c in judge(make_region, library, firm(), "srdi_sme", day, code=code).clauses}
        for code in ("430000", "430100", "430181", "420100")
    }
    assert [code for code, ids in asked.items() if "SRDI22-G4" in ids] == ["430000", "430100", "430181"]


def test_an_unclear_right_names_the_column_that_is_blank(make_region, library):
    rights = [
        {
            "enterprise_id": "firm",
            "ip_id": f"ip{i}",
            "kind": "发明专利",
            "is_leading_product": True,
            "holder_rank": 1 if i else None,
        }
        for i in range(4)
    ]
    found = clause(judge(make_region, library, firm() | {"intellectual_property": rights}), "LG26-4a")
    assert found.state is State.UNKNOWN
    assert found.operands[0].missing == ("intellectual_property.holder_rank@ip0",)
    assert len(found.operands[0].cells) == 3


def test_a_bought_right_without_a_date_asks_for_the_date_alone(make_region, library):
    own = {"enterprise_id": "firm", "kind": "发明专利", "is_leading_product": True}
    rights = [own | {"ip_id": "bought", "is_self_developed": False}, own | {"ip_id": "unclear"}]
    rights[1]["is_leading_product"] = None
    rows = firm() | {"intellectual_property": rights}
    found = clause(judge(make_region, library, rows, on=date(2026, 3, 1)), "LG22-4c")
    assert found.operands[0].missing == (
        "intellectual_property.transferred_on@bought",
        "intellectual_property.is_leading_product@unclear",
    )


def test_a_value_over_years_is_named_by_how_it_was_taken(make_region, library):
    def names(day, *clause_ids):
        verdict = judge(make_region, library, firm(), on=day)
        return [(o.zh, o.en) for i in clause_ids for o in clause(verdict, i).operands]

    assert names(DAY, "LG26-2c", "LG26-3a") == [
        ("营业收入复合增长率（2023–2025 年）", "Revenue, compound growth (2023–2025)"),
        ("研发费用合计（2024–2025 年）", "R&D expense, total (2024–2025)"),
    ]
    assert names(date(2026, 3, 1), "LG22-1c") == [
        ("主营业务收入平均增长率（2023–2025 年）", "Main-business revenue, mean growth (2023–2025)")
    ]


def test_a_threshold_by_bands_says_what_chooses_the_band(make_region, library):
    found = clause(judge(make_region, library, firm(), on=date(2026, 3, 1)), "LG22-4a1")
    assert found.threshold == "≥ 3%（营业收入 ≥ 10,000 万元）；≥ 6%（营业收入 ≥ 5,000 万元）"
    assert found.threshold_en == "≥ 3% (Revenue ≥ 100 million yuan); ≥ 6% (Revenue ≥ 50 million yuan)"


def test_thresholds_read_in_english_too(make_region, library):
    def read(day, title, *clause_ids):
        verdict = judge(make_region, library, firm(), title, day)
        return [clause(verdict, clause_id).threshold_en for clause_id in clause_ids]

    ids = ("LG26", "LG26-G3", "LG26-2a", "LG26-1b", "LG26-4", "LG26-4w", "LG26-6", "LG26-6a", "LG26-7")
    assert read(DAY, "little_giant", *ids) == [
        "all of these",
        "checked by people",
        "≥ 50 million yuan",
        "≥ 3 years",
        "met or waived",
        "≤ 3 in rank",
        "any of these",
        "one of 工业六基, 重点产业链",
        "≥ 60 points",
    ]
    old = read(date(2026, 3, 1), "srdi_sme", "SRDI22-4S", "SRDI22-S11", "SRDI22-G4", "SRDI22-2a")
    assert old == ["≥ 60 points (got 8–88)", "got 8 / 10 points", "yes", "≥ 1 million yuan"]


def test_a_base_of_zero_is_named_as_what_keeps_the_ratio_open(make_region, library):
    rows = firm(revenue=0)
    rows["enterprise_year"][1]["rd_expense"] = 300 * WAN
    found = clause(judge(make_region, library, rows), "LG26-3b")
    assert found.state is State.UNKNOWN
    assert [o.value for o in found.operands] == [None, Decimal(3)]
    assert [o.missing for o in found.operands] == [("enterprise_year.revenue@2025",), ()]


def test_a_cell_beyond_its_bound_is_named_as_what_is_needed(make_region, library):
    found = clause(judge(make_region, library, firm(revenue=2**63 - 1)), "LG26-2a")
    assert found.operands[0].missing == ("enterprise_year.revenue@2025",)


def test_clauses_come_depth_first_with_their_parents_before_them(make_region, library):
    clauses = judge(make_region, library, firm()).clauses
    seen = {None: -1}
    for c in clauses:
        assert c.depth == seen[c.parent_id] + 1
        seen[c.clause_id] = c.depth


def test_a_firm_of_another_region_is_refused_by_its_code(make_region, library):
    with pytest.raises(NotFoundError, match="nobody"):
        judge_enterprise(make_region(firm(), on=DAY), library, "nobody", "srdi_sme", on=DAY)


def test_a_sum_that_would_wrap_round_is_unknown_not_wrong(make_region, library):
    rows = firm(revenue=2**63 - 1, main_revenue=2**62)
    verdict = judge(make_region, library, rows)
    assert clause(verdict, "LG26-2a").state is State.UNKNOWN


def test_the_largest_money_is_still_compared_exactly(make_region, library):
    most = 10**16
    rows = firm(revenue=most, main_revenue=most * 9 // 10 - 1)
    assert clause(judge(make_region, library, rows), "LG26-2b").state is State.NOT_MET
    growth = [
        {"enterprise_id": "firm", "year": year, "main_revenue": amount}
        for year, amount in ((2025, 9_922_500_000_000_000), (2024, 9_450_000_000_000_000), (2023, 9 * 10**15))
    ]
    rows["enterprise_year"] = growth
    assert clause(judge(make_region, library, rows, on=date(2026, 3, 1)), "LG22-1c").state is State.MET
    growth[0]["main_revenue"] -= 1
    assert clause(judge(make_region, library, rows, on=date(2026, 3, 1)), "LG22-1c").state is State.NOT_MET


def test_not_a_number_and_infinity_are_unknown(make_region, library):
    for odd in (float("nan"), float("inf"), -float("inf")):
        verdict = judge(make_region, library, firm(niche_years=odd))
        assert clause(verdict, "LG26-1b").state is State.UNKNOWN


def test_rows_keep_the_order_of_the_enterprise_table_and_count_conditions(make_region, library):
    rows = {"enterprise": [], "enterprise_year": []}
    for name in "cab":
        own = firm(name, has_violation=name == "a")
        rows = {table: rows[table] + own[table] for table in rows}
    frame = judge_all(make_region(rows, on=DAY), library, "srdi_sme", on=DAY)
    assert frame["enterprise_id"].to_list() == ["c", "a", "b"]
    misses = frame["n_not_met"].to_list()
    assert misses[1] == misses[0] + 1
    assert frame["state"].dtype.categories.to_list() == ["not_met", "unknown", "manual_review", "met"]


def test_an_empty_region_gives_an_empty_frame(make_region, library):
    assert judge_all(make_region({}, on=DAY), library, "little_giant", on=DAY).is_empty()


def test_tiers_count_holders_once_expiring_and_candidates(make_region, library):
    rows = firm()
    rows["qualification"] = [
        {"enterprise_id": "firm", "title_id": "srdi_sme", "granted_on": date(2023, 7, 1)},
        {"enterprise_id": "firm", "title_id": "innovative_sme", "granted_on": date(2023, 7, 1)},
        {"enterprise_id": "firm", "title_id": "innovative_sme", "granted_on": date(2026, 5, 1)},
        {"enterprise_id": "firm", "title_id": "high_tech", "granted_on": date(2023, 5, 1)},
    ]
    tiers = {tier.title_id: tier for tier in count_tiers(make_region(rows, on=DAY), library)}
    assert (tiers["srdi_sme"].n_holders, tiers["srdi_sme"].n_expiring) == (1, 1)
    assert (tiers["innovative_sme"].n_holders, tiers["innovative_sme"].n_expiring) == (1, 0)
    assert tiers["high_tech"].n_holders == 0
    assert tiers["srdi_sme"].by_city == {"430100": 1}
    assert tiers["srdi_sme"].n_undecided == 0, "the holder itself is not a candidate"
    assert tiers["key_little_giant"].n_met_without_title is None, "no rules, no candidates"
    assert tiers["little_giant"].document == "工信部企业〔2026〕2号"


def test_counts_from_frames_and_counts_judged_here_are_the_same(make_region, library):
    region = make_region(firm(), on=DAY, present=["enterprise", "enterprise_year"])
    frames = {title: judge_all(region, library, title, on=DAY) for title in library.titles}
    assert count_tiers(region, library, frames) == count_tiers(region, library)
