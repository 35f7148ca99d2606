"""Which cells does the XML of a sheet hold? Found with whole-array steps where the XML is written the usual way.

A parser pays for every tag, and then for every cell as an object; a sheet of four million cells takes it seconds.
Spreadsheet programs write cells in one form: `<c r="B2" s="1" t="s"><v>7</v></c>`. Where every cell of a sheet has it,
positions of `<` in the bytes give all cells at once. Whatever else is met (a formula, an inline text, a date,
another order of attributes) is not guessed at: `NotPlainError` says so, and a full parser reads the sheet.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gaodi.evidence.cells import BOOLEAN, ERROR, MOMENT, NUMBER, TEXT
from gaodi.evidence.plain_bytes import (
    MASKS,
    Bytes,
    Places,
    View,
    read_digits,
    read_numbers,
    require,
    to_word,
    view_piece,
)

_START, _END = b"<sheetData>", b"</sheetData>"
_MAX_ROWS, _MAX_ROW_TAG, _MAX_TAIL_BYTES = 1 << 20, 1 << 12, 64 << 20


_TYPED, _TYPED_MASK = np.uint64(to_word(b' t="\0"')), np.uint64(to_word(b"\xff\xff\xff\xff\0\xff"))
_ATTRIBUTE_BYTES = 6
_ROW_ATTRIBUTES = re.compile(rb'"(?: [\w:]+="[^"<>&]*")*/?>')
_ERRORS = frozenset(
    [b"#DIV/0!", b"#REF!", b"#N/A", b"#NAME?", b"#VALUE!", b"#NUM!", b"#NULL!", b"#SPILL!", b"#CALC!"]
)


def _index_letters() -> tuple[npt.NDArray[np.int16], npt.NDArray[np.uint8]]:
    """Return the 0-based column and the count of letters for each two bytes after `r="`.

    Columns of three letters (from AAA, the 703rd) are left to the full parser.
    """
    columns, lengths = np.zeros(1 << 16, dtype=np.int16), np.zeros(1 << 16, dtype=np.uint8)
    for first in range(26):
        for second in range(0x30, 0x3A):
            place = to_word(bytes([65 + first, second]))
            columns[place], lengths[place] = first, 1
        for second in range(26):
            place = to_word(bytes([65 + first, 65 + second]))
            columns[place], lengths[place] = 26 * (first + 1) + second, 2
    return columns, lengths


_COLUMN_OF, _LETTERS_OF = _index_letters()


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of some neighbouring rows, column by column.

    Parameters
    ----------
    first_row : int
        0-based.
    values : array of float, shape (columns, rows)
        Of a number, itself; of a text, its place in the table of shared texts; else NaN.
    kinds : array of uint8, same shape
    """

    first_row: int
    values: npt.NDArray[np.float64]
    kinds: Bytes


@dataclass(slots=True)
class PlainCells:
    """All cells of a sheet.

    Parameters
    ----------
    blocks : list of Block
    few : dict of (row, column) to text
        Errors, and yes and no.
    tail : bytes
        The XML after the cells.
    """

    blocks: list[Block] = field(default_factory=list)
    few: dict[tuple[int, int], str] = field(default_factory=dict)
    tail: bytes = b""


def scan_cells(pieces: Iterable[bytes], style_kinds: Sequence[int], max_box: int) -> PlainCells:
    """Find the cells of a sheet.

    Parameters
    ----------
    pieces : iterable of bytes
        The XML, cut after whole rows.
    style_kinds : sequence of int
        Kind that each cell style gives a number; `MOMENT` where it may be a date.
    max_box : int
        Cells between the first and the last that are worth holding.

    Raises
    ------
    NotPlainError
        If anything is written in another way, or the cells span more than `max_box`.
    """
    found = PlainCells()
    kinds = np.array(style_kinds, dtype=np.uint8)
    is_begun = is_ended = False
    last_row = width = 0
    for whole in pieces:
        piece = whole
        if is_ended:
            found.tail += piece
            require(len(found.tail) <= _MAX_TAIL_BYTES)
            continue
        if not is_begun:
            start = piece.find(_START)
            require(start >= 0 and b"<!" not in piece[:start])
            piece, is_begun = piece[start + len(_START) :], True
        end = piece.find(_END)
        if end >= 0:
            found.tail, piece, is_ended = piece[end + len(_END) :], piece[:end], True
        block = _scan_piece(piece, kinds, found.few, max_box)
        if block is None:
            continue
        require(block.first_row >= last_row)
        last_row = block.first_row + block.kinds.shape[1]
        width = max(width, block.kinds.shape[0])
        require(last_row * width <= max_box)
        found.blocks.append(block)
    require(is_ended and found.blocks and b"<!" not in found.tail)
    require(found.tail.rstrip().endswith(b"</worksheet>"))
    return found


