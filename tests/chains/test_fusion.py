"""Are five chains scored as the rule says, is the unknown kept apart, and has every hole an owner?"""

from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaodi.base import CatalogueError
from gaodi.chains import (
    LayerScore,
    LayerState,
    combine_layers,
    diagnose_chain,
    gather_firms,
    load_fusion_rules,
    load_link_rules,
    measure_fusion,
    place_enterprises,
    select_counted,
)

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "golden" / "chains" / "fusion.yaml").read_text(encoding="utf-8")
)
RULES = load_fusion_rules()
SHIPPED = Path(str(files("gaodi.catalogue"))) / "data" / "rules" / "fusion.yaml"
YI = 10_000_000_000


def build_layer(number, score):
    layer = RULES.layers[number]
    state = {"none": LayerState.NONE, None: LayerState.UNKNOWN}.get(score, LayerState.PARTIAL)
    value = None if score in ("none", None) else float(score)
    low, high = (0.0, 1.0) if score is None else (value or 0.0, value or 0.0)
    return LayerScore(
        id=layer.id, zh=layer.zh, en=layer.en, state=state, score=value, low=low, high=high, parts=()
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_cases_hold(case):
    found = combine_layers([build_layer(number, score) for number, score in enumerate(case["input"])], RULES)
    assert found == pytest.approx(tuple(case["output"]), abs=1e-4)


SCORES = st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=5, max_size=5)


@given(scores=SCORES, which=st.integers(0, 4), better=st.floats(0, 1))
def test_a_better_layer_never_lowers_the_score(scores, which, better):
    if scores[which] is None or better < scores[which]:
        return
    before = combine_layers([build_layer(n, s) for n, s in enumerate(scores)], RULES)
    scores[which] = better
    after = combine_layers([build_layer(n, s) for n, s in enumerate(scores)], RULES)
    assert [low <= high + 1e-12 for low, high in zip(before, after, strict=True) if low is not None] == [True] * (2 + (before[0] is not None))  # fmt: skip


@given(scores=SCORES)
def test_bounds_hold_every_filling_of_the_unknown(scores):
    _, low, high = combine_layers([build_layer(n, s) for n, s in enumerate(scores)], RULES)
    for filler in (0.0, 0.3, 1.0):
        filled = [filler if score is None else score for score in scores]
        score, *_ = combine_layers([build_layer(n, s) for n, s in enumerate(filled)], RULES)
        assert low - 1e-12 <= score <= high + 1e-12


FIRMS = [
    {"enterprise_id": f"H{i}", "name": f"H{i}", "main_products": "液压油缸", "district_code": "430104", "is_above_scale": i < 3}
    for i in range(5)
] + [{"enterprise_id": "S1", "name": "S1", "main_products": "特种钢", "district_code": "430104", "is_above_scale": True}]  # fmt: skip
YEARS = [
    {"enterprise_id": f"H{i}", "year": 2025, "revenue": YI, "staff": 100, "rd_staff": 5, "equity_financing": 0, "rd_institution_level": "省级" if i == 0 else "无"}
    for i in range(5)
]  # fmt: skip
RIGHTS = [
    {"ip_id": "1", "enterprise_id": "H0", "kind": "发明专利"},
    {"ip_id": "2", "enterprise_id": "H0", "kind": "发明专利"},
    {"ip_id": "3", "enterprise_id": "H1", "kind": "实用新型"},
]
OFFERS = [
    {"offer_id": "1", "kind": "技术", "title": "高压液压泵设计", "provider": "某大学", "chain_id": "cranes"},
    {"offer_id": "2", "kind": "资金", "title": "产业链专项贷", "provider": "某银行", "chain_id": "cranes"},
    {"offer_id": "3", "kind": "资金", "title": "旅游专项贷", "provider": "某银行", "chain_id": None},
]
DEMANDS = [
    {"demand_id": "1", "enterprise_id": "H0", "kind": "资金", "title": "贷款", "status": "已签约"},
    {"demand_id": "2", "enterprise_id": "H1", "kind": "资金", "title": "贷款", "status": "待对接"},
    {"demand_id": "3", "enterprise_id": "H1", "kind": "资金", "title": "贷款", "status": "已撤回"},
]
SUPPLY = [{"buyer_id": "H0", "supplier_id": "S1", "amount": 40, "year": 2025}, {"buyer_id": "H1", "supplier_id": "91440300MA5DA1BB7X", "amount": 60, "year": 2025, "product_name": "特种钢"}]  # fmt: skip
TABLES = {
    "enterprise_year": YEARS,
    "intellectual_property": RIGHTS,
    "offer": OFFERS,
    "demand": DEMANDS,
    "supply_link": SUPPLY,
}


def measure(make_region, chain, firms=FIRMS, **tables):
    region = make_region(firms, **tables)
    tables_ = gather_firms(region)
    placed = place_enterprises(region, chain, firms=tables_)
    diagnosis = diagnose_chain(region, chain, placed, firms=tables_)
    counted = select_counted(placed, chain.id, load_link_rules())
    return measure_fusion(region, tables_, chain, counted, diagnosis)


def find(fusion, link_id="hydraulics"):
    return next(link for link in fusion.links if link.link_id == link_id)


