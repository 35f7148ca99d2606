"""Is what to do ranked by what hangs on it, and is each effect what the rules say?"""

import pytest

from gaodi.catalogue import ChainLink, ChainTemplate, LinkInput
from gaodi.chains import (
    ActionKind,
    CityIndustries,
    Project,
    Strength,
    diagnose_chain,
    gather_firms,
    gather_network,
    judge_with_project,
    list_actions,
    list_project_effects,
    load_link_rules,
    place_enterprises,
)
from gaodi.chains.measures import measure_links
from gaodi.structure import measure_complexity

YI = 10_000_000_000  # fen in one 亿元
WORDS = {"strong": "强", "adequate": "够用", "weak": "弱", "missing": "缺失", "unknown": "未知"}


@pytest.fixture
def template():
    def link(name, inputs=(), code="", is_key=False):
        return ChainLink(
            id=name, zh=f"{name}环节", en=name, stage="upstream", products=(f"{name}件",), is_key=is_key,
            industry_codes=(code,) if code else (),
            inputs=tuple(LinkInput(link=one, need="essential") for one in inputs),
        )  # fmt: skip

    return ChainTemplate(
        id="test", zh="试链", en="Test", version="1", source="自拟", status="verified",
        links=(link("钢"), link("泵", ("钢",), is_key=True), link("机", ("泵",)), link("旁")),
    )  # fmt: skip


