"""What does a web page say to its reader? The running text of the source, every offset pointing into that source."""

import html
import re
from dataclasses import dataclass, field

from gaodi.evidence.html_elements import BLOCKS, is_hidden
from gaodi.evidence.html_tokens import Token, find_tokens
from gaodi.evidence.layouts import Document, Place, Stretch, is_invisible, split_visible

_PIECES = re.compile(
    r"(?P<reference>&(?:#[0-9]{1,12}|#[xX][0-9a-fA-F]{1,12}|[A-Za-z][A-Za-z0-9]{1,31});?)|(?P<space>[ \t\n\f\r]++)"
)
RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
"""Raised digits stay raised: 6.2%<sup>1</sup> is not 6.2%1."""


def read_page(source: str) -> Document:
    r"""Find the running text of a web page.

    Parameters
    ----------
    source : str
        The page's source, which stays the document's text.

    Returns
    -------
    Document
        White space is collapsed as browsers do, and dropped where a line was wrapped between two Chinese characters;
        a cell after the first shows a tab in the place of its tag; a character reference shows its character.
        Scripts, styles, comments, forms' choices and elements hidden by `hidden` or an inline style are not read.

    Examples
    --------
    >>> page = read_page("<p>增长&nbsp;6<b>.2%</b></p>")
    >>> [tuple(stretch) for stretch in page.stretches]
    [(3, 5, '增长', True), (5, 11, '\xa0', False), (11, 12, '6', False), (15, 18, '.2%', False)]
    >>> page.find_place(16).zh
    '第1段'
    """
    reader = _Reader(source)
    for token in find_tokens(source):
        reader.take(token)
    reader.close_block()
    return Document(text=source, kind="html", stretches=tuple(reader.stretches), places=tuple(reader.places))


@dataclass(slots=True)
class _Table:
    number: int
    row: int = 0
    column: int = 0


@dataclass(slots=True)
class _Reader:
    source: str
    stretches: list[Stretch] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    # The run being gathered: contiguous, one character for one.
    run_start: int = 0
    run_end: int = 0
    run: list[str] = field(default_factory=list)
    run_breaks: bool = False
    # The block being gathered.
    block_start: int = -1
    block_end: int = -1
    last: str = ""
    breaks: bool = True
    space: tuple[int, int] | None = None
    cells: list[Token] = field(default_factory=list)
    n_paragraphs: int = 0
    n_tables: int = 0
    tables: list[_Table] = field(default_factory=list)
    hidden: str = ""
    depth: int = 0
    n_pre: int = 0
    n_raised: int = 0

    def take(self, token: Token) -> None:
        if token.kind == "text":
            if not self.hidden:
                self._take_text(token.start, token.end)
        elif self.hidden:
            self._take_hidden(token)
        elif token.kind == "open":
            self._open(token)
        else:
            self._close(token)

    def _take_hidden(self, token: Token) -> None:
        if token.name == "ruby" and self.hidden in {"rp", "rt"}:
            self.hidden = ""  # their own closing tags may be left out
        if token.name != self.hidden:
            return
        if token.kind == "open" and self.hidden != "p":
            self.depth += 1
            return
        # A paragraph does not nest: the next one ends it, and is looked at for itself.
        self.depth -= 1
        if self.depth == 0:
            self.hidden = ""
            if token.kind == "open":
                self._open(token)

    def _open(self, token: Token) -> None:
        name = token.name
        if is_hidden(self.source, token):
            self.hidden, self.depth = name, 1
        if name in BLOCKS:
            self.close_block()
        if name == "pre":
            self.n_pre += 1
        elif name == "sup":
            self.n_raised += 1
        elif name == "table":
            self.n_tables += 1
            self.tables.append(_Table(self.n_tables))
        elif name == "tr" and self.tables:
            self.tables[-1].row += 1
            self.tables[-1].column = 0
            self.cells.clear()
        elif name in {"td", "th"} and self.tables:
            self._open_cell(token)

    def _open_cell(self, token: Token) -> None:
        self.close_block()
        table = self.tables[-1]
        table.row = max(table.row, 1)
        table.column += 1
        if table.column > 1:
            # The row goes on, however many paragraphs the cell before held.
            self.breaks = False
            self.cells.append(token)

    def _close(self, token: Token) -> None:
        name = token.name
        if name in BLOCKS:
            self.close_block()
        if name == "pre":
            self.n_pre = max(0, self.n_pre - 1)
        elif name == "sup":
            self.n_raised = max(0, self.n_raised - 1)
        elif name == "tr":
            self.cells.clear()
            self.breaks = True
        elif name == "table":
            self.cells.clear()
            self.breaks = True
            if self.tables:
                self.tables.pop()

    def close_block(self) -> None:
        """End the paragraph or cell being gathered and note its place."""
        self._flush()
        self.space = None
        self.last = ""
        if not self.cells:
            self.breaks = True
        if self.block_start < 0:
            return
        start, end = self.block_start, self.block_end
        self.block_start = -1
        if self.tables and self.tables[-1].column:
            table = self.tables[-1]
            place = Place(start=start, end=end, table=table.number, row=table.row, column=table.column)
        else:
            self.n_paragraphs += 1
            place = Place(start=start, end=end, paragraph=self.n_paragraphs)
        self.places.append(place)

    def _take_text(self, start: int, end: int) -> None:
        at = start
        for match in _PIECES.finditer(self.source, start, end):
            self._show_plain(at, match.start())
            at = match.end()
            if match.lastgroup == "reference":
                self._take_reference(*match.span())
            elif self.n_pre:
                self._show(*match.span(), match.group())
            elif self.space is None:
                self.space = match.span()
        self._show_plain(at, end)

    def _take_reference(self, start: int, end: int) -> None:
        written = self.source[start:end]
        shown = html.unescape(written)
        if shown == written:
            self._show_plain(start, end)
        elif shown in {" ", "\t", "\n", "\f", "\r"} and not self.n_pre:
            self.space = self.space or (start, end)
        elif not is_invisible(shown):
            self._show(start, end, shown)

    def _show_plain(self, start: int, end: int) -> None:
        for piece in split_visible(self.source, start, end):
            self._show(piece.start, piece.end, piece.shown)

    def _show(self, start: int, end: int, shown: str) -> None:
        if self.space and self.last and not self._is_wrap(self.space, shown[0]):
            self._append(*self.space, " ")
        self.space = None
        for cell in self.cells:
            self._append(cell.start, cell.end, "\t")
        self.cells.clear()
        if self.block_start < 0:
            self.block_start = start
        self.block_end = end
        self.last = shown[-1]
        self._append(start, end, shown.translate(RAISED) if self.n_raised else shown)

    def _is_wrap(self, space: tuple[int, int], following: str) -> bool:
        """Whether white space is a wrapped line between two Chinese characters, which stand without a space."""
        is_wide = self.last >= "\u2e80" and following >= "\u2e80"
        return is_wide and self.source.find("\n", *space) >= 0

    def _append(self, start: int, end: int, shown: str) -> None:
        is_even = len(shown) == end - start
        if self.run and is_even and start == self.run_end and not self.breaks:
            self.run.append(shown)
            self.run_end = end
            return
        self._flush()
        breaks, self.breaks = self.breaks, False
        if is_even:
            self.run_start, self.run_end, self.run, self.run_breaks = start, end, [shown], breaks
        else:
            self.stretches.append(Stretch(start, end, shown, breaks))

    def _flush(self) -> None:
        if self.run:
            self.stretches.append(Stretch(self.run_start, self.run_end, "".join(self.run), self.run_breaks))
            self.run = []
