"""How are five chains scored at a link, and who owns a hole? The rule of fusion, read from the catalogue and editable."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gaodi.base import MONEY_UNITS, parse_money
from gaodi.catalogue import read_rules
from gaodi.chains.rules import Rule

FusionMetric = Literal[
    "n_above_scale", "revenue", "share_with_invention", "share_with_institution", "n_technology_offers",
    "share_with_equity", "n_finance_offers", "share_finance_met", "research_staff_share", "n_talent_offers",
    "share_talent_met", "local_sourcing", "share_inputs_here", "share_second_source",
]  # fmt: skip
"""What a part may look at; each is measured by `gaodi.chains.fusion_parts`."""

_Share = Annotated[Decimal, Field(ge=0, le=1)]


class FusionOwner(Rule):
    """One of the five chiefs."""

    zh: str
    en: str
    duty_zh: str
    duty_en: str


class FusionPart(Rule):
    """One thing a layer looks at."""

    id: str
    metric: FusionMetric
    full_at: Annotated[Decimal, Field(gt=0)]
    unit: str
    weight: Annotated[Decimal, Field(gt=0)]
    owner: str
    zh: str
    en: str

    @property
    def full_amount(self) -> Decimal:
        """What scores 1, in base units: fen for money, a fraction for %."""
        if self.unit in MONEY_UNITS:
            return Decimal(parse_money(self.full_at, self.unit))
        return self.full_at / 100 if self.unit == "%" else self.full_at


class FusionLayer(Rule):
    """One of the five chains."""

    id: str
    zh: str
    en: str
    weight: Annotated[Decimal, Field(gt=0)]
    parts: Annotated[tuple[FusionPart, ...], Field(min_length=1)]


class FusionRules(Rule):
    """How far five chains are joined at a link."""

    id: Literal["fusion"]
    version: str
    zh: str
    en: str
    source: str
    valid_from: date
    formula: Literal["geometric", "arithmetic"]
    floor: Annotated[Decimal, Field(gt=0, lt=1)]
    min_known_layers: Annotated[int, Field(ge=1)]
    good: _Share
    hole: _Share
    owners: dict[str, FusionOwner]
    layers: Annotated[tuple[FusionLayer, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        parts = [part for layer in self.layers for part in layer.parts]
        for part in parts:
            if part.owner not in self.owners:
                raise ValueError(
                    f"part {part.id} goes to {part.owner!r}, which is no owner: {', '.join(self.owners)}"
                )
        ids = [layer.id for layer in self.layers] + [part.id for part in parts]
        if len(ids) != len(set(ids)):
            raise ValueError(f"an id stands twice among layers and parts: {', '.join(ids)}")
        if self.hole > self.good:
            raise ValueError(f"hole ({self.hole}) must not lie above good ({self.good})")
        return self

    @property
    def rule_id(self) -> str:
        """Name and version, as cited."""
        return f"{self.id}_v{self.version}"


def load_fusion_rules(extra: Path | None = None) -> FusionRules:
    """Read `rules/fusion.yaml`, from a workspace's own catalogue folder if it has one.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing or a value is of the wrong kind.
    """
    return read_rules("fusion.yaml", FusionRules, extra)
