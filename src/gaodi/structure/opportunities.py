"""What could a region grow next? The industries it lacks, ranked by what lies near, what it would gain, what its chains need."""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from gaodi.base import InputError, NotFoundError
from gaodi.structure.complexity_records import (
    Complexity,
    Neighbour,
    Opportunity,
    OpportunityList,
    OpportunityPart,
    OpportunityWeights,
)
from gaodi.structure.records import BoolArray, FloatArray
from gaodi.structure.sentences import explain_opportunity

N_NEIGHBOURS = 3
"""Industries named as near; our own choice."""
DEFAULT_WEIGHTS = OpportunityWeights()


def rank_opportunities(
    found: Complexity,
    region: str,
    *,
    needs: Mapping[str, float] | None = None,
    weights: OpportunityWeights = DEFAULT_WEIGHTS,
    limit: int | None = None,
) -> OpportunityList:
    """Rank the industries a region lacks.

    Each measure gives an industry its standing, the share of the other missing industries it is ahead of. The score is the
    weighted mean of the standings that are known, so that no unit counts for more than another.

    Parameters
    ----------
    found : Complexity
    region : str
    needs : mapping of str to float, optional
        How much the region's chains need an industry, any unit; an industry not named is unknown, not 0.
    weights : OpportunityWeights
    limit : int or None
        How many are listed; None lists all.

    Returns
    -------
    OpportunityList

    Raises
    ------
    NotFoundError
        If the matrix has no such region.
    InputError
        If a weight or a need is negative or no number, or no weight is above 0.

    Examples
    --------
    >>> from gaodi.structure import measure_complexity
    >>> found = measure_complexity([[1, 1, 1], [1, 1, 0], [1, 0, 0]], industries=["粮", "纱", "车"], presence="manual")
    >>> [item.industry for item in rank_opportunities(found, "3").opportunities]
    ['纱', '车']
    """
    if region not in found.regions:
        why = "全为零或未知" if region in found.dropped_regions else "不在矩阵里"
        raise NotFoundError(
            f"地区「{region}」{why}，没有可推荐的行业。",
            f"region {region!r} is not in the matrix, or holds nothing.",
        )
    _check_numbers(weights, needs or {})
    row = found.regions.index(region)
    is_unknown = np.isnan(found.values[row])
    missing = np.flatnonzero(~found.presence[row] & ~is_unknown)
    measures: dict[Literal["density", "gain", "need"], tuple[float, FloatArray]] = {
        "density": (weights.density, found.density[row, missing]),
        "gain": (weights.gain, found.cog[row, missing]),
        "need": (weights.need, _gather_needs(found, missing, needs or {})),
    }
    parts = {name: _measure_standing(values) for name, (_, values) in measures.items()}
    scores = _combine([(weight, parts[name][0]) for name, (weight, _) in measures.items()], missing.size)
    # Ties stand in the order of the matrix, so that the same data give the same list.
    order = np.lexsort((missing, -np.nan_to_num(scores, nan=-1.0)))
    chosen = order if limit is None else order[:limit]
    listed = []
    for rank, place in enumerate(chosen, start=1):
        column = int(missing[place])
        told = tuple(
            OpportunityPart(
                measure=name,
                value=_known(values[place]),
                standing=_known(parts[name][0][place]),
                place=None if np.isnan(values[place]) else int(parts[name][1][place]),
            )
            for name, (_, values) in measures.items()
        )
        near = _find_neighbours(found, found.presence[row], column)
        zh, en = explain_opportunity(found.industries[column], told, near, missing.size)
        listed.append(
            Opportunity(
                rank=rank,
                industry=found.industries[column],
                score=float(np.nan_to_num(scores[place])),
                rca=None if found.rca is None else _known(found.rca[row, column]),
                parts=told,
                neighbours=near,
                zh=zh,
                en=en,
            )
        )
    return OpportunityList(
        region=region,
        n_missing=int(missing.size),
        n_unknown=int(is_unknown.sum()),
        weights=weights,
        opportunities=tuple(listed),
        remarks=found.remarks,
    )


def _check_numbers(weights: OpportunityWeights, needs: Mapping[str, float]) -> None:
    sizes = (weights.density, weights.gain, weights.need)
    if not all(np.isfinite(size) and size >= 0 for size in sizes) or sum(sizes) <= 0:
        raise InputError(
            f"权重 {sizes} 应为不小于 0 的数，且不全为 0。",
            f"weights {sizes} must be at least 0 and not all 0.",
        )
    odd = [name for name, need in needs.items() if not (np.isfinite(need) and need >= 0)]
    if odd:
        raise InputError(
            f"行业「{odd[0]}」的链条需求是 {needs[odd[0]]}，应为不小于 0 的数，未知请不要列入。",
            f"the need for {odd[0]!r} is {needs[odd[0]]}; give a number of at least 0, or leave it out where unknown.",
        )


def _gather_needs(found: Complexity, missing: np.ndarray, needs: Mapping[str, float]) -> FloatArray:
    return np.array([needs.get(found.industries[column], np.nan) for column in missing], dtype=np.float64)


def _measure_standing(values: FloatArray) -> tuple[FloatArray, np.ndarray]:
    """Return the share of the others that each known value is ahead of, ties half, and its place from the top."""
    standing = np.full(values.size, np.nan)
    places = np.zeros(values.size, dtype=np.int64)
    known = np.flatnonzero(~np.isnan(values))
    if known.size:
        ordered = np.sort(values[known])
        below = np.searchsorted(ordered, values[known], side="left")
        up_to = np.searchsorted(ordered, values[known], side="right")
        ahead = below + (up_to - below - 1) / 2
        standing[known] = ahead / (known.size - 1) if known.size > 1 else 1.0
        places[known] = known.size - up_to + 1
    return standing, places


def _combine(parts: list[tuple[float, FloatArray]], n: int) -> FloatArray:
    total, weight = np.zeros(n), np.zeros(n)
    for size, standing in parts:
        known = ~np.isnan(standing)
        total[known] += size * standing[known]
        weight[known] += size
    scores: FloatArray = np.divide(total, weight, out=np.full(n, np.nan), where=weight > 0)
    return scores


def _find_neighbours(found: Complexity, held: BoolArray, column: int) -> tuple[Neighbour, ...]:
    near = np.where(held, found.proximity[column], -1.0)
    order = np.argsort(-near, kind="stable")[:N_NEIGHBOURS]
    return tuple(
        Neighbour(industry=found.industries[place], proximity=float(near[place]))
        for place in order
        if near[place] > 0
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
