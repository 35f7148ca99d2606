"""How does a person overrule the proposed mapping? With a small YAML file, checked by file and key."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from gaodi.base import SourceError, TableError
from gaodi.catalogue import read_yaml
from gaodi.evidence.records import SheetMapping


class ColumnOverride(BaseModel):
    """Which headers feed one column, and in which unit; no headers: the column stays unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    headers: tuple[str, ...] = ()
    unit: str | None = None


class MappingOverrides(BaseModel):
    """What a mapping file says; everything it leaves out is proposed as usual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str | None = None
    sheet: str | None = None
    header_rows: tuple[int, ...] = ()
    columns: dict[str, ColumnOverride] = Field(default_factory=dict)

    @field_validator("header_rows", mode="after")
    @classmethod
    def _check_rows(cls, rows: tuple[int, ...]) -> tuple[int, ...]:
        if any(row < 1 for row in rows):
            raise ValueError("row numbers start at 1")
        return rows

    @field_validator("columns", mode="before")
    @classmethod
    def _widen(cls, columns: Any) -> Any:  # noqa: ANN401  pydantic gives what YAML held
        """Accept `column: header` and `column: [header, …]` beside the full form."""
        if not isinstance(columns, dict):
            return columns
        return {name: _widen_column(given) for name, given in columns.items()}


def _widen_column(given: object) -> object:
    if given is None:
        return {}
    if isinstance(given, str):
        return {"headers": [given]}
    return {"headers": given} if isinstance(given, list) else given


def load_mapping_file(path: Path) -> MappingOverrides:
    """Read a mapping file.

    Parameters
    ----------
    path : Path
        YAML with any of `table`, `sheet`, `header_rows`, `columns: {column: header | [headers] | {headers, unit}}`.

    Returns
    -------
    MappingOverrides

    Raises
    ------
    SourceError
        If the file is not there.
    CatalogueError
        If it is not YAML, or a key is given twice.
    TableError
        If a key is unknown or a value has the wrong shape; the message names file and key.
    """
    if not path.is_file():
        raise SourceError(f"没有映射文件 {path}；请检查路径。", f"no mapping file {path}; check the path.")
    try:
        return MappingOverrides.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "(file)"
        raise TableError(
            f"映射文件 {path.name}：`{key}` 的值是 {first['input']!r}（{first['msg']}）；可用的键："
            "table、sheet、header_rows、columns，列下可用 headers、unit。",
            f"{path.name}: `{key}` is {first['input']!r} ({first['msg']}); known keys: table, sheet, header_rows, "
            "columns, and headers, unit below a column.",
        ) from error


def write_mapping_file(mapping: SheetMapping, path: Path) -> None:
    """Write a mapping so that `load_mapping_file` reads it back; a person edits it and imports with it."""
    content = {
        "table": mapping.table,
        "sheet": mapping.sheet,
        "header_rows": list(mapping.header_rows),
        "columns": {
            item.column: {"headers": list(item.headers)} | ({"unit": item.unit} if item.unit else {})
            for item in mapping.columns
        },
    }
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    notes = "".join(
        f"# 未对应的表头 / unmapped header: {' '.join(header.split())}\n" for header in mapping.unmapped
    )
    path.write_text(text + notes, encoding="utf-8")
