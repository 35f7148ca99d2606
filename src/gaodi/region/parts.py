"""How do rows reach the disk? As immutable Parquet files under fresh names, safe before anything refers to them."""

import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from gaodi.base import TableError, WorkspaceError, digest_file
from gaodi.catalogue import PROVENANCE

if TYPE_CHECKING:  # Who looks at a region needs no ledger, and it takes a third of a second to load.
    from gaodi.evidence import Part, Workspace

ROW_GROUP_ROWS = 100_000
"""Rows of one row group: what a reader holds at a time; our own choice, measured against memory."""


def write_part(workspace: "Workspace", table: str, frame: pl.DataFrame, source_id: str) -> "Part":
    """Write rows of one table as a new Parquet file, safe on the disk when this returns.

    Nothing refers to the file yet; `commit_import` does. Until then a crash leaves an orphan that
    `sweep_orphans` removes.

    Parameters
    ----------
    workspace : Workspace
    table : str
        Id of the table; part of the file's name.
    frame : polars.DataFrame
        In the table's frame_schema.
    source_id : str

    Returns
    -------
    Part

    Raises
    ------
    TableError
        If the frame lacks the provenance columns.
    WorkspaceError
        If the disk is full or the folder cannot be written; what was begun is removed.
    """
    _check_provenance(table, frame.schema)

    def write(path: Path) -> None:
        frame.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP_ROWS)

    return _publish(workspace, table, write, rows=frame.height, source_id=source_id)


def adopt_part(workspace: "Workspace", table: str, parquet: Path, source_id: str) -> "Part":
    """Take an existing Parquet file in as a part, without reading its rows into memory.

    A file inside the workspace's folder is moved, any other is copied and stays where it is.

    Parameters
    ----------
    workspace : Workspace
    table : str
    parquet : Path
        Rows in the table's frame_schema.
    source_id : str

    Returns
    -------
    Part

    Raises
    ------
    TableError
        If the file is not Parquet or lacks the provenance columns.
    WorkspaceError
        If it cannot be stored.
    """
    try:
        rows = pl.scan_parquet(parquet, glob=False, hive_partitioning=False)
        schema = rows.collect_schema()
        n_rows = int(rows.select(pl.len()).collect().item())
    except (OSError, pl.exceptions.PolarsError) as error:
        raise TableError(
            f"「{parquet.name}」不是可读的 Parquet 文件（{error}）；请重新生成。",
            f"{parquet.name!r} is not a readable Parquet file ({error}); generate it again.",
        ) from error
    _check_provenance(table, schema)
    is_ours = parquet.resolve().is_relative_to(workspace.root.resolve())

    def bring(path: Path) -> None:
        if is_ours:
            shutil.move(parquet, path)
            os.utime(path)  # the sweeper goes by age: an adopted file starts young
        else:
            shutil.copyfile(parquet, path)

    return _publish(workspace, table, bring, rows=n_rows, source_id=source_id)


def _publish(
    workspace: "Workspace", table: str, write: Callable[[Path], None], *, rows: int, source_id: str
) -> "Part":
    """Write under a temporary name, fsync the file, rename, fsync the folder."""
    folder = workspace.snapshots_dir
    name = f"{table}-{uuid.uuid4().hex}.parquet"
    temporary = folder / f"{name}.tmp"
    try:
        write(temporary)
        _sync(temporary)
        digest = digest_file(temporary)
        temporary.replace(folder / name)
        _sync(folder)
    except (OSError, pl.exceptions.PolarsError) as error:
        temporary.unlink(missing_ok=True)
        raise WorkspaceError(
            f"无法在 {folder} 写入{table}的数据（{error}）；请检查磁盘空间和权限，工作区保持原样。",
            f"cannot write rows of {table} in {folder} ({error}); check disk space and rights, "
            "the workspace is as it was.",
        ) from error
    from gaodi.evidence import Part

    return Part(file=name, rows=rows, sha256=digest, source_id=source_id)


def _sync(path: Path) -> None:
    """Force a file's bytes, or a folder's names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_provenance(table: str, schema: Mapping[str, pl.DataType]) -> None:
    wrong = [
        f"{name} {dtype}（{schema.get(name)}）"
        for name, dtype in PROVENANCE.items()
        if schema.get(name) != dtype
    ]
    if wrong:
        found = "、".join(wrong)
        raise TableError(
            f"{table}的数据缺少出处列或类型不符：{found}；应以 {'、'.join(PROVENANCE)} 结尾。",
            f"rows of {table} lack their provenance, or its types differ: {found}.",
        )
