"""Does the command show what the facade found?"""

import json
import subprocess
import sys

import pytest

from gaodi import api


def run(root, *options):
    command = [sys.executable, "-m", "gaodi.cli", "shock", "-w", str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_city_is_shown_by_name_with_days_firms_and_links(demo_root):
    done = run(demo_root, "--city", "4302", "--loss", "0.5")
    assert done.returncode == 0
    assert "株洲市" in done.stdout
    assert "逐日" in done.stdout
    assert "按环节" in done.stdout
    assert "合成数据" in done.stderr


def test_json_is_the_answer_of_the_facade(demo_root, demo):
    told = json.loads(run(demo_root, "--city", "4302", "--json").stdout)
    wanted = api.simulate_shock(demo, api.Shock(kind="city", what="4302"))
    assert told["esri"] == pytest.approx(wanted.esri)
    assert told["n_hit"] == wanted.n_hit


def test_things_of_several_kinds_fail_together(demo_root, demo):
    done = run(demo_root, "--city", "4302，湘潭市", "--outside", "", "--firm", "", "--json")
    wanted = api.simulate_shock(
        demo, api.Shock(kind="city", what="4302", also=(api.Failure(kind="city", what="湘潭市"),))
    )
    told = json.loads(done.stdout)
    assert told["title_zh"] == wanted.title_zh == "株洲市、湘潭市"
    assert told["n_failing"] == wanted.n_failing


def test_what_fails_must_be_said(demo_root):
    done = run(demo_root)
    assert done.returncode == 2
    assert "say what fails" in done.stderr


def test_a_whole_link_gets_its_second_sources(demo_root, demo, tmp_path):
    link = api.count_thin_purchases(demo)[0].link
    out = tmp_path / "第二货源.xlsx"
    done = run(demo_root, "--link", link, "--second-sources", "-o", str(out))
    assert done.returncode == 0
    assert "只有一个供方的关键投入" in done.stdout
    assert out.is_file()
    told = json.loads(run(demo_root, "--link", link, "--second-sources", "--inputs", "--json").stdout)
    wanted = api.rank_link_sources(demo, link, side="inputs")
    assert told["n_single"] == wanted.n_single
    assert [line["buyer_id"] for line in told["lines"]] == [line.buyer_id for line in wanted.lines]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--second-sources",), "one --link"),
        (("--second-sources", "--link", "a/b,c/d"), "one --link"),
        (("--link", "a/b", "--inputs"), "one --link"),
        (("--all", "--city", "4302"), "weighs every firm"),
        (("--city", "4302", "--second-source", "x"), "goes with --firm"),
    ],
)
def test_options_that_do_not_go_together_are_told(demo_root, options, said):
    done = run(demo_root, *options)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


def test_who_could_step_in_is_told_within_and_outside(demo_root):
    done = run(demo_root, "--city", "4302")
    assert "能顶上的：区内" in "".join(done.stdout.split())
    assert "区外" in done.stdout


def test_a_scenario_is_written_as_word(demo_root, tmp_path):
    out = tmp_path / "断供.docx"
    done = run(demo_root, "--city", "4302", "-o", str(out))
    assert done.returncode == 0
    assert out.read_bytes().startswith(b"PK")
    assert "已写入" in done.stdout


def test_an_import_fails_at_a_given_loss(demo_root, demo):
    product = max(api.list_imports(demo), key=lambda one: one.n_buyers).product
    done = run(demo_root, "--outside", product, "--loss", "0.6", "--stock", "0", "--json")
    told = json.loads(done.stdout)
    wanted = api.simulate_shock(demo, api.Shock(kind="outside", what=product, loss=0.6, stock_days=0))
    assert told["title_zh"] == f"区外供应的“{product}”"
    assert told["esri"] == pytest.approx(wanted.esri)
    assert told["n_hit"] == wanted.n_hit > 0
