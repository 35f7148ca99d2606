"""How much does a cell say? Numbers, money in whole fen and ratios, from what people type.

Most cells are plain numbers and take the fast way: a double times a power of ten, rounded. Below 10**15 fen this gives
exactly the fen that the decimal digits say (the product is off by less than 0.25). Everything else (units in the
cell, thousands separators, very long numbers) is cut at the decimal point as text and never becomes a double.
"""

from decimal import Decimal

import polars as pl

from gaodi.base import MONEY_UNITS
from gaodi.catalogue import Column
from gaodi.evidence.cells import MOMENT, MONEY_KINDS, PERCENT
from gaodi.evidence.labels import RATIO_UNITS, UNIT_FACTORS
from gaodi.evidence.readings import CellColumn, Reading

_EXACT_FEN = 1e15
_MAX_DIGITS = 18
_MONEY_WORDS = {**{unit: unit for unit in MONEY_UNITS}, "万": "万元", "亿": "亿元", "万亿": "万亿元"}
_WORDS = sorted(
    {*_MONEY_WORDS, *RATIO_UNITS, *(unit for units in UNIT_FACTORS.values() for unit in units)},
    key=len,
    reverse=True,
)
_NUMBER = (
    r"^(?P<open>\()?(?:人民币|rmb|cny|¥)?(?P<sign>[+\-−])?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?"
    r"(?:\.(?P<part>\d*))?(?:e(?P<power>[+-]?\d{1,2}))?(?P<unit>" + "|".join(_WORDS) + r")?(?P<close>\))?$"
)  # fmt: skip


def read_money(cells: CellColumn, column: Column, unit: str | None) -> Reading:
    """Read money into whole fen; halves of a fen are rounded away from zero.

    A unit in the cell wins over the number format, which wins over `unit` (the header's, the note's, the column's).
    """
    default = unit or column.unit or "元"
    plain = _read_plain(cells)
    factors = cells.kind.replace_strict(
        {kind: float(_to_fen(name)) for name, kind in MONEY_KINDS.items()},
        default=float(_to_fen(default)),
        return_dtype=pl.Float64,
    )
    fen = (plain * factors).round(0, mode="half_away_from_zero")
    exact = (fen.abs() < _EXACT_FEN).fill_null(value=False) & (cells.kind != PERCENT)
    values = fen.set(~exact, None).cast(pl.Int64)
    rest = (cells.text.is_not_null() & ~exact).arg_true()
    codes = pl.repeat(None, len(values), dtype=pl.String, eager=True)
    if not len(rest):
        return Reading(values, codes)
    parts = _split_numbers(cells, rest)
    named = {kind: name for name, kind in MONEY_KINDS.items()}
    found: list[int | None] = []
    problems: list[str | None] = []
    for part in parts.iter_rows(named=True):
        spoken = part["unit"]
        usable = part["is_number"] and part["kind"] != PERCENT and (spoken is None or spoken in _MONEY_WORDS)
        if not usable:
            found.append(None)
            problems.append("not_a_number")
            continue
        name = _MONEY_WORDS[spoken] if spoken else named.get(part["kind"], default)
        amount = _round_away(_to_decimal(part) * _to_fen(name))
        fits = abs(amount) < 10**_MAX_DIGITS
        found.append(amount if fits else None)
        problems.append(None if fits else "too_large")
    return Reading(values.scatter(rest, found), codes.scatter(rest, problems))


def read_number(cells: CellColumn, column: Column, unit: str | None) -> Reading:
    """Read a number into the column's unit: an integer, a double or an exact decimal."""
    if column.type == "decimal":
        return _read_decimal(cells)
    factor = _find_factor(column, unit)
    plain = _read_plain(cells)
    usable = plain.is_not_null() & (cells.kind != PERCENT)
    values = (plain if factor == 1 else plain * float(factor)).set(~usable, None)
    rest = (cells.text.is_not_null() & ~usable).arg_true()
    codes = pl.repeat(None, len(values), dtype=pl.String, eager=True)
    if len(rest):
        known = UNIT_FACTORS.get(column.unit or "", {column.unit or "": Decimal(1)})
        found: list[float | None] = []
        problems: list[str | None] = []
        for part in _split_numbers(cells, rest).iter_rows(named=True):
            spoken = part["unit"]
            if part["is_number"] and part["kind"] != PERCENT and (spoken is None or spoken in known):
                found.append(float(_to_decimal(part) * (known[spoken] if spoken else factor)))
                problems.append(None)
            else:
                found.append(None)
                problems.append("not_a_number")
        values, codes = values.scatter(rest, found), codes.scatter(rest, problems)
    if column.type != "integer":
        return Reading(values, codes)
    return _to_integers(values, codes)


