"""What is an economy made of, and what lies near? Input-output and complexity of a user's own files."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.printing import make_table, print_json, show_progress, stdout
from gaodi.cli.work import HERE, AsJson

Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="写入 CSV 的文件夹；不填只打印摘要。Folder for the CSV files."),
]
KIND_WORDS = {"key": "◆ 关键", "backward": "← 带动型", "forward": "→ 支撑型", "weak": "· 弱关联"}


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("complexity")(complexity)
    app.command("io")(io)


def complexity(
    values: Annotated[
        Path, typer.Argument(help="CSV 或 Excel：一行一个地区，一列一个行业。Regions × industries.")
    ],
    presence: Annotated[
        str, typer.Option(help="rca 按区位商判定具备；manual 表里就是 0 和 1。What counts as present.")
    ] = "rca",
    asymmetric: Annotated[
        bool, typer.Option("--asymmetric", help="单向接近度。Proximity from one side.")
    ] = False,
    continuous: Annotated[
        bool, typer.Option("--continuous", help="按区位商的相关系数算接近度。Proximity by correlation.")
    ] = False,
    region: Annotated[
        str | None,
        typer.Option(help="列出这个地区接下来可发展的行业和理由。What this region could grow next."),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """经济复杂度：区位商、ECI、PCI、接近度、密度、前景。Economic complexity. 示例：gaodi complexity 就业.csv -o 结果 ；gaodi complexity 出口.csv --asymmetric --json ；gaodi complexity 就业.csv --region 长沙."""  # fmt: skip
    if asymmetric and continuous:
        raise InputError(
            "--asymmetric 和 --continuous 只能选一个。", "choose one of --asymmetric and --continuous."
        )
    proximity: Literal["symmetric", "asymmetric", "continuous"] = (
        "asymmetric" if asymmetric else "continuous" if continuous else "symmetric"
    )
    with show_progress(quiet=as_json) as progress:
        report = api.analyse_complexity(
            values, presence=_read_presence(presence), proximity=proximity, region=region, progress=progress
        )
        written = () if out is None else api.write_complexity(report, out, progress=progress)
    summary = api.summarise_complexity(report)
    if as_json:
        print_json(summary)
        return
    _print_complexity(summary)
    _print_written(written)


def io(
    flows: Annotated[
        Path, typer.Argument(help="CSV 或 Excel：行列同为部门的流量表，可带 GO、EX、IM、TVA 等。Flows.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", help="两列：部门、总产出；优先于表中的 GO。Output by sector.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="一个文件含多个地区的表时选一个，如 湖南。Which table of many.")
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="先剥离进口和国内流入，只看本地。Split imports off first.")
    ] = False,
    forward: Annotated[
        str, typer.Option(help="关键部门的前向关联按 leontief 或 ghosh。Forward linkage of key sectors.")
    ] = "leontief",
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help="存入工作区，各环节的进口依赖从它取份额。Keep it for the chains' import shares."
        ),
    ] = False,
    sectors: Annotated[
        str | None,
        typer.Option(
            help="表中只有部门代码时的分类，如 io_sectors_2017，用来写出名称。Classification of its sectors."
        ),
    ] = None,
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", help="工作区文件夹，与 --keep 合用。Workspace, with --keep.")
    ] = HERE,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """投入产出：A、L、B、G，前后向关联，影响力与感应度，乘数，逐部门假设抽取。Input-output. 示例：gaodi io 流量.csv --output 总产出.csv -o 结果 ；gaodi io 湖南2017.csv --local --forward ghosh -o 结果 --json；gaodi io 湖南2017.csv --keep --sectors io_sectors_2017 -w 湖南."""  # fmt: skip
    if keep:
        _keep_table(api.open_office(workspace), flows, region=region, sectors=sectors, as_json=as_json)
        return
    with show_progress(quiet=as_json) as progress:
        report = api.analyse_input_output(
            flows, output=output, region=region, classification=sectors, local=local,
            forward=_read_forward(forward), progress=progress,
        )  # fmt: skip
        written = () if out is None else api.write_input_output(report, out, progress=progress)
    summary = api.summarise_input_output(report)
    if as_json:
        print_json(summary)
        return
    _print_input_output(summary)
    _print_written(written)


def _keep_table(
    office: api.Office, path: Path, *, region: str | None, sectors: str | None, as_json: bool
) -> None:
    made = api.keep_sector_table(office, path, region=region, classification=sectors)
    if as_json:
        print_json(made)
        return
    unknown = f"，算不出的 {len(made.unknown)} 个（{'、'.join(made.unknown)}）" if made.unknown else ""
    stdout.print(
        f"已存入工作区：{made.file}，有进口份额的部门 {len(made.shares)} 个{unknown}。请重新 gaodi run。Kept; run again."
    )


def _read_presence(text: str) -> Literal["rca", "manual"]:
    if text == "rca":
        return "rca"
    if text == "manual":
        return "manual"
    raise InputError(
        f"--presence「{text}」应为 rca 或 manual。", f"--presence {text!r} must be rca or manual."
    )


def _read_forward(text: str) -> Literal["leontief", "ghosh"]:
    if text == "leontief":
        return "leontief"
    if text == "ghosh":
        return "ghosh"
    raise InputError(
        f"--forward「{text}」应为 leontief 或 ghosh。", f"--forward {text!r} must be leontief or ghosh."
    )


def _print_complexity(summary: api.ComplexitySummary) -> None:
    checked = summary.validity
    stdout.print(
        f"{summary.file}：{checked.n_regions} 个地区 × {checked.n_industries} 个行业，具备率 {checked.fill:.1%}，"
        f"第二、第三特征值 {_word(checked.second_eigenvalue)}、{_word(checked.third_eigenvalue)}"
    )
    stdout.print(
        f"有效性：连通块 {checked.n_components}；与多样性相关 {_word(checked.diversity_correlation)}；"
        f"复杂地区偏重复杂行业的比较 {_percent(checked.supermodular_share)}"
    )
    if summary.left_out:
        stdout.print(f"合计行列不参加计算：{'、'.join(summary.left_out)}")
    if summary.is_bare:
        stdout.print("文件全是数、没有名称：行是地区，列是行业，均从 1 编号。")
    for title, lines, measure, count in (
        ("地区", summary.regions, "ECI", "多样性"),
        ("行业", summary.industries, "PCI", "普遍性"),
    ):
        table = make_table(
            f"{title}（复杂度前 {len(lines)}）", [(title, "left"), (measure, "right"), (count, "right")]
        )
        for line in lines:
            table.add_row(line.label, _word(line.complexity), str(line.count))
        stdout.print(table)
    if summary.opportunities is not None:
        _print_opportunities(summary.opportunities)
    _print_remarks(checked.remarks)


def _print_opportunities(found: api.OpportunityList) -> None:
    table = make_table(
        f"{found.region} 可发展的行业（缺失 {found.n_missing} 个，未知 {found.n_unknown} 个）",
        [("序", "right"), ("得分", "right"), ("理由", "left")],
    )
    for item in found.opportunities:
        table.add_row(str(item.rank), f"{item.score:.3f}", item.zh)
    stdout.print(table)


def _print_input_output(summary: api.InputOutputSummary) -> None:
    words = {True: "平衡", False: "不平衡", None: "没有可核对的合计"}
    kind = "本地流量" if summary.is_local else "含进口和流入"
    stdout.print(
        f"{summary.file}：{summary.n_sectors} 个部门（{kind}），{words[summary.is_balanced]}，"
        f"关键部门 {summary.n_key} 个"
    )
    columns = [
        ("部门", "left"), ("产出占比", "right"), ("最终需求带动", "right"), ("抽取损失", "right"), ("外来份额", "right"),
        ("乘数", "right"), ("影响力", "right"), ("感应度", "right"), ("类型", "left"),
    ]  # fmt: skip
    table = make_table(f"抽取损失最大的 {len(summary.top)} 个部门", columns)
    for line in (*summary.top, *([summary.rest] if summary.rest else [])):
        table.add_row(
            line.name or "其余", _percent(line.output_share), _percent(line.carried_share), _percent(line.loss_full_share),
            _percent(line.import_share), _word(line.multiplier), _word(line.power), _word(line.sensitivity),
            KIND_WORDS.get(line.kind or "", ""),
        )  # fmt: skip
    listed = [*summary.top, *([summary.rest] if summary.rest else [])]
    table.add_row(
        "合计",
        _percent(sum(line.output_share for line in listed)),
        _percent(sum(line.carried_share for line in listed)),
        *[""] * 6,
    )
    stdout.print(table)
    stdout.print("产出占比、最终需求带动的合计为 100%；各部门的抽取损失互有重叠，不相加。")
    _print_remarks(summary.remarks)


def _print_remarks(remarks: tuple[api.Remark, ...]) -> None:
    for remark in remarks:
        stdout.print(f"注意：{remark.zh}")


def _print_written(written: tuple[Path, ...]) -> None:
    if written:
        stdout.print(f"已写入 {written[0].parent}：{'、'.join(path.name for path in written)}。Written.")


def _word(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
