"""How does a what-if leave the workspace? Excel and Word, byte for byte the same for the same answer."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from gaodi.api.office_files import still_file
from gaodi.api.records import Office
from gaodi.api.workbooks import SheetContent, write_workbook
from gaodi.base import InputError
from gaodi.brief import Brief, BriefTable, Paragraph, Section, write_docx
from gaodi.cultivate import RuleChange

N_LISTED_WORD = 60
"""Firms a Word report lists; Excel has all of them. Our own choice: three pages."""
STATE_ZH = {"met": "符合", "not_met": "不符合", "unknown": "数据不足", "manual_review": "需人工审核"}
CHANGE_ZH = {"gain": "新符合", "lose": "不再符合", "unclear": "数据不足，不能判断"}
Row = tuple[str | int, ...]


def export_scenario(office: Office, change: RuleChange, path: Path) -> Path:
    """Write what a change of rules does as Excel or Word.

    Parameters
    ----------
    office : Office
    change : RuleChange
    path : Path
        Ends in .xlsx or .docx; replaced if it exists.

    Raises
    ------
    InputError
        If the ending is another, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".docx"):
        raise InputError(
            f"不知道把 {path.name} 写成什么格式；文件名请以 .xlsx 或 .docx 结尾。",
            f"cannot tell the format of {path.name}; end it in .xlsx or .docx.",
        )
    draft = path.with_name(f".{path.stem}.new{kind}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".xlsx":
            _write_workbook(office, change, draft)
        else:
            write_docx(compose_scenario(office, change), draft)
            still_file(draft)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹、权限，并关闭正在打开它的程序。",
            f"cannot write {path} ({error.strerror}); check folder and permissions, and close what has it open.",
        ) from error
    return path


def list_tables(office: Office, change: RuleChange) -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    """Return the tables of a what-if by title: header and rows, as every door shows them."""
    places = {term.id: term.zh for term in office.catalogue.taxonomy("divisions").terms}
    chains = {key: chain.zh for key, chain in office.catalogue.chains.items()}
    sides = {"lose": "不再符合", "gain": "新符合"}
    header = ("", "原符合", "现符合", "新符合", "不再符合")
    groups = {
        "按市州": ("市州", places, change.by_city), "按产业链": ("产业链", chains, change.by_chain),
        "按规模": ("规模", {}, change.by_size),
    }  # fmt: skip
    tables: dict[str, tuple[tuple[str, ...], list[Row]]] = {
        "关键条款": (
            ("方向", "条款", "内容", "企业数", "只因它"),
            [(sides[f.side], f.clause_id, f.zh, f.n_firms, f.n_alone) for f in change.flips],
        )
    }
    for title, (label, names, found) in groups.items():
        rows: list[Row] = [
            (names.get(g.id, g.id) or "未知", g.n_before, g.n_after, g.n_gain, g.n_lose)
            for g in found
            if g.n_before or g.n_after
        ]
        if rows:
            tables[title] = ((label, *header[1:]), rows)
    nodes = {node.id: node.zh for pack in office.packs.packs.values() for node in pack.nodes()}
    tables["名单"] = (
        ("变化", "代码", "名称", "市州", "规模", "产业链", "原标准", "新标准", "翻转条款"),
        [
            (
                CHANGE_ZH[row["change"]], row["enterprise_id"], row["name"],
                places.get(row["city_code"], "未知"), row["size"] or "未知",
                "、".join(chains.get(one, one) for one in row["chains"] or ()),
                STATE_ZH[row["before"]], STATE_ZH[row["after"]],
                "；".join(f"{one} {nodes.get(one, '')}".strip() for one in row["flipped"]),
            )
            for row in change.firms.to_dicts()
        ],
    )  # fmt: skip
    return tables


def _summarise(office: Office, change: RuleChange) -> str:
    before, after = office.packs.pack(change.scenario.from_pack), office.packs.pack(change.scenario.to_pack)
    changed = "；".join(f"{key} 改为 {value}" for key, value in change.scenario.changes.items())
    return (
        f"由{before.zh}（{before.document}）改为{after.zh}（{after.document}）{'，' + changed if changed else ''}，"
        f"判定日期 {change.scenario.on}。{change.n_firms:,} 家企业中，数据条件符合的由 {change.n_before:,} 家变为 "
        f"{change.n_after:,} 家：新符合 {change.n_gain:,} 家，不再符合 {change.n_lose:,} 家，"
        f"另有 {change.n_unclear:,} 家因数据不足不能判断。符合含仍需人工审核的企业。"
    )


def compose_scenario(office: Office, change: RuleChange) -> Brief:
    """Compose the Word report of a what-if."""
    tables = list_tables(office, change)
    source = (
        f"工作区快照 {change.snapshot_id}；规则包 {change.scenario.from_pack}、{change.scenario.to_pack}。"
    )
    parts = [Section(title="结论", blocks=(Paragraph(text=_summarise(office, change), notes=(source,)),))]
    for title, (header, rows) in tables.items():
        shown = rows[:N_LISTED_WORD]
        blocks: list[Any] = [_make_table(title, header, shown, source)]
        if len(rows) > len(shown):
            blocks.append(Paragraph(text=f"共 {len(rows):,} 行，此处列前 {len(shown)} 行，全部见 Excel 表。"))
        parts.append(Section(title=title, blocks=tuple(blocks)))
    return Brief(
        title=f"规则情景：{change.scenario.name}",
        subtitle=f"{change.scenario.on}",
        issuer=office.workspace.config.region_name,
        on=change.scenario.on,
        lang="zh",
        sections=tuple(parts),
        synthetic=bool(change.firms["synthetic"].any()) if change.firms.height else False,
        reproducibility={"snapshot_id": change.snapshot_id},
    )


def _make_table(title: str, header: tuple[str, ...], rows: Sequence[Row], source: str) -> BriefTable:
    return BriefTable(
        title=title,
        header=header,
        rows=tuple(tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in rows),
        align=tuple(
            "right" if rows and isinstance(rows[0][place], int) else "left" for place in range(len(header))
        ),
        notes=(source,),
    )


def _write_workbook(office: Office, change: RuleChange, path: Path) -> None:
    day = change.scenario.on
    notes = [_summarise(office, change), f"快照 {change.snapshot_id}"]
    if change.firms.height and change.firms["synthetic"].any():
        notes.append("含合成数据：合成企业名称以“虚拟”开头，与真实企业无关。")
    sheets = [SheetContent(title="说明", header=(), rows=[(note,) for note in notes], n_rows=len(notes))]
    for title, (header, rows) in list_tables(office, change).items():
        sheets.append(SheetContent(title=title, header=header, rows=rows, n_rows=len(rows)))
    properties = {"title": change.scenario.name, "created": datetime(day.year, day.month, day.day)}
    write_workbook(path, sheets, properties=properties)
