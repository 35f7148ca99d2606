"""What does published knowledge look like? The shapes of the YAML files, checked when read."""

import unicodedata
from datetime import date
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

ColumnType = Literal[
    "text",
    "credit_code",
    "stock_code",
    "entity",
    "district",
    "industry",
    "indicator",
    "term",
    "choice",
    "integer",
    "year",
    "number",
    "decimal",
    "money",
    "ratio",
    "date",
    "period",
    "boolean",
]
"""How a column is read and stored. `entity` is a credit or share code of an enterprise; `term` an id of a
taxonomy; `money` is stored as integer fen; `ratio` as a fraction (6.2 % is 0.062); `decimal` exactly."""

EntryStatus = Literal["verified", "needs_official_check", "unverified"]

DTYPES: dict[str, pl.DataType] = {
    "integer": pl.Int64(),
    "year": pl.Int16(),
    "number": pl.Float64(),
    "decimal": pl.Decimal(38, 6),
    "money": pl.Int64(),
    "ratio": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
"""Storage type of each column type; what is not named here is a string."""

PROVENANCE: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "sheet": pl.String(),
    "row": pl.UInt32(),
    "synthetic": pl.Boolean(),
}
"""Columns every stored table ends with: the source's SHA-256, its sheet, the 1-based row, generated or not."""


def fold_width(text: str) -> str:
    """Return the text with full-width letters, digits and brackets made half-width, for comparing only."""
    return unicodedata.normalize("NFKC", text)


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(_Entry):
    """One text in Chinese and English."""

    zh: str
    en: str

    def __call__(self, lang: str) -> str:
        """Return the text in `zh` or `en`."""
        return self.en if lang == "en" else self.zh


class Column(_Entry):
    """One column of a table, as the importer, the checks, the templates and the docs need it."""

    name: str
    zh: str
    en: str
    type: ColumnType
    meaning: Bilingual
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    required: bool = False
    derived: bool = False
    choices: tuple[str, ...] = ()
    choices_zh: tuple[str, ...] = ()
    taxonomy: str | None = None
    min: float | None = None
    max: float | None = None
    example: Any = None

    @property
    def dtype(self) -> pl.DataType:
        """Storage type in Polars and Parquet."""
        return DTYPES.get(self.type, pl.String())

    def label(self, lang: str) -> str:
        """Return the column's name for people, in `zh` or `en`."""
        return self.en if lang == "en" else self.zh


class TableSchema(_Entry):
    """One table that crosses a room's door."""

    id: str
    zh: str
    en: str
    meaning: Bilingual
    key: tuple[str, ...]
    identity: tuple[str, ...] = ()
    source: str
    status: EntryStatus
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column with this name.

        Raises
        ------
        KeyError
            If the table has no such column: a mistake in code, not in data.
        """
        return (
            next(c for c in self.columns if c.name == name) if name in self.names else _missing(self.id, name)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns in order, without the provenance."""
        return tuple(c.name for c in self.columns)

    def frame_schema(self) -> dict[str, pl.DataType]:
        """Return the stored schema: every column in order, then the provenance."""
        return {c.name: c.dtype for c in self.columns} | PROVENANCE


def _missing(table: str, name: str) -> Column:
    raise KeyError(f"table {table} has no column {name}")


class Term(_Entry):
    """One entry of a taxonomy."""

    id: str
    zh: str
    en: str = ""
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    source: str | None = None
    note: str | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


class Taxonomy(_Entry):
    """A versioned list or tree of terms."""

    id: str
    zh: str
    en: str
    version: str
    valid_from: date | None = None
    source: str
    status: EntryStatus
    note: str | None = None
    terms: tuple[Term, ...]

    def term(self, term_id: str) -> Term | None:
        """Return the term with this id, or None."""
        return next((t for t in self.terms if t.id == term_id), None)

    def find(self, text: str) -> Term | None:
        """Return the term whose id, name or alias is the text, full-width and half-width alike, or None."""
        wanted = fold_width(text)
        if not wanted.strip():  # many terms have no English name, and an empty cell names none of them
            return None
        return next(
            (t for t in self.terms if wanted in map(fold_width, (t.id, t.zh, t.en, *t.aliases))), None
        )


class Crosswalk(_Entry):
    """Which terms of one taxonomy stand for which terms of another."""

    id: str
    from_taxonomy: str
    to_taxonomy: str
    source: str
    status: EntryStatus
    pairs: tuple[tuple[str, str], ...]


class LinkInput(_Entry):
    """One thing a chain link needs from another."""

    link: str
    need: Literal["essential", "substitutable"]


class ChainLink(_Entry):
    """One link (环节) of a chain, with what places an enterprise on it."""

    id: str
    zh: str
    en: str
    stage: Literal["upstream", "midstream", "downstream", "service"]
    inputs: tuple[LinkInput, ...] = ()
    industry_codes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    is_key: bool = False
    note: str | None = None


class ChainTemplate(_Entry):
    """A chain: links by stage and what each needs."""

    id: str
    zh: str
    en: str
    version: str
    source: str
    status: EntryStatus
    note: str | None = None
    four_by_four: str | None = None
    links: tuple[ChainLink, ...]

    def link(self, link_id: str) -> ChainLink:
        """Return the link with this id."""
        return next(link for link in self.links if link.id == link_id)


class Indicator(_Entry):
    """What a number can measure."""

    id: str
    zh: str
    en: str
    unit: str
    direction: Literal["higher", "lower", "none"] = "higher"
    aliases: tuple[str, ...] = ()
    basis: str = ""
    scope: str = ""
    meaning: Bilingual | None = None
    source: str
    status: EntryStatus = "verified"


class PublishedFigure(_Entry):
    """One published number, written down by us with its source."""

    indicator: str
    subject: str
    period: str
    comparison: str
    value: str
    unit: str
    status: Literal["actual", "estimate", "target"]
    value_max: str | None = None
    basis: str = ""
    scope: str = ""
    bound: Literal["exact", "lower", "upper", "approx", "range"] = "exact"
    source_title: str
    source_date: str
    note: str = ""


class Label(_Entry):
    """One text of the interface."""

    zh: str
    en: str
