"""Record files of clusters and factories, their templates, and errors that name file and key."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from gaodi import api
from gaodi.base import InputError, NotFoundError
from gaodi.cli import printing
from gaodi.cli.app import main

CLUSTER = """
name: 虚拟集群
year: 2025
values: {area: 80, n_champions_and_giants: 1, has_larger_accident: 否, has_data_incident: false, has_dishonesty: 无}
years:
  output: {2025: 800000, 2024: 600000, 2023: 500000, 2022: 400000}
  sme_output: {2025: 700000}
  leading_output: {2025: 700000}
"""


@pytest.fixture
def write(tmp_path: Path):
    def make(text: str) -> Path:
        path = tmp_path / "记录.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def test_a_cluster_is_judged_by_pack_or_by_title_and_province(write) -> None:
    on = date(2026, 6, 1)
    verdict = api.judge_subject_file(write("pack: cluster_2022\n" + CLUSTER), on=on)
    states = {clause.clause_id: clause.state for clause in verdict.clauses}
    assert (verdict.state, states["CL22-1"], states["CL22-2"]) == ("manual_review", "met", "met")
    clause = next(c for c in verdict.clauses if c.clause_id == "CL22-1c")
    assert clause.operands[0].cells == ("记录.yaml/years/sme_output/2025", "记录.yaml/years/output/2025")
    own = api.judge_subject_file(write('title: provincial_sme\nprovince: "530000"\n' + CLUSTER), on=on)
    assert own.pack_id == "cluster_2022_yunnan"
    assert own.deciding == ("sme_rd_expense@2025", "sme_rd_expense@2024", "sme_rd_expense@2023", "sme_rd_expense@2022", "platform_penetration")  # fmt: skip


def test_an_empty_record_is_a_record_of_which_nothing_is_known(write) -> None:
    for pack in api.list_subject_packs():
        text = api.write_subject_record(pack.id)
        assert yaml.safe_load(text)["pack"] == pack.id
        verdict = api.judge_subject_file(write(text))
        assert {c.state for c in verdict.clauses if c.operands} == {"unknown"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: 甲\n", "没有写规则包"),
        ("pack: cluster_2022\ncolour: 红\n", "`colour`"),
        ("pack: cluster_2022\nvalues: {colour: 1}\n", "`values.colour`"),
        ("pack: cluster_2022\nvalues: [1]\n", "`values`"),
        ("pack: cluster_2022\nvalues: {area: 大}\n", "`values.area` 是 '大'"),
        ("pack: cluster_2022\nvalues: {area: true}\n", "`values.area`"),
        ("pack: cluster_2022\nvalues: {area: .nan}\n", "`values.area`"),
        ("pack: cluster_2022\nvalues: {has_dishonesty: 1}\n", "`values.has_dishonesty` 是 1"),
        ("pack: cluster_2022\nyears: {area: {2025: 1}}\n", "`years.area`"),
        ("pack: cluster_2022\nyears: {output: 3}\n", "`years.output` 是 3"),
        ("pack: cluster_2022\nyears: {output: {去年: 1}}\n", "`years.output.去年`"),
        ("pack: cluster_2022\nyears: {output: {2025: 多}}\n", "`years.output.2025`"),
        ("pack: cluster_2022\nyear: 去年\n", "`year`"),
        ("pack: cluster_2022\nday: 明天\n", "`day`"),
    ],
)
def test_a_record_that_cannot_be_read_says_which_key(write, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        api.judge_subject_file(write(text))
    assert "记录.yaml" in caught.value.en


def test_an_unknown_pack_names_the_known_ones(write) -> None:
    with pytest.raises(NotFoundError, match="cluster_2022_yunnan"):
        api.judge_subject_file(write("pack: x\n"))


def test_the_command_says_what_the_facade_says(
    write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("pack: cluster_2022\nday: 2026-06-01\n" + CLUSTER)

    def run(*words: object) -> str:
        monkeypatch.setattr(sys, "argv", ["gaodi", "judge", *map(str, words)])
        monkeypatch.setattr(printing.stdout, "_width", 220)  # made when the program starts
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return capsys.readouterr().out

    assert "◇ 需人工审核" in run(path)
    assert json.loads(run(path, "--json")) == api.to_plain(api.judge_subject_file(path))
    assert "缺少的数据：has_quality_system" not in run("--pack", "green_factory_2024", "--template")
    assert "green_factory_2024" in run()
    assert {row["id"] for row in json.loads(run("--json"))} == {p.id for p in api.list_subject_packs()}
