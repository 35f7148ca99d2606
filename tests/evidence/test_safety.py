import os
import random
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook

from gaodi.base import SourceError
from gaodi.evidence import check_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOF = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)


def make_ole(*names: str, stream: bytes = b"") -> bytes:
    """A minimal compound file: header, one FAT sector, one directory sector per four names, one stream."""
    entries = b""
    for name in ("Root Entry", *names):
        encoded = name.encode("utf-16-le") + b"\0\0"
        kind = 5 if name == "Root Entry" else 2
        entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
        entries += entry.ljust(116, b"\0") + struct.pack("<IQ", 2, len(stream))
    directory = entries.ljust(512, b"\0")
    header = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    fat = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    return header.ljust(512, b"\xff") + fat + directory + stream.ljust(512, b"\0")


def make_xlsx(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("表1").write_row(0, 0, ["企业名称", "营业收入（万元）"])
    book.close()
    return path


def make_zip(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def assert_refused(path: Path, zh: str, en: str, **options) -> None:
    with pytest.raises(SourceError, match=zh) as caught:
        check_file(path, **options)
    assert en in caught.value.en
    assert str(path) in caught.value.zh
    assert str(path) in caught.value.en


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "企业名称,营收\n甲,1\n".encode()),
        ("bom.csv", "\ufeff企业名称\n".encode()),
        ("gbk.csv", "企业名称,营收\n甲,1\n".encode("gb18030")),
        ("CAPITALS.CSV", b"a,b\n"),
        ("a.txt", "湖南\r\n长沙\f".encode()),
        ("a.md", "# 标题".encode()),
        ("a.json", b"{}"),
        ("a.pdf", b"%PDF-1.7\n..."),
        ("a.html", "<!DOCTYPE html><p>湖南".encode()),
        ("a.htm", "<p>湖南".encode("gb18030")),
        ("a.txt", "湖南".encode("utf-16")),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.JPG", b"\xff\xd8\xff\xe0"),
        ("a.parquet", b"PAR1....PAR1"),
        ("a.xls", make_ole("Workbook", stream=BOF + b"\x0a\0\0\0")),
    ],
)
def test_an_honest_file_passes(tmp_path, name, data):
    assert check_file(write(tmp_path / name, data)) is None


def test_workbooks_of_three_writers_pass(tmp_path):
    check_file(make_xlsx(tmp_path / "xlsxwriter.xlsx"))
    Workbook().save(tmp_path / "openpyxl.xlsx")
    check_file(tmp_path / "openpyxl.xlsx")
    streaming = xlsxwriter.Workbook(tmp_path / "streamed.xlsx", {"constant_memory": True})
    sheet = streaming.add_worksheet()
    for row in range(3000):
        sheet.write_row(row, 0, [row] * 20)
    streaming.close()
    check_file(tmp_path / "streamed.xlsx")


def test_every_public_sample_passes(shared):
    samples = [path for path in sorted(shared.rglob("*")) if path.suffix in {".csv", ".txt", ".xlsx", ".xls"}]
    assert len(samples) > 10
    for path in samples:
        check_file(path)


def test_a_missing_file_is_said(tmp_path):
    assert_refused(tmp_path / "none.csv", "文件不存在", "no such file")


def test_a_folder_is_said(tmp_path):
    (tmp_path / "a.csv").mkdir()
    assert_refused(tmp_path / "a.csv", "是文件夹，应为文件", "it is a folder")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    assert_refused(tmp_path / "a.csv", "管道或设备", "pipe or device")


def test_an_empty_file_is_said(tmp_path):
    assert_refused(write(tmp_path / "a.xlsx", b""), "0 字节", "0 bytes")


def test_a_link_is_refused_and_its_target_named(tmp_path):
    target = write(tmp_path / "real.csv", b"a\n")
    (tmp_path / "a.csv").symlink_to(target)
    assert_refused(tmp_path / "a.csv", f"指向 {target} 的符号链接", "it is a link")
    (tmp_path / "b.csv").symlink_to(tmp_path / "gone.csv")
    assert_refused(tmp_path / "b.csv", "符号链接", "it is a link")


