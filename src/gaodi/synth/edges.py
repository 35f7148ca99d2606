"""Which firms sit exactly on a threshold of the criteria, or one fen below it.

Rules fail on their edges, so about one firm in twenty carries figures that meet a threshold to the fen.
"""

from enum import IntEnum

import numpy as np

from gaodi.synth.plan import WAN, BoolArray, FloatArray, IntArray

EDGE_SHARE = 0.06  # our own choice, decision 0003


class Edge(IntEnum):
    """What is exact about a firm's figures; the document of the criterion is in `docs/decisions/0003`."""

    NONE = 0
    RESEARCH_AT_3_PERCENT = 1
    RESEARCH_ONE_FEN_BELOW_3_PERCENT = 2
    REVENUE_1000_RESEARCH_100 = 3
    REVENUE_1500 = 4
    REVENUE_2000 = 5
    REVENUE_5000 = 6
    REVENUE_ONE_FEN_BELOW_5000 = 7
    REVENUE_10000 = 8
    RESEARCH_SUM_1200 = 9
    MAIN_SHARE = 10
    DEBT_RATIO = 11
    GROWTH_AT_5_PERCENT = 12
    NICHE_3_SHARE_10_PERCENT = 13


_REVENUE = {
    Edge.REVENUE_1000_RESEARCH_100: 1_000 * WAN,
    Edge.REVENUE_1500: 1_500 * WAN,
    Edge.REVENUE_2000: 2_000 * WAN,
    Edge.REVENUE_5000: 5_000 * WAN,
    Edge.REVENUE_ONE_FEN_BELOW_5000: 5_000 * WAN - 1,
    Edge.REVENUE_10000: 10_000 * WAN,
    Edge.RESEARCH_SUM_1200: 20_000 * WAN,
}


def draw_edges(rng: np.random.Generator, n: int) -> IntArray:
    """Draw which edge each firm sits on; most sit on none."""
    return np.where(rng.random(n) < EDGE_SHARE, rng.integers(1, len(Edge), size=n), 0).astype(np.int64)


def set_edge_revenue(edge: IntArray, revenue: IntArray) -> IntArray:
    """Replace the last year's revenue of the firms whose edge fixes it."""
    revenue = revenue.copy()
    for kind, fen in _REVENUE.items():
        revenue[edge == kind] = fen
    grown = edge == Edge.GROWTH_AT_5_PERCENT
    revenue[grown] = _base_of_growth(revenue[grown]) * 11_025 // 10_000
    return revenue


def set_edge_figures(edge: IntArray, years: dict[str, IntArray], ratios: dict[str, FloatArray]) -> None:
    """Replace, in place, the figures of the three years (columns) of the firms that sit on an edge."""
    revenue, research, main = years["revenue"], years["rd_expense"], years["main_revenue"]
    _set_growth(edge == Edge.GROWTH_AT_5_PERCENT, revenue, main)
    total = edge == Edge.RESEARCH_SUM_1200
    revenue[total, 1] = revenue[total, 2]
    exact = np.isin(edge, (Edge.RESEARCH_AT_3_PERCENT, Edge.RESEARCH_ONE_FEN_BELOW_3_PERCENT))
    research[exact] = revenue[exact] * 3 // 100
    research[edge == Edge.RESEARCH_ONE_FEN_BELOW_3_PERCENT, 2] -= 1
    research[total] = 600 * WAN
    research[edge == Edge.REVENUE_1000_RESEARCH_100, 2] = 100 * WAN
    rows = np.flatnonzero(edge == Edge.MAIN_SHARE)
    main[rows, 2] = revenue[rows, 2] * np.array([70, 80, 90])[rows % 3] // 100
    rows = np.flatnonzero(edge == Edge.DEBT_RATIO)
    years["total_liabilities"][rows, 2] = (
        years["total_assets"][rows, 2] * np.array([70, 75, 80])[rows % 3] // 100
    )
    rows = np.flatnonzero(edge == Edge.NICHE_3_SHARE_10_PERCENT)
    ratios["niche_years"][rows] = np.array([1.0, 2.0, 3.0])
    ratios["market_share"][rows, 2] = 0.10


def is_on_edge(edge: IntArray) -> BoolArray:
    """Return which firms sit on an edge; their figures are not blanked out."""
    return np.asarray(edge != Edge.NONE)


def _set_growth(grown: BoolArray, revenue: IntArray, main: IntArray) -> None:
    """Make revenue and main-business revenue grow by exactly 5 % in each year."""
    base = revenue[grown, 2] * 10_000 // 11_025
    revenue[grown, 0], revenue[grown, 1] = base, base * 105 // 100
    main[grown] = revenue[grown] * 9 // 10


def _base_of_growth(revenue: IntArray) -> IntArray:
    return np.maximum(1, np.rint(revenue / 1.1025 / WAN)).astype(np.int64) * WAN
