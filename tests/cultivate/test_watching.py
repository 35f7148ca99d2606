"""Titles that end, were lost or may be had soon; firms at the line of above-scale statistics."""

from datetime import date

from gaodi.cultivate import measure_distance, watch_titles
from gaodi.cultivate.sizing import classify_all
from gaodi.region import open_region

DAY = date(2026, 6, 1)
WAN = 1_000_000


def hold(name, title, granted, **more):
    return {"enterprise_id": name, "title_id": title, "granted_on": granted} | more


def watch(make_region, library, titles, *, days=180, revenue=None):
    names = sorted({row["enterprise_id"] for row in titles} | {"z"})
    rows = {
        "enterprise": [
            {
                "enterprise_id": n,
                "name": n,
                "industry_code": "3511",
                "district_code": "430181",
                "is_above_scale": False,
            }
            for n in names
        ],
        "enterprise_year": [
            {"enterprise_id": n, "year": 2025, "main_revenue": revenue, "revenue": revenue} for n in names
        ],
        "qualification": titles,
    }
    return watch_titles(make_region(rows, on=DAY), library, on=DAY, days=days)


def test_titles_that_end_come_soonest_first_with_how_a_review_would_go(make_region, library):
    report = watch(
        make_region,
        library,
        [
            hold("a", "little_giant", date(2023, 7, 14)),
            hold("b", "high_tech", date(2023, 6, 11)),
            hold("c", "little_giant", date(2025, 7, 14)),
            hold("d", "green_factory", date(2020, 1, 1)),
        ],
    )
    assert [(t.enterprise_id, t.ends_on, t.days_left) for t in report.ending] == [
        ("b", date(2026, 6, 10), 9),
        ("a", date(2026, 7, 13), 42),
    ]
    assert report.ending[1].review in {"unknown", "not_met"}
    assert {t.reason for t in report.ending} == {"ending"}
    assert report.lost == ()


def test_the_edge_of_the_span_counts_and_the_day_after_does_not(make_region, library):
    titles = [hold("a", "srdi_sme", date(2023, 6, 12))]  # in force to 11 June 2026
    assert len(watch(make_region, library, titles, days=10).ending) == 1
    assert watch(make_region, library, titles, days=9).ending == ()


def test_a_title_granted_again_neither_ends_nor_is_lost(make_region, library):
    again = [hold("a", "srdi_sme", date(2023, 6, 2)), hold("a", "srdi_sme", date(2026, 5, 1))]
    report = watch(make_region, library, again)
    assert (report.ending, report.lost) == ((), ())


def test_expired_and_withdrawn_titles_are_lost_latest_first(make_region, library):
    report = watch(
        make_region,
        library,
        [
            hold("a", "srdi_sme", date(2023, 3, 1)),
            hold("b", "champion", date(2025, 1, 1), revoked_on=date(2026, 5, 1)),
            hold("c", "srdi_sme", date(2020, 3, 1)),
        ],
    )
    assert [(t.enterprise_id, t.reason, t.ends_on, t.days_left) for t in report.lost] == [
        ("b", "revoked", date(2026, 5, 1), -31),
        ("a", "expired", date(2026, 2, 28), -93),
    ]


def test_firms_just_under_the_scale_line_are_watched(make_region, library):
    for revenue, expected in (
        (1700 * WAN, "near_below"),
        (2100 * WAN, "reached_unregistered"),
        (900 * WAN, None),
    ):
        report = watch(make_region, library, [], revenue=revenue)
        assert [one.watch for one in report.scale] == ([expected] if expected else [])


def test_counts_are_those_of_the_lists_they_come_from(demo):
    region = open_region(demo.workspace, demo.catalogue, on=DAY)
    report = watch_titles(region, demo.packs, on=DAY)
    for near in report.near:
        found = measure_distance(region, demo.packs, near.title_id, on=DAY)
        assert near.n_near == (found["n_missed"] == 1).sum()
    marks = classify_all(region, demo.packs, on=DAY)["scale_watch"].drop_nulls()
    assert len(report.scale) == (marks != "none").sum()


def test_a_title_granted_and_lost_within_the_span_is_lost(make_region, library):
    report = watch(
        make_region,
        library,
        [hold("a", "champion", date(2026, 3, 1), revoked_on=date(2026, 5, 20)),
         hold("b", "champion", date(2026, 3, 1), revoked_on=date(2026, 3, 1))],
    )  # fmt: skip
    assert [(t.enterprise_id, t.reason, t.ends_on) for t in report.lost] == [
        ("a", "revoked", date(2026, 5, 20))
    ]
