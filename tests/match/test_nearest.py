"""Do those who come nearest stand first, and does each point have its sentence?"""

import random
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.base import NotFoundError
from gaodi.chains import place_enterprises
from gaodi.match import find_nearest

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "golden" / "match" / "nearest.yaml").read_text(encoding="utf-8")
)
PARTS = ("neighbour", "product", "industry", "size", "research", "titles", "growth", "place")


def build_region(make_region, given_rows, *, order=None):
    """Build a region from rows that mix the columns of three tables; 万元 for the eye, fen in the table."""
    register, years, titles = [], [], []
    for number, row in enumerate(given_rows):
        firm = {"enterprise_id": f"E{number}"}
        own = {
            key: row[key]
            for key in (
                "main_products",
                "industry_code",
                "is_above_scale",
                "district_code",
                "synthetic",
                "name",
            )
            if key in row
        }
        register.append(firm | {"name": f"企业{number}"} | own)
        money = {
            key: round(row[key] * 1_000_000) for key in ("revenue", "rd_expense") if row.get(key) is not None
        }
        years.append(firm | {"year": 2025} | money)
        if row.get("revenue_before") is not None:
            years.append(firm | {"year": 2024, "revenue": round(row["revenue_before"] * 1_000_000)})
        titles += [
            firm | {"title_id": title, "granted_on": date(2025, 1, 1)} for title in row.get("titles", ())
        ]
    if order is not None:
        for rows in (register, years, titles):
            order.shuffle(rows)
    return make_region(register, enterprise_year=years, qualification=titles)


def ask(make_region, chain, rows, link="hydraulics", **more):
    region = build_region(make_region, rows, **more)
    return find_nearest(region, chain, link, place_enterprises(region, chain))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_cases_hold(make_region, crane_chain, case):
    rows = [case["input"]]
    if case["input"].get("neighbour_elsewhere"):
        rows.append({"main_products": "特种钢", "district_code": "430102"})
    found = ask(make_region, crane_chain, rows)
    candidate = next(c for c in found.candidates if c.enterprise_id == "E0")
    assert {reason.part: reason.points for reason in candidate.reasons} == case["output"]
    assert candidate.score == pytest.approx(sum(case["output"].values()))


def test_firms_on_the_link_and_firms_without_any_tie_are_no_candidates(make_region, crane_chain):
    rows = [
        {"main_products": "液压油缸"},
        {"main_products": "腐乳", "is_above_scale": True, "titles": ["champion"]},
        {"main_products": "特种钢"},
    ]
    found = ask(make_region, crane_chain, rows)
    assert [c.enterprise_id for c in found.candidates] == ["E2"]
    assert found.n_considered == 3
    assert found.note_zh.startswith("在 3 家在营企业中，1 家与环节“液压件”")


def test_a_firm_that_only_its_scope_puts_on_the_link_is_a_candidate(make_region, crane_chain):
    region = make_region([
        {"enterprise_id": "E1", "name": "甲", "business_scope": "液压油缸制造", "industry_code": "3499"}
    ])  # fmt: skip
    found = find_nearest(region, crane_chain, "hydraulics", place_enterprises(region, crane_chain))
    assert [c.enterprise_id for c in found.candidates] == ["E1"]


def test_an_excluded_product_is_not_similar(make_region, crane_chain):
    assert ask(make_region, crane_chain, [{"main_products": "玩具液压油缸"}]).candidates == ()


def test_equal_scores_stand_in_the_order_of_their_codes_and_the_limit_holds(make_region, crane_chain):
    region = build_region(make_region, [{"main_products": "特种钢"}] * 9, order=random.Random(4))
    found = find_nearest(region, crane_chain, "hydraulics", place_enterprises(region, crane_chain), limit=4)
    assert [c.enterprise_id for c in found.candidates] == ["E0", "E1", "E2", "E3"]


def test_what_is_unknown_says_so_and_costs_nothing(make_region, crane_chain):
    region = make_region([{"enterprise_id": "E1", "name": "甲", "main_products": "特种钢"}])
    found = find_nearest(region, crane_chain, "hydraulics", place_enterprises(region, crane_chain))
    reasons = {reason.part: reason for reason in found.candidates[0].reasons}
    for part in ("industry", "size", "research", "titles", "growth", "place"):
        assert reasons[part].points == 0
        assert "未知" in reasons[part].zh
        assert "nknown" in reasons[part].en


def test_the_sentences_say_what_was_found(make_region, crane_chain):
    found = ask(
        make_region, crane_chain, [CASES[0]["input"], {"main_products": "特种钢", "district_code": "430102"}]
    )
    assert [reason.zh for reason in found.candidates[0].reasons] == [
        "已在使用本环节产品的环节“整机”上。",
        "没有名称相近的产品，或产品未知。",
        "行业 3444 与本环节的 3444 同属一个小类。",
        "规模以上企业。",
        "研发费用占营业收入 5.0 %（5 % 得满分）。",
        "有效称号：制造业单项冠军企业。",
        "营业收入比上年 +20.0 %（名义）。",
        "所在市州有 1 家其他相邻环节企业。",
    ]


def test_without_a_register_nobody_is_found_and_the_note_says_why(make_region, crane_chain):
    region = make_region(None)
    found = find_nearest(region, crane_chain, "hydraulics", place_enterprises(region, crane_chain))
    assert (found.candidates, found.n_considered) == ((), 0)
    assert found.note_zh == "没有导入企业名录，无从寻找；请先导入企业名录。"


