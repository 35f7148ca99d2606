"""报告: which briefs exist, and write a new one."""

import base64
import hashlib
import re
from html import unescape
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Form
from starlette.responses import FileResponse, RedirectResponse, Response

from gaodi import api
from gaodi.base import NotFoundError
from gaodi.web import links
from gaodi.web.asking import Asked, read_choice
from gaodi.web.views import Sheet, View, add_page, name_file

router = APIRouter()

STYLE_ATTRIBUTE = re.compile(rb' style="([^"]*)"')
STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def show_briefs(ask: Asked) -> View:
    """Show the written briefs, newest first."""
    briefs = api.list_briefs(ask.office)
    return View(
        template="briefs.html",
        answer=[{key: value for key, value in brief.items() if key != "path"} for brief in briefs],
        sheet=Sheet(
            name=ask.label("nav.briefs"),
            columns=(
                ("name", ask.label("col.file")),
                ("format", ask.label("col.format")),
                ("size", ask.label("col.size_bytes")),
                ("created_at", ask.label("col.written_at")),
            ),
            rows=[api.to_plain(brief) for brief in briefs],
        ),
        context={"briefs": briefs},
    )


@router.post(links.BRIEFS, include_in_schema=False, response_model=None)
def write_new(
    ask: Asked, format: Annotated[str, Form()] = "docx", lang: Annotated[str, Form()] = ""
) -> Response:
    """Write a brief of the latest run."""
    chosen = read_choice(format, "format", ("docx", "html"))
    language = read_choice(lang, "lang", (ask.lang, "zh", "en"))
    api.write_brief(
        ask.office,
        format=cast("Literal['docx', 'html']", chosen),
        lang=cast("Literal['zh', 'en']", language),
    )
    return RedirectResponse(links.BRIEFS, status_code=303)


@router.get("/briefs/files/{name}", include_in_schema=False, response_model=None)
def send_brief(ask: Asked, name: str, view: str = "") -> Response:
    """Send one brief as a download, or show an HTML one in the browser without letting it run anything."""
    found = next((brief for brief in api.list_briefs(ask.office) if brief["name"] == name), None)
    if found is None:
        raise NotFoundError(
            f"没有报告「{name}」；请从报告页选择。", f"no brief {name!r}; choose one on the briefs page."
        )
    path = found["path"]
    if not (view and found["format"] == "html"):
        return FileResponse(path, headers={"Content-Disposition": name_file(name)})
    page = lift_styles(path.read_bytes())
    headers = {"Content-Security-Policy": allow_own_styles(page), "Cache-Control": "private, no-cache"}
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")


def lift_styles(page: bytes) -> bytes:
    """Turn style attributes into rules of a style sheet, which a policy can allow by digest; nothing looks different.

    Examples
    --------
    >>> lift_styles(b'<head></head><p style="color: red">a</p><b style="color: red">b</b>')
    b'<head><style>[data-s="0"][data-s="0"]{color: red}</style></head><p data-s="0">a</p><b data-s="0">b</b>'
    """
    numbers: dict[bytes, int] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return b' data-s="%d"' % numbers.setdefault(found.group(1), len(numbers))

    lifted = STYLE_ATTRIBUTE.sub(number, page)
    # Twice the same selector: stronger than the page's own rules, as an attribute is.
    rules = b"".join(
        b'[data-s="%d"][data-s="%d"]{%s}' % (n, n, unescape(text.decode()).encode())
        for text, n in numbers.items()
        if b"<" not in text
    )
    return lifted.replace(b"</head>", b"<style>" + rules + b"</style></head>", 1) if rules else lifted


def allow_own_styles(page: bytes) -> str:
    """Return a policy under which a self-contained page shows its own style sheets and can do nothing else.

    Each style sheet is allowed by its digest, so nothing that was not in the file when it was read can style it.

    Examples
    --------
    >>> allow_own_styles(b"<style>p{}</style>")
    "default-src 'none'; style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; img-src data:; sandbox"
    """
    digests = [base64.b64encode(hashlib.sha256(found).digest()).decode() for found in STYLE.findall(page)]
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return f"default-src 'none'; style-src {styles}; img-src data:; sandbox"


add_page(router, links.BRIEFS, show_briefs)
