"""`gaodi complexity` and `gaodi io` say what the facade says, in words, in JSON and in files."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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
def flows(tmp_path: Path) -> Path:
    path = tmp_path / "Z.csv"
    path.write_text("sector,农,工\n农,150,500\n工,200,100\n", encoding="utf-8")
    (tmp_path / "x.csv").write_text("sector,output\n农,1000\n工,2000\n", encoding="utf-8")
    return path


@pytest.fixture
def values(tmp_path: Path) -> Path:
    path = tmp_path / "v.csv"
    path.write_text("地区,粮,纱,车\n长沙,1,1,1\n株洲,1,1,0\n湘潭,1,0,0\n", encoding="utf-8")
    return path


def test_a_table_in_words_in_json_and_in_files(run: Run, flows: Path, tmp_path: Path) -> None:
    words = ("io", flows, "--output", tmp_path / "x.csv")
    code, out, err = run(*words, "-o", tmp_path / "out")
    assert code == 0, err
    assert "2 个部门" in out
    assert "100.0%" in out
    assert "◆ 关键" in out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "A.csv", "B.csv", "G.csv", "L.csv", "sectors.csv", "sectors.xlsx",
    ]  # fmt: skip
    code, out, _ = run(*words, "--json")
    said = json.loads(out)
    assert said["n_key"] == 1
    assert said["is_balanced"] is None
    assert said["top"][0]["multiplier"] == pytest.approx(440 / 303)
    assert said["top"][0]["import_share"] is None


def test_a_matrix_in_words_in_json_and_in_files(run: Run, values: Path, tmp_path: Path) -> None:
    words = ("complexity", values, "--presence", "manual")
    code, out, err = run(*words, "-o", tmp_path / "out", "--region", "湘潭")
    assert code == 0, err
    assert "长沙" in out
    assert "1.225" in out
    assert "纱：与现有行业的接近度 0.308" in out
    assert {path.stem for path in (tmp_path / "out").iterdir()} >= {
        "regions", "industries", "mcp", "proximity", "density", "cog",
    }  # fmt: skip
    code, out, _ = run(*words, "--json", "--asymmetric")
    said = json.loads(out)
    assert said["proximity"] == "asymmetric"
    assert said["validity"]["second_eigenvalue"] == pytest.approx(0.25)
    code, out, _ = run("complexity", values, "--continuous", "--json")
    assert json.loads(out)["presence"] == "rca"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("complexity", "v.csv", "--asymmetric", "--continuous"), "choose one of"),
        (("complexity", "v.csv", "--presence", "both"), "must be rca or manual"),
        (("complexity", "v.csv", "--region", "衡阳"), "region '衡阳' is not in the matrix"),
        (("complexity", "none.csv"), "there is no"),
        (("io", "Z.csv"), "has no output"),
        (("io", "Z.csv", "--output", "x.csv", "--local"), "has no imports and exports"),
        (("io", "Z.csv", "--output", "x.csv", "--forward", "both"), "must be leontief or ghosh"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, flows: Path, values: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(flows.parent)
    code, _, err = run(*words)
    assert code == 2
    assert said in " ".join(err.split())


def test_help_has_examples(run: Run) -> None:
    for command in ("io", "complexity"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert "示例" in out
