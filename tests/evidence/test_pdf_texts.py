"""PDFs made here, read by PDFium: columns, margins, tables, pages, passwords, pictures."""

import hashlib
import importlib.util
import math
import random
import time
from pathlib import Path

import pytest

from gaodi.base import SourceError
from gaodi.evidence import pdf_texts as pdf_module
from gaodi.evidence import read_document
from gaodi.evidence import scans as scans_module

FIRST = (
    "　　2025年，全省实现地区生产总值5.53万亿元，比上年增长4.8%。规模以上工业增加值增长6.2%，高于全国平均水平0.3个百分点，"
    "制造业增加值占地区生产总值的比重达到二成七"
)
SECOND = "　　新增国家级专精特新小巨人企业一百二十三家，累计达到六百四十四家，居全国第七位、中部第一位，先进制造业集群加快壮大。"


A4 = (595, 842)
PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def write_pdf(
    path: Path, pages, *, size=A4, rotate=0, password: str | None = None, content: bytes = b""
) -> Path:
    """Write a PDF whose pages hold (x, y from the top, size, text[, angle]) with a font that is not embedded.

    Its characters are UCS-2 in a predefined CMap, as many Chinese printers' PDFs have them. With a password (it may
    be empty) the file is encrypted by the standard's first handler, RC4 with 40 bits.
    """
    objects: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    kids = []
    for n, page in enumerate(pages):
        lines = []
        for x, y, points, text, *angle in page:
            turn = math.radians(angle[0]) if angle else 0
            a, b = math.cos(turn), math.sin(turn)
            code = text.encode("utf-16-be").hex()
            lines.append(
                f"BT /F1 {points} Tf {a:.4f} {b:.4f} {-b:.4f} {a:.4f} {x} {size[1] - y} Tm <{code}> Tj ET"
            )
        number = 10 + 2 * n
        kids.append(number)
        streams[number + 1] = "\n".join(lines).encode() + content
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotate} /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = (
        f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>".encode()
    )
    objects[3] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    )
    objects[4] = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] /FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
    )
    objects[5] = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    trailer, key = b"", b""
    if password is not None:
        user = (password.encode() + PAD)[:32]
        owner = rc4(hashlib.md5(user).digest()[:5], user)
        key = hashlib.md5(user + owner + (0xFFFFFFFC).to_bytes(4, "little") + b"0123456789abcdef").digest()[
            :5
        ]
        check = rc4(key, PAD)
        objects[6] = f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{check.hex()}> /P -4 >>".encode()
        trailer = (
            f" /Encrypt 6 0 R /ID [<{b'0123456789abcdef'.hex()}> <{b'0123456789abcdef'.hex()}>]".encode()
        )
    for number, data in streams.items():
        if key:
            own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
            data = rc4(own, data)
        objects[number] = f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010} 00000 n \n".encode()
    out += (
        f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R".encode()
        + trailer
        + f" >>\nstartxref\n{start}\n%%EOF".encode()
    )
    path.write_bytes(out)
    return path


def set_lines(text: str, n: int, x: float, y: float, *, points: float = 10, step: float = 16):
    """Lines of `n` Chinese characters or twice as many narrow ones, one below the other."""
    lines, width = [""], 0.0
    for char in text:
        own = 0.5 if char.isascii() else 1.0
        if width + own > n:
            lines.append("")
            width = 0.0
        lines[-1] += char
        width += own
    return [(x, y + step * k, points, line) for k, line in enumerate(lines)]


def paragraphs(document):
    return document.text.split("\n")


def assert_sound(document):
    end = 0
    for start, stop, shown, _ in document.stretches:
        assert end <= start < stop <= len(document.text)
        assert document.text[start:stop] == shown
        end = stop
    end = 0
    for place in document.places:
        assert end <= place.start < place.end <= len(document.text)
        end = place.end


def test_wrapped_lines_are_joined_without_a_space_and_indents_begin_paragraphs(tmp_path):
    lines = set_lines(FIRST, 24, 60, 120)
    page = lines + set_lines(SECOND, 24, 60, 120 + 16 * len(lines))
    document = read_document(write_pdf(tmp_path / "a.pdf", [page]))
    assert document.kind == "pdf"
    assert paragraphs(document) == [FIRST.strip(), SECOND.strip()]
    assert document.find_place(document.text.index("6.2%")).zh == "第1页第1段"
    assert document.find_place(document.text.index("新增")).zh == "第1页第2段"
    assert_sound(document)


def test_two_columns_are_read_one_after_the_other_below_their_headline(tmp_path):
    title = "湖南制造业高质量发展迈出坚实步伐"
    whole = FIRST + "。" + "\n" + SECOND
    lines = [line for part in whole.split("\n") for *_, line in set_lines(part, 20, 0, 0)]
    half = len(lines) // 2
    left = [(60, 160 + 16 * k, 10, line) for k, line in enumerate(lines[:half])]
    right = [(60 + 214, 160 + 16 * k, 10, line) for k, line in enumerate(lines[half:])]
    # In the order of the page's rows, as some printers write it, and in another.
    for page in (sorted(left + right, key=lambda p: p[1]), right + left):
        document = read_document(write_pdf(tmp_path / "a.pdf", [[(80, 110, 20, title), *page]]))
        assert paragraphs(document) == [title, FIRST.strip() + "。", SECOND.strip()]
        assert_sound(document)


