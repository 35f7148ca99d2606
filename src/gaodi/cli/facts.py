"""What do texts and tables state, and where do they disagree? With a workspace or without one."""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.fact_tables import make_fact_table, make_finding_table, print_failures
from gaodi.cli.printing import print_json, show_progress, stderr, stdout
from gaodi.cli.work import HERE, AsJson

Files = Annotated[
    list[Path] | None, typer.Argument(help="文章文件，或 gaodi facts 写出的 .jsonl。Texts, or fact lines.")
]
Workspace = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="工作区文件夹，代替文件。Workspace folder, instead of files."),
]
Written = Annotated[
    str | None, typer.Option("--date", help="文章日期，如 2026-03；不写则从文中推断。Date of the texts.")
]
RegionName = Annotated[
    str, typer.Option("--region", help="文中没写明时数字属于谁，如 湖南省。Whose number it is by default.")
]
Lines = Annotated[
    str | None, typer.Option("--jsonl", help="写成 JSON Lines，- 为标准输出。Write JSON Lines, - is stdout.")
]
Source = Annotated[str | None, typer.Option(help="来源标识（可只写前几位）。Source id.")]
Indicator = Annotated[str, typer.Option(help="指标名称片段。Part of the indicator's name.")]
Subject = Annotated[str, typer.Option(help="主体名称片段。Part of the subject's name.")]
Page = Annotated[int, typer.Option(min=1)]
Size = Annotated[int, typer.Option(min=1, max=500)]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    commands: dict[str, Callable[..., None]] = {"facts": facts, "conflicts": conflicts, "resolve": resolve}
    for name, command in commands.items():
        app.command(name)(command)


def facts(
    files: Files = None,
    workspace: Workspace = None,
    date: Written = None,
    region: RegionName = "",
    jsonl: Lines = None,
    query: Annotated[str, typer.Option("--query", "-q", help="指标、主体或原文片段。Part of the fact.")] = "",
    indicator: Indicator = "",
    subject: Subject = "",
    source: Source = None,
    state: Annotated[str, typer.Option(help="状态，如 rejected、proposed、lost。State.")] = "",
    export: Annotated[
        Path | None, typer.Option("--export", "-o", help="导出到 .jsonl、.csv、.xlsx。Export to this file.")
    ] = None,
    sdmx: Annotated[
        bool, typer.Option("--sdmx", help="导出为 SDMX-CSV 2.0（指标数值）。As SDMX-CSV.")
    ] = False,
    reread: Annotated[
        bool, typer.Option("--reread", help="用本版规则重新读取全部文章。Read texts again.")
    ] = False,
    page: Page = 1,
    size: Size = 50,
    as_json: AsJson = False,
) -> None:
    """从文章中取出数字，或列出工作区的数字。Facts of texts, or of a workspace.

    示例：gaodi facts 报告.txt 公报.pdf --date 2026-03

    gaodi facts 报告.txt --region 湖南省 --jsonl 数字.jsonl

    gaodi facts -w 湖南 --indicator 工业增加值

    gaodi facts -w 湖南 -o 数字.xlsx
    """
    if files:
        _refuse_both(workspace)
        _print_file_facts(files, region, date, jsonl, as_json=as_json)
        return
    office = api.open_office(workspace or HERE)
    if reread:
        count = api.reread_documents(office)
        stderr.print(f"已重新读取，现有数字 {count:,} 个。Read again: {count:,} facts.")
    filters = {
        "q": query, "indicator": indicator, "subject": subject, "state": state,
        "source_id": api.get_source(office, source).source.source_id if source else None,
    }  # fmt: skip
    if export is not None:
        n_rows = api.export_facts(office, export, format="sdmx-csv" if sdmx else None, **filters)
        stdout.print(f"已写入 {export}，{n_rows:,} 条。Written: {n_rows:,} rows.")
        return
    if jsonl is not None:
        _write_workspace_lines(office, jsonl, filters)
        return
    found = api.list_facts(office, page=page, size=size, **filters)  # type: ignore[arg-type]  # one mapping for two calls
    if as_json:
        print_json(found)
        return
    if not found.total:
        stdout.print(
            "没有符合条件的数字；用 gaodi import 导入文章或指标数据。No facts; import texts or indicator values."
        )
        return
    title = f"数字 {found.total:,} 个（第 {found.page}/{found.n_pages} 页）"
    stdout.print(make_fact_table(title, found.rows))


