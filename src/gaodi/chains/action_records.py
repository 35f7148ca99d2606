"""What is one thing to do about a chain? Its kind, what ranks it, its evidence and its expected effect."""

from dataclasses import dataclass
from enum import StrEnum


class ActionKind(StrEnum):
    """What to do about a link."""

    STRENGTHEN = "strengthen"
    REPLACE = "replace"
    ATTRACT = "attract"
    CONNECT = "connect"
    GROW = "grow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do, with what ranks it, its evidence and its expected effect."""

    kind: ActionKind
    link_id: str
    is_key: bool
    zh: str
    en: str
    stake: float | None
    """Share of the chain's revenue that hangs on it, 0 to 1; None where no revenue is known."""
    why_zh: str
    why_en: str
    effect_zh: str
    """Where no effect can be told, the reason."""
    effect_en: str
    is_effect_known: bool = True
    firms: tuple[tuple[str, str], ...] = ()
    """Id and name of the firms meant: candidates, single sources, second sources."""
    products: tuple[str, ...] = ()
    """What to look for, where a firm is wanted."""
    industry_codes: tuple[str, ...] = ()
    """GB/T 4754 codes of the firm wanted."""
    size: int | None = None
    """Revenue a year of the firm wanted, in fen; None where the chain gives no measure."""
    place: tuple[str, str] | None = None
    """Chinese and English name of the city, where something is to grow."""
