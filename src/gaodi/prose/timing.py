"""When does a text say something holds? Mentions of years, months, quarters and plan periods."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

_PLANS = {"十二五": (2011, 2015), "十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030)}
_PARTS = {
    "上半年": ("01", "06"), "下半年": ("07", "12"), "一季度": ("01", "03"), "二季度": ("04", "06"), "三季度": ("07", "09"),
    "四季度": ("10", "12"), "前两季度": ("01", "06"), "前二季度": ("01", "06"), "前三季度": ("01", "09"), "前3季度": ("01", "09"),
    "1季度": ("01", "03"), "2季度": ("04", "06"), "3季度": ("07", "09"), "4季度": ("10", "12"),
}  # fmt: skip
_DASH = "[—–~～至到-]{1,2}"
_NUMBER = "[一二两三四五六七八九十]|\\d{1,2}"
_PART = "上半年|下半年|前[两二三3]个?季度|第?[一二三四1-4]季度"
_END = "年?末|年?底|[月]?[末底]"
_TIME = re.compile(
    # A heading line that is only a year, or a year and a word.
    r"(?P<heading>(?<![^\n])20\d\d(?=年?[一-龥]{0,6}(?:\n|$)|[，：]))"
    r"|(?P<plan>[“”「『]?十[二三四五]五[”」』]?)(?P<plan_word>期间|时期|以来|五年|规划期)?(?P<plan_end>末|初)?(?![”\"]?(?:规划|收官|开局|启程|建议|以))"
    rf"|(?P<y1>(?:19|20)\d\d)(?:年)?{_DASH}(?P<y2>20\d\d)年"
    rf"|(?P<until>截至|截止|到|至)?(?:(?P<year>(?:19|20)\d\d)年|(?P<word>今年|去年|当年|上年|前年|明年|本年))度?"
    rf"(?:(?P<m1>\d{{1,2}})月?{_DASH}(?P<m2>\d{{1,2}})月份?|(?P<month>\d{{1,2}})月份?(?:(?P<day>\d{{1,2}})日)?|(?<!提)前(?P<first>{_NUMBER})个月"
    rf"|(?P<part>{_PART}))?(?P<end>[年月]?[末底])?(?P<before>前)?(?P<since>[^，。；\d\n]{{0,8}}以来|起)?"
    rf"|(?P<bare_until>截至|截止|到|至)?(?:(?P<bare_part>{_PART})(?P<part_end>末)?|(?<!提)前(?P<bare_first>{_NUMBER})个月|(?P<b1>(?<![\d.])\d{{1,2}})月?{_DASH}(?P<b2>\d{{1,2}})月份?"
    r"|(?P<bare_month>(?<![\d.])\d{1,2})月(?!的)份?(?:(?P<bare_day>\d{1,2})日|(?P<bare_end>末|底)|(?!\d))(?P<bare_since>[^，。；\n]{0,8}以来)?)"
    rf"|(?P<years>近|过去|最近|这)(?P<n_years>{_NUMBER})年(?:来|间|多来)?|(?<![\d第])(?P<span>{_NUMBER})年(?:多)?来|未来(?P<next>{_NUMBER})年"
    r"|(?P<year_end>年[末底])|(?P<whole>全年|过去一年|一年来|这一年)|(?P<now>截至目前|到目前为止|目前|截至当前|当前|截至眼下|如今|现在|眼下)"
)
_HEAD, _FOOT = 400, 120
"""Characters at the head and the foot of a text where its date stands. Our own choice."""
_NUMBERS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COMPARED = re.compile(r"(?:比|较|同比|是|相比|相当于|与|和|同|为)$")
_BASE_AFTER = re.compile(
    r"(?:同期|的[\d一二两三四五六七八九十近约超]|相比|增长|提高|提升|增加|下降|减少|扩大|翻|降低|回落)"
)
_PLAN_AFTER = re.compile(
    r"工作(?:思路|打算|安排|计划|重点)|(?:主要)?(?:预期)?目标|(?:一体化)?行动计划|[，,][^。，,]{0,12}(?:将|力争|争取|计划)"
)
_PART_OF_NOW = re.compile(r"今年(?:前|上半年|[一二三四]季度|\d{1,2}(?:月|[—–~～至-]\d))")
_PLANNED = re.compile(r"(?:到|力争|至|争取|展望|面向|锚定)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMention:
    """A period a text names.

    Parameters
    ----------
    start, end : int
    period : str or None
        In canonical writing; `now` is the day of the text. None where no year is known, or the words only
        say what a number is compared with.
    is_base : bool
        Whether it says what something is compared with: 比上年, 是“十三五”末的18倍.
    """

    start: int
    end: int
    period: str | None
    is_base: bool = False
    is_origin: bool = False
    """Whether it speaks of the next number only: a change starts then, 由2020年的9.1%; or 当年计划投资."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which years a text takes for granted.

    Parameters
    ----------
    about : int or None
        Year the text reports on.
    written : int or None
        Year it was written in: its 今年.
    """

    about: int | None
    written: int | None


def guess_calendar(text: str, written: tuple[int, int | None] | None = None) -> Calendar:
    """Say which year a text is about and when it was written.

    Parameters
    ----------
    text : str
    written : (year, month or None) or None
        Date of the document, where known.

    Examples
    --------
    >>> guess_calendar("2025年，产值增长6%。2025年新增企业9家。2026年工作思路", (2026, 2))
    Calendar(about=2025, written=2026)
    """
    written = written or _find_dateline(text)
    counted: Counter[int] = Counter()
    for match in re.finditer(r"(20\d\d)年|(?<![^\n])(20\d\d)(?=[一-龥]{0,4}(?:\n|$))", text):
        year = int(match[1] or match[2])
        if re.search(r"[由从比较是自]$", text[max(0, match.start() - 1) : match.start()]):
            continue  # what something is compared with, or began from, is not what the text is about
        planned = _PLANNED.search(text[max(0, match.start() - 4) : match.start()]) or _PLAN_AFTER.match(
            text[match.end() : match.end() + 16]
        )
        if not planned and (written is None or year <= written[0]):
            counted[year] += 1
    if written is not None:
        year, month = written
        # Early in a year texts look back; later they report on the year they are written in.
        n_back = counted[year - 1] + text.count("去年") + text.count("过去一年")
        n_own = counted[year] + text.count("今年")
        is_early = month is None or month <= 4
        about = (
            year - 1 if (is_early and n_back and n_back * 2 >= n_own) or (not n_own and is_early) else year
        )
        return Calendar(about=about, written=year)
    if not counted:
        return Calendar(about=None, written=None)
    # Of two years named equally often the one named first: an article opens with the year it reports on.
    about = max(counted, key=lambda year: counted[year])
    return Calendar(about=about, written=about + 1 if _looks_back(text, about, counted[about + 1]) else about)


def _looks_back(text: str, about: int, n_following: int) -> bool:
    """Say whether a text was written in the year after the one it reports on; `n_following` mentions speak of that one."""
    n_back, n_own = text.count("去年") + text.count("过去一年"), text.count("今年")
    if n_following or n_back > n_own or (n_back == n_own and str(about + 1) in text):
        return True
    if not n_back and str(about + 1) not in text:
        return False
    # A whole year beside months of 今年: the whole one is over.
    return re.search(rf"{about}年(?![\d前上下])", text) is not None and _PART_OF_NOW.search(text) is not None


def _find_dateline(text: str) -> tuple[int, int] | None:
    """Return year and month of the day that stands at the head or the foot of a text."""
    for part in (text[:_HEAD], text[-_FOOT:]):
        if found := re.search(r"(20\d\d)年(\d{1,2})月\d{1,2}日(?!以来|起|前|至|—)", part):
            return int(found[1]), min(int(found[2]), 12)
    return None


def find_times(text: str, calendar: Calendar) -> list[TimeMention]:
    """Find the periods a text names, in order; a month without a year takes the year named last.

    Examples
    --------
    >>> told = "2025年1—10月增长，前三季度；截至2024年末；“十四五”期间；12月18日"
    >>> [m.period for m in find_times(told, Calendar(about=2025, written=2026))]
    ['2025-01..2025-10', '2025-01..2025-09', '..2024-12', '2021..2025', '2024-12-18']
    """
    mentions: list[TimeMention] = []
    year: int | None = None
    breaks = [match.start() for match in re.finditer("\n", text)]
    block, has_month = 0, False
    for match in _TIME.finditer(text):
        start, end = match.span()
        if (own := bisect_right(breaks, start)) != block:
            # Another year than the text's own is not carried into the next paragraph's 1—10月.
            block, year = (
                own,
                None if year and calendar.about and year != calendar.about and not has_month else year,
            )
        if _is_base(text, match):
            mentions.append(TimeMention(start=start, end=end, period=None, is_base=True))
            continue
        own_year = match["year"] or match["heading"]
        named = int(own_year) if own_year else year
        period = _read(match, named, calendar)
        is_origin = text[max(0, start - 1) : start] in {"由", "从"} and not match["since"]
        is_origin = is_origin or match[0] == "当年"
        if not is_origin and period and (own_year or match["word"]):
            # What a change starts from, or is compared with, is not the year that the next months are of.
            is_month = match["month"] is not None and match["day"] is None
            year, has_month = int(period.strip(".")[:4]), is_month
        mentions.append(TimeMention(start=start, end=end, period=period, is_origin=is_origin))
    return mentions


def _is_base(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 3) : match.start()], text[match.end() : match.end() + 6]
    if before.endswith(("由", "从")):
        return False
    if _COMPARED.search(before):
        # 与2024年相比, 是2020年的3倍; but 为2025年…, 和2025年… only so.
        return before.endswith(("比", "较", "是")) or _BASE_AFTER.match(after) is not None
    return after.startswith("同期") or (match["plan_end"] is not None and after.startswith("的"))


def _read(match: re.Match[str], year: int | None, calendar: Calendar) -> str | None:
    if match["heading"]:
        return match["heading"]
    if match["plan"]:
        return _read_plan(match)
    if match["y1"]:
        return f"{match['y1']}..{match['y2']}"
    if match["now"]:
        return "now"
    about = calendar.about
    if match["years"] or match["span"] or match["next"]:
        return _read_span(match, about)
    if match["year"] or match["word"]:
        told = year if match["year"] else _read_word(match["word"], year, calendar)
        return _read_dated(match, told) if told else None
    known = year if year is not None else about
    if known is None:
        return None
    if match["whole"]:
        return str(year or about or known)
    if match["year_end"]:
        return f"..{known}-12"
    return _read_bare(match, known)


def _read_word(word: str, year: int | None, calendar: Calendar) -> int | None:
    if word == "当年":
        return year or calendar.about
    if word == "上年":
        return None if calendar.about is None else calendar.about - 1
    if calendar.written is None:
        return None
    return calendar.written + {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}[word]


def _read_span(match: re.Match[str], about: int | None) -> str | None:
    said = match["n_years"] or match["span"] or match["next"]
    n_years = int(said) if said.isdigit() else _NUMBERS.get(said, 0)
    if about is None or not n_years:
        return None
    if n_years == 1:
        return str(about)
    return f"{about + 1}..{about + n_years}" if match["next"] else f"{about - n_years + 1}..{about}"


def _read_plan(match: re.Match[str]) -> str:
    first, last = _PLANS[match["plan"].strip("“”「」『』")]
    if match["plan_end"]:
        return f"{first}" if match["plan_end"] == "初" else f"..{last}-12" if last < 2026 else str(last)
    return f"{first}.." if match["plan_word"] == "以来" and last >= 2026 else f"{first}..{last}"


def _read_dated(match: re.Match[str], year: int) -> str:
    if match["m1"]:
        return f"{year}-{int(match['m1']):02}..{year}-{int(match['m2']):02}"
    if match["first"]:
        return f"{year}-01..{year}-{_month(match['first']):02}"
    if match["part"]:
        first, last = _PARTS[match["part"].removeprefix("第").replace("个季", "季")]
        return f"..{year}-{last}" if match["end"] else f"{year}-{first}..{year}-{last}"
    point = str(year)
    if match["month"]:
        point += f"-{int(match['month']):02}"
    if match["day"]:
        point += f"-{int(match['day']):02}"
    if match["since"]:
        return f"{point}.."
    if match["end"] or match["until"] in {"截至", "截止"}:
        return f"..{point}" if match["month"] else f"..{point}-12"
    return point


def _read_bare(match: re.Match[str], year: int) -> str:
    if match["bare_part"]:
        first, last = _PARTS[match["bare_part"].removeprefix("第").replace("个季", "季")]
        return f"..{year}-{last}" if match["part_end"] else f"{year}-{first}..{year}-{last}"
    if match["bare_first"]:
        return f"{year}-01..{year}-{_month(match['bare_first']):02}"
    if match["b1"]:
        return f"{year}-{int(match['b1']):02}..{year}-{int(match['b2']):02}"
    point = f"{year}-{int(match['bare_month']):02}"
    if match["bare_day"]:
        point += f"-{int(match['bare_day']):02}"
    if match["bare_since"]:
        return f"{point}.."
    return f"..{point}" if match["bare_end"] or match["bare_until"] else point


def _month(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said]
