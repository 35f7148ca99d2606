"""Do cells read straight from the XML equal those of the full parser, and is everything unusual left to it?"""

import csv
import datetime as dt
import math
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.evidence import read_sheets
from gaodi.evidence.cells import write_numbers
from gaodi.evidence.marks import find_sheets, read_styles, scan_marks
from gaodi.evidence.plain_bytes import NotPlainError
from gaodi.evidence.plain_sheets import PlainBook
from gaodi.evidence.shared_texts import split_shared_texts
from gaodi.evidence.sheets import Sheet, parse_sheet

MOMENT_TYPES = (dt.date, dt.time, dt.timedelta)

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def read_with_parser(path: Path) -> Sheet:
    """Read the first sheet with the full parser alone: the second opinion."""
    with zipfile.ZipFile(path) as archive, python_calamine.load_workbook(path) as book:
        found = next(find_sheets(archive))
        marks = scan_marks(archive, found.part, found.name)
        return parse_sheet(book.get_sheet_by_name(found.name), marks)


def is_plain(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return PlainBook(archive).read_sheet(next(find_sheets(archive)).part, "a.xlsx") is not None


def assert_same(path: Path) -> None:
    (ours,), theirs = read_sheets(path), read_with_parser(path)
    assert ours.cells.rows() == theirs.cells.rows()
    assert ours.kinds.rows() == theirs.kinds.rows()
    assert ours.cells.schema == theirs.cells.schema
    assert ours.kinds.schema == theirs.kinds.schema
    assert (ours.name, ours.first_column, ours.merged) == (theirs.name, theirs.first_column, theirs.merged)


def write_xml(path: Path, sheet: str, texts: str = "<si><t>甲</t></si>", tail: str = "") -> Path:
    """Write a workbook whose sheet and shared texts hold exactly this XML."""
    source = path.with_name("source.xlsx")
    with xlsxwriter.Workbook(source) as book:
        percent, date = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "yyyy/m/d"})
        book.add_worksheet("数据").write_row(0, 0, ["x"])
        book.worksheets()[0].write(1, 0, 1, percent)
        book.worksheets()[0].write(2, 0, 1, date)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = f"{HEAD}<worksheet {SPACE}><sheetData>{sheet}</sheetData>{tail}</worksheet>".encode()
            if name.endswith("sharedStrings.xml"):
                data = f"{HEAD}<sst {SPACE}>{texts}</sst>".encode()
            new.writestr(name, data)
    return path


cell_values = st.one_of(
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15), 10**15),
    st.integers(0, 10**12).map(lambda fen: fen / 100),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6),
    st.sampled_from(["12.5", "1,200万元", "—", "a&b<c", " 两端有空格 ", "=1/0", "行一\n行二"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(cell_values, max_size=30), min_size=1, max_size=12),
    top=st.integers(0, 1200),
    left=st.integers(0, 30),
    formats=st.lists(st.sampled_from(["", "0.0%", '0.00"万元"', "#,##0.00;[Red]-#,##0.00"]), min_size=1),
)
def test_any_sheet_reads_as_the_full_parser_reads_it(tmp_path, rows, top, left, formats):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        looks = [book.add_format({"num_format": code}) if code else None for code in formats]
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                place, look = (top + row, left + column), looks[(row + column) % len(looks)]
                if isinstance(value, str):
                    sheet.write_string(*place, value, look)
                elif value is None:
                    sheet.write_blank(*place, None, look)
                else:
                    sheet.write(*place, value, look)
    assert_same(path)


ANY_MADE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ODD_TEXTS = [
    "_x000D_",
    "a_x0041_b",
    "&amp;",
    " 前",
    "后 ",
    "\t",
    "]]>",
    "<v>1</v>",
    "１２",
    "430181000012345678",
    "#N/A",
]
any_value = st.one_of(
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(10**17, 10**18),
    st.booleans(),
    st.sampled_from(ODD_TEXTS),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=4),
    st.sampled_from(
        [("date",), ("formula", 7), ("formula", "甲"), ("formula", "#REF!"), ("rich",), ("merge",)]
    ),
)
any_grid = st.lists(st.lists(any_value, max_size=8), min_size=1, max_size=6)


