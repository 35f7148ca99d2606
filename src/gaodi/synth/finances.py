"""What do the firms' yearly returns say? Three years of figures, with the gaps real returns have."""

import numpy as np
import polars as pl

from gaodi.synth.edges import is_on_edge, set_edge_figures
from gaodi.synth.filings import draw_amounts, draw_answers, draw_research_floor
from gaodi.synth.firms import Firms
from gaodi.synth.frames import blank, pick
from gaodi.synth.plan import WAN, BoolArray, FloatArray, IntArray, Plan
from gaodi.synth.titles import Standing

STREAM_YEARS, STREAM_WORDS, STREAM_GAPS = 5, 6, 7
N_YEARS = 3
_CENT = WAN // 100  # figures are filed in 万元 with two decimals

# By grade of the firm's figures (plain, innovative, 专精特新, 小巨人): our own choice, decision 0003.
_GROWTH_MEAN = np.array([0.035, 0.07, 0.10, 0.15])
_GROWTH_SPREAD = np.array([0.17, 0.15, 0.12, 0.08])
_RESEARCH_MEDIAN = np.array([0.014, 0.034, 0.047, 0.055])
_RESEARCH_SPREAD = np.array([0.65, 0.40, 0.32, 0.30])
_RESEARCH_FLOOR = np.array([0.0, 0.0, 0.0305, 0.0305])
_RESEARCH_FLOOR_WAN = np.array([0.0, 0.0, 105.0, 620.0])
_MAIN_FLOOR = np.array([0.50, 0.62, 0.80, 0.90])
_DEBT_MEAN = np.array([0.58, 0.53, 0.48, 0.44])
_DEBT_CAP = np.array([1.15, 0.95, 0.79, 0.69])
_SCORE_MEAN = np.array([36.0, 47.0, 59.0, 70.0])

_FIELDS = ("工业六基", "制造强国十大领域", "网络强国领域", "重点产业链", "中华老字号", "其他")
_ROLES = ("补短板", "锻长板", "填空白", "配套龙头", "无")
_DIGITAL = ("一级", "二级", "三级", "四级")
_BODIES = ("国家级", "省级", "市级", "市级以下", "无")
_WORD_SHARES: dict[str, tuple[tuple[str, ...], np.ndarray]] = {
    "product_field": (
        _FIELDS,
        np.array(
            [[8, 6, 2, 14, 1, 69], [16, 14, 4, 30, 1, 35], [25, 22, 5, 36, 1, 11], [48, 36, 8, 5.5, 0.5, 2]]
        ),
    ),
    "chain_role": (
        _ROLES,
        np.array([[2, 3, 1, 14, 80], [8, 8, 4, 30, 50], [20, 20, 9, 35, 16], [40, 37, 17, 4.5, 1.5]]),
    ),
    "digital_level": (
        _DIGITAL,
        np.array([[55, 35, 9, 1], [30, 45, 22, 3], [12, 42, 38, 8], [4, 28, 48, 20]]),
    ),
    "rd_institution_level": (
        _BODIES,
        np.array([[0.3, 3, 8, 15, 73.7], [1, 12, 22, 30, 35], [2, 32, 30, 22, 14], [8, 62, 18, 9, 3]]),
    ),
}
_YES_SHARES = {
    "has_management_certificate": np.array([0.45, 0.72, 0.94, 0.99]),
    "has_core_information_system": np.array([0.40, 0.68, 0.92, 0.99]),
    "has_sound_governance": np.array([0.90, 0.96, 0.99, 0.995]),
    "has_own_brand": np.array([0.35, 0.60, 0.88, 0.985]),
    "has_violation": np.array([0.030, 0.015, 0.008, 0.004]),
}


