"""How does a change read? From what to what, in the clause's unit, and what is moved in which years."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from gaodi.base import MONEY_UNITS
from gaodi.cultivate.gap_records import Change
from gaodi.cultivate.levers import MICRO
from gaodi.cultivate.metrics import METRICS
from gaodi.cultivate.operands import NUMBER_SCALE, RATIO_SCALE, YearCell
from gaodi.cultivate.packs import Clause, ScoreTable
from gaodi.cultivate.prospects import Lift, Prospect
from gaodi.cultivate.records import ClauseVerdict, Operand
from gaodi.cultivate.wording import Texts, round_for_people, write_limit

_WAN = 100 * MONEY_UNITS["万元"]


def write_change(prospect: Prospect, lift: Lift, clause: ClauseVerdict) -> Change:
    """Write one lift of a plan for people."""
    metric = METRICS[lift.question.metric]
    proof = prospect.rules.evidence[metric.kind]
    own = [o for o in clause.operands if o.metric == lift.question.metric]
    to_zh, to_en = _write_goal(lift, clause)
    act_zh, act_en = write_act(prospect, lift)
    return Change(
        clause_id=clause.clause_id,
        zh=clause.zh,
        en=clause.en,
        metric=lift.question.metric,
        from_zh="；".join(_write_value(o, "是", "否", "、") for o in own) or "—",
        from_en="; ".join(_write_value(o, "yes", "no", ", ") for o in own) or "—",
        to_zh=to_zh,
        to_en=to_en,
        act_zh=act_zh,
        act_en=act_en,
        points=lift.points,
        earliest=lift.earliest,
        effort=Decimal(lift.effort) / MICRO,
        evidence_zh=proof.zh,
        evidence_en=proof.en,
        document=clause.document,
        article=clause.article,
        status=clause.status,
    )


def _write_value(operand: Operand, yes: str, no: str, comma: str) -> str:
    value = operand.value
    if value is None:
        return "—"
    if isinstance(value, bool):
        return yes if value else no
    return f"{value:,}{operand.unit}" if isinstance(value, Decimal) else str(value)


def _write_goal(lift: Lift, clause: ClauseVerdict) -> Texts:
    if isinstance(lift.question, Clause):
        return clause.threshold, clause.threshold_en
    table, points = lift.question, lift.points or Decimal(0)
    if not isinstance(table, ScoreTable):
        return "是", "yes"
    zh, en = _write_level(table, points)
    return f"{zh}（得 {points} 分）", f"{en} ({points} points)"


def _write_level(table: ScoreTable, points: Decimal) -> Texts:
    for sign, bands in ((">=", table.at_least), ("<=", table.at_most)):
        for band in bands:
            if band.points == points:
                return write_limit(sign, band.at, table.unit)
    for choice in table.choices:
        if choice.points == points:
            return "、".join(choice.values), ", ".join(choice.values)
    if table.per:
        steps = math.ceil(points / table.per.points)
        return write_limit(">=", Decimal(steps * table.per.step), table.unit)
    if METRICS[table.metric].kind == "truth":
        return "是", "yes"
    return write_limit(">=", points, table.unit)


def write_act(prospect: Prospect, lift: Lift) -> Texts:
    """Write what is moved: a figure of coming years, a title, rights, or nothing but time."""
    if lift.is_wait:
        return f"{lift.earliest} 起不再要求", f"no longer demanded from {lift.earliest}"
    first = prospect.compiled.on.year
    last = first + lift.years - 1
    span = f"{first}" if lift.years == 1 else f"{first}–{last}"
    if prospect.rules.effort(lift.question.metric).grows:
        return (
            f"逐年自行增加，{span} 年数据计入后达到",
            f"grows by itself, reached with the figures of {span}",
        )
    if not lift.moved:
        return (
            f"保持现有水平，待 {span} 年数据计入",
            f"hold the present level until the figures of {span} count",
        )
    if lift.question.metric == "days_registered":
        return f"注册时间自行增加，{lift.earliest} 起符合", f"time passes by itself, met from {lift.earliest}"
    name, value = next(iter(lift.moved.items()))
    cell = prospect.cell(name)
    if cell is None:
        return _write_operand(prospect, lift, name, value)
    column = prospect.catalogue.table("enterprise_year").column(name)
    if isinstance(value, bool):
        return f"{span} 年：{column.zh}", f"{span}: {column.en}"
    if isinstance(value, str):
        return f"{span} 年：{column.zh}达到{value}", f"{span}: {column.en} {value}"
    assert isinstance(value, int)  # noqa: S101  numbers are what is left
    now = prospect.history.get(f"{name}_y0")
    sign = "<=" if isinstance(now, int) and value < now else ">="
    goal = _in_unit(cell, value, rises=sign == ">=")
    unit = _unit(cell, column.unit)
    zh, en = write_limit(sign, goal, unit)
    known = _in_unit(cell, now, rises=True) if isinstance(now, int) else None
    then = "" if known is None else f"{known:,}{'' if unit == '%' else ' '}{unit}"
    before = first - 1
    return (
        f"{span} 年{'每年' if lift.years > 1 else ''}{column.zh} {zh}" + (f"（{before} 年 {then}）" if then else ""),
        f"{column.en} {en} in {'each year of ' if lift.years > 1 else ''}{span}" + (f" ({before}: {then})" if then else ""),
    )  # fmt: skip


def _write_operand(prospect: Prospect, lift: Lift, name: str, value: object) -> Texts:
    if lift.question.titles:
        titles = prospect.catalogue.taxonomy("titles")
        terms = [term for title in lift.question.titles if (term := titles.term(title))]
        zh, en = "或".join(term.zh for term in terms), " or ".join(term.en for term in terms)
        return f"取得{zh}称号", f"obtain the title {en}"
    now = prospect.history.get(name)
    more = value - now if isinstance(value, int) and isinstance(now, int) else value
    metric = METRICS[lift.question.metric]
    return f"再取得 {more} 件{metric.zh}", f"{more} more: {metric.en}"


def _unit(cell: YearCell, unit: str | None) -> str:
    return "万元" if cell.kind == "money" else "%" if cell.kind == "ratio" else unit or ""


def _in_unit(cell: YearCell, value: int, *, rises: bool) -> Decimal:
    """Return an integer of the plan in its unit, rounded to the safe side at two places."""
    scale = {"money": _WAN, "ratio": RATIO_SCALE // 100, "number": NUMBER_SCALE}.get(cell.kind, 1)
    exact = Decimal(value) / scale
    return round_for_people(exact.quantize(Decimal("0.01"), ROUND_CEILING if rises else ROUND_FLOOR))
