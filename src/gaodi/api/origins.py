"""Where does this figure come from? Every reference opens to a source, a place in it, and the value there."""

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from gaodi.api.enterprises import format_value
from gaodi.api.land_origins import open_sheet_cell
from gaodi.api.records import Office, OriginView
from gaodi.base import InputError, NotFoundError
from gaodi.catalogue import TableSchema
from gaodi.evidence import read_sheets, to_letters
from gaodi.region import open_region

MAX_RAW_BYTES = 5_000_000
"""Above this size the original sheet is not read again for one cell; our own choice."""

SHEET_COLUMN = re.compile(r"[a-z]{1,3}")
"""A column of a sheet that is kept as it came, by its letters."""

CONTEXT = 60
"""Characters of a document shown on each side of a figure."""


def trace_origin(office: Office, ref: str) -> OriginView:
    """Open one reference.

    Parameters
    ----------
    ref : str
        `cell:<source_id>/<sheet>/<row>/<column>` (a table's column, or letters for a sheet kept as it came), `fact:<fact_id>`, `run:<run_id>/<result>` or
        `catalogue:<file>#<key>`.

    Raises
    ------
    InputError
        If the reference has another form.
    NotFoundError
        If what it names is not in the workspace.
    """
    kind, _, rest = ref.partition(":")
    openers = {"cell": _open_cell, "fact": _open_fact, "run": _open_run, "catalogue": _open_catalogue}
    if kind not in openers or not rest:
        raise InputError(
            f"「{ref}」不是出处；应以 cell:、fact:、run: 或 catalogue: 开头。",
            f"{ref!r} is not a reference; it must begin with cell:, fact:, run: or catalogue:.",
        )
    return openers[kind](office, ref, rest)


def _open_cell(office: Office, ref: str, rest: str) -> OriginView:
    source_id, _, place = rest.partition("/")
    parts = place.rsplit("/", 2)
    if len(parts) != 3 or not parts[1].isdigit():
        raise InputError(f"「{ref}」缺少表、行或列。", f"{ref!r} lacks sheet, row or column.")
    sheet, row, column = parts[0], int(parts[1]), parts[2]
    ledger = office.workspace.ledger
    source = ledger.source(source_id)
    imports = [item for item in ledger.imports(source.source_id) if item["sheet"] == sheet]
    tables = [item["table"] for item in imports] or ([sheet] if sheet in office.catalogue.tables else [])
    is_column = any(column in office.catalogue.table(name).names for name in tables)
    if not is_column and SHEET_COLUMN.fullmatch(column):
        return open_sheet_cell(office, ref, source, sheet, row, column.upper())
    if not tables:
        raise NotFoundError(f"来源中没有表「{sheet}」。", f"the source has no sheet {sheet!r}.")
    stored, table = _find_row(office, tables, source.source_id, sheet, row)
    schema = office.catalogue.table(table)
    if column not in schema.names:
        raise NotFoundError(f"{schema.zh}没有列「{column}」。", f"table {table} has no column {column!r}.")
    spec = schema.column(column)
    if stored[column] is None and (below := _find_below(office, schema, stored, column)) is not None:
        # The later sheet left this cell blank; the value shown is the earlier import's.
        return _open_cell(office, ref, f"{below['source_id']}/{below['sheet']}/{below['row']}/{column}")
    lines = [
        ("来源 Source", source.title or source.name),
        ("文件 File", source.name),
        ("工作表 Sheet", sheet),
        ("行 Row", f"{row:,}"),
        ("列 Column", _header_text(imports, column) or spec.zh),
        ("入库值 Value", format_value(stored[column], spec.type, spec.unit)),
    ]
    raw = (
        _raw_cell(office, source.source_id, source.name, sheet, row, imports, column)
        if source.kind == "table"
        else None
    )
    if raw is not None:
        lines.append(("原文 As written", raw))
    lines += [
        ("导入时间 Imported", source.imported_at.isoformat(timespec="seconds")),
        ("SHA-256", source.source_id),
    ]
    return OriginView(
        ref=ref,
        kind="cell",
        title_zh=f"{schema.zh}·{spec.zh}",
        title_en=f"{schema.en} · {spec.en}",
        lines=tuple(lines),
        excerpt=None,
        row=tuple(
            (item.zh, format_value(stored[item.name], item.type, item.unit))
            for item in schema.columns
            if not item.derived
        ),
        href=f"/evidence/sources/{source.source_id}",
        synthetic=bool(stored["synthetic"]),
    )