def list_years(plan: Plan, firms: Firms, standing: Standing) -> dict[str, pl.Series]:
    """Return the columns of the yearly figures: one row per firm and year, missing returns left out."""
    rng = plan.rng(firms.block, STREAM_YEARS)
    floor = draw_research_floor(plan, firms, standing)
    years, ratios = _draw_figures(firms, standing.grade, floor, rng, _last_day(plan.last_year))
    set_edge_figures(firms.edge, years, ratios)
    _limit_parts(years)
    filed = _draw_filed(plan, firms, rng)
    who = np.repeat(np.arange(firms.n), N_YEARS)[filed.ravel()]
    gaps = _Gaps(plan, firms, standing.grade, filed)
    columns: dict[str, pl.Series] = {
        "enterprise_id": firms.enterprise_id.gather(who),
        "credit_code": firms.enterprise_id.gather(who),
        "year": pl.Series(np.tile(_year_numbers(plan), firms.n)[filed.ravel()]),
    }
    for name, values in (*years.items(), *ratios.items()):
        columns[name] = blank(values.ravel()[filed.ravel()], gaps.draw(name))
    columns |= _draw_words(plan, firms, standing.grade, filed, gaps)
    for name, amounts in draw_amounts(plan, firms, standing, years).items():
        columns[name] = blank(amounts.ravel()[filed.ravel()], gaps.draw(name))
    for name, answers in draw_answers(plan, firms, standing).items():
        columns[name] = blank(answers[who], gaps.draw(name))
    return columns


def _year_numbers(plan: Plan) -> IntArray:
    return np.arange(plan.last_year - N_YEARS + 1, plan.last_year + 1, dtype=np.int64)


def _last_day(year: int) -> int:
    """Return the last day of a year as days since 1970."""
    return int(np.datetime64(f"{year}-12-31", "D").astype(np.int64))


def _draw_filed(plan: Plan, firms: Firms, rng: np.random.Generator) -> BoolArray:
    """Draw which returns exist: none before a firm was founded, and one in thirty firms skips a year."""
    ends = np.array([_last_day(int(year)) for year in _year_numbers(plan)])
    filed = np.asarray(firms.founded[:, None] <= ends[None, :])
    skipped = np.flatnonzero((rng.random(firms.n) < 0.033) & ~is_on_edge(firms.edge))
    filed[skipped, rng.integers(0, N_YEARS, skipped.size)] = False
    return filed


