"""Which table does a sheet hold, and which header feeds which column? Proposed, explained, open to overrides."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from gaodi.base import MONEY_UNITS, TableError
from gaodi.catalogue import Catalogue, Column, TableSchema
from gaodi.evidence.headers import Header, HeaderBlock, find_header
from gaodi.evidence.labels import RATIO_UNITS, UNIT_FACTORS, clean_label
from gaodi.evidence.mapping_files import ColumnOverride, MappingOverrides
from gaodi.evidence.records import ColumnMapping, SheetMapping
from gaodi.evidence.sheets import Sheet

_NEAREST = 3


@dataclass(slots=True, kw_only=True)
class _Fit:
    """How well one table fits a sheet."""

    schema: TableSchema
    columns: list[ColumnMapping] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    """Headers that name a column yet may not feed it, with the reason."""

    @property
    def missing(self) -> list[Column]:
        mapped = {mapping.column for mapping in self.columns}
        return [column for column in self.schema.columns if column.required and column.name not in mapped]

    @property
    def lacks_identity(self) -> bool:
        mapped = {mapping.column for mapping in self.columns}
        return bool(self.schema.identity) and not mapped & set(self.schema.identity)

    @property
    def is_possible(self) -> bool:
        return bool(self.columns) and not self.missing and not self.lacks_identity


def propose_mapping(
    sheet: Sheet, catalogue: Catalogue, *, table: str | None = None, overrides: MappingOverrides | None = None
) -> SheetMapping:
    """Propose how a sheet becomes rows of a table.

    Parameters
    ----------
    sheet : Sheet
    catalogue : Catalogue
    table : str or None
        Id of the table; None scores all of them.
    overrides : MappingOverrides or None
        What a mapping file says; it wins over the proposal, column by column.

    Returns
    -------
    SheetMapping

    Raises
    ------
    TableError
        If the sheet is empty, no table fits, two fit equally well, a required column has no header, or the mapping
        file names a header or column that is not there.
    NotFoundError
        If there is no table with this id.
    """
    said = overrides or MappingOverrides()
    if said.sheet is not None and said.sheet != sheet.name:
        raise TableError(
            f"映射文件针对工作表「{said.sheet}」，未用于「{sheet.name}」。",
            f"the mapping file is for sheet {said.sheet!r}, not {sheet.name!r}.",
        )
    wanted = table or said.table
    schemas = [catalogue.table(wanted)] if wanted else list(catalogue.tables.values())
    known = {name for schema in schemas for column in schema.columns for name in _names_of(column)}
    known |= {clean_label(header) for item in said.columns.values() for header in item.headers}
    block = find_header(sheet, known, rows=said.header_rows)
    if sheet.n_rows <= block.rows[-1]:
        raise TableError(
            f"工作表「{sheet.name}」只有表头（第 {block.rows[-1]} 行），没有数据行。",
            f"sheet {sheet.name!r} has a header (row {block.rows[-1]}) but no rows of data.",
        )
    fits = [_fit_table(sheet, schema, block, said, is_chosen=wanted is not None) for schema in schemas]
    possible = sorted((fit for fit in fits if fit.is_possible), key=lambda fit: -len(fit.used))
    if not possible:
        raise _no_fit(sheet, block, fits, is_chosen=wanted is not None)
    best = [fit for fit in possible if len(fit.used) == len(possible[0].used)]
    if len(best) > 1:
        raise _ambiguous(sheet, [fit.schema for fit in best])
    return _to_mapping(sheet, block, best[0])


def _names_of(column: Column) -> tuple[str, ...]:
    """Return the cleaned names of a column, best first."""
    # A column's own name ranks where its aliases list it: `name` after `fullname` for the enterprise's name.
    listed = [column.zh, *column.aliases]
    if column.name not in listed:
        listed.append(column.name)
    listed.append(column.en)
    return tuple(dict.fromkeys(clean_label(name) for name in listed))


def _fit_table(
    sheet: Sheet, schema: TableSchema, block: HeaderBlock, said: MappingOverrides, *, is_chosen: bool
) -> _Fit:
    fit = _Fit(schema=schema)
    unknown = [name for name in said.columns if name not in schema.names]
    if unknown and is_chosen:
        raise TableError(
            f"映射文件中的列「{'、'.join(unknown)}」不属于表 {schema.id}（{schema.zh}）；可用的列："
            f"{'、'.join(schema.names)}。",
            f"the mapping file names columns that table {schema.id} lacks: {', '.join(unknown)}; it has "
            f"{', '.join(schema.names)}.",
        )
    for column in schema.columns:
        if column.derived:
            continue
        override = said.columns.get(column.name)
        if override is not None:
            mapping = _map_as_told(sheet, column, block, override)
        else:
            mapping = _map_by_name(column, block, fit)
        if mapping is not None:
            fit.columns.append(mapping)
            fit.used.update(mapping.positions)
    return fit


def _map_as_told(
    sheet: Sheet, column: Column, block: HeaderBlock, override: ColumnOverride
) -> ColumnMapping | None:
    if not override.headers:
        return None
    found: list[Header] = []
    for wanted in override.headers:
        cleaned = clean_label(wanted)
        matches = [header for header in block.headers if clean_label(header.label) == cleaned]
        matches = matches or [header for header in block.headers if cleaned in header.names]
        if len(matches) != 1:
            nearest = _find_nearest([cleaned], block.headers)
            state_zh, state_en = ("没有", "no") if not matches else (f"有 {len(matches)} 个", "more than one")
            raise TableError(
                f"映射文件要求「{column.zh}」取表头「{wanted}」，工作表「{sheet.name}」中{state_zh}该表头；"
                f"相近的有：{nearest or '无'}。",
                f"the mapping file feeds {column.name} from header {wanted!r}, but sheet {sheet.name!r} has "
                f"{state_en} such header; nearest: {nearest or 'none'}.",
            )
        found += matches
    unit = override.unit or found[0].unit
    if unit is not None and not _accepts_unit(column, unit):
        raise TableError(
            f"「{column.zh}」不能用单位「{unit}」；请改用{column.unit or '不带单位的写法'}或可换算的单位。",
            f"column {column.name} cannot be in {unit!r}; use {column.unit} or a unit that converts to it.",
        )
    return _build_mapping(column, found, override.unit, block, "映射文件指定")


def _map_by_name(column: Column, block: HeaderBlock, fit: _Fit) -> ColumnMapping | None:
    names = _names_of(column)
    by_rank: dict[int, list[Header]] = {}
    for header in block.headers:
        ranks = [names.index(name) for name in header.names if name in names]
        if ranks and _may_feed(column, header, fit):
            by_rank.setdefault(ranks[0], []).append(header)
    found: list[Header] = []
    for rank in sorted(by_rank):
        if len(by_rank[rank]) > 1:
            # 2024 and 2025 side by side, or one label twice: taking either would be a guess.
            letters = "、".join(to_letters(header.position) for header in by_rank[rank])
            for header in by_rank[rank]:
                fit.refused[header.position] = f"{letters} 列同名，请用映射文件指定"
            continue
        header = by_rank[rank][0]
        if found and header.unit is not None and header.unit != found[0].unit:
            fit.refused[header.position] = f"单位与「{found[0].label}」不同，未一并使用"
            continue
        found.append(header)
    if not found:
        return None
    reason = "表头与列名一致" if 0 in by_rank and found[0] in by_rank[0] else "表头是列的别名"
    return _build_mapping(column, found, None, block, reason)


def _may_feed(column: Column, header: Header, fit: _Fit) -> bool:
    if header.unit is None or _accepts_unit(column, header.unit):
        return True
    fit.refused[header.position] = f"单位「{header.unit}」无法换算为「{column.unit or '无单位'}」"
    return False


def _accepts_unit(column: Column, unit: str) -> bool:
    if column.type == "money":
        return unit in MONEY_UNITS
    if column.type == "ratio":
        return unit in RATIO_UNITS
    if column.type in ("number", "integer") and column.unit is not None:
        return unit == column.unit or unit in UNIT_FACTORS.get(column.unit, {})
    # 「成立日期（年）」 and the like: the word in brackets changes nothing.
    return unit not in MONEY_UNITS


def _build_mapping(
    column: Column, found: list[Header], told: str | None, block: HeaderBlock, reason: str
) -> ColumnMapping:
    unit, source = told, "映射文件"
    if unit is None:
        unit, source = next((header.unit for header in found if header.unit), None), "表头"
    if column.type == "money" and unit is None:
        if block.note_unit:
            unit, source = block.note_unit, "表上的说明"
        else:
            unit, source = column.unit or "元", "未注明，按列的默认单位"
    elif unit is None and column.type != "ratio":
        unit, source = column.unit, "列的默认单位"
    said = (
        f"{reason}；单位{unit}（{source}）"
        if unit and column.type in ("money", "ratio", "number")
        else reason
    )
    return ColumnMapping(
        column=column.name,
        headers=tuple(header.label for header in found),
        positions=tuple(header.position for header in found),
        unit=unit,
        reason=said + "。",
    )


def _to_mapping(sheet: Sheet, block: HeaderBlock, fit: _Fit) -> SheetMapping:
    unmapped = [
        f"{header.label}（{fit.refused[header.position]}）"
        if header.position in fit.refused
        else header.label
        for header in block.headers
        if header.position not in fit.used
    ]
    return SheetMapping(
        table=fit.schema.id,
        sheet=sheet.name,
        header_rows=block.rows,
        columns=tuple(fit.columns),
        unmapped=tuple(unmapped),
        score=round(len(fit.used) / max(len(block.headers), 1), 4),
    )


def _find_nearest(names: Iterable[str], headers: Iterable[Header]) -> str:
    labels = {name: header.label for header in headers for name in reversed(header.names)}
    found = [
        labels[match]
        for name in names
        for match in difflib.get_close_matches(name, list(labels), n=_NEAREST, cutoff=0.5)
    ]
    return "、".join(f"「{label}」" for label in dict.fromkeys(found))


def _no_fit(sheet: Sheet, block: HeaderBlock, fits: list[_Fit], *, is_chosen: bool) -> TableError:
    fit = max(fits, key=lambda item: (len(item.used), -len(item.missing)))
    headers = "、".join(header.label for header in block.headers[:12])
    where = "、".join(map(str, block.rows))
    if not fit.used and not is_chosen:
        return TableError(
            f"工作表「{sheet.name}」第 {where} 行的表头（{headers}）不属于任何已知的表；请用 --table 指明表，"
            f"或用映射文件指明列（gaodi template 可生成模板）。",
            f"the headers in row {where} of sheet {sheet.name!r} ({headers}) belong to no known table; name the "
            f"table with --table, or the columns in a mapping file (`gaodi template` writes a template).",
        )
    wanting = [*fit.missing]
    if fit.lacks_identity:
        wanting += [fit.schema.column(name) for name in fit.schema.identity]
    zh, en = [], []
    for column in wanting:
        nearest = _find_nearest(_names_of(column), (h for h in block.headers if h.position not in fit.used))
        refused = next(
            (
                why
                for position, why in fit.refused.items()
                if any(
                    h.position == position and set(h.names) & set(_names_of(column)) for h in block.headers
                )
            ),
            None,
        )
        note = f"（{refused}）" if refused else f"（相近的表头：{nearest}）" if nearest else ""
        zh.append(f"「{column.zh}」{note}")
        en.append(f"{column.name}" + (f" (nearest header: {nearest})" if nearest else ""))
    need_zh = "任选其一：" if fit.lacks_identity and not fit.missing else ""
    return TableError(
        f"工作表「{sheet.name}」作为{fit.schema.zh}（{fit.schema.id}）缺少必需的列：{need_zh}{'、'.join(zh)}。"
        f"第 {where} 行找到的表头：{headers}。请补上该列，或用映射文件指明由哪个表头提供。",
        f"sheet {sheet.name!r} as table {fit.schema.id} lacks required columns: {', '.join(en)}. Headers in row "
        f"{where}: {headers}. Add the column, or name its header in a mapping file.",
    )


def _ambiguous(sheet: Sheet, schemas: list[TableSchema]) -> TableError:
    named = "、".join(f"{schema.id}（{schema.zh}）" for schema in schemas)
    return TableError(
        f"工作表「{sheet.name}」同样符合几张表：{named}；请用 --table 选定一张，或写映射文件。",
        f"sheet {sheet.name!r} fits several tables equally: {', '.join(s.id for s in schemas)}; choose one with "
        f"--table or a mapping file.",
    )


def to_letters(position: int) -> str:
    """Return the letters of a 0-based column, as a spreadsheet shows them.

    Examples
    --------
    >>> to_letters(0), to_letters(25), to_letters(26), to_letters(701), to_letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
