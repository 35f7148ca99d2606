"""Totals and their listed parts: a list that leaves parts out proves nothing against a total."""

from typing import Any

import pytest

from gaodi.conflicts import build_index, compare_new
from gaodi.conflicts.comparison import FactIndex

PARTS = ("第一产业增加值", "第二产业增加值", "第三产业增加值")


@pytest.fixture
def compare(make_fact, catalogue, sources):
    """Compare a total with its three parts under a list that is complete or not."""

    def run(total: int, *, complete: bool) -> set[tuple[Any, ...]]:
        index: FactIndex = build_index(sources, catalogue=catalogue)
        name = "地区生产总值"
        index.reader.compositions[name] = index.reader.compositions[name].model_copy(
            update={"complete": complete}
        )
        facts = [
            make_fact(f"f{n}", f"{value}亿元", value=value * 10**8, unit="元", indicator=indicator)
            for n, (indicator, value) in enumerate([(name, total), *zip(PARTS, (10, 20, 30), strict=True)])
        ]
        found = compare_new(index, facts).findings
        return {(f.kind, f.verdict) for f in found if len(f.fact_ids) == 4}

    return run


def test_parts_of_a_complete_list_must_sum_to_the_total(compare) -> None:
    assert compare(60, complete=True) == {("sum", "arithmetic_ok")}
    assert compare(70, complete=True) == {("sum", "conflict")}


def test_parts_of_an_incomplete_list_are_only_said_to_agree(compare) -> None:
    assert compare(60, complete=False) == {("sum", "arithmetic_ok")}
    assert compare(70, complete=False) == set()
