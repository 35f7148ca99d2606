"""How does the diagnosis of an enterprise look in Word? One page of GB/T 9704, as full as it can be and no fuller."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from gaodi.brief.firm_sheets import N_MISSING, N_REASONS, FirmSheet, count_lines, shorten_sheet
from gaodi.brief.word import (
    BODY_FONT,
    CHINESE_NUMBERS,
    HEADING_FONT,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TITLE_FONT,
    TITLE_PT,
    add_run,
    set_page,
)

# A form of one page: margins, fonts and title of the layout; its text is small five (9 pt), or six and a half (8 pt) where
# that is too long. Sizes of lines are our own choice.
TYPES = ((9.0, 12.5), (8.0, 10.5))
"""Size of the text and of its line, in points."""
HEADING_PT, HEADING_LINE_PT, TITLE_LINE_PT, NAME_PT, NAME_LINE_PT = 12, 19, 32, 14, 20
CELL_PADDING_PT, ROW_EXTRA_PT = 10.8, 1
IDENTITY_MM, TIERS_MM, PLAN_MM = (26, 52, 26, 52), (30, 22, 72, 32), (58, 72, 26)
PT_PER_MM = 72 / 25.4
SPARE_PT = 14
"""Left free: fonts of other machines break lines elsewhere."""
STEPS = (
    (N_REASONS, 8, N_MISSING), (3, 8, N_MISSING), (3, 6, 8), (2, 6, 8), (2, 4, 6), (1, 4, 6), (1, 3, 4), (1, 2, 3), (1, 1, 2),
)  # fmt: skip
"""Clauses a tier, changes and missing data that are told, from most to least."""
N_ROOMY = 5
"""Steps tried in the larger type before the smaller one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedSheet:
    """A sheet told as fully as one page holds, and the type it is set in."""

    sheet: FirmSheet
    text_pt: float
    line_pt: float
    height_pt: float
    """Estimated; the page has `TEXT_HEIGHT`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A heading, a line, or a table of the page."""

    text: str = ""
    is_heading: bool = False
    is_centred: bool = False
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths_mm: tuple[int, ...] = ()


def write_firm_docx(sheet: FirmSheet, path: Path) -> None:
    """Write the diagnosis of an enterprise as a Word document of one page.

    Parameters
    ----------
    sheet : FirmSheet
    path : Path
        Overwritten if it exists.

    Notes
    -----
    Where the page is full, fewer clauses, changes and data are told, and how many are left out is said.

    References
    ----------
    GB/T 9704—2012 党政机关公文格式.
    """
    fitted = fit_sheet(sheet)
    document = Document()
    set_page(document, title=sheet.title, issuer=sheet.issuer, lang=sheet.lang, on=sheet.on)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _add_line(document, sheet.title, (TITLE_PT, TITLE_LINE_PT), font=TITLE_FONT, align=centre)
    _add_line(document, sheet.name, (NAME_PT, NAME_LINE_PT), font=HEADING_FONT, align=centre)
    size = (fitted.text_pt, fitted.line_pt)
    for block in _lay_out(fitted.sheet):
        if block.rows:
            _add_table(document, block, size)
        elif block.is_heading:
            line = document.add_heading(level=1)
            _format(line, HEADING_LINE_PT)
            line.paragraph_format.keep_with_next = True
            add_run(line, block.text, font=HEADING_FONT, size=HEADING_PT)
        else:
            align = centre if block.is_centred else WD_ALIGN_PARAGRAPH.LEFT
            _add_line(document, block.text, size, align=align)
    document.save(str(path))


def fit_sheet(sheet: FirmSheet) -> FittedSheet:
    """Return the sheet told as fully as one page holds; the shortest in the smaller type where even that is too long."""
    tried: FittedSheet | None = None
    for (text_pt, line_pt), steps in zip(TYPES, (STEPS[:N_ROOMY], STEPS), strict=True):
        for n_reasons, n_changes, n_missing in steps:
            told = shorten_sheet(sheet, n_reasons=n_reasons, n_changes=n_changes, n_missing=n_missing)
            height = _measure_height(told, text_pt, line_pt)
            tried = FittedSheet(sheet=told, text_pt=text_pt, line_pt=line_pt, height_pt=height)
            if height <= TEXT_HEIGHT * PT_PER_MM - SPARE_PT:
                return tried
    assert tried is not None  # noqa: S101  there are steps
    return tried


