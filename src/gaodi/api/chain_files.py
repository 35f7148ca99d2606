"""How does a chain leave as a file? Five maps and five lists as Excel, the map as GraphML and as a picture."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaodi.api.answers import get_chain
from gaodi.api.chain_views import get_atlas, get_fusion
from gaodi.api.office_files import still_file
from gaodi.api.records import Office
from gaodi.api.workbooks import SheetContent, write_workbook
from gaodi.base import MONEY_UNITS, InputError
from gaodi.brief import draw_chain_picture
from gaodi.catalogue import ChainTemplate
from gaodi.chains import AtlasColumn, AtlasSheet, ChainFusion, Strength, write_graphml

CHAIN_FORMATS = ("xlsx", "graphml", "png")
_UNIT = "万元"
_NOTE = {"zh": "合成数据，与真实企业无关", "en": "synthetic data, no real firm"}


def write_chain_file(office: Office, chain_id: str, path: Path, *, lang: str = "zh") -> Path:
    """Write a chain as a file: `.xlsx` five maps and five lists, `.graphml` or `.png` its map.

    Parameters
    ----------
    chain_id : str
        Id or Chinese name.
    path : Path
        The ending decides.
    lang : {"zh", "en"}

    Raises
    ------
    InputError
        If the ending is another, or the file cannot be written.
    NotFoundError
        If there is no such chain, or it has not been computed.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in CHAIN_FORMATS:
        raise InputError(
            f"不能写成 {path.name}；产业链可导出为 {'、'.join('.' + name for name in CHAIN_FORMATS)}。",
            f"cannot write {path.name!r}; a chain leaves as {', '.join('.' + name for name in CHAIN_FORMATS)}.",
        )
    try:
        if kind == "xlsx":
            _write_atlas(office, chain_id, path, lang)
        else:
            path.write_bytes(draw_chain_file(office, chain_id, kind, lang=lang))
    except OSError as error:
        raise InputError(
            f"写不了 {path}：{error.strerror or error}；请换一个位置。",
            f"cannot write {path}: {error.strerror or error}; choose another place.",
        ) from error
    return path


def draw_chain_file(office: Office, chain_id: str, kind: str, *, lang: str = "zh") -> bytes:
    """Return a chain map as `graphml` or `png`."""
    view = get_chain(office, chain_id)
    chain = view.diagnosis
    if kind == "graphml":
        return write_graphml(view.map, chain.flows).encode()
    synthetic = any(link.synthetic for link in chain.links)
    return draw_chain_picture(
        view.map,
        title=chain.zh if lang == "zh" else chain.en,
        words={s.value: office.catalogue.label(f"strength.{s.value}", lang) for s in Strength},
        lang=lang,
        note="　".join([*_explain_lines(office, lang), *([_NOTE[lang]] if synthetic else [])]),
    )


def _explain_lines(office: Office, lang: str) -> list[str]:
    needs = (("——", "essential"), ("- - -", "substitutable"))
    return [f"{line} {office.catalogue.label(f'need.{need}', lang)}" for line, need in needs]


def _write_atlas(office: Office, chain_id: str, path: Path, lang: str) -> None:
    template = office.catalogue.chain(chain_id)
    atlas = get_atlas(office, chain_id, n_rows=None)
    writer = _CellWriter(office, template, lang)
    sheets = [_build_sheet(sheet, writer, lang) for sheet in (*atlas.maps, *atlas.lists)]
    sheets.append(_build_fusion(get_fusion(office, chain_id), writer, lang))
    if atlas.synthetic:
        sheets.append(
            SheetContent(title="说明" if lang == "zh" else "Note", header=(), rows=[(_NOTE[lang],)], n_rows=1)
        )
    write_workbook(path, sheets, properties={"title": template.zh if lang == "zh" else template.en})
    still_file(path)


class _CellWriter:
    """Writes cells of an atlas as a spreadsheet shows them."""

    def __init__(self, office: Office, template: ChainTemplate, lang: str) -> None:
        self._lang = lang
        self._links = {link.id: link.zh if lang == "zh" else link.en for link in template.links}
        places = office.catalogue.taxonomy("divisions").terms
        self._places = {term.id: term.zh if lang == "zh" else term.en or term.zh for term in places}
        self._label = office.catalogue.label

    def write(self, column: AtlasColumn, row: dict[str, Any]) -> object:
        """Return a cell: money in 万元, days as text, names in the language asked for."""
        value = row.get(column.key)
        if self._lang == "en":
            value = row.get(f"{column.key}_en", value)
        if value is None:
            return None
        match column.kind:
            case "money":
                return Decimal(value) / (100 * MONEY_UNITS[_UNIT])
            case "date":
                return value.isoformat() if isinstance(value, date) else value
            case "flag":
                return self._label("common.yes" if value else "common.no", self._lang)
            case "strength" | "stage":
                return self._label(f"{column.kind}.{value}", self._lang)
            case "place":
                return self._places.get(value, value)
            case "link":
                return self._links.get(value, value)
        return value

    def name_column(self, column: AtlasColumn) -> str:
        """Return a header with its unit."""
        name = column.zh if self._lang == "zh" else column.en
        if column.kind != "money":
            return name
        return f"{name}（{_UNIT}）" if self._lang == "zh" else f"{name} (10,000 yuan)"


def _build_sheet(sheet: AtlasSheet, writer: _CellWriter, lang: str) -> SheetContent:
    rows: list[list[object]] = [[writer.write(column, row) for column in sheet.columns] for row in sheet.rows]
    if not rows and sheet.missing_tables:
        missing = "、".join(sheet.missing_tables)
        rows = [[f"没有导入表：{missing}" if lang == "zh" else f"tables never imported: {missing}"]]
    return SheetContent(
        title=sheet.zh if lang == "zh" else sheet.en,
        header=tuple(writer.name_column(column) for column in sheet.columns),
        rows=rows,
        n_rows=len(rows),
    )


def _build_fusion(fusion: ChainFusion, writer: _CellWriter, lang: str) -> SheetContent:
    zh = lang == "zh"
    layers = [layer.zh if zh else layer.en for layer in fusion.layers]
    header = (
        ("环节", "融合度", *layers, "断点及责任人") if zh else ("Link", "Fusion", *layers, "Holes and owners")
    )
    return SheetContent(
        title="五链融合" if zh else "Five chains",
        header=header,
        rows=list(_list_fusion_rows(fusion, zh=zh)),
        n_rows=len(fusion.links),
    )


def _list_fusion_rows(fusion: ChainFusion, *, zh: bool) -> Iterable[list[object]]:
    for link in fusion.links:
        scores = [layer.score for layer in link.layers]
        holes = [hole.reason_zh if zh else hole.reason_en for hole in link.holes]
        yield [link.zh if zh else link.en, link.score, *scores, holes]
