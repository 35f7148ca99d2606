"""Names against a register: the order of rules, codes, judgements, sisters, and bad input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.base import compute_check_character
from gaodi.names import NameJudgement, NameLink, NameQuery, RegisterEntry, index_register, resolve_names


def code(body: str) -> str:
    return body + compute_check_character(body)


CODE_A, CODE_B, CODE_C = (code(f"91430100XN0000{n}A1"[:17]) for n in ("01", "02", "03"))
REGISTER = [
    RegisterEntry(
        id="heavy",
        name="三一重工股份有限公司",
        credit_code=CODE_A,
        stock_code="600031.SH",
        short_names=("三一重工",),
    ),
    RegisterEntry(id="energy", name="三一重能股份有限公司", credit_code=CODE_B),
    RegisterEntry(id="group", name="三一集团有限公司", place="长沙市"),
    RegisterEntry(
        id="salt",
        name="雪天盐业集团股份有限公司",
        former_names=("湖南盐业股份有限公司",),
        stock_code="600929",
    ),
    RegisterEntry(id="lens", name="蓝思科技股份有限公司", place="长沙市"),
    RegisterEntry(id="lens-xt", name="蓝思科技（湘潭）有限公司", place="湘潭市"),
    RegisterEntry(id="hongda", name="株洲宏达电子股份有限公司", place="株洲市"),
]


def resolve(name: str, judgements: tuple[NameJudgement, ...] = (), **known: str) -> NameLink:
    return resolve_names([NameQuery(name=name, **known)], REGISTER, judgements)[0]


@pytest.mark.parametrize(
    ("name", "known", "entity_id", "rule"),
    [
        ("随便什么名字", {"credit_code": CODE_A}, "heavy", "code"),
        ("三一重工股份有限公司", {}, "heavy", "full_name"),
        ("湖南盐业股份有限公司", {}, "salt", "former_name"),
        ("", {"stock_code": "600929"}, "salt", "stock_code"),
        ("三一重工", {}, "heavy", "short_name"),
        ("三一重能", {}, "energy", "same_core"),
        ("湖南盐业", {}, "salt", "same_core"),
        ("三一", {}, None, "shared_brand"),
        ("三一重机", {}, None, "unknown"),
        ("三一重工股份有限公司长沙分公司", {}, None, "branch"),
        ("蓝思科技", {}, "lens", "same_core"),
        ("蓝思科技(湘潭)有限公司", {}, "lens-xt", "full_name"),
        ("蓝思科技（东莞）有限公司", {}, None, "unknown"),
        ("成都宏达电子股份有限公司", {}, None, "unknown"),
        ("长沙", {}, None, "no_brand"),
        ("", {}, None, "empty"),
    ],
)
def test_rules_are_tried_in_their_order(
    name: str, known: dict[str, str], entity_id: str | None, rule: str
) -> None:
    link = resolve(name, **known)
    assert (link.entity_id, link.rule) == (entity_id, rule)
    assert link.reason_zh
    assert link.reason_en


def test_no_name_links_where_codes_contradict() -> None:
    link = resolve("三一重能股份有限公司", credit_code=CODE_C)
    assert (link.entity_id, link.rule) == (None, "code_contradicts")
    assert resolve("雪天盐业集团股份有限公司", stock_code="000001").entity_id is None


def test_an_unknown_code_never_links_by_itself() -> None:
    assert resolve("无此名称", credit_code=CODE_C).entity_id is None


def test_a_damaged_code_neither_links_nor_contradicts() -> None:
    assert resolve("三一重能股份有限公司", credit_code="9.143E+17").entity_id == "energy"


def test_a_judgement_beats_every_rule_and_the_later_one_counts() -> None:
    yes = NameJudgement(name="三一", entity_id="group", is_same=True)
    no = NameJudgement(name="三一重能", entity_id="energy", is_same=False)
    assert resolve("三 一", (yes,)).rule == "judged"
    assert resolve("三一重能", (no,)).entity_id is None
    assert (
        resolve("三一", (yes, NameJudgement(name="三一", entity_id="group", is_same=False))).entity_id is None
    )


def test_a_question_comes_with_candidates_best_first() -> None:
    link = resolve("三一")
    assert {each.entity_id for each in link.candidates} == {"heavy", "energy", "group"}
    assert [each.score for each in link.candidates] == sorted(
        (each.score for each in link.candidates), reverse=True
    )


def test_two_entities_of_one_name_are_a_question_unless_the_place_decides() -> None:
    twins = [
        RegisterEntry(id="cs", name="宏图科技有限公司", place="长沙市"),
        RegisterEntry(id="zz", name="宏图科技有限公司", place="株洲市"),
    ]
    asked = resolve_names(
        [NameQuery(name="宏图科技有限公司"), NameQuery(name="宏图科技有限公司", place="株洲")], twins
    )
    assert [link.entity_id for link in asked] == [None, "zz"]


def test_a_group_is_a_rival_even_where_it_cannot_be_linked() -> None:
    firms = [
        RegisterEntry(id="group", name="湖州甲乙机械制造集团有限公司"),
        RegisterEntry(id="other", name="保山甲乙机械制造股份有限公司"),
    ]
    [both] = resolve_names([NameQuery(name="甲乙机械")], firms)
    [alone] = resolve_names([NameQuery(name="甲乙机械")], firms[:1])
    [called] = resolve_names([NameQuery(name="甲乙机械制造集团")], firms)
    assert (both.entity_id, alone.entity_id, called.entity_id) == (None, None, "group")


NAMES = st.sampled_from(
    [
        "三一重工",
        "三一",
        "蓝思科技",
        "湖南盐业",
        "宏达电子",
        "三一集团公司",
        "雪天",
        "湘潭蓝思科技",
        "重工",
        "",
    ]
) | st.text(alphabet=st.sampled_from(list("三一重工能集团蓝思科技湘潭长沙有限公司股份（）")), max_size=14)


@settings(max_examples=200, deadline=None)
@given(NAMES, st.permutations(REGISTER))
def test_the_order_of_the_register_does_not_matter(name: str, register: list[RegisterEntry]) -> None:
    assert resolve_names([NameQuery(name=name)], register) == [resolve(name)]


@settings(max_examples=200, deadline=None)
@given(NAMES, st.sampled_from(["长沙", "成都市", "上海", "湖南省", "株洲"]))
def test_a_place_added_never_moves_a_name_to_another_firm(name: str, place: str) -> None:
    plain, placed = resolve(name), resolve(place + name)
    if plain.entity_id and placed.entity_id and not placed.rule.startswith("full"):
        assert placed.entity_id == plain.entity_id


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_a_score_is_a_share_and_a_link_is_one_of_the_register(name: str) -> None:
    link = resolve(name)
    assert 0 <= link.score <= 1
    assert link.entity_id is None or link.entity_id in {entry.id for entry in REGISTER}


def test_an_index_is_used_again_with_the_same_answers() -> None:
    index = index_register(REGISTER)
    queries = [NameQuery(name=name) for name in ("三一重工", "三一", "蓝思科技")]
    assert resolve_names(queries, index) == resolve_names(queries, REGISTER)


@pytest.mark.parametrize("name", ["", "\ud800", "\x00\x01", "甲" * 10_000, "公司" * 5_000, "（）", "ＳＴ"])
def test_bad_names_are_answered(name: str) -> None:
    assert resolve(name).entity_id is None
    assert resolve_names([NameQuery(name="甲公司")], [RegisterEntry(id="x", name=name)])[0].entity_id in {
        None,
        "x",
    }
