"""The register is reproducible, marked as synthetic, of the declared shape, and holds together."""

import subprocess
import sys

import polars as pl
import polars.selectors as cs
import pytest

from gaodi.base import InputError, digest_file, digest_record, parse_credit_code
from gaodi.synth import describe_register, generate_register

TABLES = (
    "enterprise", "enterprise_year", "qualification", "intellectual_property", "product", "supply_link", "park",
    "parcel", "project", "cluster", "cluster_member", "demand", "offer", "task",
)  # fmt: skip
FOREIGN_KEYS = [
    ("enterprise_year", "enterprise_id", "enterprise"),
    ("qualification", "enterprise_id", "enterprise"),
    ("intellectual_property", "enterprise_id", "enterprise"),
    ("product", "enterprise_id", "enterprise"),
    ("supply_link", "supplier_id", "enterprise"),
    ("supply_link", "buyer_id", "enterprise"),
    ("parcel", "enterprise_id", "enterprise"),
    ("project", "enterprise_id", "enterprise"),
    ("demand", "enterprise_id", "enterprise"),
    ("cluster_member", "enterprise_id", "enterprise"),
    ("cluster_member", "cluster_id", "cluster"),
    ("enterprise", "park_id", "park"),
    ("parcel", "park_id", "park"),
    ("project", "park_id", "park"),
]
NAMES = [
    ("enterprise", "name"), ("park", "name"), ("cluster", "name"), ("project", "name"), ("offer", "provider"),
    ("project", "owner"), ("task", "owner"),
]  # fmt: skip


def test_the_register_has_fourteen_tables_and_the_counts_it_reports(register):
    assert set(register.files) == set(TABLES)
    for path, rows in register.files.values():
        assert pl.scan_parquet(path).select(pl.len()).collect().item() == rows > 0


@pytest.mark.parametrize("table", TABLES)
def test_each_table_has_exactly_the_declared_schema(register, table):
    expected = register.catalogue.table(table).frame_schema()
    assert dict(pl.read_parquet_schema(register.files[table][0])) == expected


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_that_it_is_synthetic_and_where_it_comes_from(register, table):
    frame = register.read(table)
    assert frame["synthetic"].all()
    assert frame["sheet"].unique().to_list() == [table]
    assert frame["source_id"].unique().to_list() == [digest_record(describe_register(20_000, 2026))]
    assert frame["row"].to_list() == list(range(1, frame.height + 1))


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_unique_and_required_columns_are_filled(register, table):
    schema, frame = register.catalogue.table(table), register.read(table)
    assert not frame.select(pl.struct(schema.key).is_duplicated().any()).item()
    filled = {*schema.key, *(column.name for column in schema.columns if column.required)}
    assert frame.select(sorted(filled)).null_count().row(0) == (0,) * len(filled)


def test_every_credit_code_passes_the_check_of_gb_32100_and_lies_in_the_fictional_range(register):
    firms = register.read("enterprise").select("credit_code", "district_code")
    for code, district in firms.iter_rows():
        assert parse_credit_code(code) == code
        assert code[:10] == f"91{district}XN"
    assert firms["credit_code"].n_unique() == firms.height


@pytest.mark.parametrize(("table", "column"), NAMES)
def test_every_name_of_an_organisation_begins_with_the_word_fictional(register, table, column):
    assert register.read(table)[column].str.starts_with("虚拟").all()


@pytest.mark.parametrize(("table", "column", "target"), FOREIGN_KEYS)
def test_every_reference_leads_to_a_row(register, table, column, target):
    known = register.read(target)[register.catalogue.table(target).key[0]]
    given = register.read(table)[column].drop_nulls()
    assert given.len() > 0
    assert given.is_in(known.implode()).all()


@pytest.mark.parametrize("table", TABLES)
def test_values_are_within_the_choices_terms_and_limits_of_the_schema(register, table):
    frame = register.read(table)
    for column in register.catalogue.table(table).columns:
        values = frame[column.name].drop_nulls()
        if column.choices:
            assert set(values.unique()) <= set(column.choices), column.name
        if column.taxonomy or column.type == "district":
            terms = register.catalogue.taxonomy(column.taxonomy or "divisions").terms
            assert set(values.unique()) <= {term.id for term in terms}, column.name
        if column.min is not None and values.len():
            assert values.min() >= column.min, column.name
        if column.max is not None and values.len():
            assert values.max() <= column.max, column.name


def test_no_text_is_empty(register):
    for table in TABLES:
        texts = register.read(table).select(cs.string())
        assert not texts.select(pl.any_horizontal((cs.string() == "").any())).item(), table


