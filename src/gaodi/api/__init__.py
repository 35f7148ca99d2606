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
from gaodi.api.boards import (
    FindingBoard,
    OpenWork,
    QuestionBoard,
    count_open_work,
    export_findings,
    is_withdrawn,
    list_finding_board,
    list_question_board,
    refresh_findings,
)
from gaodi.api.briefs import Language, build_brief, list_briefs, write_brief
from gaodi.api.comparing import (
    check_finding_words,
    compare_workspace,
    decide_finding,
    get_finding,
    list_findings,
)
from gaodi.api.demo import load_demo, load_register, write_register
from gaodi.api.digital import judge_digital_file, list_digital_standards, write_questionnaire
from gaodi.api.document_blocks import DocumentBlock, Sentence, find_stated, quote_sentences, read_block
from gaodi.api.enterprises import (
    format_value,
    get_enterprise,
    judge_enterprise,
    list_enterprises,
)
from gaodi.api.exporting import export_facts, write_fact_lines
from gaodi.api.fact_files import compare_files, extract_from_files, list_records, to_pair_record
from gaodi.api.fact_lines import read_lines, write_line
from gaodi.api.fact_records import (
    ComparisonReport,
    FactView,
    FileFacts,
    FileFindings,
    FindingView,
    Freshness,
    NameLink,
    ProposalReport,
    Question,
)
from gaodi.api.fact_rows import fact_row
from gaodi.api.facts import (
    add_fact,
    confirm_fact,
    correct_fact,
    get_fact,
    list_facts,
    list_judgements,
    reject_fact,
    undo_judgement,
)
from gaodi.api.finding_views import finding_row
from gaodi.api.freshness import declare_dataset, list_freshness
from gaodi.api.gaps import NearFirm, NearList, count_blockers, find_near, find_title, plan_gap
from gaodi.api.importing import import_files, preview_import, save_mapping
from gaodi.api.land_promises import check_land_promises, write_promise_report
from gaodi.api.land_scores import LandReport, list_land_standards, score_land, write_land_report
from gaodi.api.listing import SORTABLE
from gaodi.api.name_files import resolve_names_file, write_name_links
from gaodi.api.name_questions import link_names
from gaodi.api.offices import create_office, open_office
from gaodi.api.origins import trace_origin
from gaodi.api.pair_records import list_pair_records
from gaodi.api.plain import rows_to_csv, to_plain
from gaodi.api.proposals import propose_facts
from gaodi.api.questions import DOUBT_BELOW, answer_question, list_questions
from gaodi.api.readings import reread_documents
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
from gaodi.api.rules import (
    PackSummary,
    RuleBook,
    check_rules,
    diff_rules,
    list_rules,
    open_rules,
    show_rules,
    write_rule_schema,
)
from gaodi.api.running import JUDGED_TITLES, compute_run, get_run, list_runs
from gaodi.api.scenario_files import compose_scenario, export_scenario, list_tables
from gaodi.api.scenarios import get_scenario, list_scenarios, make_scenario, run_scenario, save_scenario
from gaodi.api.sources import (
    get_document,
    get_source,
    list_quarantine,
    list_quarantine_codes,
    list_sources,
)
from gaodi.api.subjects import judge_subject_file, list_subject_packs, write_subject_record
from gaodi.api.table_facts import load_published
from gaodi.api.watching import watch_titles
from gaodi.catalogue import load_catalogue
from gaodi.cultivate import (
    BlockerReport,
    DigitalReport,
    GapReport,
    RuleChange,
    RuleDifference,
    RuleLine,
    RuleProblem,
    Scenario,
    SubjectVerdict,
    TierCount,
    Verdict,
    WatchReport,
)
from gaodi.evidence import CORRECTABLE, EffectiveFact, Judgement, SheetMapping
from gaodi.land import PromiseVerdict
from gaodi.prose import Fact

__all__ = [
    "CORRECTABLE",
    "DOUBT_BELOW",
    "JUDGED_TITLES",
    "SORTABLE",
    "BlockerReport",
    "ChainView",
    "ComparisonReport",
    "DigitalReport",
    "DocumentBlock",
    "DocumentView",
    "EffectiveFact",
    "EnterpriseFile",
    "Fact",
    "FactView",
    "FileFacts",
    "FileFindings",
    "FindingBoard",
    "FindingView",
    "Freshness",
    "GapReport",
    "ImportReport",
    "Judgement",
    "LandReport",
    "Language",
    "NameLink",
    "NearFirm",
    "NearList",
    "Office",
    "OpenWork",
    "OriginView",
    "PackSummary",
    "Page",
    "PromiseVerdict",
    "ProposalReport",
    "Question",
    "QuestionBoard",
    "RuleBook",
    "RuleChange",
    "RuleDifference",
    "RuleLine",
    "RuleProblem",
    "RunSummary",
    "Scenario",
    "Sentence",
    "SheetMapping",
    "SourceView",
    "SubjectVerdict",
    "TierCount",
    "Today",
    "Verdict",
    "WatchReport",
    "add_fact",
    "answer_question",
    "build_brief",
    "check_finding_words",
    "check_land_promises",
    "check_rules",
    "compare_files",
    "compare_workspace",
    "compose_scenario",
    "compute_run",
    "confirm_fact",
    "correct_fact",
    "count_blockers",
    "count_open_work",
    "count_tiers",
    "create_office",
    "decide_finding",
    "declare_dataset",
    "describe_region",
    "diff_rules",
    "export_facts",
    "export_findings",
    "export_scenario",
    "extract_from_files",
    "fact_row",
    "find_near",
    "find_stated",
    "find_title",
    "finding_row",
    "format_value",
    "get_chain",
    "get_document",
    "get_enterprise",
    "get_fact",
    "get_finding",
    "get_run",
    "get_scenario",
    "get_source",
    "get_today",
    "import_files",
    "is_withdrawn",
    "judge_digital_file",
    "judge_enterprise",
    "judge_subject_file",
    "link_names",
    "list_briefs",
    "list_chains",
    "list_digital_standards",
    "list_enterprises",
    "list_facts",
    "list_finding_board",
    "list_findings",
    "list_freshness",
    "list_judgements",
    "list_land_standards",
    "list_pair_records",
    "list_quarantine",
    "list_quarantine_codes",
    "list_question_board",
    "list_questions",
    "list_records",
    "list_rules",
    "list_runs",
    "list_scenarios",
    "list_sources",
    "list_subject_packs",
    "list_tables",
    "load_catalogue",
    "load_demo",
    "load_published",
    "load_register",
    "make_scenario",
    "open_office",
    "open_rules",
    "plan_gap",
    "preview_import",
    "propose_facts",
    "quote_sentences",
    "read_block",
    "read_lines",
    "refresh_findings",
    "reject_fact",
    "reread_documents",
    "resolve_names_file",
    "review_targets",
    "rows_to_csv",
    "run_scenario",
    "save_mapping",
    "save_scenario",
    "score_land",
    "show_rules",
    "to_pair_record",
    "to_plain",
    "trace_origin",
    "undo_judgement",
    "watch_titles",
    "write_brief",
    "write_fact_lines",
    "write_land_report",
    "write_line",
    "write_name_links",
    "write_promise_report",
    "write_questionnaire",
    "write_register",
    "write_rule_schema",
    "write_subject_record",
    "write_template",
]
