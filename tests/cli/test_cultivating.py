"""The commands around titles: plan, near, blockers, what-if and rules, in words and in JSON."""

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from docx import Document

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


def test_the_size_is_printed_and_the_diagnosis_written(gaodi, demo, demo_root, tmp_path):
    near = api.find_near(demo, "小巨人", on=date(2026, 6, 1)).firms[0]
    where = ("--on", DAY, "-w", demo_root)
    code, out, err = gaodi("cultivate", near.enterprise_id, "--docx", tmp_path / "诊断书.docx", *where)
    assert code == 0, err
    scale = api.classify_enterprise(demo, near.enterprise_id, on=date(2026, 6, 1))
    assert f"划型：{scale.size_class}（2025 年" in out
    assert "已写入" in out
    text = [line.text for line in Document(str(tmp_path / "诊断书.docx")).paragraphs]
    assert text[1] == near.name
    assert any("差距方案：专精特新“小巨人”企业" in line for line in text)
    assert gaodi("cultivate", near.enterprise_id, "--docx", tmp_path / "a.pdf", *where)[0] != 0
    code, _, err = gaodi("cultivate", "--near", "小巨人", "--docx", tmp_path / "b.docx", *where)
    assert code != 0
    assert "请给出企业" in err
    assert [path.name for path in tmp_path.glob("*.docx")] == ["诊断书.docx"]


def test_the_firms_near_a_title_are_listed_in_words_and_json(gaodi, demo, demo_root):
    where = ("cultivate", "--near", "小巨人", "--on", DAY, "-w", demo_root)
    found = api.find_near(demo, "小巨人", on=date(2026, 6, 1))
    assert found.firms
    code, out, err = gaodi(*where)
    assert code == 0, err
    assert f"{found.total:,} 家" in out
    assert all(firm.name in out for firm in found.firms[:50])
    assert json.loads(gaodi(*where, "--json")[1]) == api.to_plain(found)


def test_what_blocks_a_title_is_counted_in_words_and_json(gaodi, demo, demo_root):
    where = ("cultivate", "--blockers", "小巨人", "--on", DAY, "-w", demo_root)
    report = api.count_blockers(demo, "小巨人", on=date(2026, 6, 1))
    assert report.blockers
    code, out, err = gaodi(*where)
    assert code == 0, err
    assert f"无此称号的企业 {report.n_firms:,} 家" in out
    assert f"数据不足 {report.n_undecided:,} 家" in out
    for one in report.blockers:
        (line,) = [line for line in out.splitlines() if one.clause_id in line.split()]
        counts = (
            one.n_not_met, one.n_unknown, one.n_sole, one.n_would_qualify, one.n_one_clause, one.n_would_be_undecided
        )  # fmt: skip
        assert line.replace("│", " ").split()[-6:] == [f"{count:,}" for count in counts]
    assert json.loads(gaodi(*where, "--json")[1]) == api.to_plain(report)


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
    told = api.watch_titles(demo, on=date(2027, 6, 1), days=400)
    assert told.ending
    assert f"400 天内到期：{len(told.ending):,} 项" in out
    assert f"近 400 天失去：{len(told.lost):,} 项" in out
    assert all(one.name in out for one in (*told.ending[:50], *told.lost[:50]))
    assert f"临近规上线：{sum(one.watch == 'near_below' for one in told.scale):,} 家" in out
    for near in told.near:
        assert f"差一条：{near.n_near:,} 家（其余数据齐备 {near.n_certain:,} 家）" in out
    plain = json.loads(gaodi("cultivate", "--watch", "--on", "2027-06-01", "-w", demo_root, "--json")[1])
    assert plain == api.to_plain(api.watch_titles(demo, on=date(2027, 6, 1)))
    assert gaodi("cultivate", "--watch", "--days", "-1", "-w", demo_root)[0] == 2


def test_a_span_past_the_calendar_ends_with_it(gaodi, demo, demo_root):
    where = ("cultivate", "--watch", "--on", "2027-06-01", "--days", 10**12, "-w", demo_root)
    code, out, err = gaodi(*where)
    assert code == 0, err
    every = api.watch_titles(demo, on=date(2027, 6, 1), days=100_000)
    assert f"天内到期：{len(every.ending):,} 项" in out
    assert f"天失去：{len(every.lost):,} 项" in out
    assert api.watch_titles(demo, on=date.max).ending == ()
    assert api.watch_titles(demo, on=date.min).lost == ()
    for day in ("9999-12-31", "0001-01-01"):
        code, _, err = gaodi("cultivate", "--watch", "--on", day, "-w", demo_root)
        assert code == 2
        assert day in err
