"""Identities of input-output tables, and what is done with tables that are not as they should be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import InputError, NotFoundError
from gaodi.structure import (
    build_accounts,
    build_ghosh,
    build_leontief,
    build_local_table,
    build_sector_frame,
    build_table,
    find_kinds,
    measure_extraction,
    measure_import_shares,
    measure_input_coefficients,
    measure_linkages,
    measure_output_coefficients,
    measure_spread,
)

KINDS = ("full", "purchases", "sales", "supply")


@st.composite
def tables(draw):
    """Flows and output: input coefficients of each sector sum to less than 0.9, one sector in some may be idle."""
    n = draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = rng.random((n, n)) * (rng.random((n, n)) < draw(st.sampled_from([0.3, 0.7, 1.0])))
    inputs *= rng.uniform(0.0, 0.9, n) / np.maximum(inputs.sum(axis=0), 1e-3)
    output = np.linalg.solve(np.eye(n) - inputs, rng.lognormal(3, 1, n))
    flows = inputs * output
    if n > 1 and draw(st.booleans()):
        output[0], flows[:, 0] = 0.0, 0.0
    return flows, output


@given(made=tables())
def test_output_is_the_inverse_times_demand(made):
    flows, output = made
    accounts = build_accounts(build_table(flows, output))
    demand = accounts.table.demand
    np.testing.assert_allclose(accounts.leontief @ demand, output, rtol=1e-9, atol=1e-9 * output.max())
    np.testing.assert_allclose(accounts.inputs @ output + demand, output, rtol=1e-9, atol=1e-9 * output.max())


@given(made=tables())
def test_inverses_undo_what_they_invert(made):
    accounts = build_accounts(build_table(*made))
    one = np.eye(accounts.table.n_sectors)
    np.testing.assert_allclose(accounts.leontief @ (one - accounts.inputs), one, atol=1e-9)
    np.testing.assert_allclose(accounts.ghosh @ (one - accounts.shares), one, atol=1e-9)


@given(made=tables())
def test_primary_inputs_times_the_ghosh_inverse_are_output(made):
    flows, output = made
    accounts = build_accounts(build_table(flows, output))
    # What a sector without output sells comes from outside, and is a primary input of those that buy it.
    primary = output - np.where(output[:, None] == 0, 0.0, flows).sum(axis=0)
    np.testing.assert_allclose(primary @ accounts.ghosh, output, rtol=1e-9, atol=1e-9 * output.max())


@given(made=tables(), kind=st.sampled_from(KINDS))
def test_extraction_is_what_solving_anew_gives(reference, made, kind):
    flows, output = made
    found = getattr(measure_extraction(build_accounts(build_table(flows, output))), kind)
    expected = [reference.solve_without(flows, output, sector, kind) for sector in range(output.size)]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * output.sum())


@given(made=tables(), kind=st.sampled_from(KINDS))
def test_losses_by_sector_add_up_to_the_loss(made, kind):
    accounts = build_accounts(build_table(*made))
    totals = getattr(measure_extraction(accounts), kind)
    for place, sector in enumerate(accounts.table.sectors):
        spread = measure_spread(accounts, sector, kind)
        assert spread.sum() == pytest.approx(totals[place], rel=1e-9, abs=1e-9)
        if kind == "full":
            assert spread[place] == pytest.approx(accounts.table.output[place], rel=1e-9, abs=1e-9)


@given(made=tables())
def test_linkages_are_relative_to_their_average(made):
    linkages = measure_linkages(build_accounts(build_table(*made)))
    n = linkages.power.size
    for scaled in (linkages.power, linkages.sensitivity, linkages.sensitivity_ghosh):
        assert scaled.sum() == pytest.approx(n)
    assert linkages.backward.sum() == pytest.approx(linkages.forward.sum())
    assert (linkages.backward >= 1 - 1e-9).all()


@given(made=tables(), factor=st.sampled_from([1e-6, 1e-4, 3.0, 1e8]))
def test_the_unit_of_money_changes_no_ratio(made, factor):
    flows, output = made
    first, second = (build_accounts(build_table(flows * f, output * f)) for f in (1.0, factor))
    for measure in ("inputs", "leontief", "shares", "ghosh"):
        np.testing.assert_allclose(getattr(first, measure), getattr(second, measure), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(
        measure_extraction(first).full * factor, measure_extraction(second).full, rtol=1e-9
    )


@given(made=tables(), seed=st.integers(0, 99))
def test_the_order_of_sectors_changes_nothing(made, seed):
    flows, output = made
    order = np.random.default_rng(seed).permutation(output.size)
    first = build_accounts(build_table(flows, output))
    second = build_accounts(build_table(flows[np.ix_(order, order)], output[order]))
    scale = output.sum()
    for kind in KINDS:
        np.testing.assert_allclose(
            getattr(measure_extraction(first), kind)[order], getattr(measure_extraction(second), kind),
            rtol=1e-9, atol=1e-9 * scale,
        )  # fmt: skip
    np.testing.assert_allclose(
        measure_linkages(first).forward_ghosh[order], measure_linkages(second).forward_ghosh, rtol=1e-9
    )


@given(made=tables(), seed=st.integers(0, 99))
def test_local_flows_are_what_imports_leave(made, seed):
    flows, output = made
    rng = np.random.default_rng(seed)
    exports, imports = output * rng.random(output.size), output * rng.random(output.size)
    table = build_table(flows, output, imports=imports, exports=exports)
    shares, local = measure_import_shares(table), build_local_table(table)
    expected = np.nan_to_num(shares, nan=0.0)
    np.testing.assert_allclose(local.flows, flows * (1 - expected)[:, None], rtol=1e-12)
    np.testing.assert_allclose(
        local.output, local.flows[:, output > 0].sum(axis=1) + local.demand, atol=1e-9 * output.max()
    )
    assert build_local_table(local) is local


def test_what_final_demand_causes_adds_up_to_output():
    accounts = build_accounts(build_table([[150, 500], [200, 100]], [1000, 2000], sectors=["农", "工"]))
    frame = build_sector_frame(accounts, measure_linkages(accounts), measure_extraction(accounts))
    assert frame["carried"].sum() == pytest.approx(3000)
    assert frame["carried_share"].sum() == pytest.approx(1)
    assert frame["output_share"].sum() == pytest.approx(1)
    assert (frame["loss_own"] + frame["loss_others"] - frame["loss_full"]).abs().max() == pytest.approx(0)
    assert frame["kind"].to_list() == ["key", "weak"]


def test_the_kind_of_a_sector_follows_the_forward_linkage_chosen():
    flows = [[18, 20, 30, 38], [1, 5, 32, 37], [9, 12, 34, 16], [10, 33, 10, 16]]
    output = [157, 145, 90, 83]
    linkages = measure_linkages(build_accounts(build_table(flows, output)))
    for forward, sensitivity in (("leontief", linkages.sensitivity), ("ghosh", linkages.sensitivity_ghosh)):
        kinds = find_kinds(linkages, forward=forward)
        assert [kind in ("key", "forward") for kind in kinds] == (sensitivity > 1).tolist()
    assert find_kinds(linkages) != find_kinds(linkages, forward="ghosh")


@pytest.mark.parametrize("rest", [0.0, -2.9e-4, 1e-7, -5.0])
def test_output_that_is_rounding_is_none(rest):
    flows = np.array([[10.0, 5.0], [8.0, 2.0]]) * 1e6
    flows[:, 1] = 0.0
    table = build_table(flows, [60e6, rest], sectors=["a", "oil"])
    accounts = build_accounts(table)
    assert [remark.code for remark in table.remarks] == ["no_output"]
    assert table.remarks[0].items == ("oil",)
    assert np.isfinite(accounts.leontief).all()
    assert np.isfinite(accounts.ghosh).all()
    assert accounts.inputs[:, 1].tolist() == [0, 0]
    assert accounts.leontief.max() < 2


def test_purchases_of_a_sector_without_output_are_told_and_stand_in_b_alone():
    table = build_table([[10, 5], [8, 2]], [60, 0], sectors=["a", "b"])
    accounts = build_accounts(table)
    assert [remark.code for remark in table.remarks] == ["no_output", "idle_buys"]
    assert accounts.inputs[:, 1].tolist() == [0, 0]
    assert accounts.shares[:, 1].tolist() == [5 / 60, 0]
    np.testing.assert_allclose(accounts.ghosh, np.linalg.inv(np.eye(2) - accounts.shares), atol=1e-12)
    np.testing.assert_allclose(accounts.leontief @ table.demand, table.output, atol=1e-12)


def test_a_table_that_balances_says_so():
    table = build_table(
        [[150, 500], [200, 100]],
        [1000, 2000],
        final_use=[400, 1750],
        imports=[50, 50],
        value_added=[650, 1400],
    )
    assert table.balance.is_balanced is True
    assert table.remarks == ()


def test_a_table_that_does_not_balance_is_built_and_told():
    table = build_table(
        [[150, 500], [200, 100]],
        [1000, 2000],
        sectors=["农", "工"],
        final_use=[350, 1600],
        value_added=[650, 1400],
    )
    assert table.balance.is_balanced is False
    assert table.balance.row_gap == pytest.approx(0.05)
    assert table.balance.row_sector == "工"
    assert table.balance.column_gap == pytest.approx(0)
    assert [remark.code for remark in table.remarks] == ["not_balanced"]
    assert "5.00%" in table.remarks[0].zh


def test_without_uses_nothing_is_known_of_the_balance():
    assert build_table([[1]], [2]).balance.is_balanced is None


def test_discrepancy_and_imports_count_in_the_balance():
    table = build_table([[10]], [50], final_use=[60], imports=[25], discrepancy=[5])
    assert table.balance.row_gap == pytest.approx(0)
    local = build_table([[10]], [50], final_use=[40], imports=[25], import_flows=[[5]], value_added=[35])
    assert (local.balance.row_gap, local.balance.column_gap) == (0, 0)
    assert local.is_local


def test_negative_flows_are_kept_and_told():
    table = build_table([[10, -2], [8, 20]], [80, 90], sectors=["a", "b"])
    assert [remark.code for remark in table.remarks] == ["negative_flows"]
    assert table.flows[0, 1] == -2


def test_sales_and_inputs_over_output_are_told():
    accounts = build_accounts(build_table([[4, 10], [3, 2]], [5, 40], sectors=["煤", "电"]))
    assert [(remark.code, remark.items) for remark in accounts.remarks] == [
        ("inputs_over_output", ("煤",)),
        ("sales_over_output", ("煤",)),
    ]


def test_an_odd_import_share_is_told_and_bounded():
    table = build_table([[1, 1], [1, 1]], [10, 10], sectors=["a", "b"], imports=[30, 5], exports=[20, 15])
    assert measure_import_shares(table)[0] == pytest.approx(1.5)
    assert np.isnan(measure_import_shares(table)[1])
    local = build_local_table(table)
    assert [remark.code for remark in local.remarks] == ["imports_split", "odd_import_share"]
    assert local.flows.tolist() == [[0, 0], [0, 0]]


def test_without_imports_nothing_can_be_split():
    table = build_table([[1]], [2])
    assert np.isnan(measure_import_shares(table)).all()
    with pytest.raises(InputError, match="no imports and exports"):
        build_local_table(table)


@pytest.mark.parametrize(
    ("flows", "output", "options", "said"),
    [
        ([[1, 2]], [1], {}, "flows are 1 × 2"),
        ([], [], {}, "flows are 0"),
        ([[1, np.nan], [1, 1]], [3, 3], {}, "row 1, column 2"),
        ([[1, 0], [0, 1]], [0, 0], {}, "output of every sector is 0"),
        ([[1, 0], [0, 1]], [3], {}, "output has 1 numbers for 2 sectors"),
        ([[1, 0], [0, 1]], [3, np.inf], {"sectors": ["a", "b"]}, "output of b is unknown"),
        ([[1, 0], [0, 1]], [3, -3], {"sectors": ["a", "b"]}, "output of b is negative"),
        ([[1, 0], [0, 1]], [3, 3], {"sectors": ["a", "a"]}, "more than once: a"),
        ([[1, 0], [0, 1]], [3, 3], {"sectors": ["a", " "]}, "number 2 of the sectors has no label"),
        ([[1, 0], [0, 1]], [3, 3], {"sectors": ["a"]}, "1 labels for 2 sectors"),
        ([[1, 0], [0, 1]], [3, 3], {"import_flows": [[1]]}, "import flows have 1 sectors"),
    ],
)
def test_what_is_no_table_is_refused(flows, output, options, said):
    with pytest.raises(InputError, match=said):
        build_table(flows, output, **options)


def test_sectors_that_only_feed_each_other_have_no_inverse():
    with pytest.raises(InputError, match="has no inverse"):
        build_accounts(build_table([[0, 10], [10, 0]], [10, 10]))


def test_an_unknown_sector_is_refused():
    accounts = build_accounts(build_table([[1]], [2], sectors=["a"]))
    with pytest.raises(NotFoundError, match="no sector 'b'"):
        measure_spread(accounts, "b")


def test_lists_and_whole_numbers_serve_as_arrays():
    flows, output = np.array([[1, 2], [3, 4]]), np.array([10, 20])
    np.testing.assert_allclose(measure_input_coefficients(flows, output), [[0.1, 0.1], [0.3, 0.2]])
    np.testing.assert_allclose(
        measure_output_coefficients([[1, 2], [3, 4]], [10, 20]), [[0.1, 0.2], [0.15, 0.2]]
    )
    leontief = build_leontief([[0, 0], [0, 0]])
    np.testing.assert_allclose(build_ghosh(leontief.tolist(), [[0, 0], [0, 0]], [10, 20]), np.eye(2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: build_leontief([[float("nan")]]), "未知数"),
        (lambda: build_leontief([["a"]]), "全是数"),
        (lambda: build_table([[1, 2], [3]], [1, 2]), "一样长"),
        (lambda: build_table([[1]], ["much"]), "全是数"),
        (lambda: measure_input_coefficients([[1, 2], [3, 4]], [1, 2, 3]), "3 个部门"),
        (lambda: measure_input_coefficients([1, 2], [1, 2]), "二维"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_an_option_nobody_knows_is_refused():
    accounts = build_accounts(build_table([[150, 500], [200, 100]], [1000, 2000], sectors=["a", "b"]))
    with pytest.raises(InputError, match="bogus"):
        find_kinds(measure_linkages(accounts), forward="bogus")
    with pytest.raises(InputError, match=r"full、purchases、sales、supply"):
        measure_spread(accounts, "a", "bogus")
