"""Which texts do the cells of an XLSX file share? Read from its table of shared strings, in the order of its items."""

import re

import numpy as np
import polars as pl

from gaodi.evidence.plain_bytes import NotPlainError, require, take_texts, to_word, view_piece

_OPEN, _CLOSE = b"<si><t>", b"</t></si>"
_BETWEEN = _CLOSE + _OPEN
_N_TAGS = _BETWEEN.count(b"<")
_HEAD = re.compile(rb"""(?:<\?xml[^<>]*\?>)?\s*<sst(?: [\w:]+="[^"<>&]*")*>\s*(?=<si>|</sst>)""")
_DECLARED = re.compile(rb"""^<\?xml[^>]*\bencoding=["'](?!utf-8["'])""", re.IGNORECASE)
_ATTRIBUTES = r"(?: [\w:]+=\"[^\"<>&]*\")*"
_SAID = r"<t(?: xml:space=\"preserve\")?(?:/>|>[^<>]*</t>)"
_LOOKS = rf"<rPr(?:/>|>(?:<\w+{_ATTRIBUTES}/>)*</rPr>)"
# Runs with their looks, and what Chinese and Japanese Excel adds about reading aloud.
_ITEM = re.compile(
    rf"\s*<si>\s*((?:{_SAID}|<r>(?:{_LOOKS})?{_SAID}</r>|<rPh{_ATTRIBUTES}>{_SAID}</rPh>|<phoneticPr{_ATTRIBUTES}/>)*)\s*</si>"
)
_TEXT = re.compile(r"<t( xml:space=\"preserve\")?>([^<]*)</t>")
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9A-Fa-f]+));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(rb"_x[0-9A-Fa-f]{4}_")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_XML_SPACE = " \t\r\n"
_SPACE_CODES = (0x9, 0xA, 0xD)


def split_shared_texts(data: bytes) -> pl.Series:
    """Return the shared texts of an XLSX file.

    Parameters
    ----------
    data : bytes
        `xl/sharedStrings.xml`.

    Raises
    ------
    NotPlainError
        If it is not UTF-8, or holds what only a full parser reads: comments, prefixes, escapes such as `_x000D_`.

    Examples
    --------
    >>> data = b"<sst><si><t>A&amp;B</t></si><si><r><t>C</t></r><r><t>D</t></r></si></sst>"
    >>> split_shared_texts(data).to_list()
    ['A&B', 'CD']
    """
    data = data.removeprefix(_BYTE_ORDER_MARK)
    head = _HEAD.match(data)
    require(head and data.find(b"\r", head.end()) < 0 and not _DECLARED.match(data))
    require(b"_x" not in data or not _ESCAPE.search(data))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotPlainError from error
    texts = _split_even(data)
    if texts is None:
        return pl.Series(_split_items(text[text.find("<sst") :]), dtype=pl.String)
    texts = texts.str.strip_chars(_XML_SPACE)
    if b"&" not in data:
        return texts
    rows = texts.str.contains("&", literal=True).arg_true()
    return texts.scatter(rows, [_unescape(said) for said in texts.gather(rows)]) if len(rows) else texts


def _split_even(data: bytes) -> pl.Series | None:
    """Cut where every item is one text without attributes; else return None."""
    first, last = data.find(_OPEN), data.rfind(_CLOSE)
    # Nothing but the head stands before the first text, and nothing but the end after the last.
    if not 0 <= first < last or b"<si" in data[:first] or data[last + len(_CLOSE) :].strip() != b"</sst>":
        return None
    body = data[first + len(_OPEN) : last]
    view = view_piece(body)
    tags = np.flatnonzero(view.bytes == ord("<"))
    cuts = tags[::_N_TAGS]
    is_even = view.eights[cuts] == to_word(_BETWEEN[:8])
    is_even &= view.eights[cuts + 8] == to_word(_BETWEEN[8:])
    if len(tags) % _N_TAGS or not is_even.all():
        return None
    return take_texts(view.data, np.append(0, cuts + len(_BETWEEN)), np.append(cuts, len(body)))


def _split_items(text: str) -> list[str]:
    """Cut items that are written in any of the usual ways; nothing else may stand between them."""
    start = text.find(">") + 1
    texts = []
    while match := _ITEM.match(text, start):
        texts.append(_read_item(match.group(1)))
        start = match.end()
    require(text[start:].strip(_XML_SPACE) == "</sst>")
    return texts


def _read_item(item: str) -> str:
    if "&" in item:
        _unescape(item)  # an entity nobody knows is not plain, wherever it stands
    texts = _TEXT.findall(_PHONETIC.sub("", item))
    return "".join(_unescape(said if kept else said.strip(_XML_SPACE)) for kept, said in texts)


def _unescape(said: str) -> str:
    return _REFERENCE.sub(_resolve, said) if "&" in said else said


def _resolve(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    try:
        code = int(decimal) if decimal else int(hexadecimal, 16)
    except (TypeError, ValueError) as error:
        raise NotPlainError from error
    require(0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code in _SPACE_CODES)
    return chr(code)
