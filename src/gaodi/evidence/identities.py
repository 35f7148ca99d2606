"""Whom and what does a cell name? Codes of entities, places, industries, terms, choices, yes and no."""

import re
import unicodedata

import polars as pl

from gaodi.base import (
    ValueFormatError,
    parse_credit_code,
    parse_district_code,
    parse_industry_code,
    parse_stock_code,
)
from gaodi.catalogue import Catalogue, Column, Taxonomy
from gaodi.evidence.cells import TEXT
from gaodi.evidence.readings import CellColumn, Reading, find_lost_digits, no_codes, read_unique

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_DIGITS = bytes.maketrans(_ALPHABET.encode(), bytes(range(31)))
_WEIGHTS = [3**place % 31 for place in range(17)]
_YES = {"是", "有", "y", "yes", "true", "t", "1", "√", "✓", "✔", "对", "1.0"}
_NO = {"否", "无", "n", "no", "false", "f", "0", "×", "x", "✗", "✘", "没有", "0.0"}


def read_credit_code(cells: CellColumn) -> Reading:
    """Read credit codes; the check digit of all rows at once, the reason of a bad one from `parse_credit_code`."""
    mended = cells.text.str.replace_all(r"[\s\-]", "").str.to_uppercase()
    usable = mended.set(find_lost_digits(cells), None)
    good = _check_codes(usable)
    values = mended.set(~good, None)
    bad = (cells.text.is_not_null() & ~good).arg_true()
    codes, zh, en = no_codes(len(values)), no_codes(len(values)), no_codes(len(values))
    if not len(bad):
        return Reading(values, codes)
    reasons = [
        _explain_code(text, kind)
        for text, kind in zip(cells.text.gather(bad), cells.kind.gather(bad), strict=True)
    ]
    return Reading(
        values,
        codes.scatter(bad, [code for code, _, _ in reasons]),
        zh.scatter(bad, [text for _, text, _ in reasons]),
        en.scatter(bad, [text for _, _, text in reasons]),
    )


def _check_codes(codes: pl.Series) -> pl.Series:
    """Say which texts are credit codes whose check character fits."""
    import numpy as np  # costs 0.2 s that a command which reads no sheet should not pay

    shaped = codes.str.contains(r"^[0-9A-HJ-NPQRTUWXY]{18}$").fill_null(value=False)
    rows = shaped.arg_true()
    good = np.zeros(len(codes), dtype=bool)
    if len(rows):
        joined = str(codes.gather(rows).str.join("")[0])
        letters = joined.encode("ascii").translate(_DIGITS)
        digits = np.frombuffer(letters, dtype=np.uint8).reshape(-1, 18)
        expected = (31 - (digits[:, :17] @ _WEIGHTS) % 31) % 31
        good[rows.to_numpy()] = digits[:, 17] == expected
    return pl.Series(good.tolist(), dtype=pl.Boolean)


def _explain_code(text: str, kind: int) -> tuple[str, str, str]:
    if re.fullmatch(r"\d+(\.\d+)?(e\+?\d+)?", text, re.IGNORECASE) and kind != TEXT:
        return (
            "destroyed_code",
            f"统一社会信用代码以数字存储（{text}），超过 15 位的部分已丢失；请从原件以文本格式重新录入。",
            f"the credit code is stored as a number ({text}), digits beyond the 15th are lost; enter it again as text "
            "from the original.",
        )
    try:
        parse_credit_code(text)
    except ValueFormatError as error:
        is_scientific = re.fullmatch(r"\d(\.\d+)?E\+?\d+", text.upper()) is not None
        return "destroyed_code" if is_scientific else "invalid_credit_code", error.zh, error.en
    return (
        "invalid_credit_code",
        f"统一社会信用代码「{text}」不能识别；请核对。",
        f"credit code {text!r} cannot be read; check it.",
    )


def read_stock_code(cells: CellColumn) -> Reading:
    """Read share codes with their exchange; a number below 100000 has lost its zeros and is refused."""
    return read_unique(cells, pl.String(), parse_stock_code, "invalid_stock_code")


