"""What of a sheet can be accepted? Every row read is accepted or rejected with a reason; no cell is guessed."""

import hashlib
from dataclasses import asdict, dataclass

import polars as pl

from gaodi.base import Progress, digest_record, ignore_progress
from gaodi.catalogue import Catalogue, Column, TableSchema
from gaodi.evidence.complaints import QUARANTINE_SCHEMA, complain_cells, complain_rows
from gaodi.evidence.mapping import to_letters
from gaodi.evidence.readings import Reading, clean_cells
from gaodi.evidence.records import ColumnMapping, SheetMapping, StagedTable
from gaodi.evidence.rows import DataRows, take_rows
from gaodi.evidence.sheets import Sheet
from gaodi.evidence.values import read_column

_DIGEST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class _Fed:
    """The cells that feed one column, the first non-empty header winning, and where each comes from."""

    raw: pl.Series
    kind: pl.Series
    letters: pl.Series
    headers: pl.Series


def stage_sheet(
    sheet: Sheet,
    mapping: SheetMapping,
    source_id: str,
    catalogue: Catalogue,
    *,
    synthetic: bool = False,
    progress: Progress = ignore_progress,
) -> StagedTable:
    """Read and check every row of a sheet.

    Parameters
    ----------
    sheet : Sheet
    mapping : SheetMapping
    source_id : str
    catalogue : Catalogue
    synthetic : bool
        Whether the rows are generated, not observed.
    progress : Progress
        Told after each column.

    Returns
    -------
    StagedTable
        `accepted` rows plus distinct rejected rows are the rows read. Blank rows, and notes below the data, are no
        rows; a total row is rejected as `total_row`.
    """
    schema = catalogue.table(mapping.table)
    data = take_rows(sheet, mapping)
    rows = data.numbers
    issues: list[pl.DataFrame] = [_complain_totals(data)]
    values: dict[str, pl.Series] = {}
    found: dict[str, pl.DataFrame] = {}
    for number, item in enumerate(mapping.columns):
        column = schema.column(item.column)
        fed, reading = _read_fed(sheet, data, item, column, catalogue)
        values[column.name] = reading.values
        found[column.name] = complain_cells(
            reading, column, rows=rows, raw=fed.raw, letters=fed.letters, headers=fed.headers
        )
        progress(f"stage {mapping.sheet}", number + 1, len(mapping.columns))
    _identify(schema, mapping, values, found, issues, rows)
    for column in schema.columns:
        if column.name in found:
            issues.append(_grade(found[column.name], column, schema))
        if column.required:
            issues.append(_complain_missing(column, mapping, values[column.name], found[column.name], rows))
    frame = _build_frame(schema, values, rows, source_id, mapping.sheet, synthetic=synthetic)
    rejected = pl.concat([issue.filter(pl.col("severity") == "row")["row"] for issue in issues]).unique()
    accepted = frame.filter(~pl.col("row").is_in(rejected.implode()))
    doubles = _complain_doubles(schema, accepted)
    accepted = accepted.filter(~pl.col("row").is_in(doubles["row"].implode()))
    quarantine = (
        pl.concat([*issues, doubles])
        .with_columns(sheet=pl.lit(mapping.sheet))
        .select(pl.col(name).cast(dtype) for name, dtype in QUARANTINE_SCHEMA.items())
        .sort("row", "severity", maintain_order=True)
    )
    return StagedTable(
        source_id=source_id,
        mapping=mapping,
        accepted=accepted,
        quarantine=quarantine,
        n_read=len(rows) + len(data.totals),
        data_digest=_digest(accepted, quarantine, mapping),
    )


def _read_fed(
    sheet: Sheet, data: DataRows, item: ColumnMapping, column: Column, catalogue: Catalogue
) -> tuple[_Fed, Reading]:
    feeds = [
        _feed(sheet, data, position, header)
        for position, header in zip(item.positions, item.headers, strict=True)
    ]
    fed = feeds[0]
    for other in feeds[1:]:
        fed = _pick(fed, other, clean_cells(fed.raw, fed.kind, column).text.is_not_null())
    reading = read_column(fed.raw, fed.kind, column, catalogue, unit=item.unit)
    if column.type != "district":
        return fed, reading
    # County, city and province side by side: a place the list lacks may still be known by a wider one.
    for other in feeds:
        wider = read_column(other.raw, other.kind, column, catalogue, unit=item.unit)
        mends = reading.values.is_null() & wider.values.is_not_null()
        reading = Reading(
            reading.values.zip_with(~mends, wider.values),
            reading.codes.set(mends, None),
            reading.zh,
            reading.en,
        )
    return fed, reading


def _feed(sheet: Sheet, data: DataRows, position: int, header: str) -> _Fed:
    name = f"c{position - sheet.first_column}"
    n_rows = len(data.numbers)
    return _Fed(
        raw=data.cells[name],
        kind=data.kinds[name],
        letters=pl.repeat(to_letters(position), n_rows, dtype=pl.String, eager=True),
        headers=pl.repeat(header, n_rows, dtype=pl.String, eager=True),
    )


def _pick(first: _Fed, second: _Fed, is_filled: pl.Series) -> _Fed:
    return _Fed(
        raw=first.raw.zip_with(is_filled, second.raw),
        kind=first.kind.zip_with(is_filled, second.kind),
        letters=first.letters.zip_with(is_filled, second.letters),
        headers=first.headers.zip_with(is_filled, second.headers),
    )


def _grade(found: pl.DataFrame, column: Column, schema: TableSchema) -> pl.DataFrame:
    """Reject the row of an unreadable cell where the column is required or part of the key."""
    is_needed = column.required or (column.name in schema.key and column.name not in schema.identity)
    return found.with_columns(severity=pl.lit("row")) if is_needed else found


