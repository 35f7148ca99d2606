"""How does a register larger than memory reach the disk? Row groups are streamed, one file per table."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow.parquet as pq

from gaodi.catalogue import Catalogue
from gaodi.synth.frames import add_provenance, build_frame


class RegisterWriter:
    """Writes the tables of one register; frames of several blocks are gathered into one row group."""

    def __init__(self, folder: Path, catalogue: Catalogue, source_id: str) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._source_id = source_id
        self._files: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            for file in self._files.values():
                file.close()

    def add(self, table: str, columns: Mapping[str, pl.Series]) -> None:
        """Add rows to a table; they are written with the next `flush`."""
        frame = build_frame(self._catalogue.table(table), columns)
        first = self._rows.get(table, 0) + 1
        self._rows[table] = self._rows.get(table, 0) + frame.height
        self._waiting.setdefault(table, []).append(
            add_provenance(frame, source_id=self._source_id, sheet=table, first_row=first)
        )

    def flush(self) -> None:
        """Write what waits, one row group per table."""
        for table, frames in self._waiting.items():
            arrow = pl.concat(frames, rechunk=True).to_arrow(compat_level=pl.CompatLevel.oldest())
            if table not in self._files:
                path = self.path(table)
                self._files[table] = pq.ParquetWriter(
                    path, arrow.schema, compression="zstd", compression_level=3
                )
            self._files[table].write_table(arrow, row_group_size=max(arrow.num_rows, 1))
        self._waiting.clear()

    def path(self, table: str) -> Path:
        """Return the file of a table."""
        return self._folder / f"{table}.parquet"

    def results(self) -> dict[str, tuple[Path, int]]:
        """Return path and number of rows of each table."""
        return {table: (self.path(table), rows) for table, rows in self._rows.items()}