def test_a_file_outside_the_allowed_folder_is_refused_however_it_is_written(tmp_path):
    inside, outside = tmp_path / "in", write(tmp_path / "out.csv", b"a\n")
    inside.mkdir()
    (inside / "link").symlink_to(tmp_path)
    for path in (outside, inside / ".." / "out.csv", inside / "link" / "out.csv"):
        assert_refused(path, "之外", "outside the allowed folder", root=inside)
    check_file(write(inside / "a.csv", b"a\n"), root=inside)


@pytest.mark.parametrize("name", ["a.exe", "a", "a.doc", "a.et", "a.csv.zip"])
def test_an_unknown_ending_is_said_with_those_that_are_known(tmp_path, name):
    assert_refused(write(tmp_path / name, b"x"), "不支持，可用：.csv", "is not supported")


@pytest.mark.parametrize("name", ["a\0.csv", "a" * 5000 + ".csv"])
def test_a_name_the_system_cannot_open_is_said(name):
    # Which of the two depends on the Python version.
    with pytest.raises(SourceError, match=r"文件不存在|读不出来"):
        check_file(Path(name))


@pytest.mark.parametrize(
    ("name", "data", "zh"),
    [
        ("a.csv", b"PK\x03\x04rest", "内容却是压缩包"),
        ("a.csv", make_ole("Workbook"), "内容却是旧版 Office"),
        ("a.csv", b"%PDF-1.4", "内容却是PDF"),
        ("a.csv", "企业,营收".encode("utf-16"), "UTF-16"),
        ("a.txt", b"\x89PNG\r\n", "PNG 图片"),
        ("a.txt", b"abc\0def", "二进制数据"),
        ("a.txt", b"x" * 2_000_000 + b"\0", "二进制数据"),
        ("a.csv", b"\x01\x02\x03\x04abc" * 10, "二进制数据"),
        ("a.xlsx", b"<html><table>", "网页"),
        ("a.xlsx", "企业,营收".encode(), "内容却是文本"),
        ("a.xlsx", make_ole("Workbook"), "旧版 Office"),
        ("a.xls", b"  <table>", "网页"),
        ("a.xls", b"PK\x03\x04", "压缩包"),
        ("a.pdf", b"hello", "内容却是文本"),
        ("a.parquet", b"hello", "内容却是文本"),
        ("a.png", b"\xff\xd8\xff\xe0", "内容却是JPEG 图片"),
        ("a.jpeg", b"%PDF-1.7", "内容却是PDF"),
        ("a.docx", make_ole("WordDocument"), "内容却是旧版 Office"),
        ("a.html", b"PK\x03\x04", "内容却是压缩包"),
    ],
)  # fmt: skip
def test_content_that_contradicts_the_ending_is_said(tmp_path, name, data, zh):
    assert_refused(write(tmp_path / name, data), zh, "found")


def test_a_text_cut_inside_a_character_at_its_end_is_refused(tmp_path):
    path = write(tmp_path / "a.csv", ("湖" * 9).encode()[:-1] + b"\xff")
    assert_refused(path, "第 25 个字节起不是.*第 1 个字节处是 UTF-8", "byte 25 fails")


def test_a_parquet_file_cut_short_is_said(tmp_path):
    assert_refused(write(tmp_path / "a.parquet", b"PAR1 and no end"), "不完整", "cut short")


def test_an_old_office_file_without_a_workbook_is_said(tmp_path):
    assert_refused(write(tmp_path / "a.xls", make_ole("WordDocument")), "没有工作簿", "without a workbook")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_an_encrypted_workbook_is_said_with_what_to_do(tmp_path, name):
    path = write(tmp_path / name, make_ole("EncryptionInfo", "EncryptedPackage"))
    assert_refused(path, "已加密.*取消密码后另存", "encrypted")


