"""What can a synthetic firm make? Chain links and trades, some links left empty or nearly so."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gaodi.catalogue import Catalogue, ChainLink, ChainTemplate
from gaodi.synth.calibration import Calibration

LinkKey = tuple[str, str]  # chain id, link id

_NEUTRAL_CODES = ("3484", "3599", "3990", "2929", "3399")  # for links whose own codes are too wide or taken
_TELLING_LINKS = 2  # a code that more links of a chain share does not tell which of them a firm is on
_THIN_WEIGHT = 0.025  # about two firms of 20,000 with the shipped chains, where a usual link weighs 0.9


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


def build_slots(
    catalogue: Catalogue, calibration: Calibration, rng: np.random.Generator
) -> tuple[tuple[Slot, ...], int, tuple[LinkKey, ...]]:
    """Make one slot per chain link and trade.

    Returns
    -------
    slots : tuple of Slot
        Links first, then trades.
    n_links : int
    missing : tuple of (chain id, link id)
        Key links that get no firm: nobody makes their products or has a code that tells of them.
    """
    pairs = [(chain.id, link) for chain in catalogue.chains.values() for link in chain.links]
    missing = _choose_missing(pairs, calibration, rng)
    thin = _choose_thin(pairs, missing, calibration, rng)
    links = _build_link_slots(catalogue, pairs, missing, thin, rng)
    trades = _build_trade_slots(calibration, _read_gaps(catalogue, (*missing, *thin)), len(links))
    return (*links, *trades), len(links), missing


def _build_link_slots(
    catalogue: Catalogue,
    pairs: list[tuple[str, ChainLink]],
    missing: tuple[LinkKey, ...],
    thin: tuple[LinkKey, ...],
    rng: np.random.Generator,
) -> list[Slot]:
    number = {(chain_id, link.id): order for order, (chain_id, link) in enumerate(pairs)}
    # Our own choice: gamma with shape 0.9 gives a few crowded links and some with a handful of firms.
    weights = rng.gamma(0.9, size=len(pairs)) + 0.01
    shared = _read_gaps(catalogue, (*missing, *thin))
    slots = []
    for order, (chain_id, link) in enumerate(pairs):
        key = (chain_id, link.id)
        gaps = _read_gaps(catalogue, {*missing, *thin} - {key}) if key in thin else shared
        products = tuple(dict.fromkeys((*link.products, *link.synonyms))) or (link.zh,)
        kept = gaps.keep_products(products)
        weight = _THIN_WEIGHT if key in thin else float(weights[order])
        slots.append(
            Slot(
                chain_id=chain_id,
                link_id=link.id,
                zh=link.zh,
                codes=gaps.keep_codes(link.industry_codes)
                or gaps.keep_codes(_NEUTRAL_CODES)
                or _NEUTRAL_CODES,
                products=kept or products,
                inputs=tuple(
                    (number[chain_id, given.link], given.need == "essential") for given in link.inputs
                ),
                weight=weight if kept and key not in missing else 0.0,
            )
        )
    return slots


def _choose_missing(
    pairs: list[tuple[str, ChainLink]], calibration: Calibration, rng: np.random.Generator
) -> tuple[LinkKey, ...]:
    """Choose the key links without firms, one per chain first, so that no chain is empty.

    Only upstream links: a region that lacks the final product of its own chains would be no region to plan for.
    """
    keys = [(chain_id, link.id) for chain_id, link in pairs if link.is_key and link.stage == "upstream"]
    n_key = sum(link.is_key for _, link in pairs)
    wanted = min(len(keys), round(calibration.missing_key_links * n_key))
    shuffled = [keys[order] for order in rng.permutation(len(keys))]
    first = list({chain_id: (chain_id, link_id) for chain_id, link_id in reversed(shuffled)}.values())
    rest = [key for key in shuffled if key not in first]
    return tuple(sorted((first + rest)[:wanted]))


def _choose_thin(
    pairs: list[tuple[str, ChainLink]],
    missing: tuple[LinkKey, ...],
    calibration: Calibration,
    rng: np.random.Generator,
) -> tuple[LinkKey, ...]:
    """Choose links with hardly any firms; the final products a chain is known for are spared."""
    free = [
        (chain_id, link.id)
        for chain_id, link in pairs
        if (not link.is_key or link.stage == "upstream") and (chain_id, link.id) not in missing
    ]
    wanted = min(len(free), round(calibration.thin_links * len(pairs)))
    return tuple(sorted(free[order] for order in rng.permutation(len(free))[:wanted]))


@dataclass(frozen=True, slots=True)
class _Gaps:
    """What would place a firm on a link that is to stay empty or thin."""

    words: frozenset[str]
    codes: frozenset[str]

    def keep_products(self, products: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(product for product in products if not any(word in product for word in self.words))

    def keep_codes(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Keep the four-digit codes that do not also point at such a link."""
        return tuple(code for code in codes if len(code) == 4 and not self._takes(code))

    def _takes(self, code: str) -> bool:
        return any(code.startswith(gap) or gap.startswith(code) for gap in self.codes)


def _read_gaps(catalogue: Catalogue, links: Iterable[LinkKey]) -> _Gaps:
    words: set[str] = set()
    codes: set[str] = set()
    for chain_id, link_id in links:
        chain = catalogue.chains[chain_id]
        link = chain.link(link_id)
        words |= {link.zh, *link.products, *link.synonyms}
        codes |= {code for code in link.industry_codes if _count_links(chain, code) <= _TELLING_LINKS}
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
