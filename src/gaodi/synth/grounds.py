"""Where do firms stand, and with whom? Parks, parcels and clusters, all named as fictional."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaodi.synth.calibration import count_share, scale_count
from gaodi.synth.firms import Firms
from gaodi.synth.frames import pick_choice
from gaodi.synth.plan import PLAN_STREAM, WAN, BoolArray, FloatArray, IntArray, Plan
from gaodi.synth.titles import Standing

STREAM_PARKS, STREAM_CLUSTERS = PLAN_STREAM + 1, PLAN_STREAM + 2
STREAM_PARK_CHOICE, STREAM_PARCELS, STREAM_MEMBERS = 11, 12, 13
_IN_PARK = 0.68  # share of firms in a park: our own choice, near the parks' published share of industry
_KINDS = ("经济开发区", "高新技术产业开发区", "工业集中区", "产业园")
_CLUSTER_TITLES = ("national_advanced", "national_sme", "provincial_advanced", "provincial_sme",
                   "provincial_advanced_candidate", "provincial_sme_candidate")  # fmt: skip
_MEMBER_SHARE = 0.30  # of the firms of the cluster's chain in its city


@dataclass(frozen=True, slots=True, kw_only=True)
class Parks:
    """The register's parks; their number does not depend on the number of firms."""

    columns: dict[str, pl.Series]
    park_id: pl.Series
    place: IntArray
    by_city: tuple[IntArray, ...]

    def draw(self, plan: Plan, firms: Firms) -> IntArray:
        """Draw the park of each firm within its city; -1 is none."""
        rng = plan.rng(firms.block, STREAM_PARK_CHOICE)
        counts = np.array([own.size for own in self.by_city])
        offsets = np.concatenate(([0], np.cumsum(counts)[:-1]))
        every = np.concatenate(self.by_city)
        # The square makes the first parks of a city the large ones.
        chosen = offsets[firms.city] + (rng.random(firms.n) ** 2 * counts[firms.city]).astype(np.int64)
        return np.where(rng.random(firms.n) < _IN_PARK, every[chosen], -1)

    def name(self, parks: IntArray) -> pl.Series:
        """Return park ids, blank for -1."""
        return self.park_id.gather(pl.Series(parks).replace(-1, None))


def build_parks(plan: Plan) -> Parks:
    """Draw the parks: at least two per prefecture, more where the firms are."""
    rng = plan.rng(0, STREAM_PARKS)
    n_cities = len(plan.city_code)
    shares = np.array([city.share for city in plan.calibration.cities])
    counts = 2 + rng.multinomial(plan.calibration.objects.park - 2 * n_cities, shares / shares.sum())
    city = np.repeat(np.arange(n_cities), counts)
    order = np.arange(city.size) - np.repeat(np.cumsum(counts) - counts, counts)
    place = np.array([rng.choice(np.flatnonzero(plan.place_city == number)) for number in city])
    park_id = pl.Series([f"XN-P{plan.city_code[c]}-{o + 1:02d}" for c, o in zip(city, order, strict=True)])
    area = np.round(rng.lognormal(np.log(14_000), 0.6, city.size), 0)
    leading = [
        "；".join(plan.slots[slot].zh for slot in rng.choice(len(plan.slots), 2, replace=False)) for _ in city
    ]
    level = np.where(order == 0, "国家级", np.where(order < 7, "省级", "市级"))
    columns = {
        "park_id": park_id,
        "name": "虚拟" + plan.place_zh.gather(place) + pl.Series(_KINDS).gather(rng.integers(0, 4, city.size))
        + pl.Series([f"{o + 1}号" for o in order]),
        "level": pl.Series(level),
        "district_code": plan.place_code.gather(place),
        "leading_industry": pl.Series(leading),
        "area": pl.Series(area),
        "land_available": pl.Series(np.round(area * rng.beta(1.5, 8.0, city.size), 1)),
        "longitude": pl.Series(np.round(plan.longitude[place] + rng.normal(0, 0.03, city.size), 4)),
        "latitude": pl.Series(np.round(plan.latitude[place] + rng.normal(0, 0.03, city.size), 4)),
    }  # fmt: skip
    return Parks(
        columns=columns,
        park_id=park_id,
        place=place,
        by_city=tuple(np.flatnonzero(city == number) for number in range(n_cities)),
    )


