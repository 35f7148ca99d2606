"""What is a card of short lines about? A picture's text gives a heading, and then numbers without a noun."""

import re
from collections.abc import Sequence

from gaodi.prose.nouns import clean_phrase
from gaodi.prose.reading import Block
from gaodi.prose.records import Fact

_LONGEST = 24
"""Characters of a heading that is still taken for what the lines under it measure. Our own choice."""
_SIZES = frozenset({"level", "growth", "cumulative", "new", "share"})


class Cards:
    """Keeps, from number to number, what a block or a run of lines is about.

    Parameters
    ----------
    text : str
        As read.
    blocks : sequence of Block
    """

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self._text = text
        self._before = dict(zip(blocks[1:], blocks, strict=False))
        self._block: Block | None = None
        self.topic = ""
        self.fact: Fact | None = None

    def enter(self, block: Block) -> None:
        """Move on to the block of the next number."""
        if block is self._block:
            return
        if self._block is None or self._block.run != block.run:
            self.fact = None
        if block.kind == "body" or self.fact is None:
            self.topic = ""
        is_running = re.search(r"[。；]", self._text[block.start : block.end]) is not None
        above = None if is_running else self._before.get(block)
        if (
            above is not None
            and above.run == block.run
            and above.kind == "heading"
            and above is not self._block
        ):
            heading = self._text[above.start : above.end].strip("：")
            if len(heading) <= _LONGEST and not re.search(r"\d|，|^[一二三四五六七八九十]+、", heading):
                self.topic, self.fact = clean_phrase(heading), None
        self._block = block

    def note(self, fact: Fact) -> None:
        """Take note of a fact: a body is about its first, a card of lines about its last."""
        is_body = self._block is not None and self._block.kind == "body"
        if fact.comparison in _SIZES and not (is_body and self.topic):
            self.topic, self.fact = fact.indicator, fact