@ANY_MADE
@given(rows=any_grid, is_inline=st.booleans())
def test_whatever_xlsxwriter_writes_reads_the_same(tmp_path, rows, is_inline):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": is_inline}) as book:
        sheet, date = book.add_worksheet("数据"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                match value:
                    case ("date",):
                        sheet.write_datetime(row, column, dt.datetime(2024, 5, 18, 8, 30), date)
                    case ("formula", cached):
                        sheet.write_formula(row, column, "=A1", None, cached)
                    case ("rich",):
                        sheet.write_rich_string(row, column, "甲 ", book.add_format({"bold": True}), " 乙")
                    case ("merge",) if not is_inline:
                        sheet.merge_range(row + 10 * column + 20, 0, row + 10 * column + 20, 2, "合并")
                    case str():
                        sheet.write_string(row, column, value)
                    case None | bool() | int() | float():
                        sheet.write(row, column, value)
    assert_same(path)


@ANY_MADE
@given(rows=any_grid)
def test_whatever_openpyxl_writes_reads_the_same(tmp_path, rows):
    path, book = tmp_path / "a.xlsx", openpyxl.Workbook()
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            match value:
                case ("date",):
                    book.active.cell(row, column, dt.datetime(2024, 5, 18))
                case ("formula", _):
                    book.active.cell(row, column, "=A1")
                case ("merge",):
                    book.active.merge_cells(
                        start_row=row + 20, end_row=row + 20, start_column=1, end_column=3
                    )
                case str():
                    # openpyxl takes a text that begins with `=` or `#` for a formula or an error.
                    book.active.cell(row, column).value = value
                case None | bool() | int() | float():
                    book.active.cell(row, column, value)
    book.save(path)
    assert_same(path)


@ANY_MADE
@given(number=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**18), 10**18).map(float))
def test_a_number_reads_back_from_its_text(number):
    (written,) = write_numbers(pl.Series([number]))
    assert float(written) == number
    assert not written.endswith(".0")


FORMAT_PARTS = [
    "0", "0.00", "#,##0", "%", "E+00", "e-0", "General", "@", "yyyy", "m", "d", "h", "ss", "AM/PM", "a/p", "[h]", "[mm]",
    "[Red]", "[颜色3]", "[$-804]", "[$€-407]", "[>=100]", "[DBNum1]", '"万元"', '"day"', "年", "月", "日", "\\d", "_d", "*d",
    "_", "*", "\\", '"', ";", " ", "aaaa", "ggge", "b1", "\"h\\\"",
]  # fmt: skip


@ANY_MADE
@given(
    codes=st.lists(
        st.lists(st.sampled_from(FORMAT_PARTS), min_size=1, max_size=5).map("".join), min_size=1, unique=True
    )
)
def test_no_format_of_dates_is_taken_for_one_of_numbers(tmp_path, codes):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, code in enumerate(codes):
            sheet.write_number(row, 0, 45_000.5, book.add_format({"num_format": code}))
    with zipfile.ZipFile(path) as archive, python_calamine.load_workbook(path) as book:
        styles = read_styles(archive)
        read = [row[0] for row in book.get_sheet_by_index(0).to_python()]
        places = [
            int(text.split(b'"')[0]) for text in archive.read("xl/worksheets/sheet1.xml").split(b' s="')[1:]
        ]
    for code, place, value in zip(codes, places, read, strict=True):
        assert styles[place].may_be_moment or not isinstance(value, MOMENT_TYPES), code
    assert_same(path)


@pytest.mark.real
def test_public_tables_read_the_same_from_workbooks(shared, tmp_path):
    tables = [path for path in sorted((shared / "data").rglob("*.csv")) if path.stat().st_size < 400_000]
    assert tables
    for table in tables:
        path = tmp_path / f"{table.stem}.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
            sheet = book.add_worksheet("数据")
            for row, values in enumerate(
                csv.reader(table.read_text("utf-8-sig", errors="replace").splitlines())
            ):
                sheet.write_row(row, 0, [value[:32_000] for value in values])
        assert_same(path)


