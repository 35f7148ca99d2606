"""What can be read of a document, and where does it stand? Its text, the stretches people see, the places they look up."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffc\ud800-\udfff\U000e0000-\U000e0fff]+"
)
"""Controls, zero-width characters, direction marks, soft hyphens, variation selectors: kept, never read."""


class Stretch(NamedTuple):
    """A piece of running text; a plain tuple, so that rooms below can take it.

    `shown` is what a reader sees in the place of `text[start:end]`. If it is as long as that piece, its characters stand
    for the piece's one by one; if not, all of them stand for the whole piece, as `≥` stands for `&ge;`.
    """

    start: int
    end: int
    shown: str
    breaks_before: bool
    """Whether a paragraph, line or table row begins here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where people look `text[start:end]` up: numbers from 1, None what does not apply."""

    start: int
    end: int
    page: int | None = None
    paragraph: int | None = None
    """Of the page where there is one, else of the document; paragraphs without text are not counted."""
    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    """The cell's number in its row; a merged cell counts once."""
    confidence: float | None = None
    """How sure the recognition of a picture is, 0 to 1; None for text that was not recognised."""

    @property
    def zh(self) -> str:
        """Return the place in Chinese, such as 第3页第2段."""
        parts = ((self.page, "页"), (self.paragraph, "段"), (self.line, "行"))
        found = "".join(f"第{number}{what}" for number, what in parts if number is not None)
        return found + (f"表{self.table}第{self.row}行第{self.column}列" if self.table is not None else "")

    @property
    def en(self) -> str:
        """Return the place in English, such as page 3, paragraph 2."""
        parts = (
            ("page", self.page), ("paragraph", self.paragraph), ("line", self.line), ("table", self.table),
            ("row", self.row), ("column", self.column),
        )  # fmt: skip
        return ", ".join(f"{what} {number}" for what, number in parts if number is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    r"""A document as read; offsets count code points of `text`.

    Parameters
    ----------
    text : str
        Of txt, md and html the decoded original, untouched: line ends and a byte-order mark stay. Of docx, pdf and
        scan the text taken from the file, one paragraph or table row (cells divided by tabs) a line; wrapped lines
        are joined. It holds no NUL and no lone surrogate: each is U+FFFD, one for one, so that no offset moves.
    kind : str
        txt, md, html, docx, pdf or scan.
    stretches : tuple of Stretch
        The running text in reading order, each a plain `(start, end, shown, breaks_before)`; they do not overlap and
        their starts rise. `"".join(("\n" if breaks_before else "") + shown …)` is what a reader reads. Whatever no
        stretch covers is not read: markup, scripts, comments, hidden elements, characters of no width. In txt and md a
        line end stays inside `shown`, because only the sense tells a wrapped line from a paragraph; in the other
        kinds every break is said by `breaks_before` (html's `pre` aside). A tab divides the cells of a row.
    places : tuple of Place
        In the order of the text, without overlap; none for txt and md, whose lines `find_place` counts.
    """

    text: str
    kind: str
    stretches: tuple[Stretch, ...]
    places: tuple[Place, ...] = ()

    @classmethod
    def plain(cls, text: str, kind: str = "txt") -> "Document":
        r"""Return a text without markup as a document.

        Examples
        --------
        >>> [tuple(stretch) for stretch in Document.plain("\ufeff增长6.2%").stretches]
        [(1, 7, '增长6.2%', False)]
        """
        return cls(text=text, kind=kind, stretches=tuple(split_visible(text, 0, len(text))))

    def find_place(self, offset: int) -> Place | None:
        r"""Return the place that holds an offset, or None.

        Examples
        --------
        >>> Document.plain("一\r\n二\n三").find_place(4).zh
        '第2行'
        """
        if self.kind in {"txt", "md"}:
            if not 0 <= offset < len(self.text):
                return None
            start = max(self.text.rfind("\n", 0, offset), -1) + 1
            end = self.text.find("\n", offset)
            number = self.text.count("\n", 0, offset) + 1
            return Place(start=start, end=len(self.text) if end < 0 else end + 1, line=number)
        at = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[at] if at >= 0 and offset < self.places[at].end else None


def split_visible(text: str, start: int, end: int, *, breaks: bool = False) -> Iterator[Stretch]:
    """Yield `text[start:end]` without its characters of no width; `breaks` goes to the first stretch."""
    at = start
    for match in _INVISIBLE.finditer(text, start, end):
        if match.start() > at:
            yield Stretch(at, match.start(), text[at : match.start()], breaks)
            breaks = False
        at = match.end()
    if end > at:
        yield Stretch(at, end, text[at:end], breaks)


def is_invisible(text: str) -> bool:
    """Whether a text has no character that shows."""
    return _INVISIBLE.sub("", text) == ""


def to_storable(text: str) -> str:
    r"""Return the text with U+FFFD for each NUL and lone surrogate, which no database keeps; no offset moves."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def write_layout(document: Document) -> dict[str, Any]:
    """Return all of a document but its text, as JSON; what a stretch shows is left out where the text says it."""
    text = document.text
    return {
        "kind": document.kind,
        "stretches": [
            [start, end, None if shown == text[start:end] else shown, int(breaks)]
            for start, end, shown, breaks in document.stretches
        ],
        "places": [
            [p.start, p.end, p.page, p.paragraph, p.line, p.table, p.row, p.column, p.confidence]
            for p in document.places
        ],
    }


def read_layout(text: str, layout: Mapping[str, Any] | None) -> Document:
    """Return the document that `write_layout` wrote; None is a text registered before layouts were kept."""
    if layout is None:
        return Document.plain(text)
    return Document(
        text=text,
        kind=layout["kind"],
        stretches=tuple(
            Stretch(start, end, text[start:end] if shown is None else shown, bool(breaks))
            for start, end, shown, breaks in layout["stretches"]
        ),
        places=tuple(
            Place(
                start=start, end=end, page=page, paragraph=paragraph, line=line, table=table, row=row,
                column=column, confidence=confidence,
            )
            for start, end, page, paragraph, line, table, row, column, confidence in layout["places"]
        ),
    )  # fmt: skip