def test_three_columns_of_a_newspaper_under_two_headlines(tmp_path):
    page = [(60, 100, 24, "全省工业经济稳中向好开局良好实现新进步")]
    for column in range(3):
        page += set_lines(FIRST[:2] + f"甲{column}" + FIRST[2:] + "。", 14, 60 + 154 * column, 140)
    page += [(60, 420, 24, "先进制造业集群加快壮大迈上更高新台阶")]
    for column in range(3):
        page += set_lines(SECOND[:2] + f"乙{column}" + SECOND[2:], 14, 60 + 154 * column, 460)
    found = paragraphs(read_document(write_pdf(tmp_path / "a.pdf", [page])))
    assert [text[:2] for text in found] == ["全省", "甲0", "甲1", "甲2", "先进", "乙0", "乙1", "乙2"]
    assert found[2] == "甲1" + FIRST.strip() + "。"


def test_a_sentence_runs_on_over_the_page_and_footer_and_header_follow_it(tmp_path):
    lines = set_lines(FIRST + "。", 24, 60, 120)
    pages = [
        [(60, 40, 9, "湖南省统计公报"), *lines[:3], (280, 810, 9, "— 1 —")],
        [
            (60, 40, 9, "湖南省统计公报"),
            *[(x, y - 48, s, t) for x, y, s, t in lines[3:]],
            (280, 810, 9, "— 2 —"),
        ],
    ]
    document = read_document(write_pdf(tmp_path / "a.pdf", pages))
    assert paragraphs(document) == [
        "湖南省统计公报", FIRST.strip() + "。", "— 1 —", "湖南省统计公报", "— 2 —",
    ]  # fmt: skip
    assert document.find_place(document.text.index("2025年")).page == 1
    assert document.find_place(document.text.index("二成七")).page == 2
    assert_sound(document)


def test_a_table_is_read_row_by_row_with_tabs(tmp_path):
    rows = [
        ("指标名称", "本年", "增速"),
        ("地区生产总值", "55300", "4.8%"),
        ("工业增加值", "15000", "6.2%"),
        ("出口", "3000", "9.1%"),
    ]
    page = [
        (x, 200 + 20 * k, 10, cell)
        for k, row in enumerate(rows)
        for x, cell in zip((60, 260, 400), row, strict=True)
    ]
    document = read_document(write_pdf(tmp_path / "a.pdf", [page]))
    assert paragraphs(document) == ["\t".join(row) for row in rows]


def test_words_of_other_scripts_keep_their_spaces(tmp_path):
    page = [
        (60, 120, 10, "Hunan's industrial output grew by"), (60, 136, 10, "6.2% in 2025, ahead of the"), (60, 152, 10, "country."),
    ]  # fmt: skip
    document = read_document(write_pdf(tmp_path / "a.pdf", [page]))
    assert document.text == "Hunan's industrial output grew by 6.2% in 2025, ahead of the country."


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(tmp_path, rotate):
    # Text drawn so that it stands upright once the viewer has turned the page.
    place = {
        90: lambda x, y: (y, 842 - x, 90),
        180: lambda x, y: (595 - x, 842 - y, 180),
        270: lambda x, y: (595 - y, x, 270),
    }[rotate]
    page = []
    for x, y, points, text in [*set_lines(FIRST, 24, 60, 120), (60, 300, 10, "完毕")]:
        px, py, angle = place(x, y)
        page.append((px, py, points, text, angle))
    document = read_document(write_pdf(tmp_path / "a.pdf", [page], rotate=rotate))
    assert paragraphs(document) == [FIRST.strip(), "完毕"]


def test_a_slanting_watermark_comes_last(tmp_path):
    page = [(200, 400, 40, "内部资料", 45), *set_lines(FIRST, 24, 60, 120)]
    assert paragraphs(read_document(write_pdf(tmp_path / "a.pdf", [page]))) == [FIRST.strip(), "内部资料"]


def test_an_embedded_font_of_another_writer_is_read(tmp_path, chinese_font):
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    font = FontProperties(fname=chinese_font)
    figure = Figure(figsize=(8.27, 11.69))
    for x, y, points, text in set_lines(FIRST, 24, 60, 120):
        figure.text(x / 595, 1 - y / 842, text, fontproperties=font, fontsize=points)
    with mpl.rc_context({"pdf.fonttype": 42}):
        FigureCanvasPdf(figure).print_pdf(tmp_path / "a.pdf")
    assert paragraphs(read_document(tmp_path / "a.pdf")) == [FIRST.strip()]


