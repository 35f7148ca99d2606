"""The four-colour rule is data: a workspace may replace it, and a wrong file is refused by key."""

from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from gaodi.base import CatalogueError
from gaodi.steer import load_colour_rules

SHIPPED = Path(str(files("gaodi.catalogue"))) / "data" / "rules" / "four_colour.yaml"


@pytest.fixture
def write_rule(tmp_path):
    def write(old, new):
        text = SHIPPED.read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "rules").mkdir()
        (tmp_path / "rules" / "four_colour.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return write


def test_every_threshold_says_it_is_our_own():
    rules = load_colour_rules()
    assert {
        rule.source for rule in (rules, rules.blue, rules.orange, rules.zero_target, rules.approximate)
    } == {"自定"}


def test_a_workspace_may_replace_the_file(write_rule):
    assert load_colour_rules(write_rule('value: "5"', 'value: "2.5"')).blue.fraction == Decimal("0.025")


def test_a_folder_without_the_file_gives_the_shipped_one(tmp_path):
    assert load_colour_rules(tmp_path) == load_colour_rules()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("blue:", "bule:", "blue"),
        ('unit: "%"', "unit: 成", "blue.unit"),
        ('value: "5"', 'value: "-1"', "blue.value"),
        ('value: "5"', 'value: "20"', "must be below orange"),
        ("value: orange", "value: pink", "zero_target.value"),
    ],
    ids=["misspelt key", "other unit", "negative", "wrong order", "unknown colour"],
)
def test_a_wrong_file_is_refused_by_key(write_rule, old, new, said):
    with pytest.raises(CatalogueError, match=said):
        load_colour_rules(write_rule(old, new))
