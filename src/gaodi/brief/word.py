"""How does the report look in Word? The page of GB/T 9704—2012: margins, type sizes, heading ranks, page numbers."""

import io
import math
from datetime import date, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from gaodi.brief.charts import draw_chart, find_cjk_font
from gaodi.brief.records import Brief, BriefChart, BriefTable, Paragraph

# GB/T 9704—2012: A4, top 37 mm, binding side 28 mm, text block 156 mm x 225 mm; body size three (16 pt), 22 lines a page.
PAGE = (Mm(210), Mm(297))
MARGIN_TOP, MARGIN_LEFT, TEXT_WIDTH, TEXT_HEIGHT = 37, 28, 156, 225
BODY_PT, TITLE_PT, TABLE_PT, NOTE_PT, LINE_PT = 16, 22, 10.5, 10.5, 28
BODY_FONT, TITLE_FONT, HEADING_FONT, PAGE_FONT = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
BLACK = RGBColor(0, 0, 0)
CHINESE_NUMBERS = "一二三四五六七八九十"

_WORDS = {
    "zh": {
        "notes": "注释",
        "synthetic": "（本报告含合成数据：合成企业由程序按种子生成，名称以“虚拟”开头，与真实企业无关。）",
        "no_font": "（本机没有中文字体，此处以表代图，数据见下表。）",
    },
    "en": {
        "notes": "Notes",
        "synthetic": "(This report holds synthetic data: generated enterprises, named 虚拟…, are not real.)",
        "no_font": "(No Chinese font on this machine; see the table in place of the chart.)",
    },
}


