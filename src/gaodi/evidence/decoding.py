"""Which characters do these bytes stand for? Texts in UTF-8, GB 18030 and UTF-16, refused with the byte that fails."""

import re

from gaodi.base import SourceError
from gaodi.evidence.layouts import to_storable

MAX_CHARACTERS = 5_000_000
"""Longest document that is read, in characters; about four yearbooks. Our own choice: every later step, the page that
shows it included, holds the whole text."""
MAX_BYTES = 4 * MAX_CHARACTERS

# Tab, line feed, vertical tab, form feed, carriage return and the old end-of-file sign occur in honest texts.
BINARY_BYTES = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26})
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){4}")
"""Four Chinese characters of UTF-8 in a row, which bytes of GB 18030 do not form by chance."""
_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,500}?\bcharset[ \t\r\n]{0,9}=[ \t\r\n"']{0,9}([A-Za-z0-9_:-]{1,40})""", re.IGNORECASE
)
_KNOWN_CHARSETS = ("utf", "gb", "x-gbk", "hz-gb", "cp936", "ascii", "us-ascii", "unicode")


def decode_text(data: bytes, name: str) -> str:
    r"""Decode the bytes of a text document; `name` is for the error only.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte-order mark, GB 18030, or UTF-16 with a byte-order mark.
    name : str

    Returns
    -------
    str
        Line ends and byte-order mark untouched. A lone surrogate of UTF-16 is U+FFFD.

    Raises
    ------
    SourceError
        If it is longer than `MAX_CHARACTERS`, holds binary data, or mixes encodings; the byte is named.

    Examples
    --------
    >>> decode_text("增长6.2%\r\n".encode("gb18030"), "a.txt")
    '增长6.2%\r\n'
    """
    check_length(len(data) // 4, name, n_bytes=len(data))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _decode_utf16(data, name)
    else:
        _check_no_binary(data, name)
        text = _decode_bytes(data, name)
    check_length(len(text), name)
    return to_storable(text)


def decode_page(data: bytes, name: str) -> str:
    """Decode a web page, as `decode_text` does; one that declares another encoding is refused, not guessed at."""
    declared = _CHARSET.search(data[:4096])
    said = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if said.startswith(_KNOWN_CHARSETS) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_text(data, name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"文件 {name}：网页声明的编码是「{said}」，应为 UTF-8 或 GB18030。请用浏览器打开，另存为 UTF-8 后再导入。",
            f"{name}: the page declares the encoding {said!r}, expected UTF-8 or GB 18030. Open it in a browser, save it "
            "as UTF-8 and import that.",
        ) from error
    return decode_text(data, name)


def check_length(n_characters: int, name: str, *, n_bytes: int | None = None) -> None:
    """Refuse a document of more than `MAX_CHARACTERS`; with `n_bytes` the count is the least those bytes can hold."""
    if n_characters <= MAX_CHARACTERS:
        return
    zh = f"有 {n_bytes:,} 字节，至少 {n_characters:,} 字" if n_bytes else f"超过 {MAX_CHARACTERS:,} 字"
    en = f"it has {n_bytes:,} bytes, at least {n_characters:,} characters" if n_bytes else "it is too long"
    raise SourceError(
        f"文件 {name}：{zh}，上限为 {MAX_CHARACTERS:,} 字。请按章节拆成几个文件后再导入。",
        f"{name}: {en}; at most {MAX_CHARACTERS:,} characters are read. Split it by chapter and import the parts.",
    )


def describe_failure(data: bytes) -> tuple[str, str]:
    """Say at which byte a text is neither UTF-8 nor GB 18030, in Chinese and English."""
    utf8, gb = _find_failure(data, "utf-8"), _find_failure(data, "gb18030")
    run = _UTF8_RUN.search(data)
    line = data.count(b"\n", 0, utf8) + 1
    # UTF-8 where GB 18030 still decodes, to rare characters: that place is where the encodings meet.
    is_mixed = run is not None and (gb is None or run.start() < gb)
    other_zh = f"第 {run.start() + 1:,} 个字节处是 UTF-8" if run and is_mixed else ""
    other_en = f"byte {run.start() + 1:,} begins UTF-8" if run and is_mixed else ""
    shown = "" if gb is None else f"{gb + 1:,}"
    where = f"{(utf8 or 0) + 1:,}"
    return (
        f"既不全是 UTF-8（第 {where} 个字节起不是，约在第 {line:,} 行），也不全是 GB18030"
        f"（{other_zh or f'第 {shown} 个字节起不是'}）；文件可能混用了两种编码或已损坏。"
        "请用文本编辑器打开，改正该处后另存为 UTF-8 再导入",
        f"it is not UTF-8 throughout (byte {where} fails, near line {line:,}) nor GB 18030 "
        f"({other_en or f'byte {shown} fails'}); it may mix two encodings or be damaged. Open it in a text editor, mend that "
        "place, save it as UTF-8 and import that",
    )


def _find_failure(data: bytes, encoding: str) -> int | None:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _decode_bytes(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _refuse(name, *describe_failure(data)) from error
    if _UTF8_RUN.search(data):
        # Bytes of UTF-8 mostly pass as rare characters of GB 18030: a text of both would come in garbled.
        raise _refuse(name, *describe_failure(data))
    return text


def _decode_utf16(data: bytes, name: str) -> str:
    encoding = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be"
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise _refuse(
            name,
            f"以 UTF-16 标记开头，但第 {error.start + 1:,} 个字节起不是 UTF-16，可能没有传完。请重新获取，或另存为 UTF-8 后再导入",
            f"it begins with the mark of UTF-16, but byte {error.start + 1:,} is not; the transfer may have been cut. Get it "
            "again, or save it as UTF-8 and import that",
        ) from error
    at = text.find("\0")
    if at >= 0:
        raise _binary(name, 2 * at)
    return text


def _check_no_binary(data: bytes, name: str) -> None:
    at = data.find(b"\0")
    if at >= 0:
        raise _binary(name, at)
    head = data[: 1 << 20]
    if len(head) - len(head.translate(None, BINARY_BYTES)) > len(head) // 200:
        raise _binary(name, next(place for place, byte in enumerate(head) if byte in BINARY_BYTES))


def _binary(name: str, at: int) -> SourceError:
    return _refuse(
        name,
        f"应为文本，内容却是二进制数据（第 {at + 1:,} 个字节是文本里不会有的控制字符）。请用原软件打开，另存为 UTF-8 文本后再导入",
        f"expected text, found binary data (byte {at + 1:,} is a control character no text has). Open it where it was made, "
        "save it as UTF-8 text and import that",
    )


def _refuse(name: str, zh: str, en: str) -> SourceError:
    return SourceError(f"文件 {name}：{zh}。", f"{name}: {en}.")
