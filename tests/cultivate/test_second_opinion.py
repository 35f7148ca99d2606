"""A slow, plain evaluator, written clause by clause from the criteria, must agree with the plan everywhere."""

import random
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.cultivate import STATES, judge_all, judge_enterprise

NO, UNKNOWN, MANUAL, YES = range(4)
WAN = 1_000_000  # fen
CLASS_I = {
    "发明专利",
    "国防专利",
    "植物新品种",
    "国家级农作物品种",
    "国家新药",
    "国家一级中药保护品种",
    "集成电路布图设计专有权",
}
CLASS_II = {"实用新型", "外观设计", "软件著作权"}
DAYS = {
    "srdi_sme_2022": ("srdi_sme", date(2026, 3, 1)),
    "srdi_sme_2026": ("srdi_sme", date(2026, 6, 1)),
    "little_giant_2022": ("little_giant", date(2026, 3, 1)),
    "little_giant_2026": ("little_giant", date(2026, 6, 1)),
    "innovative_sme_2022": ("innovative_sme", date(2026, 6, 1)),
    "tech_sme_2017": ("tech_sme", date(2026, 7, 1)),
    "high_tech_2016": ("high_tech", date(2026, 7, 1)),
    "champion_2023": ("champion", date(2026, 7, 1)),
}


def tell(truth):
    return UNKNOWN if truth is None else YES if truth else NO


def both(*states):
    return min(states)


def either(*states):
    return max(states)


def at_least(value, bound):
    return tell(None if value is None else value >= bound)


def at_most(value, bound):
    return tell(None if value is None else value <= bound)


def one_of(value, values):
    return tell(None if value is None else value in values)


def divide(top, bottom):
    if top is None or bottom is None or bottom <= 0:
        return None
    return Fraction(top, bottom)


def add(first, second):
    return None if first is None or second is None else first + second


def decimal(value):
    return None if value is None else Fraction(str(value))


class Firm:
    """One enterprise as its rows say, asked the way a clerk would ask."""

    def __init__(self, enterprise, years, titles, rights, on):
        self.enterprise, self.years, self.titles, self.rights, self.on = enterprise, years, titles, rights, on

    def get(self, column, back=0):
        return self.years.get(self.on.year - 1 - back, {}).get(column)

    def share(self, part, whole, back=0):
        return divide(self.get(part, back), self.get(whole, back))

    def ago(self, years):
        return self.on.replace(year=self.on.year - years)

    def is_sme(self):
        code = self.enterprise["industry_code"]
        large = None if code is None else lower_bounds_of_large(int(code[:2]))
        if large is None:
            return UNKNOWN
        known = [(self.get(column), bound) for column, bound in large.items()]
        if any(value is not None and value < bound for value, bound in known):
            return YES
        return UNKNOWN if any(value is None for value, _ in known) else NO

    def no_violation(self):
        found = self.get("has_violation")
        return tell(None if found is None else not found)

    def holds(self, title):
        for row in self.titles:
            if row["title_id"] != title or row["granted_on"] > self.on:
                continue
            if row["revoked_on"] is not None and row["revoked_on"] <= self.on:
                continue
            years = 1 if title == "tech_sme" else 3
            granted = row["granted_on"]
            if title == "ip_demonstrator" and row["valid_to"] is None:
                return YES
            if (granted.month, granted.day) == (2, 29):
                usual = date(granted.year + years, 2, 28)
            else:
                usual = granted.replace(year=granted.year + years) - timedelta(days=1)
            end = row["valid_to"] or usual
            if end >= self.on:
                return YES
        return NO

    def awards(self, title, years=3):
        return [
            row
            for row in self.titles
            if row["title_id"] == title
            and self.ago(years) <= row["granted_on"] <= self.on
            and (row["revoked_on"] is None or row["revoked_on"] > self.on)
        ]

    def won(self, title):
        return YES if self.awards(title) else UNKNOWN

    def won_within(self, title, rank, years=3):
        ranks = [row["rank"] for row in self.awards(title, years)]
        if any(r is not None and r <= rank for r in ranks):
            return YES
        return NO if ranks and None not in ranks else UNKNOWN

    def rights_at_least(self, n, counts):
        found = [counts(row) for row in self.rights]
        if found.count(True) >= n:
            return YES
        return NO if found.count(True) + found.count(None) < n else UNKNOWN

    def _tied(self, row):
        if row["granted_on"] is not None and row["granted_on"] > self.on:
            return False
        return row["is_leading_product"]

    def _settled_2022(self, row):
        if row["transferred_on"] is None:
            return None if row["is_self_developed"] is False else True
        return row["transferred_on"] <= self.ago(1)

    def class_i_2022(self, row, extra=None):
        if row["kind"] not in CLASS_I:
            return False
        parts = [self._settled_2022(row), self._tied(row), True if extra is None else row[extra]]
        return False if False in parts else None if None in parts else True

    def class_ii_2022(self, row):
        if row["kind"] not in ("软件著作权", "实用新型", "外观设计"):
            return False
        kept = None if row["granted_on"] is None else row["granted_on"] < self.ago(2)
        parts = [self._settled_2022(row), self._tied(row), True if row["kind"] == "软件著作权" else kept]
        return False if False in parts else None if None in parts else True

    def class_i_2026(self, row):
        if (
            row["kind"] not in CLASS_I
            or row["transferred_on"] is not None
            or row["is_self_developed"] is False
        ):
            return False
        rank = None if row["holder_rank"] is None else row["holder_rank"] <= 3
        parts = [self._tied(row), rank]
        return False if False in parts else None if None in parts else True

    def core_2016(self, row, kinds, extra=None):
        if row["kind"] not in kinds:
            return False
        parts = [self._tied(row), True if extra is None else row[extra]]
        return False if False in parts else None if None in parts else True

    def over_three_years(self, column):
        amounts = [self.get(column, back) for back in range(3)]
        return None if None in amounts else sum(amounts)

    def ratio_of_sums(self, part, whole):
        founded, top, bottom = self.enterprise["founded_on"], 0, 0
        for back in range(3):
            if founded is not None and founded > date(self.on.year - 1 - back, 12, 31):
                continue
            top, bottom = add(top, self.get(part, back)), add(bottom, self.get(whole, back))
        return divide(top, bottom)

    def mean_growth(self):
        first = divide(self.get("main_revenue", 0), self.get("main_revenue", 1))
        second = divide(self.get("main_revenue", 1), self.get("main_revenue", 2))
        return None if first is None or second is None else (first + second) / 2 - 1

    def each_year(self, test):
        return both(test(0), test(1))


