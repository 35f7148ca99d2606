"""Periods, intervals, names and indicators, part by part."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import CatalogueError
from gaodi.conflicts import find_overlap, read_span, relate_spans
from gaodi.conflicts.arithmetic import add_intervals, divide_intervals, fits
from gaodi.conflicts.digits import find_merged_digit
from gaodi.conflicts.indicators import IndicatorReader
from gaodi.conflicts.intervals import Interval, agree_intervals, measure_gap, read_interval
from gaodi.conflicts.subjects import SubjectReader
from gaodi.conflicts.vocabulary import Vocabulary, load_places, load_vocabulary
from gaodi.conflicts.written import read_written


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def indicators(catalogue, words) -> IndicatorReader:
    return IndicatorReader(catalogue, words)


@pytest.fixture(scope="module")
def subjects(catalogue, words) -> SubjectReader:
    return SubjectReader(catalogue, words)


periods = st.sampled_from(
    [None, "now", "2024", "2025", "2025-10", "2025-12-18", "2025-01..2025-10", "2021..2025", "..2025-10",
     "..2025-12", "2024..", "2025-10..", "二〇二五", "2025-13"]
)  # fmt: skip


@given(a=periods, b=periods, is_stock=st.booleans())
def test_periods_relate_the_same_from_either_side(a, b, is_stock) -> None:
    there = relate_spans(read_span(a), read_span(b), is_stock=is_stock)
    assert there == relate_spans(read_span(b), read_span(a), is_stock=is_stock)


@pytest.mark.parametrize(
    ("a", "b", "is_stock", "relation"),
    [
        ("2025", "2025", False, "same"),
        ("..2025-10", "2025-10", False, "same"),
        ("2025-01..2025-10", "..2025-10", False, "same"),
        ("2021..2025", "2025", True, "same"),
        ("2021..2025", "2025", False, "nested"),
        ("2025-01..2025-10", "2025", False, "part_year"),
        ("..2025-10", "2025", True, "part_year"),
        ("2025-10", "2025", False, "within"),
        ("2025-12-18", "2025", False, "within"),
        ("2024", "2025", False, "apart"),
        ("2024-06..2025-06", "2025", False, "overlap"),
        ("2024..", "2025", False, "nested"),
        ("now", "2025", False, "unknown"),
        ("now", None, True, "same_day"),
        ("2025-13", "2025", True, "unknown"),
    ],
)
def test_how_periods_stand_to_each_other(a, b, is_stock, relation) -> None:
    assert relate_spans(read_span(a), read_span(b), is_stock=is_stock) == relation


@pytest.mark.parametrize(
    ("a", "b", "shares"),
    [
        ("2025", "2025-10", True),
        ("2024", "2025", False),
        ("..2024-12", "2025..", False),
        ("now", "2025", False),
    ],
)
def test_overlap_of_periods(a, b, shares) -> None:
    assert (find_overlap(a, b) is not None) is shares


def count(value, half="0", bound="exact") -> Interval:
    value, half = Decimal(value), Decimal(half)
    low, high = value - half, value + half
    if bound == "lower":
        high = None
    if bound == "upper":
        low = None
    return Interval(value=value, low=low, high=high, half=half, bound=bound)


@pytest.mark.parametrize(
    ("a", "b", "agreement"),
    [
        (count(6, "0.5"), count("6.5", "0.05"), "apart"),
        (count(6, "0.5"), count("5.5", "0.05"), "rounded"),
        (count(-6, "0.5"), count("-6.4", "0.05"), "rounded"),
        (count(-6, "0.5"), count(6, "0.05"), "apart"),
        (count("9.2", "0.05"), count("9.3", "0.05"), "apart"),
        (count(5, bound="lower"), count(7, bound="lower"), "meets"),
        (count(5, bound="lower"), count(4), "apart"),
        (count(5, bound="upper"), count(4), "meets"),
        (count(5, bound="upper"), count(6), "apart"),
        (count(5), count(5), "equal"),
    ],
)
def test_when_two_numbers_can_be_one(a, b, agreement) -> None:
    assert agree_intervals(a, b) == agree_intervals(b, a) == agreement


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("5.53万亿\n元", 5530000000000, "5.53"),
        ("１２０家", 120, "120"),
        ("1,585家", 1585, "1585"),
        ("六成", 60, ""),
        ("1/10", 10, ""),
        ("0%", 0, ""),
        ("120家", 77, ""),
    ],
)
def test_digits_as_they_stand(text, value, written) -> None:
    assert read_written(text, Decimal(value))[0] == written


@pytest.mark.parametrize(
    ("given_fact", "low", "high"),
    [
        ({"text": "万亿级", "value": 10**12, "bound": "approx", "unit": "元"}, 10**12, 10**13),
        ({"text": "100家", "value": 100, "bound": "approx"}, 95, 105),
        ({"text": "100余家", "value": 100, "bound": "lower"}, 100, None),
        ({"text": "前10", "value": 10, "bound": "upper", "unit": "位", "high": 10}, None, 10),
        (
            {"text": "3米至8.61米", "value": 3, "bound": "range", "unit": "米", "high": "8.61"},
            3,
            Decimal("8.61"),
        ),
    ],
)
def test_what_a_source_allows(make_fact, words, given_fact, low, high) -> None:
    interval = read_interval(make_fact("a", **given_fact), words)
    assert (interval.low, interval.high) == (low, high)


def test_nan_and_none_have_no_interval(make_fact, words) -> None:
    assert read_interval(make_fact("a"), words) is None
    assert read_interval(make_fact("a", value="NaN"), words) is None


def test_open_ends_stay_open() -> None:
    assert add_intervals([count(1), count(2, bound="lower")]) == (3, None)
    assert add_intervals([count(1), count(2, bound="upper")]) == (None, 3)
    assert divide_intervals(count(1, bound="lower"), count(4)) == (Decimal("0.25"), None)
    assert divide_intervals(count(1, bound="upper"), count(4)) == (None, Decimal("0.25"))
    assert divide_intervals(count(0), count(4)) is None
    assert divide_intervals(count(1, "2"), count(4)) is None
    assert fits((None, None), count(4))
    assert measure_gap(Decimal(0), Decimal(0)) == 0


@pytest.mark.parametrize(
    ("written", "low", "high", "digit"),
    [
        ("253231.0", 53230, 53232, "2"),
        ("532312", 53230, 53232, "2"),
        ("53231", 53230, 53232, ""),
        ("153", 53, 53, ""),
    ],
)
def test_a_digit_too_many(written, low, high, digit) -> None:
    assert find_merged_digit(written, (Decimal(low), Decimal(high))) == digit


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("规模以上工业增加值", "規上工業增加值增速"),
        ("国家级专精特新“小巨人”企业", "小巨人企业"),
        ("国家专精特新小巨人企业", "国家级“小巨人”企业总量"),
        ("国家先进制造业集群", "国家级先进制造业集群"),
        ("制造业单项冠军企业", "国家级制造业单项冠军累计数"),
        ("地区生产总值", "GDP"),
        ("全省地区生产总值", "地区生产总值"),
        ("先进制造业增加值占规模以上制造业比重", "先进制造业占制造业比重"),
        ("规模以上工业企业利润总额", "规上工业企业利润"),
        ("新增国家制造业单项冠军企业", "国家制造业单项冠军企业"),
        ("湖南规模以上工业增加值", "规上工业增加值"),
    ],
)
def test_writings_of_one_measure(indicators, a, b) -> None:
    one, other = (indicators.read(text, subject="湖南省") for text in (a, b))
    assert (one.core, one.level, one.coverage) == (other.core, other.level, other.coverage)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("国家级绿色工厂", "省级绿色工厂"),
        ("国家级两业融合试点", "省级两业融合试点"),
        ("工业增加值", "规模以上工业增加值"),
        ("工业增加值增速", "规模以上工业增加值增速"),
        ("地区生产总值", "人均地区生产总值"),
        ("小巨人企业", "重点“小巨人”企业"),
        ("总算力", "智能算力"),
        ("制造业增加值", "制造业增加值占地区生产总值比重"),
        ("先进制造业占规上工业比重", "先进制造业占规上制造业比重"),
        ("签约项目", "签约项目总投资"),
        ("采购经理指数", "采购经理"),
        ("汽车产量", "新能源汽车产量"),
    ],
)
def test_measures_that_are_never_merged(indicators, a, b) -> None:
    one, other = indicators.read(a), indicators.read(b)
    assert (one.core, one.level, one.coverage, one.event) != (
        other.core,
        other.level,
        other.coverage,
        other.event,
    )


def test_the_programme_is_no_part_of_its_measure(indicators) -> None:
    one = indicators.read("重大科研成果", subject="“4+4”科创工程")
    assert one.core == indicators.read("创新成果", subject="“4+4”科创工程").core


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("长沙", "长沙市", "same"),
        ("湖南省长沙市", "长沙市", "same"),
        ("长沙市", "湖南省", "inside"),
        ("望城区", "长沙市", "inside"),
        ("湖南省", "我国", "inside"),
        ("长株潭地区", "湖南", "inside"),
        ("长沙市", "株洲市", "other"),
        ("星辰科技股份有限公司", "星辰科技", "same"),
        ("星辰智能制造城二号园", "长沙星辰智能制造城", "near"),
        ("星辰", "星辰智能制造城", "other"),
        ("星辰智能制造城", "湖南省", "other"),
    ],
)
def test_how_subjects_stand_to_each_other(subjects, a, b, relation) -> None:
    a, b = subjects.name(a), subjects.name(b)
    assert subjects.relate(a, b) == subjects.relate(b, a) == relation


def test_without_divisions_no_place_is_cut(catalogue, words) -> None:
    others = {key: item for key, item in catalogue.taxonomies.items() if key != "divisions"}
    bare = SubjectReader(replace(catalogue, taxonomies=others), words)
    assert bare.divide("湖南省") == bare.divide("全国") == []
    assert bare.name("长沙市") == "长沙市"


def test_a_wrong_word_list_is_named(tmp_path, monkeypatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "places.yaml").write_text("- {name: 甲, in: 乙}\n", encoding="utf-8")
    monkeypatch.setattr("gaodi.conflicts.vocabulary.files", lambda _: tmp_path)
    with pytest.raises(CatalogueError, match=r"places.yaml.*source"):
        load_places()
