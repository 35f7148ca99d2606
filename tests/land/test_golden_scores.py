"""Scores computed by hand, for every shipped standard."""

from decimal import Decimal
from pathlib import Path

import pytest

from gaodi.catalogue import read_yaml
from gaodi.land import complete_standard, score_firms

FILES = sorted((Path(__file__).parents[1] / "golden" / "land").glob("*.yaml"))
SCORES = [path for path in FILES if "standard" in read_yaml(path)]


def read_cases():
    for path in SCORES:
        golden = read_yaml(path)
        for case in golden["cases"]:
            yield pytest.param(golden, case, id=f"{path.stem}: {case['name']}")


def decimals(given):
    return {key: Decimal(value) for key, value in (given or {}).items()}


@pytest.mark.parametrize(("golden", "case"), list(read_cases()))
def test_scores_are_those_computed_by_hand(golden, case, standards, build_firm):
    standard = complete_standard(
        standards[golden["standard"]],
        weights=decimals(golden.get("weights")),
        bases=decimals(golden.get("bases")),
    )
    result = score_firms(standard, [build_firm(key, row) for key, row in case["firms"].items()])
    for firm_id, expected in case["expect"].items():
        score = result.score(firm_id)
        assert score.total == (None if expected["total"] is None else Decimal(expected["total"]))
        assert score.rank == expected["rank"]
        assert score.rank_at_most == expected.get("rank_at_most", expected["rank"])
        lines = {line.item_id: line for line in score.items}
        for item, points in expected.get("points", {}).items():
            assert lines[item].points == (None if points is None else Decimal(points)), item
        states = {item for item, line in lines.items() if line.state == "imputed"}
        assert states == set(expected.get("imputed", []))
        for key, found in (
            ("class", score.class_id),
            ("treated_as", score.treated_as),
            ("possible", list(score.possible_classes)),
        ):
            if key in expected:
                assert found == expected[key], key


def test_every_standard_has_cases_with_a_source(standards):
    assert {read_yaml(path)["standard"] for path in SCORES} == set(standards)
    assert all(read_yaml(path)["source"] for path in SCORES)


def test_every_line_of_the_sheet_says_how_it_came_about(standards, build_firm):
    golden = read_yaml(SCORES[0].with_name("huangyan_2022.yaml"))
    firms = [build_firm(key, row) for key, row in golden["cases"][0]["firms"].items()]
    result = score_firms(standards["huangyan_2022"], firms)
    line = result.score("base").items[0]
    assert line.note_zh == "24.097 ÷ 24.097 × 30 = 30 分。"
    assert line.cells == ("t!tax_per_mu",)
    imputed = next(line for line in result.score("gap").items if line.state == "imputed")
    assert "2 家同类企业此项平均得分 7.5 分" in imputed.note_zh
    assert "附件2" in imputed.note_zh
