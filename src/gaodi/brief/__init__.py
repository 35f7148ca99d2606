"""Results become a report: sections, tables, charts with a source note for each figure; HTML and Word."""

from gaodi.brief.charts import draw_chart, find_cjk_font
from gaodi.brief.composing import compose_brief
from gaodi.brief.html import render_html
from gaodi.brief.records import Brief, BriefChart, BriefTable, Paragraph, Section
from gaodi.brief.word import write_docx

__all__ = [
    "Brief",
    "BriefChart",
    "BriefTable",
    "Paragraph",
    "Section",
    "compose_brief",
    "draw_chart",
    "find_cjk_font",
    "render_html",
    "write_docx",
]
