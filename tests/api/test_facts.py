"""Facts of texts and tables stand in one list, and what people say about them is asked through the facade."""

from decimal import Decimal

import pytest

from gaodi import api
from gaodi.base import InputError, NotFoundError, ValueFormatError

GDP = ("地区生产总值", "湖南省", "2025", "数值", "实际", "55300", "亿元", "统计公报", "2026-03-20")
TEXT = "2025年，湖南省地区生产总值达到5.53万亿元，同比增长5.0%。"


def test_a_cell_is_a_fact_with_its_cell_as_its_place(office, import_rows):
    import_rows("公报", GDP)
    api.compare_workspace(office)
    (row,) = api.list_facts(office).rows
    assert (row["value"], row["unit"], row["indicator"]) == (Decimal("5530000000000"), "元", "地区生产总值")
    assert row["ref"].startswith("cell:")
    assert row["ref"].endswith("/2/value")
    opened = api.trace_origin(office, row["ref"])
    assert api.trace_origin(office, f"fact:{row['fact_id']}").lines == opened.lines
    view = api.get_fact(office, row["fact_id"])
    assert view.excerpt is None
    assert view.current.fact.extra["source_title"] == "统计公报"


def test_reading_the_tables_again_changes_nothing_and_a_new_import_retires_the_old_cell(office, import_rows):
    import_rows("公报", GDP)
    assert api.list_facts(office).rows[0]["text"] == "55300亿元"
    first = api.compare_workspace(office)
    assert (first.n_facts, first.n_new) == (1, 0)
    import_rows("修订", (*GDP[:5], "55400", *GDP[6:]))
    again = api.compare_workspace(office)
    assert (again.n_facts, again.n_new, again.n_gone) == (1, 0, 0)
    assert api.list_facts(office, state="retired").total == 1
    assert [row["value"] for row in api.list_facts(office).rows] == [Decimal("5540000000000")]


def test_generated_rows_are_no_facts(office, import_rows):
    import_rows("样例", GDP, synthetic=True)
    api.compare_workspace(office)
    assert api.list_facts(office).total == 0


def test_a_fact_shows_every_source_that_states_the_same(office, import_rows, add_text):
    import_rows("公报", GDP)
    (said,) = add_text("a", TEXT, {"quote": "5.53万亿元", "value": "5530000000000"})
    api.compare_workspace(office)
    view = api.get_fact(office, said.fact_id)
    assert view.excerpt == "2025年，湖南省地区生产总值达到⟦5.53万亿元⟧，同比增长5.0%。"
    assert [(item["source_title"], item["value"]) for item in view.same] == [
        ("公报.csv", Decimal("5530000000000"))
    ]
    assert view.source_title == "文a"


def test_facts_are_filtered_and_paged(office, add_text):
    add_text(
        "a", TEXT, {"quote": "5.53万亿元", "value": "5530000000000"},
        {"quote": "5.0%", "value": "5.0", "unit": "%", "comparison": "growth"},
    )  # fmt: skip
    assert api.list_facts(office, comparison="growth").total == 1
    assert api.list_facts(office, q="5.53").rows[0]["unit"] == "元"
    assert api.list_facts(office, subject="长沙").total == 0
    second = api.list_facts(office, page=2, size=1)
    assert (second.total, second.rows[0]["text"]) == (2, "5.0%")


def test_a_person_corrects_rejects_and_takes_back(office, add_text):
    (said,) = add_text("a", TEXT, {"quote": "5.53万亿元", "value": "5530000000000"})
    view = api.correct_fact(office, said.fact_id, {"bound": "approx"}, reason="原文为约", who="审核员")
    assert (view.current.state, view.current.fact.bound) == ("corrected", "approx")
    assert view.history[0].who == "审核员"
    api.undo_judgement(office, view.history[0].judgement_id, reason="看错", who="审核员")
    gone = api.reject_fact(office, said.fact_id, reason="不是数字", who="审核员")
    assert [item.decision for item in gone.history] == ["reject", "undo", "correct"]
    assert api.list_facts(office).total == 0
    assert api.list_facts(office, state="rejected").total == 1
    assert api.list_judgements(office, kind="fact").total == 3
    assert api.get_document(office, said.source_id).facts == ()


def test_a_person_adds_what_was_not_found(office, add_text):
    add_text("a", TEXT)
    at = TEXT.index("5.0%")
    fields = {
        "value": "5.0", "unit": "%", "comparison": "growth", "indicator": "地区生产总值", "subject": "湖南省",
        "period": "2025",
    }  # fmt: skip
    view = api.add_fact(office, "a" * 64, start=at, end=at + 4, fields=fields, reason="漏读", who="审核员")
    assert (view.current.state, view.current.fact.text, view.current.extracted) == ("added", "5.0%", None)
    assert view.current.fact.value == Decimal("5.0")
    assert [fact.text for fact in api.get_document(office, "a" * 64).facts] == ["5.0%"]
    with pytest.raises(InputError, match="subject"):
        api.add_fact(office, "a" * 64, start=0, end=1, fields=fields | {"subject": ""}, reason="x")
    with pytest.raises(InputError, match="不在文中"):
        api.add_fact(office, "a" * 64, start=3, end=999, fields=fields, reason="x")
    with pytest.raises(ValueFormatError, match="comparison"):
        api.add_fact(office, "a" * 64, start=0, end=1, fields=fields | {"comparison": "大"}, reason="x")


def test_what_is_not_there_is_said(office):
    with pytest.raises(NotFoundError, match="f1-none"):
        api.get_fact(office, "f1-none")
    with pytest.raises(NotFoundError, match="7"):
        api.undo_judgement(office, 7, reason="x")


def test_the_shipped_figures_may_join_as_a_source(office):
    n_facts = api.load_published(office)
    assert n_facts == len(office.catalogue.published)
    assert api.load_published(office) == n_facts
    row = api.list_facts(office, indicator="北斗", comparison="share").rows[0]
    assert row["ref"].startswith("catalogue:published#")
    assert "湖南日报" in str(api.trace_origin(office, row["ref"]).lines)
