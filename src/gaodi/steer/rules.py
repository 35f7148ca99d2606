"""Which numbers decide the colour? The four-colour rule, read from the catalogue and editable."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gaodi.catalogue import read_rules

FILE_NAME = "four_colour.yaml"


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PercentLimit(_Rule):
    """One share in percent, with its source."""

    value: Decimal = Field(ge=0, lt=100)
    unit: Literal["%"]
    source: str
    zh: str
    en: str

    @property
    def fraction(self) -> Decimal:
        """The share as a fraction: 5 % is 0.05."""
        return self.value / 100


class ColourChoice(_Rule):
    """One colour, with its source."""

    value: Literal["blue", "orange", "red"]
    source: str
    zh: str
    en: str


class ColourRules(_Rule):
    """How far behind a target is blue, orange or red, and how wide `about` is."""

    id: Literal["four_colour"]
    version: str
    zh: str
    en: str
    source: str
    valid_from: date
    blue: PercentLimit
    orange: PercentLimit
    zero_target: ColourChoice
    approximate: PercentLimit

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.blue.value >= self.orange.value:
            raise ValueError(f"blue ({self.blue.value} %) must be below orange ({self.orange.value} %)")
        return self


def load_colour_rules(extra: Path | None = None) -> ColourRules:
    """Read `rules/four_colour.yaml`, from a workspace's own catalogue folder if it has one.

    Parameters
    ----------
    extra : Path or None
        Folder with `rules/four_colour.yaml`; it replaces the shipped file as a whole.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing or a value is of the wrong kind.

    Examples
    --------
    >>> load_colour_rules().blue.fraction
    Decimal('0.05')
    """
    return read_rules(FILE_NAME, ColourRules, extra)
