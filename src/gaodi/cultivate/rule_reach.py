"""Which clauses can never decide? Out of reach by day or route, excluding each other, or in a circle of prerequisites."""

from collections.abc import Iterator
from datetime import date

from gaodi.cultivate.pack_library import PackLibrary
from gaodi.cultivate.packs import AllOf, AnyOf, Clause, PackNode, Route, RulePack

Found = tuple[str, str, str, str, str]
"""Key, what is wrong in Chinese and English, what helps in both."""


def find_unreachable(pack: RulePack) -> Iterator[Found]:
    """Name nodes that apply on no day, by no route: outside the pack's span or that of a group above."""

    def walk(node: PackNode, start: date, end: date, routes: frozenset[Route]) -> Iterator[Found]:
        own_start, own_end = max(start, node.valid_from or start), min(end, node.valid_to or end)
        own_routes = routes & frozenset(node.routes)
        if own_start > own_end:
            yield (f"{node.id}.valid_from", f"条款 {node.id} 没有一天适用（{own_start} 晚于 {own_end}）",
                   f"{node.id} applies on no day ({own_start} is after {own_end})",
                   "核对 valid_from、valid_to 与上级和规则包的适用期", "check valid_from and valid_to against the groups above and the pack")  # fmt: skip
        elif not own_routes:
            yield (f"{node.id}.routes", f"条款 {node.id} 的办理路径不在上级或规则包的路径之内",
                   f"the routes of {node.id} are none of the pack's or of the group above",
                   "改 routes，或改规则包的 routes", "change routes, here or in the pack")  # fmt: skip
        elif node.province and pack.province and node.province != pack.province:
            yield (f"{node.id}.province", f"条款 {node.id} 限 {node.province}，规则包限 {pack.province}",
                   f"{node.id} is limited to {node.province}, the pack to {pack.province}",
                   "去掉一处", "leave one out")  # fmt: skip
        else:
            for child in node.children:
                yield from walk(child, own_start, own_end, own_routes)

    spans = [span for route in ("new", "review") for span in pack.spans(route)]
    ends = [end or date.max for _, end, _ in spans]
    yield from walk(
        pack.root, min(s for s, _, _ in spans), max(ends), frozenset(span.route for span in pack.routes)
    )


def find_contradictions(pack: RulePack) -> Iterator[Found]:
    """Name demands of one group that exclude each other, and alternatives that another one already covers."""
    for group in pack.nodes():
        clauses = [node for node in group.children if isinstance(node, Clause) and node.threshold_by is None]
        for i, one in enumerate(clauses):
            for other in clauses[i + 1 :]:
                if not _asks_alike(one, other):
                    continue
                if isinstance(group, AllOf) and _exclude(one, other):
                    yield (f"{other.id}.threshold", f"{one.id} 与 {other.id} 不可能同时符合",
                           f"{one.id} and {other.id} can never both be met",
                           "改阈值，或改成任一符合", "change a threshold, or make it any_of")  # fmt: skip
                elif isinstance(group, AnyOf) and one.op == other.op and one.threshold == other.threshold:
                    yield (f"{other.id}.threshold", f"{other.id} 与 {one.id} 要求相同，多余",
                           f"{other.id} asks what {one.id} asks already", "删去一条", "leave one out")  # fmt: skip


def _asks_alike(one: Clause, other: Clause) -> bool:
    same = (one.metric, one.period, one.titles, one.within_years, one.unit)
    return same == (other.metric, other.period, other.titles, other.within_years, other.unit) and bool(
        set(one.routes) & set(other.routes)
    )


def _exclude(one: Clause, other: Clause) -> bool:
    if isinstance(one.threshold, bool) or isinstance(other.threshold, bool):
        return one.threshold is not other.threshold
    if isinstance(one.threshold, tuple) and isinstance(other.threshold, tuple):
        return not set(one.threshold) & set(other.threshold)
    bounds = {"low": one, "high": other} if one.op in (">=", ">") else {"low": other, "high": one}
    low, high = bounds["low"], bounds["high"]
    if low.op not in (">=", ">") or high.op not in ("<=", "<"):
        return False
    least, most = low.threshold, high.threshold
    assert least is not None  # noqa: S101  check_pack refuses the others
    assert most is not None  # noqa: S101
    return least > most or (least == most and low.op != ">=")  # type: ignore[operator]


def find_circles(pack: RulePack, library: PackLibrary) -> Iterator[Found]:
    """Name prerequisite titles whose own packs lead back to this title: nobody could begin."""
    leads: dict[str, set[str]] = {}
    for one in (*(p for p in library.packs.values() if p.id != pack.id), pack):
        leads.setdefault(one.title, set()).update(_needed_titles(one.root))
    for title in sorted(_needed_titles(pack.root)):
        seen, waiting = {title}, [title]
        while waiting:
            for more in leads.get(waiting.pop(), set()) - seen:
                seen.add(more)
                waiting.append(more)
        if pack.title in seen:
            yield ("title", f"前置称号 {title} 又以 {pack.title} 为前置，成了圈",
                   f"the prerequisite {title} leads back to {pack.title}: a circle",
                   "去掉其中一个前置条件", "remove one of the prerequisites")  # fmt: skip


def _needed_titles(node: PackNode) -> set[str]:
    """Return titles without which a node cannot be met."""
    if isinstance(node, Clause):
        held = node.metric == "holds_title" and node.threshold is True and len(node.titles) == 1
        return set(node.titles) if held else set()
    if isinstance(node, AllOf):
        return set().union(*(_needed_titles(child) for child in node.children if child.counts))
    if isinstance(node, AnyOf):
        return set.intersection(*(_needed_titles(child) for child in node.children))
    return set()
