"""Which digits and numbers stand at given places of a text of bytes? All places are read in one step."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

PADDING = b"\0" * 16


class NotPlainError(Exception):
    """The XML is not written the usual way; a full parser must read it."""


def require(is_plain: object) -> None:
    """Leave all that is not plain to the full parser."""
    if not is_plain:
        raise NotPlainError


def to_word(text: bytes) -> int:
    """Return up to eight bytes as the number that a little-endian machine reads there."""
    return int.from_bytes(text, "little")


MASKS = np.array([(1 << 8 * n_bytes) - 1 for n_bytes in range(9)], dtype=np.uint64)
"""Masks that keep the first bytes of a word."""
_ZEROS_BEFORE = np.array([to_word(b"0" * (8 - n_bytes)) for n_bytes in range(9)], dtype=np.uint64)
"""Zeros that stand before a number of so many digits."""
_ALL_ZEROS = np.uint64(to_word(b"0" * 8))
_HIGH_BITS = np.uint64(0x8080808080808080)
_ABOVE_NINE = np.uint64(0x7676767676767676)
"""Added to a digit, leaves the high bit of its byte clear; added to 10 or more, sets it."""


@dataclass(frozen=True, slots=True)
class View:
    """A piece of XML, seen byte by byte and as the four or eight bytes from each place."""

    data: bytes
    bytes: Bytes
    fours: npt.NDArray[np.uint32]
    eights: Words


def view_piece(piece: bytes) -> View:
    """See a piece of XML as arrays; padding makes every place of it a place of a word."""
    data = piece + PADDING
    n_places = len(data) - 8
    return View(
        data,
        np.frombuffer(data, dtype=np.uint8),
        np.ndarray((n_places,), dtype="<u4", buffer=data, strides=(1,)),
        np.ndarray((n_places,), dtype="<u8", buffer=data, strides=(1,)),
    )


def read_digits(view: View, start: Places, end: Places) -> npt.NDArray[np.int32]:
    """Read whole numbers of up to eight digits, all digits of a number in one step.

    References
    ----------
    Lemire, "Quickly parsing eight digits", 2018: neighbouring digits, then pairs, then fours are joined by a product.
    """
    length = end - start
    require(((length >= 1) & (length <= 8)).all())
    words = view.eights[start] << (np.uint64(64) - np.uint64(8) * length.astype(np.uint64))
    words = (words | _ZEROS_BEFORE[length]) ^ _ALL_ZEROS
    require(not ((words | (words + _ABOVE_NINE)) & _HIGH_BITS).any())
    words = words * np.uint64(2561) >> np.uint64(8)
    words = (words & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601) >> np.uint64(16)
    words = (words & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001) >> np.uint64(32)
    numbers: npt.NDArray[np.int32] = words.astype(np.int32)
    return numbers


def read_numbers(view: View, start: Places, end: Places) -> npt.NDArray[np.float64]:
    """Read numbers as the nearest doubles."""
    require((end > start).all())
    if not len(start):
        return np.empty(0)
    read = take_texts(view.data, start, end).cast(pl.Float64, strict=False)
    require(not read.null_count())
    numbers: npt.NDArray[np.float64] = read.to_numpy()
    # A cast also reads `nan` and `inf`, which are words here.
    require(np.isfinite(numbers).all())
    return numbers


def take_texts(data: bytes, start: Places, end: Places) -> pl.Series:
    """Return the texts between places of valid UTF-8, in order."""
    # Arrow texts are neighbours in one buffer: every second "text" is what lies between two.
    offsets = np.empty(2 * len(start), dtype=np.int32)
    offsets[0::2], offsets[1::2] = start, end
    texts = pa.StringArray.from_buffers(2 * len(start) - 1, pa.py_buffer(offsets), pa.py_buffer(data))
    return pl.Series(_Arrow(texts)).gather_every(2)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """Arrow data without its class, for whose sake Polars would load all of `pyarrow.compute`."""

    data: pa.Array

    def __arrow_c_array__(self, schema: object = None) -> tuple[object, object]:
        parts: tuple[object, object] = self.data.__arrow_c_array__(schema)
        return parts
