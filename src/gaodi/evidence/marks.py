"""What does an Excel file know that its values do not say? Error cells, and units in number formats.

The reader of values (calamine) gives `#DIV/0!` as an empty cell, drops number formats, and allots memory for every
cell between the first and the last. One pass over the sheet's XML finds all three before it runs; it needs a tenth
of the time of a second reader such as openpyxl.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath

from gaodi.base import MONEY_UNITS, SourceError
from gaodi.evidence.cells import MONEY_KINDS, PERCENT

MAX_BOX_CELLS = 60_000_000
"""Cells between the first and the last value that one sheet may span: about 1.5 GB in the reader. Our own choice."""

_CHUNK = 8 << 20
_MAX_ROW_BYTES = 64 << 20
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_VALUED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+)(\d+)"[^>/]*>\s*<')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_REF = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_DIGITS = re.compile(rb"\d+")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)/?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)/?>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_NUMBER_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s([^>]*)/?>")
_CELL_FORMATS = re.compile(r"<(?:\w+:)?cellXfs[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(r"<(?:\w+:)?xf\s([^>]*)>")
_BUILT_IN_PERCENT = {"9", "10"}
_MONEY_IN_FORMAT = re.compile("|".join(sorted(MONEY_UNITS, key=len, reverse=True)))


@dataclass(slots=True)
class SheetMarks:
    """Marks of one sheet, by 0-based row and column."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    kinds: dict[tuple[int, int], int] = field(default_factory=dict)


def read_marks(path: Path, name: str) -> dict[str, SheetMarks]:
    """Find error cells and formats with units in every sheet of an XLSX file.

    Parameters
    ----------
    path : Path
    name : str
        The file's name for people.

    Returns
    -------
    dict of sheet name to SheetMarks

    Raises
    ------
    SourceError
        If the file is broken, or a sheet spans more than `MAX_BOX_CELLS` because of a stray cell.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            flagged = _read_flagged_styles(archive)
            return {
                sheet: _scan_sheet(archive, part, flagged, f"{name}「{sheet}」")
                for sheet, part in _find_parts(archive)
            }
    except (zipfile.BadZipFile, EOFError, OSError, KeyError) as error:
        raise SourceError(
            f"{name} 不是完整的 Excel 文件（{error}）；请重新保存或重新下载。",
            f"{name} is not a whole Excel file ({error}); save or download it again.",
        ) from error


def _find_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = set(archive.namelist())
    book = next((item for item in names if re.fullmatch(r"(?i)xl/workbook\d*\.xml", item)), None)
    if book is None:
        return
    relations_part = f"xl/_rels/{book.removeprefix('xl/')}.rels"
    if relations_part not in names:
        return
    relations = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in _each_attributes(_RELATION, archive.read(relations_part))
    }
    for attributes in _each_attributes(_SHEET, archive.read(book)):
        reference = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        target = relations.get(reference, "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in names and "worksheets" in part:
            yield attributes.get("name", ""), part


def _each_attributes(pattern: re.Pattern[str], data: bytes) -> Iterator[dict[str, str]]:
    for match in pattern.finditer(data.decode("utf-8", errors="replace")):
        yield {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(match.group(1))}


def _read_flagged_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """Return the kind of each cell style whose number format says percent or a money unit."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    data = archive.read("xl/styles.xml")
    kinds = dict.fromkeys(_BUILT_IN_PERCENT, PERCENT)
    for attributes in _each_attributes(_NUMBER_FORMAT, data):
        kind = read_format(attributes.get("formatCode", ""))
        if kind is not None:
            kinds[attributes.get("numFmtId", "")] = kind
    formats = _CELL_FORMATS.search(data.decode("utf-8", errors="replace"))
    if formats is None:
        return {}
    flagged: dict[str, int] = {}
    for place, match in enumerate(_CELL_FORMAT.finditer(formats.group(1))):
        kind = kinds.get(dict(_ATTRIBUTE.findall(match.group(1))).get("numFmtId", ""))
        if kind is not None:
            flagged[str(place)] = kind
    return flagged


def read_format(code: str) -> int | None:
    """Return the kind that a number format gives its cells, or None for a plain one.

    A format that scales (`0.00,,"百万元"`, `0!.0,"万元"`) shows another number than it holds; what it holds is yuan.

    Examples
    --------
    >>> read_format('0.00%') == PERCENT, read_format('0.00"万元"') == MONEY_KINDS["万元"]
    (True, True)
    >>> read_format('0!.0,"万元"') == MONEY_KINDS["元"], read_format("#,##0.00")
    (True, None)
    """
    first = code.split(";")[0]
    unit = _MONEY_IN_FORMAT.search(first)
    if unit:
        scales = re.search(r"[0#?](?:\\.)?,+(?![0#?,])", first) is not None
        return MONEY_KINDS["元" if scales else unit.group()]
    bare = re.sub(r'"[^"]*"|\\.', "", first)
    return PERCENT if "%" in bare else None


