"""Which numbers decide? The rules of placement and link strength, read from the catalogue and editable."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gaodi.base import MONEY_UNITS, CatalogueError, parse_money
from gaodi.catalogue import read_yaml

Metric = Literal[
    "n_enterprises", "n_above_scale", "n_titled", "revenue", "top_share", "n_cities", "n_missing_inputs"
]
"""What a check may look at; each is a function of `gaodi.chains.strength`."""


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlacementScores(_Rule):
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


class PlacementRules(_Rule):
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


class Threshold(_Rule):
    """One number with unit, date and source; written as text so that it stays exact."""

    value: Decimal
    unit: str
    valid_from: date
    source: str
    zh: str
    en: str

    @property
    def amount(self) -> Decimal:
        """The value in base units: fen for money, a fraction for %."""
        if self.unit in MONEY_UNITS:
            return Decimal(parse_money(self.value, self.unit))
        return self.value / 100 if self.unit == "%" else self.value


class Check(Threshold):
    """One condition of a level."""

    id: str
    level: Literal["adequate", "strong"]
    metric: Metric
    compare: Literal["at_least", "at_most"]


class LinkRules(_Rule):
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


_Read = TypeVar("_Read", bound=BaseModel)


def load_placement_rules(extra: Path | None = None) -> PlacementRules:
    """Read `rules/placement.yaml`, from a workspace's own catalogue folder if it has one.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing or a value is of the wrong kind.
    """
    return _read_rules("placement.yaml", PlacementRules, extra)


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
    return _read_rules("link_strength.yaml", LinkRules, extra)


def _read_rules(name: str, model: type[_Read], extra: Path | None) -> _Read:
    shipped = Path(str(files("gaodi.catalogue"))) / "data" / "rules" / name
    own = extra / "rules" / name if extra else shipped
    path = own if own.is_file() else shipped
    try:
        return model.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "(file)"
        raise CatalogueError.at(path.name, key, first["input"], first["msg"]) from error
