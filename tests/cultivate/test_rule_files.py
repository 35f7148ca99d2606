"""A rule file is checked with key, line and remedy; a pack reads in words; two packs are compared clause by clause."""

from decimal import Decimal
from pathlib import Path

import pytest

from gaodi import api
from gaodi.base import SourceError

ROOT = Path(__file__).resolve().parents[2]
PACKS = ROOT / "src" / "gaodi" / "catalogue" / "data" / "rules" / "packs"
GOOD = """id: trial
title: little_giant
zh: 试
en: Trial
document: 试行〔2026〕1号
valid_from: 2026-04-01
routes: [{route: new}]
status: verified
source: 自拟
root:
  id: T
  zh: 全部
  en: All
  all_of:
    - {id: T-1, zh: 营业收入, en: Revenue, article: 一, status: verified, metric: revenue, op: ">=", threshold: 5000, unit: 万元}
    - {id: T-2, zh: 人工, en: People, article: 二, status: verified, manual: true}
"""


@pytest.fixture(scope="module")
def book():
    return api.open_rules()


def check(book, tmp_path, text, name="trial.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return api.check_rules(book, path)


def test_shipped_packs_have_no_problems(book):
    for path in sorted(PACKS.glob("*.yaml")):
        assert api.check_rules(book, path) == (), path.name


def test_a_sound_file_has_no_problems(book, tmp_path):
    assert check(book, tmp_path, GOOD) == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "line", "remedy"),
    [
        ("threshold: 5000", "treshold: 5000", "T-1.treshold", 15, "threshold"),
        ("status: verified\nsource", "status: sure\nsource", "status", 8, "所列的值"),
        ("valid_from: 2026-04-01", "valid_from: soon", "valid_from", 6, "2026-04-01"),
        ("metric: revenue, ", "", "T-1", 15, "all_of"),
        ("metric: revenue", "metric: turnover", "T-1.metric", 15, "应为"),
        ("unit: 万元", "unit: 人", "T-1.unit", 15, "应为"),
        ("T-2, zh", "T-1, zh", "T-1.id", 16, "应为"),
        ("source: 自拟\n", "", "source", None, "补上"),
        ("id: T-2", "id: t 2", "t 2.id", 16, "大写"),
    ],
)
def test_a_mistake_is_named_by_key_and_line_with_a_remedy(book, tmp_path, old, new, key, line, remedy):
    assert old in GOOD
    found = check(book, tmp_path, GOOD.replace(old, new, 1))
    assert found[0].level == "error"
    assert (found[0].key, found[0].line) == (key, line)
    assert remedy in found[0].remedy_zh + found[0].zh
    assert found[0].en
    assert found[0].remedy_en


def test_every_mistake_is_told_not_only_the_first(book, tmp_path):
    text = GOOD.replace("source: 自拟\n", "").replace("zh: 人工", "zn: 人工")
    assert len(check(book, tmp_path, text)) >= 3


def test_broken_yaml_circles_of_aliases_and_missing_files_are_told(book, tmp_path):
    assert "YAML" in check(book, tmp_path, "id: [")[0].remedy_zh
    (circle,) = check(book, tmp_path, "root: &a\n  all_of:\n    - *a\n")
    assert (circle.line, "圈" in circle.zh) == (3, True)
    with pytest.raises(SourceError, match="nowhere"):
        api.check_rules(book, tmp_path / "nowhere.yaml")


CLAUSE = "    - {{id: T-3, zh: 再, en: More, article: 三, status: verified, {more}}}\n"


@pytest.mark.parametrize(
    ("more", "say"),
    [
        ('metric: revenue, op: "<=", threshold: 100, unit: 万元', "不可能同时符合"),
        ('metric: staff, op: ">=", threshold: 1, unit: 人, valid_to: 2026-01-01', "没有一天适用"),
        ('metric: staff, op: ">=", threshold: 1, unit: 人, routes: [review]', "办理路径"),
        ("metric: holds_title, titles: [little_giant], op: is, threshold: true", "成了圈"),
    ],
)
def test_what_can_never_decide_is_a_warning(book, tmp_path, more, say):
    (found,) = check(book, tmp_path, GOOD + CLAUSE.format(more=more))
    assert found.level == "warning"
    assert say in found.zh


