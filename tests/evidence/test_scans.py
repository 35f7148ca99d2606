"""Pictures drawn here with a Chinese font, recognised by the real models."""

import importlib.util

import pytest
from PIL import Image

from gaodi.base import SourceError
from gaodi.evidence import read_document
from gaodi.evidence import scans as scans_module

TEXT = (
    "　　2025年，全省实现地区生产总值5.53万亿元，比上年增长4.8%。规模以上工业增加值增长6.2%，高于全国平均水平"
)


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


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_a_scan_is_read_line_by_line_with_its_confidence(tmp_path, name, draw_pages):
    draw_pages([set_lines(TEXT, 20, 120, 200, points=40, step=70)])[0].save(tmp_path / name)
    document = read_document(tmp_path / name)
    assert document.kind == "scan"
    assert document.text == TEXT.strip()
    assert [place.zh for place in document.places] == ["第1行", "第2行", "第3行"]
    assert all(0.8 < place.confidence <= 1 for place in document.places)
    assert document.find_place(document.text.index("高于")).line == 3
    assert [tuple(stretch) for stretch in document.stretches] == [
        (0, len(document.text), document.text, True)
    ]


def test_a_photograph_lying_on_its_side_is_turned_as_its_camera_says(tmp_path, draw_pages):
    upright = draw_pages([set_lines(TEXT, 20, 120, 200, points=40, step=70)])[0]
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.jpg", exif=exif)
    assert read_document(tmp_path / "a.jpg").text == TEXT.strip()


def test_two_columns_of_a_scanned_newspaper(tmp_path, draw_pages):
    left = set_lines(TEXT, 14, 80, 200, points=36, step=60)
    right = set_lines(TEXT.replace("全省", "全市"), 14, 80 + 14 * 36 + 90, 200, points=36, step=60)
    draw_pages([left + right])[0].save(tmp_path / "a.png")
    assert read_document(tmp_path / "a.png").text.split("\n") == [
        TEXT.strip(),
        TEXT.strip().replace("全省", "全市"),
    ]


def test_an_empty_a_damaged_and_a_huge_picture_are_said(tmp_path):
    Image.new("RGB", (400, 400), "white").save(tmp_path / "a.png")
    with pytest.raises(SourceError, match="没有识别出文字"):
        read_document(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:60])
    with pytest.raises(SourceError, match="图片已损坏"):
        read_document(tmp_path / "b.png")
    for side, shown in ((9_000, "81,000,000"), (14_000, "178,956,970")):
        Image.new("1", (side, side)).save(tmp_path / "c.png")
        with pytest.raises(SourceError, match=f"{shown}.* 个像素，上限为 80,000,000"):
            read_document(tmp_path / "c.png")


def test_without_the_extra_scan_the_command_that_installs_it_is_said(tmp_path, monkeypatch):
    Image.new("RGB", (40, 40)).save(tmp_path / "a.png")
    real = importlib.util.find_spec
    monkeypatch.setattr(scans_module, "find_spec", lambda name: None if name == "onnxruntime" else real(name))
    with pytest.raises(SourceError, match=r"pip install 'gaodi\[scan\]'") as caught:
        read_document(tmp_path / "a.png")
    assert "needs the extra scan" in caught.value.en
