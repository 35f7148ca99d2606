"""What does a table file hold? Sheets of cells with their kinds, from CSV, XLSX, XLS and ODS."""

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import python_calamine

from gaodi.base import SourceError
from gaodi.evidence.cells import ERROR, NUMBER, CellGatherer, Span
from gaodi.evidence.marks import SheetMarks, SheetPart, find_sheets, scan_marks

if TYPE_CHECKING:
    from gaodi.evidence.plain_sheets import PlainSheet

_CHUNK_ROWS = 256  # so few that their Python objects stay in the cache: a third less CPU than 2,048
_SAMPLE_LINES = 50
_DELIMITERS = (",", "\t", ";", "|")
_MAX_FIELD = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, KeyError, RuntimeError)
"""What reading a damaged archive raises; a part with a password of its own is a `RuntimeError`."""
_OLE_MAGIC, _ZIP_MAGIC, _GZIP_MAGIC = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet as it stands in the file, empty rows included so that row numbers are the file's own.

    Parameters
    ----------
    name : str
        Name of the sheet; `Sheet1` for a CSV file.
    cells : DataFrame of String
        One column per sheet column, one row per sheet row; an empty cell is null.
    kinds : DataFrame of UInt8, same shape
        See `gaodi.evidence.cells`.
    first_column : int
        0-based position of the first column of `cells` in the sheet.
    merged : tuple of Span
        Merged cells, in positions of the sheet.
    """

    name: str
    cells: pl.DataFrame
    kinds: pl.DataFrame
    first_column: int = 0
    merged: tuple[Span, ...] = ()

    @property
    def n_rows(self) -> int:
        """Rows up to the last that holds anything."""
        return self.cells.height

    @property
    def n_columns(self) -> int:
        """Columns from the first to the last that hold anything."""
        return self.cells.width

    def top(self, n_rows: int) -> list[tuple[str | None, ...]]:
        """Return the texts of the first rows."""
        return self.cells.head(n_rows).rows()

    def cell_text(self, row: int, position: int) -> str:
        """Return the text of one cell, by 1-based row and 0-based column of the sheet; empty outside it."""
        column = position - self.first_column
        if not (1 <= row <= self.n_rows and 0 <= column < self.n_columns):
            return ""
        return self.cells[row - 1, column] or ""


def read_sheets(path: Path, *, name: str | None = None) -> list[Sheet]:
    """Read every visible sheet of a table file.

    Parameters
    ----------
    path : Path
    name : str or None
        The file's original name where `path` is a stored copy; its ending and the messages use it.

    Returns
    -------
    list of Sheet
        An empty sheet has no rows. Hidden sheets are left out: people do not see what they import.

    Raises
    ------
    SourceError
        If the file is broken, encrypted, in no known encoding, or spans too many empty cells.
    """
    called = name or path.name
    with path.open("rb") as file:
        magic = file.read(4)
    if magic in (_OLE_MAGIC, _ZIP_MAGIC):
        return _read_workbook(path, called)
    return [_read_csv(path, called, is_gzip=magic.startswith(_GZIP_MAGIC))]


# Workbooks


def _read_workbook(path: Path, name: str) -> list[Sheet]:
    try:
        with ExitStack() as stack:
            archive = stack.enter_context(zipfile.ZipFile(path)) if zipfile.is_zipfile(path) else None
            parts = list(find_sheets(archive)) if archive else []
            plain = _read_plain(archive, parts, name) if archive else {}
            visible = [part for part in parts if part.is_visible]
            if visible and all(part.is_plain for part in parts) and plain.keys() >= {p.name for p in visible}:
                return [plain[part.name] for part in visible]
            book = stack.enter_context(python_calamine.load_workbook(path))
            return [
                plain.get(sheet.name) or _parse_sheet(book, sheet.name, archive, parts, name)
                for sheet in book.sheets_metadata
                if sheet.visible == python_calamine.SheetVisibleEnum.Visible
                and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except _BROKEN as error:
        raise SourceError(
            f"{name} 不是完整的 Excel 文件（{error}）；请重新保存或重新下载。",
            f"{name} is not a whole Excel file ({error}); save or download it again.",
        ) from error
    except python_calamine.PasswordError as error:
        raise SourceError(
            f"{name} 设有打开密码，无法读取；请取消密码后再导入。",
            f"{name} is encrypted; remove the password and import it again.",
        ) from error
    except python_calamine.CalamineError as error:
        raise SourceError(
            f"{name} 不是可读的表格文件（{error}）；请用 Excel 或 WPS 重新另存为 .xlsx。",
            f"{name} cannot be read as a workbook ({error}); save it again as .xlsx.",
        ) from error


def _read_plain(archive: zipfile.ZipFile, parts: Sequence[SheetPart], file_name: str) -> dict[str, Sheet]:
    """Read the visible sheets whose XML is plain, by name."""
    from gaodi.evidence.plain_sheets import PlainBook  # numpy and pyarrow cost 0.3 s where no sheet is read

    book = PlainBook(archive)
    read: dict[str, Sheet] = {}
    if len({part.name for part in parts}) < len(parts):
        return read
    for part in parts:
        found = (
            book.read_sheet(part.part, _name_place(file_name, part.name))
            if part.is_visible and part.part
            else None
        )
        if found is not None:
            read[part.name] = _build_sheet(part.name, found)
    return read


def _parse_sheet(
    book: python_calamine.CalamineWorkbook,
    name: str,
    archive: zipfile.ZipFile | None,
    parts: Sequence[SheetPart],
    file_name: str,
) -> Sheet:
    """Read a sheet with the full parser."""
    part = {part.name: part.part for part in parts}.get(name)
    # The marks come first: they refuse a sheet that would take the parser all memory.
    marks = scan_marks(archive, part, _name_place(file_name, name)) if archive and part else None
    return parse_sheet(book.get_sheet_by_name(name), marks)


def _name_place(file_name: str, sheet_name: str) -> str:
    return f"{file_name}「{sheet_name}」"


def _build_sheet(name: str, found: "PlainSheet") -> Sheet:
    cells, kinds = _trim_rows(_name_columns(found.texts), _name_columns(found.kinds))
    return Sheet(name=name, cells=cells, kinds=kinds, first_column=found.first_column, merged=found.merged)


def parse_sheet(source: python_calamine.CalamineSheet, marks: SheetMarks | None) -> Sheet:
    """Turn a sheet of the full parser into columns; the marks say what the parser does not."""
    first_column = source.start[1] if source.start else 0
    cells, kinds = _gather_columns(source.iter_rows(), source.width if source.start else 0)
    if marks and (marks.errors or marks.kinds):
        cells, kinds = _apply_marks(cells, kinds, marks, first_column)
    cells, kinds = _trim_rows(cells, kinds)
    spans = source.merged_cell_ranges or []
    return Sheet(
        name=source.name,
        cells=cells,
        kinds=kinds,
        first_column=first_column,
        merged=tuple((top, left, bottom, right) for (top, left), (bottom, right) in spans),
    )


def _apply_marks(
    cells: pl.DataFrame, kinds: pl.DataFrame, marks: SheetMarks, first_column: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put error texts where the reader saw empty cells, and the kinds that number formats give."""
    # An error may stand below or right of every value the reader saw.
    n_rows = max([cells.height, *(row + 1 for row, _ in marks.errors)])
    width = max([cells.width, *(column + 1 - first_column for _, column in marks.errors)])
    cells, kinds = _pad_frame(cells, n_rows, width, None), _pad_frame(kinds, n_rows, width, 0)
    new_cells, new_kinds = cells.get_columns(), kinds.get_columns()
    by_column: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in marks.errors.items():
        if column >= first_column:
            by_column.setdefault(column - first_column, []).append((row, text))
    for place, found in by_column.items():
        rows = [row for row, _ in found]
        new_cells[place] = new_cells[place].scatter(rows, [text for _, text in found])
        new_kinds[place] = new_kinds[place].scatter(rows, ERROR)
    styled: dict[tuple[int, int], list[int]] = {}
    for (row, column), kind in marks.kinds.items():
        if row < n_rows and 0 <= column - first_column < width:
            styled.setdefault((column - first_column, kind), []).append(row)
    for (place, kind), rows in styled.items():
        series = new_kinds[place]
        numeric = [row for row, old in zip(rows, series.gather(rows), strict=True) if old == NUMBER]
        if numeric:
            new_kinds[place] = series.scatter(numeric, kind)
    return pl.DataFrame(new_cells), pl.DataFrame(new_kinds)


