"""Do cells come out of files as people see them, with their kinds?"""

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from gaodi.base import SourceError
from gaodi.evidence import read_sheets
from gaodi.evidence.cells import (
    BOOLEAN,
    EMPTY,
    ERROR,
    MOMENT,
    MONEY_KINDS,
    NUMBER,
    PERCENT,
    TEXT,
    CellGatherer,
)
from gaodi.evidence.marks import read_format


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_reads_the_same_in_every_encoding(tmp_path, encoding):
    path = write_csv(tmp_path / "a.csv", "企业名称,营收\n湘江液压,１２\n", encoding)
    (sheet,) = read_sheets(path)
    assert sheet.cells.rows() == [("企业名称", "营收"), ("湘江液压", "１２")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_of_a_csv_is_found_from_its_lines(tmp_path, delimiter):
    rows = [["名称", "备注", "值"], ["甲", "有，逗号", "1"], ["乙", "", "2"]]
    path = write_csv(tmp_path / "a.csv", "\n".join(delimiter.join(row) for row in rows))
    (sheet,) = read_sheets(path)
    assert sheet.n_columns == 3
    assert sheet.cells.rows()[1] == ("甲", "有，逗号", "1")


def test_a_quoted_line_break_stays_inside_its_cell_and_long_rows_are_not_cut(tmp_path):
    path = write_csv(tmp_path / "a.csv", '标题\n名称,地址\n"甲\n公司",长沙,多出的\n\n乙,株洲\n')
    (sheet,) = read_sheets(path)
    assert sheet.cells.rows() == [
        ("标题", None, None),
        ("名称", "地址", None),
        ("甲\n公司", "长沙", "多出的"),
        (None, None, None),
        ("乙", "株洲", None),
    ]


def test_a_packed_csv_is_read_like_the_plain_one(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress("名称,值\n甲,1\n".encode()))
    assert read_sheets(path)[0].cells.rows() == [("名称", "值"), ("甲", "1")]


def test_bytes_that_are_no_text_are_refused_with_the_encodings_tried(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x00\x01\xff\xfe" * 9)
    with pytest.raises(SourceError, match="GB18030"):
        read_sheets(path)


def test_cells_of_a_workbook_keep_their_kind(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("甲&乙")
        sheet.write_row(2, 1, ["文本", 12, 1.5, True])
        sheet.write_datetime(2, 5, dt.datetime(2024, 5, 18), book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_formula(2, 6, "=1/0", None, "#DIV/0!")
        sheet.write_number(2, 7, 0.062, book.add_format({"num_format": "0.0%"}))
        sheet.write_number(2, 8, 12.5, book.add_format({"num_format": '0.00"万元"'}))
        sheet.write_number(2, 9, 430181000012345678)
    (sheet,) = read_sheets(path)
    assert sheet.name == "甲&乙"
    assert sheet.n_rows == 3, "rows above the data keep their numbers"
    assert sheet.first_column == 1
    assert sheet.cells.row(2)[:8] == ("文本", "12", "1.5", "TRUE", "2024-05-18", "#DIV/0!", "0.062", "12.5")
    assert sheet.kinds.row(2) == (
        TEXT, NUMBER, NUMBER, BOOLEAN, MOMENT, ERROR, PERCENT, MONEY_KINDS["万元"], NUMBER,
    )  # fmt: skip


def test_an_error_below_every_value_is_not_lost(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "名称")
        sheet.write_formula(4, 2, "=A1+1", None, "#VALUE!")
    (sheet,) = read_sheets(path)
    assert sheet.cells.row(4) == (None, None, "#VALUE!")
    assert sheet.kinds.row(4) == (EMPTY, EMPTY, ERROR)


def test_a_workbook_written_by_openpyxl_reads_like_one_by_xlsxwriter(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["名称", "占比"])
    book.active.append(["甲", 0.25])
    book.active["B2"].number_format = "0%"
    book.active["C2"] = "#N/A"
    book.active["C2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    (sheet,) = read_sheets(tmp_path / "a.xlsx")
    assert sheet.cells.row(1) == ("甲", "0.25", "#N/A")
    assert sheet.kinds.row(1) == (TEXT, PERCENT, ERROR)


def test_merged_cells_and_empty_and_hidden_sheets_are_told(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        sheet.merge_range(0, 0, 0, 2, "标题")
        sheet.write_row(1, 0, ["甲", "乙", "丙"])
        book.add_worksheet("空表")
        hidden = book.add_worksheet("下拉选项")
        hidden.write(0, 0, "是")
        hidden.hide()
    sheets = read_sheets(path)
    assert [(sheet.name, sheet.n_rows) for sheet in sheets] == [("数据", 2), ("空表", 0)]
    assert sheets[0].merged == ((0, 0, 0, 2),)


def test_a_million_formatted_empty_rows_cost_nothing(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "值"])
        sheet.write_row(1, 0, ["甲", 1])
        sheet.write_blank(1_048_575, 1, None, book.add_format({"bold": True}))
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    (sheet,) = read_sheets(path)
    assert (sheet.n_rows, sheet.n_columns) == (2, 2)


def test_a_million_empty_rows_before_a_stray_value_are_read_in_order(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "值"])
        sheet.write(1_048_575, 1, "远处")
    (sheet,) = read_sheets(path)
    assert sheet.n_rows == 1_048_576
    assert sheet.cells.row(-1) == (None, "远处")
    assert sheet.cells["c1"].null_count() == 1_048_574


def test_a_stray_value_that_would_take_all_memory_is_named(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, ["名称", "值"])
        sheet.write(1_048_575, 16_383, "远处")
    with pytest.raises(SourceError, match=r"「数据」.*XFD1048576"):
        read_sheets(path)


def test_a_workbook_without_its_parts_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "不是工作簿")
    with pytest.raises(SourceError, match=r"a\.xlsx"):
        read_sheets(path)


def test_a_cut_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, "甲")
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(SourceError, match=r"a\.xlsx"):
        read_sheets(path)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", None),
        ("#,##0.00", None),
        ("0.00%", PERCENT),
        ('0"%以上"', None),
        ('0.00"万元"', MONEY_KINDS["万元"]),
        ("0.00亿元", MONEY_KINDS["亿元"]),
        ('0!.0,"万元"', MONEY_KINDS["元"]),
        ('0.00,,"百万元"', MONEY_KINDS["元"]),
        ('#,##0.00"元"', MONEY_KINDS["元"]),
    ],
)
def test_number_formats_tell_percent_and_money(code, kind):
    assert read_format(code) == kind


def test_chunks_join_whatever_their_types():
    gatherer = CellGatherer(2)
    gatherer.add([1.0, 2.5])
    gatherer.add(["甲", ""])
    gatherer.add([3.0, "乙"])
    gatherer.add([4, dt.date(2024, 5, 18)])
    gatherer.add([None, dt.time(8, 30)])
    text, kind = gatherer.build()
    assert text.to_list() == [
        None, None, "1", "2.5", "甲", None, "3", "乙", "4", "2024-05-18", None, "08:30:00",
    ]  # fmt: skip
    assert kind.to_list() == [0, 0, 2, 2, 1, 0, 2, 1, 2, 3, 0, 3]
