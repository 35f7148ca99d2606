"""Findings are kept as facts arrive, are those of one comparison of everything, and obey decisions."""

import random
from contextlib import suppress

import pytest

from gaodi import api
from gaodi.base import InputError, NotFoundError

TEXT = "湖南省地区生产总值{}亿元。"


def level(value, quote=None, **changes):
    return {"quote": quote or f"{value}亿元", "value": f"{value}00000000", **changes}


@pytest.fixture
def disagree(office, add_text):
    """Two texts that state different totals for one year."""
    facts = [
        add_text(letter, TEXT.format(value), level(value))[0]
        for letter, value in (("a", "55300"), ("b", "49000"))
    ]
    api.compare_workspace(office)
    return facts


def ids(office, **filters):
    return {row["finding_id"] for row in api.list_findings(office, size=500, **filters).rows}


def said(office):
    return {
        (row["finding_id"], row["zh"], row["severity"]) for row in api.list_findings(office, size=500).rows
    }


def compare_everything(office):
    """Forget what was compared, and compare all facts anew."""
    ledger = office.workspace.ledger
    facts = {item.fact.fact_id: item.fact for item in ledger.store.find()}
    ledger.findings.store((), facts=facts, withdrawn=ids(office), seen=(), gone=list(facts), judged={})
    api.compare_workspace(office)
    return said(office)


def test_two_texts_that_disagree_are_a_finding_with_both_facts(office, disagree):
    found = api.list_findings(office, verdict="conflict")
    assert found.total == 1
    row = found.rows[0]
    assert {fact["fact_id"] for fact in row["facts"]} == {fact.fact_id for fact in disagree}
    assert row["decision"] is None
    assert row["zh"]
    assert row["en"]
    assert ids(office, source_id="a" * 64) == ids(office) == ids(office, undecided=True)
    assert ids(office, indicator="粮食") == set()
    assert [view.finding_id for view in api.get_fact(office, disagree[0].fact_id).findings] == [
        row["finding_id"]
    ]


def test_arriving_one_by_one_gives_what_one_comparison_gives(office, import_rows, add_text, tmp_path):
    add_text("a", TEXT.format("55300"), level("55300"))
    reports = [api.compare_workspace(office)]
    add_text("b", TEXT.format("49000"), level("49000"))
    reports.append(api.compare_workspace(office))
    import_rows(
        "公报", ("地区生产总值", "湖南省", "2025", "数值", "实际", "55300", "亿元", "统计公报", "2026-03-20"),
        ("地区生产总值", "长沙市", "2025", "数值", "实际", "16000", "亿元", "统计公报", "2026-03-20"),
    )  # fmt: skip
    # An import compares what it brought.
    reports.append(api.compare_workspace(office))
    assert [report.n_new for report in reports] == [1, 1, 0]
    streamed = ids(office)
    ledger = office.workspace.ledger
    # Forget what was compared: everything is compared anew.
    facts = {item.fact.fact_id: item.fact for item in ledger.store.find()}
    ledger.findings.store((), facts=facts, withdrawn=streamed, seen=(), gone=list(facts), judged={})
    assert ids(office) == set()
    again = api.compare_workspace(office)
    assert (again.n_new, ids(office)) == (4, streamed)
    assert len(streamed) >= 3
    assert api.compare_workspace(office).n_added == 0


def test_a_correction_withdraws_the_conflict_and_taking_it_back_brings_it_again(office, disagree):
    before = ids(office, verdict="conflict")
    view = api.correct_fact(office, disagree[1].fact_id, {"value": "5530000000000"}, reason="录错")
    report = api.compare_workspace(office)
    assert (report.n_new, report.n_withdrawn) == (1, 1)
    assert ids(office, verdict="conflict") == set()
    api.undo_judgement(office, view.history[0].judgement_id, reason="没录错")
    api.compare_workspace(office)
    assert ids(office, verdict="conflict") == before


def test_a_rejected_fact_is_compared_no_more(office, disagree):
    api.reject_fact(office, disagree[1].fact_id, reason="不是")
    report = api.compare_workspace(office)
    assert (report.n_gone, ids(office)) == (1, set())


