"""What does a supply network hold, and what does a loss do to it? The frozen records of this room."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
LevelArray = npt.NDArray[np.int8]
BoolArray = npt.NDArray[np.bool_]

NEGLIGIBLE, SUBSTITUTABLE, ESSENTIAL = 0, 1, 2
"""How much a firm of one sector needs the goods of another: not at all, in proportion, or to work at all."""


def add_up(places: IntArray, amounts: FloatArray, n: int) -> FloatArray:
    """Return the sum of the amounts at each of `n` places."""
    return np.bincount(places, weights=amounts, minlength=n).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkNotes:
    """What was merged, left out or looks odd while a network was built. Rows are links as given."""

    n_rows: int
    n_merged: int
    """Rows added to an earlier row of the same supplier and buyer."""
    n_self: int
    """Links of a firm with itself; they are kept."""
    n_unknown: int
    """Rows without an amount; left out."""
    n_negative: int
    """Rows of a negative amount; left out."""
    n_zero: int
    """Rows of amount 0; left out."""
    n_without_sales: int
    n_without_purchases: int
    n_unconnected: int
    """Firms with neither; they lose what they are made to lose and nothing else."""
    single_firm_sectors: tuple[int, ...]
    """Sectors of one firm: nobody of the network can take its place."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SupplyNetwork:
    """Firms, what they sell each other, and how much each sector needs the others.

    Parameters
    ----------
    suppliers, buyers : array, shape (links,)
        Positions of firms; each pair once, in rising order of supplier, then buyer.
    amounts : array, shape (links,), money
        What the supplier sells the buyer in the period; any one unit of money. Greater than 0.
    sectors : array, shape (firms,)
        Sector of each firm, a position in `essential`.
    essential : array, shape (sectors, sectors)
        Row: the sector that sells. Column: the sector that buys. 2 essential, 1 substitutable, 0 negligible.
    markets : array, shape (firms,)
        Firms of one market can take each other's place.
    weights : array, shape (kinds of weight, firms)
        What a firm counts for in the index.
    revenue, costs : array, shape (firms,), money, or None
        All sales, all costs of a firm; NaN is unknown, and then what the links show is taken.
    """

    suppliers: IntArray
    buyers: IntArray
    amounts: FloatArray
    sectors: IntArray
    essential: LevelArray
    markets: IntArray
    weights: FloatArray
    revenue: FloatArray | None
    costs: FloatArray | None
    notes: NetworkNotes

    @property
    def n_firms(self) -> int:
        """Number of firms."""
        return self.sectors.size

    @property
    def sales(self) -> FloatArray:
        """What each firm sells within the network; shape (firms,), money."""
        return add_up(self.suppliers, self.amounts, self.n_firms)

    @property
    def purchases(self) -> FloatArray:
        """What each firm buys within the network; shape (firms,), money."""
        return add_up(self.buyers, self.amounts, self.n_firms)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shocks:
    """Initial losses of several scenarios, one after the other.

    Parameters
    ----------
    starts : array, shape (scenarios + 1,)
        Scenario s has the entries starts[s] to starts[s + 1].
    firms : array, shape (entries,)
    losses, upstream_losses : array, shape (entries,), share of production
        0 to 1; what the firm itself cannot produce, as its customers and as its suppliers feel it.
    """

    starts: IntArray
    firms: IntArray
    losses: FloatArray
    upstream_losses: FloatArray

    @property
    def n_scenarios(self) -> int:
        """Number of scenarios."""
        return self.starts.size - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeRule:
    """How a loss spreads and when the spreading is taken to have ended.

    Parameters
    ----------
    eps : float
        Stop rule 1: stop when no firm loses more than this anew, a share of its production. Stop rule 2: stop when the
        total loss grows by no more than this share.
    stop_rule : int
        1 or 2.
    has_replacement : bool
        Whether firms of a failing firm's market take its place: what a small supplier no longer delivers is
        almost wholly replaced.
    max_iterations : int
        Nothing spreads longer; a scenario that would is marked as not converged.
    """

    eps: float = 0.01
    stop_rule: int = 1
    has_replacement: bool = True
    max_iterations: int = 100_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskIndex:
    """What every scenario costs the network.

    Parameters
    ----------
    esri, esri_down, esri_up : array, shape (scenarios,) or (scenarios, kinds of weight), share
        Weighted loss of production: through either way, through missing supplies, through missing customers.
    iterations : array, shape (scenarios,)
    has_converged : array, shape (scenarios,)
        False where `max_iterations` ended the spreading.
    top_firms : array, shape (scenarios, most)
        The firms whose loss weighs most, by the first kind of weight; -1 where fewer firms lose anything.
    top_losses : array, shape (scenarios, most), share
        Their parts of `esri`.
    losses_down, losses_up : array, shape (scenarios, firms), share of production, or None
        Kept where asked for.
    """

    esri: FloatArray
    esri_down: FloatArray
    esri_up: FloatArray
    iterations: IntArray
    has_converged: BoolArray
    top_firms: IntArray
    top_losses: FloatArray
    losses_down: FloatArray | None
    losses_up: FloatArray | None

    @property
    def losses(self) -> FloatArray:
        """The worse of both ways, where losses were kept; shape (scenarios, firms)."""
        if self.losses_down is None or self.losses_up is None:
            msg = "losses were not kept; measure with has_losses=True"
            raise ValueError(msg)
        return np.maximum(self.losses_down, self.losses_up)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SingleSources:
    """Essential inputs that come from one supplier; one entry for each, the largest amount first.

    Parameters
    ----------
    buyers, suppliers : array, shape (inputs,)
        Positions of firms.
    sectors : array, shape (inputs,)
        Sector of what is bought.
    amounts : array, shape (inputs,), money
    """

    buyers: IntArray
    suppliers: IntArray
    sectors: IntArray
    amounts: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondSource:
    """What a second source changes.

    Parameters
    ----------
    buyer, supplier : int
        Who buys, and whom it buys from besides.
    share : float
        The part of the sector's supplies to the buyer that moves to the new source.
    firms : array, shape (affected,)
        Those whose index was measured again: the old sources, the new one, and the buyer.
    before, after : array, shape (affected,), share
        `esri` of each.
    """

    buyer: int
    supplier: int
    share: float
    firms: IntArray
    before: FloatArray
    after: FloatArray

    @property
    def benefit(self) -> float:
        """How much less hangs on the old sources, all together; share. Negative where more does."""
        old = self.firms[:-2].size
        return float((self.before - self.after)[:old].sum())