def by_bands(value, *bands):
    """Points from below and above for a value that is better the larger it is."""
    if value is None:
        return 0, bands[0][1]
    found = next((points for bound, points in bands if value >= bound), 0)
    return found, found


def by_choice(value, table):
    if value is None:
        return 0, max(table.values())
    return (table.get(value, 0),) * 2


def best(*parts):
    return max(low for low, _ in parts), max(high for _, high in parts)


def item_state(bounds):
    return YES if bounds[0] > 0 else NO if bounds[1] == 0 else UNKNOWN


def lower_bounds_of_large(division):
    """300号: what a large enterprise has at least, for the industries of the invented firms."""
    if 1 <= division <= 5:
        return {"revenue": 20000 * WAN}
    if 6 <= division <= 46:
        return {"staff": 1000, "revenue": 40000 * WAN}
    if 47 <= division <= 50:
        return {"revenue": 80000 * WAN, "total_assets": 80000 * WAN}
    return None


def percent(number):
    return Fraction(number, 100)


def no_grave_violation(f, name):
    """63号: what is on record may be less than the major accident it asks about; people weigh it."""
    none, some = f.no_violation(), tell(f.get("has_violation"))
    weighed = both(some, MANUAL)
    return {
        name: either(none, weighed),
        f"{name}a": none,
        f"{name}b": weighed,
        f"{name}b1": some,
        f"{name}b2": MANUAL,
    }


def judge_srdi_2022(f):
    s = {}
    s["SRDI22-G1"], s["SRDI22-G3"] = f.is_sme(), MANUAL
    s |= no_grave_violation(f, "SRDI22-G2")
    s["SRDI22-G4"] = f.holds("innovative_sme")
    s["SRDI22-G"] = both(*(s[f"SRDI22-G{i}"] for i in range(1, 5)))
    s["SRDI22-1"] = at_least(decimal(f.get("niche_years")), 2)
    s["SRDI22-2a"] = at_least(f.get("rd_expense"), 100 * WAN)
    s["SRDI22-2b"] = at_least(f.share("rd_expense", "revenue"), percent(3))
    s["SRDI22-2"] = both(s["SRDI22-2a"], s["SRDI22-2b"])
    equity = add(f.get("equity_financing"), f.get("equity_financing", 1))
    s["SRDI22-3a"] = at_least(f.get("revenue"), 1000 * WAN)
    s["SRDI22-3b"] = at_least(equity, 2000 * WAN)
    s["SRDI22-3"] = either(s["SRDI22-3a"], s["SRDI22-3b"])
    items = score_srdi_2022(f)
    low, high = sum(i[0] for i in items.values()), sum(i[1] for i in items.values())
    s |= {name: item_state(bounds) for name, bounds in items.items()}
    s["SRDI22-4S"] = YES if low >= 60 else NO if high < 60 else UNKNOWN
    s["SRDI22-D1a"] = f.won_within("provincial_science_award", 3)
    s["SRDI22-D1b"] = f.won_within("national_science_award", 5)
    s["SRDI22-D1"] = either(s["SRDI22-D1a"], s["SRDI22-D1b"])
    rd = add(f.get("rd_expense"), f.get("rd_expense", 1))
    s["SRDI22-D2"] = at_least(None if rd is None else Fraction(rd, 2), 1000 * WAN)
    s["SRDI22-D3"] = at_least(equity, 6000 * WAN)
    s["SRDI22-D4"] = f.won("maker_china_top500")
    s["SRDI22-4"] = either(s["SRDI22-4S"], *(s[f"SRDI22-D{i}"] for i in range(1, 5)))
    s["SRDI22"] = both(s["SRDI22-G"], *(s[f"SRDI22-{i}"] for i in range(1, 5)))
    return s, {"SRDI22-4S": (low, high)}


