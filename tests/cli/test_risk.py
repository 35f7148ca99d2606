"""Does the command print what the facade measured, and refuse what it cannot read?"""

import json
import subprocess
import sys

EDGES = "supplier,buyer,weight\n甲,丙,30\n乙,丙,10\n乙,丙,-3\n丁,丙,20\n丙,戊,100\n"
FIRMS = "firm,sector\n甲,料\n乙,料\n丙,机\n丁,电\n戊,车\n"
NEEDS = "供方,料,机,电,车\n料,0,2,0,0\n机,0,0,0,2\n电,0,1,0,0\n车,0,0,0,0\n"


def run(folder, *options):
    for name, text in (("edges", EDGES), ("firms", FIRMS), ("essential", NEEDS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    files = [part for name in ("edges", "firms", "essential") for part in (f"--{name}", f"{name}.csv")]
    command = [sys.executable, "-m", "gaodi.cli", "risk", *files, *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_table_tells_the_worst_and_what_was_left_out(tmp_path):
    done = run(tmp_path, "--no-replaceability", "-o", "out.csv")
    assert done.returncode == 0
    assert "100.0000%" in done.stdout
    assert "65.6250%" in done.stdout
    assert "1 行金额为负" in done.stderr
    assert (
        (tmp_path / "out.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1]
        .startswith("甲,0.65625,0.65625,0.1875,")
    )


def test_json_holds_the_rule_and_the_notes(tmp_path):
    told = json.loads(run(tmp_path, "--json", "--eps", "1e-6", "--stop-rule", "2").stdout)
    assert told["rule"] == {"eps": 1e-6, "stop_rule": 2, "has_replacement": True, "max_iterations": 100_000}
    assert told["notes"]["n_negative"] == 1


def test_a_wrong_threshold_is_refused(tmp_path):
    done = run(tmp_path, "--eps", "1.5")
    assert done.returncode == 2
    assert "eps" in done.stderr
