"""YAML cases a reader of the criteria can check by hand; every clause has one that meets, misses, and lacks data."""

from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gaodi.cultivate import State, judge_enterprise
from gaodi.cultivate.judging import compile_choice
from gaodi.cultivate.pack_library import choose_pack
from gaodi.cultivate.packs import AnyOf, Clause, CountClause, Manual, Score, ScoreGroup, ScoreItem

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "cultivate"
FILES = sorted(FOLDER.glob("*.yaml"))
STATES = {state.value for state in State}
ALL_TABLES = ("enterprise", "enterprise_year", "qualification", "intellectual_property")


def read_cases(path):
    """Return cases in one form: name, firm, day, route, tables present, expected states and points."""
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    for case in file["cases"]:
        yield complete(file, case, case["name"], merge(file["base"], case.get("given", {})))
    for sweep in file["sweeps"]:
        for value, outcome in sweep["gives"].items():
            firm = deepcopy(file["base"])
            for address, held in (sweep.get("hold", {}) | {sweep["vary"]: value}).items():
                year, column = address.split(".")
                firm["years"].setdefault(int(year), {})[column] = held
            key = "expect" if outcome in STATES else "points"
            name = f"{sweep['id']} with {sweep['vary']} = {value} gives {outcome}"
            yield complete(file, sweep | {key: {sweep["id"]: outcome}}, name, firm)


def merge(base, given):
    firm = deepcopy(base)
    firm["enterprise"] |= given.get("enterprise", {})
    for year, cells in given.get("years", {}).items():
        firm["years"][year] = None if cells is None else firm["years"][year] | cells
    firm |= {key: given[key] for key in ("titles", "rights") if key in given}
    return firm


def complete(file, case, name, firm):
    return {
        "pack": file["pack"],
        "name": name,
        "firm": firm,
        "on": case.get("day", file["day"]),
        "route": case.get("route", "new"),
        "present": case.get("present", ALL_TABLES),
        "expect": case.get("expect", {}),
        "points": case.get("points", {}),
    }


CASES = [pytest.param(case, id=f"{path.stem}: {case['name']}") for path in FILES for case in read_cases(path)]


def as_cell(value, column):
    """Money is written in 万元 and stored in fen."""
    if value is None or column is None or column.type != "money":
        return value
    fen = Decimal(str(value)) * 1_000_000
    assert fen == int(fen), f"{value} 万元 is finer than a fen"
    return int(fen)


def judge_case(case, make_region, library, catalogue):
    schema = catalogue.table("enterprise_year")
    me = {"enterprise_id": "firm"}
    years = [
        me | {"year": year} | {name: as_cell(cell, schema.column(name)) for name, cell in cells.items()}
        for year, cells in case["firm"]["years"].items()
        if cells is not None
    ]
    rows = {
        "enterprise": [me | {"name": "某某"} | case["firm"]["enterprise"]],
        "enterprise_year": years,
        "qualification": [me | title for title in case["firm"]["titles"]],
        "intellectual_property": [
            me | {"ip_id": f"ip-{i}"} | right for i, right in enumerate(case["firm"]["rights"])
        ],
    }
    region = make_region(rows, on=case["on"], present=case["present"])
    title = library.pack(case["pack"]).title
    verdict = judge_enterprise(region, library, "firm", title, on=case["on"], route=case["route"])
    assert verdict.pack_id == case["pack"]
    return verdict


def points_of(clause):
    """Read the points of an item or a score from its threshold text."""
    return clause.threshold.split("得 ")[1].split(" ")[0]


@pytest.mark.parametrize("case", CASES)
def test_golden_case_comes_out_as_written(case, make_region, library, catalogue):
    verdict = judge_case(case, make_region, library, catalogue)
    clauses = {clause.clause_id: clause for clause in verdict.clauses}
    assert {name: clauses[name].state.value for name in case["expect"]} == case["expect"]
    assert {name: points_of(clauses[name]) for name in case["points"]} == {
        name: str(points) for name, points in case["points"].items()
    }


def state_of_points(node, points):
    """Say what state points mean: an item is met by any, a score or group by its minimum; a range says nothing."""
    least, _, most = str(points).partition("–")
    if most:
        return "met" if isinstance(node, ScoreItem) and Decimal(least) > 0 else "range"
    minimum = getattr(node, "minimum", None)
    if minimum is None:
        return "met" if points > 0 else "not_met"
    return "met" if points > minimum or (points == minimum and not node.is_strict) else "not_met"


