"""What is a report? Sections of text, tables and charts, each figure with its source note."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefTable:
    """A table as text cells, ready to print; `notes` are source notes, numbered in the report."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefChart:
    """A chart and the table that says the same."""

    title: str
    kind: Literal["bar", "stacked_bar", "tile_grid"]
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    unit: str
    table: BriefTable
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `notes` are source notes of the figures in it."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section with its heading."""

    title: str
    blocks: tuple[Paragraph | BriefTable | BriefChart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A report of a region, independent of its format."""

    title: str
    subtitle: str
    issuer: str
    on: date
    lang: Literal["zh", "en"]
    sections: tuple[Section, ...]
    synthetic: bool
    reproducibility: dict[str, str] = field(default_factory=dict)
    """Run id, snapshot, catalogue digest, code version."""
