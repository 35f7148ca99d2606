"""Promises of a workspace's parcels, with a contract's sheet over what the tables say."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from gaodi import api
from gaodi.base import InputError, TableError
from gaodi.cli import printing
from gaodi.cli.app import main

FIRM = "91430100XN00000A14"
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> api.Office:
    root = tmp_path_factory.mktemp("land")
    made = api.create_office(root / "w")
    sheets = {
        "地块.csv": "宗地编号,面积,状态,亩均税收要求,使用企业\nG1,60,在建,20," + FIRM + "\nG2,30,可供,25,\n",
        "项目.csv": "项目编号,项目名称,建设单位代码,阶段,总投资,累计完成投资,达产年产值,开工日期,投产日期\n"
        f"X1,虚拟项目,{FIRM},开工,24000,9000,36000,2025-11-20,2027-06-30\n",
    }
    paths = []
    for name, text in sheets.items():
        (root / name).write_text(text, encoding="utf-8")
        paths.append(root / name)
    api.import_files(made, paths)
    return made


@pytest.fixture
def write(tmp_path: Path):
    def make(text: str) -> Path:
        path = tmp_path / "承诺.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def test_the_tables_alone_hold_three_promises(office: api.Office) -> None:
    found = {line.item_id: line for line in api.check_land_promises(office, on=ON)}
    assert found.keys() == {"investment_intensity", "output_per_mu", "tax_per_mu"}
    line = found["investment_intensity"]
    assert (line.promised, line.actual, line.state, line.days) == (400, 150, "not_yet_due", 394)
    assert all(cell.startswith("cell:") for cell in line.cells)


def test_a_contract_goes_before_the_tables(office: api.Office, write, tmp_path: Path) -> None:
    path = write(
        "宗地编号,承诺事项,承诺值,到期日,合同\nG1,投资强度,300,2026-05-31,合同一\nG1,开工日期,2025-11-01,,合同一\n"
        "G1,投产,2027-01-01,,\nG1,竣工,—,,\n"
    )
    found = {line.item_id: line for line in api.check_land_promises(office, on=ON, promises=path)}
    line = found["investment_intensity"]
    assert (line.promised, line.state, line.days, line.document) == (300, "not_met", 1, "合同一")
    assert line.cells[0] == "承诺.csv/Sheet1/2/承诺值"
    assert (found["started"].state, found["started"].days) == ("not_met", 19)
    assert (found["in_production"].state, found["in_production"].days) == ("not_yet_due", 214)
    assert found["completed"].state == "unknown"
    n = api.write_promise_report(tuple(found.values()), tmp_path / "o.csv")
    assert (n, (tmp_path / "o.csv").read_text(encoding="utf-8").count("\n")) == (6, 7)
    with pytest.raises(InputError, match="不能写入"):
        api.write_promise_report(tuple(found.values()), tmp_path / "nowhere" / "o.csv")


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("宗地编号,事项,承诺值\nG9,投资强度,1\n", InputError, "第 2 行的宗地编号「G9」"),
        ("宗地编号,事项,承诺值\nG1,绿化,1\n", InputError, "第 2 行的事项「绿化」不认识"),
        ("宗地编号,事项,承诺值\nG1,投资强度,若干\n", InputError, "第 2 行「承诺值」的内容「若干」不是数"),
        ("宗地编号,事项,承诺值\nG1,开工,明年\n", InputError, "第 2 行「承诺值」的内容「明年」不是一天"),
        (
            "宗地编号,事项,承诺值,到期日\nG1,投资强度,1,2026\n",
            InputError,
            "第 2 行「到期日」的内容「2026」不是一天",
        ),
        ("宗地编号,事项,承诺值\nG1,开工,2026-01-01\nG1,开工,2026-01-02\n", InputError, "不止一次"),
        ("宗地编号,事项\nG1,开工\n", TableError, "没有「承诺值」列"),
        ("颜色,事项\n红,开工\n", TableError, "没有表头"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_where(office: api.Office, write, text, error, said) -> None:
    with pytest.raises(error, match=said):
        api.check_land_promises(office, on=ON, promises=write(text))


def test_the_command_says_what_the_facade_says(
    office: api.Office,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = office.workspace.root
    for extra in ([], ["--json"], ["-o", tmp_path / "o.csv"]):
        words = ["gaodi", "promises", "-w", root, "--on", "2026-06-01", *extra]
        monkeypatch.setattr(sys, "argv", [*map(str, words)])
        monkeypatch.setattr(printing.stdout, "_width", 200)  # made when the program starts
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr().out
        assert not ended.value.code
        if extra == ["--json"]:
            assert json.loads(out) == api.to_plain(api.check_land_promises(office, on=ON))
        else:
            assert "还有 394 天" in out
    assert (tmp_path / "o.csv").is_file()
