"""Where can a synthetic firm be, and what can it make? Places, chain links and trades, drawn from the catalogue."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaodi.catalogue import Catalogue, Taxonomy, Term
from gaodi.synth.calibration import Calibration
from gaodi.synth.slots import Slot, build_slots

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

WAN = 1_000_000  # fen in 1 万元
PLAN_STREAM = 10_000_019  # a stream of random numbers that no block of firms uses
CAPITAL = "430100"
_SUFFIXES = ("土家族苗族自治州", "自治县", "市", "县", "区", "州")
_SEAT_WEIGHT = 0.25  # firms that are only known to be in the prefecture


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The settings of one register, resolved into arrays.

    Places are counties and prefectures; slots are chain links first, then trades. `missing` names the key links that
    deliberately have no firm.
    """

    seed: int
    n: int
    last_year: int
    calibration: Calibration
    place_code: pl.Series
    place_zh: pl.Series
    place_city: IntArray
    place_weight: FloatArray
    longitude: FloatArray
    latitude: FloatArray
    city_code: tuple[str, ...]
    city_zh: tuple[str, ...]
    city_scale: FloatArray
    slots: tuple[Slot, ...]
    n_links: int
    chain_zh: dict[str, str]
    missing: tuple[tuple[str, str], ...]

    def rng(self, block: int, stream: int) -> np.random.Generator:
        """Return the random numbers of one block and one purpose; no other purpose can shift them."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, block, stream]))


def build_plan(catalogue: Catalogue, calibration: Calibration, *, n: int, seed: int, last_year: int) -> Plan:
    """Resolve places, links and trades for one register."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, PLAN_STREAM]))
    divisions = catalogue.taxonomy("divisions")
    places, cities, weights = _find_places(divisions, calibration)
    city_of = {city.code: number for number, city in enumerate(calibration.cities)}
    slots, n_links, missing = build_slots(catalogue, calibration, rng)
    return Plan(
        seed=seed,
        n=n,
        last_year=last_year,
        calibration=calibration,
        place_code=pl.Series("district_code", [place.id for place in places], dtype=pl.String),
        place_zh=pl.Series([_shorten(place.zh) for place in places], dtype=pl.String),
        place_city=np.array([city_of[place.id[:4] + "00"] for place in places], dtype=np.int64),
        place_weight=weights,
        longitude=np.array([_coordinate(place, cities, "longitude") for place in places]),
        latitude=np.array([_coordinate(place, cities, "latitude") for place in places]),
        city_code=tuple(city.code for city in calibration.cities),
        city_zh=tuple(_shorten(cities[city.code].zh) for city in calibration.cities),
        city_scale=np.array([city.scale for city in calibration.cities]),
        slots=slots,
        n_links=n_links,
        chain_zh={chain.id: chain.zh for chain in catalogue.chains.values() if chain.links},
        missing=missing,
    )


def _find_places(
    divisions: Taxonomy, calibration: Calibration
) -> tuple[list[Term], dict[str, Term], FloatArray]:
    terms = {term.id: term for term in divisions.terms}
    places: list[Term] = []
    weights: list[float] = []
    for city in calibration.cities:
        seat = terms[city.code]
        counties = [term for term in divisions.terms if term.parent == city.code]
        # The first counties of a prefecture are its urban districts, where more of the industry is.
        shares = [1.0 / (1 + 0.15 * order) for order in range(len(counties))]
        total = sum(shares) or 1.0
        rest = 1.0 - _SEAT_WEIGHT if counties else 0.0
        places += [seat, *counties]
        weights += [city.share * (1.0 - rest), *(city.share * rest * share / total for share in shares)]
    cities = {city.code: terms[city.code] for city in calibration.cities}
    array = np.array(weights)
    return places, cities, array / array.sum()


def _coordinate(place: Term, cities: dict[str, Term], axis: str) -> float:
    seat = cities[place.id[:4] + "00"]
    return float(
        place.attributes.get(axis, seat.attributes.get(axis, 112.0 if axis == "longitude" else 28.0))
    )


def _shorten(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name
