"""Why this verdict? Values, the cells they come from, thresholds, margins, and the data that would decide."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gaodi.base import MONEY_UNITS
from gaodi.cultivate.cells import CellFinder
from gaodi.cultivate.compilation import STATES, CompiledPack, Line
from gaodi.cultivate.frames import NO_RANK
from gaodi.cultivate.measures import Measured, Quantity
from gaodi.cultivate.metrics import METRICS
from gaodi.cultivate.operands import YearCell
from gaodi.cultivate.packs import Clause, CountClause, Question, Score, ScoreGroup, ScoreItem
from gaodi.cultivate.plan import Definition, Expression, column_names
from gaodi.cultivate.records import ClauseVerdict, Operand, State
from gaodi.cultivate.scoring import POINT
from gaodi.cultivate.wording import round_for_people, write_threshold

_TAKEN = {
    "sum_two_years": ("合计", "total"),
    "sum_three_years": ("合计", "total"),
    "mean_two_years": ("均值", "mean"),
    "mean_three_years": ("均值", "mean"),
    "ratio_of_sums_three_years": ("（三年合计之比）", "sum over sum of three years"),
    "growth_last_year": ("增长率", "growth"),
    "mean_growth_two_years": ("平均增长率", "mean growth"),
    "cagr_two_years": ("复合增长率", "compound growth"),
}
"""What a value over several years is called behind the metric's name: 5 % is no revenue."""


Row = Mapping[str, Any]
_Counted = Score | ScoreGroup | ScoreItem | CountClause
"""Nodes with a number from below and above."""


def _questions(line: Line) -> tuple[Question, ...]:
    """Return the question behind each measured value of a line."""
    if isinstance(line.node, Clause):
        return (line.node,) * len(line.measured)
    if isinstance(line.node, CountClause):
        return line.node.count_of
    return line.node.tables if isinstance(line.node, ScoreItem) else ()


def _asked(line: Line) -> list[tuple[Question, Measured]]:
    asked = list(zip(_questions(line), line.measured, strict=True))
    if line.selector and isinstance(line.node, Clause) and line.node.threshold_by:
        asked.append((line.node.threshold_by, line.selector))
    if line.selector and isinstance(line.node, ScoreItem) and line.node.none_if:
        asked.append((line.node.none_if, line.selector))
    return asked


def list_probes(compiled: CompiledPack) -> list[Definition]:
    """Return definitions that show what each clause looked at, for one enterprise's explanation."""
    probes: list[Definition] = []
    for line in compiled.lines:
        for place, (_, measured) in enumerate(_asked(line)):
            parts: dict[str, Expression]
            if isinstance(measured, Quantity):
                parts = {"low": measured.low, "high": measured.high, "denominator": measured.denominator}
                parts |= {f"base{i}": base for i, base in enumerate(measured.bases)}
            else:
                parts = {"value": measured.value}
            probes += [
                Definition(name=_probe(line, place, part), value=value, type="any")
                for part, value in parts.items()
            ]
    return probes


def _probe(line: Line, place: int, part: str) -> str:
    return f"{line.id}?{place}.{part}"


def explain_lines(compiled: CompiledPack, row: Row, finder: CellFinder) -> tuple[ClauseVerdict, ...]:
    """Return one record per node, in the order of the tree.

    Parameters
    ----------
    compiled : CompiledPack
    row : mapping
        The judged row of the enterprise, with the probes.
    finder : CellFinder

    Returns
    -------
    tuple of ClauseVerdict
    """
    return tuple(_explain(compiled, line, row, finder) for line in compiled.lines)


def _explain(compiled: CompiledPack, line: Line, row: Row, finder: CellFinder) -> ClauseVerdict:
    node, state = line.node, STATES[row[line.id]]
    operands: list[Operand] = []
    margins: list[Decimal | None] = []
    for place, (question, measured) in enumerate(_asked(line)):
        operand = _explain_operand(line, place, question, measured, row, finder, state)
        operands.append(operand)
        if isinstance(node, Clause) and measured is not line.selector:
            margins.append(_margin(node, operand, line, row))
    margin, unit = _least(node, margins), node.unit if isinstance(node, Clause) else ""
    earned = _points(node, row) if isinstance(node, _Counted) else None
    threshold, threshold_en = write_threshold(line, earned)
    if isinstance(node, _Counted):
        margin, unit = _score_margin(node, row), "项" if isinstance(node, CountClause) else "分"
    return ClauseVerdict(
        clause_id=node.id,
        parent_id=line.parent_id,
        depth=line.depth,
        zh=node.zh,
        en=node.en,
        state=state,
        operands=tuple(operands),
        threshold=threshold,
        threshold_en=threshold_en,
        margin=margin,
        unit=unit,
        document=node.document or compiled.pack.document,
        article=node.article,
        status=node.status or compiled.pack.status,
        effect=node.effect,
    )


def _explain_operand(
    line: Line,
    place: int,
    question: Question,
    measured: Measured,
    row: Row,
    finder: CellFinder,
    state: State,
) -> Operand:
    metric = METRICS[question.metric]
    unit = question.unit
    value, is_settled = _value(line, place, question, measured, row, state)
    cells: dict[str, None] = {}
    missing: dict[str, None] = {}
    for source in measured.operands:
        own, lacking = finder.find(source, is_known=is_settled)
        cells |= dict.fromkeys(own)
        missing |= dict.fromkeys(lacking)
    if not is_settled and not missing:
        missing |= dict.fromkeys(_unusable(line, place, measured, row, finder))
    zh, en = metric.zh, metric.en
    if question.period in _TAKEN:
        taken_zh, taken_en = _TAKEN[question.period]
        zh, en = f"{zh}{taken_zh}", f"{en}, {taken_en}"
    if question.titles:
        terms = [finder.catalogue.taxonomy("titles").term(title) for title in question.titles]
        zh += "：" + "、".join(term.zh for term in terms if term)
        en += ": " + ", ".join(term.en for term in terms if term)
    if measured.years.zh:
        zh, en = f"{zh}（{measured.years.zh}）", f"{en} ({measured.years.en})"
    return Operand(
        metric=question.metric,
        zh=zh,
        en=en,
        value=value,
        unit=unit,
        cells=tuple(cells),
        missing=() if is_settled else tuple(missing),
    )


