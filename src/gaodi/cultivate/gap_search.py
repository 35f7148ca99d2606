"""Which is the smallest set of lifts that qualifies? An exact integer search over the clause tree, next-best sets after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from gaodi.cultivate.compilation import MANUAL, UNKNOWN, CompiledPack, Line
from gaodi.cultivate.evaluation import Value
from gaodi.cultivate.lifts import adds_up, questions_of
from gaodi.cultivate.operands import YearCell
from gaodi.cultivate.prospects import Lift, Prospect
from gaodi.cultivate.questions import CountClause
from gaodi.cultivate.score_tables import Score, ScoreGroup
from gaodi.cultivate.scoring import POINT, in_thousandths
from gaodi.cultivate.totals import least_total

SECONDS = 20.0
"""No pack has come near it; a search that is cut off says that it proved nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What each lift does to the nodes of the tree whose lever it moves."""

    meets: dict[str, tuple[str, ...]]
    """Lift → clauses that are then met."""
    points: dict[str, dict[str, int]]
    """Lift → item or count → points or answers, in thousandths."""
    today: dict[str, tuple[int, int]]
    """Item or count → points or answers today, and the most they may be where data are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftSet:
    """A set of lifts that qualifies."""

    lifts: tuple[Lift, ...]
    assumed: tuple[str, ...]
    """Clauses, counts and items without data taken to hold."""
    is_proven: bool


def measure_effects(prospect: Prospect, today: Mapping[str, Value], lifts: tuple[Lift, ...]) -> Effects:
    """Evaluate every clause, count and item whose lever a lift moves, as if it were made."""
    lines = prospect.compiled.lines
    levers = {line.id: _levers(prospect, line) for line in lines}
    meets: dict[str, tuple[str, ...]] = {}
    points: dict[str, dict[str, int]] = {}
    for lift in lifts:
        own = {lift.line.id} if not lift.moved else set()
        row = prospect.row(lift.years, lift.moved)
        touched = [line for line in lines if line.id in own or levers[line.id] & lift.moved.keys()]
        meets[lift.id] = tuple(
            line.id
            for line in touched
            if line.role == "clause" and (lift.is_wait or prospect.state(line.id, row) >= MANUAL)
        )
        points[lift.id] = {
            line.id: prospect.points(line.id, row) for line in touched if line.role in ("item", "count")
        }
    sides = {
        line.id: (cast("int", today[prospect.side(line.id)]), cast("int", today[f"{line.id}.high"]))
        for line in lines
        if line.role in ("item", "count")
    }
    return Effects(meets=meets, points=points, today=sides)


def _levers(prospect: Prospect, line: Line) -> set[str]:
    """Return what can be moved for a line: never the whole of a ratio, which only passing years would change."""
    columns = {prospect.rules.effort(question.metric).column for question in questions_of(line)}
    others = {
        operand.name
        for part in line.measured
        for operand in part.operands
        if not isinstance(operand, YearCell)
    }
    return others | {column for column in columns if column}


