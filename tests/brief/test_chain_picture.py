"""Is a chain map drawn layer by layer, the same each time?"""

import pytest

from gaodi.brief import draw_chain_picture
from gaodi.brief.chain_picture import place_nodes
from gaodi.chains import ChainMap

WORDS = {"strong": "强", "adequate": "够用", "weak": "弱", "missing": "缺失", "unknown": "未知"}


def node(name, layer, y, **more):
    return {"id": name, "zh": name, "en": name, "stage": "upstream", "layer": layer, "strength": "strong", "n_enterprises": 3,
            "revenue": 100, "x": 0.0, "y": y} | more  # fmt: skip


MAP = ChainMap(
    chain_id="x",
    nodes=(node("a", 0, 0.2), node("b", 0, 0.8), node("c", 2, 0.5), node("d", 5, 0.5, revenue=None, strength="missing", n_enterprises=0)),
    edges=(
        {"source": "a", "target": "c", "need": "essential"},
        {"source": "d", "target": "a", "need": "substitutable"},
    ),
)  # fmt: skip


def test_layers_become_columns_without_gaps_and_rows_are_centred():
    assert place_nodes(MAP) == {"a": (0, 0), "b": (0, 1), "c": (1, 0.5), "d": (2, 0.5)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_map_gives_the_same_picture(lang):
    first, second = (
        draw_chain_picture(MAP, title="$\\frac{1}{2}$ 起重机", words=WORDS, lang=lang, note="注")
        for _ in range(2)
    )
    assert first.startswith(b"\x89PNG")
    assert first == second


def test_an_empty_map_is_a_picture_too():
    empty = ChainMap(chain_id="x", nodes=(), edges=())
    assert draw_chain_picture(empty, title="空", words=WORDS).startswith(b"\x89PNG")
