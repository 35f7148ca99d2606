import openpyxl
import pytest

from gaodi.base import InputError, TableError
from gaodi.catalogue import header_of, load_catalogue, write_template
from gaodi.evidence import propose_mapping, read_sheets

TABLES = sorted(load_catalogue().tables)


@pytest.fixture
def form(shipped, tmp_path):
    """Write the form of a table and open it."""

    def write(table, lang="zh"):
        path = tmp_path / f"{table}.{lang}.xlsx"
        write_template(shipped.table(table), path, shipped, lang=lang)
        return path, openpyxl.load_workbook(path)

    return write


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("table", TABLES)
def test_the_importer_reads_every_header_back(form, shipped, tmp_path, table, lang):
    _, book = form(table, lang)
    columns = [column for column in shipped.table(table).columns if not column.derived]
    for position, column in enumerate(columns, start=1):
        book.worksheets[0].cell(2, position).value = "1" if column.example is None else column.example
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    data, guide = read_sheets(filled)
    mapping = propose_mapping(data, shipped)
    assert mapping.table == table
    assert {(c.column, c.headers) for c in mapping.columns} == {
        (c.name, (header_of(c, lang),)) for c in columns
    }
    with pytest.raises(TableError):
        propose_mapping(guide, shipped)


def test_codes_are_text_cells_so_no_spreadsheet_destroys_them(form):
    _, book = form("enterprise_year")
    sheet = book.worksheets[0]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter] for cell in sheet[1]}
    assert formats["统一社会信用代码"].number_format == "@"
    assert formats["营业收入（万元）"].number_format == "#,##0.00"


def test_the_form_holds_no_data_and_no_derived_column(form, shipped):
    _, book = form("enterprise")
    sheet = book.worksheets[0]
    assert sheet.max_row == 1
    headers = [cell.value for cell in sheet[1]]
    assert "企业标识" not in headers
    assert "*企业名称" in headers
    assert sheet.freeze_panes == "A2"
    assert book.worksheets[2].sheet_state == "hidden"
    derived = sum(column.derived for column in shipped.table("enterprise").columns)
    assert len(headers) == len(shipped.table("enterprise").columns) - derived


def rule_for(sheet, header):
    letter = {cell.value: cell.column_letter for cell in sheet[1]}[header]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    return rules[f"{letter}2:{letter}1048576"]


def test_a_long_list_stands_on_a_hidden_sheet(form):
    _, book = form("enterprise")
    rule = rule_for(book.worksheets[0], "所在地")
    listed = [row[0].value for row in book["选项"][rule.formula1.split("!")[1].replace("$", "")]]
    assert len(listed) == 14 + 122
    assert {"长沙市", "宁乡市"} <= set(listed)
    # A place outside the province is legal: the list helps and does not forbid.
    assert rule.errorStyle == "information"


def test_a_term_must_be_chosen_from_its_list(form):
    _, book = form("qualification")
    rule = rule_for(book.worksheets[0], "*称号")
    assert "专精特新“小巨人”企业" in rule.formula1.strip('"').split(",")
    assert rule.errorStyle in (None, "stop")


def test_a_short_list_is_typed_into_the_rule(form):
    _, book = form("enterprise_year", "en")
    assert rule_for(book.worksheets[0], "Own brand").formula1 == '"Y,N"'


def test_limits_of_the_schema_become_rules_of_the_form(form):
    sheet = form("enterprise_year")[1].worksheets[0]
    share = rule_for(sheet, "主导产品市场占有率（%）")
    assert (float(share.formula1), float(share.formula2)) == (0, 100)
    assert rule_for(sheet, "营业收入（万元）").operator == "greaterThanOrEqual"
    assert rule_for(sheet, "质量管理项数（项）").type == "whole"
    # A loss is legal.
    assert float(rule_for(sheet, "净利润（万元）").formula1) < -(10**12)


def test_every_column_is_explained_on_the_guide(form, shipped):
    _, book = form("enterprise_year")
    guide = book["填写说明"]
    rows = list(guide.iter_rows(min_row=2, values_only=True))
    columns = [column for column in shipped.table("enterprise_year").columns if not column.derived]
    assert [row[0] for row in rows] == [column.zh for column in columns]
    by_name = {row[0]: row for row in rows}
    assert by_name["营业收入"][1:4] == ("金额", "万元", "否")
    assert "不要填 0" in by_name["营业收入"][5]
    assert "与证券代码至少填一项" in by_name["统一社会信用代码"][5]
    assert by_name["统一社会信用代码"][6] == "91430100XN00000A14"
    assert "补短板" in by_name["产业链作用"][5]


def test_a_header_carries_its_meaning_as_a_comment(form):
    _, book = form("enterprise_year")
    comments = {cell.value: cell.comment.text for cell in book.worksheets[0][1]}
    assert "GB 32100" in comments["统一社会信用代码"]
    assert "12.5 表示 12.5%" in comments["主导产品市场占有率（%）"]


def test_the_same_catalogue_gives_the_same_bytes(form, shipped, tmp_path):
    path, _ = form("park")
    again = tmp_path / "again.xlsx"
    write_template(shipped.table("park"), again, shipped)
    assert again.read_bytes() == path.read_bytes()


def test_a_form_that_cannot_be_written_says_where(shipped, tmp_path):
    with pytest.raises(InputError, match="cannot be written to"):
        write_template(shipped.table("park"), tmp_path / "absent" / "park.xlsx", shipped)
