"""Where are the original files? Each is kept once, under its SHA-256, and never changed."""

import hashlib
import os
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from gaodi.base import SourceError, WorkspaceError
from gaodi.evidence.records import Source
from gaodi.evidence.safety import check_file
from gaodi.evidence.storage import full_disk_error, is_full_disk
from gaodi.evidence.workspace import Workspace

_CHUNK = 1 << 20
_SOURCE_ID = re.compile(r"[0-9a-f]{64}")


def store_source(
    workspace: Workspace,
    path: Path,
    *,
    kind: str = "table",
    title: str | None = None,
    issuer: str | None = None,
    published_on: str | None = None,
    synthetic: bool = False,
) -> Source:
    """Check a file and keep its bytes under their digest; the ledger learns of it when it is registered.

    Parameters
    ----------
    workspace : Workspace
    path : Path
    kind : str
        table, document, register or figures.
    title, issuer, published_on : str or None
        What people should read about it.
    synthetic : bool

    Returns
    -------
    Source
        As the ledger knows it if these bytes were registered before, whatever their name is now.

    Raises
    ------
    SourceError
        If `check_file` refuses it, or it changed while it was read.
    WorkspaceError
        If the workspace cannot be written or the disk is full; no partial file is left.
    """
    check_file(path)
    draft = workspace.sources_dir / f".{uuid4().hex}.new"
    try:
        source_id, sm3, size = _copy(path, draft)
        final = workspace.sources_dir / source_id
        if _is_whole(final, size):
            draft.unlink()
        else:
            draft.chmod(0o444)
            draft.replace(final)
            _sync_folder(workspace.sources_dir)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _not_stored(workspace, path, error) from error
        raise
    if workspace.ledger.has_source(source_id):
        return workspace.ledger.source(source_id)
    return Source(
        source_id=source_id,
        sm3=sm3,
        name=path.name,
        kind=kind,
        size=size,
        imported_at=datetime.now(UTC),
        title=title,
        issuer=issuer,
        published_on=published_on,
        synthetic=synthetic,
    )


def digest_file(path: Path) -> str:
    """Return the id under which `store_source` keeps these bytes, their SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_source_file(workspace: Workspace, source_id: str) -> Path:
    """Return the file that holds a source's original bytes.

    Raises
    ------
    SourceError
        If the id is no SHA-256, the file is gone, or a link leads out of `sources/`.
    """
    if not _SOURCE_ID.fullmatch(source_id):
        raise SourceError(
            f"来源编号「{source_id}」应为 64 位十六进制数；请核对。",
            f"source id {source_id!r} must be 64 hexadecimal digits; check it.",
        )
    path = workspace.sources_dir / source_id
    # The file itself, and the folder: a link in either could show bytes from anywhere.
    if path.is_symlink() or path.resolve().parent != workspace.root.resolve() / "sources":
        raise SourceError(
            f"来源 {source_id} 的文件是指向工作区之外的链接，已拒绝读取；请从备份恢复 sources 文件夹。",
            f"the file of source {source_id} is a link that leaves the workspace and is not read; "
            "restore the folder sources from a backup.",
        )
    if not path.is_file():
        raise SourceError(
            f"来源 {source_id} 的原始文件不在 sources 文件夹里；请从备份恢复，或重新导入原件。",
            f"the original file of source {source_id} is not in the folder sources; restore it from a backup or "
            "import the original again.",
        )
    return path


def sweep_sources(workspace: Workspace, *, older_than_s: float = 3600) -> int:
    """Remove files no import registered, left by a refused or killed import; call under the write lock.

    Returns
    -------
    int
        How many files were removed. Younger files stay: an import may be about to register them.
    """
    known = {source.source_id for source in workspace.ledger.sources()}
    limit = time.time() - older_than_s
    n_removed = 0
    for path in workspace.sources_dir.iterdir():
        is_ours = bool(_SOURCE_ID.fullmatch(path.name)) or path.name.endswith(".new")
        if is_ours and path.name not in known and path.lstat().st_mtime <= limit:
            path.unlink()
            n_removed += 1
    return n_removed


def _copy(path: Path, draft: Path) -> tuple[str, str, int]:
    sha256, sm3, size = hashlib.sha256(), hashlib.new("sm3"), 0
    with path.open("rb") as original, draft.open("xb") as copy:
        before = os.fstat(original.fileno())
        while chunk := original.read(_CHUNK):
            sha256.update(chunk)
            sm3.update(chunk)
            copy.write(chunk)
            size += len(chunk)
        after = os.fstat(original.fileno())
        copy.flush()
        os.fsync(copy.fileno())
    if size != before.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise SourceError(
            f"文件 {path} 在读取时被改动；请关闭正在编辑它的程序后再导入。",
            f"{path} changed while it was read; close the program that edits it and import it again.",
        )
    return sha256.hexdigest(), sm3.hexdigest(), size


def _is_whole(path: Path, size: int) -> bool:
    # Written whole and renamed, so its size is enough to tell; a link in its place is replaced.
    return path.is_file() and not path.is_symlink() and path.stat().st_size == size


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders; NTFS journals the rename
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_stored(workspace: Workspace, path: Path, error: OSError) -> WorkspaceError:
    if is_full_disk(error):
        return full_disk_error(workspace.sources_dir)
    return WorkspaceError(
        f"无法把 {path} 存入 {workspace.sources_dir}（{error.strerror}）；请检查文件夹权限和磁盘。",
        f"cannot store {path} in {workspace.sources_dir} ({error.strerror}); check permissions and disk.",
    )
