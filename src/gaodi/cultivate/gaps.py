"""What separates a firm from a title? The smallest set of changes, dated, with the next-best sets and what to ask first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import cast

from gaodi.base import NotFoundError
from gaodi.cultivate.compilation import MANUAL, MET, NOT_MET, CompiledPack
from gaodi.cultivate.efforts import EffortRules
from gaodi.cultivate.evaluation import Value, evaluate_plan
from gaodi.cultivate.frames import build_frame
from gaodi.cultivate.gap_records import GapPlan, GapReport, Keep, Obstacle
from gaodi.cultivate.gap_search import Effects, LiftSet, find_sets, measure_effects
from gaodi.cultivate.gap_wording import write_act, write_change
from gaodi.cultivate.judging import compile_choice, judge_enterprise, narrow_region
from gaodi.cultivate.levers import MICRO, find_lift
from gaodi.cultivate.lifts import list_lifts
from gaodi.cultivate.metrics import METRICS
from gaodi.cultivate.operands import Operand, YearCell
from gaodi.cultivate.pack_library import PackChoice, PackLibrary, choose_pack, province_of
from gaodi.cultivate.packs import Clause, Route
from gaodi.cultivate.prospects import Changes, Lift, Prospect
from gaodi.cultivate.records import State, Verdict
from gaodi.region import Region

N_PLANS = 4
"""The smallest plan and the next-best ones shown with it; our own choice."""
N_PAST_YEARS = 3


def plan_gap(
    region: Region,
    library: PackLibrary,
    rules: EffortRules,
    enterprise_id: str,
    title_id: str,
    *,
    on: date,
    route: Route = "new",
    limit: int = N_PLANS,
) -> GapReport:
    """Find the smallest sets of changes after which one enterprise meets what data decide of a title.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    rules : EffortRules
        What can be changed, at which relative effort, and how long it takes.
    enterprise_id, title_id : str
    on : date
        Day the question is asked for.
    route : {"new", "review"}
    limit : int
        Plans at most.

    Returns
    -------
    GapReport
        Clauses met today are taken to be kept; those another change would break are named in `keeps`.

    Raises
    ------
    NotFoundError
        If the enterprise is not in the region, or no pack applies.
    """
    choice = choose_pack(library, title_id, on=on, route=route, province=province_of(region.code))
    verdict = judge_enterprise(region, library, enterprise_id, title_id, on=on, route=route)
    prospect = build_prospect(region, compile_choice(choice, library), rules, enterprise_id)
    today = evaluate_plan(prospect.compiled.plan, prospect.history)
    lifts = list_lifts(prospect, today)
    effects = measure_effects(prospect, today, lifts)
    sets = tuple(find_sets(prospect.compiled, today, lifts, effects, limit=limit))
    return GapReport(
        verdict=verdict,
        plans=tuple(
            _build_plan(prospect, found, verdict, today, library, choice, rank)
            for rank, found in enumerate(sets, start=1)
        ),
        is_proven=all(found.is_proven for found in sets),
        ask=_list_missing(prospect.compiled, verdict),
        manual=tuple(line.id for line in prospect.compiled.lines if line.role == "manual"),
        obstacles=_list_obstacles(prospect, effects, today),
        weights_source=rules.source,
    )


def build_prospect(
    region: Region, compiled: CompiledPack, rules: EffortRules, enterprise_id: str
) -> Prospect:
    """Read one firm's operands, the yearly ones for three years back.

    Raises
    ------
    NotFoundError
        If the enterprise is not in the region.
    """
    own = narrow_region(region, enterprise_id, compiled.on)
    if own.table("enterprise").collect().is_empty():
        raise NotFoundError(
            f"区域内没有企业「{enterprise_id}」；请核对代码。",
            f"no enterprise {enterprise_id!r} in the region.",
        )
    operands: dict[str, Operand] = {operand.name: operand for operand in compiled.operands}
    for operand in compiled.operands:
        if isinstance(operand, YearCell):
            for back in range(N_PAST_YEARS):
                past = replace(operand, back=back)
                operands[past.name] = past
    row = build_frame(own, operands.values(), compiled.on).collect().row(0, named=True)
    return Prospect(
        compiled=compiled,
        history=row,
        rules=rules,
        catalogue=region.catalogue,
        definitions={definition.name: definition for definition in compiled.plan.definitions},
    )


def _build_plan(
    prospect: Prospect,
    found: LiftSet,
    verdict: Verdict,
    today: Mapping[str, Value],
    library: PackLibrary,
    choice: PackChoice,
    rank: int,
) -> GapPlan:
    moves = _merge_moves(prospect, found.lifts)
    settled = [_settle(prospect, lift, moves) for lift in found.lifts]
    ready = max((lift.earliest for lift in settled), default=prospect.compiled.on)
    window = prospect.rules.windows.get(choice.pack.title)
    earliest = window.next_day(ready) if window else ready
    years = earliest.year - prospect.compiled.on.year
    settled = [_hold(prospect, lift, _merge_moves(prospect, settled), years) for lift in settled]
    moves = _merge_moves(prospect, settled)
    clauses = {clause.clause_id: clause for clause in verdict.clauses}
    changes = sorted(
        (write_change(prospect, lift, clauses[lift.line.id]) for lift in settled),
        key=lambda change: (change.earliest, change.clause_id),
    )
    note_zh, note_en = _write_note(library, choice, ready, earliest)
    return GapPlan(
        rank=rank,
        changes=tuple(changes),
        assumed=found.assumed,
        keeps=_list_keeps(prospect, settled, moves, years, today),
        effort=Decimal(sum(lift.effort for lift in settled)) / MICRO,
        earliest=earliest,
        note_zh=note_zh,
        note_en=note_en,
    )


def _merge_moves(prospect: Prospect, lifts: tuple[Lift, ...] | list[Lift]) -> dict[str, Value]:
    """Return every move once; of two moves of one column the farther."""
    moves: dict[str, Value] = {}
    for lift in lifts:
        for name, value in lift.moved.items():
            held = moves.get(name)
            if isinstance(held, int) and isinstance(value, int):
                now = prospect.last(name) or 0
                moves[name] = max(held, value, key=lambda item: abs(item - now))
            elif held is None:
                moves[name] = value
    return moves


def _settle(prospect: Prospect, lift: Lift, moves: Changes) -> Lift:
    """Measure a lift of a ratio again where another lift moves its whole."""
    metric = METRICS[lift.question.metric]
    whole = metric.columns[1] if metric.kind == "ratio" and len(metric.columns) > 1 else None
    clause = lift.line.node
    if whole is None or whole not in moves or lift.is_wait or not isinstance(clause, Clause):
        return lift
    again = find_lift(
        prospect, lift.line, clause, partial(_is_met, prospect, clause.id),
        rises=clause.op in (">=", ">"), given={whole: moves[whole]},
    )  # fmt: skip
    return replace(lift, moved=again.moved, years=max(again.years, lift.years)) if again else lift


def _hold(prospect: Prospect, lift: Lift, moves: Changes, years: int) -> Lift:
    """Measure a lift again where the plan's day is later and a good past year no longer counts by then."""
    clause = lift.line.node
    if not isinstance(clause, Clause) or lift.is_wait or not lift.years or lift.years >= years:
        return lift
    if _is_met(prospect, clause.id, prospect.row(years, moves)):
        return lift
    others = {name: value for name, value in moves.items() if name not in lift.moved}
    again = find_lift(
        prospect, lift.line, clause, partial(_is_met, prospect, clause.id), rises=clause.op in (">=", ">", "in", "is"),
        wanted=clause.threshold if isinstance(clause.threshold, tuple) else (), given=others, least_years=years,
    )  # fmt: skip
    return replace(again, earliest=lift.earliest) if again else lift


