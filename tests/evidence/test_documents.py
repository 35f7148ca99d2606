"""Texts as they stand, and what is no text: every file here is a real one on disk."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import SourceError
from gaodi.evidence import MAX_CHARACTERS, Document, Ledger, read_document
from gaodi.evidence.decoding import decode_text
from gaodi.evidence.layouts import Place, read_layout, write_layout


def write(path, data):
    path.write_bytes(data)
    return path


def read_through(document):
    """What a reader reads, from the plain tuples alone."""
    return "".join(("\n" if breaks else "") + shown for _, _, shown, breaks in document.stretches).lstrip(
        "\n"
    )


def assert_sound(document):
    """The contract of `Document`: stretches rise, do not overlap and hold nothing a database refuses."""
    end = 0
    for start, stop, shown, _ in document.stretches:
        assert end <= start < stop <= len(document.text)
        assert shown
        end = stop
    end = 0
    for place in document.places:
        assert end <= place.start < place.end <= len(document.text)
        end = place.end
    document.text.encode()
    assert "\0" not in document.text
    assert read_layout(document.text, write_layout(document)) == document


def assert_refused(path, zh, en):
    with pytest.raises(SourceError, match=zh) as caught:
        read_document(path)
    assert en in caught.value.en
    assert path.name in caught.value.zh
    return caught.value


def test_line_ends_and_the_byte_order_mark_stay_so_that_offsets_hold(tmp_path):
    path = write(tmp_path / "a.txt", "\ufeff第一行\r\n第二行\r第三行\n".encode())
    document = read_document(path)
    assert document.text == "\ufeff第一行\r\n第二行\r第三行\n"
    assert document.text == path.read_bytes().decode()
    assert document.kind == "txt"
    assert read_through(document) == "第一行\r\n第二行\r第三行\n"
    assert_sound(document)


def test_gb18030_is_read_with_its_rare_characters(tmp_path):
    document = read_document(write(tmp_path / "a.md", "䶮镕𠮷增长6.2%".encode("gb18030")))
    assert (document.text, document.kind) == ("䶮镕𠮷增长6.2%", "md")


@pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_utf16_is_read_by_its_mark_which_stays(tmp_path, encoding, mark):
    document = read_document(write(tmp_path / "a.txt", mark + "𠮷增长\r\n".encode(encoding)))
    assert document.text == "\ufeff𠮷增长\r\n"
    assert_sound(document)


@given(
    st.text(
        st.characters(blacklist_categories=["Cs"], blacklist_characters="".join(map(chr, range(32)))),
        min_size=1,
    )
)
def test_any_text_in_utf8_comes_back_unchanged(text):
    assert decode_text(text.encode(), "a.txt") == text
    assert_sound(Document.plain(text))


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_any_chinese_text_in_gb18030_comes_back_unchanged(text):
    assert decode_text(("。" + text).encode("gb18030"), "a.txt") == "。" + text


def test_every_text_of_the_corpus_is_read(shared):
    for path in sorted((shared / "corpus").glob("*.txt")):
        document = read_document(path)
        assert document.text == path.read_bytes().decode()
        assert_sound(document)


def test_what_is_no_document_is_said(tmp_path):
    assert_refused(write(tmp_path / "a.csv", b"a,b\n"), "不是文本文档", "no text document")


def test_a_binary_renamed_to_txt_is_refused_with_the_byte(tmp_path):
    data = b"MZ\x90\x00" + random.Random(1).randbytes(5000)
    assert_refused(
        write(tmp_path / "a.txt", data), "二进制数据（第 4 个字节", "byte 4 is a control character"
    )
    assert_refused(write(tmp_path / "b.txt", b"\x01\x02\x03\x04abc" * 10), "第 1 个字节", "binary data")
    assert_refused(write(tmp_path / "c.txt", "\ufeff湖\0".encode("utf-16-le")), "第 5 个字节", "binary data")


def test_a_nul_far_into_a_text_is_refused_with_the_byte(tmp_path):
    assert_refused(
        write(tmp_path / "a.txt", b"x" * 2_000_000 + b"\0"), "第 2,000,001 个字节", "byte 2,000,001"
    )


def test_gb18030_inside_utf8_is_refused_with_the_byte_where_it_begins(tmp_path):
    before = "第一行：增长6.2%\n第二行：".encode()
    data = before + "湖南".encode("gb18030") + "省地区生产总值增长\n".encode()
    error = assert_refused(write(tmp_path / "a.txt", data), "混用了两种编码", "may mix two encodings")
    assert f"第 {len(before) + 1} 个字节起不是，约在第 2 行" in error.zh
    assert "另存为 UTF-8 再导入" in error.zh


def test_utf8_inside_gb18030_is_refused_though_it_would_decode(tmp_path):
    before = "增长6.2%\n".encode("gb18030")
    data = before + "湖南省地区生产总值".encode()
    data += b"" if len("湖南省地区生产总值".encode()) % 2 == 0 else b"x"
    data += "\n增长\n".encode("gb18030")
    assert_refused(write(tmp_path / "a.txt", data), f"第 {len(before) + 1} 个字节", "UTF-8")


def test_a_text_cut_inside_a_character_is_refused_with_the_byte(tmp_path):
    assert_refused(
        write(tmp_path / "a.txt", ("湖" * 9).encode()[:-1] + b"\xff"), "第 25 个字节起不是", "byte 25 fails"
    )
    assert_refused(
        write(tmp_path / "b.txt", "\ufeff湖南".encode("utf-16-le")[:-1]), "第 5 个字节起不是 UTF-16", "byte 5"
    )


def test_a_text_of_a_hundred_megabytes_is_refused_at_once_with_the_limit_in_characters(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        for _ in range(100):
            file.write("湖南省".encode() * 116_508)
    assert path.stat().st_size > 100_000_000
    begin = time.process_time()
    assert_refused(path, f"至少 26,214,300 字，上限为 {MAX_CHARACTERS:,} 字", "Split it by chapter")
    assert time.process_time() - begin < 1  # its size is enough; it is not read


def test_a_text_just_over_the_limit_is_counted_and_refused_and_one_at_the_limit_is_read(tmp_path):
    assert_refused(write(tmp_path / "a.txt", b"1" * (MAX_CHARACTERS + 1)), "超过 5,000,000 字", "too long")
    assert len(read_document(write(tmp_path / "b.txt", b"1" * MAX_CHARACTERS)).text) == MAX_CHARACTERS


def test_marks_of_direction_and_no_width_stay_in_the_text_and_are_not_read(tmp_path):
    text = "\u202e增\u200b长\u2066 6\u200f.2%\u00ad\ufe0f\x7f"
    document = read_document(write(tmp_path / "a.txt", text.encode()))
    assert document.text == text
    assert read_through(document) == "增长 6.2%"
    assert_sound(document)


def test_lone_surrogates_of_utf16_show_as_unreadable_and_move_no_offset(tmp_path):
    data = b"\xff\xfe" + "增".encode("utf-16-le") + b"\x00\xd8" + "长".encode("utf-16-le") + b"\x00\xdc"
    document = read_document(write(tmp_path / "a.txt", data))
    assert document.text == "\ufeff增\ufffd长\ufffd"
    assert_sound(document)


def test_surrogates_written_as_utf8_bytes_are_refused_and_escapes_are_just_letters(tmp_path):
    assert_refused(write(tmp_path / "a.txt", b"abc\xed\xa0\x80"), "第 4 个字节起不是", "byte 4 fails")
    assert read_document(write(tmp_path / "b.txt", rb"\ud800")).text == r"\ud800"


def test_a_line_of_a_text_is_found_by_offset():
    document = Document.plain("一\r\n二\n三")
    found = [document.find_place(offset) for offset in range(-1, 8)]
    assert [place.zh if place else None for place in found] == [
        None, "第1行", "第1行", "第1行", "第2行", "第2行", "第3行", None, None,
    ]  # fmt: skip
    assert found[4].en == "line 2"


def test_places_are_named_in_both_languages():
    assert Place(start=0, end=1, page=3, paragraph=2).zh == "第3页第2段"
    assert Place(start=0, end=1, page=3, line=12, confidence=0.5).en == "page 3, line 12"
    cell = Place(start=0, end=1, table=2, row=3, column=1)
    assert (cell.zh, cell.en) == ("表2第3行第1列", "table 2, row 3, column 1")


def test_the_ledger_gives_back_the_document_it_was_given(ledger: Ledger, make_source):
    from gaodi.evidence.html_texts import read_page

    source, old = make_source("a", kind="document"), make_source("b", kind="document")
    page = read_page("<p>增长&ge;6<b>.2%</b><table><tr><td>一<td>二</table>")
    ledger.register_document(source, page, [])
    ledger.register_document(source, Document.plain("another reading"), [])
    assert ledger.document(source.source_id) == page
    assert ledger.document_text(source.source_id) == page.text
    ledger.register_document(old, "\ufeff增长", [])
    assert ledger.document(old.source_id) == Document.plain("\ufeff增长")


def test_a_document_registered_before_layouts_were_kept_is_a_plain_text(ledger: Ledger, make_source):
    source = make_source("a", kind="document")
    ledger.register_document(source, "增长6.2%", [])
    with ledger._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE document SET layout = NULL")
    assert ledger.document(source.source_id) == Document.plain("增长6.2%")
