"""What does an Excel file know that its values do not say? Error cells, and units in number formats.

The full parser (calamine) gives `#DIV/0!` as an empty cell, drops number formats, and allots memory for every
cell between the first and the last. One pass over the sheet's XML finds all three before it runs; it needs a tenth
of the time of a second reader such as openpyxl.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath

from gaodi.base import MONEY_UNITS, SourceError
from gaodi.evidence.cells import MONEY_KINDS, NUMBER, PERCENT

MAX_BOX_CELLS = 60_000_000
"""Cells between the first and the last value that one sheet may span: about 1.5 GB in the reader. Our own choice."""

_CHUNK = 8 << 20
_MAX_ROW_BYTES = 64 << 20
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_SHEET_END = re.compile(
    rb"</(?:[\w.-]+:)?(?:work|chart|dialog|macro)sheet\s*>|<(?:[\w.-]+:)?worksheet\b[^>]*/>\s*$"
)
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)(?<!/)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_VALUED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+)(\d+)"[^>/]*>\s*<')
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)[^;<]*;?")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_REF = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_DIGITS = re.compile(rb"\d+")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)/?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)/?>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_NUMBER_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s([^>]*)/?>")
_CELL_FORMATS = re.compile(r"<(?:\w+:)?cellXfs[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(r"<(?:\w+:)?xf\s([^>]*)>")
_STATES = ("visible", "hidden", "veryHidden")
_BUILT_IN_PERCENT = {"9", "10"}
_BUILT_IN_MOMENTS = [str(number) for number in (*range(14, 37), *range(45, 48), *range(50, 82))]
"""Number formats of dates and times, with those that only Chinese, Japanese or Thai programs know (ECMA-376, 18.8.30)."""
_NO_MOMENT = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+|\$[^\]]*|[<>=][^\]]*)\]|general|e[+-]',
    re.IGNORECASE,
)
_MOMENT_LETTER = re.compile("[dmyhsbeg]|a/p|年|月|日|时|分|秒", re.IGNORECASE)
_MONEY_IN_FORMAT = re.compile("|".join(sorted(MONEY_UNITS, key=len, reverse=True)))


@dataclass(slots=True)
class SheetMarks:
    """Marks of one sheet, by 0-based row and column."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    kinds: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A sheet of a workbook.

    Parameters
    ----------
    name : str
    part : str or None
        The part of the archive that holds its cells; None where it is no sheet of cells.
    is_visible : bool
    is_plain : bool
        Whether all this is certain without a full parser.
    """

    name: str
    part: str | None
    is_visible: bool
    is_plain: bool


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What the number format of a cell style says.

    Parameters
    ----------
    kind : int
        Kind it gives a number.
    may_be_moment : bool
        Whether it may show a date or a time; the reader of values decides.
    """

    kind: int
    may_be_moment: bool


_PLAIN_STYLE = CellStyle(NUMBER, may_be_moment=False)


def find_sheets(archive: zipfile.ZipFile) -> Iterator[SheetPart]:
    """Find each sheet of an XLSX file and the part of the archive that holds its XML."""
    names = set(archive.namelist())
    book = next((item for item in names if re.fullmatch(r"(?i)xl/workbook\d*\.xml", item)), None)
    if book is None:
        return
    relations_part = f"xl/_rels/{book.removeprefix('xl/')}.rels"
    if relations_part not in names:
        return
    relations = {
        attributes.get("Id", ""): attributes
        for attributes in _each_attributes(_RELATION, archive.read(relations_part))
    }
    data = archive.read(book)
    is_plain = b"<!" not in data and b"AlternateContent" not in data.partition(b"<sheets")[2]
    for attributes in _each_attributes(_SHEET, data):
        reference = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        relation = relations.get(reference, {})
        target = relation.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        name, state = attributes.get("name", ""), attributes.get("state", "visible")
        yield SheetPart(
            name=name,
            part=part if part in names and "worksheets" in part else None,
            is_visible=state == "visible",
            is_plain=is_plain
            and re.fullmatch(r"[^&_]+", name) is not None
            and state in _STATES
            and relation.get("Type", "").endswith("/relationships/worksheet"),
        )


def _each_attributes(pattern: re.Pattern[str], data: bytes) -> Iterator[dict[str, str]]:
    for match in pattern.finditer(data.decode("utf-8", errors="replace")):
        yield {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(match.group(1))}


