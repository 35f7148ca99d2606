"""Does a kept input-output table give links their import share, as the sector's and with its source, and change no verdict?"""

import shutil
from fractions import Fraction

import pytest

from gaodi import api
from gaodi.base import InputError, NotFoundError

HEADER = "部门,通用设备,专用设备,EX,IM,GO\n"
# Used inside: 100 + 60 - 40 = 120 of 通用设备, half of it imported; 200 of 专用设备, nothing imported.
BALANCED = HEADER + "通用设备,10,20,40,60,100\n专用设备,5,30,0,0,200\n"


@pytest.fixture
def office(demo_root, tmp_path):
    root = tmp_path / "own"
    shutil.copytree(demo_root, root)
    office = api.open_office(root)
    yield office
    office.workspace.ledger.close()


def write(tmp_path, text, name="表.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_share_is_imports_over_what_is_used_inside(office, tmp_path):
    kept = api.keep_sector_table(office, write(tmp_path, BALANCED))
    assert kept.classification == "io_sectors_2017"
    assert {sector: Fraction(share) for sector, share in kept.shares.items()} == {
        "16": Fraction(1, 2),
        "17": 0,
    }
    shares = api.read_chain_settings(office).import_shares
    assert (shares["34"].share, shares["35"].share) == (Fraction(1, 2), 0)
    assert shares["34"].zh == "通用设备"
    assert shares.keys() == {"34", "35"}


def test_links_are_told_the_share_of_their_sector_and_no_verdict_changes(office, tmp_path):
    before = {
        (chain.chain_id, link.link_id): link for chain in api.list_chains(office) for link in chain.links
    }
    kept = api.keep_sector_table(office, write(tmp_path, BALANCED))
    assert api.get_run(office).is_stale
    api.compute_run(office, on=api.get_run(office).record.on)
    n_known = 0
    for chain in api.list_chains(office):
        for link in chain.links:
            old = before[chain.chain_id, link.link_id]
            assert (link.strength, link.reasons_zh) == (old.strength, old.reasons_zh)
            figure = next(one for one in link.figures if one.id == "import_share")
            codes = {
                code[:2] for code in office.catalogue.chain(chain.chain_id).link(link.link_id).industry_codes
            }
            if codes and codes <= {"34", "35"}:
                n_known += 1
                assert figure.low in (0, 50)
                assert "表.csv" in figure.reason_zh
                assert "不是本环节的" in figure.reason_zh
                assert figure.source_ids == (kept.source_id,)
            else:
                assert (figure.value, figure.low, figure.source_ids) == (None, None, ())
    assert n_known


def test_the_offices_own_shares_go_before_the_table(office, tmp_path):
    api.keep_sector_table(office, write(tmp_path, BALANCED))
    own = office.workspace.root / "catalogue"
    own.mkdir(exist_ok=True)
    (own / "import_shares.csv").write_text("sector,share\n34,20%\n", encoding="utf-8")
    shares = api.read_chain_settings(office).import_shares
    assert (shares["34"].share, shares["34"].source_id) == (Fraction(1, 5), "")
    assert shares["35"].source_id


def test_a_share_beyond_one_is_unknown(office, tmp_path):
    kept = api.keep_sector_table(
        office, write(tmp_path, HEADER + "通用设备,1,1,90,60,50\n专用设备,5,30,0,0,200\n")
    )
    assert (kept.unknown, set(kept.shares)) == (("16",), {"17"})


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (BALANCED.replace("通用设备", "sec16").replace("专用设备", "sec17"), InputError, "do not tell their classification"),
        (BALANCED.replace("通用设备", "通用、专用设备制造业"), InputError, "do not tell their classification"),
        ("部门,通用设备,GO\n通用设备,1,9\n", InputError, "no imports and exports"),
    ],
)  # fmt: skip
def test_a_table_that_does_not_tell_is_not_kept(office, tmp_path, text, error, message):
    with pytest.raises(error, match=message):
        api.keep_sector_table(office, write(tmp_path, text))
    assert api.find_sector_table(office) is None


def test_codes_are_read_by_the_classification_that_is_named(office, tmp_path):
    path = write(tmp_path, BALANCED.replace("通用设备", "sec16").replace("专用设备", "sec17"))
    with pytest.raises(NotFoundError, match="io_sectors_1987"):
        api.keep_sector_table(office, path, classification="io_sectors_1987")
    assert set(api.keep_sector_table(office, path, classification="io_sectors_2017").shares) == {"16", "17"}


def test_a_later_table_takes_the_place_of_the_earlier(office, tmp_path):
    api.keep_sector_table(office, write(tmp_path, BALANCED))
    api.keep_sector_table(office, write(tmp_path, BALANCED.replace("60,100", "30,130"), "新表.csv"))
    assert api.read_chain_settings(office).import_shares["34"].share == Fraction(1, 4)


def test_the_published_tables_of_hunan_and_the_nation_give_every_machine_sector_a_share(office, shared):
    hunan = api.keep_sector_table(
        office, shared / "data" / "io_china_provincial" / "hunan_io2017.csv", classification="io_sectors_2017"
    )
    assert len(hunan.shares) + len(hunan.unknown) == 42
    assert {"16", "17", "18", "19", "20"} <= hunan.shares.keys()
    nation = api.keep_sector_table(office, shared / "data" / "io_china_national" / "china_2020_42.csv")
    assert nation.classification == "io_sectors_2017"
    assert len(nation.shares) + len(nation.unknown) == 42
    assert Fraction(nation.shares["20"]) < Fraction(1, 2)
