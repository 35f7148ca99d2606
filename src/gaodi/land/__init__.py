"""How well is land used? 亩均效益 scores by a place's published formula, and the promises of 标准地."""

from gaodi.land.commitments import check_promises
from gaodi.land.objections import rescore_firms
from gaodi.land.promises import (
    Actual,
    Promise,
    PromiseItem,
    PromiseList,
    PromiseState,
    PromiseVerdict,
    load_promise_list,
)
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
from gaodi.land.region_promises import derive_actuals, derive_promises
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
    "Actual",
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
    "Promise",
    "PromiseItem",
    "PromiseList",
    "PromiseState",
    "PromiseVerdict",
    "Standing",
    "check_promises",
    "complete_standard",
    "derive_actuals",
    "derive_promises",
    "find_class",
    "get_land_standard",
    "load_land_standards",
    "load_promise_list",
    "rank_totals",
    "rescore_firms",
    "score_firms",
    "to_decimal",
]
