"""What do we know, from whom, since when: sources, tables, facts and the ledger that holds them."""

from gaodi.evidence.decoding import MAX_CHARACTERS
from gaodi.evidence.documents import read_document
from gaodi.evidence.due_dates import Frequency, compute_due, count_days_late
from gaodi.evidence.effects import (
    CORRECTABLE,
    IN_FORCE,
    EffectiveFact,
    apply_changes,
    check_changes,
    measure_overlap,
)
from gaodi.evidence.fact_store import PROPOSAL
from gaodi.evidence.findings import StoredFinding, digest_fact
from gaodi.evidence.judgements import Judgement
from gaodi.evidence.layouts import Document, Place, Stretch
from gaodi.evidence.ledger import Ledger
from gaodi.evidence.mapping import propose_mapping, to_letters
from gaodi.evidence.mapping_files import (
    ColumnOverride,
    MappingOverrides,
    load_mapping_file,
    write_mapping_file,
)
from gaodi.evidence.records import (
    ColumnMapping,
    ImportOutcome,
    Part,
    RunRecord,
    SheetMapping,
    Snapshot,
    Source,
    StagedTable,
)
from gaodi.evidence.registering import digest_mapping
from gaodi.evidence.safety import DOCUMENT_SUFFIXES, check_file
from gaodi.evidence.settings import DatasetSettings, ProposalSettings, WorkspaceConfig
from gaodi.evidence.sheets import Sheet, read_sheets
from gaodi.evidence.sources import digest_file, find_source_file, store_source, sweep_sources
from gaodi.evidence.staging import stage_sheet
from gaodi.evidence.workspace import Workspace, create_workspace, open_workspace

__all__ = [
    "CORRECTABLE",
    "DOCUMENT_SUFFIXES",
    "IN_FORCE",
    "MAX_CHARACTERS",
    "PROPOSAL",
    "ColumnMapping",
    "ColumnOverride",
    "DatasetSettings",
    "Document",
    "EffectiveFact",
    "Frequency",
    "ImportOutcome",
    "Judgement",
    "Ledger",
    "MappingOverrides",
    "Part",
    "Place",
    "ProposalSettings",
    "RunRecord",
    "Sheet",
    "SheetMapping",
    "Snapshot",
    "Source",
    "StagedTable",
    "StoredFinding",
    "Stretch",
    "Workspace",
    "WorkspaceConfig",
    "apply_changes",
    "check_changes",
    "check_file",
    "compute_due",
    "count_days_late",
    "create_workspace",
    "digest_fact",
    "digest_file",
    "digest_mapping",
    "find_source_file",
    "load_mapping_file",
    "measure_overlap",
    "open_workspace",
    "propose_mapping",
    "read_document",
    "read_sheets",
    "stage_sheet",
    "store_source",
    "sweep_sources",
    "to_letters",
    "write_mapping_file",
]
