"""Five lists of a chain: its enterprises, projects, clusters, problems and policies, the weightiest first."""

from typing import Any

import polars as pl

from gaodi.chains.atlas_maps import OPEN, find_projects
from gaodi.chains.atlas_reading import ChainReading, build_sheet, cut_rows
from gaodi.chains.atlas_records import AtlasSheet
from gaodi.chains.records import Strength
from gaodi.region import titles_in_force

_ROLE_OF_NEED = {
    "技术": "校长",
    "人才": "校长",
    "供应商": "盟长",
    "场景": "盟长",
    "资金": "行长",
    "用地": "园区",
    "政策": "工信部门",
}
"""Kind of need → whose business it is, as in the roles of the task table."""


_ROLES_EN = {
    "链长": "chain chief", "盟长": "alliance chief", "校长": "university president", "行长": "bank chief", "基金董事长": "fund chair",
    "园区": "park", "工信部门": "industry bureau",
}  # fmt: skip
_NEEDS_EN = {
    "技术": "technology", "供应商": "supplier", "资金": "finance", "用地": "land", "人才": "talent", "场景": "scene", "政策": "policy",
}  # fmt: skip


def list_enterprises(reading: ChainReading, n_rows: int | None) -> AtlasSheet:
    """List the enterprises on the chain by revenue, with the links they stand on."""
    order = {link.id: number for number, link in enumerate(reading.template.links)}
    names = {link.id: link.zh for link in reading.template.links}
    names_en = {link.id: link.en for link in reading.template.links}
    stands = (
        reading.counted.with_columns(order=pl.col("link_id").replace_strict(order, return_dtype=pl.Int64))
        .sort("enterprise_id", "order")
        .group_by("enterprise_id", maintain_order=True)
        .agg(
            links=pl.col("link_id").replace_strict(names).str.join("、"),
            links_en=pl.col("link_id").replace_strict(names_en).str.join(", "),
        )
    )
    found = reading.firms.firms.join(stands, on="enterprise_id").sort(
        "revenue", "enterprise_id", descending=[True, False], nulls_last=True
    )
    titles = {term.id: term.zh for term in reading.region.catalogue.taxonomy("titles").terms}
    titles_en = {term.id: term.en for term in reading.region.catalogue.taxonomy("titles").terms}
    rows = [
        {
            "enterprise_id": row["enterprise_id"], "name": row["name"], "links": row["links"], "links_en": row["links_en"], "place": row["district_code"],
            "is_above_scale": row["is_above_scale"],
            "revenue": row["revenue"], "rd_expense": row["rd_expense"],
            "titles": _join(row["titles"], titles, "、"), "titles_en": _join(row["titles"], titles_en, ", "),
        }
        for row in cut_rows(found, n_rows).iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        ("enterprise_id", "企业标识", "Enterprise id", "firm"), ("name", "企业名称", "Name"), ("links", "环节", "Links"),
        ("place", "所在地", "Place", "place"), ("is_above_scale", "规上", "Above scale", "flag"), ("revenue", "营业收入", "Revenue", "money"),
        ("rd_expense", "研发费用", "R&D expense", "money"), ("titles", "称号", "Titles"),
    )  # fmt: skip
    return build_sheet(
        reading, ("enterprises", "企业清单", "Enterprises"), columns, rows, tables=("enterprise", "enterprise_year"),
        n_total=found.height,
    )  # fmt: skip


def _join(items: list[str] | None, names: dict[str, str], comma: str) -> str | None:
    return None if items is None else comma.join(names.get(item) or item for item in items)


def list_projects(reading: ChainReading, n_rows: int | None) -> AtlasSheet:
    """List the projects of the chain by investment."""
    found = find_projects(reading).sort("investment", "project_id", descending=[True, False], nulls_last=True)
    columns = (
        ("project_id", "项目编号", "Project id"), ("name", "项目名称", "Name"), ("link_id", "环节", "Link", "link"), ("stage", "阶段", "Stage"),
        ("place", "所在地", "Place", "place"), ("investment", "总投资", "Investment", "money"), ("invested", "累计完成", "Invested", "money"),
        ("finished_on", "投产日期", "In production on", "date"), ("owner", "责任单位", "Owner"), ("obstacle", "存在问题", "Obstacle"),
    )  # fmt: skip
    rows = [
        {key: row["district_code"] if key == "place" else row[key] for key, *_ in columns}
        for row in cut_rows(found, n_rows).iter_rows(named=True)
    ]
    return build_sheet(
        reading,
        ("projects", "项目清单", "Projects"),
        columns,
        rows,
        tables=("project",),
        n_total=found.height,
    )


