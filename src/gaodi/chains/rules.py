"""Which numbers decide? The rules of placement and link strength, read from the catalogue and editable."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gaodi.base import MONEY_UNITS, parse_money
from gaodi.catalogue import read_rules

Metric = Literal[
    "n_enterprises", "n_above_scale", "n_titled", "revenue", "top_share", "n_cities", "n_missing_inputs",
    "hhi", "top4_share", "local_sourcing", "single_supplier", "single_city", "reach_short", "reach_middle", "reach_long",
    "import_share",
]  # fmt: skip
"""What a check may look at; each is a function of `gaodi.chains.strength` or `gaodi.chains.shares`."""

HHI_POINTS = 10_000
"""The index of a monopoly, in the points it is usually written in."""


class Rule(BaseModel):
    """Base of every rule file: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlacementScores(Rule):
    """How much each kind of evidence says, 0 to 1."""

    product_exact: float = Field(gt=0, le=1)
    product_ending: float = Field(gt=0, le=1)
    product_inside: float = Field(gt=0, le=1)
    synonym_exact: float = Field(gt=0, le=1)
    synonym_ending: float = Field(gt=0, le=1)
    synonym_inside: float = Field(gt=0, le=1)
    code_class: float = Field(gt=0, le=1)
    code_group: float = Field(gt=0, le=1)
    text: float = Field(gt=0, le=1)


class PlacementRules(Rule):
    """How enterprises are placed on links."""

    id: Literal["placement"]
    version: str
    zh: str
    en: str
    source: str
    valid_from: date
    scores: PlacementScores
    min_code_digits: int = Field(ge=2, le=4)
    max_links_per_code: int = Field(ge=1)
    min_text_chars: int = Field(ge=1)
    endings: tuple[str, ...]
    product_endings: tuple[str, ...]
    conjunctions: tuple[str, ...]
    negations: tuple[str, ...]
    closed_statuses: tuple[str, ...]


class Threshold(Rule):
    """One number with unit, date and source; written as text so that it stays exact."""

    value: Decimal
    unit: str
    valid_from: date
    source: str
    zh: str
    en: str

    @property
    def amount(self) -> Decimal:
        """The value in base units: fen for money, a fraction for % and for points of the index of concentration."""
        if self.unit in MONEY_UNITS:
            return Decimal(parse_money(self.value, self.unit))
        return self.value / {"%": 100, "点": HHI_POINTS}.get(self.unit, 1)


class Check(Threshold):
    """One condition of a level; `watch` warns and changes no verdict."""

    id: str
    level: Literal["adequate", "strong", "watch"]
    metric: Metric
    compare: Literal["at_least", "at_most"]


class LinkRules(Rule):
    """When a link is strong, adequate or weak."""

    id: Literal["link_strength"]
    version: str
    zh: str
    en: str
    source: str
    valid_from: date
    counted_titles: tuple[str, ...]
    min_score: Threshold
    max_undescribed_share: Threshold
    max_unknown_revenue_share: Threshold
    max_unknown_for_concentration: Threshold
    below_scale_revenue: Threshold
    checks: tuple[Check, ...]

    @property
    def rule_id(self) -> str:
        """Name and version, as cited in a diagnosis."""
        return f"{self.id}_v{self.version}"


class TravelRules(Rule):
    """How travel time by road is estimated."""

    id: Literal["travel"]
    version: str
    zh: str
    en: str
    source: str
    valid_from: date
    road_factor: Threshold
    speed: Threshold
    centre_minutes: Threshold
    bands: tuple[Annotated[int, Field(gt=0)], Annotated[int, Field(gt=0)], Annotated[int, Field(gt=0)]]

    @model_validator(mode="after")
    def _check_numbers(self) -> Self:
        if self.road_factor.value < 1:
            raise ValueError("road_factor must be at least 1: no road is shorter than the great circle")
        if self.speed.value <= 0 or self.centre_minutes.value < 0:
            raise ValueError("speed must be above 0 and centre_minutes not below")
        if list(self.bands) != sorted(set(self.bands)):
            raise ValueError("bands must grow")
        return self

    @property
    def rule_id(self) -> str:
        """Name and version, as cited."""
        return f"{self.id}_v{self.version}"


def load_placement_rules(extra: Path | None = None) -> PlacementRules:
    """Read `rules/placement.yaml`, from a workspace's own catalogue folder if it has one.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing or a value is of the wrong kind.
    """
    return read_rules("placement.yaml", PlacementRules, extra)


def load_link_rules(extra: Path | None = None) -> LinkRules:
    """Read `rules/link_strength.yaml`, from a workspace's own catalogue folder if it has one.

    Parameters
    ----------
    extra : Path or None
        Folder with `rules/link_strength.yaml`; it replaces the shipped file as a whole.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing or a value is of the wrong kind.
    """
    return read_rules("link_strength.yaml", LinkRules, extra)


def load_travel_rules(extra: Path | None = None) -> TravelRules:
    """Read `rules/travel.yaml`, from a workspace's own catalogue folder if it has one.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing or a value is of the wrong kind.
    """
    return read_rules("travel.yaml", TravelRules, extra)
