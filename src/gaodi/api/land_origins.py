"""What stands in a cell of a sheet that is kept as it came? The text as written, its row under the headers, its source."""

from gaodi.api.land_evaluations import list_evaluations
from gaodi.api.land_files import open_firm_grid
from gaodi.api.land_grids import Grid
from gaodi.api.land_scores import list_land_standards
from gaodi.api.records import Office, OriginView
from gaodi.base import NotFoundError
from gaodi.evidence import Source, find_source_file, to_letters


def open_sheet_cell(
    office: Office, ref: str, source: Source, sheet: str, row: int, letters: str
) -> OriginView:
    """Open one cell of a kept sheet of land figures, by row and the letters of its column.

    Raises
    ------
    NotFoundError
        If the source is no kept sheet, or the sheet has no such cell.
    """
    grid = _find_grid(office, source)
    if grid is None or grid.sheet.name != sheet:
        raise NotFoundError(f"来源中没有表「{sheet}」。", f"the source has no sheet {sheet!r}.")
    found = {to_letters(place): (place, header) for place, header in grid.columns.values()}
    if letters not in found or not grid.header_row < row <= grid.sheet.n_rows:
        raise NotFoundError(
            f"「{sheet}」没有单元格 {letters}{row}。", f"sheet {sheet!r} has no cell {letters}{row}."
        )
    place, header = found[letters]
    lines = [
        ("来源 Source", source.title or source.name),
        ("文件 File", source.name),
        ("工作表 Sheet", sheet),
        ("行 Row", f"{row:,}"),
        ("列 Column", f"{letters}（{header}）"),
        ("原文 As written", grid.sheet.cell_text(row, place) or "—"),
        ("导入时间 Imported", source.imported_at.isoformat(timespec="seconds")),
        ("SHA-256", source.source_id),
    ]
    return OriginView(
        ref=ref,
        kind="cell",
        title_zh=header,
        title_en=header,
        lines=tuple(lines),
        excerpt=None,
        row=tuple((name, grid.sheet.cell_text(row, at) or "—") for at, name in sorted(grid.columns.values())),
        href=f"/evidence/sources/{source.source_id}",
        synthetic=source.synthetic,
    )


def _find_grid(office: Office, source: Source) -> Grid | None:
    standards = {one.id: one for one in list_land_standards(office.workspace.root / "catalogue")}
    for evaluation in list_evaluations(office):
        if evaluation.source_id == source.source_id and evaluation.standard_id in standards:
            path = find_source_file(office.workspace, source.source_id)
            return open_firm_grid(path, standards[evaluation.standard_id], name=evaluation.file)
    return None
