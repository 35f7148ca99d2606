"""How is a text read? Marks, notes and wrapped lines taken out, with the way back to every original offset.

Articles reach an office as pasted pages: lines wrapped inside a numeral, captions between paragraphs, `**` marks,
`[1]` notes, pinyin in brackets, traditional script, half-width punctuation. What is read here is one block a paragraph
or line, in one script and one punctuation; nothing of it is ever shown.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gaodi.prose.characters import simplify_characters
from gaodi.prose.tables import TextTable, find_tables

Stretch = tuple[int, int, str, bool]
"""Start and end in the original, what it shows, and whether a paragraph begins before it."""

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff\ufffc\ufffd\ud800-\udfff\x00-\x08\x0e-\x1f]"
)
_MARKS = re.compile(
    r"\*{1,3}|__|`{1,3}|~~|[#>]{1,6}(?=\s)|\[(?:注)?\d{1,2}\]|[①-⑳](?=[，。；、])|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]"
    r"|\((?=[^()]{0,24}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ])[A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ' ]{1,24}\)"
)
_PUNCTUATION = {",": "，", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）", "．": "."}
_CLOSED = re.compile(r"[。！？；!?;…][”’」』\"')）】]?$")
_STOPS = re.compile(r"[，。；、！？,;]")
_CAPTION = re.compile(r"(?:摄|供图|制图|[图圖][为為]|资料图|記者|记者|通讯员|責編|责编|编辑)")
_LIST = re.compile(
    r"^(?:#{1,6} |[-*●•◆■▲○] ?|第?[一二三四五六七八九十]{1,3}[、.章节是]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))"
)
_OPEN_NUMBER = re.compile(r"[\d十百千万亿余多]$|\d[.,]$")
_GOES_ON = re.compile(
    r"^(?:[万亿]|余|多|元|美元|%|％|‰|[家个户台辆套件项人次吨亩条款名位倍公平千立](?![一-龥]{0,2}是))"
)
_OPEN_LINE = 40
"""Characters of a line without a full stop that is still taken for a sentence the page cut. Our own choice."""
_NARROW = 45
"""Characters of the widest line that is still taken for a column of a newspaper. Our own choice."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or a line of a list, in the text as read."""

    start: int
    end: int
    kind: str
    """body, heading, caption or line (a short line without a stop)."""
    run: int
    """Which run of lines without a blank line between them it is in."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is read; `starts` and `ends` lead each character back to the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    blocks: tuple[Block, ...]
    tables: tuple[TextTable, ...] = ()
    """Tables among the lines, in places of the original; their lines are in no block."""


@dataclass(frozen=True, slots=True)
class _Line:
    first: int
    last: int
    text: str
    gap: int
    """Blank lines before it."""
    run: int


def read_text(original: str, stretches: Sequence[Stretch] | None = None) -> Reading:
    r"""Read a text for extraction.

    Parameters
    ----------
    original : str
    stretches : sequence of (start, end, shown, breaks_before) or None
        The running text of a marked-up original; None takes all of it.

    Returns
    -------
    Reading
        Blocks separated by one line feed.

    Examples
    --------
    >>> read_text("總值達5.53万亿\n元,**增長**6.2%。").text
    '总值达5.53万亿元，增长6.2%。\n'
    """
    chars, starts, ends = _gather(original, stretches)
    plain = simplify_characters(chars)
    tables = find_tables(chars)
    lines = _split_lines(plain, tables)
    joined = _join_lines(lines)
    kept: list[str] = []
    where: list[int] = []
    blocks: list[Block] = []
    for group in joined:
        begin = len(where)
        raw = [place for line in group for place in range(line.first, line.last)]
        for place, char in _clean(plain, raw):
            where.append(place)
            kept.append(char)
        if len(where) == begin:
            continue
        kind = _name_kind("".join(kept[begin:]), group)
        blocks.append(Block(begin, len(where), kind, group[0].run))
        where.append(raw[-1])
        kept.append("\n")
    return Reading(
        "".join(kept),
        [starts[place] for place in where],
        [ends[place] for place in where],
        tuple(blocks),
        tuple(_place_table(table, starts, ends) for table in tables),
    )


def _gather(original: str, stretches: Sequence[Stretch] | None) -> tuple[str, Sequence[int], Sequence[int]]:
    if stretches is None:
        return original, range(len(original)), range(1, len(original) + 1)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, shown, breaks in stretches:
        if breaks and parts:
            parts.append("\n\n")
            starts += [start, start]
            ends += [start, start]
        parts.append(shown)
        # A character reference is one character for several of the original.
        one_for_one = len(shown) == end - start
        starts += range(start, end) if one_for_one else [start] * len(shown)
        ends += range(start + 1, end + 1) if one_for_one else [end] * len(shown)
    return "".join(parts), starts, ends


def _place_table(table: TextTable, starts: Sequence[int], ends: Sequence[int]) -> TextTable:
    """Return a table with its cells in places of the original."""
    rows = tuple(
        tuple(replace(cell, start=starts[cell.start], end=ends[cell.end - 1]) for cell in row)
        for row in table.rows
    )
    return replace(table, start=rows[0][0].start, end=rows[-1][-1].end, rows=rows)


def _split_lines(text: str, tables: Sequence[TextTable]) -> list[_Line]:
    lines: list[_Line] = []
    gap = run = 0
    ends = [table.end for table in tables]
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match[0].strip()
        if not line:
            gap += 1
            continue
        first = match.start() + len(match[0]) - len(match[0].lstrip())
        table = bisect_left(ends, first + 1)
        if table < len(tables) and tables[table].start <= first:
            gap += 1
            continue
        run += gap > 0
        lines.append(_Line(first, first + len(line), line, gap, run))
        gap = 0
    return lines


def _join_lines(lines: list[_Line]) -> list[list[_Line]]:
    """Put the lines of one paragraph together: columns of a page, and sentences that a picture or a page cut."""
    groups: list[list[_Line]] = []
    start = 0
    for place in range(1, len(lines) + 1):
        if place < len(lines) and not lines[place].gap:
            continue
        run = lines[start:place]
        groups += _split_run(run)
        start = place
    merged: list[list[_Line]] = []
    for group in groups:
        if merged and _continues(merged[-1], group):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return merged


def _split_run(run: list[_Line]) -> list[list[_Line]]:
    if _is_column(run):
        return [run]
    groups: list[list[_Line]] = []
    for line in run:
        last = groups[-1][-1].text if groups else ""
        is_cut = _OPEN_NUMBER.search(last) and _GOES_ON.match(line.text)
        # Two whole numbers on two lines are two; only a point or comma at the end says that one was cut.
        if is_cut or (re.search(r"\d[.,]$", last) and line.text[0].isdigit()):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_column(run: list[_Line]) -> bool:
    """Say whether lines were wrapped at one width: most of them are nearly full and stop nowhere in particular."""
    if len(run) < 2:
        return False
    width = max(len(line.text) for line in run)
    body = run[:-1]
    full = sum(len(line.text) >= width - 4 or bool(_CLOSED.search(line.text)) for line in body)
    stops = sum(bool(_STOPS.search(line.text)) for line in run)
    n_open = sum(not _CLOSED.search(line.text) for line in body)
    return (
        width <= _NARROW and full * 10 >= len(body) * 6 and stops * 3 >= len(run) and n_open * 2 >= len(body)
    )


def _continues(before: list[_Line], group: list[_Line]) -> bool:
    """Say whether a paragraph goes on after a blank line: its sentence had not ended."""
    last, first = before[-1].text, group[0].text
    if (
        _CLOSED.search(last)
        or _LIST.match(first)
        or _CAPTION.search(first[:40])
        or _CAPTION.search(last[-12:])
    ):
        return False
    text = "".join(line.text for line in before)
    is_body = "。" in text or len(last) >= _NARROW or (len(text) >= _OPEN_LINE and "，" in text)
    goes_on = "".join(line.text for line in group)
    return is_body and bool(_STOPS.search(goes_on)) and not last.endswith(("：", ":"))


def _name_kind(text: str, group: list[_Line]) -> str:
    if re.search(r"(?:摄|供图|制图)(?:（[^）]*）)?。?$", text) or (
        len(text) < 40 and text.startswith("图为")
    ):
        return "caption"
    if _CLOSED.search(text) or len(_STOPS.findall(text)) > 1:
        return "body"
    # A figure in a line without a stop is a line of a list or a picture, not a heading.
    has_figure = re.search(r"\d", re.sub(r"20\d\d年?", "", text)) is not None
    if group[0].text.startswith("#") or (len(text) <= 40 and not has_figure):
        return "heading"
    return "line"


def _clean(plain: str, raw: list[int]) -> list[tuple[int, str]]:
    """Return what is read of a block: places and characters."""
    text = "".join(plain[place] for place in raw)
    dropped = bytearray(len(text))
    for pattern in (_INVISIBLE, _MARKS):
        for match in pattern.finditer(text):
            dropped[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    kept = [(place, char) for place, char, gone in zip(raw, text, dropped, strict=True) if not gone]
    has_stops = _STOPS.search(text) is not None
    said: list[tuple[int, str]] = []
    is_open = False
    for n, (place, char) in enumerate(kept):
        after = kept[n + 1][1] if n + 1 < len(kept) else ""
        before = said[-1][1] if said else ""
        if char.isspace():
            # Between Latin words a space is kept; elsewhere it is an artefact, or a stop in a line without stops.
            if before.isascii() and before.isalpha() and after.isascii() and after.isalpha():
                said.append((place, " "))
            elif not has_stops and "一" <= before <= "龥" and "一" <= after <= "龥":
                said.append((place, "，"))
        elif (
            char == ","
            and before.isdigit()
            and re.match(r"\d{3}(?!\d)", "".join(c for _, c in kept[n + 1 : n + 5]))
        ):
            said.append((place, ","))
        elif char == '"':
            said.append((place, "”" if is_open else "“"))
            is_open = not is_open
        elif char == "." and "一" <= before <= "龥" and ("一" <= after <= "龥" or not after):
            said.append((place, "。"))
        elif char == ":" and not (before.isdigit() and after.isdigit()):
            said.append((place, "："))
        else:
            said.append((place, _PUNCTUATION.get(char, char)))
    return said
