"""Which numbers does a text state, about whom and when? A first, simple extractor.

It reads rules of thumb around each number: nearby verbs give the comparison, nearby words the bound, the nearest period
the time, the noun before or after the indicator. Every pattern runs in linear time and nothing is random. What it cannot
know it leaves open; `confidence` is low for figures whose indicator was inherited.
"""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from gaodi.base import digest_record
from gaodi.prose.characters import simplify_characters
from gaodi.prose.numerals import Numeral, find_numerals
from gaodi.prose.phrases import PlaceIndex, find_indicator, find_subject
from gaodi.prose.records import Fact
from gaodi.prose.timing import TimeMention, find_times

_WINDOW = 160  # characters of context on each side; keeps a text without punctuation linear
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_CLAUSE_END = re.compile(r"[，。！？；：\n!?;]|(?<!\d),|,(?!\d{3}(?!\d))|:(?!\d)")
_UNCOUNTED = frozenset({"%", "‰", "百分点", "元", "美元", "倍", "位", "℃", "PF", "EF"})
_BEFORE_BOUND = (
    ("upper", re.compile(r"(?:不超过|最高|至多|最多|不高于)(?:达|为)?$")),
    ("lower", re.compile(r"(?:超过|超|突破|逾|不少于|不低于|迈过|站上|迈上|跨过|跨越)(?:了)?$")),
    ("approx", re.compile(r"(?:约为|约|近|接近|大约|大概)$")),
)
_AFTER_BOUND = (
    ("lower", re.compile(r"以上|大关")),
    ("upper", re.compile(r"以内|以下")),
    ("approx", re.compile(r"左右|上下")),
)
_TARGET = re.compile(r"力争|争取(?!创)|目标|确保|瞄准|计划(?!单列)")
_NOT_TARGET = re.compile(r"行动计划|计划单列")
_ESTIMATE = re.compile(r"预计|有望|可实现|可达|预期|将达|将实现")
_GROWTH = re.compile(r"增长|增速|增幅|提升|提高|上升|上涨|增加|下降|降低|减少|回落|缩短|收窄|同比|环比|降幅")
_FALL = re.compile(r"下降|降低|减少|回落|缩短|收窄|下滑")
_REACHED = re.compile(r"(?:提升|提高|上升|增加|增|下降|降|升|攀升)(?:至|到)(?:了)?(?:[约近超])?$")
_SHARE = re.compile(r"占|比重|份额|占有率|覆盖率达全")
_NEW = re.compile(r"新增|净增|新认定|新培育|新获|新创建|新入选|入选|获评|获批|独占")
_CUMULATIVE = re.compile(r"累计|总数|总量|合计|共有|共创建|共|培育(?=\d)")
_STOCK = re.compile(r"拥有|集聚|保有量|实现|完成|手握|壮大|现有|达到|目前")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text made easy to read, with the way back to the original offsets."""

    clean: str
    offsets: list[int]
    sentence_ends: list[int]
    clause_ends: list[int]
    times: list[TimeMention]
    places: PlaceIndex


def extract_facts(text: str, source_id: str, *, region: str, year: int | None = None) -> list[Fact]:
    """Find the quantitative facts of a text.

    Parameters
    ----------
    text : str
        As `read_document` returns it.
    source_id : str
    region : str
        Who a number is about where the sentence names nobody, such as 湖南省.
    year : int or None
        Year the text is about, used where it names no period; None takes the year it names most.

    Returns
    -------
    list of Fact
        In the order of the text; offsets count in the untouched text.

    Examples
    --------
    >>> facts = extract_facts("2025年，湖南省规模以上工业增加值增长6.2%。", "s", region="湖南省")
    >>> [(f.text, f.value, f.comparison, f.indicator, f.period) for f in facts]
    [('6.2%', Decimal('6.2'), 'growth', '规模以上工业增加值', '2025')]
    """
    clean, offsets = _join_lines(text)
    times = find_times(clean)
    prepared = _Text(
        clean,
        offsets,
        [match.end() for match in _SENTENCE_END.finditer(clean)],
        [match.end() for match in _CLAUSE_END.finditer(clean)],
        [mention for mention in times if mention.period],
        PlaceIndex(clean, region),
    )
    about = year if year is not None else _name_year(times)
    facts: list[Fact] = []
    before: Fact | None = None
    sentence_before = -1
    skip = [(mention.start, mention.end) for mention in times]
    for numeral in find_numerals(clean, skip):
        sentence = bisect_right(prepared.sentence_ends, numeral.start)
        before = _build_fact(
            prepared, numeral, before if sentence == sentence_before else None, text, source_id, about
        )
        sentence_before = sentence
        facts.append(before)
    return facts


def _join_lines(text: str) -> tuple[str, list[int]]:
    """Take out the line breaks inside a running text; keep those between headline figures.

    A block of lines that holds sentence punctuation is running text that was wrapped.
    """
    kept: list[str] = []
    offsets: list[int] = []
    position = 0
    for block in re.split(r"(\r?\n[ \t\r\n]*\n)", text):
        is_running = re.search(r"[，。；]", block) is not None
        for shift, char in enumerate(block):
            if char == "\r" or (char == "\n" and is_running and block.strip()) or char == "*":
                continue
            kept.append(char)
            offsets.append(position + shift)
        position += len(block)
    return simplify_characters("".join(kept)), offsets


def _name_year(times: list[TimeMention]) -> int | None:
    told = [mention.period for mention in times if mention.period]
    years = Counter(period[:4] for period in told if re.fullmatch(r"\d{4}(-.*)?", period))
    return int(min(years, key=lambda year: (-years[year], year))) if years else None


def _build_fact(
    prepared: _Text, numeral: Numeral, before: Fact | None, text: str, source_id: str, year: int | None
) -> Fact:
    clean = prepared.clean
    start, end = numeral.start, numeral.end
    sentence_start = max(_last(prepared.sentence_ends, start), start - _WINDOW)
    sentence_end = min(_next(prepared.sentence_ends, end, len(clean)), end + _WINDOW)
    clause_start = max(_last(prepared.clause_ends, start), sentence_start)
    clause_end = min(_next(prepared.clause_ends, end, len(clean)), sentence_end)
    left, right = clean[sentence_start:start], clean[end:clause_end]
    clause = clean[clause_start:start]
    comparison = _compare(numeral, left, clause, right, before, clean)
    value, value_max = numeral.value, numeral.value_max
    if comparison == "growth" and _FALL.search(clause[-12:]):
        value = -value
    bound, marker = _bound(numeral, clause, right)
    unit = _unit(numeral, comparison, clause, right)
    indicator, inherited = find_indicator(
        comparison,
        left,
        clause,
        right,
        before.indicator if before else None,
        is_count=_counts_things(numeral, comparison),
    )
    period, period_src = _period(prepared, sentence_start, start, sentence_end, year)
    first, last = prepared.offsets[start], prepared.offsets[end - 1] + 1
    low, high = _interval(value, value_max, bound)
    multiple_kind = None
    if comparison == "multiple":
        multiple_kind = "increase" if re.search(r"[提增高长]", clause[-6:]) else "ratio"
    return Fact(
        fact_id=name_fact(source_id, first, last, value, unit, comparison),
        source_id=source_id,
        start=first,
        end=last,
        text=text[first:last],
        evidence_start=prepared.offsets[clause_start],
        evidence_end=prepared.offsets[clause_end - 1] + 1,
        value=value,
        value_min=low,
        value_max=high,
        bound=bound,
        unit=unit,
        comparison=comparison,
        status=_status(left),
        indicator=indicator,
        subject=find_subject(left, prepared.places.region_at(start)),
        period=period,
        period_src=period_src,
        marker=marker,
        rule=f"x1:{numeral.kind}",
        confidence=0.3 if inherited or not indicator else 0.6,
        multiple_kind=multiple_kind,
    )


def _counts_things(numeral: Numeral, comparison: str) -> bool:
    return bool(numeral.unit) and numeral.unit not in _UNCOUNTED and comparison not in {"streak", "rate"}


def name_fact(source_id: str, start: int, end: int, value: Decimal, unit: str, comparison: str) -> str:
    """Return the id of a fact: the same claim at the same place has the same id on any machine."""
    return f"f1-{digest_record([source_id, start, end, format(value, 'f'), unit, comparison])[:20]}"


def _last(ends: list[int], position: int) -> int:
    index = bisect_right(ends, position)
    return ends[index - 1] if index else 0


def _next(ends: list[int], position: int, otherwise: int) -> int:
    index = bisect_right(ends, position)
    return ends[index] - 1 if index < len(ends) else otherwise


def _compare(n: Numeral, left: str, clause: str, right: str, before: Fact | None, clean: str) -> str:
    if n.kind in {"rank", "multiple"}:
        return n.kind
    if n.kind in {"fraction", "structure"}:
        return "share"
    joined = (
        before is not None and re.fullmatch(r"[约超近]?", re.split(r"[和、及与]", clause)[-1]) is not None
    )
    if n.unit in {"%", "‰"}:
        if joined and before is not None and before.unit == n.unit:
            return before.comparison
        return _compare_percent(clause, right)
    if n.unit == "百分点":
        return _compare_points(clause)
    if re.search(r"连续$", clause):
        return "streak"
    if _is_rate(n, clause, right):
        return "rate"
    if re.search(r"比上年|较上年|比上月|比年初", clause):
        return "delta"
    return _compare_count(left, clause, right)


def _compare_percent(clause: str, right: str) -> str:
    if "贡献率" in clause:
        return "contribution"
    if _SHARE.search(clause) and not re.search(r"增长|同比", clause):
        return "share"
    if _REACHED.search(clause) or re.search(r"由$|率(?:达|为|超)?(?:到)?$", clause):
        return "level"
    if _GROWTH.search(clause):
        return "growth"
    return "share" if re.match(r"(?:以上)?的[^，。]", right) else "level"


def _compare_points(clause: str) -> str:
    if re.search(r"拉动|贡献", clause):
        return "contribution"
    return "gap" if re.search(r"高于|低于|快于|高出|慢于|领先", clause) else "delta"


def _is_rate(n: Numeral, clause: str, right: str) -> bool:
    if re.search(r"每隔?$|平均每隔?$", clause):
        return True
    return bool(re.search(r"每[天日小时分钟月年][^，。]{0,8}$|日产量", clause))


def _compare_count(left: str, clause: str, right: str) -> str:
    if re.match(r"[^，。；\d]{0,12}(?:获评|入选|纳入|新获)", right):
        return "new"
    # The verb carries over a list: 新增A 22家、B 7个.
    found = [("new", _last_match(_NEW, left)), ("cumulative", _last_match(_CUMULATIVE, left)),
             ("level", _last_match(_STOCK, left))]  # fmt: skip
    name, position = max(found, key=lambda item: item[1])
    return name if position >= 0 else "level"


def _last_match(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _bound(n: Numeral, clause: str, right: str) -> tuple[str, str | None]:
    if n.bound in {"range", "lower"} or n.kind == "rank":
        return n.bound, None
    for name, pattern in _BEFORE_BOUND:
        if found := pattern.search(clause[-6:]):
            return name, found[0]
    for name, pattern in _AFTER_BOUND:
        if found := pattern.match(right):
            return name, found[0]
    return n.bound, None


def _interval(value: Decimal, high: Decimal | None, bound: str) -> tuple[Decimal | None, Decimal | None]:
    if bound == "range":
        return value, high
    return (None if bound == "upper" else value), (None if bound == "lower" else value)


def _unit(n: Numeral, comparison: str, clause: str, right: str) -> str:
    if comparison == "rate":
        if made := re.search(r"一([台辆条件套架艘])", right):
            return f"{n.unit}/{made[1]}"
        if re.search(r"每天|每日|日产", clause):
            return f"{n.unit}/天"
    return n.unit


def _status(left: str) -> str:
    told = _NOT_TARGET.sub("", left)
    target, estimate = _last_match(_TARGET, told), _last_match(_ESTIMATE, told)
    if target < 0 and estimate < 0:
        return "actual"
    return "target" if target >= estimate else "estimate"


def _period(
    prepared: _Text, sentence_start: int, start: int, end: int, year: int | None
) -> tuple[str | None, str]:
    """Nearest wins: before the number in its sentence, after it, the last one told, the year of the text."""
    index = bisect_right(prepared.times, start, key=lambda mention: mention.start)
    last = prepared.times[index - 1] if index else None
    if last and last.start >= sentence_start:
        return last.period, "explicit"
    following = prepared.times[index] if index < len(prepared.times) else None
    if following and following.end <= end and "\n" not in prepared.clean[start : following.start]:
        return following.period, "explicit"
    block = prepared.clean.rfind("\n\n", max(0, start - 4 * _WINDOW), start)
    if last and last.start >= max(block, start - 2 * _WINDOW):
        return last.period, "inherited"
    if year is not None:
        return str(year), "doc"
    return (last.period, "inherited") if last else (None, "none")
