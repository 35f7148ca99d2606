"""Which column of a published input-output table is what? Square files, provincial and national tables of China."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gaodi.api.grids import Grid, label_bare, read_grid, refuse_twice, show
from gaodi.api.structure_files import TOTAL_WORDS, read_sector_numbers
from gaodi.base import InputError, NotFoundError, TableError
from gaodi.catalogue import Taxonomy, Term
from gaodi.structure import FloatArray, InputOutputTable, build_table

COLUMN_ROLES = {
    "output": r"go|x|output|gross output|总产出",
    "imports": r"im|if|fu304|imports?|inflows?|进口|流入|调入|国内省外流入|省外流入",
    "exports": r"ex|of|fu302|exports?|outflows?|出口|流出|调出|国内省外流出|省外流出",
    "net_exports": r"nof|net exports?|净出口|净流出",
    "all_final": r"tfu|y|final use|final demand|最终使用|最终使用合计",
    "final": r"fu\d{3}|fd|f|(?:final )?consumption|households?(?: consumption)?|government(?: consumption)?|investments?|gfcf|inventories|stocks|消费|投资|最终需求|农村居民消费|城镇居民消费|居民消费|政府消费|固定资本形成总额|存货变动|存货增加",
    "discrepancy": r"err|error|discrepancy|其他|误差",
    "subtotal": r"合计|总计|total|sum|grand total|tiu|thc|tc|gcf|中间使用合计|中间使用|最终消费合计|资本形成总额合计|居民消费合计",
}
"""What a column beside the sectors holds, by its header; the first that fits. Codes as the statistical offices print them."""
ROW_ROLES = {
    "value_part": r"va\d{3}|劳动者报酬|生产税净额|固定资产折旧|营业盈余",
    "value_added": r"tva|va|value added|增加值|增加值合计",
    "output": r"ti|total inputs?|总投入",
    "subtotal": r"合计|总计|total|sum|grand total|tii|中间投入合计|中间投入",
}
_PLACES = r"province|region|省份|地区"
_ORIGINS = r"origin|来源"
_NAMES = (r"descriptioninchinese|名称|部门名称|部门|产品部门", r"name|description")
_CODES = r"code|sec|sector|代码|部门代码"
_DOMESTIC, _IMPORTED, _BOTH = ("domestic", "国内", "本地"), ("imports", "进口"), ("tot", "合计")
_N_LABEL_COLUMNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where things stand in a file: columns by their role, rows by their role and origin."""

    sectors: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[int, ...]
    own: tuple[int, ...]
    imported: tuple[int, ...]
    column_roles: Mapping[str, tuple[int, ...]]
    row_roles: Mapping[str, tuple[int, ...]]


def load_sector_table(
    path: Path, *, output: Path | None = None, region: str | None = None
) -> InputOutputTable:
    """Read an input-output table.

    Parameters
    ----------
    path : Path
        CSV (also gzipped) or Excel. A square of numbers alone has its sectors numbered from 1; else the sectors are the labels that stand both in a label column and in the header; what
        stands beside and below them is known by `COLUMN_ROLES` and `ROW_ROLES`. A column `Origin` tells domestic flows
        from imports, a column `province` many tables in one file.
    output : Path or None
        Sector and output, two columns; goes before the table's own.
    region : str or None
        Which table of a file of many.

    Returns
    -------
    InputOutputTable

    Raises
    ------
    InputError
        If rows and columns are not the same sectors, a number cannot be read or is unknown, or no output is given.
    NotFoundError
        If the file has no such region.
    """
    grid, _ = label_bare(read_grid(path))
    labels, rows = _choose_rows(grid, region)
    plan = _plan(grid, labels, rows)
    flows = _read_flows(grid, plan, plan.own)
    found = {role: _read_sum(grid, plan, role, plan.own) for role in COLUMN_ROLES}
    import_flows = _read_flows(grid, plan, plan.imported) if plan.imported else None
    imports, exports = found["imports"], found["exports"]
    if import_flows is not None:
        imports, exports = _take_imported(grid, plan, exports)
    final_use = _sum_final_use(found)
    return build_table(
        flows,
        _find_output(grid, plan, found, flows, final_use, output),
        sectors=plan.sectors,
        names=plan.names,
        final_use=final_use,
        imports=imports,
        exports=exports,
        discrepancy=found["discrepancy"],
        value_added=_read_value_added(grid, plan),
        import_flows=import_flows,
    )


