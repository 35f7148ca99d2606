"""How is a chain drawn? Layers from upstream to downstream, the same for the same template."""

from collections import defaultdict

from gaodi.catalogue import ChainTemplate
from gaodi.chains.records import ChainDiagnosis, ChainMap

_STAGES = ("upstream", "midstream", "downstream", "service")


def draw_chain(template: ChainTemplate, diagnosis: ChainDiagnosis) -> ChainMap:
    """Lay a chain out as data: nodes with layer and place, edges by need.

    Parameters
    ----------
    template : ChainTemplate
    diagnosis : ChainDiagnosis
        Of the same template; gives strength, number of firms and revenue of each node.

    Returns
    -------
    ChainMap
        `x` grows from upstream to downstream, `y` from top to bottom, both 0 to 1. Edges run from the input
        to the link that needs it.
    """
    layers = assign_layers(template)
    places = _assign_places(template, layers)
    found = {link.link_id: link for link in diagnosis.links}
    last = max(layers.values(), default=0)
    nodes: tuple[dict[str, object], ...] = tuple(
        {
            "id": link.id,
            "zh": link.zh,
            "en": link.en,
            "stage": link.stage,
            "layer": layers[link.id],
            "strength": found[link.id].strength.value,
            "n_enterprises": found[link.id].n_enterprises,
            "revenue": found[link.id].revenue,
            "x": round(layers[link.id] / last, 6) if last else 0.5,
            "y": places[link.id],
        }
        for link in template.links
    )
    edges: tuple[dict[str, object], ...] = tuple(
        {"source": needed.link, "target": link.id, "need": needed.need}
        for link in template.links
        for needed in link.inputs
    )
    return ChainMap(chain_id=template.id, nodes=nodes, edges=edges)


def assign_layers(template: ChainTemplate) -> dict[str, int]:
    """Return the layer of every link: stages in order, and inside a stage by the longest path of inputs.

    An input that closes a circle inside a stage is left out of the path, so a circle is drawn, not refused.
    """
    layers: dict[str, int] = {}
    first = 0
    for stage in _STAGES:
        links = {link.id: link for link in template.links if link.stage == stage}
        if not links:
            continue
        depth: dict[str, int] = {}
        for link_id in links:
            _measure_depth(link_id, template, set(links), depth, ())
        layers |= {link_id: first + depth[link_id] for link_id in links}
        first += max(depth.values()) + 1
    return layers


def _measure_depth(
    link_id: str, template: ChainTemplate, stage: set[str], depth: dict[str, int], path: tuple[str, ...]
) -> int:
    """Return how many inputs of the same stage stand one behind the other before this link."""
    if link_id in depth:
        return depth[link_id]
    path = (*path, link_id)
    inputs = [i.link for i in template.link(link_id).inputs if i.link in stage and i.link not in path]
    depth[link_id] = max((_measure_depth(i, template, stage, depth, path) + 1 for i in inputs), default=0)
    return depth[link_id]


def _assign_places(template: ChainTemplate, layers: dict[str, int]) -> dict[str, float]:
    """Order each layer by the mean height of its inputs, so edges cross less; ties keep the given order."""
    by_layer: dict[int, list[str]] = defaultdict(list)
    for link in template.links:
        by_layer[layers[link.id]].append(link.id)
    order = {link.id: position for position, link in enumerate(template.links)}
    places: dict[str, float] = {}

    def height(link_id: str) -> tuple[float, int]:
        above = [places[i.link] for i in template.link(link_id).inputs if i.link in places]
        return (sum(above) / len(above) if above else 0.5, order[link_id])

    for layer in sorted(by_layer):
        members = sorted(by_layer[layer], key=height)
        for position, link_id in enumerate(members):
            places[link_id] = round((position + 0.5) / len(members), 6)
    return places
