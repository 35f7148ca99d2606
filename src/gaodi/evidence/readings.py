"""What comes out of reading a column? Values, and for each cell that could not be read the reason."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from gaodi.base import ValueFormatError
from gaodi.catalogue import Column
from gaodi.evidence.cells import ERROR, TEXT, is_number

NULL_TOKENS = frozenset(
    ["", "-", "--", "---", "—", "——", "–", "/", "\\", "n/a", "na", "无", "空", "null", "none", "...", "......", "…",
     "不详", "暂无"]
)  # fmt: skip
"""What people write for unknown, in half-width lower case; read as unknown without complaint."""

_ERROR_TEXT = r"^#(DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!)$"

_LONGEST_TOKEN = max(map(len, NULL_TOKENS))

_MAY_CHANGE = r"[^\x00-\x7F\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}·]"
"""Whatever is neither ASCII nor a Chinese character of the two large blocks; NFKC leaves those as they are."""

DIGITS_LOST = 1e15
"""A spreadsheet keeps 15 digits of a number: a code this long typed as a number is not the code any more."""


@dataclass(frozen=True, slots=True)
class CellColumn:
    """The cells that feed one column.

    Parameters
    ----------
    raw : Series of String
        As the sheet has them.
    text : Series of String
        Half-width and stripped; null where the cell is empty, says unknown or is a formula error.
    kind : Series of UInt8
    error : Series of Boolean
        Whether the cell is a formula error such as `#DIV/0!`.
    """

    raw: pl.Series
    text: pl.Series
    kind: pl.Series
    error: pl.Series


@dataclass(frozen=True, slots=True)
class Reading:
    """What a column says.

    Parameters
    ----------
    values : Series
        In the column's storage type; unknown and unreadable are null.
    codes : Series of String
        Reason code where a cell could not be read, else null.
    zh, en : Series of String or None
        The reason itself where the code alone does not say it.
    """

    values: pl.Series
    codes: pl.Series
    zh: pl.Series | None = None
    en: pl.Series | None = None


def clean_cells(raw: pl.Series, kind: pl.Series, column: Column) -> CellColumn:
    """Make texts half-width, strip them, and read the words for unknown as unknown."""
    is_text, error = kind == TEXT, kind == ERROR
    raw_text = raw.set(error, None) if error.any() else raw
    rows = is_text.arg_true()
    if not len(rows):
        return CellColumn(raw, raw_text, kind, error)
    # Only texts need mending; most cells of a column of figures are numbers.
    text = _make_half_width(raw.gather(rows)).str.strip_chars()
    tokens = NULL_TOKENS - set(column.choices) - set(column.choices_zh)
    if column.type == "boolean":
        tokens -= {"无"}
    nothing = _says_nothing(text, tokens)
    # A CSV file carries errors as text.
    wrong = text.str.starts_with("#").fill_null(value=False)
    if wrong.any():
        wrong &= text.str.contains(_ERROR_TEXT)
    return CellColumn(
        raw,
        # `scatter` writes in place: the raw texts must stay as the sheet has them.
        raw_text.clone().scatter(rows, text.set(nothing | wrong, None)),
        kind,
        error.clone().scatter(rows, wrong) if wrong.any() else error,
    )


def _make_half_width(texts: pl.Series) -> pl.Series:
    """Return texts in Unicode's form NFKC; those of letters that it leaves as they are need no second look."""
    rows = texts.str.contains(_MAY_CHANGE).arg_true()
    return texts.scatter(rows, texts.gather(rows).str.normalize("NFKC")) if len(rows) else texts


def _says_nothing(texts: pl.Series, tokens: frozenset[str]) -> pl.Series:
    """Say which texts are one of the words for unknown, looking only at those short enough."""
    rows = (texts.str.len_chars() <= _LONGEST_TOKEN).arg_true()
    found = texts.gather(rows).str.to_lowercase().is_in(list(tokens))
    return pl.repeat(False, len(texts), dtype=pl.Boolean, eager=True).scatter(rows, found)


def read_unique(cells: CellColumn, dtype: pl.DataType, read: Callable[[str], object], code: str) -> Reading:
    """Read each distinct text once with a Python function.

    Parameters
    ----------
    cells : CellColumn
    dtype : DataType
    read : callable
        Returns the value, or raises ValueFormatError with the reason.
    code : str
        Reason code of the texts it refuses.
    """
    found: dict[str, object] = {}
    problems: dict[str, ValueFormatError] = {}
    for text in cells.text.drop_nulls().unique():
        try:
            found[text] = read(text)
        except ValueFormatError as error:
            problems[text] = error
    key = pl.Series(list(found), dtype=pl.String)
    table = pl.DataFrame({"text": key, "value": pl.Series(list(found.values()), dtype=dtype)})
    bad = pl.DataFrame(
        {
            "text": pl.Series(list(problems), dtype=pl.String),
            "zh": pl.Series([error.zh for error in problems.values()], dtype=pl.String),
            "en": pl.Series([error.en for error in problems.values()], dtype=pl.String),
        }
    )
    frame = cells.text.to_frame("text")
    values = frame.join(table, on="text", how="left", maintain_order="left")["value"]
    if not problems:
        return Reading(values, no_codes(len(values)))
    told = frame.join(bad, on="text", how="left", maintain_order="left")
    codes = told.select(pl.when(pl.col("zh").is_not_null()).then(pl.lit(code)).alias("code"))["code"]
    return Reading(values, codes, told["zh"], told["en"])


def no_codes(n_rows: int) -> pl.Series:
    """Return codes for a column without a complaint."""
    return pl.repeat(None, n_rows, dtype=pl.String, eager=True)


def find_lost_digits(cells: CellColumn) -> pl.Series:
    """Say which cells are codes typed as numbers so long that digits are gone."""
    numeric = is_number(cells.kind)
    if not numeric.any():
        return pl.repeat(False, len(cells.kind), dtype=pl.Boolean, eager=True)
    size = cells.text.set(~numeric, None).cast(pl.Float64, strict=False).abs()
    return (size >= DIGITS_LOST).fill_null(value=False)