def score_srdi_2022(f):
    p = percent
    debt = f.share("total_liabilities", "total_assets")
    niche, quality = decimal(f.get("niche_years")), f.get("n_quality_items")
    feature = decimal(f.get("feature_score"))
    margin, rd = f.share("net_profit", "revenue"), f.share("rd_expense", "revenue")
    tens = (10, 8, 6, 4, 2)
    rights = [
        f.rights_at_least(1, lambda row: f.class_i_2022(row, "is_high_value")),
        f.rights_at_least(1, lambda row: f.class_i_2022(row, "is_self_developed")),
        f.rights_at_least(1, f.class_i_2022),
        f.rights_at_least(1, f.class_ii_2022),
    ]
    kinds = [
        (points if state == YES else 0, 0 if state == NO else points)
        for state, points in zip(rights, (10, 8, 6, 2), strict=True)
    ]
    places = {"补短板": 5, "锻长板": 5, "填空白": 5, "配套龙头": 3}
    levels = {"国家级": 10, "省级": 8, "市级": 4, "市级以下": 2}
    return {
        "SRDI22-S01": by_bands(f.share("main_revenue", "revenue"), (p(80), 5), (p(70), 3), (p(60), 1)),
        "SRDI22-S02": by_bands(f.mean_growth(), *zip(map(p, (10, 8, 6, 4, 0)), tens, strict=True)),
        "SRDI22-S03": (0, 5) if niche is None else (min(5, int(niche / 2)),) * 2,
        "SRDI22-S04": best(
            by_choice(f.get("chain_role"), places),
            by_choice(f.get("product_field"), {"工业六基": 3, "中华老字号": 3}),
        ),
        "SRDI22-S05": by_choice(f.get("digital_level"), {"四级": 5, "三级": 5, "二级": 3}),
        "SRDI22-S06": (0, 5) if quality is None else (min(5, 3 * quality),) * 2,
        "SRDI22-S07": by_bands(margin, *zip(map(p, (10, 8, 6, 4, 2)), tens, strict=True)),
        "SRDI22-S08": (0, 5)
        if debt is None
        else (5 if debt <= p(50) else 3 if debt <= p(60) else 1 if debt <= p(70) else 0,) * 2,
        "SRDI22-S09": (0, 15) if feature is None else (feature, feature),
        "SRDI22-S10": best(*kinds),
        "SRDI22-S11": best(
            by_bands(
                f.get("rd_expense"),
                *((n * WAN, t) for n, t in zip((500, 400, 300, 200, 100), tens, strict=True)),
            ),
            by_bands(rd, *zip(map(p, (10, 8, 6, 4, 3)), tens, strict=True)),
        ),
        "SRDI22-S12": by_bands(f.share("rd_staff", "staff"), (p(20), 5), (p(10), 3), (p(5), 1)),
        "SRDI22-S13": by_choice(f.get("rd_institution_level"), levels),
    }


def judge_srdi_2026(f):
    s = {"SRDI26-G1": f.is_sme(), "SRDI26-G2": f.no_violation(), "SRDI26-G3": MANUAL}
    s["SRDI26-G"] = both(*s.values())
    s["SRDI26-1a"] = either(f.holds("tech_sme"), f.holds("innovative_sme"))
    s["SRDI26-1b"] = at_least(decimal(f.get("niche_years")), 3)
    s["SRDI26-1"] = both(s["SRDI26-1a"], s["SRDI26-1b"])
    s["SRDI26-2a1"] = at_least(f.get("revenue"), 1500 * WAN)
    s["SRDI26-2a2"] = at_least(add(f.get("equity_financing"), f.get("equity_financing", 1)), 2000 * WAN)
    s["SRDI26-2a"] = either(s["SRDI26-2a1"], s["SRDI26-2a2"])
    s["SRDI26-2b"] = at_least(f.share("main_revenue", "revenue"), percent(80))
    s["SRDI26-2c"] = at_most(f.share("total_liabilities", "total_assets"), percent(80))
    s["SRDI26-2"] = both(s["SRDI26-2a"], s["SRDI26-2b"], s["SRDI26-2c"])
    s["SRDI26-3a"] = f.each_year(lambda back: at_least(f.get("rd_expense", back), 100 * WAN))
    s["SRDI26-3b"] = f.each_year(lambda back: at_least(f.share("rd_expense", "revenue", back), percent(3)))
    s["SRDI26-3"] = both(s["SRDI26-3a"], s["SRDI26-3b"])
    s["SRDI26-4a"] = f.rights_at_least(1, f.class_i_2026)
    s["SRDI26-4w1"] = f.won_within("provincial_science_award", 3)
    s["SRDI26-4w2"] = f.won_within("national_science_award", 3)
    s["SRDI26-4w3"] = one_of(f.get("rd_institution_level"), ("国家级", "省级"))
    s["SRDI26-4w"] = either(s["SRDI26-4w1"], s["SRDI26-4w2"], s["SRDI26-4w3"])
    s["SRDI26-4"] = either(s["SRDI26-4a"], s["SRDI26-4w"])
    s["SRDI26-5"] = MANUAL
    s["SRDI26-6"] = at_least(decimal(f.get("evaluation_score")), 50)
    s["SRDI26"] = both(s["SRDI26-G"], *(s[f"SRDI26-{i}"] for i in range(1, 7)))
    return s, None


