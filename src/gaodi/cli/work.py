"""What should be done? The commands that make, fill, compute, report and serve a workspace."""

import shlex
import socket
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from gaodi import api
from gaodi.base import InputError, parse_period
from gaodi.cli.imports import print_mappings, print_next, print_report
from gaodi.cli.printing import SYNTHETIC_NOTE, make_table, print_json, show_progress, stdout
from gaodi.cli.summary import print_run

Folder = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹。Workspace folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出。Print JSON.")]
OnDay = Annotated[str | None, typer.Option("--on", help="基准日，如 2026-06-01；默认今天。Day asked for.")]

HERE = Path()


def register(app: typer.Typer) -> None:
    """Add the commands to the application, in the order they are used."""
    commands: dict[str, Callable[..., None]] = {
        "init": init,
        "demo": demo,
        "template": template,
        "synth": synth,
        "import": import_,
        "run": run,
        "brief": brief,
        "serve": serve,
    }
    for name, command in commands.items():
        app.command(name)(command)


def read_day(text: str | None) -> date | None:
    """Read a day given on the command line."""
    if text is None:
        return None
    period = parse_period(text)
    if period.start is None or period.start != period.end:
        raise InputError(
            f"基准日「{text}」应是一天，如 2026-06-01。", f"--on {text!r} must be one day, as 2026-06-01."
        )
    if not 1900 <= period.start.year <= 2999:
        raise InputError(
            f"基准日「{text}」应在 1900 年至 2999 年之间。", f"--on {text!r} must lie from 1900 to 2999."
        )
    return period.start


def init(
    folder: Annotated[Path, typer.Argument(help="新建的工作区文件夹。Folder to make.")],
    region: Annotated[str, typer.Option(help="六位区划代码。Division code.")] = "430000",
    name: Annotated[str, typer.Option(help="区域名称。Name of the region.")] = "湖南省",
    ledger: Annotated[
        str | None, typer.Option(help="PostgreSQL 地址；默认用文件夹内的 SQLite。Ledger URL.")
    ] = None,
    language: Annotated[str, typer.Option(help="zh 或 en。")] = "zh",
) -> None:
    """建立工作区。Create a workspace. 示例：gaodi init 湖南 --region 430000 --name 湖南省."""
    office = api.create_office(
        folder, region_code=region, region_name=name, ledger_url=ledger, language=language
    )
    stdout.print(f"已建立工作区 {office.workspace.root}（{name}，{region}）。")
    stdout.print(f"下一步：gaodi import 文件… -w {shlex.quote(str(folder))}")


def demo(
    folder: Annotated[Path, typer.Argument(help="演示工作区文件夹。Folder of the demo.")],
    enterprises: Annotated[
        int, typer.Option("--enterprises", "-n", min=100, help="合成企业数。Synthetic enterprises.")
    ] = 20_000,
    seed: Annotated[int, typer.Option(help="随机种子。Seed.")] = 2026,
    on: OnDay = None,
    lang: Annotated[str, typer.Option(help="报告语言 zh 或 en。")] = "zh",
) -> None:
    """建立湖南演示工作区：导入、计算、写报告。Build the demo region. 示例：gaodi demo demo -n 20000."""
    is_new = not (folder / "gaodi.toml").exists()
    office = api.create_office(folder) if is_new else api.open_office(folder)
    with show_progress() as progress:
        report = api.load_demo(office, n_enterprises=enterprises, seed=seed, progress=progress)
        summary = api.compute_run(office, on=read_day(on), progress=progress)
    print_report(office, report)
    print_run(office, summary)
    language = _language(lang)
    formats: tuple[Literal["docx", "html"], ...] = ("docx", "html")
    for ending in formats:
        # Among the workspace's briefs, where the workbench lists them.
        stdout.print(f"报告 Brief：{api.write_brief(office, format=ending, lang=language)}")
    stdout.print(SYNTHETIC_NOTE, style="bold")


def template(
    table: Annotated[str, typer.Argument(help="表名，如 enterprise_year。Table id.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个 .xlsx。Where to.")],
    lang: Annotated[str, typer.Option(help="zh 或 en。")] = "zh",
) -> None:
    """生成填报模板。Write an Excel form. 示例：gaodi template enterprise_year -o 年度数据.xlsx."""
    api.write_template(api.load_catalogue(), table, output, lang=lang)
    stdout.print(f"已生成模板 {output}。")


