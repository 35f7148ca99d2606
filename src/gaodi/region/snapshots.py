"""How does an import become a state of the region? All files first, then one transaction; nothing in between."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from gaodi.region.parts import write_part

if TYPE_CHECKING:  # Who looks at a region needs no ledger, and it takes a third of a second to load.
    from gaodi.evidence import Part, Snapshot, Source, StagedTable, Workspace

SWEEP_AFTER_S = 3600
"""Age at which a file no snapshot names counts as left by a crash; our own choice, far above one import."""


def commit_import(
    workspace: "Workspace",
    source: "Source",
    staged: list["StagedTable"],
    *,
    adopted: dict[str, list["Part"]] | None = None,
    note: str,
) -> "Snapshot":
    """Write the accepted rows of one source and register them as the next snapshot.

    Call under `workspace.write_lock()`. The files are safe on the disk before the ledger names them, so a crash
    leaves either the earlier snapshot or the whole new one.

    Parameters
    ----------
    workspace : Workspace
    source : Source
    staged : list of StagedTable
        Sheets read and checked, written even if every row was rejected: a corrected mapping that accepts
        nothing must still replace the rows of the earlier one.
    adopted : dict of table to list of Part, optional
        Files already brought in by `adopt_part`.
    note : str
        For people: usually the file's name.

    Returns
    -------
    Snapshot
        The parent's parts followed by the new ones.

    Raises
    ------
    WorkspaceError
        If a file cannot be written; the earlier snapshot stays the latest.
    """
    parts: dict[str, list[Part]] = {table: list(own) for table, own in (adopted or {}).items()}
    written: list[Part] = []
    try:
        for sheet in staged:
            part = write_part(workspace, sheet.mapping.table, sheet.accepted, sheet.source_id)
            written.append(part)
            parts.setdefault(sheet.mapping.table, []).append(part)
    except BaseException:
        for part in written:
            (workspace.snapshots_dir / part.file).unlink(missing_ok=True)
        raise
    # Past this point nothing is removed on an error: a lost answer does not say whether the ledger committed.
    return workspace.ledger.register_import(source, staged, parts, note)


def sweep_orphans(workspace: "Workspace", *, older_than_s: float = SWEEP_AFTER_S) -> int:
    """Remove Parquet and temporary files that no snapshot names: what a crash left behind.

    Parameters
    ----------
    workspace : Workspace
    older_than_s : float, seconds
        Younger files stay: they may belong to an import that has not committed yet.

    Returns
    -------
    int
        Files removed.
    """
    before = time.time() - older_than_s
    # The folder is listed before the ledger is asked: a file committed in between is then found to be named.
    candidates = [
        path
        for pattern in ("*.parquet", "*.tmp")
        for path in workspace.snapshots_dir.glob(pattern)
        if _is_older(path, before)
    ]
    if not candidates:
        return 0
    named = {
        part.file
        for snapshot in workspace.ledger.snapshots()
        for parts in snapshot.parts.values()
        for part in parts
    }
    orphans = [path for path in candidates if path.name not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime <= moment
    except FileNotFoundError:  # another sweeper was faster
        return False