def test_a_decision_is_kept_obeyed_and_taken_back(office, disagree):
    (finding_id,) = ids(office, verdict="conflict")
    view = api.decide_finding(
        office, finding_id, "prefer", prefer=disagree[0].fact_id, reason="公报为准", who="处长"
    )
    assert (view.decision, view.preferred, view.who) == ("prefer", disagree[0].fact_id, "处长")
    assert ids(office, undecided=True, verdict="conflict") == set()
    api.correct_fact(office, disagree[1].fact_id, {"marker": "约"}, reason="补")
    api.compare_workspace(office)
    kept = api.get_finding(office, finding_id)
    assert kept.decision == "prefer"
    api.undo_judgement(office, kept.history[0].judgement_id, reason="再议", who="处长")
    assert api.get_finding(office, finding_id).decision is None
    assert len(api.get_finding(office, finding_id).history) == 2


def test_a_decision_follows_its_facts_when_a_text_is_read_again(office, disagree, add_text):
    (finding_id,) = ids(office, verdict="conflict")
    api.decide_finding(office, finding_id, "both_valid", reason="口径不同")
    add_text("b", TEXT.format("49000"), level("49000", quote="49000亿"))
    api.compare_workspace(office)
    (row,) = api.list_findings(office, verdict="conflict").rows
    assert row["finding_id"] != finding_id
    assert (row["decision"], row["reason"]) == ("both_valid", "口径不同")
    assert api.list_questions(office, kind="lost").total == 0


def test_a_decision_whose_fact_is_gone_becomes_a_question(office, disagree, add_text):
    (finding_id,) = ids(office, verdict="conflict")
    api.decide_finding(office, finding_id, "not_comparable", reason="口径不同")
    add_text("b", TEXT.format("49000"))
    api.compare_workspace(office)
    (question,) = api.list_questions(office, kind="lost").rows
    assert question["about_id"] == finding_id
    api.answer_question(office, question["question_id"], "drop", reason="原文已无")
    assert api.list_questions(office, kind="lost").total == 0


def test_decisions_that_cannot_be_are_refused(office, disagree):
    (finding_id,) = ids(office, verdict="conflict")
    with pytest.raises(InputError, match="prefer"):
        api.decide_finding(office, finding_id, "prefer", prefer="f1-other", reason="x")
    with pytest.raises(InputError, match="prefer"):
        api.decide_finding(office, finding_id, "both_valid", prefer=disagree[0].fact_id, reason="x")
    with pytest.raises(InputError, match="随便"):
        api.decide_finding(office, finding_id, "随便", reason="x")
    with pytest.raises(InputError, match="理由"):
        api.decide_finding(office, finding_id, "both_valid", reason="")
    with pytest.raises(NotFoundError, match="c1-none"):
        api.decide_finding(office, "c1-none", "both_valid", reason="x")
    assert api.get_finding(office, finding_id).decision is None


def test_rows_of_one_sheet_that_quote_two_documents_disagree_as_documents_do(office, import_rows):
    import_rows(
        "汇编", ("地区生产总值", "湖南省", "2025", "数值", "实际", "55300", "亿元", "统计公报", "2026-03-20"),
        ("地区生产总值", "湖南省", "2025", "数值", "实际", "49000", "亿元", "某报道", "2026-02-01"),
    )  # fmt: skip
    api.compare_workspace(office)
    (row,) = api.list_findings(office, verdict="conflict").rows
    assert "统计公报" in row["zh"]
    assert "某报道" in row["zh"]