def list_clusters(reading: ChainReading, n_rows: int | None) -> AtlasSheet:
    """List the clusters of the chain with their members, and how many of these stand on the chain."""
    titles = {term.id: term.zh for term in reading.region.catalogue.taxonomy("cluster_titles").terms}
    firms = reading.counted.select("enterprise_id", on_chain=pl.lit(value=True)).unique("enterprise_id")
    members = (
        reading.region.table("cluster_member")
        .select("cluster_id", "enterprise_id")
        .collect()
        .join(firms, on="enterprise_id", how="left")
        .group_by("cluster_id")
        .agg(n_members=pl.len(), n_on_chain=pl.col("on_chain").sum())
    )
    found = (
        reading.region.table("cluster")
        .filter(pl.col("chain_id") == reading.template.id)
        .collect()
        .join(members, on="cluster_id", how="left")
        .sort("cluster_id")
    )
    rows = [
        {
            "cluster_id": row["cluster_id"], "name": row["name"], "title": titles.get(row["title_id"], row["title_id"]),
            "place": row["district_code"], "granted_on": row["granted_on"], "n_members": row["n_members"],
            "n_on_chain": row["n_on_chain"],
        }
        for row in cut_rows(found, n_rows).iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        ("cluster_id", "集群标识", "Cluster id"), ("name", "集群名称", "Name"), ("title", "级别", "Title"), ("place", "所在地", "Place", "place"),
        ("granted_on", "认定日期", "Granted on", "date"), ("n_members", "成员企业", "Members", "count"),
        ("n_on_chain", "其中在本链", "Of these on the chain", "count"),
    )  # fmt: skip
    return build_sheet(
        reading, ("clusters", "集群清单", "Clusters"), columns, rows, tables=("cluster", "cluster_member"),
        n_total=found.height,
    )  # fmt: skip


def list_problems(reading: ChainReading, n_rows: int | None) -> AtlasSheet:
    """List what stands in the way: missing and weak links, holes, obstacles of projects, open needs, overdue tasks."""
    found = [
        *_list_link_problems(reading), *_list_holes(reading), *_list_obstacles(reading), *_list_tasks(reading),
        *_list_needs(reading),
    ]  # fmt: skip
    columns = (
        ("kind", "类别", "Kind"), ("link_id", "环节", "Link", "link"), ("what", "问题", "Problem"), ("who", "提出方", "From"),
        ("since", "日期", "Date", "date"), ("role", "责任角色", "Role"),
    )  # fmt: skip
    rows = found if n_rows is None else found[:n_rows]
    return build_sheet(
        reading,
        ("problems", "问题清单", "Problems"),
        columns,
        rows,
        tables=("demand", "project", "task"),
        n_total=len(found),
    )


