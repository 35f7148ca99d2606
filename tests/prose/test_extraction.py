import json
from decimal import Decimal
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.evidence import read_document
from gaodi.prose import extract_facts
from gaodi.prose.extraction import name_fact
from gaodi.prose.naming import find_names
from gaodi.prose.timing import Calendar, find_times


def extract(text, region="湖南省", written=None):
    return extract_facts(text, "s", region=region, written=written)


def one(text, **options):
    (fact,) = extract(text, **options)
    return fact


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("营收达16.4亿元。", "1640000000", "元"),
        ("营收达1.02万亿元。", "1020000000000", "元"),
        ("营收达0.1亿元。", "10000000", "元"),
        ("营收达1,234.5万元。", "12345000", "元"),
        ("营收达１２．３万元。", "123000", "元"),
        ("协议金额2500万美元。", "25000000", "美元"),
        ("企业1.35萬戶。", "13500", "户"),
        ("算力达1.3万PF。", "13000", "PF"),
        ("市场占有率近六成。", "60", "%"),
        ("占全省1/4。", "25", "%"),
        ("增长百分之七点七。", "7.7", "%"),
        ("产值实现翻番。", "2", "倍"),
        ("千亿元产业。", "100000000000", "元"),
    ],
)
def test_values_are_exact(text, value, unit):
    fact = one(text)
    assert (fact.value, fact.unit) == (Decimal(value), unit)
    assert "E" not in str(fact.value)


@pytest.mark.parametrize(
    ("text", "bound", "low", "high"),
    [
        ("企业达5家。", "exact", 5, 5),
        ("企业超5家。", "lower", 5, None),
        ("企业5家以上。", "lower", 5, None),
        ("企业200余家。", "lower", 200, None),
        ("奖励不超过5万元。", "upper", None, 50000),
        ("企业约5家。", "approx", 5, 5),
        ("企业5家左右。", "approx", 5, 5),
        ("直径3米至12.5米。", "range", 3, Decimal("12.5")),
    ],
)
def test_bounds_are_intervals(text, bound, low, high):
    fact = one(text)
    assert (fact.bound, fact.value_min, fact.value_max) == (bound, low, high)


@pytest.mark.parametrize(
    ("text", "comparison"),
    [
        ("增加值增长6.2%。", "growth"),
        ("增加值占地区生产总值比重达26.4%。", "share"),
        ("增速高于全国1.7个百分点。", "gap"),
        ("拉动GDP增长2.3个百分点。", "contribution"),
        ("贡献率达45%。", "contribution"),
        ("比上月回升0.4个百分点。", "delta"),
        ("产值居全国第6。", "rank"),
        ("新增企业22家。", "new"),
        ("累计创建试点7家。", "cumulative"),
        ("拥有发明专利1985件。", "level"),
        ("连续4年高于全国平均水平。", "streak"),
        ("总算力是过去的21倍。", "multiple"),
        ("日产量达300台。", "rate"),
        ("良品率提高到98.5%。", "level"),
    ],
)
def test_the_nearest_verb_gives_the_comparison(text, comparison):
    assert one(text).comparison == comparison


def test_a_fall_is_negative_and_a_bullet_is_no_minus_sign():
    assert one("制造成本降低29%。").value == -29
    assert one("- 6个集群").value == 6


@pytest.mark.parametrize(
    "text",
    [
        "打造“4×4”现代化产业体系。", "“4433”体系", "18号工厂", "13号线", "5G应用", "AES100发动机", "第七批名单", "第21届",
        "2025年12月18日", "2026年", "深入实施“8+5”行动", "推进三个一批", "株洲中车T8", "密码1234567890123456789家",
    ],
)  # fmt: skip
def test_dates_labels_and_names_are_no_facts(text):
    assert extract(text) == []


