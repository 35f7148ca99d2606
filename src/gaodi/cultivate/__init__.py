"""Who is at which tier, and why? Rule packs as data, compiled once, judged for one enterprise or for all."""

from gaodi.cultivate.compilation import STATES
from gaodi.cultivate.counting import count_tiers
from gaodi.cultivate.judging import judge_all, judge_enterprise, judge_lazily
from gaodi.cultivate.library import PackChoice, PackLibrary, choose_pack, load_packs
from gaodi.cultivate.packs import Route, RulePack
from gaodi.cultivate.records import ClauseVerdict, Operand, State, TierCount, Verdict

__all__ = [
    "STATES",
    "ClauseVerdict",
    "Operand",
    "PackChoice",
    "PackLibrary",
    "Route",
    "RulePack",
    "State",
    "TierCount",
    "Verdict",
    "choose_pack",
    "count_tiers",
    "judge_all",
    "judge_enterprise",
    "judge_lazily",
    "load_packs",
]
