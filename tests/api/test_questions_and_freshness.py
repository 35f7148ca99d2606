"""What only a person can answer is asked, and answers are judgements; overdue data says so, unknown stays unknown."""

from datetime import date

import pytest

from gaodi import api
from gaodi.base import InputError, NotFoundError

TEXT = "湖南省地区生产总值55300亿元，粮食产量约3000万吨。"
DAY = date(2026, 3, 1)


def low(**changes):
    return {
        "quote": "3000万吨",
        "value": "30000000",
        "unit": "吨",
        "indicator": "粮食产量",
        "confidence": 0.2,
        **changes,
    }


def questions(office, kind=""):
    return [row["question_id"] for row in api.list_questions(office, kind=kind).rows]


def test_doubts_are_asked_and_an_answer_settles_them(office, add_text):
    (fact,) = add_text("a", TEXT, low())
    assert questions(office) == [f"doubt:{fact.fact_id}"]
    made = api.answer_question(office, f"doubt:{fact.fact_id}", "right", reason="核过", who="甲")
    assert (made.decision, made.who) == ("confirm", "甲")
    assert questions(office) == []
    api.undo_judgement(office, made.judgement_id, reason="再看")
    assert questions(office) == [f"doubt:{fact.fact_id}"]
    api.answer_question(office, f"doubt:{fact.fact_id}", "correct", reason="改", detail={"bound": "approx"})
    assert api.get_fact(office, fact.fact_id).current.fact.bound == "approx"


def test_a_changed_reading_and_a_lost_judgement_are_asked_about(office, add_text):
    (fact,) = add_text("a", TEXT, low(confidence=0.9))
    api.reject_fact(office, fact.fact_id, reason="不是", who="甲")
    (again,) = add_text("a", TEXT, low(confidence=0.9, comparison="new"))
    assert questions(office) == [f"changed:{again.fact_id}"]
    api.answer_question(office, f"changed:{again.fact_id}", "right", reason="现在读对了")
    assert questions(office) == []
    assert api.list_facts(office).total == 1
    add_text("a", TEXT)
    assert questions(office) == [f"lost:{again.fact_id}"]
    api.answer_question(office, f"lost:{again.fact_id}", "keep", reason="原文有")
    assert questions(office) == []
    assert api.list_facts(office).rows[0]["state"] == "added"


def test_conflicts_come_before_doubts_and_can_be_answered(office, add_text):
    one = add_text("a", TEXT, {"quote": "55300亿元", "value": "5530000000000"}, low())[0]
    add_text("b", "湖南省地区生产总值49000亿元。", {"quote": "49000亿元", "value": "4900000000000"})
    api.compare_workspace(office)
    first, second = questions(office)
    assert first.startswith("conflict:")
    assert second.startswith("doubt:")
    api.answer_question(office, first, "prefer", reason="公报", detail={"prefer": one.fact_id})
    assert questions(office) == [second]
    page = api.list_questions(office, size=1, page=2)
    assert (page.total, page.rows) == (1, ())


def test_answers_that_do_not_fit_are_refused(office, add_text):
    (fact,) = add_text("a", TEXT, low())
    with pytest.raises(InputError, match="也许"):
        api.answer_question(office, f"doubt:{fact.fact_id}", "也许", reason="x")
    with pytest.raises(NotFoundError, match="nothing"):
        api.answer_question(office, "nothing", "right", reason="x")
    with pytest.raises(InputError, match="guess"):
        api.list_questions(office, kind="guess")
    with pytest.raises(InputError, match="register_id"):
        api.answer_question(office, "name:三一", "is", reason="x")


def rows(*values):
    return [
        ("规上工业增加值", "湖南省", period, "增速", "实际", value, "%", "月报", day)
        for period, value, day in values
    ]


def series(office, on=DAY):
    return {row.dataset_id: row for row in api.list_freshness(office, on=on)}


def test_nothing_declared_is_unknown(office, import_rows):
    import_rows(
        "月报", *rows(("2025-01..2025-09", "6.0", "2025-10-20"), ("2025-01..2025-10", "6.1", "2025-11-20"))
    )
    api.compare_workspace(office)
    found = series(office)
    table = found["indicator_value"]
    assert (table.owner, table.due_on, table.days_late, table.state) == (None, None, None, "unknown")
    assert (table.last_period, table.published, table.n_rows) == ("2025-01..2025-10", "2025-11-20", 2)
    one = found["规模以上工业增加值@湖南省"]
    assert (one.kind, one.last_period, one.published, one.state) == (
        "series",
        "2025-01..2025-10",
        "2025-11-20",
        "unknown",
    )


