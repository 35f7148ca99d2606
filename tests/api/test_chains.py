"""Does the facade give a chain's measures, fusion, maps, history and files as the rooms found them?"""

import re
import time
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import yaml

from gaodi import api
from gaodi.base import CatalogueError, InputError, NotFoundError
from gaodi.chains import load_fusion_rules

CHAIN = "construction_machinery"
DAY = date(2026, 6, 1)


@pytest.fixture
def own(tmp_path):
    """A workspace of one's own with a small register."""
    office = api.create_office(tmp_path / "own")
    api.load_demo(office, n_enterprises=200)
    yield office
    office.workspace.ledger.close()


@pytest.fixture
def bare(tmp_path):
    """A workspace without data."""
    office = api.create_office(tmp_path / "bare")
    yield office
    office.workspace.ledger.close()


def test_every_link_has_every_figure_with_a_reason(demo):
    for chain in api.list_chains(demo):
        for link in chain.links:
            assert [figure.id for figure in link.figures] == [
                "hhi", "top4_share", "local_sourcing", "single_supplier", "single_city", "reach_short", "reach_middle", "reach_long",
                "import_share",
            ]  # fmt: skip
            assert all(
                figure.reason_zh.endswith("。") and figure.reason_en.endswith(".") for figure in link.figures
            )
            assert len(link.warnings_zh) == len(link.warnings_en)


def test_fusion_is_stored_with_the_run_and_read_back(demo):
    found = api.get_fusion(demo, "工程机械")
    assert found.chain_id == CHAIN
    assert found == next(item for item in api.list_fusion(demo) if item.chain_id == CHAIN)
    assert api.get_chain(demo, CHAIN).fusion == found
    owners = {owner.zh for owner in load_fusion_rules().owners.values()}
    assert {owner.zh for owner in found.by_owner} == owners
    assert {hole.owner_zh for hole in found.holes} <= owners


def test_the_atlas_is_read_from_the_snapshot_of_the_run(demo):
    atlas = api.get_atlas(demo, CHAIN)
    chain = api.get_chain(demo, CHAIN).diagnosis
    assert atlas.sheet("enterprises").n_total == chain.n_enterprises
    assert [row["link_id"] for row in atlas.sheet("chain").rows] == [link.link_id for link in chain.links]
    assert atlas.sheet("policies").missing_tables == ("policy",)
    assert len(api.get_atlas(demo, CHAIN, n_rows=3).sheet("enterprises").rows) == 3


def test_a_plant_is_asked_about_what_it_needs_up_the_chain(demo):
    plant = next(
        row
        for row in api.list_enterprises(demo, chain=CHAIN, size=50).rows
        if f"{CHAIN}/concrete_machinery" in row["links"]
    )
    reach = api.measure_plant_reach(demo, CHAIN, plant["enterprise_id"])
    template = demo.catalogue.chain(CHAIN)
    needed = {i.link for i in template.link("concrete_machinery").inputs}
    assert needed <= {site.link_id for site in reach.sites}
    for site in reach.sites:
        if site.enterprise_id:
            assert site.enterprise_id in reach.names
            assert site.band == next((limit for limit in reach.bands if site.minutes <= limit), None)
    with pytest.raises(NotFoundError, match="没有企业"):
        api.measure_plant_reach(demo, CHAIN, "nobody")


def test_unplaced_and_placed_make_all_working_firms(demo):
    page = api.list_unplaced_enterprises(demo, size=10)
    placed = api.get_run(demo)
    assert page.total == page.n_firms - len({row["enterprise_id"] for row in _all_placed(demo)})
    assert placed.n_placed <= page.n_firms - page.total
    assert len(page.rows) == 10
    assert all({"enterprise_id", "name", "is_described"} <= row.keys() for row in page.rows)


def _all_placed(office):
    from gaodi.api.running import need_results

    return need_results(office).placements.select("enterprise_id").unique().to_dicts()


