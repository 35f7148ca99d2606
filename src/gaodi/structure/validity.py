"""May complexity be read off these data? Diagnostics for regions and industries the index was not made for."""

import numpy as np

from gaodi.structure.complexity_records import Complexity, Validity
from gaodi.structure.complexity_remarks import find_components
from gaodi.structure.records import FloatArray, Remark

N_SAMPLED = 64
"""Regions and industries compared in pairs, spread evenly over the ranking; our own choice."""
FEW = 0.8
"""Share of comparisons below which the ranking is doubted; the bar of the Growth Lab's own package."""
ALIKE = 0.95
"""Correlation with diversity above which complexity says little more; our own choice."""


def measure_validity(found: Complexity) -> Validity:
    """Measure how far complexity can be trusted for these regions and industries.

    Parameters
    ----------
    found : Complexity

    Returns
    -------
    Validity

    Examples
    --------
    >>> from gaodi.structure import measure_complexity
    >>> checked = measure_validity(measure_complexity([[1, 1, 0], [1, 0, 0], [1, 1, 1]], presence="manual"))
    >>> round(checked.fill, 3), checked.n_components
    (0.667, 1)

    References
    ----------
    Schetter (2019), A Structural Ranking of Economic Complexity, CID Research Fellow Working Paper 119.
    """
    n_components, largest = find_components(found.presence)
    correlation = _correlate(found.diversity, found.eci)
    share = _measure_supermodularity(found)
    remarks = list(found.remarks)
    if share is not None and share < FEW:
        remarks.append(
            Remark(
                code="not_supermodular",
                zh=f"只有 {share:.0%} 的两两比较符合“复杂地区偏重复杂行业”（应不低于 {FEW:.0%}）：排序不一定反映真实复杂度。",
                en=f"only {share:.0%} of comparisons have the more complex region lean to the more complex industry (at least {FEW:.0%} wanted): the ranking may not be one of complexity.",
            )
        )
    if correlation is not None and abs(correlation) > ALIKE:
        remarks.append(
            Remark(
                code="like_diversity",
                zh=f"复杂度与多样性几乎相同（相关系数 {correlation:.3f}），没有更多信息。",
                en=f"complexity is all but the number of industries (correlation {correlation:.3f}); it adds little.",
            )
        )
    second, third = (None if np.isnan(value) else value for value in found.eigenvalues)
    return Validity(
        n_regions=len(found.regions),
        n_industries=len(found.industries),
        fill=float(found.presence.mean()),
        n_components=n_components,
        largest_component=largest,
        second_eigenvalue=second,
        third_eigenvalue=third,
        diversity_correlation=correlation,
        supermodular_share=share,
        remarks=tuple(remarks),
    )


def _correlate(first: FloatArray, second: FloatArray) -> float | None:
    away, beside = first - first.mean(), second - second.mean()
    size = float(np.linalg.norm(away) * np.linalg.norm(beside))
    return float(away @ beside) / size if size > 0 else None


def _measure_supermodularity(found: Complexity) -> float | None:
    """Share of comparisons in which a·d > b·c; those where both sides are equal, as two zeros are, decide nothing."""
    if found.rca is None or np.isnan(found.eci).any():
        return None
    rows = _spread_evenly(np.argsort(-found.eci, kind="stable"))
    columns = _spread_evenly(np.argsort(-found.pci, kind="stable"))
    ratios = np.nan_to_num(found.rca[np.ix_(rows, columns)])
    more, less = np.triu_indices(rows.size, k=1)
    harder, easier = np.triu_indices(columns.size, k=1)
    for_it = ratios[more][:, harder] * ratios[less][:, easier]
    against = ratios[more][:, easier] * ratios[less][:, harder]
    n_for, n_against = int((for_it > against).sum()), int((for_it < against).sum())
    return n_for / (n_for + n_against) if n_for + n_against else None


def _spread_evenly(order: np.ndarray) -> np.ndarray:
    if order.size <= N_SAMPLED:
        return order
    return order[np.linspace(0, order.size - 1, N_SAMPLED).round().astype(np.int64)]