NAMES = (
    "地区生产总值", "工业增加值", "第一产业增加值", "第二产业增加值", "第三产业增加值", "总算力", "智能算力",
    "领航级智能工厂", "卓越级智能工厂", "领航级、卓越级智能工厂",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_whatever_comes_goes_or_is_corrected_the_findings_are_those_of_one_comparison(office, add_text, seed):
    rng = random.Random(seed)
    places = ["湖南省", "长沙市", "株洲市", "湘潭市"]
    periods = ["2025", "2024", "2025-01..2025-06", "2025-01"]
    text = "".join(f"{n:03}亿元。" for n in range(100, 140))

    def state(number):
        return {
            "quote": f"{number}亿元", "value": str(rng.choice([1, 2, 3, 6]) * 10**10), "subject": rng.choice(places),
            "period": rng.choice(periods), "indicator": rng.choice(NAMES),
        }  # fmt: skip

    texts = {letter: [state(number) for number in range(100, 106)] for letter in "abc"}
    for letter, facts in texts.items():
        add_text(letter, text, *facts)
    judged = []
    for _ in range(12):
        action = rng.choice(["correct", "reject", "undo", "read", "compare"])
        rows = api.list_facts(office, size=500).rows
        if action == "correct" and rows:
            moved = {"value": str(rng.choice([1, 2]) * 10**10), "subject": rng.choice(places)}
            changes = rng.choice(
                [moved, {"indicator": rng.choice(NAMES)}, {"unit": rng.choice(["元", "家"])}]
            )
            view = api.correct_fact(office, rng.choice(rows)["fact_id"], changes, reason="x")
            judged.append(view.history[0].judgement_id)
        elif action == "reject" and rows:
            judged.append(
                api.reject_fact(office, rng.choice(rows)["fact_id"], reason="x").history[0].judgement_id
            )
        elif action == "undo" and judged:
            with suppress(InputError):
                api.undo_judgement(office, judged.pop(), reason="x")
        elif action == "read":
            letter = rng.choice("abc")
            texts[letter] = [*texts[letter][1:], state(100 + rng.randrange(40))]
            add_text(letter, text, *texts[letter])
        else:
            api.compare_workspace(office)
    api.compare_workspace(office)
    stored = said(office)
    assert compare_everything(office) == stored
    assert stored


LIST = "领航级3家、优秀级5家、卓越级7家，合计10家。"
COUNTED = {"unit": "家", "period": None, "subject": "长沙市"}


@pytest.mark.parametrize(
    ("numbers", "changes"),
    [((3, 5, 7), {"unit": "元"}), ((3, 5, 7), {"indicator": ""}), ((3, 5, 7), None)],
    ids=["its unit", "no indicator", "no fact"],
)
def test_a_sum_that_a_wrong_figure_hid_comes_out_when_it_is_mended(office, add_text, numbers, changes):
    counted = [
        {
            "quote": f"{number}家", "value": str(number), "indicator": f"{name}工厂", "evidence_start": 0,
            "evidence_end": LIST.index("，"), **COUNTED,
        }
        for number, name in zip(numbers, ("领航级", "优秀级", "卓越级"), strict=True)
    ]  # fmt: skip
    total = {
        "quote": "10家", "value": "10", "indicator": "车间", **COUNTED, "evidence_start": LIST.index("合计"),
    }  # fmt: skip
    wrong = add_text("a", LIST, *counted, total)[1]
    api.compare_workspace(office)
    before = ids(office, verdict="arithmetic_ok")
    if changes is None:
        api.reject_fact(office, wrong.fact_id, reason="不是")
    else:
        api.correct_fact(office, wrong.fact_id, changes, reason="错")
    api.compare_workspace(office)
    streamed = said(office)
    assert before == set()
    assert len(ids(office, verdict="arithmetic_ok")) == 1
    assert compare_everything(office) == streamed


def test_a_figure_put_under_another_indicator_no_longer_hides_the_sum_of_its_old_one(office, add_text):
    text = "领航级工厂3家，领航示范工厂5家，卓越级工厂7家，领航级、卓越级工厂12家。"
    facts = [
        {"quote": "3家", "value": "3", "indicator": "领航级智能工厂"},
        {"quote": "5家", "value": "5", "indicator": "领航示范类工厂"},
        {"quote": "7家", "value": "7", "indicator": "卓越级智能工厂"},
        {"quote": "12家", "value": "12", "indicator": "领航级、卓越级智能工厂"},
    ]
    read = add_text("a", text, *({"unit": "家", "subject": "长沙市", **fact} for fact in facts))
    api.compare_workspace(office)
    assert ids(office, verdict="arithmetic_ok") == set()
    api.correct_fact(office, read[0].fact_id, {"indicator": "绿色车间"}, reason="错")
    api.compare_workspace(office)
    streamed = said(office)
    assert len(ids(office, verdict="arithmetic_ok")) == 1
    assert compare_everything(office) == streamed


def test_totals_and_their_parts_months_and_growth_come_from_the_tables(office, import_rows):
    def row(subject, period, kind, value, unit):
        return ("地区生产总值", subject, period, kind, "实际", value, unit, "统计公报", "2026-03-20")

    import_rows(
        "公报", row("湖南省", "2025", "数值", "55300", "亿元"), row("湖南省", "2024", "数值", "53000", "亿元"),
        row("湖南省", "2025", "增速", "9.9", "%"), row("湖南省", "2025-01..2025-06", "数值", "60000", "亿元"),
    )  # fmt: skip
    rows = api.list_findings(office, size=500).rows
    assert {row["detail"]["kind"] for row in rows} >= {"growth"}
    assert {row["verdict"] for row in rows} - {"different_period"}