def _lay_out(sheet: FirmSheet) -> Iterator[_Block]:
    words = sheet.words

    def head(number: int, text: str) -> _Block:
        rank = f"{CHINESE_NUMBERS[number]}、" if sheet.lang == "zh" else f"{number + 1}. "
        return _Block(text=rank + text, is_heading=True)

    yield _Block(text=sheet.subtitle, is_centred=True)
    if sheet.mark:
        yield _Block(text=sheet.mark, is_centred=True)
    yield head(0, words["identity"])
    yield _Block(rows=_pair_up(sheet.identity), widths_mm=IDENTITY_MM)
    yield _Block(text=f"{words['titles']}{sheet.titles}")
    yield head(1, words["tiers"])
    yield _Block(
        heads=tuple(words[f"col.{name}"] for name in ("title", "state", "reasons", "basis")),
        rows=tuple((tier.title, tier.state, "\n".join(tier.reasons), tier.basis) for tier in sheet.tiers),
        widths_mm=TIERS_MM,
    )
    yield head(2, sheet.plan_title)
    if sheet.plan:
        yield _Block(
            heads=tuple(words[f"col.{name}"] for name in ("act", "change", "earliest")),
            rows=tuple((line.act, line.change, line.earliest) for line in sheet.plan),
            widths_mm=PLAN_MM,
        )
    if sheet.plan_note:
        yield _Block(text=sheet.plan_note)
    yield head(3, words["data"])
    yield _Block(text=("、" if sheet.lang == "zh" else ", ").join(sheet.missing) or words["none"])
    yield _Block(text=sheet.sources)


def _measure_height(sheet: FirmSheet, text_pt: float, line_pt: float) -> float:
    """Estimate the height of the page's text in points."""
    height: float = TITLE_LINE_PT + NAME_LINE_PT
    for block in _lay_out(sheet):
        if block.is_heading:
            height += HEADING_LINE_PT
        elif not block.rows:
            height += line_pt * count_lines(block.text, TEXT_WIDTH * PT_PER_MM, text_pt)
        for row in (block.heads, *block.rows) if block.heads else block.rows:
            height += ROW_EXTRA_PT + line_pt * max(
                sum(count_lines(part, mm * PT_PER_MM - CELL_PADDING_PT, text_pt) for part in text.split("\n"))
                for text, mm in zip(row, block.widths_mm, strict=True)
            )
    return height


def _pair_up(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return labels and values two pairs a row."""
    filled = [*pairs, *([("", "")] if len(pairs) % 2 else [])]
    return tuple((*filled[place], *filled[place + 1]) for place in range(0, len(filled), 2))


def _add_line(
    document: DocumentType,
    text: str,
    size: tuple[float, float],
    *,
    font: str = BODY_FONT,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:
    line = document.add_paragraph()
    line.alignment = align
    _format(line, size[1])
    add_run(line, text, font=font, size=size[0])


def _add_table(document: DocumentType, block: _Block, size: tuple[float, float]) -> None:
    table = document.add_table(rows=0, cols=len(block.widths_mm))
    table.style = document.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for number, texts in enumerate((block.heads, *block.rows) if block.heads else block.rows):
        for place, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
            cell.width = Mm(block.widths_mm[place])
            is_label = number == 0 if block.heads else place % 2 == 0
            for part_number, part in enumerate(text.split("\n")):
                line = cell.add_paragraph() if part_number else cell.paragraphs[0]
                _format(line, size[1])
                add_run(line, part, font=HEADING_FONT if is_label else BODY_FONT, size=size[0])
    for column, width in zip(table.columns, block.widths_mm, strict=True):
        column.width = Mm(width)


def _format(line: WordParagraph, height: float) -> None:
    layout = line.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)
