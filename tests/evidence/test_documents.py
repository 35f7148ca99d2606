import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import SourceError
from gaodi.evidence import decode_document, read_document


def test_line_ends_and_the_byte_order_mark_stay_so_that_offsets_hold(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff第一行\r\n第二行\r第三行\n".encode())
    text = read_document(path)
    assert text == "\ufeff第一行\r\n第二行\r第三行\n"
    assert text == path.read_bytes().decode()


def test_gb18030_is_read_with_its_rare_characters(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes("䶮镕𠮷增长6.2%".encode("gb18030"))
    assert read_document(path) == "䶮镕𠮷增长6.2%"


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_any_text_in_utf8_comes_back_unchanged(text):
    assert decode_document(text.encode(), "a.txt") == text


def test_what_is_no_text_document_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n")
    with pytest.raises(SourceError, match="不是文本文档"):
        read_document(path)
    with pytest.raises(SourceError, match="既不是 UTF-8 也不是 GB18030"):
        decode_document(b"\xff\xff", "a.txt")


def test_every_text_of_the_corpus_is_read(shared):
    for path in sorted((shared / "corpus").glob("*.txt")):
        assert read_document(path) == path.read_bytes().decode()
