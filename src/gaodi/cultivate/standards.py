"""How large is an enterprise? The shapes of the size standard and of the lines of above-scale statistics."""

from typing import Literal

from gaodi.cultivate.questions import Entry, Status

Bounds = tuple[int | None, int | None, int | None]
"""Lower bounds of large, medium and small; None is not verified and leaves the class open."""
Span = tuple[int, int]


class IndustryRow(Entry):
    """Which industries a row is about: two-digit divisions and, where those are too coarse, three-digit groups."""

    id: str
    zh: str
    en: str
    divisions: Span | None = None
    """First and last two-digit division of GB/T 4754—2017."""
    groups: Span | None = None
    """First and last three-digit group, beside the divisions."""
    status: Status
    note: str | None = None


class SizeRow(IndustryRow):
    """Lower bounds of one industry. A class needs all of its bounds; what reaches none is micro."""

    staff: Bounds | None = None
    """Persons."""
    revenue: Bounds | None = None
    """万元."""
    total_assets: Bounds | None = None
    """万元."""


class SizeStandard(Entry):
    """划型: which size an enterprise is, by industry."""

    id: str
    zh: str
    en: str
    document: str
    source: str
    note: str | None = None
    rows: tuple[SizeRow, ...]

    @property
    def rows_in_force(self) -> tuple[SizeRow, ...]:
        """Rows that are not marked unverified."""
        return tuple(row for row in self.rows if row.status != "unverified")


class ScaleRow(IndustryRow):
    """From which revenue an enterprise of one industry belongs into the statistical register."""

    column: Literal["revenue", "main_revenue"]
    threshold: int
    """万元."""


class ScaleStandard(Entry):
    """规上: the revenue lines of above-scale statistics, by industry."""

    id: str
    zh: str
    en: str
    document: str
    source: str
    note: str | None = None
    watch_percent: int
    """How far below its line, in per cent of it, an enterprise is watched; our own choice."""
    rows: tuple[ScaleRow, ...]

    @property
    def rows_in_force(self) -> tuple[ScaleRow, ...]:
        """Rows that are not marked unverified."""
        return tuple(row for row in self.rows if row.status != "unverified")
