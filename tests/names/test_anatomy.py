"""A company's name, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.names import parse_company_name, simplify_script, spell_plainly


@pytest.mark.parametrize(
    ("name", "place", "words", "form", "site"),
    [
        ("湖南华菱涟源钢铁有限公司", "湖南省", ("华菱", "涟源", "钢铁"), "有限公司", ""),
        ("特变电工衡阳变压器有限公司", "", ("特变", "电工", "衡阳", "变压器"), "有限公司", ""),
        ("力合科技(湖南)股份有限公司", "", ("力合", "科技"), "股份有限公司", ""),
        ("力合科技湖南股份有限公司", "", ("力合", "科技"), "股份有限公司", ""),
        ("三一重工股份有限公司长沙分公司", "", ("三一", "重工"), "股份有限公司", "长沙分公司"),
        ("长沙银行股份有限公司株洲分行", "长沙市", ("银行",), "股份有限公司", "株洲分行"),
        ("湖南湘江鲲鹏信息科技有限责任公司", "湖南省", ("湘江鲲鹏", "信息", "科技"), "有限公司", ""),
        ("内蒙古伊利实业集团股份有限公司", "内蒙古自治区", ("伊利", "实业"), "股份有限公司", ""),
        ("长沙市望城区甲乙食品厂", "望城区", ("甲乙", "食品", "厂"), "", ""),
    ],
)
def test_a_name_has_place_brand_trade_form_and_site(
    name: str, place: str, words: tuple[str, ...], form: str, site: str
) -> None:
    found = parse_company_name(name)
    assert (found.words, found.form, found.site) == (words, form, site)
    assert found.place == place or place in found.places


def test_a_place_in_brackets_is_part_of_the_name_before_the_form_and_a_remark_behind_it() -> None:
    assert parse_company_name("蓝思科技（湘潭）有限公司").bracketed == ("湘潭市",)
    assert parse_company_name("拓维信息系统股份有限公司（长沙）").located == ("长沙市",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中聯重科股份有限公司", "中联重科股份有限公司"),
        ("Ａ＆Ｂ科技(长沙)有限公司", "A&B科技（长沙）有限公司"),
        ("*ST张股", "张股"),
        ("三一重工 一号厂", "三一重工1号厂"),
        ("“湘企融”平台", "湘企融平台"),
    ],
)
def test_spellings_that_mean_the_same_are_one(one: str, other: str) -> None:
    assert spell_plainly(one) == spell_plainly(other)


def test_script_is_folded_without_merging_names_that_differ() -> None:
    assert spell_plainly("昇腾科技") != spell_plainly("升腾科技")
    assert simplify_script("乾照光电") == "乾照光电"


@given(st.text(max_size=80))
def test_plain_spelling_is_idempotent(text: str) -> None:
    assert spell_plainly(spell_plainly(text)) == spell_plainly(text)


@pytest.mark.parametrize(
    "name",
    ["", " ", "（", "）（", "公司", "有限公司", "长沙", "\ud800\x00\x07", "甲" * 10_000, "（" * 10_000],
)
def test_bad_names_are_taken_apart_without_an_error(name: str) -> None:
    found = parse_company_name(name)
    assert len(found.key) <= 120
    assert len(found.words) == len(found.kinds)


@given(
    st.text(
        alphabet=st.sampled_from(list("湖南长沙三一重工科技有限公司集团股份（）分行银研究所ABC1一 \n")),
        max_size=30,
    )
)
def test_the_parts_are_made_of_the_name(text: str) -> None:
    found = parse_company_name(text)
    assert set(found.core) <= set(found.key)
    assert all(found.words)