def _find_row(
    office: Office, tables: list[str], source_id: str, sheet: str, row: int
) -> tuple[dict[str, Any], str]:
    ledger = office.workspace.ledger
    for snapshot in reversed(ledger.snapshots()):
        for table in dict.fromkeys(tables):
            files = [
                office.workspace.snapshots_dir / part.file
                for part in snapshot.parts.get(table, ())
                if part.source_id == source_id
            ]
            if not files:
                continue
            found = (
                pl.scan_parquet(files, glob=False, hive_partitioning=False)
                .filter((pl.col("sheet") == sheet) & (pl.col("row") == row))
                .head(1)
                .collect()
                .to_dicts()
            )
            if found:
                return found[0], table
    raise NotFoundError(
        f"来源「{source_id[:12]}」的「{sheet}」第 {row} 行没有入库；可能在隔离区。",
        f"row {row} of {sheet!r} was not accepted; look in quarantine.",
    )


def _find_below(
    office: Office, schema: TableSchema, stored: dict[str, Any], column: str
) -> dict[str, Any] | None:
    """Return the row of an earlier import that a blank cell keeps its value from, or None."""
    snapshot = office.workspace.ledger.snapshot()
    parts = snapshot.parts.get(schema.id, ()) if snapshot else ()
    own = max((n for n, part in enumerate(parts) if part.source_id == stored["source_id"]), default=0)
    for part in reversed(parts[:own]):
        same = [pl.col(name).eq_missing(pl.lit(stored[name])) for name in schema.key]
        found = (
            pl.scan_parquet(office.workspace.snapshots_dir / part.file, glob=False, hive_partitioning=False)
            .filter(*same, pl.col(column).is_not_null())
            .head(1)
            .collect()
            .to_dicts()
        )
        if found:
            return found[0]
    return None


def _header_text(imports: list[dict[str, Any]], column: str) -> str | None:
    for item in imports:
        for mapped in (item["mapping"] or {}).get("columns", []):
            if mapped["column"] == column:
                letters = "、".join(to_letters(position) for position in mapped["positions"])
                return f"{letters}（{'、'.join(mapped['headers'])}）"
    return None


def _raw_cell(
    office: Office,
    source_id: str,
    name: str,
    sheet: str,
    row: int,
    imports: list[dict[str, Any]],
    column: str,
) -> str | None:
    path = office.workspace.sources_dir / source_id
    if not path.is_file() or path.stat().st_size > MAX_RAW_BYTES:
        return None
    positions = [
        position
        for item in imports
        for mapped in (item["mapping"] or {}).get("columns", [])
        if mapped["column"] == column
        for position in mapped["positions"]
    ]
    for found in read_sheets(path, name=name):
        if found.name == sheet:
            texts = [found.cell_text(row, position) for position in positions]
            return next((text for text in texts if text), "")
    return None


