"""When does a cell say? Dates, years and periods, from what people type and what spreadsheets store."""

import re

import polars as pl

from gaodi.base import ValueFormatError, parse_period
from gaodi.evidence.readings import CellColumn, Reading, no_codes, read_unique

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SERIAL_MIN, _SERIAL_MAX = 20_000, 60_000
_DATE = (
    r"^(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})?日?)?|(?P<month8>\d{2})(?P<day8>\d{2})?)"
    r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)  # fmt: skip
_YEAR = r"^(\d{4})(?:\.0)?\s*(?:年度?)?$"
_SERIES_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:Y|M(?P<first>\d{2})(?:-(?P<last>\d{2}))?|-?Q(?P<quarter>[1-4]))", re.IGNORECASE
)
"""How series are dated in data banks: 2024Y, 2021M10, 2024M01-11, 2024Q3."""
_PART_OF_YEAR = re.compile(r"(?P<year>\d{4})年(?P<part>第?[一二三四1-4]季度|上半年|下半年|前[三3]季度|全年)")
_PARTS = {
    "一": (1, 3),
    "二": (4, 6),
    "三": (7, 9),
    "四": (10, 12),
    "上": (1, 6),
    "下": (7, 12),
    "前": (1, 9),
    "全": (1, 12),
}
_CHINESE_PERIOD = re.compile(r"(\d{4})年?(?:(\d{1,2})月?)?(?:(?:[-—~至]{1,2})(?:(\d{4})年)?(\d{1,2})月?)?")


def read_date(cells: CellColumn) -> Reading:
    """Read dates: 2024-05-18, 2024/5/18, 2024.5.18, 20240518, 2024年5月18日, 2024年5月, serials of Excel.

    A month without a day is its first day. A year alone is no date.
    """
    frame = pl.DataFrame({"text": cells.text.str.to_lowercase()})
    number = pl.col("text").cast(pl.Float64, strict=False)
    is_serial = number.is_between(_SERIAL_MIN, _SERIAL_MAX) & ~pl.col("text").str.contains(r"^\d{4}\.")
    parts = frame.with_columns(
        pl.col("text")
        .str.replace_all(r"\s*([年月日/.\-])\s*", "$1")
        .str.extract_groups(_DATE)
        .alias("parts"),
        pl.when(is_serial).then(number.floor().cast(pl.Int64, strict=False)).alias("serial"),
    ).unnest("parts")
    built = parts.select(
        date=pl.coalesce(
            pl.lit("1899-12-30").str.to_date() + pl.duration(days=pl.col("serial")),
            pl.concat_str(
                "year",
                pl.lit("-"),
                pl.coalesce("month", "month8").str.zfill(2),
                pl.lit("-"),
                pl.coalesce("day", "day8", pl.lit("1")).str.zfill(2),
            ).str.to_date("%Y-%m-%d", strict=False),
        ),
        known=pl.col("text").is_not_null(),
    )
    dated = built.with_columns(
        date=pl.when(pl.col("date").dt.year().is_between(_FIRST_YEAR, _LAST_YEAR)).then("date")
    )
    codes = dated.select(
        pl.when(pl.col("known") & pl.col("date").is_null()).then(pl.lit("not_a_date")).alias("code")
    )["code"]
    return Reading(dated["date"], codes)


def read_year(cells: CellColumn) -> Reading:
    """Read years: 2025, 2025年, 2025年度."""
    year = cells.text.str.extract(_YEAR).cast(pl.Int16, strict=False)
    year = year.set(~year.is_between(_FIRST_YEAR, _LAST_YEAR).fill_null(value=True), None)
    broken = cells.text.is_not_null() & year.is_null()
    codes = no_codes(len(year)).set(broken, "not_a_year")
    return Reading(year, codes)


def read_period(cells: CellColumn) -> Reading:
    """Read periods in canonical writing, and 2025年, 2025年1—9月, 2025年三季度, 2025年上半年, 2024Y, 2021M10, 2024Q3."""
    return read_unique(cells, pl.String(), _to_period, "not_a_period")


def _to_period(text: str) -> str:
    try:
        return parse_period(text).text
    except ValueFormatError:
        cleaned = re.sub(r"\s", "", text)
        if series := _SERIES_PERIOD.fullmatch(cleaned):
            return _read_series(series)
        if part := _PART_OF_YEAR.fullmatch(cleaned):
            key = part["part"].removeprefix("第")[0]
            first, last = _PARTS["一二三四"[int(key) - 1] if key.isdigit() else key]
            year = part["year"]
            return parse_period(year if key == "全" else f"{year}-{first:02d}..{year}-{last:02d}").text
        match = _CHINESE_PERIOD.fullmatch(re.sub(r"度|份", "", cleaned))
        if match is None:
            raise
    year, month, end_year, end_month = match.groups()
    if month is None and end_month is None:
        return parse_period(year).text
    if month is None:
        raise _not_a_period(text)
    start = f"{year}-{int(month):02d}"
    return parse_period(f"{start}..{end_year or year}-{int(end_month):02d}" if end_month else start).text


def _read_series(match: re.Match[str]) -> str:
    year, first, last, quarter = match.group("year", "first", "last", "quarter")
    if quarter:
        return parse_period(f"{year}-{int(quarter) * 3 - 2:02d}..{year}-{int(quarter) * 3:02d}").text
    if first is None:
        return parse_period(year).text
    return parse_period(f"{year}-{first}..{year}-{last}" if last else f"{year}-{first}").text


def _not_a_period(text: str) -> ValueFormatError:
    return ValueFormatError(
        f"「{text}」不是期间；请写成 2025、2025-09 或 2025-01..2025-09。",
        f"{text!r} is not a period; write 2025, 2025-09 or 2025-01..2025-09.",
    )
