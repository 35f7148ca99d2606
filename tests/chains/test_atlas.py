"""Do the five maps and five lists hold what the region's tables hold, and say which table is missing?"""

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from gaodi.chains import (
    build_atlas,
    compare_link,
    diagnose_chain,
    draw_chain,
    gather_firms,
    load_link_rules,
    measure_fusion,
    place_enterprises,
    select_counted,
    write_graphml,
)

FIRMS = [
    {"enterprise_id": "H1", "name": "甲液压", "main_products": "液压油缸", "district_code": "430104", "is_above_scale": True},
    {"enterprise_id": "H2", "name": "乙液压", "main_products": "液压油缸；发动机", "district_code": "430211", "is_above_scale": None},
    {"enterprise_id": "M1", "name": "矿业", "main_products": "煤", "industry_code": "0610", "district_code": "430104"},
]  # fmt: skip
TABLES = {
    "enterprise_year": [{"enterprise_id": "H2", "year": 2025, "revenue": 500}],
    "intellectual_property": [
        {"ip_id": "1", "enterprise_id": "H1", "kind": "发明专利", "granted_on": date(2025, 3, 1)},
        {"ip_id": "2", "enterprise_id": "H2", "kind": "发明专利", "granted_on": date(2010, 3, 1)},
        {"ip_id": "3", "enterprise_id": "H2", "kind": "发明专利", "granted_on": date(2027, 3, 1)},
        {"ip_id": "4", "enterprise_id": "H1", "kind": "实用新型", "granted_on": date(2025, 3, 1)},
    ],
    "demand": [
        {"demand_id": "1", "enterprise_id": "H1", "kind": "技术", "title": "液压泵降噪", "chain_id": "cranes", "status": "待对接"},
        {"demand_id": "2", "enterprise_id": "H1", "kind": "技术", "title": "液压泵减重", "chain_id": "cranes", "status": "已完成"},
        {"demand_id": "3", "enterprise_id": "H1", "kind": "场景", "title": "港口吊装", "chain_id": "cranes", "status": "对接中"},
    ],
    "offer": [{"offer_id": "1", "kind": "技术", "title": "柴油机燃烧技术", "provider": "某大学", "chain_id": "cranes"}],
    "supply_link": [
        {"supplier_id": "H1", "buyer_id": "M1", "amount": 70, "year": 2025},
        {"supplier_id": "H1", "buyer_id": "H2", "amount": 90, "year": 2025},
    ],
    "project": [
        {"project_id": "1", "name": "扩产", "chain_id": "cranes", "link_id": "hydraulics", "stage": "开工", "investment": 100, "obstacle": "用电"},
        {"project_id": "2", "name": "新建", "chain_id": "cranes", "link_id": "nowhere", "stage": "洽谈", "investment": 300},
        {"project_id": "3", "name": "旧", "chain_id": "cranes", "link_id": "hydraulics", "stage": "终止", "investment": 900},
        {"project_id": "4", "name": "别的链", "chain_id": "beidou", "stage": "开工"},
    ],
    "cluster": [{"cluster_id": "C", "name": "起重机集群", "chain_id": "cranes", "title_id": "provincial_advanced"}],
    "cluster_member": [{"cluster_id": "C", "enterprise_id": "H1"}, {"cluster_id": "C", "enterprise_id": "M1"}],
    "task": [{"task_id": "1", "title": "协调用电", "chain_id": "cranes", "due_on": date(2026, 1, 1), "status": "进行中", "role": "链长"}],
    "policy": [
        {"policy_id": "1", "title": "普惠", "valid_to": date(2026, 12, 31)},
        {"policy_id": "2", "title": "小巨人奖励", "title_required": "little_giant"},
        {"policy_id": "3", "title": "过期", "valid_to": date(2025, 12, 31)},
    ],
}  # fmt: skip


def read(make_region, chain, **tables):
    region = make_region(FIRMS, **tables)
    firms = gather_firms(region)
    placed = place_enterprises(region, chain, firms=firms)
    diagnosis = diagnose_chain(region, chain, placed, firms=firms)
    counted = select_counted(placed, chain.id, load_link_rules())
    fusion = measure_fusion(region, firms, chain, counted, diagnosis)
    return build_atlas(region, chain, counted, diagnosis, fusion, firms=firms), diagnosis


@pytest.fixture(scope="module")
def atlas(make_region, crane_chain):
    return read(make_region, crane_chain, **TABLES)[0]


def rows_of(atlas, sheet_id, *keys):
    return [tuple(row[key] for key in keys) for row in atlas.sheet(sheet_id).rows]


def test_five_maps_and_five_lists(atlas):
    assert [sheet.id for sheet in atlas.maps] == ["chain", "route", "applications", "places", "investment"]
    assert [sheet.id for sheet in atlas.lists] == [
        "enterprises",
        "projects",
        "clusters",
        "problems",
        "policies",
    ]
    for sheet in (*atlas.maps, *atlas.lists):
        assert sheet.missing_tables == ()
        assert sheet.n_total == len(sheet.rows)
        for row in sheet.rows:
            assert {column.key for column in sheet.columns} <= row.keys()


