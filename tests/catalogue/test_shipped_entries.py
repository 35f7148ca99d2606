import csv
import re
from collections import Counter
from decimal import Decimal
from graphlib import TopologicalSorter
from itertools import pairwise

import pytest

from gaodi.base import parse_credit_code, parse_district_code, parse_industry_code, parse_period
from gaodi.catalogue import PROVENANCE

ORDER = {"upstream": 1, "midstream": 2, "downstream": 3, "service": 4}
COMPARISONS = {
    "level", "new", "cumulative", "growth", "delta", "gap", "contribution", "share", "rank", "multiple", "rate", "streak",
}  # fmt: skip


def test_every_entry_has_a_source(shipped):
    kinds = (shipped.tables, shipped.taxonomies, shipped.crosswalks, shipped.chains, shipped.indicators)
    assert all(entry.source.strip() for kind in kinds for entry in kind.values())
    assert all(figure.source_title.strip() and figure.source_date.strip() for figure in shipped.published)


def test_our_own_drafts_are_never_called_verified(shipped):
    drafts = [
        entry
        for kind in (shipped.crosswalks, shipped.chains)
        for entry in kind.values()
        if "自拟" in entry.source
    ]
    assert {draft.status for draft in drafts} == {"needs_official_check"}
    assert len(drafts) == len(shipped.chains) + len(shipped.crosswalks)


def test_texts_use_full_width_punctuation(shipped):
    texts = [term.zh for taxonomy in shipped.taxonomies.values() for term in taxonomy.terms]
    texts += [link.zh for chain in shipped.chains.values() for link in chain.links]
    texts += [indicator.zh for indicator in shipped.indicators.values()]
    assert [text for text in texts if re.search(r"[\u4e00-\u9fff][,;:!?()]", text)] == []


# Tables


def test_columns_are_stored_with_their_provenance_last(shipped):
    for table in shipped.tables.values():
        assert list(table.frame_schema())[-4:] == list(PROVENANCE)
        assert len(table.frame_schema()) == len(table.columns) + 4


def test_a_header_names_one_column_of_a_table_only(shipped):
    doubled = []
    for table in shipped.tables.values():
        owners: dict[str, set[str]] = {}
        for column in table.columns:
            for name in (column.name, column.zh, column.en, *column.aliases):
                owners.setdefault(name.lower(), set()).add(column.name)
        doubled += [(table.id, name) for name, columns in owners.items() if len(columns) > 1]
    # Lists of listed firms have nothing but a short name; the column's own name wins where both are there.
    assert doubled == [("enterprise", "short_name")]


def test_examples_of_a_column_are_what_the_column_takes(shipped):
    for table in shipped.tables.values():
        for column in table.columns:
            assert column.example not in (None, "") or column.derived or column.type == "stock_code"
            if column.type == "choice":
                assert column.example in column.choices + column.choices_zh
            if column.type == "district":
                place = shipped.taxonomy("divisions").find(str(column.example))
                assert place, (table.id, column.name)
            if column.example and column.type == "credit_code":
                assert parse_credit_code(column.example)
            if column.example and column.type == "industry":
                assert parse_industry_code(column.example)
            if column.example and column.type == "term":
                assert shipped.taxonomy(column.taxonomy).find(column.example)


# Taxonomies


def test_hunan_has_fourteen_prefectures_and_122_counties(shipped):
    divisions = shipped.taxonomy("divisions")
    prefectures = {term.id for term in divisions.terms if term.parent == "430000"}
    counties = [term for term in divisions.terms if term.parent in prefectures]
    assert (len(divisions.terms), len(prefectures), len(counties)) == (31 + 14 + 122, 14, 122)
    assert all(parse_district_code(term.id) == term.id for term in divisions.terms)
    assert all(county.id[:4] == county.parent[:4] for county in counties)


def test_a_place_name_means_one_place(shipped):
    names = Counter(
        name
        for term in shipped.taxonomy("divisions").terms
        for name in {term.id, term.zh, term.en, *term.aliases}
        if name
    )
    assert {name: count for name, count in names.items() if count > 1} == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("长沙", "430100"), ("长沙市", "430100"), ("长沙县", "430121"), ("湘西", "433100"), ("湘西州", "433100"),
        ("湘西土家族苗族自治州", "433100"), ("宁乡", "430182"), ("宁乡县", "430182"), ("430124", "430182"),
        ("株洲县", "430212"), ("祁阳", "431181"), ("江华", "431129"), ("湖南", "430000"), ("张家界", "430800"),
    ],
)  # fmt: skip
def test_places_are_found_as_people_write_them(shipped, text, code):
    assert shipped.taxonomy("divisions").find(text).id == code


def test_an_empty_text_names_no_term(shipped):
    divisions = shipped.taxonomy("divisions")
    assert any(term.en == "" for term in divisions.terms)
    assert divisions.find("") is None
    assert divisions.find("　") is None


def test_names_are_found_in_any_width(shipped):
    assert shipped.taxonomy("divisions").find("４３０１００").zh == "长沙市"
    assert shipped.find_indicator("ＧＤＰ").id == "gdp"


