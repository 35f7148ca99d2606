"""The command line asks the facade and ends with a readable message and a stable code."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from gaodi import api
from gaodi.cli import printing
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
        monkeypatch.setattr(printing.stdout, "_width", 200)  # made when the program starts
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


def test_every_help_shows_an_example() -> None:
    for info in app.registered_commands:
        assert info.callback is not None
        assert "示例：gaodi " in (info.callback.__doc__ or ""), info.name


def test_an_import_says_in_both_languages_what_was_refused_and_what_comes_next(
    gaodi: Gaodi, tmp_path: Path
) -> None:
    root, good, bad, text = (tmp_path / name for name in ("w 1", "名录.csv", "颜色.csv", "讲话.txt"))
    good.write_text("统一社会信用代码,企业名称\n91430100XN00000A14,甲\n不是代码,乙\n", encoding="utf-8")
    bad.write_text("颜色,味道\n红,甜\n", encoding="utf-8")
    text.write_text("2025年增长7.5%。\n", encoding="utf-8")
    assert f"-w '{root}'" in gaodi("init", root).stdout
    done = gaodi("import", good, bad, text, "-w", root)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    said = next(number for number, line in enumerate(lines) if line.startswith("失败  颜色.csv："))
    assert "'Sheet1'" in lines[said + 1]  # the same in English
    assert "企业名录 enterprise" in done.stdout
    assert f"gaodi quarantine -w '{root}'" in done.stdout
    assert f"gaodi run -w '{root}'" in done.stdout
    row = next(line for line in done.stdout.splitlines() if line.startswith("│ 颜色.csv"))
    assert "0" not in row  # nothing was read: that is no count


def test_the_mapping_of_a_text_and_of_several_files(gaodi: Gaodi, tmp_path: Path) -> None:
    root, text = tmp_path / "w", tmp_path / "讲话.txt"
    text.write_text("2025年增长7.5%。\n", encoding="utf-8")
    gaodi("init", root)
    shown = gaodi("import", text, "--dry-run", "-w", root)
    assert shown.returncode == 0, shown.stderr
    assert "没有列对应" in shown.stdout
    refused = gaodi("import", text, text, "--save-mapping", tmp_path / "m.yaml", "-w", root)
    assert refused.returncode == 2
    assert not (tmp_path / "m.yaml").exists()


def test_a_workspace_with_only_a_text_asks_for_a_table(gaodi: Gaodi, tmp_path: Path) -> None:
    root, text = tmp_path / "w", tmp_path / "讲话.txt"
    text.write_text("2025年增长7.5%。\n", encoding="utf-8")
    gaodi("init", root)
    gaodi("import", text, "-w", root)
    done = gaodi("run", "-w", root)
    assert done.returncode == 2
    assert "还没有导入表格" in done.stderr


def test_filters_take_names_and_refuse_what_nobody_knows(gaodi: Gaodi, demo_root: Path) -> None:
    for option, name in (("--city", "长沙市"), ("--chain", "工程机械"), ("--title", "小巨人")):
        found = gaodi("enterprises", option, name, "-w", demo_root, "--json")
        assert json.loads(found.stdout)["total"] > 0, option
        refused = gaodi("enterprises", option, "没有这个", "-w", demo_root)
        assert refused.returncode == 2
        assert "没有这个" in refused.stderr


def test_a_console_of_another_encoding_is_no_reason_to_fail(demo_root: Path) -> None:
    for words in (["tiers"], ["chains"], ["chains", "--json"], ["nosuch"]):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "gaodi.cli",
                *words,
                *(["-w", str(demo_root)] if words != ["nosuch"] else []),
            ],
            capture_output=True,
            timeout=120,
            env={**os.environ, "PYTHONIOENCODING": "gbk"},
        )
        assert b"Traceback" not in done.stderr
        assert done.returncode == (2 if words == ["nosuch"] else 0)
    # JSON loses no sign: what the stream lacks is escaped.
    assert json.loads(
        subprocess.run(
            [sys.executable, "-m", "gaodi.cli", "chains", "--json", "-w", str(demo_root)],
            capture_output=True,
            timeout=120,
            env={**os.environ, "PYTHONIOENCODING": "latin-1"},
            check=True,
        ).stdout
    )


def test_a_port_that_is_taken_is_said_in_both_languages(gaodi: Gaodi, demo_root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = gaodi("serve", "-w", demo_root, "--port", port)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr
    assert "工作台：" not in done.stdout


def test_the_demos_briefs_are_listed_in_the_workbench(gaodi: Gaodi, tmp_path: Path) -> None:
    done = gaodi("demo", tmp_path / "demo", "-n", "100", "--on", "2026-06-01")
    assert done.returncode == 0, done.stderr
    found = api.list_briefs(api.open_office(tmp_path / "demo"))
    assert {item["format"] for item in found} == {"docx", "html"}
    assert all(item["name"] in done.stdout for item in found)


def test_links_without_a_firm_are_named_in_chinese(gaodi: Gaodi, demo_root: Path) -> None:
    shown = gaodi("chains", "工程机械", "-w", demo_root).stdout
    nearest = [line for line in shown.splitlines() if line.startswith("最接近「")]
    assert nearest
    assert not [line for line in nearest if line[4].isascii()]


def test_a_region_without_targets_says_so(gaodi: Gaodi, tmp_path: Path) -> None:
    root, firms = tmp_path / "w", tmp_path / "名录.csv"
    firms.write_text("统一社会信用代码,企业名称\n91430100XN00000A14,甲\n", encoding="utf-8")
    gaodi("init", root)
    gaodi("import", firms, "-w", root)
    gaodi("run", "-w", root)
    assert "还没有目标" in gaodi("targets", "-w", root).stdout
