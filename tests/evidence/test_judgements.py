"""What people decide about facts is kept, obeyed, taken back and never lost, on SQLite and on PostgreSQL."""

from decimal import Decimal

import pytest

from gaodi.base import InputError, NotFoundError, ValueFormatError
from gaodi.evidence import Ledger

TEXT = "湖南省地区生产总值5万亿元，增长6.2%。"


@pytest.fixture
def read(ledger: Ledger, make_source, make_fact):
    """Read a text with these facts and return a way to read it again with others."""
    source = make_source(kind="document")

    def register(*facts):
        ledger.register_document(source, TEXT, facts)
        return facts

    register.source = source
    register.fact = lambda number=0, **changes: make_fact(source, number, **changes)
    return register


def states(ledger):
    return {item.fact.fact_id: item.state for item in ledger.store.find()}


def test_a_correction_counts_and_the_reading_is_kept(ledger, read):
    (fact,) = read(read.fact())
    ledger.book.correct_fact(
        fact.fact_id, {"value": "5.1", "subject": "长沙市"}, reason="原文为 5.1", who="甲"
    )
    found = ledger.store.get(fact.fact_id)
    assert (found.state, found.fact.value, found.fact.subject) == ("corrected", Decimal("5.1"), "长沙市")
    assert found.extracted == fact
    assert found.fact.value_min == Decimal("5.1")
    assert found.fact.value_max is None
    assert [item.value for item in ledger.facts(indicator="地区")] == [Decimal("5.1")]
    assert ledger.facts()[0].subject == "长沙市"


def test_a_second_correction_keeps_the_first_and_both_can_be_taken_back(ledger, read):
    (fact,) = read(read.fact())
    ledger.book.correct_fact(fact.fact_id, {"subject": "长沙市"}, reason="甲", who="甲")
    ledger.book.correct_fact(fact.fact_id, {"period": "2024"}, reason="乙", who="乙")
    both = ledger.store.get(fact.fact_id)
    assert (both.fact.subject, both.fact.period) == ("长沙市", "2024")
    history = ledger.book.history("fact", fact.fact_id)
    assert [item.who for item in history] == ["乙", "甲"]
    ledger.book.undo(history[0].judgement_id, reason="不对", who="丙")
    one = ledger.store.get(fact.fact_id)
    assert (one.fact.subject, one.fact.period) == ("长沙市", fact.period)
    ledger.book.undo(history[1].judgement_id, reason="也不对", who="丙")
    assert ledger.store.get(fact.fact_id).state == "extracted"
    assert ledger.facts() == [fact]
    assert len(ledger.book.history("fact", fact.fact_id)) == 4


def test_taking_back_an_undo_brings_the_judgement_back(ledger, read):
    (fact,) = read(read.fact())
    ledger.book.reject_fact(fact.fact_id, reason="不是数字")
    assert ledger.facts() == []
    first = ledger.book.latest("fact", fact.fact_id)
    undone = ledger.book.undo(first.judgement_id, reason="看错了")
    assert ledger.facts() == [fact]
    ledger.book.undo(undone.judgement_id, reason="还是不是")
    assert ledger.facts() == []
    assert ledger.store.count(state="rejected") == 1


def test_a_replaced_judgement_cannot_be_taken_back(ledger, read):
    (fact,) = read(read.fact())
    ledger.book.reject_fact(fact.fact_id, reason="一")
    first = ledger.book.latest("fact", fact.fact_id)
    ledger.book.confirm_fact(fact.fact_id, reason="二")
    with pytest.raises(InputError, match="取代"):
        ledger.book.undo(first.judgement_id, reason="三")
    with pytest.raises(NotFoundError, match="99"):
        ledger.book.undo(99, reason="三")


def test_an_added_fact_counts_whatever_is_read_later(ledger, read):
    read(read.fact())
    added = read.fact(7, rule="person", unit="%", value=Decimal("6.20"), value_min=None, indicator="增速")
    ledger.book.add_fact(added, reason="漏读")
    assert states(ledger)[added.fact_id] == "added"
    assert ledger.fact(added.fact_id) == added
    ledger.book.correct_fact(added.fact_id, {"value": "6.3"}, reason="又看")
    assert ledger.fact(added.fact_id).value == Decimal("6.3")
    read(read.fact())
    read()
    assert states(ledger) == {added.fact_id: "added"}
    with pytest.raises(InputError, match="先导入"):
        ledger.book.add_fact(read.fact(8, source_id="f" * 64), reason="漏读")