def read_ratio(cells: CellColumn, unit: str | None) -> Reading:
    """Read a ratio into a fraction, never guessing whether 6.2 means 6.2 %.

    A percent sign in the cell or the header divides by 100. A cell that Excel shows as percent holds the fraction.
    A bare number up to 1 is a fraction; above, it is a complaint.
    """
    divisor = RATIO_UNITS.get(unit or "", 1.0)
    plain = _read_plain(cells)
    shown = cells.kind == PERCENT
    values = plain.zip_with(shown, plain / divisor).round(12)
    codes = pl.repeat(None, len(values), dtype=pl.String, eager=True)
    if divisor == 1.0:
        doubtful = ((values.abs() > 1) & ~shown).fill_null(value=False)
        values = values.set(doubtful, None)
        codes = codes.set(doubtful, "ratio_without_percent")
    rest = (cells.text.is_not_null() & plain.is_null()).arg_true()
    if not len(rest):
        return Reading(values, codes)
    found: list[float | None] = []
    problems: list[str | None] = []
    for part in _split_numbers(cells, rest).iter_rows(named=True):
        spoken = part["unit"]
        number = float(_to_decimal(part)) if part["is_number"] else None
        if number is None or (spoken is not None and spoken not in RATIO_UNITS):
            found.append(None)
            problems.append("not_a_number")
        elif spoken is None and divisor == 1.0 and abs(number) > 1:
            found.append(None)
            problems.append("ratio_without_percent")
        else:
            found.append(round(number / (RATIO_UNITS[spoken] if spoken else divisor), 12))
            problems.append(None)
    return Reading(values.scatter(rest, found), codes.scatter(rest, problems))


def _read_decimal(cells: CellColumn) -> Reading:
    """Read exact decimals with six places; 6.2 % is 6.2, because the row's own unit column says percent."""
    rest = cells.text.is_not_null().arg_true()
    found: list[Decimal | None] = []
    problems: list[str | None] = []
    for part in _split_numbers(cells, rest).iter_rows(named=True):
        if part["is_number"] and part["unit"] in (None, "%"):
            number = _to_decimal(part) * (100 if part["kind"] == PERCENT else 1)
            fits = abs(number) < Decimal(10) ** 30
            found.append(number.quantize(Decimal("0.000001")) if fits else None)
            problems.append(None if fits else "too_large")
        else:
            found.append(None)
            problems.append("not_a_number")
    n_rows = len(cells.text)
    empty = pl.repeat(None, n_rows, dtype=pl.String, eager=True)
    texts = empty.scatter(rest, [None if number is None else f"{number:f}" for number in found])
    return Reading(texts.cast(pl.Decimal(38, 6)), empty.scatter(rest, problems))


def _read_plain(cells: CellColumn) -> pl.Series:
    """Return plain numbers as doubles; null where the text is anything else."""
    readable = cells.text.set(cells.kind == MOMENT, None)
    plain = readable.cast(pl.Float64, strict=False)
    # The cast also reads `nan` and `inf`, which are words here.
    return plain.set(~plain.is_finite().fill_null(value=True), None)


def _split_numbers(cells: CellColumn, rows: pl.Series) -> pl.DataFrame:
    text = cells.text.gather(rows).str.to_lowercase().str.replace_all(r"\s", "")
    frame = pl.DataFrame({"text": text, "kind": cells.kind.gather(rows)})
    return (
        frame.with_columns(pl.col("text").str.extract_groups(_NUMBER).alias("parts"))
        .unnest("parts")
        .with_columns(
            is_number=(
                (pl.col("whole").is_not_null() | (pl.col("part").fill_null("") != ""))
                & (pl.col("open").is_null() == pl.col("close").is_null())
                & (pl.col("kind") != MOMENT)
            ).fill_null(value=False)
        )
    )


def _to_decimal(part: dict[str, str]) -> Decimal:
    """Put the parts of a number together; brackets around it are an accountant's minus."""
    digits = f"{(part['whole'] or '0').replace(',', '')}.{part['part'] or '0'}e{part['power'] or 0}"
    number = Decimal(digits)
    negative = (part["sign"] in ("-", "−")) != (part["open"] is not None)
    return -number if negative else number


def _to_fen(unit: str) -> int:
    return MONEY_UNITS[unit] * 100


def _round_away(amount: Decimal) -> int:
    whole = int(abs(amount) + Decimal("0.5"))
    return whole if amount >= 0 else -whole


def _find_factor(column: Column, unit: str | None) -> Decimal:
    return UNIT_FACTORS.get(column.unit or "", {}).get(unit or "", Decimal(1))


def _to_integers(values: pl.Series, codes: pl.Series) -> Reading:
    whole = values.round(0)
    broken = ((values - whole).abs() > 1e-9).fill_null(value=False)
    huge = (values.abs() >= _EXACT_FEN).fill_null(value=False)
    codes = codes.set(broken, "not_an_integer").set(huge, "too_large")
    return Reading(whole.set(broken | huge, None).cast(pl.Int64), codes)
