"""Two hundred aliases of real firms against a register full of sisters, parents and branches.

The labels were written before the rules were run. One half, drawn with a seed, was looked at while the rules were made;
the other was only counted at the end: F1 0.919 by full names alone, 0.994 with the register's other names, no wrong link.
"""

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaodi.names import NameJudgement, NameLink, NameQuery, RegisterEntry, resolve_names

GOLDEN = Path(__file__).parents[1] / "golden" / "names"
PAIRS: list[dict[str, Any]] = yaml.safe_load((GOLDEN / "pairs.yaml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = yaml.safe_load((GOLDEN / "register.yaml").read_text(encoding="utf-8"))
SEED = 20261124


def read_register(*, with_other_names: bool) -> list[RegisterEntry]:
    return [
        RegisterEntry(
            id=row["id"],
            name=row["name"],
            place=row.get("place", ""),
            former_names=tuple(row.get("former", ())) if with_other_names else (),
            short_names=tuple(row.get("short", ())) if with_other_names else (),
        )
        for row in ROWS
    ]


def split_pairs() -> dict[str, list[dict[str, Any]]]:
    order = list(range(len(PAIRS)))
    random.Random(SEED).shuffle(order)
    seen, held = order[: len(order) // 2], order[len(order) // 2 :]
    return {
        "seen": [PAIRS[i] for i in sorted(seen)],
        "held_out": [PAIRS[i] for i in sorted(held)],
        "all": PAIRS,
    }


def resolve(
    pairs: list[dict[str, Any]], register: list[RegisterEntry], judgements: tuple[NameJudgement, ...] = ()
) -> list[NameLink]:
    return resolve_names([NameQuery(name=pair["alias"]) for pair in pairs], register, judgements)


def count_links(pairs: list[dict[str, Any]], links: list[NameLink]) -> tuple[int, int, int]:
    """Return right links, wrong links and links that are missing."""
    right = sum(link.entity_id == pair["id"] is not None for pair, link in zip(pairs, links, strict=True))
    wrong = sum(link.entity_id not in (None, pair["id"]) for pair, link in zip(pairs, links, strict=True))
    return right, wrong, sum(pair["id"] is not None for pair in pairs) - right


def compute_f1(right: int, wrong: int, missing: int) -> float:
    return 2 * right / (2 * right + wrong + missing)


@pytest.mark.parametrize(("half", "bar"), [("seen", 0.92), ("held_out", 0.91), ("all", 0.92)])
def test_rules_alone_reach_the_bar_and_merge_nobody(half: str, bar: float) -> None:
    pairs = split_pairs()[half]
    counted = count_links(pairs, resolve(pairs, read_register(with_other_names=False)))
    assert counted[1] == 0
    assert compute_f1(*counted) >= bar


@pytest.mark.parametrize("half", ["seen", "held_out", "all"])
def test_former_and_short_names_reach_the_higher_bar_and_merge_nobody(half: str) -> None:
    pairs = split_pairs()[half]
    counted = count_links(pairs, resolve(pairs, read_register(with_other_names=True)))
    assert counted[1] == 0
    assert compute_f1(*counted) >= 0.95


def test_judgements_settle_what_was_left_open() -> None:
    register = read_register(with_other_names=True)
    links = resolve(PAIRS, register)
    judged = tuple(
        NameJudgement(name=pair["alias"], entity_id=pair["id"], is_same=True)
        for pair, link in zip(PAIRS, links, strict=True)
        if pair["id"] and link.entity_id is None
    )
    assert count_links(PAIRS, resolve(PAIRS, register, judged))[1:] == (0, 0)


def test_a_firm_that_is_missing_from_the_register_is_never_replaced_by_a_sister() -> None:
    register = read_register(with_other_names=True)
    for entry in register:
        others = [other for other in register if other.id != entry.id]
        [link] = resolve_names([NameQuery(name=entry.name)], others)
        assert link.entity_id is None, (entry.name, link.entity_id)


def test_every_kind_of_alias_is_there() -> None:
    kinds = {pair["kind"] for pair in PAIRS}
    assert len(PAIRS) >= 200
    assert kinds >= {"short", "form", "place", "abbreviation", "bracket", "script", "former", "share"}
    assert sum(pair["id"] is None for pair in PAIRS) >= 30
