"""What do people decide, and is the data up to date? Questions, answers, corrections, and who owes which dataset."""

from collections.abc import Callable
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.fact_tables import LATE_STYLES, LATE_WORDS, make_fact_table
from gaodi.cli.printing import make_table, print_json, stdout, style_word
from gaodi.cli.work import HERE, AsJson, Folder, OnDay, read_day

Reason = Annotated[str, typer.Option("--reason", "-r", help="理由，会长期保留。Why; kept for good.")]
Who = Annotated[str | None, typer.Option("--who", help="谁；默认当前系统用户。Who decides.")]
Changes = Annotated[
    list[str] | None, typer.Option("--set", help="更正字段，可多次，如 --set value=6.2。Field to correct.")
]
KIND_WORDS = {
    "lost": "失去位置", "changed": "读法变了", "conflict": "矛盾", "proposal": "待采用", "name": "名称", "doubt": "把握不大",
}  # fmt: skip

datasets = typer.Typer(
    help="数据集的责任单位、来源、频率和期限。Owner, source, frequency and due date of datasets.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    commands: dict[str, Callable[..., None]] = {
        "questions": questions,
        "answer": answer,
        "correct": correct,
        "undo": undo,
        "freshness": freshness,
    }
    for name, command in commands.items():
        app.command(name)(command)
    datasets.command("set")(set_dataset)
    app.add_typer(datasets, name="datasets")