def test_a_password_is_said_and_an_empty_one_opens(tmp_path):
    page = set_lines(FIRST, 24, 60, 120)
    with pytest.raises(SourceError, match=r"设有打开密码.*另存") as caught:
        read_document(write_pdf(tmp_path / "locked.pdf", [page], password="secret"))
    assert "opens with a password only" in caught.value.en
    # An owner's password that forbids printing only.
    document = read_document(write_pdf(tmp_path / "open.pdf", [page], password=""))
    assert paragraphs(document) == [FIRST.strip()]


def test_a_damaged_pdf_and_one_without_text_are_said(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(SourceError, match="已损坏或没有传完"):
        read_document(tmp_path / "a.pdf")
    with pytest.raises(SourceError, match="PDF 里没有文字"):
        read_document(write_pdf(tmp_path / "b.pdf", [[]]))


def test_too_many_pages_and_too_many_characters_are_said(tmp_path, monkeypatch):
    path = write_pdf(tmp_path / "a.pdf", [set_lines(FIRST, 24, 60, 120)] * 3)
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 2)
    with pytest.raises(SourceError, match="有 3 页，上限为 2 页"):
        read_document(path)


def hide(monkeypatch, *names):
    real = importlib.util.find_spec
    for module in (pdf_module, scans_module):
        monkeypatch.setattr(module, "find_spec", lambda name: None if name in names else real(name))


def test_without_the_extra_pdf_the_command_that_installs_it_is_said(tmp_path, monkeypatch):
    path = write_pdf(tmp_path / "a.pdf", [set_lines(FIRST, 24, 60, 120)])
    hide(monkeypatch, "pypdfium2")
    with pytest.raises(SourceError, match=r"pip install 'gaodi\[pdf\]'") as caught:
        read_document(path)
    assert "needs the extra pdf" in caught.value.en


def make_scan(draw_pages, path, n_pages=1):
    pictures = draw_pages([set_lines(FIRST + "。", 24, 120, 200, points=40, step=70)] * n_pages)
    pictures[0].save(path, "PDF", resolution=150, save_all=True, append_images=pictures[1:])
    return path


def test_a_pdf_of_pictures_without_the_extra_scan_names_the_pages(tmp_path, monkeypatch, draw_pages):
    path = make_scan(draw_pages, tmp_path / "a.pdf", 2)
    hide(monkeypatch, "rapidocr")
    with pytest.raises(
        SourceError, match=r"共 2 页，其中 2 页是图片、没有文字层（第 1、2 页）.*gaodi\[scan\]"
    ) as caught:
        read_document(path)
    assert "2 of 2 pages are pictures" in caught.value.en


def test_a_pdf_of_pictures_is_recognised_with_a_confidence_for_each_line(tmp_path, draw_pages):
    steps = []
    document = read_document(
        make_scan(draw_pages, tmp_path / "a.pdf"),
        progress=lambda step, done, total: steps.append((step, done, total)),
    )
    assert document.kind == "pdf"
    assert "规模以上工业增加值增长6.2%，高于全国平均水平0.3个百分点" in document.text
    place = document.find_place(document.text.index("6.2%"))
    assert place.zh == f"第1页第{place.line}行"
    assert 0.8 < place.confidence <= 1
    assert steps == [("pages", 0, 1), ("pages", 1, 1)]
    assert_sound(document)


def test_a_long_pdf_is_read_in_a_time_that_grows_with_its_pages(tmp_path):
    page = set_lines(FIRST * 10, 40, 60, 100, step=12)
    path = write_pdf(tmp_path / "a.pdf", [page] * 200)
    begin = time.process_time()
    document = read_document(path)
    assert time.process_time() - begin < 60
    assert document.places[-1].page == 200


def test_what_damage_does_to_a_pdf_is_always_said(tmp_path):
    whole = write_pdf(tmp_path / "a.pdf", [set_lines(FIRST, 24, 60, 120)] * 2).read_bytes()
    chance = random.Random(7)
    n_read = 0
    told = []
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        (tmp_path / "b.pdf").write_bytes(damaged)
        try:
            assert_sound(read_document(tmp_path / "b.pdf"))
            n_read += 1
        except SourceError as error:
            told.append(error.zh)
    assert 0 < n_read < 150
    assert all("b.pdf" in message for message in told)


def test_items_of_a_list_begin_paragraphs_and_indented_text_below_headings_is_joined(tmp_path):
    lines = set_lines(FIRST.strip() + "。", 24, 90, 140)
    item = set_lines("●" + SECOND.strip()[:46], 24, 90, 140 + 16 * len(lines))
    page = [
        (60, 120, 10, "一、总体情况"),
        *lines,
        *item,
        (90, 140 + 16 * (len(lines) + len(item)), 10, "●其他"),
    ]
    document = read_document(write_pdf(tmp_path / "a.pdf", [page]))
    assert paragraphs(document) == ["一、总体情况", FIRST.strip() + "。", "●" + SECOND.strip()[:46], "●其他"]
