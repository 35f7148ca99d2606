"""What do we want to know? The commands that ask one question and print the answer."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.text import Text

from gaodi import api
from gaodi.base import NotFoundError, format_money
from gaodi.cli import rules
from gaodi.cli.cultivating import cultivate
from gaodi.cli.printing import (
    COLOUR_STYLES,
    join_line,
    make_table,
    print_json,
    stdout,
    style_word,
    write_count,
)
from gaodi.cli.whatif import whatif
from gaodi.cli.work import HERE, AsJson, Folder, OnDay, read_day

KIND_WORDS = {"table": "表格", "document": "文本", "register": "合成库"}


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    commands: dict[str, Callable[..., None]] = {
        "today": today,
        "sources": sources,
        "quarantine": quarantine,
        "region": region,
        "enterprises": enterprises,
        "cultivate": cultivate,
        "whatif": whatif,
        "tiers": tiers,
        "targets": targets,
        "trace": trace,
    }
    for name, command in commands.items():
        app.command(name)(command)
    app.add_typer(rules.group, name="rules")


def today(workspace: Folder = HERE, as_json: AsJson = False) -> None:
    """今日要事。What stands out today. 示例：gaodi today -w 湖南."""
    answer = api.get_today(api.open_office(workspace))
    if as_json:
        print_json(answer)
        return
    n_firms = answer.counts["enterprises"] if answer.run else None
    stdout.print(
        join_line(
            Text(answer.region_name, style="bold"),
            str(answer.on),
            f"来源 {answer.counts['sources']}",
            f"企业 {write_count(n_firms)}",
        )
    )
    words = {alert["colour"]: alert["word_zh"] for alert in answer.alerts}
    for alert in answer.alerts:
        stdout.print(join_line(style_word(words, COLOUR_STYLES, alert["colour"]), alert["zh"]))


def sources(workspace: Folder = HERE, as_json: AsJson = False) -> None:
    """列出来源。List sources. 示例：gaodi sources -w 湖南."""
    found = api.list_sources(api.open_office(workspace))
    if as_json:
        print_json(found)
        return
    if not found:
        stdout.print("还没有来源；用 gaodi import 导入文件。No sources yet; import files with gaodi import.")
        return
    table = make_table(
        "来源",
        [
            ("标识", "left"),
            ("名称", "left"),
            ("类型", "left"),
            ("字节", "right"),
            ("导入时间", "left"),
            ("合成", "left"),
        ],
    )
    for item in found:
        table.add_row(
            item.source_id[:12], item.title or item.name, KIND_WORDS.get(item.kind, item.kind),
            f"{item.size:,}", f"{item.imported_at.astimezone():%Y-%m-%d %H:%M:%S}",
            "合成" if item.synthetic else "",
        )  # fmt: skip
    stdout.print(table)


def quarantine(
    workspace: Folder = HERE,
    source: Annotated[str | None, typer.Option(help="来源标识（可只写前几位）。Source id.")] = None,
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """列出隔离的行和单元格。List what was put aside, with reasons. 示例：gaodi quarantine -w 湖南."""
    office = api.open_office(workspace)
    source_id = api.get_source(office, source).source.source_id if source else None
    found = api.list_quarantine(office, source_id=source_id, page=page, size=size)
    if as_json:
        print_json(found)
        return
    if not found.total:
        stdout.print("没有隔离的行和单元格。Nothing is in quarantine.")
        return
    names = {item.source_id: item.name for item in api.list_sources(office)}
    table = make_table(
        f"隔离 {found.total:,} 条（第 {found.page}/{found.n_pages} 页）",
        [
            ("文件", "left"),
            ("工作表", "left"),
            ("行", "right"),
            ("列", "left"),
            ("原文", "left"),
            ("原因", "left"),
        ],
    )
    for row in found.rows:
        table.add_row(
            names.get(row["source_id"], row["source_id"][:12]), row["sheet"], str(row["row"]),
            f"{row['column']} {row['header']}".strip(), row["raw"] or "", row["zh"],
        )  # fmt: skip
    stdout.print(table)


def region(
    workspace: Folder = HERE,
    on: OnDay = None,
    as_of: Annotated[str | None, typer.Option(help="快照。Snapshot.")] = None,
    as_json: AsJson = False,
) -> None:
    """区域概况。What the region is made of. 示例：gaodi region -w 湖南 --on 2026-06-01."""
    answer = api.describe_region(api.open_office(workspace), on=read_day(on), as_of=as_of)
    if as_json:
        print_json(answer)
        return
    table = make_table(
        f"{answer.name} {answer.on}",
        [
            ("市州", "left"),
            ("企业", "right"),
            ("规上", "right"),
            ("小巨人", "right"),
            ("上年营业收入", "right"),
        ],
    )
    for place in answer.places:
        table.add_row(
            place.zh,
            write_count(place.n_enterprises),
            write_count(place.n_above_scale),
            write_count(place.n_little_giants),
            format_money(place.revenue, "亿元"),
        )
    stdout.print(table)


def enterprises(
    workspace: Folder = HERE,
    q: Annotated[str, typer.Option("--query", "-q", help="名称片段或代码开头。Part of name or code.")] = "",
    city: Annotated[str, typer.Option(help="市州名称或代码。City.")] = "",
    chain: Annotated[str, typer.Option(help="产业链名称或标识。Chain.")] = "",
    title: Annotated[str, typer.Option(help="称号名称或标识。Title.")] = "",
    sort: Annotated[str, typer.Option(help="排序列，前加 - 为降序。Sort column.")] = "-revenue",
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(min=1, max=500)] = 20,
    as_json: AsJson = False,
) -> None:
    """企业列表。List enterprises. 示例：gaodi enterprises -q 液压 --city 长沙市 -w 湖南."""
    office = api.open_office(workspace)
    found = api.list_enterprises(
        office, q=q, city=_find_term(office, "divisions", city, "市州", "city"),
        chain=office.catalogue.chain(chain).id if chain else "",
        title=_find_term(office, "titles", title, "称号", "title"), sort=sort, page=page, size=size,
    )  # fmt: skip
    if as_json:
        print_json(found)
        return
    table = make_table(
        f"企业 {found.total:,} 家（第 {found.page}/{found.n_pages} 页）",
        [
            ("代码", "left"),
            ("名称", "left"),
            ("市州", "left"),
            ("营业收入", "right"),
            ("从业人员", "right"),
            ("称号", "left"),
        ],
    )
    names = {term.id: term.zh for term in office.catalogue.taxonomy("titles").terms}
    for row in found.rows:
        staff = write_count(row["staff"])
        table.add_row(
            row["enterprise_id"],
            row["name"],
            row["city_zh"] or "—",
            format_money(row["revenue"]),
            staff,
            "、".join(names.get(title_id, title_id) for title_id in row["titles"] or []),
        )
    stdout.print(table)


def _find_term(office: api.Office, taxonomy: str, text: str, zh: str, en: str) -> str:
    """Return the id of a term by id or name; a filter nobody knows would silently find nothing."""
    if not text:
        return ""
    term = office.catalogue.taxonomy(taxonomy).find(text)
    if term is None:
        raise NotFoundError(
            f"没有{zh}「{text}」；请用全称、常用简称或标识。", f"no {en} {text!r}; give its name or id."
        )
    return term.id


def tiers(workspace: Folder = HERE, as_json: AsJson = False) -> None:
    """梯度培育统计。Titles and candidates. 示例：gaodi tiers -w 湖南."""
    found = api.count_tiers(api.open_office(workspace))
    if as_json:
        print_json(found)
        return
    table = make_table(
        "梯度培育",
        [("称号", "left"), ("有效", "right"), ("数据条件符合未认定", "right"), ("数据不足", "right")],
    )
    for tier in found:
        table.add_row(
            tier.zh,
            f"{tier.n_holders:,}",
            write_count(tier.n_met_without_title),
            write_count(tier.n_undecided),
        )
    stdout.print(table)


def targets(workspace: Folder = HERE, as_json: AsJson = False) -> None:
    """目标与实际。Target against actual. 示例：gaodi targets -w 湖南."""
    review = api.review_targets(api.open_office(workspace))
    if as_json:
        print_json(review)
        return
    if not review.rows:
        stdout.print(
            "还没有目标；导入“指标数值”表，性质填“目标”。No targets yet; import them as indicator values."
        )
        return
    table = make_table(review.subject, [("指标", "left"), ("期间", "left"), ("说明", "left")])
    for row in review.rows:
        table.add_row(row.target.indicator, row.target.period, row.zh)
    stdout.print(table)


def trace(
    ref: Annotated[str, typer.Argument(help="出处，如 cell:…、fact:…。Reference.")],
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """打开一个数字的出处。Open a figure's origin. 示例：gaodi trace cell:来源/工作表/行/列 -w 湖南."""
    view = api.trace_origin(api.open_office(workspace), ref)
    if as_json:
        print_json(view)
        return
    table = make_table(view.title_zh, [("项", "left"), ("值", "left")])
    for label, text in view.lines:
        table.add_row(label, text)
    stdout.print(table)
    if view.excerpt:
        stdout.print(view.excerpt)
