"""Which form does a bureau fill in? One Excel workbook per table, made from its schema, read back by the importer."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gaodi.base import InputError
from gaodi.catalogue.reading import Catalogue
from gaodi.catalogue.records import Column, TableSchema

_LAST_ROW = 1_048_575  # of an Excel sheet, counted from 0
_INLINE_LIST = 255  # characters Excel allows in a list typed into a rule
_HIDDEN = "选项"

_NUMBER_FORMATS = {
    "integer": "0",
    "year": "0",
    "number": "General",
    "decimal": "General",
    "money": "#,##0.00",
    "ratio": "0.00",
    "date": "yyyy-mm-dd",
}
"""What is not named here is text, so that no spreadsheet turns a code into a number."""

_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "form": "填报",
        "guide": "填写说明",
        "guide_headers": ("栏目", "类型", "计量单位", "必填", "含义", "可填内容", "示例"),
        "yes": "是",
        "no": "否",
        "one_of": "与{others}至少填一项",
        "percent": "按百分数填写：12.5 表示 12.5%",
        "code": "请以文本填写 18 位代码，勿用数字格式",
        "wrong": "请按“填写说明”填写",
        "blank": "不掌握的留空，不要填 0",
        "bracket": "（{unit}）",
        "joint": "、",
    },
    "en": {
        "form": "Data",
        "guide": "Guide",
        "guide_headers": ("Item", "Type", "Measure", "Required", "Meaning", "Accepted", "Example"),
        "yes": "Y",
        "no": "N",
        "one_of": "at least one of this and {others}",
        "percent": "in per cent: 12.5 means 12.5 %",
        "code": "write the 18 characters as text, never as a number",
        "wrong": "please follow the guide sheet",
        "blank": "leave blank what you do not know; never write 0 for it",
        "bracket": " ({unit})",
        "joint": ", ",
    },
}


GUIDE_SHEETS = frozenset(words["guide"] for words in _WORDS.values())
"""Names of the sheets that explain a form and hold no data."""


def write_template(schema: TableSchema, path: Path, catalogue: Catalogue, *, lang: str = "zh") -> None:
    """Write the Excel form of a table.

    The first sheet has one header row, drop-downs and formats and no data; the second explains every column and
    gives an example. Columns the engine derives are left out. The importer reads the first sheet as it is and
    skips the second.

    Parameters
    ----------
    schema : TableSchema
    path : Path
        Replaced if it exists.
    catalogue : Catalogue
        Gives taxonomies, indicators and places for the drop-downs.
    lang : {"zh", "en"}

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    # Imported here: XlsxWriter costs 0.1 s that a command which writes no form should not pay.
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    words = _WORDS["en" if lang == "en" else "zh"]
    workbook = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    # The same catalogue gives the same bytes on any day.
    workbook.set_properties({"title": schema.zh, "comments": schema.source, "created": datetime(2026, 1, 1)})
    columns = [column for column in schema.columns if not column.derived]
    form = workbook.add_worksheet(words["form"])
    guide = workbook.add_worksheet(words["guide"])
    lists = workbook.add_worksheet(_HIDDEN)
    lists.hide()
    n_lists = 0
    for position, column in enumerate(columns):
        _write_header(workbook, form, position, column, schema, words, lang)
        rule = _validation(column, _choices(column, catalogue, lang), words)
        if rule and "source" in rule and sum(len(item) + 1 for item in rule["source"]) > _INLINE_LIST:
            lists.write_column(0, n_lists, rule["source"])
            rule["source"] = _range(n_lists, len(rule["source"]))
            n_lists += 1
        if rule:
            form.data_validation(1, position, _LAST_ROW, position, rule)
    form.freeze_panes(1, 0)
    _write_guide(workbook, guide, columns, schema, catalogue, words, lang)
    try:
        workbook.close()
    except (XlsxWriterException, OSError) as error:
        raise InputError(
            f"模板写不到 {path}：{error}；请检查文件夹是否存在、文件是否正被打开。",
            f"the form cannot be written to {path}: {error}; check that the folder exists and the file is not open.",
        ) from error


def header_of(column: Column, lang: str = "zh") -> str:
    """Return a column's header in a form: label and unit, a star before what is required.

    Examples
    --------
    >>> from gaodi.catalogue.records import Bilingual
    >>> revenue = Column(
    ...     name="revenue", zh="营业收入", en="Revenue", type="money", unit="万元", meaning=Bilingual(zh="", en="")
    ... )
    >>> header_of(revenue), header_of(revenue, "en")
    ('营业收入（万元）', 'Revenue (万元)')
    """
    words = _WORDS["en" if lang == "en" else "zh"]
    unit = words["bracket"].format(unit=column.unit) if column.unit and column.type != "date" else ""
    return f"{'*' if column.required else ''}{column.label(lang)}{unit}"


