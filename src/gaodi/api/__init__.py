"""The public facade: one typed function per question, records in and out."""

from gaodi.api.answers import (
    count_tiers,
    describe_region,
    get_chain,
    get_today,
    list_chains,
    review_targets,
    write_template,
)
from gaodi.api.briefs import Language, build_brief, list_briefs, write_brief
from gaodi.api.demo import load_demo, load_register, write_register
from gaodi.api.enterprises import (
    format_value,
    get_enterprise,
    judge_enterprise,
    list_enterprises,
)
from gaodi.api.importing import import_files, preview_import, save_mapping
from gaodi.api.listing import SORTABLE
from gaodi.api.offices import create_office, open_office
from gaodi.api.origins import trace_origin
from gaodi.api.plain import rows_to_csv, to_plain
from gaodi.api.records import (
    ChainView,
    DocumentView,
    EnterpriseFile,
    ImportReport,
    Office,
    OriginView,
    Page,
    RunSummary,
    SourceView,
    Today,
)
from gaodi.api.running import JUDGED_TITLES, compute_run, get_run, list_runs
from gaodi.api.sources import (
    get_document,
    get_source,
    list_facts,
    list_quarantine,
    list_quarantine_codes,
    list_sources,
)
from gaodi.catalogue import load_catalogue
from gaodi.cultivate import TierCount, Verdict
from gaodi.evidence import SheetMapping

__all__ = [
    "JUDGED_TITLES",
    "SORTABLE",
    "ChainView",
    "DocumentView",
    "EnterpriseFile",
    "ImportReport",
    "Language",
    "Office",
    "OriginView",
    "Page",
    "RunSummary",
    "SheetMapping",
    "SourceView",
    "TierCount",
    "Today",
    "Verdict",
    "build_brief",
    "compute_run",
    "count_tiers",
    "create_office",
    "describe_region",
    "format_value",
    "get_chain",
    "get_document",
    "get_enterprise",
    "get_run",
    "get_source",
    "get_today",
    "import_files",
    "judge_enterprise",
    "list_briefs",
    "list_chains",
    "list_enterprises",
    "list_facts",
    "list_quarantine",
    "list_quarantine_codes",
    "list_runs",
    "list_sources",
    "load_catalogue",
    "load_demo",
    "load_register",
    "open_office",
    "preview_import",
    "review_targets",
    "rows_to_csv",
    "save_mapping",
    "to_plain",
    "trace_origin",
    "write_brief",
    "write_register",
    "write_template",
]