def find_sets(
    compiled: CompiledPack,
    today: Mapping[str, Value],
    lifts: tuple[Lift, ...],
    effects: Effects,
    *,
    limit: int,
) -> Iterator[LiftSet]:
    """Yield sets of lifts after which the pack is no longer missed, best first; no set contains an earlier one.

    The order is: fewest clauses without data taken to hold, then fewest lifts, then least effort. Each set is proven
    to be the least of those that are left, by CP-SAT over whole numbers.

    Parameters
    ----------
    compiled : CompiledPack
    today : mapping
        The evaluated row of today.
    lifts : tuple of Lift
    effects : Effects
    limit : int
        Sets at most.

    Yields
    ------
    LiftSet

    References
    ----------
    Perron & Furnon, OR-Tools CP-SAT, https://developers.google.com/optimization/cp.
    """
    from ortools.sat.python import cp_model  # half a second that only this question should pay

    search = _Search(cp_model.CpModel(), compiled, today, lifts, effects)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_time_in_seconds = SECONDS
    for _ in range(limit):
        status = solver.solve(search.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return
        taken = [lift for lift in lifts if solver.value(search.chosen[lift.id])]
        assumed = tuple(name for name, var in search.assumed.items() if solver.value(var))
        yield LiftSet(lifts=tuple(taken), assumed=assumed, is_proven=status == cp_model.OPTIMAL)
        if not taken:
            return
        search.model.add(sum(search.chosen[lift.id] for lift in taken) <= len(taken) - 1)


class _Search:
    """The model: a truth per lift and per node, a whole number per item, and the order of sets as objective."""

    def __init__(
        self,
        model: Any,  # noqa: ANN401  OR-Tools has no types
        compiled: CompiledPack,
        today: Mapping[str, Value],
        lifts: tuple[Lift, ...],
        effects: Effects,
    ) -> None:
        self.model, self.lines, self.today, self.lifts, self.effects = (
            model,
            compiled.lines,
            today,
            lifts,
            effects,
        )
        self.chosen: dict[str, Any] = {lift.id: model.new_bool_var(lift.id) for lift in lifts}
        self.assumed: dict[str, Any] = {}
        self.holds: dict[str, Any] = {line.id: model.new_bool_var(line.id) for line in self.lines}
        for line in self.lines:
            self._add_node(line)
        model.add(self.holds[compiled.root_id] == 1)
        one = 1 + sum(lift.effort for lift in lifts)
        most = one * (len(lifts) + 1)
        # Of equals, data asked for earlier in the tree: a clean record is assumed before a blemish people overlook.
        places = len(self.assumed) ** 2 + 1
        model.minimize(
            sum((places * most + place) * var for place, var in enumerate(self.assumed.values()))
            + sum(places * (one + lift.effort) * self.chosen[lift.id] for lift in lifts)
        )

    def _below(self, line: Line) -> list[Line]:
        """Return the parts of a group that count."""
        return [
            part for part in self.lines if part.parent_id == line.id and getattr(part.node, "counts", True)
        ]

    def _add_node(self, line: Line) -> None:
        holds = self.holds[line.id]
        if line.role == "all":
            for part in self._below(line):
                self.model.add_implication(holds, self.holds[part.id])
        elif line.role in ("any", "waiver"):
            parts = [self.holds[part.id] for part in self._below(line)]
            if parts:
                self.model.add(sum(parts) >= 1).only_enforce_if(holds)
        elif cast("int", self.today[line.id]) >= MANUAL:
            return
        elif line.role == "clause":
            ways = [self.chosen[name] for name, met in self.effects.meets.items() if line.id in met]
            if self.today[line.id] == UNKNOWN:
                ways.append(self._assume(line))
            self.model.add(sum(ways) >= 1).only_enforce_if(holds)
        elif line.role == "score":
            self.model.add(self._total(line, holds) >= least_total(cast("Score", line.node))).only_enforce_if(
                holds
            )
        elif line.role == "count":
            self.model.add(
                self._points(line) >= in_thousandths(cast("CountClause", line.node).minimum)
            ).only_enforce_if(holds)

    def _assume(self, line: Line) -> Any:  # noqa: ANN401
        self.assumed[line.id] = self.model.new_bool_var(f"assume {line.id}")
        return self.assumed[line.id]

    def _total(self, line: Line, holds: Any) -> Any:  # noqa: ANN401
        """Return the total of a score or group; a group with a minimum of its own must reach it."""
        parts: list[Any] = []
        for part in self.lines:
            if part.parent_id != line.id:
                continue
            if part.role == "item":
                parts.append(self._points(part))
                continue
            total = self._total(part, holds)
            if getattr(part.node, "minimum", None) is not None:
                self.model.add(total >= least_total(cast("ScoreGroup", part.node))).only_enforce_if(holds)
            parts.append(self._cap(total, getattr(part.node, "max", None), part.id))
        return sum(parts)

    def _cap(self, total: Any, most: Any, name: str) -> Any:  # noqa: ANN401
        if most is None:
            return total
        capped = self.model.new_int_var(0, int(most * POINT), f"{name} capped")
        self.model.add(capped <= total)
        return capped

    def _points(self, line: Line) -> Any:  # noqa: ANN401
        """Return the points of an item: the best of what today, a lift or an assumption gives, or their sum."""
        low, high = self.effects.today[line.id]
        by_lever: dict[str, list[tuple[int, Any]]] = {}
        for lift in self.lifts:
            gain = self.effects.points[lift.id].get(line.id, 0) - low
            if gain > 0:
                lever = next(iter(lift.moved), lift.id) if adds_up(line) else ""
                by_lever.setdefault(lever, []).append((gain, self.chosen[lift.id]))
        if high > low:
            by_lever.setdefault("assumed" if adds_up(line) else "", []).append(
                (high - low, self._assume(line))
            )
        total: Any = low
        for lever, gains in by_lever.items():
            options = [self.model.new_bool_var(f"{line.id} {lever} {i}") for i in range(len(gains))]
            self.model.add_at_most_one(options)
            for option, (_, cause) in zip(options, gains, strict=True):
                self.model.add_implication(option, cause)
            total += sum(gain * option for option, (gain, _) in zip(options, gains, strict=True))
        return self._cap(total, getattr(line.node, "max", None), line.id) if adds_up(line) else total
