"""What does a rule pack look like? The shape of the YAML files, checked when read; no expressions in it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Route = Literal["new", "review"]
Status = Literal["verified", "needs_official_check", "unverified"]
Period = Literal[
    "last_year",
    "each_of_two_years",
    "any_of_two_years",
    "sum_two_years",
    "mean_two_years",
    "growth_last_year",
    "mean_growth_two_years",
    "cagr_two_years",
]
"""Which years a metric is taken over. Two years are the last complete one and the one before; growth over two
years also needs the third. A growth from a base of zero is unknown."""

Operator = Literal[">=", ">", "<=", "<", "==", "in", "is"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackNode(_Entry):
    """What every node carries: its words, where it stands, and when it applies."""

    id: str = Field(pattern=r"^[A-Z0-9][A-Za-z0-9-]*$")
    zh: str
    en: str
    document: str | None = None
    """Document number, where it is not the pack's."""
    article: str = ""
    status: Status | None = None
    note: str | None = None
    routes: tuple[Route, ...] = ("new", "review")
    province: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def children(self) -> tuple["Node", ...]:
        """The nodes right below."""
        return ()

    def applies(self, on: date, route: Route, province: str) -> bool:
        """Whether the node is a rule in force on the day; what is unverified never is."""
        return (
            self.status != "unverified"
            and route in self.routes
            and self.province in (None, province)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )


class AllOf(PackNode):
    """Every part must hold."""

    all_of: tuple["Node", ...] = Field(min_length=1)

    @property
    def children(self) -> tuple["Node", ...]:
        """The parts."""
        return self.all_of


class AnyOf(PackNode):
    """One part is enough."""

    any_of: tuple["Node", ...] = Field(min_length=1)

    @property
    def children(self) -> tuple["Node", ...]:
        """The parts."""
        return self.any_of


class Waiver(PackNode):
    """`requires` must hold, unless `exempt_if` does."""

    exempt_if: "Node"
    requires: "Node"

    @property
    def children(self) -> tuple["Node", ...]:
        """What is required first, then what waives it."""
        return (self.requires, self.exempt_if)


class Question(_Entry):
    """A metric, taken over a period, of certain titles where it speaks of titles."""

    metric: str
    period: Period = "last_year"
    titles: tuple[str, ...] = ()
    within_years: int | None = Field(default=None, ge=1)
    unit: str = ""


class ThresholdBand(_Entry):
    """The threshold from a lower bound upwards; without a bound, for all that is left.

    `threshold` None: no value passes in this band.
    """

    at_least: Decimal | None = None
    threshold: Decimal | None = None


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


class Manual(PackNode):
    """A condition no datum decides: people look at it."""

    article: str = Field(min_length=1)
    status: Status
    manual: Literal[True]


class Band(_Entry):
    """Points from or up to a bound, edge included."""

    at: Decimal
    points: int = Field(ge=0)


class ChoicePoints(_Entry):
    """Points for a choice."""

    values: tuple[str, ...] = Field(min_length=1)
    points: int = Field(ge=0)


class StepPoints(_Entry):
    """Points for every full step of a metric."""

    step: int = Field(ge=1)
    points: int = Field(ge=1)


class ScoreTable(Question):
    """How one metric gives points. Exactly one of the five forms."""

    at_least: tuple[Band, ...] = ()
    """From high to low; what reaches none gets 0."""
    at_most: tuple[Band, ...] = ()
    """From low to high; what exceeds all gets 0."""
    choices: tuple[ChoicePoints, ...] = ()
    """What is not named gets 0."""
    per: StepPoints | None = None
    as_points: bool = False
    """The metric itself is the number of points."""


class ScoreItem(PackNode):
    """One line of a score table: the best of its tables, never above `max`."""

    article: str = Field(min_length=1)
    status: Status
    max: int = Field(ge=1)
    best_of: tuple[ScoreTable, ...] = Field(min_length=1)


class Score(PackNode):
    """A total of points with a minimum."""

    article: str = Field(min_length=1)
    status: Status
    minimum: int
    edge: Literal["higher_score", "lower_score"]
    """Which band a value on the edge of two belongs to."""
    score: tuple[ScoreItem, ...] = Field(min_length=1)


def _kind(value: Any) -> str | None:  # noqa: ANN401  YAML may hold anything
    keys = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
    return next(
        (k for k in ("all_of", "any_of", "exempt_if", "score", "manual", "metric") if k in keys), None
    )


Node = Annotated[
    Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[Waiver, Tag("exempt_if")]
    | Annotated[Score, Tag("score")]
    | Annotated[Manual, Tag("manual")]
    | Annotated[Clause, Tag("metric")],
    Discriminator(
        _kind,
        custom_error_type="node_kind",
        custom_error_message="one of all_of, any_of, exempt_if, score, manual or metric",
    ),
]


class RouteSpan(_Entry):
    """On which days a pack serves a route, where that is not the pack's own span; a route may have several."""

    route: Route
    valid_from: date | None = None
    valid_to: date | None = None
    document: str | None = None
    """The document that says so."""


class RulePack(_Entry):
    """One version of the criteria for one title."""

    id: str
    title: str
    zh: str
    en: str
    document: str
    valid_from: date
    valid_to: date | None = None
    routes: tuple[RouteSpan, ...] = Field(min_length=1)
    province: str | None = None
    status: Status
    source: str
    note: str | None = None
    root: Node

    def spans(self, route: Route) -> tuple[tuple[date, date | None, str], ...]:
        """Return first day, last day and document of each span in which the pack serves a route."""
        return tuple(
            (
                span.valid_from or self.valid_from,
                span.valid_to or self.valid_to,
                span.document or self.document,
            )
            for span in self.routes
            if span.route == route
        )

    def nodes(self) -> Iterator["PackNode"]:
        """Yield every node, depth first, items of a score behind it."""
        yield from _descend(self.root)


def _descend(node: PackNode) -> Iterator[PackNode]:
    yield node
    if isinstance(node, Score):
        yield from node.score
    for child in node.children:
        yield from _descend(child)


class SizeRow(_Entry):
    """Lower bounds of one industry. A class needs all of its bounds; what reaches none is micro."""

    id: str
    zh: str
    en: str
    divisions: tuple[int, int]
    """First and last two-digit division of GB/T 4754—2017."""
    status: Status
    staff: tuple[int, int, int] | None = None
    """Large, medium, small; persons."""
    revenue: tuple[int, int, int] | None = None
    """Large, medium, small; 万元."""
    total_assets: tuple[int, int, int] | None = None


class SizeStandard(_Entry):
    """划型: which size an enterprise is, by industry."""

    id: str
    zh: str
    en: str
    document: str
    source: str
    note: str | None = None
    rows: tuple[SizeRow, ...]
