"""What is wrong with a row or a cell? Sentences in Chinese and English, with the place and what to do."""

import polars as pl

from gaodi.catalogue import Column
from gaodi.evidence.readings import Reading

QUARANTINE_SCHEMA: dict[str, pl.DataType] = {
    "sheet": pl.String(),
    "row": pl.UInt32(),
    "column": pl.String(),
    "header": pl.String(),
    "field": pl.String(),
    "raw": pl.String(),
    "severity": pl.String(),
    "code": pl.String(),
    "zh": pl.String(),
    "en": pl.String(),
}

_NOTHING = pl.DataFrame(schema={name: dtype for name, dtype in QUARANTINE_SCHEMA.items() if name != "sheet"})
_SHOWN = 60

_PROBLEMS: dict[str, tuple[str, str]] = {
    "not_a_number": (
        "不是数字；请填数字，未知请留空",
        "is not a number; give a number, or leave it empty if unknown",
    ),
    "not_an_integer": ("不是整数；请核对", "is not a whole number; check it"),
    "too_large": ("超出可存的范围；请核对单位", "is too large to store; check the unit"),
    "not_a_date": (
        "不是日期；请写成 2024-05-18 或 2024年5月18日",
        "is not a date; write 2024-05-18",
    ),
    "not_a_year": ("不是年份；请写成 2025", "is not a year; write 2025"),
    "ratio_without_percent": (
        "大于 1 又没有百分号，无法判断是比例还是百分数；请写成 6.2% 或 0.062",
        "is above 1 without a percent sign, so it may be a fraction or a percentage; write 6.2% or 0.062",
    ),
    "not_yes_or_no": ("不是“是”或“否”；请填是或否", "is neither yes nor no; write 是 or 否"),
    "destroyed_code": (
        "以数字存储，超过 15 位的部分已丢失；请从原件以文本格式重新录入",
        "is stored as a number and lost the digits beyond the 15th; enter it again as text from the original",
    ),
    "error_cell": (
        "是公式错误；请在原表中改正公式，未知请留空",
        "is a formula error; mend the formula, or leave it empty if unknown",
    ),
}


def complain_cells(
    reading: Reading,
    column: Column,
    *,
    rows: pl.Series,
    raw: pl.Series,
    letters: pl.Series,
    headers: pl.Series,
) -> pl.DataFrame:
    """Return one line per cell that could not be read, with severity still to be set.

    Returns
    -------
    DataFrame
        Columns of `QUARANTINE_SCHEMA` without `sheet`, `field` filled, `severity` `cell`.
    """
    bad = reading.codes.is_not_null().arg_true()
    if not len(bad):
        return _NOTHING
    frame = pl.DataFrame(
        {
            "row": rows.gather(bad),
            "column": letters.gather(bad),
            "header": headers.gather(bad),
            "field": pl.repeat(column.name, len(bad), dtype=pl.String, eager=True),
            "raw": raw.gather(bad),
            "severity": pl.repeat("cell", len(bad), dtype=pl.String, eager=True),
            "code": reading.codes.gather(bad),
            "zh_reason": _gather(reading.zh, bad),
            "en_reason": _gather(reading.en, bad),
        },
    )
    zh, en = _describe_limits(column)
    problems_zh = {code: text for code, (text, _) in _PROBLEMS.items()} | {"out_of_range": zh}
    problems_en = {code: text for code, (_, text) in _PROBLEMS.items()} | {"out_of_range": en}
    shown = pl.col("raw").str.slice(0, _SHOWN)
    said = frame.with_columns(
        zh_problem=pl.col("code").replace_strict(problems_zh, default=None, return_dtype=pl.String),
        en_problem=pl.col("code").replace_strict(problems_en, default=None, return_dtype=pl.String),
        told=pl.col("zh_reason").is_not_null() & ~pl.col("code").is_in(["error_cell", "out_of_range"]),
    )
    return said.with_columns(
        zh=pl.when("told")
        .then(pl.format("第{}行「{}」：{}", "row", "header", "zh_reason"))
        .otherwise(pl.format("第{}行「{}」的值“{}”{}。", "row", "header", shown, "zh_problem")),
        en=pl.when("told")
        .then(pl.format("row {}, [{}]: {}", "row", "header", "en_reason"))
        .otherwise(pl.format("row {}, [{}]: “{}” {}.", "row", "header", shown, "en_problem")),
    ).select(*(name for name in QUARANTINE_SCHEMA if name != "sheet"))


def _gather(reasons: pl.Series | None, places: pl.Series) -> pl.Series:
    if reasons is None:
        return pl.repeat(None, len(places), dtype=pl.String, eager=True)
    return reasons.gather(places)


def _describe_limits(column: Column) -> tuple[str, str]:
    low = None if column.min is None else f"{column.min:g}"
    high = None if column.max is None else f"{column.max:g}"
    if low is not None and high is not None:
        return (
            f"不在 {low} 至 {high} 之间；请核对数值和单位",
            f"is not between {low} and {high}; check value and unit",
        )
    if low is not None:
        return f"小于 {low}；请核对数值和单位", f"is below {low}; check value and unit"
    return f"大于 {high}；请核对数值和单位", f"is above {high}; check value and unit"


def complain_rows(
    rows: pl.Series, code: str, zh: str, en: str, *, column: str = "", header: str = "", field: str = "",
    raw: pl.Series | None = None, detail: pl.Series | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return one line per rejected row.

    Parameters
    ----------
    rows : Series of UInt32
    code : str
    zh, en : str
        Sentences; the first `{}` is the row, the second, if any, `detail`.
    column, header, field : str
        Place in the row, where the reason lies in one column.
    raw, detail : Series of String or None
    """
    extra = [] if detail is None else ["detail"]
    empty = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    frame = pl.DataFrame(
        {
            "row": rows,
            "raw": empty if raw is None else raw,
            "detail": empty if detail is None else detail,
        }
    )
    return frame.select(
        "row",
        pl.lit(column).alias("column"),
        pl.lit(header).alias("header"),
        pl.lit(field).alias("field"),
        "raw",
        pl.lit("row").alias("severity"),
        pl.lit(code).alias("code"),
        pl.format(zh, "row", *extra).alias("zh"),
        pl.format(en, "row", *extra).alias("en"),
    )
