"""A small report, built by hand."""

from datetime import date

import pytest

from gaodi.brief import Brief, BriefChart, BriefTable, Paragraph, Section


@pytest.fixture
def brief() -> Brief:
    table = BriefTable(
        title="各市州企业情况",
        header=("市州", "企业（家）"),
        rows=(("长沙市", "1,243"), ("湘潭市", "—")),
        align=("left", "right"),
        notes=("由计算 abc 得出。",),
    )
    chart = BriefChart(
        title="规上企业数",
        kind="stacked_bar",
        categories=("长沙市", "湘潭市"),
        series=(("小巨人", (243.0, None)), ("单项冠军", (42.0, 3.0))),
        unit="家",
        table=table,
        notes=("由计算 abc 得出。",),
    )
    text = Paragraph(
        text="在库企业 <1,243> 家 & 更多。", notes=("由计算 abc 得出。", "规则依据：工信部企业〔2026〕2号。")
    )
    return Brief(
        title="湖南省产业体系运行简报",
        subtitle="（基准日：2026年6月1日）",
        issuer="湖南省",
        on=date(2026, 6, 1),
        lang="zh",
        sections=(Section(title="总体情况", blocks=(text, chart, table)),),
        synthetic=True,
        reproducibility={"run_id": "abc"},
    )
