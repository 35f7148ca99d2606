"""Results become a report: sections, tables, charts with a source note for each figure; HTML and Word."""

from gaodi.brief.chain_picture import draw_chain_picture
from gaodi.brief.charts import draw_chart, find_cjk_font
from gaodi.brief.composing import compose_brief
from gaodi.brief.firm_sheets import FirmSheet, compose_firm_sheet, find_blocking
from gaodi.brief.firm_word import FittedSheet, fit_sheet, write_firm_docx
from gaodi.brief.html import render_html
from gaodi.brief.records import Brief, BriefChart, BriefTable, Paragraph, Section
from gaodi.brief.shock_report import DaySpan, compose_shock_report
from gaodi.brief.word import write_docx

__all__ = [
    "Brief",
    "BriefChart",
    "BriefTable",
    "DaySpan",
    "FirmSheet",
    "FittedSheet",
    "Paragraph",
    "Section",
    "compose_brief",
    "compose_firm_sheet",
    "compose_shock_report",
    "draw_chain_picture",
    "draw_chart",
    "find_blocking",
    "find_cjk_font",
    "fit_sheet",
    "render_html",
    "write_docx",
    "write_firm_docx",
]