def _draw_figures(
    firms: Firms, grade: IntArray, floor: FloatArray, rng: np.random.Generator, last_day: int
) -> tuple[dict[str, IntArray], dict[str, FloatArray]]:
    """Draw money and counts (whole numbers) and ratios, arrays of shape (firms, years)."""
    n, shape = firms.n, (firms.n, N_YEARS)
    steady = rng.standard_normal((n, 1))  # what a firm is like in all years

    def mix(weight: float) -> FloatArray:
        """Return noise that is partly the firm's own and partly the year's."""
        own = weight * rng.standard_normal((n, 1))
        return np.asarray(own + np.sqrt(1 - weight**2) * rng.standard_normal(shape))

    revenue = _draw_revenues(firms, grade, rng)
    amount = revenue.astype(np.float64)
    main = _MAIN_FLOOR[grade][:, None] + (1 - _MAIN_FLOOR[grade][:, None]) * rng.beta(3.5, 1.2, size=shape)
    research = np.exp(np.log(_RESEARCH_MEDIAN[grade])[:, None] + _RESEARCH_SPREAD[grade][:, None] * mix(0.9))
    research *= (
        np.maximum(amount / WAN / 20_000, 0.5) ** -0.06
    )  # large firms spend a little less of their revenue
    research = np.maximum(research, np.maximum(_RESEARCH_FLOOR[grade], floor)[:, None])
    # Below 1 亿元 of revenue the older criteria ask for 6 % in each year (63号, annex 3).
    is_small = (grade >= 3)[:, None] & (amount[:, 2:] < 10_000 * WAN)
    research = np.where(is_small, np.maximum(research, 0.0605), research)
    spent = np.maximum(amount * np.minimum(research, 0.35), _RESEARCH_FLOOR_WAN[grade][:, None] * WAN)
    assets = amount * np.exp(np.log(1.05) + 0.45 * mix(0.95))
    debt = np.minimum(_DEBT_MEAN[grade][:, None] + 0.16 * mix(0.92), _DEBT_CAP[grade][:, None])
    margin = 0.045 + 0.012 * grade[:, None] + 0.05 * mix(0.6)
    staff = np.maximum(3, np.rint(firms.staff[:, None] * (amount / amount[:, 2:]) ** 0.5))
    research_staff = np.clip(
        0.05 + 1.6 * np.sqrt(np.maximum(spent / np.maximum(amount, 1), 0)) - 0.15, 0.01, 0.7
    )
    exporters = rng.random((n, 1)) < 0.12 + 0.08 * grade[:, None]
    raised = (rng.random(shape) < 0.012 + 0.02 * grade[:, None]) * _draw_financing(rng, shape)
    main_money = _to_cents(amount * main)
    money = {
        "revenue": revenue,
        "main_revenue": main_money,
        "leading_product_revenue": _to_cents(main_money * (0.5 + 0.48 * rng.beta(2.5, 1.5, size=shape))),
        "output": _to_cents(amount * (1.0 + 0.03 * mix(0.3))),
        "value_added": _to_cents(amount * np.clip(0.24 + 0.05 * mix(0.7), 0.02, 0.6)),
        "profit_total": _to_cents(amount * margin),
        "net_profit": _to_cents(amount * np.where(margin > 0, 0.86 * margin, margin)),
        "total_assets": _to_cents(assets),
        "total_liabilities": _to_cents(assets * np.maximum(debt, 0.04)),
        "rd_expense": _to_cents(spent),
        "tax": _to_cents(amount * np.clip(0.036 + 0.015 * mix(0.8), 0.001, 0.2)),
        "export_value": _to_cents(amount * exporters * rng.beta(1.2, 4.0, size=shape)),
        "equity_financing": (raised * WAN).astype(np.int64),
        "staff": staff.astype(np.int64),
        "rd_staff": np.rint(staff * research_staff).astype(np.int64),
    }
    return money, _draw_ratios(firms, grade, rng, amount, steady, last_day)


def _draw_revenues(firms: Firms, grade: IntArray, rng: np.random.Generator) -> IntArray:
    """Count back from the last year by yearly growth."""
    growth = _GROWTH_MEAN[grade][:, None] + _GROWTH_SPREAD[grade][:, None] * rng.standard_normal((firms.n, 2))
    growth = np.clip(growth, -0.45, 1.5)
    revenue = np.empty((firms.n, N_YEARS), dtype=np.int64)
    revenue[:, 2] = firms.revenue
    for year in (1, 0):
        revenue[:, year] = np.maximum(_CENT, _to_cents(revenue[:, year + 1] / (1 + growth[:, year])))
    return revenue


def _draw_ratios(
    firms: Firms,
    grade: IntArray,
    rng: np.random.Generator,
    amount: FloatArray,
    steady: FloatArray,
    last_day: int,
) -> dict[str, FloatArray]:
    n, shape = firms.n, (firms.n, N_YEARS)
    wan = amount / WAN
    use = np.exp(0.8 * steady)
    niche = _draw_niche_years(firms, grade, rng, last_day)
    share = np.where(
        grade[:, None] >= 3,
        0.10 + 0.5 * rng.beta(1.3, 4.0, (n, 1)),
        rng.beta(1.1, 14.0 - 3.0 * grade[:, None], (n, 1)),
    )
    score = _SCORE_MEAN[grade][:, None] + 6.0 * rng.standard_normal((n, 1)) + 3.0 * rng.standard_normal(shape)
    return {
        "energy": np.round(wan * 0.06 * use * rng.lognormal(0, 0.15, shape), 1),
        "electricity": np.round(wan * 320.0 * use * rng.lognormal(0, 0.15, shape), 0),
        "land_area": np.round(
            np.repeat(np.maximum(1.5, (wan[:, 2:] / 260.0) * rng.lognormal(0, 0.6, (n, 1))), 3, 1), 1
        ),
        "niche_years": np.maximum(niche[:, None] - np.array([2.0, 1.0, 0.0]), 0.0),
        "market_share": np.round(
            np.clip(share * rng.lognormal(0, 0.05, shape), np.where(grade >= 3, 0.1, 0.0)[:, None], 0.95), 4
        ),
        "market_rank": np.ceil(np.clip(0.9 / np.maximum(share, 0.005), 1, 200) * np.ones(shape)),
        "n_quality_items": np.minimum(4.0, rng.binomial(4, 0.2 + 0.2 * grade[:, None], shape)),
        "evaluation_score": np.round(np.clip(score, 0, 100), 1),
        "feature_score": np.round(
            np.clip(3.5 + 3.2 * grade[:, None] + 2.0 * rng.standard_normal(shape), 0, 15), 0
        ),
    }


