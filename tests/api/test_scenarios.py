"""Scenarios are kept, run again and written out, byte for byte the same."""

import json
import shutil
import time
from datetime import date

import openpyxl
import pytest
from docx import Document

from gaodi import api
from gaodi.base import InputError, NotFoundError

PARTS = {"name": "2022→2026", "from": "srdi_sme_2022", "to": "srdi_sme_2026", "on": date(2026, 6, 1)}


@pytest.fixture
def office(demo_root, tmp_path):
    root = tmp_path / "workspace"
    shutil.copytree(demo_root, root)
    found = api.open_office(root)
    yield found
    found.workspace.ledger.close()


def test_a_scenario_comes_back_as_it_was_saved_in_the_same_bytes(office):
    scenario = api.make_scenario(**PARTS, set={"SRDI26-6": "45"}, note="试算")
    path = api.save_scenario(office, scenario)
    first = path.read_bytes()
    assert api.get_scenario(office, "2022→2026") == scenario
    assert api.list_scenarios(office) == (scenario,)
    assert api.save_scenario(office, api.get_scenario(office, "2022→2026")).read_bytes() == first


def test_running_again_gives_the_same_bytes_in_every_form(office, tmp_path):
    scenario = api.make_scenario(**PARTS)
    written = []
    for turn in ("a", "b"):
        change = api.run_scenario(office, scenario)
        files = [
            api.export_scenario(office, change, tmp_path / turn / f"x{end}") for end in (".xlsx", ".docx")
        ]
        plain = json.dumps(api.to_plain(change), ensure_ascii=False).encode()
        written.append([plain, *(path.read_bytes() for path in files)])
        time.sleep(2.1)  # Office files keep the time in steps of two seconds
    assert written[0] == written[1]


def test_excel_and_word_say_what_the_record_says(office, tmp_path):
    change = api.run_scenario(office, api.make_scenario(**PARTS))
    assert change.by_chain
    book = openpyxl.load_workbook(api.export_scenario(office, change, tmp_path / "x.xlsx"))
    listed = list(book["名单"].values)
    assert len(listed) == 1 + change.firms.height
    assert {row[0] for row in listed[1:]} <= {"新符合", "不再符合", "数据不足，不能判断"}
    assert "合成数据" in book["说明"]["A3"].value
    text = "\n".join(
        p.text for p in Document(str(api.export_scenario(office, change, tmp_path / "x.docx"))).paragraphs
    )
    assert f"新符合 {change.n_gain:,} 家，不再符合 {change.n_lose:,} 家" in text


@pytest.mark.parametrize("name", ["", "a/b", "..", "x:y", ".hidden"])
def test_a_name_that_is_no_file_name_is_refused(name, office):
    with pytest.raises(InputError):
        api.get_scenario(office, name)


def test_mistakes_are_named(office, tmp_path):
    with pytest.raises(NotFoundError, match="--from"):
        api.get_scenario(office, "没有")
    with pytest.raises(InputError, match="on"):
        api.make_scenario(**{**PARTS, "on": "someday"})
    change = api.run_scenario(office, api.make_scenario(**PARTS))
    with pytest.raises(InputError, match="xlsx"):
        api.export_scenario(office, change, tmp_path / "x.pdf")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for ending in (".xlsx", ".docx"):
        (tmp_path / f"folder{ending}").mkdir()
        for place in ("file/x", "folder"):
            with pytest.raises(InputError, match="不能写入"):
                api.export_scenario(office, change, tmp_path / f"{place}{ending}")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    folder = office.workspace.root / "scenarios"
    folder.mkdir(exist_ok=True)
    (folder / "坏.yaml").write_text("name: 坏\nform: x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"坏\.yaml"):
        api.list_scenarios(office)


def test_a_file_written_by_hand_needs_no_quotes(office):
    folder = office.workspace.root / "scenarios"
    folder.mkdir(exist_ok=True)
    text = "name: 手写\nfrom: srdi_sme_2026\nto: srdi_sme_2026\non: 2026-06-01\nset: {SRDI26-6: 45, SRDI26-G3.valid_to: 2026-12-31}\n"
    (folder / "手写.yaml").write_text(text, encoding="utf-8")
    scenario = api.get_scenario(office, "手写")
    assert scenario.on == date(2026, 6, 1)
    assert scenario.changes == {"SRDI26-6": "45", "SRDI26-G3.valid_to": "2026-12-31"}
    (folder / "手写.yaml").write_text(text.replace("45", "off"), encoding="utf-8")
    with pytest.raises(InputError, match=r"set\.SRDI26-6"):
        api.get_scenario(office, "手写")


def test_a_scenario_is_kept_unless_told_to_replace_it_and_can_be_deleted(office):
    scenario = api.make_scenario(**PARTS)
    api.save_scenario(office, scenario, replace=False)
    with pytest.raises(InputError, match="已有情景"):
        api.save_scenario(office, api.make_scenario(**PARTS, note="别的"), replace=False)
    assert api.list_scenarios(office) == (scenario,)
    assert api.delete_scenario(office, "2022→2026") == scenario
    assert api.list_scenarios(office) == ()
    with pytest.raises(NotFoundError, match="没有情景"):
        api.delete_scenario(office, "2022→2026")


def test_every_clause_said_to_be_changeable_can_be_changed_and_left_out(office):
    for pack in api.list_comparable_packs(office):
        found = api.list_changeable(office, pack.id)
        assert found, pack.id
        for one in found:
            for value in filter(None, (one.threshold, "off")):
                name = {"name": "x", "from": pack.id, "to": pack.id, "on": date(2026, 6, 1)}
                api.save_scenario(office, api.make_scenario(**name, set={one.clause_id: value}))


def test_a_page_of_firms_is_a_slice_of_the_filtered_list(office):
    change = api.run_scenario(office, api.make_scenario(**PARTS))
    first, second = (api.describe_change(change, side="lose", page=page, size=5) for page in (1, 2))
    ids = [row["enterprise_id"] for view in (first, second) for row in view.found.rows]
    assert ids == api.filter_firms(change, side="lose")["enterprise_id"].head(10).to_list()
    assert first.found.total == change.n_lose
    with pytest.raises(InputError, match="luck"):
        api.describe_change(change, side="luck")
    with pytest.raises(InputError, match="501"):
        api.describe_change(change, size=501)
