"""Where do sources disagree? Facts compared key by key, with a sentence for each verdict."""

from gaodi.conflicts.comparison import FactIndex, build_index, compare_facts, compare_new
from gaodi.conflicts.records import (
    RANKS,
    Choice,
    Decision,
    Finding,
    Kind,
    Severity,
    SourceInfo,
    Update,
    Verdict,
    name_finding,
)

__all__ = [
    "RANKS",
    "Choice",
    "Decision",
    "FactIndex",
    "Finding",
    "Kind",
    "Severity",
    "SourceInfo",
    "Update",
    "Verdict",
    "build_index",
    "compare_facts",
    "compare_new",
    "name_finding",
]