def read_styles(archive: zipfile.ZipFile) -> list[CellStyle]:
    """Return what each cell style, in the order of the file, says about numbers."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    data = archive.read("xl/styles.xml")
    styles = {number: CellStyle(PERCENT, may_be_moment=False) for number in _BUILT_IN_PERCENT}
    styles |= {number: CellStyle(NUMBER, may_be_moment=True) for number in _BUILT_IN_MOMENTS}
    for attributes in _each_attributes(_NUMBER_FORMAT, data):
        number, code = attributes.get("numFmtId", ""), attributes.get("formatCode", "")
        kind = read_format(code)
        # Words in quotes, colours and currencies hold letters that are no parts of dates.
        # A backslash before a quotation mark is read in two ways; the reader of values decides then, too.
        is_odd = '\\"' in code
        is_moment = (
            is_odd
            or number in _BUILT_IN_MOMENTS
            or _MOMENT_LETTER.search(_NO_MOMENT.sub("", code)) is not None
        )
        before = styles.get(number, _PLAIN_STYLE)
        styles[number] = CellStyle(before.kind if kind is None else kind, may_be_moment=is_moment)
    formats = _CELL_FORMATS.search(data.decode("utf-8", errors="replace"))
    if formats is None:
        return []
    numbers = (
        dict(_ATTRIBUTE.findall(match.group(1))).get("numFmtId", "")
        for match in _CELL_FORMAT.finditer(formats.group(1))
    )
    return [styles.get(number, _PLAIN_STYLE) for number in numbers]


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


def scan_marks(archive: zipfile.ZipFile, part: str, where: str) -> SheetMarks:
    """Find the error cells of a sheet, and the formats with units.

    Parameters
    ----------
    archive : ZipFile
    part : str
        The sheet's XML in the archive.
    where : str
        Name of file and sheet for people.

    Raises
    ------
    SourceError
        If the sheet spans more than `MAX_BOX_CELLS` because of a stray cell, a row is too large, or the XML names
        an entity that XML itself does not know.
    """
    marks = SheetMarks()
    styles = enumerate(read_styles(archive))
    flagged = {str(place): style.kind for place, style in styles if style.kind != NUMBER}
    styled = (
        re.compile(rb'<(?:\w+:)?c\s([^>]*\bs="(' + "|".join(flagged).encode() + rb')"[^>]*)>')
        if flagged
        else None
    )
    last_row = last_column = 0
    for piece in split_rows(archive, part, where):
        _check_entities(piece, where)
        row, column = _find_corner(piece)
        last_row, last_column = max(last_row, row), max(last_column, column)
        if b't="e"' in piece:
            _note_errors(piece, marks)
        if styled:
            _note_styles(piece, styled, flagged, marks)
    if last_row * last_column > MAX_BOX_CELLS:
        _check_box(archive, part, where)
    return marks


def _check_entities(piece: bytes, where: str) -> None:
    """Refuse what the parser would drop with the rest of its cell, and what no spreadsheet may declare."""
    found = _ENTITY.search(piece) if b"&" in piece and b"<![CDATA[" not in piece else None
    if found or b"<!DOCTYPE" in piece:
        shown = found.group()[:20].decode("utf-8", errors="replace") if found else "<!DOCTYPE"
        raise SourceError(
            f"{where} 的内容里有表格文件不允许的 XML 实体（{shown}），无法安全读取；请用 Excel 或 WPS 重新另存为 .xlsx。",
            f"{where} holds an XML entity that no workbook may have ({shown}); save it again as .xlsx.",
        )


def _find_corner(piece: bytes) -> tuple[int, int]:
    """Return the number of the last row and the count of columns up to the last cell of any row."""
    end = _ROW_END.search(piece)
    rows = piece.split(end.group()) if end else [piece]
    # Cells stand in order, so the last reference of a row is its widest; only a few bytes per row are looked at.
    tails = [row[row.rfind(b' r="') + 4 :][:11] for row in rows if b' r="' in row]
    letters = {tail[:3].rstrip(b'0123456789"') for tail in tails}
    last = _DIGITS.search(tails[-1]) if tails else None
    return int(last.group()) if last else 0, max(map(to_column, letters), default=-1) + 1


def split_rows(archive: zipfile.ZipFile, part: str, where: str, n_bytes: int = _CHUNK) -> Iterator[bytes]:
    """Read the XML of a sheet in pieces of whole rows, each of about `n_bytes`.

    Raises
    ------
    SourceError
        If a row is too large to be read safely, or the XML ends before the sheet does.
    """
    carried = b""
    with archive.open(part) as stream:
        while chunk := stream.read(n_bytes):
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
    if (
        not _SHEET_END.search(carried) and b"\0" not in carried
    ):  # wider characters are left to the full parser
        raise SourceError(
            f"{where} 的内容没有写完（文件被截断）；请重新保存或重新下载。",
            f"{where} ends before its sheet does (the file was cut short); save or download it again.",
        )
    yield carried


def _note_errors(piece: bytes, marks: SheetMarks) -> None:
    for match in _ERROR_CELL.finditer(piece):
        place = _REF.search(match.group(1))
        value = _VALUE.search(match.group(2))
        if place:
            cell = (int(place.group(2)) - 1, to_column(place.group(1)))
            marks.errors[cell] = value.group(1).decode("utf-8", errors="replace") if value else "#ERROR!"


def _note_styles(piece: bytes, styled: re.Pattern[bytes], flagged: dict[str, int], marks: SheetMarks) -> None:
    for match in styled.finditer(piece):
        place = _REF.search(match.group(1))
        if place and not match.group(1).endswith(b"/"):
            cell = (int(place.group(2)) - 1, to_column(place.group(1)))
            marks.kinds[cell] = flagged[match.group(2).decode()]


def _check_box(archive: zipfile.ZipFile, part: str, where: str) -> None:
    """Count again with values only: formatted but empty cells cost the reader nothing."""
    last_row = last_column = n_values = 0
    far = ""
    for piece in split_rows(archive, part, where):
        for match in _VALUED_CELL.finditer(piece):
            n_values += 1
            row, column = int(match.group(2)), to_column(match.group(1)) + 1
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


def to_column(letters: bytes) -> int:
    """Return the 0-based column of its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
