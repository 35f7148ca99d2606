"""How well is land used? Land scores of a sheet by a published formula, and the promises of standard land."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError, NotFoundError
from gaodi.cli.printing import make_table, print_json, stdout, style_word
from gaodi.cli.work import HERE, AsJson, Folder, OnDay, read_day

_SHOWN = 50
_PROMISE_WORDS = {
    "met": "✓ 已兑现",
    "not_met": "✗ 未兑现",
    "unknown": "？数据不足",
    "not_yet_due": "… 未到期",
}
_PROMISE_STYLES = {"met": "green", "not_met": "red", "unknown": "yellow", "not_yet_due": "blue"}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("land")(land)
    app.command("promises")(promises)


def land(
    scores: Annotated[
        Path | None,
        typer.Argument(help="企业数据，CSV 或 Excel；不填则列出评价办法。Figures; none lists the standards."),
    ] = None,
    standard: Annotated[
        str | None,
        typer.Option("--standard", "-s", help="评价办法，如 huangyan_2022；不带参数运行可列出。Standard."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="写入 .xlsx（含计算底稿）或 .csv。Write to a file.")
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option("--correct", help="异议更正表：企业、指标、更正值、理由。Corrections.")
    ] = None,
    table: Annotated[str | None, typer.Option(help="没有“类别”列时：规上或规下。Kind of all firms.")] = None,
    weights: Annotated[
        list[str] | None,
        typer.Option("--weight", help="办法未见的权重，如 亩均税收=40，可多次。Weight not published."),
    ] = None,
    bases: Annotated[
        list[str] | None,
        typer.Option("--base", help="办法未见的基数，如 亩均税收=20，可多次。Base not published."),
    ] = None,
    firm: Annotated[str | None, typer.Option(help="看一家企业的计算底稿。Worked sheet of one firm.")] = None,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="把企业数据存入工作区，在工作台上看和更正。Keep it in the workspace."),
    ] = False,
    kept: Annotated[
        bool,
        typer.Option("--kept", help="用工作区已存的评价表：第一个参数填其标识，不填则列出。Kept sheets."),
    ] = False,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="数据是合成的。Figures are made up.")
    ] = False,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """亩均效益评价：逐项计分、排位次、分类，附计算底稿和异议重算。Score land use. 示例：gaodi land 企业数据.csv --standard huangyan_2022 -o 得分.xlsx；gaodi land 企业数据.csv -s city_45_20_15_15_5 --base 亩均税收=20 --correct 更正.csv；gaodi land 企业数据.csv -s huangyan_2022 --keep -w 湖南."""  # fmt: skip
    if kept:
        _show_kept(api.open_office(workspace), scores, out=out, firm=firm, as_json=as_json)
        return
    if scores is None:
        _print_standards(as_json=as_json)
        return
    if standard is None:
        known = "、".join(item.id for item in api.list_land_standards())
        raise InputError(
            f"请用 --standard 指定评价办法：{known}。", f"give the standard with --standard: {known}."
        )
    if keep:
        if corrections is not None:
            raise InputError(
                "--keep 存的是原数据；更正请存入后在工作台的底稿页提出。",
                "--keep stores the figures as given; dispute them on the worked sheet afterwards.",
            )
        made = api.keep_evaluation(
            api.open_office(workspace), scores, standard, table=table, weights=read_numbers("--weight", weights),
            bases=read_numbers("--base", bases), synthetic=synthetic,
        )  # fmt: skip
        print_json(made) if as_json else stdout.print(
            f"已存入工作区：{made.evaluation_id}（{made.title}）。Kept."
        )
        return
    report = api.score_land(
        scores, standard, table=table, corrections=corrections,
        weights=read_numbers("--weight", weights), bases=read_numbers("--base", bases),
    )  # fmt: skip
    _answer(report, out=out, firm=firm, as_json=as_json)


def _answer(report: api.LandReport, *, out: Path | None, firm: str | None, as_json: bool) -> None:
    if out is not None:
        api.write_land_report(report, out)
    if as_json:
        print_json(report)
    elif firm is not None:
        _print_sheet(report, firm)
    else:
        _print_totals(report)
    if out is not None and not as_json:
        stdout.print(f"已写入 {out}。Written.")


def _show_kept(
    office: api.Office, wanted: Path | None, *, out: Path | None, firm: str | None, as_json: bool
) -> None:
    if wanted is not None:
        scores = api.score_evaluation(office, api.get_evaluation(office, str(wanted)))
        _answer(scores.report, out=out, firm=firm, as_json=as_json)
        return
    found = api.list_evaluations(office)
    if as_json:
        print_json(found)
        return
    if not found:
        stdout.print("工作区还没有亩均评价表；用 --keep 存入。No sheet kept yet.")
        return
    table = make_table(
        "已存的亩均评价表",
        [("标识", "left"), ("名称", "left"), ("评价办法", "left"), ("入库", "left"), ("时间", "left")],
    )
    for one in found:
        table.add_row(
            one.evaluation_id,
            one.title,
            one.standard_zh,
            one.who,
            f"{one.created_at.astimezone():%Y-%m-%d %H:%M}",
        )
    stdout.print(table)


def promises(
    workspace: Folder = HERE,
    sheet: Annotated[
        Path | None,
        typer.Option("--promises", "-p", help="承诺表：宗地编号、事项、承诺值、到期日、合同。Promises."),
    ] = None,
    on: OnDay = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写入 CSV。Write CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """“标准地”承诺核对：投资强度、亩均产出、亩均税收、开工竣工投产，是否兑现、差几天。Promises of land. 示例：gaodi promises -w 湖南 --promises 承诺.csv --on 2026-06-30 -o 核对.csv."""  # fmt: skip
    found = api.check_land_promises(api.open_office(workspace), on=read_day(on), promises=sheet)
    if out is not None:
        api.write_promise_report(found, out)
    if as_json:
        print_json(found)
        return
    if not found:
        stdout.print("没有可核对的承诺；请导入地块和项目，或用 --promises 给出承诺表。No promises to check.")
        return
    table = make_table(
        f"标准地承诺（{len(found):,} 条）",
        [("宗地", "left"), ("事项", "left"), ("承诺", "right"), ("实际", "right"), ("结果", "left"), ("说明", "left")],
    )  # fmt: skip
    for line in found[:_SHOWN]:
        unit = "" if line.unit == "日期" else f" {line.unit}"
        table.add_row(
            line.parcel_id, line.zh, f"{_word(line.promised)}{unit}", _word(line.actual),
            style_word(_PROMISE_WORDS, _PROMISE_STYLES, line.state), line.note_zh,
        )  # fmt: skip
    stdout.print(table)
    if len(found) > _SHOWN:
        stdout.print(f"只列 {_SHOWN} 条；全部用 -o 写入文件。Use -o for all.")
    if out is not None:
        stdout.print(f"已写入 {out}。Written.")


def read_numbers(option: str, words: list[str] | None) -> dict[str, Decimal]:
    """Read `item=number` words."""
    numbers = {}
    for word in words or []:
        name, _, text = word.partition("=")
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not name.strip() or not number.is_finite():
            raise InputError(
                f"{option}「{word}」应写成 指标=数，如 亩均税收=40。",
                f"{option} {word!r} must be item=number.",
            )
        numbers[name.strip()] = number
    return numbers


def _print_standards(*, as_json: bool) -> None:
    found = api.list_land_standards()
    if as_json:
        print_json(found)
        return
    table = make_table(
        "亩均效益评价办法 Standards",
        [("标识", "left"), ("名称", "left"), ("文号", "left"), ("核对情况", "left")],
    )
    for item in found:
        table.add_row(item.id, item.zh, item.document, item.status)
    stdout.print(table)


def _print_totals(report: api.LandReport) -> None:
    result = report.result
    stdout.print(f"{result.zh}（{result.document}；{result.status}）")
    if report.corrections:
        table = make_table(
            "异议更正",
            [("企业", "left"), ("指标", "left"), ("原值", "right"), ("更正值", "right"), ("理由", "left"), ("总分", "right"), ("位次", "right")],
        )  # fmt: skip
        for line in report.corrections:
            table.add_row(
                line.name, line.zh, _word(line.before), _word(line.after), line.reason,
                f"{_word(line.total_before)} → {_word(line.total_after)}",
                f"{_word(line.rank_before)} → {_word(line.rank_after)}",
            )  # fmt: skip
        stdout.print(table)
    columns = [
        ("企业", "left"),
        ("类别", "left"),
        ("总分", "right"),
        ("位次", "right"),
        ("类", "left"),
        ("说明", "left"),
    ]
    table = make_table(f"得分（{len(result.scores):,} 家）", columns)
    ordered = sorted(result.scores, key=lambda s: (s.table_id, s.rank is None, s.rank or 0, s.firm_id))
    for score in ordered[:_SHOWN]:
        rank = _word(score.rank)
        if score.rank is not None and score.rank_at_most != score.rank:
            rank += f"–{score.rank_at_most}"
        said = score.class_id or score.treated_as or "/".join(score.possible_classes) or "—"
        table.add_row(score.name, score.table_zh, _word(score.total), rank, said, score.note_zh)
    stdout.print(table)
    if len(ordered) > _SHOWN:
        stdout.print(f"只列 {_SHOWN} 家；全部用 -o 写入文件。Use -o for all.")


def _print_sheet(report: api.LandReport, firm: str) -> None:
    found = [score for score in report.result.scores if firm in (score.firm_id, score.name)]
    if not found:
        raise NotFoundError(f"{report.file} 里没有企业「{firm}」。", f"no firm {firm!r} in {report.file}.")
    score = found[0]
    table = make_table(
        f"{score.name}：总分 {_word(score.total)}，位次 {_word(score.rank)}",
        [("指标", "left"), ("数值", "right"), ("权重", "right"), ("得分", "right"), ("怎么得出", "left"), ("来源", "left")],
    )  # fmt: skip
    for line in score.items:
        value = "—" if line.value is None else f"{line.value} {line.unit}"
        table.add_row(
            line.zh, value, _word(line.weight), _word(line.points), line.note_zh, "；".join(line.cells)
        )
    stdout.print(table)


def _word(value: object) -> str:
    return "—" if value is None else str(value)