def test_generated_firms_keep_their_mark(make_region, crane_chain):
    found = ask(make_region, crane_chain, [{"main_products": "特种钢", "synthetic": True}])
    assert found.candidates[0].synthetic


def test_an_unknown_link_is_named_with_those_there_are(make_region, crane_chain):
    with pytest.raises(NotFoundError, match="有环节「seats」；现有：steel、hydraulics"):
        ask(make_region, crane_chain, [], link="seats")


MAYBE = st.one_of(st.none(), st.integers(0, 500))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "main_products": st.sampled_from(
                ["特种钢", "塔式起重机", "液压马达", "柴油机油泵座", "腐乳", None]
            ),
            "industry_code": st.sampled_from(["3444", "3449", "3411", "34", "1499", None]),
            "is_above_scale": st.sampled_from([True, False, None]),
            "district_code": st.sampled_from(["430104", "430211", None]),
            "revenue": MAYBE,
            "rd_expense": MAYBE,
            "revenue_before": MAYBE,
            "titles": st.lists(
                st.sampled_from(["champion", "srdi_sme", "green_factory"]), max_size=2, unique=True
            ),
        }
    ),
    max_size=8,
)
PROPERTY = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@PROPERTY
@given(rows=ROWS)
def test_a_score_is_the_sum_of_its_parts_and_each_part_stays_in_its_bounds(make_region, crane_chain, rows):
    most = dict(zip(PARTS, (25, 20, 15, 10, 10, 10, 5, 5), strict=True))
    for candidate in ask(make_region, crane_chain, rows).candidates:
        assert tuple(reason.part for reason in candidate.reasons) == PARTS
        assert candidate.score == pytest.approx(sum(reason.points for reason in candidate.reasons))
        assert all(0 <= reason.points <= most[reason.part] for reason in candidate.reasons)


@PROPERTY
@given(rows=ROWS, seed=st.integers(0, 9))
def test_the_order_of_rows_changes_nothing(make_region, crane_chain, rows, seed):
    shuffled = ask(make_region, crane_chain, rows, order=random.Random(seed))
    assert ask(make_region, crane_chain, rows) == shuffled


@PROPERTY
@given(rows=ROWS, column=st.sampled_from(["is_above_scale", "district_code", "rd_expense", "revenue_before"]))
def test_erasing_a_datum_of_a_firm_gains_it_nothing(make_region, crane_chain, rows, column):
    before = {c.enterprise_id: c.score for c in ask(make_region, crane_chain, rows).candidates}
    if not before:
        return
    first = min(before)
    erased = [row | {column: None} if f"E{i}" == first else row for i, row in enumerate(rows)]
    after = {c.enterprise_id: c.score for c in ask(make_region, crane_chain, erased).candidates}
    assert after[first] <= before[first]


@PROPERTY
@given(rows=ROWS)
def test_a_slow_plain_reading_gives_the_same_points(make_region, crane_chain, rows):
    region = build_region(make_region, rows)
    placed = place_enterprises(region, crane_chain)
    found = find_nearest(region, crane_chain, "hydraulics", placed)
    best = {}
    for row in placed.iter_rows(named=True):
        if row["link_id"] in ("steel", "cranes"):
            best[row["enterprise_id"]] = max(best.get(row["enterprise_id"], 0), row["score"])
    for candidate in found.candidates:
        row = rows[int(candidate.enterprise_id[1:])]
        city = (row["district_code"] or "")[:4]
        near = [
            firm
            for firm in best
            if firm != candidate.enterprise_id
            and city
            and (rows[int(firm[1:])]["district_code"] or "")[:4] == city
        ]
        revenue, before, rd = row["revenue"], row["revenue_before"], row["rd_expense"]
        expected = {
            "neighbour": 25 * best.get(candidate.enterprise_id, 0),
            "product": 20 * max((compare(row["main_products"] or "", term) for term in TERMS), default=0),
            "industry": {4: 15, 3: 10.5, 2: 4.5}.get(count_common(row["industry_code"] or "", "3444"), 0),
            "size": 10 if row["is_above_scale"] else 0,
            "research": 10 * min(1, rd / revenue / 0.05) if rd is not None and revenue else 0,
            "titles": max(
                (10 * {"champion": 1, "srdi_sme": 0.6}.get(t, 0) for t in row["titles"]), default=0
            ),
            "growth": 5 * max(0, min(1, (revenue / before - 1) / 0.2))
            if revenue is not None and before
            else 0,
            "place": 5 if near else 0,
        }
        points = {reason.part: reason.points for reason in candidate.reasons}
        assert points == pytest.approx(expected, abs=0.05 + 1e-9)


TERMS = ("液压油缸", "液压泵", "液压缸", "油泵")


def compare(one, other):
    left = {one[i : i + 2] for i in range(len(one) - 1)}
    right = {other[i : i + 2] for i in range(len(other) - 1)}
    return len(left & right) / len(left | right) if left | right else 0


def count_common(code, own):
    n = next((i for i, (a, b) in enumerate(zip(code, own, strict=False)) if a != b), min(len(code), len(own)))
    return n if n >= 2 else 0