@pytest.fixture
def region(make_region):
    def firm(number, product, revenue):
        name = f"F{number}"
        return (
            {"enterprise_id": name, "name": f"虚拟{number}", "district_code": "430100", "industry_code": "3515",
             "is_above_scale": revenue >= YI // 5, "main_products": product},
            {"enterprise_id": name, "year": 2025, "revenue": revenue},
        )  # fmt: skip

    rows = [
        firm(1, "钢件", 2 * YI),
        *(firm(n, "机件", 4 * YI) for n in range(2, 7)),
        firm(7, "旁件", YI // 2),
    ]
    links = [
        {"supplier_id": "F1", "buyer_id": "F2", "product_name": "钢件", "year": 2025, "amount": YI, "is_essential": True},
        {"supplier_id": "F2", "buyer_id": "F3", "product_name": "机件", "year": 2025, "amount": YI // 4, "is_essential": True},
    ]  # fmt: skip
    return make_region([one for one, _ in rows], enterprise_year=[two for _, two in rows], supply_link=links)


def list_for(region, template, *, has_network=True, cities=None):
    firms, rules = gather_firms(region), load_link_rules()
    placements = place_enterprises(region, template)
    diagnosis = diagnose_chain(region, template, placements, rules, firms=firms)
    network = gather_network(region, firms) if has_network else None
    return list_actions(
        template, diagnosis, placements, firms, rules, network=network, cities=cities, words=WORDS
    )


def test_a_missing_link_is_attracted_and_a_weak_one_strengthened(region, template):
    found = {one.link_id: one for one in list_for(region, template, has_network=False)}
    assert found["泵"].kind is ActionKind.ATTRACT
    assert found["泵"].products == ("泵件",)
    assert found["钢"].kind is ActionKind.STRENGTHEN
    assert "机" not in found


def test_what_hangs_on_a_link_is_its_revenue_and_that_of_links_that_need_it(region, template):
    found = {one.link_id: one.stake for one in list_for(region, template, has_network=False)}
    total = 2 + 5 * 4 + 0.5
    assert found["钢"] == pytest.approx((2 + 20) / total)
    assert found["泵"] == pytest.approx(20 / total)
    assert found["旁"] == pytest.approx(0.5 / total)


def test_the_most_at_stake_comes_first(region, template):
    found = list_for(region, template)
    for is_known in (True, False):
        stakes = [one.stake for one in found if one.is_effect_known is is_known]
        assert stakes
        assert stakes == sorted(stakes, reverse=True)
    known = [one.is_effect_known for one in found]
    assert known == sorted(known, reverse=True)  # what nobody can tell the effect of comes last


def test_a_single_source_is_named_with_what_a_second_one_changes(region, template):
    replaced = [one for one in list_for(region, template) if one.kind is ActionKind.REPLACE]
    assert {one.firms[0][0] for one in replaced} == {"F1", "F2"}
    of_pump = next(one for one in replaced if one.firms[0][0] == "F1")
    # The only other seller of the code is the buyer itself: nobody could step in.
    assert of_pump.firms == (("F1", "虚拟1"),)
    assert not of_pump.is_effect_known
    assert "无从模拟" in of_pump.effect_zh
    assert 0 < of_pump.stake <= 1


def test_a_project_is_judged_by_the_rules_in_force(region, template):
    rules = load_link_rules()
    measures = measure_links(gather_firms(region), template, place_enterprises(region, template), rules)
    assert judge_with_project(measures["泵"], Project(revenue=YI), rules) is Strength.WEAK
    weak = measures["钢"]
    once = judge_with_project(weak, Project(revenue=YI), rules)
    assert once is Strength.WEAK  # two of three firms


def test_effects_say_what_the_project_changes(region, template):
    found = {one.link_id: one for one in list_for(region, template, has_network=False)}
    assert "由“缺失”变为“弱”" in found["泵"].effect_zh
    assert "仍为“弱”" in found["钢"].effect_zh


def test_without_revenue_nothing_is_at_stake_and_no_effect_is_told(make_region, template):
    region = make_region(
        [
            {
                "enterprise_id": "A",
                "name": "甲",
                "district_code": "430100",
                "main_products": "机件",
                "is_above_scale": None,
            }
        ]
    )
    found = list_for(region, template, has_network=False)
    assert {one.stake for one in found} == {None}
    assert {one.is_effect_known for one in found} == {False}
    assert all("没有可参照的规模" in one.effect_zh for one in found)
    assert len(found) == 4


@pytest.mark.parametrize(("expected", "after"), [(YI, Strength.WEAK), (3 * YI, Strength.WEAK), (None, None)])
def test_a_project_brings_its_own_verdict_and_that_of_all_of_its_link(make_region, template, expected, after):
    project = {"name": "虚拟项目", "chain_id": "test", "link_id": "泵", "stage": "开工"}
    region = make_region(
        [],
        project=[
            project | {"project_id": "P1", "expected_output": expected},
            *(project | {"project_id": f"P{n}", "expected_output": 2 * YI} for n in (2, 3)),
            project | {"project_id": "P4", "expected_output": 9 * YI, "stage": "投产"},
            project | {"project_id": "P5", "expected_output": 9 * YI, "stage": "终止"},
            project | {"project_id": "P6", "expected_output": 9 * YI, "link_id": "无此环节"},
        ],
    )
    firms, rules = gather_firms(region), load_link_rules()
    found = {
        one.project_id: one
        for one in list_project_effects(region, template, place_enterprises(region, template), firms, rules)
    }
    assert set(found) == {"P1", "P2", "P3"}
    assert found["P1"].after is after
    n_known = 2 + (expected is not None)
    # Three firms, one above scale and one 亿元 are adequate.
    assert found["P2"].together is (Strength.ADEQUATE if n_known == 3 else Strength.WEAK)
    assert found["P1"].before is Strength.MISSING


def test_without_a_table_of_projects_nothing_lands(make_region, template):
    region = make_region([])
    firms, rules = gather_firms(region), load_link_rules()
    assert list_project_effects(region, template, place_enterprises(region, template), firms, rules) == ()


def test_who_is_attracted_is_told_by_product_code_and_size(region, template):
    found = next(one for one in list_for(region, template) if one.kind is ActionKind.ATTRACT)
    assert (found.products, found.size) == (("泵件",), 4 * YI)  # the median of 2, 4 × 5 and 0.5 亿元
    assert "4.00 亿元" in found.effect_zh
    assert "CNY 400 million" in found.effect_en


def list_grown(region, template, regions):
    """Return what could grow: of four cities, one has what goes with code 313 elsewhere, another nothing that does."""
    steel = template.link("钢").model_copy(update={"industry_codes": ("3130",)})
    template = template.model_copy(
        update={"links": tuple(steel if one.id == "钢" else one for one in template.links)}
    )
    matrix = [[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1], [1, 1, 1, 0]]
    complexity = measure_complexity(
        matrix, regions=regions, industries=["313", "325", "335", "151"], presence="manual"
    )
    cities = CityIndustries(complexity=complexity, names={"4302": ("株洲市", "Zhuzhou")})
    return [one for one in list_for(region, template, cities=cities) if one.kind is ActionKind.GROW]


def test_a_weak_link_grows_in_the_city_that_lacks_its_industry_and_lies_nearest(region, template):
    grown = list_grown(region, template, ["4301", "4302", "4303", "4304"])
    assert [(one.link_id, one.place) for one in grown] == [("钢", ("株洲市", "Zhuzhou"))]
    assert grown[0].zh == "在株洲市发展“钢环节”"
    assert grown[0].stake == pytest.approx(22 / 22.5)
    assert "仍为“弱”" in grown[0].effect_zh
    assert [one for one in list_for(region, template) if one.kind is ActionKind.GROW] == []


def test_no_city_is_named_where_the_link_stands_already_or_lies_far(region, template):
    # The steel firm is in 4301, which lies near; of the others only 4303 lacks 313, at 0.31.
    assert list_grown(region, template, ["4302", "4301", "4303", "4304"]) == []
