"""In which order is a page read? Pieces of lines with their boxes → regions of rows, column after column.

A page is cut where a gutter runs between columns of running text; lines that cross it, such as a headline, divide the
page into bands. A table has gutters too, but its cells are short: it stays one region and is read row by row. All
thresholds are our own choice, in heights of a line (about one Chinese character), tried on pages made for the tests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MIN_GUTTER = 0.6
MIN_LINES = 3
MIN_CHARACTERS = 7
MIN_FILL = 0.65
WIDE = 0.6
"""Share of a region's width from which a line may be one that crosses its columns."""
MAX_PIECES = 4_000
"""A page of more pieces is no page of text; it is read row by row."""
MAX_CUTS = 24
EDGE = 0.09
"""Share of a page's height in which its header and footer stand."""
_NUMBER = re.compile(r"[\s\-—–·•－第页共/]*\d{1,4}[\s\-—–·•－第页共/\d]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a line that stands together; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    confidence: float | None = None

    @property
    def height(self) -> float:
        """Return the height of the line, about one Chinese character."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Return the height at which the line's middle stands."""
        return (self.top + self.bottom) / 2


Row = tuple[Piece, ...]
"""Pieces side by side, from left to right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Rows that are read one after the other."""

    rows: tuple[Row, ...]
    is_margin: bool = False
    """Whether it is a header or footer of the page."""


def arrange_page(pieces: Sequence[Piece], *, height: float) -> list[Region]:
    """Put the pieces of a page in reading order.

    Parameters
    ----------
    pieces : sequence of Piece
    height : float
        Of the page, in the unit of the boxes; the top is 0.

    Returns
    -------
    list of Region
        Header first, footer last.
    """
    rows = make_rows(pieces)
    header, footer = _count_header(rows, height), _count_header(rows[::-1], height)
    if header + footer > len(rows):
        header, footer = len(rows), 0
    body = [piece for row in rows[header : len(rows) - footer] for piece in row]
    return [
        *(Region(rows=(row,), is_margin=True) for row in rows[:header]),
        *(Region(rows=tuple(rows)) for rows in _order(body, MAX_CUTS)),
        *(Region(rows=(row,), is_margin=True) for row in rows[len(rows) - footer :]),
    ]


def _count_header(rows: Sequence[Row], height: float) -> int:
    """Return how many rows from this end stand in the margin: those before a gap, or a page number."""
    for number, (row, following) in enumerate(pairwise(rows), 1):
        if not _is_at_edge(row, height):
            return number - 1
        gap = max(following[0].top - row[0].bottom, row[0].top - following[0].bottom)
        is_number = len(row) == 1 and _NUMBER.fullmatch(row[0].text) is not None
        if gap > 1.0 * row[0].height or is_number:
            return number
    return 0


def _is_at_edge(row: Row, height: float) -> bool:
    return row[0].middle < EDGE * height or row[0].middle > (1 - EDGE) * height


def _order(pieces: list[Piece], cuts: int) -> list[list[Row]]:
    if not pieces:
        return []
    if cuts == 0 or len(pieces) > MAX_PIECES or len(pieces) < 2 * MIN_LINES:
        return [make_rows(pieces)]
    gutter = _find_gutter(pieces)
    if gutter is not None:
        return _split_columns(pieces, *gutter, cuts)
    # Columns on part of the page only: look above and below its largest gap.
    rows = make_rows(pieces)
    gaps = [min(p.top for p in below) - max(p.bottom for p in above) for above, below in pairwise(rows)]
    if not gaps or max(gaps) < 0.5 * median(p.height for p in pieces):
        return [rows]
    at = gaps.index(max(gaps)) + 1
    parts = [_order([p for row in half for p in row], cuts - 1) for half in (rows[:at], rows[at:])]
    return [rows] if all(len(part) == 1 for part in parts) else parts[0] + parts[1]


def _split_columns(pieces: list[Piece], low: float, high: float, cuts: int) -> list[list[Row]]:
    """Read the columns left and right of a gutter, band by band between the lines that cross it."""
    found: list[list[Row]] = []
    crossing: list[Piece] = []
    left: list[Piece] = []
    right: list[Piece] = []

    def end_band() -> None:
        nonlocal left, right
        found.extend(_order(left, cuts - 1) + _order(right, cuts - 1))
        left, right = [], []

    def end_crossing() -> None:
        nonlocal crossing
        if crossing:
            found.append(make_rows(crossing))
        crossing = []

    for piece in sorted(pieces, key=lambda p: p.middle):
        if _crosses(piece, low, high):
            end_band()
            crossing.append(piece)
        else:
            end_crossing()
            (left if piece.right <= (low + high) / 2 + 1e-6 or piece.left < low else right).append(piece)
    end_band()
    end_crossing()
    return found


def _crosses(piece: Piece, low: float, high: float) -> bool:
    return piece.left < low and piece.right > high


def _find_gutter(pieces: list[Piece]) -> tuple[float, float] | None:
    """Return the widest gap between columns of running text, or None."""
    em = median(p.height for p in pieces)
    width = max(p.right for p in pieces) - min(p.left for p in pieces)
    narrow = sorted((p for p in pieces if p.right - p.left <= WIDE * width), key=lambda p: p.left)
    if len(narrow) < 2 * MIN_LINES:
        return None
    gaps = _find_gaps(narrow, MIN_GUTTER * em)
    for low, high in sorted(gaps, key=lambda gap: gap[0] - gap[1]):
        left = [p for p in narrow if p.right <= low + 1e-6]
        right = [p for p in narrow if p.left >= high - 1e-6]
        n_crossing = sum(_crosses(p, low, high) for p in pieces)
        overlap = min(p.bottom for p in (max(left, key=_low), max(right, key=_low))) - max(
            min(p.top for p in left), min(p.top for p in right)
        )
        if (
            n_crossing <= 0.5 * min(len(left), len(right))
            and overlap > MIN_LINES * em
            and _is_running(left, em)
            and _is_running(right, em)
        ):
            return low, high
    return None


def _low(piece: Piece) -> float:
    return piece.bottom


def _find_gaps(ordered: Sequence[Piece], least: float) -> list[tuple[float, float]]:
    gaps: list[tuple[float, float]] = []
    reach = ordered[0].right
    for piece in ordered[1:]:
        if piece.left - reach >= least:
            gaps.append((reach, piece.left))
        reach = max(reach, piece.right)
    return gaps


def _is_running(pieces: list[Piece], em: float) -> bool:
    """Whether these lines fill the columns they stand in, as running text does and cells of a table do not."""
    if len(pieces) < MIN_LINES or median(len(p.text) for p in pieces) < MIN_CHARACTERS:
        return False
    ordered = sorted(pieces, key=lambda p: p.left)
    fills: list[float] = []
    column: list[Piece] = []
    edges = {high for _, high in _find_gaps(ordered, MIN_GUTTER * em)}
    for piece in [*ordered, None]:
        if column and (piece is None or piece.left in edges):
            wide = max(p.right for p in column) - min(p.left for p in column)
            fills += [(p.right - p.left) / wide for p in column if wide > 0]
            column = []
        if piece is not None:
            column.append(piece)
    return bool(fills) and median(fills) >= MIN_FILL


def make_rows(pieces: Sequence[Piece]) -> list[Row]:
    """Group pieces whose middles stand at one height; rows from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and abs(piece.middle - rows[-1][0].middle) < 0.5 * min(piece.height, rows[-1][0].height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=lambda p: p.left)) for row in rows]
