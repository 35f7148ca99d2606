"""What does a PDF say? Its text layer in reading order; pages that are pictures are recognised."""

import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gaodi.base import Progress, SourceError, ignore_progress
from gaodi.evidence.decoding import check_length
from gaodi.evidence.layouts import Document
from gaodi.evidence.page_layout import Piece, Region, arrange_page
from gaodi.evidence.paragraphs import Page, build_document
from gaodi.evidence.pdf_chars import make_pieces, read_chars
from gaodi.evidence.scans import MAX_SIDE, Recogniser, has_scan_extra

MAX_PAGES = 5_000
"""Our own choice; a yearbook has about a thousand."""
SCAN_DPI = 200
_LOCK = threading.Lock()
"""PDFium keeps state of its own and must not be entered by two threads."""
_FEW = 8
"""A page with fewer characters than this and a picture on it is taken for a scan."""


def read_pdf(path: Path, *, progress: Progress = ignore_progress) -> Document:
    """Read a PDF.

    Parameters
    ----------
    path : Path
    progress : Progress
        Told of each page.

    Returns
    -------
    Document
        Headers and footers are paragraphs of their own. Text set at a slant, such as a watermark, comes last on its
        page. Places are pages and paragraphs; on recognised pages lines with a confidence.

    Raises
    ------
    SourceError
        If the extra `pdf` is not installed, or pages are pictures and `scan` is not; if it has a password, is damaged,
        or exceeds the limits.
    """
    if find_spec("pypdfium2") is None:
        raise SourceError(
            f"文件 {path.name} 是 PDF，读取需要组件 pdf；请执行 pip install 'gaodi[pdf]' 后重试。",
            f"{path.name} is a PDF; reading it needs the extra pdf: run pip install 'gaodi[pdf]' and try again.",
        )
    with _LOCK:
        document = build_document(_read_pages(path, progress), "pdf")
    if not document.text:
        raise SourceError(
            f"文件 {path.name}：PDF 里没有文字。请确认文件，或向提供者索取可复制文字的版本。",
            f"{path.name}: the PDF holds no text. Check the file, or ask for a version whose text can be copied.",
        )
    return document


def _read_pages(path: Path, progress: Progress) -> Iterator[Page]:
    import pypdfium2

    pdf = _open_pdf(path)
    try:
        n_pages = len(pdf)
        if n_pages > MAX_PAGES:
            raise SourceError(
                f"文件 {path.name}：有 {n_pages:,} 页，上限为 {MAX_PAGES:,} 页。请拆成几个文件后再导入。",
                f"{path.name}: it has {n_pages:,} pages, at most {MAX_PAGES:,} are read. Split it and import the parts.",
            )
        _check_pictures(path, pdf)
        recogniser: Recogniser | None = None
        n_characters = 0
        for number in range(1, n_pages + 1):
            progress("pages", number - 1, n_pages)
            page = pdf[number - 1]
            try:
                regions, n_found = _read_text(page)
                is_picture = _is_picture(page, regions)
                if is_picture:
                    recogniser = recogniser or Recogniser()
                    regions = recogniser.read(_draw(page))
            finally:
                page.close()
            n_characters += n_found
            check_length(n_characters, path.name)
            yield Page(number=number, regions=regions, is_recognised=is_picture)
        progress("pages", n_pages, n_pages)
    except pypdfium2.PdfiumError as error:
        raise _damaged(path, error) from error
    finally:
        pdf.close()


def _open_pdf(path: Path) -> Any:  # noqa: ANN401  pypdfium2 is untyped
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise SourceError(
                f"文件 {path.name}：PDF 设有打开密码，无法读取。请用密码打开，另存（打印）为不加密的 PDF 后再导入。",
                f"{path.name}: the PDF opens with a password only. Open it with its password, save or print it as a PDF "
                "without one, and import that.",
            ) from error
        if getattr(error, "err_code", None) == raw.FPDF_ERR_SECURITY:
            raise SourceError(
                f"文件 {path.name}：PDF 的加密方式不支持。请另存（打印）为不加密的 PDF 后再导入。",
                f"{path.name}: the PDF is encrypted in a way that is not supported. Print it as a PDF without, and import that.",
            ) from error
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"文件 {path.name}：PDF 已损坏或没有传完（{error}）。请重新获取，或用阅读器打开后另存再导入。",
        f"{path.name}: the PDF is damaged or cut short ({error}). Get it again, or open it in a viewer and save it anew.",
    )


def _check_pictures(path: Path, pdf: Any) -> None:  # noqa: ANN401
    """Refuse at once, with all page numbers, what cannot be read without the extra `scan`."""
    if has_scan_extra():
        return
    found: list[int] = []
    for number in range(1, len(pdf) + 1):
        page = pdf[number - 1]
        if _is_picture(page, _read_text(page)[0]):
            found.append(number)
        page.close()
    if found:
        shown = "、".join(map(str, found[:10])) + ("……" if len(found) > 10 else "")
        raise SourceError(
            f"文件 {path.name}：共 {len(pdf)} 页，其中 {len(found)} 页是图片、没有文字层（第 {shown} 页）。识别文字需要组件 scan；"
            "请执行 pip install 'gaodi[scan]' 后重试，或换用可复制文字的 PDF。",
            f"{path.name}: {len(found)} of {len(pdf)} pages are pictures without a text layer (pages {', '.join(map(str, found[:10]))}"
            f"{' …' if len(found) > 10 else ''}). Recognising them needs the extra scan: run pip install 'gaodi[scan]' and try "
            "again, or use a PDF whose text can be copied.",
        )


def _is_picture(page: Any, regions: list[Region]) -> bool:  # noqa: ANN401
    """Whether a page shows text that its text layer does not hold: pictures, outlines, or letters without a meaning."""
    from pypdfium2 import raw

    text = "".join(piece.text for region in regions for row in region.rows for piece in row)
    n_strange = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    if text and n_strange > 0.3 * len(text):
        return True
    if len(text) >= _FEW:
        return False
    area = max(page.get_width() * page.get_height(), 1.0)
    covered, n_paths = 0.0, 0
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH), max_depth=4):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            n_paths += 1
        else:
            left, bottom, right, top = item.get_bounds()
            covered += abs((right - left) * (top - bottom))
    return covered > 0.1 * area or n_paths > 100


def _draw(page: Any) -> Any:  # noqa: ANN401
    scale = min(SCAN_DPI / 72, MAX_SIDE / max(page.get_width(), page.get_height(), 1.0))
    bitmap = page.render(scale=scale)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()


def _read_text(page: Any) -> tuple[list[Region], int]:  # noqa: ANN401
    textpage = page.get_textpage()
    try:
        chars, tilted, n_found = read_chars(page, textpage)
    finally:
        textpage.close()
    regions = arrange_page(make_pieces(chars), height=float(page.get_height()))
    if tilted:
        regions.append(
            Region(rows=((Piece(left=0, top=0, right=1, bottom=1, text=tilted),),), is_margin=True)
        )
    return regions, n_found
