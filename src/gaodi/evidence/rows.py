"""Which rows of a sheet are data? Not the blank ones, not the notes below; totals are set apart."""

import re
from dataclasses import dataclass

import polars as pl

from gaodi.evidence.cells import EMPTY, TEXT
from gaodi.evidence.records import SheetMapping
from gaodi.evidence.sheets import Sheet

_NOTE = re.compile(
    r"(注|备注|附注|说明|填表说明|填报说明|数据来源|资料来源|来源)\s*([:：\d]|$)"
    r"|(填表人|填报人|制表人?|审核人?|复核人?|单位负责人|统计负责人|负责人|联系人|联系电话|填报日期|填表日期|报出日期|填报单位)\s*([:：]|$)"
)
_TAIL_ROWS = 30
_TOTALS = ("合计", "总计", "小计", "共计", "累计", "本页小计", "全省合计", "全市合计", "total", "subtotal")
_TOTAL_COLUMNS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRows:
    """The rows of data of a sheet.

    Parameters
    ----------
    cells, kinds : DataFrame
        As in `Sheet`, data rows only.
    numbers : Series of UInt32
        Their 1-based row numbers.
    totals : Series of UInt32
        Row numbers of total rows.
    total_texts : Series of String
        What each total row calls itself.
    """

    cells: pl.DataFrame
    kinds: pl.DataFrame
    numbers: pl.Series
    totals: pl.Series
    total_texts: pl.Series


def take_rows(sheet: Sheet, mapping: SheetMapping) -> DataRows:
    """Take the rows below the header that hold a record, and the total rows among them."""
    start = max(mapping.header_rows)
    cells, kinds = sheet.cells.slice(start), sheet.kinds.slice(start)
    numbers = pl.int_range(start + 1, start + 1 + cells.height, dtype=pl.UInt32, eager=True).alias("row")
    # Only a text may hold nothing but blanks: most rows have a number, and no text of theirs is looked at.
    filled = kinds.select(pl.any_horizontal(~pl.all().is_in([EMPTY, TEXT]))).to_series()
    rest = (~filled).arg_true()
    if len(rest):
        is_said = pl.any_horizontal(pl.all().str.strip_chars().str.len_bytes() > 0).fill_null(value=False)
        filled = filled.scatter(rest, cells[rest].select(is_said).to_series())
    filled &= numbers <= _find_end(cells, numbers, filled)
    names = _find_totals(cells, kinds)
    is_total = names.is_not_null() & filled
    is_data = filled & ~is_total
    return DataRows(
        cells=_spread(sheet, cells, start).filter(is_data),
        kinds=_spread(sheet, kinds, start).filter(is_data),
        numbers=numbers.filter(is_data),
        totals=numbers.filter(is_total),
        total_texts=names.filter(is_total),
    )


def _find_end(cells: pl.DataFrame, numbers: pl.Series, filled: pl.Series) -> int:
    """Return the number of the last row before the notes at the foot."""
    tail = cells.with_columns(numbers).filter(filled).tail(_TAIL_ROWS).rows()
    end = int(tail[-1][-1]) if tail else 0
    keep = end
    for *row, number in reversed(tail):
        texts = [text.strip() for text in row if text and text.strip()]
        is_note = bool(_NOTE.match(texts[0]))
        if is_note:
            keep = number - 1
        elif len(texts) > 1:
            break
    return keep


def _find_totals(cells: pl.DataFrame, kinds: pl.DataFrame) -> pl.Series:
    """Return what each total row calls itself, null for others."""
    found = pl.repeat(None, cells.height, dtype=pl.String, eager=True).alias("total")
    for name in reversed(cells.columns[:_TOTAL_COLUMNS]):
        # Every one of those words has a 计 or an l: few other texts need their blanks taken out.
        rows = ((kinds[name] == TEXT) & cells[name].str.contains("[计lL]")).fill_null(value=False).arg_true()
        texts = cells[name].gather(rows)
        is_total = texts.str.replace_all(r"[\s:：　]", "").str.to_lowercase().is_in(_TOTALS).arg_true()
        found = found.scatter(rows.gather(is_total), texts.gather(is_total))
    return found


def _vertical_spans(sheet: Sheet, start: int) -> list[tuple[int, int, int]]:
    """Return place, first and last row (from `start`) of merged cells that run down one column of the data."""
    return [
        (left - sheet.first_column, top - start, min(bottom, sheet.n_rows - 1) - start)
        for top, left, bottom, right in sheet.merged
        if left == right and top >= start and bottom > top and left - sheet.first_column < sheet.n_columns
    ]


def _spread(sheet: Sheet, frame: pl.DataFrame, start: int) -> pl.DataFrame:
    """Write the value of cells merged downwards into each of their rows, as people read them."""
    by_place: dict[int, list[tuple[int, int]]] = {}
    for place, first, last in _vertical_spans(sheet, start):
        by_place.setdefault(place, []).append((first, last))
    columns = frame.get_columns()
    for place, spans in by_place.items():
        series = columns[place]
        rows = [row for first, last in spans for row in range(first + 1, last + 1)]
        values = [series[first] for first, last in spans for _ in range(first + 1, last + 1)]
        columns[place] = series.scatter(rows, pl.Series(values, dtype=series.dtype))
    return pl.DataFrame(columns)
