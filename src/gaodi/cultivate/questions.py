"""What can a node of a rule pack ask, and what is common to all nodes? Questions, clauses, periods, effects."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Route = Literal["new", "review"]
Status = Literal["verified", "needs_official_check", "unverified"]
Effect = Literal["condition", "veto", "flag", "bonus"]
"""What a node does to the node above it. A condition counts; a veto is a condition whose failing ends the
matter; a flag or a bonus is told beside the verdict and changes nothing."""
Period = Literal[
    "last_year",
    "each_of_two_years",
    "each_of_three_years",
    "any_of_two_years",
    "sum_two_years",
    "sum_three_years",
    "mean_two_years",
    "mean_three_years",
    "growth_last_year",
    "mean_growth_two_years",
    "cagr_two_years",
    "ratio_of_sums_three_years",
]
"""Which years a metric is taken over, counted back from the last complete one. Growth over two years also needs
the third; a growth from a base of zero is unknown. A ratio of sums divides one sum by the other and leaves out
years that ended before the enterprise was founded."""

Operator = Literal[">=", ">", "<=", "<", "==", "in", "is"]


class Entry(BaseModel):
    """A part of a rule file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PackNode(Entry):
    """What every node carries: its words, where it stands, when it applies, and what it does."""

    id: str = Field(pattern=r"^[A-Z0-9][A-Za-z0-9-]*$")
    zh: str
    en: str
    document: str | None = None
    """Document number, where it is not the pack's."""
    article: str = ""
    status: Status | None = None
    note: str | None = None
    effect: Effect = "condition"
    routes: tuple[Route, ...] = ("new", "review")
    province: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def children(self) -> "tuple[PackNode, ...]":
        """The nodes right below, of any kind."""
        return ()

    @property
    def counts(self) -> bool:
        """Whether the node above depends on this one."""
        return self.effect in ("condition", "veto")

    def applies(self, on: date, route: Route, province: str) -> bool:
        """Whether the node is a rule in force on the day; what is unverified never is."""
        return (
            self.status != "unverified"
            and route in self.routes
            and self.province in (None, province)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )


class Question(Entry):
    """A metric, taken over a period, of certain titles where it speaks of titles."""

    metric: str
    period: Period = "last_year"
    titles: tuple[str, ...] = ()
    within_years: int | None = Field(default=None, ge=1)
    unit: str = ""


class ThresholdBand(Entry):
    """The threshold from a lower bound upwards; without a bound, for all that is left.

    `at_least` includes the bound, `above` does not. `threshold` None: no value passes in this band.
    """

    at_least: Decimal | None = None
    above: Decimal | None = None
    threshold: Decimal | None = None

    @property
    def bound(self) -> Decimal | None:
        """Where the band begins."""
        return self.at_least if self.above is None else self.above


class ThresholdChoice(Question):
    """A threshold chosen by another metric; bands from high to low."""

    bands: tuple[ThresholdBand, ...] = Field(min_length=1)


class Clause(PackNode, Question):
    """A metric compared with a threshold."""

    article: str = Field(min_length=1)
    status: Status
    op: Operator
    threshold: Decimal | bool | tuple[str, ...] | None = None
    threshold_by: ThresholdChoice | None = None


class CountClause(PackNode):
    """How many of several questions are answered as wanted: a truth that holds, or a choice among `values`."""

    article: str = Field(min_length=1)
    status: Status
    count_of: tuple[Question, ...] = Field(min_length=1)
    values: tuple[str, ...] = ()
    minimum: int = Field(ge=1)


class Manual(PackNode):
    """A condition no datum decides: people look at it."""

    article: str = Field(min_length=1)
    status: Status
    manual: Literal[True]