def find_sectors(table: InputOutputTable, taxonomy: Taxonomy, file: str) -> list[Term]:
    """Return the term of each sector.

    Raises
    ------
    InputError
        If a sector is none of the classification.
    """
    terms = [taxonomy.find(name) for name in table.names]
    odd = [name for name, term in zip(table.names, terms, strict=True) if term is None]
    if odd:
        raise InputError(
            f"{file} 的部门「{show(odd)}」不在{taxonomy.zh}里；请核对年份，换 --sectors。",
            f"{file}: {show(odd)} is not among {taxonomy.en}; check the year and choose other --sectors.",
        )
    return [term for term in terms if term is not None]


def _choose_rows(grid: Grid, region: str | None) -> tuple[int, list[int]]:
    """Return the column of sectors and the positions of the rows of one table."""
    rows = list(range(len(grid.rows)))
    place = _find_column(grid, _PLACES)
    chosen = [column for column in range(min(_N_LABEL_COLUMNS, len(grid.header))) if column != place]
    header = set(grid.header)
    labels = max(chosen, key=lambda column: len(set(grid.column(column)) & header), default=0)
    if place is None:
        if region is not None:
            raise InputError(
                f"{grid.file} 只有一张表，没有地区列；请去掉 --region。",
                f"{grid.file} holds one table and no column of regions; leave out --region.",
            )
        return labels, rows
    regions = grid.column(place)
    known = list(dict.fromkeys(regions))
    if region is None and len(known) > 1:
        raise InputError(
            f"{grid.file} 有 {len(known)} 个地区的表；请用 --region 指定：{'、'.join(known)}。",
            f"{grid.file} holds the tables of {len(known)} regions; choose one with --region: {', '.join(known)}.",
        )
    if region is not None and region not in known:
        raise NotFoundError(
            f"{grid.file} 没有「{region}」的表；可选：{'、'.join(known)}。",
            f"{grid.file} has no table of {region!r}; it has {', '.join(known)}.",
        )
    return labels, [row for row in rows if region is None or regions[row] == region]


def _plan(grid: Grid, labels: int, rows: list[int]) -> _Plan:
    texts, header = grid.column(labels), grid.header
    origin = _find_column(grid, _ORIGINS)
    origins = (
        [grid.column(origin)[row].casefold() for row in rows]
        if origin is not None
        else ["domestic"] * len(rows)
    )
    known = {name for name in header if name.casefold() not in TOTAL_WORDS}
    own = [
        row for row, found in zip(rows, origins, strict=True) if found in _DOMESTIC and texts[row] in known
    ]
    imported = [
        row for row, found in zip(rows, origins, strict=True) if found in _IMPORTED and texts[row] in known
    ]
    sectors = [texts[row] for row in own]
    rest = [
        row for row, found in zip(rows, origins, strict=True)
        if texts[row] not in sectors or found not in (*_DOMESTIC, *_IMPORTED)
    ]  # fmt: skip
    if not sectors:
        raise TableError(
            f"{grid.file} 没有同时是行又是列的部门；第一列应为部门，表头应为同样的部门。",
            f"{grid.file}: no sector stands both as a row and as a column; label the rows as the columns.",
        )
    refuse_twice(grid.file, sectors, "行", "rows")
    refuse_twice(grid.file, [name for name in header if name in sectors], "列", "columns")
    if imported and [texts[row] for row in imported] != sectors:
        raise TableError(
            f"{grid.file} 的进口行与国内行部门不同。",
            f"{grid.file}: rows of imports and domestic rows differ in sectors.",
        )
    beside = {labels, origin, *(_find_column(grid, pattern) for pattern in (_PLACES, _CODES, *_NAMES))}
    columns = [place for place, name in enumerate(header) if place not in beside and name not in sectors]
    column_roles = _assign(columns, [header[place] for place in columns], COLUMN_ROLES)
    row_roles = _assign(rest, [texts[row] for row in rest], ROW_ROLES)
    _refuse_lonely(
        grid, [header[p] for p in column_roles.pop("", ())], [texts[r] for r in row_roles.pop("", ())]
    )
    named = next(
        (place for place in (_find_column(grid, pattern) for pattern in _NAMES) if place is not None), labels
    )
    return _Plan(
        sectors=tuple(sectors),
        names=tuple(grid.column(named)[row] for row in own),
        columns=tuple(header.index(sector) for sector in sectors),
        own=tuple(own),
        imported=tuple(imported),
        column_roles=column_roles,
        row_roles=row_roles,
    )  # fmt: skip


