"""Is a link measured as its firms are, and is the unknown kept apart?"""

import random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.chains import Strength, diagnose_chain, draw_chain, place_enterprises

YI = 10_000_000_000  # fen in one 亿元


def build_rows(n, product="液压油缸", **more):
    return [
        {"enterprise_id": f"E{i:02}", "name": f"企业{i}", "main_products": product, "is_above_scale": True,
         "district_code": "430104" if i % 2 else "430211"} | more
        for i in range(n)
    ]  # fmt: skip


def build_years(n, revenue, year=2025):
    return [{"enterprise_id": f"E{i:02}", "year": year, "revenue": revenue} for i in range(n)]


def diagnose(region, chain):
    return diagnose_chain(region, chain, place_enterprises(region, chain))


def find_link(diagnosis, link_id):
    return next(link for link in diagnosis.links if link.link_id == link_id)


def test_a_full_link_is_strong_but_for_its_input(make_region, crane_chain):
    title = {"enterprise_id": "E00", "title_id": "little_giant"}
    region = make_region(
        build_rows(6),
        enterprise_year=build_years(6, 2 * YI),
        qualification=[{**title, "granted_on": pl.Series([20000]).cast(pl.Date)[0]}],
    )
    link = find_link(diagnose(region, crane_chain), "hydraulics")
    assert link.strength is Strength.ADEQUATE
    assert link.rule_id == "link_strength_v2/adequate.inputs_at_hand"
    assert link.local_inputs == ("steel",)
    assert (link.n_enterprises, link.n_above_scale, link.n_titled, link.n_cities) == (6, 6, 1, 2)
    assert (link.revenue, link.top_share, link.top4_share) == (12 * YI, 2 / 12, 8 / 12)
    assert "关键投入没有本地企业：特种钢。" in link.reasons_zh


def test_other_links_are_missing_and_counted(make_region, crane_chain):
    diagnosis = diagnose(make_region(build_rows(6), enterprise_year=build_years(6, 2 * YI)), crane_chain)
    assert find_link(diagnosis, "engines").strength is Strength.MISSING
    assert diagnosis.counts == {"strong": 0, "adequate": 1, "weak": 0, "missing": 4, "unknown": 0}


def test_without_a_register_every_link_is_unknown(make_region, crane_chain):
    diagnosis = diagnose(make_region(None), crane_chain)
    assert {link.strength for link in diagnosis.links} == {Strength.UNKNOWN}
    assert {link.local_inputs for link in diagnosis.links} == {()}
    assert diagnosis.revenue is None


def test_an_empty_register_has_no_firms(make_region, crane_chain):
    diagnosis = diagnose(make_region([]), crane_chain)
    assert {link.strength for link in diagnosis.links} == {Strength.MISSING}


def test_revenue_of_another_year_does_not_count(make_region, crane_chain):
    region = make_region(build_rows(4), enterprise_year=build_years(4, 2 * YI, year=2023))
    link = find_link(diagnose(region, crane_chain), "hydraulics")
    assert (link.revenue, link.n_revenue_unknown, link.strength) == (None, 4, Strength.UNKNOWN)
    assert link.top_share is None


def test_concentration_is_hidden_where_most_revenue_is_unknown(make_region, crane_chain):
    half = make_region(build_rows(4), enterprise_year=build_years(2, 2 * YI))
    less = make_region(build_rows(5), enterprise_year=build_years(2, 2 * YI))
    assert find_link(diagnose(half, crane_chain), "hydraulics").top_share == 0.5
    assert find_link(diagnose(less, crane_chain), "hydraulics").top_share is None


def test_scope_alone_counts_for_nothing_but_leaves_the_link_open(make_region, crane_chain):
    rows = [{"enterprise_id": "E1", "name": "甲", "business_scope": "柴油机制造"}]
    link = find_link(diagnose(make_region(rows), crane_chain), "engines")
    assert (link.n_enterprises, link.strength) == (0, Strength.UNKNOWN)
    assert link.reasons_zh == ("有 1 家企业仅凭经营范围文字等弱证据指向本环节，核实其产品即可判断。",)


def test_a_firm_on_two_links_counts_once_for_the_chain(make_region, crane_chain):
    region = make_region(build_rows(3, product="液压油缸；柴油机"), enterprise_year=build_years(3, YI))
    diagnosis = diagnose(region, crane_chain)
    assert (diagnosis.n_enterprises, diagnosis.revenue) == (3, 3 * YI)
    assert [link.n_enterprises for link in diagnosis.links] == [0, 3, 3, 0, 0]


def test_a_city_office_counts_its_counties(make_region, crane_chain):
    rows = [row | {"district_code": f"43010{i + 2}"} for i, row in enumerate(build_rows(3))]
    region = make_region(rows, code="430100")
    assert find_link(diagnose(region, crane_chain), "hydraulics").n_cities == 3
    assert find_link(diagnose(make_region(rows), crane_chain), "hydraulics").n_cities == 1