def _unusable(line: Line, place: int, measured: Measured, row: Row, finder: CellFinder) -> list[str]:
    """Name data that are there but leave the value open: a base that is not positive, a cell beyond its bound."""
    bases = measured.bases if isinstance(measured, Quantity) else ()
    found = {base: row[_probe(line, place, f"base{i}")] for i, base in enumerate(bases)}
    names = {
        name for base, value in found.items() if value is None or value <= 0 for name in column_names(base)
    }
    return [
        f"enterprise_year.{source.column}@{finder.region.last_year - source.back}"
        for source in measured.operands
        if isinstance(source, YearCell) and (source.name in names or not names)
    ]


def _value(
    line: Line, place: int, question: Question, measured: Measured, row: Row, state: State
) -> tuple[Decimal | str | bool | None, bool]:
    """Return the value for people, and whether the operand is known as far as the rules need it."""
    if not isinstance(measured, Quantity):
        found = row[_probe(line, place, "value")]
        return found, found is not None
    low, high = row[_probe(line, place, "low")], row[_probe(line, place, "high")]
    base = row[_probe(line, place, "denominator")]
    bases = [row[_probe(line, place, f"base{i}")] for i in range(len(measured.bases))]
    if low is None or high is None or base is None or any(b is None or b <= 0 for b in bases):
        return None, False
    if low != high and state is State.UNKNOWN:
        return None, False
    # An interval on one side of the threshold: show the certain end, the worse one.
    is_rank = question.metric == "award_rank"
    certain = high if is_rank else low
    return None if is_rank and certain == NO_RANK else _readable(certain, base, measured, question), True


def _readable(numerator: int, denominator: int, quantity: Quantity, question: Question) -> Decimal:
    """Return a value in its unit for people; the comparison used the exact one."""
    value = Decimal(numerator) / Decimal(denominator)
    if quantity.power == 2:
        value = value.sqrt() if value > 0 else value
    value -= quantity.shift
    unit = question.unit
    if unit in MONEY_UNITS:
        value /= 100 * MONEY_UNITS[unit]
    elif unit == "%":
        value *= 100
    return round_for_people(value)


def _chosen_threshold(line: Line, row: Row) -> Decimal | None:
    """Return the number a clause compares with; None where its band sets none or is unknown."""
    clause = line.node
    assert isinstance(clause, Clause)  # noqa: S101  only clauses have thresholds
    if clause.threshold_by is None:
        return clause.threshold if isinstance(clause.threshold, Decimal) else None
    assert isinstance(line.selector, Quantity)  # noqa: S101  check_pack refuses the others
    found, _ = _value(line, len(line.measured), clause.threshold_by, line.selector, row, State.UNKNOWN)
    if not isinstance(found, Decimal):
        return None
    for band in clause.threshold_by.bands:
        bound = band.bound
        if bound is None or found > bound or (found == bound and band.above is None):
            return band.threshold
    return None


def _margin(clause: Clause, operand: Operand, line: Line, row: Row) -> Decimal | None:
    threshold = _chosen_threshold(line, row)
    if threshold is None or not isinstance(operand.value, Decimal):
        return None
    beyond = operand.value - threshold
    return round_for_people(-beyond if clause.op in ("<=", "<") else beyond)


def _least(node: object, margins: list[Decimal | None]) -> Decimal | None:
    known = [margin for margin in margins if margin is not None]
    if not known or (len(known) < len(margins) and not _is_some(node)):
        return None
    return max(known) if _is_some(node) else min(known)


def _is_some(node: object) -> bool:
    return isinstance(node, Clause) and node.period == "any_of_two_years"


def _points(node: _Counted, row: Row) -> tuple[Decimal, Decimal]:
    low, high = (Decimal(row[f"{node.id}.{side}"]) / POINT for side in ("low", "high"))
    return round_for_people(low), round_for_people(high)


def _score_margin(node: _Counted, row: Row) -> Decimal | None:
    low, high = _points(node, row)
    if isinstance(node, ScoreItem) or node.minimum is None or low != high:
        return None
    return round_for_people(low - node.minimum)


def list_deciding(compiled: CompiledPack, verdicts: tuple[ClauseVerdict, ...]) -> tuple[str, ...]:
    """Return the missing data that keep an unknown verdict open, in the order of the tree; else nothing."""
    if verdicts[0].state is not State.UNKNOWN:
        return ()
    open_ids: set[str | None] = {None}
    missing: dict[str, None] = {}
    for line, verdict in zip(compiled.lines, verdicts, strict=True):
        if line.parent_id not in open_ids or not line.node.counts or not _is_open(line, verdict):
            continue
        open_ids.add(line.id)
        for operand in verdict.operands:
            missing |= dict.fromkeys(operand.missing)
    return tuple(missing)


def _is_open(line: Line, verdict: ClauseVerdict) -> bool:
    """Whether a node is undecided; a score's item is if any of its tables lacks data below the full points."""
    if line.role == "item":
        return any(operand.missing for operand in verdict.operands)
    return verdict.state is State.UNKNOWN
