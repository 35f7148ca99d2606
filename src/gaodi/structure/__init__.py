"""What is an economy made of, sector by sector, and what lies near? Input-output and complexity."""

from gaodi.structure.accounts import (
    build_accounts,
    build_ghosh,
    build_leontief,
    measure_input_coefficients,
    measure_output_coefficients,
)
from gaodi.structure.complexity import measure_complexity
from gaodi.structure.complexity_records import (
    Complexity,
    Neighbour,
    Opportunity,
    OpportunityList,
    OpportunityPart,
    OpportunityWeights,
    PresenceRule,
    ProximityKind,
    Validity,
)
from gaodi.structure.extraction import measure_extraction, measure_spread
from gaodi.structure.frames import (
    build_industry_frame,
    build_matrix_frame,
    build_pair_frame,
    build_region_frame,
    build_sector_frame,
)
from gaodi.structure.imports import build_local_table, measure_import_shares
from gaodi.structure.linkages import find_kinds, measure_linkages
from gaodi.structure.opportunities import rank_opportunities
from gaodi.structure.records import (
    Accounts,
    Balance,
    Extraction,
    ExtractionKind,
    FloatArray,
    ForwardBase,
    InputOutputTable,
    Linkages,
    Remark,
    SectorKind,
)
from gaodi.structure.relatedness import measure_density, measure_outlook, measure_proximity
from gaodi.structure.specialisation import find_presence, measure_specialisation
from gaodi.structure.tables import build_table
from gaodi.structure.validity import measure_validity

__all__ = [
    "Accounts",
    "Balance",
    "Complexity",
    "Extraction",
    "ExtractionKind",
    "FloatArray",
    "ForwardBase",
    "InputOutputTable",
    "Linkages",
    "Neighbour",
    "Opportunity",
    "OpportunityList",
    "OpportunityPart",
    "OpportunityWeights",
    "PresenceRule",
    "ProximityKind",
    "Remark",
    "SectorKind",
    "Validity",
    "build_accounts",
    "build_ghosh",
    "build_industry_frame",
    "build_leontief",
    "build_local_table",
    "build_matrix_frame",
    "build_pair_frame",
    "build_region_frame",
    "build_sector_frame",
    "build_table",
    "find_kinds",
    "find_presence",
    "measure_complexity",
    "measure_density",
    "measure_extraction",
    "measure_import_shares",
    "measure_input_coefficients",
    "measure_linkages",
    "measure_outlook",
    "measure_output_coefficients",
    "measure_proximity",
    "measure_specialisation",
    "measure_spread",
    "measure_validity",
    "rank_opportunities",
]
