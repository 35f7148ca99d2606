"""How does supply look as a picture? A Sankey between links and the network around one firm; amounts come with the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gaodi.web.drawings import break_name
from gaodi.web.formats import write_money, write_number

SANKEY_HEIGHT = 420
BAR_WIDTH = 12
COLUMN = 172
GAP = 12
TOP = 10
LABEL = 150
LEAST = 2.0
"""Pixels of the thinnest band."""

EGO_ROW = 40
EGO_WIDTH = 900
EGO_NODE = 250
N_EGO = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBar:
    """One link of a Sankey."""

    link_id: str
    name: str
    text: str
    strength: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBand:
    """One flow of a Sankey as a filled path."""

    path: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sankey:
    """The drawn flows."""

    bars: tuple[FlowBar, ...]
    bands: tuple[FlowBand, ...]
    width: float
    height: float
    n_left_out: int
    """Flows that run against the layers, or whose amount is unknown: in the table only."""


def draw_sankey(nodes: Sequence[Mapping[str, Any]], flows: Sequence[Any], lang: str) -> Sankey:
    """Draw supply between the links of a chain, from upstream on the left to downstream on the right.

    Parameters
    ----------
    nodes : sequence of mapping
        Of a ChainMap.
    flows : sequence of SupplyFlow
    lang : {"zh", "en"}
    """
    places = {str(node["id"]): node for node in nodes}
    drawn = [
        flow for flow in flows
        if flow.amount and places[flow.source]["layer"] < places[flow.target]["layer"]
    ]  # fmt: skip
    outgoing, incoming = _add_up(drawn, "source"), _add_up(drawn, "target")
    columns: dict[int, list[str]] = {}
    for link_id in sorted(outgoing.keys() | incoming.keys(), key=lambda key: (places[key]["y"], key)):
        columns.setdefault(int(places[link_id]["layer"]), []).append(link_id)
    totals = {
        key: max(outgoing.get(key, 0), incoming.get(key, 0)) for keys in columns.values() for key in keys
    }
    most = max((sum(totals[key] for key in keys) for keys in columns.values()), default=0)
    rows = max((len(keys) for keys in columns.values()), default=0)
    scale = (SANKEY_HEIGHT - GAP * rows) / most if most else 0.0
    bars: dict[str, FlowBar] = {}
    for number, layer in enumerate(sorted(columns)):
        y = float(TOP)
        for key in columns[layer]:
            height = max(LEAST, totals[key] * scale)
            name = str(places[key]["en" if lang == "en" else "zh"])
            bars[key] = FlowBar(
                link_id=key, name=break_name(name, lang)[0], text=write_money(totals[key], "亿元", 1),
                strength=str(places[key]["strength"]), x=float(number * COLUMN), y=y, height=height,
            )  # fmt: skip
            y += max(height, 30.0) + GAP
    bottom = max((bar.y + max(bar.height, 30.0) for bar in bars.values()), default=0.0)
    return Sankey(
        bars=tuple(bars.values()),
        bands=_draw_bands(drawn, bars, totals, scale),
        width=max(0, len(columns) - 1) * COLUMN + LABEL,
        height=bottom + TOP,
        n_left_out=len(flows) - len(drawn),
    )


def _add_up(flows: Sequence[Any], end: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for flow in flows:
        key = getattr(flow, end)
        sums[key] = sums.get(key, 0) + flow.amount
    return sums


def _draw_bands(
    flows: Sequence[Any], bars: Mapping[str, FlowBar], totals: Mapping[str, int], scale: float
) -> tuple[FlowBand, ...]:
    left, right = dict.fromkeys(bars, 0.0), dict.fromkeys(bars, 0.0)
    bands = []
    for flow in sorted(flows, key=lambda flow: (bars[flow.source].y, bars[flow.target].y)):
        start, end = bars[flow.source], bars[flow.target]
        width = max(LEAST / 2, flow.amount * scale)
        y1, y2 = start.y + left[flow.source], end.y + right[flow.target]
        left[flow.source] += width
        right[flow.target] += width
        x1, x2 = start.x + BAR_WIDTH, end.x
        middle = (x1 + x2) / 2
        path = (
            f"M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
            f"V{y2 + width:.1f}C{middle:.0f} {y2 + width:.1f} {middle:.0f} {y1 + width:.1f} {x1:.0f} {y1 + width:.1f}Z"
        )
        title = f"{start.name} → {end.name} {write_money(flow.amount, '亿元', 2)}"
        bands.append(FlowBand(path=path, title=title))
    return tuple(bands)


@dataclass(frozen=True, slots=True, kw_only=True)
class EgoNode:
    """One partner of a firm."""

    enterprise_id: str
    name: str
    text: str
    is_known: bool
    """Whether it stands in the register and has a page."""
    is_essential: bool
    x: int
    y: int
    path: str
    thickness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EgoNetwork:
    """A firm between its suppliers and its customers."""

    suppliers: tuple[EgoNode, ...]
    customers: tuple[EgoNode, ...]
    n_more_suppliers: int
    n_more_customers: int
    y: int
    height: int
    width: int = EGO_WIDTH
    node_width: int = EGO_NODE


def draw_ego(network: Any) -> EgoNetwork:  # noqa: ANN401  a PartnerNetwork; its room is not ours
    """Place suppliers on the left and customers on the right of a firm, the largest first.

    Parameters
    ----------
    network : PartnerNetwork
    """
    sides = [list(network.suppliers), list(network.customers)]
    shown = [side[:N_EGO] for side in sides]
    height = max(2, *(len(side) for side in shown)) * EGO_ROW + 20
    most = max((partner.amount or 0 for side in shown for partner in side), default=0)
    left, right = (
        tuple(
            _place_partner(p, row, len(side), height, most, is_right=bool(number))
            for row, p in enumerate(side)
        )
        for number, side in enumerate(shown)
    )
    return EgoNetwork(
        suppliers=left,
        customers=right,
        n_more_suppliers=len(sides[0]) - len(left),
        n_more_customers=len(sides[1]) - len(right),
        y=height // 2,
        height=height,
    )


def _place_partner(partner: Any, row: int, n: int, height: int, most: int, *, is_right: bool) -> EgoNode:  # noqa: ANN401
    y = (height - n * EGO_ROW) // 2 + row * EGO_ROW + EGO_ROW // 2
    middle = height // 2
    x = EGO_WIDTH - EGO_NODE if is_right else 0
    centre = (EGO_WIDTH - EGO_NODE) // 2
    x1, x2 = (centre + EGO_NODE, x) if is_right else (x + EGO_NODE, centre)
    y1, y2 = (middle, y) if is_right else (y, middle)
    bend = (x1 + x2) // 2
    name = partner.name or partner.enterprise_id
    return EgoNode(
        enterprise_id=partner.enterprise_id,
        name=name if len(name) <= 17 else name[:16] + "…",
        text=write_money(partner.amount) if partner.amount is not None else write_number(None),
        is_known=partner.name is not None,
        is_essential=partner.is_essential,
        x=x,
        y=y,
        path=f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}",
        thickness=round(1 + 7 * (partner.amount or 0) / most, 1) if most else 1.0,
    )
