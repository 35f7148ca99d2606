"""How much does a cell say? Numbers, money in whole fen and ratios, from what people type.

Most cells are plain numbers and take the fast way: a double times a power of ten, rounded. Below 10**15 fen, and
away from half a fen, this gives exactly the fen that the decimal digits say. Everything else (units in the
cell, thousands separators, very long numbers) is cut into its digits as text and never becomes a double.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from gaodi.base import MONEY_UNITS
from gaodi.catalogue import Column
from gaodi.evidence.cells import MOMENT, MONEY_KINDS, PERCENT
from gaodi.evidence.labels import RATIO_UNITS, UNIT_FACTORS
from gaodi.evidence.readings import CellColumn, Reading, no_codes

_EXACT_FEN = 1e15
_DOUBLE_ERROR = 1e-15
"""Above the relative error of a decimal read as a double and multiplied once (2.3e-16)."""
_MAX_FEN = 10**18
_RATIO_DIGITS = 12
_DECIMAL_STEP = Decimal("0.000001")
_MAX_DECIMAL = 1e25
_MONEY_WORDS = {**{unit: unit for unit in MONEY_UNITS}, "万": "万元", "亿": "亿元", "万亿": "万亿元"}
_UNITS = {*_MONEY_WORDS, *RATIO_UNITS, *(unit for units in UNIT_FACTORS.values() for unit in units)}
_MINUS = ("-", "\u2212")
"""Hyphen and the typographic minus sign."""
_NUMBER = (
    r"^(?P<open>\()?(?:人民币|rmb|cny|¥)?(?P<sign>[+\-\x{2212}])?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<part>\d*))?"
    r"(?:e(?P<power>[+-]?\d{1,2}))?(?P<unit>" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")?"
    r"(?P<close>\))?$"
)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of a column: as doubles, as digits that lose nothing, and the unit each cell states."""

    plain: pl.Series
    digits: pl.Series
    units: pl.Series


def read_money(cells: CellColumn, column: Column, unit: str | None) -> Reading:
    """Read money into whole fen; halves of a fen are rounded away from zero.

    A unit in the cell wins over the number format, which wins over `unit` (the header's, the note's, the column's).
    """
    numbers = _take_numbers(cells)
    default = _to_fen(unit or column.unit or "元")
    factors = cells.kind.replace_strict(
        {kind: float(_to_fen(name)) for name, kind in MONEY_KINDS.items()},
        default=float(default),
        return_dtype=pl.Float64,
    )
    factors, usable = _apply_units(
        numbers, factors, {word: float(_to_fen(name)) for word, name in _MONEY_WORDS.items()}
    )
    usable &= cells.kind != PERCENT
    product = numbers.plain * factors
    fen = product.round(0, mode="half_away_from_zero")
    # Half a fen is rounded by its decimal digits: where the double cannot tell which side of a half it is on, the text is asked.
    to_half = 0.5 - (product - fen).abs()
    exact = usable & ((fen.abs() < _EXACT_FEN) & (to_half > product.abs() * _DOUBLE_ERROR)).fill_null(
        value=False
    )
    values = fen.set(~exact, None).cast(pl.Int64)
    codes = _complain(cells, usable)
    large = (usable & ~exact & numbers.plain.is_not_null()).arg_true()
    if len(large):
        pairs = zip(numbers.digits.gather(large), factors.gather(large), strict=True)
        amounts = [_multiply(digits, int(factor)) for digits, factor in pairs]
        values = values.scatter(large, pl.Series(amounts, dtype=pl.Int64))
        codes = codes.scatter(large, [None if amount is not None else "too_large" for amount in amounts])
    return Reading(values, codes)


def read_number(cells: CellColumn, column: Column, unit: str | None) -> Reading:
    """Read a number into the column's unit: an integer, a double or an exact decimal."""
    numbers = _take_numbers(cells)
    if column.type == "decimal":
        return _to_decimals(cells, numbers)
    known = {word: float(size) for word, size in UNIT_FACTORS.get(column.unit or "", {}).items()}
    known |= {column.unit: 1.0} if column.unit else {}
    default = known.get(unit or "", 1.0)
    factors = pl.repeat(default, len(numbers.plain), dtype=pl.Float64, eager=True)
    factors, usable = _apply_units(numbers, factors, known | {"万": 1e4 * default, "亿": 1e8 * default})
    usable &= cells.kind != PERCENT
    values = (numbers.plain * factors).set(~usable, None)
    reading = Reading(values, _complain(cells, usable))
    return _to_integers(reading) if column.type == "integer" else reading


