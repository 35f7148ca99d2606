"""One register of 20,000 firms, made once and read by every test of this room."""

from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from gaodi.catalogue import Catalogue
from gaodi.synth import generate_register


class Register(NamedTuple):
    files: dict[str, tuple[Path, int]]
    catalogue: Catalogue

    def read(self, table: str) -> pl.DataFrame:
        return pl.read_parquet(self.files[table][0])


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Register:
    folder = tmp_path_factory.mktemp("register")
    return Register(
        generate_register(folder, n_enterprises=20_000, seed=2026, catalogue=catalogue), catalogue
    )