def _assign(
    places: Sequence[int], names: Sequence[str], roles: Mapping[str, str]
) -> dict[str, tuple[int, ...]]:
    """Return places by role; those of no role under the empty one."""
    found: dict[str, tuple[int, ...]] = {}
    for place, name in zip(places, names, strict=True):
        plain = _fold(name)
        role = next((role for role, pattern in roles.items() if re.fullmatch(pattern, plain)), "")
        found[role] = (*found.get(role, ()), place)
    return found


def _refuse_lonely(grid: Grid, columns: list[str], rows: list[str]) -> None:
    if not columns and not rows:
        return
    raise TableError(
        f"{grid.file} 行列对不上：只有列的「{show(columns) or '无'}」，只有行的「{show(rows) or '无'}」；"
        "流量表应行列部门相同，其余列如 GO、EX、IM、TFU，其余行如 TVA、TI。",
        f"{grid.file}: rows and columns differ; only as a column: {show(columns) or 'none'}; only as a row: {show(rows) or 'none'}. "
        "Give each sector a row and a column; known beside them are GO, EX, IM, TFU and the rows TVA, TI.",
    )


def _read_flows(grid: Grid, plan: _Plan, rows: Sequence[int]) -> FloatArray:
    flows = grid.numbers(plan.columns, rows)
    unknown = np.argwhere(np.isnan(flows))
    if unknown.size:
        row, column = unknown[0]
        raise InputError(
            f"{grid.file} 第 {grid.rows[rows[row]]} 行「{plan.sectors[column]}」为空（共 {len(unknown)} 处）；没有买卖请写 0。",
            f"{grid.file}, row {grid.rows[rows[row]]}, column {plan.sectors[column]!r} is empty ({len(unknown)} such cells); write 0 where nothing is bought.",
        )
    return flows


def _read_sum(grid: Grid, plan: _Plan, role: str, rows: Sequence[int]) -> FloatArray | None:
    places = plan.column_roles.get(role)
    return None if not places else np.asarray(grid.numbers(places, rows).sum(axis=1))


def _take_imported(
    grid: Grid, plan: _Plan, exports: FloatArray | None
) -> tuple[FloatArray | None, FloatArray | None]:
    """Return imports used inside and exports of own goods: what is imported and exported again is neither."""
    supplied, again = (_read_sum(grid, plan, role, plan.imported) for role in ("output", "exports"))
    if supplied is None or exports is None:
        return None, None
    return supplied - (0.0 if again is None else again), exports


def _sum_final_use(found: Mapping[str, FloatArray | None]) -> FloatArray | None:
    if found["all_final"] is not None:
        return found["all_final"]
    parts = [found[role] for role in ("final", "exports", "net_exports")]
    known = [part for part in parts if part is not None]
    return np.asarray(sum(known)) if known and found["final"] is not None else None


def _find_output(
    grid: Grid,
    plan: _Plan,
    found: Mapping[str, FloatArray | None],
    flows: FloatArray,
    final_use: FloatArray | None,
    given: Path | None,
) -> FloatArray:
    if given is not None:
        return read_sector_numbers(given, plan.sectors)
    if found["output"] is not None:
        return found["output"]
    if "output" in plan.row_roles:
        return np.asarray(grid.numbers(plan.columns, plan.row_roles["output"])[0])
    if final_use is not None:
        made = flows.sum(axis=1) + final_use
        for role, sign in (("imports", -1), ("discrepancy", 1)):
            beside = found[role]
            made = made if beside is None else made + sign * beside
        return np.asarray(made)
    raise InputError(
        f"{grid.file} 没有总产出；请加一列 GO（总产出）或最终使用，或用 --output 给出两列的文件。",
        f"{grid.file} has no output; add a column GO or final use, or give a file of two columns with --output.",
    )


def _read_value_added(grid: Grid, plan: _Plan) -> FloatArray | None:
    for role in ("value_added", "value_part"):
        if role in plan.row_roles:
            return np.asarray(grid.numbers(plan.columns, plan.row_roles[role]).sum(axis=0))
    return None


def _find_column(grid: Grid, pattern: str) -> int | None:
    return next((place for place, name in enumerate(grid.header) if re.fullmatch(pattern, _fold(name))), None)


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"\(.*?\)", "", plain).replace("_", " ").strip()
