"""Excel workbooks: cells as they are, and a plain refusal where a file or its rows do not fit."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gaodi import api
from gaodi.api.workbooks import MAX_ROWS, SheetContent, build_sheet, write_workbook
from gaodi.base import InputError


@pytest.fixture
def findings(office, add_text) -> None:
    for letter, value in (("a", "55300"), ("b", "49000")):
        add_text(
            letter, f"湖南省地区生产总值{value}亿元。", {"quote": f"{value}亿元", "value": f"{value}00000000"}
        )
    api.compare_workspace(office)


def export_facts(office, path: Path) -> int:
    return api.export_facts(office, path)


def export_findings(office, path: Path) -> int:
    return api.export_findings(office, path, {}, format=path.suffix[1:])


@pytest.mark.parametrize("export", [export_facts, export_findings])
@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".jsonl"])
def test_a_file_that_cannot_be_written_is_named(office, findings, tmp_path: Path, export, ending) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / f"folder{ending}").mkdir()
    for place in ("nowhere/x", "file/x", "folder"):
        with pytest.raises(InputError, match="不能写入") as told:
            export(office, tmp_path / f"{place}{ending}")
        assert str(tmp_path / place) in told.value.en


@pytest.mark.parametrize("export", [export_facts, export_findings])
def test_a_workbook_that_breaks_while_it_is_closed_is_named_too(
    office, findings, tmp_path: Path, monkeypatch, export
) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    close = xlsxwriter.Workbook.close

    def fail(book: xlsxwriter.Workbook) -> None:
        close(book)
        raise FileCreateError("disk full")

    monkeypatch.setattr(xlsxwriter.Workbook, "close", fail)
    with pytest.raises(InputError, match=r"x\.xlsx"):
        export(office, tmp_path / "x.xlsx")


def test_facts_and_findings_come_out_as_they_are(office, findings, tmp_path: Path) -> None:
    assert export_facts(office, tmp_path / "f.xlsx") == 2
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["数字"]
    head, first, _ = sheet.values
    assert (sheet.freeze_panes, dict(zip(head, first, strict=True))["数值"]) == ("A2", 5530000000000)
    assert export_findings(office, tmp_path / "c.xlsx") == 1
    head, row = openpyxl.load_workbook(tmp_path / "c.xlsx")["核对"].values
    assert "；" in dict(zip(head, row, strict=True))["数值"]


def test_cells_are_never_formulas_and_long_numbers_are_texts(tmp_path: Path) -> None:
    row = {
        "a": "=1+1", "b": Decimal("1234567890123456"), "c": Decimal("0.10"), "d": 12, "e": 10**15, "f": None,
        "g": ("甲", 2), "h": (),
    }  # fmt: skip
    columns = tuple((name, name) for name in (*row, "absent"))
    write_workbook(tmp_path / "x.xlsx", [build_sheet("表", columns, [row], 1)])
    cells = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"][2]
    assert [cell.value for cell in cells] == [
        "=1+1", "1234567890123456", 0.1, 12, "1000000000000000", None, "甲；2", None, None,
    ]  # fmt: skip
    assert cells[0].data_type == "s"


def test_more_rows_than_a_sheet_takes_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    huge = SheetContent(title="表", header=("a",), rows=(), n_rows=MAX_ROWS + 1)
    with pytest.raises(InputError, match="1,048,576"):
        write_workbook(tmp_path / "x.xlsx", [huge])
    assert not (tmp_path / "x.xlsx").exists()
