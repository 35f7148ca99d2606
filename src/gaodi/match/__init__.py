"""Who comes nearest? Candidates for a link of a chain, with reasons for and against."""

from gaodi.match.nearest import VERSION, find_nearest
from gaodi.match.records import Candidate, NearestEnterprises, Reason
from gaodi.match.rules import NearestRules, load_nearest_rules

__all__ = [
    "VERSION",
    "Candidate",
    "NearestEnterprises",
    "NearestRules",
    "Reason",
    "find_nearest",
    "load_nearest_rules",
]
