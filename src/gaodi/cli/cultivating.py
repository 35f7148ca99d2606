"""How far is a firm from a title, and who is near? Verdict, dated plan, the near list and what blocks most."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.printing import (
    STATE_STYLES,
    STATE_WORDS,
    join_line,
    make_table,
    print_json,
    stdout,
    style_word,
)
from gaodi.cli.work import HERE, AsJson, Folder, OnDay, read_day

N_SHOWN = 50


def cultivate(
    enterprise: Annotated[
        str | None, typer.Argument(help="统一社会信用代码、证券代码或全称。Enterprise.")
    ] = None,
    target: Annotated[
        str, typer.Option("--target", "-t", help="称号名称或标识，如 小巨人。Title.")
    ] = "小巨人",
    on: OnDay = None,
    route: Annotated[str, typer.Option(help="new 新申报，review 复核。")] = "new",
    plan: Annotated[bool, typer.Option("--plan", help="只要差距方案。Only the plan.")] = False,
    near: Annotated[str | None, typer.Option(help="差一条即可的企业。One clause away from a title.")] = None,
    blockers: Annotated[str | None, typer.Option(help="哪一条卡住最多企业。What blocks most.")] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="将到期、待复核、新近失去的称号和临近规上的企业。Titles to watch.")
    ] = False,
    docx: Annotated[
        Path | None, typer.Option("--docx", help="写一页 Word 诊断书。One-page Word diagnosis.")
    ] = None,
    days: Annotated[int, typer.Option(min=0, help="--watch 的天数。Days of --watch.")] = 180,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """逐条判定并给出差距方案。Judge, and plan the gap. 示例：gaodi cultivate 代码 --target 小巨人 --on 2026-06-01 --docx 诊断书.docx ；gaodi cultivate --near 小巨人."""
    office = api.open_office(workspace)
    day, way = read_day(on), read_route(route)
    if docx is not None:
        if enterprise is None:
            raise InputError(
                "--docx 写一家企业的诊断书；请给出企业。", "--docx is about one enterprise; name it."
            )
        api.write_diagnosis(office, enterprise, docx, target=target, on=day, route=way)
    if near is not None:
        found = api.find_near(office, near, on=day, route=way)
        print_json(found) if as_json else _print_near(found)
    elif blockers is not None:
        report = api.count_blockers(office, blockers, on=day, route=way)
        print_json(report) if as_json else _print_blockers(report)
    elif watch:
        seen = api.watch_titles(office, on=day, days=days)
        print_json(seen) if as_json else _print_watch(seen, office)
    elif enterprise is None:
        raise InputError(
            "请给出企业，或用 --near、--blockers 看全区域。",
            "name an enterprise, or use --near or --blockers.",
        )
    elif plan:
        gap = api.plan_gap(office, enterprise, target, on=day, route=way)
        print_json(gap) if as_json else print_gap(gap, office)
    else:
        title_id = api.find_title(office, target)
        verdict = api.judge_enterprise(office, enterprise, title_id, on=day, route=way)
        if as_json:
            print_json(verdict)
            return
        _print_scale(api.classify_enterprise(office, enterprise, on=day))
        _print_verdict(verdict, office)
        print_gap(api.plan_gap(office, enterprise, target, on=day, route=way), office)
    if docx is not None and not as_json:
        stdout.print(f"已写入 {docx}。Written.")


def read_route(text: str) -> Literal["new", "review"]:
    """Read a route given on the command line."""
    if text == "new":
        return "new"
    if text == "review":
        return "review"
    raise InputError(f"办理路径「{text}」应为 new 或 review。", f"--route {text!r} must be new or review.")


def _print_scale(scale: api.EnterpriseScale) -> None:
    """Print the size class with the values behind it, and the above-scale status."""
    values = "、".join(
        f"{reason.zh} {'未知' if reason.value is None else f'{reason.value:,}'} {reason.unit}"
        for reason in scale.reasons
    )
    words = {True: "在库", False: "不在库", None: "未知"}
    watch = f"，{_SCALE_WORDS[scale.watch]}" if scale.watch in _SCALE_WORDS else ""
    stdout.print(
        f"划型：{scale.size_class or '未知'}（{scale.year} 年{values or '数据不足'}；{scale.size_document}）；"
        f"规上：{words[scale.is_above_scale_registered]}{watch}"
    )


def _print_verdict(verdict: api.Verdict, office: api.Office) -> None:
    badge = " ［合成数据］" if verdict.synthetic else ""
    state = style_word(STATE_WORDS, STATE_STYLES, verdict.state)
    stdout.print(join_line(Text(f"{verdict.enterprise_name}{badge}", style="bold"), verdict.title_zh, state))
    stdout.print(f"{verdict.pack_zh}（{verdict.document}）  {verdict.choice_zh}")
    table = make_table(
        "逐条判定", [("条款", "left"), ("状态", "left"), ("数据", "left"), ("要求", "left"), ("依据", "left")]
    )
    for clause in verdict.clauses:
        values = "；".join(
            f"{op.zh} {'未知' if op.value is None else op.value}{op.unit if op.value is not None else ''}"
            for op in clause.operands
        )
        table.add_row(
            "  " * clause.depth + clause.zh, style_word(STATE_WORDS, STATE_STYLES, clause.state), values,
            clause.threshold, f"{clause.document} {clause.article}",
        )  # fmt: skip
    stdout.print(table)
    if verdict.deciding:
        stdout.print(
            f"补充以下数据即可判定：{'、'.join(_name_datum(item, office) for item in verdict.deciding)}"
        )


def _name_datum(datum: str, office: api.Office) -> str:
    """Return a missing datum in words: `table.column@year` by table, column and year."""
    path, _, year = datum.partition("@")
    table_id, _, column_id = path.partition(".")
    table = office.catalogue.tables.get(table_id)
    if table is None:
        return datum
    columns = {column.name: column.zh for column in table.columns}
    titles = {term.id: term.zh for term in office.catalogue.taxonomy("titles").terms}
    column = columns.get(column_id) or titles.get(column_id, column_id)
    return table.zh + (f"“{column}”" if column else "") + (f"（{year} 年）" if year else "")


def print_gap(gap: api.GapReport, office: api.Office) -> None:
    """Print what to ask for first, the plans, and what stands in the way."""
    if gap.ask:
        stdout.print(f"请先补充：{'、'.join(_name_datum(item, office) for item in gap.ask)}")
    names = {clause.clause_id: clause.zh for clause in gap.verdict.clauses}
    if not gap.plans:
        stdout.print("没有可行的方案；以下条款改变不了：")
    for plan in gap.plans:
        if not plan.changes:
            stdout.print(f"数据条件已具备，最早 {plan.earliest} 可申报。{plan.note_zh}")
            continue
        proof = "（已证明最少）" if plan.rank == 1 and gap.is_proven else ""
        table = make_table(
            f"方案 {plan.rank}{proof}：{len(plan.changes)} 项，代价 {plan.effort:.2f}，最早 {plan.earliest}",
            [("条款", "left"), ("现在", "left"), ("要求", "left"), ("做法", "left"), ("最早", "left"),
             ("代价", "right"), ("证明", "left")],
        )  # fmt: skip
        for change in plan.changes:
            table.add_row(
                f"{change.clause_id} {change.zh}", change.from_zh, change.to_zh, change.act_zh,
                str(change.earliest), f"{change.effort:.2f}", change.evidence_zh,
            )  # fmt: skip
        stdout.print(table)
        if plan.assumed:
            stdout.print(f"　　以数据补齐后达标为前提：{'、'.join(names[name] for name in plan.assumed)}")
        for keep in plan.keeps:
            stdout.print(f"　　同时保持：{keep.zh}——{keep.act_zh}")
        if plan.note_zh:
            stdout.print(f"　　{plan.note_zh}")
    for obstacle in gap.obstacles:
        stdout.print(f"改变不了：{obstacle.clause_id} {obstacle.zh}（{obstacle.reason_zh}）")
    if gap.manual:
        stdout.print(f"另需人工审核：{'、'.join(names[name] for name in gap.manual)}")


def _print_near(found: api.NearList) -> None:
    table = make_table(
        f"距{found.title_zh}差一条的企业 {found.total:,} 家（{found.on}）",
        [("代码", "left"), ("名称", "left"), ("市州", "left"), ("差的条款", "left"), ("数据不足", "right")],
    )
    for firm in found.firms[:N_SHOWN]:
        table.add_row(
            firm.enterprise_id, firm.name, firm.city_zh or "—", "；".join(firm.blocking_zh), str(firm.n_open)
        )
    stdout.print(table)
    if found.total > N_SHOWN:
        stdout.print(f"只列出前 {N_SHOWN} 家；全部请用 --json。")


def _print_blockers(report: api.BlockerReport) -> None:
    stdout.print(
        f"{report.document}（{report.on}）：无此称号的企业 {report.n_firms:,} 家，"
        f"数据条件已符合 {report.n_qualify:,} 家，数据不足 {report.n_undecided:,} 家"
    )
    table = make_table(
        "卡在哪一条",
        [
            ("条款", "left"),
            ("未达", "right"),
            ("未知", "right"),
            ("只差它", "right"),
            ("补上即符合", "right"),
            ("其中只差一个条款", "right"),
            ("补上后仍缺数据", "right"),
        ],
    )
    for one in report.blockers:
        table.add_row(
            f"{one.clause_id} {one.zh}", f"{one.n_not_met:,}", f"{one.n_unknown:,}", f"{one.n_sole:,}",
            f"{one.n_would_qualify:,}", f"{one.n_one_clause:,}", f"{one.n_would_be_undecided:,}",
        )  # fmt: skip
    stdout.print(table)


_SCALE_WORDS = {
    "near_below": "临近规上线",
    "reached_unregistered": "已达规上线未入库",
    "registered_below": "在库但低于规上线",
}
_REASONS = {"ending": "将到期", "expired": "已到期", "revoked": "被撤销"}


def _print_watch(report: api.WatchReport, office: api.Office) -> None:
    titles = {term.id: term.zh for term in office.catalogue.taxonomy("titles").terms}
    for label, found in (
        (f"{report.days} 天内到期", report.ending),
        (f"近 {report.days} 天失去", report.lost),
    ):
        table = make_table(
            f"{label}：{len(found):,} 项" + (f"（前 {N_SHOWN}）" if len(found) > N_SHOWN else ""),
            [("称号", "left"), ("企业", "left"), ("截止", "left"), ("天数", "right"), ("原因", "left"), ("复核预判", "left")],
        )  # fmt: skip
        for one in found[:N_SHOWN]:
            table.add_row(
                titles.get(one.title_id, one.title_id), one.name, str(one.ends_on), str(one.days_left),
                _REASONS[one.reason], style_word(STATE_WORDS, STATE_STYLES, one.review) if one.review else "—",
            )  # fmt: skip
        stdout.print(table)
    for near in report.near:
        stdout.print(
            f"距{titles.get(near.title_id, near.title_id)}差一条：{near.n_near:,} 家（其余数据齐备 {near.n_certain:,} 家）"
        )
    for key, words in _SCALE_WORDS.items():
        stdout.print(f"{words}：{sum(one.watch == key for one in report.scale):,} 家")
