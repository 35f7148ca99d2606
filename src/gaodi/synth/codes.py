"""Which code has the firm with this number? Valid under GB 32100, in a range that shows it is fictional."""

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from gaodi.synth.plan import IntArray

PREFIX = b"91"
MARK = b"XN"  # 虚拟: the organisation part of every synthetic code begins with it
_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_VALUE = np.zeros(128, dtype=np.int64)
_VALUE[_ALPHABET] = np.arange(31)
_WEIGHTS = np.array([3**i % 31 for i in range(17)], dtype=np.int64)


def build_credit_codes(district_codes: NDArray[np.str_], numbers: IntArray) -> pl.Series:
    """Write one credit code per firm: 91, district, XN, seven base-31 characters, check character.

    Parameters
    ----------
    district_codes : array of six-digit codes
    numbers : array of int, 0 to 31**7 - 1, distinct

    Returns
    -------
    Series of String, 18 characters each

    Examples
    --------
    >>> build_credit_codes(np.array(["430100"]), np.array([0])).to_list()
    ['91430100XN0000000N']

    References
    ----------
    GB 32100—2015 for alphabet, weights and check character.
    """
    n = numbers.size
    body = np.empty((n, 18), dtype=np.uint8)
    body[:, :2] = np.frombuffer(PREFIX, dtype=np.uint8)
    body[:, 2:8] = np.char.encode(district_codes, "ascii").view(np.uint8).reshape(n, 6)
    body[:, 8:10] = np.frombuffer(MARK, dtype=np.uint8)
    rest = numbers.astype(np.int64)
    for column in range(16, 9, -1):
        rest, digit = np.divmod(rest, 31)
        body[:, column] = _ALPHABET[digit]
    total = _VALUE[body[:, :17]] @ _WEIGHTS
    body[:, 17] = _ALPHABET[(31 - total % 31) % 31]
    offsets = np.arange(0, 18 * n + 1, 18, dtype=np.int32)
    array = pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(body.tobytes()))
    return pl.Series(pl.from_arrow(array)).cast(pl.String)
