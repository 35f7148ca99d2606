"""Does a damaged or hostile workbook end in a clear refusal, never in a crash or in fewer cells?"""

import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.base import SourceError
from gaodi.evidence import read_sheets

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOMB = '<!DOCTYPE x [<!ENTITY a "甲甲甲甲">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8)
) + "]>"  # fmt: skip


def make_workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("数据")
        for row in range(40):
            sheet.write_row(row, 0, [f"虚拟·企业{row}", row * 1.5, row % 2 == 0, "是"])
    return stream.getvalue()


WORKBOOK = make_workbook()


def rewrite(path: Path, part: str, data: bytes) -> Path:
    """Write the workbook with one part replaced."""
    with (
        zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, data if name.endswith(part) else old.read(name))
    return path


def read_part(part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        return archive.read(f"xl/{part}")


def assert_refused(path: Path) -> None:
    with pytest.raises(SourceError, match=re.escape(path.name)) as caught:
        read_sheets(path)
    assert path.name in caught.value.zh
    assert path.name in caught.value.en


def assert_refused_or_whole(path: Path) -> None:
    """A change that nobody can see in the cells may pass; lost cells may not."""
    whole = path.with_name("whole.xlsx")
    whole.write_bytes(WORKBOOK)
    try:
        sheets = read_sheets(path)
    except SourceError:
        assert_refused(path)
        return
    assert [sheet.cells.rows() for sheet in sheets] == [sheet.cells.rows() for sheet in read_sheets(whole)]


any_damage = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@any_damage
@given(n_bytes=st.integers(4, len(WORKBOOK) - 1))
def test_a_cut_file_is_refused(tmp_path, n_bytes):
    path = tmp_path / "断.xlsx"
    path.write_bytes(WORKBOOK[:n_bytes])
    assert_refused(path)


@any_damage
@given(place=st.integers(4, len(WORKBOOK) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_harmless(tmp_path, place, byte):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(WORKBOOK[:place] + bytes([byte]) + WORKBOOK[place + 1 :])
    assert_refused_or_whole(path)


@any_damage
@given(part=st.sampled_from(["worksheets/sheet1.xml", "sharedStrings.xml"]), share=st.floats(0, 0.999))
def test_a_part_that_ends_too_early_is_refused_or_whole(tmp_path, part, share):
    data = read_part(part)
    assert_refused_or_whole(rewrite(tmp_path / "短.xlsx", part, data[: int(len(data) * share)]))


@pytest.mark.parametrize("part", ["worksheets/sheet1.xml", "sharedStrings.xml"])
def test_entity_declarations_are_not_expanded(tmp_path, part):
    head, rest = read_part(part).split(b"\n", 1)
    data = head + BOMB.encode() + rest.replace(b"<t>", b"<t>&i;", 1).replace(b"<v>", b"<v>&i;", 1)
    assert_refused(rewrite(tmp_path / "实体.xlsx", part, data))


@pytest.mark.parametrize("entity", [b"&zz;", b"&", b"&#x;"])
def test_an_unknown_entity_in_a_value_is_refused_with_its_name(tmp_path, entity):
    data = read_part("worksheets/sheet1.xml").replace(b"<v>1.5</v>", b"<v>1" + entity + b".5</v>", 1)
    with pytest.raises(SourceError, match=r"「数据」.*&"):
        read_sheets(rewrite(tmp_path / "实体.xlsx", "sheet1.xml", data))


def test_tags_nested_a_hundred_thousand_deep_are_refused_or_skipped(tmp_path):
    deep = b"<a>" * 100_000
    data = read_part("worksheets/sheet1.xml").replace(b"<sheetData>", b"<sheetData>" + deep, 1)
    assert_refused_or_whole(rewrite(tmp_path / "深.xlsx", "sheet1.xml", data))


def test_a_row_without_end_is_refused(tmp_path):
    row = b'<row r="1" spans="' + b"1" * (70 << 20)
    path = rewrite(tmp_path / "长.xlsx", "sheet1.xml", f"<worksheet {SPACE}><sheetData>".encode() + row)
    with pytest.raises(SourceError, match="「数据」 有一行超过 64 MB"):
        read_sheets(path)


def test_rows_whose_places_lie_far_apart_do_not_take_all_memory(tmp_path):
    cells = b"".join(b'<row r="%d"><c r="ZZ%d"><v>1</v></c></row>' % (n, n) for n in (1, 1_048_576))
    data = f"<worksheet {SPACE}><sheetData>".encode() + cells + b"</sheetData></worksheet>"
    with pytest.raises(SourceError, match="ZZ1048576"):
        read_sheets(rewrite(tmp_path / "远.xlsx", "sheet1.xml", data))


def test_a_part_with_a_password_of_its_own_is_refused(tmp_path):
    data = bytearray(WORKBOOK)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(magic)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(magic, place + 4)
    path = tmp_path / "密.xlsx"
    path.write_bytes(data)
    assert_refused(path)


def test_an_error_tag_that_closes_itself_takes_no_value_of_its_neighbour(tmp_path):
    cells = '<row r="1"><c r="A1" t="e"/><c r="B1"><v>5</v></c><c r="C1" t="e"><v>#REF!</v></c></row>'
    data = f"<worksheet {SPACE}><sheetData>{cells}</sheetData></worksheet>".encode()
    (sheet,) = read_sheets(rewrite(tmp_path / "误.xlsx", "sheet1.xml", data))
    assert [text for text in sheet.cells.row(0) if text] == ["5", "#REF!"]


def test_a_sheet_cut_short_before_its_first_row_is_no_empty_sheet(tmp_path):
    data = read_part("worksheets/sheet1.xml")
    cut = data[: data.index(b"<sheetData")]
    assert_refused(rewrite(tmp_path / "短.xlsx", "worksheets/sheet1.xml", cut))
