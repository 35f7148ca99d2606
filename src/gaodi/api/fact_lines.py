"""How is a fact written on one line? JSON Lines in the fields of the fact schema, numbers exact, both ways."""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaodi.base import GaodiError, SourceError
from gaodi.evidence import check_changes
from gaodi.prose import Fact, name_fact

FIELDS = (
    "doc", "start", "end", "text", "evidence_start", "evidence_end", "value", "value_min", "value_max", "bound",
    "unit", "comparison", "status", "indicator", "subject", "period", "period_src", "base", "scope",
    "multiple_kind", "parent", "marker", "confidence", "rule",
)  # fmt: skip
"""Fields of a line, in order."""
_NUMBERS = frozenset({"value", "value_min", "value_max"})
_CHECKED = (
    "value",
    "value_min",
    "value_max",
    "bound",
    "unit",
    "comparison",
    "status",
    "indicator",
    "subject",
    "period",
)


def to_records(doc: str, facts: Iterable[Fact]) -> Iterator[dict[str, Any]]:
    """Return the facts of a document as records of `FIELDS`; a parent is given by its place, `start-end`."""
    listed = list(facts)
    places = {fact.fact_id: f"{fact.start}-{fact.end}" for fact in listed}
    for fact in listed:
        record = {"doc": doc} | {name: getattr(fact, name) for name in FIELDS if name != "doc"}
        yield record | {"parent": places.get(fact.parent or "", fact.parent)}


def write_line(record: Mapping[str, Any]) -> str:
    """Write a record as one line of JSON; a decimal becomes a JSON number with every digit it has.

    Examples
    --------
    >>> write_line({"value": Decimal("5530000000000.10"), "unit": "元", "of": [Decimal("1E+3"), None]})
    '{"value": 5530000000000.10, "unit": "元", "of": [1000, null]}'
    """
    return _write(record)


def read_lines(path: Path) -> list[tuple[str, Fact]]:
    """Read facts from JSON Lines: (document, fact), in the order of the file.

    Only `doc`, `start`, `end` and `value` are needed; fields of other programs are left aside. A field that is
    missing is read as the schema says: exact, actual, level, unknown.

    Raises
    ------
    SourceError
        If the file cannot be read, or a line is not a fact; names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"文件 {path.name} 读不出（{error}）；应为 UTF-8 的 JSON Lines，一行一个数字。",
            f"{path.name} cannot be read ({error}); expected JSON Lines in UTF-8, one fact a line.",
        ) from error
    return [_read_line(line, path.name, number) for number, line in enumerate(lines, start=1) if line.strip()]


def _read_line(line: str, name: str, number: int) -> tuple[str, Fact]:
    try:
        record = json.loads(line, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)
        return str(record["doc"]), _build_fact(record)
    except (ValueError, KeyError, TypeError, ArithmeticError, GaodiError) as error:
        said = error.zh if isinstance(error, GaodiError) else str(error)
        english = error.en if isinstance(error, GaodiError) else str(error)
        raise SourceError(
            f"{name} 第{number}行不是一个数字的记录（{said}）；至少应有 doc、start、end、value。",
            f"{name}, line {number} is no fact ({english}); it needs doc, start, end and value at least.",
        ) from error


def _build_fact(record: Mapping[str, Any]) -> Fact:
    given = {name: record[name] for name in _CHECKED if record.get(name) is not None}
    checked = check_changes(given | {"value": record["value"]})
    numbers = {name: None if (text := checked.get(name)) is None else Decimal(text) for name in _NUMBERS}
    bound, value = checked.get("bound") or "exact", numbers["value"]
    if "value_min" not in record and bound != "upper":
        numbers["value_min"] = value
    if "value_max" not in record and bound not in {"lower", "range"}:
        numbers["value_max"] = value
    doc, start, end = str(record["doc"]), int(record["start"]), int(record["end"])
    unit, comparison = checked.get("unit") or "", checked.get("comparison") or "level"
    return Fact(
        fact_id=name_fact(doc, start, end, Decimal(0) if value is None else value, unit, comparison),
        source_id=doc,
        start=start,
        end=end,
        text=str(record.get("text") or ""),
        evidence_start=int(record.get("evidence_start", start)),
        evidence_end=int(record.get("evidence_end", end)),
        value=numbers["value"],
        value_min=numbers["value_min"],
        value_max=numbers["value_max"],
        bound=bound,
        unit=unit,
        comparison=comparison,
        status=checked.get("status") or "actual",
        indicator=checked.get("indicator") or "",
        subject=checked.get("subject") or "",
        period=checked.get("period"),
        period_src=str(record.get("period_src") or "none"),
        base=record.get("base"),
        scope=record.get("scope"),
        multiple_kind=record.get("multiple_kind"),
        parent=record.get("parent"),
        marker=record.get("marker"),
        rule=str(record.get("rule") or "file"),
        confidence=float(record.get("confidence", 1)),
    )


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _write(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(str(k), ensure_ascii=False)}: {_write(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_write, value)) + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
