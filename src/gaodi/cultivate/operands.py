"""Which data do the rules look at? Each operand names the cells behind one column of the wide frame."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from gaodi.cultivate.plan import Column

MONEY_BOUND = 10**16
"""Fen; 100 trillion yuan. More than any enterprise has: such a cell is read as unknown, never wrapped round."""

NUMBER_SCALE = 10**6
RATIO_SCALE = 10**9
"""Stored doubles are compared as whole millionths (numbers) or billionths (ratios): 0.03 is exactly 3 %."""

_BOUNDS = {"money": MONEY_BOUND, "number": 10**15, "ratio": 10**13, "integer": 10**12}
_SCALES = {"number": NUMBER_SCALE, "ratio": RATIO_SCALE}

CLASS_I = (
    "发明专利",
    "国防专利",
    "植物新品种",
    "国家级农作物品种",
    "国家新药",
    "国家一级中药保护品种",
    "集成电路布图设计专有权",
)
CLASS_II_AT_ONCE = ("软件著作权",)
CLASS_II_AFTER_TWO_YEARS = ("实用新型", "外观设计")
CLASS_II = CLASS_II_AT_ONCE + CLASS_II_AFTER_TWO_YEARS

RightsDefinition = Literal[
    "class_i_2022",
    "class_i_self_developed_2022",
    "class_i_high_value_2022",
    "class_ii_2022",
    "class_i_2026",
    "class_i_2016",
    "class_ii_2016",
    "core_rights_2016",
    "core_rights_self_developed_2016",
]
Side = Literal["low", "high"]
"""Where some rows are unclear, the operand is an interval: what is certain, and what is possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCell:
    """A column of the yearly figures, `back` years before the last complete one."""

    table: ClassVar[str] = "enterprise_year"
    column: str
    kind: str
    back: int

    @property
    def name(self) -> str:
        """Name in the wide frame."""
        return f"{self.column}_y{self.back}"

    def as_column(self) -> Column:
        """Column of the plan."""
        if self.kind == "choice":
            return Column(self.name, "text")
        if self.kind == "boolean":
            return Column(self.name, "truth")
        return Column(self.name, "integer", _BOUNDS[self.kind])

    @property
    def bound(self) -> int:
        """No absolute value lies above it."""
        return _BOUNDS[self.kind]

    @property
    def scale(self) -> int:
        """Integer steps in one unit of the stored value."""
        return _SCALES.get(self.kind, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryDivision:
    """The two-digit division of the enterprise's GB/T 4754 code."""

    table: ClassVar[str] = "enterprise"
    name: ClassVar[str] = "industry_division"

    def as_column(self) -> Column:
        """Column of the plan."""
        return Column(self.name, "integer", 99)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmCell:
    """A column of the register: a truth as it is, a date as days since 1970, or a code's first three digits."""

    table: ClassVar[str] = "enterprise"
    column: str
    kind: Literal["boolean", "date", "group"]

    @property
    def name(self) -> str:
        """Name in the wide frame."""
        return self.column if self.kind == "boolean" else f"{self.column}_{self.kind}"

    def as_column(self) -> Column:
        """Column of the plan."""
        if self.kind == "boolean":
            return Column(self.name, "truth")
        return Column(self.name, "integer", 999 if self.kind == "group" else 10**6)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleHeld:
    """Whether a title is in force on the day."""

    table: ClassVar[str] = "qualification"
    title_id: str

    @property
    def name(self) -> str:
        """Name in the wide frame."""
        return f"{self.title_id}_held"

    def as_column(self) -> Column:
        """Column of the plan."""
        return Column(self.name, "truth")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardWithin:
    """Whether an award was given in the last years before the day."""

    table: ClassVar[str] = "qualification"
    title_id: str
    years: int

    @property
    def name(self) -> str:
        """Name in the wide frame."""
        return f"{self.title_id}_within_{self.years}"

    def as_column(self) -> Column:
        """Column of the plan."""
        return Column(self.name, "truth")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRank:
    """Best place among the winners of an award in the last years; a place not recorded may be the first."""

    table: ClassVar[str] = "qualification"
    title_id: str
    years: int
    side: Side

    @property
    def name(self) -> str:
        """Name in the wide frame."""
        return f"{self.title_id}_rank_{self.years}_{self.side}"

    def as_column(self) -> Column:
        """Column of the plan."""
        return Column(self.name, "integer", 10**12)


@dataclass(frozen=True, slots=True, kw_only=True)
class RightCount:
    """How many rights count under a definition; unclear rows count on the high side only."""

    table: ClassVar[str] = "intellectual_property"
    definition: RightsDefinition
    side: Side

    @property
    def name(self) -> str:
        """Name in the wide frame."""
        return f"{self.definition}_{self.side}"

    def as_column(self) -> Column:
        """Column of the plan."""
        return Column(self.name, "integer", 10**9)


Operand = YearCell | IndustryDivision | FirmCell | TitleHeld | AwardWithin | AwardRank | RightCount
