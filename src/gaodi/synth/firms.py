"""Who are the firms? Place, trade, size, age and quality of each, and the register's main table."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaodi.synth.codes import build_credit_codes
from gaodi.synth.edges import draw_edges, set_edge_revenue
from gaodi.synth.frames import blank, pick, pick_choice
from gaodi.synth.plan import WAN, BoolArray, FloatArray, IntArray, Plan

BLOCK = 20_000
"""Firms generated at once. Part of the recipe: another number gives another register."""

STREAM_CORE, STREAM_ENTERPRISE = 1, 2
_OWNERSHIP = ("民营", "国有", "外资", "港澳台资", "混合所有制", "其他")
_OWNERSHIP_SHARE = (0.82, 0.055, 0.03, 0.03, 0.045, 0.02)
_MAX_REVENUE = 1.2e7  # 1,200 亿元 in 万元, above which the tail is cut: our own choice, decision 0003


@dataclass(frozen=True, slots=True, kw_only=True)
class Firms:
    """One block of firms: what every table needs to know of them, in the same order.

    Revenue is that of the last year in fen; quality is a latent number around 0 that titles, research and rights share.
    """

    start: int
    number: IntArray
    place: IntArray
    city: IntArray
    slot: IntArray
    product: IntArray
    n_products: IntArray
    revenue: IntArray
    staff: IntArray
    quality: FloatArray
    edge: IntArray
    founded: IntArray
    enterprise_id: pl.Series
    block: int

    @property
    def n(self) -> int:
        """Number of firms."""
        return int(self.number.size)


def draw_firms(plan: Plan, block: int) -> Firms:
    """Draw one block. The same block can be drawn again by another, which needs its firms as suppliers."""
    rng = plan.rng(block, STREAM_CORE)
    start = block * BLOCK
    n = min(BLOCK, plan.n - start)
    number = np.arange(start, start + n, dtype=np.int64)
    place = rng.choice(plan.place_weight.size, size=n, p=plan.place_weight)
    city = plan.place_city[place]
    slot = _draw_slots(plan, rng, n)
    sizes = np.array([len(item.products) for item in plan.slots], dtype=np.int64)[slot]
    quality = rng.standard_normal(n)
    edge = draw_edges(rng, n)
    revenue = set_edge_revenue(edge, _draw_revenue(plan, rng, city, quality))
    per_head = rng.lognormal(np.log(88.0), 0.42, size=n) * np.maximum(revenue / WAN / 5_000, 0.2) ** 0.12
    founded = _draw_founding_days(plan, rng, n)
    return Firms(
        start=start,
        number=number,
        place=place,
        city=city,
        slot=slot,
        product=rng.integers(0, sizes),
        n_products=np.minimum(sizes, 1 + rng.binomial(3, 0.42, size=n)),
        revenue=revenue,
        staff=np.maximum(3, np.rint(revenue / WAN / per_head)).astype(np.int64),
        quality=quality,
        edge=edge,
        founded=founded,
        enterprise_id=build_credit_codes(plan.place_code.to_numpy().astype("U6")[place], number).alias(
            "enterprise_id"
        ),
        block=block,
    )


def _draw_slots(plan: Plan, rng: np.random.Generator, n: int) -> IntArray:
    weights = np.array([slot.weight for slot in plan.slots])
    links, trades = weights[: plan.n_links], weights[plan.n_links :]
    share = plan.calibration.chain_share if links.sum() > 0 else 0.0
    if share:
        weights[: plan.n_links] = links / links.sum() * share
    weights[plan.n_links :] = trades / trades.sum() * (1.0 - share)
    return np.asarray(rng.choice(weights.size, size=n, p=weights / weights.sum()), dtype=np.int64)


def _draw_revenue(plan: Plan, rng: np.random.Generator, city: IntArray, quality: FloatArray) -> IntArray:
    """Draw last year's revenue: a lognormal body times a Pareto tail, larger where the city is, whole hundreds of yuan."""
    n = city.size
    body = rng.lognormal(np.log(3_300.0), 0.95, size=n)
    tail = (1.0 - rng.random(n)) ** (-1.0 / 1.35)
    wan = np.minimum(body * tail * plan.city_scale[city] * np.exp(0.12 * quality), _MAX_REVENUE)
    return np.asarray(np.rint(wan * 100), dtype=np.int64) * (WAN // 100)


def _draw_founding_days(plan: Plan, rng: np.random.Generator, n: int) -> IntArray:
    """Draw the day of registration as days since 1970: mostly 3 to 25 years before the last year's end."""
    end = int(np.datetime64(f"{plan.last_year}-06-30", "D").astype(np.int64))
    age_days = np.minimum(rng.gamma(2.6, 1_750.0, size=n) + 120, 25_000)
    return (end - age_days).astype(np.int64)


def describe_firms(
    plan: Plan, firms: Firms, park_id: pl.Series, is_high_tech: BoolArray
) -> dict[str, pl.Series]:
    """Return the columns of the enterprise table."""
    rng = plan.rng(firms.block, STREAM_ENTERPRISE)
    n = firms.n
    products = join_products(plan, firms)
    return {
        "enterprise_id": firms.enterprise_id,
        "credit_code": firms.enterprise_id,
        "name": _write_names(plan, firms),
        "district_code": plan.place_code.gather(firms.place),
        "address": _write_addresses(plan, firms),
        "industry_code": _pick_industry_codes(plan, firms, rng),
        "founded_on": pick_days(firms.founded),
        "registered_capital": blank(_draw_capital(firms, rng), rng.random(n) < 0.03),
        "ownership": pick_choice(rng, _OWNERSHIP, _OWNERSHIP_SHARE, n, null=0.03),
        "operating_status": pick_choice(rng, ("存续", "停产"), (0.985, 0.015), n),
        "is_above_scale": _mark_above_scale(plan, firms, rng),
        "is_high_tech": pl.Series(is_high_tech),
        "park_id": park_id,
        "main_products": products.set(pl.Series(rng.random(n) < 0.04), None),
        "business_scope": (products + "的研发、生产和销售").set(pl.Series(rng.random(n) < 0.3), None),
        "longitude": pl.Series(np.round(plan.longitude[firms.place] + rng.normal(0, 0.05, n), 4)),
        "latitude": pl.Series(np.round(plan.latitude[firms.place] + rng.normal(0, 0.045, n), 4)),
    }


def pick_days(days: IntArray) -> pl.Series:
    """Turn days since 1970 into dates."""
    return pl.Series(days.astype("datetime64[D]"))


def product_names(plan: Plan, slot: IntArray, product: IntArray) -> pl.Series:
    """Return the name of each product, given its slot and its place among the slot's products (modulo)."""
    sizes = np.array([len(item.products) for item in plan.slots], dtype=np.int64)
    offsets = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    words = pl.Series([word for item in plan.slots for word in item.products], dtype=pl.String)
    return words.gather(offsets[slot] + product % sizes[slot])


def join_products(plan: Plan, firms: Firms) -> pl.Series:
    """Return each firm's products, leading one first, separated by semicolons."""
    joined = product_names(plan, firms.slot, firms.product)
    for order in range(1, 4):
        further = "；" + product_names(plan, firms.slot, firms.product + order)
        joined = joined + further.set(pl.Series(firms.n_products <= order), "")
    return joined


def _write_names(plan: Plan, firms: Firms) -> pl.Series:
    forms = ("有限公司", "有限公司", "有限公司", "股份有限公司", "科技有限公司", "实业有限公司")
    form = pl.Series(forms).gather(firms.number * 7919 % len(forms))
    trade = product_names(plan, firms.slot, firms.product)
    number = pl.Series(firms.number + 1).cast(pl.String).str.zfill(5)
    return "虚拟" + plan.place_zh.gather(firms.place) + trade + number + form


def _write_addresses(plan: Plan, firms: Firms) -> pl.Series:
    road = pl.Series(("一路", "二路", "三路", "四路", "五路")).gather(firms.number % 5)
    number = pl.Series(firms.number * 31 % 999 + 1).cast(pl.String)
    return plan.place_zh.gather(firms.place) + "虚拟" + road + number + "号"


def _pick_industry_codes(plan: Plan, firms: Firms, rng: np.random.Generator) -> pl.Series:
    sizes = np.array([len(slot.codes) for slot in plan.slots], dtype=np.int64)
    offsets = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    codes = pl.Series([code for slot in plan.slots for code in slot.codes], dtype=pl.String)
    chosen = offsets[firms.slot] + rng.integers(0, sizes[firms.slot])
    return pick(codes, chosen, rng.random(firms.n) < 0.03)


def _draw_capital(firms: Firms, rng: np.random.Generator) -> IntArray:
    wan = np.maximum(50.0, firms.revenue / WAN * rng.lognormal(np.log(0.22), 0.7, size=firms.n))
    # Registered capital is a round number in most charters.
    step = np.where(wan >= 1_000, 500, np.where(wan >= 200, 100, 50))
    return (np.maximum(1, np.rint(wan / step)) * step).astype(np.int64) * WAN


def _mark_above_scale(plan: Plan, firms: Firms, rng: np.random.Generator) -> pl.Series:
    """Mark the firms in the statistical register: by revenue, but entry and exit lag behind it."""
    reached = firms.revenue >= plan.calibration.above_scale_revenue * WAN
    lagging = rng.random(firms.n) < np.where(
        firms.revenue < 4 * plan.calibration.above_scale_revenue * WAN, 0.04, 0.002
    )
    return blank(reached ^ lagging, rng.random(firms.n) < 0.01)
