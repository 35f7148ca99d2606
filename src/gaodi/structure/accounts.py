"""What does a unit of output need, directly and all along the chain? Coefficients and their two inverses."""

import numpy as np
import numpy.typing as npt

from gaodi.base import InputError
from gaodi.structure.arguments import take_numbers
from gaodi.structure.labelling import join_en, join_zh
from gaodi.structure.records import Accounts, FloatArray, InputOutputTable, Remark

MIN_CONDITION = 1e-13
"""Reciprocal condition number below which an inverse has no correct digit left to trust; our own choice."""
ROUNDING = 1e-9
"""Sums over 1 by less are 1; our own choice."""


def measure_input_coefficients(flows: npt.ArrayLike, output: npt.ArrayLike) -> FloatArray:
    """Return A: each column of the flows over the output of its sector; 0 where there is no output.

    Parameters
    ----------
    flows : array, shape (sectors, sectors), money
    output : array, shape (sectors,), money

    Returns
    -------
    array, shape (sectors, sectors)

    Examples
    --------
    >>> measure_input_coefficients(np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0]))
    array([[0.15, 0.25],
           [0.2 , 0.05]])
    """
    sold, made = _take(flows, output)
    return sold * _invert_output(made)


def measure_output_coefficients(flows: npt.ArrayLike, output: npt.ArrayLike) -> FloatArray:
    """Return B: each row of the flows over the output of its sector; 0 where there is no output.

    Parameters
    ----------
    flows : array, shape (sectors, sectors), money
    output : array, shape (sectors,), money

    Returns
    -------
    array, shape (sectors, sectors)

    Examples
    --------
    >>> measure_output_coefficients(np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0]))
    array([[0.15, 0.5 ],
           [0.1 , 0.05]])
    """
    sold, made = _take(flows, output)
    return sold * _invert_output(made)[:, np.newaxis]


def build_leontief(inputs: npt.ArrayLike) -> FloatArray:
    """Invert I - A.

    Parameters
    ----------
    inputs : array, shape (sectors, sectors)

    Returns
    -------
    array, shape (sectors, sectors)

    Raises
    ------
    InputError
        If I - A has no inverse that could be trusted: sectors that only feed each other.

    References
    ----------
    Leontief (1936), Review of Economics and Statistics 18(3), 105-125.
    """
    from scipy.linalg import lapack  # SciPy costs 0.1 s that no other command should pay

    # LAPACK works on columns first: it inverts the transpose, which is what it sees, and nothing is copied.
    whole = -take_numbers(inputs, 2, "直接消耗系数", "input coefficients")
    if not np.isfinite(whole).all():
        raise InputError(
            "直接消耗系数里有未知数；没有消耗请写 0。",
            "coefficients hold unknown numbers; write 0 where nothing is used.",
        )
    whole[np.diag_indices_from(whole)] += 1.0
    norm = float(np.abs(whole).sum(axis=1).max())
    factors, pivots, failed = lapack.dgetrf(whole.T, overwrite_a=True)
    condition = 0.0 if failed else lapack.dgecon(factors, norm)[0]
    if condition < MIN_CONDITION:
        raise InputError(
            f"I − A 不可逆（条件数倒数 {condition:.1e}）：有部门的产出全被投入用尽；请核对总产出。",
            f"I - A has no inverse (reciprocal condition {condition:.1e}): sectors use up all they make; check the output.",
        )
    workspace = int(lapack.dgetri_lwork(whole.shape[0])[0])
    inverse: FloatArray = lapack.dgetri(factors, pivots, lwork=workspace, overwrite_lu=True)[0]
    return inverse.T


def build_ghosh(leontief: npt.ArrayLike, shares: npt.ArrayLike, output: npt.ArrayLike) -> FloatArray:
    """Return G = (I - B)^-1 from L, without a second inversion.

    Parameters
    ----------
    leontief, shares : array, shape (sectors, sectors)
        L and B of the same flows.
    output : array, shape (sectors,), money

    Returns
    -------
    array, shape (sectors, sectors)
        The row of a sector without output is that of the identity; what it buys is in its column, as in B.

    References
    ----------
    Ghosh (1958), Economica 25(97), 58-64; Miller and Blair (2009), section 12.1.
    """
    direct, made = _take(shares, output)
    ghosh = take_numbers(leontief, 2, "Leontief 逆", "the Leontief inverse") * made
    ghosh *= _invert_output(made)[:, np.newaxis]
    for place in np.flatnonzero(made == 0):
        # L says nothing of a sector by whose output one cannot divide; B does.
        ghosh[place] = 0.0
        ghosh[:, place] = ghosh @ direct[:, place]
        ghosh[place, place] = 1.0
    return ghosh


def build_accounts(table: InputOutputTable) -> Accounts:
    """Compute A, L, B and G of a table.

    Parameters
    ----------
    table : InputOutputTable

    Returns
    -------
    Accounts
        With the table's remarks and those on its coefficients.

    Raises
    ------
    InputError
        If I - A has no inverse that could be trusted.

    Examples
    --------
    >>> from gaodi.structure import build_table
    >>> accounts = build_accounts(build_table([[150, 500], [200, 100]], [1000, 2000]))
    >>> accounts.leontief.round(4)
    array([[1.2541, 0.33  ],
           [0.264 , 1.1221]])
    """
    inputs = measure_input_coefficients(table.flows, table.output)
    shares = measure_output_coefficients(table.flows, table.output)
    leontief = build_leontief(inputs)
    return Accounts(
        table=table,
        inputs=inputs,
        leontief=leontief,
        shares=shares,
        ghosh=build_ghosh(leontief, shares, table.output),
        remarks=(*table.remarks, *_list_remarks(table, inputs, shares)),
    )


def _take(matrix: npt.ArrayLike, output: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    found, made = take_numbers(matrix, 2, "流量表", "flows"), take_numbers(output, 1, "总产出", "output")
    if found.shape != (made.size, made.size):
        raise InputError(
            f"流量表是 {found.shape[0]} × {found.shape[1]}，总产出有 {made.size} 个部门；应当相符。",
            f"flows are {found.shape[0]} × {found.shape[1]}, output has {made.size} sectors; give the same sectors.",
        )
    return found, made


def _invert_output(output: FloatArray) -> FloatArray:
    return np.divide(1.0, output, out=np.zeros_like(output), where=output != 0)


def _list_remarks(table: InputOutputTable, inputs: FloatArray, shares: FloatArray) -> list[Remark]:
    remarks = []
    spent = tuple(table.sectors[place] for place in np.flatnonzero(inputs.sum(axis=0) > 1 + ROUNDING))
    if spent:
        remarks.append(
            Remark(
                code="inputs_over_output",
                zh=f"部门「{join_zh(spent)}」的中间投入大于总产出（增加值为负）。",
                en=f"{join_en(spent)} buy more than they make (negative value added).",
                items=spent,
            )
        )
    sold = tuple(table.sectors[place] for place in np.flatnonzero(shares.sum(axis=1) > 1 + ROUNDING))
    if sold:
        why_zh, why_en = (
            ("靠库存减少或误差项弥补", "stocks or the discrepancy make up for it")
            if table.is_local
            else (
                "流量里含进口和流入，前向（Ghosh）结果偏大，请先剥离进口",
                "the flows hold imports, and Ghosh results are too high; split imports off",
            )
        )
        remarks.append(
            Remark(
                code="sales_over_output",
                zh=f"部门「{join_zh(sold)}」的中间使用大于总产出：{why_zh}。",
                en=f"more of {join_en(sold)} is used than made: {why_en}.",
                items=sold,
            )
        )
    return remarks
