"""What happens if a firm, a place, a link or an import fails? Scenarios on the region's own supply network."""

from datetime import date

import numpy as np
import polars as pl

from gaodi.api.failures import (
    Names,
    check_failures,
    find_failing,
    list_placed,
    name_links,
    name_places,
)
from gaodi.api.networks import FloatArray, IntArray, read_network
from gaodi.api.records import Office
from gaodi.api.replacements import find_replacements
from gaodi.api.shock_records import HitFirm, HitGroup, Shock, ShockResult
from gaodi.base import InputError
from gaodi.chains import RegionNetwork
from gaodi.risk import CascadeRule, build_shocks, measure_risk, simulate_days

MAX_DAYS = 730
N_SHOWN = 20
YEAR_DAYS = 365


def simulate_shock(office: Office, shock: Shock, *, on: date | None = None) -> ShockResult:
    """Let a scenario run on the supply network of the region.

    Parameters
    ----------
    office : Office
    shock : Shock
    on : date or None
        Day the region is seen on; None is today.

    Returns
    -------
    ShockResult

    Raises
    ------
    NotFoundError
        If no supply links were imported, or nothing fits what should fail.
    InputError
        If a number of the scenario cannot be.
    """
    _check(shock)
    supply = read_network(office, on=on)
    failing, (title_zh, title_en) = find_failing(office, supply, shock, on=on)
    shocks = build_shocks([failing], [shock.loss])
    rule = CascadeRule(has_replacement=shock.has_replacement)
    index = measure_risk(supply.network, shocks, rule)
    days = simulate_days(
        supply.network, shocks, rule, n_days=shock.n_days, duration_days=shock.duration_days,
        stock_days=shock.stock_days,
    )  # fmt: skip
    weights = supply.network.weights[0]
    share = weights / weights.sum()
    losses = days.losses
    mean = losses.mean(axis=0)
    fen = mean * weights / YEAR_DAYS * shock.n_days
    return ShockResult(
        shock=shock,
        title_zh=title_zh,
        title_en=title_en,
        n_failing=failing.size,
        n_firms=supply.network.n_firms,
        n_links=supply.network.amounts.size,
        years=supply.years,
        esri=float(index.esri[0]),
        esri_down=float(index.esri_down[0]),
        esri_up=float(index.esri_up[0]),
        iterations=int(index.iterations[0]),
        by_day=tuple((losses @ share).tolist()),
        money=float(fen.sum()),
        n_hit=int((days.first_hit >= 0).sum()),
        firms=_list_firms(supply, mean, mean * share, days.first_hit, failing),
        cities=_group(supply.firms["city"].to_list(), mean, weights, fen, name_places(office)),
        links=_group_links(office, supply, mean, weights, fen),
        replacements=find_replacements(office, supply, failing, on=on),
        n_revenue_unknown=supply.n_revenue_unknown,
        n_amount_unknown=supply.network.notes.n_unknown,
        n_unflagged=supply.n_unflagged,
        synthetic=bool(supply.firms["synthetic"].any()),
    )


def _check(shock: Shock) -> None:
    check_failures(shock)
    if not 0 < shock.loss <= 1:
        raise InputError(
            f"损失比例 {shock.loss:g} 应大于 0、不超过 1（全部停产写 1）。",
            f"the loss {shock.loss:g} must lie above 0 and up to 1 (1 is a full stop).",
        )
    if not 1 <= shock.n_days <= MAX_DAYS or not 0 <= shock.stock_days <= MAX_DAYS:
        raise InputError(
            f"天数应在 1 至 {MAX_DAYS} 之间、库存天数在 0 至 {MAX_DAYS} 之间，给的是 {shock.n_days} 和 {shock.stock_days:g}。",
            f"days must lie between 1 and {MAX_DAYS} and stocks between 0 and {MAX_DAYS}; {shock.n_days} and {shock.stock_days:g} were given.",
        )


def _list_firms(
    supply: RegionNetwork, mean: FloatArray, weighed: FloatArray, first_hit: IntArray, failing: IntArray
) -> tuple[HitFirm, ...]:
    rows, own = supply.firms.rows(named=True), set(failing.tolist())
    order = np.argsort(-weighed, kind="stable")[:N_SHOWN].tolist()
    return tuple(
        HitFirm(
            enterprise_id=rows[place]["enterprise_id"],
            name=rows[place]["name"],
            city=rows[place]["city"],
            loss=float(mean[place]),
            weight=float(weighed[place]),
            first_hit=None if place in own else int(first_hit[place]) + 1,
            synthetic=rows[place]["synthetic"],
        )
        for place in order
        if weighed[place] > 0
    )


def _group(
    keys: list[str | None], mean: FloatArray, weights: FloatArray, fen: FloatArray, names: Names
) -> tuple[HitGroup, ...]:
    """Return the groups that lose anything, the greatest loss of money first."""
    found = (
        pl.DataFrame({"key": keys, "mean": mean, "weight": weights, "fen": fen})
        .filter(pl.col("key").is_not_null())
        .group_by("key")
        .agg(
            n_hit=(pl.col("mean") > 0).sum(),
            loss=(pl.col("mean") * pl.col("weight")).sum() / pl.col("weight").sum(),
            money=pl.col("fen").sum(),
        )
        .filter(pl.col("money") > 0)
        .sort("money", "key", descending=[True, False])
    )
    rows = found.iter_rows(named=True)
    return tuple(
        HitGroup(**row, zh=zh, en=en) for row in rows for zh, en in [names.get(row["key"], (row["key"],) * 2)]
    )


def _group_links(
    office: Office, supply: RegionNetwork, mean: FloatArray, weights: FloatArray, fen: FloatArray
) -> tuple[HitGroup, ...]:
    """Return the links of chains; a firm that stands on several counts on each."""
    placed = supply.firms.with_row_index("place").join(list_placed(office), on="enterprise_id")
    place = placed["place"].to_numpy()
    return _group(placed["link"].to_list(), mean[place], weights[place], fen[place], name_links(office))[
        :N_SHOWN
    ]
