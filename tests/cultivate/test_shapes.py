"""Shapes of rules that no enterprise pack uses on its own yet: counted answers, options that add up, `(a, b]`."""

from datetime import date
from decimal import Decimal

import pytest
import yaml

from gaodi.base import CatalogueError
from gaodi.cultivate import State, judge_all, judge_enterprise, load_packs

DAY = date(2026, 6, 1)
WAN = 1_000_000
PACK = """
id: shapes
title: key_little_giant
zh: 形状
en: Shapes
document: 测试文件
valid_from: 2020-01-01
routes: [{route: new}]
status: verified
source: 自拟
root:
  id: T
  zh: 全部
  en: All
  all_of:
    - id: T-C
      zh: 至少三项，其中两项里至少一项
      en: Three of four, one of two among them
      all_of:
        - {id: T-C4, zh: 四项中三项, en: Three of four, article: 一, status: verified, minimum: 3, count_of: [{metric: has_own_brand}, {metric: has_sound_governance}, {metric: has_core_information_system}, {metric: has_management_certificate}]}
        - {id: T-C2, zh: 两项中一项, en: One of two, article: 一, status: verified, minimum: 1, count_of: [{metric: has_own_brand}, {metric: has_sound_governance}]}
    - {id: T-L, zh: 两项达到国家级, en: Two at national level, article: 二, status: verified, minimum: 1, values: [国家级, 省级], count_of: [{metric: rd_institution_level}]}
    - {id: T-3, zh: 三年各不低于 100 万元, en: 1 million yuan in each of three years, article: 三, status: verified, effect: veto, metric: revenue, period: each_of_three_years, op: ">=", threshold: 100, unit: 万元}
    - {id: T-F, zh: 提示, en: A note, article: 四, status: verified, effect: flag, metric: staff, op: "<=", threshold: 5, unit: 人}
    - id: T-S
      zh: 计分
      en: Score
      article: 五
      status: verified
      minimum: 1
      edge: higher_score
      score:
        - id: T-S1
          zh: 多选，每项 1.25 分，“无”清零
          en: Options of 1.25 points, none takes all away
          article: 五
          status: verified
          max: 2.5
          none_if: {metric: has_violation}
          sum_of:
            - {metric: has_own_brand, truth: {held: 1.25}}
            - {metric: has_sound_governance, truth: {held: 1.25}}
            - {metric: has_core_information_system, truth: {held: 1.25}}
        - id: T-S2
          zh: 左开右闭的档
          en: Bands open below and closed above
          article: 五
          status: verified
          max: 6
          best_of:
            - {metric: market_share, unit: "%", edge: open_closed, at_least: [{at: 60, points: 6}, {at: 40, points: 4.5}, {at: 10, points: 1.5}]}
        - id: T-S3
          zh: 越低越好，左开右闭
          en: The lower the better, open below and closed above
          article: 五
          status: verified
          max: 3
          best_of:
            - {metric: debt_ratio, unit: "%", edge: open_closed, at_most: [{at: 50, points: 3}, {at: 70, points: 1}]}
        - id: T-S4
          zh: 越低越好，边界取低分
          en: The lower the better, an edge gives the lower points
          article: 五
          status: verified
          max: 3
          best_of:
            - {metric: debt_ratio, unit: "%", edge: lower_score, at_most: [{at: 50, points: 3}, {at: 70, points: 1}]}
"""


@pytest.fixture
def judge(tmp_path, catalogue, make_region):
    def run(change=lambda raw: None, **cells):
        raw = yaml.safe_load(PACK)
        change(raw)
        folder = tmp_path / "rules" / "packs"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "shapes.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
        library = load_packs(tmp_path, catalogue=catalogue)
        firm = {"enterprise_id": "firm"}
        back = {y: cells.pop(f"revenue_{y}", 100 * WAN) for y in (2024, 2023)}
        years = [firm | {"year": 2025, "revenue": 100 * WAN} | cells]
        years += [firm | {"year": year, "revenue": amount} for year, amount in back.items()]
        region = make_region({"enterprise": [firm | {"name": "某某"}], "enterprise_year": years}, on=DAY)
        verdict = judge_enterprise(region, library, "firm", "key_little_giant", on=DAY)
        frame = judge_all(region, library, "key_little_giant", on=DAY)
        return {clause.clause_id: clause for clause in verdict.clauses}, frame, verdict

    return run


TRUTHS = (
    "has_own_brand",
    "has_sound_governance",
    "has_core_information_system",
    "has_management_certificate",
)


@pytest.mark.parametrize(
    ("answers", "state", "text"),
    [
        ((True, True, True, False), "met", "≥ 3 项（有 3 项）"),
        ((True, True, False, False), "not_met", "≥ 3 项（有 2 项）"),
        ((True, True, None, False), "unknown", "≥ 3 项（有 2–3 项）"),
        ((True, True, True, None), "met", "≥ 3 项（有 3–4 项）"),
        ((True, False, None, False), "not_met", "≥ 3 项（有 1–2 项）"),
    ],
)
def test_answers_as_wanted_are_counted_from_below_and_above(answers, state, text, judge):
    clauses, _, _ = judge(**dict(zip(TRUTHS, answers, strict=True)))
    assert (clauses["T-C4"].state, clauses["T-C4"].threshold) == (state, text)
    assert len(clauses["T-C4"].operands) == 4


