"""Do hand-written cases and a slow, plain reading of the rules place firms as the fast one does?"""

import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.chains import load_placement_rules, place_enterprises

RULES = load_placement_rules()
CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "golden" / "chains" / "placement.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_cases_hold(make_region, catalogue, case):
    region = make_region([{"enterprise_id": "E1", "name": "某企业"} | case["input"]])
    placed = place_enterprises(region, catalogue.chain(case["chain"]))
    counted = {row["link_id"]: row["via"] for row in placed.iter_rows(named=True) if row["score"] >= 0.5}
    assert case["placed"].items() <= counted.items()
    assert not set(case["not_placed"]) & set(counted)


def clean(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).lower())


def trim(text, endings):
    while True:
        shorter = next(
            (text.removesuffix(e) for e in sorted(endings, key=len, reverse=True) if text.endswith(e)), None
        )
        if shorter is None:
            return text
        text = shorter


def split(text):
    return [
        piece
        for piece in re.split(r"[;、,/|()\[\]【】。:\n\r\t]", unicodedata.normalize("NFKC", text))
        if piece
    ]


def read_names(text):
    names = set()
    for piece in split(re.sub(r"[:：]\s*\d+(\.\d+)?%?\s*(?=[;,、；，]|$)", "", text)):
        for name in {piece, *re.split("及其|以及|及|和|与", piece)}:
            key = trim(clean(name), RULES.endings + RULES.product_endings)
            if key and not key.startswith(RULES.negations):
                names.add(key)
    return names


def find_links(key, chain, *, min_chars=1):
    """Return {link: (via, fit)} for one name, by looking at every term in turn."""
    fits = []
    for link in chain.links:
        if any(clean(word) in key for word in link.exclude):
            continue
        for via, terms in (("product", link.products), ("synonym", link.synonyms)):
            for term in (trim(clean(t), RULES.endings) or clean(t) for t in terms):
                if len(term) >= min_chars and term in key and not key.endswith("非" + term):
                    fit = "exact" if key == term else "ending" if key.endswith(term) else "inside"
                    fits.append((fit != "inside", len(term), link.id, via, fit))
    best = max(((ends, length) for ends, length, *_ in fits), default=None)
    found = {}
    for ends, length, link, via, fit in fits:
        if (ends, length) == best:
            found[link] = min(found.get(link, (via, fit)), (via, fit))
    return found


def find_code(firm, names, chain):
    code = firm["industry_code"]
    fits = [
        (len(c), link)
        for link in chain.links
        for c in link.industry_codes
        if len(c) >= 3 and code.startswith(c)
    ]
    best = [link for length, link in fits if length == max(fits, key=lambda f: f[0])[0]]
    if len(best) > 2:
        return {}
    spoken = [*names, clean(firm["name"])]
    return {
        link.id: 0.55 if any(len(c) == 4 and code.startswith(c) for c in link.industry_codes) else 0.5
        for link in best
        if not any(clean(word) in text for word in link.exclude for text in spoken)
    }


def place_slowly(firm, chain):
    names = read_names(firm["main_products"] or "")
    scores = dict(RULES.scores)
    placed, is_named = {}, False
    for name in names:
        for link, (via, fit) in find_links(name, chain).items():
            placed[link] = max(placed.get(link, 0), scores[f"{via}_{fit}"])
            is_named |= fit != "inside"
    if not is_named and firm["industry_code"]:
        for link, score in find_code(firm, names, chain).items():
            placed[link] = max(placed.get(link, 0), score)
    if not placed and firm["business_scope"]:
        for piece in split(firm["business_scope"]):
            key = trim(clean(piece), RULES.endings)
            if key.startswith(RULES.negations):
                continue
            for link, (_, fit) in find_links(key, chain, min_chars=3).items():
                if fit != "inside":
                    placed[link] = scores["text"]
    return placed


WORDS = ["液压油缸", "液压缸", "油泵", "柴油机", "起重机", "起重机械", "混凝土机械", "特种钢", "玩具", "租赁", "非",
         "高压", "系列", "产品", "制造", "销售", "及", "及其", "（", "）", "；", "、", ":0.25;", "Ａ", " ", "不含", "配件"]  # fmt: skip
TEXT = st.one_of(st.none(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join))
FIRM = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["某厂", "某玩具厂"]),
        "main_products": TEXT,
        "business_scope": TEXT,
        "industry_code": st.sampled_from(["3444", "3432", "3511", "3411", "35", "3140", None]),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=st.lists(FIRM, min_size=1, max_size=12))
def test_a_slow_plain_reading_places_the_same(make_region, crane_chain, firms):
    region = make_region([{"enterprise_id": f"E{i:02}"} | firm for i, firm in enumerate(firms)])
    fast = {
        (r["enterprise_id"], r["link_id"]): r["score"]
        for r in place_enterprises(region, crane_chain).rows(named=True)
    }
    slow = {
        (f"E{i:02}", link): score
        for i, firm in enumerate(firms)
        for link, score in place_slowly(firm, crane_chain).items()
    }
    assert fast == slow
