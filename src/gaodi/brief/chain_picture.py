"""How does a chain map become a picture for a report? Matplotlib, layer by layer, with a word beside every colour."""

import io
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gaodi.base import format_money
from gaodi.brief.charts import find_cjk_font
from gaodi.chains import ChainMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {
    "strong": "#2e7d4f",
    "adequate": "#2f6fb3",
    "weak": "#b5651d",
    "missing": "#b8433f",
    "unknown": "#6b7078",
}
WIDTH, HEIGHT, GAP_X, GAP_Y = 1.9, 0.72, 0.65, 0.22
"""Inches of a node and between nodes."""


def draw_chain_picture(
    chain_map: ChainMap, *, title: str, words: Mapping[str, str], lang: str = "zh", note: str = ""
) -> bytes:
    """Draw a chain map as PNG.

    Parameters
    ----------
    chain_map : ChainMap
        From `draw_chain`. The bar under a node is its revenue, the longest being the largest of the chain.
    title : str
    words : mapping
        Strength → the word for it, in the picture's language.
    lang : {"zh", "en"}
    note : str
        A line under the map, such as that its data is synthetic.

    Returns
    -------
    bytes
        The same map gives the same bytes with the same fonts.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    places = place_nodes(chain_map)
    n_columns = 1 + max((column for column, _ in places.values()), default=0)
    n_rows = 1 + max((row for _, row in places.values()), default=0.0)
    size = (n_columns * (WIDTH + GAP_X) + 0.3, n_rows * (HEIGHT + GAP_Y) + 1.2)
    font = find_cjk_font()
    settings: dict[Any, Any] = {
        "font.family": [font] if font else ["sans-serif"],
        "axes.unicode_minus": False,
    }
    buffer = io.BytesIO()
    with rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*Glyph.*missing.*")
        figure = Figure(figsize=size)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, size[0])
        axes.set_ylim(size[1], 0)
        axes.set_axis_off()
        axes.text(0.2, 0.35, title, fontsize=13, fontweight="bold", va="center", parse_math=False)
        axes.text(0.2, size[1] - 0.2, note, fontsize=8, color="#555555", va="center", parse_math=False)
        spots = {
            key: (0.2 + x * (WIDTH + GAP_X), 0.7 + y * (HEIGHT + GAP_Y)) for key, (x, y) in places.items()
        }
        _draw_edges(axes, chain_map, spots)
        most = max((int(str(node["revenue"])) for node in chain_map.nodes if node["revenue"]), default=0)
        for node in chain_map.nodes:
            _draw_node(axes, node, spots[str(node["id"])], most, words[str(node["strength"])], lang)
        figure.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
    return buffer.getvalue()


def place_nodes(chain_map: ChainMap) -> dict[str, tuple[int, float]]:
    """Place the nodes: a column per layer, the rows of each column centred on the tallest."""
    columns: dict[int, list[tuple[float, str]]] = {}
    for node in chain_map.nodes:
        columns.setdefault(int(str(node["layer"])), []).append((float(str(node["y"])), str(node["id"])))
    tallest = max((len(column) for column in columns.values()), default=0)
    return {
        node_id: (number, row + (tallest - len(columns[layer])) / 2)
        for number, layer in enumerate(sorted(columns))
        for row, (_, node_id) in enumerate(sorted(columns[layer]))
    }


def _draw_edges(axes: "Axes", chain_map: ChainMap, spots: Mapping[str, tuple[float, float]]) -> None:
    from matplotlib.patches import FancyArrowPatch

    for edge in chain_map.edges:
        (x1, y1), (x2, y2) = spots[str(edge["source"])], spots[str(edge["target"])]
        is_back = x2 <= x1
        start = (x1 + WIDTH, y1 + HEIGHT / 2)
        end = (x2 + (WIDTH if is_back else 0), y2 + HEIGHT / 2)
        style = "-" if edge["need"] == "essential" else (0, (4, 3))
        bend = "arc3,rad=-0.25" if is_back else "arc3,rad=0"
        axes.add_patch(
            FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=7, linestyle=style, linewidth=0.8, color="#9aa0a8", connectionstyle=bend, zorder=1)
        )  # fmt: skip


def _draw_node(
    axes: "Axes", node: Mapping[str, object], spot: tuple[float, float], most: int, word: str, lang: str
) -> None:
    from matplotlib.patches import Rectangle

    x, y = spot
    colour = COLOURS[str(node["strength"])]
    axes.add_patch(
        Rectangle((x, y), WIDTH, HEIGHT, facecolor="white", edgecolor=colour, linewidth=1.1, zorder=2)
    )
    axes.add_patch(Rectangle((x, y), 0.06, HEIGHT, facecolor=colour, edgecolor="none", zorder=3))
    name = str(node["zh"] if lang == "zh" else node["en"])
    limit = 11 if lang == "zh" else 24
    axes.text(x + 0.14, y + 0.2, name if len(name) <= limit else name[: limit - 1] + "…", fontsize=9, va="center", zorder=4, parse_math=False)  # fmt: skip
    revenue = node["revenue"]
    firms = f"{node['n_enterprises']} 家" if lang == "zh" else f"{node['n_enterprises']} firms"
    parts = [word, firms]
    if node["n_enterprises"]:
        unknown = "产出未知" if lang == "zh" else "output unknown"
        parts.append(unknown if revenue is None else format_money(int(str(revenue)), "亿元"))
    axes.text(x + 0.14, y + 0.45, " · ".join(parts), fontsize=7.5, va="center", color=colour, zorder=4, parse_math=False)  # fmt: skip
    if most and revenue:
        length = (WIDTH - 0.28) * int(str(revenue)) / most
        axes.add_patch(
            Rectangle(
                (x + 0.14, y + HEIGHT - 0.1), length, 0.05, facecolor=colour, edgecolor="none", zorder=4
            )
        )
