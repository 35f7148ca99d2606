"""What did the import do? Its report, the mapping it proposes, and what to do next."""

import shlex
from pathlib import Path

from gaodi import api
from gaodi.cli.printing import make_table, stdout, write_count

KINDS = {"document": "文本", "register": "合成库", "skipped": "跳过", "failed": "失败"}


def print_report(office: api.Office, report: api.ImportReport) -> None:
    """Print a row per sheet or text, then what needs to be read, in both languages."""
    columns = [
        ("文件", "left"),
        ("表", "left"),
        ("读取", "right"),
        ("入库", "right"),
        ("隔离", "right"),
        ("存疑格", "right"),
    ]
    table = make_table("导入结果", columns)
    for item in report.outcomes:
        style = {"failed": "red", "skipped": "dim"}.get(item.kind)
        # No table was read from a text, a skipped sheet or a refused file: that is no count of 0.
        counted = item.kind in {"table", "register"}
        counts = [item.n_read, item.n_accepted, item.n_quarantined, item.n_cell_issues]
        name = f"{item.source_name}［{item.sheet}］" if item.sheet else item.source_name
        kind = KINDS.get(item.kind) or name_table(office, item.table)
        table.add_row(name, kind, *(write_count(count if counted else None) for count in counts), style=style)
    stdout.print(table)
    for item in report.outcomes:
        if item.kind in {"failed", "skipped", "document"}:
            # With several files a message that names only the sheet does not say which file it is about.
            where = "" if item.source_name in item.zh else f"{item.source_name}："
            stdout.print(f"{KINDS[item.kind]}  {where}{item.zh}")
            stdout.print(f"      {item.en}")
        if item.mapping and item.mapping.unmapped:
            stdout.print(
                f"{item.source_name}：未对应的列（未入库）Not mapped：{'、'.join(item.mapping.unmapped)}"
            )
    if not report.changed:
        stdout.print("工作区没有变化。Nothing changed.")


def print_next(report: api.ImportReport, workspace: Path) -> None:
    """Say where the rejected rows are and what comes next."""
    folder = shlex.quote(str(workspace))
    n_aside = sum(item.n_quarantined + item.n_cell_issues for item in report.outcomes)
    if n_aside:
        stdout.print(f"隔离和存疑共 {n_aside:,} 条，逐条原因 See why：gaodi quarantine -w {folder}")
    if report.changed:
        stdout.print(f"下一步 Next：gaodi run -w {folder}")


def print_mappings(office: api.Office, path: Path, mappings: tuple[api.SheetMapping, ...]) -> None:
    """Print how each sheet of a file would be read."""
    if not mappings:
        stdout.print(f"{path.name}：文本，按整篇导入，没有列对应。A text: imported whole, no columns.")
    for mapping in mappings:
        table = make_table(
            f"{path.name}［{mapping.sheet}］→ {name_table(office, mapping.table)}（对应率 {mapping.score:.0%}）",
            [("列", "left"), ("表头", "left"), ("单位", "left"), ("依据", "left")],
        )
        for column in mapping.columns:
            table.add_row(column.column, "、".join(column.headers), column.unit or "", column.reason)
        stdout.print(table)
        if mapping.unmapped:
            stdout.print(f"未对应 Not mapped：{'、'.join(mapping.unmapped)}")


def name_table(office: api.Office, table_id: str | None) -> str:
    """Return a table's label and its id, which `--table` takes."""
    table = office.catalogue.tables.get(table_id or "")
    return f"{table.zh} {table.id}" if table else table_id or "—"
