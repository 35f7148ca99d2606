"""What does a matrix of regions and industries say of both? The frozen records of this room's second half."""

from dataclasses import dataclass
from typing import Literal

from gaodi.structure.records import BoolArray, FloatArray, Remark

PresenceRule = Literal["rca", "manual"]
"""An industry is present where its share is at least that of the whole, or where the matrix says 1."""

ProximityKind = Literal["symmetric", "asymmetric", "continuous"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Complexity:
    """What industries a set of regions has, how complex both are, and what lies near.

    Regions and industries without anything are left out of every array and listed; cells are by position.

    Parameters
    ----------
    regions, industries : tuple of str
    dropped_regions, dropped_industries : tuple of str
    values : array, shape (regions, industries)
        As given; NaN is unknown and counts nothing.
    rca : array, shape (regions, industries), ratio, or None
        Revealed comparative advantage; NaN where the value is unknown. None where presence was given.
    presence : array, shape (regions, industries)
        Unknown counts as absent.
    diversity : array, shape (regions,)
        Number of industries present.
    ubiquity : array, shape (industries,)
        Number of regions an industry is present in.
    eci : array, shape (regions,)
        Economic complexity, mean 0 and standard deviation 1. NaN where the matrix does not tell.
    pci : array, shape (industries,)
        Product complexity on the scale of `eci`: a region's is the mean of its industries'.
    proximity : array, shape (industries, industries)
    density : array, shape (regions, industries)
        How much of what is near an industry a region has.
    coi : array, shape (regions,)
        Complexity outlook: how much complexity lies near; standardised.
    cog : array, shape (regions, industries)
        Complexity outlook gain: by how much an industry a region lacks would improve what lies near; 0 where it is present.
    eigenvalues : tuple of float
        The second and third of the matrix; the first is 1. NaN where there is none.
    n_unknown : int
        Cells without a value.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    dropped_regions: tuple[str, ...]
    dropped_industries: tuple[str, ...]
    presence_rule: PresenceRule
    proximity_kind: ProximityKind
    values: FloatArray
    rca: FloatArray | None
    presence: BoolArray
    diversity: FloatArray
    ubiquity: FloatArray
    eci: FloatArray
    pci: FloatArray
    proximity: FloatArray
    density: FloatArray
    coi: FloatArray
    cog: FloatArray
    eigenvalues: tuple[float, float]
    n_unknown: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """Whether complexity may be read off these regions and industries.

    Parameters
    ----------
    fill : float
        Share of cells with an industry present.
    n_components : int
        Parts of the network of regions and industries that share nothing. More than 1: the index only tells parts apart.
    largest_component : float
        Share of regions in the largest part.
    second_eigenvalue, third_eigenvalue : float or None
        The nearer the two, the less the index is one ranking and not another.
    diversity_correlation : float or None
        Of the index with the number of industries; near 1 it says little more than the number.
    supermodular_share : float or None
        Share of comparisons of two regions and two industries in which the more complex region leans to the more
        complex industry. None where presence was given, which does not tell.
    """

    n_regions: int
    n_industries: int
    fill: float
    n_components: int
    largest_component: float
    second_eigenvalue: float | None
    third_eigenvalue: float | None
    diversity_correlation: float | None
    supermodular_share: float | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityWeights:
    """What counts in ranking what to grow next, and how much; the weights are relative to each other.

    Defaults are our own choice, decision 0020: what is near is most likely to come, gain and need say whether it is wanted.
    """

    density: float = 0.5
    gain: float = 0.3
    need: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityPart:
    """One part of an opportunity's score: the measure, and where it stands among the region's missing industries."""

    measure: Literal["density", "gain", "need"]
    value: float | None
    standing: float | None
    """Share of the other missing industries it is ahead of, ties half; None is unknown and counts in no score."""
    place: int | None
    """1 is the greatest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An industry the region has, near one it lacks."""

    industry: str
    proximity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """An industry a region lacks, and what speaks for it."""

    rank: int
    industry: str
    score: float
    """Weighted mean of the standings that are known, 0 to 1."""
    rca: float | None
    parts: tuple[OpportunityPart, ...]
    neighbours: tuple[Neighbour, ...]
    """Nearest first."""
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityList:
    """What a region could grow next."""

    region: str
    n_missing: int
    """Industries the region lacks; only the first of them may be listed."""
    n_unknown: int
    """Industries nobody knows of in this region; they are not listed as lacking."""
    weights: OpportunityWeights
    opportunities: tuple[Opportunity, ...]
    remarks: tuple[Remark, ...]