@pytest.mark.parametrize(
    ("text", "period", "src"),
    [
        ("2025年，产值达5亿元。", "2025", "explicit"),
        ("2025年1—10月，产值达5亿元。", "2025-01..2025-10", "explicit"),
        ("2025年前三季度，产值达5亿元。", "2025-01..2025-09", "explicit"),
        ("“十四五”期间，产值达5亿元。", "2021..2025", "explicit"),
        ("截至2025年9月末，企业达5家。", "..2025-09", "explicit"),
        ("2025年，产值达5亿元。利润达1亿元。", "2025", "explicit"),
        ("产值达5亿元。", None, "none"),
    ],
)
def test_the_nearest_period_counts(text, period, src):
    fact = extract(text)[0]
    assert (fact.period, fact.period_src) == (period, src)


def test_a_sentence_without_a_period_inherits_or_takes_the_year_of_the_text():
    assert [(f.period, f.period_src) for f in extract("2025年，产值达5亿元。利润达1亿元。")][1] == (
        "2025",
        "inherited",
    )
    fact = one("产值达5亿元。", written=(2024, 12))
    assert (fact.period, fact.period_src) == ("2024", "doc")


def test_what_a_number_is_compared_with_is_not_its_period():
    facts = extract("2025年，总算力达2.4万PF，是“十三五”末的18倍。")
    assert [fact.period for fact in facts] == ["2025", "2025"]


def test_a_month_without_a_year_takes_the_one_named_last():
    unknown = Calendar(about=None, written=None)
    assert [m.period for m in find_times("2024年3月开工，10月投产", unknown)] == ["2024-03", "2024-10"]
    assert find_times("10月投产", unknown)[0].period is None


def test_a_share_raised_to_another_stays_a_share_of_the_same_whole():
    first, second = extract("新能源汽车产量占全国的比重由上年的11.8%提高到12.6%。", written=(2026, 2))
    assert (first.comparison, first.base) == (second.comparison, second.base) == ("share", "全国")
    assert first.indicator == second.indicator == "新能源汽车产量占全国比重"


def test_a_market_share_names_no_whole_and_a_rate_of_coverage_is_a_level():
    assert one("市场占有率近三成。").base is None
    coverage = one("规上制造业企业数字化改造覆盖率达85%。")
    assert (coverage.comparison, coverage.indicator) == ("level", "规上制造业企业数字化改造覆盖率")


def test_dangnian_speaks_of_one_number_only():
    text = "今年一季度，开工项目38个，当年计划投资96.5亿元。产业产值达428.6亿元。"
    periods = [fact.period for fact in extract(text, written=(2026, 5))]
    assert periods == ["2026-01..2026-03", "2026", "2026-01..2026-03"]


def test_words_of_their_own_keep_their_first_character():
    text = "中长期贷款占比54.3%。在孵企业达320家。时空信息产业产值达90亿元。为1.6万家企业提供贷款。"
    assert [fact.indicator for fact in extract(text)] == [
        "中长期贷款占比",
        "在孵企业",
        "时空信息产业产值",
        "企业",
    ]


def test_a_short_form_does_not_cut_the_full_name_of_its_place():
    text = "新昌县工业增加值增长7.1%。新昌企业达12家，新昌投资3亿元。"
    assert next((fact.indicator, fact.subject) for fact in extract(text)) == ("工业增加值", "新昌县")


def test_a_county_of_a_people_is_known_by_its_short_name():
    assert [
        m.canonical for m in find_names("巴马瑶族自治县加快发展。巴马工业增加值增长，巴马投资增长。")
    ] == ["巴马瑶族自治县"] * 3


def test_a_threshold_named_after_its_amount_is_a_figure():
    assert [fact.value for fact in extract("迈向千亿级产业。打造万亿级市场。")] == [10**11, 10**12]


def test_parallel_members_share_their_tail():
    facts = extract("前三季度，青岛市新一代信息技术、高端装备产业产值分别增长11.3%和9.4%。")
    assert [(f.indicator, f.value, f.comparison) for f in facts] == [
        ("新一代信息技术产业产值", Decimal("11.3"), "growth"), ("高端装备产业产值", Decimal("9.4"), "growth"),
    ]  # fmt: skip
    assert {fact.subject for fact in facts} == {"青岛市"}


