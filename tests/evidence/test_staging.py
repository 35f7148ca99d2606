"""Is every row read either accepted or rejected with its reason and place, and nothing guessed or dropped?"""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.base import compute_check_character
from gaodi.catalogue import load_catalogue
from gaodi.evidence import Sheet, StagedTable, propose_mapping, read_sheets, stage_sheet
from gaodi.evidence.cells import CellGatherer

CATALOGUE = load_catalogue()
SOURCE = "0" * 64


def make_code(number: int) -> str:
    body = f"91430100XN{number:07d}"
    return body + compute_check_character(body)


CODE, OTHER, THIRD = make_code(1), make_code(2), make_code(3)


def make_sheet(*rows: list[object], name: str = "Sheet1") -> Sheet:
    width = max(map(len, rows))
    columns = []
    for place in range(width):
        gatherer = CellGatherer()
        gatherer.add([row[place] if place < len(row) else "" for row in rows])
        columns.append(gatherer.build())
    return Sheet(
        name=name,
        cells=pl.DataFrame([text.alias(f"c{place}") for place, (text, _) in enumerate(columns)]),
        kinds=pl.DataFrame([kind.alias(f"c{place}") for place, (_, kind) in enumerate(columns)]),
    )


def stage(sheet: Sheet, table: str | None = None, **options) -> StagedTable:
    staged = stage_sheet(sheet, propose_mapping(sheet, CATALOGUE, table=table), SOURCE, CATALOGUE, **options)
    assert_adds_up(staged)
    return staged


def assert_adds_up(staged: StagedTable) -> None:
    rejected = staged.quarantine.filter(pl.col("severity") == "row")["row"].unique()
    assert staged.accepted.height + len(rejected) == staged.n_read
    assert not set(rejected) & set(staged.accepted["row"])
    assert dict(staged.accepted.schema) == CATALOGUE.table(staged.mapping.table).frame_schema()


def issues(staged: StagedTable) -> list[tuple[int, str, str, str]]:
    return staged.quarantine.select("row", "column", "severity", "code").rows()


def test_a_clean_row_is_stored_with_its_provenance():
    staged = stage(
        make_sheet(
            ["统一社会信用代码", "年度", "营业收入（万元）", "市场占有率", "从业人员"],
            [CODE, 2025.0, 16.4, "6.2%", "186人"],
        ),
        synthetic=True,
    )
    row = staged.accepted.row(0, named=True)
    assert (row["enterprise_id"], row["year"], row["revenue"], row["market_share"], row["staff"]) == (
        CODE, 2025, 16_400_000, 0.062, 186,
    )  # fmt: skip
    assert (row["source_id"], row["sheet"], row["row"], row["synthetic"]) == (SOURCE, "Sheet1", 2, True)
    assert row["profit_total"] is None
    assert staged.quarantine.is_empty()


def test_an_unreadable_optional_cell_becomes_unknown_and_says_where():
    staged = stage(
        make_sheet(["信用代码", "年度", "营业收入（万元）"], [CODE, 2025.0, "待核实"], [OTHER, 2025.0, "—"])
    )
    assert staged.accepted["revenue"].to_list() == [None, None]
    assert issues(staged) == [(2, "C", "cell", "not_a_number")]
    line = staged.quarantine.row(0, named=True)
    assert line["zh"] == "第2行「营业收入（万元）」的值“待核实”不是数字；请填数字，未知请留空。"
    assert line["en"].startswith("row 2, [营业收入（万元）]: “待核实” is not a number")
    assert (line["field"], line["raw"], line["header"]) == ("revenue", "待核实", "营业收入（万元）")


def test_a_bad_cell_in_a_required_column_rejects_the_row():
    staged = stage(
        make_sheet(["信用代码", "年度", "营收"], [CODE, "去年", 1.0], [OTHER, "", 1.0], [THIRD, 2025.0, 1.0])
    )
    assert staged.accepted["row"].to_list() == [4]
    assert issues(staged) == [(2, "B", "row", "not_a_year"), (3, "B", "row", "missing_value")]