def _is_met(prospect: Prospect, clause_id: str, row: Mapping[str, Value]) -> bool:
    return prospect.state(clause_id, row) == MET


def _list_keeps(
    prospect: Prospect, lifts: list[Lift], moves: Changes, years: int, today: Mapping[str, Value]
) -> tuple[Keep, ...]:
    """Name clauses met today that look at what is moved and would be missed, with what keeps them."""
    row = prospect.row(years, moves)
    kept: list[Keep] = []
    for line in prospect.compiled.lines:
        clause = line.node
        if not isinstance(clause, Clause) or today[line.id] != MET or prospect.state(line.id, row) == MET:
            continue
        read = {o.column for m in line.measured for o in m.operands if isinstance(o, YearCell)}
        if not read & moves.keys():
            continue
        own = find_lift(
            prospect, line, clause, partial(_is_met, prospect, line.id),
            rises=clause.op in (">=", ">", "in", "is"), given=moves,
        )  # fmt: skip
        zh, en = write_act(prospect, own) if own and own.moved else ("保持达标", "keep it met")
        kept.append(Keep(clause_id=line.id, zh=clause.zh, en=clause.en, act_zh=zh, act_en=en))
    return tuple(kept)


def _write_note(library: PackLibrary, choice: PackChoice, ready: date, earliest: date) -> tuple[str, str]:
    zh: list[str] = []
    en: list[str] = []
    if earliest != ready:
        zh.append(f"条件 {ready} 齐备，下一个申报窗口自 {earliest} 起（按现行窗口估计）。")
        en.append(f"Ready on {ready}; the next window opens on {earliest} (estimated from the present one).")
    try:
        later = choose_pack(
            library, choice.pack.title, on=earliest, route=choice.route, province=choice.province
        )
    except NotFoundError:
        zh.append(f"到 {earliest} 没有已收录的适用标准。")
        en.append(f"No criteria on file apply on {earliest}.")
    else:
        if later.pack.id != choice.pack.id:
            zh.append(f"到 {earliest} 改用{later.pack.document}，请按该日期再算一次。")
            en.append(f"On {earliest} {later.pack.document} applies; ask again for that day.")
    return "".join(zh), " ".join(en)


