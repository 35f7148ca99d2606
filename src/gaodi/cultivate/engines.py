"""How are verdicts reached where the tables already lie? One SQL text per engine, and a thin run of it on Spark.

Neither Spark nor SQLGlot is imported before it is asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from gaodi.base import InputError
from gaodi.catalogue import PROVENANCE, Catalogue, TableSchema
from gaodi.cultivate.compilation import NOT_MET, STATES, UNKNOWN, CompiledPack
from gaodi.cultivate.judging import RULE_TABLES, compile_choice
from gaodi.cultivate.pack_library import PackLibrary, choose_pack, province_of
from gaodi.cultivate.packs import Route

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SPARK_TYPES: dict[type[pl.DataType], str] = {
    pl.Int64: "BIGINT", pl.Float64: "DOUBLE", pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.UInt32: "BIGINT"
}  # fmt: skip
"""Types of columns a part lacks; any other is text."""


def write_verdict_query(
    catalogue: Catalogue,
    library: PackLibrary,
    title_id: str,
    *,
    on: date,
    dialect: Literal["duckdb", "spark"],
    present: Collection[str] = RULE_TABLES,
    region_code: str = "430000",
    route: Route = "new",
) -> str:
    """Write the SELECT whose rows are those of `judge_all`, for DuckDB or Spark SQL.

    Parameters
    ----------
    catalogue : Catalogue
    library : PackLibrary
    title_id : str
    on : date
        Day of the decision.
    dialect : {"duckdb", "spark"}
    present : collection of str
        Tables that were imported; the query reads no other, and what they would say is unknown.
    region_code : str, six-digit division code
    route : {"new", "review"}

    Returns
    -------
    str
        Columns as in `judge_all`; state as text, no order of rows.

    Raises
    ------
    InputError
        If SQLGlot is not installed; names the extra.
    NotFoundError
        If no pack applies.
    """
    try:
        from gaodi.cultivate.queries import quote_name, write_plan_query
        from gaodi.cultivate.query_frames import write_frame_query
    except ModuleNotFoundError as error:
        raise _missing("SQLGlot") from error
    choice = choose_pack(library, title_id, on=on, route=route, province=province_of(region_code))
    compiled = compile_choice(choice, library)
    frame = write_frame_query(catalogue, present, compiled.operands, on, dialect)
    judged = write_plan_query(compiled.plan, frame, dialect)

    def quote(name: str) -> str:
        return quote_name(name, dialect)

    states = " ".join(f"WHEN {number} THEN '{state.value}'" for number, state in enumerate(STATES))
    columns = [
        "enterprise_id",
        f"'{compiled.pack.id}' AS pack_id",
        f"CASE {quote(compiled.root_id)} {states} END AS state",
        *(
            f"{_count(compiled, number, quote)} AS {name}"
            for name, number in (("n_not_met", NOT_MET), ("n_unknown", UNKNOWN))
        ),
        *(quote(line.id) for line in compiled.lines),
        *(
            quote(f"{line.id}.{side}")
            for line in compiled.lines
            if line.role in ("score", "group")
            for side in ("low", "high")
        ),
    ]
    return f"SELECT {', '.join(columns)}\nFROM (\n{judged}\n) AS judged"


def _count(compiled: CompiledPack, state: int, quote: Any) -> str:  # noqa: ANN401  a function of one name
    return " + ".join(
        f"CASE WHEN {quote(name)} = {state} THEN 1 ELSE 0 END" for name in compiled.conditions()
    )


def judge_on_spark(
    spark: "SparkSession",
    files: Mapping[str, Sequence[Path | str]],
    catalogue: Catalogue,
    library: PackLibrary,
    title_id: str,
    *,
    on: date,
    region_code: str = "430000",
    route: Route = "new",
) -> "DataFrame":
    """Judge every enterprise of a snapshot on Spark SQL, over its Parquet files as they are.

    Parameters
    ----------
    spark : pyspark.sql.SparkSession
        Of `open_spark`, or of a cluster.
    files : mapping of table to sequence of paths
        The snapshot's parts in the order of their import; a later part wins per key and cell. Paths may be
        whatever the cluster reads.
    catalogue, library, title_id, on, region_code, route
        As in `write_verdict_query`.

    Returns
    -------
    pyspark.sql.DataFrame
        Lazy; columns as in `judge_all`.
    """
    present = [name for name in RULE_TABLES if files.get(name)]
    query = write_verdict_query(
        catalogue,
        library,
        title_id,
        on=on,
        dialect="spark",
        present=present,
        region_code=region_code,
        route=route,
    )
    for name in present:
        _register(spark, catalogue.table(name), [str(path) for path in files[name]])
    return spark.sql(query)


def open_spark(name: str = "gaodi", **options: str) -> "SparkSession":
    """Return the running Spark session, or start one with the options given.

    Raises
    ------
    InputError
        If PySpark is not installed; names the extra.
    """
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise _missing("PySpark") from error
    builder = SparkSession.builder.appName(name)
    for key, value in options.items():
        builder = builder.config(key.replace("__", "."), value)
    return builder.getOrCreate()


def _missing(package: str) -> InputError:
    return InputError(
        f"在第二引擎上判定需要可选组件 {package}，当前没有安装；请运行 pip install 'gaodi[spark]'。",
        f"judging on a second engine needs the optional {package}, which is not installed; "
        "run pip install 'gaodi[spark]'.",
    )


def _register(spark: "SparkSession", schema: TableSchema, paths: list[str]) -> None:
    """Name a table's parts as one view; the later part wins per key and cell, as when a region is opened."""
    types = schema.frame_schema()
    parts = []
    for number, path in enumerate(paths):
        part = spark.read.parquet(path)
        parts.append(
            part.selectExpr(
                *(
                    f"`{name}`"
                    if name in part.columns
                    else f"CAST(NULL AS {_SPARK_TYPES.get(type(kind), 'STRING')}) AS `{name}`"
                    for name, kind in types.items()
                ),
                f"{number} AS part",
            )
        )
    if len(parts) == 1:
        parts[0].createOrReplaceTempView(schema.id)
        return
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part)
    whole.createOrReplaceTempView(f"{schema.id}_parts")
    key = ", ".join(f"`{name}`" for name in schema.key)
    values = [name for name in types if name not in schema.key and name not in PROVENANCE]
    latest = ", ".join(
        f"MAX_BY(`{name}`, part) FILTER (WHERE `{name}` IS NOT NULL) AS `{name}`" for name in values
    )
    spark.sql(
        f"SELECT {key}, {latest} FROM {schema.id}_parts GROUP BY {key}"  # noqa: S608  names of the catalogue
    ).createOrReplaceTempView(schema.id)