def test_a_subset_has_its_own_minimum(judge):
    clauses, _, _ = judge(**dict(zip(TRUTHS, (False, False, True, True), strict=True)))
    assert clauses["T-C2"].state is State.NOT_MET
    assert clauses["T-C2"].margin == Decimal(-1)


def test_levels_among_the_values_are_counted(judge):
    states = [
        judge(rd_institution_level=level)[0]["T-L"].state.value for level in ("国家级", "省级", "市级", None)
    ]
    assert states == ["met", "met", "not_met", "unknown"]


@pytest.mark.parametrize(
    ("cells", "points"),
    [
        ({TRUTHS[0]: True, TRUTHS[1]: False, TRUTHS[2]: False}, "1.25"),
        ({TRUTHS[0]: True, TRUTHS[1]: True, TRUTHS[2]: False}, "2.5"),
        ({TRUTHS[0]: True, TRUTHS[1]: True, TRUTHS[2]: True}, "2.5"),
        ({TRUTHS[0]: True, TRUTHS[1]: None, TRUTHS[2]: False}, "1.25–2.5"),
    ],
)
def test_options_add_up_to_the_maximum(cells, points, judge):
    clauses, _, _ = judge(has_violation=False, **cells)
    assert clauses["T-S1"].threshold == f"得 {points} / 2.5 分"


def test_none_takes_all_options_away_and_leaves_a_range_while_it_is_open(judge):
    all_held = dict.fromkeys(TRUTHS, True)
    assert judge(has_violation=True, **all_held)[0]["T-S1"].threshold == "得 0 / 2.5 分"
    open_ = judge(**all_held)[0]["T-S1"]
    assert (open_.threshold, open_.state) == ("得 0–2.5 / 2.5 分", State.UNKNOWN)
    assert open_.operands[-1].missing == ("enterprise_year.has_violation@2025",)


@pytest.mark.parametrize(
    ("share", "points"),
    [(0.1, "0"), (0.100001, "1.5"), (0.4, "1.5"), (0.400001, "4.5"), (0.6, "4.5"), (0.600001, "6")],
)
def test_bands_open_below_give_the_edge_to_the_lower_band(share, points, judge):
    assert judge(market_share=share)[0]["T-S2"].threshold == f"得 {points} / 6 分"


@pytest.mark.parametrize(
    ("debt", "closed", "lower"), [(4999, "3", "3"), (5000, "3", "1"), (7000, "1", "0"), (7001, "0", "0")]
)
def test_where_less_is_better_the_edge_rules_differ(debt, closed, lower, judge):
    clauses, _, _ = judge(total_assets=10000 * WAN, total_liabilities=debt * WAN)
    assert clauses["T-S3"].threshold == f"得 {closed} / 3 分"
    assert clauses["T-S4"].threshold == f"得 {lower} / 3 分"


@pytest.mark.parametrize(
    ("before", "state"), [(100 * WAN, "met"), (100 * WAN - 1, "not_met"), (None, "unknown")]
)
def test_each_of_three_years_is_asked(before, state, judge):
    clauses, _, _ = judge(revenue_2023=before)
    assert clauses["T-3"].state == state
    assert clauses["T-3"].effect == "veto"


def test_a_flag_is_told_and_counts_for_nothing(judge):
    sound = dict.fromkeys(TRUTHS, True) | {"rd_institution_level": "国家级", "has_violation": False}
    for staff, flag in ((5, State.MET), (6, State.NOT_MET), (None, State.UNKNOWN)):
        clauses, frame, verdict = judge(staff=staff, **sound)
        assert (clauses["T-F"].state, clauses["T-F"].effect) == (flag, "flag")
        assert verdict.state is State.MET
        assert verdict.deciding == ()
        assert (frame["n_not_met"].item(), frame["n_unknown"].item()) == (0, 0)


def node(raw, name):
    parts = [*raw["root"]["all_of"], *raw["root"]["all_of"][0]["all_of"], *raw["root"]["all_of"][-1]["score"]]
    return next(part for part in parts if part["id"] == name)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("T-C4", {"minimum": 5}, r"T-C4\.minimum.*5"),
        ("T-C4", {"values": ["国家级"]}, r"T-C4\.count_of.*has_own_brand"),
        ("T-L", {"values": ["国际级"]}, r"T-L\.values.*国际级"),
        ("T-S", {"minimum": 20}, r"T-S\.minimum.*20"),
        ("T-S1", {"by_people": True}, r"T-S1.*exactly one of these"),
        ("T-S1", {"none_if": {"metric": "digital_level"}}, r"T-S1\.none_if.*digital_level"),
        ("T-S1", {"max": 1}, r"T-S1\.sum_of\.truth.*1.25"),
        (
            "T-S3",
            {
                "best_of": [
                    {"metric": "debt_ratio", "unit": "%", "at_most": [{"at": 5, "points": 1, "least": 2}]}
                ]
            },
            r"T-S3\.best_of\.bands.*least",
        ),
        ("T-3", {"period": "ratio_of_sums_three_years"}, r"T-3\.period.*ratio_of_sums"),
    ],
)
def test_a_wrong_shape_is_refused_by_file_and_key(name, values, message, judge):
    with pytest.raises(CatalogueError, match=message):
        judge(lambda raw: node(raw, name).update(values))


def test_a_pack_of_another_subject_is_refused_among_those_of_enterprises(judge):
    with pytest.raises(CatalogueError, match=r"shapes\.yaml.*subject.*cluster"):
        judge(lambda raw: raw.update(subject="cluster"))
