"""What is a gap? The dated plan to a title: each change with its clause, from and to, earliest day and effort."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gaodi.cultivate.records import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One clause, or one item of a score, brought to where it counts."""

    clause_id: str
    zh: str
    en: str
    metric: str
    from_zh: str
    """Today's value with its unit; an em dash where unknown."""
    from_en: str
    to_zh: str
    """What the clause demands, with its unit."""
    to_en: str
    act_zh: str
    """What is moved, how far and in which years."""
    act_en: str
    points: Decimal | None
    """Points the item then gives; None outside scores."""
    earliest: date
    effort: Decimal
    """Relative effort by the stated weights; no amount of money."""
    evidence_zh: str
    evidence_en: str
    document: str
    article: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """A clause met today that another change of the plan would break, and what keeps it met."""

    clause_id: str
    zh: str
    en: str
    act_zh: str
    act_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapPlan:
    """One set of changes that qualifies, none of which can be left out."""

    rank: int
    """1 is the smallest: no smaller set qualifies."""
    changes: tuple[Change, ...]
    """In order of their earliest day."""
    assumed: tuple[str, ...]
    """Clauses without data that the plan takes to hold."""
    keeps: tuple[Keep, ...]
    effort: Decimal
    earliest: date
    """First day on which every change counts and applications are taken; each change still holds on it."""
    note_zh: str
    note_en: str
    """What else changes until that day: window, another version of the criteria; empty if nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A clause that is not met and that nobody can change."""

    clause_id: str
    zh: str
    en: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """How far one enterprise is from one title on one day."""

    verdict: Verdict
    plans: tuple[GapPlan, ...]
    """Best first; empty where no set of changes qualifies. One plan without changes: it qualifies already."""
    is_proven: bool
    """Whether the search proved the first plan to be the smallest."""
    ask: tuple[str, ...]
    """Missing data to ask for first, as `table.column@year`."""
    manual: tuple[str, ...]
    """Clauses people look at, whatever the data say."""
    obstacles: tuple[Obstacle, ...]
    weights_source: str
    """Where the weights of effort come from."""
