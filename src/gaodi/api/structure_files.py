"""What does a file of an input-output table or of regions and industries hold? Labels and numbers, each cell with its place."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from gaodi.base import InputError, SourceError, TableError
from gaodi.evidence import check_file, read_sheets
from gaodi.structure import FloatArray

TOTAL_WORDS = frozenset({"合计", "总计", "total", "sum", "grand total"})
"""Rows and columns of sums beside the figures; they would count everything twice."""
_UNKNOWN = frozenset({"", "-", "--", "—", "——", "/", "无数据", "缺", "n/a", "na", "nan", "null", "未知"})
_N_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """The first sheet of a file: texts under a header, rows numbered as in the file."""

    file: str
    header: tuple[str, ...]
    rows: tuple[int, ...]
    """Numbers of the rows below the header that hold anything."""
    cells: pl.DataFrame
    """One column of texts per header, one row per number; empty cells are empty texts."""

    def column(self, place: int) -> list[str]:
        """Return the texts of a column."""
        return self.cells.to_series(place).to_list()

    def numbers(self, places: Sequence[int], rows: Sequence[int]) -> FloatArray:
        """Read cells as numbers, NaN where unknown; rows are positions in `rows`.

        Raises
        ------
        InputError
            With file, row and column, for a text that is no finite number.
        """
        body = self.cells.select(self.cells.columns[place] for place in places)[list(rows)]
        body = body.with_columns(pl.all().str.replace_all(r"[,，\s]", ""))
        numbers = body.select(pl.all().cast(pl.Float64, strict=False))
        values = np.array(numbers.fill_null(np.nan).to_numpy(), dtype=np.float64)
        for row, column in np.argwhere(~np.isfinite(values)):
            text = body[int(row), int(column)]
            plain = unicodedata.normalize("NFKC", text).casefold()
            if plain in _UNKNOWN:
                values[row, column] = np.nan
                continue
            number = _read_number(plain)
            if number is None:
                place = f"{self.file} 第 {self.rows[rows[row]]} 行「{self.header[places[column]]}」"
                raise InputError(
                    f"{place}的内容「{text}」不是数；请改正，没有数据就留空。",
                    f"{self.file}, row {self.rows[rows[row]]}, column {self.header[places[column]]!r}: {text!r} is not a number; correct it, or leave it empty.",
                )
            values[row, column] = number
        return values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionMatrix:
    """Regions, industries and a value for each pair, NaN where unknown."""

    file: str
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: FloatArray
    left_out: tuple[str, ...]
    """Rows and columns of totals."""


def read_region_matrix(path: Path) -> RegionMatrix:
    """Read a wide table: a row per region, its name first, a column per industry.

    Parameters
    ----------
    path : Path
        CSV (also gzipped) or Excel; the first sheet that is not empty. Empty cells and “—” are unknown.

    Returns
    -------
    RegionMatrix
        Without rows and columns called 合计 or total.

    Raises
    ------
    InputError
        With file, row and column, for a text that is no number, a negative number, a label missing or given twice.
    """
    grid = read_grid(path)
    labels = grid.column(0)
    refuse_labels(grid, labels, grid.header[1:])
    columns = [
        place for place in range(1, len(grid.header)) if grid.header[place].casefold() not in TOTAL_WORDS
    ]
    rows = [place for place, label in enumerate(labels) if label.casefold() not in TOTAL_WORDS]
    if not columns or not rows:
        raise TableError(
            f"{grid.file} 没有数据；第一列应为地区，其余每列一个行业。",
            f"{grid.file} has no data; regions stand in the first column, one industry in each other column.",
        )
    values = grid.numbers(columns, rows)
    below = np.argwhere(values < 0)
    if below.size:
        row, column = below[0]
        raise InputError(
            f"{grid.file} 第 {grid.rows[rows[row]]} 行「{grid.header[columns[column]]}」是 {values[row, column]:g}，不能为负；请核对。",
            f"{grid.file}, row {grid.rows[rows[row]]}, column {grid.header[columns[column]]!r} is {values[row, column]:g}; it cannot be negative.",
        )
    totals = [labels[place] for place in range(len(labels)) if place not in set(rows)]
    totals += [grid.header[place] for place in range(1, len(grid.header)) if place not in set(columns)]
    return RegionMatrix(
        file=grid.file,
        regions=tuple(labels[place] for place in rows),
        industries=tuple(grid.header[place] for place in columns),
        values=values,
        left_out=tuple(totals),
    )


def read_sector_numbers(path: Path, sectors: Sequence[str]) -> FloatArray:
    """Read one number per sector: two columns, sector and number, in any order of rows.

    Parameters
    ----------
    path : Path
        With or without a header.
    sectors : sequence of str

    Returns
    -------
    array, shape (sectors,)

    Raises
    ------
    InputError
        If sectors are missing, unknown or given twice, or a number cannot be read.
    """
    grid = read_grid(path)
    if len(grid.header) < 2:
        raise TableError(
            f"{grid.file} 只有一列；应有部门、总产出两列。",
            f"{grid.file} has one column; sector and output are needed.",
        )
    labels = grid.column(0)
    number = _read_number(unicodedata.normalize("NFKC", grid.header[1]).replace(",", ""))
    values = grid.numbers([1], range(len(labels)))[:, 0]
    if number is not None:
        labels, values = [grid.header[0], *labels], np.concatenate([[number], values])
    refuse_twice(grid.file, labels, "部门", "sectors")
    missing = [sector for sector in sectors if sector not in set(labels)]
    odd = [label for label in labels if label not in set(sectors)]
    if missing or odd:
        raise InputError(
            f"{grid.file} 与流量表的部门对不上：缺 {show(missing) or '无'}；多出 {show(odd) or '无'}。",
            f"{grid.file} does not have the sectors of the flows: missing {show(missing) or 'none'}; not known {show(odd) or 'none'}.",
        )
    by_sector = dict(zip(labels, values, strict=True))
    return np.array([by_sector[sector] for sector in sectors], dtype=np.float64)


def read_grid(path: Path) -> Grid:
    """Read the first sheet that holds anything, under its first row that has more than one cell.

    Raises
    ------
    SourceError
        If the file is missing, broken or not what its name says.
    TableError
        If there is no header with rows below it.
    """
    if path.suffix.lower() != ".gz":
        check_file(path)
    elif not path.is_file():
        raise SourceError(
            f"{path} 不存在；请核对路径和文件名。", f"there is no {path}; check path and file name."
        )
    for sheet in read_sheets(path):
        if not sheet.n_rows:
            continue
        cells = sheet.cells.select(pl.all().fill_null("").str.strip_chars())
        filled = cells.select(pl.sum_horizontal(pl.all() != "")).to_series().to_numpy()
        below = np.flatnonzero(filled)
        top = next((int(place) for place in below if filled[place] > 1), None)
        if top is None:
            continue
        kept = [int(place) for place in below if place > top]
        if not kept:
            break
        header = tuple(cells.row(top))
        # Columns without a name that hold nothing are the file's margin.
        used = [
            place
            for place, name in enumerate(header)
            if name or place == 0 or (cells.to_series(place)[kept] != "").any()
        ]
        return Grid(
            file=path.name,
            header=tuple(header[place] for place in used),
            rows=tuple(place + 1 for place in kept),
            cells=cells.select(cells.columns[place] for place in used)[kept],
        )  # fmt: skip
    raise TableError(
        f"{path.name} 没有表头和数据行。", f"{path.name} has no header with rows of data below it."
    )


def refuse_labels(grid: Grid, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse rows or columns without a label or with one that stands twice.

    Raises
    ------
    InputError
        With file and place.
    """
    if "" in rows:
        place = grid.rows[list(rows).index("")]
        raise InputError(
            f"{grid.file} 第 {place} 行第一列没有名称；请补上。",
            f"{grid.file}, row {place} has no label in its first column.",
        )
    if "" in columns:
        place = len(grid.header) - len(columns) + list(columns).index("") + 1
        raise InputError(
            f"{grid.file} 第 {place} 列没有表头；请补上。", f"{grid.file}: column {place} has no header."
        )
    refuse_twice(grid.file, rows, "行", "rows")
    refuse_twice(grid.file, columns, "列", "columns")


def refuse_twice(file: str, labels: Iterable[str], zh: str, en: str) -> None:
    """Refuse labels that stand more than once.

    Raises
    ------
    InputError
        With the labels.
    """
    twice = [label for label, n in Counter(labels).items() if n > 1]
    if twice:
        raise InputError(
            f"{file} 的{zh}「{show(twice)}」出现不止一次；请合并或改名。",
            f"{file}: {en} given more than once: {show(twice)}; merge or rename them.",
        )


def show(labels: Sequence[str]) -> str:
    """Join the first labels; say how many there are where some are left out."""
    more = f"（{len(labels)}）" if len(labels) > _N_SHOWN else ""
    return "、".join(labels[:_N_SHOWN]) + more


def _read_number(text: str) -> float | None:
    plain = re.sub(r"[,\s]", "", text)
    percent = plain.endswith("%")
    try:
        number = float(plain.rstrip("%"))
    except ValueError:
        return None
    if not np.isfinite(number):
        return None
    return number / 100 if percent else number