def test_the_same_seed_gives_the_same_bytes_in_another_process(register, tmp_path):
    code = (
        "import sys; from pathlib import Path; from gaodi.catalogue import load_catalogue;"
        "from gaodi.synth import generate_register;"
        "generate_register(Path(sys.argv[1]), n_enterprises=20_000, seed=2026, catalogue=load_catalogue())"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    for table, (path, _) in register.files.items():
        assert digest_file(tmp_path / f"{table}.parquet") == digest_file(path), table


def test_another_seed_gives_another_register(catalogue, tmp_path):
    one = generate_register(tmp_path / "1", n_enterprises=300, seed=1, catalogue=catalogue)
    two = generate_register(tmp_path / "2", n_enterprises=300, seed=2, catalogue=catalogue)
    for table in TABLES:
        assert digest_file(one[table][0]) != digest_file(two[table][0]), table


def test_rows_do_not_depend_on_the_size_of_the_chunks(catalogue, tmp_path):
    small = generate_register(tmp_path / "s", n_enterprises=40_100, seed=3, chunk=1, catalogue=catalogue)
    large = generate_register(tmp_path / "l", n_enterprises=40_100, seed=3, chunk=10**6, catalogue=catalogue)
    for table in TABLES:
        assert pl.read_parquet(small[table][0]).equals(pl.read_parquet(large[table][0])), table


def test_blocks_of_a_larger_register_trade_with_each_other_and_keep_keys_unique(catalogue, tmp_path):
    files = generate_register(tmp_path, n_enterprises=40_100, seed=4, catalogue=catalogue)
    firms = pl.read_parquet(files["enterprise"][0]).with_row_index("number")
    block = firms.select("enterprise_id", block=pl.col("number") // 20_000)
    links = pl.read_parquet(files["supply_link"][0])
    joined = links.join(block, left_on="supplier_id", right_on="enterprise_id").join(
        block, left_on="buyer_id", right_on="enterprise_id", suffix="_buyer"
    )
    assert joined.height == links.height
    assert 0.2 < joined.select((pl.col("block") != pl.col("block_buyer")).mean()).item() < 0.8
    for table in TABLES:
        key = catalogue.table(table).key
        assert not pl.read_parquet(files[table][0]).select(pl.struct(key).is_duplicated().any()).item(), table


@pytest.mark.parametrize("n", [1, 2, 37])
def test_very_small_registers_can_be_made(catalogue, tmp_path, n):
    files = generate_register(tmp_path, n_enterprises=n, seed=5, catalogue=catalogue)
    assert files["enterprise"][1] == n
    for table in TABLES:
        expected = catalogue.table(table).frame_schema()
        assert dict(pl.read_parquet_schema(files[table][0])) == expected


def test_a_given_source_stands_in_every_row(catalogue, tmp_path):
    files = generate_register(tmp_path, n_enterprises=50, seed=5, source_id="ab" * 32, catalogue=catalogue)
    for path, rows in files.values():
        assert pl.read_parquet(path)["source_id"].to_list() == ["ab" * 32] * rows


def test_progress_counts_up_to_the_number_of_enterprises(catalogue, tmp_path):
    told = []
    generate_register(
        tmp_path,
        n_enterprises=25_000,
        seed=5,
        catalogue=catalogue,
        progress=lambda *given: told.append(given[1:]),
    )
    assert told == [(0, 25_000), (20_000, 25_000), (25_000, 25_000)]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_enterprises": 0}, "企业数为 0"),
        ({"n_enterprises": 10_000_001}, "企业数为 10000001"),
        ({"seed": -1}, "种子为 -1"),
        ({"chunk": 0}, "每组企业数为 0"),
    ],
)
def test_settings_out_of_range_are_refused(catalogue, tmp_path, settings, message):
    with pytest.raises(InputError, match=message):
        generate_register(tmp_path, catalogue=catalogue, **settings)
    assert not list(tmp_path.iterdir())


def test_the_description_states_in_both_languages_that_nothing_is_real():
    described = describe_register(20_000, 2026)
    assert str(described["statement_zh"]).startswith("合成数据")
    assert str(described["statement_en"]).startswith("Synthetic data")
    assert digest_record(described) != digest_record(describe_register(20_000, 2027))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_enterprises(tmp_path):
    def peak_mb(n: int) -> float:
        code = (
            "import sys, resource; from pathlib import Path; from gaodi.catalogue import load_catalogue;"
            "from gaodi.synth import generate_register;"
            "generate_register(Path(sys.argv[1]), n_enterprises=int(sys.argv[2]), chunk=20_000,"
            " catalogue=load_catalogue());"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
        )
        command = [sys.executable, "-c", code, str(tmp_path / str(n)), str(n)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert peak_mb(200_000) < 1.35 * peak_mb(50_000)
