"""What do we know, from whom, since when: sources, tables, facts and the ledger that holds them."""

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
    "create_workspace",
    "digest_mapping",
    "open_workspace",
]