def _pad_frame(frame: pl.DataFrame, n_rows: int, width: int, fill: int | None) -> pl.DataFrame:
    dtype = pl.String() if fill is None else pl.UInt8()
    columns = [
        series.extend_constant(fill, n_rows - frame.height) if n_rows > frame.height else series
        for series in frame.get_columns()
    ]
    columns += [
        pl.repeat(fill, n_rows, dtype=dtype, eager=True).alias(_name(place))
        for place in range(frame.width, width)
    ]
    return pl.DataFrame(columns)


# CSV


def _read_csv(path: Path, name: str, *, is_gzip: bool) -> Sheet:
    data = _unpack(path, name) if is_gzip else path.read_bytes()
    text = _decode(data, name)
    delimiter = _sniff_delimiter(text)
    csv.field_size_limit(_MAX_FIELD)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        cells, kinds = _gather_columns(rows, 0)
    except csv.Error as error:
        raise SourceError(
            f"{name} 不是完整的 CSV（{error}）；请检查引号是否成对。",
            f"{name} is not well-formed CSV ({error}); check that quotes come in pairs.",
        ) from error
    cells, kinds = _trim_rows(cells, kinds)
    return Sheet(name="Sheet1", cells=cells, kinds=kinds)


def _unpack(path: Path, name: str) -> bytes:
    limit = 1 << 30
    try:
        with gzip.open(path) as file:
            data = file.read(limit + 1)
    except (OSError, EOFError) as error:
        raise SourceError(
            f"{name} 压缩包损坏（{error}）。", f"{name} is a broken gzip file ({error})."
        ) from error
    if len(data) > limit:
        raise SourceError(
            f"{name} 解压后超过 1 GB；请先解压并拆分。",
            f"{name} unpacks to more than 1 GB; unpack and split it.",
        )
    return data


