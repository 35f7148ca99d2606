"""Whom do the names of a list mean? Names against a register, without a workspace."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from gaodi.api.fact_records import NameLink
from gaodi.api.plain import rows_to_csv
from gaodi.base import InputError, Progress, SourceError, ignore_progress
from gaodi.evidence import Sheet, check_file, read_sheets
from gaodi.names import NameLink as Resolved
from gaodi.names import NameQuery, RegisterEntry, index_register, resolve_names

ALIASES = {
    "name": ("名称", "企业名称", "单位名称", "公司名称", "机构名称", "企业全称", "全称", "写法", "name", "company", "company_name", "mention"),
    "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码", "credit_code", "uscc", "code"),
    "id": ("标识", "企业标识", "编号", "名录标识", "id", "register_id", "enterprise_id"),
    "stock_code": ("证券代码", "股票代码", "stock_code", "ts_code"),
    "former_names": ("曾用名", "曾用名称", "原名称", "former_name", "former_names"),
    "short_name": ("简称", "企业简称", "证券简称", "别名", "alias", "aliases", "short_name"),
    "place": ("所在地", "市州", "地区", "所在市", "city", "place", "district"),
}  # fmt: skip
"""Headers by which a column of a list or a register is known."""
_PORTION = 200
N_HEADER_ROWS = 10
"""Rows looked at for the header; our own choice."""
_COLUMNS = (
    ("name", "名称"), ("row", "行"), ("state", "结果"), ("register_id", "名录标识"), ("register_row", "名录行"),
    ("register_name", "名录名称"),
    ("score", "分"), ("zh", "理由"), ("en", "Reason"), ("candidates", "备选"),
)  # fmt: skip


def resolve_names_file(
    names: Path, register: Path, *, progress: Progress = ignore_progress
) -> tuple[NameLink, ...]:
    """Say which entry of a register each name of a list means, and why.

    Parameters
    ----------
    names : Path
        CSV or Excel with a column of names; a credit code, share code or place beside it helps. Headers as in `ALIASES`.
    register : Path
        CSV or Excel with names, and codes, former and short names where known.
    progress : Progress

    Returns
    -------
    tuple of NameLink
        In the order of the list. A name that is not sure has candidates and no entry.

    Raises
    ------
    SourceError
        If a file cannot be read or has no column of names.
    """
    progress("read", 0, 2)
    wanted, rows = read_columns(names), read_columns(register)
    entries = [_build_entry(row) for row in rows]
    row_of = {entry.id: int(row["row"]) for entry, row in zip(entries, rows, strict=True)}
    index = index_register(entries)
    register_names = {entry.id: entry.name for entry in entries}
    progress("read", 2, 2)
    found: list[NameLink] = []
    for start in range(0, len(wanted), _PORTION):
        progress("names", start, len(wanted))
        portion = wanted[start : start + _PORTION]
        queries = [
            NameQuery(**{key: row.get(key, "") for key in ("name", "credit_code", "stock_code", "place")})
            for row in portion
        ]
        for row, link in zip(portion, resolve_names(queries, index), strict=True):
            found.append(view_link(link, register_names, row=int(row["row"]), row_of=row_of))
    progress("names", len(wanted), len(wanted))
    return tuple(found)


def view_link(
    link: Resolved, register_names: Mapping[str, str], *, row: int, row_of: Mapping[str, int] | None = None
) -> NameLink:
    """Return a link as the doors show it; names of the register by the ids of its entries."""
    return NameLink(
        name=link.query.name,
        row=row,
        state="linked" if link.entity_id else "unresolved",
        register_id=link.entity_id,
        register_name=register_names.get(link.entity_id or ""),
        register_row=(row_of or {}).get(link.entity_id or ""),
        score=link.score if link.entity_id or link.candidates else None,
        zh=link.reason_zh,
        en=link.reason_en,
        candidates=tuple(
            {
                "register_id": item.entity_id,
                "register_name": item.name,
                "score": item.score,
                "rule": item.rule,
            }
            for item in link.candidates
        ),
    )


def _build_entry(row: Mapping[str, str]) -> RegisterEntry:
    """Return a row of a register as an entry; its id is its own, else its code, else the row's number."""
    code = row.get("credit_code", "")
    return RegisterEntry(
        id=row.get("id") or code or row.get("stock_code") or f"row {row['row']}",
        name=row["name"],
        credit_code=code,
        former_names=split_names(row.get("former_names")),
        short_names=split_names(row.get("short_name")),
        stock_code=row.get("stock_code", ""),
        place=row.get("place", ""),
    )


def split_names(text: str | None) -> tuple[str, ...]:
    """Return the names of one cell; commas and semicolons of either width divide them.

    Examples
    --------
    >>> split_names("某某机械厂；某某机械有限公司"), split_names(None)
    (('某某机械厂', '某某机械有限公司'), ())
    """
    return tuple(name.strip() for name in re.split("[；;、,，|\n]", text or "") if name.strip())


def write_name_links(links: Iterable[NameLink], path: Path) -> int:
    """Write links as CSV: name, entry, score, reason; candidates where a name is unresolved.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    rows = [
        {name: getattr(link, name) for name, _ in _COLUMNS}
        | {"candidates": [f"{item['register_name']}（{item['score']:.2f}）" for item in link.candidates]}
        for link in links
    ]
    try:
        path.write_text(rows_to_csv(rows, _COLUMNS), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error
    return len(rows)


def read_columns(path: Path) -> list[dict[str, str]]:
    """Read the first sheet that has a name column: one dict per row with the keys of `ALIASES` that are there, and `row`.

    Raises
    ------
    SourceError
        If the file cannot be read, or no sheet has a column of names.
    """
    check_file(path)
    sheets = list(read_sheets(path))
    for sheet in sheets:
        header = _find_header(sheet)
        if header is not None:
            return _read_rows(sheet, *header)
    raise SourceError(
        f"{path.name} 里没有名称列；表头应为 {'、'.join(ALIASES['name'][:5])} 之一。",
        f"{path.name} has no column of names; head it one of {', '.join(ALIASES['name'][-4:])}.",
    )


def _find_header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the header's row and the position of each known column, or None where no row heads a column of names."""
    for number, cells in enumerate(sheet.top(N_HEADER_ROWS), start=1):
        headers = [_fold(cell or "") for cell in cells]
        columns = {}
        for key, aliases in ALIASES.items():
            known = {_fold(alias) for alias in aliases}
            position = next((place for place, header in enumerate(headers) if header in known), None)
            if position is not None:
                columns[key] = position + sheet.first_column
        if "name" in columns:
            return number, columns
    return None


def _read_rows(sheet: Sheet, header_row: int, columns: dict[str, int]) -> list[dict[str, str]]:
    rows = []
    for row in range(header_row + 1, sheet.n_rows + 1):
        found = {key: sheet.cell_text(row, position).strip() for key, position in columns.items()}
        if found["name"]:
            rows.append(found | {"row": str(row)})
    return rows


def _fold(header: str) -> str:
    """Return a header without what people vary: case, spaces, brackets with remarks."""
    plain = unicodedata.normalize("NFKC", header).lower()
    return re.sub(r"\(.*?\)|[\s*_\-：:]", "", plain)