def is_settled_by_people(node):
    """Whether no datum gives the points, or any firm gets or may get some."""
    if isinstance(node, ScoreGroup):
        return node.minimum is None and any(item.by_people for item in node.items)
    if not isinstance(node, ScoreItem):
        return False
    floors = [table.truth.otherwise > 0 for table in node.tables if table.truth]
    return bool(node.by_people) or any(floors)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_node_has_a_case_that_meets_it_one_that_misses_it_and_one_unknown(path, library):
    pack = library.pack(path.stem)
    nodes = {node.id: node for node in pack.nodes() if node.status != "unverified"}
    seen = {name: set() for name in nodes}
    for case in read_cases(path):
        for name, state in case["expect"].items():
            seen[name].add(state)
        for name, points in case["points"].items():
            seen[name].add(state_of_points(nodes[name], points))
    lacking = {}
    for name, node in nodes.items():
        needed = {"met", "not_met", "unknown"}
        if isinstance(node, Manual) or is_settled_by_people(node):
            continue
        counted = Clause | CountClause | ScoreItem | ScoreGroup
        is_left_to_people = not isinstance(node, counted) and not isinstance(node, Score)
        if isinstance(node, Score) and any(item.by_people for item in node.items):
            is_left_to_people = True
        if is_left_to_people and "manual_review" in seen[name]:
            needed = {"manual_review", "not_met", "unknown"}
        if node.id in NEVER_MISSED:
            needed -= {"not_met"}
        if isinstance(node, AnyOf) and any(isinstance(child, Manual) for child in node.children):
            needed = {"met", "manual_review"}
        if missing := needed - seen[name]:
            lacking[name] = missing
    assert lacking == {}


NEVER_MISSED = {
    # An award nobody recorded may have been won: these clauses cannot be missed, nor can groups that hold them.
    "SRDI22-D4",
    "SRDI22-4",
    "LG22-4D2",
    "LG22-4D",
    "LG22-4",
    # What is on record may be less grave than 63号 says: people weigh it.
    "SRDI22-G2",
    "LG22-G2",
    "INNO22-G2",
    "TSME17-G4",
    "HTE16-8",
    # An award or a title of the direct routes that nobody recorded may be there.
    "INNO22-D1",
    "INNO22-D2",
    "INNO22-1",
}


def bands_of(library):
    return [
        pytest.param(pack.id, node, table, band, id=f"{node.id} {table.metric} {band.at}")
        for pack in library.packs.values()
        for node in pack.nodes()
        if isinstance(node, ScoreItem)
        if node.status != "unverified"
        for table in node.tables
        for band in (*table.at_least, *table.at_most)
        if not table.metric.startswith(("n_class", "n_core"))
    ]


TIGHT = {
    # Persons and results are whole: the next value below an edge is not a fen away.
    "rd_staff_share": Decimal("0.1"),
    "tech_staff_share": Decimal("0.1"),
    "n_results_transferred": Decimal("0.34"),
}


def test_every_band_has_a_case_on_its_edge_and_one_just_outside(make_region, library, catalogue):
    reached = {}
    for path in FILES:
        for case in read_cases(path):
            if not case["points"]:
                continue
            clauses = {c.clause_id: c for c in judge_case(case, make_region, library, catalogue).clauses}
            for name, points in case["points"].items():
                for operand in clauses[name].operands:
                    if isinstance(operand.value, Decimal):
                        reached.setdefault((name, operand.metric), set()).add((operand.value, points))
    for param in bands_of(library):
        _, item, table, band = param.values
        values = reached[item.id, table.metric]
        inside = band.points if band.sure == band.points else f"{band.sure}–{band.points}"
        assert (band.at, inside) in values, f"{param.id}: no case on the edge"
        sign = -1 if table.at_least else 1
        tight = TIGHT.get(table.metric, Decimal("0.001"))
        outside = [p for v, p in values if 0 < (v - band.at) * sign <= tight]
        assert outside, f"{param.id}: no case just outside"
        assert all(Decimal(str(p).split("–")[-1]) < band.points for p in outside)


def test_every_pack_has_a_file_of_cases(library):
    assert {path.stem for path in FILES} == set(library.packs)


def test_every_node_of_a_pack_is_reached_on_some_day(library):
    for path in FILES:
        pack = library.pack(path.stem)
        found = set()
        for case in read_cases(path):
            choice = choose_pack(library, pack.title, on=case["on"], route=case["route"])
            found |= {line.id for line in compile_choice(choice, library).lines}
        assert found == {node.id for node in pack.nodes() if node.status != "unverified"}
