"""Steering: every target against what was reached, the gap, and its colour."""

from gaodi.steer.records import TargetGap, TargetReview
from gaodi.steer.review import review_targets
from gaodi.steer.rules import ColourRules, load_colour_rules

__all__ = ["ColourRules", "TargetGap", "TargetReview", "load_colour_rules", "review_targets"]
