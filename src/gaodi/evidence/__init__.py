"""What do we know, from whom, since when: sources, tables, facts and the ledger that holds them."""

from gaodi.evidence.documents import decode_document, read_document
from gaodi.evidence.extraction import extract_facts
from gaodi.evidence.ledger import Ledger
from gaodi.evidence.records import (
    ColumnMapping,
    Fact,
    ImportOutcome,
    Part,
    RunRecord,
    SheetMapping,
    Snapshot,
    Source,
    StagedTable,
)
from gaodi.evidence.registering import digest_mapping
from gaodi.evidence.safety import check_file
from gaodi.evidence.sources import find_source_file, store_source, sweep_sources
from gaodi.evidence.workspace import Workspace, WorkspaceConfig, create_workspace, open_workspace

__all__ = [
    "ColumnMapping",
    "Fact",
    "ImportOutcome",
    "Ledger",
    "Part",
    "RunRecord",
    "SheetMapping",
    "Snapshot",
    "Source",
    "StagedTable",
    "Workspace",
    "WorkspaceConfig",
    "check_file",
    "create_workspace",
    "decode_document",
    "digest_mapping",
    "extract_facts",
    "find_source_file",
    "open_workspace",
    "read_document",
    "store_source",
    "sweep_sources",
]
