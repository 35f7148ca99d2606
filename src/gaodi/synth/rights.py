"""What do the firms make and own? Products with their share of revenue, and rights in force."""

import numpy as np
import polars as pl

from gaodi.synth.firms import Firms, pick_days, product_names
from gaodi.synth.frames import blank, pick
from gaodi.synth.plan import IntArray, Plan
from gaodi.synth.titles import Standing

STREAM_PRODUCTS, STREAM_RIGHTS = 8, 9
_KINDS = ("发明专利", "实用新型", "外观设计", "软件著作权", "集成电路布图设计专有权", "商标")
_KIND_LETTERS = ("FM", "SY", "WG", "RZ", "BT", "SB")
_SUBJECTS = ("制备方法", "检测装置", "控制系统", "加工设备", "夹持机构", "冷却结构", "密封结构", "测试平台")
_MAX_RIGHTS = 400
# Mean number of class-I and other rights by grade, and least number of class-I rights: our own choice, decision 0003.
_FIRST_MEAN = np.array([0.25, 1.0, 2.6, 7.0])
_FIRST_FLOOR = np.array([0, 0, 1, 4])
_OTHER_MEAN = np.array([1.6, 5.0, 9.0, 14.0])


def list_products(plan: Plan, firms: Firms) -> dict[str, pl.Series]:
    """Return the columns of the product table: one to four per firm, shares of revenue summing to at most 1."""
    rng = plan.rng(firms.block, STREAM_PRODUCTS)
    who = np.repeat(np.arange(firms.n), firms.n_products)
    order = np.arange(who.size) - np.repeat(np.cumsum(firms.n_products) - firms.n_products, firms.n_products)
    weight = rng.random(who.size) + 2.5 * (order == 0)
    total = np.bincount(who, weights=weight, minlength=firms.n)
    share = np.floor(weight / total[who] * rng.uniform(0.82, 1.0, firms.n)[who] * 10_000) / 10_000
    return {
        "enterprise_id": firms.enterprise_id.gather(who),
        "credit_code": firms.enterprise_id.gather(who),
        "product_name": product_names(plan, firms.slot[who], firms.product[who] + order),
        "is_leading": pl.Series(order == 0),
        "revenue_share": blank(share, rng.random(who.size) < 0.06),
    }


def list_rights(plan: Plan, firms: Firms, standing: Standing) -> dict[str, pl.Series]:
    """Return the columns of the intellectual-property table: few rights for most firms, many for a few."""
    rng = plan.rng(firms.block, STREAM_RIGHTS)
    grade = standing.grade
    appetite = rng.lognormal(-0.5, 1.0, firms.n)
    first = np.maximum(rng.poisson(_FIRST_MEAN[grade] * appetite), _FIRST_FLOOR[grade])
    other = rng.poisson(_OTHER_MEAN[grade] * appetite)
    first, other = np.minimum(first, _MAX_RIGHTS), np.minimum(other, _MAX_RIGHTS)
    count = first + other
    who = np.repeat(np.arange(firms.n), count)
    order = np.arange(who.size) - np.repeat(np.cumsum(count) - count, count)
    is_first = order < first[who]
    kind = _draw_kinds(rng, is_first)
    granted = _draw_grant_days(plan, firms, rng, who)
    acquired = rng.random(who.size) < 0.07
    transferred = granted + rng.integers(30, 900, who.size)
    transferred = np.minimum(transferred, _day(plan.last_year, 12, 31))
    floor = _FIRST_FLOOR[grade][who]
    leading = (rng.random(who.size) < 0.72) | (order < floor)
    acquired &= order >= floor
    co_held = (rng.random(who.size) < 0.06) & (order >= floor)
    high = is_first & (rng.random(who.size) < 0.06)
    year = granted.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return {
        "ip_id": _number_rights(firms, who, order, kind, year),
        "enterprise_id": firms.enterprise_id.gather(who),
        "credit_code": firms.enterprise_id.gather(who),
        "title": "一种" + product_names(plan, firms.slot[who], firms.product[who]) + "的"
        + pl.Series(_SUBJECTS).gather(rng.integers(0, len(_SUBJECTS), who.size)),
        "kind": pick(pl.Series(_KINDS), kind, np.zeros(who.size, dtype=bool)),
        "granted_on": pick_days(granted),
        "is_leading_product": blank(leading, rng.random(who.size) < 0.03),
        "is_self_developed": blank(~acquired, rng.random(who.size) < 0.03),
        "is_high_value": pl.Series(high),
        "transferred_on": pick_days(transferred).set(pl.Series(~acquired), None),
        "holder_rank": pl.Series(1 + co_held * rng.integers(1, 5, who.size)),
    }  # fmt: skip


def _draw_kinds(rng: np.random.Generator, is_first: np.ndarray) -> IntArray:
    first = np.where(rng.random(is_first.size) < 0.97, 0, 4)
    other = rng.choice([1, 2, 3, 5], size=is_first.size, p=[0.62, 0.10, 0.22, 0.06])
    return np.where(is_first, first, other).astype(np.int64)


def _draw_grant_days(plan: Plan, firms: Firms, rng: np.random.Generator, who: IntArray) -> IntArray:
    """Draw days between founding and the last year's end, later ones more often."""
    end = _day(plan.last_year, 12, 31)
    span = np.maximum(30, np.minimum(end - firms.founded[who], 15 * 365))
    return (end - span * rng.beta(1.1, 2.2, who.size)).astype(np.int64)


def _number_rights(firms: Firms, who: IntArray, order: IntArray, kind: IntArray, year: IntArray) -> pl.Series:
    letters = pl.Series(_KIND_LETTERS).gather(kind)
    firm = pl.Series(firms.number[who] + 1).cast(pl.String).str.zfill(8)
    return (
        "XN" + letters + pl.Series(year).cast(pl.String) + "-" + firm + "-"
        + pl.Series(order + 1).cast(pl.String).str.zfill(3)
    )  # fmt: skip


def _day(year: int, month: int, day: int) -> int:
    return int(np.datetime64(f"{year}-{month:02d}-{day:02d}", "D").astype(np.int64))
