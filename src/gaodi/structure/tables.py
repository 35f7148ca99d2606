"""What does a table hold, and does it add up? Flows and output become one checked table."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gaodi.base import InputError
from gaodi.structure.arguments import take_numbers
from gaodi.structure.labelling import join_en, join_zh, take_labels
from gaodi.structure.records import Balance, BoolArray, FloatArray, InputOutputTable, Remark

ZERO_SHARE = 1e-7
"""Output below this share of the greatest one is none: what rounding leaves of 0 is not divided by. Our own choice; in the
provincial tables of China rounding reaches 1e-9 of the greatest, and the smallest output that is one is 3e-6 of it."""
TOLERANCE = 1e-3
"""Gap of a sector, as a share of it, that is put down to rounding. Our own choice; published tables of China have 1e-6."""


def build_table(
    flows: npt.ArrayLike,
    output: npt.ArrayLike,
    *,
    sectors: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    final_use: npt.ArrayLike | None = None,
    imports: npt.ArrayLike | None = None,
    exports: npt.ArrayLike | None = None,
    discrepancy: npt.ArrayLike | None = None,
    value_added: npt.ArrayLike | None = None,
    import_flows: npt.ArrayLike | None = None,
    zero_share: float = ZERO_SHARE,
    tolerance: float = TOLERANCE,
) -> InputOutputTable:
    """Assemble an input-output table.

    Parameters
    ----------
    flows : array, shape (sectors, sectors), money
        The row's sector sells to the column's. Negative flows, which published tables have, are kept and remarked on.
    output : array, shape (sectors,), money
    sectors, names : sequence of str, optional
        By default numbers; names by default are the sectors.
    final_use : array, shape (sectors,), money, optional
        Consumption, capital formation and exports together. Like `discrepancy` and `value_added` it serves the balance;
        demand is always what output exceeds sales to sectors by.
    imports, exports : array, shape (sectors,), money, optional
        From and to anywhere outside.
    discrepancy : array, shape (sectors,), money, optional
        What the publisher added to the uses so that they make the output.
    value_added : array, shape (sectors,), money, optional
    import_flows : array, shape (sectors, sectors), money, optional
        Given where `flows` hold only what the economy itself makes.
    zero_share : float
        Output below this share of the greatest is taken to be none.
    tolerance : float
        Gap, as a share of a sector, that counts as rounding.

    Returns
    -------
    InputOutputTable
        A table that does not add up is built and remarked on.

    Raises
    ------
    InputError
        If shapes or labels do not fit, a number is unknown or infinite, an output is negative, or none is above 0.

    Examples
    --------
    >>> table = build_table([[150, 500], [200, 100]], [1000, 2000], final_use=[350, 1700])
    >>> table.demand, table.balance.is_balanced
    (array([ 350., 1700.]), True)
    """
    money = _take_flows(flows)
    n = money.shape[0]
    codes = take_labels(sectors, n, "部门", "sectors")
    made = _take_money(output, n, codes, "总产出", "output")
    if not made.any():
        raise InputError(
            "所有部门的总产出都是 0；请核对总产出。", "the output of every sector is 0; check the output."
        )
    smallest = zero_share * float(np.abs(made).max())
    made = np.where(np.abs(made) <= smallest, 0.0, made)
    if (made < 0).any():
        below = [codes[place] for place in np.flatnonzero(made < 0)]
        raise InputError(
            f"部门「{join_zh(below)}」的总产出为负，不能算系数；请核对总产出。",
            f"output of {join_en(below)} is negative; coefficients need what a sector makes. Check the output.",
        )
    beside = {
        key: None if given is None else _take_money(given, n, codes, zh, en)
        for key, given, zh, en in (
            ("final_use", final_use, "最终使用", "final use"),
            ("imports", imports, "进口和流入", "imports"),
            ("exports", exports, "出口和流出", "exports"),
            ("discrepancy", discrepancy, "误差", "discrepancy"),
            ("value_added", value_added, "增加值", "value added"),
        )
    }
    bought_abroad = None if import_flows is None else _take_flows(import_flows)
    if bought_abroad is not None and bought_abroad.shape != money.shape:
        raise InputError(
            f"进口流量表是 {bought_abroad.shape[0]} 个部门，国内流量表是 {n} 个；应当相等。",
            f"import flows have {bought_abroad.shape[0]} sectors, flows {n}; give the same sectors.",
        )
    balance = _check_balance(codes, money, made, beside, bought_abroad, tolerance)
    idle = made == 0
    return InputOutputTable(
        sectors=codes,
        names=codes if names is None else tuple(str(name).strip() or code for name, code in zip(names, codes, strict=True)),
        flows=money,
        output=made,
        demand=made - money @ (made > 0),
        value_added=beside["value_added"],
        imports=beside["imports"],
        exports=beside["exports"],
        is_local=bought_abroad is not None,
        is_idle=idle,
        balance=balance,
        remarks=tuple(_list_remarks(codes, money, idle, balance)),
    )  # fmt: skip


def _take_flows(flows: npt.ArrayLike) -> FloatArray:
    money = np.ascontiguousarray(take_numbers(flows, None, "流量表", "flows"))
    if money.ndim != 2 or money.shape[0] != money.shape[1] or not money.size:
        shape = " × ".join(map(str, money.shape)) or "0"
        raise InputError(
            f"流量表是 {shape}，应当行列相同且不为空。",
            f"flows are {shape}; as many rows as columns are needed.",
        )
    if not np.isfinite(money).all():
        row, column = (int(place) + 1 for place in np.argwhere(~np.isfinite(money))[0])
        raise InputError(
            f"流量表第 {row} 行第 {column} 列不是有限的数；没有买卖请写 0。",
            f"row {row}, column {column} of the flows is no finite number; write 0 where nothing is bought.",
        )
    return money


def _take_money(given: npt.ArrayLike, n: int, codes: tuple[str, ...], zh: str, en: str) -> FloatArray:
    money = take_numbers(given, None, zh, en).reshape(-1)
    if money.size != n:
        raise InputError(
            f"{zh}有 {money.size} 个数，部门有 {n} 个；请一一对应。",
            f"{en} has {money.size} numbers for {n} sectors; give one each.",
        )
    if not np.isfinite(money).all():
        unknown = [codes[place] for place in np.flatnonzero(~np.isfinite(money))]
        raise InputError(
            f"部门「{join_zh(unknown)}」的{zh}未知；请补上，没有请写 0。",
            f"{en} of {join_en(unknown)} is unknown; give it, 0 where there is none.",
        )
    return money


def _check_balance(
    codes: tuple[str, ...],
    flows: FloatArray,
    output: FloatArray,
    beside: dict[str, FloatArray | None],
    import_flows: FloatArray | None,
    tolerance: float,
) -> Balance:
    parts = [(1.0, flows.sum(axis=1)), (1.0, beside["final_use"]), (1.0, beside["discrepancy"])]
    if import_flows is None:
        parts.append((-1.0, beside["imports"]))
    is_told = beside["final_use"] is not None
    row_gap, row_sector = _find_gap(codes, parts, output) if is_told else (None, None)
    paid = [(1.0, flows.sum(axis=0)), (1.0, beside["value_added"])]
    if import_flows is not None:
        paid.append((1.0, import_flows.sum(axis=0)))
    is_told = beside["value_added"] is not None
    column_gap, column_sector = _find_gap(codes, paid, output) if is_told else (None, None)
    return Balance(
        row_gap=row_gap,
        row_sector=row_sector,
        column_gap=column_gap,
        column_sector=column_sector,
        tolerance=tolerance,
    )


def _find_gap(
    codes: tuple[str, ...], parts: list[tuple[float, FloatArray | None]], output: FloatArray
) -> tuple[float, str]:
    """Return the greatest gap as a share of all that is booked for a sector, and whose it is."""
    known = [(sign, part) for sign, part in parts if part is not None]
    found = sum((sign * part for sign, part in known), np.zeros_like(output))
    # A sector without output is as large as what is booked to come out at nothing.
    size = np.maximum(output, sum((np.abs(part) for _, part in known), np.zeros_like(output)))
    gaps = np.abs(found - output) / np.where(size > 0, size, 1.0)
    worst = int(gaps.argmax())
    return float(gaps[worst]), codes[worst]


def _list_remarks(
    codes: tuple[str, ...], flows: FloatArray, idle: BoolArray, balance: Balance
) -> list[Remark]:
    remarks = []
    if idle.any():
        items = tuple(codes[place] for place in np.flatnonzero(idle))
        remarks.append(
            Remark(
                code="no_output",
                zh=f"部门「{join_zh(items)}」总产出为零（或只剩舍入误差）：系数按 0 计，它卖出的都来自外部。",
                en=f"no output (but for rounding): {join_en(items)}; their coefficients are 0, what they sell comes from outside.",
                items=items,
            )
        )
    buying = tuple(codes[place] for place in np.flatnonzero(idle & (flows != 0).any(axis=0)))
    if buying:
        remarks.append(
            Remark(
                code="idle_buys",
                zh=f"部门「{join_zh(buying)}」没有产出却有购入：这些购入不计入直接消耗系数（A），只计入分配系数（B）。",
                en=f"{join_en(buying)} buy without making anything; these purchases are in B, not in A, which divides by what a sector makes.",
                items=buying,
            )
        )
    n_negative = int((flows < 0).sum())
    if n_negative:
        items = tuple(codes[place] for place in np.flatnonzero((flows < 0).any(axis=1)))
        remarks.append(
            Remark(
                code="negative_flows",
                zh=f"流量表有 {n_negative} 个负数（行：{join_zh(items)}），按原表保留。",
                en=f"{n_negative} flows are negative (rows {join_en(items)}); kept as given.",
                items=items,
            )
        )
    return remarks + _list_gaps(balance)


def _list_gaps(balance: Balance) -> list[Remark]:
    remarks = []
    for gap, sector, zh, en in (
        (balance.row_gap, balance.row_sector, "行（使用）", "rows (uses)"),
        (balance.column_gap, balance.column_sector, "列（投入）", "columns (inputs)"),
    ):
        if gap is not None and sector is not None and gap > balance.tolerance:
            remarks.append(
                Remark(
                    code="not_balanced",
                    zh=f"{zh}与总产出不平，差得最多的是「{sector}」（{gap:.2%}）；结果以总产出为准。",
                    en=f"{en} do not make the output; {sector} is off most ({gap:.2%}). Results go by the output.",
                    items=(sector,),
                )
            )
    return remarks
