"""What happens if a firm, a place, a link or an import fails? Scenarios on the supply network of a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError, format_money
from gaodi.cli.printing import make_table, print_json, show_progress, stderr, stdout
from gaodi.cli.work import HERE, AsJson, Folder

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 60


_Firm = Annotated[str, typer.Option(help="企业名称或信用代码，几家用逗号隔开。Firms.")]
_City = Annotated[str, typer.Option(help="市州名称或代码，如 4302，几个用逗号隔开。All firms of a city.")]
_Park = Annotated[str, typer.Option(help="园区标识。All firms of a park.")]
_Link = Annotated[
    str, typer.Option(help="产业链/环节，如 power_transmission/transformers，几个用逗号隔开。All of a link.")
]
_Outside = Annotated[str, typer.Option(help="区外供应的产品，名称片段。Suppliers of outside, by product.")]
_Loss = Annotated[float, typer.Option(help="损失的产能比例，0 到 1。Share of production lost.")]
_Days = Annotated[int, typer.Option(help="看多少天。Days looked at.")]
_Duration = Annotated[int, typer.Option(help="断供持续天数，0 为一直。Days the loss lasts.")]
_Stock = Annotated[float, typer.Option(help="各项投入的库存天数。Days of stock.")]
_NoReplaceability = Annotated[
    bool, typer.Option("--no-replaceability", help="同业不能替代。Nobody takes its place.")
]
_SecondSource = Annotated[
    str, typer.Option("--second-source", help="为这家买方找第二货源（配合 --firm 指供方）。For this buyer.")
]
_SecondSources = Annotated[
    bool,
    typer.Option(
        "--second-sources",
        help="该环节只有一个供方的关键采购，逐项找第二货源（配合 --link）。For a whole link.",
    ),
]
_Inputs = Annotated[
    bool, typer.Option("--inputs", help="找该环节企业所购投入的第二货源。Of what firms of the link buy.")
]
_Every = Annotated[bool, typer.Option("--all", help="逐户停产，算出每户的系统重要性。Every firm alone.")]
_Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="情景写成 Excel，以 .docx 结尾写成 Word 报告；与 --all 合用写成 CSV。Excel, Word; CSV with --all.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("shock")(shock)


def shock(
    workspace: Folder = HERE,
    firm: _Firm = "",
    city: _City = "",
    park: _Park = "",
    link: _Link = "",
    outside: _Outside = "",
    loss: _Loss = 1.0,
    days: _Days = 90,
    duration: _Duration = 30,
    stock: _Stock = 7.0,
    no_replaceability: _NoReplaceability = False,
    second_source: _SecondSource = "",
    second_sources: _SecondSources = False,
    inputs: _Inputs = False,
    every: _Every = False,
    out: _Out = None,
    as_json: AsJson = False,
) -> None:
    """断供模拟：企业、城市、园区、环节或区外供应停产，影响到谁、哪一天；几样可以同时停。What if it fails. 示例：gaodi shock -w 演示 --firm 某某机械有限公司 --loss 1.0 ；gaodi shock -w 演示 --city 4302 --link power_transmission/transformers --loss 0.5 --duration 14 --stock 3 -o 断供.xlsx ；gaodi shock -w 演示 --all -o 系统重要性.csv ；gaodi shock -w 演示 --firm 供方 --second-source 买方 ；gaodi shock -w 演示 --link power_transmission/transformers --second-sources -o 第二货源.xlsx."""  # fmt: skip
    failures = _list_failures(firm=firm, city=city, park=park, link=link, outside=outside)
    _check_options(failures, second_source, out, is_link=second_sources, is_every=every, is_inputs=inputs)
    office = api.open_office(workspace)
    if every:
        _show_every(office, out, as_json=as_json)
        return
    if second_sources:
        _show_link_sources(office, failures[0].what, "inputs" if inputs else "supplies", out, as_json=as_json)
        return
    if second_source:
        _show_second_sources(office, second_source, firm, as_json=as_json)
        return
    first, *others = failures
    _show_scenario(
        office,
        api.Shock(
            kind=first.kind, what=first.what, also=tuple(others), loss=loss, n_days=days,
            duration_days=duration or None, stock_days=stock, has_replacement=not no_replaceability,
        ),
        out, as_json=as_json,
    )  # fmt: skip


def _check_options(
    failures: list[api.Failure],
    buyer: str,
    out: Path | None,
    *,
    is_link: bool,
    is_every: bool,
    is_inputs: bool,
) -> None:
    kinds = [failure.kind for failure in failures]
    if is_every and (failures or buyer or is_link):
        raise InputError(
            "--all 逐户计算，不与停产对象、第二货源合用。",
            "--all weighs every firm; give it without anything that fails and without second sources.",
        )
    if (is_link and (kinds != ["link"] or buyer)) or (is_inputs and not is_link):
        raise InputError(
            "--second-sources 要给且只给一个 --link（产业链/环节）；--inputs 与它合用。",
            "--second-sources goes with one --link (chain/link) alone; --inputs goes with it.",
        )
    if buyer and (kinds != ["firm"] or out):
        raise InputError(
            "--second-source 要同时给 --firm（供方），不写文件。",
            "--second-source goes with --firm (the supplier) and writes no file.",
        )
    if not failures and not is_every:
        raise InputError(
            "请用 --firm、--city、--park、--link、--outside 写明什么停产，或用 --all 逐户计算。",
            "say what fails by --firm, --city, --park, --link or --outside, or use --all.",
        )


def _list_failures(**given: str) -> list[api.Failure]:
    """Return what fails; places and links may stand with commas between them, firms stay as they were given."""
    return [
        api.Failure(kind=kind, what=what.strip())
        for kind, text in given.items()
        for what in ([text] if kind in ("firm", "outside") else text.replace("，", ",").split(","))
        if what.strip()
    ]


def _show_scenario(office: api.Office, shock: api.Shock, out: Path | None, *, as_json: bool) -> None:
    result = api.simulate_shock(office, shock)
    if out and out.suffix.lower() == ".docx":
        with show_progress(quiet=as_json) as progress:
            api.write_shock_report(office, shock, out, progress=progress)
    elif out:
        api.write_shock_file(result, out)
    if as_json:
        print_json(result)
        return
    _print_result(result)
    if out:
        stdout.print(f"已写入：{out}")


def _print_result(result: api.ShockResult) -> None:
    shock = result.shock
    lasting = f"持续 {shock.duration_days} 天" if shock.duration_days else "一直持续"
    stdout.print(
        f"{result.title_zh}：{result.n_failing:,} 家企业损失 {shock.loss:.0%} 产能，{lasting}，库存 {shock.stock_days:g} 天。"
    )
    stdout.print(
        f"{shock.n_days} 天内波及 {result.n_hit:,} 家，少产出 {format_money(round(result.money), '亿元')}；"
        f"最重的一天损失 {max(result.by_day):.2%}。不计库存、一直持续：{result.esri:.2%}"
        f"（下游 {result.esri_down:.2%}，上游 {result.esri_up:.2%}）。"
    )
    stdout.print(f"逐日 {_draw_days(result.by_day)}")
    table = make_table(
        "受损最重的企业",
        (("企业", "left"), ("期内损失", "right"), ("占全部损失", "right"), ("第几天波及", "right")),
    )
    total = sum(result.by_day) / len(result.by_day) or 1.0
    for hit in result.firms[:10]:
        first = "本身" if hit.first_hit is None else str(hit.first_hit) if hit.first_hit else "—"
        table.add_row(hit.name, f"{hit.loss:.1%}", f"{hit.weight / total:.1%}", first)
    stdout.print(table)
    for title, groups in (("按城市", result.cities), ("按环节", result.links)):
        table = make_table(title, ((title[1:], "left"), ("波及企业", "right"), ("期内损失", "right"), ("少产出", "right")))  # fmt: skip
        for group in groups[:8]:
            table.add_row(
                group.zh, f"{group.n_hit:,}", f"{group.loss:.2%}", format_money(round(group.money), "亿元")
            )
        if groups:
            stdout.print(table)
    for item in result.replacements[:3]:
        inside, outside = (
            "、".join(name for _, name, _ in ones[:3]) or "无" for ones in (item.others, item.outside)
        )
        known = f"行业 {item.industry_code}" if item.industry_code else "、".join(item.products) or "产品未知"
        stdout.print(
            f"{item.name}（{known}）能顶上的：区内 {item.n_others:,} 家：{inside}；区外 {item.n_outside:,} 家：{outside}"
        )
    _print_remarks(result)


def _print_remarks(result: api.ShockResult) -> None:
    for n, text in (
        (result.n_amount_unknown, "条供应关系没有金额，未计入"),
        (result.n_revenue_unknown, "家企业营业收入未知，按网络内销售额计权"),
        (result.n_unflagged, "条供应关系没有标明是否关键"),
    ):
        if n:
            stderr.print(f"注意：{n:,} {text}。")
    if result.synthetic:
        stderr.print("［合成数据］供应网络含生成的企业，与真实企业无关。")


def _draw_days(by_day: tuple[float, ...]) -> str:
    """Draw the days as bars of text, at most 60."""
    step = -(-len(by_day) // _WIDTH)
    parts = [max(by_day[start : start + step]) for start in range(0, len(by_day), step)]
    highest = max(parts) or 1.0
    return "".join(_BARS[min(len(_BARS) - 1, int(part / highest * len(_BARS)))] for part in parts)


def _show_second_sources(office: api.Office, buyer: str, supplier: str, *, as_json: bool) -> None:
    with show_progress(quiet=as_json) as progress:
        lines = api.rank_second_sources_of(office, buyer, supplier, progress=progress)
    if as_json:
        print_json(lines)
        return
    table = make_table("第二货源（一半采购额转过去）", (("企业", "left"), ("现货源系统重要性", "right"), ("之后", "right"), ("降低", "right")))  # fmt: skip
    for line in lines:
        table.add_row(line.name, f"{line.before:.3%}", f"{line.after:.3%}", f"{line.benefit:.3%}")
    stdout.print(table if lines else "同一行业没有其他供方。")


def _show_link_sources(office: api.Office, link: str, side: str, out: Path | None, *, as_json: bool) -> None:
    with show_progress(quiet=as_json) as progress:
        found = api.rank_link_sources(office, link, side=side, progress=progress)
    if out:
        api.write_link_sources_file(found, out)
    if as_json:
        print_json(found)
        return
    table = make_table(
        f"{found.title_zh}：第二货源（一半采购额转过去）",
        (("买方", "left"), ("唯一供方", "left"), ("采购额", "right"), ("最佳第二货源", "left"), ("现在", "right"), ("之后", "right"), ("相当于年产出", "right")),
    )  # fmt: skip
    for line in found.lines[:15]:
        if line.benefit is None or line.money is None:
            after = ("区内没有其他供方", "—", "—", "—")
        else:
            after = (
                line.sources[0].name,
                f"{line.before:.3%}",
                f"{line.after:.3%}",
                format_money(round(line.money), "亿元"),
            )
        table.add_row(line.buyer, line.supplier, format_money(line.amount, "万元"), *after)
    stdout.print(table if found.lines else "没有只靠一个供方的关键采购。")
    own = "向该环节企业采购、" if side == "supplies" else "该环节企业采购、"
    stdout.print(
        f"{own}只有一个供方的关键投入 {found.n_single:,} 项，其中区内没有其他供方的 {found.n_without:,} 项。"
        "“现在”“之后”是唯一供方停产时全区损失的产出。"
    )
    if found.n_left_out:
        stderr.print(f"注意：金额较小的 {found.n_left_out:,} 项没有试。")
    if found.n_unflagged:
        stderr.print(f"注意：{found.n_unflagged:,} 条供应关系没有标明是否关键。")
    if found.synthetic:
        stderr.print("［合成数据］供应网络含生成的企业，与真实企业无关。")
    if out:
        stdout.print(f"已写入 {len(found.lines):,} 项：{out}")


def _show_every(office: api.Office, out: Path | None, *, as_json: bool) -> None:
    with show_progress(quiet=as_json) as progress:
        found = api.compute_criticality(office, progress=progress)
    if out:
        api.write_criticality(found, out)
    if as_json:
        print_json(found.table.head(100).to_dicts())
        return
    table = make_table(
        f"系统重要性最高的企业（共 {found.table.height:,} 家）",
        (("企业", "left"), ("城市", "left"), ("行业", "left"), ("全部", "right"), ("下游", "right"), ("上游", "right")),
    )  # fmt: skip
    for row in found.table.head(15).iter_rows(named=True):
        table.add_row(
            row["name"], row["city"] or "—", row["industry_code"] or "—", f"{row['esri']:.3%}",
            f"{row['esri_down']:.3%}", f"{row['esri_up']:.3%}",
        )  # fmt: skip
    stdout.print(table)
    if out:
        stdout.print(f"已写入 {found.table.height:,} 家：{out}")
