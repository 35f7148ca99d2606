"""The gap to a title: the smallest set of changes by brute force, each change tried on the real judge, dated."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from gaodi.base import CatalogueError, NotFoundError
from gaodi.cultivate import State, judge_enterprise
from gaodi.cultivate.efforts import Window, load_efforts
from gaodi.cultivate.evaluation import evaluate_plan
from gaodi.cultivate.frames import build_frame
from gaodi.cultivate.gap_search import find_sets, measure_effects
from gaodi.cultivate.gaps import plan_gap
from gaodi.cultivate.judging import compile_choice
from gaodi.cultivate.lifts import adds_up, list_lifts
from gaodi.cultivate.operands import YearCell
from gaodi.cultivate.pack_library import choose_pack
from gaodi.cultivate.prospects import Prospect
from gaodi.cultivate.scoring import POINT

DAY = date(2026, 6, 1)
N_BITS = 15
"""Subsets are tried one and all: two to the power of fifteen for each firm."""
WAN = 1_000_000
CHOICES = {
    "product_field": ["工业六基", "重点产业链", "制造强国十大领域", "其他"],
    "chain_role": ["补短板", "配套龙头", "无"],
    "digital_level": ["一级", "二级", "三级", "四级"],
    "rd_institution_level": ["国家级", "省级", "市级", "市级以下", "无"],
}
TRUTHS = (
    "has_management_certificate",
    "has_core_information_system",
    "has_sound_governance",
    "has_own_brand",
    "has_violation",
)
CASES = [("little_giant", DAY, 200), ("srdi_sme", DAY, 100), ("little_giant", date(2026, 3, 1), 100),
         ("srdi_sme", date(2026, 3, 1), 100), ("innovative_sme", DAY, 60), ("tech_sme", DAY, 60), ("high_tech", DAY, 60)]  # fmt: skip


def draw_years(rng, name, last_year, missing):
    revenue, share, rd = rng.uniform(2000, 9000), rng.uniform(0.7, 1), rng.uniform(0.01, 0.12)
    niche = rng.choice([1, 2, 3, 5])
    for back in range(3):
        year = {
            "revenue": int(revenue) * WAN,
            "main_revenue": int(revenue * share) * WAN,
            "rd_expense": int(revenue * rd * rng.uniform(0.7, 1.2)) * WAN,
            "net_profit": int(revenue * rng.uniform(-0.05, 0.15)) * WAN,
            "total_assets": int(revenue) * WAN,
            "total_liabilities": int(revenue * rng.uniform(0.3, 0.95)) * WAN,
            "export_value": rng.choice([0, 100 * WAN]),
            "equity_financing": rng.choice([0, 0, 0, 800 * WAN, 2500 * WAN]),
            "staff": 200,
            "rd_staff": rng.randrange(2, 60),
            "market_share": rng.randrange(1, 16) / 100,
            "market_rank": rng.randrange(1, 8),
            "niche_years": max(0, niche - back),
            "evaluation_score": rng.randrange(35, 80),
            "feature_score": rng.randrange(0, 16),
            "n_quality_items": rng.randrange(0, 5),
            "cost_expense": int(revenue * 0.9) * WAN,
            "domestic_rd_expense": int(revenue * rd * rng.uniform(0.4, 0.69)) * WAN,
            "high_tech_revenue": int(revenue * rng.uniform(0.4, 0.9)) * WAN,
            "tech_staff": rng.randrange(5, 60),
            "n_results_transferred": rng.randrange(0, 8),
            "has_led_standard": rng.random() < 0.2,
            "is_strategic_industry": rng.random() < 0.5,
            **{column: rng.choice(values) for column, values in CHOICES.items()},
            **{column: rng.random() < 0.6 for column in TRUTHS},
        }
        year["has_violation"] = rng.random() < 0.05
        for column in year:
            if rng.random() < missing:
                year[column] = None
        yield {"enterprise_id": name, "year": last_year - back} | year
        revenue /= rng.uniform(0.97, 1.2)


def draw_rows(seed, on, n_firms, missing=0.03):
    rng = random.Random(seed)
    rows = {"enterprise": [], "enterprise_year": [], "qualification": [], "intellectual_property": []}
    for i in range(n_firms):
        name = f"firm-{i:04d}"
        rows["enterprise"].append(
            {
                "enterprise_id": name,
                "name": name,
                "industry_code": "3511",
                "district_code": "430181",
                "founded_on": date(rng.choice([2010, 2025]), 9, 1),
                "is_above_scale": True,
            }
        )
        rows["enterprise_year"] += draw_years(rng, name, on.year - 1, missing)
        for title in ("innovative_sme", "tech_sme", "srdi_sme"):
            if rng.random() < 0.5:
                granted = on.replace(year=on.year - (1 if title != "tech_sme" else 0), month=1, day=2)
                rows["qualification"].append(
                    {"enterprise_id": name, "title_id": title, "granted_on": granted}
                )
        for j in range(rng.randrange(0, 5)):
            rows["intellectual_property"].append({
                "enterprise_id": name, "ip_id": f"{name}-{j}", "holder_rank": 1,
                "kind": rng.choice(["发明专利", "实用新型", "软件著作权"]), "is_leading_product": True,
                "is_self_developed": True, "is_high_value": rng.random() < 0.3,
                "granted_on": on.replace(year=on.year - 3),
            })  # fmt: skip
    return rows


def build_prospects(region, library, title, on):
    """Yield a prospect per firm, read in one pass."""
    compiled = compile_choice(choose_pack(library, title, on=on), library)
    operands = {o.name: o for o in compiled.operands}
    for operand in compiled.operands:
        if isinstance(operand, YearCell):
            operands |= {past.name: past for past in (replace(operand, back=back) for back in range(3))}
    rules = load_efforts()
    for row in build_frame(region, operands.values(), on).collect().to_dicts():
        yield Prospect(
            compiled=compiled,
            history=row,
            rules=rules,
            catalogue=region.catalogue,
            definitions={d.name: d for d in compiled.plan.definitions},
        )


class BruteForce:
    """Every subset at once, as bits of a number; the tree is walked anew, without the model of the search."""

    def __init__(self, prospect, today, lifts, effects, assumable):
        self.lines, self.today, self.effects = prospect.compiled.lines, today, effects
        names = [*(lift.id for lift in lifts), *(f"assume {name}" for name in assumable)]
        subsets = np.arange(2 ** len(names))
        self.bit = {name: (subsets >> i & 1).astype(bool) for i, name in enumerate(names)}
        self.lifts, self.none = lifts, np.zeros(len(subsets), dtype=bool)
        self.efforts = sum(
            (self.bit[lift.id] * lift.effort for lift in lifts), np.zeros(len(subsets), dtype=np.int64)
        )
        self.n_lifts = sum(
            (self.bit[lift.id].astype(int) for lift in lifts), np.zeros(len(subsets), dtype=int)
        )
        self.n_assumed = sum(
            (self.bit[f"assume {n}"].astype(int) for n in assumable), np.zeros(len(subsets), dtype=int)
        )

    def holds(self, line):
        below = [
            part for part in self.lines if part.parent_id == line.id and getattr(part.node, "counts", True)
        ]
        if line.role == "all":
            return np.logical_and.reduce([self.holds(part) for part in below])
        if line.role in ("any", "waiver"):
            return np.logical_or.reduce([self.holds(part) for part in below])
        if self.today[line.id] >= 2:
            return ~self.none
        if line.role == "clause":
            found = self.bit.get(f"assume {line.id}", self.none)
            for lift in self.lifts:
                if line.id in self.effects.meets[lift.id]:
                    found = found | self.bit[lift.id]
            return found
        if line.role == "count":
            return self.points(line) >= line.node.minimum * POINT
        assert line.role == "score"
        total, minimums = self.total(line)
        return np.logical_and.reduce([reaches(total, line.node), *minimums])

    def total(self, line):
        total, minimums = 0, []
        for part in [one for one in self.lines if one.parent_id == line.id]:
            if part.role == "item":
                total = total + self.points(part)
                continue
            own, _ = self.total(part)
            if part.node.minimum is not None:
                minimums.append(reaches(own, part.node))
            total = total + (own if part.node.max is None else np.minimum(own, int(part.node.max * POINT)))
        return total, minimums

    def points(self, item):
        low, high = self.effects.today[item.id]
        ways = {"": self.bit.get(f"assume {item.id}", self.none) * (high - low)}
        for lift in self.lifts:
            gain = self.effects.points[lift.id].get(item.id, 0) - low
            lever = next(iter(lift.moved), lift.id) if adds_up(item) else ""
            ways[lever] = np.maximum(ways.get(lever, 0), self.bit[lift.id] * max(gain, 0))
        found = low + sum(ways.values())
        return np.minimum(found, int(item.node.max * POINT)) if item.role == "item" else found

    def best(self):
        ok = np.flatnonzero(self.holds(self.lines[0]))
        if not len(ok):
            return None
        return min(
            zip(
                self.n_assumed[ok].tolist(), self.n_lifts[ok].tolist(), self.efforts[ok].tolist(), strict=True
            )
        )


def reaches(total, node):
    least = int(node.minimum * POINT)
    return total > least if node.is_strict else total >= least


def find_assumable(prospect, today, effects):
    parents = {line.id: line for line in prospect.compiled.lines}

    def is_missed_score(line):
        while line.role in ("item", "group"):
            line = parents[line.parent_id]
        return today[line.id] < 2

    return [
        line.id
        for line in prospect.compiled.lines
        if (line.role == "clause" and today[line.id] == 1)
        or (
            line.role in ("item", "count")
            and is_missed_score(line)
            and effects.today[line.id][0] < effects.today[line.id][1]
        )
    ]


@pytest.mark.parametrize(("title", "on", "n_firms"), CASES)
def test_no_smaller_set_qualifies_by_brute_force_over_all_subsets(title, on, n_firms, make_region, library):
    rng = random.Random(11)
    n_plans = 0
    for prospect in build_prospects(make_region(draw_rows(3, on, n_firms), on=on), library, title, on):
        today = evaluate_plan(prospect.compiled.plan, prospect.history)
        lifts = list_lifts(prospect, today)
        effects = measure_effects(prospect, today, lifts)
        assumable = find_assumable(prospect, today, effects)
        room = N_BITS - len(assumable)
        if room < 4:
            continue  # too many data are missing for a walk through all subsets
        if len(lifts) > room:
            # A score offers dozens of ways; the search must be right for any choice of them.
            lifts = tuple(sorted(rng.sample(lifts, room), key=lambda lift: lift.id))
            effects = measure_effects(prospect, today, lifts)
        expected = BruteForce(prospect, today, lifts, effects, assumable).best()
        found = next(iter(find_sets(prospect.compiled, today, lifts, effects, limit=1)), None)
        if expected is None:
            assert found is None
            continue
        n_plans += 1
        assert found is not None
        assert found.is_proven
        effort = sum(lift.effort for lift in found.lifts)
        assert (len(found.assumed), len(found.lifts), effort) == expected
    assert n_plans > n_firms / 12


def test_next_best_sets_are_ordered_and_none_holds_an_earlier_one(make_region, library):
    for prospect in build_prospects(make_region(draw_rows(5, DAY, 40), on=DAY), library, "little_giant", DAY):
        today = evaluate_plan(prospect.compiled.plan, prospect.history)
        lifts = list_lifts(prospect, today)
        sets = list(
            find_sets(prospect.compiled, today, lifts, measure_effects(prospect, today, lifts), limit=5)
        )
        keys = [(len(s.assumed), len(s.lifts), sum(lift.effort for lift in s.lifts)) for s in sets]
        assert keys == sorted(keys)
        names = [{lift.id for lift in s.lifts} for s in sets]
        assert not any(a <= b for i, a in enumerate(names) for b in names[i + 1 :])


def test_each_move_met_the_clause_on_its_day_before_the_real_judge_and_one_step_less_does_not(
    make_region, library
):
    rows = draw_rows(8, DAY, 60, missing=0)
    n_tried = 0
    for prospect in build_prospects(make_region(rows, on=DAY), library, "little_giant", DAY):
        today = evaluate_plan(prospect.compiled.plan, prospect.history)
        for lift in list_lifts(prospect, today):
            if not lift.years:
                continue
            step = {
                name: value + (-1 if value > prospect.last(name) else 1) for name, value in lift.moved.items()
            }
            for moved, state in ((lift.moved, State.MET), (step, State.NOT_MET)):
                if not lift.moved and state is State.NOT_MET:
                    continue
                assert judge_later(make_region, library, rows, prospect, lift, moved) is state, (
                    lift.id,
                    moved,
                )
            n_tried += 1
    assert n_tried > 100


def judge_later(make_region, library, rows, prospect, lift, moved):
    name = prospect.history["enterprise_id"]
    own = {table: [row for row in found if row["enterprise_id"] == name] for table, found in rows.items()}
    last = max(own["enterprise_year"], key=lambda row: row["year"])
    scales = {o.column: o.scale for o in prospect.compiled.operands if isinstance(o, YearCell)}
    real = {
        column: value / scales[column] if scales[column] != 1 else value for column, value in moved.items()
    }
    for ahead in range(1, lift.years + 1):
        grown = {"niche_years": last["niche_years"] + ahead}
        own["enterprise_year"].append(last | grown | real | {"year": last["year"] + ahead})
    day = lift.earliest
    verdict = judge_enterprise(make_region(own, on=day), library, name, "little_giant", on=day)
    return next(c.state for c in verdict.clauses if c.clause_id == lift.line.id)


def firm(**cells):
    year = {
        "revenue": 6000 * WAN, "main_revenue": 5700 * WAN, "rd_expense": 700 * WAN, "total_assets": 8000 * WAN,
        "total_liabilities": 3000 * WAN, "staff": 150, "niche_years": 5, "market_share": 0.12, "export_value": 0,
        "product_field": "工业六基", "evaluation_score": 70, "has_violation": False,
    }  # fmt: skip
    me = {"enterprise_id": "firm"}
    return {
        "enterprise": [me | {"name": "某某", "industry_code": "3511", "district_code": "430181"}],
        "enterprise_year": [
            me | year | {"year": 2025} | cells,
            me | year | {"year": 2024, "revenue": 5600 * WAN, "rd_expense": 600 * WAN, "niche_years": 4},
            me | year | {"year": 2023, "revenue": 5200 * WAN, "niche_years": 3},
        ],
        "qualification": [me | {"title_id": "srdi_sme", "granted_on": date(2025, 1, 1)}],
        "intellectual_property": [
            me | {"ip_id": f"ip-{i}", "kind": "发明专利", "is_leading_product": True, "is_self_developed": True,
                  "holder_rank": 1} for i in range(4)
        ],
    }  # fmt: skip


def ask(make_region, library, rows, on=DAY, title="little_giant", **how):
    return plan_gap(make_region(rows, on=on), library, load_efforts(), "firm", title, on=on, **how)


def test_a_firm_that_qualifies_gets_a_plan_without_changes_and_the_manual_clauses(make_region, library):
    report = ask(make_region, library, firm())
    assert [plan.changes for plan in report.plans] == [()]
    assert report.plans[0].earliest == date(2027, 4, 25), "the window of 2026 closed on 25 May"
    assert "LG26-5b" in report.manual
    assert report.obstacles == ()


def test_a_rule_over_two_years_takes_two_years(make_region, library):
    rows = firm(rd_expense=100 * WAN)
    (first, *_) = ask(make_region, library, rows).plans
    assert [(c.clause_id, c.earliest) for c in first.changes] == [
        ("LG26-3a", date(2027, 1, 1)),
        ("LG26-3b", date(2028, 1, 1)),
    ]
    ratio = first.changes[1]
    assert (ratio.from_zh, ratio.to_zh) == ("1.666667%；10.714286%", "≥ 3%")
    assert ratio.act_zh == "2026–2027 年每年研发费用 ≥ 180 万元（2025 年 100 万元）"
    assert first.changes[0].act_zh == "2026 年研发费用 ≥ 1,100 万元（2025 年 100 万元）"
    assert first.earliest == date(2028, 4, 25)


def test_years_in_the_niche_grow_by_themselves(make_region, library):
    rows = firm(niche_years=1)
    (first, *_) = ask(make_region, library, rows).plans
    (change,) = first.changes
    assert (change.clause_id, change.earliest, change.effort) == ("LG26-1b", date(2028, 1, 1), Decimal(0))


def test_a_demand_of_one_round_lapses_with_it(make_region, library):
    rows = firm()
    rows["qualification"].append(
        {"enterprise_id": "firm", "title_id": "champion", "granted_on": date(2025, 1, 1)}
    )
    (first, *_) = ask(make_region, library, rows).plans
    assert [(c.clause_id, c.earliest) for c in first.changes] == [("LG26-N1", date(2026, 7, 1))]


def test_what_cannot_be_changed_is_an_obstacle_with_its_reason(make_region, library):
    report = ask(make_region, library, firm(product_field="其他"))
    assert report.plans == ()
    assert {o.clause_id: o.reason_zh for o in report.obstacles} == {
        "LG26-6a": "主导产品所属领域由产品决定",
        "LG26-6b1": "主导产品所属领域由产品决定",
    }


def test_missing_data_are_asked_for_and_a_plan_says_what_it_takes_to_hold(make_region, library):
    report = ask(make_region, library, firm(evaluation_score=None, rd_expense=100 * WAN))
    assert "enterprise_year.evaluation_score@2025" in report.ask
    assert report.plans[0].assumed == ("LG26-7",)


def test_a_figure_nobody_knows_is_asked_for_and_never_moved_from_nothing(make_region, library):
    on = date(2026, 3, 1)
    rows = firm(total_liabilities=None)
    rows["qualification"].append({"enterprise_id": "firm", "title_id": "innovative_sme", "granted_on": on})
    (prospect,) = build_prospects(make_region(rows, on=on), library, "srdi_sme", on)
    assert prospect.last("total_liabilities") is None
    today = evaluate_plan(prospect.compiled.plan, prospect.row(0, {}))
    assert not [lift for lift in list_lifts(prospect, today) if "total_liabilities" in lift.moved]


def test_rights_nobody_imported_are_not_added_to(make_region, library):
    on = date(2026, 3, 1)
    present = ("enterprise", "enterprise_year", "qualification")
    rows = firm() | {"intellectual_property": []}
    (prospect,) = build_prospects(make_region(rows, on=on, present=present), library, "srdi_sme", on)
    today = evaluate_plan(prospect.compiled.plan, prospect.row(0, {}))
    moved = {name for lift in list_lifts(prospect, today) for name in lift.moved}
    assert not [name for name in moved if name.startswith(("class_i", "class_ii"))]


def test_a_plan_that_raises_revenue_says_what_keeps_the_ratios(make_region, library):
    rows = firm(revenue=3000 * WAN, main_revenue=2850 * WAN, rd_expense=700 * WAN)
    (first, *_) = ask(make_region, library, rows).plans
    assert [c.clause_id for c in first.changes] == ["LG26-2c"], (
        "the growth that is asked for brings the amount too"
    )
    assert first.changes[0].act_zh.startswith("2026 年营业收入 ≥ 6,174 万元")
    (keep,) = [keep for keep in first.keeps if keep.clause_id == "LG26-2b"]
    assert "主营业务收入 ≥" in keep.act_zh


def test_scores_offer_bands(make_region, library):
    on = date(2026, 3, 1)
    rows = firm(rd_expense=250 * WAN, net_profit=60 * WAN, main_revenue=5700 * WAN, rd_staff=10)
    rows["qualification"].append({"enterprise_id": "firm", "title_id": "innovative_sme", "granted_on": on})
    rows["enterprise_year"][1]["rd_expense"] = 200 * WAN
    report = ask(make_region, library, rows, on=on, title="srdi_sme", limit=8)
    items = [c for plan in report.plans for c in plan.changes if c.points is not None]
    assert items
    assert all(c.clause_id.startswith("SRDI22-S") and "得" in c.to_zh for c in items)


def test_an_unknown_enterprise_is_refused(make_region, library):
    with pytest.raises(NotFoundError, match="nobody"):
        plan_gap(make_region(firm(), on=DAY), library, load_efforts(), "nobody", "srdi_sme", on=DAY)


def test_weights_can_be_replaced_and_a_wrong_key_is_named(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "efforts.yaml").write_text("id: efforts\nversion: '2'\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"efforts\.yaml"):
        load_efforts(tmp_path)


def test_a_window_that_closed_opens_next_year():
    window = Window(opens="04-25", closes="05-25")
    assert window.next_day(date(2026, 5, 25)) == date(2026, 5, 25)
    assert window.next_day(date(2026, 5, 26)) == date(2027, 4, 25)
    assert window.next_day(date(2026, 1, 1)) == date(2026, 4, 25)


def test_a_change_still_holds_on_the_day_of_the_plan(make_region, library):
    # Two patents take until December 2027, so the plan applies in 2028. By then growth counts from 2025, not 2024.
    rows = firm(revenue=5650 * WAN, main_revenue=5400 * WAN)
    (alone, *_) = ask(make_region, library, rows).plans
    assert [c.act_zh for c in alone.changes] == ["2026 年营业收入 ≥ 6,174 万元（2025 年 5,650 万元）"]
    rows["intellectual_property"] = rows["intellectual_property"][:2]
    (first, *_) = ask(make_region, library, rows).plans
    assert first.earliest == date(2028, 4, 25)
    assert {change.clause_id: change.act_zh for change in first.changes} == {
        "LG26-2c": "2026–2027 年每年营业收入 ≥ 6,229.13 万元（2025 年 5,650 万元）",
        "LG26-4a": "再取得 2 件Ⅰ类知识产权（2号口径）",
    }
