"""How much of what is near does each region have, where there are many regions and industries? One compiled sweep.

A region has a small part of all industries, so density and gain are sums over few rows of the proximity, and both read the
same rows. A dense product multiplies by all the zeros too, and does so twice.
"""

import numpy as np

from gaodi.structure.compiling import compile_loop
from gaodi.structure.records import BoolArray, FloatArray, IntArray
from gaodi.structure.specialisation import list_present

BLOCK = 128
"""Industries summed for all regions before the next ones, so that their columns stay in the nearest memory; measured."""


def sum_neighbours(
    presence: BoolArray, proximity: FloatArray, complexity: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return density, outlook and gain for a symmetric proximity.

    Parameters
    ----------
    presence : array, shape (regions, industries)
    proximity : array, shape (industries, industries)
        Equal to its transpose, each row with a sum above 0.
    complexity : array, shape (industries,)

    Returns
    -------
    density : array, shape (regions, industries)
    outlook : array, shape (regions,)
    gain : array, shape (regions, industries)
        As `measure_density` and `measure_outlook` give them, up to the order of addition.
    """
    places, starts = list_present(presence)
    near = proximity.sum(axis=1)
    worth = complexity / near
    return _sweep(places, starts, presence, proximity, 1.0 / near, worth, worth @ proximity, complexity)


@compile_loop
def _add_rows(
    places: IntArray,
    rows: FloatArray,
    worth: FloatArray,
    held: FloatArray,
    worth_held: FloatArray,
    width: int,
) -> None:
    """Add the rows at `places`, eight at a time: each sum is read and written once for them."""
    held[:] = 0.0
    worth_held[:] = 0.0
    whole = places.size // 8 * 8
    for k in range(0, whole, 8):
        q0, q1, q2, q3 = places[k], places[k + 1], places[k + 2], places[k + 3]
        q4, q5, q6, q7 = places[k + 4], places[k + 5], places[k + 6], places[k + 7]
        w0, w1, w2, w3, w4, w5, w6, w7 = (
            worth[q0], worth[q1], worth[q2], worth[q3], worth[q4], worth[q5], worth[q6], worth[q7]
        )  # fmt: skip
        for p in range(width):
            v0, v1, v2, v3 = rows[q0, p], rows[q1, p], rows[q2, p], rows[q3, p]
            v4, v5, v6, v7 = rows[q4, p], rows[q5, p], rows[q6, p], rows[q7, p]
            held[p] += ((v0 + v1) + (v2 + v3)) + ((v4 + v5) + (v6 + v7))
            worth_held[p] += ((w0 * v0 + w1 * v1) + (w2 * v2 + w3 * v3)) + (
                (w4 * v4 + w5 * v5) + (w6 * v6 + w7 * v7)
            )
    for k in range(whole, places.size):
        q, w = places[k], worth[places[k]]
        for p in range(width):
            held[p] += rows[q, p]
            worth_held[p] += w * rows[q, p]


@compile_loop
def _sweep(
    places: IntArray,
    starts: IntArray,
    presence: BoolArray,
    proximity: FloatArray,
    scale: FloatArray,
    worth: FloatArray,
    worth_of_all: FloatArray,
    complexity: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    n_regions, n_industries = presence.shape
    density, gain = np.empty(presence.shape), np.empty(presence.shape)
    outlook = np.zeros(n_regions)
    rows = np.empty((n_industries, BLOCK))
    held, worth_held = np.empty(BLOCK), np.empty(BLOCK)
    for first in range(0, n_industries, BLOCK):
        width = min(BLOCK, n_industries - first)
        for q in range(n_industries):
            for p in range(width):
                rows[q, p] = proximity[q, first + p]
        for region in range(n_regions):
            _add_rows(places[starts[region] : starts[region + 1]], rows, worth, held, worth_held, width)
            within_reach = 0.0
            for p in range(width):
                column = first + p
                lacking = 1.0 - presence[region, column]
                near = held[p] * scale[column]
                density[region, column] = near
                gain[region, column] = lacking * (worth_of_all[column] - worth_held[p])
                within_reach += lacking * near * complexity[column]
            outlook[region] += within_reach
    return density, outlook, gain
