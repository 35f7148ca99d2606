"""What was promised for a parcel, and what came? 标准地 items as data, promises and facts as rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gaodi.base import CatalogueError
from gaodi.catalogue import read_rules

FILE_NAME = "land_promises/standard_land.yaml"


class PromiseItem(BaseModel):
    """One thing a buyer of standard land may promise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    zh: str
    en: str
    unit: str
    kind: Literal["amount", "day"]
    op: Literal[">=", "<="] | None = None
    article: str
    aliases: tuple[str, ...] = ()


class PromiseList(BaseModel):
    """All things that may be promised."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    zh: str
    en: str
    source: str
    document: str
    items: tuple[PromiseItem, ...] = Field(min_length=1)

    def find_item(self, name: str) -> PromiseItem | None:
        """Return the item with this id, name or alias, or None."""
        return next((i for i in self.items if name in (i.id, i.zh, *i.aliases)), None)


class PromiseState(StrEnum):
    """How a promise stands."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_YET_DUE = "not_yet_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One thing promised for one parcel."""

    parcel_id: str
    item_id: str
    amount: Fraction | None = None
    day: date | None = None
    """The promised day, for items that are days."""
    due_on: date | None = None
    """The day by which an amount is to be reached."""
    is_due: bool | None = None
    """Whether it is due, where no day is known."""
    document: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """What came of one item on one parcel."""

    parcel_id: str
    item_id: str
    amount: Fraction | None = None
    day: date | None = None
    is_done: bool | None = None
    """For days: whether it has happened; a day up to the day of the check says so itself."""
    cells: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseVerdict:
    """How one promise stands on one day."""

    parcel_id: str
    item_id: str
    zh: str
    en: str
    unit: str
    promised: Decimal | date | None
    actual: Decimal | date | None
    margin: Decimal | None
    """Actual minus promised, in the item's unit."""
    due_on: date | None
    days: int | None
    """Days left where not yet due, days over where not met, days early where met by a day; None where unknown."""
    state: PromiseState
    note_zh: str
    note_en: str
    document: str
    article: str
    cells: tuple[str, ...]


def load_promise_list(extra: Path | None = None) -> PromiseList:
    """Read the shipped list or a workspace's own (`rules/land_promises/standard_land.yaml`).

    Raises
    ------
    CatalogueError
        With file and key, for an unknown key, a double name, or an amount without direction.
    """
    found = read_rules(FILE_NAME, PromiseList, extra)
    names = [name for item in found.items for name in (item.id, item.zh, *item.aliases)]
    if len(set(names)) != len(names):
        raise CatalogueError.at(FILE_NAME, "items", names, "不重复的名称/names used once")
    for item in found.items:
        if (item.op is not None) != (item.kind == "amount"):
            raise CatalogueError.at(
                FILE_NAME, f"items.{item.id}.op", item.op, "数量才写 >= 或 <=/for amounts"
            )
    return found
