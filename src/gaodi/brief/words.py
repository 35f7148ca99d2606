"""How does a report say it? Texts, names, days and amounts in one language."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from gaodi.base import Figure, format_money
from gaodi.catalogue import Catalogue
from gaodi.steer import TargetGap

Lang = Literal["zh", "en"]


class Words:
    """The report's texts in one language."""

    def __init__(self, catalogue: Catalogue, lang: Lang) -> None:
        self.catalogue = catalogue
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values filled in."""
        return self.catalogue.label(key, self.lang).format(**values)

    def name(self, zh: str, en: str) -> str:
        """Return the name in the report's language; a missing English name falls back to the Chinese."""
        return (en or zh) if self.lang == "en" else zh

    def day(self, year: int, month: int, day: int) -> str:
        """Write a date as the language does."""
        return f"{year}年{month}月{day}日" if self.lang == "zh" else f"{year}-{month:02}-{day:02}"

    def join(self, items: Sequence[str]) -> str:
        """Join names in a list."""
        return ("、" if self.lang == "zh" else ", ").join(items)

    def number(self, value: int | None) -> str:
        """Write a count; unknown is an em dash."""
        return "—" if value is None else f"{value:,}"

    def money(self, fen: int | None) -> str:
        """Write an amount in 亿元, or in 100 million yuan."""
        text = format_money(fen, "亿元")
        return text if self.lang == "zh" else text.replace("亿元", "×10⁸ CNY")

    def figure(self, figure: Figure | None) -> str:
        """Write a figure with the mark of its bound; unknown is an em dash."""
        if figure is None or figure.value is None:
            return "—"
        mark = {"lower": "≥", "upper": "≤", "approx": "≈"}.get(figure.bound, "")
        return mark + self.amount(figure.value, figure.unit)

    def gap(self, row: TargetGap) -> str:
        """Write the gap of a target; a difference of percentages is in points."""
        if row.gap is None:
            return "—"
        unit = self("brief.unit.points") if row.target.unit == "%" else row.target.unit
        return ("+" if row.gap > 0 else "") + self.amount(row.gap, unit)

    def amount(self, value: Decimal, unit: str) -> str:
        """Write a number and its unit; yuan in 亿元 or 万元 where that is shorter."""
        if unit == "元":
            for scaled, size in (("亿元", Decimal(10) ** 8), ("万元", Decimal(10) ** 4)):
                if abs(value) >= size:
                    return f"{(value / size).normalize():,f} {scaled}"
        return f"{value.normalize():,f} {unit}".strip()
