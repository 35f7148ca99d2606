"""Is this file what its name says, and safe to open? Everything that comes in is checked here first."""

import codecs
import mmap
import stat
import struct
from pathlib import Path

from gaodi.base import SourceError
from gaodi.evidence.archives import check_archive, encrypted_error
from gaodi.evidence.decoding import (
    BINARY_BYTES,
    MAX_BYTES,
    check_length,
    decode_page,
    decode_text,
    describe_failure,
)

PROSE_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm"})
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".json"}) | PROSE_SUFFIXES
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})
DOCUMENT_SUFFIXES = PROSE_SUFFIXES | PICTURE_SUFFIXES | {".docx", ".pdf"}
"""What `read_document` reads."""
SUFFIXES = (
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".png", ".jpg", ".jpeg",
    ".json", ".parquet",
)  # fmt: skip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGICS = (
    (b"PK\x03\x04", "zip"),
    (_OLE, "ole"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"\xff\xfe", "utf16"),
    (b"\xfe\xff", "utf16"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)
_KIND_NAMES = {
    "zip": ("压缩包（如 xlsx、docx）", "a zip container such as xlsx or docx"),
    "ole": ("旧版 Office 文件（如 xls、doc）", "an old Office file such as xls or doc"),
    "pdf": ("PDF 文件", "a PDF"),
    "parquet": ("Parquet 文件", "a Parquet file"),
    "utf16": ("UTF-16 编码的文本（“Unicode 文本”）", "text in UTF-16 ('Unicode text')"),
    "gzip": ("gzip 压缩包", "a gzip archive"),
    "rar": ("RAR 压缩包", "a RAR archive"),
    "7z": ("7z 压缩包", "a 7z archive"),
    "png": ("PNG 图片", "a PNG image"),
    "jpeg": ("JPEG 图片", "a JPEG image"),
    "html": ("网页（HTML 或 XML）", "a web page (HTML or XML)"),
    "text": ("文本", "text"),
    "binary": ("二进制数据", "binary data"),
}
_WANTED = {
    ".xlsx": "zip", ".xlsm": "zip", ".docx": "zip", ".xls": "ole", ".pdf": "pdf", ".parquet": "parquet", ".png": "png",
    ".jpg": "jpeg", ".jpeg": "jpeg",
}  # fmt: skip
_CHUNK = 1 << 20


def check_file(path: Path, *, root: Path | None = None) -> None:
    """Refuse a file that is not what its name says or is not safe to open.

    Parameters
    ----------
    path : Path
    root : Path or None
        Folder the file must lie in, links followed; None allows any place.

    Raises
    ------
    SourceError
        If it is missing, a folder, a link, a device, empty, unreadable, outside `root`, of an unknown kind; if the
        content contradicts the ending; if a text is neither UTF-8 nor GB 18030 (a document may be UTF-16 too) or is
        longer than `MAX_CHARACTERS`; if a workbook or Word document is encrypted, damaged or a zip bomb. Says what was
        found, what was expected and what to do.
    """
    try:
        _check_place(path, root)
        with path.open("rb") as file:
            head = file.read(512)
    except PermissionError as error:
        raise _refuse(
            path, "没有读取权限。请检查文件权限", "it may not be read. Check its permissions"
        ) from error
    except (OSError, ValueError) as error:
        raise _refuse(
            path,
            f"读不出来（{error}）。请检查路径和磁盘",
            f"it cannot be read ({error}). Check path and disk",
        ) from error
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise _refuse(
            path,
            f"扩展名「{path.suffix}」不支持，可用：{'、'.join(SUFFIXES)}。et 请另存为 xlsx，doc、wps 请另存为 docx",
            f"the ending {path.suffix!r} is not supported, use one of {', '.join(SUFFIXES)}. Save et as xlsx, doc and wps as docx",
        )
    if suffix in TEXT_SUFFIXES:
        _check_text(path, head)
    else:
        _check_binary(path, suffix, head)


def _check_place(path: Path, root: Path | None) -> None:
    # Before anything is opened: opening a pipe would wait for ever.
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        raise _refuse(
            path,
            f"在允许的文件夹 {root} 之外。请把文件复制进去再导入",
            f"it lies outside the allowed folder {root}. Copy the file there first",
        )
    if path.is_symlink():
        target = path.resolve()
        raise _refuse(
            path,
            f"是指向 {target} 的符号链接，不是文件本身。请直接给出原文件的路径",
            f"it is a link to {target}, not the file itself. Give the path of the file",
        )
    if not path.exists():
        raise _refuse(path, "文件不存在。请核对路径和文件名", "there is no such file. Check path and name")
    mode = path.stat()
    if stat.S_ISDIR(mode.st_mode):
        raise _refuse(
            path,
            "是文件夹，应为文件。请给出其中的文件",
            "it is a folder, expected a file. Name the files in it",
        )
    if not stat.S_ISREG(mode.st_mode):
        raise _refuse(
            path,
            "不是普通文件（是管道或设备）。请给出普通文件",
            "it is a pipe or device. Give a regular file",
        )
    if mode.st_size == 0:
        raise _refuse(
            path,
            "是空文件（0 字节）。文件可能没有传完，请重新获取",
            "it is empty (0 bytes). The transfer may have been cut; get it again",
        )


