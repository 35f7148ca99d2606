"""Where do the characters of a PDF's page stand? Boxes as the page is shown, joined to pieces of lines."""

import ctypes
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gaodi.evidence.page_layout import Piece, make_rows

_MAX_TILT = math.radians(10)
_HYPHENS = (0x02, 0xFFFE)
"""What PDFium gives for a hyphen that divides a word between two lines."""


@dataclass(slots=True)
class Char:
    """A character and its box; y grows downwards from the page's upper edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def read_chars(page: Any, textpage: Any) -> tuple[list[Char], str, int]:  # noqa: ANN401
    """Return the upright characters in the order of the file, the tilted ones as one text, and how many there are."""
    from pypdfium2 import raw

    rotation = page.get_rotation()
    left, bottom, right, top = page.get_cropbox()
    box = raw.FS_RECTF()
    at = ctypes.byref(box)
    chars: list[Char] = []
    tilted: list[str] = []
    n_chars = textpage.count_chars()
    for index in range(n_chars):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in _HYPHENS:
            code = 0xAD  # at the end of a line: kept, and not read
        if code in {0, 0xFFFF} or code > 0x10FFFF or raw.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        char = chr(code)
        # PDFium counts the angle clockwise, as a page is turned.
        turn = (raw.FPDFText_GetCharAngle(textpage, index) + math.radians(rotation)) % (2 * math.pi)
        if _MAX_TILT < turn < 2 * math.pi - _MAX_TILT and not char.isspace():
            tilted.append(char)
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, at):
            continue
        # Turned as the page is shown, y downwards from its upper edge.
        x0, y0, x1, y1 = box.left - left, top - box.top, box.right - left, top - box.bottom
        if rotation == 90:
            x0, y0, x1, y1 = top - bottom - y1, x0, top - bottom - y0, x1
        elif rotation == 180:
            x0, y0, x1, y1 = right - left - x1, top - bottom - y1, right - left - x0, top - bottom - y0
        elif rotation == 270:
            x0, y0, x1, y1 = y0, right - left - x1, y1, right - left - x0
        chars.append(Char(char, x0, y0, x1, y1))
    return chars, "".join(tilted), n_chars


def make_pieces(chars: list[Char]) -> list[Piece]:
    """Join characters that stand side by side in the file's order, then pieces that touch."""
    runs: list[list[Char]] = []
    for char in chars:
        if char.text.isspace() and (not runs or char.text in "\r\n"):
            continue
        before = runs[-1][-1] if runs else None
        if before is not None and _is_next(before, char):
            runs[-1].append(char)
        elif not char.text.isspace():
            runs.append([char])
    joined: list[Piece] = []
    for row in make_rows([_make_piece(run) for run in runs]):
        joined.append(row[0])
        for piece in row[1:]:
            if _touch(joined[-1], piece):
                joined[-1] = _merge(joined[-1], piece)
            else:
                joined.append(piece)
    return joined


def _is_next(before: Char, char: Char) -> bool:
    height = max(before.bottom - before.top, 0.1)
    apart = char.left - before.right
    level = abs((char.top + char.bottom) - (before.top + before.bottom)) / 2
    # The letters of a ligature share one box.
    is_ligature = (
        abs(char.left - before.left) < 0.05 * height and abs(char.right - before.right) < 0.05 * height
    )
    return level < 0.5 * height and (is_ligature or -0.5 * height < apart < 0.8 * height)


def _make_piece(run: list[Char]) -> Piece:
    parts = [run[0].text]
    for before, char in pairwise(run):
        is_apart = char.left - before.right > 0.2 * (char.bottom - char.top)
        if (
            is_apart
            and before.text.isascii()
            and char.text.isascii()
            and not (before.text + char.text).isspace()
        ):
            parts.append("" if parts[-1].isspace() or char.text.isspace() else " ")
        parts.append(char.text)
    return Piece(
        left=run[0].left,
        top=min(char.top for char in run),
        right=max(char.right for char in run),
        bottom=max(char.bottom for char in run),
        text="".join(parts).rstrip(" "),
    )


def _touch(left: Piece, right: Piece) -> bool:
    height = min(left.height, right.height)
    return (
        abs(left.middle - right.middle) < 0.5 * height
        and -0.5 * height < right.left - left.right < 0.8 * height
    )


def _merge(left: Piece, right: Piece) -> Piece:
    space = (
        " "
        if right.left - left.right > 0.2 * left.height and (left.text[-1] + right.text[0]).isascii()
        else ""
    )
    return Piece(
        left=left.left, top=min(left.top, right.top), right=right.right, bottom=max(left.bottom, right.bottom),
        text=left.text + space + right.text,
    )  # fmt: skip