def test_history_compares_snapshots_that_have_a_run(own, tmp_path):
    api.compute_run(own, on=DAY)
    more = tmp_path / "企业名录.csv"
    codes = ["91110000100008886U", "91110000100011743X", "91430000MA4L16JJ58"]
    lines = [f"{code},某某（示例）液压{n}有限公司,长沙市,液压油缸,是" for n, code in enumerate(codes[:2])]
    more.write_text(
        "统一社会信用代码,企业名称,所在地,主要产品,是否规上\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    api.import_files(own, [more])
    before = api.get_chain_history(own, CHAIN)
    assert before.points[0].run_id is None
    api.compute_run(own, on=DAY)
    history = api.get_chain_history(own, CHAIN)
    newest, older = history.points[0], next(p for p in history.points[1:] if p.run_id)
    assert sum(newest.counts.values()) == sum(older.counts.values()) > 0
    change = next(item for item in newest.changes if item.link_id == "hydraulics")
    assert re.match(r"企业 \d+ → \d+", change.changes_zh[0])
    assert older.changes == ()


def test_a_chain_leaves_as_excel_graphml_and_picture(demo, tmp_path):
    book = openpyxl.load_workbook(api.write_chain_file(demo, CHAIN, tmp_path / "a.xlsx"))
    assert book.sheetnames == [
        "产业链图", "技术路线图", "应用图", "区域分布图", "招商投资图", "企业清单", "项目清单", "集群清单", "问题清单", "政策清单", "五链融合", "说明",
    ]  # fmt: skip
    sheet = book["企业清单"]
    assert sheet.max_row - 1 == api.get_chain(demo, CHAIN).diagnosis.n_enterprises
    assert [cell.value for cell in sheet[1]][5] == "营业收入（万元）"
    assert book["政策清单"]["A2"].value == "没有导入表：policy"
    english = openpyxl.load_workbook(api.write_chain_file(demo, CHAIN, tmp_path / "b.xlsx", lang="en"))
    assert english.sheetnames[0] == "Chain map"
    graph = ET.fromstring(
        (api.write_chain_file(demo, CHAIN, tmp_path / "c.graphml")).read_text(encoding="utf-8")
    )
    assert len(list(graph.iter("{http://graphml.graphdrawing.org/xmlns}node"))) == len(
        demo.catalogue.chain(CHAIN).links
    )
    picture = api.write_chain_file(demo, CHAIN, tmp_path / "d.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert picture == api.draw_chain_file(demo, CHAIN, "png")
    with pytest.raises(InputError, match=r"\.xlsx"):
        api.write_chain_file(demo, CHAIN, tmp_path / "e.doc")


def test_the_same_answer_gives_the_same_workbook(demo, tmp_path):
    first = api.write_chain_file(demo, CHAIN, tmp_path / "a.xlsx").read_bytes()
    time.sleep(1.1)  # a workbook may not tell the second it was written in
    assert api.write_chain_file(demo, CHAIN, tmp_path / "b.xlsx").read_bytes() == first


@pytest.mark.parametrize("kind", ["xlsx", "yaml"])
def test_a_template_comes_back_as_it_went_out(demo, tmp_path, kind):
    from gaodi.api.chain_templates import read_template

    for chain in demo.catalogue.chains.values():
        path = api.export_template(demo, chain.id, tmp_path / f"{chain.id}.{kind}")
        assert read_template(path, path.name) == chain


def edit(own, tmp_path, change):
    path = api.export_template(own, CHAIN, tmp_path / f"{CHAIN}.yaml")
    plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(plain)
    path.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return path


def test_an_edited_template_is_used_under_a_new_version(bare, tmp_path):
    shipped = bare.catalogue.chain(CHAIN).version

    def change(plain):
        plain["links"][0]["products"].append("超高强钢")
        plain["links"].append(
            {"id": "robots", "zh": "机器人", "en": "Robots", "stage": "service", "products": ["巡检机器人"]}
        )

    again = api.import_template(bare, edit(bare, tmp_path, change), chain_id=CHAIN)
    view = api.get_template(again, CHAIN)
    assert (view.is_own, view.shipped_version, view.template.version) == (True, shipped, f"{shipped}+1")
    assert [(item.link_id, item.field, item.before, item.after) for item in view.changes] == [
        (view.template.links[0].id, "products", None, "超高强钢"), ("robots", "link", None, "机器人"),
    ]  # fmt: skip
    third = api.import_template(
        again, edit(again, tmp_path, lambda plain: plain["links"].pop()), chain_id=CHAIN
    )
    assert third.catalogue.chain(CHAIN).version == f"{shipped}+2"
    kept = bare.workspace.root / "catalogue" / "versions" / "chains"
    assert sorted(path.name for path in kept.iterdir()) == [
        f"{CHAIN}@{shipped}+1.yaml",
        f"{CHAIN}@{shipped}.yaml",
    ]
    assert third.catalogue.digest != bare.catalogue.digest


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda plain: plain["links"].append(plain["links"][0]), r"construction_machinery.yaml: `links`"),
        (lambda plain: plain["links"][0].update(inputs=[{"link": "nowhere", "need": "essential"}]), r"`machinery_steel.inputs` is 'nowhere'"),
        (lambda plain: plain["links"][0].update(inputs=[{"link": "castings_forgings", "need": "essential"}]), r"machinery_steel.inputs.*machinery_steel → castings_forgings → machinery_steel"),
        (lambda plain: plain["links"][2].update(stage="sideways"), r"`bearings_seals.stage` is 'sideways'"),
        (lambda plain: plain["links"][2].update(produkts=["x"]), r"`bearings_seals.produkts`"),
        (lambda plain: plain.pop("version"), r"`version`"),
    ],
    ids=["double", "unknown-link", "circle", "stage", "unknown-key", "missing-key"],
)  # fmt: skip
def test_a_wrong_template_is_refused_with_file_and_key(bare, tmp_path, change, message):
    with pytest.raises(CatalogueError, match=message):
        api.import_template(bare, edit(bare, tmp_path, change))
    assert not (bare.workspace.root / "catalogue" / "chains").exists()


