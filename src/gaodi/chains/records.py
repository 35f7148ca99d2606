"""What does a reading of a chain say? Placements, links with verdict and reasons, the map."""

from dataclasses import dataclass
from enum import StrEnum


class Strength(StrEnum):
    """The verdict on a link."""

    STRONG = "strong"
    ADEQUATE = "adequate"
    WEAK = "weak"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDiagnosis:
    """How one link stands in the region."""

    chain_id: str
    link_id: str
    zh: str
    en: str
    stage: str
    is_key: bool
    strength: Strength
    n_enterprises: int
    n_above_scale: int
    n_titled: int
    """Enterprises with little-giant or champion title in force."""
    revenue: int | None
    """Fen, last complete year, of placed enterprises that report it; None if none does."""
    n_revenue_unknown: int
    top_share: float | None
    """Share of the largest enterprise in known revenue (CR1); None where unknown."""
    top4_share: float | None
    n_cities: int
    local_inputs: tuple[str, ...]
    """Essential input links that have no enterprise in the region."""
    rule_id: str
    reasons_zh: tuple[str, ...]
    reasons_en: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainDiagnosis:
    """One chain: its links in order and what stands out."""

    chain_id: str
    zh: str
    en: str
    version: str
    source: str
    status: str
    links: tuple[LinkDiagnosis, ...]
    n_enterprises: int
    revenue: int | None
    counts: dict[str, int]
    """Strength → number of links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainMap:
    """A layered drawing of a chain as data: nodes by stage, edges by need."""

    chain_id: str
    nodes: tuple[dict[str, object], ...]
    """id, zh, en, stage, layer, strength, n_enterprises, revenue, x, y."""
    edges: tuple[dict[str, object], ...]
    """source, target, need (essential or substitutable)."""
