"""Where is the chain strong, weak or missing? Placements, diagnoses and the map."""

from gaodi.chains.action_records import Action, ActionKind
from gaodi.chains.actions import list_actions
from gaodi.chains.atlas import build_atlas
from gaodi.chains.atlas_records import AtlasColumn, AtlasSheet, ChainAtlas
from gaodi.chains.diagnosis import Surroundings, diagnose_chain, gather_surroundings, select_counted
from gaodi.chains.firms import FirmTables, gather_firms, normalise_text
from gaodi.chains.fusion import combine_layers, measure_fusion
from gaodi.chains.fusion_records import (
    ChainFusion,
    Hole,
    LayerScore,
    LayerState,
    LayerTotal,
    LinkFusion,
    OwnerCount,
    PartScore,
)
from gaodi.chains.fusion_rules import FusionRules, load_fusion_rules
from gaodi.chains.graphml import write_graphml
from gaodi.chains.growth import CityIndustries
from gaodi.chains.history import LinkChange, compare_link
from gaodi.chains.landing import Project, ProjectEffect, judge_with_project, list_project_effects
from gaodi.chains.map import draw_chain
from gaodi.chains.networks import RegionNetwork, gather_network
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
    SectorShare,
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
from gaodi.chains.templates import TemplateChange, compare_templates, find_circle
from gaodi.chains.travel import Sites, list_nearest_sites, locate_firms, measure_minutes, measure_reach

__all__ = [
    "PLACEMENT_SCHEMA",
    "Action",
    "ActionKind",
    "AtlasColumn",
    "AtlasSheet",
    "BandCoverage",
    "ChainAtlas",
    "ChainDiagnosis",
    "ChainFusion",
    "ChainMap",
    "CityIndustries",
    "FirmTables",
    "FusionRules",
    "Hole",
    "InputSupply",
    "LayerScore",
    "LayerState",
    "LayerTotal",
    "LinkChange",
    "LinkDiagnosis",
    "LinkFigure",
    "LinkFusion",
    "LinkPurchases",
    "LinkReach",
    "LinkRules",
    "MissingDatum",
    "NearestSite",
    "OwnerCount",
    "PartScore",
    "PlacementRules",
    "Project",
    "ProjectEffect",
    "RegionNetwork",
    "SectorShare",
    "Sites",
    "Strength",
    "SupplyFlow",
    "SupplyTables",
    "Surroundings",
    "TemplateChange",
    "TravelRules",
    "build_atlas",
    "combine_layers",
    "compare_link",
    "compare_templates",
    "diagnose_chain",
    "draw_chain",
    "find_circle",
    "gather_firms",
    "gather_network",
    "gather_supply",
    "gather_surroundings",
    "judge_with_project",
    "list_actions",
    "list_nearest_sites",
    "list_project_effects",
    "list_unplaced",
    "load_fusion_rules",
    "load_link_rules",
    "load_placement_rules",
    "load_travel_rules",
    "locate_firms",
    "measure_fusion",
    "measure_minutes",
    "measure_reach",
    "normalise_text",
    "place_enterprises",
    "place_on_chains",
    "select_counted",
    "write_graphml",
]
