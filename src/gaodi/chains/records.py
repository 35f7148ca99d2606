"""What does a reading of a chain say? Placements, links with verdict and reasons, the map."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Strength(StrEnum):
    """The verdict on a link."""

    STRONG = "strong"
    ADEQUATE = "adequate"
    WEAK = "weak"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFigure:
    """One measure of a link: its value over what is known, and what it can be at least and at most."""

    id: str
    zh: str
    en: str
    unit: str
    value: float | None
    """In `unit` (% as 0 to 100, points of the index as 0 to 10,000); None where unknown or not applicable."""
    low: float | None
    high: float | None
    reason_zh: str
    reason_en: str
    is_applicable: bool = True
    """False where there is nothing to measure: no firm, or no input."""
    source_ids: tuple[str, ...] = ()
    """Sources of the workspace it was read from, where it is not counted from the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorShare:
    """Which share of the use of a sector's products comes from outside, and who says so."""

    share: Fraction
    """0 to 1."""
    zh: str = ""
    en: str = ""
    """Name of the sector, where the table has one."""
    source_zh: str = ""
    source_en: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSupply:
    """Who supplies one essential input to the firms of a link, as far as it is on record."""

    link_id: str
    zh: str
    en: str
    n_buyers: int = 0
    """Firms of the link with a supplier of this input on record."""
    n_suppliers: int = 0
    n_local: int = 0
    n_unplaced: int = 0
    """Suppliers in the region, and suppliers of unknown place."""
    n_single_supplier: int = 0
    """Buyers with one supplier of it on record."""
    n_single_city: int = 0
    n_city_open: int = 0
    bought: int = 0
    """Fen; known amounts."""
    bought_local: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyFlow:
    """Supply on record between two links along a need."""

    source: str
    target: str
    n: int
    n_amount_unknown: int
    amount: int | None
    """Fen; None where no amount is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandCoverage:
    """How many pairs of a firm and an input lie within so many minutes."""

    minutes: int
    n_pairs: int
    n_reached: int
    n_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReach:
    """How much of what a link needs its firms reach by road, band by band."""

    n_plants: int
    n_unlocated: int
    n_by_centre: int
    """Firms known by the centre of their division only."""
    n_inputs: int
    missing: tuple[str, ...]
    """Inputs nobody in the region makes."""
    bands: tuple[BandCoverage, ...]
    best_plant: str | None
    """The firm that reaches most inputs within the shortest band, then the next ones."""
    best_reached: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestSite:
    """The nearest firm of one link, seen from a plant."""

    link_id: str
    enterprise_id: str | None
    """None where no firm of known place stands on the link."""
    minutes: float | None
    band: int | None
    """The shortest band it lies in; None beyond the longest."""
    n_unlocated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingDatum:
    """A datum that would decide a condition now open."""

    check_id: str
    zh: str
    en: str


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
    warnings_zh: tuple[str, ...] = ()
    """Watched conditions that are certainly not met; they do not change the verdict."""
    warnings_en: tuple[str, ...] = ()
    missing: tuple[MissingDatum, ...] = ()
    """What would decide the conditions now open, most telling first."""
    figures: tuple[LinkFigure, ...] = ()
    inputs: tuple[InputSupply, ...] = ()
    reach: LinkReach | None = None


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
    flows: tuple[SupplyFlow, ...] = ()
    """Supply on record between the links, in the template's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainMap:
    """A layered drawing of a chain as data: nodes by stage, edges by need."""

    chain_id: str
    nodes: tuple[dict[str, object], ...]
    """id, zh, en, stage, layer, strength, n_enterprises, revenue, x, y."""
    edges: tuple[dict[str, object], ...]
    """source, target, need (essential or substitutable)."""
