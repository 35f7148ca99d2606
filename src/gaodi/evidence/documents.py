"""What does a document say, and where? Texts, web pages, Word, PDF and scans, each read by its own module."""

from pathlib import Path

from gaodi.base import Progress, SourceError, ignore_progress
from gaodi.evidence.html_texts import read_page
from gaodi.evidence.layouts import Document
from gaodi.evidence.pdf_texts import read_pdf
from gaodi.evidence.safety import DOCUMENT_SUFFIXES, PICTURE_SUFFIXES, check_file, read_prose
from gaodi.evidence.scans import read_picture
from gaodi.evidence.word_texts import read_word


def read_document(path: Path, *, progress: Progress = ignore_progress) -> Document:
    r"""Read a document without changing it; nothing it holds is executed or fetched.

    Parameters
    ----------
    path : Path
        `.txt` and `.md` in UTF-8, GB 18030 or UTF-16 with its mark; `.html`, `.htm`; `.docx`; `.pdf` (extra `pdf`, and
        `scan` for pages that are pictures); `.png`, `.jpg`, `.jpeg` (extra `scan`).
    progress : Progress
        Told of each page of a PDF.

    Returns
    -------
    Document
        Its `text` is what offsets count in: of texts and web pages the original as it stands, so that `\r\n` stays two
        characters; of the others the text taken from them. `stretches` are plain tuples a room below can read.

    Raises
    ------
    SourceError
        If the file is refused by `check_file`, is no document, needs an extra that is not installed, has a password,
        holds no text, or is longer than `MAX_CHARACTERS`.
    """
    suffix = path.suffix.lower()
    check_file(path)
    if suffix not in DOCUMENT_SUFFIXES:
        shown = "、".join(sorted(DOCUMENT_SUFFIXES))
        raise SourceError(
            f"文件 {path.name} 不是文本文档；可用 {shown}，请把正文另存为其中一种后再导入。",
            f"{path.name} is no text document; use one of {', '.join(sorted(DOCUMENT_SUFFIXES))}, save its text so and import that.",
        )
    if suffix == ".pdf":
        return read_pdf(path, progress=progress)
    if suffix == ".docx":
        return read_word(path)
    if suffix in PICTURE_SUFFIXES:
        return read_picture(path)
    text = read_prose(path)
    return Document.plain(text, suffix[1:]) if suffix in {".txt", ".md"} else read_page(text)