def _decode(data: bytes, name: str) -> str:
    """Decode by byte-order mark, then UTF-8, then GB18030, which holds GBK and GB 2312."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SourceError(
        f"{name} 既不是 UTF-8 也不是 GB18030 编码的文本；请用 Excel 或 WPS 另存为 .xlsx 或 UTF-8 的 CSV。",
        f"{name} is text in neither UTF-8 nor GB18030; save it as .xlsx or as CSV in UTF-8.",
    )


def _sniff_delimiter(text: str) -> str:
    """Take the separator that cuts the most lines into the same number of fields, more than one."""
    sample = list(islice(io.StringIO(text, newline=""), _SAMPLE_LINES))

    def rate(delimiter: str) -> int:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(_DELIMITERS, key=rate)


# Both


def _gather_columns(rows: Iterable[Sequence[object]], width: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn rows into columns of texts and kinds."""
    gatherers = [CellGatherer() for _ in range(width)]
    n_done = 0
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK_ROWS)):
        # Rows of a CSV file may be of unequal length; none is cut.
        is_even = len({len(row) for row in chunk}) == 1
        columns = list(zip(*chunk, strict=True) if is_even else zip_longest(*chunk, fillvalue=""))
        gatherers += [CellGatherer(n_done) for _ in range(len(gatherers), len(columns))]
        columns += [("",) * len(chunk)] * (len(gatherers) - len(columns))
        for gatherer, values in zip(gatherers, columns, strict=True):
            gatherer.add(values)
        n_done += len(chunk)
    built = [gatherer.build() for gatherer in gatherers]
    return _name_columns([text for text, _ in built]), _name_columns([kind for _, kind in built])


def _name_columns(columns: list[pl.Series]) -> pl.DataFrame:
    return pl.DataFrame([series.alias(_name(place)) for place, series in enumerate(columns)])


def _trim_rows(cells: pl.DataFrame, kinds: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cut the empty rows and columns at the end; rows above and between stay, so that numbers hold."""
    last_rows = [_find_last(series) for series in cells.get_columns()]
    n_rows = max(last_rows, default=0)
    n_columns = max((place + 1 for place, last in enumerate(last_rows) if last), default=0)
    names = cells.columns[:n_columns]
    return cells.select(names).head(n_rows), kinds.select(names).head(n_rows)


def _find_last(series: pl.Series) -> int:
    """Return the number of rows up to the last that is not null."""
    filled = series.is_not_null().arg_true()
    return int(filled[-1]) + 1 if len(filled) else 0


def _name(place: int) -> str:
    return f"c{place}"