def test_a_circle_of_prerequisites_goes_over_other_packs(book, tmp_path):
    text = GOOD.replace("title: little_giant", "title: srdi_sme").replace("id: T-2", "id: T-2")
    more = "metric: holds_title, titles: [little_giant], op: is, threshold: true"
    (found,) = check(book, tmp_path, text + CLAUSE.format(more=more))
    assert "little_giant" in found.zh, "which asks for srdi_sme itself"


def test_a_file_named_otherwise_is_a_warning(book, tmp_path):
    (found,) = check(book, tmp_path, GOOD, "other.yaml")
    assert (found.level, found.key, found.line) == ("warning", "id", None)


def test_every_node_of_every_pack_reads_in_both_languages(book):
    for summary in api.list_rules(book):
        lines = api.show_rules(book, summary.id)
        assert len(lines) == summary.n_nodes
        assert all(line.demand_zh and line.demand_en and line.article is not None for line in lines)
        assert len({line.id for line in lines}) == len(lines)


def test_a_clause_reads_with_metric_period_sign_and_unit(book):
    lines = {line.id: line for line in api.show_rules(book, "little_giant_2026")}
    assert lines["LG26-3b"].demand_zh == "研发费用占营业收入（近两年每年） ≥ 3%"
    assert lines["LG26-2a"].demand_en == "Revenue ≥ 50 million yuan"
    assert lines["LG26-4w"].demand_zh == "近 3 年获奖单位排名：国家级科技奖励 ≤ 3 位"
    assert lines["LG26-N"].limits_zh == "仅新申报；2026-04-25–2026-06-30"
    old = {line.id: line for line in api.show_rules(book, "srdi_sme_2022")}
    assert old["SRDI22-4S"].demand_zh == "≥ 60 分"
    assert old["SRDI22-S07"].demand_zh.startswith("至多 10 分：净利润率 ≥ 10%→10 ≥ 8%→8")


def test_two_versions_are_compared_clause_by_clause(book):
    found = api.diff_rules(book, "little_giant_2022", "little_giant_2026")
    changed = {(d.first.id, d.second.id) for d in found if d.kind == "changed"}
    assert {("LG22-1b", "LG26-2b"), ("LG22-2d", "LG26-2d"), ("LG22-4c", "LG26-4a")} <= changed
    assert "LG26-7" in {d.second.id for d in found if d.kind == "added"}
    assert "LG22-3c" in {d.first.id for d in found if d.kind == "removed"}


def test_a_pack_does_not_differ_from_itself_and_only_in_what_was_changed(book):
    from gaodi.cultivate import change_pack, compare_packs

    pack = book.packs.pack("srdi_sme_2026")
    assert api.diff_rules(book, pack.id, pack.id) == ()
    changed = change_pack(pack, {"SRDI26-6": "45", "SRDI26-5": "off"}, book.catalogue)
    found = compare_packs(pack, changed, book.catalogue)
    assert [(d.kind, d.first.id) for d in found] == [("changed", "SRDI26-5"), ("changed", "SRDI26-6")]
    assert found[1].second.demand_zh.endswith("≥ 45 分")
    assert {n.id: n for n in changed.nodes()}["SRDI26-6"].threshold == Decimal(45)


def test_the_committed_schema_is_fresh():
    committed = ROOT / "docs" / "reference" / "rule-pack.schema.json"
    assert committed.read_text(encoding="utf-8") == api.write_rule_schema(), (
        "stale; run: gaodi rules schema -o docs/reference/rule-pack.schema.json"
    )


def test_the_example_of_the_how_to_is_sound(book, tmp_path):
    text = (ROOT / "docs" / "howto" / "rules.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert check(book, tmp_path, example) == ()
