"""Promises of standard land against what came, by hand and from the tables of a region."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import CatalogueError, InputError, NotFoundError
from gaodi.catalogue import load_catalogue
from gaodi.land import (
    Actual,
    Promise,
    check_promises,
    derive_actuals,
    derive_promises,
    load_promise_list,
)
from gaodi.region import Region

GOLDEN = yaml.safe_load(
    (Path(__file__).parents[1] / "golden" / "land" / "standard_land.yaml").read_text(encoding="utf-8")
)
KNOWN = load_promise_list()
CATALOGUE = load_catalogue()
FIRM = "91430100XN00000A14"
ON = date(2026, 6, 1)


def split(value):
    return (None, value) if isinstance(value, date) else (None if value is None else Fraction(value), None)


@pytest.mark.parametrize("case", GOLDEN["promises"], ids=lambda case: case["name"])
def test_a_promise_stands_as_the_case_says(case):
    amount, day = split(case.get("promised"))
    promise = Promise(parcel_id="G1", item_id=case["item"], amount=amount, day=day, due_on=case.get("due_on"))
    amount, day = split(case.get("actual"))
    actual = Actual(parcel_id="G1", item_id=case["item"], amount=amount, day=day, is_done=case.get("is_done"))
    (found,) = check_promises(KNOWN, [promise], [actual], on=case["day"])
    assert (found.state, found.days) == (case["state"], case.get("days"))
    assert found.document == "出让合同、投资建设协议"
    assert found.article
    assert found.note_zh
    assert found.note_en


def test_every_item_has_a_case_that_meets_one_that_does_not_and_one_unknown():
    states = {}
    for case in GOLDEN["promises"]:
        states.setdefault(case["item"], set()).add(case["state"])
    assert states.keys() == {item.id for item in KNOWN.items}
    for item, found in states.items():
        assert found >= {"met", "unknown"}, item
        assert "not_met" in found, item


@given(st.integers(-50, 50), st.one_of(st.none(), st.integers(0, 900)), st.integers(1, 900))
def test_unknown_is_never_not_met_and_waiting_ends_the_day_after(shift, actual, promised):
    due = date(2026, 6, 1)
    promise = Promise(parcel_id="G", item_id="tax_per_mu", amount=Fraction(promised), due_on=due)
    came = Actual(parcel_id="G", item_id="tax_per_mu", amount=None if actual is None else Fraction(actual))
    (found,) = check_promises(KNOWN, [promise], [came], on=due + timedelta(days=shift))
    if actual is not None and actual >= promised:
        assert found.state == "met"
    elif shift <= 0:
        assert (found.state, found.days) == ("not_yet_due", -shift)
    else:
        assert found.state == ("unknown" if actual is None else "not_met")


def make_region(rows, on=ON):
    tables = {}
    for name, schema in CATALOGUE.tables.items():
        types = schema.frame_schema()
        full = [
            {"source_id": "s" * 8, "sheet": name, "row": i, "synthetic": True} | row
            for i, row in enumerate(rows.get(name, []), start=2)
        ]
        tables[name] = pl.DataFrame({c: [r.get(c) for r in full] for c in types}, schema=types).lazy()
    return Region(
        code="430000",
        name="湖南省",
        on=on,
        snapshot_id="t",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        tables=tables,
        present=frozenset(rows),
        catalogue=CATALOGUE,
        digest="t",
    )


PARCEL = {"parcel_id": "G1", "area": 60.0, "min_tax_per_mu": 20_000_000, "enterprise_id": FIRM}
PROJECT = {
    "project_id": "X1", "name": "虚拟项目", "enterprise_id": FIRM, "stage": "投产",
    "investment": 26_000 * 10**6, "invested": 24_000 * 10**6, "expected_output": 40_000 * 10**6,
    "started_on": date(2025, 1, 10), "finished_on": date(2026, 3, 1),
}  # fmt: skip
YEAR = {
    "enterprise_id": FIRM,
    "year": 2025,
    "output": 30_000 * 10**6,
    "tax": 1_500 * 10**6,
    "energy": 3000.0,
}


def check(rows, extra=(), on=ON):
    region = make_region(rows, on)
    found = check_promises(KNOWN, [*derive_promises(region), *extra], derive_actuals(region), on=on)
    return {line.item_id: line for line in found}


def test_the_tables_hold_promises_and_facts_with_their_cells():
    found = check(
        {"parcel": [PARCEL], "project": [PROJECT], "enterprise_year": [YEAR]},
        [
            Promise(parcel_id="G1", item_id="energy_per_output", amount=Fraction(1, 10), is_due=True),
            Promise(parcel_id="G1", item_id="started", day=date(2025, 1, 1)),
            Promise(parcel_id="G1", item_id="in_production", day=date(2026, 3, 1)),
            Promise(parcel_id="G1", item_id="completed", day=date(2026, 2, 1)),
            Promise(parcel_id="G1", item_id="at_capacity", day=date(2026, 12, 31)),
        ],
    )
    # 26,000 / 60 = 433.33 promised, 24,000 / 60 = 400 came, planned for 2026-03-01: 92 days over
    line = found["investment_intensity"]
    assert (line.actual, line.state, line.days) == (400, "not_met", 92)
    assert line.cells == (
        "cell:ssssssss/project/2/investment",
        "cell:ssssssss/parcel/2/area",
        "cell:ssssssss/project/2/invested",
        "cell:ssssssss/parcel/2/area",
    )
    # 1,500 / 60 = 25 ≥ 20
    assert (found["tax_per_mu"].actual, found["tax_per_mu"].state) == (25, "met")
    assert (found["output_per_mu"].actual, found["output_per_mu"].state) == (500, "not_yet_due")
    assert (found["energy_per_output"].actual, found["energy_per_output"].state) == (Decimal("0.1"), "met")
    assert (found["started"].state, found["started"].days) == ("not_met", 9)
    assert (found["in_production"].state, found["in_production"].days) == ("met", 0)
    assert found["completed"].state == "unknown"
    assert (found["at_capacity"].state, found["at_capacity"].days) == ("not_yet_due", 213)


def test_at_full_capacity_output_and_tax_are_due():
    rows = {
        "parcel": [PARCEL],
        "project": [PROJECT | {"stage": "达产"}],
        "enterprise_year": [YEAR | {"tax": 10**6}],
    }
    found = check(rows)
    assert found["output_per_mu"].state == "not_met"
    assert found["tax_per_mu"].state == "not_met"
    rows["enterprise_year"] = []
    assert {line.state for item, line in check(rows).items() if item != "investment_intensity"} == {"unknown"}


def test_a_planned_day_of_production_is_no_fact():
    early = PROJECT | {"stage": "开工", "finished_on": date(2026, 5, 1)}
    found = check(
        {"parcel": [PARCEL], "project": [early]},
        [Promise(parcel_id="G1", item_id="in_production", day=date(2026, 5, 1))],
    )
    assert (found["in_production"].state, found["in_production"].days) == ("not_met", 31)
    assert found["in_production"].actual is None


def test_several_parcels_or_projects_are_not_divided():
    two = [PARCEL, PARCEL | {"parcel_id": "G2"}]
    found = check_promises(
        KNOWN,
        derive_promises(make_region({"parcel": two})),
        derive_actuals(
            make_region({"parcel": two, "project": [PROJECT], "enterprise_year": [YEAR]})
        ),
        on=ON,
    )  # fmt: skip
    assert [line.state for line in found] == ["unknown", "unknown"]
    assert "多宗地" in found[0].note_zh
    several = {"parcel": [PARCEL], "project": [PROJECT, PROJECT | {"project_id": "X2"}]}
    assert check(several).keys() == {"tax_per_mu"}
    stopped = {"parcel": [PARCEL], "project": [PROJECT, PROJECT | {"project_id": "X2", "stage": "终止"}]}
    assert "investment_intensity" in check(stopped)


def test_no_holder_no_area_no_figure():
    assert derive_promises(make_region({"parcel": [PARCEL | {"enterprise_id": None}]})) == ()
    bare = {
        "parcel": [PARCEL | {"area": 0.0}],
        "project": [PROJECT],
        "enterprise_year": [YEAR | {"output": None}],
    }
    found = check(bare)
    assert (found.keys(), found["tax_per_mu"].actual) == ({"tax_per_mu"}, None)


def test_what_cannot_be_checked_is_refused():
    twice = Promise(parcel_id="G1", item_id="tax_per_mu")
    with pytest.raises(InputError, match="G1 的「tax_per_mu」出现不止一次"):
        check_promises(KNOWN, [twice, twice], [], on=ON)
    with pytest.raises(NotFoundError, match="没有承诺事项「绿化」"):
        check_promises(KNOWN, [Promise(parcel_id="G1", item_id="绿化")], [], on=ON)


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("{id: a, zh: 甲, en: a, unit: 亩, kind: amount, article: 一}", "items.a.op"),
        ("{id: a, zh: 甲, en: a, unit: 亩, kind: colour, article: 一}", "kind"),
        ("{id: a, zh: 甲, en: a, unit: 日期, kind: day, article: 一, aliases: [a]}", "items"),
    ],
)
def test_a_wrong_list_is_refused_by_name_and_key(item, key, tmp_path):
    folder = tmp_path / "rules" / "land_promises"
    folder.mkdir(parents=True)
    (folder / "standard_land.yaml").write_text(
        f"id: standard_land\nzh: 甲\nen: a\nsource: 文\ndocument: 文\nitems: [{item}]\n", encoding="utf-8"
    )
    with pytest.raises(CatalogueError, match=f"standard_land.yaml.*{key}"):
        load_promise_list(tmp_path)
