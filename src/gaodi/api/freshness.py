"""Is the data up to date? Per table and per series: who owes it, the last period, when the next is due, how late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

import polars as pl

from gaodi.api.comparing import read_day
from gaodi.api.fact_records import Freshness
from gaodi.api.records import Office
from gaodi.base import InputError, NotFoundError, ValueFormatError, parse_period
from gaodi.evidence import DatasetSettings, Frequency, Judgement, compute_due, count_days_late
from gaodi.prose import Fact
from gaodi.region import Region, open_region

_FREQUENCIES = ("monthly", "quarterly", "half_yearly", "yearly")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """What is declared about a dataset: by a person in the ledger, else in `gaodi.toml`."""

    owner: str | None
    source: str | None
    frequency: Frequency | None
    due_days: int | None
    due_on: date | None
    seen_period: str | None
    """The last period there was when `due_on` was declared; a later one has met it."""
    declared_at: datetime | None


def list_freshness(
    office: Office, *, on: date | None = None, kind: str = "", late: bool = False
) -> tuple[Freshness, ...]:
    """Return how fresh each table and each series of indicator values is, the latest overdue first.

    A date nobody declared is unknown, never guessed.

    Parameters
    ----------
    on : date or None
        The day asked for; None is today.
    kind : str
        table or series; empty is both.
    late : bool
        Only what is overdue.
    """
    day = on or datetime.now(UTC).astimezone().date()
    found = [
        row for row in (*_list_tables(office, day), *_list_series(office, day)) if kind in ("", row.kind)
    ]
    chosen = [row for row in found if not late or row.state == "late"]
    return tuple(sorted(chosen, key=lambda row: (-(row.days_late or 0), row.kind != "table", row.dataset_id)))


def declare_dataset(
    office: Office,
    dataset_id: str,
    *,
    owner: str | None = None,
    source: str | None = None,
    frequency: str | None = None,
    due_days: int | None = None,
    due_on: date | None = None,
    reason: str = "",
    who: str | None = None,
) -> Freshness:
    """Declare who owes a dataset, from where, how often and by when; what is not given stays as it was.

    Parameters
    ----------
    dataset_id : str
        Id of a table, `<indicator>@<subject>` for a series, or `<indicator>` for all its series.
    frequency : str or None
        monthly, quarterly, half_yearly or yearly.
    due_days : int or None, days
        After the end of a period.
    due_on : date or None
        A day for the next figures, once.

    Raises
    ------
    NotFoundError
        If there is no such table or series.
    InputError
        If nothing is declared, or the frequency or the days are none.
    """
    given = {
        "owner": owner, "source": source, "frequency": frequency, "due_days": due_days,
        "due_on": due_on.isoformat() if due_on else None,
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    _check_declaration(given)
    rows = [row for row in list_freshness(office) if row.dataset_id == dataset_id]
    rows += [
        row for row in list_freshness(office, kind="series") if row.dataset_id.startswith(f"{dataset_id}@")
    ]
    if not rows:
        raise NotFoundError(
            f"没有数据集「{dataset_id}」；请用 gaodi freshness 列出的标识，序列写成“指标@主体”。",
            f"there is no dataset {dataset_id!r}; use an id that gaodi freshness lists, a series as indicator@subject.",
        )
    book = office.workspace.ledger.book
    before = book.latest("dataset", dataset_id)
    detail = (before.detail if before else {}) | given
    if due_on is not None:
        detail["seen_period"] = rows[0].last_period
    book.judge(
        "dataset", dataset_id, "declare", reason=reason or "登记数据集 declared", detail=detail, who=who
    )
    return next(row for row in list_freshness(office) if row.dataset_id == rows[0].dataset_id)


def _check_declaration(given: dict[str, Any]) -> None:
    if not given:
        raise InputError(
            "没有写明要登记什么；可写责任单位、来源、频率、期限。",
            "nothing to declare; give owner, source, frequency or due date.",
        )
    if given.get("frequency", "monthly") not in _FREQUENCIES:
        raise InputError(
            f"频率「{given['frequency']}」不能识别；可用 {'、'.join(_FREQUENCIES)}。",
            f"frequency {given['frequency']!r} is none; use one of {', '.join(_FREQUENCIES)}.",
        )
    if not 0 <= given.get("due_days", 0) <= 1000:
        raise InputError(
            f"期限 {given['due_days']} 天应在 0 至 1000 之间。",
            f"due_days is {given['due_days']}, expected 0 to 1000.",
        )


def _list_tables(office: Office, day: date) -> Iterable[Freshness]:
    ledger = office.workspace.ledger
    datasets = ledger.datasets()
    if not datasets:
        return
    region = open_region(office.workspace, office.catalogue)
    judged = ledger.book.in_force("dataset")
    for row in datasets:
        table = office.catalogue.tables.get(row["table_id"])
        if table is None:
            continue
        period, published = _read_last(region, row["table_id"])
        yield _build(
            office, judged, (row["table_id"],), kind="table", zh=table.zh, en=table.en, period=period,
            published=published, refreshed_at=row["refreshed_at"], n_rows=row["n_rows"], day=day,
        )  # fmt: skip


def _read_last(region: Region, table_id: str) -> tuple[str | None, str | None]:
    """Return the last period of a table, and the last date of publication its rows give."""
    frame = region.table(table_id)
    names = frame.collect_schema().names()
    period = next((name for name in ("period", "year") if name in names), None)
    columns = [name for name in (period, "source_date") if name is not None and name in names]
    if not columns:
        return None, None
    if "status" in names and table_id == "indicator_value":
        # A target for 2028 does not make the figures of 2028 present.
        frame = frame.filter(pl.col("status") == "actual")
    rows = frame.select(columns).unique().collect(engine="streaming")
    periods = [str(value) for value in rows[period].drop_nulls()] if period else []
    dates = rows["source_date"].drop_nulls().to_list() if "source_date" in columns else []
    return _find_last(periods), max((text for text in dates if read_day(text)), key=_sort_key, default=None)


def _list_series(office: Office, day: date) -> Iterable[Freshness]:
    ledger = office.workspace.ledger
    series: dict[tuple[str, str], list[Fact]] = {}
    for item in ledger.store.find(rule="cell:", status="actual"):
        series.setdefault((item.fact.indicator, item.fact.subject), []).append(item.fact)
    judged = ledger.book.in_force("dataset")
    sources = {source.source_id: source.imported_at for source in ledger.sources()}
    for (indicator, subject), facts in sorted(series.items()):
        dates = [date for fact in facts if read_day(date := fact.extra.get("source_date", ""))]
        yield _build(
            office, judged, (f"{indicator}@{subject}", indicator), kind="series", zh=f"{subject}{indicator}",
            en=f"{indicator} of {subject}", period=_find_last(fact.period or "" for fact in facts),
            published=max(dates, key=_sort_key, default=None),
            refreshed_at=max(sources[fact.source_id] for fact in facts), n_rows=len(facts), day=day,
        )  # fmt: skip


def _build(
    office: Office,
    judged: dict[str, Judgement],
    names: tuple[str, ...],
    *,
    kind: Literal["table", "series"],
    zh: str,
    en: str,
    period: str | None,
    published: str | None,
    refreshed_at: datetime,
    n_rows: int,
    day: date,
) -> Freshness:
    declared = _read_declared(office, judged, names)
    due_on = _find_due(declared, period, refreshed_at)
    days_late = count_days_late(due_on, day)
    return Freshness(
        dataset_id=names[0], kind=kind, zh=zh, en=en, owner=declared.owner, source=declared.source,
        frequency=declared.frequency, last_period=period, published=published,
        refreshed_on=refreshed_at.astimezone().date(), due_on=due_on, days_late=days_late,
        state="unknown" if days_late is None else "late" if days_late else "on_time", n_rows=n_rows,
    )  # fmt: skip


def _read_declared(office: Office, judged: dict[str, Judgement], names: tuple[str, ...]) -> _Declared:
    """Return what is declared; a series' own declaration stands above its indicator's, a person's above the file's."""
    told: dict[str, Any] = {}
    declared_at = None
    for name in reversed(names):
        settings = office.workspace.config.datasets.get(name, DatasetSettings())
        told |= settings.model_dump(exclude_none=True)
        if name in judged:
            told |= judged[name].detail
            declared_at = judged[name].created_at
    due_on = told.get("due_on")
    return _Declared(
        owner=told.get("owner"), source=told.get("source"), frequency=told.get("frequency"),
        due_days=told.get("due_days"),
        due_on=date.fromisoformat(due_on) if isinstance(due_on, str) else due_on,
        seen_period=told.get("seen_period"), declared_at=declared_at,
    )  # fmt: skip


def _find_due(declared: _Declared, period: str | None, refreshed_at: datetime) -> date | None:
    last_day = read_day(period or "")
    if declared.due_on is not None and not _is_met(declared, last_day, refreshed_at):
        return declared.due_on
    if declared.frequency is None or last_day is None:
        return None
    return compute_due(last_day, declared.frequency, declared.due_days or 0)


def _is_met(declared: _Declared, last_day: date | None, refreshed_at: datetime) -> bool:
    """Whether figures came in after their due date was set."""
    if declared.declared_at is None:
        # From gaodi.toml: the day itself tells which figures are meant.
        return last_day is not None and declared.due_on is not None and last_day >= declared.due_on
    seen = read_day(declared.seen_period or "")
    if last_day is not None and seen is not None:
        return last_day > seen
    return refreshed_at > declared.declared_at


def _find_last(periods: Iterable[str]) -> str | None:
    """Return the period that ends last; of several the shortest writing."""
    known = [(end, period) for period in periods if (end := read_day(period)) is not None]
    if not known:
        return None
    latest = max(end for end, _ in known)
    return min((period for end, period in known if end == latest), key=lambda text: (len(text), text))


def _sort_key(text: str) -> date:
    try:
        return parse_period(text).end or date.min
    except ValueFormatError:
        return date.min
