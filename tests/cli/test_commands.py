"""The command line asks the facade and ends with a readable message and a stable code."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from gaodi import api
from gaodi.cli.app import app, main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def gaodi(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run the command line in this process; one test below starts it as a process of its own."""

    def run(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["gaodi", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


Gaodi = Callable[..., Done]


def test_verdict_on_the_command_line_is_the_verdict_of_the_facade(
    gaodi: Gaodi, demo: api.Office, demo_root: Path
) -> None:
    own_id = api.list_enterprises(demo, size=1).rows[0]["enterprise_id"]
    for day in ("2026-03-01", "2026-06-01"):
        done = gaodi("cultivate", own_id, "--target", "小巨人", "--on", day, "-w", demo_root, "--json")
        assert done.returncode == 0, done.stderr
        verdict = api.judge_enterprise(demo, own_id, "little_giant", on=date.fromisoformat(day))
        assert json.loads(done.stdout) == api.to_plain(verdict)


QUESTIONS = {
    "today": [],
    "sources": [],
    "quarantine": [],
    "region": [],
    "chains": [],
    "enterprises": [],
    "tiers": [],
    "targets": [],
}


@pytest.mark.parametrize("command", QUESTIONS)
def test_every_question_answers_in_words_and_in_json(gaodi: Gaodi, command: str, demo_root: Path) -> None:
    words = gaodi(command, "-w", demo_root)
    assert words.returncode == 0, words.stderr
    assert words.stdout.strip()
    plain = gaodi(command, "-w", demo_root, "--json")
    json.loads(plain.stdout)


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.zh.md").read_text(encoding="utf-8")
    for info in app.registered_commands:
        assert info.callback is not None
        assert info.callback.__doc__, info.name
        assert f"gaodi {info.name}" in readme or f"`{info.name}`" in readme or f"{info.name}" in readme, (
            info.name
        )


@pytest.mark.parametrize(
    ("words", "code", "say"),
    [
        (("run", "-w", "nowhere"), 3, "工作区"),
        (("cultivate", "X", "--on", "someday", "-w", "DEMO"), 2, "someday"),
        (("cultivate", "X", "-w", "DEMO"), 2, "没有企业"),
        (("template", "nothing", "-o", "x.xlsx"), 2, "nothing"),
        (("synth",), 2, "-o"),
    ],
)
def test_mistakes_end_with_words_in_two_languages_and_a_code(
    gaodi: Gaodi, words: tuple[str, ...], code: int, say: str, demo_root: Path
) -> None:
    done = gaodi(*(demo_root if word == "DEMO" else word for word in words))
    assert done.returncode == code
    assert say in done.stderr
    assert "Traceback" not in done.stderr


def test_a_workspace_from_files_to_brief(gaodi: Gaodi, tmp_path: Path) -> None:
    root, form = tmp_path / "w", tmp_path / "form.xlsx"
    firms = tmp_path / "企业.csv"
    firms.write_text(
        "统一社会信用代码,企业名称,所在地\n91430100XN00000A14,某某（示例）装备有限公司,长沙市\n",
        encoding="utf-8",
    )
    assert gaodi("template", "enterprise_year", "-o", form).returncode == 0
    assert form.stat().st_size > 0
    assert gaodi("init", root).returncode == 0
    first = gaodi("import", firms, "-w", root)
    assert first.returncode == 0, first.stderr
    again = gaodi("import", firms, "-w", root)
    assert "没有变化" in again.stdout
    done = gaodi("run", "-w", root, "--on", "2026-06-01")
    assert done.returncode == 0, done.stderr
    assert gaodi("brief", "-w", root, "-o", tmp_path / "b.docx").returncode == 0
    assert (tmp_path / "b.docx").stat().st_size > 0


def test_a_failed_file_is_told_by_the_exit_code(gaodi: Gaodi, tmp_path: Path) -> None:
    root, empty = tmp_path / "w", tmp_path / "empty.csv"
    empty.touch()
    gaodi("init", root)
    done = gaodi("import", empty, "-w", root)
    assert done.returncode == 1
    assert "0 字节" in done.stdout or "空" in done.stdout


def test_the_command_line_is_a_program_that_prints_utf_8(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gaodi.cli", "run", "-w", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 3
    assert "工作区" in done.stderr.decode("utf-8")


def test_square_brackets_in_a_cell_are_text(gaodi: Gaodi, tmp_path: Path) -> None:
    root, firms = tmp_path / "w", tmp_path / "[bold]名录.csv"
    firms.write_text(
        "统一社会信用代码,企业名称,年度,营业收入\n91430100XN00000A14,甲,2025,[/red]:star:\n", encoding="utf-8"
    )
    gaodi("init", root)
    assert "[bold]名录.csv" in gaodi("import", firms, "-w", root).stdout
    shown = gaodi("quarantine", "-w", root)
    assert shown.returncode == 0, shown.stderr
    assert "[/red]:star:" in shown.stdout
    # The file is named too: row 2 of which of twenty workbooks?
    assert "[bold]名录.csv" in shown.stdout


def test_a_missing_datum_is_named_in_words(gaodi: Gaodi, tmp_path: Path) -> None:
    root, firms = tmp_path / "w", tmp_path / "名录.csv"
    firms.write_text("统一社会信用代码,企业名称\n91430100XN00000A14,甲\n", encoding="utf-8")
    gaodi("init", root)
    gaodi("import", firms, "-w", root)
    shown = gaodi("cultivate", "91430100XN00000A14", "--on", "2026-06-01", "-w", root)
    assert "企业年度数据“营业收入”（2025 年）" in shown.stdout
    assert "enterprise_year." not in shown.stdout


def test_an_empty_list_says_so(gaodi: Gaodi, tmp_path: Path) -> None:
    gaodi("init", tmp_path / "w")
    assert "没有隔离" in gaodi("quarantine", "-w", tmp_path / "w").stdout
    assert "还没有来源" in gaodi("sources", "-w", tmp_path / "w").stdout
    # Nothing was counted yet: unknown, not 0.
    assert "企业 —" in gaodi("today", "-w", tmp_path / "w").stdout


@pytest.mark.parametrize("words", [("nosuch",), ("import",), ("run", "--nosuch"), ("synth", "-n", "many")])
def test_a_command_that_cannot_be_read_says_so_in_both_languages(
    gaodi: Gaodi, words: tuple[str, ...]
) -> None:
    done = gaodi(*words)
    assert done.returncode == 2
    assert "命令写法有误" in done.stderr
    assert "cannot be read" in done.stderr
    assert "--help" in done.stderr


def test_a_place_that_cannot_be_written_is_named(gaodi: Gaodi, demo_root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for command in (("brief", "-w", demo_root), ("template", "task"), ("synth", "-n", "100")):
        place = tmp_path / "file" / "x" / ("b.docx" if command[0] == "brief" else "t.xlsx")
        done = gaodi(*command, "-o", place)
        assert done.returncode in {2, 3}, done.stderr
        assert str(tmp_path / "file") in done.stderr.replace("\n", "")


@pytest.mark.parametrize("words", [("-o", "t.csv"), ("-o", "t.xlsx", "--lang", "fr")])
def test_a_form_is_a_workbook_in_a_known_language(
    gaodi: Gaodi, words: tuple[str, ...], tmp_path: Path
) -> None:
    done = gaodi("template", "task", *(tmp_path / word if word.startswith("t.") else word for word in words))
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_is_confirmed(gaodi: Gaodi, demo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(office: api.Office) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "list_sources", interrupt)
    done = gaodi("sources", "-w", demo_root)
    assert done.returncode == 130
    assert "已中断" in done.stderr
