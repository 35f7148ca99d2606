"""What of an industry chain? Its verdicts and measures, five chains, what a plant reaches, its history, files and template."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError, format_money
from gaodi.cli.printing import (
    STRENGTH_STYLES,
    STRENGTH_WORDS,
    join_line,
    make_table,
    print_json,
    stdout,
    style_word,
)
from gaodi.cli.work import HERE, AsJson, Folder

LAYER_WORDS = {
    "joined": "● 畅通",
    "partial": "◐ 部分",
    "hole": "○ 断点",
    "unknown": "？ 未知",
    "none": "－ 无企业",
}
LAYER_STYLES = {"joined": "green", "partial": "blue", "hole": "red", "unknown": "dim", "none": "dim"}

Chain = Annotated[str | None, typer.Argument(help="产业链标识或名称。Chain id or name.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    commands: dict[str, Callable[..., None]] = {"chains": chains, "chain-template": chain_template}
    for name, command in commands.items():
        app.command(name)(command)


def chains(
    chain: Chain = None,
    workspace: Folder = HERE,
    fusion: Annotated[bool, typer.Option("--fusion", help="五链融合。Five chains and their owners.")] = False,
    plant: Annotated[
        str | None, typer.Option(help="一家企业的车程：信用代码或全称。What this plant reaches.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="各快照的判定和变化。Earlier snapshots.")
    ] = False,
    unplaced: Annotated[bool, typer.Option("--unplaced", help="未落位企业。Firms on no chain.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="写成 .xlsx、.graphml 或 .png。Write a file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """产业链诊断。Chains and their links. 示例：gaodi chains 工程机械 -w 湖南；gaodi chains 工程机械 -o 工程机械.xlsx."""
    if out is not None and (unplaced or chain is None):
        raise InputError(
            "-o 与一条产业链合用，如 gaodi chains 工程机械 -o 工程机械.xlsx。",
            "-o goes with a chain, as in gaodi chains construction_machinery -o chain.xlsx.",
        )
    office = api.open_office(workspace)
    if unplaced:
        _show_unplaced(office, as_json=as_json)
    elif chain is None:
        _show_all(office, is_fusion=fusion, as_json=as_json)
    elif out is not None:
        stdout.print(f"已写 {api.write_chain_file(office, chain, out)}")
    elif fusion:
        found = api.get_fusion(office, chain)
        print_json(found) if as_json else _print_fusion(found)
    elif plant is not None:
        reach = api.measure_plant_reach(office, chain, plant)
        print_json(reach) if as_json else _print_reach(office, reach)
    elif history:
        past = api.get_chain_history(office, chain)
        print_json(past) if as_json else _print_history(past)
    else:
        view = api.get_chain(office, chain)
        print_json(view) if as_json else _print_chain(view)


def _show_all(office: api.Office, *, is_fusion: bool, as_json: bool) -> None:
    if is_fusion:
        fused = api.list_fusion(office)
        print_json(fused) if as_json else _print_all_fusion(fused)
        return
    found = api.list_chains(office)
    if as_json:
        print_json(found)
        return
    table = make_table(
        "产业链",
        [("标识", "left"), ("名称", "left"), ("企业", "right"), ("缺失", "right"), ("弱", "right")],
    )
    for item in found:
        table.add_row(
            item.chain_id,
            item.zh,
            f"{item.n_enterprises:,}",
            str(item.counts.get("missing", 0)),
            str(item.counts.get("weak", 0)),
        )
    stdout.print(table)


def _print_all_fusion(fused: tuple[api.ChainFusion, ...]) -> None:
    if not fused:
        stdout.print("上次计算没有融合度；请重新运行 gaodi run。No fusion was measured; run again.")
        return
    columns = [("产业链", "left"), ("融合度", "right")]
    columns += [(layer.zh, "right") for layer in fused[0].layers]
    table = make_table(f"五链融合（{fused[0].rule_id}）", [*columns, ("断点及责任人", "left")])
    for item in fused:
        scores = [_write_score(score) for score in (item.score, *(layer.score for layer in item.layers))]
        owners = " ".join(f"{owner.zh} {owner.n_holes}" for owner in item.by_owner if owner.n_holes)
        table.add_row(item.zh, *scores, owners or "没有断点")
    stdout.print(table)


def _print_chain(view: api.ChainView) -> None:
    table = make_table(
        f"{view.diagnosis.zh}（{view.diagnosis.source}）",
        [
            ("环节", "left"),
            ("强弱", "left"),
            ("企业", "right"),
            ("规上", "right"),
            ("营业收入", "right"),
            ("理由", "left"),
        ],
    )
    for link in view.diagnosis.links:
        table.add_row(
            ("★" if link.is_key else "") + link.zh, style_word(STRENGTH_WORDS, STRENGTH_STYLES, link.strength),
            f"{link.n_enterprises:,}", f"{link.n_above_scale:,}", format_money(link.revenue, "亿元"), "；".join(link.reasons_zh),
        )  # fmt: skip
    stdout.print(table)
    _print_measures(view)
    names = {link.link_id: link.zh for link in view.diagnosis.links}
    for link_id, found in view.nearest.items():
        firms = "、".join(f"{item.name}（{item.score:.0f}）" for item in found.candidates[:5])
        stdout.print(f"最接近「{names.get(link_id, link_id)}」的企业：{firms or '没有'}")


def _print_measures(view: api.ChainView) -> None:
    named = next((link.figures for link in view.diagnosis.links if link.figures), ())
    if not named:
        return
    fused = {link.link_id: link.score for link in view.fusion.links} if view.fusion else {}
    columns = [
        ("环节", "left"),
        *((f"{figure.zh} {figure.unit}", "right") for figure in named),
        ("融合度", "right"),
    ]
    table = make_table("度量（括号内为上下限，－ 不适用，？ 未知）", columns)
    for link in view.diagnosis.links:
        cells = [
            _write_figure(figure.value, figure.low, figure.high, is_applicable=figure.is_applicable)
            for figure in link.figures
        ]
        table.add_row(link.zh, *cells, _write_score(fused.get(link.link_id)))
    stdout.print(table)
    for link in view.diagnosis.links:
        for warning in link.warnings_zh:
            stdout.print(join_line(link.zh, warning))


def _write_figure(value: float | None, low: float | None, high: float | None, *, is_applicable: bool) -> str:
    if not is_applicable:
        return "－"
    text = "？" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.1f}"
    return text if low is None or high is None or low == high else f"{text} ({low:,.0f}–{high:,.0f})"


def _write_score(score: float | None) -> str:
    return "？" if score is None else f"{score:.2f}"


def _print_fusion(fusion: api.ChainFusion) -> None:
    columns = [
        ("环节", "left"),
        ("融合度", "right"),
        *((layer.zh, "left") for layer in fusion.layers),
        ("责任人", "left"),
    ]
    table = make_table(f"{fusion.zh}：{fusion.formula_zh}（{fusion.rule_id}）", columns)
    for link in fusion.links:
        layers = [
            join_line(style_word(LAYER_WORDS, LAYER_STYLES, layer.state.value), "" if layer.score is None else _write_score(layer.score))
            for layer in link.layers
        ]  # fmt: skip
        table.add_row(
            link.zh, _write_score(link.score), *layers, "、".join(hole.owner_zh for hole in link.holes)
        )
    stdout.print(table)
    for link in fusion.links:
        for hole in link.holes:
            stdout.print(join_line(hole.owner_zh, link.zh, hole.reason_zh))


def _print_reach(office: api.Office, reach: api.PlantReach) -> None:
    if reach.sites is None:
        stdout.print(f"{reach.name} 的位置未知；补充经纬度、园区或所在地后可计算。Its place is unknown.")
        return
    names = {link.id: link.zh for link in office.catalogue.chain(reach.chain_id).links}
    table = make_table(
        f"{reach.name}：到各投入环节最近企业的车程（{reach.rule_id}）",
        [("投入", "left"), ("最近的企业", "left"), ("分钟", "right"), ("范围", "left")],
    )
    for site in reach.sites:
        band = f"{site.band} 分钟内" if site.band else "更远" if site.enterprise_id else "本地没有"
        table.add_row(
            names[site.link_id],
            reach.names.get(site.enterprise_id or "", "－"),
            "－" if site.minutes is None else f"{site.minutes:.0f}",
            band if site.enterprise_id or not site.n_unlocated else f"{site.n_unlocated} 家位置未知",
        )
    stdout.print(table)


def _print_history(history: api.ChainHistory) -> None:
    for point in history.points:
        when = f"{point.created_at.astimezone():%Y-%m-%d %H:%M:%S}"
        if point.run_id is None:
            stdout.print(join_line(when, point.snapshot_id[:12], "没有计算；可运行 gaodi run --as-of"))
            continue
        counts = " ".join(f"{STRENGTH_WORDS[key]} {n}" for key, n in point.counts.items() if n)
        stdout.print(join_line(when, point.snapshot_id[:12], counts))
        for change in point.changes:
            before = STRENGTH_WORDS[change.before.value] if change.before else "－"
            what = "；".join(change.changes_zh)
            stdout.print(
                join_line(f"  {change.zh}", f"{before} → {STRENGTH_WORDS[change.after.value]}", what)
            )


def _show_unplaced(office: api.Office, *, as_json: bool) -> None:
    found = api.list_unplaced_enterprises(office, size=500)
    if as_json:
        print_json(found)
        return
    share = found.total / found.n_firms if found.n_firms else 0.0
    stdout.print(
        f"{found.n_firms:,} 家存续企业中 {found.total:,} 家不在任何链上（{share:.1%}），"
        f"其中 {found.n_described:,} 家有产品、行业代码或经营范围。"
    )
    for row in found.rows[:50]:
        stdout.print(
            join_line(row["enterprise_id"], row["name"], "" if row["is_described"] else "缺产品、代码和范围")
        )


def chain_template(
    chain: Annotated[str, typer.Argument(help="产业链标识或名称。Chain id or name.")],
    workspace: Folder = HERE,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="导出为 .xlsx 或 .yaml。Write the template.")
    ] = None,
    bring: Annotated[
        Path | None, typer.Option("--import", help="导入改好的模板。Bring an edited template in.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """产业链模板：导出、修改、导入，与随软件发布的比较。A chain's template. 示例：gaodi chain-template 工程机械 -o 模板.xlsx."""
    office = api.open_office(workspace)
    if out is not None:
        stdout.print(f"已写 {api.export_template(office, chain, out)}")
        return
    if bring is not None:
        office = api.import_template(office, bring, chain_id=chain)
    view = api.get_template(office, chain)
    if as_json:
        print_json(view)
        return
    used = "本单位的模板" if view.is_own else "随软件发布的模板"
    stdout.print(
        join_line(
            view.template.zh, f"{used} {view.template.version}", f"随软件发布 {view.shipped_version or '－'}"
        )
    )
    for change in view.changes:
        stdout.print(
            join_line(
                f"  {change.link_id or view.template.id}",
                change.field,
                f"{change.before or '－'} → {change.after or '－'}",
            )
        )
    if bring is not None:
        stdout.print("请重新计算：gaodi run。Run again to use it.")
