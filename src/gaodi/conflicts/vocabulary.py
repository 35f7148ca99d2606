"""Which words name one measure? The word lists of this room, read from YAML and checked."""

from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from gaodi.catalogue import read_record

_Read = TypeVar("_Read")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Composition(_Entry):
    """A total and the measures it is made of."""

    total: str
    parts: tuple[str, ...]
    complete: bool


class KnownPlace(_Entry):
    """A park and the county-level place it lies in."""

    name: str
    aliases: tuple[str, ...] = ()
    within: str = Field(alias="in")
    source: str


class Vocabulary(_Entry):
    """The word lists; each is explained in `data/words.yaml`."""

    source: str
    synonyms: tuple[tuple[str, str], ...]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]
    coverage: tuple[str, ...]
    bare: frozenset[str]
    events: tuple[tuple[str, ...], ...]
    unit_groups: tuple[tuple[str, ...], ...]
    count_units: frozenset[str]
    flow_units: frozenset[str]
    magnitude: tuple[str, ...]
    legal_endings: tuple[str, ...]
    area_endings: tuple[str, ...]
    nation: tuple[str, ...]
    wider: tuple[str, ...]
    compositions: tuple[Composition, ...]
    wholes: tuple[str, ...]
    averages: tuple[str, ...]
    real_growth: tuple[str, ...]
    ranks: dict[int, tuple[str, ...]]
    reprint: tuple[str, ...]

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit that stands for each unit of a group."""
        return {unit: group[0] for group in self.unit_groups for unit in group}

    @cached_property
    def all_events(self) -> tuple[str, ...]:
        """Every word for an event, the longest first."""
        return tuple(sorted({word for group in self.events for word in group}, key=lambda w: (-len(w), w)))


def load_vocabulary() -> Vocabulary:
    """Read the word lists.

    Raises
    ------
    CatalogueError
        With file and key, if a list is missing, unknown or of the wrong kind.

    Examples
    --------
    >>> load_vocabulary().units["户"]
    '家'
    """
    return _read("words.yaml", TypeAdapter(Vocabulary))


def load_places() -> tuple[KnownPlace, ...]:
    """Read the parks whose place is known."""
    return _read("places.yaml", TypeAdapter(tuple[KnownPlace, ...]))


def _read(name: str, adapter: TypeAdapter[_Read]) -> _Read:
    return read_record(Path(str(files("gaodi.conflicts") / "data" / name)), adapter)