def test_the_route_counts_inventions_by_year_and_titles_by_link(atlas):
    assert rows_of(atlas, "route", "link_id", "y2025", "inventions", "needs", "offers") == [
        ("steel", 0, 0, 0, 0), ("hydraulics", 1, 2, 1, 0), ("engines", 0, 1, 0, 1), ("cranes", 0, 0, 0, 0), ("services", 0, 0, 0, 0),
    ]  # fmt: skip


def test_applications_are_buyers_off_the_chain_and_scenes(atlas):
    assert rows_of(atlas, "applications", "kind", "what", "n", "amount") == [
        ("应用行业", "煤炭开采和洗选业", 1, 70), ("场景需求", "港口吊装", 1, None),
    ]  # fmt: skip


def test_places_count_each_firm_once_however_many_links(atlas):
    assert rows_of(atlas, "places", "place", "n_enterprises", "n_above_scale", "revenue", "n_links") == [
        ("430100", 1, 1, None, 1), ("430200", 1, None, 500, 2),
    ]  # fmt: skip


def test_investment_leaves_ended_projects_out_and_keeps_those_of_no_link(atlas):
    keys = ("link_id", "n_reserve", "investment_reserve", "n_building", "investment_building")
    rows = {row[0]: row[1:] for row in rows_of(atlas, "investment", *keys)}
    assert rows["hydraulics"] == (0, None, 1, 100)
    assert rows[None] == (1, 300, 0, None)
    assert rows["steel"] == (0, None, 0, None)


def test_lists_hold_what_the_tables_hold(atlas):
    assert rows_of(atlas, "enterprises", "enterprise_id", "links", "links_en") == [
        ("H2", "液压件、发动机", "Hydraulics, Engines"), ("H1", "液压件", "Hydraulics"),
    ]  # fmt: skip
    assert rows_of(atlas, "projects", "project_id") == [("3",), ("2",), ("1",)]
    assert rows_of(atlas, "clusters", "cluster_id", "n_members", "n_on_chain") == [("C", 2, 1)]
    assert rows_of(atlas, "policies", "policy_id") == [("1",)]


def test_problems_come_from_links_holes_projects_tasks_and_needs(atlas):
    problems = rows_of(atlas, "problems", "kind", "kind_en", "role")
    assert problems[0] == ("环节缺失", "link missing", "链长")
    assert ("项目堵点", "obstacle of a project", None) in problems
    assert ("超期任务", "overdue task", "链长") in problems
    assert ("技术需求", "need: technology", "校长") in problems
    assert [kind for kind, *_ in problems].count("技术需求") == 1
    missing = {row["link_id"] for row in atlas.sheet("problems").rows if row["kind"] == "环节缺失"}
    holes = [row for row in atlas.sheet("problems").rows if row["kind"].endswith("断点")]
    assert all(row["link_id"] not in missing for row in holes)


def test_what_was_never_imported_is_named_and_not_none(make_region, crane_chain):
    atlas, _ = read(make_region, crane_chain)
    assert atlas.sheet("policies").missing_tables == ("policy",)
    assert atlas.sheet("investment").rows == ()
    assert {row["inventions"] for row in atlas.sheet("route").rows} == {None}
    assert {row["needs"] for row in atlas.sheet("route").rows} == {None}


def test_graphml_holds_every_link_and_need(make_region, crane_chain):
    _, diagnosis = read(make_region, crane_chain, **TABLES)
    text = write_graphml(draw_chain(crane_chain, diagnosis), diagnosis.flows)
    root = ET.fromstring(text)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    graph = root.find(f"{space}graph")
    nodes = {node.get("id"): {d.get("key"): d.text for d in node} for node in graph.findall(f"{space}node")}
    assert list(nodes) == [link.id for link in crane_chain.links]
    assert nodes["hydraulics"]["node_zh"] == "液压件"
    assert nodes["hydraulics"]["node_revenue_fen"] == "500"
    assert "node_revenue_fen" not in nodes["steel"]  # unknown is absent
    edges = [(e.get("source"), e.get("target")) for e in graph.findall(f"{space}edge")]
    assert edges == [(i.link, link.id) for link in crane_chain.links for i in link.inputs]
    declared = {key.get("id") for key in root.findall(f"{space}key")}
    assert {d.get("key") for d in graph.iter(f"{space}data")} <= declared


def test_a_change_names_what_differs(make_region, crane_chain):
    _, before = read(make_region, crane_chain)
    _, after = read(make_region, crane_chain, **TABLES)
    change = compare_link(before.links[1], after.links[1])
    assert (change.before, change.after, change.is_moved) == ("weak", "weak", False)
    assert change.changes_zh == ("营业收入未知的企业 2 → 1", "营业收入 — → 0.00 亿元")
    assert compare_link(after.links[1], after.links[1]).changes_zh == ()
    assert compare_link(None, after.links[1]).before is None
