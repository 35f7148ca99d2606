"""How does a pack become a plan? Its tree is walked once; each node gives one definition named by its id.

A state is a small integer, so that a group is the least or greatest of its parts:
not met 0 < unknown 1 < manual review 2 < met 3.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from gaodi.cultivate.comparisons import compare_exactly, in_base_unit
from gaodi.cultivate.measures import Attribute, Measured, Quantity, Scene
from gaodi.cultivate.metrics import take_metric
from gaodi.cultivate.operands import Operand
from gaodi.cultivate.packs import (
    AllOf,
    AnyOf,
    Clause,
    Manual,
    PackNode,
    Route,
    RulePack,
    Score,
    ScoreItem,
    SizeStandard,
    Waiver,
)
from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    Case,
    Column,
    Compare,
    CompareSign,
    Constant,
    Definition,
    Every,
    Expression,
    Greatest,
    Least,
    Negation,
    Plan,
    Some,
)
from gaodi.cultivate.records import State
from gaodi.cultivate.scoring import POINT, bound_points

STATES = (State.NOT_MET, State.UNKNOWN, State.MANUAL, State.MET)
"""States by their number in a plan and in stored columns."""

NOT_MET, UNKNOWN, MANUAL, MET = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One node of a compiled pack, in depth-first order."""

    id: str
    parent_id: str | None
    depth: int
    node: PackNode
    role: Literal["all", "any", "waiver", "clause", "manual", "score", "item"]
    measured: tuple[Measured, ...] = ()
    """What the node itself looks at, in the order of its question's years or tables."""
    selector: Measured | None = None
    """What chooses the threshold."""


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
            if line.parent_id in joined:
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
        scene=Scene(last_year=on.year - 1, sizes=sizes), on=on, route=route, province=province
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
                self.define(node.id, _state(_decide(node, line)))
            case Manual():
                self.define(node.id, Constant(MANUAL))
            case Score():
                self._add_score(node, depth)
            case _:
                kept = [c for c in node.children if self.add(c, parent_id=node.id, depth=depth + 1)]
                if not kept:
                    del self.lines[place:]
                    return False
                parts = tuple(Column(child.id, "integer", MET) for child in kept)
                self.define(node.id, Least(parts) if isinstance(node, AllOf) else Greatest(parts))
        return True

    def _line(self, node: PackNode, parent_id: str | None, depth: int) -> Line:
        measured: tuple[Measured, ...] = ()
        selector = None
        match node:
            case Clause():
                measured = take_metric(node, self.scene).values
                if node.threshold_by:
                    selector = take_metric(node.threshold_by, self.scene).values[0]
            case ScoreItem():
                measured = tuple(take_metric(table, self.scene).values[0] for table in node.best_of)
        return Line(
            id=node.id,
            parent_id=parent_id,
            depth=depth,
            node=node,
            role=_role(node),
            measured=measured,
            selector=selector,
        )

    def _add_score(self, score: Score, depth: int) -> None:
        """Sum the items from below and above: met or not only if both bounds agree."""
        lows: list[Expression] = []
        highs: list[Expression] = []
        for item in score.score:
            if not item.applies(self.on, self.route, self.province):
                continue
            line = self._line(item, score.id, depth + 1)
            self.lines.append(line)
            low, high = bound_points(item, line.measured, score.edge)
            self.define(f"{item.id}.low", low, "points")
            self.define(f"{item.id}.high", high, "points")
            below = Column(f"{item.id}.low", "integer", item.max * POINT)
            above = Column(f"{item.id}.high", "integer", item.max * POINT)
            lows.append(below)
            highs.append(above)
            self.define(
                item.id,
                Case(
                    (
                        (Compare(">", below, Constant(0)), Constant(MET)),
                        (Compare("==", above, Constant(0)), Constant(NOT_MET)),
                    ),
                    Constant(UNKNOWN),
                ),
            )
        self.define(f"{score.id}.low", _total(lows), "points")
        self.define(f"{score.id}.high", _total(highs), "points")
        bound = sum(item.max for item in score.score) * POINT
        passes = Constant(score.minimum * POINT)
        self.define(
            score.id,
            Case(
                (
                    (Compare(">=", Column(f"{score.id}.low", "integer", bound), passes), Constant(MET)),
                    (Compare("<", Column(f"{score.id}.high", "integer", bound), passes), Constant(NOT_MET)),
                ),
                Constant(UNKNOWN),
            ),
        )


def _role(node: PackNode) -> Literal["all", "any", "waiver", "clause", "manual", "score", "item"]:
    match node:
        case AllOf():
            return "all"
        case AnyOf():
            return "any"
        case Waiver():
            return "waiver"
        case Manual():
            return "manual"
        case Score():
            return "score"
        case ScoreItem():
            return "item"
        case _:
            return "clause"


def _total(parts: list[Expression]) -> Expression:
    total = parts[0]
    for part in parts[1:]:
        total = Arithmetic("+", total, part)
    return total


def _state(truth: Expression) -> Expression:
    return Case(((truth, Constant(MET)), (Negation(truth), Constant(NOT_MET))), Constant(UNKNOWN))


def _decide(clause: Clause, line: Line) -> Expression:
    tests = tuple(_test(clause, measured, line) for measured in line.measured)
    if len(tests) == 1:
        return tests[0]
    return Some(tests) if clause.period == "any_of_two_years" else Every(tests)


def _test(clause: Clause, measured: Measured, line: Line) -> Expression:
    if isinstance(measured, Attribute):
        if isinstance(clause.threshold, tuple):
            return Among(measured.value, clause.threshold)
        return measured.value if clause.threshold else Negation(measured.value)
    sign: CompareSign = clause.op  # type: ignore[assignment]  # check_pack refuses the others
    if clause.threshold_by is None:
        assert isinstance(clause.threshold, Decimal)  # noqa: S101  check_pack refuses the others
        return compare_exactly(measured, sign, in_base_unit(clause.threshold, clause.unit))
    assert isinstance(line.selector, Quantity)  # noqa: S101  check_pack refuses the others
    return _test_by_band(clause, measured, sign, line.selector)


def _test_by_band(clause: Clause, measured: Quantity, sign: CompareSign, selector: Quantity) -> Expression:
    """Compare within the band the selector lies in: false once that is so in every band it may lie in."""
    chosen_by = clause.threshold_by
    assert chosen_by is not None  # noqa: S101  the caller looked
    parts: list[Expression] = []
    above: Expression | None = None
    for band in chosen_by.bands:
        inside: list[Expression] = [Negation(above)] if above is not None else []
        if band.at_least is not None:
            above = compare_exactly(selector, ">=", in_base_unit(band.at_least, chosen_by.unit))
            inside.append(above)
        if band.threshold is not None:
            test = compare_exactly(measured, sign, in_base_unit(band.threshold, clause.unit))
            parts.append(Every((*inside, test)))
    return Some(tuple(parts))
