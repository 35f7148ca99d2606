"""What does a plainly written XLSX sheet hold? Its columns, built from the cells found in its XML."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from gaodi.evidence.cells import EMPTY, MOMENT, TEXT, Span, write_numbers
from gaodi.evidence.marks import MAX_BOX_CELLS, read_styles, split_rows, to_column
from gaodi.evidence.plain_bytes import Bytes, NotPlainError
from gaodi.evidence.plain_cells import Block, PlainCells, scan_cells
from gaodi.evidence.shared_texts import split_shared_texts

_CHUNK = 1 << 20
"""Bytes of XML looked at together: the arrays of their places stay in the processor's cache."""
_SHARED_PART = "xl/sharedStrings.xml"
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')

_NO_TEXTS = pl.Series([], dtype=pl.String)
_Cell = TypeVar("_Cell", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSheet:
    """The columns of a sheet from its first column with a value; every row of the file, empty ones too.

    Parameters
    ----------
    texts, kinds : list of Series
        One per column; see `gaodi.evidence.cells`.
    first_column : int
        0-based.
    merged : tuple of Span
        First row, first column, last row, last column of merged cells.
    """

    texts: list[pl.Series]
    kinds: list[pl.Series]
    first_column: int
    merged: tuple[Span, ...]


@dataclass(slots=True)
class PlainBook:
    """An XLSX file whose sheets are read as plain XML; texts and formats are loaded when first asked for."""

    archive: zipfile.ZipFile
    _texts: pl.Series | None = field(default=None, init=False)
    _style_kinds: list[int] | None = field(default=None, init=False)

    def read_sheet(self, part: str, where: str) -> PlainSheet | None:
        """Read one sheet, or return None where only a full parser can.

        Parameters
        ----------
        part : str
            Name of its XML in the file.
        where : str
            Name of file and sheet for people.

        Raises
        ------
        SourceError
            If a row is too large to be read safely.
        """
        if self._style_kinds is None:
            styles = read_styles(self.archive)
            self._style_kinds = [MOMENT if style.may_be_moment else style.kind for style in styles]
        pieces = split_rows(self.archive, part, where, _CHUNK)
        try:
            found = scan_cells(pieces, self._style_kinds, MAX_BOX_CELLS)
            return _build_sheet(found, self._load_texts())
        except NotPlainError:
            return None

    def _load_texts(self) -> pl.Series:
        if self._texts is None:
            has_texts = _SHARED_PART in self.archive.namelist()
            texts = split_shared_texts(self.archive.read(_SHARED_PART)) if has_texts else _NO_TEXTS
            self._texts = texts.set(texts == "", None)
        return self._texts


def _build_sheet(found: PlainCells, pool: pl.Series) -> PlainSheet:
    blocks = found.blocks
    n_rows = blocks[-1].first_row + blocks[-1].kinds.shape[1]
    width = max(block.kinds.shape[0] for block in blocks)
    few: dict[int, dict[int, str]] = {}
    for (row, column), said in found.few.items():
        few.setdefault(column, {})[row] = said
    texts: list[pl.Series] = []
    all_kinds: list[pl.Series] = []
    for column in range(width):
        kinds = _join_column([block.kinds for block in blocks], blocks, column, n_rows, 0)
        if not texts and not kinds.any():
            continue
        values = _join_column([block.values for block in blocks], blocks, column, n_rows, np.nan)
        text, kind = _build_column(values, kinds, pool)
        if column in few:
            text = text.scatter(list(few[column]), list(few[column].values()))
        texts.append(text)
        all_kinds.append(kind)
    return PlainSheet(
        texts=texts, kinds=all_kinds, first_column=width - len(texts), merged=_find_merged(found.tail)
    )


def _join_column(
    parts: Sequence[npt.NDArray[_Cell]], blocks: list[Block], column: int, n_rows: int, fill: float
) -> npt.NDArray[_Cell]:
    """Join one column of the blocks; rows between them are filled."""
    joined = np.full(n_rows, fill, dtype=parts[0].dtype)
    for part, block in zip(parts, blocks, strict=True):
        if column < len(part):
            joined[block.first_row : block.first_row + part.shape[1]] = part[column]
    return joined


def _build_column(
    values: npt.NDArray[np.float64], kinds: Bytes, pool: pl.Series
) -> tuple[pl.Series, pl.Series]:
    rows = np.flatnonzero(kinds == TEXT)
    places = values[rows].astype(np.int32)
    if len(rows) and places.max() >= len(pool):
        raise NotPlainError
    texts = pool.gather(places)
    if texts.null_count():
        # An empty text is an empty cell.
        kinds[rows[texts.is_null().to_numpy()]] = EMPTY
    kind = pl.Series(kinds)
    if len(rows) == len(kinds):
        return texts, kind
    values[rows] = np.nan
    written = write_numbers(pl.Series(values, nan_to_null=True))
    return written.scatter(rows, texts) if len(rows) else written, kind


def _find_merged(tail: bytes) -> tuple[Span, ...]:
    spans = tuple(
        (int(top) - 1, to_column(left), int(bottom) - 1, to_column(right))
        for left, top, right, bottom in _MERGED.findall(tail)
    )
    if len(spans) != tail.count(b"<mergeCell "):
        raise NotPlainError
    return spans
