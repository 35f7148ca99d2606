"""What does a reading of five chains say? Layers, scores, holes and who owns them."""

from dataclasses import dataclass
from enum import StrEnum


class LayerState(StrEnum):
    """How well a layer reaches a link."""

    JOINED = "joined"
    PARTIAL = "partial"
    HOLE = "hole"
    UNKNOWN = "unknown"
    NONE = "none"
    """There is no firm on the link that the layer could reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartScore:
    """One part of a layer at one link."""

    id: str
    zh: str
    en: str
    owner: str
    score: float | None
    """0 to 1; None where unknown or not applicable."""
    low: float
    high: float
    is_applicable: bool
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerScore:
    """One layer at one link."""

    id: str
    zh: str
    en: str
    state: LayerState
    score: float | None
    low: float
    high: float
    parts: tuple[PartScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A layer that does not reach a link, and who is to close it."""

    link_id: str
    link_zh: str
    link_en: str
    layer_id: str
    layer_zh: str
    layer_en: str
    part_id: str
    owner: str
    owner_zh: str
    owner_en: str
    is_certain: bool
    """False where what is not known could fill it."""
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFusion:
    """How far the five chains are joined at one link."""

    link_id: str
    zh: str
    en: str
    score: float | None
    low: float
    high: float
    layers: tuple[LayerScore, ...]
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTotal:
    """One layer over all links of a chain."""

    id: str
    zh: str
    en: str
    score: float | None
    """Mean over the links where it is known."""
    counts: dict[str, int]
    """State → number of links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerCount:
    """One of the five chiefs and how many holes are his."""

    owner: str
    zh: str
    en: str
    n_holes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFusion:
    """How far the five chains are joined along one chain."""

    chain_id: str
    zh: str
    en: str
    rule_id: str
    formula_zh: str
    formula_en: str
    score: float | None
    """Mean over the links where it is known."""
    layers: tuple[LayerTotal, ...]
    links: tuple[LinkFusion, ...]
    by_owner: tuple[OwnerCount, ...]
    """Every owner of the rule, in its order."""

    @property
    def holes(self) -> tuple[Hole, ...]:
        """All holes, link by link."""
        return tuple(hole for link in self.links for hole in link.holes)
