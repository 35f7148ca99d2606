"""Is each type read as people write it, and is what cannot be read unknown with a reason, never a guess?"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gaodi.base import MONEY_UNITS, compute_check_character
from gaodi.catalogue import Bilingual, Column, load_catalogue
from gaodi.evidence.cells import BOOLEAN, EMPTY, ERROR, MOMENT, MONEY_KINDS, NUMBER, PERCENT, TEXT
from gaodi.evidence.readings import NULL_TOKENS, clean_cells
from gaodi.evidence.values import read_column

CATALOGUE = load_catalogue()
CODE = "91430100XN00000A14"


def make_column(type_, **more) -> Column:
    return Column(name="x", zh="列", en="X", type=type_, meaning=Bilingual(zh="", en=""), **more)


def read_one(text, type_, *, kind=TEXT, unit=None, **more):
    """Return value and reason code of one cell."""
    reading = read_column(
        pl.Series([text], dtype=pl.String),
        pl.Series([kind], dtype=pl.UInt8),
        make_column(type_, **more),
        CATALOGUE,
        unit=unit,
    )
    return reading.values[0], reading.codes[0]


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("16.4", "亿元", 164_000_000_000),
        ("16.4亿元", "万元", 164_000_000_000),
        ("１，２３４．５", "万元", 1_234_500_000),
        ("1,200万元", "元", 1_200_000_000),
        ("￥ 1 234.5 元", "万元", 123_450),
        ("人民币3万元", "元", 3_000_000),
        ("3.5万", "元", 3_500_000),
        ("-12.30", "元", -1230),
        ("\u221212", "元", -1200),
        ("(1,234.5)", "元", -123_450),
        ("（12）", "元", -1200),
        ("1.2E+3", "元", 120_000),
        ("33.333333333333336", "万元", 33_333_333),
        ("0.005", "元", 1),
        ("12345678901234.56", "元", 1_234_567_890_123_456),
        ("9999999999999999.99", "元", 999_999_999_999_999_999),
        ("0", "万元", 0),
    ],
)  # fmt: skip
def test_money_is_exact_to_the_fen(text, unit, fen):
    assert read_one(text, "money", unit=unit) == (fen, None)


@pytest.mark.parametrize(
    "text",
    [
        "约1200",
        "1,2",
        "1,23,456",
        "12桶",
        "12%",
        "$5",
        "5美元",
        "100-200",
        "nan",
        "inf",
        ".",
        "(5",
        "待核实",
        "二十",
    ],
)
def test_what_is_no_amount_is_unknown_with_a_reason(text):
    assert read_one(text, "money", unit="万元") == (None, "not_a_number")


def test_an_amount_no_register_can_hold_is_unknown():
    assert read_one("99999999999999999", "money", unit="亿元") == (None, "too_large")


def test_the_unit_of_a_number_format_wins_over_the_header():
    assert read_one("1.5", "money", unit="元", kind=MONEY_KINDS["亿元"]) == (15_000_000_000, None)
    assert read_one("0.5", "money", unit="元", kind=PERCENT) == (None, "not_a_number")
    assert read_one("2024-05-18", "money", kind=MOMENT) == (None, "not_a_number")
    assert read_one("TRUE", "money", kind=BOOLEAN) == (None, "not_a_number")


@given(
    fen=st.integers(-(10**17), 10**17),
    unit=st.sampled_from(sorted(MONEY_UNITS)),
    grouped=st.booleans(),
    kind=st.sampled_from([TEXT, NUMBER]),
)
def test_money_survives_being_written_and_read(fen, unit, grouped, kind):
    amount = Decimal(fen) / (100 * MONEY_UNITS[unit])
    text = f"{amount:,f}" if grouped and kind == TEXT else f"{amount:f}"
    assert read_one(text, "money", unit=unit, kind=kind) == (fen, None)


@given(value=st.floats(-1e9, 1e9, allow_nan=False), unit=st.sampled_from(["元", "万元", "亿元"]))
@example(value=562949954.4132864, unit="万元")
@example(value=0.0000005, unit="万元")
def test_a_number_cell_gives_the_fen_that_its_shortest_writing_says(value, unit):
    exact = Decimal(repr(value)) * MONEY_UNITS[unit] * 100
    found, code = read_one(repr(value), "money", unit=unit, kind=NUMBER)
    if abs(exact) >= 10**18:
        assert (found, code) == (None, "too_large")
        return
    assert code is None
    assert found == int(exact.to_integral_value(ROUND_HALF_UP))


@pytest.mark.parametrize("text", [*sorted(NULL_TOKENS), "\u3000", "－", "／", "Ｎ／Ａ", "NULL", " 不详 "])
@pytest.mark.parametrize(
    "type_", ["money", "ratio", "date", "integer", "text", "credit_code", "district", "year"]
)
def test_words_for_unknown_are_unknown_without_complaint(text, type_):
    assert read_one(text, type_) == (None, None)


@given(
    text=st.sampled_from(sorted(NULL_TOKENS)) | st.text(max_size=6),
    type_=st.sampled_from(
        ["money", "ratio", "integer", "number", "decimal", "date", "year", "boolean", "period"]
    ),
)
def test_unknown_never_becomes_known(text, type_):
    value, _ = read_one(text, type_)
    if not any(char.isnumeric() or char in "√×✓✔✗✘是否有无对没ynYNtTfFxX" for char in text):
        assert value is None


@pytest.mark.parametrize(
    ("text", "unit", "kind", "expected"),
    [
        ("6.2%", None, TEXT, (0.062, None)),
        ("６．２％", None, TEXT, (0.062, None)),
        ("62‰", None, TEXT, (0.062, None)),
        ("0.062", None, TEXT, (0.062, None)),
        ("0.062", None, PERCENT, (0.062, None)),
        ("1.2", None, PERCENT, (1.2, None)),
        ("6.2", "%", NUMBER, (0.062, None)),
        ("0.062", "%", PERCENT, (0.062, None)),
        ("6.2%", "%", TEXT, (0.062, None)),
        ("120%", None, TEXT, (1.2, None)),
        ("1", None, NUMBER, (1.0, None)),
        ("6.2", None, NUMBER, (None, "ratio_without_percent")),
        ("-1.3", None, TEXT, (None, "ratio_without_percent")),
        ("一成", None, TEXT, (None, "not_a_number")),
    ],
)
def test_a_ratio_is_a_fraction_and_never_guessed(text, unit, kind, expected):
    assert read_one(text, "ratio", unit=unit, kind=kind) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024-05-18", TEXT), ("2024/5/18", TEXT), ("2024.5.18", TEXT), ("20240518", TEXT), ("20240518", NUMBER),
        ("2024年5月18日", TEXT), ("２０２４年５月１８日", TEXT), ("2024 年 5 月 18 日", TEXT), ("45430", NUMBER),
        ("2024-05-18", MOMENT), ("2024-05-18 08:30:00", MOMENT), ("2024-05-18T08:30:00", TEXT), ("2024/5/18 8:30", TEXT),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_usual_forms(text, kind):
    assert read_one(text, "date", kind=kind) == (date(2024, 5, 18), None)


def test_a_month_is_its_first_day():
    for text in ("2024年5月", "2024-05", "2024/5", "202405"):
        assert read_one(text, "date") == (date(2024, 5, 1), None)


@pytest.mark.parametrize(
    "text", ["2024-02-30", "2024-13-01", "2024", "18/5/2024", "1024-01-01", "待定", "深圳证券交易所"]
)
def test_what_is_no_date_is_unknown_with_a_reason(text):
    assert read_one(text, "date") == (None, "not_a_date")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", (2025, None)),
        ("2025年", (2025, None)),
        ("2025年度", (2025, None)),
        ("25", (None, "not_a_year")),
        ("2525", (None, "not_a_year")),
    ],
)
def test_years_are_read(text, expected):
    assert read_one(text, "year") == expected


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025-01..2025-09", "2025-01..2025-09"),
        ("2025年1—9月", "2025-01..2025-09"),
        ("2025年9月", "2025-09"),
        ("..2025-10", "..2025-10"),
        ("前三季度", None),
        ("2025年9—1月", None),
    ],
)
def test_periods_are_read(text, period):
    assert read_one(text, "period") == (period, None if period else "not_a_period")


@pytest.mark.parametrize(
    ("text", "header_unit", "value"),
    [("10公顷", None, 150.0), ("10", "公顷", 150.0), ("667平方米", "公顷", 1.0005), ("12亩", None, 12.0), ("2万", None, 2e4)],
)  # fmt: skip
def test_numbers_convert_to_the_unit_of_their_column(text, header_unit, value):
    area = make_column("number").model_copy(update={"unit": "亩"})
    raw, kind = pl.Series([text]), pl.Series([TEXT], dtype=pl.UInt8)
    reading = read_column(raw, kind, area, CATALOGUE, unit=header_unit)
    assert reading.values[0] == pytest.approx(value)


def test_whole_numbers_refuse_parts():
    assert read_one("1,234", "integer") == (1234, None)
    assert read_one("12.5", "integer") == (None, "not_an_integer")
    assert read_one("1e20", "integer") == (None, "too_large")


def test_decimals_are_exact():
    assert read_one("1,234.5678905", "decimal") == (Decimal("1234.567891"), None)
    assert read_one("6.2%", "decimal") == (Decimal("6.2"), None)
    assert read_one("0.062", "decimal", kind=PERCENT) == (Decimal("6.2"), None)
    assert read_one("1e26", "decimal") == (None, "too_large")
    assert read_one("若干", "decimal") == (None, "not_a_number")


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (" 91430100xn00000a14 ", TEXT, (CODE, None)),
        ("９１４３０１００ＸＮ０００００Ａ１４", TEXT, (CODE, None)),
        ("9143 0100 XN00 000A 14", TEXT, (CODE, None)),
        ("91430100XN00000B14", TEXT, (None, "invalid_credit_code")),
        ("91430100XN00000A", TEXT, (None, "invalid_credit_code")),
        ("9.13E+17", TEXT, (None, "destroyed_code")),
        ("9.1330018273686154e+17", NUMBER, (None, "destroyed_code")),
        ("#N/A", ERROR, (None, "error_cell")),
    ],
)
def test_credit_codes_are_checked_and_never_repaired_by_guessing(text, kind, expected):
    assert read_one(text, "credit_code", kind=kind) == expected


@given(body=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), flaw=st.integers(0, 30))
def test_exactly_one_check_character_fits(body, flaw):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    right = compute_check_character(body)
    value, code = read_one(body + alphabet[flaw], "credit_code")
    assert (value is not None) == (alphabet[flaw] == right)
    assert (code is None) == (value is not None)


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("000157", "stock_code", ("000157.SZ", None)),
        ("000157.SZ", "stock_code", ("000157.SZ", None)),
        ("600157.SZ", "stock_code", (None, "invalid_stock_code")),
        ("157", "stock_code", (None, "invalid_stock_code")),
        (CODE, "entity", (CODE, None)),
        ("000157", "entity", ("000157.SZ", None)),
        ("某公司", "entity", (None, "invalid_entity")),
        ("C3511", "industry", ("3511", None)),
        ("3511 矿山机械制造", "industry", ("3511", None)),
        ("矿山机械", "industry", (None, "invalid_industry_code")),
        ("长沙市", "district", ("430100", None)),
        ("长沙", "district", ("430100", None)),
        ("430100", "district", ("430100", None)),
        ("火星", "district", (None, "unknown_district")),
        ("是", "boolean", (True, None)),
        ("无", "boolean", (False, None)),
        ("√", "boolean", (True, None)),
        ("×", "boolean", (False, None)),
        ("也许", "boolean", (None, "not_yes_or_no")),
    ],
)
def test_names_and_codes_are_read(text, type_, expected):
    assert read_one(text, type_) == expected


def test_choices_terms_and_indicators_are_read_by_name():
    assert read_one("数值", "choice", choices=("level",), choices_zh=("数值",)) == ("level", None)
    assert read_one("无", "choice", choices=("有", "无")) == ("无", None)
    assert read_one("其它", "choice", choices=("有", "无")) == (None, "unknown_choice")
    title = CATALOGUE.taxonomy("titles").terms[0]
    assert read_one(title.zh, "term", taxonomy="titles") == (title.id, None)
    assert read_one("不存在的称号", "term", taxonomy="titles") == (None, "unknown_term")
    assert read_one(" 目录以外的指标 ", "indicator") == ("目录以外的指标", None)


def test_text_keeps_its_writing_but_not_its_edges():
    assert read_one(" 湘江（示例）\n公司　", "text") == ("湘江（示例） 公司", None)
    assert read_one("4.301810000123457e+17", "text", kind=NUMBER) == (None, "destroyed_code")


@pytest.mark.parametrize("type_", ["money", "text", "ratio", "date", "integer", "district", "boolean"])
def test_a_formula_error_is_a_complaint_in_every_type(type_):
    assert read_one("#DIV/0!", type_, kind=ERROR) == (None, "error_cell")
    assert read_one("#DIV/0!", type_) == (None, "error_cell")


def test_limits_make_a_value_unknown_with_a_reason():
    assert read_one("-1", "money", unit="万元", min=0) == (None, "out_of_range")
    assert read_one("120%", "ratio", max=1) == (None, "out_of_range")
    assert read_one("0", "money", unit="万元", min=0) == (0, None)


def test_an_empty_cell_is_unknown():
    assert read_one(None, "money", kind=EMPTY) == (None, None)


@given(
    texts=st.lists(
        st.one_of(
            st.text(st.sampled_from("湖南ＡBｂ·１2 　,，％%㈱㎡é\u0301ﾊﾞ-—#N/A無无İK"), max_size=8),
            st.text(max_size=12),
            st.sampled_from([*NULL_TOKENS, "＃ＤＩＶ／０！", "#N/A", "#N/AB", " ＮＵＬＬ ", "暂　无"]),
        ),
        max_size=20,
    )
)
def test_only_texts_that_need_it_are_mended_and_all_those_are(texts):
    raw = pl.Series(texts, dtype=pl.String)
    found = clean_cells(raw, pl.repeat(TEXT, len(texts), dtype=pl.UInt8, eager=True), make_column("text"))
    errors = r"^#(DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!)$"
    mended = raw.str.normalize("NFKC").str.strip_chars()
    is_error = mended.str.contains(errors)
    nothing = mended.str.to_lowercase().is_in(list(NULL_TOKENS)) | is_error
    assert found.text.to_list() == mended.set(nothing, None).to_list()
    assert found.error.to_list() == is_error.to_list()
    assert found.raw.to_list() == texts


def test_normalising_leaves_the_large_chinese_blocks_as_they_are():
    letters = [
        chr(code)
        for start, end in ((0, 0x7F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF))
        for code in range(start, end + 1)
    ]
    assert pl.Series(letters).str.normalize("NFKC").to_list() == letters
