"""How is the ledger's database reached? Engines, migrations, and database errors said in plain words."""

import errno
import json
import math
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from gaodi.base import GaodiError, WorkspaceBusyError, WorkspaceError
from gaodi.evidence.schema import HEAD

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 30
_WRITE_LOCK_KEY = 0x67616F6469  # "gaodi": one writer at a time on a PostgreSQL ledger


def connect_database(url: str | URL) -> Engine:
    """Make an engine for a ledger URL; nothing is opened yet.

    Parameters
    ----------
    url : str or URL
        `sqlite:///path/gaodi.db` or `postgresql://user@host/name` (read through psycopg 3).

    Returns
    -------
    Engine

    Raises
    ------
    WorkspaceError
        If the URL is not readable, names another database, or its driver is not installed.
    """
    parsed = _read_url(url)
    options: dict[str, Any] = {"json_serializer": _write_json, "pool_size": 10, "max_overflow": 40}
    try:
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_S}, **options)
            event.listen(engine, "connect", _prepare_sqlite)
        else:
            engine = create_engine(parsed, pool_pre_ping=True, **options)
    except ImportError as error:
        raise WorkspaceError(
            "台账使用 PostgreSQL，但未安装驱动 psycopg；请执行 pip install 'gaodi[postgres]'。",
            "the ledger is on PostgreSQL but psycopg is not installed; run pip install 'gaodi[postgres]'.",
        ) from error
    event.listen(engine, "begin", _begin)
    return engine


def _read_url(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise _wrong_url(str(url)) from error
    if backend not in {"sqlite", "postgresql"}:
        raise _wrong_url(parsed.render_as_string(hide_password=True))
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def _wrong_url(url: str) -> WorkspaceError:
    return WorkspaceError(
        f"台账地址 {url!r} 不能识别；应为 sqlite:///路径 或 postgresql://用户@主机/库名。",
        f"ledger URL {url!r} is not understood; expected sqlite:///path or postgresql://user@host/name.",
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions only before writes; `_begin` does it for reads too, so that a reader
    # sees one state throughout.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("gaodi_write", False)
    if connection.dialect.name == "sqlite":
        # A deferred transaction that turns into a write fails at once when another wrote meanwhile.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITE_LOCK_KEY})


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads and sees one state."""
    with explain_database_errors(engine), engine.connect() as plain:
        level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else None
        connection = plain.execution_options(isolation_level=level) if level else plain
        with connection.begin():
            yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes; writers wait for each other, and an error undoes everything."""
    with explain_database_errors(engine), engine.connect() as plain:
        connection = plain.execution_options(gaodi_write=True)
        with connection.begin():
            yield connection


@contextmanager
def explain_database_errors(engine: Engine) -> Iterator[None]:
    """Turn database errors that an operator can mend into WorkspaceError; the only place that does."""
    try:
        yield
    except DBAPIError as error:
        explained = _explain(error, engine.url.render_as_string(hide_password=True))
        if explained is None:
            raise
        raise explained from error


def _explain(error: DBAPIError, where: str) -> GaodiError | None:
    told = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None)
    if "disk is full" in told or state == "53100":
        return full_disk_error(where)
    if "disk i/o error" in told:
        return WorkspaceError(
            f"写入台账 {where} 时磁盘出错；可能已满或已损坏，工作区仍是写入前的状态。请检查磁盘后重试。",
            f"the disk failed while the ledger {where} was written; it may be full or damaged. The workspace is as it was "
            "before. Check the disk and try again.",
        )
    if "database is locked" in told or "database is busy" in told:
        return WorkspaceBusyError(
            f"台账 {where} 被另一个程序占用超过 {BUSY_TIMEOUT_S} 秒；请等它结束后再试。",
            f"the ledger {where} was held by another program for over {BUSY_TIMEOUT_S} s; try again when it is done.",
        )
    if "readonly database" in told or state == "25006":
        return WorkspaceError(
            f"台账 {where} 只能读取，不能写入；请检查文件夹权限或换用可写的位置。",
            f"the ledger {where} is read-only; check the folder's permissions or use a writable place.",
        )
    if "unable to open" in told:
        return WorkspaceError(
            f"台账 {where} 打不开；请检查文件夹是否存在、是否有读写权限。",
            f"the ledger {where} cannot be opened; check that the folder exists and may be read and written.",
        )
    if "not a database" in told or "malformed" in told:
        return WorkspaceError(
            f"台账 {where} 已损坏或不是数据库文件；请从备份恢复该文件，sources/ 与 snapshots/ 不受影响。",
            f"the ledger {where} is damaged or no database; restore the file from a backup, "
            "sources/ and snapshots/ are not affected.",
        )
    if "psycopg" in type(error.orig).__module__ and error.connection_invalidated | ("connection" in told):
        return WorkspaceError(
            f"连不上台账数据库 {where}；请检查地址、账号和服务是否已启动。数据库答复：{error.orig}",
            f"cannot reach the ledger database {where}; check address, account and that it runs. It said: {error.orig}",
        )
    return None


def is_full_disk(error: OSError) -> bool:
    """Whether the system refused a write because disk, quota or file size limit is used up."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def full_disk_error(where: object) -> WorkspaceError:
    """Say that nothing could be written because the disk is full."""
    return WorkspaceError(
        f"磁盘已满，写入 {where} 失败；工作区仍是写入前的状态。请清理磁盘或换到更大的盘后重试。",
        f"the disk is full, writing {where} failed; the workspace is as it was before. Free some space and try again.",
    )


def migrate_database(engine: Engine, *, create: bool) -> None:
    """Bring the ledger's tables to this version, in one transaction.

    Parameters
    ----------
    engine : Engine
    create : bool
        Whether an empty database may become a ledger.

    Raises
    ------
    WorkspaceError
        If a newer gaodi wrote the ledger, or there is none and `create` is false.
    """
    with read_transaction(engine) as connection:
        current = _read_revision(connection)
    if current == HEAD:
        return
    if current is None and not create:
        where = engine.url.render_as_string(hide_password=True)
        raise WorkspaceError(
            f"工作区的台账 {where} 是空的或不见了；请从备份恢复，或检查 gaodi.toml 中的 ledger_url。",
            f"the workspace's ledger {where} is empty or gone; restore it from a backup, "
            "or check ledger_url in gaodi.toml.",
        )
    # Imported here: Alembic costs 0.2 s that a command on an up-to-date ledger should not pay.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise WorkspaceError(
            f"这个工作区的台账由更新版本的 gaodi 写成（结构版本 {current}，本程序到 {HEAD}）；请升级 gaodi 后再打开。",
            f"a newer gaodi wrote this workspace's ledger (schema {current}, this program knows {HEAD}); upgrade gaodi.",
        )
    with write_transaction(engine) as connection:
        # Another process may have migrated while this one waited; Alembic looks again inside the lock.
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _read_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def _write_json(value: object) -> str:
    return json.dumps(_to_json(value), ensure_ascii=False, default=str)


def _to_json(value: object) -> object:
    """Make NaN and infinity null: PostgreSQL refuses them, and unknown is null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): _to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    return value
