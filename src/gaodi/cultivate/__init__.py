"""Who is at which tier, and why? Rule packs as data, compiled once, judged for one enterprise or for all."""

from gaodi.cultivate.compilation import STATES
from gaodi.cultivate.counting import count_tiers
from gaodi.cultivate.digital_levels import judge_digital_level
from gaodi.cultivate.digital_records import Answer, DigitalReport, Questionnaire
from gaodi.cultivate.digital_standards import (
    DigitalStandard,
    choose_digital_standard,
    get_digital_standard,
    load_digital_standards,
)
from gaodi.cultivate.efforts import EffortRules, load_efforts
from gaodi.cultivate.engines import judge_on_spark, open_spark, write_verdict_query
from gaodi.cultivate.flips import Flip, GroupChange, RuleChange, compare_rules
from gaodi.cultivate.gap_records import Change, GapPlan, GapReport, Keep, Obstacle
from gaodi.cultivate.gaps import plan_gap
from gaodi.cultivate.judging import judge_all, judge_enterprise, judge_lazily
from gaodi.cultivate.lookups import open_lookup, write_lookup
from gaodi.cultivate.nearness import Blocker, BlockerReport, count_blockers, find_near, measure_distance
from gaodi.cultivate.pack_checks import RuleProblem, check_file
from gaodi.cultivate.pack_library import PackChoice, PackLibrary, choose_pack, load_packs
from gaodi.cultivate.packing import PackedVerdicts, open_verdicts, write_verdicts
from gaodi.cultivate.packs import Route, RulePack
from gaodi.cultivate.records import ClauseVerdict, Operand, State, TierCount, Verdict
from gaodi.cultivate.rule_texts import RuleDifference, RuleLine, compare_packs, describe_pack
from gaodi.cultivate.scenarios import Scenario, build_packs, change_pack
from gaodi.cultivate.sizing import EnterpriseScale, SizeReason, classify_all, classify_enterprise
from gaodi.cultivate.subject_judging import SubjectVerdict, judge_subject
from gaodi.cultivate.subject_metrics import SUBJECT_METRICS, SubjectKind, SubjectMetric, SubjectRecord
from gaodi.cultivate.subject_packs import (
    SubjectPack,
    choose_subject_pack,
    get_subject_pack,
    load_subject_packs,
)
from gaodi.cultivate.watching import NearCount, ScaleWatch, TitleWatch, WatchReport, watch_titles

__all__ = [
    "STATES",
    "SUBJECT_METRICS",
    "Answer",
    "Blocker",
    "BlockerReport",
    "Change",
    "ClauseVerdict",
    "DigitalReport",
    "DigitalStandard",
    "EffortRules",
    "EnterpriseScale",
    "Flip",
    "GapPlan",
    "GapReport",
    "GroupChange",
    "Keep",
    "NearCount",
    "Obstacle",
    "Operand",
    "PackChoice",
    "PackLibrary",
    "PackedVerdicts",
    "Questionnaire",
    "Route",
    "RuleChange",
    "RuleDifference",
    "RuleLine",
    "RulePack",
    "RuleProblem",
    "ScaleWatch",
    "Scenario",
    "SizeReason",
    "State",
    "SubjectKind",
    "SubjectMetric",
    "SubjectPack",
    "SubjectRecord",
    "SubjectVerdict",
    "TierCount",
    "TitleWatch",
    "Verdict",
    "WatchReport",
    "build_packs",
    "change_pack",
    "check_file",
    "choose_digital_standard",
    "choose_pack",
    "choose_subject_pack",
    "classify_all",
    "classify_enterprise",
    "compare_packs",
    "compare_rules",
    "count_blockers",
    "count_tiers",
    "describe_pack",
    "find_near",
    "get_digital_standard",
    "get_subject_pack",
    "judge_all",
    "judge_digital_level",
    "judge_enterprise",
    "judge_lazily",
    "judge_on_spark",
    "judge_subject",
    "load_digital_standards",
    "load_efforts",
    "load_packs",
    "load_subject_packs",
    "measure_distance",
    "open_lookup",
    "open_spark",
    "open_verdicts",
    "plan_gap",
    "watch_titles",
    "write_lookup",
    "write_verdict_query",
    "write_verdicts",
]
