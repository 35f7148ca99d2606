"""Published knowledge as data: tables, taxonomies, chains, indicators, rule packs, labels."""

from gaodi.catalogue.reading import Catalogue, load_catalogue, read_yaml
from gaodi.catalogue.records import (
    PROVENANCE,
    Bilingual,
    ChainLink,
    ChainTemplate,
    Column,
    Crosswalk,
    Indicator,
    Label,
    LinkInput,
    PublishedFigure,
    TableSchema,
    Taxonomy,
    Term,
)

__all__ = [
    "PROVENANCE",
    "Bilingual",
    "Catalogue",
    "ChainLink",
    "ChainTemplate",
    "Column",
    "Crosswalk",
    "Indicator",
    "Label",
    "LinkInput",
    "PublishedFigure",
    "TableSchema",
    "Taxonomy",
    "Term",
    "load_catalogue",
    "read_yaml",
]
