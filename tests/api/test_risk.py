"""Are a user's own files read into the network they mean, and is every doubt told?"""

import csv

import numpy as np
import openpyxl
import pytest

from gaodi import api
from gaodi.api.risk_files import read_network
from gaodi.base import InputError, TableError

EDGES = "supplier,buyer,weight\n甲,丙,30\n乙,丙,10\n丁,丙,20\n丙,戊,100\n"
FIRMS = "firm,sector\n甲,料\n乙,料\n丙,机\n丁,电\n戊,车\n"
NEEDS = "供方,料,机,电,车\n料,0,2,0,0\n机,0,0,0,2\n电,0,1,0,0\n车,0,0,0,0\n"


@pytest.fixture
def write(tmp_path):
    def write(edges=EDGES, firms=FIRMS, needs=NEEDS, scenarios=None):
        texts = {"edges": edges, "firms": firms, "essential": needs, "scenarios": scenarios}
        paths = {name: tmp_path / f"{name}.csv" for name, text in texts.items() if text is not None}
        for name, path in paths.items():
            path.write_text(texts[name], encoding="utf-8")
        return paths

    return write


def test_every_firm_fails_alone_and_the_result_is_written_in_full(write, tmp_path):
    report = api.analyse_risk(**write())
    out = tmp_path / "out.csv"
    assert api.write_risk(report, out) == 5
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["scenario", "esri", "esri_down", "esri_up", "iterations"]
    assert [row["scenario"] for row in rows] == ["甲", "乙", "丙", "丁", "戊"]
    np.testing.assert_allclose(
        [float(row["esri"]) for row in rows], [21 / 32, 11 / 96, 1, 1 / 3, 1], atol=1e-9
    )


def test_a_summary_names_the_worst_and_who_is_hit(write):
    summary = api.summarise_risk(api.analyse_risk(**write()))
    assert summary.worst[0].esri == 1
    by_name = {line.scenario: line for line in summary.worst}
    assert [firm for firm, _ in by_name["乙"].contributors] == ["乙", "丙"]
    assert (summary.n_firms, summary.n_links, summary.n_scenarios) == (5, 4, 5)


def test_scenarios_are_sets_of_firms_with_their_losses(write):
    files = write(scenarios="scenario,firm,shock\n两户,甲,1\n两户,乙,1\n减半,丙,0.5\n")
    report = api.analyse_risk(**files, rule=api.CascadeRule(has_replacement=False))
    assert report.scenarios == ("两户", "减半")
    # All of an essential input is gone: 丙 and 戊 stand still. (30 + 10 + 100) / 160.
    np.testing.assert_allclose(report.index.esri, [7 / 8, 0.5])


def test_needs_without_names_stand_in_the_order_of_the_columns(write):
    bare = "s0,s1,s2,s3\n0,2,0,0\n0,0,0,2\n0,1,0,0\n0,0,0,0\n"
    numbered = "firm,sector\n甲,0\n乙,0\n丙,1\n丁,2\n戊,3\n"
    found = api.analyse_risk(**write(firms=numbered, needs=bare))
    np.testing.assert_allclose(found.index.esri, api.analyse_risk(**write()).index.esri)


def test_rows_of_needs_are_found_by_name(write):
    turned = "供方,料,机,电,车\n车,0,0,0,0\n电,0,1,0,0\n机,0,0,0,2\n料,0,2,0,0\n"
    found = read_network(**write(needs=turned))
    np.testing.assert_array_equal(found.network.essential, read_network(**write()).network.essential)


def test_a_supplier_of_outside_is_kept_without_weight_and_told(write):
    found = api.analyse_risk(**write(edges=EDGES + "外厂,丙,60\n外厂,乙,5\n"))
    summary = api.summarise_risk(found)
    assert summary.n_outside == 1
    assert len(found.scenarios) == 5
    network = found.files.network
    assert network.weights[0, -1] == 0
    assert network.markets[-1] not in network.markets[:-1].tolist()


def test_firms_without_sector_and_sectors_without_needs_are_told(write):
    summary = api.summarise_risk(api.analyse_risk(**write(firms=FIRMS + "己,\n庚,新\n")))
    assert (summary.n_without_sector, summary.unlisted_sectors) == (1, ("新",))
    assert summary.notes.n_unconnected == 2


