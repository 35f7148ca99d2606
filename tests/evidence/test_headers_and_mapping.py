"""Is the header found wherever it stands, and does each header feed the column it names?"""

from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from gaodi.base import CatalogueError, NotFoundError, SourceError, TableError
from gaodi.catalogue import load_catalogue
from gaodi.evidence import (
    MappingOverrides,
    Sheet,
    load_mapping_file,
    propose_mapping,
    read_sheets,
    write_mapping_file,
)

CATALOGUE = load_catalogue()
CODE = "91430100XN00000A14"


def read_rows(tmp_path: Path, *rows: str) -> Sheet:
    path = tmp_path / "t.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return read_sheets(path)[0]


def feeds(mapping) -> dict[str, tuple[str, ...]]:
    return {item.column: item.headers for item in mapping.columns}


def units(mapping) -> dict[str, str | None]:
    return {item.column: item.unit for item in mapping.columns}


def test_title_and_notes_above_the_header_are_passed_over_and_give_the_unit(tmp_path):
    sheet = read_rows(
        tmp_path,
        "2025年度企业主要经济指标,,,",
        "填报单位：某县,,,金额单位：万元",
        "统一社会信用代码,年度,营业收入,研发费用（亿元）",
        f"{CODE},2025,100,0.5",
    )
    mapping = propose_mapping(sheet, CATALOGUE)
    assert (mapping.table, mapping.header_rows) == ("enterprise_year", (3,))
    assert units(mapping)["revenue"] == "万元"
    assert units(mapping)["rd_expense"] == "亿元"
    assert "表上的说明" in mapping.columns[2].reason