def judge_giant_2022(f):
    s = {"LG22-G1": f.is_sme(), "LG22-G3": MANUAL} | no_grave_violation(f, "LG22-G2")
    s["LG22-G"] = both(*(s[f"LG22-G{i}"] for i in range(1, 4)))
    niche = decimal(f.get("niche_years"))
    s["LG22-1a1"], s["LG22-1a2y"] = at_least(niche, 3), at_least(niche, 2)
    s["LG22-1a2g"], s["LG22-1a2m"] = one_of(f.get("chain_role"), ("填空白",)), MANUAL
    s["LG22-1a2"] = both(s["LG22-1a2y"], s["LG22-1a2g"], MANUAL)
    s["LG22-1a"] = either(s["LG22-1a1"], s["LG22-1a2"])
    s["LG22-1b"] = at_least(f.share("main_revenue", "revenue"), percent(70))
    s["LG22-1c"] = at_least(f.mean_growth(), percent(5))
    s["LG22-1"] = both(s["LG22-1a"], s["LG22-1b"], s["LG22-1c"])
    s["LG22-2a"] = tell(f.get("has_sound_governance"))
    s["LG22-2b"] = tell(f.get("has_core_information_system"))
    s["LG22-2c"] = tell(f.get("has_management_certificate"))
    s["LG22-2d"] = at_most(f.share("total_liabilities", "total_assets"), percent(70))
    s["LG22-2"] = both(*(s[f"LG22-2{c}"] for c in "abcd"))
    s["LG22-3a"] = at_least(decimal(f.get("market_share")), percent(10))
    s["LG22-3b"], s["LG22-3c"] = MANUAL, tell(f.get("has_own_brand"))
    s["LG22-3"] = both(s["LG22-3a"], s["LG22-3b"], s["LG22-3c"])
    revenue = f.get("revenue")
    three, six = (
        f.each_year(lambda back, n=n: at_least(f.share("rd_expense", "revenue", back), percent(n)))
        for n in (3, 6)
    )
    if revenue is None:
        s["LG22-4a1"] = NO if three == NO else UNKNOWN
    else:
        s["LG22-4a1"] = three if revenue >= 10000 * WAN else six if revenue >= 5000 * WAN else NO
    s["LG22-4a2r"] = tell(None if revenue is None else revenue < 5000 * WAN)
    s["LG22-4a2e"] = at_least(add(f.get("equity_financing"), f.get("equity_financing", 1)), 8000 * WAN)
    s["LG22-4a2d"] = at_least(add(f.get("rd_expense"), f.get("rd_expense", 1)), 3000 * WAN)
    s["LG22-4a2s"] = at_least(f.share("rd_staff", "staff"), percent(50))
    s["LG22-4a2"] = both(*(s[f"LG22-4a2{c}"] for c in "reds"))
    s["LG22-4a"] = either(s["LG22-4a1"], s["LG22-4a2"])
    level = f.get("rd_institution_level")
    s["LG22-4b"] = tell(None if level is None else level != "无")
    s["LG22-4c"] = f.rights_at_least(2, f.class_i_2022)
    s["LG22-4G"] = both(s["LG22-4a"], s["LG22-4b"], s["LG22-4c"])
    s["LG22-4D1"] = f.won_within("national_science_award", 3)
    s["LG22-4D2"] = f.won("maker_china_top50")
    s["LG22-4D"] = either(s["LG22-4D1"], s["LG22-4D2"])
    s["LG22-4"] = either(s["LG22-4G"], s["LG22-4D"])
    s["LG22-5"] = one_of(f.get("chain_role"), ("补短板", "锻长板", "填空白"))
    field = f.get("product_field")
    s["LG22-6a"] = one_of(field, ("工业六基", "制造强国十大领域"))
    s["LG22-6c"] = MANUAL
    s["LG22-6"] = either(s["LG22-6a"], s["LG22-6c"])
    s["LG22"] = both(s["LG22-G"], *(s[f"LG22-{i}"] for i in range(1, 7)))
    return s, None


def judge_giant_2026(f):
    s = {"LG26-G1": f.is_sme(), "LG26-G2": f.no_violation(), "LG26-G3": MANUAL}
    s["LG26-N1"] = NO if f.holds("champion") == YES else YES
    s["LG26-N2"] = s["LG26-N3"] = MANUAL
    s["LG26-N"] = both(s["LG26-N1"], MANUAL)
    s["LG26-G"] = both(*s.values())
    s["LG26-1a"] = f.holds("srdi_sme")
    s["LG26-1b"] = at_least(decimal(f.get("niche_years")), 3)
    s["LG26-1"] = both(s["LG26-1a"], s["LG26-1b"])
    s["LG26-2a"] = at_least(f.get("revenue"), 5000 * WAN)
    s["LG26-2b"] = at_least(f.share("main_revenue", "revenue"), percent(90))
    two_years = divide(f.get("revenue"), f.get("revenue", 2))
    s["LG26-2c"] = at_least(two_years, Fraction(105, 100) ** 2)
    s["LG26-2d"] = at_most(f.share("total_liabilities", "total_assets"), percent(75))
    s["LG26-2"] = both(*(s[f"LG26-2{c}"] for c in "abcd"))
    s["LG26-3a"] = at_least(add(f.get("rd_expense"), f.get("rd_expense", 1)), 1200 * WAN)
    s["LG26-3b"] = f.each_year(lambda back: at_least(f.share("rd_expense", "revenue", back), percent(3)))
    s["LG26-3"] = both(s["LG26-3a"], s["LG26-3b"])
    s["LG26-4a"] = f.rights_at_least(4, f.class_i_2026)
    s["LG26-4w"] = f.won_within("national_science_award", 3)
    s["LG26-4"] = either(s["LG26-4a"], s["LG26-4w"])
    s["LG26-5a1"] = at_least(decimal(f.get("market_share")), percent(10))
    s["LG26-5a2"] = at_most(f.get("market_rank"), 3)
    exports = f.get("export_value")
    s["LG26-5a3e"], s["LG26-5a3m"] = tell(None if exports is None else exports > 0), MANUAL
    s["LG26-5a3"] = both(s["LG26-5a3e"], MANUAL)
    s["LG26-5a"] = either(s["LG26-5a1"], s["LG26-5a2"], s["LG26-5a3"])
    s["LG26-5b"] = MANUAL
    s["LG26-5"] = both(s["LG26-5a"], MANUAL)
    field = f.get("product_field")
    s["LG26-6a"] = one_of(field, ("工业六基", "重点产业链"))
    s["LG26-6b1"], s["LG26-6b2"] = one_of(field, ("制造强国十大领域", "网络强国领域")), MANUAL
    s["LG26-6b"] = both(s["LG26-6b1"], MANUAL)
    s["LG26-6"] = either(s["LG26-6a"], s["LG26-6b"])
    s["LG26-7"] = at_least(decimal(f.get("evaluation_score")), 60)
    s["LG26"] = both(s["LG26-G"], *(s[f"LG26-{i}"] for i in range(1, 8)))
    return s, None


