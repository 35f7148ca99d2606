"""How do facts leave the workspace? JSON Lines, CSV, Excel, and SDMX-CSV for indicator values."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gaodi.api.fact_lines import to_records, write_line
from gaodi.api.fact_records import ExportFormat
from gaodi.api.fact_rows import fact_row
from gaodi.api.plain import rows_to_csv
from gaodi.api.records import Office
from gaodi.api.sdmx import write_sdmx
from gaodi.api.workbooks import build_sheet, write_workbook
from gaodi.base import InputError
from gaodi.evidence import EffectiveFact
from gaodi.prose import Fact

_ENDINGS: dict[str, ExportFormat] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}
COLUMNS = (
    ("source_title", "来源"), ("indicator", "指标"), ("subject", "主体"), ("period", "期间"), ("comparison", "比较方式"),
    ("bound", "界"), ("status", "性质"), ("value", "数值"), ("value_min", "下限"), ("value_max", "上限"),
    ("unit", "单位"), ("base", "相对于"), ("scope", "范围"), ("text", "原文"), ("place", "位置"), ("state", "状态"),
    ("confidence", "把握"), ("rule", "规则"), ("ref", "出处"), ("fact_id", "编号"),
)  # fmt: skip
"""Columns of CSV and Excel, with their headers."""


def export_facts(
    office: Office,
    path: Path,
    *,
    format: ExportFormat | None = None,
    **filters: Any,  # noqa: ANN401  the filters of list_facts
) -> int:
    """Write the facts that count to a file.

    Parameters
    ----------
    path : Path
    format : {"jsonl", "csv", "xlsx", "sdmx-csv"} or None
        None goes by the file's ending. `jsonl` has the fields of the fact schema, `doc` being the source's name.
        `sdmx-csv` holds indicator values only: facts of tables whose indicator is in the catalogue.
    filters
        As in `list_facts`.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    InputError
        If the format is unknown, too many rows for Excel fit, or the file cannot be written.
    """
    chosen = format or _ENDINGS.get(path.suffix.lower())
    if chosen not in {"jsonl", "csv", "xlsx", "sdmx-csv"}:
        raise InputError(
            f"不知道把 {path.name} 写成什么格式；文件名以 .jsonl、.csv 或 .xlsx 结尾，或指定 sdmx-csv。",
            f"cannot tell the format of {path.name}; end it in .jsonl, .csv or .xlsx, or ask for sdmx-csv.",
        )
    ledger = office.workspace.ledger
    found = ledger.store.find(**filters)
    sources = {source.source_id: source for source in ledger.sources()}
    titles = {key: source.title or source.name for key, source in sources.items()}
    try:
        if chosen == "xlsx":
            write_workbook(path, [build_sheet("数字", COLUMNS, _list_rows(found, titles), len(found))])
            return len(found)
        if chosen == "sdmx-csv":
            # Only codes of the catalogue: a phrase lifted from a text has none.
            cells = [item.fact for item in found if item.fact.rule.startswith(("cell:", "catalogue:"))]
            names = {indicator.zh: key for key, indicator in office.catalogue.indicators.items()}
            text, n_rows = write_sdmx(cells, names, titles)
        elif chosen == "csv":
            text, n_rows = rows_to_csv(_list_rows(found, titles), COLUMNS), len(found)
        else:
            names = {key: source.name for key, source in sources.items()}
            text, n_rows = _write_lines([item.fact for item in found], names), len(found)
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限，并关闭正在打开它的程序。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions, and close what has it open.",
        ) from error
    return n_rows


def write_fact_lines(office: Office, **filters: Any) -> str:  # noqa: ANN401  the filters of list_facts
    """Return the facts that count as JSON Lines, as `export_facts` writes them."""
    ledger = office.workspace.ledger
    names = {source.source_id: source.name for source in ledger.sources()}
    return _write_lines([item.fact for item in ledger.store.find(**filters)], names)


def _write_lines(facts: list[Fact], names: dict[str, str]) -> str:
    by_source: dict[str, list[Fact]] = {}
    for fact in facts:
        by_source.setdefault(fact.source_id, []).append(fact)
    lines = (
        write_line(record)
        for source_id, group in by_source.items()
        for record in to_records(names[source_id], group)
    )
    return "".join(f"{line}\n" for line in lines)


def _list_rows(found: Iterable[EffectiveFact], titles: dict[str, str]) -> Iterator[dict[str, Any]]:
    return (fact_row(item) | {"source_title": titles.get(item.fact.source_id, "")} for item in found)
