"""YAML cases of gap plans a reader of the criteria can check by hand."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gaodi.cultivate import load_efforts, plan_gap

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "gaps"
MONEY = ("revenue", "main_revenue", "rd_expense", "total_assets", "total_liabilities", "export_value")
ME = {"enterprise_id": "firm"}


def read_cases():
    for path in sorted(FOLDER.glob("*.yaml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in file["cases"]:
            yield pytest.param(file, case, id=f"{path.stem}: {case['name']}")


def build_rows(file, case):
    years = {year: dict(cells) for year, cells in file["base"]["years"].items()}
    for year, cells in case.get("given", {}).items():
        years[year] |= cells
    on = file["day"]
    return {
        "enterprise": [ME | {"name": "某某", "industry_code": "3511", "district_code": "430181"}],
        "enterprise_year": [
            ME | {"year": year} | {
                column: int(Decimal(str(value)) * 1_000_000) if column in MONEY and value is not None else value
                for column, value in cells.items()
            }
            for year, cells in years.items()
        ],
        "qualification": [
            ME | {"title_id": title, "granted_on": on.replace(year=on.year - 1)}
            for title in case.get("titles", file["base"]["titles"])
        ],
        "intellectual_property": [
            ME | {"ip_id": f"ip-{i}", "kind": "发明专利", "is_leading_product": True, "is_self_developed": True,
                  "holder_rank": 1}
            for i in range(case.get("patents", file["base"]["n_patents"]))
        ],
    }  # fmt: skip


@pytest.mark.parametrize(("file", "case"), list(read_cases()))
def test_golden_plan_comes_out_as_written(file, case, make_region, library):
    on = file["day"]
    region = make_region(build_rows(file, case), on=on)
    report = plan_gap(region, library, load_efforts(), "firm", file["title"], on=on)
    assert report.is_proven
    if case["plan"] is None:
        assert report.plans == ()
        assert report.obstacles
        return
    best = report.plans[0]
    found = {c.clause_id: {"day": c.earliest, "to": c.to_zh, "effort": float(c.effort)} for c in best.changes}
    assert found == {name: dict(wanted) for name, wanted in case["plan"].items()}
    assert list(best.assumed) == case.get("assumed", [])
    assert set(case.get("ask", [])) <= set(report.ask)
    if "earliest" in case:
        assert best.earliest == case["earliest"]