def test_merged_header_rows_are_joined_and_group_labels_reach_every_column(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("汇总")
        sheet.merge_range("A1:E1", "某市企业情况表")
        sheet.merge_range("A2:A3", "统一社会\n信用代码")
        sheet.merge_range("B2:B3", "年度")
        sheet.merge_range("C2:D2", "经营情况（万元）")
        sheet.merge_range("E2:E3", "从业人员（人）")
        sheet.write_row("C3", ["营业收入", "利润总额"])
        sheet.write_row("A4", [CODE, 2025, 100, 5, 20])
    mapping = propose_mapping(read_sheets(path)[0], CATALOGUE)
    assert mapping.header_rows == (2, 3)
    assert feeds(mapping) == {
        "credit_code": ("统一社会 信用代码",),
        "year": ("年度",),
        "revenue": ("经营情况（万元）/营业收入",),
        "profit_total": ("经营情况（万元）/利润总额",),
        "staff": ("从业人员（人）",),
    }
    assert units(mapping)["revenue"] == "万元"


def test_stacked_headers_without_merged_cells_are_joined(tmp_path):
    sheet = read_rows(
        tmp_path,
        "统一社会信用代码,年度,2025年,",
        ",,营业收入（万元）,利润总额（万元）",
        f"{CODE},2025,100,5",
    )
    mapping = propose_mapping(sheet, CATALOGUE)
    assert mapping.header_rows == (1, 2)
    assert feeds(mapping)["revenue"] == ("2025年/营业收入（万元）",)
    assert feeds(mapping)["profit_total"] == ("2025年/利润总额（万元）",)


def test_years_side_by_side_are_not_mixed_but_shown_as_unmapped(tmp_path):
    sheet = read_rows(
        tmp_path,
        "统一社会信用代码,企业名称,2024年,2025年,年度",
        ",,营业收入,营业收入,",
        f"{CODE},某公司,100,120,2025",
    )
    mapping = propose_mapping(sheet, CATALOGUE, table="enterprise_year")
    assert "revenue" not in feeds(mapping)
    assert any("C、D 列同名" in header for header in mapping.unmapped)


def test_rows_of_units_and_of_column_numbers_belong_to_the_header(tmp_path):
    sheet = read_rows(
        tmp_path,
        "统一社会信用代码,年度,营业收入,从业人员",
        "—,—,亿元,人",
        "甲,乙,1,2",
        f"{CODE},2025,100,5",
    )
    mapping = propose_mapping(sheet, CATALOGUE)
    assert mapping.header_rows == (1, 2, 3)
    assert units(mapping)["revenue"] == "亿元"


@pytest.mark.parametrize(
    "header",
    ["营业收入（万元）", " *营业 收入 (万元)", "营业收入/万元", "营业收入：万元", "3、营业收入[万元]", "营业收入（单位：万元）", "营业收入－万元"],
)  # fmt: skip
def test_a_header_is_known_however_it_is_decorated(tmp_path, header):
    mapping = propose_mapping(read_rows(tmp_path, f"信用代码\t年度\t{header}", f"{CODE}\t2025\t1"), CATALOGUE)
    assert feeds(mapping)["revenue"] == (" ".join(header.split()),)
    assert units(mapping)["revenue"] == "万元"


def test_full_width_letters_and_line_breaks_in_headers_are_read(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f'"ＵＳＣＣ","企业\n名称*"\n{CODE},某公司\n', encoding="utf-8")
    assert feeds(propose_mapping(read_sheets(path)[0], CATALOGUE)) == {
        "credit_code": ("ＵＳＣＣ",),
        "name": ("企业 名称*",),
    }


def test_several_headers_feed_one_column_in_the_order_of_its_aliases(tmp_path):
    sheet = read_rows(
        tmp_path, "symbol,ts_code,short_name,full_name", "000157,000157.SZ,中联重科,中联重科股份"
    )
    mapping = propose_mapping(sheet, CATALOGUE)
    assert mapping.table == "enterprise"
    assert feeds(mapping)["stock_code"] == ("ts_code", "symbol")
    assert feeds(mapping)["name"] == ("full_name", "short_name")


def test_generic_headers_alone_claim_no_table_with_an_identity(tmp_path):
    with pytest.raises(TableError, match="缺少必需的列"):
        propose_mapping(read_rows(tmp_path, "name,area", "某公司,湖南"), CATALOGUE, table="enterprise")
    with pytest.raises(TableError):
        propose_mapping(read_rows(tmp_path, "name,area", "某公司,湖南"), CATALOGUE)


def test_a_foreign_currency_is_never_read_as_yuan(tmp_path):
    sheet = read_rows(tmp_path, "信用代码,年度,出口交货值（万美元）,营业收入（万元）", f"{CODE},2025,1,2")
    mapping = propose_mapping(sheet, CATALOGUE)
    assert "export_value" not in feeds(mapping)
    assert mapping.unmapped == ("出口交货值（万美元）（单位「万美元」无法换算为「万元」）",)


def test_two_headers_of_one_column_in_different_units_are_not_merged(tmp_path):
    sheet = read_rows(tmp_path, "信用代码,年度,营业收入（万元）,营收（亿元）", f"{CODE},2025,1,2")
    assert feeds(propose_mapping(sheet, CATALOGUE))["revenue"] == ("营业收入（万元）",)


def test_unknown_headers_are_listed(tmp_path):
    sheet = read_rows(tmp_path, "信用代码,企业名称,吉祥物", f"{CODE},某公司,虎")
    mapping = propose_mapping(sheet, CATALOGUE)
    assert mapping.unmapped == ("吉祥物",)
    assert mapping.score == pytest.approx(2 / 3, abs=1e-4)


def test_a_missing_required_column_is_named_with_the_nearest_header(tmp_path):
    sheet = read_rows(tmp_path, "信用代码,年度份,营业收入", f"{CODE},2025,1")
    with pytest.raises(TableError, match="「年度」（相近的表头：「年度份」）"):
        propose_mapping(sheet, CATALOGUE, table="enterprise_year")


def test_a_sheet_that_fits_two_tables_asks_which(tmp_path):
    sheet = read_rows(tmp_path, "编号,类别,需求,技术名称", "1,技术,甲,乙")
    with pytest.raises(TableError, match=r"demand（需求）、offer（供给）；请用 --table"):
        propose_mapping(sheet, _without_provider())
    assert propose_mapping(sheet, _without_provider(), table="offer").table == "offer"


def _without_provider():
    """The shipped catalogue, the offer no longer needing a provider: demand and offer then ask for as much."""
    offer = CATALOGUE.tables["offer"]
    columns = tuple(column for column in offer.columns if column.name != "provider")
    return replace(
        CATALOGUE, tables=CATALOGUE.tables | {"offer": offer.model_copy(update={"columns": columns})}
    )


def test_headers_no_table_knows_are_refused_with_the_way_out(tmp_path):
    with pytest.raises(TableError, match="--table"):
        propose_mapping(read_rows(tmp_path, "吉祥物,口号", "虎,加油"), CATALOGUE)


def test_empty_sheets_and_headers_without_rows_are_refused(tmp_path):
    with pytest.raises(TableError, match="没有内容"):
        propose_mapping(read_rows(tmp_path, "", ""), CATALOGUE)
    with pytest.raises(TableError, match="没有数据行"):
        propose_mapping(read_rows(tmp_path, "信用代码,企业名称"), CATALOGUE)


def test_numbers_alone_are_no_header(tmp_path):
    with pytest.raises(TableError, match="表头"):
        propose_mapping(read_rows(tmp_path, "1,2", "3,4"), CATALOGUE)


def test_an_unknown_table_is_refused(tmp_path):
    with pytest.raises(NotFoundError, match="没有表「wombat」"):
        propose_mapping(read_rows(tmp_path, "a,b", "c,d"), CATALOGUE, table="wombat")


def test_a_mapping_file_overrules_the_proposal(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text(
        "table: enterprise_year\ncolumns:\n  revenue: {headers: [合计数], unit: 亿元}\n  year: 所属期\n  name: []\n",
        encoding="utf-8",
    )
    sheet = read_rows(tmp_path, "信用代码,企业名称,所属期,合计数,营业收入", f"{CODE},某公司,2025,1,2")
    mapping = propose_mapping(sheet, CATALOGUE, overrides=load_mapping_file(path))
    assert feeds(mapping) == {"credit_code": ("信用代码",), "year": ("所属期",), "revenue": ("合计数",)}
    assert units(mapping)["revenue"] == "亿元"
    assert mapping.unmapped == ("企业名称", "营业收入")


def test_a_written_mapping_reads_back_to_the_same_mapping(tmp_path):
    sheet = read_rows(tmp_path, "信用代码,年度,营业收入（亿元）,吉祥物", f"{CODE},2025,1,虎")
    first = propose_mapping(sheet, CATALOGUE)
    write_mapping_file(first, tmp_path / "m.yaml")
    again = propose_mapping(sheet, CATALOGUE, overrides=load_mapping_file(tmp_path / "m.yaml"))
    assert (again.table, again.header_rows, again.unmapped) == (
        first.table,
        first.header_rows,
        first.unmapped,
    )
    assert feeds(again) == feeds(first)
    assert units(again) == units(first)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("tabel: enterprise\n", TableError, "m.yaml：`tabel`"),
        ("columns: {revenue: {header: x}}\n", TableError, "`columns.revenue.header`"),
        ("header_rows: [0]\n", TableError, "`header_rows`"),
        ("columns: [a]\n", TableError, "`columns`"),
        ("table: a\ntable: b\n", CatalogueError, "given twice"),
    ],
)
def test_a_mapping_file_with_an_unknown_key_is_refused_by_file_and_key(tmp_path, text, error, message):
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=message):
        load_mapping_file(path)


def test_an_absent_mapping_file_is_refused(tmp_path):
    with pytest.raises(SourceError, match="没有映射文件"):
        load_mapping_file(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"columns": {"name": "厂名"}}, "没有该表头"),
        ({"table": "enterprise", "columns": {"wombat": "企业名称"}}, "不属于表 enterprise"),
        ({"sheet": "另一张表"}, "映射文件针对工作表"),
        ({"table": "enterprise", "columns": {"registered_capital": {"headers": ["企业名称"], "unit": "桶"}}}, "不能用单位"),
        ({"header_rows": [99]}, "第 99 行"),
    ],
)  # fmt: skip
def test_a_mapping_file_that_does_not_fit_the_sheet_is_refused(tmp_path, said, message):
    sheet = read_rows(tmp_path, "信用代码,企业名称", f"{CODE},某公司")
    with pytest.raises(TableError, match=message):
        propose_mapping(sheet, CATALOGUE, overrides=MappingOverrides.model_validate(said))