def test_identity_is_the_credit_code_else_the_share_code_never_the_name():
    staged = stage(
        make_sheet(
            ["企业名称", "信用代码", "股票代码"],
            ["甲", CODE.lower(), "000157"],
            ["乙", "", "000157.SZ"],
            ["丙", "9.13E+17", "688096"],
            ["丁", "9.13E+17", ""],
            ["戊", "", ""],
            ["己", 913300182736861540.0, ""],
            ["庚", CODE[:-1] + "?", "x"],
        )
    )
    assert staged.accepted["enterprise_id"].to_list() == [CODE, "000157.SZ", "688096.SH"]
    assert issues(staged) == [
        (4, "B", "cell", "destroyed_code"),
        (5, "B", "row", "destroyed_code"),
        (6, "", "row", "no_identity"),
        (7, "B", "row", "destroyed_code"),
        (8, "B", "row", "invalid_credit_code"),
        (8, "C", "row", "invalid_stock_code"),
    ]
    assert "只凭名称" in staged.quarantine.filter(code="no_identity")["zh"][0]


def test_the_first_of_two_rows_with_one_key_stays():
    staged = stage(
        make_sheet(
            ["企业名称", "股票代码"],
            ["中联重科", "000157.SZ"],
            ["中联", "000157"],
            ["三一", "600031"],
            ["", "600031"],
        )
    )
    assert staged.accepted["name"].to_list() == ["中联重科", "三一"]
    assert issues(staged)[0] == (3, "", "row", "duplicate_key")
    assert staged.quarantine["zh"][0].startswith("第3行与第2行重复（企业标识相同）")
    assert issues(staged)[1] == (5, "A", "row", "missing_value"), "a rejected row is no rival for the key"


def test_blank_rows_and_notes_are_no_rows_and_totals_are_quarantined():
    staged = stage(
        make_sheet(
            ["2025年情况", "", ""],
            ["企业名称", "信用代码", "注册资本（万元）"],
            ["甲", CODE, 100.0],
            ["", "", ""],
            ["小 计", "", 100.0],
            ["乙", OTHER, 200.0],
            ["合计：", "", 300.0],
            ["注：1.金额为认缴数", "", ""],
            ["2.数据截至年末", "", ""],
            ["填表人：张某", "联系电话：", "填报日期：2026-01-05"],
        )
    )
    assert staged.n_read == 4
    assert staged.accepted["row"].to_list() == [3, 6]
    assert issues(staged) == [(5, "", "row", "total_row"), (7, "", "row", "total_row")]
    assert staged.quarantine["raw"].to_list() == ["小 计", "合计："]


def test_a_firm_whose_name_begins_like_a_note_is_a_firm():
    staged = stage(make_sheet(["企业名称", "信用代码"], ["说明书印务公司", CODE], ["来源科技公司", OTHER]))
    assert staged.n_read == staged.accepted.height == 2


def test_cells_merged_downwards_hold_for_each_of_their_rows(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["市州", "企业名称", "信用代码"])
        sheet.merge_range(1, 0, 2, 0, "长沙市")
        sheet.write_row(1, 1, ["甲", CODE])
        sheet.write_row(2, 1, ["乙", OTHER])
        sheet.write_row(3, 0, ["株洲市", "丙", THIRD])
    staged = stage(read_sheets(path)[0])
    assert staged.accepted["district_code"].to_list() == ["430100", "430100", "430200"]


def test_a_place_the_list_lacks_is_known_by_the_wider_one():
    staged = stage(
        make_sheet(
            ["企业名称", "信用代码", "province", "city", "county"],
            ["甲", CODE, "浙江省", "杭州市", "建德市"],
            ["乙", OTHER, "火星省", "火星市", ""],
        )
    )
    assert staged.accepted["district_code"].to_list() == ["330000", None]
    assert issues(staged) == [(3, "D", "cell", "unknown_district")]


def test_the_first_filled_header_feeds_the_column_and_is_named_in_the_complaint():
    staged = stage(
        make_sheet(
            ["ts_code", "symbol", "full_name", "short_name"],
            ["000157.SZ", "x", "中联重科股份", "中联重科"],
            ["—", "600031", "", "三一重工"],
            ["", "57", "", "坏"],
        )
    )
    assert staged.accepted["stock_code"].to_list() == ["000157.SZ", "600031.SH"]
    assert staged.accepted["name"].to_list() == ["中联重科股份", "三一重工"]
    assert issues(staged) == [(4, "B", "row", "invalid_stock_code")]
    assert staged.quarantine["header"][0] == "symbol"


