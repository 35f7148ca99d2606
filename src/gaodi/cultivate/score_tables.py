"""How does a pack give points? Score tables, items, groups with their own minimum, and totals."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from gaodi.cultivate.questions import Entry, PackNode, Question, Status

Points = Annotated[int, Field(ge=0)] | Annotated[Decimal, Field(ge=0, decimal_places=3)]
"""Whole where they can be; else down to thousandths."""
Edge = Literal["higher_score", "lower_score", "open_closed"]
"""Which band a value on the edge of two belongs to: the one with more points, with fewer, or, as in `(a, b]`,
the lower one, whatever its points."""


class Band(Entry):
    """Points from or up to a bound; with `least`, a range in which people choose."""

    at: Decimal
    points: Points
    least: Points | None = None

    @property
    def sure(self) -> int | Decimal:
        """The points that nobody can take away."""
        return self.points if self.least is None else self.least


class ChoicePoints(Entry):
    """Points for a choice."""

    values: tuple[str, ...] = Field(min_length=1)
    points: Points


class TruthPoints(Entry):
    """Points for a truth that holds, and for one that does not."""

    held: Points
    otherwise: Points = 0


class StepPoints(Entry):
    """Points for every full step of a metric."""

    step: int = Field(ge=1)
    points: int = Field(ge=1)


class ScoreTable(Question):
    """How one metric gives points. Exactly one of the six forms."""

    at_least: tuple[Band, ...] = ()
    """From high to low; what reaches none gets 0."""
    at_most: tuple[Band, ...] = ()
    """From low to high; what exceeds all gets 0."""
    choices: tuple[ChoicePoints, ...] = ()
    """What is not named gets 0."""
    truth: TruthPoints | None = None
    per: StepPoints | None = None
    as_points: bool = False
    """The metric itself is the number of points."""
    edge: Edge | None = None
    """Where it is not the score's."""


class ScoreItem(PackNode):
    """One line of a score table, never above `max`: the best of its tables, their sum, or what people give."""

    article: str = Field(min_length=1)
    status: Status
    max: Points
    best_of: tuple[ScoreTable, ...] = ()
    sum_of: tuple[ScoreTable, ...] = ()
    """Options that add up: what may be ticked beside each other."""
    none_if: Question | None = None
    """A truth that takes all points of the item away: the option "none"."""
    by_people: Literal[True] | None = None
    """No datum gives the points; the item may be worth anything up to its maximum."""

    @property
    def tables(self) -> tuple[ScoreTable, ...]:
        """The tables, however they combine."""
        return self.best_of or self.sum_of

    @property
    def is_chosen_by_people(self) -> bool:
        """Whether known data still leave a range."""
        bands = [band for table in self.tables for band in (*table.at_least, *table.at_most)]
        return bool(self.by_people) or any(band.sure != band.points for band in bands)


class ScoreGroup(PackNode):
    """Items with a sub-total, which may have a minimum of its own or a cap."""

    article: str = Field(min_length=1)
    status: Status
    minimum: Points | None = None
    is_strict: bool = False
    """The sub-total must be above the minimum."""
    max: Points | None = None
    """More is not counted."""
    items: tuple[ScoreItem, ...] = Field(min_length=1)

    @property
    def children(self) -> tuple[PackNode, ...]:
        """The items."""
        return self.items


def _kind(value: Any) -> str:  # noqa: ANN401  YAML may hold anything
    return (
        "group" if isinstance(value, ScoreGroup) or (isinstance(value, dict) and "items" in value) else "item"
    )


ScoreLine = Annotated[
    Annotated[ScoreGroup, Tag("group")] | Annotated[ScoreItem, Tag("item")], Discriminator(_kind)
]


class Score(PackNode):
    """A total of points with a minimum."""

    article: str = Field(min_length=1)
    status: Status
    minimum: int
    is_strict: bool = False
    """The total must be above the minimum."""
    edge: Edge
    score: tuple[ScoreLine, ...] = Field(min_length=1)

    @property
    def children(self) -> tuple[PackNode, ...]:
        """Groups and items."""
        return self.score

    @property
    def items(self) -> tuple[ScoreItem, ...]:
        """Every item, in a group or not."""
        return tuple(
            item for line in self.score for item in (line.items if isinstance(line, ScoreGroup) else (line,))
        )
