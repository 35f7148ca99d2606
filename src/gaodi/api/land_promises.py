"""Were the promises of standard land kept? The parcels of a workspace, and what a contract's sheet adds."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gaodi.api.land_grids import UNKNOWN_WORDS, Grid, find_grid
from gaodi.api.plain import rows_to_csv
from gaodi.api.records import Office
from gaodi.base import InputError, TableError, ValueFormatError, parse_period
from gaodi.land import (
    Promise,
    PromiseList,
    PromiseVerdict,
    check_promises,
    derive_actuals,
    derive_promises,
    load_promise_list,
)
from gaodi.region import open_region

ALIASES = {
    "parcel_id": ("宗地编号", "地块编号", "宗地号", "parcel_id"),
    "item": ("事项", "承诺事项", "指标", "item"),
    "promised": ("承诺值", "承诺", "约定", "约定值", "promised"),
    "due_on": ("到期日", "应达到日期", "考核日期", "due_on"),
    "document": ("合同", "协议", "文件", "合同编号", "document"),
}
COLUMNS = (
    ("parcel_id", "宗地编号"), ("zh", "事项"), ("unit", "单位"), ("promised", "承诺"), ("actual", "实际"), ("margin", "差距"),
    ("due_on", "到期日"), ("days", "天数"), ("state", "结果"), ("note_zh", "说明"), ("document", "依据"), ("cells", "出处"),
)  # fmt: skip
"""Columns of CSV, with their headers."""


def check_land_promises(
    office: Office, *, on: date | None = None, promises: Path | None = None
) -> tuple[PromiseVerdict, ...]:
    """Compare what was promised for parcels with what came.

    Parameters
    ----------
    office : Office
    on : date or None
        The day of the check; None is today. Amounts are those of the last complete year before it.
    promises : Path or None
        CSV or Excel with 宗地编号, 事项, 承诺值, and 到期日 and 合同 where known; a line goes before what the tables say of the
        same parcel and item.

    Returns
    -------
    tuple of PromiseVerdict
        Per parcel and item: met, not met, unknown or not yet due, with days and the cells behind both sides.

    Raises
    ------
    InputError
        With file, row and column, for a parcel that is not there, an unknown item, or a text that is no number or day.
    TableError
        If the sheet lacks a column.
    """
    day = on or datetime.now(UTC).astimezone().date()
    region = open_region(office.workspace, office.catalogue, on=day)
    known = load_promise_list(office.workspace.root / "catalogue")
    given: tuple[Promise, ...] = ()
    if promises is not None:
        frame = region.table("parcel").select("parcel_id").collect()
        given = read_promises(promises, known, parcels=set(frame["parcel_id"]))
    keys = {(promise.parcel_id, promise.item_id) for promise in given}
    held = [p for p in derive_promises(region) if (p.parcel_id, p.item_id) not in keys]
    every = sorted([*held, *given], key=lambda p: (p.parcel_id, [i.id for i in known.items].index(p.item_id)))
    return check_promises(known, every, derive_actuals(region), on=region.on)


def read_promises(path: Path, known: PromiseList, *, parcels: set[str]) -> tuple[Promise, ...]:
    """Read promises from a sheet, see `check_land_promises`."""
    grid = find_grid(path, ALIASES, required=("parcel_id",))
    for key in ("item", "promised"):
        if key not in grid.columns:
            raise TableError(
                f"{path.name} 没有「{ALIASES[key][0]}」列；承诺表需要：宗地编号、事项、承诺值。",
                f"{path.name} has no column {ALIASES[key][0]!r}; it needs parcel, item and promised value.",
            )
    return tuple(_read_promise(grid, row, known, parcels) for row in grid.rows())


def promise_row(verdict: PromiseVerdict) -> dict[str, Any]:
    """Return a verdict as one row."""
    return {name: getattr(verdict, name) for name, _ in COLUMNS}


def write_promise_report(verdicts: tuple[PromiseVerdict, ...], path: Path) -> int:
    """Write verdicts as CSV and return their number.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    try:
        path.write_text(rows_to_csv(map(promise_row, verdicts), COLUMNS), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error
    return len(verdicts)


def _read_promise(grid: Grid, row: int, known: PromiseList, parcels: set[str]) -> Promise:
    parcel, name = grid.text(row, "parcel_id"), grid.text(row, "item")
    if parcel not in parcels:
        raise InputError(
            f"{grid.file} 第 {row} 行的宗地编号「{parcel}」不在地块表里；请先导入地块，或核对编号。",
            f"{grid.file}, row {row}: parcel {parcel!r} is not among the parcels; import them, or check the number.",
        )
    item = known.find_item(name)
    if item is None:
        names = "、".join(i.zh for i in known.items)
        raise InputError(
            f"{grid.file} 第 {row} 行的事项「{name}」不认识；可用：{names}。",
            f"{grid.file}, row {row}: unknown item {name!r}; known: {', '.join(i.id for i in known.items)}.",
        )
    is_amount = item.kind == "amount"
    return Promise(
        parcel_id=parcel,
        item_id=item.id,
        amount=grid.number(row, "promised", item.unit).value if is_amount else None,
        day=None if is_amount else _read_day(grid, row, "promised"),
        due_on=_read_day(grid, row, "due_on") if is_amount else None,
        document=grid.text(row, "document"),
        cells=(grid.cell(row, "promised"),),
    )


def _read_day(grid: Grid, row: int, key: str) -> date | None:
    text = grid.text(row, key)
    if text.lower() in UNKNOWN_WORDS:
        return None
    try:
        period = parse_period(text)
    except ValueFormatError:
        period = None
    if period is None or period.start is None or period.start != period.end:
        header = grid.columns[key][1]
        raise InputError(
            f"{grid.file} 第 {row} 行「{header}」的内容「{text}」不是一天；应如 2026-06-30。",
            f"{grid.file}, row {row}, column {header!r}: {text!r} is not a day, such as 2026-06-30.",
        )
    return period.start
