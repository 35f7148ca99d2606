"""How does a rule pack read, and what changed between two of them? Every node as a line of text in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from gaodi.catalogue import Catalogue
from gaodi.cultivate.metrics import METRICS
from gaodi.cultivate.packs import (
    AllOf,
    AnyOf,
    Clause,
    CountClause,
    Manual,
    PackNode,
    Question,
    RulePack,
    Score,
    ScoreGroup,
    ScoreItem,
    ScoreTable,
    Waiver,
)
from gaodi.cultivate.wording import Texts, write_bands, write_limit

_PERIODS: dict[str, Texts] = {
    "last_year": ("上年", "last year"),
    "each_of_two_years": ("近两年每年", "each of two years"),
    "each_of_three_years": ("近三年每年", "each of three years"),
    "any_of_two_years": ("近两年任一年", "either of two years"),
    "sum_two_years": ("近两年合计", "two years together"),
    "sum_three_years": ("近三年合计", "three years together"),
    "mean_two_years": ("近两年均值", "mean of two years"),
    "mean_three_years": ("近三年均值", "mean of three years"),
    "growth_last_year": ("上年增长", "growth last year"),
    "mean_growth_two_years": ("近两年平均增长", "mean growth over two years"),
    "cagr_two_years": ("近两年复合增长", "compound growth over two years"),
    "ratio_of_sums_three_years": ("近三年合计之比", "ratio of three-year sums"),
}
_ROUTES = {"new": ("新申报", "new application"), "review": ("复核", "review")}
_YEAR = re.compile(r"_20\d\d$")
_ALIKE = 0.6
"""Manual conditions whose words agree this far are taken for the same one; our own choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One node of a pack, to be read."""

    id: str
    parent_id: str | None
    depth: int
    zh: str
    en: str
    demand_zh: str
    demand_en: str
    limits_zh: str
    """Routes, province and days it is limited to; empty if none."""
    limits_en: str
    document: str
    article: str
    status: str
    effect: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDifference:
    """What became of one clause from one pack to another."""

    kind: Literal["changed", "added", "removed"]
    first: RuleLine | None
    second: RuleLine | None


def describe_pack(pack: RulePack, catalogue: Catalogue) -> tuple[RuleLine, ...]:
    """Return every node of a pack in depth-first order, with what it demands in words."""
    return tuple(_describe(pack, catalogue))


def _describe(pack: RulePack, catalogue: Catalogue) -> Iterator[RuleLine]:
    def walk(node: PackNode, parent: PackNode | None, depth: int) -> Iterator[RuleLine]:
        demand = describe_demand(node, catalogue)
        limits = _write_limits(node)
        yield RuleLine(
            id=node.id,
            parent_id=parent.id if parent else None,
            depth=depth,
            zh=node.zh,
            en=node.en,
            demand_zh=demand[0],
            demand_en=demand[1],
            limits_zh=limits[0],
            limits_en=limits[1],
            document=node.document or pack.document,
            article=node.article,
            status=node.status or pack.status,
            effect=node.effect,
            note=node.note or "",
        )
        for child in node.children:
            yield from walk(child, node, depth + 1)

    yield from walk(pack.root, None, 0)


def describe_demand(node: PackNode, catalogue: Catalogue) -> Texts:
    """Write what a node demands: metric, period, sign, threshold and unit; of a score, the points."""
    match node:
        case AllOf():
            return "全部符合", "all of these"
        case AnyOf():
            return "任一符合", "any of these"
        case Waiver():
            return "符合或豁免", "met or waived"
        case Manual():
            return "人工核查", "checked by people"
        case Clause():
            asked, limit = _write_question(node, catalogue), _write_limit(node)
            return f"{asked[0]} {limit[0]}", f"{asked[1]} {limit[1]}"
        case CountClause():
            parts = [_write_question(one, catalogue) for one in node.count_of]
            zh, en = "、".join(p[0] for p in parts), ", ".join(p[1] for p in parts)
            return f"以下至少 {node.minimum} 项：{zh}", f"at least {node.minimum} of: {en}"
        case Score() | ScoreGroup():
            return _write_minimum(node)
        case ScoreItem():
            tables = [_write_table(table, catalogue) for table in node.tables]
            zh, en = "；".join(t[0] for t in tables), "; ".join(t[1] for t in tables)
            return f"至多 {node.max} 分：{zh or '由人工给分'}", f"up to {node.max}: {en or 'given by people'}"
        case _:
            return "", ""


def _write_minimum(node: Score | ScoreGroup) -> Texts:
    if node.minimum is None:
        return "小计", "sub-total"
    mark = ">" if node.is_strict else "≥"
    return f"{mark} {node.minimum} 分", f"{mark} {node.minimum} points"


def _write_question(question: Question, catalogue: Catalogue) -> Texts:
    metric = METRICS[question.metric]
    zh, en = metric.zh, metric.en
    if question.titles:
        terms = [catalogue.taxonomy("titles").term(title) for title in question.titles]
        zh += "：" + "、".join(term.zh for term in terms if term)
        en += ": " + ", ".join(term.en for term in terms if term)
    if question.within_years:
        zh = f"近 {question.within_years} 年{zh.removeprefix('近年')}"
        en = f"{en.removesuffix(' in recent years')} in {question.within_years} years"
    if metric.is_yearly and question.period != "last_year":
        period = _PERIODS[question.period]
        zh, en = f"{zh}（{period[0]}）", f"{en} ({period[1]})"
    return zh, en


def _write_limit(clause: Clause) -> Texts:
    if clause.threshold_by is not None:
        return write_bands(clause)
    if isinstance(clause.threshold, tuple):
        return "属于 " + "、".join(clause.threshold), "one of " + ", ".join(clause.threshold)
    if isinstance(clause.threshold, bool) or clause.threshold is None:
        return ("为是", "yes") if clause.threshold else ("为否", "no")
    return write_limit(clause.op, clause.threshold, clause.unit)


def _write_table(table: ScoreTable, catalogue: Catalogue) -> Texts:
    zh, en = _write_question(table, catalogue)
    parts: list[str] = []
    for sign, bands in ((">=", table.at_least), ("<=", table.at_most)):
        parts += [f"{write_limit(sign, band.at, table.unit)[0]}→{band.points}" for band in bands]
    parts += [f"{'/'.join(choice.values)}→{choice.points}" for choice in table.choices]
    if table.truth:
        parts.append(f"✓→{table.truth.held}")
    if table.per:
        parts.append(f"{table.per.step} {table.unit}→{table.per.points}")
    shown = " ".join(parts) or "→"
    return f"{zh} {shown}", f"{en} {shown}"


def _write_limits(node: PackNode) -> Texts:
    zh: list[str] = []
    en: list[str] = []
    if len(node.routes) == 1:
        route = _ROUTES[node.routes[0]]
        zh.append(f"仅{route[0]}")
        en.append(f"{route[1]} only")
    if node.province:
        zh.append(f"仅 {node.province}")
        en.append(f"{node.province} only")
    if node.valid_from or node.valid_to:
        span = f"{node.valid_from or ''}–{node.valid_to or ''}"
        zh.append(span)
        en.append(span)
    return "；".join(zh), "; ".join(en)


def compare_packs(first: RulePack, second: RulePack, catalogue: Catalogue) -> tuple[RuleDifference, ...]:
    """Say clause by clause what changed from one pack to another.

    Nodes are the same if they have one id; else if they ask the same metric of the same titles over the same period,
    or at least the same metric of the same titles; conditions for people, if their words agree. Groups are not compared:
    their parts are.

    Returns
    -------
    tuple of RuleDifference
        Removed and changed in the order of the first pack, then added. Unchanged nodes are left out.
    """
    olds = {line.id: line for line in describe_pack(first, catalogue)}
    news = {line.id: line for line in describe_pack(second, catalogue)}
    pairs = _match(_leaves(first), _leaves(second))
    found: list[RuleDifference] = []
    for node in _leaves(first):
        match = pairs.get(node.id)
        old = olds[node.id]
        if match is None:
            found.append(RuleDifference(kind="removed", first=old, second=None))
            continue
        new = news[match]
        if (old.demand_zh, old.limits_zh, old.effect, old.status == "unverified") != (
            new.demand_zh, new.limits_zh, new.effect, new.status == "unverified"
        ):  # fmt: skip
            found.append(RuleDifference(kind="changed", first=old, second=new))
    used = set(pairs.values())
    found += [
        RuleDifference(kind="added", first=None, second=news[node.id])
        for node in _leaves(second)
        if node.id not in used
    ]
    return tuple(found)


def _leaves(pack: RulePack) -> list[PackNode]:
    return [node for node in pack.nodes() if not isinstance(node, AllOf | AnyOf | Waiver)]


def _match(olds: list[PackNode], news: list[PackNode]) -> dict[str, str]:
    """Pair nodes of two packs, surest signs first; each is used once."""
    pairs: dict[str, str] = {}
    used: set[str] = set()
    for sign in (_by_id, _by_question, _by_metric, _by_words):
        for old in olds:
            if old.id in pairs:
                continue
            fitting = (
                new for new in news if new.id not in used and type(new) is type(old) and sign(old, new)
            )
            new = next(fitting, None)
            if new is not None:
                pairs[old.id] = new.id
                used.add(new.id)
    return pairs


def _by_id(old: PackNode, new: PackNode) -> bool:
    return old.id == new.id


def _by_question(old: PackNode, new: PackNode) -> bool:
    if not isinstance(old, Clause) or not isinstance(new, Clause):
        return False
    return (old.metric, old.titles, old.period, old.op) == (new.metric, new.titles, new.period, new.op)


def _by_metric(old: PackNode, new: PackNode) -> bool:
    if isinstance(old, Clause) and isinstance(new, Clause):
        # `n_class_i_2022` and `n_class_i_2026` count the same thing by two definitions.
        asked = (_YEAR.sub("", old.metric), old.titles, old.op)
        return asked == (_YEAR.sub("", new.metric), new.titles, new.op)
    return isinstance(old, Score)


def _by_words(old: PackNode, new: PackNode) -> bool:
    if isinstance(old, Clause):
        return False
    return SequenceMatcher(None, old.zh, new.zh).ratio() >= _ALIKE
