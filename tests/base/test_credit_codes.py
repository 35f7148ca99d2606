import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaodi.base import (
    ValueFormatError,
    compute_check_character,
    parse_credit_code,
    parse_district_code,
    parse_industry_code,
    parse_stock_code,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
patient = settings(deadline=None)
bodies = st.text(ALPHABET, min_size=17, max_size=17)
codes = bodies.map(lambda body: body + compute_check_character(body))


def remainder(code: str) -> int:
    """The standard's own form of the check, written a second time: the weighted sum is 0 modulo 31."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]
    return sum(ALPHABET.index(char) * weight for char, weight in zip(code, weights, strict=True)) % 31


@patient
@given(codes)
def test_every_code_with_its_check_character_is_accepted(code):
    assert parse_credit_code(code) == code
    assert remainder(code) == 0


@patient
@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_caught(code, place, other):
    mistaken = code[:place] + other + code[place + 1 :]
    if mistaken == code:
        assert parse_credit_code(mistaken) == code
    else:
        with pytest.raises(ValueFormatError, match="校验不通过"):
            parse_credit_code(mistaken)


@patient
@given(codes, st.integers(0, 16))
def test_any_swap_of_neighbours_is_caught(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        assert parse_credit_code(swapped) == code
    else:
        with pytest.raises(ValueFormatError, match="GB 32100 gives"):
            parse_credit_code(swapped)


@patient
@given(codes)
def test_case_width_and_spaces_are_mended(code):
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    assert parse_credit_code(wide) == code
    assert parse_credit_code(f" {code[:6].lower()} {code[6:]}\t") == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9.13E+17", "scientific notation"),
        ("９.１３E+１７", "scientific notation"),
        ("", "has 0 characters, expected 18"),
        ("91430100XXXX", "has 12 characters"),
        ("91430100MA4L16JQ9O", "never use: O"),
        ("I14301000000000SVZ", "never use: I, S, V, Z"),
    ],
)
def test_a_code_that_cannot_be_one_says_why(text, said):
    with pytest.raises(ValueFormatError, match=said):
        parse_credit_code(text)


def test_the_message_names_the_character_that_should_be_there():
    with pytest.raises(ValueFormatError, match="末位是 A，按 GB 32100 应为 4"):
        parse_credit_code("91430100XN00000A1A")


def test_all_121_real_codes_pass(shared):
    with (shared / "data/uscc_samples/uscc_companies.csv").open(encoding="utf-8-sig", newline="") as file:
        real = [row["uscc"] for row in csv.DictReader(file)]
    assert len(real) == 121
    assert [parse_credit_code(code) for code in real] == real


def test_real_codes_a_spreadsheet_destroyed_are_refused_as_such(shared):
    path = shared / "data/uscc_samples/zhejiang_travel_agencies_uscc.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = [row["unifiedSocialCreditCode"] for row in csv.DictReader(file)]
    reasons: dict[str, int] = {}
    for text in written:
        try:
            parse_credit_code(text)
            reasons["ok"] = reasons.get("ok", 0) + 1
        except ValueFormatError as error:
            key = "destroyed" if "scientific" in error.en else "wrong"
            reasons[key] = reasons.get(key, 0) + 1
    # 1,574 as written and 78 more whose only fault is lower case, less those whose check fails all the same.
    # 78 of those that pass were written in lower case; of the 11 wrong ones 6 are empty.
    assert reasons == {"ok": 1653, "destroyed": 420, "wrong": 11}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("000157", "000157.SZ"),
        ("300358", "300358.SZ"),
        ("200002", "200002.SZ"),
        ("600031.sh", "600031.SH"),
        ("900901", "900901.SH"),
        ("688425", "688425.SH"),
        ("920174", "920174.BJ"),
        ("830799", "830799.BJ"),
        ("０００１５７", "000157.SZ"),
    ],
)
def test_a_share_number_knows_its_exchange(text, code):
    assert parse_stock_code(text) == code


@pytest.mark.parametrize(
    ("text", "said"), [("157", "six digits"), ("000157.XX", "six digits"), ("000157.SH", "belongs to .SZ")]
)
def test_a_share_code_that_contradicts_itself_is_refused(text, said):
    with pytest.raises(ValueFormatError, match=said):
        parse_stock_code(text)


@pytest.mark.parametrize(
    ("text", "code"), [("43", "430000"), ("4301", "430100"), ("430182", "430182"), ("430182001002", "430182")]
)
def test_a_division_code_is_brought_to_six_digits(text, code):
    assert parse_district_code(text) == code


@pytest.mark.parametrize("text", ["", "4", "430", "043000", "长沙市", "4301827"])
def test_what_is_no_division_code_is_refused(text):
    with pytest.raises(ValueFormatError, match="must be six digits"):
        parse_district_code(text)


@pytest.mark.parametrize(
    ("text", "code"), [("C3511", "3511"), ("36", "36"), ("c351", "351"), ("Ｃ３５１１", "3511")]
)
def test_an_industry_code_drops_its_section_letter(text, code):
    assert parse_industry_code(text) == code


@pytest.mark.parametrize("text", ["", "C", "3", "35111", "Z3511", "工程机械"])
def test_what_is_no_industry_code_is_refused(text):
    with pytest.raises(ValueFormatError, match="two to four digits"):
        parse_industry_code(text)
