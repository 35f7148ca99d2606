"""Does one cluster or factory meet its criteria? The states of decision 0004 over one record, node by node."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

from gaodi.base import InputError
from gaodi.cultivate.packs import AllOf, Clause, Manual, PackNode, Route, Waiver
from gaodi.cultivate.records import ClauseVerdict, Operand, State
from gaodi.cultivate.subject_metrics import SUBJECT_METRICS, Reading, SubjectMetric, SubjectRecord
from gaodi.cultivate.subject_packs import SubjectPack
from gaodi.cultivate.wording import round_for_people, write_limit

ORDER = (State.NOT_MET, State.UNKNOWN, State.MANUAL, State.MET)
"""All-of is the least of its parts, any-of the greatest."""
_GROUPS = {
    "Manual": ("人工核查", "checked by people"),
    "AllOf": ("全部符合", "all of these"),
    "AnyOf": ("任一符合", "any of these"),
    "Waiver": ("符合或豁免", "met or waived"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectVerdict:
    """Whether one subject meets one pack on one day, clause by clause."""

    subject_id: str
    name: str
    kind: str
    title_id: str
    pack_id: str
    pack_zh: str
    pack_en: str
    document: str
    province: str | None
    status: str
    on: date
    route: str
    state: State
    clauses: tuple[ClauseVerdict, ...]
    """Depth-first order of the rule tree."""
    deciding: tuple[str, ...]
    """Missing data that keep the verdict open: of unknown clauses in groups that are unknown up to the root."""
    note: str


def judge_subject(
    pack: SubjectPack, record: SubjectRecord, *, on: date, route: Route = "new", province: str = "430000"
) -> SubjectVerdict:
    """Judge one record by one pack.

    Parameters
    ----------
    pack : SubjectPack
    record : SubjectRecord
        What is absent is unknown, never "not met".
    on : date
    route : {"new", "review"}
    province : str
        Six-digit code; nodes of other provinces do not apply.

    Returns
    -------
    SubjectVerdict
        Nodes with status `unverified` decide nothing and are left out, as in the packs of enterprises.

    Raises
    ------
    InputError
        If the record is of another kind than the pack.
    """
    if record.kind != pack.subject:
        raise InputError(
            f"规则包「{pack.id}」判定的是 {pack.subject}，记录 {record.name} 是 {record.kind}。",
            f"pack {pack.id!r} judges a {pack.subject}, the record {record.name!r} is a {record.kind}.",
        )
    judge = _Judge(pack=pack, record=record, on=on, route=route, province=province)
    clauses = tuple(judge.visit(pack.root, None, 0))
    open_ids: set[str | None] = {None}
    deciding: dict[str, None] = {}
    for clause in clauses:  # parents stand before their parts
        if clause.state is State.UNKNOWN and clause.parent_id in open_ids:
            open_ids.add(clause.clause_id)
            deciding |= {name: None for operand in clause.operands for name in operand.missing}
    return SubjectVerdict(
        subject_id=record.subject_id,
        name=record.name,
        kind=record.kind,
        title_id=pack.title,
        pack_id=pack.id,
        pack_zh=pack.zh,
        pack_en=pack.en,
        document=pack.document,
        province=pack.province,
        status=pack.status,
        on=on,
        route=route,
        state=clauses[0].state,
        clauses=clauses,
        deciding=tuple(deciding),
        note=pack.note or "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    pack: SubjectPack
    record: SubjectRecord
    on: date
    route: Route
    province: str

    def visit(self, node: PackNode, parent: str | None, depth: int) -> Iterator[ClauseVerdict]:
        """Yield the verdict on a node, then those below it."""
        below: list[ClauseVerdict] = []
        states: list[State] = []
        for child in node.children:
            if child.applies(self.on, self.route, self.province):
                part = list(self.visit(child, node.id, depth + 1))
                states.append(part[0].state)
                below += part
        if isinstance(node, Clause):
            yield self._judge_clause(node, parent, depth)
        else:
            state = State.MANUAL if isinstance(node, Manual) else _combine(node, states)
            status = node.status or _least_certain(below, self.pack.status)
            yield self._verdict(node, parent, depth, state, _GROUPS[type(node).__name__], status)
        yield from below

    def _judge_clause(self, clause: Clause, parent: str | None, depth: int) -> ClauseVerdict:
        metric = SUBJECT_METRICS[self.pack.subject][clause.metric]
        reading = metric.measure(self.record)
        operand = Operand(
            metric=clause.metric,
            zh=metric.zh,
            en=metric.en,
            value=_shown(reading, metric),
            unit=metric.unit,
            cells=tuple(self.record.cells[name] for name in reading.used if name in self.record.cells),
            missing=reading.missing,
        )
        margin: Decimal | None = None
        if isinstance(clause.threshold, bool):
            state = State.UNKNOWN
            if reading.truth is not None:
                state = State.MET if reading.truth is clause.threshold else State.NOT_MET
            limit = ("是", "yes") if clause.threshold else ("否", "no")
        else:
            assert isinstance(clause.threshold, Decimal)  # noqa: S101  the reader looked
            state = compare_bounds(reading, clause.op, Fraction(clause.threshold))
            limit = write_limit(clause.op, clause.threshold, clause.unit)
            if reading.low is not None and reading.low == reading.high:
                margin = _to_decimal(reading.low - Fraction(clause.threshold))
        return self._verdict(clause, parent, depth, state, limit, clause.status, (operand,), margin)

    def _verdict(
        self,
        node: PackNode,
        parent: str | None,
        depth: int,
        state: State,
        limit: tuple[str, str],
        status: str,
        operands: tuple[Operand, ...] = (),
        margin: Decimal | None = None,
    ) -> ClauseVerdict:
        return ClauseVerdict(
            clause_id=node.id,
            parent_id=parent,
            depth=depth,
            zh=node.zh,
            en=node.en,
            state=state,
            operands=operands,
            threshold=limit[0],
            threshold_en=limit[1],
            margin=margin,
            unit=operands[0].unit if operands else "",
            document=node.document or self.pack.document,
            article=node.article,
            status=status,
        )


def compare_bounds(reading: Reading, sign: str, threshold: Fraction) -> State:
    """Compare a number known from below and above with a threshold.

    Examples
    --------
    >>> compare_bounds(Reading(low=Fraction(3), high=Fraction(3)), ">=", Fraction(3))
    <State.MET: 'met'>
    >>> compare_bounds(Reading(high=Fraction(2)), ">=", Fraction(3)), compare_bounds(Reading(), "<", Fraction(3))
    (<State.NOT_MET: 'not_met'>, <State.UNKNOWN: 'unknown'>)
    """
    low, high = reading.low, reading.high
    if sign == "==":
        if low is not None and low == high:
            return State.MET if low == threshold else State.NOT_MET
        is_out = (low is not None and low > threshold) or (high is not None and high < threshold)
        return State.NOT_MET if is_out else State.UNKNOWN
    worst, best = (low, high) if sign in (">=", ">") else (high, low)
    if worst is not None and _holds(worst, sign, threshold):
        return State.MET
    return State.NOT_MET if best is not None and not _holds(best, sign, threshold) else State.UNKNOWN


def _holds(value: Fraction, sign: str, threshold: Fraction) -> bool:
    if sign in (">=", "<="):
        return value >= threshold if sign == ">=" else value <= threshold
    return value > threshold if sign == ">" else value < threshold


def _combine(node: PackNode, states: list[State]) -> State:
    if isinstance(node, AllOf):
        return min(states, key=ORDER.index, default=State.MET)
    default = State.NOT_MET if not isinstance(node, Waiver) else State.MET
    return max(states, key=ORDER.index, default=default)


def _least_certain(below: list[ClauseVerdict], default: str) -> str:
    statuses = {clause.status for clause in below}
    if not statuses:
        return default
    return "needs_official_check" if "needs_official_check" in statuses else "verified"


def _shown(reading: Reading, metric: SubjectMetric) -> Decimal | bool | None:
    if metric.kind == "truth":
        return reading.truth
    return _to_decimal(reading.low) if reading.low is not None and reading.low == reading.high else None


def _to_decimal(value: Fraction) -> Decimal:
    """Return the number people see; states go by the exact one."""
    with localcontext(Context(prec=60, rounding=ROUND_HALF_EVEN)):
        return round_for_people(Decimal(value.numerator) / Decimal(value.denominator))
