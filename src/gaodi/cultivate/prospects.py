"""What would the plan see of one firm in later years? Its operands, moved on and changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from gaodi.catalogue import Catalogue
from gaodi.cultivate.compilation import CompiledPack, Line
from gaodi.cultivate.efforts import EffortRules
from gaodi.cultivate.evaluation import Value, evaluate
from gaodi.cultivate.operands import YearCell
from gaodi.cultivate.packs import Question
from gaodi.cultivate.plan import Definition

Changes = Mapping[str, Value]
"""Column of the yearly figures, or name of another operand → its value from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """One way to bring one clause, or one item of a score, to where it counts."""

    id: str
    line: Line
    question: Question
    points: Decimal | None
    """Points the item then gives, or answers the count then has; None for a clause."""
    moved: dict[str, Value] = field(hash=False)
    """What is set; empty if time alone does it."""
    years: int
    """Years of figures that must first be complete."""
    earliest: date
    effort: int
    """In millionths."""
    is_wait: bool = False
    """The demand lapses by itself on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """One firm as the plan sees it today and would see it in later years."""

    compiled: CompiledPack
    history: Mapping[str, Value]
    """Every operand of the pack, the yearly ones for three years back."""
    rules: EffortRules
    catalogue: Catalogue
    definitions: dict[str, Definition]

    def row(self, years: int, changes: Changes) -> dict[str, Value]:
        """Return the row as it stands some years on, with changes made.

        Figures of past years stay as they are. A figure of a coming year is the change, else the last known one; years
        in the niche grow by one.
        """
        row = dict(self.history)
        for operand in self.compiled.operands:
            if not isinstance(operand, YearCell):
                if operand.name in changes:
                    row[operand.name] = changes[operand.name]
                continue
            if operand.back >= years:
                row[operand.name] = self.history[f"{operand.column}_y{operand.back - years}"]
            elif operand.column in changes:
                row[operand.name] = changes[operand.column]
            else:
                row[operand.name] = self._carry(operand, years - operand.back)
        return row

    def _carry(self, operand: YearCell, ahead: int) -> Value:
        last = self.history[f"{operand.column}_y0"]
        grows = self.rules.effort(operand.column).grows
        return last + ahead * operand.scale if grows and isinstance(last, int) else last

    def state(self, clause_id: str, row: Mapping[str, Value]) -> int:
        """Return the state of one clause in a row."""
        return cast("int", evaluate(self.definitions[clause_id].value, row))

    def points(self, line_id: str, row: Mapping[str, Value]) -> int:
        """Return the points of one item in a row, or the answers of one count, in thousandths.

        What is missing gives nothing; what people choose gives the most, for they have the last word anyway.
        """
        return cast("int", evaluate(self.definitions[self.side(line_id)].value, row))

    def side(self, line_id: str) -> str:
        """Return the name of the definition that holds these points."""
        return f"{line_id}.sure" if f"{line_id}.sure" in self.definitions else f"{line_id}.low"

    def last(self, column: str) -> int | None:
        """Return the amount of a column in the last year of figures; None where unknown."""
        value = self.history.get(f"{column}_y0")
        return value if isinstance(value, int) else None

    def cell(self, column: str) -> YearCell | None:
        """Return the operand of a column of yearly figures, if the pack reads it."""
        cells = (o for o in self.compiled.operands if isinstance(o, YearCell) and o.column == column)
        return next(cells, None)
