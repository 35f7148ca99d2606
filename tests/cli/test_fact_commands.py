"""Facts, conflicts, questions and freshness on the command line, with and without a workspace."""

import csv
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaodi import api
from gaodi.cli import printing
from gaodi.cli.app import main

DAILY = "2025年，湖南省地区生产总值达到55300亿元，规模以上工业增加值增长6.2%。"
OTHER = "2025年，湖南省地区生产总值为49000亿元。"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Gaodi = Callable[..., Done]


@pytest.fixture
def gaodi(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Gaodi:
    def run(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["gaodi", *map(str, words)])
        # The consoles are made when the program starts; a wide one keeps words whole. `width` would be put back as a fixed
        # number that later tests could not widen; `_width` is put back as none.
        monkeypatch.setattr(printing.stdout, "_width", 240)
        monkeypatch.setattr(printing.stderr, "_width", 240)
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "日报.txt", tmp_path / "公报.txt"
    for path, text in zip(paths, (DAILY, OTHER), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.fixture
def workspace(gaodi: Gaodi, tmp_path: Path, texts: tuple[Path, Path]) -> Path:
    root = tmp_path / "w"
    assert gaodi("init", root).returncode == 0
    done = gaodi("import", *texts, "-w", root, "--date", "2026-01")
    assert done.returncode == 0, done.stderr
    return root


def test_facts_of_a_file_are_a_table_and_lines_in_the_fields_of_the_schema(
    gaodi: Gaodi, texts: tuple[Path, Path], tmp_path: Path
) -> None:
    shown = gaodi("facts", texts[0])
    assert shown.returncode == 0, shown.stderr
    assert "5,530,000,000,000" in shown.stdout
    assert "地区生产总值" in shown.stdout
    out = tmp_path / "out.jsonl"
    assert gaodi("facts", *texts, "--date", "2026-01", "--region", "湖南省", "--jsonl", out).returncode == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    schema = (Path(__file__).parents[2] / "docs" / "howto" / "facts.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in schema for name in rows[0])
    first = rows[0]
    assert (first["doc"], first["text"], first["value"]) == ("日报.txt", "55300亿元", 5530000000000)
    assert DAILY[first["start"] : first["end"]] == first["text"]
    assert [row["value"] for row in rows if row["unit"] == "%"] == [6.2]


def test_lines_go_to_the_standard_output_and_nothing_else_does(texts: tuple[Path, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gaodi.cli", "facts", str(texts[0]), "--jsonl", "-"],
        capture_output=True, check=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert [json.loads(line)["doc"] for line in done.stdout.splitlines()] == ["日报.txt", "日报.txt"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(
    gaodi: Gaodi, texts: tuple[Path, Path], tmp_path: Path
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    done = gaodi("facts", texts[0], empty)
    assert done.returncode == 1
    assert "空.txt" in done.stderr
    assert "地区生产总值" in done.stdout


def test_two_files_are_compared_and_fact_lines_give_the_same(
    gaodi: Gaodi, texts: tuple[Path, Path], tmp_path: Path
) -> None:
    pairs, lines, again = tmp_path / "c.jsonl", tmp_path / "f.jsonl", tmp_path / "d.jsonl"
    shown = gaodi("conflicts", *texts)
    assert shown.returncode == 0, shown.stderr
    assert "✗ 矛盾" in shown.stdout
    gaodi("conflicts", *texts, "--jsonl", pairs)
    gaodi("facts", *texts, "--jsonl", lines)
    gaodi("conflicts", lines, "--jsonl", again)
    found = [[json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in (pairs, again)]
    told = [{(row["label"], row["a"]["doc"], row["b"]["doc"]) for row in rows} for rows in found]
    assert told[0] == told[1]
    conflict = next(row for row in found[0] if row["label"] == "conflict")
    assert {conflict["a"]["doc"], conflict["b"]["doc"]} == {"日报.txt", "公报.txt"}
    assert conflict["zh"]
    assert conflict["en"]


def test_names_are_resolved_to_a_file_and_a_table(gaodi: Gaodi, tmp_path: Path) -> None:
    names, register, out = (tmp_path / name for name in ("名单.csv", "名录.csv", "对应.csv"))
    names.write_text("企业名称\n三一重工\n无此企业有限公司\n", encoding="utf-8")
    register.write_text("标识,企业名称\nA1,三一重工股份有限公司\n", encoding="utf-8")
    done = gaodi("resolve", "--names", names, "--register", register, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "2 个名称，对上 1 个，未定 1 个" in done.stdout
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert [row["名录标识"] for row in csv.DictReader(file)] == ["A1", ""]
    plain = json.loads(gaodi("resolve", "--names", names, "--register", register, "--json").stdout)
    assert [link["register_id"] for link in plain] == ["A1", None]
    missing = gaodi("resolve", "--names", tmp_path / "none.csv", "--register", register)
    assert missing.returncode == 2
    assert "none.csv" in missing.stderr


@pytest.mark.parametrize(
    ("words", "code", "say"),
    [
        (("facts", "TEXT", "-w", "W"), 2, "gaodi import"), (("facts", "TEXT", "--date", "昨天"), 2, "昨天"),
        (("facts", "-w", "W", "-o", "x.doc"), 2, ".xlsx"), (("conflicts", "-w", "nowhere"), 3, "工作区"),
        (("correct", "f1-none", "-r", "x", "--reject", "-w", "W"), 2, "f1-none"),
        (("correct", "f1-none", "-r", "x", "-w", "W"), 2, "--reject"),
        (("correct", "f1-none", "-r", "x", "--set", "value", "-w", "W"), 2, "value"),
        (("undo", "9", "-r", "x", "-w", "W"), 2, "9"), (("undo", "9" * 20, "-r", "x", "-w", "W"), 2, "9"), (("answer", "x:1", "right", "-r", "x", "-w", "W"), 2, "x:1"),
        (("questions", "--kind", "guess", "-w", "W"), 2, "guess"),
        (("datasets", "set", "none", "--owner", "甲", "-w", "W"), 2, "none"),
        (("propose", "x", "-w", "W"), 2, "[proposals]"), (("facts", "-w", "W", "--state", "odd"), 2, "odd"),
        (("conflicts", "-w", "W", "--verdict", "odd"), 2, "odd"), (("conflicts", "TEXT", "--severity", "odd"), 2, "odd"),
    ],
)  # fmt: skip
def test_mistakes_are_said_in_two_languages_with_a_code(
    gaodi: Gaodi, workspace: Path, texts: tuple[Path, Path], words: tuple[str, ...], code: int, say: str
) -> None:
    places = {"TEXT": texts[0], "W": workspace}
    done = gaodi(*(places.get(word, word) for word in words))
    assert done.returncode == code
    assert say in done.stderr
    assert "Traceback" not in done.stderr


def test_a_workspace_from_conflict_to_decision(gaodi: Gaodi, workspace: Path) -> None:
    found = json.loads(gaodi("conflicts", "-w", workspace, "--verdict", "conflict", "--json").stdout)
    assert found["total"] == 1
    row = found["rows"][0]
    asked = gaodi("questions", "-w", workspace, "--kind", "conflict")
    assert row["finding_id"] in asked.stdout
    prefer = row["facts"][0]["fact_id"]
    done = gaodi(
        "answer",
        f"conflict:{row['finding_id']}",
        "prefer",
        "--prefer",
        prefer,
        "-r",
        "公报为准",
        "-w",
        workspace,
    )
    assert done.returncode == 0, done.stderr
    assert "没有待回答" in gaodi("questions", "-w", workspace, "--kind", "conflict").stdout
    shown = gaodi("conflicts", "-w", workspace, "--verdict", "conflict").stdout
    assert "取其一" in shown
    assert json.loads(gaodi("conflicts", "-w", workspace, "--undecided", "--verdict", "conflict", "--json").stdout)[
        "total"
    ] == 0  # fmt: skip


def test_a_fact_is_corrected_and_the_correction_taken_back(gaodi: Gaodi, workspace: Path) -> None:
    row = json.loads(gaodi("facts", "-w", workspace, "-q", "6.2", "--json").stdout)["rows"][0]
    for huge in ("9e999999", "1e31", "1e-999999", "inf"):
        done = gaodi("correct", row["fact_id"], "--set", f"value={huge}", "-r", "核对", "-w", workspace)
        assert done.returncode == 2
        assert "value" in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr) < 1_000
    done = gaodi("correct", row["fact_id"], "--set", "value=6.3", "-r", "核对", "-w", workspace, "--json")
    view = json.loads(done.stdout)
    assert (view["current"]["fact"]["value"], view["current"]["extracted"]["value"]) == ("6.3", "6.2")
    assert "已更正" in gaodi("facts", "-w", workspace, "-q", "6.2").stdout
    number = view["history"][0]["judgement_id"]
    assert gaodi("undo", number, "-r", "看错", "-w", workspace).returncode == 0
    again = json.loads(gaodi("facts", "-w", workspace, "-q", "6.2", "--json").stdout)["rows"][0]
    assert (again["value"], again["state"]) == ("6.2", "extracted")


def test_facts_leave_as_lines_csv_and_excel(gaodi: Gaodi, workspace: Path, tmp_path: Path) -> None:
    lines, table, book = (tmp_path / f"x.{ending}" for ending in ("jsonl", "csv", "xlsx"))
    for path in (lines, table, book):
        done = gaodi("facts", "-w", workspace, "-o", path)
        assert done.returncode == 0, done.stderr
    rows = [json.loads(line, parse_float=Decimal) for line in lines.read_text(encoding="utf-8").splitlines()]
    with table.open(encoding="utf-8-sig", newline="") as file:
        sheet = list(csv.DictReader(file))
    cells = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))
    assert len(rows) == len(sheet) == len(cells) - 1 == 3
    at = cells[0].index("数值")
    assert sorted(Decimal(str(row[at])) for row in cells[1:]) == sorted(row["value"] for row in rows)
    assert {row["数值"] for row in sheet} == {format(Decimal(row["value"]), "f") for row in rows}


def test_freshness_is_declared_and_shown(gaodi: Gaodi, workspace: Path, tmp_path: Path) -> None:
    form = tmp_path / "月报.csv"
    form.write_text(
        "指标,主体,期间,比较方式,性质,数值,单位,来源,来源日期\n规上工业增加值,湖南省,2025-01..2025-10,增速,实际,6.1,%,月报,2025-11-20\n",
        encoding="utf-8",
    )
    assert gaodi("import", form, "-w", workspace).returncode == 0
    assert "？未知" in gaodi("freshness", "-w", workspace).stdout
    done = gaodi(
        "datasets", "set", "规模以上工业增加值@湖南省", "--owner", "运行处", "--frequency", "monthly",
        "--due-days", "20", "-w", workspace,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    late = json.loads(gaodi("freshness", "-w", workspace, "--late", "--on", "2026-03-01", "--json").stdout)
    assert [(row["owner"], row["due_on"], row["days_late"]) for row in late] == [("运行处", "2025-12-20", 71)]
    assert "✗ 逾期" in gaodi("freshness", "-w", workspace, "--on", "2026-03-01").stdout
    sdmx = tmp_path / "x.csv"
    assert gaodi("facts", "-w", workspace, "-o", sdmx, "--sdmx").returncode == 0
    with sdmx.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row)[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert (row["STRUCTURE"], row["ACTION"], row["TIME_PERIOD"], row["OBS_VALUE"]) == (
        "dataflow", "I", "2025-01-01/P10M", "6.1"
    )  # fmt: skip
    assert (row["INDICATOR"], row["COMPARISON"], row["STATUS"]) == (
        "above_scale_value_added",
        "growth",
        "actual",
    )


class Endpoint(BaseHTTPRequestHandler):
    """An OpenAI-style endpoint that proposes what the test says and remembers what it was asked."""

    answer: Any = None
    status = 200
    asked: list[tuple[str, dict[str, Any], str | None]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append((self.path, body, self.headers.get("Authorization")))
        self.send_response(self.status)
        self.end_headers()
        content = "以下是结果：\n```json\n" + json.dumps(self.answer, ensure_ascii=False) + "\n```"
        self.wfile.write(json.dumps({"choices": [{"message": {"content": content}}]}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[tuple[type[Endpoint], str]]:
    handler = type("Handler", (Endpoint,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield handler, f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def test_an_endpoint_proposes_and_only_what_holds_is_kept_until_a_person_accepts(
    gaodi: Gaodi,
    workspace: Path,
    endpoint: tuple[type[Endpoint], str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    handler, url = endpoint
    text = tmp_path / "补充.txt"
    text.write_text("全省能耗下降4.2%，亩均税收创新高，先进算力约3成上云，另有机器人3台。", encoding="utf-8")
    assert gaodi("import", text, "-w", workspace).returncode == 0
    office = api.open_office(workspace)
    source_id = next(s.source_id for s in api.list_sources(office) if s.name == "补充.txt")
    for fact in api.get_document(office, source_id).facts:
        # As if the extractor had found nothing: what it finds is not asked for again.
        office.workspace.ledger.register_document(api.get_source(office, source_id).source, "", [])
        assert fact
    config = workspace / "gaodi.toml"
    config.write_text(
        config.read_text(encoding="utf-8")
        + f'\n[proposals]\nurl = "{url}"\nmodel = "m-1"\nkey_variable = "MY_KEY"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("MY_KEY", "secret")
    said = {"unit": "%", "comparison": "growth", "indicator": "能耗", "subject": "湖南省", "period": "2025"}
    handler.answer = [
        {"quote": "4.2%", "context": "全省能耗下降4.2%", "value": -4.2, **said},
        {"quote": "4.3%", "context": "全省能耗下降4.3%", "value": -4.3, **said},
        {
            "quote": "3台",
            "context": "另有机器人3台",
            "value": 300,
            **said,
            "unit": "台",
            "comparison": "level",
        },
    ]
    before = api.list_facts(office).total
    done = gaodi("propose", source_id, "-w", workspace, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["n_proposed"], report["n_kept"]) == (3, 1)
    assert [item["quote"] for item in report["refused"]] == ["4.3%", "3台"]
    path, body, key = handler.asked[0]
    assert (path, body["model"], key) == ("/v1/chat/completions", "m-1", "Bearer secret")
    assert api.list_facts(office).total == before
    (asked,) = api.list_questions(office, kind="proposal").rows
    assert asked["detail"]["rule"] == "proposal:m-1"
    assert gaodi("answer", asked["question_id"], "right", "-r", "核对原文", "-w", workspace).returncode == 0
    assert api.list_facts(office).total == before + 1
    assert api.list_facts(office, indicator="能耗").rows[0]["value"] == Decimal("-4.2")
    handler.status = 503
    failed = gaodi("propose", source_id, "-w", workspace)
    assert failed.returncode == 2
    assert "503" in failed.stderr
    office.workspace.ledger.close()
