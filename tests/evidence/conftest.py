"""Records the evidence tests share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from PIL import Image, ImageDraw, ImageFont

from gaodi.evidence import (
    ColumnMapping,
    Ledger,
    Part,
    SheetMapping,
    Source,
    StagedTable,
    Workspace,
    create_workspace,
)
from gaodi.prose import Fact

QUARANTINE = {
    "sheet": pl.String, "row": pl.UInt32, "column": pl.String, "header": pl.String, "field": pl.String,
    "raw": pl.String, "severity": pl.String, "code": pl.String, "zh": pl.String, "en": pl.String,
}  # fmt: skip


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger.open(ledger_url)
    yield opened
    opened.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "office")
    yield made
    made.ledger.close()


@pytest.fixture
def make_source() -> Callable[..., Source]:
    def make(letter: str = "a", **changes: object) -> Source:
        values = {
            "source_id": letter * 64, "sm3": "0" * 64, "name": f"{letter}.csv", "kind": "table", "size": 3,
            "imported_at": datetime(2026, 3, 1, tzinfo=UTC),
        }  # fmt: skip
        return Source(**(values | changes))

    return make


@pytest.fixture
def make_part() -> Callable[..., Part]:
    def make(source: Source, file: str, rows: int = 2) -> Part:
        return Part(
            file=file, rows=rows, sha256=file.encode().hex().ljust(64, "0")[:64], source_id=source.source_id
        )

    return make


@pytest.fixture
def make_staged() -> Callable[..., StagedTable]:
    def make(
        source: Source, *, table: str = "enterprise", sheet: str = "表1", n_accepted: int = 2, n_rejected: int = 0,
        n_cells: int = 0, unit: str | None = None,
    ) -> StagedTable:  # fmt: skip
        mapping = SheetMapping(
            table=table,
            sheet=sheet,
            header_rows=(1,),
            columns=(
                ColumnMapping(
                    column="name", headers=("企业名称",), positions=(0,), unit=unit, reason="标签相同"
                ),
            ),
            unmapped=(),
            score=1.0,
        )
        issues = [("row", n) for n in range(n_rejected)] + [("cell", n) for n in range(n_cells)]
        rows = [
            {
                "sheet": sheet, "row": n + 2, "column": "A", "header": "企业名称", "field": "name", "raw": "x\x00",
                "severity": severity, "code": "bad", "zh": "不对", "en": "wrong",
            }
            for severity, n in issues
        ]  # fmt: skip
        return StagedTable(
            source_id=source.source_id,
            mapping=mapping,
            accepted=pl.DataFrame({"name": ["x"] * n_accepted}),
            quarantine=pl.DataFrame(rows, schema=QUARANTINE),
            n_read=n_accepted + n_rejected,
            data_digest="1" * 64,
        )

    return make


@pytest.fixture
def make_fact() -> Callable[..., Fact]:
    def make(source: Source, number: int = 0, **changes: object) -> Fact:
        value = Decimal("5530000000000.10")
        values = {
            "fact_id": f"f1-{number:020}", "source_id": source.source_id, "start": number, "end": number + 3,
            "text": "5万亿", "evidence_start": 0, "evidence_end": 9, "value": value, "value_min": value,
            "value_max": None, "bound": "lower", "unit": "元", "comparison": "level", "status": "actual",
            "indicator": "地区生产总值", "subject": "湖南省", "period": "2025", "period_src": "explicit",
        }  # fmt: skip
        return Fact(**(values | changes))

    return make


@pytest.fixture(scope="session")
def chinese_font() -> str:
    """A font file of this machine that has Chinese glyphs."""
    from matplotlib import font_manager

    wanted = (
        "notosanscjk",
        "notoserifcjk",
        "sourcehansans",
        "wqy",
        "msyh",
        "simsun",
        "pingfang",
        "stheiti",
        "uming",
    )
    for path in sorted(font_manager.findSystemFonts(), key=lambda found: ("Bold" in found, found)):
        if any(word in Path(path).name.lower() for word in wanted):
            return path
    pytest.skip("no Chinese font is installed (Debian: fonts-noto-cjk)")


@pytest.fixture
def draw_pages(chinese_font: str) -> Callable[..., list[Image.Image]]:
    """Draw pictures of pages, each a list of (x, y, pixels, text)."""

    def draw(pages, size=(1240, 1754)):
        face = 2 if chinese_font.endswith(".ttc") else 0
        drawn = []
        for page in pages:
            picture = Image.new("RGB", size, "white")
            pen = ImageDraw.Draw(picture)
            for x, y, pixels, text in page:
                pen.text(
                    (x, y), text, font=ImageFont.truetype(chinese_font, pixels, index=face), fill="black"
                )
            drawn.append(picture)
        return drawn

    return draw
