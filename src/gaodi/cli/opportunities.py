"""What should be done for a chain, and what could a city grow next? The ranked lists of a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.printing import STRENGTH_WORDS, make_table, print_json, stderr, stdout
from gaodi.cli.work import HERE, AsJson


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("opportunities")(opportunities)


def opportunities(
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", help="工作区文件夹。Workspace folder.")
    ] = HERE,
    chain: Annotated[str, typer.Option(help="产业链标识，列出该链的对策。What to do for this chain.")] = "",
    city: Annotated[str, typer.Option(help="市州代码，如 4302。What this city could grow next.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="列出多少个行业。Industries listed.")] = 15,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="与 --chain 合用，写成 Excel。Excel, with --chain.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """产业链对策，或一地下一步可发展的行业。What to do for a chain; what a city could grow next. 示例：gaodi opportunities --chain construction_machinery -w 湖南 ；gaodi opportunities --city 4302 -w 湖南 --json."""  # fmt: skip
    if (chain and city) or (out and not chain):
        raise InputError(
            "--chain 和 --city 只能选一个，--out 与 --chain 合用。",
            "choose one of --chain and --city; --out goes with --chain.",
        )
    office = api.open_office(workspace)
    if chain:
        actions = api.list_chain_actions(office, chain)
        if out:
            api.write_actions_file(actions, out, office.catalogue)
        _show_actions(office, actions, as_json=as_json)
        return
    found = api.list_opportunities(office, city, limit=limit)
    if as_json:
        print_json(found)
        return
    table = make_table(
        f"{found.zh}下一步可发展的行业（尚缺 {found.n_missing} 个）",
        (("序", "right"), ("行业", "left"), ("分", "right"), ("理由", "left")),
    )
    for one in found.opportunities:
        name = f"{one.industry} {found.names.get(one.industry, '')}".strip()
        table.add_row(str(one.rank), name, f"{100 * one.score:.0f}", one.zh.partition("：")[2])
    stdout.print(table)
    for remark in found.remarks:
        stderr.print(f"注意：{remark.zh}")
    _mark(is_synthetic=found.synthetic)


def _show_actions(office: api.Office, found: api.ChainActions, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    table = make_table(
        f"{found.zh}：该做什么",
        (("类别", "left"), ("对策", "left"), ("牵涉营收", "right"), ("依据", "left"), ("预期效果", "left")),
    )
    for one in found.actions:
        stake = "—" if one.stake is None else f"{one.stake:.1%}"
        kind = office.catalogue.label(f"opportunities.kind.{one.kind}", "zh")
        table.add_row(kind, one.zh, stake, one.why_zh, one.effect_zh)
    stdout.print(table)
    changing = [one for one in found.projects if one.after not in (None, one.before)]
    for project in changing:
        after = STRENGTH_WORDS[project.after] if project.after else ""
        stdout.print(
            f"{project.name}（{project.stage}）落地后，环节 {project.link_id} 由{STRENGTH_WORDS[project.before]}变为{after}。"
        )
    if found.projects and not changing:
        stdout.print(f"{len(found.projects)} 个未投产项目，单独落地都不改变环节判定。")
    if not found.has_network:
        stderr.print("注意：没有导入供应关系，未列第二货源。")
    _mark(is_synthetic=found.synthetic)


def _mark(*, is_synthetic: bool) -> None:
    if is_synthetic:
        stderr.print("［合成数据］含生成的企业，与真实企业无关。")
