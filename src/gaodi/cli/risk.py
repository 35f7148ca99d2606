"""What happens if a firm fails? The systemic risk index of a user's own network."""

from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.printing import make_table, print_json, show_progress, stderr, stdout
from gaodi.cli.work import AsJson


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("risk")(risk)


def risk(
    edges: Annotated[
        Path, typer.Option("--edges", help="供货链接：supplier,buyer,weight。Who sells whom how much.")
    ],
    firms: Annotated[
        Path,
        typer.Option(
            "--firms", help="企业：firm,sector，可带 market、weight、revenue、costs。Firms and sectors."
        ),
    ],
    essential: Annotated[
        Path,
        typer.Option("--essential", help="必需程度方表：行是供方行业，列是买方行业，2/1/0。Needs by sector."),
    ],
    scenarios: Annotated[
        Path | None,
        typer.Option(
            "--scenarios", help="情景：scenario,firm,shock；不填则逐户停产。Scenarios, else every firm."
        ),
    ] = None,
    no_replaceability: Annotated[
        bool, typer.Option("--no-replaceability", help="同一市场的企业不能互相替代。Nobody takes its place.")
    ] = False,
    eps: Annotated[float, typer.Option(help="停止阈值。When the spreading has ended.")] = 0.01,
    stop_rule: Annotated[
        int, typer.Option(min=1, max=2, help="1 看单户新增损失，2 看总损失增幅。Which growth is looked at.")
    ] = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="写入 CSV 或 .xlsx；不填只打印摘要。Write every scenario."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """供应网络风险：一户停产牵连多少产出（ESRI）。Systemic risk of a supply network. 示例：gaodi risk --edges edges.csv --firms firms.csv --essential essential.csv -o out.csv ；加 --scenarios 情景.csv 只算给定情景；加 --no-replaceability --eps 1e-6 看无替代的极限."""  # fmt: skip
    if out is not None:
        _check_out(out, (edges, firms, essential, *([scenarios] if scenarios else [])))
    rule = api.CascadeRule(eps=eps, stop_rule=stop_rule, has_replacement=not no_replaceability)
    with show_progress(quiet=as_json) as progress:
        report = api.analyse_risk(edges, firms, essential, scenarios=scenarios, rule=rule, progress=progress)
    n_written = api.write_risk(report, out) if out else 0
    summary = api.summarise_risk(report)
    if as_json:
        print_json(summary)
        return
    _print_summary(summary)
    if out:
        stdout.print(f"已写入 {n_written:,} 个情景：{out}")


def _check_out(out: Path, read: tuple[Path, ...]) -> None:
    """Refuse, before anything is computed, a place that cannot be written or that holds what is read."""
    if not out.absolute().parent.is_dir():
        raise InputError(
            f"文件夹 {out.absolute().parent} 不存在；请先建立，或换一个位置。",
            f"there is no folder {out.absolute().parent}; make it, or choose another place.",
        )
    if out.resolve() in [path.resolve() for path in read]:
        raise InputError(
            f"{out} 是要读的文件，结果不能写在它上面；请换一个文件名。",
            f"{out} is one of the files to read; write the results to another.",
        )


def _print_summary(summary: api.RiskSummary) -> None:
    table = make_table(
        f"影响最大的情景（{summary.n_firms:,} 家企业、{summary.n_links:,} 条链接、{summary.n_scenarios:,} 个情景）",
        (("情景", "left"), ("ESRI", "right"), ("下游", "right"), ("上游", "right"), ("轮数", "right"), ("占 ESRI 最多的企业", "left")),
    )  # fmt: skip
    for line in summary.worst:
        hit = "、".join(f"{firm} {loss:.2%}" for firm, loss in line.contributors[:3])
        table.add_row(
            line.scenario, f"{line.esri:.4%}", f"{line.esri_down:.4%}", f"{line.esri_up:.4%}",
            str(line.iterations), hit,
        )  # fmt: skip
    stdout.print(table)
    for text in _list_remarks(summary):
        stderr.print(f"注意：{text}")


def _list_remarks(summary: api.RiskSummary) -> list[str]:
    notes = summary.notes
    counted = (
        (notes.n_merged, "行与同一供需双方的其他行合并"),
        (notes.n_unknown, "行没有金额，未计入"),
        (notes.n_negative, "行金额为负，未计入"),
        (notes.n_zero, "行金额为 0，未计入"),
        (notes.n_self, "条链接是企业自供，保留"),
        (notes.n_unconnected, "家企业没有任何链接，只有自身损失"),
        (len(notes.single_firm_sectors), "个行业只有一家企业，无人替代"),
        (summary.n_outside, "家企业只在链接表中出现，按外部企业处理：不计权重，供货视为可替代"),
        (summary.n_without_sector, "家企业没有行业，供货视为可替代"),
        (len(summary.unlisted_sectors), "个行业不在必需程度表中，供货视为可替代"),
        (summary.n_not_converged, "个情景到最多轮数仍未停止"),
    )
    remarks = [f"{n:,} {text}。" for n, text in counted if n]
    if summary.has_positions:
        remarks.append("必需程度表没有行名，企业的行业编号按位置（从 0 起）理解。")
    return remarks
