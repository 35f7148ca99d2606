"""How does an office make a chain template its own? Out as Excel or YAML, edited, back in under a new version, compared with the shipped one."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from gaodi.api.chain_settings import find_own_catalogue
from gaodi.api.offices import reload_office
from gaodi.api.records import Office
from gaodi.api.workbooks import SheetContent, write_workbook
from gaodi.base import CatalogueError, InputError
from gaodi.catalogue import ChainTemplate, check_chain, load_catalogue, read_yaml
from gaodi.chains import TemplateChange, compare_templates, find_circle

TEMPLATE_FORMATS = ("xlsx", "yaml")
_CHAIN_SHEET, _LINK_SHEET = "产业链", "环节"
_CHAIN_FIELDS = {
    "id": "链标识", "zh": "名称", "en": "英文名称", "version": "版本", "source": "来源", "status": "状态", "note": "说明",
    "four_by_four": "4×4产业",
}  # fmt: skip
_LINK_FIELDS = {
    "id": "环节标识", "zh": "名称", "en": "英文名称", "stage": "位置", "is_key": "关键环节", "essential": "关键投入（环节标识）",
    "substitutable": "可替代投入（环节标识）", "industry_codes": "行业代码", "products": "产品", "synonyms": "同义词", "exclude": "排除词",
    "note": "说明",
}  # fmt: skip
_CODES = ("essential", "substitutable", "industry_codes")
_LISTS = ("essential", "substitutable", "industry_codes", "products", "synonyms", "exclude")
_BETWEEN_NAMES = str.maketrans(dict.fromkeys("；;", "\n"))
_BETWEEN_CODES = str.maketrans(dict.fromkeys("；;、，, ", "\n"))
"""Ids and codes hold no commas; names of products may (1,4-丁二醇)."""

_YES = {"是", "yes", "true", "1", "√"}
_MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """A chain template in use, beside the one that ships."""

    template: ChainTemplate
    is_own: bool
    """Whether the workspace brought it."""
    shipped_version: str | None
    """None where no such chain ships."""
    changes: tuple[TemplateChange, ...]
    """What differs from the shipped one."""


def get_template(office: Office, chain_id: str) -> TemplateView:
    """Return a chain template by id or Chinese name, with what differs from the shipped one."""
    template = office.catalogue.chain(chain_id)
    shipped = load_catalogue().chains.get(template.id)
    return TemplateView(
        template=template,
        is_own=(find_own_catalogue(office) / "chains" / f"{template.id}.yaml").is_file(),
        shipped_version=shipped.version if shipped else None,
        changes=compare_templates(shipped, template) if shipped else (),
    )


def export_template(office: Office, chain_id: str, path: Path) -> Path:
    """Write a chain template as `.xlsx` or `.yaml`, to be edited and brought back by `import_template`.

    Raises
    ------
    InputError
        If the ending is another, or the file cannot be written.
    """
    template = office.catalogue.chain(chain_id)
    kind = _read_kind(path.name)
    try:
        if kind == "yaml":
            path.write_text(write_template_yaml(template), encoding="utf-8")
        else:
            _write_xlsx(template, path)
    except OSError as error:
        raise InputError(
            f"写不了 {path}：{error.strerror or error}；请换一个位置。",
            f"cannot write {path}: {error.strerror or error}; choose another place.",
        ) from error
    return path


def write_template_yaml(template: ChainTemplate) -> str:
    """Return a template as YAML; reading it back gives the same template."""
    plain = template.model_dump(mode="json", exclude_defaults=True)
    return str(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120))


def _write_xlsx(template: ChainTemplate, path: Path) -> None:
    chain = [[name, getattr(template, key)] for key, name in _CHAIN_FIELDS.items()]
    links = [[_write_field(link, key) for key in _LINK_FIELDS] for link in template.links]
    write_workbook(
        path,
        [
            SheetContent(title=_CHAIN_SHEET, header=("项目", "内容"), rows=chain, n_rows=len(chain)),
            SheetContent(
                title=_LINK_SHEET, header=tuple(_LINK_FIELDS.values()), rows=links, n_rows=len(links)
            ),
        ],
    )


def _write_field(link: Any, key: str) -> object:  # noqa: ANN401  a ChainLink and one of its fields
    if key in {"essential", "substitutable"}:
        return tuple(i.link for i in link.inputs if i.need == key)
    if key == "is_key":
        return "是" if link.is_key else None
    return getattr(link, key)


def import_template(
    office: Office, path: Path, *, name: str | None = None, chain_id: str | None = None
) -> Office:
    """Bring an edited chain template into the workspace's own catalogue, under a new version.

    Where the file keeps the version in use and says something else, `+1`, `+2` … is put behind it. The version replaced is
    kept in the folder `catalogue/versions/`.

    Parameters
    ----------
    path : Path
    name : str or None
        The file's own name where `path` is a copy.
    chain_id : str or None
        The chain it must be; any by default.

    Returns
    -------
    Office
        The same workspace with its changed catalogue.

    Raises
    ------
    CatalogueError
        With file and key: an unknown or missing key, an id given twice, an input that is no link, a circle of needs.
    InputError
        If the file is neither Excel nor YAML, too large, or of another chain.
    """
    file = name or path.name
    template = read_template(path, file)
    if chain_id is not None and template.id != office.catalogue.chain(chain_id).id:
        raise InputError(
            f"{file} 是产业链「{template.id}」的模板，不是「{chain_id}」的；请在它自己的页面导入，或改正 id。",
            f"{file} is the template of chain {template.id!r}, not of {chain_id!r}; import it there, or correct its id.",
        )
    check_chain(template, office.catalogue.taxonomies, file=file)
    circle = find_circle(template)
    if circle:
        raise CatalogueError.at(
            file, f"{circle[0]}.inputs", " → ".join(circle), "不成环的投入关系/needs without a circle"
        )
    with office.workspace.write_lock():
        _store(office, template)
    return reload_office(office)


def _store(office: Office, template: ChainTemplate) -> None:
    own = find_own_catalogue(office)
    current = office.catalogue.chains.get(template.id)
    if current is not None:
        template = template.model_copy(update={"version": _choose_version(own, template, current)})
        _write_text(
            own / "versions" / "chains" / f"{current.id}@{current.version}.yaml", write_template_yaml(current)
        )
    _write_text(own / "chains" / f"{template.id}.yaml", write_template_yaml(template))


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _choose_version(own: Path, template: ChainTemplate, current: ChainTemplate) -> str:
    """Return the version the file gives, or the next free one where it is taken by something else."""
    if template == current:
        return current.version
    taken = {current.version} | {
        path.stem.partition("@")[2] for path in (own / "versions" / "chains").glob(f"{template.id}@*.yaml")
    }
    version, number = template.version, 0
    stem = version.partition("+")[0]
    while version in taken:
        number += 1
        version = f"{stem}+{number}"
    return version


def read_template(path: Path, name: str) -> ChainTemplate:
    """Read a chain template from Excel or YAML.

    Raises
    ------
    CatalogueError
        With file and key, for a key that is unknown, missing or of the wrong kind.
    InputError
        If it is neither, or too large.
    """
    kind = _read_kind(name)
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(
            f"{name} 有 {path.stat().st_size:,} 字节，模板不应超过 {_MAX_BYTES:,} 字节。",
            f"{name} has {path.stat().st_size:,} bytes; a template has no more than {_MAX_BYTES:,}.",
        )
    raw = _read_raw_yaml(path, name) if kind == "yaml" else _read_xlsx(path, name)
    try:
        return ChainTemplate.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, _name_place(first["loc"], raw))) or "(file)"
        raise CatalogueError.at(name, key, first["input"], first["msg"]) from error


def _read_raw_yaml(path: Path, name: str) -> Any:  # noqa: ANN401  YAML may hold anything
    try:
        return read_yaml(path)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} 不是 UTF-8 编码的 YAML。", f"{name} is no YAML in UTF-8.") from error


def _name_place(place: tuple[int | str, ...], raw: Any) -> Iterable[int | str]:  # noqa: ANN401
    """Say which link a fault is in by its id, not by its number."""
    if len(place) > 1 and place[0] == "links" and isinstance(place[1], int):
        link = raw["links"][place[1]]
        known = link.get("id") if isinstance(link, dict) else None
        return (known or f"links.{place[1]}", *place[2:])
    return place


def _read_xlsx(path: Path, name: str) -> dict[str, Any]:
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(str(path))
        sheets = {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(f"{name} 不是 Excel 工作簿。", f"{name} is no Excel workbook.") from error
    for title in (_CHAIN_SHEET, _LINK_SHEET):
        if title not in sheets:
            raise InputError(
                f"{name} 没有工作表「{title}」，现有 {'、'.join(sheets)}；请从导出的模板改起。",
                f"{name} has no sheet {title!r}, but {', '.join(sheets)}; begin from an exported template.",
            )
    return _read_chain_sheet(sheets[_CHAIN_SHEET], name) | {
        "links": _read_link_sheet(sheets[_LINK_SHEET], name)
    }


def _read_chain_sheet(rows: list[list[Any]], name: str) -> dict[str, Any]:
    keys = {word: key for key, word in _CHAIN_FIELDS.items()}
    found: dict[str, Any] = {}
    for row in rows[1:]:
        word, text = (_read_text(cell) for cell in (*row, "", "")[:2])
        if not word:
            continue
        if word not in keys or keys[word] in found:
            raise CatalogueError.at(name, _CHAIN_SHEET, word, f"{'、'.join(keys)}，各一次/each of these once")
        if text:
            found[keys[word]] = text
    return found


def _read_link_sheet(rows: list[list[Any]], name: str) -> list[dict[str, Any]]:
    keys = {word: key for key, word in _LINK_FIELDS.items()}
    header = [_read_text(cell) for cell in rows[0]] if rows else []
    for word in header:
        if word and (word not in keys or header.count(word) > 1):
            raise CatalogueError.at(name, _LINK_SHEET, word, f"{'、'.join(keys)}，各一次/each of these once")
    links = []
    for row in rows[1:]:
        cells = {keys[word]: _read_text(cell) for word, cell in zip(header, row, strict=False) if word}
        if any(cells.values()):
            links.append(_read_link(cells))
    return links


def _read_link(cells: dict[str, str]) -> dict[str, Any]:
    lists = {key: _split(cells.pop(key, ""), is_code=key in _CODES) for key in _LISTS}
    inputs = [
        {"link": item, "need": need} for need in ("essential", "substitutable") for item in lists.pop(need)
    ]
    plain: dict[str, Any] = {key: text for key, text in cells.items() if text and key != "is_key"}
    plain |= {key: items for key, items in lists.items() if items}
    if inputs:
        plain["inputs"] = inputs
    if cells.get("is_key", "").lower() in _YES:
        plain["is_key"] = True
    return plain


def _split(text: str, *, is_code: bool) -> list[str]:
    marked = text.translate(_BETWEEN_CODES if is_code else _BETWEEN_NAMES)
    return [item.strip() for item in marked.split("\n") if item.strip()]


def _read_text(cell: object) -> str:
    """Return a cell as text; a whole number that a spreadsheet made of a code loses its point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _read_kind(name: str) -> str:
    kind = Path(name).suffix.lower().removeprefix(".").replace("yml", "yaml")
    if kind not in TEMPLATE_FORMATS:
        raise InputError(
            f"{name} 不能用作产业链模板；请用 .xlsx 或 .yaml。",
            f"{name} cannot be a chain template; use .xlsx or .yaml.",
        )
    return kind
