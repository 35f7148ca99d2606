"""Do the public tables import with exactly the rows they should, and a reason for every other row?"""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from gaodi.catalogue import load_catalogue
from gaodi.evidence import StagedTable, propose_mapping, read_sheets, stage_sheet

pytestmark = pytest.mark.real

CATALOGUE = load_catalogue()


def stage(path: Path, expected_table: str) -> StagedTable:
    (sheet,) = read_sheets(path)
    mapping = propose_mapping(sheet, CATALOGUE)
    assert mapping.table == expected_table, "the table is found without being named"
    staged = stage_sheet(sheet, mapping, "0" * 64, CATALOGUE)
    rejected = staged.quarantine.filter(severity="row")["row"].n_unique()
    assert staged.accepted.height + rejected == staged.n_read
    return staged


def count_reasons(staged: StagedTable) -> Counter[tuple[str, str]]:
    return Counter(staged.quarantine.select("severity", "code").rows())


def test_all_listed_firms_of_hunan_are_accepted(shared):
    staged = stage(shared / "data/listed_companies_cn/hunan_listed.csv", "enterprise")
    assert (staged.n_read, staged.accepted.height) == (154, 154)
    assert count_reasons(staged) == Counter()
    firms = {row["enterprise_id"]: row for row in staged.accepted.iter_rows(named=True)}
    assert firms["000157.SZ"]["name"] == "中联重科股份有限公司"
    assert str(firms["000157.SZ"]["listed_on"]) == "2000-10-12"
    # 22 firms have no full name in the file: the short one stands in. Eight have no area of their own: seven without
    # any, and one of Guangdong whose city is Changsha.
    assert staged.accepted["name"].null_count() == 0
    assert Counter(staged.accepted["district_code"]) == {"430000": 146, None: 7, "440000": 1}


def test_all_checked_credit_codes_are_accepted(shared):
    staged = stage(shared / "data/uscc_samples/uscc_companies.csv", "enterprise")
    assert (staged.n_read, staged.accepted.height) == (121, 121)
    assert count_reasons(staged) == Counter()


def test_travel_agencies_are_accepted_where_their_code_survived(shared):
    staged = stage(shared / "data/uscc_samples/zhejiang_travel_agencies_uscc.csv", "enterprise")
    # 1,574 codes are valid as written and 78 in lower case are valid in upper case: 1,652. One of them occurs twice.
    # 420 went through a spreadsheet, 6 are empty, 6 have a wrong length or check digit.
    assert staged.n_read == 2084
    reasons = count_reasons(staged)
    assert reasons[("row", "destroyed_code")] == 420
    assert reasons[("row", "no_identity")] == 6
    assert reasons[("row", "duplicate_key")] == 1
    assert reasons[("row", "invalid_credit_code")] == 2084 - 420 - 6 - 1 - staged.accepted.height
    assert staged.accepted.height == 1652
    assert set(staged.accepted["district_code"]) == {"330000"}


def test_listed_firms_with_two_writings_of_one_code_are_merged(shared):
    staged = stage(shared / "data/chain_knowledge_graph/company.csv", "enterprise")
    # 4,654 rows hold 4,586 codes, written 000157.SZ or 688096; in 81 rows the list date holds the exchange's name.
    assert (staged.n_read, staged.accepted.height) == (4654, 4586)
    assert count_reasons(staged) == {("row", "duplicate_key"): 68, ("cell", "not_a_date"): 81}
    assert staged.accepted["enterprise_id"].n_unique() == 4586


def test_products_of_listed_firms_keep_negative_shares_and_refuse_bare_ones_above_one(shared):
    staged = stage(shared / "data/chain_knowledge_graph/company_product.csv", "product")
    assert (staged.n_read, staged.accepted.height) == (53_779, 53_201)
    assert count_reasons(staged) == {("row", "duplicate_key"): 578, ("cell", "ratio_without_percent"): 61}
    assert staged.accepted.filter(pl.col("revenue_share").abs() > 1).is_empty()
    assert staged.accepted.filter(pl.col("revenue_share") < 0).height > 700
