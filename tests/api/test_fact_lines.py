"""Facts leave and come back on lines without losing a digit, and leave as SDMX that other systems read."""

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi import api
from gaodi.api.fact_lines import FIELDS, read_lines, to_records, write_line
from gaodi.api.sdmx import COLUMNS, write_sdmx, write_time_period
from gaodi.base import SourceError
from gaodi.prose import Fact

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**24), max_value=10**24, places=6)


def make_fact(**changes: object) -> Fact:
    value = Decimal("5530000000000.10")
    fact = Fact(
        fact_id="f1-x", source_id="a" * 64, start=3, end=9, text="5.53\n万亿元", evidence_start=0, evidence_end=12,
        value=value, value_min=value, value_max=value, bound="exact", unit="元", comparison="level", status="actual",
        indicator="地区生产总值", subject="湖南省", period="2025", period_src="explicit", rule="t", confidence=0.75,
        extra={"source_title": "公报", "source_date": "2026-03"},
    )  # fmt: skip
    return replace(fact, **changes)


@given(NUMBERS, NUMBERS)
def test_numbers_are_json_numbers_that_keep_every_digit(value: Decimal, high: Decimal) -> None:
    fact = make_fact(value=value, value_min=value, value_max=max(value, high), bound="range")
    (record,) = to_records("a.txt", [fact])
    read = json.loads(write_line(record), parse_float=Decimal, parse_int=Decimal)
    assert (read["value"], read["value_max"]) == (value, max(value, high))


def test_a_line_has_exactly_the_fields_of_the_schema_and_comes_back(tmp_path: Path) -> None:
    rank = make_fact(
        fact_id="f1-y", start=10, end=12, unit="位", comparison="rank", parent="f1-x", scope="全国"
    )
    open_end = make_fact(
        fact_id="f1-z", start=20, bound="lower", value_max=None, period=None, period_src="none"
    )
    records = list(to_records("a.txt", [make_fact(), rank, open_end]))
    assert [tuple(record) for record in records] == [FIELDS] * 3
    assert records[1]["parent"] == "3-9"
    path = tmp_path / "f.jsonl"
    path.write_text("\n".join(map(write_line, records)) + "\n", encoding="utf-8")
    again = [fact for _, fact in read_lines(path)]
    assert list(to_records("a.txt", again)) == records


def test_lines_of_other_programs_are_read_and_wrong_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(
        '{"doc": "a.txt", "start": 1, "end": 3, "value": 5, "unit": "家", "tier": "core"}\n', encoding="utf-8"
    )
    ((doc, fact),) = read_lines(path)
    assert (doc, fact.value, fact.bound, fact.status, fact.period) == (
        "a.txt",
        Decimal(5),
        "exact",
        "actual",
        None,
    )
    for wrong in ('{"doc": "a.txt"}', "not json", '{"doc": "a", "start": 1, "end": 2, "value": NaN}', "[1]"):
        path.write_text(f'{{"doc": "a", "start": 1, "end": 2, "value": 1}}\n{wrong}\n', encoding="utf-8")
        with pytest.raises(SourceError, match="第2行"):
            read_lines(path)
    found = api.extract_from_files([path])
    assert found[0].facts == ()
    assert "line 2" in str(found[0].en)
    with pytest.raises(SourceError, match="none"):
        read_lines(tmp_path / "none.jsonl")


def test_sdmx_has_one_observation_a_row_with_its_key_and_what_cannot_be_one_is_left_out() -> None:
    facts = [
        make_fact(), make_fact(period=None), make_fact(indicator="没有代码的指标"),
        make_fact(period="2025-01..2025-09", bound="lower", value_max=None, scope="规上"), make_fact(value=None, value_min=None),
    ]  # fmt: skip
    text, n_rows = write_sdmx(facts, {"地区生产总值": "gdp"}, {"a" * 64: "公报.csv"})
    rows = list(csv.reader(io.StringIO(text)))
    assert n_rows == len(rows) - 1 == 2
    assert tuple(rows[0]) == COLUMNS
    assert rows[0][:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    first, second = (dict(zip(COLUMNS, row, strict=True)) for row in rows[1:])
    assert re.fullmatch(r"[A-Z]+:[A-Z_]+\(\d+\.\d+\.\d+\)", first["STRUCTURE_ID"])
    assert (first["INDICATOR"], first["OBS_VALUE"], first["TIME_PERIOD"]) == (
        "gdp",
        "5530000000000.10",
        "2025",
    )
    assert (second["TIME_PERIOD"], second["BOUND"], second["VALUE_MAX"]) == ("2025-01-01/P9M", "lower", "")
    assert text.endswith("\r\n")
    assert not text.startswith("\ufeff")


@given(
    st.dates().filter(lambda day: day.year >= 1000), st.dates().filter(lambda day: day.year >= 1000),
)  # fmt: skip
def test_any_range_of_days_is_a_time_range(one, other) -> None:
    start, end = sorted((one, other))
    written = write_time_period(f"{start.isoformat()}..{end.isoformat()}")
    assert re.fullmatch(r"\d{4}|\d{4}-\d{2}-\d{2}/P\d+[MD]", written)
