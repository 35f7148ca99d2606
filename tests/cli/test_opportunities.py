"""Does the command list what the facade ranked?"""

import json
import subprocess
import sys

from gaodi import api


def run(root, *options):
    command = [sys.executable, "-m", "gaodi.cli", "opportunities", "-w", str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_city_is_named_with_its_industries(demo_root, demo):
    done = run(demo_root, "--city", "4302", "--limit", "3")
    assert done.returncode == 0
    assert "株洲市" in done.stdout
    for one in api.list_opportunities(demo, "4302", limit=3).opportunities:
        assert one.industry in done.stdout
    assert "合成数据" in done.stderr


def test_the_actions_of_a_chain_as_json(demo_root, demo):
    told = json.loads(run(demo_root, "--chain", "construction_machinery", "--json").stdout)
    wanted = api.list_chain_actions(demo, "construction_machinery")
    assert [one["zh"] for one in told["actions"]] == [one.zh for one in wanted.actions]


def test_an_unknown_chain_is_refused(demo_root):
    done = run(demo_root, "--chain", "nothing")
    assert done.returncode == 2
    assert "nothing" in done.stderr


def test_a_file_that_is_no_workbook_is_refused(demo_root, tmp_path):
    done = run(demo_root, "--chain", "construction_machinery", "-o", str(tmp_path / "a.csv"))
    assert done.returncode == 2
    assert ".xlsx" in done.stderr
    assert not (tmp_path / "a.csv").exists()


def test_names_serve_as_codes_do(demo_root):
    for name in ("株洲", "株洲市", "430200"):
        assert "株洲市" in run(demo_root, "--city", name, "--limit", "1").stdout
    assert run(demo_root, "--chain", "工程机械").stdout.startswith(
        run(demo_root, "--chain", "construction_machinery").stdout[:20]
    )
