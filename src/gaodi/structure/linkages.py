"""Which sectors draw on the others, and which feed them? Linkages, dispersion, key sectors."""

from typing import get_args

import numpy as np

from gaodi.structure.arguments import check_option
from gaodi.structure.records import Accounts, FloatArray, ForwardBase, Linkages, SectorKind


def measure_linkages(accounts: Accounts) -> Linkages:
    """Measure backward and forward linkages of every sector.

    Parameters
    ----------
    accounts : Accounts

    Returns
    -------
    Linkages

    Examples
    --------
    >>> from gaodi.structure import build_accounts, build_table
    >>> linkages = measure_linkages(build_accounts(build_table([[150, 500], [200, 100]], [1000, 2000])))
    >>> linkages.backward.round(3), linkages.forward.round(3)
    (array([1.518, 1.452]), array([1.584, 1.386]))

    References
    ----------
    Rasmussen (1956), Studies in Inter-sectoral Relations; Miller and Blair (2009), Input-Output Analysis, chapter 12.
    """
    leontief, ghosh = accounts.leontief, accounts.ghosh
    # Sums as products with ones: BLAS reads each matrix once.
    ones = np.ones(leontief.shape[0])
    backward, forward, forward_ghosh = ones @ leontief, leontief @ ones, ghosh @ ones
    return Linkages(
        backward_direct=ones @ accounts.inputs,
        forward_direct=accounts.shares @ ones,
        backward=backward,
        forward=forward,
        forward_ghosh=forward_ghosh,
        power=backward / backward.mean(),
        sensitivity=forward / forward.mean(),
        sensitivity_ghosh=forward_ghosh / forward_ghosh.mean(),
        backward_variation=_measure_variation(leontief, backward, axis=0),
        forward_variation=_measure_variation(leontief, forward, axis=1),
    )


def find_kinds(linkages: Linkages, *, forward: ForwardBase = "leontief") -> tuple[SectorKind, ...]:
    """Tell key sectors from those that only draw, only feed, or do neither.

    Parameters
    ----------
    linkages : Linkages
    forward : {"leontief", "ghosh"}
        Which forward linkage counts; with `ghosh`, split imports off first.

    Returns
    -------
    tuple of SectorKind
        A sector is key where power and sensitivity of dispersion are both above 1.
    """
    check_option(forward, get_args(ForwardBase), "forward")
    sensitivity = linkages.sensitivity if forward == "leontief" else linkages.sensitivity_ghosh
    kinds: dict[tuple[bool, bool], SectorKind] = {
        (True, True): "key",
        (True, False): "backward",
        (False, True): "forward",
        (False, False): "weak",
    }
    return tuple(
        kinds[bool(draws), bool(feeds)]
        for draws, feeds in zip(linkages.power > 1, sensitivity > 1, strict=True)
    )


def _measure_variation(matrix: FloatArray, sums: FloatArray, *, axis: int) -> FloatArray:
    n = matrix.shape[axis]
    if n < 2:
        return np.full(sums.shape, np.nan)
    means = sums / n
    spread = matrix - (means if axis == 0 else means[:, np.newaxis])
    squares = np.einsum("ij,ij->j" if axis == 0 else "ij,ij->i", spread, spread)
    variation: FloatArray = np.sqrt(squares / (n - 1)) / means
    return variation
