"""Which folder is the workspace? Making one, opening one, and letting one process write at a time."""

import json
import os
import socket
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError
from sqlalchemy.engine import URL, make_url

from gaodi.base import WorkspaceBusyError, WorkspaceError
from gaodi.evidence.ledger import Ledger
from gaodi.evidence.registering import name_user
from gaodi.evidence.settings import WorkspaceConfig
from gaodi.evidence.storage import full_disk_error, is_full_disk

CONFIG_NAME = "gaodi.toml"
_WRITTEN = {"region_code", "region_name", "language", "ledger_url"}
_FOLDERS = ("sources", "snapshots", "runs", "briefs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open workspace: a folder with its settings and its ledger."""

    root: Path
    config: WorkspaceConfig
    ledger: Ledger

    @property
    def sources_dir(self) -> Path:
        """Original files, each under its SHA-256."""
        return self.root / "sources"

    @property
    def snapshots_dir(self) -> Path:
        """Immutable Parquet files."""
        return self.root / "snapshots"

    @property
    def runs_dir(self) -> Path:
        """Computed results, a folder per run."""
        return self.root / "runs"

    @property
    def briefs_dir(self) -> Path:
        """Written reports."""
        return self.root / "briefs"

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Hold the right to write; readers are not hindered.

        Not re-entrant. The operating system frees the lock of a process that dies.

        Raises
        ------
        WorkspaceBusyError
            At once, if another process (or another thread) holds it; names who and since when.
        """
        holder = self.root / "lock.json"
        lock = FileLock(self.root / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise _busy(self.root, holder) from error
        except OSError as error:
            raise _not_writable(self.root, error) from error
        try:
            # Best effort: the note only serves the message others see.
            with suppress(OSError):
                holder.write_text(_describe_holder(), encoding="utf-8")
            yield
        finally:
            with suppress(OSError):
                holder.unlink(missing_ok=True)
            lock.release()


def create_workspace(
    root: Path,
    *,
    region_code: str = "430000",
    region_name: str = "湖南省",
    ledger_url: str | None = None,
    language: str = "zh",
) -> Workspace:
    """Make a workspace in a new or empty folder.

    Parameters
    ----------
    root : Path
    region_code, region_name : str
        Six-digit division code and name of the region.
    ledger_url : str or None
        SQLAlchemy URL of an empty PostgreSQL database; None keeps a SQLite file in the folder.
    language : {"zh", "en"}

    Returns
    -------
    Workspace

    Raises
    ------
    WorkspaceError
        If the folder is a workspace already, holds other files, cannot be written, or a setting is wrong. What was
        made until then is removed.
    """
    root = root.absolute()
    _refuse_taken(root)
    settings = {
        "region_code": region_code, "region_name": region_name, "language": language, "ledger_url": ledger_url,
    }  # fmt: skip
    config = _check_config(root / CONFIG_NAME, settings)
    existed = root.exists()
    ledger: Ledger | None = None
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name in _FOLDERS:
            (root / name).mkdir()
        ledger = Ledger.open(_ledger_url(root, config))
        _refuse_used(ledger)
        # Last, and under its final name at once: a folder with this file is a whole workspace.
        _write_config(root / CONFIG_NAME, config)
    except BaseException as error:
        if ledger:
            ledger.close()
        _remove_made(root, keep_root=existed)
        if isinstance(error, OSError):
            raise _not_writable(root, error) from error
        raise
    return Workspace(root=root, config=config, ledger=ledger)


def open_workspace(root: Path) -> Workspace:
    """Open a workspace and bring an older ledger to this version.

    Raises
    ------
    WorkspaceError
        If the folder is no workspace, a setting is wrong (file and key are named), the ledger is gone, or a newer
        gaodi wrote it.
    """
    root = root.absolute()
    path = root / CONFIG_NAME
    if not path.is_file():
        raise WorkspaceError(
            f"{root} 不是工作区（缺少 {CONFIG_NAME}）；请先执行 gaodi init {root}，或换一个文件夹。",
            f"{root} is not a workspace ({CONFIG_NAME} is missing); run gaodi init {root} first, or name another folder.",
        )
    config = _read_config(path)
    try:
        for name in _FOLDERS:
            (root / name).mkdir(exist_ok=True)
    except OSError as error:
        raise _not_writable(root, error) from error
    # SQLite would silently make an empty file where the ledger was deleted.
    url = _ledger_url(root, config)
    if config.ledger_url is None and not (root / "gaodi.db").is_file():
        raise WorkspaceError(
            f"工作区的台账 {root / 'gaodi.db'} 不见了；请从备份恢复该文件。",
            f"the workspace's ledger {root / 'gaodi.db'} is gone; restore the file from a backup.",
        )
    return Workspace(root=root, config=config, ledger=Ledger.open(url, create=False))


def _refuse_taken(root: Path) -> None:
    if (root / CONFIG_NAME).exists():
        raise WorkspaceError(
            f"{root} 已经是工作区；直接使用即可，或换一个文件夹。",
            f"{root} is a workspace already; use it as it is, or name another folder.",
        )
    if root.exists() and not root.is_dir():
        raise WorkspaceError(
            f"{root} 是文件，不是文件夹；请换一个名称。",
            f"{root} is a file, not a folder; name another place.",
        )
    found = sorted(path.name for path in root.iterdir()) if root.is_dir() else []
    if found:
        shown = "、".join(found[:3])
        raise WorkspaceError(
            f"{root} 不是空文件夹（有 {shown} 等 {len(found)} 项）；请换一个新的或空的文件夹。",
            f"{root} is not empty ({', '.join(found[:3])}, {len(found)} in all); name a new or empty folder.",
        )


def _refuse_used(ledger: Ledger) -> None:
    if ledger.sources() or ledger.snapshot():
        raise WorkspaceError(
            "所给的数据库里已有别的工作区的台账；每个工作区请用一个单独的空库。",
            "the database holds the ledger of another workspace; give each workspace an empty database of its own.",
        )


def _read_config(path: Path) -> WorkspaceConfig:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(
            f"{path} 不是合法的 TOML（UTF-8）文件：{error}；请改正或从备份恢复。",
            f"{path} is not TOML in UTF-8: {error}; mend it or restore it from a backup.",
        ) from error
    return _check_config(path, found)


def _check_config(path: Path, settings: Mapping[str, object]) -> WorkspaceConfig:
    try:
        return WorkspaceConfig.model_validate(settings)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = "、".join(WorkspaceConfig.model_fields)
        raise WorkspaceError(
            f"{path}：`{key}` 的值 {first['input']!r} 不能用（{first['msg']}）；可用的键：{known}。",
            f"{path}: `{key}` is {first['input']!r}: {first['msg']}; known keys: {', '.join(WorkspaceConfig.model_fields)}.",
        ) from error


def _write_config(path: Path, config: WorkspaceConfig) -> None:
    # A JSON string with Chinese left as it is happens to be a TOML basic string.
    lines = ["# gaodi 工作区设置 / workspace settings"]
    for key, value in config.model_dump(include=_WRITTEN, exclude_none=True).items():
        lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    lines += ["", "[packs]", "# 称号 = 规则包；不写则按日期自动选用 / title = rule pack; by date if absent"]
    lines += [f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)}" for k, v in config.packs.items()]
    draft = path.with_suffix(".toml.new")
    # The URL may hold a password: only the owner reads the file then.
    mode = 0o600 if config.ledger_url and make_url(config.ledger_url).password else 0o644
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8"
    ) as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _ledger_url(root: Path, config: WorkspaceConfig) -> str | URL:
    if config.ledger_url is None:
        # Built, not pasted: `?` or `%` in a folder's name would be read as part of the URL.
        return URL.create("sqlite", database=str(root / "gaodi.db"))
    return config.ledger_url


def _remove_made(root: Path, *, keep_root: bool) -> None:
    with suppress(OSError):
        for name in ("gaodi.db", "gaodi.db-wal", "gaodi.db-shm", "gaodi.toml.new"):
            (root / name).unlink(missing_ok=True)
        for name in _FOLDERS:
            if (root / name).is_dir():
                (root / name).rmdir()
        if not keep_root and root.is_dir():
            root.rmdir()


def _not_writable(root: Path, error: OSError) -> WorkspaceError:
    if is_full_disk(error):
        return full_disk_error(root)
    return WorkspaceError(
        f"不能写入文件夹 {root}（{error.strerror}）；请检查权限或换一个文件夹。",
        f"cannot write to {root} ({error.strerror}); check its permissions or name another folder.",
    )


def _describe_holder() -> str:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "who": name_user(), "since": since})


def _busy(root: Path, holder: Path) -> WorkspaceBusyError:
    try:
        found = json.loads(holder.read_text(encoding="utf-8"))
        zh = f"{found['who']} 的进程 {found['pid']}（{found['host']}）自 {found['since']} 起"
        en = f"process {found['pid']} of {found['who']} on {found['host']} since {found['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        zh, en = "另一个进程", "another process"
    return WorkspaceBusyError(
        f"工作区 {root} 正由{zh}写入；请等它结束后再试。",
        f"{root} is being written by {en}; try again when it is done.",
    )
