"""How many minutes to the next supplier, and what if a place is not known?"""

from math import asin, cos, radians, sin, sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.base import CatalogueError
from gaodi.chains import (
    diagnose_chain,
    gather_firms,
    gather_surroundings,
    list_nearest_sites,
    load_link_rules,
    load_travel_rules,
    locate_firms,
    place_enterprises,
    select_counted,
)
from gaodi.chains.travel import EARTH_KM, Sites, find_nearest_sites

RULES = load_travel_rules()


def firm(name, product="特种钢", place="430104", x=None, y=None, park=None):
    return {
        "enterprise_id": name, "name": name, "main_products": product, "district_code": place, "longitude": x, "latitude": y,
        "park_id": park,
    }  # fmt: skip


def haversine_km(a, b):
    """A second opinion: the haversine formula."""
    (x1, y1), (x2, y2) = ((radians(x), radians(y)) for x, y in (a, b))
    h = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(h))


def build_sites(points, told_by="own", place="430104"):
    rows = [(f"E{i}", place, told_by, float(x), float(y)) for i, (x, y) in enumerate(points)]
    schema = {"enterprise_id": pl.String, "place": pl.String, "told_by": pl.String, "longitude": pl.Float64, "latitude": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


POINTS = st.lists(st.tuples(st.floats(108.5, 114.5), st.floats(24.5, 30.5)), min_size=1, max_size=8)


@given(plants=POINTS, suppliers=POINTS)
def test_the_nearest_is_the_nearest_by_haversine(plants, suppliers):
    there = build_sites(suppliers).with_columns(pl.col("enterprise_id") + "s")
    here = build_sites(plants)
    minutes, _ = find_nearest_sites(here, there, Sites(firms=here), RULES)
    slow = [min(haversine_km(a, b) for b in suppliers) * 1.3 / 60 * 60 for a in plants]
    np.testing.assert_allclose(minutes, slow, rtol=1e-6, atol=1e-6)


def test_an_end_known_by_its_division_costs_a_quarter_of_an_hour():
    point = [(113.0, 28.2)]
    own, centre = build_sites(point), build_sites(point, told_by="centre")
    other = own.with_columns(enterprise_id=pl.lit("S")), centre.with_columns(enterprise_id=pl.lit("S"))
    found = [find_nearest_sites(a, b, Sites(firms=a), RULES)[0][0] for a in (own, centre) for b in other]
    assert found == [0.0, 15.0, 15.0, 30.0]


def test_a_firm_that_makes_the_input_itself_travels_nowhere():
    centre = build_sites([(113.0, 28.2)], told_by="centre")
    assert find_nearest_sites(centre, centre, Sites(firms=centre), RULES)[0][0] == 0.0


def test_a_firm_stands_where_it_says_else_in_its_park_else_at_its_division(make_region):
    region = make_region(
        [firm("A", x=113.0, y=28.0), firm("B", park="P1"), firm("C"), firm("D", place=None), firm("E", x=113.0, park="P2")],
        park=[{"park_id": "P1", "name": "一号", "longitude": 112.5, "latitude": 27.5}, {"park_id": "P2", "name": "二号"}],
    )  # fmt: skip
    sites = locate_firms(region, gather_firms(region)).firms
    assert dict(sites.select("enterprise_id", "told_by").iter_rows()) == {"A": "own", "B": "park", "C": "centre", "E": "centre"}  # fmt: skip
    assert sites.filter(enterprise_id="B")["longitude"].to_list() == [112.5]


def reach_of(make_region, chain, firms, link_id="hydraulics", **around):
    region = make_region(firms)
    placed, tables = place_enterprises(region, chain), gather_firms(region)
    diagnosis = diagnose_chain(region, chain, placed, around=gather_surroundings(region, tables, **around))
    return next(link for link in diagnosis.links if link.link_id == link_id).reach


def counts(reach):
    return [(band.minutes, band.n_reached, band.n_open, band.n_pairs) for band in reach.bands]


def test_bands_of_a_link(make_region, crane_chain):
    # One degree of latitude is 111.2 km: 5 km are 6.5 min, 46.2 km an hour, 138.5 km three.
    firms = [
        firm("H1", "液压油缸", x=113.0, y=28.0), firm("H2", "液压油缸", x=113.0, y=28.3), firm("H3", "液压油缸", x=113.0, y=29.2),
        firm("S1", x=113.0, y=28.05),
    ]  # fmt: skip
    reach = reach_of(make_region, crane_chain, firms)
    assert counts(reach) == [(15, 1, 0, 3), (60, 2, 0, 3), (180, 3, 0, 3)]
    assert (reach.best_plant, reach.best_reached) == ("H1", (1, 1, 1))


def test_an_unknown_place_leaves_a_pair_open_and_an_absent_input_does_not(make_region, crane_chain):
    unknown_plant = [firm("H1", "液压油缸", place=None), firm("S1", x=113.0, y=28.0)]
    assert counts(reach_of(make_region, crane_chain, unknown_plant))[0] == (15, 0, 1, 1)
    unknown_supplier = [firm("H1", "液压油缸", x=113.0, y=28.0), firm("S1", place=None)]
    assert counts(reach_of(make_region, crane_chain, unknown_supplier))[0] == (15, 0, 1, 1)
    nobody = reach_of(make_region, crane_chain, [firm("H1", "液压油缸", x=113.0, y=28.0)])
    assert (counts(nobody)[2], nobody.missing) == ((180, 0, 0, 1), ("steel",))


def test_the_offices_own_times_go_before_the_formula(make_region, crane_chain):
    firms = [firm("H1", "液压油缸", "430104", 113.0, 28.0), firm("S1", place="430211", x=113.0, y=28.01), firm("S2", place="430406", x=113.0, y=28.4)]  # fmt: skip
    assert counts(reach_of(make_region, crane_chain, firms))[0] == (15, 1, 0, 1)
    slow = {("430104", "430211"): 200.0}
    assert counts(reach_of(make_region, crane_chain, firms, travel_times=slow)) == [(15, 0, 0, 1), (60, 1, 0, 1), (180, 1, 0, 1)]  # fmt: skip
    back = {("430211", "430104"): 200.0}
    assert counts(reach_of(make_region, crane_chain, firms, travel_times=back))[0] == (15, 0, 0, 1)
    fast = slow | {("430104", "430406"): 9.5}
    assert counts(reach_of(make_region, crane_chain, firms, travel_times=fast))[0] == (15, 1, 0, 1)


def test_the_bill_of_one_plant_names_the_nearest_firm_of_each_link(make_region, crane_chain):
    firms = [firm("C1", "起重机", x=113.0, y=28.0), firm("H1", "液压油缸", x=113.0, y=28.05), firm("S1", x=113.0, y=28.3), firm("S2", place=None)]  # fmt: skip
    region = make_region(firms)
    counted = select_counted(place_enterprises(region, crane_chain), crane_chain.id, load_link_rules())
    sites = locate_firms(region, gather_firms(region))
    bill = list_nearest_sites("C1", ("hydraulics", "steel", "engines"), sites, counted, RULES)
    assert [(site.link_id, site.enterprise_id, site.band) for site in bill] == [
        ("hydraulics", "H1", 15), ("steel", "S1", 60), ("engines", None, None),
    ]  # fmt: skip
    assert bill[0].minutes == pytest.approx(haversine_km((113, 28), (113, 28.05)) * 1.3)
    assert bill[1].n_unlocated == 1
    assert list_nearest_sites("S2", ("steel",), sites, counted, RULES) is None


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points=POINTS, cut=st.integers(0, 7))
def test_longer_bands_reach_no_less_and_forgetting_a_place_proves_nothing(
    make_region, crane_chain, points, cut
):
    firms = [firm(f"E{i}", "液压油缸" if i % 2 else "特种钢", None, x, y) for i, (x, y) in enumerate(points)]
    before = reach_of(make_region, crane_chain, firms)
    reached = [band.n_reached for band in before.bands]
    assert reached == sorted(reached)
    if cut < len(firms):
        firms[cut] |= {"longitude": None, "latitude": None}
        after = reach_of(make_region, crane_chain, firms)
        for old, new in zip(before.bands, after.bands, strict=True):
            assert new.n_reached <= old.n_reached <= new.n_reached + new.n_open


def test_a_rule_file_that_shortens_roads_is_refused(tmp_path):
    from importlib.resources import files
    from pathlib import Path

    shipped = (Path(str(files("gaodi.catalogue"))) / "data" / "rules" / "travel.yaml").read_text(
        encoding="utf-8"
    )
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "travel.yaml").write_text(
        shipped.replace('value: "1.3"', 'value: "0.9"'), encoding="utf-8"
    )
    with pytest.raises(CatalogueError, match=r"travel.yaml: .*road_factor must be at least 1"):
        load_travel_rules(tmp_path)
