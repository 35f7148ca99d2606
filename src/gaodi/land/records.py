"""What is a land score? Per firm and item: value, base, weight, points and cell; total, rank and class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Literal

PLACES = 6
"""Decimals shown of points and values that are not whole decimals; our own choice. Ranks go by the exact numbers."""

_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_TEN_PLACES, _LAST_PLACE = 10**10, Decimal(1).scaleb(-PLACES)

PointState = Literal["known", "imputed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One figure as it was given; None is unknown."""

    value: Fraction | None
    cells: tuple[str, ...] = ()
    """Where it stands: `file!sheet!B7`."""
    how_zh: str = ""
    how_en: str = ""
    """How the figure came from others, written out; empty where it was given as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """What is known of one firm."""

    firm_id: str
    name: str
    table_id: str
    values: Mapping[str, Datum]
    """By item id; an item that is absent is unknown."""
    exemption: str | None = None
    """Why the firm is scored but not classed."""
    bonus: Datum = field(default_factory=lambda: Datum(value=Fraction(0)))
    deduction: Datum = field(default_factory=lambda: Datum(value=Fraction(0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPoints:
    """One line of a firm's worked sheet."""

    item_id: str
    zh: str
    en: str
    unit: str
    weight: Decimal | None
    value: Decimal | None
    base: Decimal | None
    least: Decimal | None
    greatest: Decimal | None
    points: Decimal | None
    state: PointState
    how_zh: str
    how_en: str
    """How the value came from others, written out; empty where it was given as it is."""
    note_zh: str
    note_en: str
    """How the points came about, in one sentence."""
    cells: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LandScore:
    """One firm's total, with its rank and class among the firms of its table."""

    firm_id: str
    name: str
    table_id: str
    table_zh: str
    items: tuple[ItemPoints, ...]
    bonus: Decimal | None
    deduction: Decimal | None
    total: Decimal | None
    """None where an item is unknown and the standard does not impute it."""
    rank: int | None
    """1 + firms with more points; equal totals share a rank. None for firms that are not ranked."""
    rank_at_most: int | None
    """The rank if every firm of unknown total stood ahead."""
    n_ranked: int
    class_id: str | None
    possible_classes: tuple[str, ...]
    """Classes the rank allows; more than one where firms of unknown total could push it over an edge."""
    treated_as: str | None
    exemption: str | None
    note_zh: str
    note_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LandResult:
    """All firms under one standard, in the order given."""

    standard_id: str
    zh: str
    en: str
    document: str
    status: str
    source: str
    note_zh: str
    note_en: str
    scores: tuple[LandScore, ...]

    def score(self, firm_id: str) -> LandScore:
        """Return one firm's score; KeyError is the caller's mistake."""
        for score in self.scores:
            if score.firm_id == firm_id:
                return score
        raise KeyError(firm_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A disputed datum, and what replaces it."""

    firm_id: str
    item_id: str
    value: Fraction | None
    reason: str
    who: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedDatum:
    """A correction with what stood before."""

    firm_id: str
    name: str
    item_id: str
    zh: str
    before: Decimal | None
    before_cells: tuple[str, ...]
    after: Decimal | None
    reason: str
    who: str
    total_before: Decimal | None
    total_after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    class_before: str | None
    class_after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """The scores before and after corrections; both stay."""

    before: LandResult
    after: LandResult
    corrections: tuple[CorrectedDatum, ...]


def to_decimal(value: Fraction | None) -> Decimal | None:
    """Return a fraction as a decimal: exact where it ends, else half-even to `PLACES` places.

    Examples
    --------
    >>> to_decimal(Fraction(3, 8)), to_decimal(Fraction(2, 3)), to_decimal(None)
    (Decimal('0.375'), Decimal('0.666667'), None)
    """
    if value is None:
        return None
    if value.denominator == 1:
        return Decimal(value.numerator)
    found = _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    if _TEN_PLACES % value.denominator == 0:  # it ends within ten decimals
        return _CONTEXT.normalize(found)
    return _CONTEXT.quantize(found, _LAST_PLACE)
