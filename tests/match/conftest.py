"""Small regions and one small chain, built by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from gaodi.catalogue import Catalogue, ChainLink, ChainTemplate, LinkInput, TableSchema, load_catalogue
from gaodi.region import Region

MakeRegion = Callable[..., Region]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def make_region(catalogue: Catalogue) -> MakeRegion:
    """Build a region from rows; a table given as None was never imported."""

    def make(
        enterprise: list[dict[str, Any]] | None = None,
        *,
        code: str = "430000",
        on: date = date(2026, 4, 1),
        **tables: list[dict[str, Any]] | None,
    ) -> Region:
        given = {"enterprise": enterprise} | tables
        return Region(
            code=code,
            name="湖南省",
            on=on,
            snapshot_id="test",
            created_at=datetime(2026, 4, 1, tzinfo=UTC),
            tables={name: _frame(schema, given.get(name) or []) for name, schema in catalogue.tables.items()},
            present=frozenset(name for name, rows in given.items() if rows is not None),
            catalogue=catalogue,
            digest="test",
        )

    return make


def _frame(schema: TableSchema, rows: list[dict[str, Any]]) -> pl.LazyFrame:
    stored = schema.frame_schema()
    filled = [
        dict.fromkeys(stored) | {"source_id": "t", "sheet": "t", "row": number, "synthetic": False} | row
        for number, row in enumerate(rows, start=1)
    ]
    return pl.LazyFrame(filled, schema=stored, orient="row")


@pytest.fixture(scope="session")
def crane_chain() -> ChainTemplate:
    """A chain of five links, cut down from construction machinery."""
    return ChainTemplate(
        id="cranes",
        zh="起重机",
        en="Cranes",
        version="test",
        source="自拟",
        status="verified",
        links=(
            ChainLink(
                id="steel",
                zh="特种钢",
                en="Special steel",
                stage="upstream",
                industry_codes=("3130", "3140"),
                products=("高强钢板", "特种钢"),
            ),
            ChainLink(
                id="hydraulics",
                zh="液压件",
                en="Hydraulics",
                stage="upstream",
                industry_codes=("3444",),
                products=("液压油缸", "液压泵"),
                synonyms=("液压缸", "油泵"),
                exclude=("玩具",),
                inputs=(LinkInput(link="steel", need="essential"),),
                is_key=True,
            ),
            ChainLink(
                id="engines",
                zh="发动机",
                en="Engines",
                stage="upstream",
                industry_codes=("341",),
                products=("柴油机", "发动机"),
            ),
            ChainLink(
                id="cranes",
                zh="整机",
                en="Machines",
                stage="midstream",
                industry_codes=("3432", "351"),
                products=("起重机", "起重机械", "混凝土机械"),
                exclude=("玩具", "租赁"),
                inputs=(
                    LinkInput(link="hydraulics", need="essential"),
                    LinkInput(link="engines", need="substitutable"),
                ),
                is_key=True,
            ),
            ChainLink(
                id="services",
                zh="租赁维修",
                en="Hire and repair",
                stage="service",
                industry_codes=("7115",),
                products=("起重机租赁",),
                inputs=(LinkInput(link="cranes", need="essential"),),
            ),
        ),
    )
