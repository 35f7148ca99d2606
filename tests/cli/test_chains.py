"""What do the commands about chains print and write?"""

import json
import sys

import pytest

from gaodi import api
from gaodi.cli import main, printing


@pytest.fixture
def run(demo_root, capsys, monkeypatch):
    def call(*arguments, code=None):
        monkeypatch.setattr(printing.stdout, "_width", 400)  # read when the console was made, maybe long ago
        monkeypatch.setattr(sys, "argv", ["gaodi", *arguments, "-w", str(demo_root)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == code or (code is None and not ended.value.code)
        return capsys.readouterr()

    return call


def test_a_chain_is_printed_with_its_measures_and_warnings(run, demo):
    text = run("chains", "工程机械").out
    for word in ("集中度（HHI）", "本地配套率", "单一供应商依赖", "15 分钟车程覆盖", "进口依赖", "融合度"):
        assert word in text
    warnings = [w for link in api.get_chain(demo, "工程机械").diagnosis.links for w in link.warnings_zh]
    assert warnings
    assert all(warning in text for warning in warnings)


def test_holes_are_printed_with_their_owners(run, demo):
    text = run("chains", "工程机械", "--fusion").out
    for hole in api.get_fusion(demo, "工程机械").holes:
        assert hole.reason_zh in text
    overview = run("chains", "--fusion").out
    assert "fusion_v1" in overview
    assert "行长" in overview


def test_json_is_what_the_facade_says(run, demo):
    printed = json.loads(run("chains", "工程机械", "--fusion", "--json").out)
    assert printed == api.to_plain(api.get_fusion(demo, "工程机械"))
    printed = json.loads(run("chains", "--unplaced", "--json").out)
    assert printed["total"] == api.list_unplaced_enterprises(demo).total


def test_a_plant_the_history_and_the_unplaced(run, demo):
    firm = api.list_enterprises(demo, chain="construction_machinery", size=1).rows[0]
    assert firm["name"] in run("chains", "工程机械", "--plant", firm["enterprise_id"]).out
    assert (
        api.get_chain_history(demo, "工程机械").points[0].snapshot_id[:12]
        in run("chains", "工程机械", "--history").out
    )
    assert "家不在任何链上" in run("chains", "--unplaced").out


def test_files_are_written_and_a_wrong_ending_is_refused(run, tmp_path):
    for name in ("a.xlsx", "a.graphml", "a.png"):
        run("chains", "工程机械", "-o", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 1000
    refused = run("chains", "工程机械", "-o", str(tmp_path / "a.doc"), code=2)
    assert ".graphml" in refused.err
    for words in ((), ("工程机械", "--unplaced")):
        refused = run("chains", *words, "-o", str(tmp_path / "b.xlsx"), code=2)
        assert "-o" in refused.err
    assert not (tmp_path / "b.xlsx").exists()


def test_a_template_is_written_and_compared(run, tmp_path):
    run("chain-template", "工程机械", "-o", str(tmp_path / "a.yaml"))
    assert "id: construction_machinery" in (tmp_path / "a.yaml").read_text(encoding="utf-8")
    assert "随软件发布的模板" in run("chain-template", "工程机械").out
    (tmp_path / "b.yaml").write_text("id: construction_machinery\n", encoding="utf-8")
    refused = run("chain-template", "工程机械", "--import", str(tmp_path / "b.yaml"), code=4)
    assert "b.yaml" in refused.err
