"""How near are industries to each other, and to what a region has? Proximity, density, and the complexity within reach."""

from typing import get_args

import numpy as np
import numpy.typing as npt

from gaodi.base import InputError
from gaodi.structure.arguments import check_option, take_numbers
from gaodi.structure.complexity_records import ProximityKind
from gaodi.structure.records import BoolArray, FloatArray

COMPILED_FROM = 5e8
"""Regions × industries × industries from which compiled loops are worth their start; our own choice, measured."""
COMPILED_FILL = 0.3
"""Share of industries present up to which the sweep does less than a dense product; measured."""
_FLAT = 1e-12
"""A column whose values spread by less, as a share of the greatest, is the same everywhere."""


def measure_proximity(
    presence: BoolArray, kind: ProximityKind = "symmetric", *, weights: FloatArray | None = None
) -> FloatArray:
    """Measure how near each two industries are.

    Parameters
    ----------
    presence : array, shape (regions, industries)
    kind : {"symmetric", "asymmetric", "continuous"}
        Symmetric: the lesser of the two shares of regions with one industry that have the other. Asymmetric: the share of
        the row's regions that have the column. Continuous: (1 + r) / 2, r the correlation of two columns of `weights`.
    weights : array, shape (regions, industries), optional
        Revealed comparative advantage, for `continuous`; presence by default.

    Returns
    -------
    array, shape (industries, industries), 0 to 1
        0 for an industry present nowhere, or beside one that is the same everywhere: nothing is known of them.

    Examples
    --------
    >>> measure_proximity(np.array([[True, True], [True, False]]))
    array([[1. , 0.5],
           [0.5, 1. ]])

    References
    ----------
    Hidalgo, Klinger, Barabási and Hausmann (2007), Science 317(5837), 482-487.
    """
    check_option(kind, get_args(ProximityKind), "proximity")
    presence = np.asarray(take_numbers(presence, 2, "有无", "presence") > 0)
    if kind == "continuous":
        given = presence if weights is None else take_numbers(weights, 2, "权重", "weights")
        return _correlate(np.nan_to_num(given))
    if kind == "symmetric" and _is_large(presence):
        from gaodi.structure.shared_presence import (
            measure_lesser_shares,
        )  # Numba costs 0.3 s that few inputs should pay

        return measure_lesser_shares(presence)
    # Counts up to 2^24 are exact in single precision, and the product takes half the time.
    held = presence.astype(np.float32 if presence.shape[0] < 1 << 24 else np.float64)
    counts = np.matmul(held.T, held)
    ubiquity = counts.diagonal().astype(np.float64)
    scale = np.divide(1.0, ubiquity, out=np.zeros_like(ubiquity), where=ubiquity > 0)
    nearness: FloatArray
    if kind == "asymmetric":
        nearness = counts * scale[:, np.newaxis]
    else:
        nearness = np.minimum(scale[:, np.newaxis], scale)
        nearness *= counts
    return nearness


def measure_density(weights: FloatArray, proximity: FloatArray) -> FloatArray:
    """Measure how much of what is near each industry a region has.

    Parameters
    ----------
    weights : array, shape (regions, industries)
        Presence as 0 and 1, or revealed comparative advantage with a continuous proximity.
    proximity : array, shape (industries, industries)

    Returns
    -------
    array, shape (regions, industries)
        0 to 1 with presence. 0 where nothing is near.

    Examples
    --------
    >>> measure_density(np.array([[1.0, 0.0]]), np.array([[1.0, 0.5], [0.5, 1.0]])).round(3)
    array([[0.667, 0.333]])
    """
    weights, proximity = _take_both(weights, proximity)
    near = proximity.sum(axis=1)
    scale = np.divide(1.0, near, out=np.zeros_like(near), where=near > 0)
    density: FloatArray = weights @ proximity.T
    density *= scale
    return density


def measure_outlook(
    density: FloatArray, held: FloatArray, proximity: FloatArray, complexity: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Measure how much complexity lies near a region, and what each industry it lacks would add to it.

    Parameters
    ----------
    density : array, shape (regions, industries)
    held : array, shape (regions, industries)
        1 where an industry is present, else 0.
    proximity : array, shape (industries, industries)
    complexity : array, shape (industries,)
        Before it is standardised.

    Returns
    -------
    outlook : array, shape (regions,)
    gain : array, shape (regions, industries)
        0 where the industry is present.

    References
    ----------
    Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, MIT Press, technical box 5.4.
    """
    lacking = 1.0 - held
    near = proximity.sum(axis=1)
    worth = np.divide(complexity, near, out=np.zeros_like(complexity), where=near > 0)
    gain: FloatArray = (lacking * worth) @ proximity
    gain *= lacking
    lacking *= complexity
    outlook = np.einsum("cp,cp->c", density, lacking)
    return outlook, gain


def measure_surroundings(
    presence: BoolArray,
    weights: FloatArray,
    proximity: FloatArray,
    complexity: FloatArray,
    kind: ProximityKind,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Measure density, outlook and gain together: as `measure_density` and `measure_outlook` do, or by one compiled sweep.

    Parameters
    ----------
    presence : array, shape (regions, industries)
        Every industry is present somewhere.
    weights : array, shape (regions, industries)
        What density weighs by.
    proximity : array, shape (industries, industries)
    complexity : array, shape (industries,)
        Before it is standardised.
    kind : {"symmetric", "asymmetric", "continuous"}
        Of the proximity.

    Returns
    -------
    density : array, shape (regions, industries)
    outlook : array, shape (regions,)
    gain : array, shape (regions, industries)
    """
    if kind == "symmetric" and _is_large(presence) and presence.mean() <= COMPILED_FILL:
        from gaodi.structure.neighbour_sums import sum_neighbours  # as above

        return sum_neighbours(presence, proximity, complexity)
    density = measure_density(weights, proximity)
    return density, *measure_outlook(density, presence.astype(np.float64), proximity, complexity)


def _take_both(weights: npt.ArrayLike, proximity: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    held, near = (
        take_numbers(weights, 2, "权重", "weights"),
        take_numbers(proximity, 2, "邻近度", "proximity"),
    )
    if near.shape != (held.shape[1],) * 2:
        raise InputError(
            f"邻近度是 {near.shape[0]} × {near.shape[1]}，权重有 {held.shape[1]} 个行业；应当相符。",
            f"proximity is {near.shape[0]} × {near.shape[1]}, weights have {held.shape[1]} industries; give the same industries.",
        )
    return held, near


def _is_large(presence: BoolArray) -> bool:
    n_regions, n_industries = presence.shape
    return float(n_regions * n_industries**2) >= COMPILED_FROM


def _correlate(weights: FloatArray) -> FloatArray:
    n_regions = weights.shape[0]
    greatest = np.abs(weights).max(axis=0)
    is_flat = np.ptp(weights, axis=0) <= _FLAT * greatest
    spread = weights - weights.mean(axis=0)
    length = np.sqrt(np.einsum("cp,cp->p", spread, spread))
    spread *= np.divide(1.0, length, out=np.zeros_like(length), where=~is_flat)
    nearness: FloatArray = 0.5 + 0.5 * np.clip(spread.T @ spread, -1.0, 1.0)
    if is_flat.any() or n_regions < 2:
        nearness[is_flat] = 0.0
        nearness[:, is_flat] = 0.0
    np.fill_diagonal(nearness, 1.0)
    return nearness
