"""How does a pack become a plan? Its tree is walked once; each node gives one definition named by its id.

A state is a small integer, so that a group is the least or greatest of its parts:
not met 0 < unknown 1 < manual review 2 < met 3.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gaodi.cultivate.decisions import (
    MANUAL,
    MET,
    NOT_MET,
    UNKNOWN,
    decide_clause,
    decide_state,
    define_count,
)
from gaodi.cultivate.measures import Measured, Scene
from gaodi.cultivate.operands import Operand
from gaodi.cultivate.packs import (
    AllOf,
    AnyOf,
    Clause,
    CountClause,
    Manual,
    PackNode,
    Route,
    RulePack,
    Score,
    ScoreGroup,
    ScoreItem,
    SizeStandard,
    Waiver,
)
from gaodi.cultivate.periods import take_metric
from gaodi.cultivate.plan import Column, Constant, Definition, Expression, Greatest, Least, Plan
from gaodi.cultivate.records import State
from gaodi.cultivate.scoring import rate_item
from gaodi.cultivate.totals import define_group, define_item, define_score

__all__ = ["MANUAL", "MET", "NOT_MET", "STATES", "UNKNOWN", "CompiledPack", "Line", "Role", "compile_pack"]

STATES = (State.NOT_MET, State.UNKNOWN, State.MANUAL, State.MET)
"""States by their number in a plan and in stored columns."""

Role = Literal["all", "any", "waiver", "clause", "count", "manual", "score", "group", "item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One node of a compiled pack, in depth-first order."""

    id: str
    parent_id: str | None
    depth: int
    node: PackNode
    role: Role
    measured: tuple[Measured, ...] = ()
    """What the node itself looks at, in the order of its question's years or tables."""
    selector: Measured | None = None
    """What chooses the threshold of a clause, or takes all points of an item away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPack:
    """A pack for one day, route and province, ready for any engine."""

    pack: RulePack
    on: date
    route: Route
    lines: tuple[Line, ...]
    plan: Plan
    scene: Scene

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The operands the plan reads, each once."""
        found: dict[str, Operand] = {}
        for line in self.lines:
            for measured in (*line.measured, *((line.selector,) if line.selector else ())):
                found |= {operand.name: operand for operand in measured.operands}
        return tuple(found.values())

    @property
    def root_id(self) -> str:
        """Name of the definition that is the verdict."""
        return self.lines[0].id

    def conditions(self) -> tuple[str, ...]:
        """Ids of what must all hold: the parts of the root, and of groups of all parts below it."""
        joined = {None}
        found: list[str] = []
        for line in self.lines:
            if line.parent_id in joined and line.node.counts:
                if line.role == "all":
                    joined.add(line.id)  # type: ignore[arg-type]
                else:
                    found.append(line.id)
        return tuple(found)


def compile_pack(
    pack: RulePack, sizes: SizeStandard, *, on: date, route: Route, province: str
) -> CompiledPack:
    """Turn a pack into a plan for one day, route and province.

    Nodes that do not apply on the day, by the route or in the province, and unverified ones, are left out.

    Parameters
    ----------
    pack : RulePack
    sizes : SizeStandard
    on : date
        Day of the decision; the last complete year is the one before.
    route : {"new", "review"}
    province : str, six-digit division code

    Returns
    -------
    CompiledPack
    """
    compiler = _Compiler(
        scene=Scene(last_year=on.year - 1, sizes=sizes, on=on), on=on, route=route, province=province
    )
    compiler.add(pack.root, parent_id=None, depth=0)
    return CompiledPack(
        pack=pack,
        on=on,
        route=route,
        lines=tuple(compiler.lines),
        plan=Plan(definitions=tuple(compiler.definitions)),
        scene=compiler.scene,
    )


class _Compiler:
    """Walks a tree once and collects lines and definitions."""

    def __init__(self, *, scene: Scene, on: date, route: Route, province: str) -> None:
        self.scene = scene
        self.on, self.route, self.province = on, route, province
        self.lines: list[Line] = []
        self.definitions: list[Definition] = []

    def define(self, name: str, value: Expression, type_: Literal["state", "points"] = "state") -> None:
        self.definitions.append(Definition(name=name, value=value, type=type_))

    def add(self, node: PackNode, *, parent_id: str | None, depth: int) -> bool:
        """Add a node and what is below it; False if nothing of it applies."""
        if not node.applies(self.on, self.route, self.province):
            return False
        place = len(self.lines)
        line = self._line(node, parent_id, depth)
        self.lines.append(line)
        match node:
            case Clause():
                self.define(node.id, decide_state(decide_clause(node, line.measured, line.selector)))
            case CountClause():
                self.definitions += define_count(node, line.measured)
            case Manual():
                self.define(node.id, Constant(MANUAL))
            case Score():
                self._add_score(node, depth)
            case _:
                kept = [c for c in node.children if self.add(c, parent_id=node.id, depth=depth + 1)]
                if not kept:
                    del self.lines[place:]
                    return False
                # Flags and bonuses are told beside the group; with nothing else in it the group asks nothing.
                parts = tuple(Column(child.id, "integer", MET) for child in kept if child.counts)
                group = Least(parts) if isinstance(node, AllOf) else Greatest(parts)
                self.define(node.id, group if parts else Constant(MET))
        return True

    def _line(self, node: PackNode, parent_id: str | None, depth: int) -> Line:
        measured: tuple[Measured, ...] = ()
        selector = None
        match node:
            case Clause():
                measured = take_metric(node, self.scene)
                if node.threshold_by:
                    selector = take_metric(node.threshold_by, self.scene)[0]
            case CountClause():
                measured = tuple(take_metric(one, self.scene)[0] for one in node.count_of)
            case ScoreItem():
                measured = tuple(take_metric(table, self.scene)[0] for table in node.tables)
                if node.none_if:
                    selector = take_metric(node.none_if, self.scene)[0]
        return Line(
            id=node.id,
            parent_id=parent_id,
            depth=depth,
            node=node,
            role=_ROLES[type(node)],
            measured=measured,
            selector=selector,
        )

    def _add_score(self, score: Score, depth: int) -> None:
        """Add the groups and items in force, then the total."""
        parts: list[ScoreItem | ScoreGroup] = []
        for part in score.score:
            if not part.applies(self.on, self.route, self.province):
                continue
            if isinstance(part, ScoreItem):
                self._add_item(part, score, score.id, depth + 1)
            elif not self._add_group(part, score, depth + 1):
                continue
            parts.append(part)
        self.definitions += define_score(score, parts)

    def _add_group(self, group: ScoreGroup, score: Score, depth: int) -> bool:
        items = [item for item in group.items if item.applies(self.on, self.route, self.province)]
        if not items:
            return False
        self.lines.append(self._line(group, score.id, depth))
        for item in items:
            self._add_item(item, score, group.id, depth + 1)
        self.definitions += define_group(group, items)
        return True

    def _add_item(self, item: ScoreItem, score: Score, parent_id: str, depth: int) -> None:
        line = self._line(item, parent_id, depth)
        self.lines.append(line)
        self.definitions += define_item(item, rate_item(item, line.measured, line.selector, score.edge))


_ROLES: dict[type[PackNode], Role] = {
    AllOf: "all",
    AnyOf: "any",
    Waiver: "waiver",
    Clause: "clause",
    CountClause: "count",
    Manual: "manual",
    Score: "score",
    ScoreGroup: "group",
    ScoreItem: "item",
}
