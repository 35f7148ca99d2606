"""Where can a synthetic firm be, and what can it make? Places, chain links and trades, drawn from the catalogue."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaodi.catalogue import Catalogue, ChainLink, ChainTemplate, Taxonomy, Term
from gaodi.synth.calibration import Calibration

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

WAN = 1_000_000  # fen in 1 万元
PLAN_STREAM = 10_000_019  # a stream of random numbers that no block of firms uses
CAPITAL = "430100"
_SUFFIXES = ("土家族苗族自治州", "自治县", "市", "县", "区", "州")
_NEUTRAL_CODES = ("3484", "3599", "3990", "2929", "3399")  # for links whose own codes are too wide or taken
_TELLING_LINKS = 2  # a code that more links of a chain share does not tell which of them a firm is on
_SEAT_WEIGHT = 0.25  # firms that are only known to be in the prefecture


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One thing a firm can make: a link of a chain, or a trade outside the chains (empty ids)."""

    chain_id: str
    link_id: str
    zh: str
    codes: tuple[str, ...]
    products: tuple[str, ...]
    inputs: tuple[tuple[int, bool], ...]
    weight: float


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
    links, missing = _build_link_slots(catalogue, calibration, rng)
    trades = _build_trade_slots(calibration, _read_gaps(catalogue, missing), len(links))
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
        slots=(*links, *trades),
        n_links=len(links),
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


def _build_link_slots(
    catalogue: Catalogue, calibration: Calibration, rng: np.random.Generator
) -> tuple[list[Slot], tuple[tuple[str, str], ...]]:
    """Make one slot per chain link; some key links get no firms, some get very few."""
    pairs = [(chain.id, link) for chain in catalogue.chains.values() for link in chain.links]
    number = {(chain_id, link.id): order for order, (chain_id, link) in enumerate(pairs)}
    missing = _choose_missing(pairs, calibration, rng)
    gaps = _read_gaps(catalogue, missing)
    # Our own choice: gamma with shape 0.9 gives a few crowded links and some with a handful of firms.
    weights = rng.gamma(0.9, size=len(pairs)) + 0.01
    slots = []
    for order, (chain_id, link) in enumerate(pairs):
        products = tuple(dict.fromkeys((*link.products, *link.synonyms))) or (link.zh,)
        kept = gaps.keep_products(products)
        is_missing = (chain_id, link.id) in missing
        slots.append(
            Slot(
                chain_id=chain_id,
                link_id=link.id,
                zh=link.zh,
                codes=gaps.keep_codes(link.industry_codes) or gaps.keep_codes(_NEUTRAL_CODES)[:1],
                products=kept or products,
                inputs=tuple(
                    (number[chain_id, given.link], given.need == "essential") for given in link.inputs
                ),
                weight=0.0 if is_missing or not kept else float(weights[order]),
            )
        )
    return slots, missing


def _choose_missing(
    pairs: list[tuple[str, ChainLink]], calibration: Calibration, rng: np.random.Generator
) -> tuple[tuple[str, str], ...]:
    """Choose the key links without firms, one per chain first, so that no chain is empty.

    Only upstream links: a region that lacks the final product of its own chains would be no region to plan for.
    """
    keys = [(chain_id, link.id) for chain_id, link in pairs if link.is_key and link.stage == "upstream"]
    n_key = sum(link.is_key for _, link in pairs)
    wanted = min(len(keys), max(1, round(calibration.missing_key_links * n_key)))
    shuffled = [keys[order] for order in rng.permutation(len(keys))]
    first = list({chain_id: (chain_id, link_id) for chain_id, link_id in reversed(shuffled)}.values())
    rest = [key for key in shuffled if key not in first]
    return tuple(sorted((first + rest)[:wanted]))


@dataclass(frozen=True, slots=True)
class _Gaps:
    """What would place a firm on a link that is to stay empty."""

    words: frozenset[str]
    codes: frozenset[str]

    def keep_products(self, products: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(product for product in products if not any(word in product for word in self.words))

    def keep_codes(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Keep the four-digit codes that do not also point at an empty link."""
        return tuple(code for code in codes if len(code) == 4 and not self._takes(code))

    def _takes(self, code: str) -> bool:
        return any(code.startswith(gap) or gap.startswith(code) for gap in self.codes)


def _read_gaps(catalogue: Catalogue, missing: tuple[tuple[str, str], ...]) -> _Gaps:
    links = [catalogue.chains[chain_id].link(link_id) for chain_id, link_id in missing]
    codes = {
        code
        for chain_id, link_id in missing
        for code in catalogue.chains[chain_id].link(link_id).industry_codes
        if _count_links(catalogue.chains[chain_id], code) <= _TELLING_LINKS
    }
    words = (word for link in links for word in (link.zh, *link.products, *link.synonyms))
    return _Gaps(words=frozenset(words), codes=frozenset(codes))


def _count_links(chain: ChainTemplate, code: str) -> int:
    return sum(code in link.industry_codes for link in chain.links)


def _build_trade_slots(calibration: Calibration, gaps: _Gaps, offset: int) -> list[Slot]:
    """Make one slot per trade; a trade buys from itself and from any other trade."""
    n = len(calibration.trades)
    slots = []
    for order, trade in enumerate(calibration.trades):
        kept = gaps.keep_products(trade.products)
        neighbours = tuple((offset + (order + step) % n, step == 1) for step in (0, 1, 5))
        slots.append(
            Slot(
                chain_id="",
                link_id="",
                zh=trade.products[0],
                codes=(trade.code,),
                products=kept or trade.products,
                inputs=neighbours,
                weight=trade.weight if kept and gaps.keep_codes((trade.code,)) else 0.0,
            )
        )
    return slots
