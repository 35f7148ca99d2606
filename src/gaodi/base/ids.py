"""Who is it? Checked codes for legal entities (GB 32100—2015), listed shares, places and industries."""

import re
import unicodedata

from gaodi.base.errors import ValueFormatError

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_WEIGHTS = [3**i % 31 for i in range(17)]
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_STOCK = re.compile(r"(\d{6})(?:\.(SZ|SH|BJ|HK))?", re.IGNORECASE)


def compute_check_character(body: str) -> str:
    """Return the 18th character of a unified social credit code.

    Parameters
    ----------
    body : str, 17 characters of the GB 32100 alphabet

    Returns
    -------
    str, one character

    Examples
    --------
    >>> compute_check_character("91430100XN00000A1")
    '4'

    References
    ----------
    GB 32100—2015 法人和其他组织统一社会信用代码编码规则: sum of value times 3**i mod 31.
    """
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def parse_credit_code(text: str) -> str:
    """Read a unified social credit code and check it.

    Full-width digits, inner spaces and lower case are mended; nothing else is guessed.

    Returns
    -------
    str, 18 characters

    Raises
    ------
    ValueFormatError
        If a spreadsheet destroyed the code (`9.13E+17`), the length or a character is wrong,
        or the check character does not fit.

    Examples
    --------
    >>> parse_credit_code(" 91430100xn00000a14 ")
    '91430100XN00000A14'
    """
    code = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if _SCIENTIFIC.fullmatch(code):
        raise ValueFormatError(
            f"统一社会信用代码「{text}」已被电子表格改成科学计数法，末位丢失；请从原件以文本格式重新录入。",
            f"credit code {text!r} was turned into scientific notation by a spreadsheet; "
            "enter it again as text from the original.",
        )
    if len(code) != 18:
        raise ValueFormatError(
            f"统一社会信用代码「{text}」有 {len(code)} 位，应为 18 位。",
            f"credit code {text!r} has {len(code)} characters, expected 18.",
        )
    wrong = sorted(set(code) - set(_ALPHABET))
    if wrong:
        raise ValueFormatError(
            f"统一社会信用代码「{text}」含有不允许的字符 {'、'.join(wrong)}（代码不用 I、O、S、V、Z）。",
            f"credit code {text!r} holds characters that codes never use: {', '.join(wrong)}.",
        )
    expected = compute_check_character(code[:17])
    if code[17] != expected:
        raise ValueFormatError(
            f"统一社会信用代码「{text}」校验不通过：末位是 {code[17]}，按 GB 32100 应为 {expected}；请核对原件。",
            f"credit code {text!r} fails its check: it ends in {code[17]}, GB 32100 gives {expected}.",
        )
    return code


def parse_stock_code(text: str) -> str:
    """Read a share code and add the exchange the number belongs to.

    Examples
    --------
    >>> parse_stock_code("000157"), parse_stock_code("000157.sz"), parse_stock_code("688096")
    ('000157.SZ', '000157.SZ', '688096.SH')

    Raises
    ------
    ValueFormatError
        If it is not six digits with an optional .SZ, .SH or .BJ, or number and exchange disagree.
    """
    cleaned = unicodedata.normalize("NFKC", text).strip().upper()
    match = _STOCK.fullmatch(cleaned)
    if not match:
        raise ValueFormatError(
            f"证券代码「{text}」应为 6 位数字，可带 .SZ、.SH 或 .BJ。",
            f"share code {text!r} must be six digits, optionally with .SZ, .SH or .BJ.",
        )
    number, exchange = match.groups()
    expected = (
        "SH" if number[0] in "569" and not number.startswith("92") else "SZ" if number[0] in "0123" else "BJ"
    )
    if exchange and exchange != expected:
        raise ValueFormatError(
            f"证券代码「{text}」的号段属于 .{expected}，与后缀不符。",
            f"share code {text!r}: the number belongs to .{expected}.",
        )
    return f"{number}.{expected}"


def parse_district_code(text: str) -> str:
    """Read a six-digit administrative division code; two or four digits are padded with zeros.

    Examples
    --------
    >>> parse_district_code("4301")
    '430100'
    """
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{12}", cleaned) or cleaned[0] == "0":
        raise ValueFormatError(
            f"行政区划代码「{text}」应为 6 位数字（如 430100）。",
            f"division code {text!r} must be six digits such as 430100.",
        )
    return cleaned[:6].ljust(6, "0")


def shorten_district_code(code: str, digits: int = 4) -> str:
    """Return the digits a place is grouped by: a city by four, a county by six. `parse_district_code` pads them again.

    Examples
    --------
    >>> shorten_district_code("430200"), shorten_district_code("430211"), shorten_district_code("430211", 6)
    ('4302', '430211', '430211')
    """
    return code.removesuffix("00") if digits == 4 else code


def parse_industry_code(text: str) -> str:
    """Read a GB/T 4754 code: an optional section letter and two to four digits.

    Examples
    --------
    >>> parse_industry_code("C3511"), parse_industry_code("36")
    ('3511', '36')
    """
    cleaned = unicodedata.normalize("NFKC", text).strip().upper()
    match = re.fullmatch(r"[A-T]?(\d{2,4})", cleaned)
    if not match:
        raise ValueFormatError(
            f"国民经济行业代码「{text}」应为 2 至 4 位数字，可带门类字母（如 C3511）。",
            f"industry code {text!r} must be two to four digits, optionally after a section letter.",
        )
    return match.group(1)
