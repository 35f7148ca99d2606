"""Where is the chain strong, weak or missing? Placements, diagnoses and the map."""

from gaodi.chains.diagnosis import Surroundings, diagnose_chain, gather_surroundings, select_counted
from gaodi.chains.firms import FirmTables, gather_firms, normalise_text
from gaodi.chains.map import draw_chain
from gaodi.chains.placement import PLACEMENT_SCHEMA, list_unplaced, place_enterprises, place_on_chains
from gaodi.chains.purchases import LinkPurchases, SupplyTables, gather_supply
from gaodi.chains.records import (
    BandCoverage,
    ChainDiagnosis,
    ChainMap,
    InputSupply,
    LinkDiagnosis,
    LinkFigure,
    LinkReach,
    MissingDatum,
    NearestSite,
    Strength,
    SupplyFlow,
)
from gaodi.chains.rules import (
    LinkRules,
    PlacementRules,
    TravelRules,
    load_link_rules,
    load_placement_rules,
    load_travel_rules,
)
from gaodi.chains.travel import Sites, list_nearest_sites, locate_firms, measure_minutes, measure_reach

__all__ = [
    "PLACEMENT_SCHEMA",
    "BandCoverage",
    "ChainDiagnosis",
    "ChainMap",
    "FirmTables",
    "InputSupply",
    "LinkDiagnosis",
    "LinkFigure",
    "LinkPurchases",
    "LinkReach",
    "LinkRules",
    "MissingDatum",
    "NearestSite",
    "PlacementRules",
    "Sites",
    "Strength",
    "SupplyFlow",
    "SupplyTables",
    "Surroundings",
    "TravelRules",
    "diagnose_chain",
    "draw_chain",
    "gather_firms",
    "gather_supply",
    "gather_surroundings",
    "list_nearest_sites",
    "list_unplaced",
    "load_link_rules",
    "load_placement_rules",
    "load_travel_rules",
    "locate_firms",
    "measure_minutes",
    "measure_reach",
    "normalise_text",
    "place_enterprises",
    "place_on_chains",
    "select_counted",
]