def test_one_link_worked_by_hand(make_region, crane_chain):
    link = find(measure(make_region, crane_chain, **TABLES))
    parts = {part.id: part.score for layer in link.layers for part in layer.parts}
    assert parts == pytest.approx(
        {
            "above_scale": 3 / 5, "output": 5 / 10, "inventions": (1 / 5) / 0.5, "institutions": (1 / 5) / 0.3, "technology": 1 / 2,
            "equity": 0, "finance_offers": 1 / 2, "finance_met": (1 / 2) / 0.6, "research_staff": 0.05 / 0.1, "talent_offers": 0,
            "talent_met": None, "bought_here": 0.4 / 0.5, "inputs_here": 1, "second_source": 0,
        }
    )  # fmt: skip
    scores = {layer.id: layer.score for layer in link.layers}
    assert scores == pytest.approx(
        {
            "industry": (2 * 0.6 + 0.5) / 3, "innovation": (0.4 + 2 / 3 + 0.5) / 3, "capital": (0 + 0.5 + 5 / 6) / 3,
            "talent": 2 * 0.5 / 3, "supply": (0.8 + 1 + 0) / 3,
        }
    )  # fmt: skip
    assert [layer.state.value for layer in link.layers] == [
        "partial",
        "partial",
        "partial",
        "hole",
        "partial",
    ]
    (hole,) = link.holes
    assert (hole.owner_zh, hole.part_id, hole.is_certain) == ("校长", "talent_offers", True)
    assert (
        hole.reason_zh
        == "人才层 0.33，低于 0.4；最弱的是可对接的人才供给：0 项（满分值 1 项）。由校长组织技术攻关和人才培养。"
    )


@pytest.mark.parametrize(("n_big", "is_hole"), [(1, False), (0, True)])
def test_a_layer_exactly_on_the_line_is_no_hole(make_region, crane_chain, n_big, is_hole):
    """2 × 1/5 + 1 × 8/10 over 3 is exactly 0.4; one above-scale firm less is below."""
    firms = [row | {"is_above_scale": number < n_big} for number, row in enumerate(FIRMS)]
    years = [row | {"revenue": 8 * YI // 5} for row in YEARS]
    link = find(measure(make_region, crane_chain, firms, **(TABLES | {"enterprise_year": years})))
    assert (link.layers[0].state is LayerState.HOLE) is is_hole
    assert link.layers[0].score == pytest.approx(0.4 if n_big else 0.8 / 3)


def test_the_arithmetic_formula_is_a_weighted_mean():
    rules = RULES.model_copy(update={"formula": "arithmetic"})
    layers = [build_layer(number, score) for number, score in enumerate([1, 0.5, 0, None, "none"])]
    assert combine_layers(layers, rules) == pytest.approx((0.5, 0.375, 0.625))


def test_a_link_without_firms_has_one_hole_and_it_is_the_chain_chiefs(make_region, crane_chain):
    link = find(measure(make_region, crane_chain, **TABLES), "engines")
    assert (link.score, link.low, link.high) == (0.0, 0.0, 0.0)
    assert [layer.state.value for layer in link.layers] == ["hole", "none", "none", "none", "none"]
    assert [(hole.owner_zh, hole.is_certain) for hole in link.holes] == [("链长", True)]


def test_tables_never_imported_leave_layers_unknown(make_region, crane_chain):
    link = find(measure(make_region, crane_chain))
    states = {layer.id: layer.state.value for layer in link.layers}
    assert states == {"industry": "partial", "innovation": "unknown", "capital": "unknown", "talent": "unknown", "supply": "joined"}  # fmt: skip
    assert link.score is None
    assert link.low < link.high
    reasons = "；".join(part.reason_zh for layer in link.layers for part in layer.parts)
    for table in ("知识产权表", "供给表", "需求表", "新增股权融资", "没有导入供应关系表"):
        assert table in reasons


def test_without_a_register_nothing_is_known(make_region, crane_chain):
    fusion = measure(make_region, crane_chain, None)
    assert {layer.state.value for link in fusion.links for layer in link.layers} <= {"unknown", "none"}
    assert (fusion.holes, fusion.score) == ((), None)


def test_every_owner_is_counted_and_every_hole_has_one(make_region, crane_chain):
    fusion = measure(make_region, crane_chain, **TABLES)
    assert [owner.zh for owner in fusion.by_owner] == ["链长", "盟长", "校长", "行长", "基金董事长"]
    assert sum(owner.n_holes for owner in fusion.by_owner) == len(fusion.holes)
    assert sum(total.counts["hole"] for total in fusion.layers) == len(fusion.holes)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.sampled_from(["revenue", "staff", "equity_financing", "rd_institution_level"]),
    which=st.integers(0, 4),
)
def test_forgetting_a_datum_never_narrows_the_bounds(make_region, crane_chain, cut, which):
    before = find(measure(make_region, crane_chain, **TABLES))
    years = [row | {cut: None} if number == which else row for number, row in enumerate(YEARS)]
    after = find(measure(make_region, crane_chain, **(TABLES | {"enterprise_year": years})))
    for old, new in zip(before.layers, after.layers, strict=True):
        assert new.low <= old.low + 1e-12
        assert new.high >= old.high - 1e-12


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("owner: president", "owner: dean", "no owner"),
        ("metric: n_above_scale", "metric: n_things", r"layers.0.parts.0.metric"),
        ("id: output", "id: above_scale", "stands twice"),
        ('hole: "0.4"', 'hole: "0.9"', "must not lie above"),
        ("formula: geometric", "formula: magic", "`formula`"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_its_key(tmp_path, old, new, message):
    (tmp_path / "rules").mkdir()
    text = SHIPPED.read_text(encoding="utf-8").replace(old, new, 1)
    (tmp_path / "rules" / "fusion.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=message):
        load_fusion_rules(tmp_path)
