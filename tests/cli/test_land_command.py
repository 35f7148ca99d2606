"""`gaodi land` says what the facade says, in words and in JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gaodi import api
from gaodi.cli import printing
from gaodi.cli.app import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def start(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gaodi", *map(str, words)])
        monkeypatch.setattr(printing.stdout, "_width", 220)  # made when the program starts
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return start


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "企业.csv"
    path.write_text(
        "企业名称,类别,亩均税收\n" + "".join(f"虚拟{n},规下,{50 - n}\n" for n in range(1, 5)),
        encoding="utf-8",
    )
    return path


def test_scores_in_words_in_json_and_in_a_file(run: Run, sheet: Path, tmp_path: Path) -> None:
    words = ("land", sheet, "-s", "city_45_20_15_15_5", "--base", "below_scale.tax_per_mu=20")
    code, out, err = run(*words, "-o", tmp_path / "o.xlsx")
    assert code == 0, err
    assert "245" in out
    assert (tmp_path / "o.xlsx").stat().st_size > 0
    code, out, _ = run(*words, "--json")
    said = json.loads(out)
    assert [score["class_id"] for score in said["result"]["scores"]] == ["A", "B", "C", "D"]
    code, out, _ = run(*words, "--firm", "虚拟2")
    assert "48 ÷ 20 × 100 = 240 分" in out


def test_without_a_file_the_standards_are_listed(run: Run) -> None:
    code, out, _ = run("land")
    assert code == 0
    assert "huangyan_2021" in out
    code, out, _ = run("land", "--json")
    assert {item["id"] for item in json.loads(out)} == {item.id for item in api.list_land_standards()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-s", "huangyan_2022", "--base", "亩均税收"], "应写成 指标=数"),
        (["-s", "huangyan_2022", "--base", "亩均税收=nan"], "应写成 指标=数"),
        (["--standard", "x"], "没有评价办法「x」"),
        (["-s", "huangyan_2022", "--firm", "虚拟9"], "没有企业「虚拟9」"),
        (["-s", "huangyan_2022", "-o", "x.txt"], ".xlsx 或 .csv"),
        ([], "请用 --standard 指定评价办法：city_45_20_15_15_5、huangyan_2021"),
    ],
)
def test_mistakes_are_named(run: Run, sheet: Path, words: list[str], said: str) -> None:
    code, _, err = run("land", sheet, *words)
    assert code == 2
    assert said in err


def test_a_questionnaire_is_judged_in_words_and_in_json(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("digital", "--template")
    path = tmp_path / "问卷.yaml"
    path.write_text(out, encoding="utf-8")
    code, out, err = run("digital", path)
    assert code == 0, err
    assert "未达一级至四级" in out
    assert "到一级：还差 20 分" in out
    code, out, _ = run("digital", path, "--json")
    assert json.loads(out) == api.to_plain(api.judge_digital_file(path))
    code, _, err = run("digital")
    assert (code, "--template" in err) == (2, True)


def test_corrections_and_open_ranks_are_shown(run: Run, tmp_path: Path) -> None:
    sheet, told = tmp_path / "企业.csv", tmp_path / "更正.csv"
    rows = "".join(f"虚拟{n},规下,{60 + n},0.2\n" for n in range(60))
    sheet.write_text(f"企业名称,类别,亩均税收,单位用电税收\n{rows}虚拟未知,规下,,0.2\n", encoding="utf-8")
    told.write_text("企业,指标,更正值,理由\n虚拟0,亩均税收,200,完税证明\n", encoding="utf-8")
    code, out, err = run("land", sheet, "-s", "huangyan_2022", "--correct", told)
    assert code == 0, err
    assert "完税证明" in out
    assert "60 → 1" in out
    assert "1–2" in out
    assert "只列 50 家" in out


def test_a_sheet_is_kept_listed_and_scored_again_with_what_was_disputed(
    run: Run, sheet: Path, tmp_path: Path
) -> None:
    office = api.create_office(tmp_path / "w")
    where = ("-w", tmp_path / "w")
    assert "还没有亩均评价表" in run("land", "--kept", *where)[1]
    words = (
        "land",
        sheet,
        "-s",
        "city_45_20_15_15_5",
        "--base",
        "below_scale.tax_per_mu=20",
        "--keep",
        *where,
    )
    code, out, err = run(*words)
    assert code == 0, err
    kept = api.list_evaluations(office)[0]
    assert kept.evaluation_id in out
    assert kept.evaluation_id in run("land", "--kept", *where)[1]
    assert json.loads(run("land", "--kept", "--json", *where)[1])[0]["standard_id"] == "city_45_20_15_15_5"
    api.correct_land_datum(
        office, kept.evaluation_id, "虚拟4", "tax_per_mu", "60", reason="漏计", who="王会计"
    )
    said = json.loads(run("land", kept.evaluation_id, "--kept", "--json", *where)[1])
    assert [score["class_id"] for score in said["before"]["scores"]] == ["A", "B", "C", "D"]
    assert [score["class_id"] for score in said["result"]["scores"]] == ["B", "C", "D", "A"]
    assert "异议更正" in run("land", kept.evaluation_id, "--kept", *where)[1]
    assert run("land", "nowhere", "--kept", *where)[0] != 0
    code, _, err = run(*words, "--correct", sheet)
    assert code != 0
    assert "--keep" in err
    office.workspace.ledger.close()
