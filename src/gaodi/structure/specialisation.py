"""What is a region specialised in? Shares against those of the whole, and which industries count as present."""

import numpy as np
import numpy.typing as npt

from gaodi.structure.arguments import take_numbers
from gaodi.structure.records import BoolArray, FloatArray, IntArray

EDGE = 1e-12
"""A ratio this little below 1 is 1: one that is exactly 1 must not depend on how its sums were rounded. Our own choice."""

_LEAST = 1e-100


def measure_specialisation(values: npt.ArrayLike) -> FloatArray:
    """Measure revealed comparative advantage, the location quotient over all industries.

    Parameters
    ----------
    values : array, shape (regions, industries)
        Not negative, any one unit. NaN is unknown and left out of the sums.

    Returns
    -------
    array, shape (regions, industries), ratio
        1 is the share of the whole. NaN where the value is unknown or the region or industry has nothing.

    Examples
    --------
    >>> measure_specialisation(np.array([[3.0, 1.0], [1.0, 3.0]]))
    array([[1.5, 0.5],
           [0.5, 1.5]])

    References
    ----------
    Balassa (1965), The Manchester School 33(2), 99-123.
    """
    given = take_numbers(values, 2, "地区 × 行业的数", "regions × industries")
    is_unknown = np.isnan(given)
    known = np.where(is_unknown, 0.0, given) if is_unknown.any() else given
    greatest = known.max(initial=0.0)
    # Sums of the greatest doubles would be infinite, inverses of the smallest too.
    scaled = known if greatest == 0 or _LEAST < greatest < 1 / _LEAST else known / greatest
    by_region, by_industry = scaled.sum(axis=1), scaled.sum(axis=0)
    total = by_region.sum()
    ratios: FloatArray = scaled * _invert(by_region)[:, np.newaxis]
    ratios *= total * _invert(by_industry)
    if known is not given:
        ratios[is_unknown] = np.nan
    return ratios


def _invert(sums: FloatArray) -> FloatArray:
    inverse: FloatArray = np.divide(1.0, sums, out=np.full(sums.shape, np.nan), where=sums > 0)
    return inverse


def find_presence(rca: npt.ArrayLike) -> BoolArray:
    """Find where a region's share of an industry is at least that of the whole.

    Parameters
    ----------
    rca : array, shape (regions, industries), ratio

    Returns
    -------
    array, shape (regions, industries)
        False where unknown.

    Examples
    --------
    >>> find_presence(np.array([[1.5, np.nan, 0.99]]))
    array([[ True, False, False]])
    """
    return np.asarray(take_numbers(rca, 2, "区位商", "location quotients") >= 1.0 - EDGE)


def list_present(presence: BoolArray) -> tuple[IntArray, IntArray]:
    """List which columns are present in each row, as a sparse matrix holds them.

    Parameters
    ----------
    presence : array, shape (rows, columns)

    Returns
    -------
    columns : array, shape (present,)
        Row after row, ascending in each.
    starts : array, shape (rows + 1,)
        Where each row begins; its last is the number of all.

    Examples
    --------
    >>> columns, starts = list_present(np.array([[True, False, True], [False, True, False]]))
    >>> columns.tolist(), starts.tolist()
    ([0, 2, 1], [0, 2, 3])
    """
    n_rows, n_columns = presence.shape
    counts = presence.sum(axis=1)
    columns = np.flatnonzero(presence) - np.repeat(np.arange(n_rows) * n_columns, counts)
    return columns.astype(np.int32), np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