def synth(
    enterprises: Annotated[
        int, typer.Option("--enterprises", "-n", min=100, help="企业数，至 1000 万。How many.")
    ] = 20_000,
    seed: Annotated[int, typer.Option(help="随机种子。Seed.")] = 2026,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="只写 Parquet 文件到此文件夹。")
    ] = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w", help="直接载入此工作区。")] = None,
) -> None:
    """生成合成企业库（全部标注）。Generate a synthetic register. 示例：gaodi synth -n 1000000 --seed 7 -o out."""
    if (output is None) == (workspace is None):
        raise InputError("请用 -o 或 -w 之一指定去处。", "give either -o or -w, to say where it goes.")
    with show_progress() as progress:
        if workspace is not None:
            office = api.open_office(workspace)
            with tempfile.TemporaryDirectory(dir=workspace) as scratch:
                outcome = api.load_register(
                    office, Path(scratch), n_enterprises=enterprises, seed=seed, progress=progress
                )
            stdout.print(outcome.zh)
            return
        assert output is not None  # noqa: S101  checked above
        made = api.write_register(output, n_enterprises=enterprises, seed=seed, progress=progress)
    table = make_table("合成数据", [("表", "left"), ("行", "right"), ("文件", "left")])
    for name, (path, rows) in made.items():
        table.add_row(name, f"{rows:,}", str(path))
    stdout.print(table)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="表 CSV、XLSX、XLS；文档 TXT、MD、HTML、DOCX、PDF、PNG、JPG。Tables and documents."
        ),
    ],
    workspace: Folder = HERE,
    table: Annotated[str | None, typer.Option("--table", "-t", help="指定表名。Table id.")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", "-m", help="列对应文件（YAML）。Mapping file.")
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="把建议的列对应写到此文件，不导入。Write the proposed mapping.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只显示列对应，不导入。Show the mapping only.")
    ] = False,
    title: Annotated[str | None, typer.Option(help="来源标题。Title of the source.")] = None,
    published_on: Annotated[
        str | None, typer.Option("--date", help="文章或报表的日期，如 2026-03。Date of the documents.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """导入文件。Import files. 示例：gaodi import 企业名录.xlsx 年报.csv -w 湖南."""
    office = api.open_office(workspace)
    if save_mapping and len(files) > 1:
        raise InputError(
            f"--save-mapping 一次只写一个文件的列对应，这里给了 {len(files)} 个文件；请逐个执行。",
            f"--save-mapping writes the mapping of one file, {len(files)} were given; do them one by one.",
        )
    if dry_run or save_mapping:
        for path in files:
            mappings = api.preview_import(office, path, table=table, mapping_file=mapping)
            print_json(mappings) if as_json else print_mappings(office, path, mappings)
            if save_mapping:
                api.save_mapping(mappings, save_mapping)
                stdout.print(f"列对应已写入 {save_mapping}；修改后用 --mapping 指定。")
        return
    with show_progress(quiet=as_json) as progress:
        report = api.import_files(
            office,
            files,
            table=table,
            mapping_file=mapping,
            title=title,
            published_on=published_on,
            progress=progress,
        )
    if as_json:
        print_json(report)
    else:
        print_report(office, report)
        print_next(report, workspace)
    if any(outcome.kind == "failed" for outcome in report.outcomes):
        raise typer.Exit(1)


def run(
    workspace: Folder = HERE,
    on: OnDay = None,
    as_of: Annotated[str | None, typer.Option(help="快照标识或时间。Snapshot id or time.")] = None,
    as_json: AsJson = False,
) -> None:
    """计算全部问题并保存。Compute every answer. 示例：gaodi run -w 湖南 --on 2026-06-01."""
    office = api.open_office(workspace)
    with show_progress(quiet=as_json) as progress:
        summary = api.compute_run(office, on=read_day(on), as_of=as_of, progress=progress)
    print_json(summary) if as_json else print_run(office, summary)


def brief(
    workspace: Folder = HERE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=".docx 或 .html。")] = None,
    lang: Annotated[str, typer.Option(help="zh 或 en。")] = "zh",
) -> None:
    """写报告。Write the brief. 示例：gaodi brief -w 湖南 -o brief.docx."""
    path = api.write_brief(api.open_office(workspace), output, lang=_language(lang))
    stdout.print(f"报告已写入 {path}")


def serve(
    workspace: Folder = HERE,
    host: Annotated[str, typer.Option(help="监听地址。Address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口。Port.")] = 8000,
    workers: Annotated[int, typer.Option(help="进程数。Processes.")] = 1,
) -> None:
    """打开工作台。Serve the workbench. 示例：gaodi serve -w 湖南 --port 8000."""
    from gaodi.web import serve as serve_web

    api.open_office(workspace)
    _check_port(host, port)
    stdout.print(f"工作台：http://{host}:{port}  （按 Ctrl+C 停止）")
    serve_web(workspace, host=host, port=port, workers=workers)


def _check_port(host: str, port: int) -> None:
    """Refuse an address that is taken before anything is started; the server would only say so in English."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        raise InputError(
            f"不能在 {host}:{port} 打开工作台（{error}）；端口可能已被占用，请用 --port 换一个，如 --port 8001。",
            f"the workbench cannot listen on {host}:{port} ({error}); the port may be taken: choose another, "
            "as --port 8001.",
        ) from error


def _language(text: str) -> api.Language:
    if text == "zh":
        return "zh"
    if text == "en":
        return "en"
    raise InputError(f"语言「{text}」不支持；请用 zh 或 en。", f"no language {text!r}; use zh or en.")
