"""Which rows of a page make a paragraph? Wrapped lines joined, also across columns and pages, and each row's place kept."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from gaodi.evidence.layouts import Document, Place, Stretch, is_invisible, split_visible, to_storable
from gaodi.evidence.page_layout import Region, Row

_CLOSED = re.compile(r"[。！？!?：:；;…][”’」』）)\"']*$|[.·…]{3,} ?\d{1,4}$")
"""A stop, or the page number at the end of a line of contents."""
_DOTS = "•●◆■▪"
"""Marks that begin an item of a list and nothing else."""
_BULLETS = _DOTS + "·-–—*"
_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in reading order."""

    number: int | None
    """From 1; None for a single picture."""
    regions: Sequence[Region]
    is_recognised: bool = False
    """Whether its rows were recognised on a picture; their places are lines with a confidence."""


@dataclass(frozen=True, slots=True)
class _Line:
    page: Page
    text: str
    confidence: float | None
    number: int


@dataclass(slots=True)
class _Paragraph:
    lines: list[_Line]
    height: float
    is_margin: bool = False
    is_open: bool = False
    """Whether its last line is full and ends without a stop."""
    starts_flush: bool = False
    between: "list[_Paragraph]" = field(default_factory=list)


def build_document(pages: Iterable[Page], kind: str) -> Document:
    """Join the rows of pages to paragraphs.

    Parameters
    ----------
    pages : iterable of Page
    kind : str
        pdf or scan.

    Returns
    -------
    Document
        A sentence that runs on in the next column or on the next page stays whole; the footer and header between the
        two pages then follow it.
    """
    parts: list[str] = []
    stretches: list[Stretch] = []
    places: list[Place] = []
    counts: dict[int | None, int] = {}
    at = 0
    for paragraph in _join_paragraphs(_find_paragraphs(pages)):
        text, bounds = _write(paragraph.lines)
        if is_invisible(text.strip()):
            continue
        stretches.extend(
            Stretch(at + s.start, at + s.end, s.shown, s.breaks_before)
            for s in split_visible(text, 0, len(text), breaks=True)
        )
        places.extend(_place(paragraph.lines, bounds, at, counts))
        parts.append(text)
        at += len(text) + 1
    return Document(text="\n".join(parts), kind=kind, stretches=tuple(stretches), places=tuple(places))


def _find_paragraphs(pages: Iterable[Page]) -> Iterator[_Paragraph]:
    for page in pages:
        n_lines = 0
        for region in page.regions:
            lines = [_Line(page, *_read_row(row), n_lines + n) for n, row in enumerate(region.rows, 1)]
            n_lines += len(lines)
            yield from _split_region(region, lines)


def _split_region(region: Region, lines: list[_Line]) -> Iterator[_Paragraph]:
    rows = region.rows
    em = median(piece.height for row in rows for piece in row)
    left = _find_margin(rows, em)
    right = max(row[-1].right for row in rows)
    steps = [below[0].top - above[0].top for above, below in itertools.pairwise(rows)]
    step = median(steps) if steps else em
    # Lines of a script with spaces end unevenly, by up to a word.
    n_letters = sum(len(_LETTER.findall(line.text)) for line in lines)
    slack = max(
        1.6 * em, 0.25 * (right - left) if 2 * n_letters > sum(len(line.text) for line in lines) else 0
    )

    def is_flush(row: Row) -> bool:
        return row[0].left - left <= 1.2 * em

    def is_full(row: Row) -> bool:
        return right - row[-1].right <= slack

    begin = 0
    for number in range(1, len(rows) + 1):
        if number < len(rows):
            above, row = rows[number - 1], rows[number]
            goes_on = (
                row[0].text[0] not in _DOTS
                and is_flush(row)
                and (row[0].left - above[0].left <= 1.2 * em or above[0].text[0] in _BULLETS)
                and is_full(above)
                and len(row) == len(above) == 1
                and steps[number - 1] <= 1.5 * step
                and abs(row[0].height - above[0].height) <= 0.35 * em
            )
            if goes_on:
                continue
        last = rows[number - 1]
        yield _Paragraph(
            lines[begin:number],
            rows[begin][0].height,
            is_margin=region.is_margin,
            # One row alone has no width to be full of.
            is_open=len(rows) > 1
            and len(last) == 1
            and is_full(last)
            and not _CLOSED.search(lines[number - 1].text),
            starts_flush=begin == 0 and len(rows[0]) == 1 and is_flush(rows[0]),
        )
        begin = number