def total_of(items):
    return sum(low for low, _ in items), sum(high for _, high in items)


def reaches(bounds, minimum):
    return YES if bounds[0] >= minimum else NO if bounds[1] < minimum else UNKNOWN


def points_if(state, points):
    return points if state == YES else 0, 0 if state == NO else points


def judge_innovative_2022(f):
    s = {"INNO22-G1": f.is_sme(), "INNO22-G3": MANUAL} | no_grave_violation(f, "INNO22-G2")
    s["INNO22-G"] = both(s["INNO22-G1"], s["INNO22-G2"], MANUAL)
    s["INNO22-D1"] = either(f.won("national_science_award"), f.won("provincial_science_award"))
    s["INNO22-D2"] = either(f.holds("high_tech"), f.holds("ip_demonstrator"), UNKNOWN)
    s["INNO22-D3"] = one_of(f.get("rd_institution_level"), ("国家级", "省级"))
    s["INNO22-D4"] = at_least(f.over_three_years("equity_financing"), 500 * WAN)
    p, field = percent, f.get("is_strategic_industry")
    rights = (
        (lambda row: f.class_i_2022(row, "is_high_value"), 20),
        (lambda row: f.class_i_2022(row, "is_self_developed"), 15),
        (f.class_i_2022, 10),
        (f.class_ii_2022, 5),
    )
    growth = divide(f.get("main_revenue"), f.get("main_revenue", 1))
    debt = f.share("total_liabilities", "total_assets")
    items = {
        "INNO22-S1": best(*(points_if(f.rights_at_least(1, counts), n) for counts, n in rights)),
        "INNO22-S2": by_bands(
            f.share("rd_expense", "revenue"), (p(5), 20), (p(3), 15), (p(2), 10), (p(1), 5)
        ),
        "INNO22-S3": by_bands(growth, (p(115), 20), (p(110), 15), (p(105), 10), (p(100), 5)),
        "INNO22-S4": (0, 10) if debt is None else (10 if debt <= p(55) else 5 if debt <= p(75) else 0,) * 2,
        "INNO22-S5": (5, 10) if field is None else (10 if field else 5,) * 2,
        "INNO22-S6": by_bands(
            f.share("main_revenue", "revenue"), (p(70), 20), (p(60), 15), (p(55), 10), (p(50), 5)
        ),
    }
    s |= {name: item_state(bounds) for name, bounds in items.items()}
    found = list(items.values())
    totals = {"INNO22-SI": total_of(found[:2]), "INNO22-SG": total_of(found[2:4])}
    totals |= {"INNO22-SP": total_of(found[4:]), "INNO22-S": total_of(found)}
    for name, minimum in (("INNO22-SI", 20), ("INNO22-SG", 15), ("INNO22-SP", 15)):
        s[name] = reaches(totals[name], minimum)
    s["INNO22-S"] = both(reaches(totals["INNO22-S"], 60), s["INNO22-SI"], s["INNO22-SG"], s["INNO22-SP"])
    s["INNO22-1"] = either(s["INNO22-S"], *(s[f"INNO22-D{i}"] for i in range(1, 5)))
    s["INNO22"] = both(s["INNO22-G"], s["INNO22-1"])
    return s, totals


def judge_tech_2017(f):
    s = {"TSME17-G1": MANUAL, "TSME17-G3": MANUAL} | no_grave_violation(f, "TSME17-G4")
    staff, rd = f.get("staff"), f.get("rd_expense")
    s["TSME17-G2a"] = at_most(staff, 500)
    s["TSME17-G2b"] = at_most(f.get("revenue"), 20000 * WAN)
    s["TSME17-G2c"] = at_most(f.get("total_assets"), 20000 * WAN)
    s["TSME17-G"] = both(*(s[f"TSME17-G{i}"] for i in ("1", "2a", "2b", "2c", "3", "4")))
    tens, second = (50, 40, 30, 20, 10), CLASS_II
    rights = [(f.rights_at_least(1, lambda row: f.core_2016(row, CLASS_I)), 30)]
    rights += [(f.rights_at_least(n, lambda row: f.core_2016(row, second)), 6 * n) for n in (4, 3, 2, 1)]
    shares = (
        (f.share("rd_expense", "revenue"), (6, 5, 4, 3, 2)),
        (
            f.share("rd_expense", "cost_expense"),
            (30, 25, 20, 15, 10),
        ),
    )
    items = {
        "TSME17-S1": by_bands(
            f.share("tech_staff", "staff"),
            *zip(map(percent, (30, 25, 20, 15, 10)), (20, 16, 12, 8, 4), strict=True),
        ),
        "TSME17-S2": best(
            *(by_bands(share, *zip(map(percent, at), tens, strict=True)) for share, at in shares)
        ),
        "TSME17-S3": best(*(points_if(state, points) for state, points in rights)),
    }
    s |= {name: item_state(bounds) for name, bounds in items.items()}
    s["TSME17-SA"] = s["TSME17-S1"]
    totals = {"TSME17-SA": items["TSME17-S1"], "TSME17-S": total_of(items.values())}
    s["TSME17-S"] = both(reaches(totals["TSME17-S"], 60), s["TSME17-SA"])
    s["TSME17-D1"] = f.holds("high_tech")
    s["TSME17-D2"] = f.won_within("national_science_award", 3, years=5)
    s["TSME17-D3"] = one_of(f.get("rd_institution_level"), ("国家级", "省级"))
    s["TSME17-D4"] = tell(f.get("has_led_standard"))
    s["TSME17-5"] = either(s["TSME17-S"], *(s[f"TSME17-D{i}"] for i in range(1, 5)))
    s["TSME17-F1"] = at_most(staff, 5)
    none = f.rights_at_least(1, lambda row: f.core_2016(row, CLASS_I | second))
    s["TSME17-F2"] = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}[none]
    s["TSME17-F3"] = tell(None if rd is None else rd < 10 * WAN)
    s["TSME17-F4"] = tell(f.get("has_violation"))
    s["TSME17-F"] = either(*(s[f"TSME17-F{i}"] for i in range(1, 5)))
    s["TSME17-F5"] = MANUAL
    s["TSME17"] = both(s["TSME17-G"], s["TSME17-5"])
    return s, totals


