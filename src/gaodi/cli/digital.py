"""At which digital level is a firm? A questionnaire judged without a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.printing import STATE_STYLES, STATE_WORDS, make_table, print_json, stdout, style_word
from gaodi.cli.work import AsJson, OnDay, read_day


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("digital")(digital)


def digital(
    answers: Annotated[Path | None, typer.Argument(help="问卷，YAML。Questionnaire.")] = None,
    standard: Annotated[
        str | None,
        typer.Option("--standard", "-s", help="digital_2024 或 digital_2022；默认按日期。Version."),
    ] = None,
    on: OnDay = None,
    template: Annotated[
        bool, typer.Option("--template", help="输出空白问卷。Print an empty questionnaire.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """数字化水平评测：逐题计分、场景等级、所在等级，离下一级最少还差什么。Digital level. 示例：gaodi digital --template > 问卷.yaml；gaodi digital 问卷.yaml；gaodi digital 问卷.yaml -s digital_2022 --json."""  # fmt: skip
    if template:
        stdout.print(api.write_questionnaire(standard or "digital_2024"), end="")
        return
    if answers is None:
        raise InputError(
            "请给出问卷文件；空白问卷：gaodi digital --template > 问卷.yaml。",
            "give a questionnaire; an empty one: gaodi digital --template > answers.yaml.",
        )
    report = api.judge_digital_file(answers, standard_id=standard, on=read_day(on))
    if as_json:
        print_json(report)
        return
    low, high = (f"{bound.normalize():f}" for bound in report.score)
    total = low if low == high else f"{low}–{high}"
    stdout.print(f"{report.name}：{report.level_zh}，总分 {total}（{report.document}；{report.status}）")
    if report.items:
        _print_items(report)
    _print_tests(report)
    if report.deciding:
        stdout.print(f"未知而影响等级：{'、'.join(report.deciding)}")
    if report.next_level is not None:
        stdout.print(report.next_level.sentence_zh)
    stdout.print(report.note_zh)


def _print_items(report: api.DigitalReport) -> None:
    table = make_table(
        "A 部分", [("题目", "left"), ("回答", "left"), ("得分", "right"), ("满分", "right"), ("说明", "left")]
    )
    for item in report.items:
        points = "—" if item.points is None else f"{item.points.normalize():f}"
        table.add_row(item.zh, item.answer or "—", points, f"{item.most:f}", item.note_zh)
    stdout.print(table)


def _print_tests(report: api.DigitalReport) -> None:
    columns = [
        ("等级", "left"),
        ("总分", "left"),
        ("场景", "left"),
        ("其中约束性", "left"),
        ("结果", "left"),
        ("依据", "left"),
    ]
    table = make_table("等级判定", columns)
    for test in report.tests:
        table.add_row(
            test.zh,
            f"≥ {test.score_needed} {STATE_WORDS[test.score_state]}",
            f"{_range(test.n_scenes)} ≥ {test.scenes_needed}" if test.scenes_needed else "—",
            f"{_range(test.n_starred)} ≥ {test.starred_needed}" if test.starred_needed else "—",
            style_word(STATE_WORDS, STATE_STYLES, test.state),
            f"{test.document} {test.article}",
        )
    stdout.print(table)


def _range(bounds: tuple[int, int]) -> str:
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]}–{bounds[1]}"
