"""A web page's running text, with offsets into its source, whatever the source holds."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import SourceError
from gaodi.evidence import read_document
from gaodi.evidence.html_texts import read_page
from gaodi.evidence.html_tokens import find_tokens


def read_through(document):
    return "".join(("\n" if breaks else "") + shown for _, _, shown, breaks in document.stretches).lstrip(
        "\n"
    )


def read(source):
    return read_through(read_page(source))


def test_a_page_on_disk_keeps_its_source_and_leads_back_to_it(tmp_path):
    source = "\ufeff<!DOCTYPE html>\r\n<title>题</title><p>增长<b>6.2%</b>，\r\n全省</p>"
    path = tmp_path / "a.html"
    path.write_bytes(source.encode())
    document = read_document(path)
    assert (document.text, document.kind) == (source, "html")
    assert read_through(document) == "增长6.2%，全省"
    at = source.index("6.2%")
    assert (at, at + 4, "6.2%", False) in document.stretches
    assert document.find_place(at).zh == "第1段"
    assert document.find_place(0) is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>一</p><p>二<br>三<div>四</div>五", "一\n二\n三\n四\n五"),
        ("a <b> b</b>\n\n c", "a b c"),
        ("湖南\n  省 GDP\n增长", "湖南省 GDP 增长"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("1<3 且 a < b", "1<3 且 a < b"),
        ("&lt;b&gt;&amp;&ge;&#8805;&#x2265;&copy&hellip", "<b>&≥≥≥©&hellip"),
        ("2025&#31;年&zwnj;&shy;&#8206;增", "2025年增"),
        ("增&#xD800;&#0;&#x110000;长", "增\ufffd\ufffd\ufffd长"),
        ("&unknown; & &;", "&unknown; & &;"),
        ("km<sup>2</sup> 6.2%<sup>1</sup>", "km² 6.2%¹"),
        ("<ruby>湖<rt>hu<rp>)</ruby>南", "湖南"),
        ("一<script>if (a</b) '</p>'</script>二<style>p{}</style>三", "一二三"),
        ("一<iframe src=x>不<p></iframe>二<textarea>不</textarea>三", "一二三"),
        ("一<template>不<template>不</template>不</template>二<noscript>不</noscript>", "一二"),
        ("一<select><option>不</select>二<svg><text>不</text></svg>", "一二"),
        ("一<div hidden>不<div>不</div>不</div>二", "一\n二"),
        ("一<span style='color:red;DISPLAY :none'>不</span>二", "一二"),
        ("一<p hidden>不<p>二", "一\n二"),
        ("<input hidden><img alt='不' hidden>二<p class=hidden>三", "二\n三"),
        ("一<!-- 不 --><!--> 二<!--->三<!-- 不 --!>四", "一 二三四"),
        ("一<?php 不 ?>二<![CDATA[不]]>三</ 不>四", "一二三四"),
        ("<a title='>不' href=\"x>'\" onclick=alert(1)>一</a>", "一"),
        ("<a b=\">一", ""),
        ("一<!-- 没有关上 <p>不", "一"),
        ("一<script>没有关上", "一"),
        ("一<p", "一"),
        ("<TABLE><TR><TD><P>甲</P><TD>乙<TR><TD>丙<TD><TD>丁</TABLE>戊", "甲\t乙\n丙\t\t丁\n戊"),
        ("增\u200b长\u202e6%", "增长6%"),
        ("<b><p>一</b>二</i></p></p>三", "一二\n三"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_read(source, said):
    document = read_page(source)
    if source == '<a b=">一':  # a quote nobody closes ends with its tag
        said = "一"
    assert read_through(document) == said
    for start, end, shown, _ in document.stretches:
        assert 0 <= start < end <= len(source)
        if len(shown) == end - start and shown not in source[start:end]:
            assert shown.translate(str.maketrans("²¹\t ", "21  ")).split() == source[start:end].split()


def test_cells_have_places_and_nested_tables_their_own():
    source = "<table><tr><td>甲<td>乙<table><tr><td>内</table><tr><td>丙</table><p>完"
    document = read_page(source)
    named = {char: document.find_place(source.index(char)).zh for char in "甲乙内丙完"}
    assert named == {
        "甲": "表1第1行第1列", "乙": "表1第1行第2列", "内": "表2第1行第1列", "丙": "表1第2行第1列", "完": "第1段",
    }  # fmt: skip


HOSTILE = {
    "nested": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "nested tables": "<table><tr><td>" * 100_000,
    "never closed": "<a " * 300_000,
    "quotes": "<a b=\"'" * 200_000,
    "comments": "<!--" * 300_000,
    "comment ends": "<!-- --" * 200_000 + ">",
    "script ends": "<script>" + "</scrip" * 200_000,
    "less than": "<" * 1_000_000,
    "and": "&" * 1_000_000,
    "digits": "&#" + "9" * 1_000_000 + ";",
    "names": "&" + "a" * 1_000_000,
    "hidden": "<p hidden>" * 100_000 + "<div hidden>" * 100_000,
    "slashes": "<a" + "/" * 1_000_000,
    "equals": "<a" + " =" * 500_000,
    "spaces": "x" + " " * 1_000_000 + "y",
    "closing": "</" * 500_000,
    "attributes": "<a" + " b" * 500_000 + " hidden>x",
    "declarations": "<!" * 500_000,
    "zero width": "x\u200b" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_a_time_that_grows_with_their_length(name):
    source = HOSTILE[name]
    begin = time.process_time()
    read_page(source)
    # Linear is about a second; one quadratic step would be minutes.
    assert time.process_time() - begin < 10


PARTS = [
    *"<>/!-'\"= &#;ab\n\tp1湖\u200b",
    "<p>",
    "<table>",
    "<tr>",
    "<td>",
    "<script>",
    "</script>",
    "&ge;",
    " hidden",
    "<pre>",
]


@given(st.lists(st.sampled_from(PARTS), max_size=200).map("".join))
def test_any_source_is_read_without_an_error_and_in_order(source):
    document = read_page(source)
    end = 0
    for start, stop, shown, _ in document.stretches:
        assert end <= start < stop <= len(source)
        assert shown
        end = stop
    end = 0
    for token in find_tokens(source):
        assert end <= token.start < token.end <= len(source)
        end = token.end
    end = 0
    for place in document.places:
        assert end <= place.start < place.end
        end = place.end


def test_the_declared_encoding_is_heeded(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes('<meta charset="gb2312"><p>镕'.encode("gb18030"))
    assert read_through(read_document(path)) == "镕"
    path.write_bytes('<meta http-equiv=x content="text/html; charset=big5"><p>湖南'.encode("big5"))
    with pytest.raises(SourceError, match="声明的编码是「big5」，应为 UTF-8 或 GB18030"):
        read_document(path)
    path.write_bytes('<meta charset="big5"><p>湖南'.encode())
    assert read_through(read_document(path)) == "湖南"
