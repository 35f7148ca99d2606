"""Is there a name in these words? What remains of a phrase when places and ordinary words are taken away."""

from dataclasses import dataclass

from gaodi.names.lexicon import Lexicon, compile_place_letters

_LONGEST = 10  # characters of the longest proper name tried
_COUNTERS = frozenset("省市县区州型化性业类级号期用")  # they only follow a word


@dataclass(frozen=True, slots=True)
class Substance:
    """What a phrase is made of.

    Attributes
    ----------
    proper : tuple of (start, end)
        Places and landmarks.
    brand : tuple of (start, end)
        Runs of characters that belong to no known word.
    n_specific : int, characters
        In ordinary words that narrow something down.
    """

    proper: tuple[tuple[int, int], ...]
    brand: tuple[tuple[int, int], ...]
    n_specific: int

    @property
    def n_brand(self) -> int:
        """Characters that belong to no known word."""
        return sum(end - start for start, end in self.brand)


def weigh_words(phrase: str, lexicon: Lexicon) -> Substance:
    """Take a phrase apart into places, ordinary words and the rest, longest word first.

    Parameters
    ----------
    phrase : str
    lexicon : Lexicon

    Returns
    -------
    Substance

    Examples
    --------
    >>> from gaodi.names.lexicon import load_lexicon
    >>> weigh_words("长沙麓邦光电", load_lexicon()).brand, weigh_words("先进制造业", load_lexicon()).n_brand
    (((2, 4),), 0)
    """
    proper: list[tuple[int, int]] = []
    brand: list[tuple[int, int]] = []
    n_specific = 0
    position = 0
    covered = False
    while position < len(phrase):
        end, kind = _read_word(phrase, position, lexicon)
        if kind == "brand" and covered and phrase[position] in _COUNTERS:
            end = position + 1
        elif kind == "brand":
            if brand and brand[-1][1] == position:
                brand[-1] = (brand[-1][0], end)
            else:
                brand.append((position, end))
        elif kind == "proper":
            proper.append((position, end))
        elif kind == "specific":
            n_specific += end - position
        covered = kind != "brand"
        position = end
    return Substance(tuple(proper), tuple(brand), n_specific)


def _read_word(phrase: str, position: int, lexicon: Lexicon) -> tuple[int, str]:
    for end in range(min(len(phrase), position + _LONGEST), position + 1, -1):
        word = phrase[position:end]
        if word in lexicon.proper:
            return end, "proper"
        if word in lexicon.ordinary:
            return end, "vague" if word in lexicon.vague else "specific"
        if word in lexicon.tails:
            return end, "specific"
    letters = compile_place_letters().match(phrase, position)
    if letters and letters.end() - position >= 3:
        return letters.end(), "proper"
    return position + 1, "brand"
