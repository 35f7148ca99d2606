"""What came in? Files become sources, tables and facts; the same file twice changes nothing and says so."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gaodi.api.comparing import compare_locked
from gaodi.api.readings import read_facts, read_written
from gaodi.api.records import ImportReport, Office
from gaodi.base import GaodiError, InputError, Progress, SourceError, TableError, ignore_progress
from gaodi.catalogue import GUIDE_SHEETS
from gaodi.evidence import (
    DOCUMENT_SUFFIXES,
    ImportOutcome,
    Sheet,
    SheetMapping,
    Source,
    StagedTable,
    check_file,
    digest_file,
    digest_mapping,
    load_mapping_file,
    propose_mapping,
    read_document,
    read_sheets,
    stage_sheet,
    store_source,
    sweep_sources,
    write_mapping_file,
)
from gaodi.region import commit_import, sweep_orphans


def import_files(
    office: Office,
    paths: Iterable[Path],
    *,
    table: str | None = None,
    mapping_file: Path | None = None,
    synthetic: bool = False,
    title: str | None = None,
    published_on: str | None = None,
    progress: Progress = ignore_progress,
) -> ImportReport:
    """Import tables (CSV, XLSX, XLS) and documents (TXT, MD, HTML, DOCX, PDF, PNG, JPG), one transaction a file.

    Parameters
    ----------
    office : Office
    paths : iterable of Path
    table : str or None
        Id of the table the sheets hold; None proposes one from the headers.
    mapping_file : Path or None
        YAML that says which header feeds which column.
    synthetic : bool
        Whether the rows are generated, not observed.
    title : str or None
        Title to show for the source instead of the file's name.
    published_on : str or None
        Date of the documents, such as 2026-03; says what 今年 means, and which source is the later one.
    progress : Progress

    Returns
    -------
    ImportReport
        A file that cannot be accepted is reported as `failed` and leaves the workspace as it was; the
        others are imported.

    Raises
    ------
    WorkspaceBusyError
        If another process is importing.
    InputError
        If the date is none.
    """
    chosen = list(paths)
    read_written(published_on)
    before = office.workspace.ledger.snapshot()
    outcomes: list[ImportOutcome] = []
    with office.workspace.write_lock():
        for number, path in enumerate(chosen):
            progress("files", number, len(chosen))
            try:
                outcomes += _import_file(
                    office,
                    path,
                    table=table,
                    mapping_file=mapping_file,
                    synthetic=synthetic,
                    title=title,
                    published_on=published_on,
                    progress=progress,
                )
            except GaodiError as error:
                outcomes.append(_outcome(path.name, kind="failed", zh=error.zh, en=error.en))
        progress("files", len(chosen), len(chosen))
        # What a killed import left behind, older than an hour: files that no ledger row names.
        sweep_orphans(office.workspace)
        sweep_sources(office.workspace)
        if any(outcome.kind == "document" or outcome.table == "indicator_value" for outcome in outcomes):
            compare_locked(office, progress=progress)
    after = office.workspace.ledger.snapshot()
    changed = any(outcome.kind in {"table", "document", "register"} for outcome in outcomes)
    latest = after or before
    return ImportReport(
        outcomes=tuple(outcomes), snapshot_id=latest.snapshot_id if latest else None, changed=changed
    )


def preview_import(
    office: Office, path: Path, *, table: str | None = None, mapping_file: Path | None = None
) -> tuple[SheetMapping, ...]:
    """Say how the sheets of a file would be mapped, without importing anything; a text has none."""
    check_file(path)
    if path.suffix.lower() in DOCUMENT_SUFFIXES:
        return ()
    overrides = load_mapping_file(mapping_file) if mapping_file else None
    return tuple(
        propose_mapping(sheet, office.catalogue, table=table, overrides=overrides)
        for sheet in read_sheets(path)
        if sheet.name not in GUIDE_SHEETS
    )


def save_mapping(mappings: tuple[SheetMapping, ...], path: Path) -> None:
    """Write a proposed mapping to a YAML file that `mapping_file` reads back.

    Raises
    ------
    InputError
        If the file has several sheets; a mapping file says how one sheet is read.
    """
    if len(mappings) != 1:
        raise InputError(
            f"文件有 {len(mappings)} 个可对应的工作表，列对应文件只写一个；请另存为单表文件。",
            f"{len(mappings)} sheets were mapped; a mapping file holds one: save the sheet as a file of its own.",
        )
    write_mapping_file(mappings[0], path)


def _import_file(
    office: Office,
    path: Path,
    *,
    table: str | None,
    mapping_file: Path | None,
    synthetic: bool,
    title: str | None,
    published_on: str | None,
    progress: Progress,
) -> list[ImportOutcome]:
    check_file(path)
    if path.suffix.lower() in DOCUMENT_SUFFIXES:
        return [
            _import_document(
                office, path, title=title, published_on=published_on, synthetic=synthetic, progress=progress
            )
        ]
    overrides = load_mapping_file(mapping_file) if mapping_file else None
    mapped: list[tuple[Sheet, SheetMapping]] = []
    skipped: list[ImportOutcome] = []
    for sheet in read_sheets(path):
        if sheet.name in GUIDE_SHEETS:
            continue
        try:
            mapped.append((sheet, propose_mapping(sheet, office.catalogue, table=table, overrides=overrides)))
        except TableError as error:
            skipped.append(_outcome(path.name, sheet=sheet.name, kind="skipped", zh=error.zh, en=error.en))
    if not mapped and not skipped:
        raise TableError(
            "文件里只有填写说明，没有数据表；请导入填好的表。",
            "the file holds the guide only, no table; import the filled form.",
        )
    if not mapped:
        raise TableError(
            "\n".join(dict.fromkeys(item.zh for item in skipped)),
            "\n".join(dict.fromkeys(item.en for item in skipped)),
        )
    source = store_source(office.workspace, path, kind="table", title=title, synthetic=synthetic)
    known: list[ImportOutcome] = []
    staged: list[StagedTable] = []
    for sheet, mapping in mapped:
        if office.workspace.ledger.has_import(
            source.source_id, mapping.sheet, mapping.table, digest_mapping(mapping)
        ):
            known.append(_already_known(path, source, mapping))
        else:
            staged.append(
                stage_sheet(
                    sheet, mapping, source.source_id, office.catalogue, synthetic=synthetic, progress=progress
                )
            )
    if not staged:
        return known + skipped
    snapshot = commit_import(office.workspace, source, staged, note=path.name)
    return [_table_outcome(source, item, snapshot.snapshot_id) for item in staged] + known + skipped


def _import_document(
    office: Office,
    path: Path,
    *,
    title: str | None,
    published_on: str | None,
    synthetic: bool,
    progress: Progress,
) -> ImportOutcome:
    ledger = office.workspace.ledger
    digest = digest_file(path)
    if ledger.has_document(digest):
        known = ledger.source(digest)
        return _outcome(
            path.name, kind="skipped", source_id=known.source_id,
            zh=f"{_name_both(path, known)}已导入过（内容相同），未作改动。",
            en=f"{path.name} is in the workspace already (same bytes as {known.name}); nothing changed.",
        )  # fmt: skip
    # Read first: a document that is refused leaves no file in sources/.
    document = read_document(path, progress=progress)
    source = store_source(office.workspace, path, kind="document", title=title, synthetic=synthetic)
    if source.source_id != digest:
        raise SourceError(
            f"文件 {path} 在读取时被改动；请关闭正在编辑它的程序后再导入。",
            f"{path} changed while it was read; close the program that edits it and import it again.",
        )
    facts = read_facts(
        document, source.source_id, region=office.workspace.config.region_name, written=published_on
    )
    ledger.register_document(replace(source, published_on=published_on), document, facts)
    return _outcome(
        source.name, kind="document", source_id=source.source_id, n_facts=len(facts),
        zh=f"{source.name}：{len(document.text):,} 字，提取数字 {len(facts)} 个。",
        en=f"{source.name}: {len(document.text):,} characters, {len(facts)} figures found.",
    )  # fmt: skip


def _name_both(path: Path, source: Source) -> str:
    """Return the file's name and, where the same bytes came in under another, that one."""
    return f"{path.name} " if path.name == source.name else f"{path.name}（与来源 {source.name} 内容相同）"