def read_ratio(cells: CellColumn, unit: str | None) -> Reading:
    """Read a ratio into a fraction, never guessing whether 6.2 means 6.2 %.

    A percent sign in the cell or the header divides by 100. A cell that Excel shows as percent holds the fraction.
    A bare number up to 1 is a fraction; above, it is a complaint.
    """
    numbers = _take_numbers(cells)
    divisor = RATIO_UNITS.get(unit or "", 1.0)
    shown = cells.kind == PERCENT
    divisors = pl.repeat(divisor, len(numbers.plain), dtype=pl.Float64, eager=True).set(shown, 1.0)
    divisors, usable = _apply_units(numbers, divisors, RATIO_UNITS)
    divided = numbers.plain / divisors
    # Division leaves noise in the last digits (6.3 / 100); a fraction as typed is kept as it is.
    values = divided.round(_RATIO_DIGITS).zip_with(divisors != 1.0, divided).set(~usable, None)
    doubtful = (values.abs() > 1).fill_null(value=False) & (divisors == 1.0) & ~shown
    codes = _complain(cells, usable).set(doubtful, "ratio_without_percent")
    return Reading(values.set(doubtful, None), codes)


def _take_numbers(cells: CellColumn) -> _Numbers:
    """Take numbers out of texts: brackets as minus, thousands separators, currency signs, units."""
    text = cells.text.set(cells.kind == MOMENT, None)
    plain = text.cast(pl.Float64, strict=False)
    # The cast also reads `nan` and `inf`, which are words here.
    plain = plain.set(~plain.is_finite().fill_null(value=True), None)
    units = no_codes(len(plain))
    rest = (text.is_not_null() & plain.is_null()).arg_true()
    if not len(rest):
        return _Numbers(plain, text, units)
    taken = (
        text.gather(rest)
        .str.to_lowercase()
        .str.replace_all(r"\s", "")
        .to_frame("text")
        .select(pl.col("text").str.extract_groups(_NUMBER))
        .unnest("text")
    )
    has_digits = pl.col("whole").is_not_null() | (pl.col("part").fill_null("") != "")
    in_pair = pl.col("open").is_null() == pl.col("close").is_null()
    is_negative = pl.col("sign").is_in(_MINUS).fill_null(value=False) != pl.col("open").is_not_null()
    built = taken.select(
        digits=pl.when(has_digits & in_pair).then(
            pl.concat_str(
                pl.when(is_negative).then(pl.lit("-")).otherwise(pl.lit("")),
                pl.col("whole").fill_null("0").str.replace_all(",", "", literal=True),
                pl.lit("."),
                pl.col("part").fill_null("").replace("", "0"),
                pl.lit("e"),
                pl.col("power").fill_null("0"),
            )
        ),
        unit="unit",
    )
    return _Numbers(
        plain.scatter(rest, built["digits"].cast(pl.Float64, strict=False)),
        text.scatter(rest, built["digits"]),
        units.scatter(rest, built["unit"]),
    )


def _apply_units(
    numbers: _Numbers, factors: pl.Series, known: Mapping[str, float]
) -> tuple[pl.Series, pl.Series]:
    """Return the factors with the cells' own units over them, and which cells are numbers in a known unit."""
    usable = numbers.plain.is_not_null()
    stated = numbers.units.is_not_null()
    if not stated.any():
        return factors, usable
    own = numbers.units.replace_strict(known, default=None, return_dtype=pl.Float64)
    return own.zip_with(stated, factors), usable & ~(stated & own.is_null())


def _complain(cells: CellColumn, usable: pl.Series) -> pl.Series:
    return no_codes(len(usable)).set(cells.text.is_not_null() & ~usable, "not_a_number")


def _multiply(digits: str, factor: int) -> int | None:
    amount = int((Decimal(digits) * factor).to_integral_value(ROUND_HALF_UP))
    return amount if abs(amount) < _MAX_FEN else None


def _to_decimals(cells: CellColumn, numbers: _Numbers) -> Reading:
    """Round to six places; 6.2 % is 6.2, because the row's own unit column says percent."""
    _, usable = _apply_units(numbers, numbers.plain, {"%": 1.0})
    huge = (numbers.plain.abs() >= _MAX_DECIMAL).fill_null(value=False)
    values = [
        None if digits is None else _round_decimal(Decimal(digits) * (100 if kind == PERCENT else 1))
        for digits, kind in zip(numbers.digits.set(~usable | huge, None), cells.kind, strict=True)
    ]
    texts = pl.Series(values, dtype=pl.String)
    return Reading(texts.cast(pl.Decimal(38, 6)), _complain(cells, usable).set(usable & huge, "too_large"))


def _round_decimal(number: Decimal) -> str:
    return f"{number.quantize(_DECIMAL_STEP, ROUND_HALF_UP):f}"


def _to_fen(unit: str) -> int:
    return MONEY_UNITS[unit] * 100


def _to_integers(reading: Reading) -> Reading:
    values = reading.values
    whole = values.round(0)
    broken = ((values - whole).abs() > 1e-9).fill_null(value=False)
    huge = (values.abs() >= _EXACT_FEN).fill_null(value=False)
    codes = reading.codes.set(broken, "not_an_integer").set(huge, "too_large")
    return Reading(whole.set(broken | huge, None).cast(pl.Int64), codes)
