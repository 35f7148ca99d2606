"""Fixtures every room's tests share."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
from hypothesis import settings

from gaodi import api
from gaodi.catalogue import Catalogue, ChainLink, ChainTemplate, LinkInput, TableSchema, load_catalogue
from gaodi.region import Region

# Spark's workers run this Python and no other of the machine; the first session of a process decides for all.
os.environ["PYSPARK_PYTHON"] = sys.executable

SHARED = Path(__file__).resolve().parents[2] / "shared"
MakeRegion = Callable[..., Region]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public samples beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the public samples in ../shared are not here")
    return SHARED


def _find_postgres() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return debian[-1].parent if debian else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A throw-away PostgreSQL cluster on loopback; yields `postgresql://user@host:port`.

    initdb refuses root, and the server's user cannot enter pytest's own folders, so the cluster has a short
    folder of its own.
    """
    binaries = _find_postgres()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed (initdb not found)")
    folder = Path(tempfile.mkdtemp(prefix="gaodi-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(tool: str, *arguments: str) -> None:
        command = [*prefix, str(binaries / tool), "-D", str(folder / "data"), *arguments]
        log = folder.with_suffix(".log")
        with log.open("ab") as output:
            done = subprocess.run(command, cwd="/", stdout=output, stderr=output, check=False)
        assert done.returncode == 0, log.read_text(errors="replace")

    settings = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    )
    try:
        run("initdb", "-U", "gaodi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "-w", "-o", settings, "-l", str(folder / "server.log"), "start")
        try:
            yield f"postgresql://gaodi@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".log").unlink(missing_ok=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database, dropped afterwards."""
    import psycopg

    name = f"gaodi_{uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres_server}/{name}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty ledger database, once on SQLite and once on a real PostgreSQL server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


DEMO_DAY = date(2026, 6, 1)


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo workspace with one run; tests only read it."""
    root = tmp_path_factory.mktemp("demo") / "workspace"
    office = api.create_office(root)
    api.load_demo(office, n_enterprises=600)
    api.compute_run(office, on=DEMO_DAY)
    office.workspace.ledger.close()
    return root


@pytest.fixture(scope="session")
def demo(demo_root: Path) -> Iterator[api.Office]:
    """The small demo workspace, open."""
    office = api.open_office(demo_root)
    yield office
    office.workspace.ledger.close()


# Examples are not timed: a busy machine is no failure. What must be fast has a benchmark.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def make_region(catalogue: Catalogue) -> MakeRegion:
    """Build a region from rows; a table given as None was never imported."""

    def make(
        enterprise: list[dict[str, Any]] | None = None,
        *,
        code: str = "430000",
        on: date = date(2026, 4, 1),
        **tables: list[dict[str, Any]] | None,
    ) -> Region:
        given = {"enterprise": enterprise} | tables
        return Region(
            code=code,
            name="湖南省",
            on=on,
            snapshot_id="test",
            created_at=datetime(2026, 4, 1, tzinfo=UTC),
            tables={name: _frame(schema, given.get(name) or []) for name, schema in catalogue.tables.items()},
            present=frozenset(name for name, rows in given.items() if rows is not None),
            catalogue=catalogue,
            digest="test",
        )

    return make


def _frame(schema: TableSchema, rows: list[dict[str, Any]]) -> pl.LazyFrame:
    stored = schema.frame_schema()
    filled = [
        dict.fromkeys(stored) | {"source_id": "t", "sheet": "t", "row": number, "synthetic": False} | row
        for number, row in enumerate(rows, start=1)
    ]
    return pl.LazyFrame(filled, schema=stored, orient="row")


@pytest.fixture(scope="session")
def crane_chain() -> ChainTemplate:
    """A chain of five links, cut down from construction machinery."""
    return ChainTemplate(
        id="cranes",
        zh="起重机",
        en="Cranes",
        version="test",
        source="自拟",
        status="verified",
        links=(
            ChainLink(
                id="steel",
                zh="特种钢",
                en="Special steel",
                stage="upstream",
                industry_codes=("3130", "3140"),
                products=("高强钢板", "特种钢"),
            ),
            ChainLink(
                id="hydraulics",
                zh="液压件",
                en="Hydraulics",
                stage="upstream",
                industry_codes=("3444",),
                products=("液压油缸", "液压泵"),
                synonyms=("液压缸", "油泵"),
                exclude=("玩具",),
                inputs=(LinkInput(link="steel", need="essential"),),
                is_key=True,
            ),
            ChainLink(
                id="engines",
                zh="发动机",
                en="Engines",
                stage="upstream",
                industry_codes=("341",),
                products=("柴油机", "发动机"),
            ),
            ChainLink(
                id="cranes",
                zh="整机",
                en="Machines",
                stage="midstream",
                industry_codes=("3432", "351"),
                products=("起重机", "起重机械", "混凝土机械"),
                exclude=("玩具", "租赁"),
                inputs=(
                    LinkInput(link="hydraulics", need="essential"),
                    LinkInput(link="engines", need="substitutable"),
                ),
                is_key=True,
            ),
            ChainLink(
                id="services",
                zh="租赁维修",
                en="Hire and repair",
                stage="service",
                industry_codes=("7115",),
                products=("起重机租赁",),
                inputs=(LinkInput(link="cranes", need="essential"),),
            ),
        ),
    )
