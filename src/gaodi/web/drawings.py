"""Where does each shape of a drawing stand? Geometry of the tile grid and the chain map; numbers come with the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gaodi.web.formats import write_money, write_number

MEASURES: dict[str, str] = {
    "n_enterprises": "count",
    "n_above_scale": "count",
    "n_little_giants": "count",
    "revenue": "money",
}
"""What a tile may show, and how it is written."""

TILE = 88
TILE_GAP = 6
N_SHADES = 5

NODE_WIDTH = 154
NODE_HEIGHT = 62
COLUMN_GAP = 38
ROW_GAP = 14
MARGIN = 6
HEAD = 30
STAGES = ("upstream", "midstream", "downstream", "service")
MAX_ROWS = 4
"""A stage with more links takes two columns."""

ZH_LINE = 9
EN_LINE = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One place of the grid, ready to draw."""

    code: str
    name: str
    text: str
    shade: int
    """1 to 5 by rank among the places, 0 where unknown or none."""
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TileGrid:
    """The drawn grid."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    bounds: tuple[tuple[int, str, str], ...]
    """Per shade: number, lowest and highest text in it."""


def draw_tiles(places: Sequence[Any], measure: str, names: Mapping[str, str]) -> TileGrid:
    """Place the tiles and shade them in five steps by rank.

    Parameters
    ----------
    places : sequence of PlaceCount
    measure : str
        One of `MEASURES`.
    names : mapping
        Code → name short enough for a tile.
    """
    values: dict[str, int | None] = {place.code: getattr(place, measure) for place in places}
    ranked = sorted({value for value in values.values() if value})
    shades = {value: 1 + index * N_SHADES // len(ranked) for index, value in enumerate(ranked)}
    tiles = tuple(
        Tile(
            code=place.code,
            name=names.get(place.code, place.zh),
            text=_write_measure(values[place.code], measure),
            shade=shades.get(values[place.code] or 0, 0),
            x=place.grid_x * (TILE + TILE_GAP),
            y=place.grid_y * (TILE + TILE_GAP),
        )
        for place in places
    )
    left, top = min((t.x for t in tiles), default=0), min((t.y for t in tiles), default=0)
    moved = tuple(
        Tile(code=t.code, name=t.name, text=t.text, shade=t.shade, x=t.x - left, y=t.y - top) for t in tiles
    )
    bounds = []
    for shade in range(1, N_SHADES + 1):
        own = [value for value in ranked if shades[value] == shade]
        if own:
            bounds.append((shade, _write_measure(own[0], measure), _write_measure(own[-1], measure)))
    return TileGrid(
        tiles=moved,
        width=max((t.x for t in moved), default=0) + TILE,
        height=max((t.y for t in moved), default=0) + TILE,
        bounds=tuple(bounds),
    )


def _write_measure(value: int | None, measure: str) -> str:
    return write_money(value, "亿元", 1) if MEASURES[measure] == "money" else write_number(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """One link of the map, ready to draw."""

    link_id: str
    lines: tuple[str, ...]
    name: str
    stage: str
    strength: str
    n_enterprises: int
    bar: int
    """Length of its revenue in pixels, the chain's largest being the whole; 0 where unknown or none."""
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEdge:
    """One need of the map as a path."""

    path: str
    need: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDrawing:
    """The drawn map."""

    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    heads: tuple[tuple[str, int], ...]
    """Stage and x of each column."""
    width: int
    height: int
    node_width: int = NODE_WIDTH


