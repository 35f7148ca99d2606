"""How does a table leave as an Excel workbook? Sheets of plain cells, never a formula, refused where they do not fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaodi.base import InputError

MAX_ROWS = 1_048_575
"""Rows of one sheet below its header."""
_EXACT_IN_EXCEL = 15
"""Significant digits a spreadsheet keeps; a longer number is written as text."""
_NO_DAY = datetime(1980, 1, 1)
"""The first day an archive can tell, as for the parts inside: the hour of writing would make two files of one answer differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContent:
    """One sheet: a header that stays in sight, and rows of cells under it."""

    title: str
    header: tuple[str, ...]
    """Empty for a sheet of notes, which has none."""
    rows: Iterable[Iterable[object]]
    """Taken one by one. None is an empty cell, several values stand in one cell."""
    n_rows: int


def build_sheet(
    title: str, columns: tuple[tuple[str, str], ...], rows: Iterable[Mapping[str, Any]], n_rows: int
) -> SheetContent:
    """Return a sheet of records: columns are keys with their headers; a key that a record lacks is an empty cell."""
    header = tuple(header for _, header in columns)
    cells = ([row.get(name) for name, _ in columns] for row in rows)
    return SheetContent(title=title, header=header, rows=cells, n_rows=n_rows)


def write_workbook(
    path: Path, sheets: Iterable[SheetContent], *, properties: Mapping[str, Any] | None = None
) -> None:
    """Write sheets as an Excel workbook.

    Parameters
    ----------
    path : Path
        Replaced if it exists.
    sheets : iterable of SheetContent
    properties : mapping or None
        Of the document, such as `title` and `created`; the same sheets and properties give the same bytes.

    Raises
    ------
    InputError
        If a sheet has more rows than Excel takes.
    OSError
        If the file cannot be written, as for a file of any other kind.
    """
    import xlsxwriter  # costs 0.1 s that only this format should pay
    from xlsxwriter.exceptions import XlsxWriterException

    listed = list(sheets)
    for content in listed:
        if content.n_rows > MAX_ROWS:
            raise InputError(
                f"共 {content.n_rows:,} 条，一张工作表放不下；请改用 CSV 或加条件。",
                f"{content.n_rows:,} rows do not fit one sheet; use CSV, or filter.",
            )
    path.write_bytes(b"")  # a folder that cannot be written fails here, before temporary files are open
    try:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            book.set_properties({"created": _NO_DAY} | dict(properties or {}))
            for content in listed:
                _write_sheet(book.add_worksheet(content.title), content)
    except XlsxWriterException as error:
        raise OSError(None, str(error), str(path)) from error


def _write_sheet(sheet: Any, content: SheetContent) -> None:  # noqa: ANN401  XlsxWriter has no types
    first = 0
    if content.header:
        first = 1
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(content.header):
            sheet.write_string(0, column, header)
    for number, row in enumerate(content.rows, start=first):
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value)


def _write_cell(sheet: Any, row: int, column: int, value: object) -> None:  # noqa: ANN401
    if _is_exact(value):
        sheet.write_number(row, column, value)
    elif text := _write_text(value):
        sheet.write_string(row, column, text)  # never a formula, whatever the text begins with


def _write_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return "；".join(map(str, value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _is_exact(value: object) -> bool:
    """Whether a spreadsheet shows the number as it is."""
    if isinstance(value, Decimal):
        return len(value.normalize().as_tuple().digits) <= _EXACT_IN_EXCEL
    if isinstance(value, int):
        return len(str(abs(value))) <= _EXACT_IN_EXCEL
    return isinstance(value, float)
