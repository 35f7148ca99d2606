"""How is a chart drawn offline? Matplotlib, as SVG that follows the page's colours or as PNG for Word."""

import io
import warnings
from typing import TYPE_CHECKING, Any, Literal

from gaodi.brief.records import BriefChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Matplotlib takes as long to import as all else together, and most commands draw nothing: it is imported where it draws.

CJK_FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC", "Noto Sans SC",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "SimSun", "FangSong",
)  # fmt: skip
"""Fonts with Chinese glyphs, the best first; none is shipped."""

PALETTE = ("#2f6fb3", "#3f9b8f", "#d58a1f", "#b8433f", "#8a8f98", "#7a5ea8")
INK = "#010203"
"""Stands for the page's text colour; replaced by `currentColor` in SVG."""

HATCHES = ("", "//", "..", "xx", "--", "++")
"""Colour is never the only signal: each series has its own pattern too."""


def find_cjk_font() -> str | None:
    """Return the first installed font with Chinese glyphs, or None."""
    from matplotlib import font_manager

    installed = set(font_manager.get_font_names())
    return next((name for name in CJK_FONTS if name in installed), None)


def draw_chart(chart: BriefChart, *, format: Literal["svg", "png"], width_mm: float = 156) -> bytes:
    """Draw a chart.

    Parameters
    ----------
    chart : BriefChart
        Unknown values (None) leave a gap.
    format : {"svg", "png"}
        SVG keeps text as text, so the reader's font shows it; PNG is 200 dpi and needs a Chinese font here.
    width_mm : float
        Width of the drawing.

    Returns
    -------
    bytes
        The same chart gives the same bytes.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    font = find_cjk_font()
    settings: dict[Any, Any] = {
        "font.family": [font] if font else ["sans-serif"],
        "svg.fonttype": "none",
        "svg.hashsalt": "gaodi",
        "axes.unicode_minus": False,
        "hatch.linewidth": 0.6,
    }
    buffer = io.BytesIO()
    with rc_context(settings), warnings.catch_warnings():
        # Without a Chinese font the SVG is still right: its text is text, only the measuring here is rough.
        warnings.filterwarnings("ignore", message=".*Glyph.*missing.*")
        height_mm = max(60.0, 14 + 7.2 * len(chart.categories))
        figure = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), layout="constrained")
        figure.patch.set_alpha(0 if format == "svg" else 1)
        _draw_bars(figure.add_subplot(), chart)
        if format == "svg":
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
            return buffer.getvalue().replace(INK.encode(), b"currentColor")
        figure.savefig(buffer, format="png", dpi=200, metadata={"Software": None})
    return buffer.getvalue()


def _draw_bars(axes: "Axes", chart: BriefChart) -> None:
    places = list(range(len(chart.categories)))
    left = [0.0] * len(places)
    for number, (name, values) in enumerate(chart.series):
        known = [value or 0.0 for value in values]
        axes.barh(
            places, known, left=left, height=0.66, label=name, color=PALETTE[number % len(PALETTE)],
            hatch=HATCHES[number % len(HATCHES)] if len(chart.series) > 1 else "", edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        left = [a + b for a, b in zip(left, known, strict=True)]
    for place, total in zip(places, left, strict=True):
        axes.text(total, place, f" {total:,.0f}", va="center", ha="left", fontsize=8, color=INK)
    axes.set_yticks(places, chart.categories)
    axes.invert_yaxis()
    axes.set_xlabel(chart.unit, color=INK, fontsize=8)
    axes.tick_params(colors=INK, labelsize=8, length=0)
    axes.margins(x=0.12)
    axes.set_facecolor("none")
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left"})
        spine.set_color(INK)
    if len(chart.series) > 1:
        axes.figure.legend(
            loc="outside lower center", ncols=len(chart.series), fontsize=8, frameon=False, labelcolor=INK
        )
