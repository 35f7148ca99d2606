"""Does a cluster or a factory meet its criteria? A record file in, a verdict clause by clause out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaodi.api.answer_files import read_mapping, refuse_key
from gaodi.base import InputError
from gaodi.cultivate import (
    SUBJECT_METRICS,
    SubjectMetric,
    SubjectPack,
    SubjectRecord,
    SubjectVerdict,
    choose_subject_pack,
    get_subject_pack,
    judge_subject,
    load_subject_packs,
)

_KEYS = ("pack", "title", "province", "day", "year", "id", "name", "values", "years")
_TRUTHS = {"是": True, "否": False, "有": True, "无": False}


def list_subject_packs(extra: Path | None = None) -> tuple[SubjectPack, ...]:
    """Return the packs of clusters and factories, shipped and, over them, a workspace's own."""
    return tuple(load_subject_packs(extra).values())


def judge_subject_file(
    path: Path,
    *,
    pack_id: str | None = None,
    on: date | None = None,
    province: str | None = None,
    extra: Path | None = None,
) -> SubjectVerdict:
    """Judge one cluster or factory.

    Parameters
    ----------
    path : Path
        YAML with `values` (datum → number or truth) and `years` (datum → year → number) as `write_subject_record` names
        them, and `pack`, or `title` and `province`; `day`, `year` (the last complete one), `id`, `name`. Null and absent
        are unknown.
    pack_id, on, province
        Go before the file's.
    extra : Path or None
        Folder with `rules/subjects/*.yaml` of a workspace.

    Returns
    -------
    SubjectVerdict

    Raises
    ------
    InputError
        With file and key, for what is no YAML, an unknown key or datum, or a value that is no number or truth.
    NotFoundError
        If there is no such pack, or none in force.
    """
    raw = read_mapping(path, _KEYS)
    packs = load_subject_packs(extra)
    day = on or _read_day(path, raw.get("day")) or datetime.now(UTC).astimezone().date()
    place = province or str(raw.get("province") or "430000")
    chosen, title = pack_id or raw.get("pack"), raw.get("title")
    if chosen:
        pack = get_subject_pack(packs, str(chosen))
    elif title:
        pack = choose_subject_pack(packs, str(title), on=day, province=place)
    else:
        raise InputError(
            f"{path.name} 没有写规则包；请写 pack，或 title 和 province，或用 --pack 指定：{'、'.join(packs)}。",
            f"{path.name} names no pack; write `pack`, or `title` and `province`, or give --pack: {', '.join(packs)}.",
        )
    record = _read_record(path, raw, pack, day)
    return judge_subject(pack, record, on=day, province=pack.province or place)


def write_subject_record(pack_id: str, extra: Path | None = None) -> str:
    """Return an empty record as YAML for what a pack asks.

    Raises
    ------
    NotFoundError
        If there is no such pack.
    """
    pack = get_subject_pack(load_subject_packs(extra), pack_id)
    asked = {getattr(node, "metric", None) for node in pack.nodes() if node.status != "unverified"}
    metrics = {name: m for name, m in SUBJECT_METRICS[pack.subject].items() if name in asked}
    lines = [
        f"# {pack.zh}（{pack.document}）。空着就是未知，不作 0。",
        f"pack: {pack.id}",
        "name:",
        "year:  # 最近一个完整年度",
    ]
    lines.append("values:")
    for metric in metrics.values():
        if not metric.is_yearly:
            said = metric.unit if metric.kind == "number" else "是或否"
            lines.append(f"  {metric.data[0]}:  # {metric.zh}，{said}")
    yearly = {datum: metric.zh for metric in metrics.values() if metric.is_yearly for datum in metric.data}
    if yearly:
        lines.append("years:  # 每项写成 {2025: 数, 2024: 数}，金额为万元")
        lines += [f"  {datum}:  # 用于：{zh}" for datum, zh in yearly.items()]
    return "\n".join([*lines, ""])


def _read_record(path: Path, raw: dict[str, Any], pack: SubjectPack, day: date) -> SubjectRecord:
    metrics = SUBJECT_METRICS[pack.subject].values()
    plain = {m.data[0]: m for m in metrics if not m.is_yearly}
    yearly = {datum for m in metrics if m.is_yearly for datum in m.data}
    values: dict[str, Decimal | bool | str] = {}
    years: dict[str, dict[int, Decimal]] = {}
    for name, value in _part(path, raw, "values").items():
        if name not in plain:
            raise refuse_key(path, f"values.{name}", value, f"{'、'.join(plain)}")
        if value is not None:
            values[str(name)] = _read_value(path, f"values.{name}", value, plain[str(name)])
    for name, series in _part(path, raw, "years").items():
        if name not in yearly:
            raise refuse_key(path, f"years.{name}", series, f"{'、'.join(sorted(yearly)) or '（无）'}")
        if series is None:
            continue
        if not isinstance(series, dict):
            raise refuse_key(path, f"years.{name}", series, "{年份: 数}/year: number")
        years[str(name)] = {}
        for year, value in series.items():
            key = f"years.{name}.{year}"
            if type(year) is not int or not 1950 <= year <= 2100:
                raise refuse_key(path, key, year, "年份/a year")
            if value is not None:
                years[str(name)][year] = _read_number(path, key, value)
    last = raw.get("year")
    if last is not None and type(last) is not int:
        raise refuse_key(path, "year", last, "年份/a year")
    cells = {name: f"{path.name}/values/{name}" for name in values} | {
        f"{name}@{year}": f"{path.name}/years/{name}/{year}"
        for name, series in years.items()
        for year in series
    }
    name = str(raw.get("name") or path.stem)
    return SubjectRecord(
        subject_id=str(raw.get("id") or name),
        name=name,
        kind=pack.subject,
        year=last or day.year - 1,
        values=values,
        years=years,
        cells=cells,
    )


def _part(path: Path, raw: dict[str, Any], key: str) -> Mapping[Any, Any]:
    part = raw.get(key)
    if part is None:
        return {}
    if not isinstance(part, dict):
        raise refuse_key(path, key, part, "名称: 值/name: value")
    return part


def _read_value(path: Path, key: str, value: object, metric: SubjectMetric) -> Decimal | bool:
    if metric.kind == "number":
        return _read_number(path, key, value)
    truth = _TRUTHS.get(value) if isinstance(value, str) else value
    if not isinstance(truth, bool):
        raise refuse_key(path, key, value, "是、否/true, false")
    return truth


def _read_number(path: Path, key: str, value: object) -> Decimal:
    number = None if isinstance(value, bool) or not isinstance(value, int | float) else Decimal(str(value))
    if number is None or not number.is_finite():
        raise refuse_key(path, key, value, "数/a number")
    return number


def _read_day(path: Path, found: object) -> date | None:
    if found is None or type(found) is date:
        return found
    raise refuse_key(path, "day", found, "一天，如 2026-06-01/a day")
