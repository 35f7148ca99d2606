"""Which criteria does a cluster or a factory meet? Packs of the same nodes as an enterprise's, read and chosen."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, NoReturn

from gaodi.base import CatalogueError, NotFoundError
from gaodi.catalogue import Catalogue, load_catalogue, read_rule_folder
from gaodi.cultivate.packs import AllOf, AnyOf, Clause, Manual, PackNode, Route, RulePack, Waiver
from gaodi.cultivate.subject_metrics import SUBJECT_METRICS, SubjectMetric

SELF_ASSESSED = ("smart_factory_basic",)
"""Titles that no authority grants and no list of titles holds."""
_ORDERED = (">=", ">", "<=", "<", "==")


class SubjectPack(RulePack):
    """One version of the criteria for a title of clusters or factories."""

    subject: Literal["cluster", "factory"]


def load_subject_packs(
    extra: Path | None = None, *, catalogue: Catalogue | None = None
) -> dict[str, SubjectPack]:
    """Read the shipped packs and, over them, a workspace's own (`rules/subjects/*.yaml`).

    Raises
    ------
    CatalogueError
        With file and key, for an unknown key, title, metric or unit, a double id, or a node these packs do not have.
    """
    known = catalogue or load_catalogue(extra)
    packs = read_rule_folder("subjects", SubjectPack, extra)
    for pack in packs.values():
        _check_pack(pack, f"{pack.id}.yaml", known)
    return packs


def get_subject_pack(packs: dict[str, SubjectPack], pack_id: str) -> SubjectPack:
    """Return a pack, or raise NotFoundError naming the known ones."""
    if pack_id in packs:
        return packs[pack_id]
    known = "、".join(sorted(packs))
    raise NotFoundError(
        f"没有规则包「{pack_id}」；现有：{known}。", f"no rule pack {pack_id!r}; known: {known}."
    )


def choose_subject_pack(
    packs: dict[str, SubjectPack], title_id: str, *, on: date, route: Route = "new", province: str = "430000"
) -> SubjectPack:
    """Return the pack that applies to a title on a day: a province's own before the national, a later before an earlier.

    Raises
    ------
    NotFoundError
        If no pack serves the title there on that day; says which do elsewhere or at another time.
    """
    of_title = [pack for pack in packs.values() if pack.title == title_id]
    served = [
        (pack.province is not None, start, pack.id)
        for pack in of_title
        if pack.province in (None, province) and pack.status != "unverified"
        for start, end, _ in pack.spans(route)
        if start <= on and (end is None or on <= end)
    ]
    if served:
        return packs[max(served)[2]]
    spans = "；".join(
        f"{pack.id} {pack.province or '全国'} {pack.valid_from}–{pack.valid_to or ''}" for pack in of_title
    )
    raise NotFoundError(
        f"{on} 在 {province} 没有适用于「{title_id}」的规则包；现有：{spans or '—'}。",
        f"no rule pack for {title_id!r} in {province} on {on}; there are: {spans or 'none'}.",
    )


def _refuse(path: str, key: str, found: object, expected: str) -> NoReturn:
    raise CatalogueError.at(path, key, found, expected)


def _check_pack(pack: SubjectPack, path: str, catalogue: Catalogue) -> None:
    is_known = any(catalogue.taxonomy(name).term(pack.title) for name in ("titles", "cluster_titles"))
    if not is_known and pack.title not in SELF_ASSESSED:
        _refuse(path, "title", pack.title, "称号清单中的标识/an id of titles or cluster_titles")
    seen: set[str] = set()
    for node in pack.nodes():
        if node.id in seen:
            _refuse(path, f"{node.id}.id", node.id, "不重复的标识/an id used once")
        seen.add(node.id)
        _check_node(node, pack, path)


def _check_node(node: PackNode, pack: SubjectPack, path: str) -> None:
    if not isinstance(node, AllOf | AnyOf | Waiver | Clause | Manual):
        _refuse(
            path, node.id, type(node).__name__, "all_of, any_of, exempt_if, manual, metric 之一/one of these"
        )
    if getattr(node, "effect", "condition") in ("flag", "bonus"):
        _refuse(path, f"{node.id}.effect", "flag/bonus", "condition, veto")
    if isinstance(node, AllOf | AnyOf) and all(child.status == "unverified" for child in node.children):
        _refuse(path, node.id, "unverified", "至少一个可用的部分/a part in force")
    if isinstance(node, Waiver) and any(child.status == "unverified" for child in node.children):
        _refuse(path, node.id, "unverified", "可用的两部分/two parts in force")
    if isinstance(node, Clause):
        _check_clause(node, SUBJECT_METRICS[pack.subject], path)


def _check_clause(clause: Clause, metrics: dict[str, SubjectMetric], path: str) -> None:
    metric = metrics.get(clause.metric)
    if metric is None:
        _refuse(path, f"{clause.id}.metric", clause.metric, f"指标函数名/one of {', '.join(metrics)}")
    if clause.period != "last_year" or clause.titles or clause.within_years or clause.threshold_by:
        _refuse(
            path, clause.id, clause.metric, "年度写在指标里，没有 titles、threshold_by/a metric without these"
        )
    if clause.unit != metric.unit:
        _refuse(path, f"{clause.id}.unit", clause.unit, f"{metric.unit!r}")
    if metric.kind == "truth":
        if clause.op != "is" or not isinstance(clause.threshold, bool):
            _refuse(
                path, f"{clause.id}.threshold", f"{clause.op} {clause.threshold}", "is true 或/or is false"
            )
    elif clause.op not in _ORDERED or not isinstance(clause.threshold, Decimal):
        _refuse(
            path,
            f"{clause.id}.threshold",
            f"{clause.op} {clause.threshold}",
            f"{', '.join(_ORDERED)} 数/number",
        )