def judge_high_tech_2016(f):
    founded, core = f.enterprise["founded_on"], CLASS_I | CLASS_II
    s = {"HTE16-1a": tell(None if founded is None else (f.on - founded).days >= 365), "HTE16-1b": MANUAL}
    s["HTE16-1"], s["HTE16-3"] = both(s["HTE16-1a"], MANUAL), MANUAL
    s["HTE16-2"] = f.rights_at_least(1, lambda row: f.core_2016(row, core))
    s["HTE16-4"] = at_least(f.share("tech_staff", "staff"), percent(10))
    rd, sales = f.ratio_of_sums("rd_expense", "revenue"), f.get("revenue")
    rates = {n: at_least(rd, percent(n)) for n in (3, 4, 5)}
    if sales is None:
        s["HTE16-5a"] = NO if rates[3] == NO else UNKNOWN
    else:
        s["HTE16-5a"] = rates[5 if sales <= 5000 * WAN else 4 if sales <= 20000 * WAN else 3]
    s["HTE16-5b"] = at_least(f.ratio_of_sums("domestic_rd_expense", "rd_expense"), percent(60))
    s["HTE16-5"] = both(s["HTE16-5a"], s["HTE16-5b"])
    s["HTE16-6"] = at_least(f.share("high_tech_revenue", "revenue"), percent(60))
    second = [f.rights_at_least(n, lambda row: f.core_2016(row, CLASS_II)) for n in (5, 3, 1)]
    first = f.rights_at_least(1, lambda row: f.core_2016(row, CLASS_I))
    number = [(first, 7, 8)] + [
        (state, *n) for state, n in zip(second, ((5, 6), (3, 4), (1, 2)), strict=True)
    ]
    own = f.rights_at_least(1, lambda row: f.core_2016(row, core, "is_self_developed"))
    ways = [(own, 1, 6), (s["HTE16-2"], 1, 3)]
    results = f.over_three_years("n_results_transferred")
    steps = ((15, 25, 30), (12, 19, 24), (9, 13, 18), (6, 7, 12), (3, 1, 6), (-(10**20), 0, 0))
    s2 = (0, 30) if results is None else next(step[1:] for step in steps if results >= step[0])
    c, d = (
        (
            max(low if q == YES else 0 for q, low, _ in table),
            max(0 if q == NO else top for q, _, top in table),
        )
        for table in (number, ways)
    )
    s |= {"HTE16-S1c": item_state(c), "HTE16-S1d": item_state(d), "HTE16-S2": item_state(s2)}
    s |= {
        f"HTE16-{i}": MANUAL
        for i in ("S1a", "S1b", "S1e", "S3", "S3a", "S3b", "S3c", "S3d", "S4", "S4a", "S4b")
    }
    block = (c[0] + d[0], min(30, 18 + c[1] + d[1]))
    total = (block[0] + s2[0], block[1] + s2[1] + 40)
    totals = {"HTE16-S1": block, "HTE16-S3": (0, 20), "HTE16-S4": (0, 20), "HTE16-7": total}
    # What is known for certain never reaches 33 points above 70: data deny, or the experts decide.
    s["HTE16-7"] = NO if total[1] <= 70 else None
    s["HTE16-S1"] = YES if block[0] > 0 else None
    s |= no_grave_violation(f, "HTE16-8")
    parts = [s[f"HTE16-{i}"] for i in (1, 2, 3, 4, 5, 6, 7, 8)]
    s["HTE16"] = NO if NO in parts else None if None in parts else both(*parts)
    return {name: state for name, state in s.items() if state is not None}, totals


def judge_champion_2023(f):
    years = decimal(f.get("niche_years"))
    s = {"MSC23-1a": at_least(years, 10), "MSC23-1b1": at_least(years, 5), "MSC23-1b2": MANUAL}
    s["MSC23-1b"] = both(s["MSC23-1b1"], MANUAL)
    s["MSC23-1"] = either(s["MSC23-1a"], s["MSC23-1b"])
    revenue = f.over_three_years("main_revenue")
    mean = None if revenue is None else Fraction(revenue, 3)
    s["MSC23-2a"], s["MSC23-2b2"] = at_least(mean, 40000 * WAN), at_least(mean, 20000 * WAN)
    s["MSC23-2b1"] = either(f.holds("srdi_sme"), f.holds("little_giant"))
    s["MSC23-2b"] = both(s["MSC23-2b1"], s["MSC23-2b2"])
    s["MSC23-2"] = either(s["MSC23-2a"], s["MSC23-2b"])
    s["MSC23-3"] = at_most(f.get("world_market_rank"), 3)
    s |= {f"MSC23-{i}": MANUAL for i in range(4, 9)}
    s["MSC23"] = both(*(s[f"MSC23-{i}"] for i in range(1, 8)))
    return s, None