def test_a_judgement_follows_its_place_when_the_text_is_read_again(ledger, read):
    (fact,) = read(read.fact(0))
    ledger.book.correct_fact(fact.fact_id, {"subject": "长沙市"}, reason="改主体", who="甲")
    (again,) = read(read.fact(1, start=0, end=4, comparison="new"))
    found = ledger.store.get(again.fact_id)
    assert (found.state, found.fact.subject, found.fact.comparison) == ("corrected", "长沙市", "new")
    assert states(ledger) == {again.fact_id: "corrected"}
    history = ledger.book.history("fact", again.fact_id)
    assert [item.who for item in history] == ["gaodi", "甲"]
    assert history[0].detail["changed"]
    ledger.book.undo(history[0].judgement_id, reason="不改了")
    assert ledger.facts() == [again]


def test_the_same_reading_carries_no_question(ledger, read):
    (fact,) = read(read.fact(0))
    ledger.book.reject_fact(fact.fact_id, reason="不是")
    (again,) = read(read.fact(1, start=0, end=4))
    assert ledger.facts() == []
    assert not ledger.book.latest("fact", again.fact_id).detail["changed"]


def test_a_judgement_whose_fact_vanished_waits_for_a_person(ledger, read):
    (fact,) = read(read.fact(0))
    ledger.book.correct_fact(fact.fact_id, {"subject": "长沙市"}, reason="改主体")
    read(read.fact(50))
    lost = ledger.store.find(state="lost")
    assert [(item.fact.fact_id, item.fact.subject) for item in lost] == [(fact.fact_id, "长沙市")]
    assert fact.fact_id not in states(ledger)
    read(read.fact(0))
    assert states(ledger) == {fact.fact_id: "corrected"}
    read()
    ledger.book.drop_fact(fact.fact_id, reason="确实没有了")
    assert ledger.store.count(state="lost") == 0
    assert ledger.store.count() == 0


def test_two_judged_facts_do_not_fall_on_one_place(ledger, read):
    one, two = read(read.fact(0), read.fact(2, start=2, end=5))
    for fact in (one, two):
        ledger.book.confirm_fact(fact.fact_id, reason="对")
    read(read.fact(3, start=1, end=4))
    assert sorted(item.state for item in ledger.store.find()) == ["confirmed"]
    assert ledger.store.count(state="lost") == 1


def test_a_proposal_counts_once_a_person_accepts_it(ledger, read):
    read(read.fact(0))
    proposal = read.fact(9, rule="proposal:m")
    ledger.register_facts(read.source, [proposal], keep=True)
    assert ledger.store.count() == 1
    read(read.fact(0))
    assert [item.state for item in ledger.store.find(state="proposed")] == ["proposed"]
    ledger.book.confirm_fact(proposal.fact_id, reason="核过原文")
    assert ledger.store.count() == 2


@pytest.mark.parametrize(
    ("changes", "say"),
    [
        ({"start": 3}, "start"), ({"value": "很多"}, "很多"), ({"bound": "maybe"}, "maybe"),
        ({"period": "昨天"}, "昨天"), ({"unit": None}, "unit"), ({"value": "NaN"}, "value"), ({}, "字段"),
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_refused_and_leaves_no_trace(ledger, read, changes, say):
    (fact,) = read(read.fact())
    with pytest.raises(InputError, match=say):
        ledger.book.correct_fact(fact.fact_id, changes, reason="改")
    assert ledger.book.history("fact", fact.fact_id) == []
    assert isinstance(ValueFormatError("", ""), InputError)


def test_a_decision_needs_a_reason_and_a_fact(ledger, read):
    (fact,) = read(read.fact())
    with pytest.raises(InputError, match="理由"):
        ledger.book.reject_fact(fact.fact_id, reason="  ")
    with pytest.raises(NotFoundError, match="f1-none"):
        ledger.book.reject_fact("f1-none", reason="没有")
    assert ledger.facts() == [fact]


def test_facts_are_filtered_as_they_count(ledger, read):
    one, two = read(read.fact(0), read.fact(5, indicator="粮食产量", confidence=0.2))
    ledger.book.correct_fact(one.fact_id, {"indicator": "工业增加值"}, reason="改")
    assert [item.fact.fact_id for item in ledger.store.find(indicator="工业")] == [one.fact_id]
    assert ledger.store.count(indicator="地区生产总值") == 0
    assert [item.fact.fact_id for item in ledger.store.find(doubtful_below=0.4, state="extracted")] == [
        two.fact_id
    ]
    assert ledger.store.count(q="粮食", comparison="level", status="actual", period="2025", unit="元") == 1
    assert [item.fact.fact_id for item in ledger.store.find(limit=1, offset=1)] == [two.fact_id]
    assert set(ledger.store.get_many([one.fact_id, "x"])) == {one.fact_id}