def write_docx(brief: Brief, path: Path) -> None:
    """Write a report as Word document in the layout of official documents.

    Parameters
    ----------
    brief : Brief
    path : Path
        Overwritten if it exists.

    Notes
    -----
    Charts are pictures and need a Chinese font on this machine; without one the table stands alone and says so.

    References
    ----------
    GB/T 9704—2012 党政机关公文格式.
    """
    document = Document()
    set_page(document, title=brief.title, issuer=brief.issuer, lang=brief.lang, on=brief.on)
    _add_line(document, brief.title, font=TITLE_FONT, size=TITLE_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    _add_line(document, brief.subtitle, size=BODY_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    words = _WORDS[brief.lang]
    if brief.synthetic:
        _add_line(document, words["synthetic"], size=NOTE_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    notes: dict[str, int] = {}
    for number, section in enumerate(brief.sections):
        rank = f"{CHINESE_NUMBERS[number]}、" if brief.lang == "zh" else f"{number + 1}. "
        heading = document.add_heading(level=1)
        _format(heading, indent=True, keep=True)
        add_run(heading, rank + section.title, font=HEADING_FONT, size=BODY_PT)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                _add_text(document, block, notes)
            elif isinstance(block, BriefTable):
                _add_table(document, block, notes)
            else:
                _add_chart(document, block, notes, words["no_font"])
    _add_notes(document, notes, words["notes"])
    document.save(str(path))


def set_page(document: DocumentType, *, title: str, issuer: str, lang: str, on: date) -> None:
    """Lay out the page of GB/T 9704 with its page numbers, and say whose document of which day it is."""
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.left_margin = Mm(MARGIN_TOP), Mm(MARGIN_LEFT)
    section.right_margin = Mm(210 - MARGIN_LEFT - TEXT_WIDTH)
    section.bottom_margin = Mm(297 - MARGIN_TOP - TEXT_HEIGHT)
    section.footer_distance = Mm(28)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        line.alignment = align
        add_run(line, "— ", font=PAGE_FONT, size=14)
        _add_page_field(line)
        add_run(line, " —", font=PAGE_FONT, size=14)
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, issuer, lang
    # The day of the report, not of the writing: the same run gives the same document.
    properties.created = properties.modified = datetime(on.year, on.month, on.day)


def _add_page_field(line: WordParagraph) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = line.add_run()
        _set_font(run, PAGE_FONT, 14)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _add_line(
    document: DocumentType, text: str, *, size: float, align: WD_ALIGN_PARAGRAPH, font: str = BODY_FONT
) -> None:
    line = document.add_paragraph()
    line.alignment = align
    _format(line)
    add_run(line, text, font=font, size=size)


def _add_text(document: DocumentType, block: Paragraph, notes: dict[str, int]) -> None:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _format(line, indent=True)
    add_run(line, block.text, size=BODY_PT)
    _add_marks(line, block.notes, notes)


def _add_marks(line: WordParagraph, texts: tuple[str, ...], notes: dict[str, int]) -> None:
    numbers = [str(notes.setdefault(text, len(notes) + 1)) for text in dict.fromkeys(texts)]
    if numbers:
        run = add_run(line, f"[{','.join(numbers)}]", size=BODY_PT)
        run.font.superscript = True


def _add_caption(document: DocumentType, text: str, marks: tuple[str, ...], notes: dict[str, int]) -> None:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _format(line, exact=False, keep=True)
    add_run(line, text, font=HEADING_FONT, size=12)
    _add_marks(line, marks, notes)


def _add_table(document: DocumentType, block: BriefTable, notes: dict[str, int]) -> None:
    _add_caption(document, block.title, block.notes, notes)
    table = document.add_table(rows=1, cols=len(block.header))
    table.style = document.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = _share_width(block)
    for cell, text in zip(table.rows[0].cells, block.header, strict=True):
        _fill_cell(cell, text, "center", font=HEADING_FONT)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for texts in block.rows:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a row stays on one page
        for cell, text, align in zip(row.cells, texts, block.align, strict=True):
            _fill_cell(cell, text, align)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _share_width(block: BriefTable) -> list[Mm]:
    """Share the text width among the columns by the square root of their longest text, so that long ones wrap."""
    texts = zip(block.header, *block.rows, strict=True)
    weights = [math.sqrt(max(8, *(count_widths(text) for text in column))) for column in texts]
    return [Mm(TEXT_WIDTH * weight / sum(weights)) for weight in weights]


def count_widths(text: str) -> int:
    """Count half-width places: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _fill_cell(cell: _Cell, text: str, align: str, *, font: str = BODY_FONT) -> None:
    line = cell.paragraphs[0]
    line.alignment = {
        "left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER
    }[align]  # fmt: skip
    _format(line, exact=False)
    add_run(line, text, font=font, size=TABLE_PT)


def _add_chart(document: DocumentType, block: BriefChart, notes: dict[str, int], no_font: str) -> None:
    _add_caption(document, block.title, block.notes, notes)
    if find_cjk_font() is None:
        _add_line(document, no_font, size=NOTE_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
        return
    picture = document.add_picture(io.BytesIO(draw_chart(block, format="png")), width=Mm(TEXT_WIDTH))
    picture._inline.docPr.set("descr", block.title)
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_notes(document: DocumentType, notes: dict[str, int], title: str) -> None:
    if not notes:
        return
    heading = document.add_paragraph()
    _format(heading, keep=True)
    add_run(heading, title, font=HEADING_FONT, size=12)
    for text, number in notes.items():
        line = document.add_paragraph()
        _format(line, exact=False)
        add_run(line, f"[{number}] {text}", size=NOTE_PT)


def _format(line: WordParagraph, *, indent: bool = False, exact: bool = True, keep: bool = False) -> None:
    layout = line.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.keep_with_next = keep
    if exact:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PT)
    if indent:
        layout.first_line_indent = Pt(2 * BODY_PT)


def add_run(line: WordParagraph, text: str, *, size: float, font: str = BODY_FONT) -> Run:
    """Add text in a font and a size of the layout."""
    run = line.add_run(text)
    _set_font(run, font, size)
    return run


def _set_font(run: Run, font: str, size: float) -> None:
    run.font.name, run.font.size, run.font.bold = font, Pt(size), False
    run.font.color.rgb = BLACK  # headings of the default template are blue
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
