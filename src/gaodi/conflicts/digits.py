"""Was a footnote's number read into a figure? One digit too many, at the front or at the end."""

from decimal import Decimal

from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.written import read_written

_SHORTEST = 4  # digits before the point from which on a coincidence is unlikely; our own choice


def find_merged_digit(written: str, ends: tuple[Decimal | None, Decimal | None]) -> str:
    """Return the digit to take away from a written number so that it fits, or an empty text.

    A footnote's number that stands beside a figure becomes its first or last digit when a page is read as text.

    Parameters
    ----------
    written : str
        Digits with an optional point, in the unit of `ends`.
    ends : tuple
        What the number should be.

    Examples
    --------
    >>> find_merged_digit("253231.0", (Decimal("53230.8"), Decimal("53231.2")))
    '2'
    """
    whole = written.partition(".")[0]
    if len(whole) < _SHORTEST:
        return ""
    for digit, rest in ((written[0], written[1:]), (written[-1], written[:-1])):
        low, high = ends
        try:
            value = Decimal(rest)
        except ArithmeticError:
            continue
        if (low is None or low <= value) and (high is None or value <= high):
            return digit
    return ""


def find_surplus(a: KeyedFact, b: KeyedFact) -> KeyedFact | None:
    """Return the fact that would agree with the other if one digit were taken away, or None."""
    for long, short in ((a, b), (b, a)):
        written, scale = read_written(long.fact.text, long.known.value)
        if not scale or long.fact.bound != "exact" or long.known.value <= short.known.value:
            continue
        low, high = (None if end is None else end / scale for end in (short.known.low, short.known.high))
        slack = long.known.half / scale
        ends = (None if low is None else low - slack, None if high is None else high + slack)
        if short.fact.bound == "exact" and find_merged_digit(written, ends):
            return long
    return None
