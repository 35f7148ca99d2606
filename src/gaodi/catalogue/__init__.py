"""Published knowledge as data: tables, taxonomies, chains, indicators, rule packs, labels."""

from gaodi.catalogue.checking import check_chain
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
from gaodi.catalogue.reference import render_reference, write_reference
from gaodi.catalogue.templates import GUIDE_SHEETS, header_of, write_template

__all__ = [
    "GUIDE_SHEETS",
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
    "check_chain",
    "header_of",
    "load_catalogue",
    "read_yaml",
    "render_reference",
    "write_reference",
    "write_template",
]
