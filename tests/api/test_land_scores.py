"""Sheets of land figures: units, percent signs, corrections, and errors that name file, row and column."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gaodi import api
from gaodi.api import land_grids
from gaodi.base import GaodiError, InputError, NotFoundError, TableError
from gaodi.evidence import cells

HEAD = "企业名称,类别,亩均税收,单位用电税收\n"


@pytest.fixture
def write(tmp_path: Path):
    def make(text: str, name: str = "企业.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def test_a_sheet_of_raw_figures_is_divided_exactly_and_named_by_cell(write) -> None:
    path = write(
        '统一社会信用代码,企业名称,类别,评价税收（元）,用地面积（公顷）,单位用电税收\nC1,虚拟甲,规下,"347,796",0.1,0.2352\n'
    )
    score = api.score_land(path, "huangyan_2022").result.scores[0]
    # 34.7796 万元 on 1.5 mu = 23.1864 = two bases
    assert score.total == 150
    line = score.items[0]
    assert (line.value, line.points) == (Decimal("23.1864"), 100)
    assert line.cells == ("企业.csv/Sheet1/2/评价税收（元）", "企业.csv/Sheet1/2/用地面积（公顷）")


@pytest.mark.parametrize("area", ["0", "", "-1"])
def test_a_quotient_over_nothing_is_unknown(write, area: str) -> None:
    path = write(f"企业名称,类别,税收,用地面积,单位用电税收\n虚拟甲,规下,10,{area},0.1\n")
    score = api.score_land(path, "huangyan_2022").result.scores[0]
    assert (score.items[0].value, score.total) == (None, None)


def test_a_percent_cell_of_excel_and_a_percent_sign_are_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["黄岩区亩均评价数据"])
    book.active.append(
        [
            "企业名称",
            "类别",
            "亩均税收",
            "亩均增加值",
            "单位能耗增加值",
            "单位排放增加值",
            "劳动生产率",
            "R&D比重",
        ]
    )
    for name, share in (("虚拟甲", 0.0302), ("虚拟乙", "3.02%"), ("虚拟丙", 3.02)):
        book.active.append([name, "规上", 24.097, 136.16, 2.694, 4929.81, 18.14, share])
    book.active["H3"].number_format = "0.00%"
    book.save(tmp_path / "企业.xlsx")
    result = api.score_land(tmp_path / "企业.xlsx", "huangyan_2022").result
    assert [score.total for score in result.scores] == [100, 100, 100]


@pytest.fixture
def score_shown(tmp_path: Path):
    """Score one firm of a workbook whose second cell of figures shows a number in a format."""

    def score(header: str, value: object, shown: str):
        book = openpyxl.Workbook()
        book.active.append(["企业名称", "类别", header, "单位用电税收"])
        book.active.append(["虚拟甲", "规下", value, 0.1176])
        book.active["C2"].number_format = shown
        book.save(tmp_path / "企业.xlsx")
        return api.score_land(tmp_path / "企业.xlsx", "huangyan_2022").result.scores[0].items[0].value

    return score


@pytest.mark.parametrize(
    ("header", "value", "shown", "expected"),
    [
        ("亩均税收", 11.5932, "0.00", "11.5932"),
        ("亩均税收", 11.5932, '0.00"万元"', "11.5932"),
        ("亩均税收", 115932, '#,##0"元"', "11.5932"),
        ("亩均税收（万元/亩）", 115932, '#,##0"元/亩"', "11.5932"),
        ("亩均税收（元/亩）", 11.5932, '0.00"万元"', "11.5932"),
        ("亩均税收（元/公顷）", 173.898, '0.00"万元"', "11.5932"),
        ("亩均税收（万元/亩）", 115932, '0!.0,"万元"', "11.5932"),
    ],
)
def test_a_unit_in_the_number_format_wins_over_the_header_s(score_shown, header, value, shown, expected):
    assert score_shown(header, value, shown) == Decimal(expected)


def test_a_number_shown_as_per_cent_is_no_money(score_shown) -> None:
    with pytest.raises(InputError, match="不是百分比"):
        score_shown("亩均税收", 0.5, "0.00%")


def test_a_number_shown_in_money_is_no_area(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "类别", "税收", "用地面积", "单位用电税收"])
    book.active.append(["虚拟甲", "规下", 10, 1.5, 0.1])
    book.active["D2"].number_format = '0.0"万元"'
    book.save(tmp_path / "企业.xlsx")
    with pytest.raises(InputError, match="第 2 行「用地面积」的数字格式带金额单位「万元」"):
        api.score_land(tmp_path / "企业.xlsx", "huangyan_2022")


def test_kinds_of_cells_are_those_of_the_reader() -> None:
    assert land_grids.PERCENT_KIND == cells.PERCENT
    assert {unit: kind for kind, unit in land_grids.MONEY_IN_FORMAT.items()} == cells.MONEY_KINDS


def test_a_report_holds_totals_worked_sheets_and_both_sides_of_an_objection(write, tmp_path: Path) -> None:
    path = write(HEAD + "=虚拟甲,规下,11.5932,0.1176\n虚拟乙,规下,11.5932,0.2352\n")
    told = write("企业,指标,更正值,理由,提出人\n=虚拟甲,亩均税收,23.1864,完税证明,虚拟甲\n", "更正.csv")
    report = api.score_land(path, "huangyan_2022", corrections=told)
    assert [score.total for score in report.result.scores] == [125, 100]
    assert report.before is not None
    assert [score.total for score in report.before.scores] == [75, 100]
    assert api.write_land_report(report, tmp_path / "o.xlsx") == 2
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    assert book.sheetnames == ["得分", "计算底稿", "异议更正", "更正前得分", "说明"]
    assert book["得分"]["B2"].value == "=虚拟甲"
    assert book["得分"]["B2"].data_type == "s"
    assert [c.value for c in book["异议更正"][2]][3:7] == [
        11.5932,
        "企业.csv/Sheet1/2/亩均税收",
        23.1864,
        "完税证明",
    ]
    assert book["更正前得分"]["D2"].value == 75
    api.write_land_report(report, tmp_path / "o.csv")
    assert "'=虚拟甲" in (tmp_path / "o.csv").read_text(encoding="utf-8")
    assert api.to_plain(report)["corrections"][0]["after"] == "23.1864"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (HEAD + "虚拟甲,规下,约十,1\n", InputError, "第 2 行「亩均税收」的内容「约十」不是数"),
        (HEAD + "虚拟甲,规下,5%,1\n", InputError, "第 2 行「亩均税收」写作「5%」"),
        (HEAD + "虚拟甲,规下,nan,1\n", InputError, "不是数"),
        (HEAD + "虚拟甲,中等,5,1\n", InputError, "第 2 行的类别「中等」不认识.*规上、规下"),
        (HEAD + ",规下,5,1\n", InputError, "第 2 行没有企业名称"),
        (HEAD + "虚拟甲,规下,5,1\n虚拟甲,规下,6,1\n", InputError, "出现不止一次"),
        (HEAD, InputError, "没有企业行"),
        ("企业名称,颜色\n虚拟甲,红\n", TableError, "没有表头"),
        ("企业名称,类别\n虚拟甲,规下\n", TableError, "没有评价指标的列"),
        ("企业名称,类别,亩均税收,亩均评价税收\n虚拟甲,规下,1,1\n", TableError, "有两列"),
        ("企业名称,类别,亩均税收（吨）\n虚拟甲,规下,1\n", TableError, "单位是「吨」，应为「万元/亩」"),
        (
            "企业名称,类别,亩均税收,不分类情形\n虚拟甲,规下,1,建设期\n",
            InputError,
            "不分类情形「建设期」不认识",
        ),
    ],
)
def test_a_sheet_that_cannot_be_read_says_where_in_two_languages(write, text, error, said) -> None:
    with pytest.raises(error, match=said) as caught:
        api.score_land(write(text), "huangyan_2022")
    assert isinstance(caught.value, GaodiError)
    assert caught.value.zh.isascii() is False
    assert "企业.csv" in caught.value.en or "虚拟甲" in caught.value.en


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("企业,指标,更正值,理由\n虚拟乙,亩均税收,1,核实\n", InputError, "更正.csv 第 2 行的企业「虚拟乙」不在评价表里"),
        ("企业,指标,更正值,理由\n虚拟甲,绿化,1,核实\n", InputError, "更正.csv 第 2 行的指标「绿化」不认识"),
        ("企业,指标,更正值,理由\n虚拟甲,亩均税收,一,核实\n", InputError, "更正.csv 第 2 行「更正值」"),
        ("企业,指标,更正值,理由\n虚拟甲,亩均税收,1,\n", InputError, "更正.csv/Sheet1/2/更正值.*没有理由"),
        ("企业,指标,更正值\n虚拟甲,亩均税收,1\n", TableError, "没有「理由」列"),
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_read_says_where(write, text, error, said) -> None:
    with pytest.raises(error, match=said):
        api.score_land(
            write(HEAD + "虚拟甲,规下,1,1\n"), "huangyan_2022", corrections=write(text, "更正.csv")
        )


def test_an_unknown_standard_names_the_known_ones(write, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="huangyan_2021"):
        api.score_land(write(HEAD), "nowhere")
    report = api.score_land(write(HEAD.replace("类别,", "") + "虚拟甲,5,1\n"), "huangyan_2022", table="规下")
    with pytest.raises(InputError, match=r"应为 .xlsx 或 .csv"):
        api.write_land_report(report, tmp_path / "o.txt")
    with pytest.raises(InputError, match="不能写入"):
        api.write_land_report(report, tmp_path / "nowhere" / "o.xlsx")
    with pytest.raises(InputError, match="不能写入"):
        api.write_land_report(report, tmp_path / "nowhere" / "o.csv")


def test_a_workspace_s_own_standard_is_known(write, tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "land_scores"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(
        "id: own\nzh: 自定\nen: own\ndocument: 文\nsource: 文\nstatus: verified\nform: base_ratio\n"
        "tables: [{id: t, zh: 表, en: t, items: [{id: i, zh: 亩均税收, en: i, unit: 万元/亩, weight: 100, base: 10, article: 一}]}]\n",
        encoding="utf-8",
    )
    report = api.score_land(write("企业名称,亩均税收\n虚拟甲,5\n"), "own", extra=tmp_path)
    assert report.result.scores[0].total == 50
    assert "own" in {item.id for item in api.list_land_standards(tmp_path)}