def test_the_tile_grid_has_no_hole_and_keeps_neighbours_together(shipped):
    tiles = {
        (term.attributes["grid_x"], term.attributes["grid_y"]): term
        for term in shipped.taxonomy("divisions").terms
        if term.parent == "430000"
    }
    assert len(tiles) == 14
    reached, frontier = set(), [min(tiles)]
    while frontier:
        x, y = frontier.pop()
        reached.add((x, y))
        steps = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)}
        frontier += [tile for tile in steps & set(tiles) if tile not in reached]
    assert reached == set(tiles)


def test_the_tile_grid_keeps_north_above_south(shipped):
    rows: dict[int, list[float]] = {}
    for term in shipped.taxonomy("divisions").terms:
        if term.parent == "430000":
            rows.setdefault(term.attributes["grid_y"], []).append(term.attributes["latitude"])
    means = [sum(row) / len(row) for _, row in sorted(rows.items())]
    assert all(upper > lower for upper, lower in pairwise(means))


def test_the_four_areas_cover_the_prefectures_once(shipped):
    areas = Counter(
        term.attributes["area"] for term in shipped.taxonomy("divisions").terms if term.parent == "430000"
    )
    assert areas == {"长株潭": 3, "湘南": 3, "大湘西": 5, "洞庭湖": 3}


def test_four_groups_hold_four_industries_each(shipped):
    terms = shipped.taxonomy("hunan_4x4").terms
    groups = [term.id for term in terms if term.parent is None]
    assert {group: sum(term.parent == group for term in terms) for group in groups} == dict.fromkeys(
        groups, 4
    )
    assert len(groups) == 4


def test_manufacturing_has_31_divisions(shipped):
    terms = shipped.taxonomy("gbt4754").terms
    manufacturing = [term.id for term in terms if term.attributes["section"] == "C"]
    assert manufacturing == [str(code) for code in range(13, 44)]
    assert all(term.en for term in terms if term.attributes["section"] == "C")


def test_divisions_of_industry_are_those_of_the_standard(shipped, shared):
    with (shared / "data/gbt4754/gbt4754_2017.csv").open(encoding="utf-8-sig", newline="") as file:
        known = {row["code"]: row["name"] for row in csv.DictReader(file) if row["level"] == "2"}
    assert {term.id: term.zh for term in shipped.taxonomy("gbt4754").terms} == known


def test_national_clusters_name_known_places_and_chains(shipped):
    places = shipped.taxonomy("divisions")
    for term in shipped.taxonomy("national_clusters").terms:
        assert all(places.term(code) for code in term.attributes["districts"])
        assert term.attributes["chain"] in shipped.chains


# Chains


def test_chains_have_a_dozen_links_or_more_over_all_stages(shipped):
    assert len(shipped.chains) >= 6
    for chain in shipped.chains.values():
        assert 12 <= len(chain.links) <= 20
        stages = [ORDER[link.stage] for link in chain.links]
        assert stages == sorted(stages), chain.id
        assert set(stages) == {1, 2, 3, 4}
        assert any(link.is_key for link in chain.links)


def test_nothing_needs_itself_however_far_round(shipped):
    for chain in shipped.chains.values():
        needs = {link.id: {item.link for item in link.inputs} for link in chain.links}
        order = tuple(TopologicalSorter(needs).static_order())
        assert len(order) == len(chain.links)


def test_no_link_needs_a_later_stage(shipped):
    backwards = [
        (chain.id, link.id, item.link)
        for chain in shipped.chains.values()
        for link in chain.links
        for item in link.inputs
        if ORDER[chain.link(item.link).stage] > ORDER[link.stage]
    ]
    assert backwards == []


def test_every_whole_machine_needs_something_essential(shipped):
    bare = [
        (chain.id, link.id)
        for chain in shipped.chains.values()
        for link in chain.links
        if link.stage == "downstream" and link.is_key and not any(i.need == "essential" for i in link.inputs)
    ]
    # A charging pile and a meter are bought in; every key machine stands on named parts.
    assert bare == []


def test_a_product_places_a_firm_on_one_link_of_a_chain(shipped):
    for chain in shipped.chains.values():
        words = Counter(word for link in chain.links for word in (*link.products, *link.synonyms))
        assert {word: count for word, count in words.items() if count > 1} == {}, chain.id
        # Placement drops endings such as 制造; of 再制造 it would leave 再, which is in thousands of names.
        assert all(len(re.sub("(制造业?|产品|研发|加工|生产)$", "", word)) >= 2 for word in words), chain.id


def test_no_link_excludes_its_own_words(shipped):
    own_goals = [
        (chain.id, link.id, veto, word)
        for chain in shipped.chains.values()
        for link in chain.links
        for veto in link.exclude
        for word in (*link.products, *link.synonyms)
        if veto in word
    ]
    assert own_goals == []


def test_every_link_can_be_reached_by_products_and_by_code(shipped):
    for chain in shipped.chains.values():
        for link in chain.links:
            assert len(link.products) >= 3, (chain.id, link.id)
            assert re.fullmatch(r"[a-z][a-z0-9_]*", link.id)
            assert [parse_industry_code(code) for code in link.industry_codes] == list(link.industry_codes)


