"""The load of the rule benchmark: three tiers over a flat file of firms, written as a plan of this engine.

`cultivate_rules.py` runs it as a process of its own: load.py RULES.yaml FIRMS.parquet MODE OUT.parquet. MODE `verdicts`
counts the tiers, `packed` stores every state, `compare` sets the tiers beside those of the peer in OUT; `store` and `peer` do once what an import does, in whole fen or in doubles
as generated. Ratios are compared by cross-multiplying.
"""

import ast
import json
import sys
import time
from fractions import Fraction
from pathlib import Path

import polars as pl
import yaml

from gaodi.cultivate.comparisons import compare_exactly
from gaodi.cultivate.emission import write_polars
from gaodi.cultivate.measures import Quantity
from gaodi.cultivate.operands import MONEY_BOUND
from gaodi.cultivate.packing import pack_states
from gaodi.cultivate.passes import judge_rows
from gaodi.cultivate.plan import (
    Arithmetic,
    Case,
    Column,
    Compare,
    Constant,
    Definition,
    Every,
    Greatest,
    Least,
    Negation,
    Plan,
    Some,
    column_names,
)

NOT_MET, UNKNOWN, MET = 0, 1, 3
MONEY = ("rev", "main", "rd", "fin", "profit", "assets", "liab")
TRUTHS = ("strategic", "hightech", "award_prov", "award_nat", "own_brand")
FEN = 10**6  # in one 万元, the unit of the generator's file
SHARE = 10**4  # steps of a stored share
ROW_GROUP_ROWS = 100_000  # as in a snapshot
TIERS = ("tier_A", "tier_B", "tier_C")
TOTALS = tuple(f"{score}.{side}" for score in ("A_tot", "B_tot") for side in ("low", "high"))


def is_money(name: str) -> bool:
    return name.rpartition("_y")[0] in MONEY


def column(name: str) -> Column:
    if is_money(name):
        return Column(name, "integer", MONEY_BOUND)
    if name in TRUTHS:
        return Column(name, "truth")
    return Column(name, "integer", SHARE * 100 if name == "market_share" else 10**9)


def share(part: str, whole: str, shift: int = 0) -> Quantity:
    top, base = column(part), column(whole)
    return Quantity(low=top, high=top, denominator=base, bases=(base,), operands=(), shift=shift)


def mean_growth() -> Quantity:
    now, before, first = (column(f"main_y{back}") for back in range(3))
    top = Arithmetic("+", Arithmetic("*", now, first), Arithmetic("*", before, before))
    base = Arithmetic("*", Arithmetic("*", before, first), Constant(2))
    return Quantity(low=top, high=top, denominator=base, bases=(before, first), operands=(), shift=1)


def total(*names: str, n: int = 1) -> Quantity:
    value = column(names[0])
    for name in names[1:]:
        value = Arithmetic("+", value, column(name))
    return Quantity(low=value, high=value, denominator=Constant(FEN * n), operands=())


METRICS = {
    "rd_ratio": share("rd_y0", "rev_y0"),
    "rd_ratio_y1": share("rd_y1", "rev_y1"),
    "main_ratio": share("main_y0", "rev_y0"),
    "growth_y0": share("main_y0", "main_y1", shift=1),
    "growth_avg2": mean_growth(),
    "leverage": share("liab_y0", "assets_y0"),
    "margin": share("profit_y0", "rev_y0"),
    "rd_staff_ratio": share("rd_staff", "staff"),
    "fin2": total("fin_y0", "fin_y1"),
    "fin3": total("fin_y0", "fin_y1", "fin_y2"),
    "rd_mean2": total("rd_y0", "rd_y1", n=2),
    "rev_y0": total("rev_y0"),
    "rd_y0": total("rd_y0"),
}


ASKED: set[tuple[str, float]] = set()
"""Every metric with a threshold it is compared with."""


def read_metric(name: str) -> Quantity:
    scale = Constant(SHARE if name == "market_share" else 1)
    plain = Quantity(low=column(name), high=column(name), denominator=scale, operands=())
    return METRICS.get(name, plain)


def compare(name: str, sign: str, threshold: float):
    ASKED.add((name, threshold))
    return compare_exactly(read_metric(name), sign, Fraction(str(threshold)))


