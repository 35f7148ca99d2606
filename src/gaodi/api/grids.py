"""What does the first sheet of a file hold? Texts under a header, each cell with its place; numbers read from them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from gaodi.base import InputError, SourceError, TableError
from gaodi.evidence import check_file, read_sheets
from gaodi.structure import FloatArray

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
            number = read_number(plain)
            if number is None:
                place = f"{self.file} 第 {self.rows[rows[row]]} 行「{self.header[places[column]]}」"
                raise InputError(
                    f"{place}的内容「{text}」不是数；请改正，没有数据就留空。",
                    f"{self.file}, row {self.rows[rows[row]]}, column {self.header[places[column]]!r}: {text!r} is not a number; correct it, or leave it empty.",
                )
            values[row, column] = number
        return values


def read_grid(path: Path, *, may_be_header: bool = False) -> Grid:
    """Read the first sheet that holds anything, under its first row that has more than one cell.

    Parameters
    ----------
    path : Path
        A file, a link to one, or a pipe of CSV.
    may_be_header : bool
        Whether a single row is a table too.

    Raises
    ------
    SourceError
        If the file is missing, broken or not what its name says.
    TableError
        If there is no header with rows below it.
    """
    with _settle(path) as settled:
        return _read_settled(settled, path.name, may_be_header=may_be_header)


def label_bare(grid: Grid) -> tuple[Grid, bool]:
    """Return a matrix without labels with numbers from 1 as labels, any other as it is, and whether it was bare.

    A matrix is bare where all cells are numbers, that of its corner too. A header of nothing but 0, 1, 2 … or 1, 2, 3 … is
    what programs write above such a matrix, and is no row of it.
    """
    if not all(read_number(text) is not None for text in (*grid.header, *grid.column(0))):
        return grid, False
    numbers = [str(place) for place in range(len(grid.header) + 1)]
    is_counted = grid.header in (tuple(numbers[:-1]), tuple(numbers[1:]))
    first = (
        grid.cells.clear()
        if is_counted
        else pl.DataFrame([grid.header], schema=grid.cells.schema, orient="row")
    )
    body = pl.concat([first, grid.cells])
    labels = pl.Series("label", [str(place + 1) for place in range(len(body))], dtype=pl.String)
    rows = grid.rows if is_counted else (grid.rows[0] - 1 if grid.rows else 1, *grid.rows)
    cells = body.rename({name: f"c{place}" for place, name in enumerate(body.columns)}).insert_column(
        0, labels
    )
    return Grid(file=grid.file, header=("", *numbers[1:]), rows=rows, cells=cells), True


@contextmanager
def _settle(path: Path) -> Iterator[Path]:
    """Give a file that can be looked into more than once: the target of a link, or a copy of what comes through a pipe."""
    if path.is_fifo() or path.is_char_device():
        with TemporaryDirectory() as folder:
            copy = Path(folder) / "pipe.csv"
            copy.write_bytes(path.read_bytes())
            check_file(copy)
            yield copy
        return
    settled = path.resolve() if path.is_symlink() else path
    if path.suffix.lower() != ".gz":
        check_file(settled)
    elif not settled.is_file():
        raise SourceError(
            f"{path} 不存在；请核对路径和文件名。", f"there is no {path}; check path and file name."
        )
    yield settled


def _find_header(filled: npt.NDArray[np.integer[Any]], has_first: npt.NDArray[np.bool_]) -> int | None:
    """Return the first row with more than one cell; of a table of one column, the first row, whose corner may be blank."""
    below = np.flatnonzero(filled)
    if not below.size:
        return None
    top = int(below[0])
    is_narrow = filled.max() == 1 or (filled.max() == 2 and filled[top] == 1 and not has_first[top])
    return top if is_narrow else next((int(place) for place in below if filled[place] > 1), None)


def _read_settled(path: Path, name: str, *, may_be_header: bool) -> Grid:
    for sheet in read_sheets(path):
        if not sheet.n_rows:
            continue
        cells = sheet.cells.select(pl.all().fill_null("").str.strip_chars())
        filled = cells.select(pl.sum_horizontal(pl.all() != "")).to_series().to_numpy()
        below = np.flatnonzero(filled)
        top = _find_header(filled, (cells.to_series(0) != "").to_numpy())
        if top is None:
            continue
        kept = [int(place) for place in below if place > top]
        if not kept and not may_be_header:
            break
        header = tuple(cells.row(top))
        # Columns without a name that hold nothing are the file's margin.
        used = [
            place
            for place, name in enumerate(header)
            if name or place == 0 or (cells.to_series(place)[kept] != "").any()
        ]
        return Grid(
            file=name,
            header=tuple(header[place] for place in used),
            rows=tuple(place + 1 for place in kept),
            cells=cells.select(cells.columns[place] for place in used)[kept],
        )  # fmt: skip
    raise TableError(f"{name} 没有表头和数据行。", f"{name} has no header with rows of data below it.")


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


def read_number(text: str) -> float | None:
    """Read a number, with commas or a percent sign; None where the text is none, or not finite."""
    plain = re.sub(r"[,\s]", "", text)
    percent = plain.endswith("%")
    try:
        number = float(plain.rstrip("%"))
    except ValueError:
        return None
    if not np.isfinite(number):
        return None
    return number / 100 if percent else number
