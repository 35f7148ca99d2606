"""Names in texts: where they begin and end, what they stand for, which mean the same."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.names import KnownName, MentionKind, build_reader, find_mentions

READER = build_reader()


def texts(passage: str) -> list[str]:
    return [m.text for m in find_mentions(passage, READER) if m.kind is not MentionKind.PLACE]


@pytest.mark.parametrize(
    ("passage", "names"),
    [
        ("在力得尔智能科技有限公司，传统炼铝业迎来新变化。", ["力得尔智能科技有限公司"]),
        ("位于长沙的万兴科技推出新平台。", ["万兴科技"]),
        ("望城经开区某车间机器轰鸣。", ["望城经开区"]),
        ("衡长株潭特高压输电装备产业集群跻身“国家队”。", ["衡长株潭特高压输电装备产业集群"]),
        ("在衡阳，特变电工衡阳变压器有限公司攻坚。", ["特变电工衡阳变压器有限公司"]),
        ("晶瑞电子（东莞）有限公司与甲方签约。", ["晶瑞电子（东莞）有限公司"]),
        ("走进长沙经开区三一重工18号工厂，机械臂舞动。", ["长沙经开区", "三一重工18号工厂"]),
        ("苏州工业园区新签约项目，昆山开发区开工。", ["苏州工业园区", "昆山开发区"]),
        ("走进光谷生物医药园，柯力传感投产。", ["光谷生物医药园", "柯力传感"]),
        ("推动湖南大学和中南大学合作。", ["湖南大学", "中南大学"]),
        ("深入实施“智赋万企”行动。", ["“智赋万企”行动"]),
        ("随着华为技术有限公司加入。", ["华为技术有限公司"]),
        ("在岳麓山实验室和湘江实验室。", ["岳麓山实验室", "湘江实验室"]),
    ],
)
def test_a_name_is_found_with_its_right_ends(passage: str, names: list[str]) -> None:
    assert texts(passage) == names


@pytest.mark.parametrize(
    "passage",
    [
        "推动先进制造业产业园区建设。",
        "全省新增上市公司十家，三家子公司投产。",
        "以科技创新引领产业创新，发展人工智能。",
        "打造国家级产业集群，建设公共服务平台。",
        "加快重点项目建设，开展专项行动。",
        "一批龙头企业和大型集团落户。",
    ],
)
def test_ordinary_words_are_no_name(passage: str) -> None:
    assert texts(passage) == []


def test_an_abbreviation_joins_the_full_name_of_the_same_text() -> None:
    found = find_mentions("特变电工衡变公司承接项目。特变电工衡阳变压器有限公司攻坚。特变电工表示。", READER)
    assert [m.canonical for m in found if m.text == "特变电工衡变公司"] == ["特变电工衡阳变压器有限公司"]
    assert all("衡阳变压器" not in m.canonical for m in found if m.text == "特变电工")


def test_numerals_in_names_are_one_spelling() -> None:
    found = find_mentions("“北山一号”掘进机下线，“北山1号”硬岩掘进机贯通。", READER)
    assert len(found) == 2
    assert len({m.canonical for m in found}) == 1


def test_a_park_and_the_park_inside_it_stay_apart() -> None:
    found = find_mentions("在中联智慧产业城，走进中联智慧产业城土方机械园。", READER)
    assert [m.canonical for m in found] == ["中联智慧产业城", "中联智慧产业城土方机械园"]


def test_sister_companies_stay_apart() -> None:
    found = find_mentions("三一重工股份有限公司、三一集团、三一重能发布新品。", READER)
    assert len({m.canonical for m in found}) == 3


def test_a_known_name_replaces_the_shipped_one() -> None:
    reader = build_reader([KnownName(text="湘江鲲鹏", canonical="湖南湘江鲲鹏信息科技有限责任公司")])
    [found] = find_mentions("在湘江鲲鹏的研发中心", reader)
    assert (found.text, found.canonical) == ("湘江鲲鹏", "湖南湘江鲲鹏信息科技有限责任公司")


@pytest.mark.parametrize(
    "unit",
    [
        "公司",
        "有限公司",
        "长沙",
        "“",
        '"',
        "（",
        "华为",
        "集团有限",
        "a",
        "一",
        "1",
        "（）",
        "公（",
        "项目、",
        "三一重工",
        "等“项目”",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    short, long = unit * (4_000 // len(unit)), unit * (32_000 // len(unit))

    def clock(text: str) -> float:
        begin = time.process_time()
        find_mentions(text, READER)
        return time.process_time() - begin

    clock(short)
    assert clock(long) < 8 * 4 * max(clock(short), 0.01)  # eight times the text, a wide margin for noise


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            list('在长沙湖南三一重工科技有限公司集团（）“”"、，。的与12A产业园经开区项目\n')
        )
        | st.characters(),
        max_size=60,
    )
)
def test_spans_are_true_and_apart_for_any_text(text: str) -> None:
    found = find_mentions(text, READER)
    assert all(text[m.start : m.end] == m.text and m.text for m in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert found == find_mentions(text, READER)
