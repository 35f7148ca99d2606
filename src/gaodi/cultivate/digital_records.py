"""What is a digital level? Points per item, levels of scenes, the tests of each level and what the next one lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from gaodi.cultivate.records import State

Answer = Decimal | str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """One firm's answers; what is absent is unknown."""

    name: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By item id."""
    scenes: Mapping[str, int] = field(default_factory=dict)
    """Scene id → level, 0 for none."""
    score: Decimal | None = None
    """The total, where the version has no items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """One item of part A; the two points differ where the answer is unknown."""

    item_id: str
    zh: str
    en: str
    dimension: str
    points: Decimal | None
    most: Decimal
    answer: str
    note_zh: str
    note_en: str
    document: str
    article: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLevel:
    """One scene of part B; None is unknown."""

    scene_id: str
    zh: str
    en: str
    is_starred: bool
    level: int | None
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTest:
    """The three tests of one level, from below and above."""

    level: int
    zh: str
    en: str
    score_needed: Decimal
    score_state: State
    scenes_needed: int
    n_scenes: tuple[int, int]
    """Scenes at this level or above: surely, and at most."""
    scenes_state: State
    starred_needed: int
    n_starred: tuple[int, int]
    starred_state: State
    state: State
    document: str
    article: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneStep:
    """A scene to be raised."""

    scene_id: str
    zh: str
    is_starred: bool
    before: int | None
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLevel:
    """What the level above lacks, counting only what is known."""

    level: int
    zh: str
    en: str
    points_lacking: Decimal
    items: tuple[tuple[str, Decimal], ...]
    """Fewest items whose room closes the gap, with the points each could still earn; one choice among equals."""
    n_scenes_lacking: int
    n_starred_lacking: int
    scenes: tuple[SceneStep, ...]
    """Fewest scenes, and among these the fewest level steps; one choice among equals."""
    sentence_zh: str
    sentence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitalReport:
    """The level of one firm under one version."""

    standard_id: str
    zh: str
    en: str
    document: str
    status: str
    name: str
    items: tuple[ItemScore, ...]
    scenes: tuple[SceneLevel, ...]
    dimensions: tuple[tuple[str, Decimal, Decimal], ...]
    """Dimension, points surely earned, points at most."""
    score: tuple[Decimal, Decimal]
    """Total surely earned, and at most."""
    tests: tuple[LevelTest, ...]
    level: int | None
    """0: below the first level. None: unknown, between the two of `level_range`."""
    level_range: tuple[int, int]
    level_zh: str
    level_en: str
    deciding: tuple[str, ...]
    """Names of unknown items and scenes, where they leave the level open."""
    next_level: NextLevel | None
    """None at the highest level."""
    note_zh: str
    note_en: str
