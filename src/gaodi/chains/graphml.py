"""How does a chain map leave for a graph program? GraphML, with what the map shows as attributes."""

from xml.etree import ElementTree as ET

from gaodi.chains.records import ChainMap, SupplyFlow

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_NODE_KEYS = (
    ("zh", "string"), ("en", "string"), ("stage", "string"), ("strength", "string"), ("layer", "int"),
    ("n_enterprises", "int"), ("revenue_fen", "long"), ("x", "double"), ("y", "double"),
)  # fmt: skip
_EDGE_KEYS = (("need", "string"), ("n_purchases", "int"), ("amount_fen", "long"))


def write_graphml(chain_map: ChainMap, flows: tuple[SupplyFlow, ...] = ()) -> str:
    """Write a chain map as GraphML.

    Parameters
    ----------
    chain_map : ChainMap
        From `draw_chain`.
    flows : tuple of SupplyFlow
        Supply on record between the links, put on the edges.

    Returns
    -------
    str
        The same map gives the same text. What is unknown has no data element.

    References
    ----------
    Brandes, Eiglsperger, Herman, Himsolt, Marshall (2002), GraphML Progress Report, Graph Drawing 2001.
    """
    root = ET.Element("graphml", {"xmlns": _NAMESPACE})
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name, type_ in keys:
            ET.SubElement(
                root, "key", {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": type_}
            )
    graph = ET.SubElement(root, "graph", {"id": chain_map.chain_id, "edgedefault": "directed"})
    for node in chain_map.nodes:
        element = ET.SubElement(graph, "node", {"id": str(node["id"])})
        values = dict(node) | {"revenue_fen": node["revenue"]}
        _add_data(element, "node", _NODE_KEYS, values)
    amounts = {(flow.source, flow.target): flow for flow in flows}
    for number, edge in enumerate(chain_map.edges):
        source, target = str(edge["source"]), str(edge["target"])
        element = ET.SubElement(graph, "edge", {"id": f"e{number}", "source": source, "target": target})
        flow = amounts.get((source, target))
        more = {"n_purchases": flow.n, "amount_fen": flow.amount} if flow else {}
        _add_data(element, "edge", _EDGE_KEYS, dict(edge) | more)
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}\n"


def _add_data(
    element: ET.Element, kind: str, keys: tuple[tuple[str, str], ...], values: dict[str, object]
) -> None:
    for name, _ in keys:
        if values.get(name) is not None:
            ET.SubElement(element, "data", {"key": f"{kind}_{name}"}).text = str(values[name])