def _open_fact(office: Office, ref: str, fact_id: str) -> OriginView:
    ledger = office.workspace.ledger
    fact = ledger.fact(fact_id)
    if origin := fact.extra.get("origin"):
        return trace_origin(office, str(origin))
    source = ledger.source(fact.source_id)
    text = ledger.document_text(fact.source_id)
    before = text[max(0, fact.start - CONTEXT) : fact.start]
    after = text[fact.end : fact.end + CONTEXT]
    lines = [
        ("来源 Source", source.title or source.name),
        ("指标 Indicator", fact.indicator),
        ("主体 Subject", fact.subject),
        ("期间 Period", fact.period or "—"),
        ("数值 Value", "—" if fact.value is None else f"{fact.value:f} {fact.unit}".strip()),
        ("比较 Comparison", fact.comparison),
        ("界 Bound", fact.bound),
        ("性质 Status", fact.status),
        ("位置 Characters", f"{fact.start}–{fact.end}"),
        ("规则 Rule", fact.rule or "—"),
    ]
    return OriginView(
        ref=ref,
        kind="fact",
        title_zh=fact.indicator or fact.text,
        title_en=fact.indicator or fact.text,
        lines=tuple(lines),
        excerpt=f"{before}⟦{fact.text}⟧{after}",
        row=(),
        href=f"/evidence/documents/{source.source_id}#{fact.fact_id}",
        synthetic=source.synthetic,
    )


def _open_run(office: Office, ref: str, rest: str) -> OriginView:
    run_id, _, result = rest.partition("/")
    record = office.workspace.ledger.run(run_id)
    if record is None:
        raise NotFoundError(f"没有计算 {run_id}。", f"no run {run_id}.")
    region = open_region(office.workspace, office.catalogue, as_of=record.snapshot_id, on=record.on)
    lines = [
        ("结果 Result", result),
        ("计算 Run", record.run_id),
        ("计算时间 Computed", record.created_at.isoformat(timespec="seconds")),
        ("基准日 On", record.on.isoformat()),
        ("快照 Snapshot", record.snapshot_id),
        ("输入摘要 Inputs", record.inputs_digest),
        ("目录摘要 Catalogue", record.catalogue_digest),
        ("程序版本 Version", record.code_version),
        ("涉及数据表 Tables", "、".join(office.catalogue.table(name).zh for name in sorted(region.present))),
    ]
    return OriginView(
        ref=ref, kind="run", title_zh="计算结果", title_en="Computed result", lines=tuple(lines), excerpt=None, row=(),
        href=None, synthetic=any(s.synthetic for s in office.workspace.ledger.sources()),
    )  # fmt: skip


def _open_catalogue(office: Office, ref: str, rest: str) -> OriginView:
    file, _, key = rest.partition("#")
    kind, _, name = file.removesuffix(".yaml").partition("/")
    if kind == "published":
        return _open_published(office, ref, key)
    folders: dict[str, Mapping[str, Any]] = {
        "taxonomies": office.catalogue.taxonomies,
        "chains": office.catalogue.chains,
        "tables": office.catalogue.tables,
        "packs": office.packs.packs,
    }
    entry = folders.get(kind, {}).get(name)
    if entry is None:
        raise NotFoundError(f"目录中没有「{rest}」。", f"the catalogue has no {rest!r}.")
    source = getattr(entry, "source", "") or getattr(entry, "document", "")
    return OriginView(
        ref=ref,
        kind="catalogue",
        title_zh=entry.zh,
        title_en=entry.en,
        lines=(("依据 Source", source), ("状态 Status", str(entry.status)), ("条目 Key", key or "—")),
        excerpt=None,
        row=(),
        href=None,
        synthetic=False,
    )


def _open_published(office: Office, ref: str, key: str) -> OriginView:
    figures = office.catalogue.published
    if not key.isdigit() or not 1 <= int(key) <= len(figures):
        raise NotFoundError(
            f"随附的公开数据没有第 {key} 条。", f"the published figures have no number {key!r}."
        )
    figure = figures[int(key) - 1]
    indicator = office.catalogue.indicator(figure.indicator)
    lines = [
        ("来源 Source", figure.source_title),
        ("来源日期 Date", figure.source_date),
        ("主体 Subject", figure.subject),
        ("期间 Period", figure.period),
        ("数值 Value", f"{figure.value} {figure.unit}"),
        ("比较 Comparison", figure.comparison),
        ("备注 Note", figure.note or "—"),
    ]
    return OriginView(
        ref=ref, kind="catalogue", title_zh=indicator.zh, title_en=indicator.en, lines=tuple(lines), excerpt=None,
        row=(), href=None, synthetic=False,
    )  # fmt: skip
