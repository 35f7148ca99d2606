"""Where do sources disagree? Facts compared key by key, with a sentence for each verdict."""

from gaodi.conflicts.comparison import (
    FactIndex,
    build_index,
    compare_facts,
    compare_new,
    fill_index,
    find_sums,
)
from gaodi.conflicts.pairs import find_copies, label_pairs
from gaodi.conflicts.ranking import rank_source
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
from gaodi.conflicts.spans import Span, find_overlap, read_span, relate_spans

__all__ = [
    "RANKS",
    "Choice",
    "Decision",
    "FactIndex",
    "Finding",
    "Kind",
    "Severity",
    "SourceInfo",
    "Span",
    "Update",
    "Verdict",
    "build_index",
    "compare_facts",
    "compare_new",
    "fill_index",
    "find_copies",
    "find_overlap",
    "find_sums",
    "label_pairs",
    "name_finding",
    "rank_source",
    "read_span",
    "relate_spans",
]
