"""What must hold for any facts: symmetry, order, portions, strangers, unknown values."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.conflicts import build_index, compare_facts, compare_new

INDICATORS = [
    "国家级绿色工厂",
    "省级绿色工厂",
    "地区生产总值",
    "GDP",
    "第一产业增加值",
    "第二产业增加值",
    "第三产业增加值",
    "总算力",
    "智能算力",
    "国家级绿色工厂占全省新增数量",
    "领航级、卓越级智能工厂",
    "卓越级智能工厂",
    "民生项目开工总投资",
    "民生项目竣工总投资",
]
SUBJECTS = ["湖南省", "长沙市", "株洲", "湖南", "全国", "星辰智能制造城", "星辰智能制造城二号园"]
PERIODS = ["2024", "2025", "2025-01..2025-10", "2025-10", "..2025-10", "2021..2025", "now", None, "2026"]
COMPARISONS = ["level", "new", "cumulative", "growth", "share", "rank"]

one_fact = st.fixed_dictionaries(
    {
        "value": st.one_of(
            st.none(),
            st.sampled_from([1, 5, 8, 12, 20, 20.5, 100, 1000, 21000, -3, "1e40", "-1e40", "1e-40"]),
        ),
        "unit": st.sampled_from(["家", "元", "%", "位", "个"]),
        "indicator": st.sampled_from(INDICATORS),
        "subject": st.sampled_from(SUBJECTS),
        "period": st.sampled_from(PERIODS),
        "comparison": st.sampled_from(COMPARISONS),
        "bound": st.sampled_from(["exact", "lower", "upper", "approx"]),
        "status": st.sampled_from(["actual", "estimate", "target"]),
        "source": st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
        "start": st.integers(0, 400),
        "confidence": st.sampled_from([0.3, 0.9]),
    }
)
# Few kinds of fact, so that they meet.
kin = st.fixed_dictionaries(
    {
        "value": st.sampled_from([None, 8, 12, 20, 21]),
        "indicator": st.sampled_from(["国家级绿色工厂", "国家绿色工厂", "省级绿色工厂"]),
        "subject": st.sampled_from(["湖南省", "长沙市"]),
        "period": st.sampled_from(["2025", "2025-01..2025-10", "2024", None]),
        "comparison": st.sampled_from(["level", "new"]),
        "bound": st.sampled_from(["exact", "lower"]),
        "source": st.sampled_from(["s1", "s2", "s5"]),
    }
)


def name_facts(make_fact, drawn):
    return [
        make_fact(f"f{i:02}", f"{given['value']}{given.get('unit', '家')}", **given)
        for i, given in enumerate(drawn)
    ]


def by_id(findings):
    return {finding.finding_id: finding for finding in findings}


@settings(deadline=None, max_examples=150)
@given(drawn=st.lists(st.one_of(one_fact, kin), max_size=14), seed=st.integers(0, 10**6))
def test_any_order_gives_the_same_findings(make_fact, catalogue, sources, drawn, seed) -> None:
    facts = name_facts(make_fact, drawn)
    shuffled = random.Random(seed).sample(facts, len(facts))
    first = compare_facts(facts, sources, catalogue=catalogue)
    assert by_id(first) == by_id(compare_facts(shuffled, sources, catalogue=catalogue))


@settings(deadline=None, max_examples=150)
@given(drawn=st.lists(st.one_of(one_fact, kin), max_size=14), seed=st.integers(0, 10**6))
def test_portions_give_what_one_batch_gives(make_fact, catalogue, sources, drawn, seed) -> None:
    facts = name_facts(make_fact, drawn)
    shuffled = random.Random(seed).sample(facts, len(facts))
    index = build_index(sources, catalogue=catalogue)
    held = {}
    for fact in shuffled:
        update = compare_new(index, [fact])
        assert all(fact.fact_id in finding.fact_ids for finding in update.findings)
        for finding_id in update.withdrawn:
            held.pop(finding_id, None)
        held |= by_id(update.findings)
    assert held == by_id(compare_facts(facts, sources, catalogue=catalogue))


@settings(deadline=None, max_examples=150)
@given(a=kin, b=kin)
def test_a_pair_reads_the_same_from_either_side(make_fact, catalogue, sources, a, b) -> None:
    first, second = name_facts(make_fact, [a, b])
    there = compare_facts([first, second], sources, catalogue=catalogue)
    assert there == compare_facts([second, first], sources, catalogue=catalogue)


@settings(deadline=None, max_examples=100)
@given(drawn=st.lists(st.one_of(one_fact, kin), max_size=10))
def test_a_stranger_changes_nothing(make_fact, catalogue, sources, drawn) -> None:
    facts = name_facts(make_fact, drawn)
    stranger = make_fact(
        "zz", "77家", value=77, indicator="陶瓷工艺大师工作室", subject="云南省", source="s4", start=9000
    )
    before = by_id(compare_facts(facts, sources, catalogue=catalogue))
    after = compare_facts([*facts, stranger], sources, catalogue=catalogue)
    assert by_id(f for f in after if "zz" not in f.fact_ids) == before
    assert [f for f in after if "zz" in f.fact_ids] == []


@settings(deadline=None, max_examples=100)
@given(drawn=st.lists(st.one_of(one_fact, kin), min_size=1, max_size=10), which=st.integers(0, 9))
def test_an_unknown_value_takes_part_in_nothing(make_fact, catalogue, sources, drawn, which) -> None:
    drawn[which % len(drawn)]["value"] = None
    facts = name_facts(make_fact, drawn)
    unknown = {fact.fact_id for fact in facts if fact.value is None}
    for finding in compare_facts(facts, sources, catalogue=catalogue):
        assert not unknown & set(finding.fact_ids)


@settings(deadline=None, max_examples=100)
@given(drawn=st.lists(kin, max_size=10))
def test_equal_facts_never_conflict(make_fact, catalogue, sources, drawn) -> None:
    twins = [dict(given, value=20, bound="exact", comparison="level") for given in drawn]
    found = compare_facts(name_facts(make_fact, twins), sources, catalogue=catalogue)
    assert [f for f in found if f.verdict == "conflict" and f.kind == "pair"] == []


@pytest.mark.parametrize("n_facts", [5_000, pytest.param(50_000, marks=pytest.mark.slow)])
def test_a_long_stream_is_compared_block_by_block(make_fact, catalogue, sources, n_facts) -> None:
    chance = random.Random(7)
    measures = [f"虚拟产品{i}产量" for i in range(n_facts // 100)]
    index = build_index(sources, catalogue=catalogue)
    n_compared = n_findings = 0
    for i in range(n_facts):
        fact = make_fact(
            f"f{i}",
            value=chance.randrange(1, 10**6),
            unit="吨",
            indicator=chance.choice(measures),
            subject=chance.choice(SUBJECTS[:5]),
            period=str(chance.randrange(2016, 2026)),
            source=chance.choice(["s1", "s2", "s3"]),
            start=i,
        )
        update = compare_new(index, [fact])
        n_compared += update.n_compared
        n_findings += len(update.findings)
    # 100 facts a measure, whatever the number of facts: the pairs grow with the facts, not with their square.
    assert n_compared < 40 * n_facts
    assert n_findings


def test_a_number_of_nobody_is_compared_with_nothing(make_fact, sources, catalogue) -> None:
    for unknown in ({"subject": ""}, {"indicator": ""}):
        facts = [
            make_fact("a", "8家", value=8, **unknown),
            make_fact("b", "9家", value=9, source="s2", **unknown),
        ]
        assert compare_facts(facts, sources, catalogue=catalogue) == []


def test_a_fact_that_comes_twice_counts_once(make_fact, catalogue, sources) -> None:
    fact = make_fact("a", "8家", value=8)
    index = build_index(sources, catalogue=catalogue)
    assert compare_new(index, [fact, fact]).findings == ()
    assert compare_new(index, [fact]).n_compared == 0


def test_ids_are_those_of_sorted_facts_and_verdict(make_fact, catalogue, sources) -> None:
    facts = [make_fact(f"f{i}", f"{i + 8}家", value=i + 8, source=f"s{i + 1}") for i in range(3)]
    found = [
        {f.finding_id for f in compare_facts(order, sources, catalogue=catalogue)}
        for order in itertools.permutations(facts)
    ]
    assert all(ids == found[0] for ids in found)
