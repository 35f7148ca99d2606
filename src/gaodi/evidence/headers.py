"""Where is the header? Found among titles and notes above, joined over its rows, with the first row of data."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gaodi.base import TableError
from gaodi.evidence.cells import TEXT
from gaodi.evidence.labels import clean_label, find_note_unit, is_unit, split_unit
from gaodi.evidence.sheets import Sheet

_SEARCH_ROWS = 50
_MAX_BLOCK = 4
_TITLE_WIDTH = 0.9
_ORDINALS = re.compile(r"[甲乙丙丁戊己]|\(?\d{1,3}\)?|[a-z]|栏次|序号")

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One column's header.

    Parameters
    ----------
    position : int
        0-based column of the sheet.
    label : str
        As a person reads it; the rows of a stacked header joined by `/`.
    names : tuple of str
        Cleaned names it may stand for, most literal first.
    unit : str or None
        Unit it states.
    """

    position: int
    label: str
    names: tuple[str, ...]
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderBlock:
    """The header of a sheet.

    Parameters
    ----------
    rows : tuple of int
        1-based rows, the first row of data follows the last.
    headers : tuple of Header
        Of the columns that have one.
    note_unit : str or None
        Money unit a note above states.
    """

    rows: tuple[int, ...]
    headers: tuple[Header, ...]
    note_unit: str | None


def find_header(sheet: Sheet, known: Collection[str], *, rows: tuple[int, ...] = ()) -> HeaderBlock:
    """Find the header of a sheet.

    Parameters
    ----------
    sheet : Sheet
    known : collection of str
        Cleaned names that tables of the catalogue know.
    rows : tuple of int
        1-based rows of the header where a mapping file says so; empty to search.

    Returns
    -------
    HeaderBlock

    Raises
    ------
    TableError
        If the sheet is empty or no row looks like a header.
    """
    top = sheet.top(_SEARCH_ROWS)
    if not top or not any(cell for row in top for cell in row):
        raise TableError(
            f"工作表「{sheet.name}」没有内容；请检查是否选错了文件。",
            f"sheet {sheet.name!r} is empty; check that it is the right file.",
        )
    if rows:
        if max(rows) > len(top):
            raise TableError(
                f"工作表「{sheet.name}」只在前 {len(top)} 行中找表头，映射文件给出的是第 {max(rows)} 行。",
                f"sheet {sheet.name!r}: header rows must lie in the first {len(top)} rows, got {max(rows)}.",
            )
        first, last = min(rows) - 1, max(rows) - 1
    else:
        best = _find_best_row(sheet, top, known)
        first, last = _extend_up(sheet, top, best, known), _extend_down(sheet, top, best, known)
    headers = _join_rows(sheet, top, first, last)
    units = [cell for row in top[:first] for cell in row if cell]
    # 栏次 and rows of units under the header belong to it, not to the data.
    row_units: Row = ()
    while not rows and last + 1 < len(top) and _is_appendix(top[last + 1]):
        last += 1
        if any(
            cell and is_unit(cell) and split_unit(f"x({clean_label(cell).strip('()')})")[1]
            for cell in top[last]
        ):
            row_units = top[last]
    return HeaderBlock(
        rows=tuple(range(first + 1, last + 2)),
        headers=tuple(_with_row_unit(header, row_units, sheet.first_column) for header in headers),
        note_unit=find_note_unit(units),
    )


def _with_row_unit(header: Header, row_units: Row, first_column: int) -> Header:
    cell = row_units[header.position - first_column] if row_units else None
    if header.unit or not cell:
        return header
    unit = split_unit(f"x({clean_label(cell).strip('()')})")[1]
    return Header(position=header.position, label=header.label, names=header.names, unit=unit)


def _count_hits(row: Row, known: Collection[str]) -> int:
    names = {name for cell in row if cell for name in split_unit(clean_label(cell))[0]}
    return len(names & set(known))


def _find_best_row(sheet: Sheet, top: list[tuple[str | None, ...]], known: Collection[str]) -> int:
    hits = [_count_hits(row, known) for row in top]
    if max(hits) > 0:
        return hits.index(max(hits))
    for place, row in enumerate(top):
        filled = [cell for cell in row if cell]
        kinds = set(sheet.kinds.row(place)) - {0}
        if len(filled) >= min(2, sheet.n_columns) and kinds == {TEXT}:
            return place
    raise TableError(
        f"工作表「{sheet.name}」的前 {len(top)} 行中没有找到表头；请确认第一行数据之上有列名。",
        f"sheet {sheet.name!r}: no header in the first {len(top)} rows; put column names above the data.",
    )


def _spans(sheet: Sheet, row: int) -> list[tuple[int, int, int, int]]:
    return [span for span in sheet.merged if span[0] <= row <= span[2]]