def questions(
    workspace: Folder = HERE,
    kind: Annotated[
        str, typer.Option(help="只看一类：lost、changed、conflict、proposal、name、doubt。Kind.")
    ] = "",
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """需要人回答的问题。Open questions. 示例：gaodi questions -w 湖南 --kind conflict."""
    found = api.list_questions(api.open_office(workspace), kind=kind, page=page, size=size)
    if as_json:
        print_json(found)
        return
    if not found.total:
        stdout.print("没有待回答的问题。No open questions.")
        return
    table = make_table(
        f"问题 {found.total:,} 个（第 {found.page}/{found.n_pages} 页）",
        [("类别", "left"), ("问题", "left"), ("可答", "left"), ("编号", "left")],
    )
    for row in found.rows:
        table.add_row(
            KIND_WORDS.get(row["kind"], row["kind"]), row["zh"], "、".join(row["answers"]), row["question_id"]
        )
    stdout.print(table)


def answer(
    question: Annotated[str, typer.Argument(help="问题编号。Question id.")],
    said: Annotated[str, typer.Argument(metavar="ANSWER", help="可答之一。One of its answers.")],
    reason: Reason,
    workspace: Folder = HERE,
    changes: Changes = None,
    prefer: Annotated[str | None, typer.Option(help="采用哪个数字的编号。Id of the fact to use.")] = None,
    register_id: Annotated[str | None, typer.Option("--is", help="名录中的标识。Id in the register.")] = None,
    who: Who = None,
    as_json: AsJson = False,
) -> None:
    """回答一个问题。Answer a question. 示例：gaodi answer conflict:c1-… prefer --prefer f1-… -r 以统计公报为准 -w 湖南."""
    detail: dict[str, object] = dict(read_changes(changes))
    if prefer is not None:
        detail["prefer"] = prefer
    if register_id is not None:
        detail["register_id"] = register_id
    made = api.answer_question(
        api.open_office(workspace), question, said, reason=reason, detail=detail, who=who
    )
    _print_judgement(made, as_json=as_json)


def correct(
    fact: Annotated[str, typer.Argument(help="数字编号。Fact id.")],
    reason: Reason,
    workspace: Folder = HERE,
    changes: Changes = None,
    reject: Annotated[bool, typer.Option("--reject", help="这不是一个数字。It is no fact.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="这个数字没有错。It is right.")] = False,
    who: Who = None,
    as_json: AsJson = False,
) -> None:
    """更正、否定或确认一个数字，原来的读法保留。Correct a fact. 示例：gaodi correct f1-… --set value=6.2 --set period=2025 -r 核对原文 -w 湖南."""
    told = read_changes(changes)
    if [bool(told), reject, confirm].count(True) != 1:
        raise InputError(
            "请用 --set、--reject、--confirm 之一说明怎么处理。", "give one of --set, --reject and --confirm."
        )
    office = api.open_office(workspace)
    if reject:
        view = api.reject_fact(office, fact, reason=reason, who=who)
    elif confirm:
        view = api.confirm_fact(office, fact, reason=reason, who=who)
    else:
        view = api.correct_fact(office, fact, told, reason=reason, who=who)
    if as_json:
        print_json(view)
        return
    stdout.print(make_fact_table("现在的读法", [api.fact_row(view.current)]))
    stdout.print(
        f"判断编号 {view.history[0].judgement_id}，撤销：gaodi undo {view.history[0].judgement_id} -r 理由"
    )


def undo(
    judgement: Annotated[int, typer.Argument(max=2**63 - 1, help="判断编号。Number of the judgement.")],
    reason: Reason,
    workspace: Folder = HERE,
    who: Who = None,
    as_json: AsJson = False,
) -> None:
    """撤销一个判断，此前的判断重新有效。Take a judgement back. 示例：gaodi undo 12 -r 看错了 -w 湖南."""
    made = api.undo_judgement(api.open_office(workspace), judgement, reason=reason, who=who)
    _print_judgement(made, as_json=as_json)


def freshness(
    workspace: Folder = HERE,
    on: OnDay = None,
    kind: Annotated[str, typer.Option(help="table 或 series。")] = "",
    late: Annotated[bool, typer.Option("--late", help="只看逾期的。Overdue only.")] = False,
    as_json: AsJson = False,
) -> None:
    """数据是否及时：责任单位、最近期间、应报日期、逾期天数。Is the data up to date? 示例：gaodi freshness -w 湖南 --late."""
    found = api.list_freshness(api.open_office(workspace), on=read_day(on), kind=kind, late=late)
    if as_json:
        print_json(found)
        return
    if not found:
        stdout.print("没有符合条件的数据集。No datasets.")
        return
    columns = [
        ("数据", "left"), ("责任单位", "left"), ("最近期间", "left"), ("导入", "left"), ("应报", "left"), ("状态", "left"),
    ]  # fmt: skip
    table = make_table("数据及时性", columns)
    for row in found:
        state = style_word(LATE_WORDS, LATE_STYLES, row.state)
        if row.days_late:
            state.append(f" {row.days_late:,} 天")
        table.add_row(
            f"{row.zh}（{row.dataset_id}）", row.owner or "—", row.last_period or "—", str(row.refreshed_on or "—"),
            str(row.due_on or "—"), state,
        )  # fmt: skip
    stdout.print(table)


def set_dataset(
    dataset: Annotated[str, typer.Argument(help="gaodi freshness 列出的标识。Dataset id.")],
    workspace: Folder = HERE,
    owner: Annotated[str | None, typer.Option(help="责任单位。Owner.")] = None,
    source: Annotated[str | None, typer.Option(help="数据来源。Source.")] = None,
    frequency: Annotated[
        str | None, typer.Option(help="monthly、quarterly、half_yearly、yearly。Frequency.")
    ] = None,
    due_days: Annotated[int | None, typer.Option(help="期末后几天内报。Days after the period.")] = None,
    due: Annotated[str | None, typer.Option(help="下一期应报日期，如 2026-07-20。Next due day.")] = None,
    reason: Annotated[str, typer.Option("--reason", "-r", help="理由。Why.")] = "",
    who: Who = None,
    as_json: AsJson = False,
) -> None:
    """登记数据集的责任单位和期限。Declare a dataset. 示例：gaodi datasets set indicator_value --owner 运行处 --frequency monthly --due-days 20 -w 湖南."""
    row = api.declare_dataset(
        api.open_office(workspace), dataset, owner=owner, source=source, frequency=frequency, due_days=due_days,
        due_on=read_day(due), reason=reason, who=who,
    )  # fmt: skip
    if as_json:
        print_json(row)
        return
    stdout.print(f"已登记 {row.zh}：责任单位 {row.owner or '—'}，应报 {row.due_on or '—'}。Declared.")


def read_changes(changes: list[str] | None) -> dict[str, str | None]:
    """Read `field=value` words; `field=` makes it unknown."""
    told: dict[str, str | None] = {}
    for word in changes or []:
        name, sign, value = word.partition("=")
        if not sign:
            raise InputError(
                f"--set「{word}」应写成 字段=值，如 --set value=6.2。", f"--set {word!r} must be field=value."
            )
        told[name.strip()] = value.strip() or None
    return told


def _print_judgement(made: api.Judgement, *, as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    stdout.print(
        f"已记入判断 {made.judgement_id}（{made.who}，{made.decision}）；撤销：gaodi undo {made.judgement_id} -r 理由"
    )
