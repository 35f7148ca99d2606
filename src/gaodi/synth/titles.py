"""Who holds which title? Counts follow the published ones; holders mostly, not always, look like their title."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaodi.synth.calibration import count_share, scale_count
from gaodi.synth.firms import Firms, pick_days
from gaodi.synth.plan import CAPITAL, WAN, BoolArray, FloatArray, IntArray, Plan

STREAM_TITLES, STREAM_TITLE_ROWS = 3, 4
_AWARDS = ("national_science_award", "provincial_science_award", "maker_china_top500", "maker_china_top50")
_FACTORIES = ("smart_factory_advanced", "smart_factory_excellent", "smart_factory_leading", "green_factory")
# How the figures of a firm look (0 plain, 1 innovative, 2 专精特新, 3 小巨人) by the tier it holds: our own choice.
_GRADE_GIVEN_TIER = np.array(
    [
        [0.880, 0.097, 0.019, 0.004],
        [0.10, 0.68, 0.20, 0.02],
        [0.02, 0.10, 0.80, 0.08],
        [0.005, 0.02, 0.065, 0.91],
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Which titles the firms of a block hold on the last day of the last year, and what their figures look like."""

    held: dict[str, BoolArray]
    grade: IntArray


def draw_standing(plan: Plan, firms: Firms) -> Standing:
    """Give each title to the number of firms the calibration asks for; each tier includes the one above."""
    rng = plan.rng(firms.block, STREAM_TITLES)
    choose = _Chooser(plan, firms, rng)
    wan = firms.revenue / WAN
    age = np.int64((np.datetime64(f"{plan.last_year}-12-31") - np.datetime64("1970-01-01")).astype(int))
    years = (age - firms.founded) / 365.25
    is_sme = (firms.staff < 1_000) | (wan < 40_000)
    merit = firms.quality + 0.5 * (firms.slot < plan.n_links)
    # The titles go to firms of middle size: the bell is centred on 2 亿元.
    bell = -0.5 * (np.log(np.maximum(wan, 1) / 20_000) / 1.1) ** 2
    none = np.zeros(firms.n, dtype=bool)
    held: dict[str, BoolArray] = {}
    held["little_giant"] = choose(
        "little_giant", 1.6 * merit + 1.5 * bell, is_sme & (wan >= 4_500) & (years >= 4)
    )
    held["srdi_sme"] = choose(
        "srdi_sme", 1.3 * merit + bell, is_sme & (wan >= 900) & (years >= 2), held["little_giant"]
    )
    held["innovative_sme"] = choose("innovative_sme", merit, is_sme, held["srdi_sme"])
    held["tech_sme"] = choose("tech_sme", merit, (firms.staff <= 500) & (wan <= 20_000))
    held["high_tech"] = choose("high_tech", merit + 0.2 * np.log(np.maximum(wan, 1)), years >= 1)
    held["key_little_giant"] = choose("key_little_giant", merit, held["little_giant"])
    size = np.log(np.maximum(wan, 1))
    held["champion"] = choose("champion", merit + size, (wan >= 15_000) & (years >= 5))
    held["provincial_champion"] = choose(
        "provincial_champion", merit + 0.7 * size, (wan >= 8_000) & ~held["champion"]
    )
    taken = none
    for title in reversed(_FACTORIES[:3]):
        held[title] = choose(title, merit + size, (wan >= 2_000) & ~taken)
        taken = taken | held[title]
    held["green_factory"] = choose("green_factory", merit + size, wan >= 2_000)
    for title in _AWARDS:
        held[title] = choose(title, merit, wan >= 300)
    tier = np.where(
        held["little_giant"], 3, np.where(held["srdi_sme"], 2, held["innovative_sme"].astype(int))
    )
    return Standing(held=held, grade=_draw_grades(rng, tier))


class _Chooser:
    """Choose as many firms of this block as are due to it, the capital's share apart where it is published."""

    def __init__(self, plan: Plan, firms: Firms, rng: np.random.Generator) -> None:
        self._plan, self._firms, self._rng = plan, firms, rng
        self._is_capital = np.array([code == CAPITAL for code in plan.city_code])[firms.city]

    def __call__(
        self, title: str, score: FloatArray, may: BoolArray, must: BoolArray | None = None
    ) -> BoolArray:
        given = self._plan.calibration.title(title)
        noisy = score + self._rng.gumbel(size=score.size)
        if must is not None:
            noisy = np.where(must, np.inf, noisy)
            may = may | must
        if given.changsha is None:
            return self._take(noisy, may, given.count)
        capital = self._take(noisy, may & self._is_capital, given.changsha)
        return capital | self._take(noisy, may & ~self._is_capital, given.count - given.changsha)

    def _take(self, score: FloatArray, may: BoolArray, count: int) -> BoolArray:
        plan, firms = self._plan, self._firms
        total = scale_count(count, plan.n, plan.calibration.reference_enterprises)
        due = count_share(total, firms.start, firms.start + firms.n, plan.n)
        order = np.argsort(-np.where(may, score, -np.inf), kind="stable")[: min(due, int(may.sum()))]
        chosen = np.zeros(score.size, dtype=bool)
        chosen[order] = True
        return chosen


def _draw_grades(rng: np.random.Generator, tier: IntArray) -> IntArray:
    steps = np.cumsum(_GRADE_GIVEN_TIER, axis=1)[tier]
    return np.asarray((rng.random(tier.size)[:, None] > steps[:, :3]).sum(axis=1), dtype=np.int64)


