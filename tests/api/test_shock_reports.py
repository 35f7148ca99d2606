"""Does the report of a scenario say what the facade found, in the layout asked for?"""

import pytest
from docx import Document

from gaodi import api
from gaodi.base import InputError, NotFoundError, format_money
from gaodi.brief import BriefChart, BriefTable, Paragraph


@pytest.fixture(scope="module")
def shock(demo):
    """The supplier that most essential inputs hang on, at half its production."""
    supply = api.networks.read_network(demo)
    single = api.second_sources.find_single_sources(supply.network)
    places = single.suppliers.tolist()
    most = max(set(places), key=lambda place: (places.count(place), -place))
    return api.Shock(kind="firm", what=supply.firms["enterprise_id"][most], loss=0.5)


@pytest.fixture(scope="module")
def report(demo, shock):
    return api.build_shock_report(demo, shock)


def read(section):
    return " ".join(block.text for block in section.blocks if isinstance(block, Paragraph))


def test_assumptions_totals_and_unknowns_are_those_of_the_scenario(demo, shock, report):
    found = api.simulate_shock(demo, shock)
    assumed, totals, firms, groups, others, _, data = report.sections
    assert found.title_zh in read(assumed)
    assert "损失产能 50%，持续 30 天" in read(assumed)
    assert "7 天库存" in read(assumed)
    assert format_money(round(found.money), "亿元") in read(totals)
    worst = max(found.by_day)
    assert f"第 {found.by_day.index(worst) + 1} 天，损失全区产出的 {worst:.2%}" in read(totals)
    assert [row[0] for row in firms.blocks[0].rows] == [hit.name for hit in found.firms[:10]]
    cities, links = groups.blocks
    assert [row[0] for row in cities.rows] == [one.zh for one in found.cities[:10]]
    assert [row[0] for row in links.rows] == [one.zh for one in found.links[:10]]
    assert others.blocks[0].rows[0][0] == found.replacements[0].name
    assert f"{found.n_amount_unknown:,} 条没有金额" in read(data)
    assert f"{found.n_revenue_unknown:,} 家企业营业收入未知" in read(data)
    assert report.synthetic


def test_second_sources_are_of_the_failing_firm_and_do_not_fail(demo, shock, report):
    found = api.rank_shock_sources(demo, shock)
    assert found.n_single == len(found.lines) > 0
    assert {line.supplier_id for line in found.lines} == {shock.what}
    sources = report.sections[5]
    assert f"关键投入 {found.n_single:,} 项" in read(sources)
    table = next(block for block in sources.blocks if isinstance(block, BriefTable))
    assert [row[0] for row in table.rows] == [line.buyer for line in found.lines[:10]]
    city = api.rank_shock_sources(demo, api.Shock(kind="city", what="4301"))
    cities = {row["enterprise_id"]: row["city"] for row in api.networks.read_network(demo).firms.to_dicts()}
    assert city.lines
    assert all(cities[line.buyer_id] != "4301" for line in city.lines)
    assert all(cities[one.enterprise_id] != "4301" for line in city.lines for one in line.sources)


@pytest.mark.parametrize(("n_days", "n_spans", "last"), [(90, 13, 6), (30, 5, 2), (365, 11, 15), (1, 1, 1)])
def test_spans_hold_every_day_once(demo, shock, n_days, n_spans, last):
    found = api.simulate_shock(
        demo, api.Shock(kind=shock.kind, what=shock.what, n_days=n_days, duration_days=1)
    )
    spans = api.shock_reports.divide_days(found)
    assert len(spans) == n_spans
    days = [day for span in spans for day in range(span.first, span.last + 1)]
    assert days == list(range(1, n_days + 1))
    assert spans[-1].last - spans[-1].first + 1 == last
    assert sum(span.money for span in spans) == pytest.approx(found.money)
    mean = sum(span.share * (span.last - span.first + 1) for span in spans) / n_days
    assert mean == pytest.approx(sum(found.by_day) / n_days)


def test_the_chart_says_what_its_table_says(report):
    chart = next(block for block in report.sections[1].blocks if isinstance(block, BriefChart))
    assert chart.categories == tuple(row[0] for row in chart.table.rows)
    assert len(chart.series[0][1]) == len(chart.categories)


def test_the_document_is_of_the_layout_and_the_same_again(demo, shock, tmp_path):
    first, again = tmp_path / "a.docx", tmp_path / "b.docx"
    for path in (first, again):
        assert api.write_shock_report(demo, shock, path) == path
    assert first.read_bytes() == again.read_bytes()
    document = Document(str(first))
    page = document.sections[0]
    sizes = [size.mm for size in (page.page_width, page.page_height, page.top_margin, page.left_margin)]
    assert sizes == pytest.approx([210, 297, 37, 28], abs=0.05)
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert headings == [
        "一、情景假设", "二、总体影响", "三、受损最重的企业", "四、分市州、分环节影响", "五、谁能顶上", "六、第二货源",
        "七、数据、方法与来源",
    ]  # fmt: skip
    assert any("合成数据" in line.text for line in document.paragraphs)


def test_the_report_reads_in_english_too(demo, shock):
    report = api.build_shock_report(demo, shock, lang="en")
    text = " ".join(read(section) for section in report.sections)
    assert "lose 50% of their production for 30 days" in text
    assert "{" not in text


def test_what_cannot_be_written_is_told(demo, shock, tmp_path):
    with pytest.raises(InputError, match=r"end 'a\.pdf' in \.docx"):
        api.write_shock_report(demo, shock, tmp_path / "a.pdf")
    with pytest.raises(InputError, match="cannot write"):
        api.write_shock_report(demo, shock, tmp_path / "none" / "a.docx")
    with pytest.raises(NotFoundError, match="9999"):
        api.write_shock_report(demo, api.Shock(kind="city", what="9999"), tmp_path / "a.docx")
