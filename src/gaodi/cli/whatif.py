"""What if the rules were others? Scenarios on the command line: new, run again, listed, written out."""

from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.cultivating import read_route
from gaodi.cli.printing import make_table, print_json, stdout
from gaodi.cli.work import HERE, AsJson, Folder, OnDay, read_day

N_SHOWN = 30


def whatif(
    name: Annotated[str | None, typer.Argument(help="情景名；不写则列出。Scenario.")] = None,
    from_pack: Annotated[str | None, typer.Option("--from", help="原规则包。First pack.")] = None,
    to_pack: Annotated[str | None, typer.Option("--to", help="新规则包。Second pack.")] = None,
    on: OnDay = None,
    to_on: Annotated[str | None, typer.Option("--to-on", help="新规则的判定日期。Second day.")] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", help="条款=值，如 LG26-2a=6000、LG26-7=off，可多次。Change a clause."),
    ] = None,
    route: Annotated[str, typer.Option(help="new 新申报，review 复核。")] = "new",
    output: Annotated[
        list[Path] | None, typer.Option("--output", "-o", help="写成 .xlsx 或 .docx，可多次。Write.")
    ] = None,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """规则情景：谁得谁失。Who gains and loses under other rules. 示例：gaodi whatif 换标准 --from little_giant_2022 --to little_giant_2026 --on 2026-06-01 -w 湖南."""
    office = api.open_office(workspace)
    if name is None:
        _print_scenarios(api.list_scenarios(office), as_json=as_json)
        return
    if from_pack or to_pack:
        day = read_day(on)
        if not (from_pack and to_pack and day):
            raise InputError(
                "新情景要有 --from、--to 和 --on。", "a new scenario needs --from, --to and --on."
            )
        scenario = api.make_scenario(
            **{"name": name, "from": from_pack, "to": to_pack, "on": day, "to_on": read_day(to_on),
               "route": read_route(route), "set": _read_changes(changes or [])}
        )  # fmt: skip
        api.save_scenario(office, scenario)
    elif changes or on or to_on:
        raise InputError(
            "改动要连同 --from 和 --to 一起写；只写名称则重算已存的情景。",
            "changes need --from and --to; the name alone runs the saved scenario again.",
        )
    else:
        scenario = api.get_scenario(office, name)
    change = api.run_scenario(office, scenario)
    for path in output or ():
        api.export_scenario(office, change, path)
    if as_json:
        print_json(change)
        return
    for title, (header, rows) in api.list_tables(office, change).items():
        table = make_table(
            title if len(rows) <= N_SHOWN else f"{title}（前 {N_SHOWN} 行，共 {len(rows):,}）",
            [
                (text, "right" if rows and isinstance(rows[0][i], int) else "left")
                for i, text in enumerate(header)
            ],
        )
        for row in rows[:N_SHOWN]:
            table.add_row(*(f"{cell:,}" if isinstance(cell, int) else cell for cell in row))
        stdout.print(table)
    stdout.print(
        f"{scenario.name}：{change.n_firms:,} 家，符合 {change.n_before:,} → {change.n_after:,}，"
        f"新符合 {change.n_gain:,}，不再符合 {change.n_lose:,}，数据不足不能判断 {change.n_unclear:,}"
    )


def _read_changes(texts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise InputError(f"--set「{text}」应写成 条款=值。", f"--set {text!r} must read CLAUSE=VALUE.")
        found[key.strip()] = value.strip()
    return found


def _print_scenarios(found: tuple[api.Scenario, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if not found:
        stdout.print("还没有情景；用 --from、--to、--on 新建。No scenarios yet.")
        return
    table = make_table(
        "情景", [("名称", "left"), ("原", "left"), ("新", "left"), ("日期", "left"), ("改动", "left")]
    )
    for one in found:
        changed = "、".join(f"{key}={value}" for key, value in one.changes.items())
        table.add_row(one.name, one.from_pack, one.to_pack, str(one.on), changed)
    stdout.print(table)
