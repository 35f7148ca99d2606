"""What does a number mean? A figure carries its key, and arithmetic that its key forbids is refused."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gaodi.base.errors import FigureKeyError

Comparison = Literal[
    "level",
    "new",
    "cumulative",
    "growth",
    "delta",
    "gap",
    "contribution",
    "share",
    "rank",
    "multiple",
    "rate",
    "streak",
]
Bound = Literal["exact", "lower", "upper", "approx", "range"]
Status = Literal["actual", "estimate", "target"]
OriginKind = Literal["cell", "fact", "computed", "catalogue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a figure comes from, so that a page can open it.

    Parameters
    ----------
    kind : {"cell", "fact", "computed", "catalogue"}
        A cell of an imported sheet, a fact in a document, a result of a run, or shipped knowledge.
    ref : str
        `cell:<source_id>/<sheet>/<row>/<column>`, `fact:<fact_id>`, `run:<run_id>/<what>`,
        or `catalogue:<file>#<key>`.
    zh, en : str
        One sentence for people: the source title, document number, formula or clause.
    synthetic : bool
        Whether any input was generated, not observed.
    """

    kind: OriginKind
    ref: str
    zh: str
    en: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with everything that gives it meaning.

    Parameters
    ----------
    value : Decimal or None
        None is unknown; never read it as 0.
    unit : str
        元, %, 家, 项 …; counts carry their measure word.
    indicator, subject, period : str
        What is measured, of whom, when (`gaodi.base.parse_period`).
    comparison, bound, status : str
        See `reference` of the fact schema: level, growth, share …; exact, lower …; actual, estimate, target.
    basis : str
        同口径 or 现价; empty where it does not matter. Scope such as 规上 belongs in `scope`.
    origins : tuple of Origin
        At least one, unless the value is unknown.
    """

    value: Decimal | None
    unit: str
    indicator: str
    subject: str
    period: str
    comparison: Comparison = "level"
    basis: str = ""
    scope: str = ""
    bound: Bound = "exact"
    status: Status = "actual"
    origins: tuple[Origin, ...] = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether any origin is generated."""
        return any(origin.synthetic for origin in self.origins)


def subtract_figures(left: Figure, right: Figure) -> Decimal | None:
    """Return left minus right where both speak of the same thing.

    Status may differ: target minus actual is the usual gap. Unknown on either side gives unknown.

    Raises
    ------
    FigureKeyError
        If indicator, subject, period, comparison, basis, scope or unit differ.
    """
    for part in ("indicator", "subject", "period", "comparison", "basis", "scope", "unit"):
        mine, other = getattr(left, part), getattr(right, part)
        if mine != other:
            raise FigureKeyError(
                f"两个数字不能相减：{part} 不同（「{mine}」与「{other}」）。",
                f"figures cannot be subtracted: {part} differs ({mine!r} and {other!r}).",
            )
    if left.value is None or right.value is None:
        return None
    return left.value - right.value
