"""Cases with invented figures: what must be found, and that nothing else is more than information."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gaodi.conflicts import compare_facts

FOLDER = Path(__file__).parents[1] / "golden" / "conflicts"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
VERDICTS = {
    "conflict",
    "stale_period",
    "compatible_bound",
    "different_period",
    "different_scope",
    "cumulative_vs_new",
    "target_vs_actual",
    "part_of",
    "arithmetic_ok",
    "consistent",
    "implausible",
    "not_computable",
}


PROVINCES = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
]


def list_provinces(case: dict[str, Any]) -> list[dict[str, Any]]:
    """One fact for each province, where the case asks for it."""
    given = case.get("provinces")
    return (
        [{"fact_id": f"p{i:02}", "subject": name, **given} for i, name in enumerate(PROVINCES)]
        if given
        else []
    )


def name_facts(case: dict[str, Any], expected: dict[str, Any]) -> tuple[str, ...]:
    """Ids of the facts a finding names, in order."""
    return tuple(sorted([*expected["facts"], *(given["fact_id"] for given in list_provinces(case))]))


@pytest.mark.parametrize("case", CASES)
def test_golden_cases_hold(case: dict[str, Any], make_fact, catalogue, sources) -> None:
    facts = [
        make_fact(**{**case.get("all", {}), **given}) for given in [*case["facts"], *list_provinces(case)]
    ]
    found = compare_facts(facts, sources, catalogue=catalogue)
    by_key = {(finding.fact_ids, finding.verdict): finding for finding in found}
    for expected in case["findings"]:
        key = name_facts(case, expected), expected["verdict"]
        assert key in by_key, [(f.fact_ids, f.verdict, f.zh) for f in found]
        finding = by_key[key]
        for part in ("kind", "severity", "preferred_id"):
            if part in expected:
                assert getattr(finding, part) == expected[part], (part, finding)
        if "differs" in expected:
            assert set(finding.differs) == set(expected["differs"])
        for word in expected.get("says", ()):
            assert word in finding.zh + finding.en + finding.preferred_zh
        assert finding.zh
        assert finding.en
    wanted = {(name_facts(case, e), e["verdict"]) for e in case["findings"]}
    grave = [f for f in found if f.severity != "info" and (f.fact_ids, f.verdict) not in wanted]
    assert grave == []
    for silent in case.get("silent", ()):
        assert [f for f in found if set(silent) <= set(f.fact_ids)] == []


def test_every_verdict_has_a_case() -> None:
    said = {e["verdict"] for case in CASES for e in case.values[0]["findings"]}
    assert said == VERDICTS


def test_every_case_names_its_source() -> None:
    assert [case.id for case in CASES if not case.values[0].get("source")] == []
