"""What does one enterprise read about itself on one page? Identity, titles, verdicts tier by tier, the plan, what is missing."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from gaodi.catalogue import Catalogue
from gaodi.cultivate import ClauseVerdict, GapReport, State, Verdict

Lang = Literal["zh", "en"]
N_REASONS = 4
"""Clauses told of a tier at most; the workbench shows all. Fewer where the page is full."""
N_MISSING = 12
"""Missing data told at most."""
_DECIMALS = 2
_WIDE, _LATIN = 0x2E7F, 0.58
"""Characters beyond this one are as wide as the type is large; others about so much of it, in a wide face."""
_PIECES = re.compile(r"[^\s\u2e80-\uffff]+\s*|\s+|[\u2e80-\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLine:
    """One tier on the day: the verdict, and why."""

    title: str
    state: str
    reasons: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One change of the smallest plan."""

    act: str
    change: str
    earliest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmSheet:
    """The one-page diagnosis of an enterprise, as text ready to print."""

    title: str
    name: str
    subtitle: str
    mark: str
    """That the enterprise is synthetic; empty for real ones."""
    issuer: str
    on: date
    lang: Lang
    identity: tuple[tuple[str, str], ...]
    titles: str
    tiers: tuple[TierLine, ...]
    plan_title: str
    plan: tuple[PlanLine, ...]
    plan_note: str
    missing: tuple[str, ...]
    sources: str
    words: dict[str, str]
    """Headings and column heads."""


def compose_firm_sheet(
    *,
    name: str,
    enterprise_id: str,
    identity: Sequence[tuple[str, str]],
    titles: Sequence[str],
    verdicts: Sequence[Verdict],
    thin: Mapping[str, Sequence[str]],
    gap: GapReport | None,
    missing: Sequence[str],
    on: date,
    issuer: str,
    snapshot_id: str,
    catalogue: Catalogue,
    lang: Lang,
    synthetic: bool,
) -> FirmSheet:
    """Compose the diagnosis of one enterprise.

    Parameters
    ----------
    name, enterprise_id : str
    identity : sequence of (label, value)
    titles : sequence of str
        Titles held, each with its validity.
    verdicts : sequence of Verdict
        One a tier, on the day.
    thin : mapping of title id to clause ids
        Clauses met that lie nearest to their threshold.
    gap : GapReport or None
        To the next title; None where all are held.
    missing : sequence of str
        Data still missing, in words, the deciding ones first.
    on : date
    issuer : str
    snapshot_id : str
    catalogue : Catalogue
        For the words.
    lang : {"zh", "en"}
    synthetic : bool

    Returns
    -------
    FirmSheet
        Unknown reads 未知 or —, never 0.
    """

    def say(key: str, **values: object) -> str:
        return catalogue.label(f"diagnosis.{key}", lang).format(**values)

    heads = (
        "identity", "titles", "tiers", "data", "col.title", "col.state", "col.reasons", "col.basis", "col.act",
        "col.change", "col.earliest", "more", "none",
    )  # fmt: skip
    tiers = tuple(
        _describe_tier(verdict, thin.get(verdict.title_id, ()), catalogue, lang) for verdict in verdicts
    )
    plan = gap.plans[0] if gap and gap.plans else None
    documents = ", ".join(dict.fromkeys(verdict.document for verdict in verdicts))
    return FirmSheet(
        title=say("title"),
        name=name,
        subtitle=say("subtitle", id=enterprise_id, on=on.isoformat()),
        mark=say("synthetic") if synthetic else "",
        issuer=issuer,
        on=on,
        lang=lang,
        identity=tuple(identity),
        titles=("；" if lang == "zh" else "; ").join(titles) or say("titles.none"),
        tiers=tiers,
        plan_title=_name_plan(gap, catalogue, lang),
        plan=tuple(
            PlanLine(
                act=change.act_en if lang == "en" else change.act_zh,
                change=_join_change(change, lang),
                earliest=change.earliest.isoformat(),
            )
            for change in (plan.changes if plan else ())
        ),
        plan_note=_note_plan(gap, catalogue, lang),
        missing=tuple(missing),
        sources=say(
            "sources",
            snapshot=snapshot_id,
            documents=documents if lang == "en" else documents.replace(", ", "、"),
        ),
        words={key: catalogue.label(f"diagnosis.{key}", lang) for key in heads},
    )


def _join_change(change: object, lang: Lang) -> str:
    start, end, name = (getattr(change, f"{stem}{lang}") for stem in ("from_", "to_", ""))
    return f"{name}：{start} → {end}" if lang == "zh" else f"{name}: {start} → {end}"


def _name_plan(gap: GapReport | None, catalogue: Catalogue, lang: Lang) -> str:
    if gap is None:
        return catalogue.label("diagnosis.plan.all_held", lang)
    title = gap.verdict.title_en if lang == "en" else gap.verdict.title_zh
    return catalogue.label("diagnosis.plan.to", lang).format(title=title)


def _note_plan(gap: GapReport | None, catalogue: Catalogue, lang: Lang) -> str:
    """Return what is to be said of the smallest plan, or of why there is none."""
    if gap is None:
        return ""

    def say(key: str, **values: object) -> str:
        return catalogue.label(f"diagnosis.plan.{key}", lang).format(**values)

    if not gap.plans:
        stops = [o.en if lang == "en" else o.zh for o in gap.obstacles]
        return say("none", why=("；" if lang == "zh" else "; ").join(stops) or "—")
    plan = gap.plans[0]
    parts = [say("ready" if not plan.changes else "earliest", on=plan.earliest.isoformat())]
    if plan.changes and gap.is_proven:
        parts.append(say("proven", n=len(plan.changes)))
    if plan.assumed:
        parts.append(say("assumed", n=len(plan.assumed)))
    if gap.manual:
        parts.append(say("manual", n=len(gap.manual)))
    return ("" if lang == "zh" else " ").join(parts)


