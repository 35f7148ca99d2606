"""What does a picture say? Lines recognised on it, each with how sure the recognition is."""

import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaodi.base import SourceError
from gaodi.evidence.decoding import check_length
from gaodi.evidence.layouts import Document
from gaodi.evidence.page_layout import Piece, Region, arrange_page
from gaodi.evidence.paragraphs import Page, build_document

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 80_000_000
"""Largest picture that is read: an A3 page at 600 dpi has 70 million pixels. Our own choice."""
MAX_SIDE = 4_000
"""Longer pictures are scaled down to this before lines are looked for; A3 at 240 dpi. Our own choice."""


def has_scan_extra() -> bool:
    """Whether the libraries of the extra `scan` are installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_picture(path: Path) -> Document:
    """Recognise the text of a PNG or JPEG.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Document
        Places are lines with the confidence of their recognition, the unsure ones included.

    Raises
    ------
    SourceError
        If the extra `scan` is not installed, the picture is damaged or too large, or holds no text.
    """
    if not has_scan_extra():
        raise SourceError(
            f"文件 {path.name} 是图片，识别文字需要组件 scan；请执行 pip install 'gaodi[scan]' 后重试。",
            f"{path.name} is a picture; recognising its text needs the extra scan: run pip install 'gaodi[scan]' and try again.",
        )
    regions = Recogniser().read(_open_picture(path))
    document = build_document([Page(number=None, regions=regions, is_recognised=True)], "scan")
    if not document.text:
        raise SourceError(
            f"文件 {path.name}：图片里没有识别出文字。请确认图片清晰、方向正确，扫描分辨率不低于 200 dpi。",
            f"{path.name}: no text was recognised on the picture. Check that it is sharp, upright and at least 200 dpi.",
        )
    check_length(len(document.text), path.name)
    return document


class Recogniser:
    """The recognition models, loaded once for all pages of a document; they come with the package, nothing is fetched."""

    def __init__(self) -> None:
        import rapidocr

        folder = Path(rapidocr.__file__).parent / "models"
        found = {part: sorted(folder.glob(f"*_{part.lower()}_*.onnx")) for part in ("Det", "Cls", "Rec")}
        if not all(found.values()):
            # Left to itself the library would try to download what is missing.
            raise SourceError(
                f"识别文字所需的模型不在 {folder} 中；请重新安装：pip install --force-reinstall rapidocr。",
                f"the recognition models are not in {folder}; install them again: pip install --force-reinstall rapidocr.",
            )
        parameters: dict[str, Any] = {f"{part}.model_path": str(paths[-1]) for part, paths in found.items()}
        parameters |= {
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "Global.max_side_len": MAX_SIDE,
        }
        self._engine = rapidocr.RapidOCR(params=parameters)

    def read(self, picture: "Image") -> list[Region]:
        """Recognise the lines of a picture and put them in reading order."""
        import numpy as np

        pixels = np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
        result: Any = self._engine(pixels)
        boxes = getattr(result, "boxes", None)
        if boxes is None or result.txts is None:
            return []
        pieces = [
            Piece(
                left=float(min(x for x, _ in box)),
                top=float(min(y for _, y in box)),
                right=float(max(x for x, _ in box)),
                bottom=float(max(y for _, y in box)),
                text=text.strip(),
                confidence=round(float(score), 4),
            )
            for box, text, score in zip(boxes, result.txts, result.scores, strict=True)
            if text.strip()
        ]
        return arrange_page(pieces, height=float(picture.height))


def _open_picture(path: Path) -> "Image":
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(path, formats=("PNG", "JPEG")) as picture:
                n_pixels = picture.width * picture.height
                if n_pixels > MAX_PIXELS:
                    raise _too_large(path, f"{n_pixels:,}")
                return ImageOps.exif_transpose(picture).convert("RGB")
    except Image.DecompressionBombError as error:
        raise _too_large(path, "178,956,970+") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise SourceError(
            f"文件 {path.name}：图片已损坏，读不出来（{error}）。请重新扫描或获取。",
            f"{path.name}: the picture is damaged and cannot be read ({error}). Scan it or get it again.",
        ) from error


def _too_large(path: Path, shown: str) -> SourceError:
    return SourceError(
        f"文件 {path.name}：图片有 {shown} 个像素，上限为 {MAX_PIXELS:,} 个。请缩小或裁成几张后再导入。",
        f"{path.name}: the picture has {shown} pixels, at most {MAX_PIXELS:,} are read. Scale it down, or cut it and import "
        "the parts.",
    )
