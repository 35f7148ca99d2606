"""Published tables of the nation and the provinces: they add up, and so do the measures."""

import csv
from pathlib import Path

import numpy as np
import pytest

from gaodi import api
from gaodi.base import InputError
from gaodi.structure import build_accounts, build_local_table, measure_extraction, measure_import_shares

NATIONAL = (
    "china_2007_135", "china_2012_139", "china_2015_42", "china_2017_42", "china_2017_149", "china_2018_42",
    "china_2018_153", "china_2020_42", "china_2020_153",
)  # fmt: skip


@pytest.fixture(scope="module")
def provincial(shared: Path) -> Path:
    return shared / "data" / "io_china_provincial"


@pytest.fixture(scope="module")
def hunan(provincial: Path):
    return api.load_sector_table(provincial / "hunan_io2017.csv")


def check_identities(table) -> None:
    accounts = build_accounts(table)
    np.testing.assert_allclose(
        accounts.leontief @ table.demand, table.output, rtol=1e-9, atol=1e-9 * table.output.max()
    )
    assert all(
        np.isfinite(getattr(accounts, name)).all() for name in ("leontief", "ghosh", "inputs", "shares")
    )


@pytest.mark.parametrize("name", NATIONAL)
def test_a_national_table_balances_and_can_be_made_local(shared: Path, name: str) -> None:
    table = api.load_sector_table(shared / "data" / "io_china_national" / f"{name}.csv")
    assert table.n_sectors == int(name.rsplit("_", 1)[1])
    assert table.balance.row_gap < 1e-8
    assert table.balance.column_gap < 1e-7
    shares = measure_import_shares(table)
    assert np.nanmin(shares) >= 0
    assert np.nanmax(shares) <= 1
    check_identities(table)
    local = build_local_table(table)
    check_identities(local)
    assert (local.flows <= table.flows + 1e-6).all()


def test_imports_of_the_nation_are_the_same_in_both_kinds_of_table(shared: Path) -> None:
    folder = shared / "data" / "io_china_national"
    told = api.load_sector_table(folder / "china_2017_42.csv")
    split = api.load_sector_table(folder / "china_2017_149.csv")
    assert told.is_local
    assert not split.is_local
    assert told.output.sum() == pytest.approx(split.output.sum(), rel=1e-6)


@pytest.mark.parametrize(
    ("year", "total"), [(2002, 4340.9), (2007, 9200.0), (2012, 22154.2), (2017, 33903.0)]
)
def test_a_table_of_hunan_has_its_value_added(provincial: Path, year: int, total: float) -> None:
    table = api.load_sector_table(provincial / f"hunan_io{year}.csv")
    assert table.value_added.sum() / 1e4 == pytest.approx(total, abs=0.05)
    assert table.balance.is_balanced
    assert table.balance.row_gap < 1e-7
    assert [(r.code, r.items) for r in table.remarks] == [("no_output", ("sec03",))]
    check_identities(table)


@pytest.mark.parametrize("year", [2002, 2007, 2012, 2017])
def test_every_province_can_be_read_from_one_file(provincial: Path, year: int) -> None:
    path = provincial / f"io{year}_provincial.csv.gz"
    with pytest.raises(InputError, match="choose one with --region"):
        api.load_sector_table(path)
    for province in ("湖南", "浙江", "青海"):
        table = api.load_sector_table(path, region=province)
        assert table.balance.is_balanced, province
        check_identities(table)


def test_a_table_with_two_sectors_off_says_so(provincial: Path) -> None:
    path = provincial / "io2002_provincial.csv.gz"
    for province, sector, gap in (("江苏", "sec37", 0.0017), ("福建", "sec38", 0.0052)):
        table = api.load_sector_table(path, region=province)
        assert table.balance.is_balanced is False
        assert table.balance.column_sector == sector
        assert table.balance.column_gap == pytest.approx(gap, abs=5e-5)
        check_identities(table)


def test_hunan_without_imports_has_extraction_and_linkages_that_add_up(hunan, provincial: Path) -> None:
    report = api.analyse_input_output(provincial / "hunan_io2017.csv", local=True)
    with (provincial / "sector_names_by_year.csv").open(encoding="utf-8") as file:
        names = {row["sec"]: row["name2017"] for row in csv.DictReader(file)}
    summary = api.summarise_input_output(report)
    listed = [*summary.top, summary.rest]
    for line in summary.top:
        shares = (line.output_share, line.carried_share, line.loss_full_share)
        print(names[line.sector], *(f"{share:.1%}" for share in shares))  # noqa: T201  seen with pytest -s
    assert len(summary.top) == 10
    assert sum(line.output_share for line in listed) == pytest.approx(1)
    assert sum(line.carried_share for line in listed) == pytest.approx(1)
    assert names[summary.top[0].sector] == "建筑"
    frame = report.sectors
    assert frame.select("power").mean().item() == pytest.approx(1)
    np.testing.assert_allclose(
        frame["loss_full"].to_numpy(), (frame["loss_own"] + frame["loss_others"]).to_numpy()
    )
    assert (frame["loss_full"] >= frame["output"] - 1e-6).all()


def test_oil_and_gas_of_hunan_is_all_from_outside(hunan) -> None:
    place = hunan.sectors.index("sec03")
    accounts = build_accounts(hunan)
    assert hunan.is_idle[place]
    assert hunan.flows[place].sum() > 3e6
    assert accounts.inputs[:, place].tolist() == [0.0] * 42
    assert accounts.shares[place].tolist() == [0.0] * 42
    assert measure_import_shares(hunan)[place] == 1
    local = build_accounts(build_local_table(hunan))
    assert measure_extraction(local).full[place] == 0
    assert measure_extraction(local).sales[place] == pytest.approx(0, abs=1e-3)
    told = {remark.code: remark.items for remark in accounts.remarks}
    assert "sec02" in told["sales_over_output"]
    assert accounts.shares[hunan.sectors.index("sec02")].sum() == pytest.approx(2.82, abs=0.01)
    assert (local.shares.sum(axis=1) <= 1 + 1e-9).all()


def test_extraction_of_hunan_is_what_solving_anew_gives(hunan, reference) -> None:
    local = build_local_table(hunan)
    found = measure_extraction(build_accounts(local))
    for kind in ("full", "purchases", "sales", "supply"):
        expected = [reference.solve_without(local.flows, local.output, place, kind) for place in range(42)]
        np.testing.assert_allclose(getattr(found, kind), expected, rtol=1e-9, atol=1e-6, err_msg=kind)
