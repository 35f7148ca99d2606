"""Who is near and what blocks: counted over the register, and once more firm by firm from the verdicts."""

from collections import Counter
from datetime import date

import polars as pl
import pytest

from gaodi import api
from gaodi.cultivate import State, judge_enterprise
from gaodi.cultivate.judging import compile_choice
from gaodi.cultivate.nearness import count_blockers, count_items, find_near, measure_distance
from gaodi.cultivate.pack_library import choose_pack
from gaodi.cultivate.scoring import POINT
from gaodi.region import open_region

CASES = [("little_giant", date(2026, 6, 1)), ("srdi_sme", date(2026, 6, 1)), ("little_giant", date(2026, 3, 1)),
         ("srdi_sme", date(2026, 3, 1))]  # fmt: skip


def read_region(demo: api.Office, on: date):
    return open_region(demo.workspace, demo.catalogue, on=on)


def count_missed(clauses, parent):
    """Return clauses missed and open on the shortest way, as a reader of the verdict would count."""
    if parent.state in (State.MET, State.MANUAL):
        return (0, 0)
    below = [c for c in clauses if c.parent_id == parent.clause_id]
    if parent.threshold == "全部符合":
        ways = [count_missed(clauses, c) for c in below]
        return tuple(map(sum, zip(*ways, strict=True)))
    if parent.threshold in ("任一符合", "符合或豁免"):
        return min(count_missed(clauses, c) for c in below)
    if parent.state is State.UNKNOWN:
        return (0, 1)
    if not below:
        return (1, 0)
    lacking, n = -parent.margin if parent.margin is not None else None, 0
    if lacking is None:
        return None
    for gain in sorted((room(c) for c in below), reverse=True):
        if lacking <= 0:
            break
        lacking, n = lacking - gain, n + 1
    return (max(n, 1), 0)


def room(item):
    """Read `得 3 / 10 分` as 7."""
    earned, most = item.threshold.removeprefix("得 ").removesuffix(" 分").split(" / ")
    return float(most) - float(earned.split("–")[-1])


@pytest.mark.parametrize(("title", "on"), CASES)
def test_distances_are_those_a_reader_counts_in_each_verdict(title, on, demo):
    region = read_region(demo, on)
    found = measure_distance(region, demo.packs, title, on=on)
    rows = found.to_dicts()[:: max(1, found.height // 60)]
    n_compared = 0
    for row in rows:
        verdict = judge_enterprise(region, demo.packs, row["enterprise_id"], title, on=on)
        expected = count_missed_or_none(verdict.clauses)
        if expected is not None:
            n_compared += 1
            assert (row["n_missed"], row["n_open"]) == expected, row
    assert n_compared > 10


def count_missed_or_none(clauses):
    try:
        return count_missed(clauses, clauses[0])
    except TypeError:
        return None  # a score between two bounds: the verdict shows no margin to count from


def test_a_total_that_must_be_exceeded_is_not_reached_by_equalling_it(demo):
    compiled = compile_choice(choose_pack(demo.packs, "high_tech", on=date(2026, 6, 1)), demo.packs)
    score = next(line for line in compiled.lines if line.role == "score")
    items = [line for line in compiled.lines if line.role == "item"]
    assert (score.node.minimum, score.node.is_strict) == (70, True)
    highs = {f"{line.id}.high": line.node.max * POINT for line in items}
    highs |= {"HTE16-S2.high": 10 * POINT, "HTE16-S4a.high": 0}  # room for 20 points and for 10
    for total, n_items in ((51, 1), (50, 2)):
        row = pl.DataFrame([highs | {f"{score.id}.high": total * POINT}])
        assert count_items(compiled, score, row).to_list() == [n_items]


@pytest.mark.parametrize(("title", "on"), CASES)
def test_blockers_are_those_counted_firm_by_firm(title, on, demo):
    region = read_region(demo, on)
    report = count_blockers(region, demo.packs, title, on=on)
    missed, sole, would = Counter(), Counter(), Counter()
    frame = measure_distance(region, demo.packs, title, on=on)
    for row in frame.to_dicts():
        missed.update(row["blocking"])
        if len(row["blocking"]) == 1:
            sole.update(row["blocking"])
            would.update(row["blocking"] if row["n_unknown"] == 0 else [])
    assert report.n_firms == frame.height
    assert {b.clause_id: b.n_not_met for b in report.blockers if b.n_not_met} == dict(missed)
    assert {b.clause_id: b.n_sole for b in report.blockers if b.n_sole} == dict(sole)
    assert {b.clause_id: b.n_would_qualify for b in report.blockers if b.n_would_qualify} == dict(would)
    assert [b.n_would_qualify for b in report.blockers] == sorted(
        (b.n_would_qualify for b in report.blockers), reverse=True
    )


def test_holders_of_the_title_are_not_near_it(demo):
    on = date(2026, 6, 1)
    near = find_near(read_region(demo, on), demo.packs, "little_giant", on=on, within=3)
    holders = {
        row["enterprise_id"] for row in api.list_enterprises(demo, title="little_giant", size=500).rows
    }
    assert not holders & set(near["enterprise_id"])
    assert near["n_missed"].to_list() == sorted(near["n_missed"].to_list())
    assert near["n_missed"].max() <= 3
