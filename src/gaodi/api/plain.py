"""How does an answer leave the engine? Plain JSON and CSV, unknown as null and never as 0."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel


def to_plain(value: object) -> Any:  # noqa: ANN401  JSON is anything
    """Turn records into dicts, lists, strings, numbers, booleans and None.

    Decimals become strings, so that no digit is lost; NaN and infinity become None; dates are ISO 8601.

    Examples
    --------
    >>> to_plain({"share": Decimal("0.450"), "rate": float("nan"), "on": date(2026, 3, 1)})
    {'share': '0.450', 'rate': None, 'on': '2026-03-01'}
    """
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return to_plain(value.value)
    if isinstance(value, str | Path | Decimal):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _compound_to_plain(value)


def _compound_to_plain(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, pl.DataFrame):
        return to_plain(value.to_dicts())
    if isinstance(value, BaseModel):
        return to_plain(value.model_dump())
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Iterable):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [to_plain(item) for item in items]
    raise TypeError(f"no plain form for {type(value).__name__}")


def rows_to_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[tuple[str, str]]) -> str:
    """Write rows as CSV with a byte-order mark, so that spreadsheets read the Chinese.

    Parameters
    ----------
    rows : iterable of mappings
    columns : iterable of (key, header)

    Returns
    -------
    str
        Lists are joined with `；`; unknown is an empty cell. A text that a spreadsheet would run as a formula
        gets a leading apostrophe.
    """
    chosen = list(columns)
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([header for _, header in chosen])
    for row in rows:
        writer.writerow([_cell_text(to_plain(row.get(key))) for key, _ in chosen])
    return buffer.getvalue()


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "；".join(_cell_text(item) for item in value)
    text = str(value)
    is_number = text.lstrip("+-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in "=+-@\t\r" and text and not is_number else text
