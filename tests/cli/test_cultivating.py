"""The commands around titles: plan, near, blockers, what-if and rules, in words and in JSON."""

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from gaodi import api
from gaodi.cli import main, printing

DAY = "2026-06-01"


@pytest.fixture
def gaodi(capsys, monkeypatch):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["gaodi", *map(str, words)])
        monkeypatch.setattr(printing.stdout, "_width", 200)  # made when the program starts
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


@pytest.fixture
def root(demo_root, tmp_path):
    shutil.copytree(demo_root, tmp_path / "w")
    return tmp_path / "w"


def test_the_plan_is_printed_behind_the_verdict_and_alone(gaodi, demo, demo_root):
    near = api.find_near(demo, "小巨人", on=date(2026, 6, 1)).firms[0]
    where = ("--on", DAY, "-w", demo_root)
    code, out, err = gaodi("cultivate", near.enterprise_id, "--target", "小巨人", *where)
    assert code == 0, err
    assert "逐条判定" in out
    assert "方案 1（已证明最少）" in out
    _, plain, _ = gaodi("cultivate", near.enterprise_id, "-t", "小巨人", "--plan", "--json", *where)
    gap = json.loads(plain)
    assert gap == api.to_plain(api.plan_gap(demo, near.enterprise_id, "小巨人", on=date(2026, 6, 1)))
    assert gap["plans"][0]["changes"]


@pytest.mark.parametrize("option", ["--near", "--blockers"])
def test_the_region_answers_in_words_and_json(gaodi, option, demo_root):
    code, out, err = gaodi("cultivate", option, "小巨人", "--on", DAY, "-w", demo_root)
    assert code == 0, err
    assert "家" in out
    assert json.loads(gaodi("cultivate", option, "小巨人", "--on", DAY, "-w", demo_root, "--json")[1])


def test_a_firm_or_a_list_must_be_named(gaodi, demo_root):
    code, _, err = gaodi("cultivate", "-w", demo_root)
    assert code == 2
    assert "--near" in err


def test_a_scenario_is_made_listed_and_run_again(gaodi, root, tmp_path):
    new = ("--from", "srdi_sme_2022", "--to", "srdi_sme_2026", "--on", DAY, "--set", "SRDI26-6=45")
    code, out, err = gaodi("whatif", "换标准", *new, "-o", tmp_path / "x.xlsx", "-w", root)
    assert code == 0, err
    assert "不再符合" in out
    assert (tmp_path / "x.xlsx").is_file()
    assert "SRDI26-6=45" in gaodi("whatif", "-w", root)[1]
    first, again = (gaodi("whatif", "换标准", "--json", "-w", root)[1] for _ in range(2))
    assert first == again
    assert json.loads(first)["n_firms"] == 600
    for wrong in (
        ("whatif", "新", "--from", "srdi_sme_2022"),
        ("whatif", "换标准", "--set", "A=1"),
        ("whatif", "无"),
    ):
        assert gaodi(*wrong, "-w", root)[0] == 2


def test_rules_are_listed_shown_compared_and_checked(gaodi, tmp_path):
    assert "little_giant_2026" in gaodi("rules", "list")[1]
    assert "≥ 5,000 万元" in gaodi("rules", "show", "little_giant_2026")[1]
    assert "Revenue" in gaodi("rules", "show", "little_giant_2026", "--lang", "en")[1]
    assert "处" in gaodi("rules", "diff", "srdi_sme_2022", "srdi_sme_2026")[1]
    assert json.loads(gaodi("rules", "diff", "srdi_sme_2022", "srdi_sme_2026", "--json")[1])
    wrong = tmp_path / "x.yaml"
    wrong.write_text("id: x\n", encoding="utf-8")
    code, out, _ = gaodi("rules", "check", wrong)
    assert code == 1
    assert "改法" in out
    packs = Path(__file__).resolve().parents[2] / "src/gaodi/catalogue/data/rules/packs"
    assert gaodi("rules", "check", packs / "srdi_sme_2026.yaml")[0] == 0
    assert json.loads(gaodi("rules", "schema")[1])["$schema"]
    assert gaodi("rules", "show", "nothing")[0] == 2


def test_what_to_watch_is_listed(gaodi, demo, demo_root):
    code, out, err = gaodi("cultivate", "--watch", "--on", "2027-06-01", "--days", "400", "-w", demo_root)
    assert code == 0, err
    assert "临近规上线" in out
    plain = json.loads(gaodi("cultivate", "--watch", "--on", "2027-06-01", "-w", demo_root, "--json")[1])
    assert plain == api.to_plain(api.watch_titles(demo, on=date(2027, 6, 1)))
    assert gaodi("cultivate", "--watch", "--days", "-1", "-w", demo_root)[0] == 2