def test_a_workbook_with_every_trap_is_read_as_a_person_reads_it(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        percent = book.add_format({"num_format": "0.0%"})
        yi = book.add_format({"num_format": '0.00"亿元"'})
        day = book.add_format({"num_format": "yyyy年m月d日"})
        sheet = book.add_worksheet("企业")
        sheet.merge_range("A1:I1", "某市规上工业企业 2025 年报（单位：万元）")
        for place, label in enumerate(["统一社会信用代码", "企业名称*", "成立日期"]):
            sheet.merge_range(1, place, 2, place, label)
        sheet.merge_range("D2:F2", "经济指标")
        sheet.write_row("D3", ["营业收入", "利润\n总额", "市场占有率（%）"])
        for place, label in enumerate(["年度", "是否通过认证", "从业人员（人）"], 6):
            sheet.merge_range(1, place, 2, place, label)
        sheet.write_row(3, 0, [CODE, "甲", "2012/5/18", "１，２３４．５", -3.5, "6.2", 2025, "是", "１８６"])
        sheet.write_row(4, 0, [OTHER, "乙", "", "", "", "", 2025, "×", "12.5"])
        sheet.write_datetime(4, 2, datetime(2012, 5, 18), day)
        sheet.write_number(4, 3, 1.5, yi)
        sheet.write_formula(4, 4, "=1/0", None, "#DIV/0!")
        sheet.write_number(4, 5, 0.062, percent)
        sheet.write_row(5, 0, ["合计", "", "", 16234.5])
    staged = stage(read_sheets(path)[0], "enterprise_year")
    assert staged.mapping.header_rows == (2, 3)
    assert "是否通过认证" in staged.mapping.unmapped
    got = staged.accepted.select("revenue", "profit_total", "market_share", "year", "staff").rows()
    assert got == [(1_234_500_000, -3_500_000, 0.062, 2025, 186), (15_000_000_000, None, 0.062, 2025, None)]
    assert issues(staged) == [
        (5, "E", "cell", "error_cell"),
        (5, "I", "cell", "not_an_integer"),
        (6, "", "row", "total_row"),
    ]


def test_the_dates_of_a_workbook_are_dates(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["信用代码", "企业名称", "成立日期"])
        sheet.write_row(1, 0, [CODE, "甲"])
        sheet.write_datetime(1, 2, datetime(2012, 5, 18), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(2, 0, [OTHER, "乙", 41047])
    assert stage(read_sheets(path)[0]).accepted["founded_on"].to_list() == [date(2012, 5, 18)] * 2


def test_the_digest_names_the_content():
    sheet = make_sheet(["信用代码", "企业名称"], [CODE, "甲"])
    other = make_sheet(["信用代码", "企业名称"], [CODE, "乙"])
    assert stage(sheet).data_digest == stage(sheet).data_digest
    assert stage(sheet).data_digest != stage(other).data_digest


def test_progress_is_told_after_each_column():
    told: list[tuple[int, int | None]] = []
    sheet = make_sheet(["信用代码", "企业名称", "网址"], [CODE, "甲", ""])
    stage(sheet, progress=lambda _step, done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


CELLS = st.one_of(
    st.sampled_from(["", " ", "—", "合计", "注：", "2025", "是", "6.2%", "1,200", "#REF!", "长沙市", CODE, OTHER, "000157"]),
    st.text(max_size=5),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.dates(),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=12))
def test_accepted_and_rejected_rows_add_up_for_any_grid(rows):
    header = [
        "信用代码",
        "年度",
        "营业收入（万元）",
        "市场占有率",
        "从业人员",
        "数字化水平",
        "自主品牌",
        "股票代码",
    ]
    sheet = make_sheet(header, *rows, ["x"] * 8)
    staged = stage(sheet, "enterprise_year")
    blank = [not any(str(cell).strip() for cell in row) for row in rows]
    assert staged.n_read <= len(rows) + 1 - sum(blank)
    assert staged.accepted["enterprise_id"].null_count() == 0
    assert staged.accepted["year"].null_count() == 0
    assert staged.quarantine.filter(pl.col("zh").is_null() | pl.col("en").is_null()).is_empty()


def test_a_gb18030_file_stages_like_a_utf_8_file(tmp_path: Path):
    text = f"信用代码,企业名称,注册资本（万元）\n{CODE},湘江液压㐀,１００\n"
    digests = set()
    for encoding in ("utf-8", "gb18030"):
        (tmp_path / encoding).write_bytes(text.encode(encoding))
        digests.add(stage(read_sheets(tmp_path / encoding, name="a.csv")[0]).data_digest)
    assert len(digests) == 1