def test_a_verb_carries_over_a_list_and_a_rank_takes_the_number_before():
    facts = extract("全省新增国家制造业单项冠军企业22家、居全国第6，新增国家中小企业特色产业集群7个。")
    assert [(f.comparison, f.indicator) for f in facts] == [
        ("new", "国家制造业单项冠军企业"), ("rank", "国家制造业单项冠军企业"), ("new", "国家中小企业特色产业集群"),
    ]  # fmt: skip


def test_targets_and_estimates_are_told_from_what_is():
    assert one("力争产值增长10%。").status == "target"
    assert one("预计产值增长10%。").status == "estimate"
    assert one("推进行动计划，产值增长10%。").status == "actual"


def test_offsets_count_in_the_untouched_text_across_wrapped_lines():
    text = "\ufeff全省地区生产总值达到5.53万亿\r\n元、稳居全国前十强；\r\n规模以上工\r\n业增加值增长6.2%。"
    facts = extract(text)
    assert [text[fact.start : fact.end] for fact in facts] == ["5.53万亿\r\n元", "前十强", "6.2%"]
    assert [fact.text for fact in facts] == ["5.53万亿\r\n元", "前十强", "6.2%"]
    assert all(f.evidence_start <= f.start < f.end <= f.evidence_end for f in facts)
    assert facts[2].indicator == "规模以上工业增加值"


def test_ids_say_what_is_claimed_where_and_are_the_same_everywhere():
    fact = one("增长6.2%。")
    assert fact.fact_id == name_fact("s", 2, 6, Decimal("6.2"), "%", "growth") == "f1-" + fact.fact_id[3:]
    assert len(fact.fact_id) == 23
    assert one("增长6.2%。").fact_id == fact.fact_id
    assert one("增长6.3%。").fact_id != fact.fact_id


words = st.sampled_from(
    ["增长", "占", "新增", "居全国第", "6.2%", "3", "万", "亿元", "家", "“", "”", "年", "2025年", "前三季度", "、", "，", "。", "\n",
     "\r\n", "至", "—", "×", "百分之", "成", "倍", "/", ":", "-", "余", "第", "月", " ", "*", "湖南省", "企业"]
)  # fmt: skip


