"""What stands around a number? The sentence, the clause and the words between it and the number before."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from gaodi.prose.numerals import Numeral
from gaodi.prose.reading import Block, Reading

_WINDOW = 200
"""Characters of context on each side; keeps a text without punctuation linear. Our own choice."""
_SENTENCE_END = re.compile(r"[。！？；\n]")
_CLAUSE_END = re.compile(r"[，。！？；：\n]|——|(?<!\d),|,(?!\d{3}(?!\d))")
_SIZES = re.compile(r"^(?:以上|左右|以内|以下|上下|大关)+")
_BRACKETS = re.compile(r"（[^（）\n]{0,60}）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The surroundings of one number.

    Parameters
    ----------
    block : Block
    sentence_start, sentence_end, clause_start, clause_end, gap_start : int
        Half-open, in the text as read.
    left : str
        The sentence up to the number.
    clause : str
        The clause up to the number.
    gap : str
        What of the clause stands between the number before, if any, and this one.
    right : str
        The clause after the number, up to the next number.
    rest : str
        The clause after the number, next numbers included.
    after : str
        The sentence after the number.
    in_brackets : bool
    is_joined : bool
        Whether the number before stands in the same clause.
    """

    block: Block
    sentence_start: int
    sentence_end: int
    clause_start: int
    clause_end: int
    gap_start: int
    left: str
    clause: str
    gap: str
    right: str
    rest: str
    after: str
    in_brackets: bool
    is_joined: bool


class ContextFinder:
    """Finds the context of any number of a text as read."""

    def __init__(self, reading: Reading, numerals: Sequence[Numeral]) -> None:
        self._text = reading.text
        self._blocks = reading.blocks
        self._block_starts = [block.start for block in reading.blocks]
        self._sentences = [match.end() for match in _SENTENCE_END.finditer(reading.text)]
        self._clauses = [match.end() for match in _CLAUSE_END.finditer(reading.text)]
        self._numerals = numerals

    def find(self, place: int) -> Context:
        """Return the context of the number at this place in the list."""
        text, numeral = self._text, self._numerals[place]
        start, end = numeral.start, numeral.end
        sentence_start = max(_last(self._sentences, start), start - _WINDOW)
        sentence_end = min(_next(self._sentences, end, len(text)), end + _WINDOW)
        clause_start = max(_last(self._clauses, start), sentence_start)
        clause_end = min(_next(self._clauses, end, len(text)), sentence_end)
        bracket = _open_bracket(text, clause_start, start)
        if bracket >= 0:
            clause_start = bracket + 1
            closing = text.find("）", end, clause_end)
            clause_end = closing if closing >= 0 else clause_end
        before = self._numerals[place - 1].end if place else 0
        following = self._numerals[place + 1].start if place + 1 < len(self._numerals) else len(text)
        gap_start = max(clause_start, before)
        return Context(
            block=self._blocks[max(0, bisect_right(self._block_starts, start) - 1)],
            sentence_start=sentence_start,
            sentence_end=sentence_end,
            clause_start=clause_start,
            clause_end=clause_end,
            gap_start=gap_start,
            left=text[sentence_start:start],
            clause=_BRACKETS.sub("", text[clause_start:start]),
            gap=_SIZES.sub("", _BRACKETS.sub("", text[gap_start:start])),
            right=text[end : min(clause_end, max(end, following))],
            rest=text[end:clause_end],
            after=text[end:sentence_end],
            in_brackets=bracket >= 0,
            is_joined=before > clause_start,
        )


def _open_bracket(text: str, first: int, last: int) -> int:
    """Return where a bracket that is still open at `last` begins, or -1."""
    opened = text.rfind("（", first, last)
    return opened if opened >= 0 and text.rfind("）", opened, last) < 0 else -1


def _last(ends: list[int], position: int) -> int:
    index = bisect_right(ends, position)
    return ends[index - 1] if index else 0


def _next(ends: list[int], position: int, otherwise: int) -> int:
    index = bisect_right(ends, position)
    return ends[index] - 1 if index < len(ends) else otherwise
