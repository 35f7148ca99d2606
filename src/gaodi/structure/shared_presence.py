"""In how many regions do two industries stand side by side, where there are many of both? Presence as bits, counted in words.

A word of 64 regions is compared by one instruction; the product of matrices compares them one by one.
"""

import numpy as np
import numpy.typing as npt

from gaodi.structure.compiling import compile_loop
from gaodi.structure.records import BoolArray, FloatArray

Words = npt.NDArray[np.uint64]
_WORD = 64
_TILE = 32
"""Rows and columns mirrored at once, so that both sides stay in the nearest memory; our own choice."""
_ONE, _TWO, _FOUR, _TOP = (np.uint64(n) for n in (1, 2, 4, 56))
_PAIRS, _FOURS, _BYTES = (
    np.uint64(mask) for mask in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F)
)
_EACH_BYTE = np.uint64(0x0101010101010101)


def measure_lesser_shares(presence: BoolArray) -> FloatArray:
    """Return the symmetric proximity of `measure_proximity`.

    Parameters
    ----------
    presence : array, shape (regions, industries)

    Returns
    -------
    array, shape (industries, industries), 0 to 1
        The same doubles as from a product of matrices: the counts are exact.
    """
    ubiquity = presence.sum(axis=0)
    scale = np.divide(1.0, ubiquity, out=np.zeros(ubiquity.size), where=ubiquity > 0)
    return _share(_pack(presence), scale)


def _pack(presence: BoolArray) -> Words:
    """Return presence as bits, shape (words, industries): a word tells 64 regions of one industry."""
    n_regions, n_industries = presence.shape
    whole = np.pad(presence, ((0, -n_regions % _WORD), (0, 0)))
    octets = np.packbits(whole, axis=0).reshape(-1, _WORD // 8, n_industries)
    return np.ascontiguousarray(octets.transpose(0, 2, 1)).view(np.uint64)[..., 0]


@compile_loop
def _count_bits(word: np.uint64) -> np.uint64:
    """Return how many bits are set; the compiler knows this form and takes the one instruction there is for it."""
    word = word - ((word >> _ONE) & _PAIRS)
    word = (word & _FOURS) + ((word >> _TWO) & _FOURS)
    word = (word + (word >> _FOUR)) & _BYTES
    return (word * _EACH_BYTE) >> _TOP


@compile_loop
def _share(words: Words, scale: FloatArray) -> FloatArray:
    n_words, n = words.shape
    shares = np.empty((n, n))
    counts = np.empty(n, np.int64)
    for p in range(n):
        counts[: p + 1] = 0
        for w in range(n_words):
            own = words[w, p]
            for q in range(p + 1):
                counts[q] += _count_bits(own & words[w, q])
        for q in range(p + 1):
            shares[p, q] = counts[q] * min(scale[p], scale[q])
    for top in range(0, n, _TILE):
        for left in range(top, n, _TILE):
            for p in range(top, min(n, top + _TILE)):
                for q in range(max(left, p + 1), min(n, left + _TILE)):
                    shares[p, q] = shares[q, p]
    return shares
