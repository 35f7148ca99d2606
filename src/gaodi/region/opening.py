"""What did the region look like? Opens one snapshot as lazily read, conformed tables."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from gaodi.base import NotFoundError, WorkspaceError, digest_record
from gaodi.catalogue import PROVENANCE, Catalogue, TableSchema
from gaodi.region.records import Region

if TYPE_CHECKING:  # Who looks at a region needs no ledger, and it takes a third of a second to load.
    from gaodi.evidence import Part, Snapshot, Workspace

N_SHOWN = 5
"""Snapshots an error names."""


def open_region(
    workspace: "Workspace",
    catalogue: Catalogue,
    *,
    as_of: str | datetime | None = None,
    on: date | None = None,
) -> Region:
    """Open the tables of one snapshot; no row is read yet.

    Where several imports brought rows of one table, the later import wins per key, cell by cell: a cell it leaves
    blank keeps the earlier value, so a sheet with few columns takes nothing away. The row's provenance is that of
    the later import, and it is synthetic if either was; `api.trace_origin` finds the earlier cell. Columns a part
    lacks, because the catalogue gained them later, are unknown.

    Parameters
    ----------
    workspace : Workspace
    catalogue : Catalogue
    as_of : str, datetime or None
        Id of a snapshot or the beginning of one, or a moment; None is the latest.
    on : date or None
        The day the questions are asked for; None is the day the snapshot was made.

    Returns
    -------
    Region

    Raises
    ------
    NotFoundError
        If nothing has been imported, or there is no such snapshot; names the known ones.
    WorkspaceError
        If a file of the snapshot is gone.
    """
    snapshot = _find_snapshot(workspace, as_of)
    _check_files(workspace, snapshot)
    tables = {
        name: _read_table(workspace, schema, snapshot.parts.get(name, ()))
        for name, schema in catalogue.tables.items()
    }
    return Region(
        code=workspace.config.region_code,
        name=workspace.config.region_name,
        on=on or snapshot.created_at.date(),
        snapshot_id=snapshot.snapshot_id,
        created_at=snapshot.created_at,
        tables=tables,
        present=frozenset(name for name in tables if any(part.rows for part in snapshot.parts.get(name, ()))),
        catalogue=catalogue,
        digest=digest_record(
            [[name, [part.sha256 for part in parts]] for name, parts in sorted(snapshot.parts.items())]
        ),
    )


def _find_snapshot(workspace: "Workspace", as_of: str | datetime | None) -> "Snapshot":
    try:
        found = workspace.ledger.snapshot(as_of)
    except NotFoundError:
        found = None
    if found is None:
        raise _no_snapshot(workspace.ledger.snapshots(), as_of)
    return found


def _no_snapshot(known: list["Snapshot"], as_of: str | datetime | None) -> NotFoundError:
    if not known:
        return NotFoundError(
            "工作区还没有导入表格（文本不参与计算）；请先运行 `gaodi import 文件 -w 工作区`，导入 CSV 或 Excel。",
            "no table has been imported yet (texts are not computed with); run `gaodi import FILE -w WORKSPACE` "
            "with a CSV or Excel file first.",
        )
    shown = [f"{s.snapshot_id} {s.created_at.isoformat(timespec='seconds')}" for s in known[:N_SHOWN]]
    more = [f"… ({len(known)})"] if len(known) > N_SHOWN else []
    return NotFoundError(
        f"没有（或不止一个）快照与「{as_of}」相符，--as-of 应为快照标识的开头，或不早于首次导入的时间；现有（新的在前）：{'、'.join(shown + more)}。",
        f"no single snapshot fits {str(as_of)!r}; give the beginning of an id, or a moment not before the first import; known, newest first: {', '.join(shown + more)}.",
    )


def _check_files(workspace: "Workspace", snapshot: "Snapshot") -> None:
    gone = sorted(
        part.file
        for parts in snapshot.parts.values()
        for part in parts
        if not (workspace.snapshots_dir / part.file).is_file()
    )
    if gone:
        files = "、".join(gone)
        raise WorkspaceError(
            f"快照 {snapshot.snapshot_id} 的数据文件缺失：{files}；请从备份恢复 {workspace.snapshots_dir}。",
            f"files of snapshot {snapshot.snapshot_id} are gone: {files}; "
            f"restore {workspace.snapshots_dir} from a backup.",
        )


def _read_table(workspace: "Workspace", schema: TableSchema, parts: tuple["Part", ...]) -> pl.LazyFrame:
    columns = schema.frame_schema()
    if not parts:
        return pl.LazyFrame(schema=columns)
    # The path is one file, never a pattern: a workspace may live in a folder called `[2026] a=b`.
    scans = [
        pl.scan_parquet(
            workspace.snapshots_dir / part.file,
            schema=columns,
            missing_columns="insert",
            extra_columns="ignore",
            glob=False,
            hive_partitioning=False,
        )
        for part in parts
    ]
    return _keep_latest(scans, [part.rows for part in parts], list(schema.key))


def _keep_latest(scans: list[pl.LazyFrame], rows: list[int], key: list[str]) -> pl.LazyFrame:
    """Let the later part win per key and cell, holding no more than the smaller parts in memory.

    A register of millions of rows usually meets small corrections. So the largest part is streamed past the
    keys of the others, never hashed itself. Keys compare null as equal to null.
    """
    if len(scans) == 1:
        return scans[0]
    largest = rows.index(max(rows))
    body = scans[largest]
    earlier, later = _fold(scans[:largest], key), _fold(scans[largest + 1 :], key)
    if earlier is not None:
        body = _overlay(earlier, body, key)
    if later is not None:
        body = _overlay(body, later, key)
    return body


def _fold(scans: list[pl.LazyFrame], key: list[str]) -> pl.LazyFrame | None:
    """Merge the smaller parts in one pass: an overlay per part would read the first part 2**n times."""
    if len(scans) < 2:
        return scans[0] if scans else None
    columns = scans[0].collect_schema().names()
    values = [name for name in columns if name not in key and name not in PROVENANCE]
    # Within a group rows keep the order of the imports.
    merged = (
        pl.concat(scans)
        .group_by(key)
        .agg(
            pl.col(values).last(ignore_nulls=True),
            pl.col([name for name in PROVENANCE if name != "synthetic"]).last(),
            pl.col("synthetic").any(),
        )
    )
    return merged.select(columns)


def _overlay(earlier: pl.LazyFrame, later: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """Put later rows over earlier ones of the same key; their blanks are filled from below."""
    untouched = earlier.join(later.select(key), on=key, how="anti", nulls_equal=True)
    covered = earlier.join(later.select(key), on=key, how="semi", nulls_equal=True).unique(key, keep="last")
    columns = later.collect_schema().names()
    below = covered.rename({name: f"{name} below" for name in columns if name not in key})
    values = [name for name in columns if name not in key and name not in PROVENANCE]
    filled = later.join(below, on=key, how="left", nulls_equal=True).with_columns(
        *(pl.coalesce(name, f"{name} below") for name in values),
        synthetic=pl.col("synthetic") | pl.col("synthetic below").fill_null(value=False),
    )
    return pl.concat([untouched, filled.select(columns)])
