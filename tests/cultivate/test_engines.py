"""One logic, several engines: Polars, DuckDB, Spark and a plain evaluator say the same of every clause."""

import subprocess
import sys
import warnings
from datetime import date
from typing import get_args

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gaodi.base import InputError
from gaodi.cultivate import judge_all, judge_on_spark, load_packs, open_spark, write_verdict_query
from gaodi.cultivate.emission import write_polars
from gaodi.cultivate.frames import build_frame
from gaodi.cultivate.judging import compile_choice
from gaodi.cultivate.operands import (
    AwardRank,
    AwardWithin,
    FirmCell,
    IndustryDivision,
    RightCount,
    RightsDefinition,
    TitleHeld,
    YearCell,
)
from gaodi.cultivate.pack_library import choose_pack
from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    Case,
    Column,
    Compare,
    Constant,
    Every,
    Greatest,
    Least,
    Negation,
    Quotient,
    Some,
)
from gaodi.cultivate.queries import write_sql
from gaodi.cultivate.query_frames import write_frame_query

N_FAST, N_SLOW = 5_000, 200_000
N_PLAIN = 200
TITLE, DAY = "little_giant", date(2026, 6, 1)


def list_rulings():
    """Every pack with a day, route and province on which it is the one chosen."""
    library, found = load_packs(), []
    for pack in library.packs.values():
        province = pack.province or "430000"
        for route in ("new", "review"):
            for start, end, _ in pack.spans(route) if pack.status != "unverified" else ():
                on = max(start, min(end or date.max, date(2026, 3, 1)))
                if choose_pack(library, pack.title, on=on, route=route, province=province).pack is pack:
                    found.append(pytest.param(pack.title, on, route, province, id=f"{pack.id}-{route}-{on}"))
                    break
    return found


RULINGS = list_rulings()


def judge_on_duckdb(tables, catalogue, library, title, *, on, route="new", region_code="430000"):
    query = write_verdict_query(
        catalogue,
        library,
        title,
        on=on,
        dialect="duckdb",
        present=tables,
        route=route,
        region_code=region_code,
    )
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        return connection.sql(query).pl()


def assert_same(found, expected):
    """Compare every column of every firm; engines may store wider integers and have no order."""
    assert found.columns == expected.columns
    assert_frame_equal(
        found.cast(dict(expected.schema)).sort("enterprise_id"), expected.sort("enterprise_id")
    )


@pytest.mark.parametrize(("title", "on", "route", "province"), RULINGS)
def test_polars_duckdb_and_plain_evaluator_agree_on_five_thousand_firms(
    title, on, route, province, make_region, gather_crowd, interpreter, catalogue, library
):
    tables = gather_crowd(catalogue, N_FAST, seed=20260301, on=on)
    region = make_region(tables, on=on, code=province)
    expected = judge_all(region, library, title, on=on, route=route)
    found = judge_on_duckdb(tables, catalogue, library, title, on=on, route=route, region_code=province)
    assert_same(found, expected)

    compiled = compile_choice(choose_pack(library, title, on=on, route=route, province=province), library)
    sample = build_frame(region, compiled.operands, on).collect().sample(N_PLAIN, seed=7)
    rows = {row["enterprise_id"]: row for row in expected.iter_rows(named=True)}
    names = [line.id for line in compiled.lines]
    for row in sample.iter_rows(named=True):
        plain = interpreter.run_plainly(compiled.plan, row)
        judged = rows[row["enterprise_id"]]
        assert {name: plain[name] for name in names} == {name: judged[name] for name in names}, row


def test_the_crowd_reaches_every_state_of_clauses(make_region, gather_crowd, catalogue, library):
    for title, on in (("srdi_sme", date(2026, 3, 1)), ("little_giant", DAY)):
        tables = gather_crowd(catalogue, N_FAST, seed=20260301, on=on)
        frame = judge_all(make_region(tables, on=on), library, title, on=on)
        clauses = frame.select(pl.col(pl.UInt8).exclude("n_not_met", "n_unknown"))
        seen = set(pl.concat(clauses.get_columns()).unique().to_list())
        assert seen == {0, 1, 2, 3}


def list_operands(catalogue):
    """Every kind of operand, whether a pack of today asks for it or not."""
    firm = {c.name: c.type for c in catalogue.table("enterprise").columns if c.type in ("boolean", "date")}
    sides = ("low", "high")
    return [
        *(FirmCell(column=name, kind=kind) for name, kind in firm.items()),
        FirmCell(column="industry_code", kind="group"),
        IndustryDivision(),
        *(TitleHeld(title_id=term.id) for term in catalogue.taxonomy("titles").terms),
        AwardWithin(title_id="national_science_award", years=3),
        *(AwardRank(title_id="provincial_science_award", years=2, side=side) for side in sides),
        *(RightCount(definition=d, side=side) for d in get_args(RightsDefinition) for side in sides),
        YearCell(column="revenue", kind="money", back=2),
        YearCell(column="market_share", kind="ratio", back=0),
        YearCell(column="product_field", kind="choice", back=1),
    ]


