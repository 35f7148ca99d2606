"""How is one question asked as a page, as JSON and as CSV? One function, three addresses, the same content."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from gaodi import api
from gaodi.base import digest_record
from gaodi.web.asking import LANG_COOKIE, THEME_COOKIE, Ask
from gaodi.web.rendering import render_page

YEAR_S = 31_536_000
PRIVATE = "private, no-cache"
"""Keep it, but ask each time whether it is still so; the ETag makes the question cheap."""

VARY = "Accept-Encoding, Cookie, HX-Request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of a page as a table for spreadsheets."""

    name: str
    """File name without ending, in the page's language."""
    columns: tuple[tuple[str, str], ...]
    """Key and header."""
    rows: Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a question was answered with, and how to show it."""

    template: str
    answer: object
    """What the facade gave; the JSON twin is exactly this."""
    sheet: Sheet | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool | None = None
    """Whether any row is generated; None asks the workspace."""


def add_page(
    router: APIRouter, path: str, question: Callable[..., View], *, csv: bool = True, own: str | None = None
) -> None:
    """Serve a question at `path`, its JSON at `path.json` and its table at `path.csv`.

    Parameters
    ----------
    router : APIRouter
    path : str
    question : callable
        Takes `ask` and query parameters, returns a View. It runs in a thread.
    csv : bool
        Whether the page has a table.
    own : str or None
        Stem of the twins where it is not the path: `/today` for `/`.
    """
    stem = own or path
    for kind in ("json", "csv", "html") if csv else ("json", "html"):
        address = path if kind == "html" else f"{stem}.{kind}"
        router.add_api_route(
            address, _answering(question, kind), methods=["GET", "HEAD"], include_in_schema=False,
            response_model=None, name=f"{question.__name__}-{kind}",
        )  # fmt: skip


def _answering(question: Callable[..., View], kind: str) -> Callable[..., Response]:
    @wraps(question)
    def answer(*args: object, **parameters: object) -> Response:
        ask = cast("Ask", parameters["ask"])
        state = ask.desk.read_state()
        tag = tag_answer(ask, kind, state)
        headers = {"ETag": tag, "Cache-Control": PRIVATE, "Vary": VARY}
        if is_known(ask, tag):
            return Response(status_code=304, headers=headers)
        view = question(*args, **parameters)
        return remember_choices(ask, _write(ask, view, kind, state, headers))

    return answer


def tag_answer(ask: Ask, kind: str, state: str) -> str:
    """Return the ETag of an answer: state of the workspace, address, language, theme."""
    parts: list[object] = [
        state,
        kind,
        ask.request.url.path,
        sorted(ask.request.query_params.multi_items()),
    ]
    if kind == "html":
        parts += [
            ask.theme,
            "hx-request" in ask.request.headers,
            sorted(ask.request.app.state.assets.digests.items()),
        ]
    return f'W/"{digest_record([*parts, ask.lang])[:20]}"'


def is_known(ask: Ask, tag: str) -> bool:
    """Say whether the asker already has the answer with this tag."""
    known = ask.request.headers.get("if-none-match", "")
    return any(item.strip().removeprefix("W/") == tag.removeprefix("W/") for item in known.split(","))


def _write(ask: Ask, view: View, kind: str, state: str, headers: dict[str, str]) -> Response:
    if kind == "json":
        return JSONResponse(api.to_plain(view.answer), headers=headers)
    if kind == "csv":
        return write_sheet(ask, view, state, headers)
    path = ask.request.url.path
    html = render_page(ask, view.template, view.context, state=state, path=path)
    return Response(html, headers=headers, media_type="text/html")


def write_sheet(ask: Ask, view: View, state: str, headers: Mapping[str, str]) -> Response:
    """Answer a view's table as CSV; the name says so where any row is synthetic, and so does a column."""
    assert view.sheet is not None  # noqa: S101  pages without a table have no such address
    sheet = view.sheet
    synthetic = ask.desk.read_frame(state).synthetic if view.synthetic is None else view.synthetic
    rows = [{"synthetic": synthetic, **row} for row in sheet.rows]
    columns = [*sheet.columns, ("synthetic", ask.label("synthetic.column"))]
    text = api.rows_to_csv(rows, columns)
    mark = ask.label("synthetic.suffix") if synthetic else ""
    return Response(
        text.encode(),
        headers={**headers, "Content-Disposition": name_file(f"{sheet.name}{mark}.csv")},
        media_type="text/csv; charset=utf-8",
    )


def name_file(name: str, *, inline: bool = False) -> str:
    """Return the header that names a download, safe for any name.

    Examples
    --------
    >>> name_file("a.csv")
    "attachment; filename*=UTF-8''a.csv"
    """
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"


def remember_choices(ask: Ask, response: Response) -> Response:
    """Keep language and theme where they were asked for."""
    query = ask.request.query_params
    for name, value, key in ((LANG_COOKIE, ask.lang, "lang"), (THEME_COOKIE, ask.theme, "theme")):
        if query.get(key) == value:
            response.set_cookie(name, value, max_age=YEAR_S, httponly=True, samesite="lax")
    return response


def render_answer(
    ask: Ask, template: str, context: Mapping[str, Any], *, path: str, status: int = 200
) -> Response:
    """Answer a page that is no twin of anything: the result of a form."""
    html = render_page(ask, template, context, state=ask.desk.read_state(), path=path)
    return Response(html, status, {"Cache-Control": "no-store"}, "text/html")
