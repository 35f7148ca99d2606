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