def test_every_kind_of_operand_is_the_same_in_polars_and_sql(make_region, gather_crowd, catalogue):
    tables, operands = gather_crowd(catalogue, N_FAST, seed=17, on=DAY), list_operands(catalogue)
    query = write_frame_query(catalogue, tables, operands, DAY, "duckdb")
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        found = connection.sql(query).pl()
    expected = build_frame(make_region(tables, on=DAY), operands, DAY).collect()
    assert_same(found.select(expected.columns), expected)
    assert expected.select(pl.all().n_unique()).min_horizontal().item() > 1


@pytest.mark.slow
def test_every_kind_of_operand_is_the_same_on_spark(spark, make_region, gather_crowd, catalogue, tmp_path):
    tables, operands = gather_crowd(catalogue, N_FAST, seed=17, on=DAY), list_operands(catalogue)
    for name, (path,) in write_parts(tables, tmp_path).items():
        spark.read.parquet(str(path)).createOrReplaceTempView(name)
    frame = spark.sql(write_frame_query(catalogue, tables, operands, DAY, "spark"))
    expected = build_frame(make_region(tables, on=DAY), operands, DAY).collect()
    assert_same(collect_spark(frame, tmp_path / "frame").select(expected.columns), expected)


@pytest.mark.parametrize("missing", ["enterprise_year", "qualification", "intellectual_property"])
def test_engines_agree_where_a_table_was_never_imported(
    missing, make_region, gather_crowd, catalogue, library
):
    tables = gather_crowd(catalogue, 300, seed=5, on=DAY)
    del tables[missing]
    region = make_region(tables, on=DAY, present=tables)
    expected = judge_all(region, library, TITLE, on=DAY)
    assert_same(judge_on_duckdb(tables, catalogue, library, TITLE, on=DAY), expected)


EXACT = {
    # fen of revenue and R&D → state of "R&D at least 3 % in each of two years"
    (10_000, 300): 3,
    (10_000, 299): 0,
    (10_033, 301): 3,  # 300.99 are needed
    (10_034, 301): 0,  # 301.02 are needed
    (333_333_333_333_300, 9_999_999_999_999): 3,
    (333_333_333_333_300, 9_999_999_999_998): 0,
    (0, 0): 1,
    (None, 5): 1,
}


def test_three_per_cent_is_exact_to_the_fen(make_region, catalogue, library):
    firms = {f"firm-{i}": pair for i, pair in enumerate(EXACT)}
    rows = {
        "enterprise": [{"enterprise_id": firm, "name": firm} for firm in firms],
        "enterprise_year": [
            {"enterprise_id": firm, "year": year, "revenue": revenue, "rd_expense": spent}
            for firm, (revenue, spent) in firms.items()
            for year in (2024, 2025)
        ],
    }
    region = make_region(rows, on=DAY)
    tables = {name: region.table(name).collect() for name in region.present}
    for frame in (
        judge_all(region, library, TITLE, on=DAY),
        judge_on_duckdb(tables, catalogue, library, TITLE, on=DAY),
    ):
        found = dict(frame.select("enterprise_id", "LG26-3b").iter_rows())
        assert found == {firm: EXACT[pair] for firm, pair in firms.items()}


MONEY, SMALL, TEXT = (
    Column("money", "integer", 10**16),
    Column("small", "integer", 99),
    Column("text", "text"),
)
FACT = Column("fact", "truth")

integers = st.recursive(
    st.sampled_from([MONEY, SMALL, Constant(0), Constant(-7), Constant(3), Constant(10**16)]),
    lambda inner: st.one_of(
        st.builds(lambda s, a, b: Arithmetic(s, a, b), st.sampled_from("+-"), inner, inner),
        st.builds(lambda a, b: Least((a, b)), inner, inner),
        st.builds(lambda a, b: Greatest((a, b)), inner, inner),
        st.builds(lambda t, a, b: Case(((t, a),), b), st.just(FACT), inner, inner),
    ),
    max_leaves=4,
)
numbers = st.one_of(
    integers,
    st.builds(lambda a, b: Arithmetic("*", a, b), integers, integers),
    st.builds(Quotient, st.sampled_from([MONEY, SMALL, Arithmetic("-", SMALL, MONEY)]), st.integers(1, 1000)),
)
truths = st.recursive(
    st.one_of(
        st.just(FACT),
        st.builds(Compare, st.sampled_from([">=", ">", "<=", "<", "=="]), numbers, numbers),
        st.builds(Among, st.just(TEXT), st.sampled_from([(), ("甲",), ("甲", "it's")])),
    ),
    lambda inner: st.one_of(
        st.builds(lambda a, b: Every((a, b)), inner, inner),
        st.builds(lambda a, b: Some((a, b)), inner, inner),
        st.builds(Negation, inner),
        st.builds(lambda c, a: Case(((c, a),), Constant(None)), inner, inner),
    ),
    max_leaves=6,
)
ROWS = pl.DataFrame(
    [
        {"money": money, "small": small, "text": text, "fact": fact}
        for money in (10**16, -(10**16), 0, -7, None)
        for small in (99, -99, 3, None)
        for text in ("甲", "it's", "乙", None)
        for fact in (True, False, None)
    ],
    schema={"money": pl.Int64, "small": pl.Int64, "text": pl.String, "fact": pl.Boolean},
)