def test_a_large_sheet_of_texts_numbers_and_gaps_is_plain(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        percent = book.add_format({"num_format": "0.0%"})
        for row in range(9_000):
            if row % 1_000 == 500:
                continue
            for column in range(2, 31, 1 + row % 3):
                amount = (row * 7919 + column * 104_729) % 10**9
                if column % 5 == 0:
                    sheet.write_string(row, column, f"文本{amount}&")
                elif column % 7 == 0:
                    sheet.write_number(row, column, amount / 10**9, percent)
                else:
                    sheet.write_number(row, column, amount * math.pi)
        sheet.write_formula(9_100, 40, "=1/0", None, "#DIV/0!")
        sheet.merge_range(8_000, 3, 8_002, 5, "合并")
    assert not is_plain(path), "a formula is left to the parser"
    assert_same(path)
    book = openpyxl.load_workbook(path, read_only=True)
    shown = book.worksheets[0]["AE8000"].value
    assert read_sheets(path)[0].cell_text(8_000, 30) == f"文本{shown.removeprefix('文本')}"


PLAIN = {
    "numbers with signs, points and powers": '<row r="1"><c r="A1"><v>-1.5E-7</v></c><c r="B1"><v>.5</v></c></row>',
    "a number of seventeen digits": '<row r="1"><c r="A1"><v>706350.93999999994</v></c></row>',
    "a type of numbers": '<row r="1"><c r="A1" t="n"><v>3</v></c></row>',
    "a percent style": '<row r="1"><c r="A1" s="1"><v>0.5</v></c><c r="B1" s="1" t="n"><v>2</v></c></row>',
    "texts in a date's style": '<row r="1"><c r="A1" s="2" t="s"><v>0</v></c></row>',
    "errors, yes and no": '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="b"><v>1</v></c>'
    '<c r="C1" s="1" t="b"><v>0</v></c></row>',
    "empty cells and rows": '<row r="2"/><row r="4"><c r="B4" s="1"/><c r="C4"/><c r="D4"></c><c r="E4"><v>1</v></c></row>'
    '<row r="9" spans="1:2" ht="14.25" customHeight="1"><c r="ZZ9"><v>9</v></c></row>',
}  # fmt: skip


@pytest.mark.parametrize("sheet", PLAIN.values(), ids=PLAIN)
def test_usual_writings_are_read_straight(tmp_path, sheet):
    path = write_xml(tmp_path / "a.xlsx", sheet)
    assert is_plain(path)
    assert_same(path)


UNUSUAL = {
    "a date": '<row r="1"><c r="A1" s="2"><v>45000</v></c></row>',
    "a formula": '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>',
    "an inline text": '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>',
    "a text of a formula": '<row r="1"><c r="A1" t="str"><v>12</v></c></row>',
    "no references": '<row r="1"><c><v>1</v></c><c><v>2</v></c></row>',
    "no row numbers": '<row><c r="A1"><v>1</v></c></row>',
    "a reference of another row": '<row r="1"><c r="A2"><v>1</v></c></row>',
    "attributes in another order": '<row r="1"><c t="s" r="A1"><v>0</v></c></row>',
    "style after type": '<row r="1"><c r="A1" t="s" s="1"><v>0</v></c></row>',
    "single quotes": "<row r='1'><c r='A1'><v>1</v></c></row>",
    "spaces between tags": '<row r="1">\n <c r="A1">\n  <v>1</v>\n </c>\n</row>',
    "spaces around a number": '<row r="1"><c r="A1"><v> 12 </v></c><c r="B1"><v>1</v></c></row>',
    "words as a number": '<row r="1"><c r="A1"><v>nan</v></c><c r="B1"><v>inf</v></c><c r="C1"><v>abc</v></c></row>',
    "a number beyond doubles": '<row r="1"><c r="A1"><v>1e999</v></c></row>',
    "a type without a value": '<row r="1"><c r="A1" t="e"/><c r="B1"><v>1</v></c></row>',
    "a number with a point in its digits": '<row r="1"><c r="A1" t="s"><v>0.0</v></c></row>',
    "a value of two tags": '<row r="1"><c r="A1"><v>1<x/></v></c></row>',
    "an escaped digit": '<row r="1"><c r="A1"><v>&#49;</v></c></row>',
    "a row beyond the last": '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    "more attributes": '<row r="1"><c r="A1" cm="1"><v>1</v></c></row>',
    "prefixed tags": '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1"><x:c r="A1">'
    "<x:v>1</x:v></x:c></x:row>",
    "no value in its tag": '<row r="1"><c r="A1"><v></v></c><c r="B1"><v>1</v></c></row>',
    "a closed value": '<row r="1"><c r="A1"><v/></c><c r="B1"><v>1</v></c></row>',
    "a comment": '<row r="1"><!-- x --><c r="A1"><v>1</v></c></row>',
    "a column of three letters": '<row r="1"><c r="AAA1"><v>1</v></c></row>',
    "a style nobody defined": '<row r="1"><c r="A1" s="77"><v>1</v></c></row>',
    "nothing": "",
}


@pytest.mark.parametrize("sheet", UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_writings_are_left_to_the_full_parser(tmp_path, sheet):
    path = write_xml(tmp_path / "a.xlsx", sheet)
    assert not is_plain(path)
    assert_same(path)


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row></c>',
    ],
    ids=["rows backwards", "cells backwards", "a cell twice", "a text that is not there", "tags crossed"],
)
def test_broken_order_is_left_to_the_full_parser(tmp_path, sheet):
    assert not is_plain(write_xml(tmp_path / "a.xlsx", sheet))


