"""Who comes nearest? Candidates with reasons for and against."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One part of a score, with a sentence."""

    part: str
    points: float
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An enterprise that could fill a link, with reasons for (points > 0) and against (points <= 0)."""

    enterprise_id: str
    name: str
    district_code: str | None
    score: float
    """0 to 100, the sum of the reasons' points."""
    reasons: tuple[Reason, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestEnterprises:
    """The enterprises that come nearest to filling one link, best first."""

    chain_id: str
    link_id: str
    version: str
    """Version of the ranking, e.g. nearest_v1."""
    candidates: tuple[Candidate, ...]
    n_considered: int
    note_zh: str
    note_en: str
