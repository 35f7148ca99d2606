"""How do I report it? A brief from the latest run, as Word or HTML."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from gaodi.api.records import Office
from gaodi.api.running import need_results
from gaodi.base import InputError
from gaodi.brief import Brief, compose_brief, render_html, write_docx
from gaodi.region import open_region, summarise_region

Format = Literal["docx", "html"]
Language = Literal["zh", "en"]


def build_brief(office: Office, *, lang: Language = "zh") -> Brief:
    """Compose the report of the latest run."""
    results = need_results(office)
    record = results.record
    region = open_region(office.workspace, office.catalogue, as_of=record.snapshot_id, on=record.on)
    return compose_brief(
        summarise_region(region),
        results.chains,
        results.tiers,
        results.nearest,
        results.targets,
        catalogue=office.catalogue,
        lang=lang,
        issuer=office.workspace.config.region_name,
        run_info={
            "run_id": record.run_id,
            "snapshot_id": record.snapshot_id,
            "inputs_digest": record.inputs_digest,
            "catalogue_digest": record.catalogue_digest,
            "code_version": record.code_version,
        },
    )


def write_brief(
    office: Office,
    path: Path | None = None,
    *,
    format: Format | None = None,
    lang: Language = "zh",
) -> Path:
    """Write the report of the latest run.

    Parameters
    ----------
    path : Path or None
        Where to; None puts it among the workspace's briefs under a name with day and run.
    format : {"docx", "html"} or None
        None follows the path's ending; without a path, docx.

    Raises
    ------
    NotFoundError
        If nothing has been computed yet.
    InputError
        If the ending is neither .docx nor .html, or the file cannot be written.
    """
    chosen = format or (path.suffix.lower().lstrip(".") if path else "docx")
    if chosen not in {"docx", "html"}:
        raise InputError(
            f"报告格式「{chosen}」不支持；请用 .docx 或 .html。",
            f"no brief as {chosen!r}; use .docx or .html.",
        )
    brief = build_brief(office, lang=lang)
    if path is None:
        name = f"{brief.title}-{brief.on.isoformat()}-{brief.reproducibility['run_id'][:8]}"
        mark = ("-合成数据" if lang == "zh" else "-synthetic") if brief.synthetic else ""
        path = office.workspace.briefs_dir / f"{name}{mark}.{chosen}"
    # Written whole under another name: a full disk or an interrupt leaves an earlier report as it is.
    draft = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if chosen == "html":
            draft.write_text(render_html(brief), encoding="utf-8")
        else:
            write_docx(brief, draft)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise InputError(
            f"报告写不到 {path}（{error.strerror}）；请检查文件夹、权限和磁盘空间，并关闭正在打开它的程序。",
            f"the brief cannot be written to {path} ({error.strerror}); check folder, permissions and disk space, "
            "and close the program that has it open.",
        ) from error
    return path


def list_briefs(office: Office) -> tuple[dict[str, Any], ...]:
    """Return the briefs written into the workspace, newest first."""
    found = [
        {
            "name": path.name,
            "path": path,
            "format": path.suffix.lstrip("."),
            "size": path.stat().st_size,
            "created_at": datetime.fromtimestamp(path.stat().st_mtime, UTC),
        }
        for path in office.workspace.briefs_dir.glob("*")
        if path.suffix in {".docx", ".html"}
    ]
    return tuple(sorted(found, key=lambda item: item["created_at"], reverse=True))