def _check_binary(path: Path, suffix: str, head: bytes) -> None:
    found = _sniff(head)
    if found == "ole" and _ole_has(path, "EncryptedPackage"):
        raise encrypted_error(path)
    if found != _WANTED[suffix]:
        raise _contradiction(path, found, *_KIND_NAMES[_WANTED[suffix]])
    if suffix == ".docx":
        _check_word(path)
    elif found == "zip":
        names = check_archive(path)
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            shown = "、".join(names[:3]) or "—"
            raise _refuse(
                path,
                f"是压缩包但不是 Excel 工作簿（内有 {shown}）。请确认文件，或用表格软件另存为 xlsx",
                f"it is a zip container but no Excel workbook (it holds {', '.join(names[:3]) or 'nothing'}). Save it as xlsx",
            )
    elif found == "ole":
        _check_old_workbook(path)
    elif found == "parquet":
        _check_parquet_end(path)


def _check_word(path: Path) -> None:
    names = check_archive(path)
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise _refuse(
            path,
            f"是压缩包但不是 Word 文档（内有 {'、'.join(names[:3]) or '—'}）。请确认文件，或用 Word、WPS 另存为 docx",
            f"it is a zip container but no Word document (it holds {', '.join(names[:3]) or 'nothing'}). Save it as docx",
        )


def _check_old_workbook(path: Path) -> None:
    if not (_ole_has(path, "Workbook") or _ole_has(path, "Book")):
        raise _refuse(
            path,
            "是旧版 Office 文件，但里面没有工作簿。请确认文件，或用表格软件另存为 xlsx",
            "it is an old Office file without a workbook inside. Save the sheet as xlsx",
        )
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        # A BIFF8 workbook opens with BOF; FILEPASS among the next records means a password.
        at = data.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")
        for _ in range(4):
            if at < 0 or at + 4 > len(data):
                return
            kind, size = struct.unpack_from("<HH", data, at)
            if kind == 0x2F:
                raise encrypted_error(path)
            at += 4 + size


def _check_parquet_end(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(-4, 2)
        if file.read() != b"PAR1":
            raise _refuse(
                path, "Parquet 文件不完整。请重新获取", "the Parquet file is cut short. Get it again"
            )


def _ole_has(path: Path, stream: str) -> bool:
    """Whether an OLE file names a stream so; directory entries hold UTF-16."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(stream.encode("utf-16-le") + b"\0\0") >= 0


def _check_text(path: Path, head: bytes) -> None:
    found = _sniff(head)
    is_prose = path.suffix.lower() in PROSE_SUFFIXES
    if found not in ({"text", "html", "binary", "utf16"} if is_prose else {"text", "html", "binary"}):
        raise _contradiction(path, found, "UTF-8 或 GB18030 文本", "text in UTF-8 or GB 18030")
    if is_prose:
        size = path.stat().st_size
        if size > MAX_BYTES:
            check_length(size // 4, str(path), n_bytes=size)
        read_prose(path)
        return
    if _looks_binary(path):
        raise _contradiction(path, "binary", "UTF-8 或 GB18030 文本", "text in UTF-8 or GB 18030")
    if not any(_decodes(path, encoding) for encoding in ("utf-8", "gb18030")):
        raise _refuse(path, *describe_failure(path.read_bytes()))


def read_prose(path: Path) -> str:
    """Return the characters of a text or web page of at most `MAX_BYTES`."""
    is_page = path.suffix.lower() in {".html", ".htm"}
    return (decode_page if is_page else decode_text)(path.read_bytes(), str(path))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_binary(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        if len(head) - len(head.translate(None, BINARY_BYTES)) > len(head) // 200:
            return True
        chunk = head
        while chunk:
            if b"\0" in chunk:
                return True
            chunk = file.read(_CHUNK)
    return False


def _sniff(head: bytes) -> str:
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return "html"
    return "binary" if b"\0" in head else "text"


def _contradiction(path: Path, found: str, wanted_zh: str, wanted_en: str) -> SourceError:
    zh, en = _KIND_NAMES[found]
    is_document = path.suffix.lower() in DOCUMENT_SUFFIXES
    to_zh = "docx、pdf 或 UTF-8 编码的 txt" if is_document else "xlsx 或 UTF-8 编码的 csv"
    to_en = "docx, pdf or UTF-8 txt" if is_document else "xlsx or UTF-8 csv"
    return _refuse(
        path,
        f"扩展名是「{path.suffix}」，应为{wanted_zh}，内容却是{zh}。请用原软件打开，另存为 {to_zh} 后再导入",
        f"it ends in {path.suffix!r}, expected {wanted_en}, found {en}. Open it where it was made, save it as {to_en}",
    )


def _refuse(path: Path, zh: str, en: str) -> SourceError:
    return SourceError(f"文件 {path}：{zh}。", f"{path}: {en}.")