def _list_missing(compiled: CompiledPack, verdict: Verdict) -> tuple[str, ...]:
    """Return missing data below whatever is not met yet, in the order of the tree."""
    open_ids: set[str | None] = {None}
    missing: dict[str, None] = {}
    for line, clause in zip(compiled.lines, verdict.clauses, strict=True):
        if line.parent_id not in open_ids or not line.node.counts:
            continue
        if line.role != "item" and clause.state in (State.MET, State.MANUAL):
            continue
        open_ids.add(line.id)
        if line.role == "item" or clause.state is State.UNKNOWN:
            missing |= dict.fromkeys(datum for operand in clause.operands for datum in operand.missing)
    return tuple(missing)


def _list_obstacles(prospect: Prospect, effects: Effects, today: Mapping[str, Value]) -> tuple[Obstacle, ...]:
    reachable = {name for met in effects.meets.values() for name in met}
    found: list[Obstacle] = []
    open_ids: set[str | None] = {None}
    for line in prospect.compiled.lines:
        if line.parent_id not in open_ids or not line.node.counts or cast("int", today[line.id]) >= MANUAL:
            continue
        open_ids.add(line.id)
        if not isinstance(line.node, Clause) or today[line.id] != NOT_MET or line.id in reachable:
            continue
        fixed = prospect.rules.effort(line.node.metric).fixed
        reason = (
            (fixed.zh, fixed.en)
            if fixed
            else ("三年内办不到，或只能靠缩小规模", "out of reach in three years, or only by shrinking")
        )
        if line.node.metric == "holds_title" and line.node.threshold is False:
            reason = ("已有称号不作为可放弃的条件", "a title held is nothing to give up")
        found.append(
            Obstacle(
                clause_id=line.id, zh=line.node.zh, en=line.node.en, reason_zh=reason[0], reason_en=reason[1]
            )
        )
    return tuple(found)
