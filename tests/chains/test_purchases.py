"""Is what a link buys counted by place and by input, and is the unknown kept apart?"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.chains import diagnose_chain, gather_firms, gather_supply, place_enterprises

OUTSIDE = "91440300MA5DA1BB7X"
"""Registered in Shenzhen, by its code."""


def make_firms(*rows):
    return [
        {
            "enterprise_id": firm,
            "name": firm,
            "main_products": product,
            "district_code": place,
            "is_above_scale": True,
        }
        for firm, product, place in rows
    ]


def buy(buyer, supplier, amount=100, *, product=None, year=2025, essential=None):
    return {
        "buyer_id": buyer, "supplier_id": supplier, "amount": amount, "product_name": product, "year": year,
        "is_essential": essential,
    }  # fmt: skip


FIRMS = make_firms(
    ("H1", "液压油缸", "430104"), ("H2", "液压油缸", "430211"), ("S1", "特种钢", "430104"), ("S2", "特种钢", "430406"),
    ("C1", "起重机", "430104"),
)  # fmt: skip


def diagnose(make_region, chain, rows, firms=FIRMS, **more):
    region = make_region(firms, supply_link=rows, **more)
    return diagnose_chain(region, chain, place_enterprises(region, chain))


def find(diagnosis, link_id):
    link = next(link for link in diagnosis.links if link.link_id == link_id)
    return link, {figure.id: figure for figure in link.figures}


def test_local_sourcing_is_of_all_known_purchases(make_region, crane_chain):
    rows = [buy("H1", "S1", 60), buy("H1", OUTSIDE, 30), buy("H2", "000157.SZ", 10), buy("H2", "S2", None)]
    _, figures = find(diagnose(make_region, crane_chain, rows), "hydraulics")
    sourcing = figures["local_sourcing"]
    # 60 of 100 from here, 30 by a code of another province, 10 by a share code that tells no place.
    assert (sourcing.value, sourcing.low, sourcing.high) == (60.0, 60.0, 70.0)
    assert "供应商所在地未知的占 10.0 %" in sourcing.reason_zh
    assert "4 条采购中 1 条金额未知" in sourcing.reason_zh


@pytest.mark.parametrize(
    ("supplier", "is_local"),
    [
        ("91430100MA4L16JJ5Q", True),  # not in the register, registered in Changsha
        (OUTSIDE, False),
        ("91100000100003962T", None),  # registered with the national office
        ("000157.SZ", None),
        ("S1", True),
        ("FAR", False),
        ("WIDE", True),  # the province's own code lies in the province
    ],
)
def test_where_a_supplier_stands(make_region, supplier, is_local):
    firms = [*FIRMS, *make_firms(("FAR", "特种钢", "330100"), ("WIDE", "特种钢", "430000"))]
    region = make_region(firms, supply_link=[buy("H1", supplier)])
    assert gather_supply(region, gather_firms(region)).rows["is_local"].to_list() == [is_local]


def test_a_place_wider_than_the_region_tells_nothing(make_region):
    firms = make_firms(("H1", "液压油缸", "430104"), ("WIDE", "特种钢", "430000"))
    region = make_region(firms, code="430100", supply_link=[buy("H1", "WIDE")])
    assert gather_supply(region, gather_firms(region)).rows["is_local"].to_list() == [None]


def test_dependence_counts_firms_not_purchases(make_region, crane_chain):
    rows = [buy("H1", "S1"), buy("H1", "S1", product="特种钢"), buy("H2", "S1"), buy("H2", "S2")]
    link, figures = find(diagnose(make_region, crane_chain, rows), "hydraulics")
    (steel,) = link.inputs
    assert (steel.n_buyers, steel.n_suppliers, steel.n_local) == (2, 2, 2)
    assert (steel.n_single_supplier, steel.n_single_city) == (1, 1)
    assert (figures["single_supplier"].value, figures["single_supplier"].high) == (50.0, 50.0)


def test_a_firm_without_record_may_depend_or_not(make_region, crane_chain):
    _, figures = find(diagnose(make_region, crane_chain, [buy("H1", "S1")]), "hydraulics")
    single = figures["single_supplier"]
    assert (single.value, single.low, single.high) == (100.0, 50.0, 100.0)
    assert "1 家没有供应记录" in single.reason_zh


def test_a_supplier_of_unknown_place_leaves_the_city_open(make_region, crane_chain):
    rows = [buy("H1", "S1"), buy("H1", "000157.SZ", product="特种钢"), buy("H2", "S1")]
    link, _ = find(diagnose(make_region, crane_chain, rows), "hydraulics")
    assert (link.inputs[0].n_single_city, link.inputs[0].n_city_open) == (1, 1)


def test_the_product_says_more_than_the_supplier(make_region, crane_chain):
    """A steel maker that sells cylinders supplies cylinders."""
    diagnosis = diagnose(make_region, crane_chain, [buy("C1", "S1", product="液压油缸"), buy("C1", "H2")])
    assert {(flow.source, flow.target): flow.n for flow in diagnosis.flows} == {("hydraulics", "cranes"): 2}


def test_the_buyers_word_goes_before_the_template(make_region, crane_chain):
    link, figures = find(
        diagnose(
            make_region,
            crane_chain,
            [buy("H1", "S1", essential=False), buy("H2", "X", product="密封圈", essential=True)],
        ),
        "hydraulics",
    )
    assert link.inputs[0].n_buyers == 0
    assert "有关键投入供应记录的 1 家中，1 家" in figures["single_supplier"].reason_zh


def test_bad_rows_are_handled_by_rule(make_region, crane_chain):
    rows = [
        buy("H1", "H1", 500),
        buy("H1", "S1", -5),
        buy("H1", "S1", 7, year=2023),
        buy("H1", "S2", 20, year=None),
    ]
    region = make_region(FIRMS, supply_link=rows)
    supply = gather_supply(region, gather_firms(region))
    assert (supply.n_self, supply.rows.height) == (1, 2)
    _, figures = find(diagnose(make_region, crane_chain, rows), "hydraulics")
    assert figures["local_sourcing"].value == 100.0
    assert "2 条采购中 1 条金额未知" in figures["local_sourcing"].reason_zh


def test_without_a_supply_table_nothing_is_known(make_region, crane_chain):
    _, figures = find(diagnose(make_region, crane_chain, None), "hydraulics")
    for name in ("local_sourcing", "single_supplier", "single_city"):
        assert (figures[name].value, figures[name].low, figures[name].reason_zh) == (
            None,
            None,
            "没有导入供应关系表。",
        )


def test_a_link_without_inputs_has_no_dependence(make_region, crane_chain):
    _, figures = find(diagnose(make_region, crane_chain, []), "steel")
    assert not figures["single_supplier"].is_applicable
    assert not figures["reach_short"].is_applicable


SUPPLIERS = st.sampled_from(["S1", "S2", OUTSIDE, "000157.SZ", "H2"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["H1", "H2", "C1"]), SUPPLIERS, st.one_of(st.none(), st.integers(0, 10**12))), max_size=12
)  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, seed=st.randoms(use_true_random=False))
def test_values_lie_within_their_bounds_and_order_changes_nothing(make_region, crane_chain, rows, seed):
    given_rows = [buy(*row) for row in rows]
    before = diagnose(make_region, crane_chain, given_rows)
    seed.shuffle(given_rows)
    assert diagnose(make_region, crane_chain, given_rows) == before
    for link in before.links:
        for figure in link.figures:
            if figure.value is not None and figure.low is not None:
                assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9
            if figure.low is not None:
                assert 0 <= figure.low <= figure.high <= (10_000 if figure.id == "hhi" else 100)
