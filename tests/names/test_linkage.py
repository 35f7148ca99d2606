"""Tables against a register: rules first, Splink for misspellings, a clear word where it is missing."""

import sys

import pytest

from gaodi.base import InputError
from gaodi.names import NameJudgement, NameQuery, RegisterEntry, link_tables

REGISTER = [
    RegisterEntry(id="qitai", name="湖南启泰传感科技有限公司", place="长沙市"),
    RegisterEntry(id="hansen", name="湖南汉森制药股份有限公司", place="益阳市"),
    RegisterEntry(id="heavy", name="三一重工股份有限公司"),
    RegisterEntry(id="energy", name="三一重能股份有限公司"),
]


def ask(*names: str) -> list[NameQuery]:
    return [NameQuery(name=name) for name in names]


def test_rules_answer_first_and_splink_needs_not_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    assert [link.entity_id for link in link_tables(ask("启泰传感", "三一"), REGISTER)] == ["qitai", None]


def test_a_missing_splink_is_said_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(InputError, match=r"pip install 'gaodi\[linkage\]'"):
        link_tables(ask("湖南启泰传咸科技有限公司"), REGISTER)


def test_a_misspelling_is_linked_and_a_sister_is_not() -> None:
    pytest.importorskip("splink")
    typo, sister, other = link_tables(
        ask("湖南启泰传咸科技有限公司", "三一重机股份有限公司", "完全无关食品有限公司"), REGISTER
    )
    assert (typo.entity_id, typo.rule) == ("qitai", "linkage")
    assert sister.entity_id is None
    assert {each.entity_id for each in sister.candidates} == {"heavy", "energy"}
    assert other.entity_id is None


def test_the_same_rows_give_the_same_links() -> None:
    pytest.importorskip("splink")
    names = ask("湖南启泰传咸科技有限公司", "湖南汉森制约股份有限公司", "三一重机股份有限公司")
    assert link_tables(names, REGISTER) == link_tables(names, list(reversed(REGISTER)))


def test_judgements_places_and_codes_hold_for_splink_too() -> None:
    pytest.importorskip("splink")
    name = "湖南启泰传咸科技有限公司"
    refused = NameJudgement(name=name, entity_id="qitai", is_same=False)
    assert link_tables(ask(name), REGISTER, [refused])[0].entity_id is None
    elsewhere = [NameQuery(name="启泰传咸科技有限公司", place="成都市")]
    assert link_tables(elsewhere, REGISTER)[0].entity_id is None


def test_nothing_to_link_is_nothing() -> None:
    assert link_tables([], REGISTER) == []
    assert link_tables(ask("甲乙公司"), [])[0].entity_id is None
