"""One row per enterprise, with the figures of the last complete year."""

from datetime import date

import polars as pl

from gaodi.region import list_enterprises_frame

COLUMNS = {
    "enterprise_id": pl.String, "name": pl.String, "district_code": pl.String, "city_code": pl.String,
    "city_zh": pl.String, "industry_code": pl.String, "is_above_scale": pl.Boolean, "founded_on": pl.Date,
    "park_id": pl.String, "revenue": pl.Int64, "rd_expense": pl.Int64, "staff": pl.Int64,
    "titles": pl.List(pl.String), "synthetic": pl.Boolean,
}  # fmt: skip


def test_a_row_says_what_is_known_on_the_day(make_region):
    region = make_region(
        on=date(2026, 5, 1),
        enterprise=[
            {"enterprise_id": "2", "name": "乙", "district_code": "430102", "synthetic": True},
            {"enterprise_id": "1", "name": "甲"},
        ],
        enterprise_year=[
            {"enterprise_id": "2", "year": 2025, "revenue": 100, "staff": None},
            {"enterprise_id": "2", "year": 2024, "revenue": 999, "staff": 9},
        ],
        qualification=[
            {"enterprise_id": "2", "title_id": title, "granted_on": day}
            for title, day in (
                ("srdi_sme", date(2025, 1, 1)),
                ("high_tech", date(2025, 1, 1)),
                ("high_tech", date(2026, 1, 1)),
                ("little_giant", date(2019, 1, 1)),
            )
        ],
    )
    found = list_enterprises_frame(region)
    assert dict(found.schema) == COLUMNS
    first, second = found.to_dicts()
    assert (first["enterprise_id"], first["city_code"], first["revenue"], first["titles"]) == (
        "1",
        None,
        None,
        [],
    )
    assert (second["city_code"], second["city_zh"]) == ("430100", "长沙市")
    assert (second["revenue"], second["staff"], second["synthetic"]) == (100, None, True)
    assert second["titles"] == ["high_tech", "srdi_sme"]


def test_without_a_title_table_the_titles_are_unknown(make_region):
    found = list_enterprises_frame(make_region(enterprise=[{"enterprise_id": "1"}]))
    assert found["titles"].to_list() == [None]


def test_no_enterprises_give_an_empty_frame_of_the_same_shape(make_region):
    found = list_enterprises_frame(make_region())
    assert found.is_empty()
    assert dict(found.schema) == COLUMNS


def test_a_place_outside_keeps_its_code_without_a_name(make_region):
    rows = [
        {"enterprise_id": "1", "district_code": "999912"},
        {"enterprise_id": "2", "district_code": "430000"},
    ]
    found = list_enterprises_frame(make_region(enterprise=rows))
    assert found["city_code"].to_list() == ["999900", None]
    assert found["city_zh"].to_list() == [None, None]
