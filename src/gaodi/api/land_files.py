"""What does a sheet of land figures hold? Firms and corrections from CSV or Excel, each figure with its cell."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from gaodi.api.land_grids import Grid, find_grid
from gaodi.base import InputError, TableError
from gaodi.land import Correction, Datum, Firm, LandItem, LandStandard, LandTable, to_decimal

ALIASES = {
    "name": ("企业名称", "名称", "单位名称", "企业", "name"),
    "firm_id": ("统一社会信用代码", "信用代码", "企业标识", "企业代码", "firm_id", "enterprise_id", "credit_code"),
    "table": ("类别", "企业类别", "规模", "规上规下", "评价类别", "table"),
    "exemption": ("不分类情形", "不参加分类", "豁免情形", "exemption"),
    "bonus": ("加分", "附加分", "附加分值", "bonus"),
    "deduction": ("减分", "扣分", "deduction"),
    "item": ("指标", "评价指标", "item"),
    "value": ("更正值", "更正后", "新值", "数值", "value"),
    "reason": ("理由", "依据", "更正理由", "reason"),
    "who": ("提出人", "申请人", "谁", "who"),
}  # fmt: skip


def read_firms(path: Path, standard: LandStandard, *, table: str | None = None) -> tuple[Firm, ...]:
    """Read the firms of an evaluation.

    Parameters
    ----------
    path : Path
        CSV or Excel: 企业名称 or 统一社会信用代码, 类别 (规上 or 规下) where the standard has two tables, and per item its own column
        or the two it is computed from. An item's own column goes before.
    standard : LandStandard
    table : str or None
        The table of all firms, where the sheet has no such column.

    Returns
    -------
    tuple of Firm
        Empty cells are unknown; a quotient over zero or less is unknown.

    Raises
    ------
    InputError
        With file, row and column, for a text that is no number or names no table or exemption.
    TableError
        If no sheet has a column of firms and one of items.
    """
    return build_firms(open_firm_grid(path, standard), standard, table=table)


def open_firm_grid(path: Path, standard: LandStandard, *, name: str | None = None) -> Grid:
    """Return the sheet of firms under its header; `name` is the original one of a stored copy. Raises as `read_firms`."""
    return find_grid(path, _list_headers(standard), required=("name", "firm_id"), name=name)


def build_firms(grid: Grid, standard: LandStandard, *, table: str | None = None) -> tuple[Firm, ...]:
    """Return the firms of a sheet that is open; raises as `read_firms`."""
    items = {item.id for t in standard.tables for item in t.items}
    if not items & grid.columns.keys() and not standard.data.keys() & grid.columns.keys():
        wanted = "、".join(dict.fromkeys(item.zh for t in standard.tables for item in t.items))
        raise TableError(
            f"{grid.file} 没有评价指标的列；「{standard.zh}」需要：{wanted}，或计算它们的数据列。",
            f"{grid.file} has no column of items; {standard.id!r} needs {wanted}, or the figures they are computed from.",
        )
    return tuple(_build_firm(grid, row, standard, table) for row in grid.rows())


def read_corrections(path: Path, firms: Iterable[Firm], standard: LandStandard) -> tuple[Correction, ...]:
    """Read disputed data: 企业, 指标, 更正值, 理由, one row each; an empty value makes the datum unknown.

    Raises
    ------
    InputError
        With file and row, for a firm or an item that is not there, or a text that is no number.
    TableError
        If no sheet has the columns.
    """
    grid = find_grid(path, ALIASES, required=("name", "firm_id"))
    for key in ("item", "value", "reason"):
        if key not in grid.columns:
            raise TableError(
                f"{path.name} 没有「{ALIASES[key][0]}」列；更正表需要：企业名称或信用代码、指标、更正值、理由。",
                f"{path.name} has no column {ALIASES[key][0]!r}; it needs firm, item, value and reason.",
            )
    by_name: dict[str, list[Firm]] = {}
    for firm in firms:
        for key in {firm.firm_id, firm.name}:
            by_name.setdefault(key, []).append(firm)
    return tuple(_build_correction(grid, row, by_name, standard) for row in grid.rows())


def _build_correction(
    grid: Grid, row: int, firms: dict[str, list[Firm]], standard: LandStandard
) -> Correction:
    named = grid.text(row, "firm_id") or grid.text(row, "name")
    found = firms.get(named, [])
    if len(found) != 1:
        zh, en = ("不在评价表里", "is not among the firms") if not found else ("不止一家", "is not one firm")
        raise InputError(
            f"{grid.file} 第 {row} 行的企业「{named}」{zh}；请填评价表中的统一社会信用代码。",
            f"{grid.file}, row {row}: firm {named!r} {en}; give the credit code of the scores.",
        )
    items = {
        name: item
        for item in standard.table(found[0].table_id).items
        for name in (item.id, item.zh, *item.aliases)
    }
    wanted = grid.text(row, "item")
    if wanted not in items:
        known = "、".join(dict.fromkeys(item.zh for item in items.values()))
        raise InputError(
            f"{grid.file} 第 {row} 行的指标「{wanted}」不认识；可用：{known}。",
            f"{grid.file}, row {row}: unknown item {wanted!r}; known: {known}.",
        )
    datum = grid.number(row, "value", items[wanted].unit)
    return Correction(
        firm_id=found[0].firm_id,
        item_id=items[wanted].id,
        value=datum.value,
        reason=grid.text(row, "reason"),
        who=grid.text(row, "who"),
        cells=datum.cells,
    )


def _build_firm(grid: Grid, row: int, standard: LandStandard, chosen: str | None) -> Firm:
    name, code = grid.text(row, "name"), grid.text(row, "firm_id")
    if not name and not code:
        raise InputError(
            f"{grid.file} 第 {row} 行没有企业名称，也没有统一社会信用代码。",
            f"{grid.file}, row {row} has neither a firm's name nor its credit code.",
        )
    table = _find_table(grid, row, standard, chosen)
    exemption = grid.text(row, "exemption") or None
    allowed = standard.classing.exempt if standard.classing else ()
    if exemption is not None and exemption not in allowed:
        raise InputError(
            f"{grid.file} 第 {row} 行的不分类情形「{exemption}」不认识；可用：{'、'.join(allowed) or '（本办法没有）'}。",
            f"{grid.file}, row {row}: unknown exemption {exemption!r}; known: {', '.join(allowed) or 'none'}.",
        )
    extra = {
        key: _zero_if_absent(grid.number(row, key, "分")) if standard.has_bonus else Datum(value=Fraction(0))
        for key in ("bonus", "deduction")
    }
    return Firm(
        firm_id=code or name,
        name=name or code,
        table_id=table.id,
        values={item.id: _read_item(grid, row, item, standard) for item in table.items},
        exemption=exemption,
        bonus=extra["bonus"],
        deduction=extra["deduction"],
    )


def _zero_if_absent(datum: Datum) -> Datum:
    """Points are given on record: no entry is no points, as the standard's note says."""
    return datum if datum.value is not None else Datum(value=Fraction(0), cells=datum.cells)


