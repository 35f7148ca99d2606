"""How far is the next supplier? Minutes by road from plants to the nearest firm of each link they need."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import FirmTables
from gaodi.chains.records import BandCoverage, LinkReach, NearestSite
from gaodi.chains.rules import TravelRules
from gaodi.region import Region

EARTH_KM = 6371.0088
"""Mean radius of the earth, IUGG."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Where the firms of a region stand.

    Parameters
    ----------
    firms : polars.DataFrame
        enterprise_id, place (division code), longitude, latitude, told_by (own, park or centre); firms of unknown place
        are absent.
    matrix : dict of (str, str) to float, minutes, or None
        The office's own travel times between divisions; where a pair is listed it goes before the formula.
    """

    firms: pl.DataFrame
    matrix: dict[tuple[str, str], float] | None = None


def locate_firms(
    region: Region, firms: FirmTables, *, matrix: dict[tuple[str, str], float] | None = None
) -> Sites:
    """Find where each firm stands: its own coordinates, else its park's, else the centre of its division.

    Parameters
    ----------
    region : Region
    firms : FirmTables
    matrix : dict or None
        (from, to) division codes → minutes.

    Returns
    -------
    Sites
    """
    parks = region.table("park").select("park_id", park_x="longitude", park_y="latitude").unique("park_id")
    terms = region.catalogue.taxonomy("divisions").terms
    centres = pl.LazyFrame(
        [
            (term.id, float(term.attributes["longitude"]), float(term.attributes["latitude"]))
            for term in terms
            if "longitude" in term.attributes
        ],
        schema={"place": pl.String, "centre_x": pl.Float64, "centre_y": pl.Float64},
        orient="row",
    )
    axes = [("longitude", "park_x", "centre_x"), ("latitude", "park_y", "centre_y")]
    has_own = pl.all_horizontal(pl.col("longitude", "latitude").is_not_null())
    has_park = pl.all_horizontal(pl.col("park_x", "park_y").is_not_null())
    has_centre = pl.col("centre_x").is_not_null()
    where = (
        region.table("enterprise")
        .select("enterprise_id", "park_id", "longitude", "latitude", place="district_code")
        .join(parks, on="park_id", how="left")
        .join(centres, on="place", how="left")
        .with_columns(
            told_by=pl.when(has_own).then(pl.lit("own")).when(has_park).then(pl.lit("park"))
            .when(has_centre).then(pl.lit("centre"))
        )
        .filter(pl.col("told_by").is_not_null())
        .select(
            "enterprise_id", "place", "told_by",
            *(
                pl.when(has_own).then(own).when(has_park).then(park).otherwise(centre).alias(own)
                for own, park, centre in axes
            ),
        )
        .collect()
    )  # fmt: skip
    found = where.join(firms.firms, on="enterprise_id", how="semi").sort("enterprise_id")
    return Sites(firms=found, matrix=matrix)


def measure_minutes(km: FloatArray, rules: TravelRules) -> FloatArray:
    """Turn great-circle distance into minutes by road: distance × road factor / speed.

    Examples
    --------
    >>> from gaodi.chains import load_travel_rules
    >>> rules = load_travel_rules()
    >>> measure_minutes(np.array([0.0, 30.0]), rules).round(1)  # 30 km × 1.3 at 60 km/h
    array([ 0., 39.])
    """
    return km * float(rules.road_factor.value) / float(rules.speed.value) * 60.0


def find_nearest_sites(
    plants: pl.DataFrame, suppliers: pl.DataFrame, sites: Sites, rules: TravelRules
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return minutes to the nearest supplier of each plant, and which one it is.

    Parameters
    ----------
    plants, suppliers : polars.DataFrame
        Rows of `Sites.firms`.
    sites : Sites
        For the matrix.
    rules : TravelRules

    Returns
    -------
    minutes : array, shape (plants,)
        0 where the plant is itself a supplier, infinite where there is no supplier.
    which : array of int, shape (plants,)
        Row of `suppliers`; -1 where there is none.
    """
    minutes, which = np.full(plants.height, np.inf), np.full(plants.height, -1, dtype=np.int64)
    if suppliers.is_empty() or plants.is_empty():
        return minutes, which
    if sites.matrix is None:
        minutes, which = _find_by_formula(plants, suppliers, rules)
    else:
        places = plants["place"].to_list()
        for place in sorted(set(places), key=str):
            rows = np.flatnonzero([other == place for other in places])
            minutes[rows], which[rows] = _find_from_place(plants[rows], place, suppliers, sites, rules)
    own = {firm: row for row, firm in enumerate(suppliers["enterprise_id"].to_list())}
    for row, firm in enumerate(plants["enterprise_id"].to_list()):
        if firm in own:
            minutes[row], which[row] = 0.0, own[firm]
    return minutes, which