@dataclass(frozen=True, slots=True)
class _Tags:
    """The tags of a piece, in the order of the file.

    Parameters
    ----------
    rows, row_ends : array
        Where the tags of rows begin and end.
    cells, starts, ends : array
        Of cells with a value: where each begins, and where its value begins and ends.
    blanks, blank_ends : array
        Of cells without: where each begins, and where its attributes end.
    """

    rows: Places
    row_ends: Places
    cells: Places
    starts: Places
    ends: Places
    blanks: Places
    blank_ends: Places


def _scan_piece(piece: bytes, kinds: Bytes, few: dict[tuple[int, int], str], max_box: int) -> Block | None:
    view = view_piece(piece)
    tags = _find_tags(view)
    row_numbers, row_digits = _read_rows(view, tags.rows, tags.row_ends)
    if len(tags.blanks):
        n_blanks = _count_cells(tags.rows, tags.blanks)
        _, attributes = _read_references(view, tags.blanks, n_blanks, tags.rows, row_digits)
        require(not _read_attributes(view, attributes, tags.blank_ends, kinds)[0].any())
    if not len(tags.cells):
        return None
    n_cells = _count_cells(tags.rows, tags.cells)
    columns, attributes = _read_references(view, tags.cells, n_cells, tags.rows, row_digits)
    rows = np.repeat(row_numbers, n_cells)
    require(((np.diff(columns) > 0) | (np.diff(rows) > 0)).all())
    first_row, n_rows, width = int(rows[0]), int(rows[-1] - rows[0]) + 1, int(columns.max()) + 1
    require(n_rows * width <= max_box)
    types, cell_kinds = _read_attributes(view, attributes, tags.starts - len("><v>"), kinds)
    values = np.full(len(types), np.nan)
    is_number, is_shared = types == 0, types == ord("s")
    require((cell_kinds[is_number] != MOMENT).all())
    values[is_number] = read_numbers(view, tags.starts[is_number], tags.ends[is_number])
    values[is_shared] = read_digits(view, tags.starts[is_shared], tags.ends[is_shared])
    cell_kinds[is_shared] = TEXT
    for place in np.flatnonzero(~is_number & ~is_shared).tolist():
        said = view.data[tags.starts[place] : tags.ends[place]]
        cell = int(rows[place]), int(columns[place])
        few[cell], cell_kinds[place] = _read_few(types[place], said)
    block = Block(first_row, np.full((width, n_rows), np.nan), np.zeros((width, n_rows), dtype=np.uint8))
    flat = columns.astype(np.int64) * n_rows + (rows - first_row)
    block.values.ravel()[flat] = values
    block.kinds.ravel()[flat] = cell_kinds
    return block


def _find_tags(view: View) -> _Tags:
    """Find rows, cells and values; any other tag is not plain."""
    tags = np.flatnonzero(view.bytes == ord("<"))
    # A cell with a value has four tags, of which `<v>` is the second.
    value = np.flatnonzero(view.bytes[tags + 1] == ord("v"))
    starts, ends = tags[value] + len("<v>"), tags[np.minimum(value + 1, len(tags) - 1)]
    first, last = np.append(0, value + 3), np.append(value - 1, len(tags))
    n_between = last - first
    require((n_between >= 0).all())
    require((view.bytes[starts - 1] == ord(">")).all() and (view.bytes[starts - 4] == ord(">")).all())
    require((view.eights[ends] == to_word(b"</v></c>")).all() and (ends > starts).all())
    # What stands between such cells: the ends and beginnings of rows, and cells without a value.
    gaps = np.flatnonzero(n_between)
    n_tags = n_between[gaps]
    rest = np.repeat(first[gaps] - (np.cumsum(n_tags) - n_tags), n_tags) + np.arange(n_tags.sum())
    words = view.eights[tags[rest]]
    is_row, is_blank = (words & MASKS[5]) == to_word(b"<row "), (words & MASKS[3]) == to_word(b"<c ")
    is_row_end, is_blank_end = (
        (words & MASKS[6]) == to_word(b"</row>"),
        (words & MASKS[4]) == to_word(b"</c>"),
    )
    require((is_row | is_blank | is_row_end | is_blank_end).all())
    row_ends = _check_rows(view, tags, rest[is_row], rest[is_row_end])
    blank = rest[is_blank]
    require(not len(blank) or blank[-1] + 1 < len(tags))
    after = tags[blank + 1]
    is_closed = view.bytes[after - 2] == ord("/")
    require((view.bytes[after - 1] == ord(">")).all())
    require(np.array_equal(rest[is_blank_end], blank[~is_closed] + 1))
    return _Tags(
        tags[rest[is_row]], row_ends, tags[value - 1], starts, ends, tags[blank], after - 1 - is_closed
    )


