"""What do the rules say? Packs listed, shown, compared and checked; the schema of their files."""

from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.cli.printing import make_table, print_json, stdout
from gaodi.cli.work import HERE, AsJson, Folder

KINDS = {"changed": "改", "added": "增", "removed": "删"}
LEVELS = {"error": "错误", "warning": "提醒"}

group = typer.Typer(
    help="规则包：列出、查看、比较、检查。Rule packs: list, show, diff, check.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Lang = Annotated[str, typer.Option("--lang", help="zh 或 en。")]


@group.command("list")
def list_(workspace: Folder = HERE, as_json: AsJson = False) -> None:
    """列出规则包。List rule packs. 示例：gaodi rules list -w 湖南."""
    found = api.list_rules(api.open_rules(workspace))
    if as_json:
        print_json(found)
        return
    table = make_table(
        "规则包",
        [("标识", "left"), ("称号", "left"), ("文件", "left"), ("适用期", "left"), ("条款", "right"), ("依据状态", "left")],
    )  # fmt: skip
    for one in found:
        spans = "；".join(f"{route} {start}–{end or ''}" for route, start, end in one.spans)
        table.add_row(one.id, one.title_zh, one.document, spans, str(one.n_nodes), one.status)
    stdout.print(table)


@group.command()
def show(
    pack: Annotated[str, typer.Argument(help="规则包标识，如 little_giant_2026。Pack.")],
    lang: Lang = "zh",
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """按条显示规则包。Show a pack clause by clause. 示例：gaodi rules show little_giant_2026."""
    book = api.open_rules(workspace)
    lines = api.show_rules(book, pack)
    if as_json:
        print_json(lines)
        return
    found = book.packs.pack(pack)
    is_zh = lang != "en"
    stdout.print(f"{found.zh if is_zh else found.en}（{found.document}）  {found.source}")
    heads = (
        ("标识", "条款", "要求", "限于", "依据", "状态")
        if is_zh
        else ("Id", "Clause", "Demand", "Limits", "Article", "Status")
    )
    table = make_table(pack, [(head, "left") for head in heads])
    for line in lines:
        table.add_row(
            line.id, "  " * line.depth + (line.zh if is_zh else line.en),
            line.demand_zh if is_zh else line.demand_en, line.limits_zh if is_zh else line.limits_en,
            line.article if line.document == found.document else f"{line.document} {line.article}", line.status,
        )  # fmt: skip
    stdout.print(table)


@group.command()
def diff(
    first: Annotated[str, typer.Argument(help="原规则包。First pack.")],
    second: Annotated[str, typer.Argument(help="新规则包。Second pack.")],
    lang: Lang = "zh",
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """逐条比较两个规则包。What changed between two packs. 示例：gaodi rules diff little_giant_2022 little_giant_2026."""
    found = api.diff_rules(api.open_rules(workspace), first, second)
    if as_json:
        print_json(found)
        return
    is_zh = lang != "en"
    table = make_table(
        f"{first} → {second}：{len(found)} 处", [("", "left"), (first, "left"), (second, "left")]
    )

    def cell(line: api.RuleLine | None) -> str:
        if line is None:
            return "—"
        words, demand = (line.zh, line.demand_zh) if is_zh else (line.en, line.demand_en)
        limits = line.limits_zh if is_zh else line.limits_en
        return f"{line.id} {words}\n{demand}" + (f"（{limits}）" if limits else "")

    for one in found:
        table.add_row(KINDS[one.kind] if is_zh else one.kind, cell(one.first), cell(one.second))
    stdout.print(table)


@group.command()
def check(
    file: Annotated[Path, typer.Argument(help="规则包文件。Rule file.")],
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """检查规则包文件：错误、圈、够不着的条款，附改法。Check a rule file. 示例：gaodi rules check 规则包.yaml."""
    found = api.check_rules(api.open_rules(workspace), file)
    if as_json:
        print_json(found)
    elif not found:
        stdout.print(f"{file.name}：可用，没有问题。No problems.")
    for one in () if as_json else found:
        place = f"第 {one.line} 行 " if one.line else ""
        stdout.print(f"{LEVELS[one.level]} {one.file} {place}{one.key}：{one.zh}\n　改法：{one.remedy_zh}")
        stdout.print(f"　{one.en}; {one.remedy_en}")
    if any(one.level == "error" for one in found):
        raise typer.Exit(1)


@group.command()
def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写到文件。Write to.")] = None,
) -> None:
    """规则包的 JSON Schema，供编辑器提示。JSON Schema for editors. 示例：gaodi rules schema -o rule-pack.schema.json."""
    text = api.write_rule_schema(output)
    if output is None:
        typer.echo(text, nl=False)