def conflicts(
    files: Files = None,
    workspace: Workspace = None,
    date: Written = None,
    region: RegionName = "",
    jsonl: Lines = None,
    verdict: Annotated[str, typer.Option(help="只看一种判断，如 conflict、stale_period。Verdict.")] = "",
    severity: Annotated[str, typer.Option(help="只看 high、medium、low 或 info。Severity.")] = "",
    indicator: Indicator = "",
    subject: Subject = "",
    source: Source = None,
    undecided: Annotated[bool, typer.Option("--undecided", help="只看还没有处理的。Undecided only.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="一致、相容的也列出。Also what agrees.")] = False,
    published: Annotated[
        bool, typer.Option("--published", help="随附的公开数据也参与核对。Compare with the shipped figures.")
    ] = False,
    page: Page = 1,
    size: Size = 50,
    as_json: AsJson = False,
) -> None:
    """核对数字：哪里矛盾，差在哪里。Where sources disagree, and why.

    示例：gaodi conflicts 日报.txt 公报.txt

    gaodi conflicts 数字.jsonl --jsonl 核对.jsonl

    gaodi conflicts -w 湖南 --severity high

    gaodi conflicts -w 湖南 --indicator 增加值 --undecided
    """
    chosen = {"verdict": verdict, "severity": severity, "indicator": indicator, "subject": subject}
    if files:
        _refuse_both(workspace)
        api.check_finding_words(verdict, severity)
        _print_file_findings(files, region, date, jsonl, chosen, everything=everything, as_json=as_json)
        return
    office = api.open_office(workspace or HERE)
    if published:
        api.load_published(office)
    with show_progress(quiet=as_json or jsonl == "-") as progress:
        report = api.compare_workspace(office, progress=progress)
    source_id = api.get_source(office, source).source.source_id if source else None
    if jsonl is not None:
        views = _collect(office, chosen, source_id, undecided=undecided)
        _write_lines(jsonl, api.list_pair_records(views))
        return
    found = api.list_findings(
        office, page=page, size=size, source_id=source_id, undecided=undecided, **chosen
    )
    if as_json:
        print_json(found)
        return
    told = f"数字 {report.n_facts:,} 个，本次新比较 {report.n_new:,} 个，结果 {found.total:,} 条"
    if not found.total:
        stdout.print(f"{told}。Nothing found.")
        return
    stdout.print(make_finding_table(f"{told}（第 {found.page}/{found.n_pages} 页）", found.rows))


def resolve(
    names: Annotated[Path, typer.Option("--names", help="名称表（CSV、XLSX）。Names to look up.")],
    register: Annotated[Path, typer.Option("--register", help="名录（CSV、XLSX）。The register.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="结果 CSV。Where to write the links.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """把名称对到名录：全称、简称、曾用名。Link names to a register, with reasons. 示例：gaodi resolve --names 名单.csv --register 企业名录.csv -o 对应.csv."""
    with show_progress(quiet=as_json) as progress:
        links = api.resolve_names_file(names, register, progress=progress)
    if output is not None:
        api.write_name_links(links, output)
    if as_json:
        print_json(links)
        return
    from gaodi.cli.name_tables import print_links

    print_links(links, output)


def _print_file_facts(
    files: list[Path], region: str, date: str | None, jsonl: str | None, *, as_json: bool
) -> None:
    with show_progress(quiet=as_json or jsonl == "-") as progress:
        found = api.extract_from_files(files, region=region, date=date, progress=progress)
    if jsonl is not None:
        _write_lines(jsonl, api.list_records(found))
    if as_json:
        print_json(found)
    elif jsonl is None:
        for file in found:
            if file.zh is None:
                rows = [_row_of(fact) for fact in file.facts]
                title = f"{file.doc}：数字 {len(file.facts):,} 个"
                stdout.print(make_fact_table(title, rows, with_ids=False))
    if print_failures(found):
        raise typer.Exit(1)


def _print_file_findings(
    files: list[Path],
    region: str,
    date: str | None,
    jsonl: str | None,
    chosen: Mapping[str, str],
    *,
    everything: bool,
    as_json: bool,
) -> None:
    with show_progress(quiet=as_json or jsonl == "-") as progress:
        found = api.compare_files(files, region=region, date=date, progress=progress)
    views = [view for view in found.findings if _fits(view, chosen)]
    if jsonl is not None:
        _write_lines(jsonl, api.list_pair_records(views))
    if as_json:
        print_json(views)
    elif jsonl is None:
        shown = [view for view in views if everything or any(chosen.values()) or view.severity != "info"]
        rows = [api.finding_row(view) for view in shown]
        stdout.print(make_finding_table(f"核对结果 {len(shown):,} 条", rows))
        if len(views) > len(shown):
            n_more = len(views) - len(shown)
            stdout.print(
                f"另有 {n_more:,} 条一致、相容或口径不同，加 --all 列出。{n_more:,} more agree or differ in kind: --all."
            )
    if print_failures(found.files):
        raise typer.Exit(1)


def _fits(view: api.FindingView, chosen: Mapping[str, str]) -> bool:
    return (
        chosen["verdict"] in ("", view.verdict)
        and chosen["severity"] in ("", view.severity)
        and chosen["indicator"] in view.indicator
        and chosen["subject"] in view.subject
    )


def _collect(
    office: api.Office, chosen: Mapping[str, str], source_id: str | None, *, undecided: bool
) -> Iterable[api.FindingView]:
    number = 1
    while True:
        found = api.list_findings(
            office, page=number, size=500, source_id=source_id, undecided=undecided, **chosen
        )
        yield from (api.FindingView(**row) for row in found.rows)
        if number >= found.n_pages:
            return
        number += 1


def _write_workspace_lines(office: api.Office, jsonl: str, filters: Mapping[str, Any]) -> None:
    if jsonl == "-":
        sys.stdout.write(api.write_fact_lines(office, **filters))
        return
    n_rows = api.export_facts(office, Path(jsonl), format="jsonl", **filters)
    stdout.print(f"已写入 {jsonl}，{n_rows:,} 条。Written: {n_rows:,} rows.")


def _write_lines(target: str, records: Iterable[Mapping[str, Any]]) -> None:
    lines = [api.write_line(record) for record in records]
    if target == "-":
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return
    try:
        Path(target).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"不能写入 {target}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {target} ({error.strerror}); check the folder and permissions.",
        ) from error
    stdout.print(f"已写入 {target}，{len(lines):,} 行。Written: {len(lines):,} lines.")


def _refuse_both(workspace: Path | None) -> None:
    if workspace is not None:
        raise InputError(
            "文件和工作区（-w）只能给一样；要把文件放进工作区，请用 gaodi import。",
            "give files or a workspace (-w), not both; to put files into a workspace use gaodi import.",
        )


def _row_of(fact: api.Fact) -> dict[str, Any]:
    return api.fact_row(api.EffectiveFact(fact=fact, state="extracted", judgement_id=None, extracted=fact))
