"""What does a test of digital level ask? Items, scenes and levels as YAML, checked when read."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gaodi.base import CatalogueError, NotFoundError
from gaodi.catalogue import read_rule_folder

NONE_WORDS = ("无", "none")
"""An option that says none of the others; chosen with others it still resets the item to 0."""
TREND_WORDS = {"上升": "up", "持平": "flat", "下降": "down", "up": "up", "flat": "flat", "down": "down"}
N_SCENE_LEVELS = 4


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DigitalOption(_Entry):
    """One answer and its points."""

    zh: str
    points: Decimal = Field(ge=0)


class UpperBand(_Entry):
    """Points up to a bound, edge included; the bound of the band before is not in it."""

    upto: Decimal
    points: Decimal = Field(ge=0)


class TrendPoints(_Entry):
    """Points by where a figure went."""

    up: Decimal
    flat: Decimal
    down: Decimal


class DigitalItem(_Entry):
    """One question of part A. Exactly one of the four forms."""

    id: str
    zh: str
    en: str
    dimension: str
    max: Decimal = Field(gt=0)
    article: str
    status: Literal["verified", "needs_official_check"]
    unit: str = ""
    options: tuple[DigitalOption, ...] = ()
    """Any number of them; points add up."""
    ladder: tuple[DigitalOption, ...] = ()
    """One of them."""
    bands: tuple[UpperBand, ...] = ()
    """A number from 0; from low to high."""
    trend: TrendPoints | None = None


class DigitalScene(_Entry):
    """One business scene of part B."""

    id: str
    zh: str
    en: str
    group: str
    is_starred: bool
    """约束性: of these a level needs a number of its own."""
    article: str
    status: Literal["verified", "needs_official_check"]


class DigitalLevel(_Entry):
    """What one level needs."""

    zh: str
    en: str
    score: Decimal
    scenes: int = Field(default=0, ge=0)
    starred: int = Field(default=0, ge=0)
    article: str
    status: Literal["verified", "needs_official_check"]


class DigitalStandard(_Entry):
    """One version of the test."""

    id: str
    zh: str
    en: str
    document: str
    valid_from: date
    valid_to: date | None = None
    status: Literal["verified", "needs_official_check"]
    source: str
    note: str
    note_en: str
    levels: tuple[DigitalLevel, ...] = Field(min_length=1)
    items: tuple[DigitalItem, ...] = ()
    """Empty: the total is given, not computed."""
    scenes: tuple[DigitalScene, ...] = ()


def load_digital_standards(extra: Path | None = None) -> dict[str, DigitalStandard]:
    """Read the shipped versions and, over them, a workspace's own (`rules/digital/*.yaml`).

    Raises
    ------
    CatalogueError
        With file and key, for an unknown key, a double name, points beyond the item's most, or falling levels.
    """
    found = read_rule_folder("digital", DigitalStandard, extra)
    for standard in found.values():
        _check_standard(standard, f"{standard.id}.yaml")
    return found


def get_digital_standard(standards: dict[str, DigitalStandard], standard_id: str) -> DigitalStandard:
    """Return a version, or raise NotFoundError naming the known ones."""
    if standard_id in standards:
        return standards[standard_id]
    known = "、".join(f"{s.id}（{s.zh}）" for s in standards.values())
    raise NotFoundError(
        f"没有评测标准「{standard_id}」；现有：{known}。",
        f"no digital standard {standard_id!r}; known: {', '.join(standards)}.",
    )


def choose_digital_standard(standards: dict[str, DigitalStandard], on: date) -> DigitalStandard:
    """Return the version in force on a day, the latest where several are.

    Raises
    ------
    NotFoundError
        If none is; says from which day the first is.
    """
    fitting = [
        s for s in standards.values() if s.valid_from <= on and (s.valid_to is None or on <= s.valid_to)
    ]
    if not fitting:
        first = min(s.valid_from for s in standards.values())
        raise NotFoundError(
            f"{on} 没有适用的评测标准；最早的自 {first} 起适用。",
            f"no digital standard on {on}; the first is in force from {first}.",
        )
    return max(fitting, key=lambda s: s.valid_from)


def _check_standard(standard: DigitalStandard, path: str) -> None:
    for entries, key in ((standard.items, "items"), (standard.scenes, "scenes")):
        names = [name for entry in entries for name in (entry.id, entry.zh)]
        if len(set(names)) != len(names):
            raise CatalogueError.at(path, key, names, "不重复的标识和名称/ids and names used once")
    needs = [(level.score, level.scenes, level.starred) for level in standard.levels]
    if any(a[0] >= b[0] or a[1] > b[1] or a[2] > b[2] for a, b in pairwise(needs)):
        raise CatalogueError.at(path, "levels", [n[0] for n in needs], "逐级不降/levels that rise")
    for item in standard.items:
        _check_item(item, path)


def _check_item(item: DigitalItem, path: str) -> None:
    key = f"items.{item.id}"
    forms = [bool(item.options), bool(item.ladder), bool(item.bands), item.trend is not None]
    if sum(forms) != 1:
        raise CatalogueError.at(path, key, sum(forms), "恰好一种计分方式/exactly one form")
    if item.options:
        most = sum((option.points for option in item.options), Decimal(0))
    elif item.trend:
        most = max(item.trend.up, item.trend.flat, item.trend.down)
    else:
        most = max([rung.points for rung in item.ladder] + [band.points for band in item.bands])
    if most != item.max:
        raise CatalogueError.at(path, f"{key}.max", item.max, f"{most}")
    bounds = [band.upto for band in item.bands]
    if bounds != sorted(set(bounds)):
        raise CatalogueError.at(path, f"{key}.bands", bounds, "由低到高/from low to high")