def list_titles(plan: Plan, firms: Firms, standing: Standing) -> dict[str, pl.Series]:
    """Return the columns of the qualification table: titles in force, earlier rounds, lapsed and revoked ones.

    Every title counted by the calibration is in force on each day from the last day of the last year to the
    last day of the next; about one in eight ends on that day. Lapsed and revoked titles come on top.
    """
    rng = plan.rng(firms.block, STREAM_TITLE_ROWS)
    rows = _Rows(plan.last_year, firms.founded)
    for title, holds in standing.held.items():
        who = np.flatnonzero(holds)
        if title in _AWARDS:
            granted = rows.day(-5, 1) + rng.integers(0, 5 * 365, who.size)
            rows.add(title, who, rows.after_founding(who, granted), rank=rng.integers(1, 9, who.size))
        elif title in _FACTORIES:
            rows.add(title, who, rows.day(0, 6) + rng.integers(0, 180, who.size))
        elif title == "tech_sme":
            granted = rows.after_founding(who, rows.day(0, 1) + rng.integers(0, 300, who.size))
            rows.add(title, who, granted, valid_to=np.full(who.size, rows.day(1, 1) - 1))
            again = np.full(who.size, rows.day(1, 1))
            rows.add(title, who, again, valid_to=np.full(who.size, rows.day(2, 1) - 1))
        else:
            _add_three_year_title(rows, rng, title, who, np.flatnonzero(~holds))
    return rows.columns(firms)


def _add_three_year_title(
    rows: "_Rows", rng: np.random.Generator, title: str, who: IntArray, others: IntArray
) -> None:
    """Add a title that lasts three years: two rounds still in force, a renewed one about to end, some lapsed."""
    kind = rng.choice(3, size=who.size, p=(0.12, 0.40, 0.48))
    # A firm that is younger than a round got its title in the last one.
    kind = np.where(rows.exists(who, rows.day(-1, 1)), kind, 2)
    renewed, older, newer = (who[kind == number] for number in range(3))
    rows.add(title, renewed, np.full(renewed.size, rows.day(-1, 1)), term=3)
    rows.add(title, older, rows.day(-1, 9) + rng.integers(0, 20, older.size), term=3)
    rows.add(title, newer, rows.day(0, 10) + rng.integers(0, 20, newer.size), term=3)
    earlier = renewed[rows.exists(renewed, rows.day(-4, 1))]
    rows.add(title, earlier, np.full(earlier.size, rows.day(-4, 1)), term=3)
    lapsed = rng.choice(others, size=min(others.size, round(0.05 * who.size)), replace=False)
    revoked = rng.choice(others, size=min(others.size, round(0.005 * who.size)), replace=False)
    revoked = np.setdiff1d(revoked[rows.exists(revoked, rows.day(-1, 9))], lapsed)
    lapsed = lapsed[rows.exists(lapsed, rows.day(-5, 6))]
    rows.add(title, lapsed, rows.day(-5, 6) + rng.integers(0, 500, lapsed.size), term=3)
    rows.add(title, revoked, np.full(revoked.size, rows.day(-1, 9)), term=3, revoked=rows.day(0, 6))


class _Rows:
    """Collects rows of the qualification table as arrays."""

    def __init__(self, last_year: int, founded: IntArray) -> None:
        self._last_year = last_year
        self._founded = founded
        self._parts: list[tuple[str, IntArray, IntArray, IntArray, IntArray, int]] = []

    def day(self, year: int, month: int) -> int:
        """Return the first day of a month, the year counted from the last year, as days since 1970."""
        return int(np.datetime64(f"{self._last_year + year}-{month:02d}-01", "D").astype(np.int64))

    def exists(self, who: IntArray, day: int) -> BoolArray:
        """Return which of the firms were founded by a day."""
        return np.asarray(self._founded[who] <= day)

    def after_founding(self, who: IntArray, granted: IntArray) -> IntArray:
        """Move grants that would be older than the firm to a month after its founding."""
        return np.maximum(granted, self._founded[who] + 30)

    def add(
        self, title: str, who: IntArray, granted: IntArray, *,
        valid_to: IntArray | None = None, term: int = 0, rank: IntArray | None = None, revoked: int = 0,
    ) -> None:  # fmt: skip
        """Add one row per firm; 0 stands for a date or rank that is blank."""
        if term:
            day = granted.astype("datetime64[D]")
            month = day.astype("datetime64[M]")
            valid_to = ((month + 12 * term).astype("datetime64[D]") + (day - month) - 1).astype(np.int64)
        blank = np.zeros(who.size, dtype=np.int64)
        self._parts.append(
            (
                title,
                who,
                granted,
                blank if valid_to is None else valid_to,
                blank if rank is None else rank,
                revoked,
            )
        )

    def columns(self, firms: Firms) -> dict[str, pl.Series]:
        """Return the table, rows in the order of the firms."""
        titles = pl.Series([part[0] for part in self._parts], dtype=pl.String)
        which = np.repeat(np.arange(len(self._parts)), [part[1].size for part in self._parts])
        who, granted, valid_to, rank = (
            np.concatenate([part[column] for part in self._parts]).astype(np.int64) for column in (1, 2, 3, 4)
        )
        revoked = np.array([part[5] for part in self._parts], dtype=np.int64)[which]
        order = np.lexsort((granted, which, who))
        years = granted[order].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return {
            "enterprise_id": firms.enterprise_id.gather(who[order]),
            "credit_code": firms.enterprise_id.gather(who[order]),
            "title_id": titles.gather(which[order]),
            "granted_on": pick_days(granted[order]),
            "valid_to": _dates_or_blank(valid_to[order]),
            "rank": pl.Series(rank[order]).replace(0, None),
            "batch": "虚拟" + pl.Series(years).cast(pl.String) + "年批次",
            "revoked_on": _dates_or_blank(revoked[order]),
        }


def _dates_or_blank(days: IntArray) -> pl.Series:
    return pick_days(days).set(pl.Series(days == 0), None)