CLERKS = {
    "innovative_sme_2022": judge_innovative_2022,
    "tech_sme_2017": judge_tech_2017,
    "high_tech_2016": judge_high_tech_2016,
    "champion_2023": judge_champion_2023,
    "srdi_sme_2022": judge_srdi_2022,
    "srdi_sme_2026": judge_srdi_2026,
    "little_giant_2022": judge_giant_2022,
    "little_giant_2026": judge_giant_2026,
}

REVENUES = [0, 999, 1000, 1500, 2000, 4999, 5000, 9999, 10000, 12345, 39999, 40000, 10**8]
CHOICES = {
    "product_field": ["工业六基", "制造强国十大领域", "网络强国领域", "重点产业链", "中华老字号", "其他"],
    "chain_role": ["补短板", "锻长板", "填空白", "配套龙头", "无"],
    "digital_level": ["一级", "二级", "三级", "四级"],
    "rd_institution_level": ["国家级", "省级", "市级", "市级以下", "无"],
}
AWARDS = ["national_science_award", "provincial_science_award", "maker_china_top500", "maker_china_top50"]
TITLES = [
    "srdi_sme",
    "innovative_sme",
    "tech_sme",
    "champion",
    "little_giant",
    "high_tech",
    "ip_demonstrator",
]
KINDS = [*sorted(CLASS_I), "发明专利", "发明专利", "实用新型", "外观设计", "软件著作权", "商标"]


