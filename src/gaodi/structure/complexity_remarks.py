"""What must be known before complexity is used? Remarks on what was left out, and on rankings the data do not tell."""

import numpy as np

from gaodi.structure.complexity_records import Complexity
from gaodi.structure.labelling import join_en, join_zh
from gaodi.structure.records import BoolArray, Remark

DEGENERATE = 1e-9
"""Eigenvalues this near each other are one; our own choice."""


def find_components(presence: BoolArray) -> tuple[int, float]:
    """Count the parts of the network of regions and industries that share nothing.

    Parameters
    ----------
    presence : array, shape (regions, industries)

    Returns
    -------
    n_components : int
    largest : float
        Share of the regions in the part that has most.
    """
    from scipy.sparse import csr_array  # SciPy costs 0.1 s that no other command should pay
    from scipy.sparse.csgraph import connected_components

    n_regions = presence.shape[0]
    held = csr_array(presence, dtype=np.int8)
    rows = np.repeat(np.arange(n_regions), np.diff(held.indptr))
    n = sum(presence.shape)
    links = csr_array((np.ones(rows.size, dtype=np.int8), (rows, held.indices + n_regions)), shape=(n, n))
    n_components, parts = connected_components(links, directed=False)
    sizes = np.bincount(parts[:n_regions], minlength=n_components)
    return int(n_components), float(sizes.max() / n_regions)


def list_remarks(found: Complexity, *, is_signed: bool) -> tuple[Remark, ...]:
    """List what was left out, and why the ranking may not be one.

    Parameters
    ----------
    found : Complexity
    is_signed : bool
        Whether diversity told which end of the ranking is the complex one.

    Returns
    -------
    tuple of Remark
    """
    return (*_list_left_out(found), *_list_doubts(found, is_signed=is_signed))


def _list_left_out(found: Complexity) -> list[Remark]:
    remarks = []
    for code, dropped, zh, en in (
        ("dropped_regions", found.dropped_regions, "地区", "regions"),
        ("dropped_industries", found.dropped_industries, "行业", "industries"),
    ):
        if dropped:
            remarks.append(
                Remark(
                    code=code,
                    zh=f"{zh}「{join_zh(dropped)}」全为零或未知，不参加计算。",
                    en=f"{en} left out, all zero or unknown: {join_en(dropped)}.",
                    items=dropped,
                )
            )
    if found.n_unknown:
        remarks.append(
            Remark(
                code="unknown_values",
                zh=f"{found.n_unknown} 个数未知，不计入合计，按不具备计；不作为缺失行业推荐。",
                en=f"{found.n_unknown} values are unknown; left out of the sums, counted as absent, never listed as lacking.",
            )
        )
    return remarks


def _list_doubts(found: Complexity, *, is_signed: bool) -> list[Remark]:
    second, third = found.eigenvalues
    if np.isnan(found.eci).any():
        return [
            Remark(
                code="no_ranking",
                zh="矩阵只有一个维度（各地区行业结构相同，或只有一个地区、行业），复杂度无法计算，记为未知。",
                en="the matrix has one dimension only (regions alike, or a single region or industry): complexity is unknown.",
            )
        ]
    remarks = []
    # Parts that share nothing make an eigenvalue of 1 each; only then are they counted.
    n_components, largest = find_components(found.presence) if 1 - second <= DEGENERATE else (1, 1.0)
    if n_components > 1:
        remarks.append(
            Remark(
                code="disconnected",
                zh=f"地区和行业分成互不相连的 {n_components} 块（最大一块含 {largest:.0%} 的地区），第二特征值为 1：复杂度只区分各块，不能排序。",
                en=f"regions and industries fall into {n_components} parts that share nothing (the largest holds {largest:.0%} of regions); the second eigenvalue is 1, and complexity only tells the parts apart.",
            )
        )
    elif second - third <= DEGENERATE:
        remarks.append(
            Remark(
                code="degenerate",
                zh=f"第二、第三特征值相等（{second:.6f}）：有不止一种排序同样成立，复杂度不唯一。",
                en=f"the second and third eigenvalues are equal ({second:.6f}): another ranking is as good as this one.",
            )
        )
    if not is_signed:
        remarks.append(
            Remark(
                code="no_sign",
                zh="多样性与排序不相关，分不清哪一端更复杂；方向按固定规则取。",
                en="diversity does not tell which end of the ranking is the complex one; the direction is by a fixed rule.",
            )
        )
    return remarks
