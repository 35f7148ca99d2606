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


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyName:
    """A company's name, taken apart.

    Attributes
    ----------
    key : str
        The name as it is compared: width, script and marks folded.
    place : str
        The nearest place the name begins with, in full (长沙市); empty where there is none.
    places : tuple of str
        Places before the brand and in brackets.
    bracketed : tuple of str
        Places in brackets before the form: 力合科技（湖南）股份有限公司.
    located : tuple of str
        A place in brackets behind everything: it says where the firm is, and is no part of its name.
    brand : str
        字号.
    words : tuple of str
        Brand, inner places and trade words in order, without leading places and form.
    kinds : tuple of str
        For each of `words`: brand, place or trade.
    form : str
        有限公司, 股份有限公司 …; equal forms in one spelling.
    site : str
        What stands behind the form of a firm whose branch this is: 长沙分公司.
    is_group, is_stock : bool
        集团 or 控股, and 股份, stand in the name.
    """

    key: str
    place: str
    places: tuple[str, ...]
    bracketed: tuple[str, ...]
    located: tuple[str, ...]
    brand: str
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    form: str
    site: str
    is_group: bool
    is_stock: bool

    @property
    def core(self) -> str:
        """Brand, inner places and trade, without leading places and form."""
        return "".join(self.words)

    @property
    def trade(self) -> str:
        """What stands behind the brand."""
        return "".join(self.words[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One legal entity of a register. Empty means unknown."""

    id: str
    name: str
    credit_code: str = ""
    former_names: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    stock_code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameQuery:
    """A name to be linked, with what is known beside it. Empty means unknown."""

    name: str
    credit_code: str = ""
    stock_code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameJudgement:
    """A person's decision: the name means this entity, or it does not. It beats every rule."""

    name: str
    entity_id: str
    is_same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entity that a name may mean, in [0, 1] how likely, and by which rule."""

    entity_id: str
    name: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLink:
    """What a name was linked to.

    Attributes
    ----------
    entity_id : str or None
        None: no link; a person may choose among the candidates.
    score : float in [0, 1]
        Of the link, or of the best candidate where there is no link.
    rule : str
        Key of the sentence in `data/reasons.yaml`.
    reason_zh, reason_en : str
    candidates : tuple of Candidate
        Best first; empty for a link.
    """

    query: NameQuery
    entity_id: str | None
    score: float
    rule: str
    reason_zh: str
    reason_en: str
    candidates: tuple[Candidate, ...] = ()
