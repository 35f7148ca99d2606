"""How concentrated is a link? Herfindahl index and share of the largest, with bounds for what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gaodi.chains.bounds import NOTHING_KNOWN, Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreported:
    """Firms that do not report: so many, each at most so large."""

    n: int
    most: int


def measure_hhi(revenues: Sequence[int]) -> Fraction | None:
    """Return the Herfindahl-Hirschman index of known revenues: the sum of squared shares, 0 to 1.

    Parameters
    ----------
    revenues : sequence of int, fen

    Returns
    -------
    Fraction or None
        1 is a monopoly, 1/n are n equals; None where the total is nothing.

    Examples
    --------
    >>> measure_hhi([50, 30, 20])
    Fraction(19, 50)

    References
    ----------
    Hirschman (1964), American Economic Review 54(5), 761-762.
    """
    total = sum(revenues)
    return Fraction(sum(value * value for value in revenues), total * total) if total else None


def bound_hhi(revenues: Sequence[int], small: Unreported, large: Unreported) -> Bounds:
    """Return the least and the most the index can be, whatever the firms that do not report earn within their limits.

    Parameters
    ----------
    revenues : sequence of int, fen
        What is known.
    small, large : Unreported
        Two groups of firms whose revenue is unknown; `small.most` is not above `large.most`.

    Returns
    -------
    Bounds
        Both ends are reached by some revenues within the limits.

    Notes
    -----
    In one unknown revenue x the index (a + x²) / (s + x)² falls up to x = a / s and rises from there. So the most
    lies where each unknown is 0 or at its limit, and the least where all are at a / s or at a lower limit.

    Examples
    --------
    >>> nobody = Unreported(n=0, most=0)
    >>> bound_hhi([60, 40], nobody, Unreported(n=1, most=60))
    Bounds(low=Fraction(13, 38), high=Fraction(13, 25))
    """
    total = sum(revenues)
    if not total:
        return NOTHING_KNOWN
    squares = sum(value * value for value in revenues)
    return Bounds(_least_hhi(squares, total, small, large), _most_hhi(squares, total, small, large))


def _least_hhi(squares: int, total: int, *groups: Unreported) -> Fraction:
    n_free = 0
    for group in sorted(groups, key=lambda group: group.most):
        # Below the balance a / s a firm that earns more lowers the index; at its limit it can do no more.
        if group.most * total < squares:
            squares += group.n * group.most**2
            total += group.n * group.most
        else:
            n_free += group.n
    level = Fraction(squares, total)
    return level / (total + n_free * level)


def _most_hhi(squares: int, total: int, small: Unreported, large: Unreported) -> Fraction:
    many = np.arange(large.n + 1, dtype=np.float64)
    a, s = squares + many * float(large.most) ** 2, total + many * float(large.most)
    candidates = [np.zeros_like(many), np.full_like(many, small.n)]
    if small.n and small.most:
        # So many small firms at their limit are worst; the nearest whole numbers are tried.
        turn = (small.most * s - 2 * a) / float(small.most) ** 2
        candidates += [np.clip(rounded(turn), 0, small.n) for rounded in (np.floor, np.ceil)]
    few = np.stack(candidates)
    index = (a + few * float(small.most) ** 2) / (s + few * float(small.most)) ** 2
    row, column = np.unravel_index(int(np.argmax(index)), index.shape)
    k_small, k_large = int(few[row, column]), int(column)
    top = squares + k_small * small.most**2 + k_large * large.most**2
    return Fraction(top, (total + k_small * small.most + k_large * large.most) ** 2)


def bound_top_share(revenues: Sequence[int], small: Unreported, large: Unreported, *, n_top: int) -> Bounds:
    """Return the least and the most the share of the largest firms can be.

    Parameters
    ----------
    revenues : sequence of int, fen
    small, large : Unreported
    n_top : int
        How many are the largest: 4 for CR4.

    Returns
    -------
    Bounds

    Notes
    -----
    The most: up to `n_top` unknown firms at their limit, all others at nothing. The least: all unknown firms at one
    level or their lower limit; between two values of the largest known firms the share is monotone in that level,
    so only these values and the limits are tried.

    Examples
    --------
    >>> nobody = Unreported(n=0, most=0)
    >>> bound_top_share([40, 30, 20, 10], nobody, Unreported(n=1, most=40), n_top=2)
    Bounds(low=Fraction(7, 13), high=Fraction(7, 10))
    """
    total = sum(revenues)
    if not total:
        return NOTHING_KNOWN
    top = sorted(revenues, reverse=True)[:n_top]

    def share(counts: Sequence[tuple[int, int]]) -> Fraction:
        unknown = [value for n, value in counts for _ in range(min(n, n_top))]
        largest = sum(sorted([*top, *unknown], reverse=True)[:n_top])
        return Fraction(largest, total + sum(n * value for n, value in counts))

    most = max(
        share([(k, small.most), (j, large.most)])
        for k in range(min(small.n, n_top) + 1)
        for j in range(min(large.n, n_top) + 1)
    )
    least = min(
        share([(small.n, min(small.most, level)), (large.n, min(large.most, level))])
        for level in {0, small.most, large.most, *top}
    )
    return Bounds(least, most)