def draw_map(chain_map: Any, lang: str) -> MapDrawing:  # noqa: ANN401  a ChainMap; its room is not ours
    """Place the links in columns by layer, centred, and join them by what each needs.

    Parameters
    ----------
    chain_map : ChainMap
    lang : {"zh", "en"}
    """
    columns = arrange_columns(chain_map.nodes)
    tallest = max((len(column) for _, column in columns), default=0)
    height = HEAD + 2 * MARGIN + tallest * NODE_HEIGHT + max(0, tallest - 1) * ROW_GAP
    most = max((node.get("revenue") or 0 for node in chain_map.nodes), default=0)
    nodes: dict[str, MapNode] = {}
    heads: list[tuple[str, int]] = []
    for number, (stage, column) in enumerate(columns):
        x = MARGIN + number * (NODE_WIDTH + COLUMN_GAP)
        if stage not in {known for known, _ in heads}:
            heads.append((stage, x))
        own = len(column) * NODE_HEIGHT + (len(column) - 1) * ROW_GAP
        top = HEAD + MARGIN + (height - HEAD - 2 * MARGIN - own) // 2
        for row, node in enumerate(column):
            nodes[str(node["id"])] = _place_node(node, x, top + row * (NODE_HEIGHT + ROW_GAP), most, lang)
    return MapDrawing(
        nodes=tuple(nodes.values()),
        edges=tuple(_join(edge, nodes) for edge in chain_map.edges),
        heads=tuple(heads),
        width=2 * MARGIN + len(columns) * NODE_WIDTH + max(0, len(columns) - 1) * COLUMN_GAP,
        height=height,
    )


def arrange_columns(nodes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Put the links of each stage into one column, or two where the stage is deep: a map that fits a screen.

    Returns
    -------
    list of (stage, nodes)
        From upstream to downstream, services last; within a stage the earlier layers come first.
    """
    columns: list[tuple[str, list[Mapping[str, Any]]]] = []
    for stage in STAGES:
        own = sorted(
            (node for node in nodes if node["stage"] == stage),
            key=lambda node: (node["layer"], node.get("y") or 0, str(node["id"])),
        )
        half = -(-len(own) // 2) if len(own) > MAX_ROWS else len(own)
        columns += [(stage, part) for part in (own[:half], own[half:]) if part]
    return columns


def _place_node(node: Mapping[str, Any], x: int, y: int, most: int, lang: str) -> MapNode:
    name = str(node.get("en") or node["zh"]) if lang == "en" else str(node["zh"])
    return MapNode(
        link_id=str(node["id"]),
        lines=break_name(name, lang),
        name=name,
        stage=str(node["stage"]),
        strength=str(node["strength"]),
        n_enterprises=int(node["n_enterprises"]),
        bar=-(-(NODE_WIDTH - 24) * int(node.get("revenue") or 0) // most) if most else 0,
        x=x,
        y=y,
    )


def break_name(name: str, lang: str) -> tuple[str, ...]:
    """Return a name in at most two lines that fit a node; a longer one ends in an ellipsis.

    Examples
    --------
    >>> break_name("动力电池系统", "zh")
    ('动力电池系统',)
    >>> break_name("轻型飞机与eVTOL", "zh")
    ('轻型飞机与', 'eVTOL')
    >>> break_name("Power electronics and converters", "en")
    ('Power electronics', 'and converters')
    """
    if lang != "en":
        if len(name) <= ZH_LINE:
            return (name,)
        cut = ZH_LINE
        while cut > 1 and name[cut - 1 : cut + 1].isascii():  # a word in Latin letters stays whole
            cut -= 1
        cut = cut if cut > 1 else ZH_LINE
        second = name[cut:]
        return (name[:cut], second if len(second) <= ZH_LINE else second[: ZH_LINE - 1] + "…")
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > EN_LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) <= 2:
        return tuple(lines)
    return (lines[0], lines[1][: EN_LINE - 1] + "…")


def _join(edge: Mapping[str, Any], nodes: Mapping[str, MapNode]) -> MapEdge:
    start, end = nodes[str(edge["source"])], nodes[str(edge["target"])]
    y1, y2 = start.y + NODE_HEIGHT // 2, end.y + NODE_HEIGHT // 2
    if end.x > start.x:
        x1, x2 = start.x + NODE_WIDTH, end.x
        middle = (x1 + x2) // 2
        path = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
    elif end.x < start.x:
        x1, x2 = start.x, end.x + NODE_WIDTH
        middle = (x1 + x2) // 2
        path = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
    else:  # same column: a bow on the right
        x1 = start.x + NODE_WIDTH
        path = f"M{x1} {y1}C{x1 + 26} {y1} {x1 + 26} {y2} {x1} {y2}"
    return MapEdge(path=path, need=str(edge["need"]), title=f"{start.name} → {end.name}")
