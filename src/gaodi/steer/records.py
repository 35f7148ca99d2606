"""Will we reach the target? Target against actual per indicator, and the gap."""

from dataclasses import dataclass
from decimal import Decimal

from gaodi.base import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGap:
    """One target and what is known of it."""

    target: Figure
    actual: Figure | None
    """The figure with the same key but status actual; None if there is none."""
    gap: Decimal | None
    """Actual minus target in the figure's unit; None where unknown."""
    state: str
    """reached, behind, unknown."""
    colour: str
    """green, blue, orange, red (four-colour warning) or grey for unknown; always shown with its word."""
    nearest: Figure | None
    """Where the keys differ, the nearest earlier actual figure, shown but never subtracted."""
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetReview:
    """All targets of the region."""

    subject: str
    rows: tuple[TargetGap, ...]
    counts: dict[str, int]
