"""Files come in whole, once, or not at all."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gaodi import api
from gaodi.base import WorkspaceBusyError, WorkspaceError

HEADER = "统一社会信用代码,企业名称,所在地,是否规上\n"
GOOD = "91430100XN00000A14,某某（示例）装备有限公司,长沙市,是\n"
BAD = "9.13E+17,另一家（示例）有限公司,长沙市,否\n"


@pytest.fixture
def office(tmp_path: Path) -> api.Office:
    return api.create_office(tmp_path / "w")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_accepted_and_quarantined_rows_are_what_was_read(office: api.Office, tmp_path: Path) -> None:
    report = api.import_files(office, [write(tmp_path / "a.csv", HEADER + GOOD + BAD)])
    (outcome,) = report.outcomes
    assert (outcome.n_read, outcome.n_accepted, outcome.n_quarantined) == (2, 1, 1)
    (row,) = api.list_quarantine(office).rows
    assert row["raw"] == "9.13E+17"
    assert row["row"] == 3


def test_the_same_file_again_changes_nothing_and_says_so(office: api.Office, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER + GOOD)
    first = api.import_files(office, [path])
    again = api.import_files(office, [path])
    assert first.changed
    assert not again.changed
    assert again.snapshot_id == first.snapshot_id
    assert "已导入过" in again.outcomes[0].zh
    assert len(api.list_sources(office)) == 1


def test_one_bad_file_leaves_the_others_in_and_itself_out(office: api.Office, tmp_path: Path) -> None:
    paths = [write(tmp_path / "empty.csv", ""), write(tmp_path / "a.csv", HEADER + GOOD)]
    report = api.import_files(office, paths)
    assert [outcome.kind for outcome in report.outcomes] == ["failed", "table"]
    assert [source.name for source in api.list_sources(office)] == ["a.csv"]


def test_a_later_import_wins_and_the_earlier_state_can_still_be_read(
    office: api.Office, tmp_path: Path
) -> None:
    first = api.import_files(office, [write(tmp_path / "a.csv", HEADER + GOOD)])
    api.import_files(office, [write(tmp_path / "b.csv", HEADER + GOOD.replace("是\n", "否\n"))])
    now = api.describe_region(office)
    before = api.describe_region(office, as_of=first.snapshot_id)
    assert sum(place.n_above_scale for place in now.places) == 0
    assert sum(place.n_above_scale for place in before.places) == 1
    assert sum(place.n_enterprises for place in now.places) == 1


def test_a_text_becomes_a_document_with_facts_that_stand_in_it(office: api.Office, tmp_path: Path) -> None:
    text = "2025年，湖南省规模以上工业增加值增长6.2%。\n"
    report = api.import_files(office, [write(tmp_path / "a.txt", text)])
    view = api.get_document(office, report.outcomes[0].source_id)
    assert view.text == text
    assert (
        [view.text[fact.start : fact.end] for fact in view.facts] == [fact.text for fact in view.facts] != []
    )


def test_two_imports_at_once_are_refused_clearly(office: api.Office, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER + GOOD)
    with office.workspace.write_lock():
        other = api.open_office(office.workspace.root)
        with pytest.raises(WorkspaceBusyError, match="写入"):
            api.import_files(other, [path])
    assert api.import_files(office, [path]).changed


def test_a_folder_with_other_files_does_not_become_a_workspace(tmp_path: Path) -> None:
    write(tmp_path / "note.txt", "x")
    with pytest.raises(WorkspaceError):
        api.create_office(tmp_path)


def test_nothing_that_fails_changes_the_workspace(office: api.Office, tmp_path: Path) -> None:
    before = sorted(
        path.relative_to(office.workspace.root) for path in office.workspace.root.rglob("*") if path.is_file()
    )
    api.import_files(office, [write(tmp_path / "a.csv", "甲,乙\n1,2\n")])
    after = sorted(
        path.relative_to(office.workspace.root) for path in office.workspace.root.rglob("*") if path.is_file()
    )
    assert [
        path for path in after if path not in before and "gaodi.db" not in path.name and path.name != "lock"
    ] == []
    assert api.list_sources(office) == ()


def test_a_sheet_with_few_columns_takes_nothing_away_and_the_cell_opens_to_its_own_source(
    office: api.Office, tmp_path: Path
) -> None:
    firm = "91430100XN00000A14"
    api.import_files(office, [write(tmp_path / "a.csv", HEADER + GOOD)])
    api.import_files(
        office,
        [write(tmp_path / "b.csv", f"统一社会信用代码,企业名称,地址\n{firm},改名（示例）公司,星沙一路\n")],
    )
    cells = {cell["name"]: cell for cell in api.get_enterprise(office, firm).identity}
    assert (cells["name"]["value"], cells["district_code"]["value"]) == ("改名（示例）公司", "430100")
    opened = {name: dict(api.trace_origin(office, cells[name]["ref"]).lines)["文件 File"] for name in cells}
    assert (opened["name"], opened["address"], opened["district_code"]) == ("b.csv", "b.csv", "a.csv")


def test_the_same_bytes_under_another_name_say_both_names(office, tmp_path) -> None:
    for name in ("甲.csv", "乙.csv"):
        (tmp_path / name).write_text("统一社会信用代码,企业名称\n91430100XN00000A14,甲\n", encoding="utf-8")
    api.import_files(office, [tmp_path / "甲.csv"])
    (again,) = api.import_files(office, [tmp_path / "乙.csv"]).outcomes
    assert again.source_name == "乙.csv"
    assert "乙.csv（与来源 甲.csv 内容相同）" in again.zh
    assert "甲.csv" in again.en


def test_a_day_before_any_rules_leaves_the_titles_unknown_and_computes_the_rest(office, tmp_path) -> None:
    path = tmp_path / "甲.csv"
    path.write_text("统一社会信用代码,企业名称\n91430100XN00000A14,甲\n", encoding="utf-8")
    api.import_files(office, [path])
    summary = api.compute_run(office, on=date(2015, 1, 1))
    assert summary.n_enterprises == 1
    assert summary.chains
    assert {(tier.document, tier.n_met_without_title, tier.n_undecided) for tier in summary.tiers} == {
        (None, None, None)
    }


def test_a_filled_form_says_nothing_about_its_guide(office, tmp_path) -> None:
    form = api.write_template(office.catalogue, "enterprise", tmp_path / "名录.xlsx")
    empty = api.import_files(office, [form]).outcomes
    assert [outcome.kind for outcome in empty] == ["failed"]
    assert "填写说明" not in empty[0].zh
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    values = {"统一社会信用代码": "91430100XN00000A14", "企业名称": "甲"}
    for position, cell in enumerate(sheet[1], start=1):
        sheet.cell(2, position, next((v for k, v in values.items() if k in str(cell.value)), None))
    book.save(form)
    (outcome,) = api.import_files(office, [form]).outcomes
    assert (outcome.kind, outcome.n_accepted) == ("table", 1), outcome.zh