def test_a_target_does_not_make_its_period_present(office, import_rows):
    target = ("规上工业增加值", "湖南省", "2028", "增速", "目标", "7", "%", "规划", "2026-01-05")
    import_rows("月报", *rows(("2025-01..2025-10", "6.1", "2025-11-20")), target)
    assert [row.last_period for row in series(office).values()] == ["2025-01..2025-10"] * 2


def test_a_declared_frequency_makes_a_due_date(office, import_rows):
    import_rows("月报", *rows(("2025-01..2025-10", "6.1", "2025-11-20")))
    api.compare_workspace(office)
    api.declare_dataset(
        office, "规模以上工业增加值@湖南省", owner="运行处", frequency="monthly", due_days=20, who="甲"
    )
    late = series(office)["规模以上工业增加值@湖南省"]
    assert (late.owner, late.due_on, late.days_late, late.state) == ("运行处", date(2025, 12, 20), 71, "late")
    assert series(office, date(2025, 12, 20))["规模以上工业增加值@湖南省"].state == "on_time"
    assert series(office)["indicator_value"].state == "unknown"
    import_rows("月报2", *rows(("2025-01..2025-12", "6.2", "2026-01-20")))
    api.compare_workspace(office)
    assert series(office)["规模以上工业增加值@湖南省"].due_on == date(2026, 2, 20)
    assert [row.dataset_id for row in api.list_freshness(office, on=DAY, late=True)] == [
        "规模以上工业增加值@湖南省"
    ]
    assert api.list_judgements(office, kind="dataset").rows[0]["who"] == "甲"


def test_a_declaration_of_the_indicator_holds_for_its_series(office, import_rows):
    import_rows("月报", *rows(("2025-01..2025-10", "6.1", "2025-11-20")))
    api.compare_workspace(office)
    api.declare_dataset(office, "规模以上工业增加值", frequency="monthly")
    assert series(office)["规模以上工业增加值@湖南省"].due_on == date(2025, 11, 30)


def test_a_due_day_is_met_by_a_later_period(office, import_rows):
    import_rows("月报", *rows(("2025-01..2025-10", "6.1", "2025-11-20")))
    api.declare_dataset(office, "indicator_value", due_on=date(2026, 1, 15), owner="运行处")
    assert series(office)["indicator_value"].days_late == 45
    import_rows("月报2", *rows(("2025-01..2025-12", "6.2", "2026-01-20")))
    assert series(office)["indicator_value"].due_on is None
    assert series(office)["indicator_value"].owner == "运行处"


def test_the_settings_file_may_declare(office, import_rows):
    import_rows("月报", *rows(("2025-01..2025-10", "6.1", "2025-11-20")))
    path = office.workspace.root / "gaodi.toml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + '\n[datasets.indicator_value]\nowner = "统计局"\nfrequency = "quarterly"\ndue_days = 30\n',
        encoding="utf-8",
    )
    again = api.open_office(office.workspace.root)
    found = series(again)["indicator_value"]
    assert (found.owner, found.due_on) == ("统计局", date(2026, 4, 30))
    again.workspace.ledger.close()


@pytest.mark.parametrize(
    ("name", "given", "say"),
    [
        ("nothing", {"owner": "甲"}, "nothing"), ("indicator_value", {}, "登记"),
        ("indicator_value", {"frequency": "daily"}, "daily"), ("indicator_value", {"due_days": -1}, "-1"),
    ],
)  # fmt: skip
def test_declarations_that_cannot_be_are_refused(office, import_rows, name, given, say):
    import_rows("月报", *rows(("2025-01..2025-10", "6.1", "2025-11-20")))
    with pytest.raises(InputError, match=say):
        api.declare_dataset(office, name, **given)


def test_a_kind_of_question_there_is_not_is_refused_on_the_board_too(office, add_text):
    add_text("a", TEXT, low())
    with pytest.raises(InputError, match="beauty"):
        api.list_question_board(office, kind="beauty")
    board = api.list_question_board(office, kind="doubt")
    assert (board.found.total, board.counts) == (1, {"doubt": 1})


def test_questions_are_listed_once_for_a_board_and_no_fact_is_read_for_decisions_nobody_made(
    office, add_text, monkeypatch
):
    add_text("a", TEXT, low())
    asked = []
    find = type(office.workspace.ledger.store).find

    def note(store, **filters):
        asked.append(filters)
        return find(store, **filters)

    monkeypatch.setattr(type(office.workspace.ledger.store), "find", note)
    api.list_question_board(office, kind="doubt")
    assert sorted(filters["state"] for filters in asked) == ["extracted", "lost", "proposed"]