def _find_margin(rows: Sequence[Row], em: float) -> float:
    """Return where most lines begin; headings may stand further out, first lines further in."""
    steps = Counter(round(2 * row[0].left / em) for row in rows)
    most = max(steps.values())
    step = min(step for step, count in steps.items() if count == most)
    return min(row[0].left for row in rows if round(2 * row[0].left / em) == step)


def _join_paragraphs(paragraphs: Iterable[_Paragraph]) -> Iterator[_Paragraph]:
    """Join a paragraph to its rest at the head of the next column or page; margins between them wait."""
    held: _Paragraph | None = None
    for paragraph in paragraphs:
        if held is None:
            held = paragraph
        elif paragraph.is_margin and not held.is_margin and held.is_open:
            held.between.append(paragraph)
        elif (
            held.is_open
            and not held.is_margin
            and paragraph.starts_flush
            and abs(paragraph.height - held.height) <= 0.2 * held.height
        ):
            held.lines += paragraph.lines
            held.is_open = paragraph.is_open
        else:
            yield held
            yield from held.between
            held = paragraph
    if held is not None:
        yield held
        yield from held.between


def _read_row(row: Row) -> tuple[str, float | None]:
    text = row[0].text
    for before, piece in itertools.pairwise(row):
        is_apart = piece.left - before.right > 1.0 * min(before.height, piece.height)
        text += ("\t" if is_apart else _space(text, piece.text)) + piece.text
    known = [piece.confidence for piece in row if piece.confidence is not None]
    return text, min(known) if known else None


def _space(before: str, after: str) -> str:
    """Return what stands between two lines: nothing in Chinese, a space where a letter meets letter or digit."""
    ends, begins = before[-1:], after[:1]
    is_latin = ends.isascii() and begins.isascii() and not (ends + begins).isspace()
    is_apart = _LETTER.search(ends + begins) or (ends in ",;" and not begins.isdigit())
    return " " if is_latin and ends != "-" and is_apart else ""


def _write(lines: list[_Line]) -> tuple[str, list[tuple[int, int]]]:
    text = ""
    bounds: list[tuple[int, int]] = []
    parts: list[str] = []
    at = 0
    for line in lines:
        piece = to_storable(line.text)
        joint = _space(text, piece) if parts else ""
        parts += [joint, piece]
        at += len(joint)
        bounds.append((at, at + len(piece)))
        at += len(piece)
        text = piece
    return "".join(parts), bounds


def _place(
    lines: list[_Line], bounds: list[tuple[int, int]], at: int, counts: dict[int | None, int]
) -> Iterator[Place]:
    """Yield one place a line of a picture, one place a page of a paragraph."""
    first = 0
    for number, line in enumerate(lines):
        start, end = at + bounds[number][0], at + bounds[number][1]
        if line.page.is_recognised:
            yield Place(
                start=start, end=end, page=line.page.number, line=line.number, confidence=line.confidence
            )
            first = number + 1
        elif number + 1 == len(lines) or lines[number + 1].page is not line.page:
            counts[line.page.number] = counts.get(line.page.number, 0) + 1
            yield Place(
                start=at + bounds[first][0],
                end=end,
                page=line.page.number,
                paragraph=counts[line.page.number],
            )
            first = number + 1
