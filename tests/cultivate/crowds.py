"""Many firms at once that crowd the edges: exact shares, one fen off, extremes, blanks and missing rows."""

from datetime import date

import numpy as np
import polars as pl

from gaodi.cultivate.operands import CLASS_I

WAN = 1_000_000  # fen
AMOUNTS_WAN = [
    0,
    99,
    100,
    400,
    500,
    999,
    1000,
    1500,
    2000,
    3000,
    4999,
    5000,
    8000,
    9999,
    10_000,
    39_999,
    40_000,
]
EXTREMES = [0, 1, -1, 10**16, 10**16 + 1, -(10**16), 2**62, -(2**62), 9_999_999_999_999_999]
PERCENTS = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 50, 55, 60, 70, 75, 80, 90, 95, 100, 105, 110]
INTEGERS = {
    "staff": [0, 1, 10, 20, 100, 999, 1000, 1001, 10**12, 10**12 + 1],
    "rd_staff": [0, 1, 2, 5, 10, 50, 100, 500],
    "market_rank": [1, 2, 3, 4, 50],
    "n_quality_items": [0, 1, 2, 4],
}
DOUBLES = {
    "niche_years": [0.0, 1.9, 1.9999999, 2.0, 2.9, 3.0, 4.0, 9.9, 10.0, 25.0, 0.0000005, 1e300, float("nan")],
    "market_share": [0.0, 0.0999, 0.1, 0.0999999996, 0.3, 1.0, -0.1],
    "evaluation_score": [0.0, 49.9, 49.9999996, 50.0, 59.99, 60.0, 80.0, float("inf")],
    "feature_score": [0.0, 7.5, 7.4999999, 15.0, 16.0, -1.0],
}
KINDS = [*CLASS_I, "发明专利", "实用新型", "外观设计", "软件著作权", "商标"]


def gather_crowd(catalogue, n, *, seed, on):
    """Return the four rule tables as frames in their schemas."""
    rng = np.random.default_rng(seed)
    ids = np.array([f"firm-{number:07}" for number in range(n)])
    blank = rng.choice([0.0, 0.02, 0.1, 0.4], n)
    tables = {
        "enterprise": _firms(catalogue, rng, ids, blank, on),
        "enterprise_year": _years(catalogue, rng, ids, blank, on),
        "qualification": _titles(catalogue, rng, ids, blank, on),
        "intellectual_property": _rights(rng, ids, blank, on),
    }
    return {name: _conform(catalogue.table(name), columns) for name, columns in tables.items()}