def test_merged_cells_stand_after_the_cells(tmp_path):
    tail = '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="D1:D3"/></mergeCells>'
    path = write_xml(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>', tail=tail)
    assert is_plain(path)
    assert read_sheets(path)[0].merged == ((0, 0, 1, 2), (0, 3, 2, 3))
    assert_same(path)


TEXTS = [
    "<si><t>甲</t></si>",
    "<si><t> 两端 </t></si>",
    '<si><t xml:space="preserve"> 两端 </t></si>',
    "<si><t>a&amp;b&lt;&#10;&#x4E59;</t></si>",
    "<si><t>行一\n行二</t></si>",
    '<si><r><t>甲</t></r><r><rPr><b/></rPr><t xml:space="preserve">乙 </t></r></si>',
    '<si><t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh><phoneticPr fontId="1"/></si>',
    '<si><t>名称</t><phoneticPr fontId="1" type="noConversion"/></si>',
    "<si><t/></si>",
    "<si><t></t></si>",
    "<si></si>",
    "<si>\n<t>间隔</t>\n</si>",
    "<si><t>a_xyz_b</t></si>",
]


@pytest.mark.parametrize("texts", [*([text] for text in TEXTS), TEXTS, [TEXTS[0], TEXTS[3]]])
def test_shared_texts_are_those_of_the_full_parser(tmp_path, texts):
    rows = "".join(f'<row r="{n + 1}"><c r="A{n + 1}" t="s"><v>{n}</v></c></row>' for n in range(len(texts)))
    last = f'<row r="{len(texts) + 1}"><c r="A{len(texts) + 1}"><v>1</v></c></row>'
    path = write_xml(tmp_path / "a.xlsx", rows + last, "".join(texts))
    assert is_plain(path)
    assert_same(path)


@pytest.mark.parametrize("odd", ["<si><t>a_x000D_b</t></si>", "<si/>", "<si><t><![CDATA[x]]></t></si>", "<si><t>&nbsp;</t></si>"])  # fmt: skip
def test_unusual_shared_texts_are_left_to_the_full_parser(tmp_path, odd):
    with pytest.raises(NotPlainError):
        split_shared_texts(f"<sst><si><t>甲</t></si>{odd}<si><t>乙</t></si></sst>".encode())
    path = write_xml(tmp_path / "a.xlsx", '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', TEXTS[0] + odd)
    assert not is_plain(path)


def test_shared_texts_in_another_encoding_are_left_to_the_full_parser():
    with pytest.raises(NotPlainError):
        split_shared_texts("<sst><si><t>甲</t></si></sst>".encode("utf-16"))