def test_one_generated_firm_marks_the_link(make_region, crane_chain):
    rows = build_rows(3)
    rows[1]["synthetic"] = True
    diagnosis = diagnose(make_region(rows), crane_chain)
    assert [link.synthetic for link in diagnosis.links] == [False, True, False, False, False]


TEXTS = [
    "液压油缸",
    "高压油泵",
    "起重机用柴油机",
    "起重机租赁",
    "玩具起重机",
    "特种钢、高强钢板",
    "腐乳",
    None,
]
FIRMS = st.lists(
    st.tuples(
        st.sampled_from(TEXTS), st.sampled_from(["3444", "3432", "34", None]),
        st.sampled_from([True, False, None]), st.one_of(st.none(), st.integers(0, 5 * YI)),
    ),
    max_size=10,
)  # fmt: skip


def build_region(make_region, firms, order=None):
    rows = [
        {
            "enterprise_id": f"E{i}",
            "name": f"企业{i}",
            "main_products": text,
            "industry_code": code,
            "is_above_scale": big,
        }
        for i, (text, code, big, _) in enumerate(firms)
    ]
    years = [{"enterprise_id": f"E{i}", "year": 2025, "revenue": f[3]} for i, f in enumerate(firms)]
    if order is not None:
        order.shuffle(rows)
        order.shuffle(years)
    return make_region(rows, enterprise_year=years)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=FIRMS, seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(make_region, crane_chain, firms, seed):
    first = build_region(make_region, firms)
    second = build_region(make_region, firms, random.Random(seed))
    assert place_enterprises(first, crane_chain).equals(place_enterprises(second, crane_chain))
    assert diagnose(first, crane_chain) == diagnose(second, crane_chain)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=FIRMS, newcomer=FIRMS.map(lambda drawn: drawn[:1]))
def test_a_newcomer_never_empties_a_link(make_region, crane_chain, firms, newcomer):
    before = diagnose(build_region(make_region, firms), crane_chain)
    after = diagnose(build_region(make_region, firms + newcomer), crane_chain)
    for old, new in zip(before.links, after.links, strict=True):
        assert new.n_enterprises >= old.n_enterprises
        assert new.strength is not Strength.MISSING or old.n_enterprises == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=FIRMS)
def test_a_slow_plain_reading_measures_the_same(make_region, crane_chain, firms):
    region = build_region(make_region, firms)
    placed = place_enterprises(region, crane_chain)
    for link in diagnose_chain(region, crane_chain, placed).links:
        ids = {
            row["enterprise_id"]
            for row in placed.iter_rows(named=True)
            if row["link_id"] == link.link_id and row["score"] >= 0.5
        }
        members = [firm for i, firm in enumerate(firms) if f"E{i}" in ids]
        known = sorted(firm[3] for firm in members if firm[3] is not None)
        assert link.n_enterprises == len(members)
        assert link.n_above_scale == sum(firm[2] is True for firm in members)
        assert link.revenue == (sum(known) if known else None)
        assert link.n_revenue_unknown == len(members) - len(known)
        if known and sum(known) and 2 * len(known) >= len(members):
            assert link.top_share == known[-1] / sum(known)
            assert link.top4_share == sum(known[-4:]) / sum(known)
        else:
            assert link.top_share is None


def test_the_map_runs_from_upstream_to_downstream(make_region, crane_chain):
    drawn = draw_chain(crane_chain, diagnose(make_region(build_rows(3)), crane_chain))
    layer = {node["id"]: node["layer"] for node in drawn.nodes}
    assert layer == {"steel": 0, "engines": 0, "hydraulics": 1, "cranes": 2, "services": 3}
    assert {node["id"]: node["x"] for node in drawn.nodes}["cranes"] == pytest.approx(2 / 3, abs=1e-6)
    assert {"source": "steel", "target": "hydraulics", "need": "essential"} in drawn.edges
    places = [(node["x"], node["y"]) for node in drawn.nodes]
    assert len(set(places)) == len(places)
    assert all(0 <= x <= 1 and 0 < y < 1 for x, y in places)
    assert all(layer[edge["source"]] < layer[edge["target"]] for edge in drawn.edges)


def test_a_circle_of_inputs_is_drawn(make_region, crane_chain):
    steel = crane_chain.link("steel")
    looped = steel.model_copy(update={"inputs": crane_chain.link("cranes").inputs[:1]})
    chain = crane_chain.model_copy(update={"links": (looped, *crane_chain.links[1:])})
    drawn = draw_chain(chain, diagnose(make_region([]), chain))
    assert len(drawn.nodes) == 5
    assert {"source": "hydraulics", "target": "steel", "need": "essential"} in drawn.edges
