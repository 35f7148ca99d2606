"""What does a file of an input-output table or of regions and industries hold? Labels and numbers, each cell with its place."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gaodi.api.grids import Grid, label_bare, read_grid, read_number, refuse_labels, refuse_twice, show
from gaodi.base import InputError, TableError
from gaodi.structure import FloatArray

TOTAL_WORDS = frozenset({"合计", "总计", "total", "sum", "grand total"})
"""Rows and columns of sums beside the figures; they would count everything twice."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionMatrix:
    """Regions, industries and a value for each pair, NaN where unknown."""

    file: str
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: FloatArray
    left_out: tuple[str, ...]
    """Rows and columns of totals."""
    is_bare: bool
    """Whether the file has no labels; regions and industries are numbered from 1 then."""


def read_region_matrix(path: Path) -> RegionMatrix:
    """Read a wide table: a row per region, its name first, a column per industry.

    Parameters
    ----------
    path : Path
        CSV (also gzipped) or Excel; the first sheet that is not empty. Empty cells and “—” are unknown. A file of numbers
        alone is a matrix without labels.

    Returns
    -------
    RegionMatrix
        Without rows and columns called 合计 or total.

    Raises
    ------
    InputError
        With file, row and column, for a text that is no number, a negative number, a label missing or given twice.
    """
    grid, is_bare = label_bare(read_grid(path))
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
        is_bare=is_bare,
    )


def read_sector_numbers(path: Path, sectors: Sequence[str]) -> FloatArray:
    """Read one number per sector: two columns, sector and number, in any order of rows.

    Parameters
    ----------
    path : Path
        With or without a header. A single column is taken in the order of the sectors.
    sectors : sequence of str

    Returns
    -------
    array, shape (sectors,)

    Raises
    ------
    InputError
        If sectors are missing, unknown or given twice, or a number cannot be read.
    """
    grid = read_grid(path, may_be_header=True)
    if len(grid.header) < 2:
        return _read_in_order(grid, len(sectors))
    labels = grid.column(0)
    number = read_number(unicodedata.normalize("NFKC", grid.header[1]).replace(",", ""))
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


def _read_in_order(grid: Grid, n_wanted: int) -> FloatArray:
    """Return the numbers of one column, which are in the order of the sectors."""
    first = read_number(grid.header[0])
    values = grid.numbers([0], range(len(grid.rows)))[:, 0]
    values = values if first is None else np.concatenate([[first], values])
    if values.size != n_wanted:
        raise TableError(
            f"{grid.file} 只有一列、{values.size} 个数，部门有 {n_wanted} 个；应每个部门一个数，或写成部门、总产出两列。",
            f"{grid.file} has one column of {values.size} numbers for {n_wanted} sectors; give one each, or two columns, sector and output.",
        )
    return values