def _scan_sheet(archive: zipfile.ZipFile, part: str, flagged: dict[str, int], where: str) -> SheetMarks:
    marks = SheetMarks()
    styled = (
        re.compile(rb'<(?:\w+:)?c\s([^>]*\bs="(' + "|".join(flagged).encode() + rb')"[^>]*)>')
        if flagged
        else None
    )
    last_row = last_column = 0
    for piece in _split_rows(archive, part, where):
        row, column = _find_corner(piece)
        last_row, last_column = max(last_row, row), max(last_column, column)
        if b't="e"' in piece:
            _note_errors(piece, marks)
        if styled:
            _note_styles(piece, styled, flagged, marks)
    if last_row * last_column > MAX_BOX_CELLS:
        _check_box(archive, part, where)
    return marks


def _find_corner(piece: bytes) -> tuple[int, int]:
    """Return the number of the last row and the count of columns up to the last cell of any row."""
    end = _ROW_END.search(piece)
    rows = piece.split(end.group()) if end else [piece]
    # Cells stand in order, so the last reference of a row is its widest; only a few bytes per row are looked at.
    tails = [row[row.rfind(b' r="') + 4 :][:11] for row in rows if b' r="' in row]
    letters = {tail[:3].rstrip(b'0123456789"') for tail in tails}
    last = _DIGITS.search(tails[-1]) if tails else None
    return int(last.group()) if last else 0, max(map(_to_column, letters), default=-1) + 1


def _split_rows(archive: zipfile.ZipFile, part: str, where: str) -> Iterator[bytes]:
    """Read the sheet in pieces of whole rows."""
    carried = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            data = carried + chunk
            # `</row>` or `</x:row>`; an opening tag `<row>` before it would only make the piece shorter.
            cut = data.rfind(b"row>") + 4
            cut = 0 if cut < 4 or not _ROW_END.match(data, data.rfind(b"<", 0, cut)) else cut
            if cut:
                yield data[:cut]
            carried = data[cut:]
            if len(carried) > _MAX_ROW_BYTES:
                raise SourceError(
                    f"{where} 有一行超过 {_MAX_ROW_BYTES >> 20} MB，无法安全读取。",
                    f"{where} has a row larger than {_MAX_ROW_BYTES >> 20} MB, which cannot be read safely.",
                )
    if carried:
        yield carried


def _note_errors(piece: bytes, marks: SheetMarks) -> None:
    for match in _ERROR_CELL.finditer(piece):
        place = _REF.search(match.group(1))
        value = _VALUE.search(match.group(2))
        if place:
            cell = (int(place.group(2)) - 1, _to_column(place.group(1)))
            marks.errors[cell] = value.group(1).decode("utf-8", errors="replace") if value else "#ERROR!"


def _note_styles(piece: bytes, styled: re.Pattern[bytes], flagged: dict[str, int], marks: SheetMarks) -> None:
    for match in styled.finditer(piece):
        place = _REF.search(match.group(1))
        if place and not match.group(1).endswith(b"/"):
            cell = (int(place.group(2)) - 1, _to_column(place.group(1)))
            marks.kinds[cell] = flagged[match.group(2).decode()]


def _check_box(archive: zipfile.ZipFile, part: str, where: str) -> None:
    """Count again with values only: formatted but empty cells cost the reader nothing."""
    last_row = last_column = n_values = 0
    far = ""
    for piece in _split_rows(archive, part, where):
        for match in _VALUED_CELL.finditer(piece):
            n_values += 1
            row, column = int(match.group(2)), _to_column(match.group(1)) + 1
            if row > last_row or column > last_column:
                far = (match.group(1) + match.group(2)).decode()
            last_row, last_column = max(last_row, row), max(last_column, column)
    if last_row * last_column > MAX_BOX_CELLS:
        raise SourceError(
            f"{where} 只有 {n_values:,} 个单元格有内容，却延伸到 {last_row:,} 行 × {last_column:,} 列"
            f"（最远处在 {far}）；请清除远处的单元格后重新保存。",
            f"{where} holds {n_values:,} cells but spans {last_row:,} rows × {last_column:,} columns (as far as "
            f"{far}); clear the stray cells and save it again.",
        )


def _to_column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