def test_an_old_workbook_with_a_password_is_said(tmp_path):
    locked = BOF + struct.pack("<HH", 0x2F, 54) + b"\0" * 54
    assert_refused(write(tmp_path / "a.xls", make_ole("Workbook", stream=locked)), "已加密", "encrypted")


def test_a_zip_that_is_no_workbook_is_said_with_what_it_holds(tmp_path):
    path = make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x", "word/document.xml": b"x"})
    assert_refused(path, "不是 Excel 工作簿.*word/document.xml", "no Excel workbook")


def test_a_zip_that_is_no_word_document_is_said_with_what_it_holds(tmp_path):
    path = make_zip(tmp_path / "a.docx", {"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"})
    assert_refused(path, "不是 Word 文档.*xl/workbook.xml", "no Word document")


def test_an_encrypted_word_document_is_said_with_what_to_do(tmp_path):
    path = write(tmp_path / "a.docx", make_ole("EncryptionInfo", "EncryptedPackage"))
    assert_refused(path, "已加密.*取消密码后另存", "encrypted")


def test_a_word_document_that_is_a_zip_bomb_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"x")
        with archive.open("word/document.xml", "w") as entry:
            for _ in range(300):
                entry.write(bytes(1 << 20))
    assert_refused(path, "疑为压缩炸弹", "zip bomb")


@pytest.mark.parametrize("cut", [30, 300, 3000])
def test_a_workbook_cut_short_is_said(tmp_path, cut):
    whole = make_xlsx(tmp_path / "whole.xlsx").read_bytes()
    assert_refused(write(tmp_path / "a.xlsx", whole[:cut]), "结构已损坏", "damaged")


def test_a_zip_bomb_by_its_own_account_is_refused(tmp_path):
    # 300 MiB of zeros in about 300 KB.
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"x")
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(300):
                entry.write(bytes(1 << 20))
    assert path.stat().st_size < 400_000
    assert_refused(path, "300 MiB.*疑为压缩炸弹", "zip bomb")


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"x")
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(300):
                entry.write(bytes(1 << 20))
    true, told = struct.pack("<I", 300 << 20), struct.pack("<I", 5000)
    data = path.read_bytes()
    assert data.count(true) >= 1
    path.write_bytes(data.replace(true, told))
    assert_refused(path, "实际解压后大于登记的 5,000 字节", "inflates beyond")


def test_a_bomb_of_overlapping_entries_is_refused(tmp_path):
    names = {f"xl/{n}": random.Random(n).randbytes(5000) for n in range(3)}
    path = make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x", **names})
    data = bytearray(path.read_bytes())
    # Every directory entry claims more compressed bytes than the file holds.
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 20 : at + 24] = struct.pack("<I", 15_000)
        at = data.find(b"PK\x01\x02", at + 4)
    assert_refused(write(tmp_path / "b.xlsx", bytes(data)), "互相重叠", "overlap")


def test_too_many_entries_are_refused(tmp_path):
    names = {f"xl/{n}": b"" for n in range(10_001)}
    path = make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x", **names}, zipfile.ZIP_STORED)
    assert_refused(path, "10,002 个条目", "10,002 entries")


def test_a_directory_too_large_to_read_is_refused_unread(tmp_path):
    path = make_zip(tmp_path / "a.xlsx", {"xl/a": b"x"})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<I", 1 << 30)
    assert_refused(write(path, bytes(data)), "超过 100,000 个条目", "over 100,000 entries")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "/".join("a" * 17), "a\\..\\b"])
def test_entries_with_unsafe_paths_are_refused(tmp_path, name):
    path = make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x", name: b"x"})
    assert_refused(path, "路径不正常", "unsafe path")


def test_entries_packed_in_ways_no_workbook_uses_are_refused(tmp_path):
    path = make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x", "xl/a": b"x"}, zipfile.ZIP_BZIP2)
    assert_refused(path, "不会用的压缩方法 12", "method 12")


def test_an_entry_with_a_zip_password_is_refused(tmp_path):
    path = make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x", "xl/a": b"x"})
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert_refused(write(path, bytes(data)), "已加密", "encrypted")
