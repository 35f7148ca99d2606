"""Which member of a list does a number belong to? 一季度、上半年分别增长a、b: the times or places before 分别, one each."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"\d[\d.,]*")


def pick_parallel(
    text: str, clause: tuple[int, int], start: int, spans: Sequence[tuple[int, int]]
) -> int | None:
    """Return the place in `spans` of the mention that a number behind 分别 belongs to.

    Parameters
    ----------
    text : str
        As read.
    clause : (start, end)
    start : int
        Where the number begins.
    spans : sequence of (start, end)
        Mentions of one kind, in order.

    Returns
    -------
    int or None
        None where the clause lists no such mentions, or not as many as there are numbers.

    Examples
    --------
    >>> text = "一季度、上半年分别增长8.1%、7.2%"
    >>> pick_parallel(text, (0, len(text)), text.index("7.2"), [(0, 3), (4, 7)])
    1
    """
    divide = text.rfind("分别", clause[0], start)
    if divide < 0:
        return None
    first, last = bisect_left(spans, (clause[0], 0)), bisect_left(spans, (divide, 0))
    listed = spans[first:last]
    if len(listed) < 2 or any(
        re.fullmatch(r"[市省县区]?[、和及与]", text[before[1] : after[0]]) is None
        for before, after in pairwise(listed)
    ):
        return None
    numbers = [match.start() for match in _NUMBER.finditer(text, divide, clause[1])]
    if len(numbers) != len(listed):
        return None
    place = bisect_left(numbers, start)
    return first + place if place < len(numbers) and numbers[place] == start else None
