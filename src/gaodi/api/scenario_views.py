"""What does a page say of a scenario? The clauses that may be changed, and the firms that change sides, page by page."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from gaodi.api.records import Office, Page
from gaodi.base import InputError
from gaodi.cultivate import Flip, GroupChange, RuleChange, RulePack, Scenario, describe_pack

CHANGES = ("gain", "lose", "unclear")
MAX_PAGE = 500
_MARKS = {"op", "count_of", "manual", "minimum"}
"""Keys that only clauses and totals have; groups and items of a score have none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changeable:
    """One clause of a pack that a scenario may leave out, or give another threshold."""

    clause_id: str
    zh: str
    en: str
    demand_zh: str
    demand_en: str
    article: str
    threshold: str
    """What stands there now, as it is typed; empty where it is no single value."""
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioView:
    """What a change of rules does, and one page of the firms it does it to."""

    scenario: Scenario
    snapshot_id: str
    n_firms: int
    n_before: int
    n_after: int
    n_gain: int
    n_lose: int
    n_unclear: int
    flips: tuple[Flip, ...]
    by_city: tuple[GroupChange, ...]
    by_chain: tuple[GroupChange, ...]
    by_size: tuple[GroupChange, ...]
    found: Page
    """Rows as `RuleChange.firms` has them."""
    synthetic: bool


def list_comparable_packs(office: Office) -> tuple[RulePack, ...]:
    """Return the packs a scenario can compare: those that judge enterprises, by title and first day."""
    packs = [pack for pack in office.packs.packs.values() if pack.subject == "enterprise"]
    order = {term.id: place for place, term in enumerate(office.catalogue.taxonomy("titles").terms)}
    return tuple(sorted(packs, key=lambda pack: (order.get(pack.title, len(order)), pack.valid_from)))


def list_changeable(office: Office, pack_id: str) -> tuple[Changeable, ...]:
    """Return the clauses and totals of a pack that a scenario may change, in the order of the pack.

    Raises
    ------
    NotFoundError
        If there is no such pack.
    """
    pack = office.packs.pack(pack_id)
    nodes = {node.id: node for node in pack.nodes()}
    found = []
    for line in describe_pack(pack, office.catalogue):
        node = nodes[line.id]
        marks = _MARKS & type(node).model_fields.keys()
        now = getattr(node, "minimum", getattr(node, "threshold", None))
        if line.status == "unverified" or not marks or (marks == {"minimum"} and now is None):
            continue
        is_number = isinstance(now, int | Decimal) and not isinstance(now, bool)
        found.append(
            Changeable(
                clause_id=line.id,
                zh=line.zh,
                en=line.en,
                demand_zh=line.demand_zh,
                demand_en=line.demand_en,
                article=line.article,
                threshold=f"{now:f}" if is_number else "",
                unit=getattr(node, "unit", ""),
            )
        )
    return tuple(found)


def describe_change(
    change: RuleChange,
    *,
    side: str = "",
    city: str = "",
    chain: str = "",
    size_class: str = "",
    clause: str = "",
    page: int = 1,
    size: int = 50,
) -> ScenarioView:
    """Return a change of rules with one page of the firms under filters.

    Parameters
    ----------
    change : RuleChange
    side : str
        gain, lose or unclear; empty is any.
    city, chain, size_class, clause : str
        City code, chain id, size class, id of the condition that flipped; empty is any.
    page, size : int
        From 1; at most 500 rows.

    Raises
    ------
    InputError
        If `side`, `page` or `size` cannot be.
    """
    if side not in ("", *CHANGES):
        raise InputError(
            f"变化「{side}」不可用；可用：{'、'.join(CHANGES)}。",
            f"change {side!r} cannot be; use one of {', '.join(CHANGES)}.",
        )
    if page < 1 or not 1 <= size <= MAX_PAGE:
        raise InputError(
            f"页码 {page}、每页 {size} 行不可用；页码从 1 起，每页 1 至 {MAX_PAGE} 行。",
            f"page {page} of {size} rows is not possible; pages start at 1 and hold 1 to {MAX_PAGE} rows.",
        )
    wanted = filter_firms(change, side=side, city=city, chain=chain, size_class=size_class, clause=clause)
    rows = wanted.slice((page - 1) * size, size).to_dicts()
    whole = {name: getattr(change, name) for name in ScenarioView.__slots__ if hasattr(change, name)}
    return ScenarioView(
        **whole,
        found=Page(rows=tuple(rows), total=wanted.height, page=page, size=size),
        synthetic=bool(change.firms["synthetic"].any()),
    )


def filter_firms(
    change: RuleChange,
    *,
    side: str = "",
    city: str = "",
    chain: str = "",
    size_class: str = "",
    clause: str = "",
) -> pl.DataFrame:
    """Return the firms that change sides under the filters of `describe_change`, losses first."""
    equal = {"change": side, "city_code": city, "size": size_class}
    within = {"chains": chain, "flipped": clause}
    tests = [pl.col(name).cast(pl.String) == value for name, value in equal.items() if value]
    tests += [pl.col(name).list.contains(value) for name, value in within.items() if value]
    return change.firms.filter(*tests) if tests else change.firms