def read_truth(text: str):
    """Read the few expressions of the rule file: names, comparisons, and, or, not, brackets."""
    signs = {"GtE": ">=", "Gt": ">", "LtE": "<=", "Lt": "<"}

    def turn(node):
        match node:
            case ast.Expression(body=body):
                return turn(body)
            case ast.BoolOp(op=op, values=values):
                return (Every if isinstance(op, ast.And) else Some)(tuple(map(turn, values)))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Negation(turn(operand))
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=value)]):
                return compare(name, signs[type(op).__name__], value)
            case ast.Name(id=name):
                return column(name)
        raise ValueError(ast.dump(node))

    return turn(ast.parse(text, mode="eval"))


def decide(truth):
    return Case(((truth, Constant(MET)), (Negation(truth), Constant(NOT_MET))), Constant(UNKNOWN))


def bound(tests):
    """Points from below and above: unknown counts none, and the most."""
    branches = tuple((truth, Constant(points)) for truth, points in tests)
    none = (Negation(tests[-1][0]), Constant(0))
    return Case((*branches, none), Constant(0)), Case((*branches, none), branches[0][1])


class Builder:
    """Collects the definitions of the rule file."""

    def __init__(self) -> None:
        self.definitions: list[Definition] = []
        self.states: list[str] = []
        self.most: dict[str, int] = {}

    def add_state(self, name, value) -> None:
        self.definitions.append(Definition(name=name, value=value, type="state"))
        self.states.append(name)

    def add_points(self, name, low, high, most) -> None:
        self.most[name] = most
        for side, value in (("low", low), ("high", high)):
            self.definitions.append(Definition(name=f"{name}.{side}", value=value, type="points"))

    def add_criterion(self, rule) -> None:
        name, kind = rule["id"], rule["kind"]
        if kind in ("min", "max"):
            sign = ">=" if kind == "min" else "<="
            self.add_state(name, decide(compare(rule["metric"], sign, rule["threshold"])))
        elif kind in ("flag", "expr"):
            self.add_state(name, decide(read_truth(rule["expr"] if kind == "expr" else rule["metric"])))
        elif kind == "cascade":
            tests = [(read_truth(text), points) for text, points in rule["cases"]]
            self.add_points(name, *bound(tests), rule["max"])
        else:
            sign = ">=" if kind == "bands" else "<="
            tests = [(compare(rule["metric"], sign, at), points) for at, points in rule["bands"]]
            self.add_points(name, *bound(tests), max(points for _, points in rule["bands"]))

    def add_total(self, name, members) -> None:
        sums = []
        for side in ("low", "high"):
            parts = [Column(f"{member}.{side}", "integer", self.most[member]) for member in members]
            value = parts[0]
            for part in parts[1:]:
                value = Arithmetic("+", value, part)
            sums.append(value)
        self.add_points(name, *sums, sum(self.most[member] for member in members))

    def add_pass_mark(self, rule) -> None:
        most = self.most[rule["score"]]
        low, high = (Column(f"{rule['score']}.{side}", "integer", most) for side in ("low", "high"))
        mark = Constant(rule["threshold"])
        met, missed = Compare(">=", low, mark), Compare("<", high, mark)
        self.add_state(
            rule["id"], Case(((met, Constant(MET)), (missed, Constant(NOT_MET))), Constant(UNKNOWN))
        )

    def add_group(self, name, members, *, is_all: bool) -> None:
        parts = tuple(Column(member, "integer", MET) for member in members)
        self.add_state(name, Least(parts) if is_all else Greatest(parts))


def build_plan(rules) -> tuple[Plan, list[str]]:
    """Return the plan and the names of its states."""
    builder = Builder()
    for rule in rules["criteria"]:
        builder.add_criterion(rule)
    for name, members in rules["scores"].items():
        builder.add_total(name, members)
    for rule in rules["score_tests"]:
        builder.add_pass_mark(rule)
    for name, text in rules["composites"].items():
        is_all = " and " in text
        builder.add_group(name, text.split(" and " if is_all else " or "), is_all=is_all)
    for name, tier in rules["tiers"].items():
        builder.add_group(f"tier_{name}", tier.get("all") or tier["any"], is_all="all" in tier)
    return Plan(definitions=tuple(builder.definitions)), builder.states


