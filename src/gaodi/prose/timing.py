"""When does a text say something holds? Mentions of years, months, quarters and plan periods."""

import re
from dataclasses import dataclass

_PLANS = {"十三五": "2016..2020", "十四五": "2021..2025", "十五五": "2026..2030"}
_PARTS = {
    "上半年": ("01", "06"),
    "下半年": ("07", "12"),
    "一季度": ("01", "03"),
    "二季度": ("04", "06"),
    "三季度": ("07", "09"),
    "四季度": ("10", "12"),
    "前两季度": ("01", "06"),
    "前三季度": ("01", "09"),
}
_DASH = "[—–~～至到-]{1,2}"
_TIME = re.compile(
    # A heading line that is only a year, or a year and a word.
    r"(?P<heading>(?<=\n)20\d\d(?=(?: [一-龥]{2,4})?\n))"
    r"|(?P<plan>[“\"]?十[三四五]五[”\"]?)(?P<plan_word>期间|时期|以来)?(?P<plan_end>末)?(?![”\"]?规划)"
    rf"|(?P<y1>(?:19|20)\d\d)(?:年)?{_DASH}(?P<y2>20\d\d)年"
    rf"|(?P<until>截至|到|至|截止)?(?:(?P<year>(?:19|20)\d\d)年|(?P<word>今年|去年|当年))"
    rf"(?:(?P<m1>\d{{1,2}})月?{_DASH}(?P<m2>\d{{1,2}})月|(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})日)?|前(?P<first>\d{{1,2}})个月"
    r"|(?P<part>上半年|下半年|前[两三]季度|第?[一二三四]季度))?(?P<end>[年月]?[末底])?(?P<since>(?:\d{1,2}月)?以来|起)?"
    rf"|(?P<bare_part>上半年|下半年|前[两三]季度|[一二三四]季度)|前(?P<bare_first>\d{{1,2}})个月|(?P<b1>\d{{1,2}})月?{_DASH}(?P<b2>\d{{1,2}})月"
    r"|(?P<bare_until>截至|到)?(?P<bare_month>(?<!\d)\d{1,2})月(?:(?P<bare_day>\d{1,2})日|(?P<bare_end>末|底)|(?!\d))(?P<bare_since>[^，。]{0,4}以来)?"
    r"|(?P<years>近|过去)(?P<n_years>[\d一二两三四五六七八九十]{1,2})年(?:来)?|(?P<now>截至目前|目前)"
)
_NUMBERS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMention:
    """A period a text names, in canonical writing; `now` is the day of the text."""

    start: int
    end: int
    period: str | None


def find_times(text: str) -> list[TimeMention]:
    """Find the periods a text names, in order; a month without a year takes the year named last.

    Examples
    --------
    >>> [m.period for m in find_times("2025年1—10月增长，前三季度；截至2024年末；“十四五”期间；12月18日")]
    ['2025-01..2025-10', '2025-01..2025-09', '..2024-12', '2021..2025', '2024-12-18']
    """
    mentions: list[TimeMention] = []
    year: int | None = None
    known = _first_year(text)
    for match in _TIME.finditer(text):
        # 是“十三五”末的18倍, 比上年同期: what a number is compared with is not when it holds.
        if re.search(r"[是比较]$", text[max(0, match.start() - 1) : match.start()]):
            mentions.append(TimeMention(start=match.start(), end=match.end(), period=None))
            continue
        if match["year"] or match["heading"]:
            year = int(match["year"] or match["heading"])
        if match["word"] == "今年":
            year = year or known
        period = _read(match, year or known)
        mentions.append(TimeMention(start=match.start(), end=match.end(), period=period))
    return mentions


def _first_year(text: str) -> int | None:
    found = re.search(r"(20\d\d)年", text)
    return int(found[1]) if found else None


def _read(match: re.Match[str], year: int | None) -> str | None:
    if match["heading"]:
        return match["heading"]
    if match["plan"]:
        return _read_plan(match)
    if match["y1"]:
        return f"{match['y1']}..{match['y2']}"
    if match["now"]:
        return "now"
    if year is None:
        return None
    if match["years"]:
        digits = match["n_years"]
        n_years = int(digits) if digits.isdigit() else _NUMBERS.get(digits, 0)
        return f"{year - n_years + 1}..{year}" if n_years > 1 else None
    if match["year"] or match["word"]:
        return _read_dated(match, year - 1 if match["word"] == "去年" else year)
    return _read_bare(match, year)


def _read_plan(match: re.Match[str]) -> str:
    span = _PLANS[match["plan"].strip('“”"')]
    return f"..{span[-4:]}-12" if match["plan_end"] else span


def _read_dated(match: re.Match[str], year: int) -> str:
    if match["m1"]:
        return f"{year}-{int(match['m1']):02}..{year}-{int(match['m2']):02}"
    if match["first"]:
        return f"{year}-01..{year}-{int(match['first']):02}"
    if match["part"]:
        first, last = _PARTS[match["part"].removeprefix("第")]
        return f"{year}-{first}..{year}-{last}"
    point = str(year)
    if match["month"]:
        point += f"-{int(match['month']):02}"
    if match["day"]:
        point += f"-{int(match['day']):02}"
    if match["since"]:
        return f"{point}.."
    if match["end"] or match["until"] == "截至":
        return f"..{point}" if match["month"] else f"..{point}-12"
    return point


def _read_bare(match: re.Match[str], year: int) -> str:
    if match["bare_part"]:
        first, last = _PARTS[match["bare_part"]]
        return f"{year}-{first}..{year}-{last}"
    if match["bare_first"]:
        return f"{year}-01..{year}-{int(match['bare_first']):02}"
    if match["b1"]:
        return f"{year}-{int(match['b1']):02}..{year}-{int(match['b2']):02}"
    point = f"{year}-{int(match['bare_month']):02}"
    if match["bare_day"]:
        point += f"-{int(match['bare_day']):02}"
    if match["bare_since"]:
        return f"{point}.."
    return f"..{point}" if match["bare_end"] or match["bare_until"] else point
