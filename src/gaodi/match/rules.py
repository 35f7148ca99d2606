"""What counts in a ranking, and how much? Weights read from the catalogue and editable."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gaodi.catalogue import read_rules


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Rule):
    """One part of the score: the most it gives, and its name."""

    points: int = Field(ge=0, le=100)
    zh: str
    en: str


class IndustryPart(Part):
    """Share of the points for the same GB/T 4754 class, group or division."""

    class_share: Decimal = Field(ge=0, le=1)
    group_share: Decimal = Field(ge=0, le=1)
    division_share: Decimal = Field(ge=0, le=1)


class RisingPart(Part):
    """Points rise evenly from 0 to all at `full_at`, a fraction."""

    full_at: Decimal = Field(gt=0)


class TitlePart(Part):
    """Share of the points for the best title in force."""

    shares: dict[str, Decimal]


class NearestRules(_Rule):
    """Weights of `nearest_v1`; the points of all parts make 100."""

    id: Literal["nearest"]
    version: str
    zh: str
    en: str
    source: str
    valid_from: date
    neighbour: Part
    product: Part
    industry: IndustryPart
    size: Part
    research: RisingPart
    titles: TitlePart
    growth: RisingPart
    place: Part

    @property
    def parts(self) -> dict[str, Part]:
        """All parts by name, in the order they are told."""
        return {name: getattr(self, name) for name in PARTS}

    @model_validator(mode="after")
    def _make_hundred(self) -> "NearestRules":
        total = sum(part.points for part in self.parts.values())
        if total != 100:
            msg = f"points of all parts must make 100, these make {total}"
            raise ValueError(msg)
        return self


PARTS = ("neighbour", "product", "industry", "size", "research", "titles", "growth", "place")


def load_nearest_rules(extra: Path | None = None) -> NearestRules:
    """Read `rules/nearest.yaml`, from a workspace's own catalogue folder if it has one.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing, or the points do not make 100.
    """
    return read_rules("nearest.yaml", NearestRules, extra)