def _is_group_span(sheet: Sheet, span: tuple[int, int, int, int]) -> bool:
    """Whether merged cells lie over some columns, not over the whole sheet as a title does."""
    width = span[3] - span[1] + 1
    return 1 < width < _TITLE_WIDTH * sheet.n_columns


def _extend_up(sheet: Sheet, top: list[tuple[str | None, ...]], best: int, known: Collection[str]) -> int:
    first = best
    while first > 0 and best - first < _MAX_BLOCK - 1:
        above = first - 1
        if not _is_stacked(sheet, top[above], top[first], above, known):
            break
        first = above
    return first


def _extend_down(sheet: Sheet, top: list[tuple[str | None, ...]], best: int, known: Collection[str]) -> int:
    last = best
    while last + 1 < len(top) and last - best < _MAX_BLOCK - 1:
        below = last + 1
        if not _is_all_text(sheet, below) or not _is_stacked(sheet, top[last], top[below], last, known):
            break
        last = below
    return last


def _is_all_text(sheet: Sheet, row: int) -> bool:
    return set(sheet.kinds.row(row)) <= {0, TEXT} and any(sheet.cells.row(row))


def _is_stacked(sheet: Sheet, upper: Row, lower: Row, upper_row: int, known: Collection[str]) -> bool:
    """Whether two neighbouring rows form one header: merged cells say so, or the labels interlock."""
    filled = [cell for cell in upper if cell]
    if any(":" in clean_label(cell) for cell in filled) or not any(lower):
        return False
    spans = [span for span in _spans(sheet, upper_row) if span[0] == upper_row or span[2] > upper_row]
    if any(span[0] <= upper_row < span[2] for span in spans):
        return True
    if any(_is_group_span(sheet, span) for span in spans if span[0] == upper_row == span[2]):
        return True
    if sheet.merged or len(filled) < 2:
        return False
    # Without merged cells (CSV): labels above empty cells beside groups (a year, a heading) above labels.
    pairs = list(zip(upper, lower, strict=True))
    alone = [up for up, low in pairs if up and not low]
    groups = [up for up, low in pairs if up and low]
    spreads = any(low and not up for up, low in pairs)
    return (
        _count_hits(alone, known) > 0
        and _count_hits(lower, known) > 0
        and (spreads or _count_hits(groups, known) == 0)
    )


def _is_appendix(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    if len(filled) < 2:
        return False
    if all(is_unit(cell) for cell in filled) and any(clean_label(cell).strip("-—") for cell in filled):
        return True
    cleaned = [clean_label(cell) for cell in filled]
    numbers = [int(cell.strip("()")) for cell in cleaned if re.fullmatch(r"\(?\d{1,3}\)?", cell)]
    # 甲 乙 1 2 3 …: consecutive numbers under a header are its 栏次.
    return (
        len(cleaned) >= 3
        and all(_ORDINALS.fullmatch(cell) for cell in cleaned)
        and bool(numbers)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and (len(numbers) < len(cleaned) or (numbers[0] in (0, 1) and len(numbers) >= 4))
    )


def _join_rows(sheet: Sheet, top: list[tuple[str | None, ...]], first: int, last: int) -> list[Header]:
    grid = [list(top[row]) for row in range(first, last + 1)]
    for place, row in enumerate(grid[:-1]):
        _fill_groups(sheet, row, grid[place + 1], first + place)
    headers = []
    for place in range(sheet.n_columns):
        parts = [" ".join(cell.split()) for row in grid if (cell := row[place])]
        parts = list(dict.fromkeys(part for part in parts if part))
        if parts:
            headers.append(_build_header(sheet.first_column + place, parts))
    return headers


def _fill_groups(sheet: Sheet, upper: list[str | None], lower: Sequence[str | None], row: int) -> None:
    """Write a group's label over each of its columns."""
    spans = [span for span in _spans(sheet, row) if span[0] == row]
    for _, left, _, right in spans:
        label = upper[left - sheet.first_column]
        for column in range(left, right + 1):
            upper[column - sheet.first_column] = label
    if sheet.merged:
        return
    label = None
    for place, cell in enumerate(upper):
        if cell:
            label = cell if lower[place] else None
        elif label and lower[place]:
            upper[place] = label


def _build_header(position: int, parts: list[str]) -> Header:
    cleaned = [clean_label(part) for part in parts]
    names: list[str] = []
    unit: str | None = None
    # The lowest row names the column; upper rows group. A unit may stand in either.
    for text in ("/".join(cleaned), cleaned[-1], "".join(cleaned), *reversed(cleaned[:-1])):
        found, stated = split_unit(text)
        names += found
        unit = unit or stated
    return Header(position=position, label="/".join(parts), names=tuple(dict.fromkeys(names)), unit=unit)
