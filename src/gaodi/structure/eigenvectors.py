"""Which one ranking of industries do regions share? The second eigenvector of the matrix of co-occurrence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaodi.structure.records import BoolArray, FloatArray
from gaodi.structure.specialisation import list_present

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DENSE_UP_TO = 200
"""Of the smaller side; there a dense solver is as fast. Our own choice, measured."""
NOTHING = 1e-12
"""An eigenvalue this small is 0."""
_SEED = 20
_N_BASIS = 30
"""Lanczos vectors kept; most matrices then need no restart. Our own choice, measured."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondVector:
    """The second eigenvector on the industries' side, before sign and scale are set.

    Parameters
    ----------
    industries : array, shape (industries,)
        NaN throughout where there is no second dimension.
    second, third : float
        Eigenvalues; NaN where the matrix has no such.
    """

    industries: FloatArray
    second: float
    third: float


def find_second_vector(presence: BoolArray) -> SecondVector:
    """Find the eigenvector of diag(1/kp) M' diag(1/kc) M that belongs to its second eigenvalue.

    The matrix is similar to the symmetric S'S, S = diag(kc)^-1/2 M diag(kp)^-1/2, whose first vector is known to be
    sqrt(kp). It is taken out, and what is left is solved for two pairs on the smaller side of M: by Lanczos steps on the
    sparse M, or densely where M is small.

    Parameters
    ----------
    presence : array, shape (regions, industries)
        Every row and column has a True.

    Returns
    -------
    SecondVector

    References
    ----------
    Hidalgo and Hausmann (2009), PNAS 106(26), 10570-10575; Lehoucq, Sorensen and Yang (1998), ARPACK Users' Guide.
    """
    from scipy.sparse import csr_array  # SciPy costs 0.1 s that no other command should pay

    diversity, ubiquity = presence.sum(axis=1), presence.sum(axis=0)
    is_tall = presence.shape[0] > presence.shape[1]
    rows, columns = (ubiquity, diversity) if is_tall else (diversity, ubiquity)
    # Built from the places of a boolean: the constructor would look at every cell as a number.
    places, starts = list_present(presence.T if is_tall else presence)
    scaled = np.repeat(1.0 / np.sqrt(rows), rows) * (1.0 / np.sqrt(columns))[places]
    held = csr_array((scaled, places, starts), shape=(rows.size, columns.size))
    first = np.sqrt(rows / rows.sum())
    if rows.size < 2:
        return SecondVector(industries=np.full(ubiquity.size, np.nan), second=np.nan, third=np.nan)
    values, vectors = _solve(held, first)
    second, third = float(values[-1]), float(values[-2]) if rows.size > 2 else float("nan")
    if second <= NOTHING:
        return SecondVector(industries=np.full(ubiquity.size, np.nan), second=max(second, 0.0), third=third)
    side = vectors[:, -1]
    if not is_tall:
        side = held.T @ side / np.sqrt(second)
    return SecondVector(industries=side / np.sqrt(ubiquity), second=second, third=third)


def _solve(held: "csr_array", first: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the last two pairs of `held held' - first first'`, the greatest last."""
    from scipy.linalg import eigh
    from scipy.sparse.linalg import LinearOperator, eigsh

    n = first.size
    if n <= DENSE_UP_TO:
        square = (held @ held.T).toarray() - np.outer(first, first)
        values, vectors = eigh(square, subset_by_index=(n - 2, n - 1))
        return values, vectors
    across = held.T

    def multiply(vector: FloatArray) -> FloatArray:
        # Deflated on both sides: rounding would let the first vector grow back.
        inside = vector - first * (first @ vector)
        image = held @ (across @ inside)
        return np.asarray(image - first * (first @ image))

    operator = LinearOperator((n, n), matvec=multiply, dtype=np.float64)
    start = np.random.default_rng(_SEED).standard_normal(n)
    values, vectors = eigsh(operator, k=2, which="LA", v0=start, tol=0, ncv=min(n, _N_BASIS))
    order = np.argsort(values)
    return values[order], vectors[:, order]
