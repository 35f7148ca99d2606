"""Who holds a title on the day: the golden cases, and what never changes the answer."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.region import titles_in_force

GOLDEN = Path(__file__).parents[1] / "golden" / "region" / "titles_in_force.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))


def ask(make_region, *, on, **grant):
    region = make_region(on=on, qualification=[{"enterprise_id": "1"} | grant])
    return titles_in_force(region).collect().to_dicts()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_golden(make_region, case):
    grant = dict(case["input"])
    found = ask(make_region, on=grant.pop("day"), **grant)
    assert [row["valid_to"] for row in found] == (
        [case["output"]["valid_to"]] if case["output"]["held"] else []
    )


def test_each_grant_keeps_its_cell(make_region):
    grants = [
        {"enterprise_id": "1", "title_id": "high_tech", "granted_on": date(year, 1, 1)}
        for year in (2024, 2025)
    ]
    found = titles_in_force(make_region(qualification=grants)).sort("row").collect()
    assert found.columns == [
        "enterprise_id",
        "title_id",
        "granted_on",
        "valid_to",
        "source_id",
        "sheet",
        "row",
    ]
    assert found["row"].to_list() == [2, 3]


def test_no_title_table_gives_no_rows_and_the_region_says_it_is_unknown(make_region):
    region = make_region(enterprise=[{"enterprise_id": "1"}])
    assert titles_in_force(region).collect().is_empty()
    assert "qualification" not in region.present


@settings(max_examples=60, deadline=None)
@given(
    granted=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    years=st.sampled_from([("tech_sme", 1), ("little_giant", 3)]),
    offset=st.integers(-2, 2),
)
def test_the_term_agrees_with_the_calendar(make_region, granted, years, offset):
    title, term = years
    try:
        last = granted.replace(year=granted.year + term) - timedelta(days=1)
    except ValueError:  # 29 February
        last = date(granted.year + term, 2, 28)
    found = ask(make_region, title_id=title, granted_on=granted, on=last + timedelta(days=offset))
    assert [row["valid_to"] for row in found] == ([last] if offset <= 0 else [])
