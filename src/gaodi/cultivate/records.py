"""What is a verdict? Per clause: met, not met, unknown or manual review, with values, threshold and citation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """The four states of a clause, and of a verdict as a whole."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    MANUAL = "manual_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """One value a clause looked at."""

    metric: str
    zh: str
    en: str
    value: Decimal | str | bool | None
    """None is unknown."""
    unit: str
    cells: tuple[str, ...]
    """Origin refs (`cell:…`) of the data used; empty where unknown."""
    missing: tuple[str, ...]
    """`table.column@year` that would be needed, where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseVerdict:
    """One node of the rule tree for one subject."""

    clause_id: str
    parent_id: str | None
    depth: int
    zh: str
    en: str
    state: State
    operands: tuple[Operand, ...]
    threshold: str
    """Readable, with unit: ≥ 5,000 万元."""
    margin: Decimal | None
    """Value minus threshold in the clause's unit, positive is beyond; None where unknown or not numeric."""
    unit: str
    document: str
    """Document number."""
    article: str
    """Annex and article."""
    status: str
    """verified or needs_official_check."""
    threshold_en: str = ""
    """The threshold in English: ≥ 50 million yuan; choices keep their Chinese names."""
    effect: str = "condition"
    """condition or veto count for the verdict; flag and bonus are told beside it: met says that it is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one enterprise meets one pack on one day, clause by clause."""

    enterprise_id: str
    enterprise_name: str
    title_id: str
    title_zh: str
    title_en: str
    pack_id: str
    pack_zh: str
    pack_en: str
    document: str
    on: date
    route: str
    choice_zh: str
    choice_en: str
    """Why this pack: one sentence naming date, route and validity."""
    state: State
    clauses: tuple[ClauseVerdict, ...]
    """Depth-first order of the rule tree."""
    deciding: tuple[str, ...]
    """Missing data that would decide an unknown verdict."""
    holds_title: bool
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCount:
    """One title: who holds it, who would meet it, who cannot be judged."""

    title_id: str
    zh: str
    en: str
    n_holders: int
    n_expiring: int
    """Holders whose title ends within 180 days after the day."""
    pack_id: str | None
    document: str | None
    n_met_without_title: int | None
    """Without the title, and every condition that data decide is met; people may still have to look."""
    n_undecided: int | None
    """Without the title, and data are missing that would decide."""
    by_city: dict[str, int]
    """City code → holders."""
    n_manual_without_title: int | None = None
    """Of those met without the title, how many still wait for people to look."""