def _conform(schema, columns):
    height = len(next(iter(columns.values())))
    given = pl.DataFrame(columns).with_row_index("row", offset=2)
    full = {"source_id": pl.lit("s" * 8), "sheet": pl.lit(schema.id), "synthetic": pl.lit(value=True)}
    given = given.with_columns(**full)
    assert given.height == height
    return given.select(
        (pl.col(name) if name in given.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.frame_schema().items()
    )


def _maybe(rng, values, blank):
    kept = rng.random(len(values)) >= blank
    return pl.Series(np.asarray(values)).zip_with(
        pl.Series(kept), pl.Series([None], dtype=pl.Series(np.asarray(values)).dtype)
    )


def _firms(catalogue, rng, ids, blank, on):
    codes = ["3511", "2710", "276", "3670", "06", "46", "6513", "47", "01", "1", "x1", "x123"]
    made = {"enterprise_id": ids, "name": ids}
    made["industry_code"] = _maybe(rng, rng.choice(codes, len(ids)), blank)
    for column in catalogue.table("enterprise").columns:
        if column.type == "boolean":
            made[column.name] = _maybe(rng, rng.random(len(ids)) < 0.8, blank)
        elif column.type == "date":
            made[column.name] = _maybe(rng, _days(rng, len(ids), on), blank)
    return made


def _money(rng, n):
    value = rng.choice(AMOUNTS_WAN, n) * WAN + rng.choice([-1, 0, 0, 0, 1, 37], n)
    return np.where(rng.random(n) < 0.02, rng.choice(EXTREMES, n), value)


def _part_of(rng, whole):
    """Take whole per cents of an amount, to the fen where it divides, or one fen off."""
    n = len(whole)
    base = np.clip(whole, -(10**16), 10**16)
    return base // 100 * rng.choice(PERCENTS, n) + rng.choice([-1, 0, 0, 0, 1], n)


def _years(catalogue, rng, ids, blank, on):
    schema = catalogue.table("enterprise_year")
    choices = {c.name: list(c.choices) for c in schema.columns if c.choices}
    frames, revenue = [], None
    for year in range(on.year - 3, on.year):
        n = len(ids)
        grown = _part_of(rng, revenue) if revenue is not None else None
        revenue = _money(rng, n)
        # Whole yuan, so that whole per cents of it are whole fen.
        revenue = np.where(rng.random(n) < 0.5, revenue // 100 * 100, revenue)
        revenue = revenue if grown is None else np.where(rng.random(n) < 0.5, grown, revenue)
        assets = _money(rng, n)
        columns = {
            "revenue": revenue,
            "main_revenue": _part_of(rng, revenue),
            "net_profit": _part_of(rng, revenue) * rng.choice([1, 1, 1, -1], n),
            "total_assets": assets,
            "total_liabilities": _part_of(rng, assets),
            "rd_expense": np.where(rng.random(n) < 0.5, _money(rng, n), _part_of(rng, revenue)),
            "equity_financing": _money(rng, n),
            "export_value": rng.choice([0, 0, 1, 500 * WAN], n),
        }
        columns |= {name: rng.choice(values, n) for name, values in (INTEGERS | DOUBLES).items()}
        columns |= {name: rng.choice(values, n) for name, values in choices.items()}
        truths = [c.name for c in schema.columns if c.type == "boolean"]
        columns |= {name: rng.random(n) < 0.8 for name in truths}
        made = {name: _maybe(rng, values, blank) for name, values in columns.items()}
        frame = pl.DataFrame({"enterprise_id": ids, "year": np.full(n, year)} | made)
        frames.append(frame.filter(rng.random(n) >= blank / 2))
    return pl.concat(frames).to_dict(as_series=True)


def _days(rng, n, on):
    edges = [on.replace(year=on.year - back).toordinal() for back in range(6)]
    leap = [date(2024, 2, 29).toordinal(), date(2024, 2, 28).toordinal()]
    days = rng.choice([*edges, *leap], n) + rng.choice([-200, -1, 0, 1, 200], n)
    return pl.Series(days - date(1970, 1, 1).toordinal()).cast(pl.Int32).cast(pl.Date)


def _titles(catalogue, rng, ids, blank, on):
    owners = np.repeat(np.arange(len(ids)), rng.choice([0, 1, 2, 4, 8], len(ids)))
    n = len(owners)
    titles = [term.id for term in catalogue.taxonomy("titles").terms]
    return {
        "enterprise_id": ids[owners],
        "title_id": rng.choice(titles, n),
        "granted_on": _days(rng, n, on),
        "valid_to": _maybe(rng, _days(rng, n, on), 0.6),
        "rank": _maybe(rng, rng.choice([1, 3, 4, 5, 6], n), blank[owners]),
        "revoked_on": _maybe(rng, _days(rng, n, on), 0.75),
    }


def _rights(rng, ids, blank, on):
    owners = np.repeat(np.arange(len(ids)), rng.choice([0, 1, 2, 4, 6], len(ids)))
    n, hidden = len(owners), blank[owners]
    return {
        "enterprise_id": ids[owners],
        "ip_id": np.array([f"ip-{number}" for number in range(n)]),
        "kind": _maybe(rng, rng.choice(KINDS, n), hidden / 2),
        "granted_on": _maybe(rng, _days(rng, n, on), hidden),
        "is_leading_product": _maybe(rng, rng.random(n) < 0.9, hidden),
        "is_self_developed": _maybe(rng, rng.random(n) < 0.8, hidden),
        "is_high_value": _maybe(rng, rng.random(n) < 0.3, hidden),
        "transferred_on": _maybe(rng, _days(rng, n, on), 0.75),
        "holder_rank": _maybe(rng, rng.choice([1, 1, 3, 4], n), hidden),
    }
