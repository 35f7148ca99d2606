"""How is a text read in one script? One character for one, so that every offset holds; for matching, never for display."""

import re
from functools import cache

import opencc

_KEPT = frozenset("昇乾瞭藉夥著")
"""Characters of today's simplified script that OpenCC takes for traditional: 昇腾 must not become 升腾."""
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_YEAR = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@cache
def _load_table() -> dict[int, str]:
    """Return what each traditional or full-width character is read as; 0.02 s, once."""
    pairs = dict(_FULL_WIDTH)
    for config in ("hk2s", "t2s"):
        convert = opencc.OpenCC(config).convert
        for code in range(0x3400, 0xA000):
            shown = convert(char := chr(code))
            if shown != char and len(shown) == 1 and char not in _KEPT:
                pairs[code] = shown
    return pairs


def simplify_characters(text: str) -> str:
    """Return the text with traditional characters simplified and full-width ones and years made plain, of the same length.

    Examples
    --------
    >>> simplify_characters("產值分別增長９．７％，昇騰")
    '产值分别增长9.7%,昇腾'
    >>> simplify_characters("二○二五年")
    '2025年'
    """
    return _YEAR.sub(lambda year: year[0].translate(_DIGITS), text.translate(_load_table()))