def test_industry_codes_of_links_exist_in_the_standard(shipped, shared):
    with (shared / "data/gbt4754/gbt4754_2017.csv").open(encoding="utf-8-sig", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    used = {code for chain in shipped.chains.values() for link in chain.links for code in link.industry_codes}
    assert used - known == set()


# Indicators and published figures


def test_indicators_are_found_by_id_name_and_alias(shipped):
    for indicator in shipped.indicators.values():
        for name in (indicator.id, indicator.zh, *indicator.aliases):
            assert shipped.find_indicator(name) is indicator
        assert re.fullmatch(r"[a-z][a-z0-9_]*", indicator.id)
    assert shipped.find_indicator("GDP").id == "gdp"
    assert shipped.find_indicator("幸福感") is None


def test_published_figures_have_complete_keys(shipped):
    assert len(shipped.published) >= 80
    for figure in shipped.published:
        assert parse_period(figure.period).text == figure.period
        assert figure.comparison in COMPARISONS
        assert format(Decimal(figure.value), "f") == figure.value
        assert figure.basis in ("", "同口径", "现价", "可比价")
        if figure.comparison in ("growth", "share"):
            assert figure.unit == "%"
        if figure.comparison == "rank":
            assert figure.unit == "位"
            assert figure.scope


def test_money_is_published_in_yuan(shipped):
    assert [f for f in shipped.published if f.unit.endswith("亿元") or f.unit.endswith("万元")] == []


def test_no_source_says_the_same_thing_twice(shipped):
    keys = Counter(
        (f.indicator, f.subject, f.period, f.comparison, f.basis, f.scope, f.status, f.source_title)
        for f in shipped.published
    )
    assert {key: count for key, count in keys.items() if count > 1} == {}


@pytest.mark.parametrize(
    ("indicator", "comparison", "values"),
    [("smart_manufacturing_firms", "new", {"1585", "1361"}), ("it_output", "growth", {"9.2", "9.7"}), ("new_energy_output", "growth", {"8.2", "9.8"})],
)  # fmt: skip
def test_sources_that_disagree_stand_side_by_side(shipped, indicator, comparison, values):
    found = {
        f.value: f.source_title
        for f in shipped.published
        if (f.indicator, f.subject, f.period, f.comparison) == (indicator, "湖南省", "2025", comparison)
    }
    assert set(found) == values
    assert len(set(found.values())) == 2


def test_targets_and_results_of_one_key_can_be_compared(shipped):
    def key(figure):
        return (
            figure.indicator,
            figure.subject,
            figure.period,
            figure.comparison,
            figure.basis,
            figure.scope,
            figure.unit,
        )

    actual = {key(f) for f in shipped.published if f.status == "actual"}
    targets = [f for f in shipped.published if f.status == "target"]
    met = {f.indicator for f in targets if key(f) in actual}
    assert {"gdp", "above_scale_value_added"} <= met
    assert [f.value for f in targets if (f.indicator, f.period) == ("digital_core_value_added", "2026")] == [
        "10"
    ]


def test_figures_come_from_every_article_and_name_a_city(shipped):
    titles = " ".join({f.source_title for f in shipped.published})
    for name in (
        "湘江潮涌 制造向新",
        "长沙制造攀“高”逐“新”",
        "构建工业经济增长第二曲线",
        "新华网",
        "科技强省",
    ):
        assert name in titles
    assert {"湖南省", "长沙市", "株洲市", "广东省"} <= {f.subject for f in shipped.published}


# Labels


@pytest.mark.parametrize(
    ("key", "zh"),
    [
        ("strength.strong", "强"), ("strength.adequate", "够用"), ("strength.weak", "弱"), ("strength.missing", "缺失"),
        ("strength.unknown", "未知"), ("state.met", "符合"), ("state.not_met", "不符合"), ("state.unknown", "数据不足"),
        ("state.manual_review", "需人工审核"),
    ],
)  # fmt: skip
def test_shared_words_read_as_agreed(shipped, key, zh):
    assert shipped.label(key, "zh") == zh
    assert shipped.label(key, "en") not in (key, zh)


def test_every_table_comparison_and_status_has_a_word(shipped):
    assert [table.id for table in shipped.tables.values() if not (table.zh and table.en)] == []
    assert shipped.tables["enterprise_year"].zh == "企业年度数据"
    keys = [f"comparison.{comparison}" for comparison in COMPARISONS]
    keys += [f"status.{status}" for status in ("actual", "estimate", "target")]
    keys += [f"bound.{bound}" for bound in ("exact", "lower", "upper", "approx", "range")]
    keys += [f"type.{column.type}" for table in shipped.tables.values() for column in table.columns]
    assert [key for key in keys if key not in shipped.labels] == []


def test_a_colour_never_goes_without_its_word(shipped):
    for colour, word in {"green": "绿", "blue": "蓝", "orange": "橙", "red": "红", "grey": "灰"}.items():
        text = shipped.label(f"colour.{colour}", "zh")
        assert text.startswith(word)
        assert "：" in text
