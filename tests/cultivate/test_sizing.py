"""Size classes and above-scale status come out as written by hand, each edge from both sides, with their reasons."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gaodi.base import NotFoundError
from gaodi.cultivate.sizing import classify_all, classify_enterprise

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "sizing"
SIZES, SCALE = (
    yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("sizes_2011", "scale_2011")
)
DAY = SIZES["day"]


def as_cell(column, value):
    if value is None or column == "staff":
        return value
    return int(Decimal(str(value)) * 1_000_000)


def make_rows(firms):
    enterprises, years = [], []
    for number, firm in enumerate(firms):
        me = {"enterprise_id": f"firm-{number:04}"}
        enterprises.append(
            me
            | {
                "name": "某某",
                "industry_code": firm.get("industry"),
                "is_above_scale": firm.get("registered"),
            }
        )
        figures = ("staff", "revenue", "main_revenue", "total_assets")
        years.append(me | {"year": 2025} | {c: as_cell(c, firm.get(c)) for c in figures})
    return {"enterprise": enterprises, "enterprise_year": years}


def spread(sweeps):
    return [
        {"industry": s["industry"], "row": s["row"], "registered": s.get("registered"), "expect": outcome}
        | s.get("hold", {})
        | {s["vary"]: value}
        for s in sweeps
        for value, outcome in s["gives"].items()
    ]


def test_every_edge_of_the_size_table_parts_two_classes(make_region, library):
    firms = spread(SIZES["sweeps"])
    frame = classify_all(make_region(make_rows(firms), on=DAY), library, on=DAY)
    assert frame["size_class"].to_list() == [firm["expect"] for firm in firms]
    assert frame["size_row"].to_list() == [firm["row"] for firm in firms]


def test_every_bound_in_force_is_on_some_edge(library):
    edges = {(s["row"], s["vary"]): set(s["gives"]) for s in SIZES["sweeps"]}
    for row in library.sizes.rows_in_force:
        for column in ("staff", "revenue", "total_assets"):
            bounds = [bound for bound in getattr(row, column) or () if bound is not None]
            assert set(bounds) <= edges.get((row.id, column), set()), f"{row.id} {column}"
    lines = {s["row"]: s["gives"] for s in SCALE["sweeps"]}
    for line in library.scale.rows_in_force:
        assert line.threshold in lines[line.id], line.id


@pytest.mark.parametrize("case", SIZES["cases"], ids=lambda case: case["name"])
def test_size_comes_out_as_written_for_one_and_for_all(case, make_region, library):
    region = make_region(make_rows([case]), on=DAY)
    found = classify_enterprise(region, library, "firm-0000", on=DAY)
    assert (found.size_class, found.is_sme) == (case["size"], case["is_sme"])
    row = classify_all(region, library, on=DAY).row(0, named=True)
    assert (row["size_class"], row["is_sme"]) == (case["size"], case["is_sme"])


def test_every_line_of_revenue_parts_what_to_watch(make_region, library):
    firms = spread(SCALE["sweeps"])
    frame = classify_all(make_region(make_rows(firms), on=DAY), library, on=DAY)
    assert frame["scale_watch"].to_list() == [firm["expect"] for firm in firms]
    assert frame["scale_row"].to_list() == [firm["row"] for firm in firms]


@pytest.mark.parametrize("case", SCALE["cases"], ids=lambda case: case["name"])
def test_status_keeps_register_and_revenue_apart(case, make_region, library):
    found = classify_enterprise(make_region(make_rows([case]), on=DAY), library, "firm-0000", on=DAY)
    assert found.is_above_scale_registered == case["registered"]
    assert (found.meets_above_scale_revenue, found.watch) == (case["meets"], case["watch"])


def test_a_class_comes_with_value_bounds_class_and_cell_of_each_indicator(make_region, library):
    rows = make_rows([{"industry": "5131", "staff": 150, "revenue": 4999.5}])
    found = classify_enterprise(make_region(rows, on=DAY), library, "firm-0000", on=DAY)
    assert (found.size_class, found.size_row.zh) == ("小型", "批发业")
    staff, revenue = found.reasons
    assert (staff.value, staff.bounds, staff.reaches) == (Decimal(150), (200, 20, 5), "中型")
    assert (revenue.value, revenue.reaches) == (Decimal("4999.5"), "小型")
    assert revenue.cells == ("cell:ssssssss/enterprise_year/2/revenue",)
    assert found.missing == ("enterprise_year.main_revenue@2025", "enterprise.is_above_scale")


def test_what_is_missing_is_named(make_region, library):
    rows = make_rows([{"industry": "3511", "staff": 400, "main_revenue": 5000, "registered": True}])
    found = classify_enterprise(make_region(rows, on=DAY), library, "firm-0000", on=DAY)
    assert found.missing == ("enterprise_year.revenue@2025",)
    assert found.scale_revenue == Decimal(5000)
    rows["enterprise"][0]["industry_code"] = None
    found = classify_enterprise(make_region(rows, on=DAY), library, "firm-0000", on=DAY)
    assert (found.size_row, found.reasons, found.missing) == (None, (), ("enterprise.industry_code",))


def test_a_firm_of_another_region_is_refused_by_its_code(make_region, library):
    with pytest.raises(NotFoundError, match="nobody"):
        classify_enterprise(make_region(make_rows([{}]), on=DAY), library, "nobody", on=date(2026, 6, 1))
