"""Word documents made by python-docx and by hand."""

import random
import time
import zipfile

import pytest
from docx import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gaodi.base import SourceError
from gaodi.evidence import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def write_body(path, body, *, prolog=""):
    """A container that holds this body and nothing else."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>")
    return path


def assert_sound(document):
    end = 0
    for start, stop, shown, breaks in document.stretches:
        assert end <= start < stop <= len(document.text)
        assert document.text[start:stop] == shown
        assert breaks
        end = stop
    end = 0
    for place in document.places:
        assert end <= place.start < place.end <= len(document.text)
        end = place.end


def test_paragraphs_and_tables_come_in_order_with_their_places(tmp_path):
    word = WordDocument()
    word.sections[0].header.paragraphs[0].text = "页眉"
    word.add_heading("统计公报")
    paragraph = word.add_paragraph("增长")
    paragraph.add_run("6.2%").bold = True
    paragraph.add_run("，全省\t第七")
    word.add_paragraph("")
    table = word.add_table(2, 3)
    for r, row in enumerate((("指标", "本年", "增速"), ("地区生产总值", "", "4.8%"))):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 0).add_paragraph("名称")
    table.cell(1, 2).add_table(1, 2).cell(0, 1).text = "内"
    word.add_paragraph("完")
    word.save(tmp_path / "a.docx")
    document = read_document(tmp_path / "a.docx")
    assert document.kind == "docx"
    assert (
        document.text
        == "统计公报\n增长6.2%，全省\t第七\n指标 名称\t本年\t增速\n地区生产总值\t\t4.8%\n\t内\n完"
    )
    named = {
        text: document.find_place(document.text.index(text)).zh
        for text in ("统计", "6.2", "增速", "4.8", "内", "完")
    }
    assert named == {
        "统计": "第1段", "6.2": "第2段", "增速": "表1第1行第3列", "4.8": "表1第2行第3列", "内": "表2第1行第2列", "完": "第3段",
    }  # fmt: skip
    assert_sound(document)


def test_raised_digits_stay_raised_and_hidden_text_is_not_read(tmp_path):
    word = WordDocument()
    paragraph = word.add_paragraph("面积21.18万km")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("密").font.hidden = True
    paragraph.add_run("。\n换行")
    word.save(tmp_path / "a.docx")
    document = read_document(tmp_path / "a.docx")
    assert document.text == "面积21.18万km²。\n换行"
    assert [stretch.shown for stretch in document.stretches] == ["面积21.18万km²。", "换行"]
    assert_sound(document)


def test_the_text_of_a_box_is_read_once_and_after_its_paragraph(tmp_path):
    word = WordDocument()
    paragraph = word.add_paragraph("锚点")
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    paragraph.add_run()._r.append(
        parse_xml(
            f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" {nsdecls("w")} '
            f'xmlns:v="urn:schemas-microsoft-com:vml"><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )
    paragraph.add_run("之后")
    word.save(tmp_path / "a.docx")
    assert read_document(tmp_path / "a.docx").text == "锚点之后\n框内"


def test_deleted_text_field_codes_and_footnotes_are_not_read_and_insertions_are(tmp_path):
    body = (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom><w:r><w:instrText>PAGE</w:instrText><w:t>增</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="1"/><w:noBreakHyphen/><w:br w:type="page"/><w:t>长</w:t></w:r></w:p>'
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        "<w:hyperlink><w:r><w:t>链\u200b接</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>"
    )
    document = read_document(write_body(tmp_path / "a.docx", body))
    assert document.text == "新增-长\n链\u200b接"
    assert [stretch.shown for stretch in document.stretches] == ["新增-长", "链", "接"]


def test_entities_are_refused_unexpanded(tmp_path):
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    prolog = f'<!DOCTYPE d [<!ENTITY a0 "x">{bomb}]>'
    path = write_body(tmp_path / "a.docx", "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", prolog=prolog)
    with pytest.raises(SourceError, match="document type"):
        read_document(path)


def test_damaged_xml_and_a_document_without_text_are_said(tmp_path):
    with pytest.raises(SourceError, match=r"正文 word/document.xml 读不出来（mismatched tag"):
        read_document(write_body(tmp_path / "a.docx", "<w:p>"))
    with pytest.raises(SourceError, match="文档里没有文字，可能只有图片"):
        read_document(write_body(tmp_path / "b.docx", "<w:p/>"))


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("<w:p><w:r><w:t>x</w:t></w:r><w:r>", "</w:r></w:p>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
    ],
)
def test_a_hundred_thousand_nested_elements_are_refused_at_once_and_a_hundred_are_read(tmp_path, begin, end):
    text = "<w:p><w:r><w:t>y</w:t></w:r></w:p>"
    started = time.process_time()
    with pytest.raises(SourceError, match="nested deeper than 500"):
        read_document(write_body(tmp_path / "a.docx", begin * 100_000 + text + end * 100_000))
    assert time.process_time() - started < 5
    assert "y" in read_document(write_body(tmp_path / "b.docx", begin * 100 + text + end * 100)).text


def test_more_characters_than_the_limit_are_refused_while_reading(tmp_path):
    body = "".join(
        f"<w:p><w:r><w:t>{chr(0x4E00 + n % 20_000) * 1000}</w:t></w:r></w:p>" for n in range(5_001)
    )
    with pytest.raises(SourceError, match="超过 5,000,000 字"):
        read_document(write_body(tmp_path / "a.docx", body))


def test_what_damage_does_to_a_container_is_always_said(tmp_path):
    body = "<w:p><w:r><w:t>增长6.2%</w:t></w:r></w:p>"
    for prolog, said in (
        ('<?xml version="1.0" encoding="UTFb8"?>', "unknown encoding"),
        ("\x00", "not well-formed"),
    ):
        with pytest.raises(SourceError, match=said):
            read_document(write_body(tmp_path / "a.docx", body, prolog=prolog))
    word = WordDocument()
    word.add_paragraph("增长6.2%" * 50)
    word.save(tmp_path / "b.docx")
    whole = (tmp_path / "b.docx").read_bytes()
    chance = random.Random(7)
    n_read = 0
    told = []
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        (tmp_path / "c.docx").write_bytes(damaged)
        try:
            read_document(tmp_path / "c.docx")
            n_read += 1
        except SourceError as error:
            told.append(error.zh)
    assert 0 < n_read < 150
    assert all("c.docx" in message for message in told)
