"""Does a cluster or a factory meet its criteria? A record judged without a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.cli.printing import STATE_STYLES, STATE_WORDS, make_table, print_json, stdout, style_word
from gaodi.cli.work import AsJson, OnDay, read_day


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("judge")(judge)


def judge(
    record: Annotated[
        Path | None, typer.Argument(help="记录，YAML；不填则列出规则包。Record; none lists the packs.")
    ] = None,
    pack: Annotated[str | None, typer.Option("--pack", help="规则包，如 cluster_2022。Pack.")] = None,
    province: Annotated[str | None, typer.Option(help="省级区划代码。Province.")] = None,
    on: OnDay = None,
    template: Annotated[
        bool, typer.Option("--template", help="输出 --pack 的空白记录。Print an empty record.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """集群、智能工厂、绿色工厂逐条判定。Judge a cluster or factory. 示例：gaodi judge --pack cluster_2022 --template > 集群.yaml；gaodi judge 集群.yaml；gaodi judge 集群.yaml --pack cluster_2022_yunnan."""  # fmt: skip
    if template:
        stdout.print(api.write_subject_record(pack or "cluster_2022"), end="")
        return
    if record is None:
        _print_packs(as_json=as_json)
        return
    verdict = api.judge_subject_file(record, pack_id=pack, on=read_day(on), province=province)
    if as_json:
        print_json(verdict)
        return
    word = STATE_WORDS[verdict.state]
    stdout.print(
        f"{verdict.name}：{word}（{verdict.pack_zh}，{verdict.document}；{verdict.status}；{verdict.on}）"
    )
    columns = [
        ("条款", "left"),
        ("结果", "left"),
        ("数据", "left"),
        ("要求", "left"),
        ("差距", "right"),
        ("依据", "left"),
    ]
    table = make_table("逐条", columns)
    for clause in verdict.clauses:
        value = "；".join(
            "—"
            if o.value is None
            else {True: "是", False: "否"}.get(o.value, str(o.value))
            if isinstance(o.value, bool)
            else f"{o.value} {o.unit}"
            for o in clause.operands
        )
        table.add_row(
            f"{'  ' * clause.depth}{clause.zh}",
            style_word(STATE_WORDS, STATE_STYLES, clause.state),
            value,
            clause.threshold,
            "" if clause.margin is None else str(clause.margin),
            f"{clause.document} {clause.article}",
        )
    stdout.print(table)
    if verdict.deciding:
        stdout.print(f"缺少的数据：{'、'.join(verdict.deciding)}")
    if verdict.note:
        stdout.print(verdict.note)


def _print_packs(*, as_json: bool) -> None:
    found = api.list_subject_packs()
    if as_json:
        print_json([{"id": p.id, "zh": p.zh, "document": p.document, "status": p.status} for p in found])
        return
    table = make_table(
        "规则包 Packs", [("标识", "left"), ("名称", "left"), ("文号", "left"), ("核对情况", "left")]
    )
    for pack in found:
        table.add_row(pack.id, pack.zh, pack.document, pack.status)
    stdout.print(table)
