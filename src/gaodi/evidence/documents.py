"""What does a text say, character by character? Reading it without changing an offset."""

from pathlib import Path

from gaodi.base import SourceError
from gaodi.evidence.safety import check_file


def read_document(path: Path) -> str:
    r"""Read a text in UTF-8 or GB 18030, line ends untouched.

    Parameters
    ----------
    path : Path
        A `.txt` or `.md` file.

    Returns
    -------
    str
        The text as it stands: a byte-order mark stays as its first character and `\r\n` stays two, so that an offset
        is the count of code points before it in the file.

    Raises
    ------
    SourceError
        If the file is refused by `check_file` or is no text document.
    """
    check_file(path)
    return decode_document(path.read_bytes(), path.name, suffix=path.suffix)


def decode_document(data: bytes, name: str, *, suffix: str = ".txt") -> str:
    r"""Decode the bytes of a document; `name` is for the error only.

    Examples
    --------
    >>> decode_document("增长6.2%\r\n".encode("gb18030"), "a.txt")
    '增长6.2%\r\n'
    """
    if suffix.lower() not in {".txt", ".md"}:
        raise SourceError(
            f"文件 {name} 不是文本文档；可用 .txt 与 .md，请把正文另存为文本后再导入。",
            f"{name} is no text document; use .txt or .md, save its text so and import that.",
        )
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(
        f"文件 {name} 既不是 UTF-8 也不是 GB18030 文本；请另存为 UTF-8 后再导入。",
        f"{name} is neither UTF-8 nor GB 18030; save it as UTF-8 and import that.",
    )
