"""The list of enterprises against a slow, plain reading of the same rows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.api.listing import SORTABLE, EnterpriseList

SCHEMA = {
    "enterprise_id": pl.String, "name": pl.String, "city_code": pl.String, "city_zh": pl.String,
    "industry_code": pl.String, "is_above_scale": pl.Boolean, "founded_on": pl.Date, "revenue": pl.Int64,
    "rd_expense": pl.Int64, "staff": pl.Int64, "titles": pl.List(pl.String), "chains": pl.List(pl.String),
    "links": pl.List(pl.String),
}  # fmt: skip

few = st.none() | st.integers(0, 2)
texts = st.none() | st.sampled_from(["液压", "液压件", "轴承"])
tags = st.none() | st.lists(st.sampled_from("ab"), unique=True)
firms = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts, "city_code": texts, "city_zh": texts, "industry_code": texts,
            "is_above_scale": st.none() | st.booleans(),
            "founded_on": st.none() | st.sampled_from([date(2001, 1, 1), date(2020, 2, 29)]),
            "revenue": few, "rd_expense": few, "staff": few, "titles": tags, "chains": tags, "links": tags,
        }
    ),
    max_size=12,
)  # fmt: skip
questions = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["", " ", "液", "e0", "E1", "轴承"]),
        "city": st.sampled_from(["", "液压"]),
        "chain": st.sampled_from(["", "a", "b", "c"]),
        "link": st.sampled_from(["", "a"]),
        "title": st.sampled_from(["", "a", "b"]),
        "above_scale": st.none() | st.booleans(),
        "sort": st.sampled_from([sign + column for sign in ("", "-") for column in SORTABLE]),
    },
)


def number_firms(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"enterprise_id": f"E{place:02}", **row} for place, row in enumerate(rows)]


def list_plainly(rows: list[dict[str, Any]], asked: dict[str, Any]) -> list[str]:
    def fits(row: dict[str, Any]) -> bool:
        text = asked.get("q", "").strip()
        flag = asked.get("above_scale")
        return (
            (not text or text in (row["name"] or "") or row["enterprise_id"].startswith(text.upper()))
            and (not asked.get("city") or row["city_code"] == asked["city"])
            and all(
                not asked.get(key) or asked[key] in (row[f"{key}s"] or ())
                for key in ("chain", "link", "title")
            )
            and (flag is None or row["is_above_scale"] is flag)
        )

    sort = asked.get("sort", "-revenue")
    column = sort.removeprefix("-")
    found = [row for row in rows if fits(row)]  # by id already, and sorting keeps that among equals
    known = [row for row in found if row[column] is not None]
    known.sort(key=lambda row: row[column], reverse=sort.startswith("-"))
    return [row["enterprise_id"] for row in known + [row for row in found if row[column] is None]]


@given(firms, st.lists(questions, min_size=1, max_size=4))
def test_every_question_finds_what_a_plain_reading_finds_in_the_same_order(
    rows: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    numbered = number_firms(rows)
    listed = EnterpriseList(pl.DataFrame(numbered, schema=SCHEMA))
    for question in asked:  # one list for all: what it keeps from one question must not colour the next
        found = listed.take(listed.find(**question))["enterprise_id"].to_list()
        assert found == list_plainly(numbered, question)


@pytest.mark.parametrize("sort", ["name", "-revenue"])
def test_many_readers_at_once_get_the_same_order(sort: str) -> None:
    rows = number_firms(
        [dict.fromkeys(SCHEMA, None) | {"name": f"{n % 7}", "revenue": n % 5} for n in range(900)]
    )
    listed = EnterpriseList(
        pl.DataFrame([row | {"enterprise_id": f"E{n:03}"} for n, row in enumerate(rows)], schema=SCHEMA)
    )
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: listed.find(sort=sort).to_list(), range(32)))
    assert all(order == found[0] for order in found)
    assert sorted(found[0]) == list(range(900))