def _find_from_place(
    plants: pl.DataFrame, place: str, suppliers: pl.DataFrame, sites: Sites, rules: TravelRules
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Find the nearest supplier of plants of one division: by the office's own times, and by formula for the rest."""
    matrix = sites.matrix or {}
    # A pair given one way only holds both ways.
    listed = np.array(
        [
            matrix.get((place, other), matrix.get((other, place), np.nan))
            for other in suppliers["place"].to_list()
        ]
    )
    minutes, which = np.full(plants.height, np.inf), np.full(plants.height, -1, dtype=np.int64)
    if not np.isnan(listed).all():
        best = int(np.nanargmin(listed))
        minutes[:], which[:] = listed[best], best
    rest = np.flatnonzero(np.isnan(listed))
    if rest.size:
        by_formula, found = _find_by_formula(plants, suppliers[rest], rules)
        closer = by_formula < minutes
        minutes[closer], which[closer] = by_formula[closer], rest[found[closer]]
    return minutes, which


def _find_by_formula(
    plants: pl.DataFrame, suppliers: pl.DataFrame, rules: TravelRules
) -> tuple[FloatArray, NDArray[np.int64]]:
    from scipy.spatial import KDTree

    minutes, which = np.full(plants.height, np.inf), np.full(plants.height, -1, dtype=np.int64)
    extra = float(rules.centre_minutes.value)
    at_plant = np.where((plants["told_by"] == "centre").to_numpy(), extra, 0.0)
    # A firm known by the centre of its division stands anywhere in it: such ends cost extra, so each kind has its tree.
    is_centre = (suppliers["told_by"] == "centre").to_numpy()
    for rows, at_supplier in ((np.flatnonzero(~is_centre), 0.0), (np.flatnonzero(is_centre), extra)):
        if not rows.size:
            continue
        chord, nearest = KDTree(_to_points(suppliers[rows])).query(_to_points(plants))
        km = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0.0, 1.0))
        own = measure_minutes(km, rules) + at_plant + at_supplier
        closer = own < minutes
        minutes[closer], which[closer] = own[closer], rows[nearest[closer]]
    return minutes, which


def _to_points(firms: pl.DataFrame) -> FloatArray:
    """Return places on the unit sphere, where the nearest by chord is the nearest by great circle."""
    x, y = np.radians(firms["longitude"].to_numpy()), np.radians(firms["latitude"].to_numpy())
    return np.column_stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)))


