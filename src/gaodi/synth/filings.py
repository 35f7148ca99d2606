"""What do firms file for the titles of science and technology? Staff, results, high-tech revenue, standards."""

import numpy as np

from gaodi.synth.firms import Firms
from gaodi.synth.plan import WAN, BoolArray, FloatArray, IntArray, Plan
from gaodi.synth.titles import Standing

STREAM_FILINGS = 17
_CENT = WAN // 100
_KEEPS_TO_IT = 0.85  # of holders; our own choice, decision 0003

# By grade of the firm's figures (plain, innovative, 专精特新, 小巨人): our own choice, decision 0003.
_TECH_SHARE = np.array([0.07, 0.15, 0.20, 0.26])
_RESULTS = np.array([0.6, 2.5, 4.2, 6.0])
_STRATEGIC = np.array([0.22, 0.45, 0.65, 0.85])
_LED_STANDARD = np.array([0.01, 0.05, 0.15, 0.40])


def draw_research_floor(plan: Plan, firms: Firms, standing: Standing) -> FloatArray:
    """Return the least R&D ratio of each firm: most holders of the high-tech certificate keep to its criterion.

    The criterion asks for 5, 4 or 3 % by the revenue of the last year (32号).
    """
    rng = plan.rng(firms.block, STREAM_FILINGS + 2)
    asked = np.where(
        firms.revenue <= 5_000 * WAN, 0.0505, np.where(firms.revenue <= 20_000 * WAN, 0.0405, 0.0305)
    )
    keeps = standing.held["high_tech"] & (rng.random(firms.n) < _KEEPS_TO_IT)
    return np.asarray(np.where(keeps, asked, 0.0))


def draw_amounts(
    plan: Plan, firms: Firms, standing: Standing, years: dict[str, IntArray]
) -> dict[str, IntArray]:
    """Draw money and counts, arrays of shape (firms, years), that fit the figures already drawn.

    Holders of the high-tech certificate mostly, not always, look like it.
    """
    rng = plan.rng(firms.block, STREAM_FILINGS)
    shape, grade = years["revenue"].shape, standing.grade
    is_certified = standing.held["high_tech"][:, None]
    own = rng.normal(0.0, 1.0, (firms.n, 1))  # what a firm is like in all years

    def share(mean: float, spread: float) -> FloatArray:
        return np.asarray(mean + spread * (0.9 * own + 0.4 * rng.standard_normal(shape)))

    tech = _TECH_SHARE[grade][:, None] * np.exp(0.35 * own + 0.1 * rng.standard_normal(shape))
    tech = np.where(is_certified, np.maximum(tech, 0.105), tech)
    tech_staff = np.rint(years["staff"] * np.clip(tech, 0.0, 0.85)).astype(np.int64)
    costs = years["revenue"] - years["profit_total"]
    domestic = np.where(rng.random((firms.n, 1)) < 0.93, 1.0, np.clip(share(0.75, 0.2), 0.2, 1.0))
    high_tech = np.where(
        is_certified, np.clip(share(0.78, 0.1), 0.5, 1.0), np.clip(share(0.3, 0.25), 0.0, 1.0)
    )
    results = rng.poisson(np.maximum(_RESULTS[grade][:, None], np.where(is_certified, 4.5, 0.0)), shape)
    rank = np.ceil(np.exp(5.2 - 1.1 * grade[:, None] + 0.9 * own)).astype(np.int64)
    leads = standing.held["champion"][:, None] & (rng.random((firms.n, 1)) < _KEEPS_TO_IT)
    rank = np.where(leads, 1 + rank % 3, rank)
    return {
        "tech_staff": np.minimum(np.maximum(tech_staff, years["rd_staff"]), years["staff"]),
        "cost_expense": np.maximum(costs, 0),
        "domestic_rd_expense": np.minimum(_to_cents(years["rd_expense"] * domestic), years["rd_expense"]),
        "high_tech_revenue": np.minimum(_to_cents(years["revenue"] * high_tech), years["revenue"]),
        "n_results_transferred": results.astype(np.int64),
        "world_market_rank": np.broadcast_to(np.maximum(rank, 1), shape).copy(),
    }


def draw_answers(plan: Plan, firms: Firms, standing: Standing) -> dict[str, BoolArray]:
    """Draw yes-no answers, one per firm, the same in all years."""
    rng = plan.rng(firms.block, STREAM_FILINGS + 1)
    return {
        "has_led_standard": np.asarray(rng.random(firms.n) < _LED_STANDARD[standing.grade]),
        "is_strategic_industry": np.asarray(rng.random(firms.n) < _STRATEGIC[standing.grade]),
    }


def _to_cents(fen: np.ndarray) -> IntArray:
    return np.rint(np.asarray(fen) / _CENT).astype(np.int64) * _CENT
