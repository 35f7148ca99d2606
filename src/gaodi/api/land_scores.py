"""How do a place's firms score on their land? A sheet of figures and a published formula in, worked sheets out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaodi.api.land_files import read_corrections, read_firms
from gaodi.api.plain import rows_to_csv
from gaodi.api.workbooks import build_sheet, write_workbook
from gaodi.base import InputError
from gaodi.land import (
    CorrectedDatum,
    LandResult,
    LandScore,
    LandStandard,
    complete_standard,
    get_land_standard,
    load_land_standards,
    rescore_firms,
    score_firms,
)

TOTAL_COLUMNS = (
    ("firm_id", "企业标识"), ("name", "企业名称"), ("table_zh", "类别"), ("total", "总分"), ("rank", "位次"),
    ("rank_at_most", "位次至多"), ("n_ranked", "参加排位"), ("class_id", "类"), ("possible_classes", "可能的类"),
    ("treated_as", "按此类对待"), ("exemption", "不分类情形"), ("bonus", "加分"), ("deduction", "减分"),
    ("note_zh", "说明"), ("note_en", "Note"),
)  # fmt: skip
ITEM_COLUMNS = (
    ("firm_id", "企业标识"), ("name", "企业名称"), ("zh", "指标"), ("unit", "单位"), ("value", "数值"), ("how_zh", "数值怎么算"), ("base", "基数"),
    ("least", "最小值"), ("greatest", "最大值"), ("weight", "权重"), ("points", "得分"), ("state_zh", "情况"),
    ("note_zh", "怎么得出"), ("note_en", "How"), ("cells", "来源单元格"), ("article", "条款"),
)  # fmt: skip
CORRECTION_COLUMNS = (
    ("firm_id", "企业标识"), ("name", "企业名称"), ("zh", "指标"), ("before", "原值"), ("before_cells", "原值单元格"),
    ("after", "更正值"), ("reason", "理由"), ("who", "提出人"), ("total_before", "原总分"), ("total_after", "新总分"),
    ("rank_before", "原位次"), ("rank_after", "新位次"), ("class_before", "原类"), ("class_after", "新类"),
)  # fmt: skip
STATE_ZH = {"known": "有数据", "imputed": "按办法赋分", "unknown": "未知"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LandReport:
    """Land scores of one sheet; with corrections, the scores before them too."""

    file: str
    result: LandResult
    before: LandResult | None = None
    corrections: tuple[CorrectedDatum, ...] = ()
    synthetic: bool = False


def list_land_standards(extra: Path | None = None) -> tuple[LandStandard, ...]:
    """Return the known standards of land scores, shipped and, over them, a workspace's own."""
    return tuple(load_land_standards(extra).values())


def score_land(
    path: Path,
    standard_id: str,
    *,
    table: str | None = None,
    corrections: Path | None = None,
    weights: Mapping[str, Decimal] | None = None,
    bases: Mapping[str, Decimal] | None = None,
    extra: Path | None = None,
) -> LandReport:
    """Score, rank and class the firms of a sheet.

    Parameters
    ----------
    path : Path
        CSV or Excel, see `read_firms`.
    standard_id : str
        As `list_land_standards` names them.
    table : str or None
        规上 or 规下, for sheets without such a column.
    corrections : Path or None
        Disputed data: 企业名称 or 信用代码, 指标, 更正值, 理由.
    weights, bases : mapping of str to Decimal, or None
        Numbers the standard's text as seen does not hold, by item.
    extra : Path or None
        Folder with `rules/land_scores/*.yaml` of a workspace.

    Returns
    -------
    LandReport

    Raises
    ------
    NotFoundError
        If there is no such standard, table, firm or item.
    InputError
        If the sheet cannot be read; names file, row and column.
    """
    standard = get_land_standard(load_land_standards(extra), standard_id)
    standard = complete_standard(standard, weights=dict(weights or {}), bases=dict(bases or {}))
    firms = read_firms(path, standard, table=table)
    if not firms:
        raise InputError(f"{path.name} 没有企业行。", f"{path.name} has no rows of firms.")
    if corrections is None:
        return LandReport(file=path.name, result=score_firms(standard, firms))
    found = rescore_firms(standard, firms, read_corrections(corrections, firms, standard))
    return LandReport(file=path.name, result=found.after, before=found.before, corrections=found.corrections)


def land_total_row(score: LandScore) -> dict[str, Any]:
    """Return a firm's total as one row, without its items."""
    return {name: getattr(score, name) for name, _ in TOTAL_COLUMNS}


def land_item_rows(score: LandScore) -> list[dict[str, Any]]:
    """Return a firm's worked sheet, one row an item."""
    return [
        {name: getattr(line, name) for name, _ in ITEM_COLUMNS if hasattr(line, name)}
        | {"firm_id": score.firm_id, "name": score.name, "state_zh": STATE_ZH[line.state]}
        for line in score.items
    ]


def write_land_report(report: LandReport, path: Path) -> int:
    """Write a report as Excel (totals, worked sheets, corrections, notes) or its totals as CSV.

    Returns
    -------
    int
        Firms written.

    Raises
    ------
    InputError
        If the ending is neither `.xlsx` nor `.csv`, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in {".xlsx", ".csv"}:
        raise InputError(
            f"输出文件「{path.name}」的后缀应为 .xlsx 或 .csv。", f"{path.name!r} must end in .xlsx or .csv."
        )
    totals = [land_total_row(score) for score in report.result.scores]
    try:
        if ending == ".csv":
            path.write_text(rows_to_csv(totals, TOTAL_COLUMNS), encoding="utf-8", newline="")
        else:
            _write_workbook(report, totals, path)
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error
    return len(totals)


def _write_workbook(report: LandReport, totals: list[dict[str, Any]], path: Path) -> None:
    result = report.result
    items = [row for score in result.scores for row in land_item_rows(score)]
    sheets: list[tuple[str, tuple[tuple[str, str], ...], list[dict[str, Any]]]] = [
        ("得分", TOTAL_COLUMNS, totals),
        ("计算底稿", ITEM_COLUMNS, items),
    ]
    if report.before is not None:
        told = [{name: getattr(line, name) for name, _ in CORRECTION_COLUMNS} for line in report.corrections]
        old = [land_total_row(score) for score in report.before.scores]
        sheets += [("异议更正", CORRECTION_COLUMNS, told), ("更正前得分", TOTAL_COLUMNS, old)]
    notes = [
        {"key": key, "value": value}
        for key, value in (
            ("评价办法", result.zh), ("Standard", result.en), ("文号", result.document), ("出处", result.source),
            ("核对情况", result.status), ("说明", result.note_zh), ("Note", result.note_en), ("数据文件", report.file),
            *((("合成数据", "本表数据由程序生成或自拟，与真实企业无关。"),) if report.synthetic else ()),
        )
    ]  # fmt: skip
    sheets.append(("说明", (("key", "项"), ("value", "内容")), notes))
    write_workbook(path, [build_sheet(title, columns, rows, len(rows)) for title, columns, rows in sheets])
