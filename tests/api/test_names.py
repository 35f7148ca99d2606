"""Names are linked to a register with reasons, and what a person says about a name is obeyed."""

import csv
from pathlib import Path

import openpyxl
import pytest

from gaodi import api
from gaodi.base import SourceError

REGISTER = (
    ("企业名称", "统一社会信用代码", "曾用名", "简称"),
    ("三一重工股份有限公司", "91110000759600004F", "", "三一重工"),
    ("三一集团有限公司", "", "三一控股有限公司", ""),
    ("中联重科股份有限公司", "", "长沙中联重工科技发展股份有限公司", "中联重科"),
)


def write_csv(path: Path, rows: tuple[tuple[str, ...], ...]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_names_of_a_list_are_linked_by_full_former_and_short_names(tmp_path: Path) -> None:
    names = write_csv(
        tmp_path / "名单.csv",
        (("序号", "单位名称"), ("1", "三一重工"), ("2", "三一控股有限公司"), ("3", "中联重科"), ("4", "三一"), ("5", "无此企业有限公司")),
    )  # fmt: skip
    register = write_csv(tmp_path / "名录.csv", REGISTER)
    links = api.resolve_names_file(names, register)
    assert [link.register_name for link in links] == [
        "三一重工股份有限公司", "三一集团有限公司", "中联重科股份有限公司", None, None,
    ]  # fmt: skip
    assert [link.register_row for link in links[:3]] == [2, 3, 4]
    assert links[0].register_id == "91110000759600004F"
    assert (links[3].state, len(links[3].candidates)) == ("unresolved", 2)
    assert (links[4].candidates, links[4].score) == ((), None)
    assert all(link.zh and link.en for link in links)
    out = tmp_path / "对应.csv"
    assert api.write_name_links(links, out) == 5
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["名称"], rows[0]["名录行"], rows[0]["名录名称"]) == (
        "三一重工",
        "2",
        "三一重工股份有限公司",
    )
    assert "三一集团有限公司" in rows[3]["备选"]


def test_the_header_is_found_below_a_title_in_excel_and_with_other_words(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["2026年企业名单"], [], ["序号", "企业全称（盖章）"], [1, "三一重工"]):
        book.active.append(row)
    book.save(tmp_path / "名单.xlsx")
    links = api.resolve_names_file(tmp_path / "名单.xlsx", write_csv(tmp_path / "名录.csv", REGISTER))
    assert [(link.row, link.register_row) for link in links] == [(4, 2)]
    with pytest.raises(SourceError, match="没有名称列"):
        api.resolve_names_file(
            write_csv(tmp_path / "x.csv", (("甲", "乙"), ("1", "2"))), tmp_path / "名录.csv"
        )


@pytest.fixture
def firms(office, add_text, tmp_path):
    """A register with two firms of one brand, and a figure about the brand."""
    path = write_csv(
        tmp_path / "企业.csv",
        (
            ("统一社会信用代码", "企业名称", "证券代码"),
            ("", "三一重工股份有限公司", "600031"), ("", "三一重能股份有限公司", "688349"),
        ),
    )  # fmt: skip
    report = api.import_files(office, [path])
    assert [item.n_accepted for item in report.outcomes] == [2], report.outcomes
    add_text(
        "a",
        "湖南三一公司去年营业收入800亿元。",
        {"quote": "800亿元", "value": "80000000000", "subject": "湖南三一公司"},
    )
    return {row["name"]: row["enterprise_id"] for row in _read(office)}


def _read(office):
    from gaodi.region import open_region

    return open_region(office.workspace, office.catalogue).table("enterprise").collect().to_dicts()


def test_a_name_that_is_not_sure_is_asked_and_the_answer_obeyed(office, firms):
    (question,) = api.list_questions(office, kind="name").rows
    assert question["question_id"] == "name:湖南三一公司"
    assert {item["register_name"] for item in question["detail"]["candidates"]} == set(firms)
    heavy, wind = firms["三一重工股份有限公司"], firms["三一重能股份有限公司"]
    api.answer_question(
        office, "name:湖南三一公司", "is_not", reason="不是风电", detail={"register_id": wind}
    )
    made = api.answer_question(
        office, "name:湖南三一公司", "is", reason="原文注明", detail={"register_id": heavy}
    )
    assert api.list_questions(office, kind="name").total == 0
    (link,) = api.link_names(office)
    assert (link.state, link.register_id) == ("linked", heavy)
    api.answer_question(office, "name:湖南三一公司", "is", reason="再核", detail={"register_id": wind})
    assert api.link_names(office)[0].register_id == wind
    assert api.list_judgements(office, kind="name").total == 3
    assert made.detail["name"] == "湖南三一公司"


def test_a_name_may_mean_none_of_the_register(office, firms):
    made = api.answer_question(office, "name:湖南三一公司", "is_not", reason="外地同名企业")
    assert api.list_questions(office, kind="name").total == 0
    api.undo_judgement(office, made.judgement_id, reason="再看")
    assert api.list_questions(office, kind="name").total == 1