def _read_item(grid: Grid, row: int, item: LandItem, standard: LandStandard) -> Datum:
    if item.id in grid.columns or item.of is None or item.per is None:
        return grid.number(row, item.id, item.unit)
    of = grid.number(row, item.of, standard.data[item.of].unit)
    per = grid.number(row, item.per, standard.data[item.per].unit)
    cells = (*of.cells, *per.cells)
    if of.value is None or per.value is None or per.value <= 0:
        return Datum(value=None, cells=cells)
    value = of.value / per.value * Fraction(item.times)
    parts = [(standard.data[key], to_decimal(datum.value)) for key, datum in ((item.of, of), (item.per, per))]
    times = f" × {item.times}" if item.times != 1 else ""
    zh, en = (
        " ÷ ".join(f"{getattr(raw, lang)} {number} {raw.unit}" for raw, number in parts)
        for lang in ("zh", "en")
    )
    result = f"{times} = {to_decimal(value)} {item.unit}"
    return Datum(value=value, cells=cells, how_zh=f"{zh}{result}", how_en=f"{en}{result}")


def _find_table(grid: Grid, row: int, standard: LandStandard, chosen: str | None) -> LandTable:
    said = grid.text(row, "table") or chosen or ""
    for table in standard.tables:
        if said in (table.id, table.zh, *table.aliases):
            return table
    if not said and len(standard.tables) == 1:
        return standard.tables[0]
    known = "、".join(table.zh for table in standard.tables)
    what_zh, what_en = (f"「{said}」不认识", f"is {said!r}") if said else ("没有填", "is empty")
    raise InputError(
        f"{grid.file} 第 {row} 行的类别{what_zh}；请加“类别”列或用 --table 指定：{known}。",
        f"{grid.file}, row {row}: the kind of firm {what_en}; add a column 类别 or give --table: {known}.",
    )


def _list_headers(standard: LandStandard) -> dict[str, tuple[str, ...]]:
    """Headers of every column a sheet of firms may have; items before raw data, so that a shared name is the item."""
    headers = {key: ALIASES[key] for key in ("name", "firm_id", "table", "exemption", "bonus", "deduction")}
    for table in standard.tables:
        for item in table.items:
            headers[item.id] = (*headers.get(item.id, ()), item.id, item.zh, *item.aliases)
    for key, raw in standard.data.items():
        headers[key] = (key, raw.zh, *raw.aliases)
    return headers
