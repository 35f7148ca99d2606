"""How do a scenario and the actions of a chain leave as Excel? One sheet for each reading, with what was not known beside."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gaodi.api.actions import ChainActions, PlaceOpportunities
from gaodi.api.plain import to_plain
from gaodi.api.shock_records import HitGroup, LinkSources, ShockResult
from gaodi.api.workbooks import SheetContent, build_sheet, write_workbook
from gaodi.base import InputError
from gaodi.catalogue import Catalogue

_FIRMS = (("enterprise_id", "代码"), ("name", "企业"), ("city", "市州代码"), ("loss", "期内损失产能（比例）"), ("first_hit", "第几天波及"), ("synthetic", "合成数据"))  # fmt: skip
_GROUPS = (("key", "代码"), ("zh", "名称"), ("n_hit", "受影响企业"), ("loss", "期内损失产能（比例）"), ("yuan", "期内少产出（元）"))  # fmt: skip
_OTHERS = (("enterprise_id", "代码"), ("name", "停产企业"), ("is_outside", "在区外"), ("industry_code", "行业代码"), ("products", "产品"), ("n_others", "区内能顶上的"), ("named", "区内排在前面的"), ("n_outside", "区外能顶上的"), ("named_outside", "区外排在前面的"))  # fmt: skip
_PURCHASES = (("rank", "序"), ("buyer_id", "买方代码"), ("buyer", "买方"), ("supplier_id", "供方代码"), ("supplier", "唯一供方"), ("is_outside", "供方在区外"), ("sector", "行业代码或产品"), ("yuan", "采购额（元）"), ("best", "最佳第二货源"), ("before", "供方停产：现在（占全区产出）"), ("after", "一半改由第二货源后"), ("benefit", "降低"), ("money_yuan", "相当于年产出（元）"), ("others", "其他试过的供方"), ("synthetic", "合成数据"))  # fmt: skip
_ACTIONS = (("kind", "类别"), ("zh", "对策"), ("link_id", "环节"), ("is_key", "关键环节"), ("stake", "牵涉本链营收（比例）"), ("why_zh", "依据"), ("effect_zh", "预期效果"), ("named", "相关企业"), ("products", "要找的产品"), ("industry_codes", "要找的行业代码"), ("size_yuan", "要找的规模：年营业收入（元）"), ("where", "市州"))  # fmt: skip
_PROJECTS = (("project_id", "项目编号"), ("name", "项目"), ("link_id", "环节"), ("stage", "阶段"), ("yuan", "达产年产值（元）"), ("before", "现在的判定"), ("after", "单独落地后"), ("together", "该环节项目都落地后"), ("synthetic", "合成数据"))  # fmt: skip
_NEXT = (("rank", "序"), ("industry", "行业代码"), ("name", "所属大类"), ("score", "分"), ("zh", "理由"))


def write_shock_file(result: ShockResult, path: Path) -> None:
    """Write a scenario as an Excel workbook: what it costs, by day, firm, city and link, and who could step in.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    shock = result.shock
    told = [
        ("情景", result.title_zh), ("停产企业", result.n_failing), ("损失产能（比例）", shock.loss),
        ("持续天数", shock.duration_days or "一直"), ("库存天数", shock.stock_days), ("看多少天", shock.n_days),
        ("同业可替代", "是" if shock.has_replacement else "否"), ("波及企业", result.n_hit),
        ("期内少产出（元）", round(result.money / 100)), ("最重一天（比例）", max(result.by_day)),
        ("不计库存、一直持续 ESRI", result.esri), ("下游（缺料）", result.esri_down), ("上游（少订单）", result.esri_up),
        ("供应关系", result.n_links), ("年度", "、".join(map(str, result.years))),
        ("没有金额、未计入的供应关系", result.n_amount_unknown), ("没有标明是否关键的供应关系", result.n_unflagged),
        ("营业收入未知、按网络内销售额计权的企业", result.n_revenue_unknown), ("含合成数据", "是" if result.synthetic else "否"),
    ]  # fmt: skip
    days = [{"day": day, "share": share} for day, share in enumerate(result.by_day, start=1)]
    _write(
        path,
        [
            SheetContent(title="概况", header=("项目", "值"), rows=told, n_rows=len(told)),
            build_sheet("逐日", (("day", "第几天"), ("share", "损失占全区产出（比例）")), days, len(days)),
            build_sheet("企业", _FIRMS, [to_plain(one) for one in result.firms], len(result.firms)),
            build_sheet("市州", _GROUPS, _list_groups(result.cities), len(result.cities)),
            build_sheet("环节", _GROUPS, _list_groups(result.links), len(result.links)),
            build_sheet(
                "谁能顶上",
                _OTHERS,
                [
                    to_plain(one)
                    | {
                        "named": [name for _, name, _ in one.others],
                        "named_outside": [name for _, name, _ in one.outside],
                    }
                    for one in result.replacements
                ],
                len(result.replacements),
            ),
        ],
    )


