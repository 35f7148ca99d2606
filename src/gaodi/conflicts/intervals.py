"""Can two numbers be one? Closed intervals from bound and written digits, in exact decimals."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gaodi.conflicts.vocabulary import Vocabulary
from gaodi.conflicts.written import read_written
from gaodi.prose import Fact

Agreement = Literal["equal", "rounded", "meets", "apart"]
"""equal: the same number under the same bound · rounded: one is the other with fewer digits · meets: the intervals
share a point · apart."""

_APPROX = Decimal("0.05")  # 约, 近, 左右: five per cent either way; our own choice
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What a source allows.

    Parameters
    ----------
    value : Decimal
        As written; the lower end of a range.
    low, high : Decimal or None
        Closed; None is open.
    half : Decimal
        Half of the last written digit; 0 for a count that is written out.
    bound : str
        exact, lower, upper, approx or range.
    """

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    half: Decimal
    bound: str


def read_interval(fact: Fact, words: Vocabulary) -> Interval | None:
    """Return the interval of a fact, or None where its value is unknown.

    Parameters
    ----------
    fact : Fact
    words : Vocabulary
        Which units count, which words leave only the order of magnitude.
    """
    value = fact.value
    if value is None or not value.is_finite():
        return None
    half = measure_half_digit(fact.text, value, is_count=fact.unit in words.count_units)
    low: Decimal | None = value - half
    high: Decimal | None = value + half
    if fact.bound == "approx":
        if not read_written(fact.text, value)[0] or any(
            f"{fact.text}{fact.marker or ''}".endswith(m) for m in words.magnitude
        ):
            low, high = sorted((value, value * 10))
        else:
            width = max(half, abs(value) * _APPROX)
            low, high = value - width, value + width
    elif fact.bound == "lower":
        low, high = (value if fact.value_min is None else fact.value_min), None
    elif fact.bound == "upper":
        low, high = None, (value if fact.value_max is None else fact.value_max)
    elif fact.bound == "range":
        low, high = fact.value_min, fact.value_max
    return Interval(value=value, low=low, high=high, half=half, bound=fact.bound)


def measure_half_digit(text: str, value: Decimal, *, is_count: bool) -> Decimal:
    """Return half of the last written digit, in the unit of the value.

    Parameters
    ----------
    text : str
        The number as it stands, with its scale word.
    value : Decimal
        The number multiplied out.
    is_count : bool
        A count without a scale word is exact.

    Returns
    -------
    Decimal
        0 where the text has no digits or does not fit the value.

    Examples
    --------
    >>> measure_half_digit("5.53万亿元", Decimal("5530000000000"), is_count=False)
    Decimal('5000000000.0')
    >>> measure_half_digit("593家", Decimal(593), is_count=True)
    Decimal('0')
    """
    written, scale = read_written(text, value)
    decimals = len(written.partition(".")[2])
    if not written or (is_count and scale == 1 and not decimals):
        return Decimal(0)
    return _HALF * Decimal(10) ** -decimals * scale


def agree_intervals(a: Interval, b: Interval) -> Agreement:
    """Say whether two intervals can hold one number, the same from either side.

    A rounded number holds what rounds to it: its lower edge belongs to it, its upper edge does not, so 6 and 6.5
    are apart.
    """
    if a.value == b.value and (a.bound, a.low, a.high) == (b.bound, b.low, b.high):
        return "equal"
    if a.bound == b.bound == "exact":
        coarse, fine = (a, b) if a.half >= b.half else (b, a)
        if a.value == b.value:
            return "equal"
        edge = abs(fine.value) - abs(coarse.value)
        if coarse.half > fine.half and -coarse.half <= edge < coarse.half and a.value * b.value > 0:
            return "rounded"
        return "apart"
    lows = [i for i in (a.low, b.low) if i is not None]
    highs = [i for i in (a.high, b.high) if i is not None]
    if lows and highs and max(lows) > min(highs):
        return "apart"
    return "equal" if a.value == b.value and a.bound == b.bound else "meets"


def measure_gap(a: Decimal, b: Decimal) -> Decimal:
    """Return the distance of two numbers over the larger one, 0 to 2.

    Examples
    --------
    >>> measure_gap(Decimal(90), Decimal(100))
    Decimal('0.1')
    """
    larger = max(abs(a), abs(b))
    return abs(a - b) / larger if larger else Decimal(0)
