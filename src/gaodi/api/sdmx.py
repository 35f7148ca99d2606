"""How do indicator values leave for other statistics systems? SDMX-CSV 2.0, one observation a row.

References
----------
SDMX-CSV 2.0.0 (SDMX 3.0), Data Message Field Guide, https://github.com/sdmx-twg/sdmx-csv : first columns STRUCTURE,
STRUCTURE_ID and ACTION, then dimensions, measure and attributes under their component ids; RFC 4180, UTF-8.
SDMX 3.0 Technical Notes, section 6 part 4.2: observational time period, `2025`, `2025-10`, `2025-01-01/P9M`.
"""

import calendar
import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from gaodi.base import Period, ValueFormatError, parse_period
from gaodi.prose import Fact

STRUCTURE_ID = "GAODI:INDICATOR_VALUE(1.0.0)"
COLUMNS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION",
    "INDICATOR", "SUBJECT", "COMPARISON", "BASIS", "SCOPE", "STATUS", "SOURCE", "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MEASURE", "BOUND", "VALUE_MIN", "VALUE_MAX", "PERIOD", "INDICATOR_NAME", "SOURCE_TITLE", "SOURCE_DATE", "REF",
)  # fmt: skip
"""Structure columns, dimensions, the measure, attributes."""


def write_sdmx(
    facts: Iterable[Fact], indicator_ids: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[str, int]:
    """Write indicator values as SDMX-CSV 2.0.

    Parameters
    ----------
    facts : iterable of Fact
    indicator_ids : mapping of name to id
        Of the catalogue; a fact of another indicator has no code and is left out.
    titles : mapping of source id to title

    Returns
    -------
    (str, int)
        The file's text, and the number of observations. A fact without a period or value is no observation.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    n_rows = 0
    for fact in facts:
        indicator = indicator_ids.get(fact.indicator)
        time = write_time_period(fact.period)
        value = fact.value if fact.value is not None else fact.value_min
        if indicator is None or time is None or value is None:
            continue
        origin = fact.extra.get("origin") or f"fact:{fact.fact_id}"
        title = fact.extra.get("source_title") or titles.get(fact.source_id, "")
        writer.writerow(
            (
                "dataflow", STRUCTURE_ID, "I",
                indicator, fact.subject, fact.comparison, fact.extra.get("basis", ""), fact.scope or "",
                fact.status, fact.source_id[:12] + (f"#{title}" if fact.extra.get("source_title") else ""), time,
                _write_number(value),
                fact.unit, fact.bound, _write_number(fact.value_min), _write_number(fact.value_max),
                fact.period or "", fact.indicator, title, fact.extra.get("source_date", ""), origin,
            )
        )  # fmt: skip
        n_rows += 1
    return buffer.getvalue(), n_rows


def write_time_period(text: str | None) -> str | None:
    """Return a period as an SDMX observational time period; None where it has none.

    A period open at its start (`..2025-10`, as of the end of October) is the period it ends with; one open at its end
    is none.

    Examples
    --------
    >>> [write_time_period(p) for p in ("2025", "2025-10", "2025-01..2025-09", "2021..2025", "..2025-10", "2024..", None)]
    ['2025', '2025-10', '2025-01-01/P9M', '2021-01-01/P60M', '2025-10', None, None]
    """
    try:
        period = parse_period(text or "")
    except ValueFormatError:
        return None
    if period.end is None:
        return None
    if ".." not in period.text:
        return period.text
    if period.start is None:
        return period.text.removeprefix("..")
    return _write_range(period, period.start, period.end)


def _write_range(period: Period, start: date, end: date) -> str:
    if period.is_full_year:
        return str(period.year)
    is_whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if is_whole_months:
        n_months = (end.year - start.year) * 12 + end.month - start.month + 1
        return f"{start.isoformat()}/P{n_months}M"
    return f"{start.isoformat()}/P{(end - start).days + 1}D"


def _write_number(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
