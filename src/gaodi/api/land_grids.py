"""How is a small sheet read without a workspace? The row of headers, and cells as exact numbers with their place."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from gaodi.api.land_units import convert_unit, find_unit, replace_money
from gaodi.base import MONEY_UNITS, InputError, TableError
from gaodi.evidence import Sheet, check_file, read_sheets
from gaodi.land import Datum

N_HEADER_ROWS = 10
"""Rows looked at for the header; our own choice."""
PERCENT_KIND = 6
"""Kind of a cell that Excel shows with a percent sign; it holds the fraction. As `evidence` numbers its kinds."""
MONEY_IN_FORMAT: dict[int, str] = {10 + place: unit for place, unit in enumerate(MONEY_UNITS)}
"""Kinds of cells whose number format names a money unit. As `evidence` numbers its kinds; tests hold the two together."""
UNKNOWN_WORDS = {"", "-", "--", "—", "——", "/", "无数据", "缺", "n/a", "na", "null", "未知"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet under its header, with the columns that are known."""

    file: str
    sheet: Sheet
    header_row: int
    columns: Mapping[str, tuple[int, str]]
    """Key → position and header."""

    def rows(self) -> Iterable[int]:
        """Yield the numbers of the rows below the header that hold anything in a known column."""
        for row in range(self.header_row + 1, self.sheet.n_rows + 1):
            if any(self.sheet.cell_text(row, place).strip() for place, _ in self.columns.values()):
                yield row

    def text(self, row: int, key: str) -> str:
        """Return a cell's text; empty where the column is absent."""
        return self.sheet.cell_text(row, self.columns[key][0]).strip() if key in self.columns else ""

    def cell(self, row: int, key: str) -> str:
        """Return where a figure stands: file, sheet, row and header."""
        return f"{self.file}/{self.sheet.name}/{row}/{self.columns[key][1]}"

    def number(self, row: int, key: str, unit: str) -> Datum:
        """Read one figure; a column that is absent and an empty cell are unknown.

        A money unit in the cell's number format wins over the header's, which wins over `unit`.
        """
        if key not in self.columns:
            return Datum(value=None)
        place, header = self.columns[key]
        text = unicodedata.normalize("NFKC", self.text(row, key)).replace(",", "").strip()
        if text.lower() in UNKNOWN_WORDS:
            return Datum(value=None, cells=(self.cell(row, key),))
        kind = self.sheet.kinds[row - 1, place - self.sheet.first_column]
        is_percent = text.endswith("%") or kind == PERCENT_KIND
        try:
            number = Decimal(text.rstrip("%").strip())
            if not number.is_finite():
                raise InvalidOperation  # noqa: TRY301  `nan` is no figure either
        except InvalidOperation as error:
            raise InputError(
                f"{self.file} 第 {row} 行「{header}」的内容「{text}」不是数；请改正，没有数据就留空。",
                f"{self.file}, row {row}, column {header!r}: {text!r} is not a number; correct it, or leave it empty.",
            ) from error
        if is_percent and unit != "%":
            raise InputError(
                f"{self.file} 第 {row} 行「{header}」写作「{text}」，但单位应为{unit}，不是百分比。",
                f"{self.file}, row {row}, column {header!r} is {text!r}, expected {unit}, not per cent.",
            )
        # A cell that Excel shows as per cent holds the fraction.
        value = Fraction(number) * (100 if kind == PERCENT_KIND and not text.endswith("%") else 1)
        value *= self._factor(row, header, unit, MONEY_IN_FORMAT.get(kind))
        return Datum(value=value, cells=(self.cell(row, key),))

    def _factor(self, row: int, header: str, unit: str, money: str | None) -> Fraction:
        """Return what a cell's number is multiplied by; `money` is the unit its number format names."""
        found = find_unit(header)
        if money is not None:
            found = replace_money(found or unit, money)
            if found is None:
                raise InputError(
                    f"{self.file} 第 {row} 行「{header}」的数字格式带金额单位「{money}」，但单位应为{unit}；请改单元格格式。",
                    f"{self.file}, row {row}, column {header!r}: the number format says {money!r}, expected {unit}.",
                )
        factor = Fraction(1) if found is None else convert_unit(found, unit)
        if factor is None:
            raise TableError(
                f"{self.file} 的列「{header}」单位是「{found}」，应为「{unit}」；请改表头或换算后再填。",
                f"{self.file}: column {header!r} is in {found!r}, expected {unit!r}; convert it.",
            )
        return factor


def find_grid(
    path: Path, headers: Mapping[str, tuple[str, ...]], *, required: tuple[str, ...], name: str | None = None
) -> Grid:
    """Return the first sheet under the first row that heads a required column and one more.

    Parameters
    ----------
    path : Path
    headers : mapping
        Key → names its column is known by.
    required : tuple of str
        Keys of which one must have a column.
    name : str or None
        The file's original name where `path` is a stored copy, which was checked when it was stored.

    Raises
    ------
    TableError
        If no sheet has one, or two columns mean the same.
    """
    called = name or path.name
    if name is None:
        check_file(path)
    for sheet in read_sheets(path, name=called):
        for number, cells in enumerate(sheet.top(N_HEADER_ROWS), start=1):
            columns: dict[str, tuple[int, str]] = {}
            for place, cell in enumerate(cells):
                folded = fold_header(cell or "")
                key = next((k for k, names in headers.items() if folded in map(fold_header, names)), None)
                if key is None or not folded:
                    continue
                if key in columns:
                    raise TableError(
                        f"{called} 有两列都是「{columns[key][1]}」（{cell}）；请只留一列。",
                        f"{called} has two columns for {key!r} ({columns[key][1]}, {cell}); keep one.",
                    )
                columns[key] = (place + sheet.first_column, str(cell).strip())
            if columns.keys() & set(required) and len(columns) > 1:
                return Grid(file=called, sheet=sheet, header_row=number, columns=columns)
    names = "、".join(headers[key][0] for key in required)
    raise TableError(
        f"{called} 的前 {N_HEADER_ROWS} 行里没有表头；应有 {names} 和其他列。",
        f"{called} has no header in its first {N_HEADER_ROWS} rows; it needs {names} and more.",
    )


def fold_header(header: str) -> str:
    """Return a header without what people vary: case, spaces, brackets with units."""
    plain = unicodedata.normalize("NFKC", header).lower()
    return re.sub(r"\(.*?\)|[\s*_\-：:]", "", plain)
