"""What are the five maps and five lists of a chain made of? Tables with named columns, each saying what feeds it."""

from dataclasses import dataclass
from typing import Any, Literal

ColumnKind = Literal[
    "text", "count", "money", "date", "share", "minutes", "strength", "place", "firm", "link"
]
"""How a column is written: money is fen, a flag true, false or unknown, a place a division code, a firm an enterprise
id, a link the id of a link of the chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasColumn:
    """One column of a map or list."""

    key: str
    zh: str
    en: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasSheet:
    """One map or list of a chain as rows."""

    id: str
    zh: str
    en: str
    columns: tuple[AtlasColumn, ...]
    rows: tuple[dict[str, Any], ...]
    """Cells by column key; a text that has an English form stands beside it under `<key>_en`."""
    n_total: int
    """Rows there are; `rows` may hold fewer."""
    tables: tuple[str, ...]
    """Tables of the catalogue it is made from."""
    missing_tables: tuple[str, ...]
    """Those of them that were never imported."""
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainAtlas:
    """五图五清单: five maps and five lists of one chain."""

    chain_id: str
    zh: str
    en: str
    version: str
    maps: tuple[AtlasSheet, ...]
    """chain, route, applications, places, investment."""
    lists: tuple[AtlasSheet, ...]
    """enterprises, projects, clusters, problems, policies."""
    synthetic: bool

    def sheet(self, sheet_id: str) -> AtlasSheet:
        """Return one map or list by id."""
        return next(sheet for sheet in (*self.maps, *self.lists) if sheet.id == sheet_id)
