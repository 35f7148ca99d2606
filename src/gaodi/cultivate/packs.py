"""What does a rule pack look like? The shape of the YAML files, checked when read; no expressions in it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from gaodi.cultivate.questions import (
    Clause,
    CountClause,
    Effect,
    Entry,
    Manual,
    Operator,
    PackNode,
    Period,
    Question,
    Route,
    Status,
    ThresholdBand,
    ThresholdChoice,
)
from gaodi.cultivate.score_tables import (
    Band,
    ChoicePoints,
    Score,
    ScoreGroup,
    ScoreItem,
    ScoreTable,
    StepPoints,
    TruthPoints,
)
from gaodi.cultivate.standards import ScaleStandard, SizeRow, SizeStandard

__all__ = [
    "AllOf",
    "AnyOf",
    "Band",
    "ChoicePoints",
    "Clause",
    "CountClause",
    "Effect",
    "Manual",
    "Node",
    "Operator",
    "PackNode",
    "Period",
    "Question",
    "Route",
    "RouteSpan",
    "RulePack",
    "ScaleStandard",
    "Score",
    "ScoreGroup",
    "ScoreItem",
    "ScoreTable",
    "SizeRow",
    "SizeStandard",
    "Status",
    "StepPoints",
    "Subject",
    "ThresholdBand",
    "ThresholdChoice",
    "TruthPoints",
    "Waiver",
]

Subject = Literal["enterprise", "factory", "cluster", "park"]
"""What a pack judges."""


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


def _kind(value: Any) -> str | None:  # noqa: ANN401  YAML may hold anything
    keys = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
    kinds = ("all_of", "any_of", "exempt_if", "score", "manual", "count_of", "metric")
    return next((kind for kind in kinds if kind in keys), None)


Node = Annotated[
    Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[Waiver, Tag("exempt_if")]
    | Annotated[Score, Tag("score")]
    | Annotated[Manual, Tag("manual")]
    | Annotated[CountClause, Tag("count_of")]
    | Annotated[Clause, Tag("metric")],
    Discriminator(
        _kind,
        custom_error_type="node_kind",
        custom_error_message="one of all_of, any_of, exempt_if, score, manual, count_of or metric",
    ),
]


class RouteSpan(Entry):
    """On which days a pack serves a route, where that is not the pack's own span; a route may have several."""

    route: Route
    valid_from: date | None = None
    valid_to: date | None = None
    document: str | None = None
    """The document that says so."""


class RulePack(Entry):
    """One version of the criteria for one title."""

    id: str
    title: str
    zh: str
    en: str
    subject: Subject = "enterprise"
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

    def nodes(self) -> Iterator[PackNode]:
        """Yield every node, depth first, groups and items of a score behind it."""
        yield from _descend(self.root)


def _descend(node: PackNode) -> Iterator[PackNode]:
    yield node
    for below in node.children:
        yield from _descend(below)