def _describe_tier(verdict: Verdict, thin: Sequence[str], catalogue: Catalogue, lang: Lang) -> TierLine:
    def say(key: str, **values: object) -> str:
        return catalogue.label(f"diagnosis.tier.{key}", lang).format(**values)

    reasons = [_tell_clause(clause, catalogue, lang) for clause in find_blocking(verdict)]
    if verdict.state in (State.MET, State.MANUAL):
        n_manual = sum(clause.state is State.MANUAL and not clause.operands for clause in _leaves(verdict))
        reasons = [say("manual", n=n_manual) if n_manual else say("met")]
        by_id = {clause.clause_id: clause for clause in verdict.clauses}
        reasons += [
            say("thin", clause=_pick(by_id[name], lang), margin=_measure_margin(by_id[name], catalogue, lang))
            for name in thin[:1]
        ]
    state = catalogue.label(f"state.{verdict.state.value}", lang)
    return TierLine(
        title=verdict.title_en if lang == "en" else verdict.title_zh,
        state=f"{state}{say('held')}" if verdict.holds_title else state,
        reasons=tuple(reasons),
        basis=verdict.document,
    )


def find_blocking(verdict: Verdict) -> tuple[ClauseVerdict, ...]:
    """Return the clauses that stop a verdict, not met before unknown.

    Of a group whose parts must all hold its parts are named, of a group of alternatives the group itself: to name each
    alternative would ask for all of them.
    """
    if verdict.state not in (State.NOT_MET, State.UNKNOWN):
        return ()
    root = verdict.clauses[0]
    below: dict[str | None, list[ClauseVerdict]] = {}
    for clause in verdict.clauses:
        below.setdefault(clause.parent_id, []).append(clause)
    found: list[ClauseVerdict] = []

    def walk(clause: ClauseVerdict) -> None:
        failing = [
            part
            for part in below.get(clause.clause_id, ())
            if part.state in (State.NOT_MET, State.UNKNOWN) and part.effect in ("condition", "veto")
        ]
        if failing and clause.threshold == root.threshold:  # the root is a group of which all parts must hold
            for part in failing:
                walk(part)
        else:
            found.append(clause)

    walk(root)
    return tuple(sorted(found, key=lambda clause: clause.state is State.UNKNOWN))


def _leaves(verdict: Verdict) -> list[ClauseVerdict]:
    parents = {clause.parent_id for clause in verdict.clauses}
    return [clause for clause in verdict.clauses if clause.clause_id not in parents]


def _tell_clause(clause: ClauseVerdict, catalogue: Catalogue, lang: Lang) -> str:
    def say(key: str, **values: object) -> str:
        return catalogue.label(f"diagnosis.clause.{key}", lang).format(clause=_pick(clause, lang), **values)

    if clause.state is State.UNKNOWN:
        return say("unknown")
    known = [operand for operand in clause.operands if operand.value is not None]
    if clause.margin is not None and clause.margin < 0:
        lacking = _measure_margin(clause, catalogue, lang)
        if len(known) == 1 and isinstance(known[0].value, Decimal):
            return say("short", value=_measure(known[0].value, known[0].unit), lacking=lacking)
        return say("lacking", lacking=lacking)
    if len(known) == 1 and isinstance(known[0].value, str):
        return say("is", value=known[0].value)
    return _pick(clause, lang)


def _pick(clause: ClauseVerdict, lang: Lang) -> str:
    return (clause.en if lang == "en" else clause.zh) or clause.zh


def _measure(value: Decimal | None, unit: str) -> str:
    if value is None:
        return "—"
    rounded = round(value, _DECIMALS)
    text = f"{value if value and not rounded else rounded:,f}"
    number = (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".rstrip()


def _measure_margin(clause: ClauseVerdict, catalogue: Catalogue, lang: Lang) -> str:
    """Write how far a clause is beyond or short of its threshold; a difference of percentages is in points."""
    unit = catalogue.label("brief.unit.points", lang) if clause.unit == "%" else clause.unit
    return _measure(None if clause.margin is None else abs(clause.margin), unit)


def shorten_sheet(sheet: FirmSheet, *, n_reasons: int, n_changes: int, n_missing: int) -> FirmSheet:
    """Return the sheet with so many clauses a tier, changes and data at most; what is left out is counted."""

    def cut(items: tuple[str, ...], n: int) -> tuple[str, ...]:
        more = (sheet.words["more"].format(n=len(items) - n),) if len(items) > n else ()
        return items[:n] + more

    left_out = len(sheet.plan) - n_changes
    return replace(
        sheet,
        tiers=tuple(replace(tier, reasons=cut(tier.reasons, n_reasons)) for tier in sheet.tiers),
        plan=sheet.plan[:n_changes],
        plan_note=sheet.plan_note + (sheet.words["more"].format(n=left_out) if left_out > 0 else ""),
        missing=cut(sheet.missing, n_missing),
    )


def count_lines(text: str, width_pt: float, size_pt: float) -> int:
    """Estimate the lines a text takes: a Chinese character is as wide as the type is large, others half as wide.

    Examples
    --------
    >>> count_lines("一二三四", 36, 9), count_lines("一二三四五", 36, 9), count_lines("", 36, 9)
    (1, 2, 1)
    """
    lines, place = 1, 0.0
    for piece in _PIECES.findall(text):  # a line ends between Chinese characters and between words
        width = sum(size_pt if ord(character) > _WIDE else size_pt * _LATIN for character in piece)
        if place + width > width_pt and place:
            lines, place = lines + 1, 0.0
        lines += math.ceil(width / width_pt) - 1 if width > width_pt else 0
        place += width
    return lines
