"""Where is the chain strong, weak or missing? Placements, diagnoses and the map."""

from gaodi.chains.diagnosis import diagnose_chain
from gaodi.chains.firms import FirmTables, gather_firms, normalise_text
from gaodi.chains.map import draw_chain
from gaodi.chains.placement import PLACEMENT_SCHEMA, list_unplaced, place_enterprises, place_on_chains
from gaodi.chains.records import ChainDiagnosis, ChainMap, LinkDiagnosis, Strength
from gaodi.chains.rules import LinkRules, PlacementRules, load_link_rules, load_placement_rules

__all__ = [
    "PLACEMENT_SCHEMA",
    "ChainDiagnosis",
    "ChainMap",
    "FirmTables",
    "LinkDiagnosis",
    "LinkRules",
    "PlacementRules",
    "Strength",
    "diagnose_chain",
    "draw_chain",
    "gather_firms",
    "list_unplaced",
    "load_link_rules",
    "load_placement_rules",
    "normalise_text",
    "place_enterprises",
    "place_on_chains",
]
