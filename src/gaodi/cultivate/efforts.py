"""What does a change cost, and can a firm make it at all? Weights and lead times, read from the catalogue and editable."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gaodi.base import CatalogueError
from gaodi.catalogue import read_rules
from gaodi.cultivate.metrics import METRICS

FILE_NAME = "efforts.yaml"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Entry):
    """A sentence in both languages."""

    zh: str
    en: str


class Effort(_Entry):
    """What moving one metric takes."""

    column: str | None = None
    """Column of the yearly figures that is moved; for a ratio the part, never the whole."""
    direction: Literal["up", "down"] | None = None
    """The only way it may be moved: to shrink is no cultivation. None is either."""
    relative_to: str | None = None
    """Column whose latest value a change of money or persons is measured by."""
    per: Decimal | None = Field(default=None, gt=0)
    """Step of a number or ratio that counts as one."""
    weight: Decimal = Field(default=Decimal(0), ge=0)
    months: int = Field(default=0, ge=0)
    cap: Decimal | None = None
    cap_by: str | None = None
    """Column the moved one never exceeds."""
    grows: bool = False
    """One more each year by itself."""
    fixed: Words | None = None
    """Why nobody can change it."""


class Window(_Entry):
    """When applications are taken, month and day."""

    opens: str = Field(pattern=r"^\d\d-\d\d$")
    closes: str = Field(pattern=r"^\d\d-\d\d$")

    def next_day(self, day: date) -> date:
        """Return the first day inside a window, the day itself if it is.

        Examples
        --------
        >>> Window(opens="04-25", closes="05-25").next_day(date(2026, 6, 1))
        datetime.date(2027, 4, 25)
        """
        for year in (day.year, day.year + 1):
            if day <= date.fromisoformat(f"{year}-{self.closes}"):
                return max(day, date.fromisoformat(f"{year}-{self.opens}"))
        return date.fromisoformat(f"{day.year + 1}-{self.opens}")


class EffortRules(_Entry):
    """Every metric's effort, what proves a change, and when applications are taken."""

    id: Literal["efforts"]
    version: str
    zh: str
    en: str
    source: str
    valid_from: date
    metrics: dict[str, Effort]
    default: Effort
    evidence: dict[str, Words]
    windows: dict[str, Window] = {}

    def effort(self, metric: str) -> Effort:
        """Return the effort of a metric; one that is not listed cannot be changed."""
        return self.metrics.get(metric, self.default)


def load_efforts(extra: Path | None = None) -> EffortRules:
    """Read the shipped weights, or a workspace's own `rules/efforts.yaml` in their place.

    Raises
    ------
    CatalogueError
        With file and key.
    """
    rules = read_rules(FILE_NAME, EffortRules, extra)
    for name in rules.metrics:
        if name not in METRICS:
            raise CatalogueError.at(
                FILE_NAME, f"metrics.{name}", name, f"指标函数名/one of {', '.join(METRICS)}"
            )
    kinds = {metric.kind for metric in METRICS.values()}
    if missing := sorted(kinds - rules.evidence.keys()):
        raise CatalogueError.at(
            FILE_NAME, "evidence", list(rules.evidence), f"也写/also {', '.join(missing)}"
        )
    return rules
