"""The report in a browser and in Word."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.shared import Mm, Pt

from gaodi.brief import Brief, BriefChart, draw_chart, find_cjk_font, render_html, write_docx


def test_html_escapes_what_users_wrote(brief: Brief) -> None:
    assert "&lt;1,243&gt; 家 &amp; 更多" in render_html(brief)


def test_html_has_no_script_and_asks_no_other_host(brief: Brief) -> None:
    page = render_html(brief)
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)


def test_each_note_is_listed_once_and_every_mark_leads_to_it(brief: Brief) -> None:
    page = render_html(brief)
    marks = re.findall(r'href="#note-(\d+)"', page)
    listed = re.findall(r'id="note-(\d+)"', page)
    assert set(marks) == set(listed) == {"1", "2"}
    assert len(listed) == 2


def test_synthetic_data_is_announced_only_where_it_is(brief: Brief) -> None:
    assert "合成数据" in render_html(brief)
    assert "合成数据" not in render_html(replace(brief, synthetic=False))


def test_the_same_report_gives_the_same_bytes(brief: Brief) -> None:
    assert render_html(brief) == render_html(brief)


def test_svg_keeps_text_as_text_in_the_colour_of_the_page(brief: Brief) -> None:
    chart = next(block for block in brief.sections[0].blocks if isinstance(block, BriefChart))
    drawing = draw_chart(chart, format="svg").decode()
    ElementTree.fromstring(drawing)
    assert ">长沙市<" in drawing
    assert "currentColor" in drawing
    assert "#010203" not in drawing


def test_word_follows_the_page_of_gb_t_9704(brief: Brief, tmp_path: Path) -> None:
    write_docx(brief, tmp_path / "brief.docx")
    document = Document(str(tmp_path / "brief.docx"))
    section = document.sections[0]
    width, height = section.page_width, section.page_height
    text = (
        width - section.left_margin - section.right_margin,
        height - section.top_margin - section.bottom_margin,
    )
    # Word keeps lengths in twips of 635 EMU: the margins round, and so does their sum.
    assert (width, height) == pytest.approx((Mm(210), Mm(297)), abs=635)
    assert (section.left_margin, section.top_margin) == pytest.approx((Mm(28), Mm(37)), abs=635)
    assert text == pytest.approx((Mm(156), Mm(225)), abs=3 * 635)
    title = document.paragraphs[0].runs[0]
    assert (title.font.size, title.font.name) == (Pt(22), "方正小标宋简体")
    body = next(p for p in document.paragraphs if "在库企业" in p.text)
    assert body.runs[0].font.size == Pt(16)
    assert body.paragraph_format.line_spacing == Pt(28)
    heading = next(p for p in document.paragraphs if p.text.startswith("一、总体情况"))
    assert heading.runs[0].font.name == "黑体"


def test_word_lists_the_notes_and_numbers_pages(brief: Brief, tmp_path: Path) -> None:
    write_docx(brief, tmp_path / "brief.docx")
    text = "\n".join(p.text for p in Document(str(tmp_path / "brief.docx")).paragraphs)
    assert "[1] 由计算 abc 得出。" in text
    assert "[2] 规则依据：工信部企业〔2026〕2号。" in text
    with zipfile.ZipFile(tmp_path / "brief.docx") as package:
        footers = [package.read(name).decode() for name in package.namelist() if "footer" in name]
    assert sum("PAGE" in footer for footer in footers) == 2


@pytest.mark.skipif(find_cjk_font() is None, reason="no font with Chinese glyphs on this machine")
def test_word_pictures_carry_alternative_text(brief: Brief, tmp_path: Path) -> None:
    write_docx(brief, tmp_path / "brief.docx")
    with zipfile.ZipFile(tmp_path / "brief.docx") as package:
        assert 'descr="规上企业数"' in package.read("word/document.xml").decode()
