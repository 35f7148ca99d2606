"""What other rules would do: the same as judging every firm twice, one by one; changes of clauses hold or are refused."""

from datetime import date

import pytest

from gaodi.base import CatalogueError, InputError, NotFoundError
from gaodi.cultivate import State, build_packs, change_pack, compare_rules, judge_enterprise
from gaodi.cultivate.scenarios import Scenario
from gaodi.region import open_region

DAY = date(2026, 6, 1)
OK = (State.MET, State.MANUAL)


def scenario(**parts):
    base = {"name": "试", "from": "srdi_sme_2022", "to": "srdi_sme_2026", "on": DAY}
    return Scenario.model_validate(base | parts)


def compare(demo, one, **how):
    region = open_region(demo.workspace, demo.catalogue, on=one.on)
    return compare_rules(region, demo.packs, one, **how)


def test_rules_of_two_days_give_what_two_verdicts_give(demo):
    # 1 March and 1 June choose the two standards by themselves; the year of the figures is the same.
    before, after = date(2026, 3, 1), DAY
    change = compare(demo, scenario(**{"on": before, "to_on": after}))
    region = open_region(demo.workspace, demo.catalogue, on=DAY)
    rows = {row["enterprise_id"]: row for row in change.firms.to_dicts()}
    firms = region.table("enterprise").collect()["enterprise_id"].to_list()
    for name in firms[::12]:
        first = judge_enterprise(region, demo.packs, name, "srdi_sme", on=before)
        second = judge_enterprise(region, demo.packs, name, "srdi_sme", on=after)
        row = rows.get(name)
        if (first.state in OK) == (second.state in OK):
            assert row is None
            continue
        assert (row["before"], row["after"]) == (first.state, second.state)
        blocking = second if row["change"] == "lose" else first
        missed = {c.clause_id for c in blocking.clauses if c.state is State.NOT_MET}
        assert set(row["flipped"]) <= missed
        assert bool(row["flipped"]) == (row["change"] != "unclear")


def test_counts_add_up_by_city_chain_and_size(demo):
    change = compare(demo, scenario())
    assert change.n_gain + change.n_lose > 0
    for groups in (change.by_city, change.by_size):
        assert sum(g.n_before for g in groups) == change.n_before
        assert sum(g.n_after for g in groups) == change.n_after
        assert sum(g.n_gain for g in groups) == change.n_gain
        assert sum(g.n_lose for g in groups) == change.n_lose
    kinds = change.firms["change"].value_counts().to_dict(as_series=False)
    found = dict(zip(kinds["change"], kinds["count"], strict=True))
    assert found.get("gain", 0) == change.n_gain
    assert found.get("lose", 0) == change.n_lose
    assert found.get("unclear", 0) == change.n_unclear
    assert all(flip.n_alone <= flip.n_firms for flip in change.flips)


def test_the_same_rules_move_nobody(demo):
    change = compare(demo, scenario(**{"from": "srdi_sme_2026"}))
    assert (change.n_gain, change.n_lose, change.n_unclear, change.firms.height) == (0, 0, 0, 0)


def test_a_lower_threshold_only_gains_and_names_the_clause(demo):
    change = compare(demo, scenario(**{"from": "srdi_sme_2026", "set": {"SRDI26-6": "0"}}))
    assert change.n_gain > 0
    assert change.n_lose == 0
    assert {flip.clause_id for flip in change.flips} == {"SRDI26-6"}
    off = compare(demo, scenario(**{"from": "srdi_sme_2026", "set": {"SRDI26-6": "off"}}))
    assert off.n_gain >= change.n_gain
    assert off.n_lose == 0


def test_dates_of_a_clause_can_be_moved(demo):
    base = {"from": "little_giant_2026", "to": "little_giant_2026", "on": date(2026, 7, 15)}
    kept = scenario(**base, **{"set": {"LG26-N.valid_to": "2026-12-31"}})
    assert compare(demo, kept).n_lose > 0, "single champions are shut out as long as the demand stands"


@pytest.mark.parametrize(
    ("changes", "error", "say"),
    [
        ({"NOPE": "1"}, NotFoundError, "NOPE"),
        ({"SRDI26-6": "many"}, InputError, "many"),
        ({"SRDI26-6.metric": "revenue"}, InputError, "SRDI26-6.metric"),
        ({"SRDI26-G3": "5"}, InputError, "SRDI26-G3"),
        ({"SRDI26-G1": "maybe"}, InputError, "maybe"),
        ({"SRDI26-4w3": "火星级"}, CatalogueError, "火星级"),
        ({"SRDI26-6.op": "is"}, CatalogueError, "SRDI26-6"),
    ],
)
def test_a_change_that_does_not_hold_is_refused(changes, error, say, demo):
    with pytest.raises(error, match=say):
        build_packs(scenario(set=changes), demo.packs, demo.catalogue)


def test_choices_and_truths_are_read_in_their_kind(demo):
    pack = demo.packs.pack("srdi_sme_2026")
    changed = change_pack(
        pack, {"SRDI26-4w3": "国家级", "SRDI26-G2": "是", "SRDI26-6.status": "verified"}, demo.catalogue
    )
    nodes = {node.id: node for node in changed.nodes()}
    assert nodes["SRDI26-4w3"].threshold == ("国家级",)
    assert nodes["SRDI26-G2"].threshold is True
    assert change_pack(pack, {}, demo.catalogue) is pack
