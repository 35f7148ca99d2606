"""What do files of links, firms and needs hold? A supply network with its names, each doubt counted and told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gaodi.api.grids import Grid, read_grid, refuse_labels, refuse_twice, show
from gaodi.base import InputError, TableError
from gaodi.risk import Shocks, SupplyNetwork, build_network, build_shocks

HEADERS: Mapping[str, tuple[str, ...]] = {
    "supplier": ("supplier", "供方", "供应商", "供方代码", "供应商代码"),
    "buyer": ("buyer", "买方", "需方", "采购方", "需方代码", "采购方代码"),
    "weight": ("weight", "amount", "金额", "供货金额", "采购金额", "交易额"),
    "firm": ("firm", "企业", "企业名称", "企业代码", "统一社会信用代码"),
    "sector": ("sector", "行业", "行业代码", "环节"),
    "market": ("market", "市场", "可替代市场"),
    "revenue": ("revenue", "营业收入", "收入"),
    "costs": ("costs", "cost", "成本", "营业成本"),
    "scenario": ("scenario", "情景", "情景名称"),
    "shock": ("shock", "loss", "损失", "损失比例"),
}
"""Headers by which a column is known; `weight` in the file of firms is what a firm counts for."""
_FIRM_WEIGHT = ("weight", "权重")
_OUTSIDE, _NO_SECTOR = "(外部)", "(未知)"
_SUBSTITUTABLE = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NetworkFiles:
    """A network with the names of its firms and sectors, in its order."""

    network: SupplyNetwork
    firms: tuple[str, ...]
    sectors: tuple[str, ...]
    n_outside: int
    """Firms that links name and the list of firms does not. They have no weight and fail only where a scenario says so."""
    n_without_sector: int
    unlisted_sectors: tuple[str, ...]
    """Sectors of firms that the table of needs does not name; what they sell is taken as substitutable."""
    has_positions: bool
    """Whether plain numbers of firms were taken as positions in the table, from 0."""


def read_network(edges: Path, firms: Path, essential: Path) -> NetworkFiles:
    """Read a supply network from three files, CSV or Excel.

    Parameters
    ----------
    edges : Path
        supplier, buyer, weight: what one firm sells another.
    firms : Path
        firm, sector, and where known market, weight, revenue, costs.
    essential : Path
        A row per sector that sells, a column per sector that buys, 2 essential, 1 substitutable, 0 negligible; with the
        sectors' names in the first column, or without, in the order of the columns.

    Returns
    -------
    NetworkFiles

    Raises
    ------
    SourceError
        If a file cannot be read.
    InputError
        With file, row and column: a missing column, a firm given twice, a text that is no number.
    """
    listed, links = read_grid(firms), read_grid(edges, may_be_header=True)
    names = _take(listed, "firm")
    refuse_labels(listed, names, ())
    labels, levels, is_named = _read_levels(read_grid(essential))
    own_sectors = [_write_plain(sector) for sector in _take(listed, "sector")]
    labels, by_position = _match_sectors(labels, own_sectors, is_named=is_named)
    suppliers, buyers = _take(links, "supplier"), _take(links, "buyer")
    _refuse_blank(links, suppliers, "supplier")
    _refuse_blank(links, buyers, "buyer")
    _refuse_strange(listed, own_sectors, essential.name, labels)
    outside = sorted({*suppliers, *buyers} - set(names))
    sectors = [*(sector or _NO_SECTOR for sector in own_sectors), *([_OUTSIDE] * len(outside))]
    unlisted = sorted(set(sectors) - set(labels))
    place = {name: number for number, name in enumerate([*names, *outside])}
    sector_place = {sector: number for number, sector in enumerate([*labels, *unlisted])}
    sector_of = np.array([sector_place[sector] for sector in sectors], dtype=np.int64)
    full = np.full((len(sector_place),) * 2, _SUBSTITUTABLE)
    full[: len(labels), : len(labels)] = levels
    weights = _take_numbers(listed, _FIRM_WEIGHT, len(outside), beyond=0.0)
    amounts = links.numbers([_find(links, HEADERS["weight"], "weight")], range(len(links.rows)))[:, 0]
    network = build_network(
        np.array([place[name] for name in suppliers], dtype=np.int64),
        np.array([place[name] for name in buyers], dtype=np.int64),
        amounts,
        sectors=sector_of,
        essential=full,
        markets=_number_markets(listed, sector_of, own_sectors, len(sector_place)),
        weights=weights,
        revenue=_take_numbers(listed, HEADERS["revenue"], len(outside), beyond=np.nan),
        costs=_take_numbers(listed, HEADERS["costs"], len(outside), beyond=np.nan),
    )
    return NetworkFiles(
        network=_weigh_none(network, len(names)) if outside and weights is None else network,
        firms=tuple(place),
        sectors=tuple(sector_place),
        n_outside=len(outside),
        n_without_sector=own_sectors.count(""),
        unlisted_sectors=tuple(name for name in unlisted if name not in {_OUTSIDE, _NO_SECTOR}),
        has_positions=by_position,
    )


def read_scenarios(path: Path, firms: Sequence[str]) -> tuple[tuple[str, ...], Shocks]:
    """Read scenarios: scenario, firm, shock (share of production lost, 1 where there is no such column).

    Returns
    -------
    names : tuple of str
        In the order of the file.
    shocks : Shocks

    Raises
    ------
    InputError
        With file and row: a firm nobody knows, a shock outside 0 to 1.
    """
    grid = read_grid(path)
    names, hit = _take(grid, "scenario"), _take(grid, "firm")
    _refuse_blank(grid, names, "scenario")
    place = {name: number for number, name in enumerate(firms)}
    wrong = next((row for row, firm in enumerate(hit) if firm not in place), None)
    if wrong is not None:
        raise InputError(
            f"{grid.file} 第 {grid.rows[wrong]} 行的企业「{hit[wrong]}」不在企业表和链接表中；请核对写法。",
            f"{grid.file}, row {grid.rows[wrong]}: {hit[wrong]!r} is in neither the firms nor the links; check the spelling.",
        )
    column = _seek(grid, HEADERS["shock"])
    losses = np.ones(len(hit)) if column is None else grid.numbers([column], range(len(hit)))[:, 0]
    odd = np.flatnonzero(~((losses >= 0) & (losses <= 1)))
    if odd.size:
        shown = "空的" if np.isnan(losses[odd[0]]) else f"{losses[odd[0]]:g}"
        raise InputError(
            f"{grid.file} 第 {grid.rows[odd[0]]} 行的损失是 {shown}，应在 0 到 1 之间（全部停产写 1）。",
            f"{grid.file}, row {grid.rows[odd[0]]}: the shock is {'empty' if np.isnan(losses[odd[0]]) else f'{losses[odd[0]]:g}'}; it must lie between 0 and 1 (1 is a full stop).",
        )
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    chosen = list(rows.values())
    return tuple(rows), build_shocks(
        [[place[hit[row]] for row in own] for own in chosen], [losses[own] for own in chosen]
    )


def _weigh_none(network: SupplyNetwork, n_listed: int) -> SupplyNetwork:
    """Return the network with firms of outside counting for nothing: the index is of those that are listed."""
    weights = network.weights.copy()
    weights[:, n_listed:] = 0.0
    if not weights.sum():
        raise InputError(
            "企业表内没有一家企业在链接表中有销售，无法按销售额加权；请核对两表的企业写法，或在企业表中加权重列。",
            "no firm of the list sells anything in the links, so nothing can be weighed; check the names, or add a column of weights.",
        )
    return replace(network, weights=weights)


def _read_levels(grid: Grid) -> tuple[list[str], npt.NDArray[np.int64], bool]:
    """Return the sectors and the square table, whether or not the first column names the rows."""
    n_rows = len(grid.rows)
    is_named = len(grid.header) == n_rows + 1
    if not is_named and len(grid.header) != n_rows:
        raise TableError(
            f"{grid.file} 有 {n_rows} 行、{len(grid.header)} 列；必需程度表应为方表，行是供方行业，列是买方行业。",
            f"{grid.file} has {n_rows} rows and {len(grid.header)} columns; the table must be square: rows sell, columns buy.",
        )
    columns = list(range(int(is_named), len(grid.header)))
    labels = [_write_plain(grid.header[column]) for column in columns]
    refuse_twice(grid.file, labels, "列", "columns")
    levels = grid.numbers(columns, range(n_rows))
    wrong = np.argwhere(~np.isin(levels, (0, 1, 2)))
    if wrong.size:
        row, column = wrong[0]
        raise InputError(
            f"{grid.file} 第 {grid.rows[row]} 行「{labels[column]}」列应为 2（必需）、1（可替代）或 0（可忽略）。",
            f"{grid.file}, row {grid.rows[row]}, column {labels[column]!r} must be 2 (essential), 1 (substitutable) or 0 (negligible).",
        )
    if is_named:
        names = [_write_plain(name) for name in grid.column(0)]
        if sorted(names) != sorted(labels):
            odd = sorted(set(names) ^ set(labels))
            raise InputError(
                f"{grid.file} 的行名与列名不一致：{show(odd)}；行和列应是同一组行业。",
                f"{grid.file}: rows and columns do not name the same sectors: {show(odd)}.",
            )
        levels = levels[[names.index(label) for label in labels]]
    return labels, levels.astype(np.int64), is_named


def _match_sectors(labels: list[str], sectors: Sequence[str], *, is_named: bool) -> tuple[list[str], bool]:
    """Return the table's sectors as the firms write them, and whether plain numbers are taken as positions from 0.

    They are where the table does not name its rows and none of its columns bears a number that firms give.
    """
    written = {sector for sector in sectors if sector}
    if (
        is_named
        or not written
        or written & set(labels)
        or not all(s.isascii() and s.isdecimal() for s in written)
    ):
        return labels, False
    if max(map(int, written)) >= len(labels):
        return labels, False
    return [str(number) for number in range(len(labels))], True


def _write_plain(label: str) -> str:
    """Return a whole number without the point that a program may have put behind it; any other label as it is."""
    return re.sub(r"^(\d+)\.0+$", r"\1", label)


def _refuse_strange(grid: Grid, sectors: Sequence[str], table: str, labels: Sequence[str]) -> None:
    """Refuse firms of which not one is of a sector of the table: the two files speak of different things."""
    written = list(dict.fromkeys(filter(None, sectors)))
    if written and not set(written) & set(labels):
        raise InputError(
            f"{grid.file} 的行业（{show(written)}）没有一个在 {table} 的行业（{show(labels)}）中；两个文件应写同样的行业，"
            "没有行名的方表按位置从 0 编号。",
            f"{grid.file}: none of its sectors ({show(written)}) is among those of {table} ({show(labels)}); write the same sectors in both. "
            "A table without names of rows is numbered from 0.",
        )


def _number_markets(
    grid: Grid, sectors: npt.NDArray[np.int64], own_sectors: Sequence[str], n_sectors: int
) -> npt.NDArray[np.int64]:
    """Return the market of each firm: the given one, else its sector; alone in its own where neither is known."""
    n_listed, column = len(own_sectors), _seek(grid, HEADERS["market"])
    named = [""] * n_listed if column is None else grid.column(column)
    given = [
        (market, "") if market else ("", sector) for market, sector in zip(named, own_sectors, strict=True)
    ]
    number = {name: place for place, name in enumerate(dict.fromkeys(given))}
    markets = max(n_sectors, len(number)) + np.arange(sectors.size)
    for place in range(n_listed):
        if any(given[place]):
            markets[place] = number[given[place]]
    return markets


def _take_numbers(
    grid: Grid, headers: Sequence[str], n_outside: int, *, beyond: float
) -> npt.NDArray[np.float64] | None:
    column = _seek(grid, headers)
    if column is None:
        return None
    own = grid.numbers([column], range(len(grid.rows)))[:, 0]
    wrong = np.flatnonzero(own < 0)
    if not np.isnan(beyond):  # a weight has to be known
        wrong = np.flatnonzero(~(own >= 0))
    if wrong.size:
        row, name = grid.rows[wrong[0]], grid.header[column]
        raise InputError(
            f"{grid.file} 第 {row} 行「{name}」是{'空的' if np.isnan(own[wrong[0]]) else f' {own[wrong[0]]:g}'}，应是不小于 0 的数；请补上或改正。",
            f"{grid.file}, row {row}: {name} is {'empty' if np.isnan(own[wrong[0]]) else f'{own[wrong[0]]:g}'}; give a number not below 0.",
        )
    return np.concatenate([own, np.full(n_outside, beyond)])


def _take(grid: Grid, name: str) -> list[str]:
    return grid.column(_find(grid, HEADERS[name], name))


def _find(grid: Grid, headers: Sequence[str], name: str) -> int:
    column = _seek(grid, headers)
    if column is None:
        raise TableError(
            f"{grid.file} 没有「{name}」列（也可写作 {'、'.join(headers[1:])}）；表头是：{show(grid.header)}。",
            f"{grid.file} has no column {name!r} (or {', '.join(headers[1:])}); its header is: {show(grid.header)}.",
        )
    return column


def _seek(grid: Grid, headers: Sequence[str]) -> int | None:
    found = [place for place, header in enumerate(grid.header) if header.strip().lower() in headers]
    return found[0] if found else None


def _refuse_blank(grid: Grid, texts: Sequence[str], name: str) -> None:
    if "" in texts:
        row = grid.rows[list(texts).index("")]
        raise InputError(
            f"{grid.file} 第 {row} 行「{name}」列是空的；请补上或删去该行。",
            f"{grid.file}, row {row}: {name} is empty; fill it in or remove the row.",
        )
