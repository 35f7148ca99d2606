"""What is a scenario of failure, and what does it cost? Records of the facade."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that fails."""

    kind: str
    what: str
    """Id or name of a firm, code or name of a city, id of a park, `chain/link`, or a part of a product's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """One scenario: what fails, how much of it, for how long, and what stocks there are."""

    kind: str
    what: str
    """As of a failure; several firms stand with commas between them."""
    loss: float = 1.0
    """Share of production lost, 0 to 1."""
    n_days: int = 90
    duration_days: int | None = 30
    stock_days: float = 7.0
    has_replacement: bool = True
    also: tuple[Failure, ...] = ()
    """What fails at the same time, of any kind."""

    @property
    def failures(self) -> tuple[Failure, ...]:
        """All that fails, each thing once."""
        first = Failure(kind=self.kind, what=self.what)
        return tuple(dict.fromkeys((first, *self.also)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A product that firms of outside supply."""

    product: str
    n_suppliers: int
    n_buyers: int
    amount: int | None
    """Fen, of the rows that tell one; None where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitFirm:
    """One firm a scenario reaches."""

    enterprise_id: str
    name: str
    city: str | None
    loss: float
    """Share of its production over the days looked at."""
    weight: float
    """Its part of the region's loss, share."""
    first_hit: int | None
    """Day from 1; None for a firm of the scenario itself."""
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """A city or a link of a chain."""

    key: str
    zh: str
    en: str
    n_hit: int
    loss: float
    """Share of its production over the days looked at."""
    money: float
    """Production lost in fen over these days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Firms that could take over what a failing firm supplies, within the region and outside it."""

    enterprise_id: str
    name: str
    industry_code: str | None
    is_outside: bool
    """Whether the failing firm is one of outside."""
    products: tuple[str, ...]
    """What it sells most, or says that it makes."""
    n_others: int
    others: tuple[tuple[str, str, str | None], ...]
    """Id, name and city: of the same GB/T 4754 code, or making one of its products where it is of outside or has no code; makers of its products first, then the largest sellers."""
    n_outside: int
    outside: tuple[tuple[str, str, str | None], ...]
    """Id, name and province: firms elsewhere that make one of its products, what they sell here deciding, then those of its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShockResult:
    """What a scenario costs, by firm, link, city and day."""

    shock: Shock
    title_zh: str
    title_en: str
    n_failing: int
    n_firms: int
    n_links: int
    years: tuple[int, ...]
    esri: float
    esri_down: float
    esri_up: float
    iterations: int
    """The lasting loss without stocks, as the systemic risk index weighs it."""
    by_day: tuple[float, ...]
    """Share of the region's production lost on each day."""
    money: float
    """Production lost over the days looked at, in fen."""
    n_hit: int
    """Firms beyond the scenario's own that lose more than 1 % on some day."""
    firms: tuple[HitFirm, ...]
    cities: tuple[HitGroup, ...]
    links: tuple[HitGroup, ...]
    """Empty where nothing has been computed yet."""
    replacements: tuple[Replacement, ...]
    n_revenue_unknown: int
    n_amount_unknown: int
    n_unflagged: int
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondSourceLine:
    """One firm tried as a second source."""

    enterprise_id: str
    name: str
    city: str | None
    before: float
    after: float
    """`esri` of the present source or sources, all together."""
    benefit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTried:
    """One seller tried as second source of a purchase."""

    enterprise_id: str
    name: str
    city: str | None
    benefit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinPurchase:
    """An essential input that comes from one supplier alone, and what its best second source would change."""

    buyer_id: str
    buyer: str
    supplier_id: str
    supplier: str
    is_outside: bool
    """Whether the supplier is one of outside."""
    sector: str
    """GB/T 4754 code of what is bought, or the product of a supplier without code."""
    amount: int
    """Bought in the last year told, fen."""
    before: float | None
    after: float | None
    """Share of the region's production that falls when the present supplier stops; None where nobody else in the region sells this."""
    benefit: float | None
    money: float | None
    """The benefit as production of a year, fen."""
    sources: tuple[SourceTried, ...]
    """The most useful first; the first is the one told."""
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinLink:
    """A link and how many essential inputs from or of its firms come from one supplier alone."""

    link: str
    zh: str
    en: str
    n_supplies: int
    n_inputs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSources:
    """The purchases of a link that hang on one supplier, the most useful second source first."""

    link: str
    title_zh: str
    title_en: str
    side: str
    """`supplies` what firms of the link sell, `inputs` what they buy."""
    n_firms: int
    n_single: int
    n_left_out: int
    """Smaller purchases that were not tried."""
    n_without: int
    """Purchases that nobody else in the region could deliver."""
    lines: tuple[ThinPurchase, ...]
    years: tuple[int, ...]
    n_unflagged: int
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShockSources:
    """The purchases that hang on a failing firm, the most useful second source first."""

    n_single: int
    n_without: int
    """Of those tried, how many nobody else in the region could deliver."""
    lines: tuple[ThinPurchase, ...]