def test_columns_of_market_weight_revenue_and_costs_are_used(write):
    firms = "firm,sector,market,weight,revenue,costs\n甲,料,a,1,60,\n乙,料,b,1,,\n丙,机,c,2,,120\n丁,电,d,0,,\n戊,车,e,0,,\n"
    network = read_network(**write(firms=firms)).network
    assert network.markets.tolist() == [0, 1, 2, 3, 4]
    assert network.weights.tolist() == [[1, 1, 2, 0, 0]]
    assert network.revenue[0] == 60
    assert np.isnan(network.revenue[1])
    assert network.costs[2] == 120


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"edges": "a,b,c\n甲,乙,1\n"}, TableError, "no column 'supplier'"),
        ({"edges": "supplier,buyer,weight\n,乙,1\n"}, InputError, "row 2: supplier is empty"),
        ({"edges": "supplier,buyer,weight\n甲,乙,多\n"}, InputError, "row 2.*not a number"),
        ({"firms": "firm,sector\n甲,料\n甲,机\n"}, InputError, "more than once: 甲"),
        ({"needs": "供方,料,机\n料,0,2\n"}, TableError, "1 rows and 3 columns"),
        ({"needs": "供方,料,机\n料,0,3\n机,0,0\n"}, InputError, "row 2, column '机'"),
        ({"needs": "供方,料,机\n料,0,2\n铁,0,0\n"}, InputError, "same sectors: 机、铁"),
        ({"scenarios": "scenario,firm,shock\n一,外,1\n"}, InputError, "row 2: '外' is in neither"),
        ({"scenarios": "scenario,firm,shock\n一,甲,1.2\n"}, InputError, "row 2: the shock is 1.2"),
        ({"edges": "supplier,buyer,weight\n外,甲,1\n"}, InputError, "no firm of the list sells"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(write, change, error, match):
    with pytest.raises(error, match=match):
        api.analyse_risk(**write(**change))


def test_a_blank_market_is_the_firms_sector(write):
    blank = "firm,sector,market\n甲,料,\n乙,料,\n丙,机,料\n丁,电,n\n戊,,\n"
    markets = read_network(**write(firms=blank)).network.markets.tolist()
    assert markets[0] == markets[1]
    assert len(set(markets)) == 4  # a market called like a sector is not that sector


def test_firms_of_unknown_sector_replace_nobody(write):
    unknown = read_network(
        **write(firms="firm,sector\n甲,\n乙,\n丙,机\n丁,电\n戊,车\n")
    ).network.markets.tolist()
    assert len(set(unknown)) == 5


def test_numbers_are_positions_only_where_the_table_names_no_rows(write):
    numbered = "firm,sector\n甲,1\n乙,1\n丙,2\n丁,1\n戊,2\n"
    with pytest.raises(InputError, match=r"none of its sectors \(1、2\)"):
        api.analyse_risk(**write(firms=numbered))
    some = api.summarise_risk(api.analyse_risk(**write(firms=numbered.replace("甲,1", "甲,料"))))
    assert (some.has_positions, some.unlisted_sectors) == (False, ("1", "2"))
    bare = "s0,s1,s2,s3\n0,2,0,0\n0,0,0,2\n0,1,0,0\n0,0,0,0\n"
    assert api.summarise_risk(api.analyse_risk(**write(firms=numbered, needs=bare))).has_positions
    odd = "firm,sector\n甲,①\n乙,①\n丙,②\n丁,①\n戊,②\n"
    with pytest.raises(InputError, match="①"):
        api.analyse_risk(**write(firms=odd, needs=bare))


@pytest.mark.parametrize(
    ("firms", "match"),
    [
        ("firm,sector,weight\n甲,料,1\n乙,料,\n", "row 3: weight is empty"),
        ("firm,sector,weight\n甲,料,1\n乙,料,-2\n", "row 3: weight is -2"),
        ("firm,sector,revenue\n甲,料,-5\n乙,料,\n", "row 2: revenue is -5"),
        ("firm,sector,costs\n甲,料,\n乙,料,-1\n", "row 3: costs is -1"),
    ],
)
def test_a_number_that_cannot_be_is_told_with_its_row(write, firms, match):
    with pytest.raises(InputError, match=match):
        read_network(**write(firms=firms, edges="supplier,buyer,weight\n甲,乙,1\n"))


def test_an_empty_shock_is_told_as_empty(write):
    with pytest.raises(InputError, match="row 2: the shock is empty"):
        api.analyse_risk(**write(scenarios="scenario,firm,shock\n一,甲,\n"))


def test_a_point_and_nothing_behind_a_sectors_number_changes_nothing(write):
    needs = "s,0,1,2,3\n0,0,2,0,0\n1,0,0,0,2\n2,0,1,0,0\n3,0,0,0,0\n"
    plain = "firm,sector\n甲,0\n乙,0\n丙,1\n丁,2\n戊,3\n"
    pointed = plain.replace("\n", ".0\n").replace("sector.0", "sector")
    first, second = (api.analyse_risk(**write(firms=text, needs=needs)) for text in (plain, pointed))
    assert second.files.unlisted_sectors == ()
    assert second.index.esri.tolist() == first.index.esri.tolist()


def test_links_may_be_none_where_weights_are_given(write):
    report = api.analyse_risk(
        **write(firms="firm,sector,weight\n甲,料,1\n乙,料,3\n", edges="supplier,buyer,weight\n")
    )
    assert report.index.esri.tolist() == [0.25, 0.75]


def test_results_leave_as_a_workbook_where_the_name_says_so(write, tmp_path):
    report = api.analyse_risk(**write())
    assert api.write_risk(report, tmp_path / "out.xlsx") == 5
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["risk"]
    assert [cell.value for cell in sheet[1]] == ["scenario", "esri", "esri_down", "esri_up", "iterations"]
    assert sheet["B2"].value == pytest.approx(report.index.esri[0], abs=1e-12)
