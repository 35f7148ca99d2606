"""What an outside program proposes is kept only where quote and number hold."""

import json

import pytest

from gaodi import api
from gaodi.api.proposals import read_answer
from gaodi.base import InputError

TEXT = "全省新增专精特新企业22家，其中长沙22家。能耗下降4.2%。总产值约3.5万亿元。"
SAID = {"comparison": "new", "indicator": "专精特新企业", "subject": "湖南省", "unit": "家"}


@pytest.mark.parametrize(
    ("item", "say"),
    [
        ({"quote": "23家", "context": "新增专精特新企业23家", "value": 23, **SAID}, "没有"),
        ({"quote": "22家", "context": "", "value": 22, **SAID}, "不止一处"),
        ({"quote": "22家", "context": "新增专精特新企业22家", "value": 2200, **SAID}, "2200"),
        ({"quote": "22家", "context": "新增专精特新企业22家", "value": 22, **SAID, "unit": "个"}, "家"),
        ({"quote": "22家", "context": "新增专精特新企业22家", "value": 22, **SAID, "period": "去年"}, "去年"),
        ({"quote": "22家", "context": "新增专精特新企业22家", "value": "很多", **SAID}, "很多"),
        ({"quote": "4.2%", "context": "能耗下降4.2%", "value": 4.2, "comparison": "growth", "unit": "%"}, "-4.2"),
        ({"quote": "", "value": 1}, "引文"),
    ],
)  # fmt: skip
def test_a_proposal_that_does_not_hold_is_refused_with_its_reason(office, add_text, item, say):
    add_text("a", TEXT)
    report = api.propose_facts(office, "a" * 64, lambda _: json.dumps([item]), model="m")
    assert (report.n_proposed, report.n_kept) == (1, 0)
    assert say in report.refused[0]["zh"]
    assert report.refused[0]["en"]
    assert api.list_facts(office, state="proposed").total == 0


def test_a_proposal_that_holds_waits_for_a_person(office, add_text):
    add_text("a", TEXT)
    asked = []

    def answer(prompt):
        asked.append(prompt)
        item = {"quote": "3.5万亿元", "context": "总产值约3.5万亿元", "value": 3500000000000, "unit": "元"}
        return json.dumps(
            [item | {"comparison": "level", "indicator": "总产值", "subject": "湖南省", "bound": "approx"}]
        )

    assert api.propose_facts(office, "a" * 64, answer, model="m").n_kept == 1
    assert asked[0].endswith(TEXT)
    (row,) = api.list_facts(office, state="proposed").rows
    assert (row["text"], row["bound"], row["rule"]) == ("3.5万亿元", "approx", "proposal:m")
    assert api.list_facts(office).total == 0
    assert api.propose_facts(office, "a" * 64, answer, model="m").n_kept == 1
    assert api.list_facts(office, state="proposed").total == 1
    api.confirm_fact(office, row["fact_id"], reason="核过")
    again = api.propose_facts(office, "a" * 64, answer, model="m")
    assert (again.n_kept, again.refused[0]["quote"]) == (0, "3.5万亿元")


@pytest.mark.parametrize("said", ["", "no idea", "[1, 2", '{"a": 1}'])
def test_an_answer_that_is_no_list_is_refused(said):
    with pytest.raises(InputError, match="JSON"):
        read_answer(said)


def test_what_is_no_object_of_the_list_is_counted_and_refused(office, add_text):
    add_text("a", TEXT)
    good = '{"quote": "3.5万亿元", "context": "总产值约3.5万亿元", "value": 3500000000000, "unit": "元", '
    good += '"comparison": "level", "indicator": "总产值", "subject": "湖南省"}'
    report = api.propose_facts(office, "a" * 64, lambda _: f'[1, "x", {good}, null]', model="m")
    assert (report.n_proposed, report.n_kept) == (4, 1)
    assert [item["zh"] for item in report.refused] == [
        f"数组的这一项不是对象：{said}。" for said in ("1", "x", "None")
    ]
    assert all(item["en"] for item in report.refused)