def _check_rows(view: View, tags: Places, rows: Places, row_ends: Places) -> Places:
    """Return where the tags of rows end; rows must follow each other, and every cell be in one."""
    if not len(tags):
        return tags
    require(len(rows) and rows[0] == 0)
    following = tags[np.minimum(rows + 1, len(tags) - 1)]
    if rows[-1] == len(tags) - 1:
        following[-1] = view.data.rfind(b">") + 1
    is_closed = view.bytes[following - 2] == ord("/")
    opened, closed = rows[~is_closed], rows[is_closed]
    require(len(opened) == len(row_ends) and (opened < row_ends).all() and (row_ends[:-1] < opened[1:]).all())
    # After a row comes a row, or nothing.
    is_begin = np.zeros(len(tags) + 1, dtype=np.bool_)
    is_begin[rows] = is_begin[-1] = True
    require(is_begin[row_ends + 1].all() and is_begin[closed + 1].all())
    return following


def _count_cells(row_tags: Places, cells: Places) -> Places:
    """Count the cells of each row."""
    require(len(row_tags) and row_tags[0] < cells[0])
    return np.diff(np.searchsorted(cells, row_tags), append=len(cells))


def _read_rows(view: View, tags: Places, ends: Places) -> tuple[Places, Places]:
    """Return the 0-based numbers of rows, and how many digits each has."""
    require((view.eights[tags] == to_word(b'<row r="')).all())
    letters = view.bytes[tags[:, np.newaxis] + np.arange(8, 16)]
    n_digits = (letters == ord('"')).argmax(axis=1)
    start = tags + 8
    numbers = read_digits(view, start, start + n_digits).astype(np.int64) - 1
    _check_attributes(view, start + n_digits, ends)
    require((np.diff(numbers, prepend=-1) > 0).all() and (numbers < _MAX_ROWS).all())
    return numbers, n_digits


def _check_attributes(view: View, start: Places, end: Places) -> None:
    """See that rows have well-formed attributes; most have those of the first."""
    if not len(start):
        return
    shown = view.bytes[start[0] : end[0]]
    require(len(shown) <= _MAX_ROW_TAG)
    is_usual = end - start == len(shown)
    is_usual[is_usual] = (view.bytes[start[is_usual, np.newaxis] + np.arange(len(shown))] == shown).all(
        axis=1
    )
    others = zip(start[~is_usual].tolist(), end[~is_usual].tolist(), strict=True)
    writings = {shown.tobytes(), *(view.data[begin:stop] for begin, stop in others)}
    require(all(map(_ROW_ATTRIBUTES.fullmatch, writings)))


def _read_references(
    view: View, cells: Places, n_cells: Places, row_tags: Places, row_digits: Places
) -> tuple[npt.NDArray[np.int16], Places]:
    """Return the 0-based columns of cells and where the reference of each ends; rows must be those of their tags."""
    heads = view.eights[cells]
    require(((heads & MASKS[6]) == to_word(b'<c r="')).all())
    letters = (heads >> np.uint64(48)).astype(np.uint16)
    n_letters = _LETTERS_OF[letters]
    require(n_letters.all())
    digits = cells + n_letters + 6
    # The digits and the quote after them.
    n_bytes = row_digits + 1
    masks = MASKS[n_bytes]
    shown = view.eights[row_tags + 8] & masks
    require(((view.eights[digits] & np.repeat(masks, n_cells)) == np.repeat(shown, n_cells)).all())
    return _COLUMN_OF[letters], digits + np.repeat(n_bytes, n_cells)


def _read_attributes(view: View, start: Places, end: Places, kinds: Bytes) -> tuple[Bytes, Bytes]:
    """Return the letter of each cell's type, 0 for a number, and the kind its style gives a number."""
    length = end - start
    require((length >= 0).all())
    types = np.zeros(len(start), dtype=np.uint8)
    number_kinds = np.full(len(start), NUMBER, dtype=np.uint8)
    some = np.flatnonzero(length)
    ends = end[some]
    is_typed = (view.eights[ends - _ATTRIBUTE_BYTES] & _TYPED_MASK) == _TYPED
    typed = some[is_typed]
    letters = view.bytes[end[typed] - 2]
    types[typed] = np.where(letters == ord("n"), 0, letters)
    length[typed] -= _ATTRIBUTE_BYTES
    styled = some[length[some] > 0]
    if len(styled):
        place, n_bytes = start[styled], length[styled]
        require((n_bytes <= 8).all() and (n_bytes >= _ATTRIBUTE_BYTES).all())
        require(
            (view.fours[place] == to_word(b' s="')).all()
            and (view.bytes[place + n_bytes - 1] == ord('"')).all()
        )
        styles = read_digits(view, place + 4, place + n_bytes - 1)
        require((styles < len(kinds)).all())
        number_kinds[styled] = kinds[styles]
    return types, number_kinds


def _read_few(letter: int, said: bytes) -> tuple[str, int]:
    if letter == ord("e"):
        require(said in _ERRORS)
        return said.decode(), ERROR
    require(letter == ord("b") and said in (b"0", b"1"))
    return "TRUE" if said == b"1" else "FALSE", BOOLEAN