def _write_header(
    workbook: Any,  # noqa: ANN401  XlsxWriter has no types
    form: Any,  # noqa: ANN401
    position: int,
    column: Column,
    schema: TableSchema,
    words: dict[str, Any],
    lang: str,
) -> None:
    fill = "#F4D9A6" if column.required else "#DCE6F1"
    style = workbook.add_format({"bold": True, "bg_color": fill, "border": 1, "text_wrap": True})
    cell = workbook.add_format({"num_format": _NUMBER_FORMATS.get(column.type, "@")})
    header = header_of(column, lang)
    form.set_column(position, position, min(30, max(12, 2 * len(header))), cell)
    form.write_string(0, position, header, style)
    notes = [column.meaning(lang), *_hints(column, schema, words, lang)]
    form.write_comment(0, position, "\n".join(note for note in notes if note), {"x_scale": 2})


def _hints(column: Column, schema: TableSchema, words: dict[str, Any], lang: str) -> list[str]:
    hints = []
    if column.name in schema.identity and len(schema.identity) > 1:
        others = [schema.column(name).label(lang) for name in schema.identity if name != column.name]
        hints.append(words["one_of"].format(others=words["joint"].join(others)))
    if column.type == "credit_code":
        hints.append(words["code"])
    if column.type == "ratio" and column.unit == "%":
        hints.append(words["percent"])
    if not column.required and column.type in ("money", "integer", "number", "ratio", "decimal"):
        hints.append(words["blank"])
    return hints


def _choices(column: Column, catalogue: Catalogue, lang: str) -> list[str]:
    """Return what may be written into a column, or nothing where it is free."""
    if column.type == "boolean":
        words = _WORDS["en" if lang == "en" else "zh"]
        return [words["yes"], words["no"]]
    if column.type == "choice":
        return list(column.choices_zh if column.choices_zh and lang != "en" else column.choices)
    if column.type == "term" and column.taxonomy:
        return [term.zh for term in catalogue.taxonomy(column.taxonomy).terms]
    if column.type == "indicator":
        return [indicator.zh for indicator in catalogue.indicators.values()]
    if column.type == "district" and "divisions" in catalogue.taxonomies:
        return [term.zh for term in catalogue.taxonomy("divisions").terms if term.parent]
    return []


def _validation(column: Column, choices: Sequence[str], words: dict[str, Any]) -> dict[str, Any] | None:
    rule: dict[str, Any]
    if choices:
        # A place or an indicator beyond the list is legal; the list only helps.
        severity = "information" if column.type in ("district", "indicator") else "stop"
        rule = {"validate": "list", "source": list(choices), "error_type": severity}
    elif column.type == "year":
        rule = {"validate": "integer", "criteria": "between", "minimum": 1949, "maximum": 2100}
    elif column.type == "integer":
        rule = {"validate": "integer", **_limits(column, 1)}
    elif column.type in ("number", "decimal", "money"):
        rule = {"validate": "decimal", **_limits(column, 1)}
    elif column.type == "ratio":
        rule = {"validate": "decimal", **_limits(column, 100 if column.unit == "%" else 1)}
    elif column.type == "date":
        rule = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    elif column.type == "credit_code":
        rule = {"validate": "length", "criteria": "==", "value": 18}
    else:
        return None
    return {"error_message": words["wrong"], **rule}


def _limits(column: Column, factor: int) -> dict[str, Any]:
    low, high = column.min, column.max
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low * factor, "maximum": high * factor}
    if low is not None:
        return {"criteria": ">=", "value": low * factor}
    # Excel knows no rule "a number"; a floor below every amount says the same.
    return {"criteria": ">=", "value": -1e15} if high is None else {"criteria": "<=", "value": high * factor}


def _range(position: int, n_rows: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # as above

    letter = xl_col_to_name(position, col_abs=True)
    return f"='{_HIDDEN}'!{letter}$1:{letter}${n_rows}"


def _example(column: Column) -> str:
    if column.example is None:
        return ""
    # The form asks for per cent without the sign.
    return str(column.example).rstrip("%") if column.type == "ratio" else str(column.example)


def _write_guide(
    workbook: Any,  # noqa: ANN401
    guide: Any,  # noqa: ANN401
    columns: Sequence[Column],
    schema: TableSchema,
    catalogue: Catalogue,
    words: dict[str, Any],
    lang: str,
) -> None:
    bold = workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for position, header in enumerate(words["guide_headers"]):
        guide.write_string(0, position, header, bold)
    for row, column in enumerate(columns, start=1):
        accepted = [*_hints(column, schema, words, lang)]
        choices = _choices(column, catalogue, lang)
        if choices:
            accepted.append(words["joint"].join(choices))
        cells = (
            column.label(lang),
            catalogue.label(f"type.{column.type}", lang),
            column.unit or "",
            words["yes"] if column.required else words["no"],
            column.meaning(lang),
            "\n".join(accepted),
            _example(column),
        )
        for position, text in enumerate(cells):
            guide.write_string(row, position, text[:2000], wrap)
    for position, width in enumerate((24, 16, 10, 8, 40, 60, 24)):
        guide.set_column(position, position, width)
    guide.freeze_panes(1, 0)
