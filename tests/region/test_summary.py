"""Counts of the region: golden cases, a second opinion from DuckDB, and unknown stays unknown."""

import random
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.region import commit_import, open_region, summarise_region

GOLDEN = Path(__file__).parents[1] / "golden" / "region" / "places.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
CITIES = ["430100", "430200", "430300", "430400", "430500", "430600", "430700", "430800", "430900", "431000",
          "431100", "431200", "431300", "433100"]  # fmt: skip


def build_tables(firms):
    ids = [f"E{number:05d}" for number in range(len(firms))]
    return {
        "enterprise": [
            {"enterprise_id": key, "name": key, "district_code": place, "is_above_scale": above}
            for key, (place, above, _, _) in zip(ids, firms, strict=True)
        ],
        "enterprise_year": [
            {"enterprise_id": key, "year": year, "revenue": revenue if year == 2025 else 10**9}
            for key, (_, _, revenue, _) in zip(ids, firms, strict=True)
            for year in (2024, 2025)
        ],
        "qualification": [
            {"enterprise_id": key, "title_id": "little_giant", "granted_on": date(2025, 1, 1)}
            for key, (_, _, _, giant) in zip(ids, firms, strict=True)
            if giant
        ],
    }


def read_places(summary):
    return {
        place.code: {
            "n_enterprises": place.n_enterprises, "n_above_scale": place.n_above_scale,
            "n_little_giants": place.n_little_giants, "revenue": place.revenue,
        }
        for place in summary.places
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_golden(make_region, case):
    summary = summarise_region(make_region(**build_tables(case["enterprises"])))
    found = read_places(summary)
    assert set(found) == set(CITIES)
    assert {code: counts for code, counts in found.items() if counts["n_enterprises"]} == case["output"]
    assert summary.n_unplaced == case["n_unplaced"]


def test_a_place_without_enterprises_has_none_but_an_unknown_revenue(make_region):
    found = read_places(summarise_region(make_region(**build_tables([("430102", True, 1, True)]))))
    assert found["430200"] == {"n_enterprises": 0, "n_above_scale": 0, "n_little_giants": 0, "revenue": None}


def test_tables_never_imported_are_unknown_not_empty(make_region):
    summary = summarise_region(
        make_region(enterprise=build_tables([("430102", True, 1, True)])["enterprise"])
    )
    changsha = read_places(summary)["430100"]
    assert [state.table for state in summary.tables] == ["enterprise"]
    assert (changsha["n_little_giants"], changsha["revenue"], summary.titles) == (None, None, {})
    nothing = summarise_region(make_region())
    assert (nothing.tables, nothing.places, nothing.n_unplaced) == ((), (), 0)


def test_completeness_is_the_share_of_known_cells(make_region):
    rows = [{"enterprise_id": "1", "name": "甲"}, {"enterprise_id": "2"}, {"enterprise_id": "3", "name": ""}]
    rows[2] |= {"synthetic": True, "source_id": "b" * 64}
    (state,) = summarise_region(make_region(enterprise=rows)).tables
    assert (state.n_rows, state.n_synthetic, state.n_sources) == (3, 1, 2)
    assert state.completeness["name"] == 2 / 3
    assert state.completeness["website"] == 0.0
    assert "source_id" not in state.completeness


@pytest.mark.parametrize(("flag", "badge"), [(True, True), (False, False)])
def test_one_generated_row_marks_the_whole_summary(make_region, flag, badge):
    rows = [{"enterprise_id": "1"}, {"enterprise_id": "2", "synthetic": flag}]
    assert summarise_region(make_region(enterprise=rows)).synthetic is badge


def test_titles_off_the_published_list_are_none_and_awards_without_a_row_unknown(make_region):
    grants = [
        {"enterprise_id": key, "title_id": "high_tech", "granted_on": day}
        for key, day in (("1", date(2024, 7, 1)), ("1", date(2025, 7, 1)), ("2", date(2025, 7, 1)))
    ]
    titles = summarise_region(make_region(qualification=grants)).titles
    assert (titles["high_tech"], titles["champion"]) == (2, 0)
    assert "national_science_award" not in titles


def test_awards_stand_in_one_order_however_they_came(make_region):
    awards = [
        "smart_town",
        "provincial_science_award",
        "maker_china_top50",
        "national_science_award",
        "a_prize",
    ]
    grants = [
        {"enterprise_id": f"E{n}", "title_id": award, "granted_on": date(2025, 1, 1)}
        for n, award in enumerate(awards)
    ]
    titles = summarise_region(make_region(qualification=grants)).titles
    assert list(titles)[-len(awards) :] == sorted(awards)


def test_a_city_shows_itself(make_region):
    summary = summarise_region(make_region(code="430100", **build_tables([("430102", True, 1, False)])))
    assert [place.code for place in summary.places] == ["430100"]


def test_duckdb_counts_the_same_over_the_same_files(workspace, catalogue, stage, source):
    chance = random.Random(7)
    firms = [
        (
            chance.choice([*CITIES, "430102", "430224", "110105", None]),
            chance.choice([True, False, None]),
            chance.choice([None, chance.randrange(10**15)]),
            chance.random() < 0.1,
        )
        for _ in range(5_000)
    ]
    sheets = [stage(table, rows, sheet=table) for table, rows in build_tables(firms).items()]
    snapshot = commit_import(workspace, source("a"), sheets, note="全")
    summary = summarise_region(open_region(workspace, catalogue, on=date(2026, 5, 1)))
    connection = duckdb.connect()
    for table, parts in snapshot.parts.items():
        connection.read_parquet(str(workspace.snapshots_dir / parts[0].file).replace("[", "[[]")).create_view(
            table
        )
    places = connection.execute("""
        select left(e.district_code, 4) || '00' as city, count(*), sum(e.is_above_scale::int),
               count(q.enterprise_id), sum(y.revenue)::hugeint
        from enterprise e
        left join enterprise_year y on y.enterprise_id = e.enterprise_id and y.year = 2025
        left join (select distinct enterprise_id from qualification
                   where title_id = 'little_giant' and granted_on <= date '2026-05-01'
                     and granted_on + interval 3 year > date '2026-05-01') q
          on q.enterprise_id = e.enterprise_id
        group by 1""").fetchall()
    expected = {
        city: {"n_enterprises": n, "n_above_scale": above, "n_little_giants": giants, "revenue": revenue}
        for city, n, above, giants, revenue in places
        if city in CITIES
    }
    assert read_places(summary) == expected
    assert sum(place["n_enterprises"] for place in expected.values()) + summary.n_unplaced == 5_000
    for state in summary.tables:
        counted = connection.execute(
            f"select count(*), {', '.join(f'count({name})' for name in state.completeness)} from {state.table}"
        ).fetchone()
        assert state.n_rows == counted[0]
        shares = [n / counted[0] for n in counted[1:]]
        assert list(state.completeness.values()) == shares


FIRMS = st.lists(
    st.tuples(
        st.sampled_from(["430102", "430202", "110105", None]),
        st.sampled_from([True, False, None]),
        st.none() | st.integers(0, 10**14),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(firms=FIRMS, chance=st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(make_region, firms, chance):
    tables = build_tables(firms)
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in tables.items()}
    one, other = (summarise_region(make_region(**given)) for given in (tables, shuffled))
    assert one == other


@settings(max_examples=15, deadline=None)
@given(firms=FIRMS, share=st.integers(1, 5))
def test_counting_in_several_passes_counts_the_same(make_region, firms, share):
    region = make_region(**build_tables(firms))
    assert summarise_region(region, firms_per_pass=share) == summarise_region(region)


@settings(max_examples=25, deadline=None)
@given(firms=FIRMS, hole=st.integers(0, 11))
def test_an_unknown_never_becomes_known(make_region, firms, hole):
    """Forgetting what one enterprise says leaves sums at or below what they were, and never gives one anew."""
    place, _, _, giant = firms[hole % len(firms)]
    holed = list(firms)
    holed[hole % len(firms)] = (place, None, None, giant)
    before, after = (
        read_places(summarise_region(make_region(**build_tables(given)))) for given in (firms, holed)
    )
    for code in CITIES:
        assert after[code]["n_enterprises"] == before[code]["n_enterprises"]
        for name in ("n_above_scale", "revenue"):
            if before[code][name] is None:
                assert after[code][name] is None
            elif after[code][name] is not None:
                assert after[code][name] <= before[code][name]
