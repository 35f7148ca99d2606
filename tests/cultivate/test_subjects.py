"""Clusters and factories: every clause met, not met, unknown and on both sides of its edge; the order of the states."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import CatalogueError, InputError, NotFoundError
from gaodi.cultivate import (
    State,
    SubjectRecord,
    choose_subject_pack,
    get_subject_pack,
    judge_subject,
    load_subject_packs,
)
from gaodi.cultivate.packs import Clause, Manual
from gaodi.cultivate.subject_judging import ORDER, compare_bounds
from gaodi.cultivate.subject_metrics import Reading

FILES = sorted((Path(__file__).parents[1] / "golden" / "subjects").glob("*.yaml"))
PACKS = load_subject_packs()
GOLDEN = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES}
ON = date(2026, 6, 1)


def build(golden, changes):
    values = dict(golden["base"]["values"])
    years = {name: dict(series) for name, series in golden["base"].get("years", {}).items()}
    for name, value in changes.items():
        key, _, year = name.partition("@")
        place, at = (years[key], int(year)) if year else (values, key)
        if value is None:
            place.pop(at, None)
        else:
            place[at] = value

    def exact(value):
        return value if isinstance(value, bool) else Decimal(str(value))

    return SubjectRecord(
        subject_id="S1",
        name="虚拟对象",
        kind=golden["kind"],
        year=golden["year"],
        values={k: exact(v) for k, v in values.items()},
        years={n: {y: exact(v) for y, v in s.items()} for n, s in years.items()},
        cells={"area": "cell:x/1/2/area"},
    )


def judge(pack_id, changes):
    golden = GOLDEN[pack_id]
    province = golden.get("province", "430000")
    return judge_subject(PACKS[pack_id], build(golden, changes), on=ON, province=province)


def list_sweeps():
    return [
        pytest.param(pack_id, sweep, value, state, id=f"{sweep['id']} {sweep['vary']}={value}")
        for pack_id, golden in GOLDEN.items()
        for sweep in golden["sweeps"]
        for value, state in sweep["gives"].items()
    ]


@pytest.mark.parametrize(("pack_id", "sweep", "value", "state"), list_sweeps())
def test_a_clause_is_as_the_case_says(pack_id, sweep, value, state):
    verdict = judge(pack_id, {**sweep.get("hold", {}), sweep["vary"]: value})
    found = {clause.clause_id: clause for clause in verdict.clauses}
    assert found[sweep["id"]].state == state
    assert verdict.state == verdict.clauses[0].state


def test_every_clause_has_a_case_for_every_state_and_cites_its_document():
    assert GOLDEN.keys() == PACKS.keys()
    for pack_id, pack in PACKS.items():
        golden = GOLDEN[pack_id]
        assert golden["source"]
        states = {}
        for sweep in golden["sweeps"]:
            states.setdefault(sweep["id"], set()).update(sweep["gives"].values())
        reached = {c.clause_id: c for c in judge(pack_id, {}).clauses}
        for node in pack.nodes():
            if node.status == "unverified":
                assert node.id in golden["never"]
                assert node.id not in reached
                continue
            assert reached[node.id].document
            if isinstance(node, Clause | Manual):
                assert reached[node.id].article
            if isinstance(node, Clause):
                assert states[node.id] >= {"met", "not_met", "unknown"}, node.id


def test_numeric_edges_are_tried_on_both_sides():
    for pack_id, pack in PACKS.items():
        for node in pack.nodes():
            if (
                isinstance(node, Clause)
                and isinstance(node.threshold, Decimal)
                and node.status != "unverified"
            ):
                margins = set()
                for sweep in GOLDEN[pack_id]["sweeps"]:
                    if sweep["id"] != node.id:
                        continue
                    for value in sweep["gives"]:
                        verdict = judge(pack_id, {**sweep.get("hold", {}), sweep["vary"]: value})
                        clause = next(c for c in verdict.clauses if c.clause_id == node.id)
                        margins.add(clause.margin)
                assert Decimal(0) in margins, f"{node.id}: no case on the edge"
                assert any(m is not None and 0 < abs(m) <= 1 for m in margins), f"{node.id}: none just beside"


@given(st.data())
def test_what_is_unknown_never_decides_and_filling_it_in_never_contradicts(data):
    pack_id = data.draw(st.sampled_from(sorted(PACKS)))
    golden = GOLDEN[pack_id]
    names = [*golden["base"]["values"]] + [
        f"{n}@{y}" for n, s in golden["base"].get("years", {}).items() for y in s
    ]
    holes = data.draw(st.lists(st.sampled_from(names), unique=True))
    open_ = judge(pack_id, dict.fromkeys(holes))
    fill = {
        name: data.draw(st.booleans())
        if isinstance(golden["base"]["values"].get(name), bool)
        else data.draw(st.integers(0, 2_000_000))
        for name in holes
    }
    full = {c.clause_id: c.state for c in judge(pack_id, fill).clauses}
    for clause in open_.clauses:
        if clause.state in (State.MET, State.NOT_MET):
            assert full[clause.clause_id] is clause.state
    assert bool(open_.deciding) == (open_.state is State.UNKNOWN)
    assert set(open_.deciding) <= set(holes)


@given(
    st.one_of(st.none(), st.integers(-3, 3)),
    st.one_of(st.none(), st.integers(-3, 3)),
    st.sampled_from([">=", ">", "<=", "<", "=="]),
    st.integers(-3, 3),
)
def test_bounds_compare_as_every_number_between_them(low, high, sign, threshold):
    if low is not None and high is not None and low > high:
        low, high = high, low
    between = range(-9 if low is None else low, (9 if high is None else high) + 1)
    holds = {
        {">=": v >= threshold, ">": v > threshold, "<=": v <= threshold, "<": v < threshold, "==": v == threshold}[sign]
        for v in between
    }  # fmt: skip
    reading = Reading(
        low=None if low is None else Fraction(low), high=None if high is None else Fraction(high)
    )
    state = compare_bounds(reading, sign, Fraction(threshold))
    expected = State.UNKNOWN if len(holds) == 2 else State.MET if holds == {True} else State.NOT_MET
    # Between whole numbers there are others: a range of two may hold none of the edge.
    assert state is expected


def test_groups_follow_the_order_of_decision_0004():
    assert [state.value for state in ORDER] == ["not_met", "unknown", "manual_review", "met"]
    verdict = judge("cluster_2022", {"area": 200})
    by_parent = {}
    for clause in verdict.clauses:
        by_parent.setdefault(clause.parent_id, []).append(clause.state)
    for node in PACKS["cluster_2022"].nodes():
        if node.children:
            found = next(c for c in verdict.clauses if c.clause_id == node.id)
            pick = min if type(node).__name__ == "AllOf" else max
            assert found.state is pick(by_parent[node.id], key=ORDER.index)


def test_a_clause_shows_value_threshold_margin_and_cell():
    clause = next(c for c in judge("cluster_2022", {}).clauses if c.clause_id == "CL22-1a1")
    assert (clause.threshold, clause.margin) == ("≤ 100 平方公里", -20)
    assert (clause.operands[0].value, clause.operands[0].cells) == (80, ("cell:x/1/2/area",))
    money = next(c for c in judge("cluster_2022", {}).clauses if c.clause_id == "CL22-1b")
    assert money.threshold == "≥ 400,000 万元"
    lacking = judge("cluster_2022", {"output@2024": None})
    assert lacking.deciding == ("output@2024",)


def test_a_province_s_own_pack_goes_before_the_national():
    assert choose_subject_pack(PACKS, "national_sme", on=ON, province="530000").id == "cluster_2022"
    assert choose_subject_pack(PACKS, "provincial_sme", on=ON, province="530000").id == "cluster_2022_yunnan"
    assert (
        choose_subject_pack(PACKS, "provincial_sme", on=ON, province="310000").id == "cluster_2022_shanghai"
    )
    with pytest.raises(
        NotFoundError, match=r"在 430000 没有适用于「provincial_sme」.*cluster_2022_yunnan 530000"
    ):
        choose_subject_pack(PACKS, "provincial_sme", on=ON, province="430000")
    with pytest.raises(NotFoundError, match="没有适用于"):
        choose_subject_pack(PACKS, "national_sme", on=date(2022, 9, 12))
    with pytest.raises(NotFoundError, match="green_factory_2024"):
        get_subject_pack(PACKS, "x")


def test_a_record_of_another_kind_is_refused():
    with pytest.raises(InputError, match="判定的是 factory"):
        judge_subject(PACKS["green_factory_2024"], build(GOLDEN["cluster_2022"], {}), on=ON)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("title: green_factory", "title: red_factory"), "title"),
        (("metric: is_defaulter", "metric: is_grey"), "GF24-2f.metric"),
        (("id: GF24-2f", "id: GF24-2e"), "GF24-2e.id"),
        (("metric: is_defaulter, op: \"is\"", "metric: is_defaulter, op: \">=\""), "GF24-2f.threshold"),
        (("metric: is_defaulter, op: \"is\", threshold: false", "metric: maturity_level, op: \"in\", threshold: [a], unit: 级"), "GF24-2f.threshold"),
        (("metric: is_defaulter, op: \"is\"", "metric: is_defaulter, unit: 级, op: \"is\""), "GF24-2f.unit"),
        (("metric: is_defaulter, op", "metric: is_defaulter, period: mean_two_years, op"), "GF24-2f"),
        (("subject: factory", "subject: park"), "subject"),
        (("id: green_factory_2024", "id: other"), "id"),
    ],
)  # fmt: skip
def test_a_wrong_pack_is_refused_by_name_and_key(change, key, tmp_path):
    import gaodi.catalogue

    source = Path(gaodi.catalogue.__file__).parent / "data" / "rules" / "subjects" / "green_factory_2024.yaml"
    text = source.read_text(encoding="utf-8")
    assert change[0] in text
    folder = tmp_path / "rules" / "subjects"
    folder.mkdir(parents=True)
    (folder / "green_factory_2024.yaml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"green_factory_2024.yaml.*{key}"):
        load_subject_packs(tmp_path)


@pytest.mark.parametrize(
    ("root", "key"),
    [
        ("{id: X, zh: 甲, en: a, all_of: [{id: X1, zh: 乙, en: b, article: 一, status: unverified, manual: true}]}", "unverified"),
        ("{id: X, zh: 甲, en: a, article: 一, status: verified, minimum: 1, edge: higher_score, score: [{id: X1, zh: 乙, en: b, article: 一, status: verified, max: 1, best_of: [{metric: area, per: {step: 1, points: 1}}]}]}", "Score"),
        ("{id: X, zh: 甲, en: a, requires: {id: X1, zh: 乙, en: b, article: 一, status: unverified, manual: true}, exempt_if: {id: X2, zh: 乙, en: b, article: 一, status: verified, manual: true}}", "unverified"),
    ],
)  # fmt: skip
def test_a_pack_that_nothing_could_decide_is_refused(root, key, tmp_path):
    folder = tmp_path / "rules" / "subjects"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(
        "id: own\nsubject: cluster\ntitle: national_sme\nzh: 甲\nen: a\ndocument: 文\nvalid_from: 2026-01-01\n"
        f"routes: [{{route: new}}]\nstatus: verified\nsource: 文\nroot: {root}\n",
        encoding="utf-8",
    )
    with pytest.raises(CatalogueError, match=f"own.yaml.*{key}"):
        load_subject_packs(tmp_path)


def test_a_waiver_holds_where_either_side_does(tmp_path):
    folder = tmp_path / "rules" / "subjects"
    folder.mkdir(parents=True)
    clause = "article: 一, status: verified, op: is, threshold: true"
    (folder / "own.yaml").write_text(
        "id: own\nsubject: factory\ntitle: green_factory\nzh: 甲\nen: a\ndocument: 文\nvalid_from: 2026-01-01\n"
        "routes: [{route: new}]\nstatus: verified\nsource: 文\nroot: {id: X, zh: 甲, en: a, "
        f"requires: {{id: X1, zh: 乙, en: b, metric: has_quality_system, {clause}}}, "
        f"exempt_if: {{id: X2, zh: 丙, en: c, metric: has_safety_system, {clause}}}}}\n",
        encoding="utf-8",
    )
    pack = load_subject_packs(tmp_path)["own"]
    for one, other, state in (
        (True, False, "met"), (False, True, "met"), (False, False, "not_met"), (None, False, "unknown"), (None, True, "met"),
    ):  # fmt: skip
        values = {"has_quality_system": one, "has_safety_system": other}
        record = SubjectRecord(
            subject_id="S",
            name="虚拟",
            kind="factory",
            year=2025,
            values={k: v for k, v in values.items() if v is not None},
        )
        assert judge_subject(pack, record, on=ON).state == state
