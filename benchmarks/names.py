"""How well, and at what cost, are names linked: the rules, against plain string similarity, in the same run?

Prints F1 and CPU time on the labelled pairs (`tests/golden/names`), then 10,000 names against a register of 100,000 made-up
rows, then the speed of finding names in text.
"""

import argparse
import difflib
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from gaodi.names import (
    NameQuery,
    RegisterEntry,
    build_reader,
    find_mentions,
    index_register,
    resolve_names,
    spell_plainly,
)

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "names"
SEED = 20261124
TOWNS = ["长沙", "株洲", "湘潭", "衡阳", "岳阳", "武汉", "广州", "深圳", "杭州", "成都", "苏州", "西安"]
TRADES = [
    "科技",
    "电子科技",
    "新材料科技",
    "机械制造",
    "精密机械",
    "智能装备",
    "生物科技",
    "食品",
    "医药",
    "电气",
    "物流",
]
FORMS = ["有限公司", "股份有限公司", "有限责任公司", "集团有限公司"]
TEXT = (
    "2025年，位于长沙的万兴科技推出新平台。在衡阳，特变电工衡阳变压器有限公司攻坚核心技术，衡长株潭特高压输电装备产业集群"
    "跻身国家队。走进望城经开区，机械臂舞动；深入实施“智赋万企”行动，全省新增智能制造企业1585家，规模以上工业增加值增长6.2%。\n"
)


def clock(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.process_time()
    result = work()
    return result, time.process_time() - begin


def compute_f1(wanted: list[str | None], got: list[str | None]) -> tuple[float, int]:
    right = sum(a is not None and a == b for a, b in zip(wanted, got, strict=True))
    wrong = sum(b is not None and a != b for a, b in zip(wanted, got, strict=True))
    missing = sum(a is not None for a in wanted) - right
    return 2 * right / (2 * right + wrong + missing), wrong


def link_by_similarity(aliases: list[str], register: list[RegisterEntry], bar: float) -> list[str | None]:
    """Take the most similar full name, if it is similar enough; equal spelling is folded first."""
    names = [(spell_plainly(entry.name), entry.id) for entry in register]
    answers: list[str | None] = []
    for alias in map(spell_plainly, aliases):
        scored = [(difflib.SequenceMatcher(None, alias, name).ratio(), entity) for name, entity in names]
        score, entity = max(scored)
        answers.append(entity if score >= bar else None)
    return answers


def compare_on_pairs() -> None:
    pairs = yaml.safe_load((GOLDEN / "pairs.yaml").read_text(encoding="utf-8"))
    rows = yaml.safe_load((GOLDEN / "register.yaml").read_text(encoding="utf-8"))
    order = list(range(len(pairs)))
    random.Random(SEED).shuffle(order)
    halves = {"seen": sorted(order[: len(order) // 2]), "held out": sorted(order[len(order) // 2 :])}
    plain = [RegisterEntry(id=row["id"], name=row["name"], place=row.get("place", "")) for row in rows]
    full = [
        RegisterEntry(
            id=row["id"],
            name=row["name"],
            place=row.get("place", ""),
            former_names=tuple(row.get("former", ())),
            short_names=tuple(row.get("short", ())),
        )
        for row in rows
    ]
    for half, numbers in halves.items():
        aliases = [pairs[number]["alias"] for number in numbers]
        wanted = [pairs[number]["id"] for number in numbers]
        queries = [NameQuery(name=alias) for alias in aliases]
        for label, register in (("rules, full names only", plain), ("rules, former and short names", full)):
            links, cpu = clock(lambda queries=queries, register=register: resolve_names(queries, register))
            f1, wrong = compute_f1(wanted, [link.entity_id for link in links])
            print(
                f"{half:9} {len(numbers)} pairs  {label:32} F1 {f1:.3f}  wrong links {wrong:3}  CPU {cpu:.2f} s"
            )
        best = max(
            (
                (*compute_f1(wanted, found), bar, cpu)
                for bar in (0.4, 0.5, 0.6, 0.7, 0.8)
                for found, cpu in [
                    clock(lambda aliases=aliases, bar=bar: link_by_similarity(aliases, plain, bar))
                ]
            ),
            key=lambda row: row[0],
        )
        print(
            f"{half:9} {len(numbers)} pairs  difflib, best bar {best[2]:.1f}             F1 {best[0]:.3f}"
            f"  wrong links {best[1]:3}  CPU {best[3]:.2f} s"
        )


def link_at_scale(n_names: int, n_rows: int) -> None:
    rng = random.Random(SEED)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 3500)]
    brands = [rng.choice(letters) + rng.choice(letters) for _ in range(n_rows * 6 // 10)]
    register = [
        RegisterEntry(
            id=str(number),
            name=rng.choice(TOWNS) + rng.choice(brands) + rng.choice(TRADES) + rng.choice(FORMS),
        )
        for number in range(n_rows)
    ]
    shapes: list[Callable[[str], str]] = [
        lambda name: name,
        lambda name: name[2:].replace("有限公司", "").replace("股份", ""),
        lambda name: name.replace("有限公司", "公司"),
        lambda name: name[2:6],
    ]
    chosen = [rng.choice(register).name for _ in range(n_names)]
    queries = [NameQuery(name=rng.choice(shapes)(name)) for name in chosen]
    index, indexed = clock(lambda: index_register(register))
    links, linked = clock(lambda: resolve_names(queries, index))
    n_linked = sum(link.entity_id is not None for link in links)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{n_names:,} names × {n_rows:,} rows: index {indexed:.1f} s, links {linked:.1f} s CPU,"
        f" {n_linked:,} linked, peak {memory} MB"
    )


def read_text() -> None:
    text = TEXT * 1000
    reader = build_reader()
    mentions, cpu = clock(lambda: find_mentions(text, reader))
    print(
        f"find_mentions: {len(text) / cpu:,.0f} characters/s ({len(mentions):,} mentions in {len(text):,} characters)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=100_000)
    wanted = parser.parse_args()
    compare_on_pairs()
    link_at_scale(wanted.names, wanted.rows)
    read_text()


if __name__ == "__main__":
    main()