@pytest.fixture(scope="session")
def rows_in_duckdb():
    with duckdb.connect() as connection:
        connection.register("given", ROWS.with_row_index("place"))
        connection.execute("CREATE TABLE rows AS SELECT * FROM given ORDER BY place")
        yield connection


def test_every_kind_of_node_means_the_same_in_polars_sql_and_plain(rows_in_duckdb, interpreter):
    @settings(max_examples=150, deadline=None)
    @given(node=truths)
    def check(node):
        plain = [interpreter.evaluate(node, row) for row in ROWS.iter_rows(named=True)]
        assert ROWS.with_columns(found=write_polars(node).cast(pl.Boolean))["found"].to_list() == plain
        text = write_sql(node, "duckdb").sql("duckdb")
        asked = rows_in_duckdb.sql(f"SELECT CAST({text} AS BOOLEAN) FROM rows ORDER BY place").fetchall()
        assert [truth for (truth,) in asked] == plain

    check()


def test_numbers_no_engine_can_hold_are_refused():
    huge = Column("huge", "integer", 10**20)
    with pytest.raises(OverflowError, match="more than 38 digits"):
        write_sql(Arithmetic("*", huge, huge), "duckdb")
    with pytest.raises(OverflowError, match="beyond 64 bits"):
        write_sql(Quotient(huge, 3), "spark")


def test_cultivate_imports_no_second_engine():
    code = "import sys, gaodi.cultivate; print({'pyspark', 'duckdb', 'sqlglot'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def test_without_the_extra_the_error_names_it(monkeypatch, catalogue, library):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InputError, match=r"gaodi\[spark\]"):
        open_spark()
    for module in ("queries", "query_frames"):
        monkeypatch.delitem(sys.modules, f"gaodi.cultivate.{module}")
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    with pytest.raises(InputError, match="SQLGlot"):
        write_verdict_query(catalogue, library, TITLE, on=DAY, dialect="duckdb")


@pytest.fixture(scope="session")
def spark():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark speaks of the pandas beside it, which is not used here.
        session = open_spark(
            "gaodi-tests",
            spark__master="local[2]",
            spark__ui__enabled="false",
            spark__ui__showConsoleProgress="false",
            spark__driver__memory="3g",
            spark__driver__host="127.0.0.1",
            spark__sql__shuffle__partitions="4",
        )
        yield session
        session.stop()


def collect_spark(frame, folder):
    frame.write.mode("overwrite").parquet(str(folder))
    return pl.read_parquet(f"{folder}/*.parquet")


def write_parts(tables, folder):
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return {name: [folder / f"{name}.parquet"] for name in tables}


@pytest.mark.slow
@pytest.mark.parametrize(("title", "on", "route", "province"), RULINGS)
def test_polars_duckdb_and_spark_agree_on_two_hundred_thousand_firms(
    title, on, route, province, spark, make_region, gather_crowd, catalogue, library, tmp_path
):
    tables = gather_crowd(catalogue, N_SLOW, seed=20260301, on=on)
    expected = judge_all(make_region(tables, on=on, code=province), library, title, on=on, route=route)
    asked = {"on": on, "route": route, "region_code": province}
    assert_same(judge_on_duckdb(tables, catalogue, library, title, **asked), expected)
    frame = judge_on_spark(spark, write_parts(tables, tmp_path), catalogue, library, title, **asked)
    assert_same(collect_spark(frame, tmp_path / "verdicts"), expected)


@pytest.mark.slow
def test_on_spark_a_later_part_wins_cell_by_cell_and_may_lack_columns(
    spark, make_region, gather_crowd, catalogue, library, tmp_path
):
    tables = gather_crowd(catalogue, 400, seed=11, on=DAY)
    files = write_parts(tables, tmp_path)
    key, years = ["enterprise_id", "year"], tables["enterprise_year"]
    later = years.sample(200, seed=2).select(*key, "rd_expense", "revenue").with_columns(revenue=pl.lit(None))
    later = later.with_columns(pl.col("revenue").cast(pl.Int64), rd_expense=pl.lit(10**9, dtype=pl.Int64))
    later.write_parquet(tmp_path / "later.parquet")
    files["enterprise_year"].append(tmp_path / "later.parquet")
    merged = years.join(later.select(*key, new="rd_expense"), on=key, how="left", maintain_order="left")
    merged = merged.with_columns(rd_expense=pl.coalesce("new", "rd_expense")).drop("new")
    region = make_region(tables | {"enterprise_year": merged}, on=DAY)
    frame = judge_on_spark(spark, files, catalogue, library, TITLE, on=DAY)
    assert_same(collect_spark(frame, tmp_path / "verdicts"), judge_all(region, library, TITLE, on=DAY))