def store_firms(path: Path, out: Path, *, in_fen: bool) -> None:
    """Write the firms anew with LZ4, for gaodi with the generator's 万元 as whole fen."""
    firms = pl.scan_parquet(path)
    # The file's two decimals of 万元 are whole hundreds of yuan.
    fen = [
        (pl.col(name) * 100).round().cast(pl.Int64) * (FEN // 100)
        for name in firms.collect_schema().names()
        if in_fen and is_money(name)
    ]
    firms.with_columns(fen).sink_parquet(out, compression="lz4", row_group_size=ROW_GROUP_ROWS)


def read_firms(path: Path, wanted: set[str]) -> pl.LazyFrame:
    """Read the columns a plan needs; a share is a double in the store and whole steps in the plan."""
    steps = (pl.col("market_share") * SHARE).round().cast(pl.Int64)
    columns = [steps if name == "market_share" else pl.col(name) for name in sorted(wanted)]
    return pl.scan_parquet(path).select("eid", *columns)


def is_on_threshold() -> pl.Expr:
    """Say whether any metric lies within a millionth of a threshold, where single precision may go either way."""
    near = []
    for name, threshold in sorted(ASKED):
        quantity = read_metric(name)
        top, base = (write_polars(side).cast(pl.Float64) for side in (quantity.low, quantity.denominator))
        near.append((top / base - quantity.shift - threshold).abs() <= 1e-6 * max(1, threshold))
    return pl.any_horizontal(near)


def compare_tiers(plan: Plan, firms: pl.LazyFrame, peer: Path) -> dict[str, int]:
    """Count the firms at each tier for both engines, and those they differ on, on a threshold or off it."""
    own = judge_rows(plan, firms, keep=["eid"], wanted=TIERS)
    theirs = pl.scan_parquet(peer).select(
        "eid", *(pl.col(tier.lower()).alias(f"{tier} peer") for tier in TIERS)
    )
    both = own.join(theirs, on="eid").join(firms.select("eid", near=is_on_threshold()), on="eid")
    told = {}
    for tier in TIERS:
        is_met, peer_met = pl.col(tier) == MET, pl.col(f"{tier} peer")
        differs = is_met != peer_met
        told |= {
            f"{tier} met": is_met.sum(),
            f"{tier} peer": peer_met.sum(),
            f"{tier} differ": differs.sum(),
            f"{tier} unexplained": (differs & ~pl.col("near")).sum(),
        }
    return both.select(n=pl.len(), **told).collect(engine="streaming").row(0, named=True)


def main() -> int:
    rule_file, firm_file, mode, out = sys.argv[1:]
    if mode in ("store", "peer"):
        store_firms(Path(firm_file), Path(out), in_fen=mode == "store")
        return 0
    plan, states = build_plan(yaml.safe_load(Path(rule_file).read_text(encoding="utf-8")))
    defined = {definition.name for definition in plan.definitions}
    wanted = set().union(*(column_names(definition.value) for definition in plan.definitions)) - defined
    firms = read_firms(Path(firm_file), wanted)
    if mode == "compare":
        print(json.dumps(compare_tiers(plan, firms, Path(out))))
        return 0
    begun = time.process_time()
    told = {"columns": sorted(wanted), "n_states": len(states)}
    if mode == "verdicts":
        counts = [
            (pl.col(tier) == state).sum().alias(f"{tier} {name}")
            for tier in TIERS
            for name, state in (("met", MET), ("unknown", UNKNOWN))
        ]
        judged = judge_rows(plan, firms, keep=[], wanted=TIERS)
        told |= judged.select(counts).collect(engine="streaming").row(0, named=True)
    else:
        judged = judge_rows(plan, firms, keep=["eid"], wanted=[*states, *TOTALS])
        kept = judged.with_columns(pl.col(TOTALS).cast(pl.UInt8))
        pack_states(kept, states).sink_parquet(out, compression="zstd", engine="streaming")
        told["bytes"] = Path(out).stat().st_size
    print(json.dumps(told | {"judging_s": time.process_time() - begun}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
