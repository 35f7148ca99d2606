"""Is this workbook or Word document safe to unpack? A zip container is measured before anything reads it.

All limits are our own choice, far above any sheet a bureau sends: a workbook of 100,000 rows by 40 columns unpacks to
about 150 MB at a ratio near 10.
"""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from gaodi.base import SourceError

MAX_UNPACKED = 2 * 1024**3
MAX_RATIO = 200
RATIO_MATTERS_FROM = 100 * 1024**2
MAX_ENTRIES = 10_000
MAX_DEPTH = 16
_MAX_DIRECTORY = 8 * 1024**2
_CHUNK = 1 << 20
_DEFLATE_AT_MOST = 1032  # the densest deflate stream there is
_END_RECORD = b"PK\x05\x06"


def check_archive(path: Path) -> list[str]:
    """Measure a zip container without unpacking it to disk.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of str
        Names of the entries.

    Raises
    ------
    SourceError
        If it is damaged, encrypted, holds too many or too deep entries or names that leave the folder, or unpacks to
        more than 2 GiB, or to more than 100 MiB at over 200 : 1, by its own account or when inflated.
    """
    try:
        _check_directory_size(path)
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
        _check_entries(path, entries)
        _check_size(path, sum(entry.file_size for entry in entries), "登记", "declared")
        _check_inflated(path, entries)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        OSError,
        ValueError,
        EOFError,
    ) as error:
        raise _refuse(
            path,
            f"压缩包结构已损坏（{error}）。文件可能没有传完，请用原软件打开并另存后再导入",
            f"its zip structure is damaged ({error}); the transfer may have been cut. Open it, save it again, import that",
        ) from error
    return [entry.filename for entry in entries]


def _check_directory_size(path: Path) -> None:
    # Reading the directory of a container with millions of entries would itself use up the memory.
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(_END_RECORD)
    if at >= 0 and struct.unpack_from("<I", tail, at + 12)[0] > _MAX_DIRECTORY:
        raise _too_many(path, "超过 100,000", "over 100,000")


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise _too_many(path, f"有 {len(entries):,}", f"{len(entries):,}")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith(("/", "\\")) or ".." in parts or len(parts) > MAX_DEPTH:
            shown = entry.filename[:80]
            raise _refuse(
                path,
                f"内含路径不正常的条目「{shown}」（最多 {MAX_DEPTH} 层，不得越出文件夹）。请向提供者索取原始文件",
                f"an entry has an unsafe path, {shown!r} (at most {MAX_DEPTH} levels, inside the folder). Ask for the original",
            )
        if entry.flag_bits & 1:
            raise encrypted_error(path)
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _refuse(
                path,
                f"条目「{entry.filename[:80]}」用了工作簿不会用的压缩方法 {entry.compress_type}。请用原软件另存后再导入",
                f"entry {entry.filename[:80]!r} is packed by method {entry.compress_type}, which no workbook uses. Save it again",
            )
    if sum(entry.compress_size for entry in entries) > path.stat().st_size:
        raise _refuse(
            path,
            "各条目的数据互相重叠，是压缩炸弹的做法。请不要使用此文件",
            "its entries overlap, as in a zip bomb. Do not use this file",
        )


def _check_size(path: Path, unpacked: int, zh: str, en: str) -> None:
    ratio = unpacked / max(path.stat().st_size, 1)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_MATTERS_FROM and ratio > MAX_RATIO):
        raise _refuse(
            path,
            f"{zh}的解压后大小是 {unpacked / 1024**2:,.0f} MiB（压缩比 {ratio:,.0f}），上限为 2 GiB，或 100 MiB 以上时压缩比 "
            f"{MAX_RATIO}，疑为压缩炸弹。请删去空行空列、拆分后再导入",
            f"its {en} unpacked size is {unpacked / 1024**2:,.0f} MiB (ratio {ratio:,.0f}); at most 2 GiB, or a ratio of "
            f"{MAX_RATIO} above 100 MiB, is accepted: it looks like a zip bomb. Remove empty rows or split it",
        )


def _check_inflated(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Inflate what could be large, because a bomb may lie about its size."""
    if path.stat().st_size * _DEFLATE_AT_MOST <= RATIO_MATTERS_FROM:
        return
    with path.open("rb") as file:
        for entry in entries:
            if entry.compress_type == zipfile.ZIP_STORED:
                continue
            if _inflates_beyond(file, entry):
                raise _refuse(
                    path,
                    f"条目「{entry.filename[:80]}」实际解压后大于登记的 {entry.file_size:,} 字节，疑为压缩炸弹。请不要使用此文件",
                    f"entry {entry.filename[:80]!r} inflates beyond its declared {entry.file_size:,} bytes, as a zip bomb "
                    "does. Do not use this file",
                )


def _inflates_beyond(file: BinaryIO, entry: zipfile.ZipInfo) -> bool:
    file.seek(entry.header_offset)
    header = file.read(30)
    n_name, n_extra = struct.unpack_from("<HH", header, 26)
    file.seek(entry.header_offset + 30 + n_name + n_extra)
    state = zlib.decompressobj(-zlib.MAX_WBITS)
    left, made = entry.compress_size, 0
    while left > 0 and not state.eof:
        packed = file.read(min(_CHUNK, left))
        if not packed:
            raise EOFError(f"entry {entry.filename[:80]} is cut short")
        left -= len(packed)
        while packed and not state.eof:
            made += len(state.decompress(packed, _CHUNK))
            if made > entry.file_size:
                return True
            packed = state.unconsumed_tail
    return False


def encrypted_error(path: Path) -> SourceError:
    """Say that a file is locked by a password."""
    return _refuse(
        path,
        "文件已加密，无法读取。请用密码打开，取消密码后另存，再导入",
        "the file is encrypted and cannot be read. Open it with its password, save it without one, import that",
    )


def _too_many(path: Path, zh: str, en: str) -> SourceError:
    return _refuse(
        path,
        f"压缩包内{zh} 个条目，上限为 {MAX_ENTRIES:,} 个。正常的工作簿不会如此，请向提供者索取原始文件",
        f"it holds {en} entries, at most {MAX_ENTRIES:,} are accepted. No workbook does; ask for the original",
    )


def _refuse(path: Path, zh: str, en: str) -> SourceError:
    return SourceError(f"文件 {path}：{zh}。", f"{path}: {en}.")
