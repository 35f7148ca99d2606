"""Are the actions of a chain and what a city could grow next taken from the run and the register?"""

import shutil
from importlib.resources import files

import polars as pl
import pytest
from openpyxl import load_workbook

from gaodi import api
from gaodi.api.running import read_results
from gaodi.base import NotFoundError


def test_every_weak_or_missing_link_has_an_action_with_its_nearest_firms(demo):
    for chain in api.list_chains(demo):
        found = api.list_chain_actions(demo, chain.chain_id)
        assert found.has_network
        by_link = {one.link_id: one for one in found.actions if one.kind in ("strengthen", "attract")}
        wanted = {link.link_id for link in chain.links if link.strength in ("weak", "missing")}
        assert set(by_link) == wanted
        nearest = api.get_chain(demo, chain.chain_id).nearest
        for link_id, action in by_link.items():
            near = nearest.get(link_id) or nearest.get(f"{chain.chain_id}/{link_id}")
            assert [firm for firm, _ in action.firms] == [one.enterprise_id for one in near.candidates[:3]]


def test_a_single_source_falls_or_stays_with_a_second_one(demo):
    found = api.list_chain_actions(demo, "construction_machinery")
    replaced = [one for one in found.actions if one.kind == "replace"]
    assert replaced
    assert all(one.stake is not None and 0 <= one.stake <= 1 for one in replaced)


def test_what_a_city_lacks_is_ranked_and_none_of_it_is_there(demo):
    found = api.list_opportunities(demo, "4302", limit=10)
    assert found.zh == "株洲市"
    assert [one.rank for one in found.opportunities] == list(range(1, len(found.opportunities) + 1))
    scores = [one.score for one in found.opportunities]
    assert scores == sorted(scores, reverse=True)
    assert api.list_opportunities(demo, "430200", limit=10).opportunities == found.opportunities


def test_the_largest_city_is_taken_where_none_is_asked_for(demo):
    assert api.list_opportunities(demo, limit=1).zh == "长沙市"


def test_what_is_not_there_is_refused(demo):
    with pytest.raises(NotFoundError, match="no chain"):
        api.list_chain_actions(demo, "nothing")
    with pytest.raises(NotFoundError, match="9999"):
        api.list_opportunities(demo, "9999")


def test_actions_leave_as_a_workbook(demo, tmp_path):
    found = api.list_chain_actions(demo, "construction_machinery")
    place = api.list_opportunities(demo, "4302", limit=5)
    path = tmp_path / "对策.xlsx"
    api.write_actions_file(found, path, demo.catalogue, place)
    book = load_workbook(path)
    assert book.sheetnames == ["对策", "项目落地后", "株洲市下一步"]
    rows = list(book["对策"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [one.zh for one in found.actions]
    assert {row[0] for row in rows} <= {"做强", "引进", "第二货源", "接通", "下一步发展"}
    header = [cell.value for cell in book["对策"][1]]
    sizes = [row[header.index("要找的规模：年营业收入（元）")] for row in rows]
    assert sizes == [None if one.size is None else one.size // 100 for one in found.actions]
    assert any(sizes)
    assert book["株洲市下一步"].max_row == 6


def test_what_to_grow_stands_in_the_list_of_its_chain(demo):
    grown = {
        chain.chain_id: [
            one for one in api.list_chain_actions(demo, chain.chain_id).actions if one.kind == "grow"
        ]
        for chain in api.list_chains(demo)
    }
    assert any(grown.values())
    for chain_id, actions in grown.items():
        links = {link.link_id: link for link in api.get_chain(demo, chain_id).diagnosis.links}
        for one in actions:
            assert links[one.link_id].strength in ("weak", "adequate")
            assert one.place is not None
            assert one.place[0] in one.zh
            here = list_cities(demo, chain_id, one.link_id)
            assert one.place[0] not in here
            assert "亿元" not in one.effect_en + one.why_en


def list_cities(demo, chain_id, link_id):
    """Return the names of the cities that have a firm on the link, from the run and the register."""
    run = read_results(demo)
    rules = api.read_chain_settings(demo).strength
    on_link = run.placements.filter(
        pl.col("chain_id") == chain_id,
        pl.col("link_id") == link_id,
        pl.col("score") >= float(rules.min_score.value),
    )
    register = pl.read_parquet(demo.workspace.runs_dir / run.record.run_id / "enterprises.parquet")
    codes = register.join(on_link, on="enterprise_id", how="semi")["district_code"]
    names = {term.id: term.zh for term in demo.catalogue.taxonomy("divisions").terms}
    return {names[code[:4] + "00"] for code in codes.drop_nulls().unique()}


def test_effects_are_judged_by_the_offices_own_rules(demo_root, tmp_path):
    shutil.copytree(demo_root, tmp_path / "own")
    office = api.open_office(tmp_path / "own")
    shipped = files("gaodi.catalogue").joinpath("data/rules/link_strength.yaml").read_text(encoding="utf-8")
    rules = tmp_path / "own" / "catalogue" / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    own = shipped.replace('compare: at_least, value: "3"', 'compare: at_least, value: "1"')
    own = own.replace(
        'compare: at_least, value: "1", unit: 亿元', 'compare: at_least, value: "0.01", unit: 亿元'
    )
    (rules / "link_strength.yaml").write_text(own, encoding="utf-8")
    api.compute_run(office, on=api.get_run(office).record.on)
    attracted = [
        one
        for chain in api.list_chains(office)
        for one in api.list_chain_actions(office, chain.chain_id).actions
        if one.kind == "attract" and one.is_effect_known
    ]
    assert attracted
    # One firm above scale is enough by the office's rules; by the shipped ones it would stay weak.
    assert all("变为“够用”" in one.effect_zh for one in attracted)
    office.workspace.ledger.close()
