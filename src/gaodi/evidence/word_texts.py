"""What does a Word document say? Its paragraphs, tables and text boxes in order, read as a stream.

The XML is walked event by event: no tree is built, entities are refused, nothing outside the container is opened.
"""

import zipfile
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from gaodi.base import SourceError
from gaodi.evidence.decoding import check_length
from gaodi.evidence.html_texts import RAISED
from gaodi.evidence.layouts import Document, is_invisible
from gaodi.evidence.word_blocks import Block, build_document, join_blocks

MAIN_PART = "word/document.xml"
MAX_XML_BYTES = 256 * 1024**2
"""Largest unpacked text part that is read, 50 bytes of markup for each character allowed. Our own choice."""
MAX_DEPTH = 500
"""Deepest nesting that is read; a table in a table in a text box reaches about 30. Our own choice."""
_CHUNK = 1 << 20
_SPACES = (
    "wordprocessingml/2006/main",
    "ooxml/wordprocessingml/main",
    "officeDocument/2006/math",
    "ooxml/officeDocument/math",
)
_SKIPPED = frozenset({"del", "moveFrom", "rt", "sdtPr", "pPrChange", "rPrChange", "tblPrChange"})
"""Deleted and moved-away text, the reading above ruby text, former formats."""


def read_word(path: Path) -> Document:
    """Read the body of a `.docx`.

    Parameters
    ----------
    path : Path
        Already checked by `check_file`.

    Returns
    -------
    Document
        One paragraph a line; a table row is one line, its cells divided by tabs, the paragraphs of a cell by spaces; the
        text of a box follows the paragraph it hangs on. Footnotes, headers, footers, comments, hidden and deleted text
        and automatic numbers are not part of it.

    Raises
    ------
    SourceError
        If its XML is damaged, declares entities or is longer than the limits.
    """
    reader = _Reader()
    try:
        with zipfile.ZipFile(path) as archive, archive.open(MAIN_PART) as part:
            if archive.getinfo(MAIN_PART).file_size > MAX_XML_BYTES:
                check_length(MAX_XML_BYTES, path.name)
            n_read = 0
            while chunk := part.read(_CHUNK):
                reader.parser.Parse(chunk, False)
                n_read += len(chunk)
                check_length(MAX_XML_BYTES if n_read > MAX_XML_BYTES else reader.n_characters, path.name)
            reader.parser.Parse(b"", True)
    except (
        expat.ExpatError,
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise SourceError(
            f"文件 {path.name}：正文 {MAIN_PART} 读不出来（{error}）。请用 Word 或 WPS 打开并另存为 docx 后再导入。",
            f"{path.name}: its body {MAIN_PART} cannot be read ({error}). Open it in Word or WPS, save it as docx and import that.",
        ) from error
    return build_document(reader.root, path.name)


@dataclass(slots=True)
class _Frame:
    """An open paragraph or cell; `after` holds what is finished inside it and comes behind it."""

    name: str
    pieces: list[str] = field(default_factory=list)
    after: deque[Block] = field(default_factory=deque)


@dataclass(slots=True)
class _Table:
    number: int
    row: int = 0
    cells: list[str] = field(default_factory=list)
    after: deque[Block] = field(default_factory=deque)


class _Reader:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.n_characters = 0
        self._depth = 0
        self.root: deque[Block] = deque()
        self._frames: list[_Frame] = []
        self._tables: list[_Table] = []
        self._n_tables = 0
        self._n_skipped = 0
        self._has_choice: list[bool] = []
        self._in_text = False
        self._n_runs = 0
        self._is_hidden = False
        self._is_raised = False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _name(tag)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError(f"elements are nested deeper than {MAX_DEPTH}, which no Word document does")
        if self._n_skipped:
            self._n_skipped += 1
        elif name in _SKIPPED:
            self._n_skipped = 1
        elif name == "AlternateContent":
            self._has_choice.append(False)
        elif name == "Choice" and self._has_choice:
            self._has_choice[-1] = True
        elif name == "Fallback" and self._has_choice and self._has_choice[-1]:
            self._n_skipped = 1  # the same box once more, for older programs
        elif action := _STARTS.get(name):
            action(self, attributes)

    def _end(self, tag: str) -> None:
        name = _name(tag)
        self._depth -= 1
        if self._n_skipped:
            self._n_skipped -= 1
        elif name == "AlternateContent" and self._has_choice:
            self._has_choice.pop()
        elif action := _ENDS.get(name):
            action(self)

    def _characters(self, text: str) -> None:
        if self._in_text and not self._n_skipped and not self._is_hidden:
            self._add(text.translate(RAISED) if self._is_raised else text)

    def _add(self, text: str) -> None:
        if self._frames and self._frames[-1].name == "p":
            self._frames[-1].pieces.append(text)
            self.n_characters += len(text)

    def _start_run(self, _: dict[str, str]) -> None:
        self._n_runs += 1
        self._is_hidden = self._is_raised = False

    def _end_run(self) -> None:
        self._n_runs -= 1
        self._is_hidden = self._is_raised = False

    def _set_hidden(self, attributes: dict[str, str]) -> None:
        if self._n_runs:
            self._is_hidden = _value(attributes) not in {"0", "false", "off"}

    def _set_raised(self, attributes: dict[str, str]) -> None:
        self._is_raised = self._n_runs > 0 and _value(attributes) == "superscript"

    def _start_text(self, _: dict[str, str]) -> None:
        self._in_text = True

    def _end_text(self) -> None:
        self._in_text = False

    def _add_tab(self, _: dict[str, str]) -> None:
        if self._n_runs and not self._is_hidden:  # outside a run it is a tab stop
            self._add("\t")

    def _add_break(self, attributes: dict[str, str]) -> None:
        if not any(key.endswith(" type") for key in attributes):  # page and column breaks are no text
            self._add("\n")

    def _add_hyphen(self, _: dict[str, str]) -> None:
        self._add("-")

    def _start_paragraph(self, _: dict[str, str]) -> None:
        self._frames.append(_Frame("p"))

    def _end_paragraph(self) -> None:
        frame = self._pop("p")
        if frame is None:
            return
        text = "".join(frame.pieces).strip(" \t\n")
        if not is_invisible(text):
            frame.after.appendleft(Block([text]))
        self._give(frame.after)

    def _start_table(self, _: dict[str, str]) -> None:
        self._n_tables += 1
        self._tables.append(_Table(self._n_tables))

    def _end_table(self) -> None:
        if self._tables:
            self._give(self._tables.pop().after)

    def _start_row(self, _: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].row += 1
            self._tables[-1].cells = []

    def _end_row(self) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        row = deque([Block(table.cells, table.number, table.row)] if any(table.cells) else [])
        self._give(join_blocks(row, table.after))
        table.cells, table.after = [], deque()

    def _start_cell(self, _: dict[str, str]) -> None:
        self._frames.append(_Frame("tc"))

    def _end_cell(self) -> None:
        frame = self._pop("tc")
        if frame is None or not self._tables:
            return
        own = [block for block in frame.after if not block.table]
        self._tables[-1].cells.append(
            " ".join(text.replace("\t", " ").replace("\n", " ") for b in own for text in b.texts)
        )
        nested = deque(block for block in frame.after if block.table)
        self._tables[-1].after = join_blocks(self._tables[-1].after, nested)

    def _pop(self, name: str) -> _Frame | None:
        return self._frames.pop() if self._frames and self._frames[-1].name == name else None

    def _give(self, blocks: deque[Block]) -> None:
        if self._frames:
            self._frames[-1].after = join_blocks(self._frames[-1].after, blocks)
        else:
            self.root.extend(blocks)


_STARTS: dict[str, Callable[[_Reader, dict[str, str]], None]] = {
    "p": _Reader._start_paragraph, "r": _Reader._start_run, "t": _Reader._start_text, "tab": _Reader._add_tab,
    "br": _Reader._add_break, "cr": _Reader._add_break, "noBreakHyphen": _Reader._add_hyphen,
    "vanish": _Reader._set_hidden, "vertAlign": _Reader._set_raised, "tbl": _Reader._start_table,
    "tr": _Reader._start_row, "tc": _Reader._start_cell,
}  # fmt: skip
_ENDS: dict[str, Callable[[_Reader], None]] = {
    "p": _Reader._end_paragraph, "r": _Reader._end_run, "t": _Reader._end_text, "tbl": _Reader._end_table,
    "tr": _Reader._end_row, "tc": _Reader._end_cell,
}  # fmt: skip


def _name(tag: str) -> str:
    """Return the local name of Word's and math's elements and of alternatives; others have none."""
    space, _, name = tag.rpartition(" ")
    if space.endswith("markup-compatibility/2006") or space.endswith(_SPACES):
        return name
    return ""


def _value(attributes: dict[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.endswith(" val")), "")


def _refuse_doctype(*_: object) -> None:
    raise ValueError("it declares a document type, which no Word document does")
