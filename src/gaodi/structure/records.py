"""What is an input-output table, and what does it say of each sector? The frozen records of this room's first half."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int32]

SectorKind = Literal["key", "backward", "forward", "weak"]
"""Draws on and feeds the others more than the average does; only draws; only feeds; neither."""

ForwardBase = Literal["leontief", "ghosh"]
"""Whether a forward linkage adds up a row of the Leontief or of the Ghosh inverse."""

ExtractionKind = Literal["full", "purchases", "sales", "supply"]
"""What is taken out of a sector: all of it, its purchases, its sales to sectors, its sales with supply driving output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to know before the numbers are used."""

    code: str
    zh: str
    en: str
    items: tuple[str, ...] = ()
    """Labels of the sectors, regions or industries it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Whether a table adds up: what a sector makes is used, and what it makes is paid for.

    Parameters
    ----------
    row_gap, column_gap : float or None
        Greatest gap of a sector as a share of its output, or of all that is booked for it where that is more; None where
        the table does not say enough.
    row_sector, column_sector : str or None
        The sector with that gap.
    tolerance : float
        The greatest gap that is put down to rounding.
    """

    row_gap: float | None
    row_sector: str | None
    column_gap: float | None
    column_sector: str | None
    tolerance: float

    @property
    def is_balanced(self) -> bool | None:
        """True, False, or None where nothing could be checked."""
        gaps = [gap for gap in (self.row_gap, self.column_gap) if gap is not None]
        return max(gaps) <= self.tolerance if gaps else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputOutputTable:
    """Who sells how much to whom, for one economy and one year.

    Parameters
    ----------
    sectors, names : tuple of str
        Codes, each once, and what people call them.
    flows : array, shape (sectors, sectors), money
        The row's sector sells to the column's. Of all origins, or of the economy's own sectors where `is_local`.
    output : array, shape (sectors,), money
        What each sector makes; 0 where it makes nothing, up to rounding.
    demand : array, shape (sectors,), money
        Final demand less imports: what output exceeds sales to sectors by. Output = A output + demand always holds.
    value_added, imports, exports : array, shape (sectors,), money, or None
        None is unknown. Imports and exports include those from and to other provinces.
    is_local : bool
        Whether imports have been taken out of the flows.
    is_idle : array, shape (sectors,)
        Sectors without output.
    """

    sectors: tuple[str, ...]
    names: tuple[str, ...]
    flows: FloatArray
    output: FloatArray
    demand: FloatArray
    value_added: FloatArray | None
    imports: FloatArray | None
    exports: FloatArray | None
    is_local: bool
    is_idle: BoolArray
    balance: Balance
    remarks: tuple[Remark, ...]

    @property
    def n_sectors(self) -> int:
        """Number of sectors."""
        return len(self.sectors)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Accounts:
    """A table's coefficients and their inverses; every array has shape (sectors, sectors).

    Parameters
    ----------
    inputs : array, A
        What a unit of the column's output buys from the row.
    leontief : array, L
        What the row makes so that a unit of the column reaches final demand.
    shares : array, B
        Which share of the row's output the column buys.
    ghosh : array, G
        What a unit of the row's primary inputs adds to the column's output. Primary inputs are value added, and what is
        bought of sectors without output: it comes from outside.
    """

    table: InputOutputTable
    inputs: FloatArray
    leontief: FloatArray
    shares: FloatArray
    ghosh: FloatArray
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Linkages:
    """How much each sector draws on and feeds the others; every array has shape (sectors,).

    Parameters
    ----------
    backward_direct, forward_direct : array
        Sum of the column of A, of the row of B.
    backward : array
        Sum of the column of L: output of all sectors per unit of final demand, the output multiplier.
    forward, forward_ghosh : array
        Sum of the row of L, of the row of G.
    power, sensitivity, sensitivity_ghosh : array
        `backward`, `forward` and `forward_ghosh` over their averages: power of dispersion, sensitivity of dispersion.
    backward_variation, forward_variation : array
        Standard deviation (n - 1) over mean of the column, of the row of L; low where a linkage is spread over many.
        NaN for a single sector.
    """

    backward_direct: FloatArray
    forward_direct: FloatArray
    backward: FloatArray
    forward: FloatArray
    forward_ghosh: FloatArray
    power: FloatArray
    sensitivity: FloatArray
    sensitivity_ghosh: FloatArray
    backward_variation: FloatArray
    forward_variation: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extraction:
    """Output all sectors together lose when one is taken out; every array has shape (sectors,), money.

    Parameters
    ----------
    full : array
        The sector makes nothing: it neither buys nor sells, and its final demand is not met.
    purchases : array
        It buys nothing from sectors.
    sales : array
        It sells nothing to sectors.
    supply : array
        It sells nothing to sectors, and what it no longer supplies is not made by those that used it.
    """

    full: FloatArray
    purchases: FloatArray
    sales: FloatArray
    supply: FloatArray
