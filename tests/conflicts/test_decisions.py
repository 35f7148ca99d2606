"""Who is preferred, what a person decided, and how grave it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gaodi.conflicts import (
    RANKS,
    Decision,
    SourceInfo,
    build_index,
    compare_facts,
    compare_new,
    fill_index,
    find_copies,
    label_pairs,
    name_finding,
    rank_source,
)


@pytest.fixture
def rivals(make_fact):
    return [make_fact("a", "120家", value=120), make_fact("b", "131家", value=131, source="s3")]


def test_a_decision_stands_above_policy_and_verdict(rivals, sources, catalogue) -> None:
    decision = Decision(
        fact_ids=("b", "a"),
        choice="prefer",
        prefer="a",
        by="王工",
        reason="已电话核实",
        made_on=date(2026, 3, 5),
    )
    (plain,) = compare_facts(rivals, sources, catalogue=catalogue)
    (decided,) = compare_facts(rivals, sources, [decision], catalogue=catalogue)
    assert plain.preferred_id == "b"
    assert not plain.is_settled
    assert decided.preferred_id == "a"
    assert decided.is_settled
    assert decided.decision == decision
    assert "已电话核实" in decided.preferred_zh
    assert (decided.verdict, decided.finding_id) == (plain.verdict, plain.finding_id)


@pytest.mark.parametrize("choice", ["both_valid", "not_comparable"])
def test_without_a_preference_nothing_is_preferred(rivals, sources, catalogue, choice) -> None:
    decision = Decision(fact_ids=("a", "b"), choice=choice, by="王工", reason="口径不同")
    (finding,) = compare_facts(rivals, sources, [decision], catalogue=catalogue)
    assert finding.preferred_id is None
    assert finding.decision == decision


def test_the_later_of_two_decisions_counts(rivals, sources, catalogue) -> None:
    first = Decision(fact_ids=("a", "b"), choice="both_valid", by="甲", reason="一")
    second = replace(first, choice="prefer", prefer="a", by="乙", reason="二")
    (finding,) = compare_facts(rivals, sources, [first, second], catalogue=catalogue)
    assert finding.decision == second


def test_a_decision_about_other_facts_does_not_count(rivals, sources, catalogue, make_fact) -> None:
    decision = Decision(fact_ids=("a", "b"), choice="both_valid", by="甲", reason="一")
    third = make_fact("c", "150家", value=150, source="s2")
    found = compare_facts([*rivals, third], sources, [decision], catalogue=catalogue)
    assert {f.fact_ids: f.is_settled for f in found} == {
        ("a", "b"): True,
        ("a", "c"): False,
        ("b", "c"): False,
    }


@pytest.mark.parametrize(
    ("title", "issuer", "is_dated", "rank"),
    [
        ("2025年国民经济和社会发展统计公报", "某省统计局", True, 1),
        ("关于公布名单的通知", "某省工信厅", True, 2),
        ("湘江潮涌", "湖南日报", True, 3),
        ("快讯", "某网", True, 4),
        ("统计公报", "某省统计局", False, 5),
        ("转载统计公报", "某网", True, 2),
        ("内容农场", "", True, 5),
    ],
)
def test_a_source_is_ranked_by_its_words(title, issuer, is_dated, rank) -> None:
    assert rank_source(title, issuer, is_dated=is_dated) == rank
    assert rank in RANKS


def test_a_source_without_rank_is_ranked_when_compared(rivals, sources, catalogue) -> None:
    unranked = {
        name: SourceInfo(title=info.title, issuer=info.issuer, published_on=info.published_on)
        for name, info in sources.items()
    }
    (finding,) = compare_facts(rivals, unranked, catalogue=catalogue)
    assert finding.preferred_id == "b"
    assert "统计机构" in finding.preferred_zh


def test_a_missing_source_is_undated_and_comes_last(make_fact, sources, catalogue) -> None:
    facts = [make_fact("a", "120家", value=120, source="nowhere"), make_fact("b", "131家", value=131)]
    (finding,) = compare_facts(facts, sources, catalogue=catalogue)
    assert finding.preferred_id == "b"
    assert "nowhere" in finding.zh


def test_equal_sources_leave_the_choice_open(make_fact, sources, catalogue) -> None:
    facts = [make_fact("a", "120家", value=120), make_fact("b", "131家", value=131)]
    (finding,) = compare_facts(facts, sources, catalogue=catalogue)
    assert finding.preferred_id is None


def test_more_digits_are_preferred_last(make_fact, sources, catalogue) -> None:
    facts = [
        make_fact("a", "1.2万亿元", value=Decimal(1200000000000), unit="元", indicator="地区生产总值"),
        make_fact("b", "12031亿元", value=Decimal(1203100000000), unit="元", indicator="地区生产总值"),
    ]
    (finding,) = compare_facts(facts, sources, catalogue=catalogue)
    assert finding.verdict == "consistent"
    assert finding.preferred_id == "b"


def test_three_copies_are_one_group(make_fact, sources, catalogue) -> None:
    facts = [make_fact(f"f{i}", "8家", value=8, start=100 * i) for i in range(3)]
    found = compare_facts(facts, sources, catalogue=catalogue)
    assert find_copies(found) == [("f0", "f1", "f2")]


def test_a_share_that_checks_out_says_more_than_two_scopes(make_fact, sources, catalogue) -> None:
    facts = [
        make_fact("a", "8家", value=8, subject="长沙市", comparison="new"),
        make_fact("b", "40家", value=40, comparison="new", source="s2"),
        make_fact(
            "c",
            "20%",
            value=20,
            unit="%",
            comparison="share",
            indicator="国家级绿色工厂占全省新增数量",
            subject="长沙市",
        ),
    ]
    labels = label_pairs(compare_facts(facts, sources, catalogue=catalogue))
    assert labels == dict.fromkeys([("a", "b"), ("a", "c"), ("b", "c")], "arithmetic_ok")


def test_facts_that_were_compared_before_need_not_be_again(make_fact, sources, catalogue) -> None:
    industries = ("第一产业增加值", "第二产业增加值", "第三产业增加值")
    known = [make_fact("t", "60.0亿元", value=6000000000, unit="元", indicator="GDP")]
    known += [
        make_fact(f"p{i}", "20.0亿元", value=2000000000, unit="元", indicator=name)
        for i, name in enumerate(industries)
    ]
    new = [make_fact("u", "90.0亿元", value=9000000000, unit="元", indicator="GDP", source="s2")]
    index = build_index(sources, catalogue=catalogue)
    fill_index(index, known)
    update = compare_new(index, new)
    whole = compare_facts([*known, *new], sources, catalogue=catalogue)
    old = {f.finding_id for f in compare_facts(known, sources, catalogue=catalogue)}
    assert {f.finding_id for f in update.findings} == {f.finding_id for f in whole} - old
    assert update.withdrawn == ()
    assert update.n_compared == 1


def test_a_sum_that_gets_another_total_part_is_withdrawn(make_fact, sources, catalogue) -> None:
    total = make_fact("t", "900PF", value=900, unit="PF", indicator="总算力")
    first = make_fact("p", "300PF", value=300, unit="PF", indicator="智能算力")
    second = make_fact("q", "100PF", value=100, unit="PF", indicator="超算算力")
    index = build_index(sources, catalogue=catalogue)
    assert [f.fact_ids for f in compare_new(index, [total, first]).findings] == [("p", "t")]
    update = compare_new(index, [second])
    assert [f.fact_ids for f in update.findings] == [("p", "q", "t")]
    assert update.withdrawn == (name_finding(["p", "t"], "part_of"),)