def _already_known(path: Path, source: Source, mapping: SheetMapping) -> ImportOutcome:
    return _outcome(
        path.name, sheet=mapping.sheet, kind="skipped", source_id=source.source_id, table=mapping.table,
        mapping=mapping,
        zh=f"{_name_both(path, source)}的工作表「{mapping.sheet}」已导入过（内容与列对应均相同），未作改动。",
        en=f"{path.name} [{mapping.sheet}] is in the workspace already (same bytes as {source.name}, same mapping); "
        "nothing changed.",
    )  # fmt: skip


def _table_outcome(source: Source, staged: StagedTable, snapshot_id: str) -> ImportOutcome:
    n_accepted = staged.accepted.height
    n_cells = staged.quarantine.filter(staged.quarantine["severity"] == "cell").height
    n_rejected = staged.n_read - n_accepted
    return _outcome(
        source.name, sheet=staged.mapping.sheet, kind="table", source_id=source.source_id,
        table=staged.mapping.table, mapping=staged.mapping, n_read=staged.n_read, n_accepted=n_accepted,
        n_quarantined=n_rejected, n_cell_issues=n_cells, snapshot_id=snapshot_id,
        zh=f"读取 {staged.n_read:,} 行，入库 {n_accepted:,} 行，隔离 {n_rejected:,} 行，另有 {n_cells:,} 个单元格按未知处理。",
        en=f"{staged.n_read:,} rows read, {n_accepted:,} accepted, {n_rejected:,} quarantined; "
        f"{n_cells:,} cells kept as unknown.",
    )  # fmt: skip


def _outcome(
    name: str,
    *,
    kind: str,
    zh: str,
    en: str,
    sheet: str = "",
    source_id: str = "",
    table: str | None = None,
    mapping: SheetMapping | None = None,
    n_read: int = 0,
    n_accepted: int = 0,
    n_quarantined: int = 0,
    n_cell_issues: int = 0,
    n_facts: int = 0,
    snapshot_id: str | None = None,
) -> ImportOutcome:
    return ImportOutcome(
        source_id=source_id,
        source_name=name,
        sheet=sheet,
        kind=kind,
        table=table,
        n_read=n_read,
        n_accepted=n_accepted,
        n_quarantined=n_quarantined,
        n_cell_issues=n_cell_issues,
        n_facts=n_facts,
        snapshot_id=snapshot_id,
        mapping=mapping,
        zh=zh,
        en=en,
    )
