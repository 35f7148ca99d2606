"""Which lines of a text are a table? Rows of cells set apart by tabs, wide spaces or bars, under a row of headers.

Statistical bulletins, pages turned into text and tables of Word files reach the reader so. Each numeric cell is a fact: the
row's label and the column's header say what is measured, a unit column or brackets the unit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaodi.prose.characters import simplify_characters
from gaodi.prose.numerals import SCALES

_SPLIT = re.compile(r"[ ]*(?:\t+|\u3000+|[ ]{2,}|[ ]?[|\uff5c│][ ]?)[ ]*")
_NUMBER = re.compile(r"[-−+]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,9})?%?")
_UNIT_HEADER = re.compile(r"(?:计量)?单位")
_GROWTH_HEADER = re.compile(r"增长|增速|增幅|同比|环比|±")
_SHARE_HEADER = re.compile(r"比重|占比|份额")
_BARE_HEADER = re.compile(
    r"^(?:绝对[量值数]|数值|数量|指标值|总量|本月|本期|累计|全年|实绩|完成数?|合计|[\d年月份—\-.至]*|1[-—至]\d{1,2}月(?:累计)?)$"
)
_BRACKETED = re.compile(r"[（(]([^（）()]{1,12})[）)]")
_SCALED = re.compile(r"(万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)?(.+)")
_TITLE_UNIT = re.compile(r"单位[:：]\s*([^\s，,）)]{1,8})")
_MAX_CELLS = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its half-open place in the characters given, and what it says."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """A run of lines that is a table, with the line above it."""

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]
    title: str


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A numeric cell with its key; `column` is its header, which may name a period."""

    start: int
    end: int
    value: Decimal
    unit: str
    comparison: str
    indicator: str
    column: str
    title: str


def find_tables(text: str) -> list[TextTable]:
    r"""Find the tables among the lines of a text.

    Examples
    --------
    >>> [len(table.rows) for table in find_tables("产品\t单位\t产量\n水泥\t万吨\t118.4\n钢材\t万吨\t20.5")]
    [3]
    """
    tables: list[TextTable] = []
    rows: list[tuple[Cell, ...]] = []
    title = above = ""
    for match in re.finditer(r"[^\n]+|\n[ \t\r]*\n", text):
        line = match[0]
        cells = () if line.startswith("\n") else _split_cells(line, match.start())
        if len(cells) >= 3 or (rows and len(cells) == len(rows[0]) >= 2):
            title = title if rows else above
            rows.append(cells)
            continue
        if rows:
            tables += _close(rows, title)
            rows = []
        above = line.strip() or above
    if rows:
        tables += _close(rows, title)
    return tables


def _split_cells(line: str, start: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    place = 0
    for gap in (*_SPLIT.finditer(line), None):
        end = gap.start() if gap else len(line)
        said = line[place:end].strip("\r ")
        if said:
            first = line.index(said, place)
            cells.append(Cell(start + first, start + first + len(said), simplify_characters(said)))
        if gap is None or len(cells) > _MAX_CELLS:
            break
        place = gap.end()
    return tuple(cells)


def _close(rows: list[tuple[Cell, ...]], title: str) -> Iterator[TextTable]:
    """Keep a run of rows where a header stands over numbers."""
    numeric = [sum(bool(_NUMBER.fullmatch(cell.text)) for cell in row) for row in rows]
    if len(rows) >= 2 and numeric[0] == 0 and any(numeric[1:]):
        yield TextTable(rows[0][0].start, rows[-1][-1].end, tuple(rows), title)


def read_figures(table: TextTable) -> list[TableFigure]:
    r"""Return the numeric cells of a table with what they measure.

    Examples
    --------
    >>> (table,) = find_tables("产品\t单位\t产量\t比上年增长（%）\n水泥\t万吨\t118.4\t-6.1\n钢材\t万吨\t20.5\t3")
    >>> [(str(f.value), f.unit, f.comparison, f.indicator) for f in read_figures(table)][:2]
    [('1184000', '吨', 'level', '水泥产量'), ('-6.1', '%', 'growth', '水泥产量')]
    """
    header = [cell.text for cell in table.rows[0]]
    unit_column = next((n for n, text in enumerate(header) if _UNIT_HEADER.fullmatch(text)), None)
    shared = _TITLE_UNIT.search(table.title)
    measures = [
        _clean(text)
        for text in header
        if not _GROWTH_HEADER.search(text) and not _UNIT_HEADER.fullmatch(text)
    ][1:]
    figures: list[TableFigure] = []
    for row in table.rows[1:]:
        if len(row) != len(header):
            continue
        row_unit = row[unit_column].text if unit_column is not None else (shared[1] if shared else "")
        for place, cell in enumerate(row[1:], 1):
            if place == unit_column or not _NUMBER.fullmatch(cell.text):
                continue
            column = _carry_period(header, place)
            figures.append(_read_cell(cell, row[0].text, column, row_unit, measures, table.title))
    return figures


def _carry_period(header: Sequence[str], place: int) -> str:
    """Return a header; 同比增长 after 1—9月份 is of the same months."""
    column = header[place]
    if _GROWTH_HEADER.search(column) and not re.search(r"\d+月|\d年", column):
        before = next((text for text in reversed(header[:place]) if not _GROWTH_HEADER.search(text)), "")
        if re.search(r"\d", before):
            return f"{column}，{before}"
    return column


def _read_cell(
    cell: Cell, label: str, column: str, row_unit: str, measures: Sequence[str], title: str
) -> TableFigure:
    number = Decimal(re.sub("[,%+]", "", cell.text.replace("−", "-")))
    inside = _BRACKETED.search(column) or _BRACKETED.search(label)
    label, bare = _clean(label), _clean(column)
    if _GROWTH_HEADER.search(column):
        measure = next((name for name in measures if name and not _BARE_HEADER.match(name)), "")
        return TableFigure(cell.start, cell.end, number, "%", "growth", _join(label, measure), column, title)
    if _SHARE_HEADER.search(column):
        return TableFigure(cell.start, cell.end, number, "%", "share", label + bare, column, title)
    unit = "%" if cell.text.endswith("%") else inside[1] if inside else row_unit
    scaled = _SCALED.fullmatch(unit)
    scale, unit = (SCALES[scaled[1] or ""], scaled[2]) if scaled and unit else (Decimal(1), unit)
    value = Decimal(format((number * scale).normalize(), "f"))
    measure = "" if _BARE_HEADER.match(bare) else bare
    return TableFigure(cell.start, cell.end, value, unit, "level", _join(label, measure), column, title)


def _join(label: str, measure: str) -> str:
    """Return 水泥 + 产量, but 发电量 alone."""
    return (
        label
        if not measure or (label.endswith(measure[-1:] + "") and measure[-1:] in {"量", "值", "额", "率"})
        else label + measure
    )


def _clean(text: str) -> str:
    return re.sub(r"^[#其中：:\d一二三四五六七八九十、.\s]+(?=[一-龥])", "", _BRACKETED.sub("", text)).strip()
