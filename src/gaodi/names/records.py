"""What does this room hand out? Names found in texts, names taken apart, and names linked to a register."""

from dataclasses import dataclass
from enum import StrEnum


class MentionKind(StrEnum):
    """What a name in a text stands for."""

    ENTERPRISE = "enterprise"
    PLANT = "plant"
    PARK = "park"
    CLUSTER = "cluster"
    PLATFORM = "platform"
    INSTITUTION = "institution"
    PRODUCT = "product"
    PROJECT = "project"
    PROGRAMME = "programme"
    EVENT = "event"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name where it stands in a text.

    Attributes
    ----------
    start, end : int
        Half-open span in the text as given.
    text : str
        ``text[start:end]``.
    kind : MentionKind
    canonical : str
        The fullest form by which this text, or the list of known names, calls the same thing.
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    canonical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A name that is to be recognised wherever it stands, such as a firm of the register."""

    text: str
    kind: MentionKind = MentionKind.ENTERPRISE
    canonical: str = ""
