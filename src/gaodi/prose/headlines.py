"""Which large figures of a picture belong to which captions? Numbers set apart, then as many lines that name them.

The text of a picture gives its numbers first and their captions after: `318.6万`, `406`, then `汽车产量（辆）` and so on. They
are paired in order, and only where a caption names a measure or carries a unit in brackets; else nobody can tell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaodi.prose.lexicon import load_lexicon
from gaodi.prose.numerals import find_numerals, scale_number
from gaodi.prose.reading import Block, Reading

_FIGURE = re.compile(
    r"(?P<number>\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,9})?)(?P<scale>万亿|亿|万)?(?P<more>余|多|\+)?"
)
_UNIT = re.compile(r"（(?:单位：)?([一-龥A-Za-z%]{1,6})）$")
_MOST = 12
"""Numbers of one picture that are still paired with captions. Our own choice."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A number of a picture with its caption; places in the text as read."""

    start: int
    end: int
    value: Decimal
    unit: str
    bound: str
    caption: str
    caption_end: int


def find_headlines(reading: Reading) -> list[Headline]:
    r"""Pair the numbers of pictures with their captions.

    Examples
    --------
    >>> from gaodi.prose.reading import read_text
    >>> found = find_headlines(read_text("318.6万\n406\n\n汽车产量（辆）\n国家级“小巨人”企业（家）"))
    >>> [(str(h.value), h.unit, h.caption) for h in found]
    [('3186000', '辆', '汽车产量'), ('406', '家', '国家级“小巨人”企业')]
    """
    blocks = reading.blocks
    found: list[Headline] = []
    place = 0
    while place < len(blocks):
        n_numbers = _count(reading, blocks, place)
        if n_numbers:
            captions = blocks[place + n_numbers : place + 2 * n_numbers]
            texts = [reading.text[block.start : block.end] for block in captions]
            if len(texts) == n_numbers and all(_names_measure(text) for text in texts):
                found += [
                    _pair(reading, number, text, caption.end)
                    for number, text, caption in zip(
                        blocks[place : place + n_numbers], texts, captions, strict=True
                    )
                ]
        place += max(1, n_numbers)
    return found


def _count(reading: Reading, blocks: Sequence[Block], place: int) -> int:
    """Return how many blocks from here on are nothing but a number."""
    count = 0
    for block in blocks[place : place + _MOST]:
        text = reading.text[block.start : block.end]
        if not (_FIGURE.fullmatch(text) or _read_whole(text)) or re.fullmatch(r"(?:19|20)\d\d", text):
            break
        count += 1
    return count


def _read_whole(text: str) -> bool:
    numerals = find_numerals(text, [])
    return len(numerals) == 1 and numerals[0].start == 0 and numerals[0].end == len(text)


def _names_measure(text: str) -> bool:
    """Say whether a line is a caption: a unit in brackets, or a measure at its end, and no number of its own."""
    if re.search(r"\d", _UNIT.sub("", text)) or len(text) > 30:
        return False
    return (
        _UNIT.search(text) is not None
        or load_lexicon().tail.search(text) is not None
        or text.endswith(("率", "强度", "约占全国"))
    )


def _pair(reading: Reading, block: Block, caption: str, caption_end: int) -> Headline:
    text = reading.text[block.start : block.end]
    name = re.sub(r"^其中：?", "", _UNIT.sub("", caption))
    told = _UNIT.search(caption)
    unit = told[1] if told else ""
    if match := _FIGURE.fullmatch(text):
        value = scale_number(match["number"], match["scale"])
        return Headline(
            block.start, block.end, value, unit, "lower" if match["more"] else "exact", name, caption_end
        )
    numeral = find_numerals(text, [])[0]
    return Headline(
        block.start, block.end, numeral.value, numeral.unit or unit, numeral.bound, name, caption_end
    )
