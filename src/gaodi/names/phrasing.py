"""Where can a name begin? The phrase before an ending, cut at punctuation and at words that no name spans."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from gaodi.names.lexicon import Lexicon

LONGEST_NAME = 40  # characters before the ending; keeps every step bounded
_WORD = r"[一-鿿㐀-䶵A-Za-z0-9·&\uff06+＋\-]+"
_BLOCK = re.compile(rf"{_WORD}(?:[（(][^（()）\s]{{1,12}}[）)]{_WORD})*")


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The blocks of a text that a name may fill, and the places inside them where a phrase begins anew."""

    block_starts: tuple[int, ...]
    cut_ends: tuple[int, ...]
    is_word_cut: tuple[bool, ...]

    def find_block(self, position: int) -> int:
        """Return where the block that holds a position begins."""
        index = bisect_right(self.block_starts, position) - 1
        return self.block_starts[index] if index >= 0 else position

    def find_cuts(self, left: int, right: int) -> list[tuple[int, bool]]:
        """Return the cuts in a stretch, last first, each with whether it is a word of several characters."""
        high = bisect_right(self.cut_ends, right)
        low = bisect_right(self.cut_ends, left)
        return [(self.cut_ends[i], self.is_word_cut[i]) for i in range(high - 1, low - 1, -1)]


def divide_phrases(text: str, lexicon: Lexicon) -> Phrasing:
    """Find the blocks and cuts of a text.

    A bracket with a few words in it stays inside a block, so that 晶瑞电子（东莞）有限公司 is whole.

    Examples
    --------
    >>> from gaodi.names.lexicon import load_lexicon
    >>> found = divide_phrases("在长沙，晶瑞电子（东莞）有限公司投产", load_lexicon())
    >>> found.block_starts, found.cut_ends
    ((0, 4), (1, 18))
    """
    blocks = [match.start() for match in _BLOCK.finditer(text)]
    cuts = [match for match in lexicon.cuts.finditer(text) if match["cut"]]
    return Phrasing(
        tuple(blocks),
        tuple(match.end() for match in cuts),
        tuple(match.end() - match.start() > 1 for match in cuts),
    )
