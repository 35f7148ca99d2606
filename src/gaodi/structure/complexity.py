"""How complex are regions and industries? One matrix in, presence, complexity, nearness and outlook out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import numpy as np
import numpy.typing as npt

from gaodi.base import InputError, Progress, ignore_progress
from gaodi.structure.arguments import check_option, take_numbers
from gaodi.structure.complexity_records import Complexity, PresenceRule, ProximityKind
from gaodi.structure.complexity_remarks import list_remarks
from gaodi.structure.eigenvectors import find_second_vector
from gaodi.structure.labelling import take_labels
from gaodi.structure.records import BoolArray, FloatArray
from gaodi.structure.relatedness import measure_proximity, measure_surroundings
from gaodi.structure.specialisation import find_presence, measure_specialisation

UNDECIDED = 1e-9
"""A correlation this near 0 has no sign. Our own choice."""
_N_STEPS = 4


def measure_complexity(
    values: npt.ArrayLike,
    *,
    regions: Sequence[str] | None = None,
    industries: Sequence[str] | None = None,
    presence: PresenceRule = "rca",
    proximity: ProximityKind = "symmetric",
    progress: Progress = ignore_progress,
) -> Complexity:
    """Measure complexity and relatedness of regions and industries.

    Parameters
    ----------
    values : array, shape (regions, industries)
        Output, jobs, firms or exports, not negative, any one unit; NaN is unknown. With `presence="manual"`, 1 and 0.
    regions, industries : sequence of str, optional
        By default numbers.
    presence : {"rca", "manual"}
        What counts as present: at least the share of the whole, or a 1 of the matrix.
    proximity : {"symmetric", "asymmetric", "continuous"}
        See `measure_proximity`; with `continuous`, density weighs by specialisation, not by presence.
    progress : Progress

    Returns
    -------
    Complexity
        Where the matrix does not tell a ranking, complexity is NaN and a remark says why.

    Raises
    ------
    InputError
        If shape or labels do not fit, a value is negative or infinite, `manual` values are not 0 or 1, or there is nothing.

    Examples
    --------
    >>> found = measure_complexity([[1, 1, 1], [1, 1, 0], [1, 0, 0]], presence="manual")
    >>> found.eci.round(3), found.pci.round(3)
    (array([ 1.225,  0.   , -1.225]), array([-1.225,  1.225,  3.674]))

    References
    ----------
    Hidalgo and Hausmann (2009), PNAS 106(26), 10570-10575; Hausmann, Hidalgo et al. (2014), The Atlas of Economic
    Complexity, MIT Press.
    """
    check_option(presence, get_args(PresenceRule), "presence")
    check_option(proximity, get_args(ProximityKind), "proximity")
    given = _take_values(values, presence)
    row_labels = take_labels(regions, given.shape[0], "地区", "regions")
    column_labels = take_labels(industries, given.shape[1], "行业", "industries")
    is_positive = given > 0
    rows, columns = (np.asarray(is_positive.any(axis=axis)) for axis in (1, 0))
    kept = given if rows.all() else given[rows]
    kept = kept if columns.all() else kept.compress(columns, axis=1)
    if not kept.size:
        raise InputError(
            "矩阵里没有大于 0 的数；请核对文件。", "the matrix holds nothing above 0; check the file."
        )
    progress("complexity", 0, _N_STEPS)
    rca = measure_specialisation(kept) if presence == "rca" else None
    present = find_presence(rca) if rca is not None else np.asarray(kept == 1)
    second = find_second_vector(present)
    progress("complexity", 1, _N_STEPS)
    held = present.astype(np.float64)
    diversity, ubiquity = present.sum(axis=1).astype(np.float64), present.sum(axis=0).astype(np.float64)
    region_side, industry_side, is_signed = _set_sign(held, diversity, second.industries)
    weights = np.nan_to_num(rca) if rca is not None and proximity == "continuous" else held
    nearness = measure_proximity(present, proximity, weights=weights)
    progress("complexity", 2, _N_STEPS)
    density, outlook, gain = measure_surroundings(present, weights, nearness, industry_side, proximity)
    progress("complexity", 3, _N_STEPS)
    mean, spread = float(region_side.mean()), _measure_spread(region_side)
    gain /= spread
    found = Complexity(
        regions=_choose(row_labels, rows),
        industries=_choose(column_labels, columns),
        dropped_regions=_choose(row_labels, ~rows),
        dropped_industries=_choose(column_labels, ~columns),
        presence_rule=presence,
        proximity_kind=proximity,
        values=kept,
        rca=rca,
        presence=present,
        diversity=diversity,
        ubiquity=ubiquity,
        eci=(region_side - mean) / spread,
        pci=(industry_side - mean) / spread,
        proximity=nearness,
        density=density,
        coi=(outlook - outlook.mean()) / _measure_spread(outlook),
        cog=gain,
        eigenvalues=(second.second, second.third),
        n_unknown=int(np.count_nonzero(np.isnan(given))),
        remarks=(),
    )  # fmt: skip
    progress("complexity", _N_STEPS, _N_STEPS)
    return replace(found, remarks=list_remarks(found, is_signed=is_signed))


def _choose(labels: tuple[str, ...], chosen: BoolArray) -> tuple[str, ...]:
    return tuple(labels[place] for place in np.flatnonzero(chosen))


def _take_values(values: npt.ArrayLike, presence: PresenceRule) -> FloatArray:
    given = take_numbers(values, None, "地区 × 行业的数", "regions × industries")
    if given.ndim != 2 or not given.size:
        shape = " × ".join(map(str, given.shape)) or "0"
        raise InputError(
            f"矩阵是 {shape}，应为地区 × 行业。", f"values are {shape}, expected regions × industries."
        )
    if np.isinf(given).any() or (given < 0).any():
        row, column = (int(place) + 1 for place in np.argwhere(np.isinf(given) | (given < 0))[0])
        raise InputError(
            f"第 {row} 个地区第 {column} 个行业的值是 {given[row - 1, column - 1]}，应为不小于 0 的数，未知请留空。",
            f"region {row}, industry {column} is {given[row - 1, column - 1]}; expected a number not below 0, or nothing where unknown.",
        )
    if presence == "manual" and not np.isin(given[~np.isnan(given)], (0.0, 1.0)).all():
        odd = given[~np.isnan(given) & ~np.isin(given, (0.0, 1.0))][0]
        raise InputError(
            f"用 manual 时只能有 0 和 1，却有 {odd}；原始数值请用 rca。",
            f"with manual presence values are 0 or 1, found {odd}; give amounts with rca.",
        )
    return given


def _set_sign(
    held: FloatArray, diversity: FloatArray, industry_side: FloatArray
) -> tuple[FloatArray, FloatArray, bool]:
    """Return both sides with the sign by which diverse regions are complex, and whether that rule decided."""
    region_side = (held @ industry_side) / diversity
    away, beside = diversity - diversity.mean(), region_side - region_side.mean()
    size = float(np.linalg.norm(away) * np.linalg.norm(beside))
    correlation = float(away @ beside) / size if size > 0 else 0.0
    is_signed = abs(correlation) > UNDECIDED
    if not is_signed:
        # No rule is left but a fixed one: the first of the regions that stand out most is complex.
        extent = np.abs(beside)
        correlation = float(beside[int(np.argmax(extent >= extent.max() * (1 - UNDECIDED)))])
    sign = -1.0 if correlation < 0 else 1.0
    return sign * region_side, sign * industry_side, is_signed


def _measure_spread(values: FloatArray) -> float:
    """Return the standard deviation; NaN where all values are the same, up to rounding."""
    spread, greatest = float(values.std()), float(np.abs(values).max())
    return spread if spread > 1e-12 * greatest else float("nan")