def test_a_template_of_another_chain_is_refused(bare, tmp_path):
    path = api.export_template(bare, "beidou", tmp_path / "x.xlsx")
    with pytest.raises(InputError, match="不是「construction_machinery」的"):
        api.import_template(bare, path, chain_id=CHAIN)
    with pytest.raises(InputError, match=r"\.xlsx 或 \.yaml"):
        api.export_template(bare, "beidou", tmp_path / "x.txt")


def write_own(own, name, text):
    folder = own.workspace.root / "catalogue"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_the_offices_own_tables_are_used_and_make_a_run_of_their_own(own):
    first = api.compute_run(own, on=DAY)
    write_own(own, "import_shares.csv", "sector,share\n" + "".join(f"{n:02},30%\n" for n in range(1, 98)))
    write_own(own, "travel_times.csv", "from,to,minutes\n430104,430211,9.5\n")
    assert api.get_run(own).is_stale
    settings = api.read_chain_settings(own)
    assert settings.travel_times == {("430104", "430211"): 9.5}
    assert settings.import_shares["34"].share == Fraction(3, 10)
    second = api.compute_run(own, on=DAY)
    assert second.record.run_id != first.record.run_id
    assert not second.is_stale
    figures = [f for link in second.chains[0].links for f in link.figures if f.id == "import_share"]
    assert {figure.value for figure in figures} == {30.0}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("travel_times.csv", "from,to\na,b\n", "应有 from、to、minutes"),
        ("travel_times.csv", "from,to,minutes\na,b,soon\n", "第 2 行：minutes 的值「soon」"),
        ("travel_times.csv", "from,to,minutes\na,b,5\na,b,6\n", "第 3 行"),
        ("import_shares.csv", "sector,share\n34,1.5\n", "第 2 行：share 的值「1.5」"),
        ("import_shares.csv", "sector,share\n,0.5\n", "第 2 行：sector 为空"),
    ],
)
def test_a_wrong_table_is_refused_with_file_and_line(bare, name, text, message):
    write_own(bare, name, text)
    with pytest.raises(InputError, match=message):
        api.read_chain_settings(bare)
