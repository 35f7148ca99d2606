"""What does the economy make itself? Imports and inflows split off a table that counts them among the flows."""

from dataclasses import replace

import numpy as np

from gaodi.base import InputError
from gaodi.structure.labelling import join_en, join_zh
from gaodi.structure.records import FloatArray, InputOutputTable, Remark


def measure_import_shares(table: InputOutputTable) -> FloatArray:
    """Measure which share of what is used of each sector comes from outside.

    Parameters
    ----------
    table : InputOutputTable

    Returns
    -------
    array, shape (sectors,), share
        Imports over what is used inside: output plus imports less exports. NaN where the table does not tell imports and
        exports, or nothing is used inside. A high share is a missing local link.

    Examples
    --------
    >>> from gaodi.structure import build_table
    >>> measure_import_shares(build_table([[1, 2], [3, 4]], [10, 20], imports=[5, 0], exports=[5, 4]))
    array([0.5, 0. ])
    """
    if table.imports is None or table.exports is None:
        return np.full(table.n_sectors, np.nan)
    used = table.output + table.imports - table.exports
    size = table.output + np.abs(table.imports) + np.abs(table.exports)
    is_used = used > 1e-9 * size
    shares: FloatArray = np.divide(table.imports, used, out=np.full(table.n_sectors, np.nan), where=is_used)
    return shares


def build_local_table(table: InputOutputTable) -> InputOutputTable:
    """Return the table of what the economy's own sectors sell each other.

    Each row loses the share that comes from outside, the same for all buyers: no table says who bought the imports. A table whose
    flows are local already is returned as it is.

    Parameters
    ----------
    table : InputOutputTable

    Returns
    -------
    InputOutputTable
        Output is the same; demand is what is not sold to the economy's own sectors, exports included.

    Raises
    ------
    InputError
        If the table does not tell imports and exports apart from other uses.
    """
    if table.is_local:
        return table
    if table.imports is None or table.exports is None:
        raise InputError(
            "表里没有进口（流入）和出口（流出）列，无法剥离进口；请补上 IM、IF、EX、OF 各列，净流出不够。",
            "the table has no imports and exports, so imports cannot be split off; add IM, IF, EX, OF (a net outflow is not enough).",
        )
    shares = measure_import_shares(table)
    # Nothing is used inside although the flows say so: the table contradicts itself; imports serve first.
    known = np.where(np.isnan(shares), np.where(table.imports > 0, 1.0, 0.0), shares)
    kept = 1.0 - np.clip(known, 0.0, 1.0)
    flows = table.flows * kept[:, np.newaxis]
    return replace(
        table,
        flows=flows,
        demand=table.output - flows @ (table.output > 0),
        is_local=True,
        remarks=(*table.remarks, *_list_remarks(table, shares)),
    )


def _list_remarks(table: InputOutputTable, shares: FloatArray) -> list[Remark]:
    remarks = [
        Remark(
            code="imports_split",
            zh="进口和国内流入已按部门的外来份额从每行等比例剥离。",
            en="imports and inflows are split off each row in proportion to the sector's share from outside.",
        )
    ]
    odd = tuple(
        table.sectors[place]
        for place in np.flatnonzero(np.isnan(shares) | (np.nan_to_num(shares) > 1) | (np.nan_to_num(shares) < 0))
    )  # fmt: skip
    if odd:
        remarks.append(
            Remark(
                code="odd_import_share",
                zh=f"部门「{join_zh(odd)}」的外来份额不在 0 到 1 之间或无法计算（转口、无本地使用），按最近的界计。",
                en=f"the share from outside of {join_en(odd)} is beyond 0 to 1 or cannot be told; the nearer bound is taken.",
                items=odd,
            )
        )
    return remarks
