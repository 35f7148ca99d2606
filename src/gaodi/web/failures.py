"""What went wrong? One error shape for programs, one page for people, the same two sentences in both."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from gaodi.base import GaodiError
from gaodi.web.asking import Ask, choose_lang, choose_theme
from gaodi.web.rendering import render_error

logger = logging.getLogger("gaodi.web")

STATUSES: dict[str, int] = {
    "not_found": 404,
    "input": 422,
    "value": 422,
    "source": 422,
    "table": 422,
    "request": 422,
    "figure_key": 422,
    "busy": 409,
    "too_large": 413,
    "forbidden": 403,
    "method": 405,
    "workspace": 500,
    "catalogue": 500,
    "internal": 500,
}
"""HTTP status of each error code."""

HTTP_CODES: dict[int, tuple[str, str, str]] = {
    404: ("not_found", "没有这个页面：{path}。请从菜单进入。", "There is no page {path}; use the menu."),
    405: ("method", "{path} 不接受 {method} 请求。", "{path} does not take {method}."),
    413: (
        "too_large",
        "上传的内容超过 {limit} MB；请分成几个文件。",
        "the upload is larger than {limit} MB; split the file.",
    ),
}

REFUSALS: dict[str, tuple[int, tuple[str, str, str]]] = {
    "origin": (
        403,
        (
            "forbidden",
            "这个请求来自别的网站，已拒绝；请在本系统页面上操作。",
            "This request comes from another site and was refused; use the pages of this workbench.",
        ),
    ),
    "host": (
        403,
        (
            "forbidden",
            "请求使用的主机名不是本服务的，已拒绝；请用启动时给出的地址访问。",
            "The request names a host this server does not serve; use the address given at start.",
        ),
    ),
    "size": (413, HTTP_CODES[413]),
}


def describe_error(code: str, zh: str, en: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the one error shape.

    Examples
    --------
    >>> describe_error("busy", "忙。", "Busy.")
    {'code': 'busy', 'message': {'zh': '忙。', 'en': 'Busy.'}}
    """
    return {"code": code, "message": {"zh": zh, "en": en}, **(details or {})}


def answer_error(
    request: Request, code: str, zh: str, en: str, *, status: int | None = None, **details: object
) -> Response:
    """Answer an error as JSON to programs, as a page to people, as a fragment to the drawer."""
    chosen = status or STATUSES.get(code, 500)
    body = describe_error(code, zh, en, details)
    headers = {"Cache-Control": "no-store"}
    if not wants_page(request):
        return JSONResponse(body, status_code=chosen, headers=headers)
    desk = request.app.state.desk
    ask = Ask(
        request=request,
        desk=desk,
        lang=choose_lang(request.query_params, request.cookies, desk.office.workspace.config.language),
        theme=choose_theme(request.query_params, request.cookies),
    )
    return Response(render_error(ask, body, chosen), chosen, headers, "text/html")


def wants_page(request: Request) -> bool:
    """Say whether the one who asks is a person at a page, not a program."""
    path = request.url.path
    if path.startswith("/api") or path.endswith((".json", ".csv")):
        return False
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers


def refuse(scope: Scope, reason: str, *, limit_mb: int) -> Response:
    """Answer a request that the protection refuses; always JSON, since its sender is hardly our page."""
    status, (code, zh, en) = REFUSALS[reason]
    body = describe_error(code, zh.format(limit=limit_mb), en.format(limit=limit_mb))
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def add_handlers(app: FastAPI, *, limit_mb: int) -> None:
    """Make every error of the application answer in the one shape."""

    def on_known(request: Request, error: Exception) -> Response:
        assert isinstance(error, GaodiError)  # noqa: S101  registered for this class only
        if STATUSES.get(error.code, 500) >= 500:
            logger.error("%s: %s", error.code, error.en)
        return answer_error(request, error.code, error.zh, error.en)

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        code, zh, en = HTTP_CODES.get(
            error.status_code,
            ("request", "请求无法处理：{detail}。", "the request cannot be handled: {detail}."),
        )
        words = {
            "path": request.url.path, "method": request.method, "limit": limit_mb, "detail": error.detail
        }  # fmt: skip
        return answer_error(request, code, zh.format(**words), en.format(**words), status=error.status_code)

    def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        given = first.get("input")
        return answer_error(
            request, "request", f"参数 {where} 不可用：收到 {given!r}。", f"{where}: {first['msg']}; got {given!r}.",
            where=where,
        )  # fmt: skip

    def on_unknown(request: Request, error: Exception) -> Response:
        incident = secrets.token_hex(4)
        logger.error("incident %s at %s", incident, request.url.path, exc_info=error)
        return answer_error(
            request, "internal", f"程序出错，编号 {incident}；请把编号告诉管理员，详情在服务日志里。",
            f"Something failed, incident {incident}; tell the administrator, the server log has the details.",
            incident=incident,
        )  # fmt: skip

    app.add_exception_handler(GaodiError, on_known)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(Exception, on_unknown)