def list_parcels(plan: Plan, firms: Firms, parks: Parks, park: IntArray) -> dict[str, pl.Series]:
    """Return the columns of the parcel table; a parcel in use belongs to a firm of its park."""
    rng = plan.rng(firms.block, STREAM_PARCELS)
    first, n = share_of_block(plan, firms, plan.calibration.objects.parcel)
    used = rng.random(n) < 0.6
    inside = np.flatnonzero(park >= 0)
    holder = rng.choice(inside, size=n) if inside.size else np.zeros(n, dtype=np.int64)
    used &= inside.size > 0
    where = np.where(used, park[holder], rng.integers(0, parks.place.size, n))
    status_used = np.array(["已供未建", "在建", "已投产", "闲置"])[rng.choice(4, n, p=(0.15, 0.2, 0.55, 0.1))]
    return {
        "parcel_id": number_objects("XN-D", first, n),
        "park_id": parks.name(where),
        "district_code": plan.place_code.gather(parks.place[where]),
        "area": pl.Series(np.round(rng.lognormal(np.log(55), 0.7, n), 2)),
        "land_use": pick_choice(
            rng, ("一类工业", "二类工业", "三类工业", "新型产业", "仓储物流"), (3, 4, 1, 1.5, 0.5), n
        ),
        "status": pl.Series(np.where(used, status_used, "可供")),
        "price": pl.Series(np.rint(rng.lognormal(np.log(24), 0.3, n) * 2).astype(np.int64) * (WAN // 2)),
        "min_tax_per_mu": pl.Series(rng.choice([10, 12, 15, 18, 20, 25], n) * WAN),
        "enterprise_id": firms.enterprise_id.gather(pl.Series(holder).set(pl.Series(~used), None)),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """Synthetic clusters: one chain (or a group of trades) in one city each."""

    columns: dict[str, pl.Series]
    cluster_id: pl.Series
    city: IntArray
    slots: tuple[BoolArray, ...]


def build_clusters(plan: Plan) -> Clusters:
    """Draw one cluster per chain and six of general trades, each in a city."""
    rng = plan.rng(0, STREAM_CLUSTERS)
    shares = np.array([city.share for city in plan.calibration.cities])
    chains = list(plan.chain_zh)
    trades = list(plan.n_links + rng.choice(len(plan.slots) - plan.n_links, 6, replace=False))
    n = len(chains) + len(trades)
    city = rng.choice(shares.size, n, p=shares / shares.sum())
    members = [np.array([slot.chain_id == chain for slot in plan.slots]) for chain in chains]
    members += [np.arange(len(plan.slots)) == trade for trade in trades]
    words = [plan.chain_zh[chain] for chain in chains]
    words += [plan.slots[trade].zh for trade in trades]
    cluster_id = number_objects("XN-J", 0, n)
    columns = {
        "cluster_id": cluster_id,
        "name": pl.Series(
            [
                f"虚拟{plan.city_zh[c]}{w}产业集群{o + 1}号"
                for o, (c, w) in enumerate(zip(city, words, strict=True))
            ]
        ),
        "title_id": pl.Series([_CLUSTER_TITLES[number % len(_CLUSTER_TITLES)] for number in range(n)]),
        "district_code": pl.Series([plan.city_code[number] for number in city]),
        "granted_on": pl.Series(
            np.array([f"{plan.last_year - int(y)}-11-20" for y in rng.integers(0, 4, n)], "M8[D]")
        ),
        "chain_id": pl.Series([*chains, *[None] * len(trades)], dtype=pl.String),
        "note": pl.Series(["合成数据"] * n),
    }
    return Clusters(columns=columns, cluster_id=cluster_id, city=city, slots=tuple(members))


def list_members(plan: Plan, firms: Firms, clusters: Clusters, standing: Standing) -> dict[str, pl.Series]:
    """Return the columns of the cluster members: firms of the cluster's chain in its city."""
    rng = plan.rng(firms.block, STREAM_MEMBERS)
    who, which = [], []
    for number, slots in enumerate(clusters.slots):
        near = (firms.city == clusters.city[number]) & slots[firms.slot]
        chosen = np.flatnonzero(near & (rng.random(firms.n) < _MEMBER_SHARE))
        who.append(chosen)
        which.append(np.full(chosen.size, number))
    firm, cluster = np.concatenate(who), np.concatenate(which)
    role = _name_roles(firms.revenue[firm] / WAN, standing.held["champion"][firm])
    return {
        "cluster_id": clusters.cluster_id.gather(cluster),
        "enterprise_id": firms.enterprise_id.gather(firm),
        "role": pl.Series(role, dtype=pl.String),
    }


def _name_roles(wan: FloatArray, is_champion: BoolArray) -> list[str]:
    role = np.where(wan > 200_000, "链主", np.where((wan > 40_000) | is_champion, "骨干", "配套"))
    return [str(word) for word in role]


def share_of_block(plan: Plan, firms: Firms, count: int) -> tuple[int, int]:
    """Return the number of the first object of this block and how many fall to it, of a count that scales with n."""
    total = scale_count(count, plan.n, plan.calibration.reference_enterprises)
    first = count_share(total, 0, firms.start, plan.n)
    return first, count_share(total, firms.start, firms.start + firms.n, plan.n)


def number_objects(prefix: str, first: int, n: int) -> pl.Series:
    """Return running ids of fictional objects."""
    return pl.Series([f"{prefix}{first + number + 1:06d}" for number in range(n)], dtype=pl.String)
