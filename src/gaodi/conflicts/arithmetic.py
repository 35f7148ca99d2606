"""What do intervals give when they are divided or added? Exact decimals; an open end stays open."""

from collections.abc import Sequence
from decimal import Decimal

from gaodi.conflicts.intervals import Interval

Ends = tuple[Decimal | None, Decimal | None]


def divide_intervals(top: Interval, bottom: Interval) -> Ends | None:
    """Return the ends of top over bottom, or None unless both are positive throughout.

    Examples
    --------
    >>> def count(n):
    ...     return Interval(value=Decimal(n), low=Decimal(n), high=Decimal(n), half=Decimal(0), bound="exact")
    >>> divide_intervals(count(1), count(4))
    (Decimal('0.25'), Decimal('0.25'))
    """
    if top.value <= 0 or bottom.value <= 0:
        return None
    if (top.low is not None and top.low < 0) or (bottom.low is not None and bottom.low <= 0):
        return None
    low = None if top.low is None or bottom.high is None else top.low / bottom.high
    high = None if top.high is None or bottom.low is None else top.high / bottom.low
    return low, high


def add_intervals(parts: Sequence[Interval]) -> Ends:
    """Return the ends of a sum."""
    lows = [part.low for part in parts]
    highs = [part.high for part in parts]
    low = (
        None
        if any(end is None for end in lows)
        else sum((end for end in lows if end is not None), Decimal(0))
    )
    high = (
        None
        if any(end is None for end in highs)
        else sum((end for end in highs if end is not None), Decimal(0))
    )
    return low, high


def scale_ends(ends: Ends, factor: int, shift: int = 0) -> Ends:
    """Return the ends times a positive factor, moved by a shift."""
    low, high = ends
    return (
        None if low is None else low * factor + shift,
        None if high is None else high * factor + shift,
    )


def fits(ends: Ends, interval: Interval) -> bool:
    """Whether a computed number and a written one can be the same."""
    low, high = ends
    is_below = high is not None and interval.low is not None and high < interval.low
    is_above = low is not None and interval.high is not None and low > interval.high
    return not (is_below or is_above)
