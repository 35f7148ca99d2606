"""Does each thin purchase of a link get the second source that helps most, and are those without one told?"""

import pytest
from openpyxl import load_workbook

from gaodi import api
from gaodi.base import InputError, NotFoundError
from gaodi.risk import compare_second_source, find_single_sources


@pytest.fixture(scope="module")
def thin(demo):
    return api.count_thin_purchases(demo)


def test_links_with_thin_purchases_are_counted_the_most_first(demo, thin):
    assert thin
    counts = [one.n_supplies for one in thin]
    assert counts == sorted(counts, reverse=True)
    for one in thin[:3]:
        for side, n in (("supplies", one.n_supplies), ("inputs", one.n_inputs)):
            assert api.rank_link_sources(demo, one.link, side=side).n_single == n


def test_each_line_is_the_comparison_of_two_networks(demo, thin):
    supply = api.networks.read_network(demo)
    ids = supply.firms["enterprise_id"].to_list()
    found = api.rank_link_sources(demo, thin[0].link)
    assert len(found.lines) == found.n_single - found.n_left_out
    benefits = [line.benefit for line in found.lines if line.benefit is not None]
    assert benefits
    assert benefits == sorted(benefits, reverse=True)
    assert found.n_without == sum(line.benefit is None for line in found.lines)
    total = supply.network.weights[0].sum()
    for line in found.lines[:5]:
        alone = compare_second_source(
            supply.network, ids.index(line.buyer_id), ids.index(line.sources[0].enterprise_id)
        )
        assert line.before == pytest.approx(alone.before[0], abs=1e-12)
        assert line.after == pytest.approx(alone.after[0], abs=1e-12)
        assert line.benefit == pytest.approx(alone.benefit, abs=1e-12)
        assert line.money == pytest.approx(line.benefit * total)
        assert line.benefit == max(one.benefit for one in line.sources)
        single = find_single_sources(supply.network)
        pairs = set(zip(single.buyers.tolist(), single.suppliers.tolist(), strict=True))
        assert (ids.index(line.buyer_id), ids.index(line.supplier_id)) in pairs


def test_both_sides_of_a_link_are_its_own_firms(demo, thin):
    link = next(one.link for one in thin if one.n_supplies and one.n_inputs)
    placed = {row["enterprise_id"] for row in api.list_enterprises(demo, link=link, size=500).rows}
    sold, bought = (api.rank_link_sources(demo, link, side=side) for side in ("supplies", "inputs"))
    assert {line.supplier_id for line in sold.lines} <= placed
    assert {line.buyer_id for line in bought.lines} <= placed


def test_a_purchase_nobody_else_could_deliver_comes_last_and_is_unknown_not_nothing(demo, thin):
    found = [api.rank_link_sources(demo, one.link) for one in thin]
    line = next(line for each in found for line in each.lines if not line.sources)
    assert (line.benefit, line.before, line.after, line.money) == (None, None, None, None)
    for each in found:
        flags = [one.benefit is None for one in each.lines]
        assert flags == sorted(flags)


def test_a_link_leaves_as_a_workbook(demo, thin, tmp_path):
    found = api.rank_link_sources(demo, thin[0].link)
    path = tmp_path / "第二货源.xlsx"
    api.write_link_sources_file(found, path)
    book = load_workbook(path)
    assert book.sheetnames == ["概况", "第二货源"]
    rows = list(book["第二货源"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(found.lines)
    assert rows[0][2] == found.lines[0].buyer
    told = dict(book["概况"].iter_rows(min_row=2, values_only=True))
    assert told["只有一个供方的关键采购"] == found.n_single


@pytest.mark.parametrize(
    ("link", "side", "error", "match"),
    [
        ("none/none", "supplies", NotFoundError, "no link 'none/none'"),
        ("power_transmission/copper_conductors", "supplies", NotFoundError, "no"),
        ("construction_machinery/structural_parts", "both", InputError, "side must be one of"),
    ],
)
def test_what_cannot_be_ranked_is_told(demo, link, side, error, match):
    with pytest.raises(error, match=match):
        api.rank_link_sources(demo, link, side=side)