def write_link_sources_file(found: LinkSources, path: Path) -> None:
    """Write the second sources of a link as an Excel workbook.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    told = [
        ("环节", found.title_zh), ("采购", "向该环节企业采购" if found.side == "supplies" else "该环节企业采购"),
        ("环节企业", found.n_firms), ("只有一个供方的关键采购", found.n_single), ("其中金额较小、没有试的", found.n_left_out),
        ("区内没有其他供方的", found.n_without), ("年度", "、".join(map(str, found.years))),
        ("没有标明是否关键的供应关系", found.n_unflagged), ("含合成数据", "是" if found.synthetic else "否"),
    ]  # fmt: skip
    rows = [
        to_plain(line)
        | {
            "rank": rank, "yuan": round(line.amount / 100), "best": line.sources[0].name if line.sources else "区内没有其他供方",
            "money_yuan": None if line.money is None else round(line.money / 100),
            "others": [one.name for one in line.sources[1:]],
        }
        for rank, line in enumerate(found.lines, start=1)
    ]  # fmt: skip
    _write(
        path,
        [
            SheetContent(title="概况", header=("项目", "值"), rows=told, n_rows=len(told)),
            build_sheet("第二货源", _PURCHASES, rows, len(rows)),
        ],
    )


def write_actions_file(
    found: ChainActions, path: Path, catalogue: Catalogue, place: PlaceOpportunities | None = None
) -> None:
    """Write the actions of a chain as an Excel workbook, with what its projects change and what a place could grow next.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    strengths = {
        key: catalogue.label(f"strength.{key}", "zh")
        for key in ("strong", "adequate", "weak", "missing", "unknown")
    }
    actions = [
        to_plain(one) | {"kind": catalogue.label(f"opportunities.kind.{one.kind}", "zh"), "named": [name for _, name in one.firms],
         "size_yuan": None if one.size is None else one.size // 100, "where": one.place[0] if one.place else None}
        for one in found.actions
    ]  # fmt: skip
    projects = [
        to_plain(one)
        | {name: strengths.get(str(getattr(one, name) or ""), "") for name in ("before", "after", "together")}
        | {"yuan": None if one.expected is None else one.expected // 100}
        for one in found.projects
    ]
    sheets = [
        build_sheet("对策", _ACTIONS, actions, len(actions)),
        build_sheet("项目落地后", _PROJECTS, projects, len(projects)),
    ]
    if place is not None:
        rows = [to_plain(one) | {"name": place.names.get(one.industry, "")} for one in place.opportunities]
        sheets.append(build_sheet(f"{place.zh}下一步", _NEXT, rows, len(rows)))
    _write(path, sheets)


def _list_groups(groups: Iterable[HitGroup]) -> list[Mapping[str, Any]]:
    return [to_plain(one) | {"yuan": round(one.money / 100)} for one in groups]


def _write(path: Path, sheets: list[SheetContent]) -> None:
    if path.suffix.lower() != ".xlsx":
        raise InputError(
            f"不能写成 {path.name}；这里写 Excel，文件名请以 .xlsx 结尾。",
            f"cannot write {path.name!r}; this is Excel, let the name end in .xlsx.",
        )
    try:
        write_workbook(path, sheets)
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error