def _problem(kind: str, kind_en: str, what: str | None, role: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401  a cell
    row = {
        "kind": kind,
        "kind_en": kind_en,
        "link_id": None,
        "what": what,
        "who": None,
        "since": None,
        "role": role,
    }
    return row | {"role_en": _ROLES_EN.get(role or "", role)} | more


def _list_link_problems(reading: ChainReading) -> list[dict[str, Any]]:
    words = {Strength.MISSING: ("环节缺失", "link missing"), Strength.WEAK: ("环节薄弱", "link weak")}
    return [
        _problem(
            *words[link.strength], next(iter(link.reasons_zh), None), "链长", link_id=link.link_id,
            what_en=next(iter(link.reasons_en), None),
        )
        for strength in words
        for link in reading.diagnosis.links
        if link.strength is strength
    ]  # fmt: skip


def _list_holes(reading: ChainReading) -> list[dict[str, Any]]:
    """List the holes of five chains; that nobody stands on a link is said already."""
    if reading.fusion is None:
        return []
    missing = {link.link_id for link in reading.diagnosis.links if link.strength is Strength.MISSING}
    return [
        _problem(
            f"{hole.layer_zh}断点", f"hole in {hole.layer_en.lower()}", hole.reason_zh, hole.owner_zh, link_id=hole.link_id,
            what_en=hole.reason_en, role_en=hole.owner_en,
        )
        for hole in reading.fusion.holes
        if hole.link_id not in missing
    ]  # fmt: skip


def _list_obstacles(reading: ChainReading) -> list[dict[str, Any]]:
    rows = find_projects(reading).filter(pl.col("obstacle").is_not_null()).sort("project_id")
    return [
        _problem(
            "项目堵点", "obstacle of a project", f"{row['name']}：{row['obstacle']}", row["owner"], link_id=row["link_id"], who=row["enterprise_id"],
            since=row["started_on"] or row["signed_on"],
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip


def _list_tasks(reading: ChainReading) -> list[dict[str, Any]]:
    day = reading.region.on
    is_late = (pl.col("status") == "已超期") | (
        (pl.col("due_on") < day) & (pl.col("status").fill_null("") != "已完成")
    )
    rows = (
        reading.region.table("task")
        .filter(pl.col("chain_id") == reading.template.id, is_late)
        .sort("due_on", "task_id")
        .collect()
    )
    return [
        _problem("超期任务", "overdue task", row["title"], row["role"], who=row["owner"], since=row["due_on"])
        for row in rows.iter_rows(named=True)
    ]


def _list_needs(reading: ChainReading) -> list[dict[str, Any]]:
    rows = (
        reading.region.table("demand")
        .filter(
            pl.col("chain_id") == reading.template.id,
            pl.col("status").is_null() | pl.col("status").is_in(OPEN),
        )
        .sort("raised_on", "demand_id", nulls_last=True)
        .collect()
    )
    return [
        _problem(
            f"{row['kind']}需求",
            f"need: {_NEEDS_EN.get(row['kind'], row['kind'])}",
            row["title"],
            _ROLE_OF_NEED.get(row["kind"]),
            who=row["enterprise_id"],
            since=row["raised_on"],
        )
        for row in rows.iter_rows(named=True)
    ]


def list_policies(reading: ChainReading, n_rows: int | None) -> AtlasSheet:
    """List the policies in force that firms of the chain can use: open to all, or to holders of a title some of them hold."""
    day = reading.region.on
    holders = (
        titles_in_force(reading.region)
        .join(reading.counted.select("enterprise_id").unique().lazy(), on="enterprise_id", how="semi")
        .group_by("title_id")
        .agg(n_holders=pl.col("enterprise_id").n_unique())
    )
    starts, ends = pl.col("valid_from"), pl.col("valid_to")
    found = (
        reading.region.table("policy")
        .filter(starts.is_null() | (starts <= day), ends.is_null() | (ends >= day))
        .join(holders, left_on="title_required", right_on="title_id", how="left")
        .filter(pl.col("title_required").is_null() | (pl.col("n_holders") > 0))
        .sort("amount_max", "policy_id", descending=[True, False], nulls_last=True)
        .collect()
    )
    titles = {term.id: term.zh for term in reading.region.catalogue.taxonomy("titles").terms}
    rows = [
        {
            "policy_id": row["policy_id"], "title": row["title"], "document_no": row["document_no"], "benefit": row["benefit"],
            "amount_max": row["amount_max"], "title_required": titles.get(row["title_required"], row["title_required"]),
            "n_holders": row["n_holders"], "valid_to": row["valid_to"],
        }
        for row in cut_rows(found, n_rows).iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        ("policy_id", "政策编号", "Policy id"), ("title", "政策名称", "Title"), ("document_no", "文号", "Document number"),
        ("benefit", "支持内容", "Benefit"), ("amount_max", "最高金额", "Maximum", "money"), ("title_required", "所需称号", "Title required"),
        ("n_holders", "本链持有称号企业", "Holders on the chain", "count"), ("valid_to", "失效日期", "Valid to", "date"),
    )  # fmt: skip
    return build_sheet(
        reading, ("policies", "政策清单", "Policies"), columns, rows, tables=("policy",), n_total=found.height
    )
