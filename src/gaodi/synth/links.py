"""Who supplies whom? Suppliers come from the links a buyer's link needs, larger ones more often."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaodi.synth.firms import BLOCK, Firms, draw_firms, product_names
from gaodi.synth.frames import blank
from gaodi.synth.plan import FloatArray, IntArray, Plan

STREAM_LINKS = 10
_COST_SHARE = 0.5  # purchases from within the register, of a buyer's revenue
_SUPPLIER_SHARE = 0.35  # most that one buyer takes of a supplier's revenue
_SOLD_SHARE = 0.85  # most of a supplier's revenue that goes to buyers of the register
_DEGREE_SPREAD = 0.95
_MAX_LINKS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """Firms a block may buy from, sorted by slot, with running weights for size-proportional choice."""

    number: IntArray
    slot: IntArray
    product: IntArray
    n_products: IntArray
    revenue: IntArray
    enterprise_id: pl.Series
    weight_before: FloatArray
    first: IntArray
    last: IntArray
    n_blocks: int


def list_supply_links(plan: Plan, firms: Firms) -> dict[str, pl.Series]:
    """Return the columns of the supply table: on average ten links per buyer, a few buyers with hundreds.

    A block buys from itself, its neighbour and one other block, so that memory does not grow with the register and no
    block is an island.
    """
    rng = plan.rng(firms.block, STREAM_LINKS)
    pool = _gather_pool(plan, firms, rng)
    degree = _draw_degrees(plan, firms, rng)
    buyer = np.repeat(np.arange(firms.n), degree)
    wanted, essential = _draw_inputs(plan, firms, pool, rng, buyer)
    open_to = pool.last[wanted] > pool.first[wanted]
    buyer, wanted, essential = buyer[open_to], wanted[open_to], essential[open_to]
    seller = _draw_sellers(pool, rng, wanted)
    sizes = np.array([len(slot.products) for slot in plan.slots], dtype=np.int64)
    product = (pool.product[seller] + rng.integers(0, pool.n_products[seller])) % sizes[pool.slot[seller]]
    year = np.where(rng.random(buyer.size) < 0.85, 0, -1)
    kept = _first_of_each(plan, firms.number[buyer], pool.number[seller], product, year)
    kept = kept[firms.number[buyer[kept]] != pool.number[seller[kept]]]
    buyer, seller, product, year, essential = (
        array[kept] for array in (buyer, seller, product, year, essential)
    )
    amount = _draw_amounts(firms, pool, rng, buyer, seller)
    return {
        "supplier_id": pool.enterprise_id.gather(seller),
        "buyer_id": firms.enterprise_id.gather(buyer),
        "product_name": product_names(plan, pool.slot[seller], product),
        "year": pl.Series(plan.last_year + year),
        "amount": blank(amount, rng.random(buyer.size) < 0.05),
        "is_essential": blank(essential, rng.random(buyer.size) < 0.05),
    }


def _gather_pool(plan: Plan, firms: Firms, rng: np.random.Generator) -> _Pool:
    n_blocks = -(-plan.n // BLOCK)
    others = {(firms.block + 1) % n_blocks, int(rng.integers(0, n_blocks))} - {firms.block}
    blocks = [firms, *(draw_firms(plan, other) for other in sorted(others))]
    slot = np.concatenate([part.slot for part in blocks])
    order = np.argsort(slot, kind="stable")
    revenue = np.concatenate([part.revenue for part in blocks])[order]
    weight = (revenue / 1e8) ** 0.7
    edges = np.searchsorted(slot[order], np.arange(len(plan.slots) + 1))
    return _Pool(
        number=np.concatenate([part.number for part in blocks])[order],
        slot=slot[order],
        product=np.concatenate([part.product for part in blocks])[order],
        n_products=np.concatenate([part.n_products for part in blocks])[order],
        revenue=revenue,
        enterprise_id=pl.concat([part.enterprise_id for part in blocks]).gather(order),
        weight_before=np.concatenate(([0.0], np.cumsum(weight))),
        first=edges[:-1],
        last=edges[1:],
        n_blocks=len(blocks),
    )


def _draw_degrees(plan: Plan, firms: Firms, rng: np.random.Generator) -> IntArray:
    """Draw how many suppliers each firm names: larger firms name more, and some name very many."""
    size = np.maximum(firms.revenue / 1e10, 0.02) ** 0.28
    raw = size * rng.lognormal(0.0, _DEGREE_SPREAD, firms.n)
    # 1.08: what is drawn twice is lost; measured with the shipped chains.
    mean = plan.calibration.links_per_enterprise * 1.08
    degree = rng.poisson(raw / raw.mean() * mean)
    return np.asarray(np.minimum(degree, _MAX_LINKS), dtype=np.int64)


def _draw_inputs(
    plan: Plan, firms: Firms, pool: _Pool, rng: np.random.Generator, buyer: IntArray
) -> tuple[IntArray, np.ndarray]:
    """Draw the slot each purchase comes from: mostly an input of the buyer's own link, else a general trade.

    What an empty link would supply is bought outside the region, so nothing is drawn from it.
    """
    counts = np.array([len(slot.inputs) for slot in plan.slots], dtype=np.int64)
    offsets = np.concatenate(([0], np.cumsum(counts)[:-1]))
    target = np.array([given[0] for slot in plan.slots for given in slot.inputs] or [0], dtype=np.int64)
    needed = np.array([given[1] for slot in plan.slots for given in slot.inputs] or [False], dtype=bool)
    own = counts[firms.slot[buyer]]
    chosen = offsets[firms.slot[buyer]] + rng.integers(0, np.maximum(own, 1))
    chosen = np.minimum(chosen, target.size - 1)
    general = plan.n_links + rng.integers(0, len(plan.slots) - plan.n_links, buyer.size)
    has_firms = pool.last > pool.first
    is_own = (own > 0) & has_firms[target[chosen]] & (rng.random(buyer.size) < 0.75)
    return np.where(is_own, target[chosen], general), is_own & needed[chosen]


def _draw_sellers(pool: _Pool, rng: np.random.Generator, wanted: IntArray) -> IntArray:
    """Draw one firm of each wanted slot, in proportion to its weight."""
    low, high = pool.weight_before[pool.first[wanted]], pool.weight_before[pool.last[wanted]]
    point = low + rng.random(wanted.size) * (high - low)
    seller = np.searchsorted(pool.weight_before, point, side="right") - 1
    return np.clip(seller, pool.first[wanted], pool.last[wanted] - 1)


def _first_of_each(
    plan: Plan, buyer: IntArray, seller: IntArray, product: IntArray, year: IntArray
) -> IntArray:
    """Return the positions of the first of each buyer, seller, product and year."""
    longest = max(len(slot.products) for slot in plan.slots)
    key = ((buyer - buyer.min(initial=0)) * plan.n + seller) * (4 * longest) + 2 * product - year
    return np.sort(np.unique(key, return_index=True)[1])


def _draw_amounts(
    firms: Firms, pool: _Pool, rng: np.random.Generator, buyer: IntArray, seller: IntArray
) -> IntArray:
    """Split a share of the buyer's revenue over its purchases; no supplier sells more than it earns."""
    weight = rng.pareto(1.5, buyer.size) + 0.05
    total = np.bincount(buyer, weights=weight, minlength=firms.n)
    spent = _COST_SHARE * firms.revenue[buyer] * weight / total[buyer]
    fen = np.minimum(spent, _SUPPLIER_SHARE * pool.revenue[seller])
    sold = np.bincount(seller, weights=fen, minlength=pool.revenue.size)
    room = _SOLD_SHARE / pool.n_blocks * pool.revenue[seller]
    fen = fen * np.minimum(1.0, room / sold[seller])
    return np.asarray(np.maximum(1, np.rint(fen / 10_000)) * 10_000, dtype=np.int64)
