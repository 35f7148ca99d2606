"""What does the region buy elsewhere? What its empty key links would supply, from a few firms of other provinces."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from gaodi.synth.codes import build_credit_codes
from gaodi.synth.firms import Firms
from gaodi.synth.frames import blank
from gaodi.synth.plan import PLAN_STREAM, IntArray, Plan

STREAM_OUTSIDE, STREAM_PURCHASES = PLAN_STREAM + 4, 18
PROVINCES = ("440000", "320000", "330000", "370000", "310000", "510000")
"""Guangdong, Jiangsu, Zhejiang, Shandong, Shanghai, Sichuan."""
N_SUPPLIERS = 3
"""Firms elsewhere for each empty link; this and the shares below are our own choice."""
_BUYER_SHARE = 0.5
_SECOND_SHARE = 0.2
_LEAST, _MOST = 0.01, 0.06  # of the buyer's revenue
_LAST_NUMBER = 31**7 - 1  # numbers of firms here count up from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsiders:
    """The firms elsewhere, by the empty slot whose products they make.

    Parameters
    ----------
    slots : array, shape (firms,)
    products : Series
        The product each makes.
    enterprise_id : Series
    columns : mapping of str to Series
        Rows of the table `product`. The register of the region holds none of them, so that none counts for it.
    """

    slots: IntArray
    products: pl.Series
    enterprise_id: pl.Series
    columns: Mapping[str, pl.Series]


def build_outsiders(plan: Plan) -> Outsiders:
    """Make three firms elsewhere for each empty key link.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Outsiders
        Known by code and products alone, as in a sheet of purchases; the code tells the province.
    """
    rng = np.random.default_rng(np.random.SeedSequence([plan.seed, STREAM_OUTSIDE]))
    empty = [
        number for number, slot in enumerate(plan.slots) if (slot.chain_id, slot.link_id) in plan.missing
    ]
    slots = np.repeat(np.array(empty, dtype=np.int64), N_SUPPLIERS)
    n = slots.size
    # Three of one link are of three provinces.
    first = np.repeat(rng.integers(0, len(PROVINCES), len(empty)), N_SUPPLIERS)
    place = (first + np.tile(np.arange(N_SUPPLIERS), len(empty))) % len(PROVINCES)
    codes = np.array(PROVINCES)[place]
    ids = build_credit_codes(codes, _LAST_NUMBER - np.arange(n, dtype=np.int64))
    # The next of a link makes the first product of the one before as its second: each has somebody to step in.
    made = [_list_products(plan, slot, order % N_SUPPLIERS) for order, slot in enumerate(slots.tolist())]
    products = pl.Series([both[0] for both in made], dtype=pl.String)
    who = np.repeat(np.arange(n), [len(both) for both in made])
    return Outsiders(
        slots=slots,
        products=products,
        enterprise_id=ids,
        columns={
            "enterprise_id": ids.gather(who),
            "credit_code": ids.gather(who),
            "product_name": pl.Series([product for both in made for product in both], dtype=pl.String),
        },
    )


def _list_products(plan: Plan, slot: int, order: int) -> tuple[str, ...]:
    products = plan.slots[slot].products
    return tuple(dict.fromkeys(products[(order - step) % len(products)] for step in (0, 1)))


def list_purchases(plan: Plan, firms: Firms, outsiders: Outsiders) -> dict[str, pl.Series]:
    """Return supply links of one block with firms elsewhere: half of those that need the goods of an empty link buy them there."""
    rng = plan.rng(firms.block, STREAM_PURCHASES)
    buyers: list[int] = []
    sellers: list[int] = []
    needed: list[bool] = []
    own = {slot: np.flatnonzero(outsiders.slots == slot) for slot in np.unique(outsiders.slots).tolist()}
    wants = {
        number: [given for given in slot.inputs if given[0] in own] for number, slot in enumerate(plan.slots)
    }
    lacking = np.flatnonzero(np.isin(firms.slot, [number for number, given in wants.items() if given]))
    for number in lacking.tolist():
        for target, is_essential in wants[int(firms.slot[number])]:
            if rng.random() >= _BUYER_SHARE:
                continue
            n = 1 + int(rng.random() < _SECOND_SHARE)
            chosen = rng.choice(own[target], n, replace=False).tolist()
            buyers += [number] * n
            sellers += chosen
            needed += [is_essential] * n
    buyer, seller = np.array(buyers, dtype=np.int64), np.array(sellers, dtype=np.int64)
    fen = firms.revenue[buyer] * rng.uniform(_LEAST, _MOST, buyer.size)
    amount = np.maximum(1, np.rint(fen / 1_000_000)).astype(np.int64) * 1_000_000
    return {
        "supplier_id": outsiders.enterprise_id.gather(seller),
        "buyer_id": firms.enterprise_id.gather(buyer),
        "product_name": outsiders.products.gather(seller),
        "year": pl.Series([plan.last_year] * buyer.size, dtype=pl.Int64),
        "amount": blank(amount, rng.random(buyer.size) < 0.05),
        "is_essential": pl.Series(needed, dtype=pl.Boolean),
    }