@given(st.lists(words, max_size=60).map("".join))
def test_any_text_gives_facts_that_stand_where_they_say(text):
    facts = extract(text)
    assert all(text[fact.start : fact.end] == fact.text for fact in facts)
    assert all(0 <= f.evidence_start <= f.start < f.end <= f.evidence_end <= len(text) for f in facts)
    assert all(before.end <= after.start for before, after in pairwise(facts))
    assert facts == extract(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_extractor(text):
    extract(text)


@pytest.mark.parametrize(
    "unit",
    [
        "1", "1,", "1.1", "1:1:", "1/", "增长6.2%", "第", "前一", "2025年1—", "产", "“", "\n \n", "占比", "一二三", "- 6个\n", "（", "（1", "分别1、",
        "由1家", "\t1\t", "甲\t乙\t1\n", "　1　", "长沙", "三一重工", "有限公司", "集群", "**", "[1]", "，", "连续1年", "增长6.2%，居全国第6，", "的1", "新增",
        "每1分钟一台", "十四五", "湖南省1家、", "占全国的1%、", "湖南省厅\n", "1年来", "1至1月", "百余", "比1",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_of_the_text_only(unit):
    def measure(n_characters):
        text = unit * (n_characters // len(unit))
        spent = []
        for _ in range(3):
            start = process_time()
            extract(text)
            spent.append(process_time() - start)
        return min(spent)

    # Processor time, the best of three: quadratic time would take 64 times as long for 8 times the text.
    assert measure(16_000) < 40 * max(measure(2_000), 0.02)


def test_extraction_finds_what_readers_marked(shared):
    # Not a score: the scorer stands beside the samples. This keeps spans and values from getting worse.
    for number, name in (("000", "000_74e7419a6cfb5d6f.txt"), ("004", "004_de345d83fbb6d7f9.txt")):
        marked = [
            json.loads(line)
            for line in (shared / "gold" / f"{number}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        found = {
            (f.start, f.end): float(f.value) for f in extract(read_document(shared / "corpus" / name).text)
        }
        wanted = [fact for fact in marked if fact["tier"] == "core"]
        hit = [fact for fact in wanted if found.get((fact["start"], fact["end"])) == fact["value"]]
        assert len(hit) >= 0.9 * len(wanted)


def test_traditional_script_is_read_and_the_text_stays_as_it_was():
    facts = extract("前三季度，產業產值同比增長9.7%，規上企業達1.35萬戶。")
    assert [(f.value, f.unit, f.comparison, f.indicator) for f in facts] == [
        (Decimal("9.7"), "%", "growth", "产业产值"), (Decimal(13500), "户", "level", "规上企业"),
    ]  # fmt: skip
    assert facts[1].text == "1.35萬戶"


def test_an_article_about_another_province_is_not_booked_on_ours():
    text = "广东规上工业企业营收达17.3万亿元。广东利润总额7851亿元，广东、湖南均有增长。"
    assert {fact.subject for fact in extract(text)} == {"广东省"}
    assert {fact.subject for fact in extract(text, region="广东省")} == {"广东省"}
    assert {fact.subject for fact in extract("湖南营收达5亿元，高于湖北、广东。")} == {"湖南省"}


def test_the_span_a_title_reports_on_holds_where_a_paragraph_names_none():
    text = "1—11月全市工业经济运行情况\n\n2025年，生产平稳。\n\n长沙市利润总额312.9亿元。\n"
    assert one(text).period == "2025-01..2025-11"
    assert one(text.replace("1—11月", "我市")).period == "2025"


def test_a_day_above_the_text_does_not_begin_a_span_of_the_next_line():
    (mention, _) = find_times("2025年12月22日\n今年以来，增长", Calendar(about=2025, written=2025))
    assert mention.period == "2025-12-22"


def test_the_province_of_all_places_is_meant_where_it_is_not_named():
    text = "自治区政府举行发布会。{}产值增长1.7%，全区增加值增长7.1%。"
    facts = extract_facts(text.format("乌海市"), "s")
    assert facts[-1].subject == "内蒙古自治区"
    mixed = extract_facts(text.format("乌海市、银川市"), "s")
    assert mixed[-1].subject != "内蒙古自治区"


def test_a_title_means_the_park_of_its_kind():
    text = "高新区22个项目上新\n\n活动在襄阳高新区举行，完成投资61.7亿元。\n"
    assert {fact.subject for fact in extract_facts(text, "s")} == {"襄阳高新区"}


def test_names_of_industries_are_no_lists():
    text = "橡胶和塑料制品业、电气机械和器材制造业增加值分别下降2.1%和1.4%。"
    assert [fact.indicator for fact in extract(text)] == [
        "橡胶和塑料制品业增加值",
        "电气机械和器材制造业增加值",
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("收益一百二十八億六千萬元。", ["12860000000"]),
        ("工業場所八百四十三間。", ["843"]),
        ("盈利減三成七，不及預期。", ["-37"]),
        ("員工增加229人至10,072人。", ["229", "10072"]),
        ("產線可容納30至40家企業。", ["30"]),
        ("二○二四年收益6億元。", ["600000000"]),
    ],
)
def test_numbers_of_the_south_are_read(text, values):
    assert [str(fact.value) for fact in extract(text)] == values


def test_a_sum_in_brackets_measures_the_noun_before_it():
    facts = extract("收入（86.1亿元）和利润（72.5亿元）分别增长7.6%和8.5%。")
    assert [fact.indicator for fact in facts] == ["收入", "利润", "收入", "利润"]


def test_what_is_made_is_measured_by_its_output():
    assert one("全省生产原煤10.16亿吨。").indicator == "原煤产量"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025年，产值增长6%。今年新增企业9家，是去年的2倍，今年还将更多。2026年，力争增长7%。", "2025"),
        ("2024年，产值增长6%。去年公司营收7亿元。今年1—10月新增企业9家。", "2025-01..2025-10"),
        ("2025年，产值增长6%。今年前11个月，全省新增企业9家。", "2025-01..2025-11"),
    ],
)
def test_this_year_is_the_year_reported_on_unless_the_text_looks_back(text, year):
    (fact,) = [fact for fact in extract(text) if fact.text == "9家"]
    assert fact.period == year