class Inventor:
    """Makes firms that crowd the edges: shares on whole per cents, one fen off, blanks everywhere."""

    def __init__(self, rng, blank):
        self.rng, self.blank = rng, blank

    def maybe(self, value):
        return None if self.rng.random() < self.blank else value

    def nudge(self, fen):
        return max(0, fen + self.rng.choice([-1, 0, 0, 0, 1]))

    def part_of(self, whole, percents):
        return self.nudge(whole * self.rng.choice(percents) // 100)

    def year(self, enterprise_id, year, base):
        rng, maybe = self.rng, self.maybe
        revenue = self.nudge(base)
        assets = rng.choice([0, 10**8, 10**10, 3 * 10**11])
        staff = rng.choice([0, 10, 20, 100, 999, 1000, 1001])
        amounts = [0, 99, 100, 200, 300, 400, 500, 600, 999, 1000, 1500, 3000, 4000]
        rd = rng.choice([self.nudge(rng.choice(amounts) * WAN), self.part_of(revenue, [2, 3, 4, 6, 8, 10])])
        row = {
            "revenue": revenue,
            "main_revenue": self.part_of(revenue, [50, 60, 70, 80, 90, 95, 100]),
            "net_profit": self.part_of(revenue, [1, 2, 4, 6, 8, 10, 15]) * rng.choice([1, 1, 1, -1]),
            "total_assets": assets,
            "total_liabilities": self.part_of(assets, [40, 50, 60, 70, 75, 80, 90]),
            "rd_expense": rd,
            "staff": staff,
            "rd_staff": staff * rng.choice([0, 5, 10, 20, 50]) // 100,
            "equity_financing": self.nudge(rng.choice([0, 0, 1000, 2000, 3000, 4000, 6000, 8000]) * WAN),
            "export_value": rng.choice([0, 0, 0, 1, 500 * WAN]),
            "niche_years": rng.choice([0.0, 1.9, 2.0, 2.9, 3.0, 4.0, 9.9, 10.0, 25.0]),
            "market_share": rng.choice([0.0, 0.0999, 0.1, 0.3]),
            "market_rank": rng.choice([1, 3, 4]),
            "n_quality_items": rng.choice([0, 1, 2, 4]),
            "evaluation_score": rng.choice([0.0, 49.9, 50.0, 59.99, 60.0, 80.0]),
            "feature_score": rng.choice([0.0, 7.5, 15.0]),
            "tech_staff": staff * rng.choice([0, 9, 10, 15, 20, 25, 30]) // 100,
            "cost_expense": self.nudge(rd * rng.choice([2, 4, 5, 10, 20])),
            "domestic_rd_expense": self.part_of(rd, [50, 60, 100]),
            "high_tech_revenue": self.part_of(revenue, [50, 60, 80]),
            "n_results_transferred": rng.choice([0, 1, 2, 3, 4, 5, 6]),
            "world_market_rank": rng.choice([1, 3, 4]),
            "has_led_standard": rng.random() < 0.1,
            "is_strategic_industry": rng.random() < 0.5,
        }
        row |= {name: rng.choice(values) for name, values in CHOICES.items()}
        truths = ("management_certificate", "core_information_system", "sound_governance", "own_brand")
        row |= {f"has_{name}": rng.random() < 0.9 for name in truths} | {"has_violation": rng.random() < 0.05}
        return {"enterprise_id": enterprise_id, "year": year} | {k: maybe(v) for k, v in row.items()}

    def day(self, on):
        rng = self.rng
        edge = on.replace(year=on.year - rng.choice([0, 1, 2, 3, 4]))
        return edge + timedelta(days=rng.choice([-200, -1, 0, 1, 200]))

    def firm(self, number, on):
        rng, maybe = self.rng, self.maybe
        me = f"firm-{number:05}"
        firm = {
            "enterprise_id": me,
            "name": me,
            "founded_on": maybe(rng.choice([date(2015, 3, 1), self.day(on), date(on.year - 2, 12, 31)])),
            "industry_code": maybe(rng.choice(["3511", "3511", "06", "46", "47", "01", "53"])),
        }
        last, first = on.year - 1, rng.choice(REVENUES) * WAN
        growths = [Fraction(n, 100) for n in (90, 100, 104, 105, 106, 108, 110, 120)]
        second = int(first * rng.choice(growths))
        third = int(second * rng.choice(growths))
        pairs = zip((last - 2, last - 1, last), (first, second, third), strict=True)
        years = [self.year(me, year, base) for year, base in pairs if rng.random() > self.blank / 2]
        titles = [
            {
                "enterprise_id": me,
                "title_id": title,
                "granted_on": self.day(on),
                "valid_to": rng.choice([None, None, self.day(on)]),
                "rank": maybe(rng.choice([1, 3, 4, 5, 6])),
                "revoked_on": rng.choice([None, None, None, self.day(on)]),
            }
            for title in (*TITLES, *AWARDS, *AWARDS)
            if rng.random() < (0.5 if title in TITLES else 0.15)
        ]
        rights = [
            {
                "enterprise_id": me,
                "ip_id": f"{me}-{i}",
                "kind": rng.choice(KINDS),
                "granted_on": maybe(self.day(on)),
                "is_leading_product": maybe(rng.random() < 0.9),
                "is_self_developed": maybe(rng.random() < 0.8),
                "is_high_value": maybe(rng.random() < 0.3),
                "transferred_on": rng.choice([None, None, None, self.day(on)]),
                "holder_rank": maybe(rng.choice([1, 1, 3, 4])),
            }
            for i in range(rng.choice([0, 1, 2, 4, 6]))
        ]
        return firm, years, titles, rights


def invent(n, seed, on):
    rng = random.Random(seed)
    return [Inventor(rng, rng.choice([0.0, 0.02, 0.1, 0.4])).firm(number, on) for number in range(n)]


def as_rows(firms):
    return {
        "enterprise": [firm for firm, *_ in firms],
        "enterprise_year": [row for _, years, _, _ in firms for row in years],
        "qualification": [row for _, _, titles, _ in firms for row in titles],
        "intellectual_property": [row for *_, rights in firms for row in rights],
    }


def ask_clerk(pack_id, firm, on):
    enterprise, years, titles, rights = firm
    return CLERKS[pack_id](Firm(enterprise, {row["year"]: row for row in years}, titles, rights, on))


@pytest.mark.parametrize("pack_id", DAYS)
def test_plan_and_plain_evaluator_agree_clause_by_clause_on_two_thousand_firms(pack_id, make_region, library):
    title, on = DAYS[pack_id]
    firms = invent(2000, seed=pack_id, on=on)
    frame = judge_all(make_region(as_rows(firms), on=on), library, title, on=on)
    assert frame["pack_id"].unique().to_list() == [pack_id]
    seen, told = dict.fromkeys(range(4), 0), set()
    for firm, row in zip(firms, frame.sort("enterprise_id").iter_rows(named=True), strict=True):
        states, bounds = ask_clerk(pack_id, firm, on)
        assert {name: row[name] for name in states} == states, firm
        for name, (low, high) in (bounds or {}).items():
            assert (row[f"{name}.low"], row[f"{name}.high"]) == (int(low * 1000), int(high * 1000)), name
        for state in states.values():
            seen[state] += 1
        told |= set(states)
    assert min(seen.values()) > 500, "the invented firms must reach every state often"
    lines = set(frame.columns) - {"enterprise_id", "pack_id", "state", "n_not_met", "n_unknown"}
    assert {name for name in lines if "." not in name} == told, "the clerk must know every clause"


@pytest.mark.parametrize("pack_id", DAYS)
def test_one_firm_and_all_firms_get_the_same_states(pack_id, make_region, library):
    title, on = DAYS[pack_id]
    firms = invent(40, seed=f"one {pack_id}", on=on)
    region = make_region(as_rows(firms), on=on)
    frame = judge_all(region, library, title, on=on)
    for row in frame.iter_rows(named=True):
        verdict = judge_enterprise(region, library, row["enterprise_id"], title, on=on)
        assert {c.clause_id: c.state for c in verdict.clauses} == {
            c.clause_id: STATES[row[c.clause_id]] for c in verdict.clauses
        }
        assert verdict.state == row["state"]


def hide_some(firms, seed):
    rng = random.Random(seed)
    kept = ("enterprise_id", "year")
    return [
        (
            firm,
            [{k: v if k in kept or rng.random() > 0.3 else None for k, v in row.items()} for row in years],
            titles,
            rights,
        )
        for firm, years, titles, rights in firms
    ]


def test_knowing_more_never_turns_a_settled_clause(make_region, library):
    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 2**32), pack_id=st.sampled_from(sorted(DAYS)))
    def check(seed, pack_id):
        title, on = DAYS[pack_id]
        known = invent(30, seed=seed, on=on)
        full, holed = (
            judge_all(make_region(as_rows(firms), on=on), library, title, on=on)
            for firms in (known, hide_some(known, seed))
        )
        for name in (name for name, kind in full.schema.items() if kind == pl.UInt8 and name[:2] != "n_"):
            pairs = pl.DataFrame({"full": full[name], "holed": holed[name]})
            turned = pairs.filter(pl.col("holed").is_in([NO, YES]), pl.col("holed") != pl.col("full"))
            assert turned.is_empty(), name

    check()
