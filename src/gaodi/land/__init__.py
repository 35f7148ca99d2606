"""How well is land used? 亩均效益 scores by a place's published formula, and the promises of 标准地."""

from gaodi.land.objections import rescore_firms
from gaodi.land.ranking import Standing, find_class, rank_totals
from gaodi.land.records import (
    CorrectedDatum,
    Correction,
    Datum,
    Firm,
    ItemPoints,
    LandResult,
    LandScore,
    Objection,
    to_decimal,
)
from gaodi.land.scoring import score_firms
from gaodi.land.standards import (
    LandItem,
    LandStandard,
    LandTable,
    complete_standard,
    get_land_standard,
    load_land_standards,
)

__all__ = [
    "CorrectedDatum",
    "Correction",
    "Datum",
    "Firm",
    "ItemPoints",
    "LandItem",
    "LandResult",
    "LandScore",
    "LandStandard",
    "LandTable",
    "Objection",
    "Standing",
    "complete_standard",
    "find_class",
    "get_land_standard",
    "load_land_standards",
    "rank_totals",
    "rescore_firms",
    "score_firms",
    "to_decimal",
]
