"""What does the server serve? Pages, their twins, the API and the static files over one open workspace."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio.to_thread
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response

from gaodi import __version__, api
from gaodi.web import links
from gaodi.web.api_v1 import router as api_router
from gaodi.web.asking import Desk
from gaodi.web.assets import STATIC, VersionedFiles, load_assets
from gaodi.web.failures import add_handlers, refuse
from gaodi.web.pages import ROUTERS
from gaodi.web.protection import Protection

MAX_UPLOAD_MB = 200
"""Largest request body; our own choice: a sheet of a million rows stays below."""

N_THREADS = 6
"""Questions answered at a time by one process. Measured with 16 connections on two cores and 100,000 enterprises: the
usual forty threads give the same throughput as four to eight and a 95th percentile a third longer."""

NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,  # an environment variable must not make the server report to another host
}

DESCRIPTION = """区域产业体系引擎的只读查询与导入接口。金额一律为整数分，比率一律为小数（6.2% 即 0.062），
精确小数以字符串给出，未知一律为 null。错误只有一种形状：`{code, message: {zh, en}, …}`。"""


def create_app(office: api.Office, *, hosts: frozenset[str] | None = None) -> FastAPI:
    """Build the workbench over an open workspace.

    Parameters
    ----------
    office : Office
    hosts : frozenset of str or None
        Host names to answer to; None answers to any, as behind a proxy.

    Returns
    -------
    FastAPI
        An ASGI application without state of its own: any number of processes may serve one workspace.
    """
    app = FastAPI(
        title="gaodi 接口",
        version=__version__,
        description=DESCRIPTION,
        openapi_url=links.OPENAPI,
        docs_url=None,  # both pages would load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        lifespan=limit_threads,
        telemetry=NO_TELEMETRY,
    )
    app.state.desk = Desk(office)
    app.state.assets = load_assets()
    add_handlers(app, limit_mb=MAX_UPLOAD_MB)
    app.add_middleware(GZipMiddleware, minimum_size=2_000, compresslevel=1)
    app.add_middleware(
        Protection,
        hosts=hosts,
        max_body=MAX_UPLOAD_MB * 1_000_000,
        refuse=partial(refuse, limit_mb=MAX_UPLOAD_MB),
    )
    app.mount("/static", VersionedFiles(directory=STATIC), name="static")
    app.add_api_route(links.HEALTH, answer_health, methods=["GET"], include_in_schema=False)
    for router in (*ROUTERS, api_router):
        app.include_router(router)
    return app


@asynccontextmanager
async def limit_threads(_: FastAPI) -> AsyncIterator[None]:
    """Let few questions run at a time: they all need the same two or four cores."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = N_THREADS
    yield


def answer_health() -> Response:
    """Say that the process answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})