def read_entity(cells: CellColumn) -> Reading:
    """Read a credit code or a share code."""
    credit = read_credit_code(cells)
    if credit.values.null_count() == cells.text.null_count():
        return credit
    rest = cells.text.set(credit.values.is_not_null(), None)
    stock = read_unique(
        CellColumn(cells.raw, rest, cells.kind, cells.error), pl.String(), parse_stock_code, "x"
    )
    values = credit.values.zip_with(credit.values.is_not_null(), stock.values)
    solved = values.is_not_null()
    empty = no_codes(len(values))
    return Reading(
        values,
        credit.codes.zip_with(~solved, empty).replace({"invalid_credit_code": "invalid_entity"}),
        (credit.zh if credit.zh is not None else empty).zip_with(~solved, empty),
        (credit.en if credit.en is not None else empty).zip_with(~solved, empty),
    )


def read_industry(cells: CellColumn) -> Reading:
    """Read GB/T 4754 codes; a name after the code (`3511 矿山机械制造`) is cut off."""

    def read(text: str) -> str:
        match = re.match(r"([A-Ta-t]?\d{2,4})[\s:、.-]*[^\d\s]{2,}$", text)
        return parse_industry_code(match.group(1) if match else text)

    return read_unique(cells, pl.String(), read, "invalid_industry_code")


def read_district(cells: CellColumn, catalogue: Catalogue) -> Reading:
    """Read division codes and place names of the taxonomy of divisions."""
    divisions = catalogue.taxonomies.get("divisions")
    find = _index_terms(divisions) if divisions else {}

    def read(text: str) -> str:
        if re.fullmatch(r"[\d.]+", text):
            return parse_district_code(text)
        found = find.get(_squeeze(text))
        if found is None:
            raise ValueFormatError(
                f"行政区划清单中没有「{text}」；请填六位区划代码或规范地名（如长沙市）。",
                f"no division {text!r} in the list; give a six-digit code or a standard place name.",
            )
        return found

    return read_unique(cells, pl.String(), read, "unknown_district")


def read_term(cells: CellColumn, column: Column, catalogue: Catalogue) -> Reading:
    """Read a term of the column's taxonomy by id, name or alias."""
    taxonomy = catalogue.taxonomy(column.taxonomy or "")
    find = _index_terms(taxonomy)
    return _read_listed(cells, column, find, "unknown_term", [term.zh for term in taxonomy.terms])


def read_indicator(cells: CellColumn, catalogue: Catalogue) -> Reading:
    """Read an indicator of the catalogue by id, name or alias; a name it does not know is kept as it stands.

    A bureau's sheet measures more than any catalogue names. Kept under its own name, a figure is compared with others of
    that name and shown; only what needs a known indicator passes it over.
    """

    def read(text: str) -> str:
        found = catalogue.find_indicator(text) or catalogue.find_indicator(_squeeze(text))
        return found.id if found else text.strip()

    return read_unique(cells, pl.String(), read, "unknown_indicator")


def read_choice(cells: CellColumn, column: Column) -> Reading:
    """Read one of the column's choices, in either language."""
    find = {_squeeze(choice): choice for choice in column.choices}
    find |= {_squeeze(zh): choice for zh, choice in zip(column.choices_zh, column.choices, strict=False)}
    return _read_listed(cells, column, find, "unknown_choice", list(column.choices_zh or column.choices))


def read_boolean(cells: CellColumn) -> Reading:
    """Read yes and no: 是/否, Y/N, true/false, 1/0, √/×, 有/无."""
    text = cells.text.str.to_lowercase()
    values = pl.select(
        pl.when(text.is_in(list(_YES))).then(True).when(text.is_in(list(_NO))).then(False).alias("v")
    )["v"]
    broken = cells.text.is_not_null() & values.is_null()
    return Reading(values, no_codes(len(values)).set(broken, "not_yes_or_no"))


def _read_listed(
    cells: CellColumn, column: Column, find: dict[str, str], code: str, known: list[str]
) -> Reading:
    shown = "、".join(known[:12]) + ("……" if len(known) > 12 else "")

    def read(text: str) -> str:
        found = find.get(_squeeze(text))
        if found is None:
            raise ValueFormatError(
                f"「{column.zh}」不接受「{text}」；可填：{shown}。",
                f"{column.name} does not take {text!r}; it takes {shown}.",
            )
        return found

    return read_unique(cells, pl.String(), read, code)


def _index_terms(taxonomy: Taxonomy) -> dict[str, str]:
    """Return the term of each id, name and alias; a name that two terms share points to none."""
    owners: dict[str, set[str]] = {}
    for term in taxonomy.terms:
        for name in {term.id, term.zh, term.en, *term.aliases}:
            if name:
                owners.setdefault(_squeeze(name), set()).add(term.id)
    return {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1}


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
