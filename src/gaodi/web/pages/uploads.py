"""How does a file come in? Looked at first, imported after: the reader sees which header feeds which column."""

import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import FileResponse, RedirectResponse, Response

from gaodi import api
from gaodi.base import InputError, NotFoundError, SourceError
from gaodi.web import links
from gaodi.web.asking import Ask, Asked
from gaodi.web.views import name_file, render_answer

router = APIRouter()

KEPT_S = 3_600
"""An upload that was looked at and not imported goes after an hour; our own choice."""

ACCEPTED = ".csv,.xlsx,.xls,.txt,.md,.html,.htm,.docx,.pdf,.png,.jpg,.jpeg"
"""Endings that the file dialogue offers."""
TOKEN = re.compile(r"[a-z0-9_]{8,40}")
PREFIX = "upload-"


@router.post(links.PREVIEW, include_in_schema=False, response_model=None)
def preview_upload(
    ask: Asked,
    file: Annotated[UploadFile, File()],
    table: Annotated[str, Form()] = "",
    synthetic: Annotated[str, Form()] = "",
) -> Response:
    """Keep the file for a while and show how it would be read."""
    path = keep_upload(ask, file)
    mappings = api.preview_import(ask.office, path, table=table or None)
    context = {
        "name": path.name,
        "token": path.parent.name.removeprefix(PREFIX),
        "size": path.stat().st_size,
        "mappings": mappings,
        "table": table,
        "synthetic": bool(synthetic),
        "tables": ask.office.catalogue.tables,
    }
    return render_answer(ask, "preview.html", context, path=links.PREVIEW)


@router.post(links.IMPORT, include_in_schema=False, response_model=None)
def import_upload(
    ask: Asked,
    token: Annotated[str, Form()],
    table: Annotated[str, Form()] = "",
    synthetic: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    published_on: Annotated[str, Form()] = "",
) -> Response:
    """Import a file that was looked at."""
    path = find_upload(ask, token)
    report = api.import_files(
        ask.office,
        [path],
        table=table or None,
        synthetic=bool(synthetic),
        title=title.strip() or None,
        published_on=published_on.strip() or None,
    )
    discard_upload(path)
    context = {"report": report, "tables": ask.office.catalogue.tables}
    return render_answer(ask, "imported.html", context, path=links.IMPORT)


@router.post(links.RUNS, include_in_schema=False, response_model=None)
def compute(ask: Asked) -> Response:
    """Compute everything anew and go back to today's page."""
    api.compute_run(ask.office)
    return RedirectResponse(links.TODAY, status_code=303)


@router.get("/evidence/templates/{table}.xlsx", include_in_schema=False, response_model=None)
def send_template(ask: Asked, table: str) -> Response:
    """Send the Excel form of a table."""
    schema = ask.office.catalogue.table(table)
    folder = _uploads(ask) / f"{PREFIX}forms"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{schema.id}-{ask.lang}.xlsx"
    api.write_template(ask.office.catalogue, schema.id, path, lang=ask.lang)
    name = schema.en if ask.lang == "en" else schema.zh
    return FileResponse(path, headers={"Content-Disposition": name_file(f"{name}.xlsx")})


def keep_upload(ask: Ask, file: UploadFile) -> Path:
    """Store an upload under its own name in a folder nobody can guess; older ones go."""
    name = name_upload(file)
    root = _uploads(ask)
    root.mkdir(exist_ok=True)
    for old in root.glob(f"{PREFIX}*"):
        if time.time() - old.stat().st_mtime > KEPT_S:
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
    path = folder / name
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)
    return path


def discard_upload(path: Path) -> None:
    """Take away an upload that was kept, with its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)


def name_upload(file: UploadFile) -> str:
    """Return the bare file name of an upload.

    Raises
    ------
    SourceError
        If there is no file or its name cannot be one.
    """
    name = Path((file.filename or "").replace("\\", "/")).name.strip()
    if not name or name.startswith(".") or "\x00" in name:
        raise SourceError(
            f"没有收到文件，或文件名「{file.filename or ''}」不可用；请选择一个表格、文本或图片文件。",
            f"no file, or the name {file.filename or ''!r} cannot be used; choose a table, a text or a picture.",
        )
    return name


def find_upload(ask: Ask, token: str) -> Path:
    """Return an upload kept before.

    Raises
    ------
    InputError
        If the token is none of ours.
    NotFoundError
        If the upload is gone.
    """
    if not TOKEN.fullmatch(token):
        raise InputError(
            "上传凭据不可用；请重新选择文件。", "the upload token cannot be used; choose the file again."
        )
    found = list((_uploads(ask) / f"{PREFIX}{token}").glob("*"))
    if not found:
        raise NotFoundError(
            "这个上传已经导入或已过期（保留一小时）；请重新选择文件。",
            "this upload was imported already or has expired (kept one hour); choose the file again.",
        )
    return found[0]


def _uploads(ask: Ask) -> Path:
    return ask.office.workspace.root / "uploads"
