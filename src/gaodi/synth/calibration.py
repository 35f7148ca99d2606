"""What should the synthetic region add up to? Published counts with their source, and our own choices."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gaodi.catalogue import read_record

CALIBRATION = Path(__file__).parent / "data" / "calibration.yaml"

_Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CityShare(_Part):
    """How many firms a prefecture has, and how large they are beside the average."""

    code: str
    share: _Share
    scale: float


class TitleCount(_Part):
    """How many firms hold a title among the reference number, and how many of them in the capital."""

    id: str
    count: int
    source: str
    changsha: int | None = None


class Trade(_Part):
    """One trade outside the chains: its four-digit code, weight and products."""

    code: str
    weight: float
    products: tuple[str, ...]


class ObjectCounts(_Part):
    """How many parks, parcels, projects, demands, offers and tasks the reference number of firms has."""

    park: int
    parcel: int
    project: int
    demand: int
    offer: int
    task: int


class Calibration(_Part):
    """Everything the generator is calibrated to."""

    version: str
    reference_enterprises: int
    chain_share: _Share
    missing_key_links: _Share
    thin_links: _Share
    above_scale_revenue: int
    cities: tuple[CityShare, ...]
    titles: tuple[TitleCount, ...]
    objects: ObjectCounts
    links_per_enterprise: float
    trades: tuple[Trade, ...]

    def title(self, title_id: str) -> TitleCount:
        """Return the count of one title."""
        return next(title for title in self.titles if title.id == title_id)


def load_calibration(path: Path = CALIBRATION) -> Calibration:
    """Read the calibration file.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown, missing or of the wrong type.
    """
    return read_record(path, Calibration)


def count_share(total: int, start: int, stop: int, n: int) -> int:
    """Return how many of `total` things fall to the firms `start`..`stop` of `n`; the parts sum to the total.

    Examples
    --------
    >>> [count_share(7, start, start + 25, 100) for start in (0, 25, 50, 75)]
    [2, 2, 1, 2]
    """
    return _round_half_up(total * stop, n) - _round_half_up(total * start, n)


def scale_count(count: int, n: int, reference: int) -> int:
    """Return a count of the reference number of firms, scaled to `n` firms.

    Examples
    --------
    >>> scale_count(593, 20_000, 20_000), scale_count(593, 2_000, 20_000)
    (593, 59)
    """
    return _round_half_up(count * n, reference)


def _round_half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