def measure_reach(
    sites: Sites, template: ChainTemplate, counted: pl.DataFrame, rules: TravelRules
) -> dict[str, LinkReach]:
    """Measure which of the links they need the firms of each link reach, within each band of minutes.

    Parameters
    ----------
    sites : Sites
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count: enterprise_id, link_id.
    rules : TravelRules

    Returns
    -------
    dict of link id to LinkReach
        Links without inputs are absent: there is nothing to reach.

    Notes
    -----
    Counted in pairs of a firm and an input. A pair is open where the firm's place is unknown and the input has
    a firm, or where the input has a firm of unknown place and none known is near enough. An input nobody here makes is
    not reached.
    """
    members = _list_members(sites, counted)
    return {
        link.id: _measure_link(
            members.get(link.id, _NOBODY),
            [(i.link, members.get(i.link, _NOBODY)) for i in link.inputs],
            sites,
            rules,
        )
        for link in template.links
        if link.inputs
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Members:
    """The firms of one link: those whose place is known, and how many others."""

    located: pl.DataFrame
    n_unlocated: int


_NOBODY = _Members(
    located=pl.DataFrame(
        schema={"enterprise_id": pl.String, "place": pl.String, "told_by": pl.String, "longitude": pl.Float64, "latitude": pl.Float64}
    ),
    n_unlocated=0,
)  # fmt: skip


def _list_members(sites: Sites, counted: pl.DataFrame) -> dict[str, _Members]:
    pairs = counted.select("enterprise_id", "link_id").unique(maintain_order=True)
    found = {
        str(key[0]): part.drop("link_id")
        for key, part in sites.firms.join(pairs, on="enterprise_id")
        .sort("enterprise_id")
        .partition_by("link_id", as_dict=True)
        .items()
    }
    sizes = dict(pairs.group_by("link_id").len().iter_rows())
    return {
        link_id: _Members(
            located=found.get(link_id, _NOBODY.located),
            n_unlocated=n - (found[link_id].height if link_id in found else 0),
        )
        for link_id, n in sizes.items()
    }


def _measure_link(
    plants: _Members, inputs: list[tuple[str, _Members]], sites: Sites, rules: TravelRules
) -> LinkReach:
    n_plants = plants.located.height + plants.n_unlocated
    within = np.zeros((len(rules.bands), plants.located.height), dtype=np.int64)
    n_open = np.zeros(len(rules.bands), dtype=np.int64)
    for _, suppliers in inputs:
        has_supplier = suppliers.located.height + suppliers.n_unlocated > 0
        minutes, _ = find_nearest_sites(plants.located, suppliers.located, sites, rules)
        for band, limit in enumerate(rules.bands):
            reached = minutes <= limit
            within[band] += reached
            n_open[band] += plants.n_unlocated * has_supplier
            n_open[band] += int((~reached).sum()) * (suppliers.n_unlocated > 0)
    best = int(np.lexsort(tuple(-row for row in reversed(within)))[0]) if plants.located.height else None
    return LinkReach(
        n_plants=n_plants,
        n_unlocated=plants.n_unlocated,
        n_by_centre=int((plants.located["told_by"] == "centre").sum()),
        n_inputs=len(inputs),
        missing=tuple(link_id for link_id, s in inputs if s.located.height + s.n_unlocated == 0),
        bands=tuple(
            BandCoverage(
                minutes=limit,
                n_pairs=n_plants * len(inputs),
                n_reached=int(within[band].sum()),
                n_open=int(n_open[band]),
            )
            for band, limit in enumerate(rules.bands)
        ),
        best_plant=None if best is None else plants.located["enterprise_id"][best],
        best_reached=() if best is None else tuple(int(row[best]) for row in within),
    )


def list_nearest_sites(
    plant_id: str, bill: tuple[str, ...], sites: Sites, counted: pl.DataFrame, rules: TravelRules
) -> tuple[NearestSite, ...] | None:
    """Return, for one plant and a bill of links, the nearest firm of each link and the minutes to it.

    Parameters
    ----------
    plant_id : str
    bill : tuple of str
        Link ids in the order wanted.
    sites : Sites
    counted : polars.DataFrame
        Placements that count: enterprise_id, link_id.
    rules : TravelRules

    Returns
    -------
    tuple of NearestSite, or None
        None where the plant's place is unknown.
    """
    plant = sites.firms.filter(enterprise_id=plant_id)
    if plant.is_empty():
        return None
    members = _list_members(sites, counted)
    found = []
    for link_id in bill:
        suppliers = members.get(link_id, _NOBODY)
        minutes, which = find_nearest_sites(plant, suppliers.located, sites, rules)
        is_found = which[0] >= 0
        found.append(
            NearestSite(
                link_id=link_id,
                enterprise_id=suppliers.located["enterprise_id"][int(which[0])] if is_found else None,
                minutes=float(minutes[0]) if is_found else None,
                band=next((limit for limit in rules.bands if is_found and minutes[0] <= limit), None),
                n_unlocated=suppliers.n_unlocated,
            )
        )
    return tuple(found)