def _draw_niche_years(firms: Firms, grade: IntArray, rng: np.random.Generator, last_day: int) -> FloatArray:
    """Draw the years in the niche: never longer than the firm exists, and three or more where the title asks it."""
    age = np.maximum(0.0, (last_day - firms.founded) / 365.25)
    niche = np.floor(age * rng.uniform(0.35, 1.0, firms.n))
    return np.minimum(np.maximum(niche, np.where(grade >= 2, 3.0, 0.0)), np.floor(age))


def _draw_financing(rng: np.random.Generator, shape: tuple[int, int]) -> IntArray:
    """Draw rounds of paid-in equity in 万元; many are round sums that criteria name."""
    usual = np.array([300, 500, 800, 1_000, 2_000, 3_000, 6_000, 8_000, 12_000])
    return np.asarray(usual[rng.integers(0, usual.size, shape)], dtype=np.int64)


def _limit_parts(years: dict[str, IntArray]) -> None:
    """Keep parts within their whole after the edges were set."""
    for part, whole in (
        ("main_revenue", "revenue"),
        ("leading_product_revenue", "main_revenue"),
        ("export_value", "revenue"),
        ("rd_staff", "staff"),
    ):
        years[part] = np.minimum(years[part], years[whole])


def _draw_words(
    plan: Plan, firms: Firms, grade: IntArray, filed: BoolArray, gaps: "_Gaps"
) -> dict[str, pl.Series]:
    """Draw choices and yes-no answers, the same in all years of a firm."""
    rng = plan.rng(firms.block, STREAM_WORDS)
    who = np.repeat(np.arange(firms.n), N_YEARS)[filed.ravel()]
    columns: dict[str, pl.Series] = {}
    for name, (words, shares) in _WORD_SHARES.items():
        steps = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)[grade]
        chosen = (rng.random(firms.n)[:, None] > steps[:, :-1]).sum(axis=1)
        columns[name] = pick(pl.Series(words, dtype=pl.String), chosen[who], gaps.draw(name))
    for name, share in _YES_SHARES.items():
        columns[name] = blank((rng.random(firms.n) < share[grade])[who], gaps.draw(name))
    return columns


def _to_cents(fen: FloatArray) -> IntArray:
    return np.rint(np.asarray(fen) / _CENT).astype(np.int64) * _CENT


class _Gaps:
    """Draw which cells are blank: 3 to 8 % of each field, most of them in the returns of careless firms."""

    def __init__(self, plan: Plan, firms: Firms, grade: IntArray, filed: BoolArray) -> None:
        self._rng = plan.rng(firms.block, STREAM_GAPS)
        careful = self._rng.random(firms.n) < np.where(grade >= 2, 0.93, 0.60)
        factor = np.where(careful, 0.12, 2.6)
        factor[is_on_edge(firms.edge)] = 0.0
        self._factor = np.repeat(factor, N_YEARS)[filed.ravel()]
        self._number = 0

    def draw(self, name: str) -> BoolArray:
        """Return which rows of the field are blank; fields differ in how often they are left out."""
        rate = 0.040 + 0.035 * ((7 * len(name) + 3 * self._number) % 10) / 9
        self._number += 1
        return np.asarray(self._rng.random(self._factor.size) < rate * self._factor)