def _identify(
    schema: TableSchema,
    mapping: SheetMapping,
    values: dict[str, pl.Series],
    found: dict[str, pl.DataFrame],
    issues: list[pl.DataFrame],
    rows: pl.Series,
) -> None:
    """Fill the identity from the first of its columns that is valid; reject rows that have none."""
    if not schema.identity:
        return
    present = [name for name in schema.identity if name in values]
    identity = values[present[0]]
    for name in present[1:]:
        identity = identity.zip_with(identity.is_not_null(), values[name])
    for column in schema.columns:
        if column.derived:
            values[column.name] = identity
    lost = rows.filter(identity.is_null())
    told = [found[name]["row"] for name in present]
    for name in present:
        # An invalid code rejects the row only where no other code identifies it.
        found[name] = found[name].with_columns(
            severity=pl.when(pl.col("row").is_in(lost.implode())).then(pl.lit("row")).otherwise("severity")
        )
    silent = lost.filter(~lost.is_in(pl.concat(told).implode()))
    labels = "或".join(f"「{schema.column(name).zh}」" for name in schema.identity)
    issues.append(
        complain_rows(
            silent,
            "no_identity",
            f"第{{}}行没有{labels}；企业不能只凭名称认定，请补上代码。",
            f"row {{}} has neither {' nor '.join(schema.identity)}; a firm is never identified by name alone, add a "
            "code.",
        )
    )


def _complain_missing(
    column: Column, mapping: SheetMapping, values: pl.Series, found: pl.DataFrame, rows: pl.Series
) -> pl.DataFrame:
    item = next(item for item in mapping.columns if item.column == column.name)
    empty = rows.filter(values.is_null())
    # A cell that could not be read has its own complaint.
    empty = empty.filter(~empty.is_in(found["row"].implode()))
    return complain_rows(
        empty,
        "missing_value",
        "第{}行「{}」为空；此列必填，请补上。",
        "row {}, [{}] is empty; this column is required, fill it in.",
        column=to_letters(item.positions[0]),
        header=item.headers[0],
        field=column.name,
        detail=pl.repeat(item.headers[0], len(empty), dtype=pl.String, eager=True),
    )


def _complain_totals(data: DataRows) -> pl.DataFrame:
    return complain_rows(
        data.totals,
        "total_row",
        "第{}行是“{}”行，不是一条记录，未计入。",
        "row {} is a total (“{}”), not a record; it was left out.",
        raw=data.total_texts,
        detail=data.total_texts,
    )


def _complain_doubles(schema: TableSchema, accepted: pl.DataFrame) -> pl.DataFrame:
    """Later rows of one key are rejected; the first stays."""
    first = accepted.select("row", *schema.key).with_columns(
        first=pl.col("row").min().over(schema.key), shown=pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null("") for name in schema.key], separator=" / "
        )
    ).filter(pl.col("row") > pl.col("first"))  # fmt: skip
    labels = "、".join(schema.column(name).zh for name in schema.key)
    return complain_rows(
        first["row"],
        "duplicate_key",
        f"第{{}}行与第{{}}行重复（{labels}相同）；只保留先出现的一行，请合并后重新导入。",
        f"row {{}} repeats row {{}} (same {', '.join(schema.key)}); the first is kept, merge them and import again.",
        field=schema.key[0],
        raw=first["shown"],
        detail=first["first"].cast(pl.String),
    )


def _build_frame(
    schema: TableSchema,
    values: dict[str, pl.Series],
    rows: pl.Series,
    source_id: str,
    sheet: str,
    *,
    synthetic: bool,
) -> pl.DataFrame:
    n_rows = len(rows)
    columns = [
        values[column.name].cast(column.dtype).alias(column.name)
        if column.name in values
        else pl.repeat(None, n_rows, dtype=column.dtype, eager=True).alias(column.name)
        for column in schema.columns
    ]
    return pl.DataFrame(
        [
            *columns,
            pl.repeat(source_id, n_rows, dtype=pl.String, eager=True).alias("source_id"),
            pl.repeat(sheet, n_rows, dtype=pl.String, eager=True).alias("sheet"),
            rows.alias("row"),
            pl.repeat(synthetic, n_rows, dtype=pl.Boolean, eager=True).alias("synthetic"),
        ]
    )


def _digest(accepted: pl.DataFrame, quarantine: pl.DataFrame, mapping: SheetMapping) -> str:
    """Hash mapping and cells, column by column; the same on every machine and with every version of Polars."""
    import numpy as np  # costs 0.2 s that a command which reads no sheet should not pay

    state = hashlib.sha256(digest_record(asdict(mapping)).encode())
    for series in (*accepted.get_columns(), *quarantine.get_columns()):
        state.update(f"{series.name} {series.dtype} {len(series)}\n".encode())
        state.update(np.packbits(series.is_null().to_numpy()).tobytes())
        _digest_cells(state, series)
    return state.hexdigest()


def _digest_cells(state: "hashlib._Hash", series: pl.Series) -> None:
    if series.dtype == pl.Boolean or series.dtype.is_decimal() or series.dtype == pl.Date:
        series = series.cast(pl.String)
    if series.dtype != pl.String:
        state.update(series.fill_null(0).to_numpy().tobytes())
        return
    for piece in (series[start : start + _DIGEST_ROWS] for start in range(0, len(series), _DIGEST_ROWS)):
        filled = piece.fill_null("")
        state.update(filled.str.len_bytes().to_numpy().tobytes())
        state.update(bytes(filled.str.join("").cast(pl.Binary)[0]))
