"""Published knowledge as data: tables, taxonomies, chains, indicators, rule packs, labels."""

from gaodi.catalogue.checking import check_chain
from gaodi.catalogue.reading import Catalogue, load_catalogue
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
from gaodi.catalogue.yaml_files import read_record, read_rule_folder, read_rules, read_yaml

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
    "read_record",
    "read_rule_folder",
    "read_rules",
    "read_yaml",
    "render_reference",
    "write_reference",
    "write_template",
]
