"""The public facade: one typed function per question, records in and out."""

from gaodi.api.actions import ChainActions, PlaceOpportunities, list_chain_actions, list_opportunities
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
from gaodi.api.chain_files import CHAIN_FORMATS, draw_chain_file, write_chain_file
from gaodi.api.chain_settings import ChainSettings, read_chain_settings
from gaodi.api.chain_templates import (
    TEMPLATE_FORMATS,
    TemplateView,
    export_template,
    get_template,
    import_template,
    write_template_yaml,
)
from gaodi.api.chain_views import (
    ChainHistory,
    HistoryPoint,
    PlantReach,
    UnplacedPage,
    get_atlas,
    get_chain_history,
    get_fusion,
    list_fusion,
    list_unplaced_enterprises,
    measure_plant_reach,
)
from gaodi.api.comparing import (
    check_finding_words,
    compare_workspace,
    decide_finding,
    get_finding,
    list_findings,
)
from gaodi.api.criticality import (
    Criticality,
    compute_criticality,
    get_criticality,
    write_criticality,
)
from gaodi.api.data_names import name_data, write_datum
from gaodi.api.demo import load_demo, load_register, write_register
from gaodi.api.diagnoses import build_diagnosis, write_diagnosis
from gaodi.api.digital import judge_digital_file, list_digital_standards, write_questionnaire
from gaodi.api.document_blocks import DocumentBlock, Sentence, find_stated, quote_sentences, read_block
from gaodi.api.enterprises import (
    SIZE_CLASSES,
    classify_enterprise,
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
from gaodi.api.failures import list_imports, name_failures
from gaodi.api.finding_views import finding_row
from gaodi.api.freshness import declare_dataset, list_freshness
from gaodi.api.gaps import NearFirm, NearList, count_blockers, find_near, find_title, plan_gap
from gaodi.api.import_shares import KeptSectorTable, find_sector_table, keep_sector_table
from gaodi.api.importing import import_files, preview_import, save_mapping
from gaodi.api.land_evaluations import (
    EvaluationScores,
    LandEvaluation,
    correct_land_datum,
    get_evaluation,
    keep_evaluation,
    list_evaluations,
    score_evaluation,
)
from gaodi.api.land_promises import check_land_promises, write_promise_report
from gaodi.api.land_scores import LandReport, list_land_standards, score_land, write_land_report
from gaodi.api.land_views import (
    UNDECIDED,
    WorkedLine,
    WorkedSheet,
    filter_land_rows,
    get_worked_sheet,
    land_rows,
    list_land_scores,
)
from gaodi.api.listing import SORTABLE
from gaodi.api.margins import find_thin, measure_share
from gaodi.api.name_files import resolve_names_file, write_name_links
from gaodi.api.name_questions import link_names
from gaodi.api.networks import list_places
from gaodi.api.offices import create_office, open_office
from gaodi.api.origins import trace_origin
from gaodi.api.pair_records import list_pair_records
from gaodi.api.partners import Partner, PartnerNetwork, get_partners
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
from gaodi.api.risk import RiskLine, RiskReport, RiskSummary, analyse_risk, summarise_risk, write_risk
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
from gaodi.api.scenario_views import (
    Changeable,
    ScenarioView,
    describe_change,
    filter_firms,
    list_changeable,
    list_comparable_packs,
)
from gaodi.api.scenarios import (
    delete_scenario,
    get_scenario,
    list_scenarios,
    make_scenario,
    run_scenario,
    save_scenario,
)
from gaodi.api.second_sources import (
    count_thin_purchases,
    rank_link_sources,
    rank_second_sources_of,
    rank_shock_sources,
)
from gaodi.api.sector_tables import load_sector_table
from gaodi.api.shock_files import write_actions_file, write_link_sources_file, write_shock_file
from gaodi.api.shock_records import (
    Failure,
    HitFirm,
    HitGroup,
    Import,
    LinkSources,
    Replacement,
    SecondSourceLine,
    Shock,
    ShockResult,
    ShockSources,
    SourceTried,
    ThinLink,
    ThinPurchase,
)
from gaodi.api.shock_reports import build_shock_report, write_shock_report
from gaodi.api.shocks import simulate_shock
from gaodi.api.sources import (
    get_document,
    get_source,
    list_quarantine,
    list_quarantine_codes,
    list_sources,
)
from gaodi.api.structure import (
    ComplexityReport,
    ComplexitySummary,
    InputOutputReport,
    InputOutputSummary,
    analyse_complexity,
    analyse_input_output,
    summarise_complexity,
    summarise_input_output,
    write_complexity,
    write_input_output,
)
from gaodi.api.subjects import judge_subject_file, list_subject_packs, write_subject_record
from gaodi.api.table_facts import load_published
from gaodi.api.watching import watch_titles
from gaodi.api.weighing import Weighing, begin_weighing, get_weighing, run_weighing
from gaodi.brief import FirmSheet
from gaodi.catalogue import load_catalogue
from gaodi.chains import ChainAtlas, ChainFusion
from gaodi.cultivate import (
    BlockerReport,
    DigitalReport,
    EnterpriseScale,
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
from gaodi.risk import CascadeRule
from gaodi.structure import OpportunityList, Remark

__all__ = [
    "CHAIN_FORMATS", "CORRECTABLE", "DOUBT_BELOW", "JUDGED_TITLES", "SIZE_CLASSES", "SORTABLE",
    "TEMPLATE_FORMATS", "UNDECIDED", "BlockerReport", "CascadeRule", "ChainActions", "ChainAtlas",
    "ChainFusion", "ChainHistory", "ChainSettings", "ChainView", "Changeable", "ComparisonReport",
    "ComplexityReport", "ComplexitySummary", "Criticality", "DigitalReport", "DocumentBlock",
    "DocumentView", "EffectiveFact", "EnterpriseFile", "EnterpriseScale", "EvaluationScores", "Fact",
    "FactView", "Failure", "FileFacts", "FileFindings", "FindingBoard", "FindingView", "FirmSheet",
    "Freshness", "GapReport", "HistoryPoint", "HitFirm", "HitGroup", "Import", "ImportReport",
    "InputOutputReport", "InputOutputSummary", "Judgement", "KeptSectorTable", "LandEvaluation", "LandReport", "Language",
    "LinkSources", "NameLink", "NearFirm", "NearList", "Office", "OpenWork", "OpportunityList",
    "OriginView", "PackSummary", "Page", "Partner", "PartnerNetwork", "PlaceOpportunities", "PlantReach",
    "PromiseVerdict", "ProposalReport", "Question", "QuestionBoard", "Remark", "Replacement", "RiskLine",
    "RiskReport", "RiskSummary", "RuleBook", "RuleChange", "RuleDifference", "RuleLine", "RuleProblem",
    "RunSummary", "Scenario", "ScenarioView", "SecondSourceLine", "Sentence", "SheetMapping", "Shock",
    "ShockResult", "ShockSources", "SourceTried", "SourceView", "SubjectVerdict", "TemplateView",
    "ThinLink", "ThinPurchase", "TierCount", "Today", "UnplacedPage", "Verdict", "WatchReport",
    "Weighing", "WorkedLine", "WorkedSheet", "add_fact", "analyse_complexity", "analyse_input_output",
    "analyse_risk", "answer_question", "begin_weighing", "build_brief", "build_diagnosis",
    "build_shock_report", "check_finding_words", "check_land_promises", "check_rules",
    "classify_enterprise", "compare_files", "compare_workspace", "compose_scenario",
    "compute_criticality", "compute_run", "confirm_fact", "correct_fact", "correct_land_datum",
    "count_blockers", "count_open_work", "count_thin_purchases", "count_tiers", "create_office",
    "decide_finding", "declare_dataset", "delete_scenario", "describe_change", "describe_region",
    "diff_rules", "draw_chain_file", "export_facts", "export_findings", "export_scenario",
    "export_template", "extract_from_files", "fact_row", "filter_firms", "filter_land_rows", "find_near",
    "find_sector_table", "find_stated", "find_thin", "find_title", "finding_row", "format_value", "get_atlas", "get_chain",
    "get_chain_history", "get_criticality", "get_document", "get_enterprise", "get_evaluation",
    "get_fact", "get_finding", "get_fusion", "get_partners", "get_run", "get_scenario", "get_source",
    "get_template", "get_today", "get_weighing", "get_worked_sheet", "import_files", "import_template",
    "is_withdrawn", "judge_digital_file", "judge_enterprise", "judge_subject_file", "keep_evaluation",
    "keep_sector_table", "land_rows", "link_names", "list_briefs", "list_chain_actions", "list_chains", "list_changeable",
    "list_comparable_packs", "list_digital_standards", "list_enterprises", "list_evaluations",
    "list_facts", "list_finding_board", "list_findings", "list_freshness", "list_fusion", "list_imports",
    "list_judgements", "list_land_scores", "list_land_standards", "list_opportunities",
    "list_pair_records", "list_places", "list_quarantine", "list_quarantine_codes", "list_question_board",
    "list_questions", "list_records", "list_rules", "list_runs", "list_scenarios", "list_sources",
    "list_subject_packs", "list_tables", "list_unplaced_enterprises", "load_catalogue", "load_demo",
    "load_published", "load_register", "load_sector_table", "make_scenario", "measure_plant_reach",
    "measure_share", "name_data", "name_failures", "open_office", "open_rules", "plan_gap",
    "preview_import", "propose_facts", "quote_sentences", "rank_link_sources", "rank_second_sources_of",
    "rank_shock_sources", "read_block", "read_chain_settings", "read_lines", "refresh_findings",
    "reject_fact", "reread_documents", "resolve_names_file", "review_targets", "rows_to_csv",
    "run_scenario", "run_weighing", "save_mapping", "save_scenario", "score_evaluation", "score_land",
    "show_rules", "simulate_shock", "summarise_complexity", "summarise_input_output", "summarise_risk",
    "to_pair_record", "to_plain", "trace_origin", "undo_judgement", "watch_titles", "write_actions_file",
    "write_brief", "write_chain_file", "write_complexity", "write_criticality", "write_datum",
    "write_diagnosis", "write_fact_lines", "write_input_output", "write_land_report", "write_line",
    "write_link_sources_file", "write_name_links", "write_promise_report", "write_questionnaire",
    "write_register", "write_risk", "write_rule_schema", "write_shock_file", "write_shock_report",
    "write_subject_record", "write_template", "write_template_yaml",
]  # fmt: skip
