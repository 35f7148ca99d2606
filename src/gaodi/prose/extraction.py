"""Which numbers does a text state, about whom and when? One pass, by rules alone.

The text is read (marks out, lines joined, one script), times, names and numbers are found in it, then each
number is judged by its clause and what the sentence told before. Every pattern is bounded, nothing is random, no model
is asked. What a rule cannot know it leaves open: `confidence` is low where the indicator was carried over.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gaodi.base import digest_record
from gaodi.names import MentionKind
from gaodi.prose.articles import find_articles
from gaodi.prose.bounds import compute_interval, judge_bound, judge_status
from gaodi.prose.cards import Cards
from gaodi.prose.comparisons import is_standing, judge_comparison, judge_multiple, judge_sign, name_rate_unit
from gaodi.prose.contexts import Context, ContextFinder
from gaodi.prose.headlines import Headline, find_headlines
from gaodi.prose.indicators import Phrases
from gaodi.prose.industries import bind_names, free_names
from gaodi.prose.naming import find_names
from gaodi.prose.nouns import clean_phrase
from gaodi.prose.numerals import Numeral, find_numerals
from gaodi.prose.periods import PeriodFinder
from gaodi.prose.reading import Reading, Stretch, read_text
from gaodi.prose.records import Fact
from gaodi.prose.relations import find_base, find_scope
from gaodi.prose.subjects import SubjectFinder
from gaodi.prose.tables import TextTable, read_figures
from gaodi.prose.timing import Calendar, find_times, guess_calendar

RULES = "x2"
"""Version of the rules; it is part of each fact's `rule`."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text with all that is found in it before any number is judged."""

    original: str
    source_id: str
    reading: Reading
    numerals: list[Numeral]
    contexts: ContextFinder
    periods: PeriodFinder
    phrases: Phrases
    subjects: SubjectFinder
    calendar: Calendar


def extract_facts(
    text: str,
    source_id: str,
    *,
    region: str | None = None,
    written: tuple[int, int | None] | None = None,
    stretches: Sequence[Stretch] | None = None,
) -> list[Fact]:
    """Find the quantitative facts of a text.

    Parameters
    ----------
    text : str
        The untouched original; offsets count in it.
    source_id : str
    region : str or None
        Who a number is about where the text names nobody, such as 湖南省; None takes the place it names most.
    written : (year, month or None) or None
        Date of the document, for 今年 and 去年 and for numbers without a period; None is guessed from the text.
    stretches : sequence of (start, end, shown, breaks_before) or None
        The running text of a marked-up original, such as HTML; None reads all of it.

    Returns
    -------
    list of Fact
        In the order of the text.

    Examples
    --------
    >>> facts = extract_facts("2025年，湖南省规模以上工业增加值增长6.2%。", "s")
    >>> [(f.text, f.value, f.comparison, f.indicator, f.subject, f.period) for f in facts]
    [('6.2%', Decimal('6.2'), 'growth', '规模以上工业增加值', '湖南省', '2025')]
    """
    prepared = _prepare(text, source_id, region, written, stretches)
    facts: list[Fact] = []
    told: list[Fact] = []
    cards = Cards(prepared.reading.text, prepared.reading.blocks)
    sentence_before = -1
    for place, numeral in enumerate(prepared.numerals):
        context = prepared.contexts.find(place)
        if numeral.kind == "bare" and _is_headline(numeral, context):
            continue
        if context.sentence_start != sentence_before:
            told = []
        cards.enter(context.block)
        fact = _build_fact(prepared, place, context, told, cards)
        sentence_before = context.sentence_start
        cards.note(fact)
        told.append(fact)
        facts.append(fact)
    taken = {fact.start for fact in facts}
    facts += [
        fact
        for headline in find_headlines(prepared.reading)
        if (fact := _read_headline(prepared, headline)).start not in taken
    ]
    for table in prepared.reading.tables:
        facts += _read_table(prepared, table)
    return sorted(facts, key=lambda fact: fact.start)


def _prepare(
    text: str,
    source_id: str,
    region: str | None,
    written: tuple[int, int | None] | None,
    stretches: Sequence[Stretch] | None,
) -> _Prepared:
    reading = read_text(text, stretches)
    calendar = guess_calendar(reading.text, written)
    times = find_times(reading.text, calendar)
    mentions = find_names(reading.text)
    numerals = _drop_named(find_numerals(reading.text, [(m.start, m.end) for m in times]), reading.text)
    owners = {MentionKind.PLACE, MentionKind.ENTERPRISE, MentionKind.PARK}
    places = [(m.start, m.end) for m in mentions if m.kind in owners]
    cuts = [(m.start, m.end) for m in times if not m.is_base] + places
    bound = replace(reading, text=bind_names(reading.text))
    return _Prepared(
        original=text,
        source_id=source_id,
        reading=reading,
        numerals=numerals,
        contexts=ContextFinder(bound, numerals),
        periods=PeriodFinder(reading, times, calendar),
        phrases=Phrases(bound.text, cuts),
        calendar=calendar,
        subjects=SubjectFinder(reading, mentions, find_articles(reading, mentions, region)),
    )


_FIELD_BEFORE = re.compile(r"(?:列|居|在|全[国省市区县])[^，。；]{0,4}$")
_FIELD_AFTER = re.compile(r"[^，。；\d]{0,10}(?:第[一二三四五六七八九十\d]|首位|前[一二三四五六七八九十\d])")
_CLASS_AFTER = re.compile(r"(?:及?以上)?(?:的)?[一-龥“”]{0,6}(?:项目|企业|园区)(?:达到?|共|分别)?\d")
_PAGE_BEFORE = re.compile(
    r"(?:浏览|阅读|点击)(?:次数|量)?：?$|(?:电话|热线|传真|邮编|ICP备\d*号?|标识码|编号)[：—\d]*$"
)


def _drop_named(numerals: list[Numeral], text: str) -> list[Numeral]:
    """Leave out numbers inside names: 36项世界第一, 9个县第2位, 10亿元以上项目4个, 浏览次数1837次."""
    kept: list[Numeral] = []
    for numeral in numerals:
        after = text[numeral.end : numeral.end + 16]
        if (
            numeral.kind == "count"
            and _FIELD_AFTER.match(after)
            and _FIELD_BEFORE.search(text[max(0, numeral.start - 6) : numeral.start])
        ):
            continue
        if numeral.unit == "元" and _CLASS_AFTER.match(after):
            continue
        if _PAGE_BEFORE.search(text[max(0, numeral.start - 8) : numeral.start]):
            continue
        last = kept[-1] if kept else None
        if numeral.kind == "rank" and last is not None and last.kind == "count":
            between = text[last.end : numeral.start]
            if re.fullmatch(r"(?:个|项)?(?:世界|全国|全球|国内|国际|行业)?", between):
                continue
        kept.append(numeral)
    return kept


def _is_headline(numeral: Numeral, context: Context) -> bool:
    """Say whether a large figure stands alone in its line, apart from its caption: the caption states it with its unit."""
    block = context.block
    return (
        numeral.unit == ""
        and block.kind in {"line", "heading"}
        and block.end - block.start <= numeral.end - numeral.start + 2
    )


def _build_fact(prepared: _Prepared, place: int, context: Context, told: list[Fact], cards: Cards) -> Fact:
    """Judge one number; `told` are the facts before it in its sentence."""
    numeral = prepared.numerals[place]
    before = told[-1] if told else None
    comparison = judge_comparison(numeral, context, before)
    spoken = next((fact for fact in reversed(told) if fact.unit == numeral.unit), cards.fact)
    if context.in_brackets and spoken is not None and spoken.unit == numeral.unit and len(context.gap) <= 1:
        comparison = spoken.comparison  # 高于全国（5.0%）: the bracket tells the same of another place
    sign = judge_sign(comparison, context)
    value = numeral.value * sign
    value_max = None if numeral.value_max is None else numeral.value_max * sign
    if value_max is not None and value_max < value:
        value, value_max = value_max, value
    bound, marker = judge_bound(numeral, context)
    low, high = compute_interval(value, value_max, bound)
    following = ""
    if place + 1 < len(prepared.numerals):
        following = prepared.reading.text[
            prepared.numerals[place + 1].end : prepared.numerals[place + 1].end + 30
        ]
    indicator, is_inherited = prepared.phrases.find(
        numeral, context, comparison, told, following, cards.topic
    )
    period, period_src, is_ahead = prepared.periods.find(numeral.start, context)
    if period_src == "doc" and not is_ahead and is_standing(comparison, context):
        period, period_src = (
            (before.period, before.period_src) if before and before.period_src == "doc" else ("now", "none")
        )
    start, end = prepared.reading.starts[numeral.start], prepared.reading.ends[numeral.end - 1]
    unit = name_rate_unit(numeral, context) if comparison == "rate" else numeral.unit
    base = find_base(comparison, context)
    if base is None and is_inherited and before is not None and comparison == before.comparison == "share":
        base = before.base
    is_parented = comparison == "rank" and before is not None
    return Fact(
        fact_id=name_fact(prepared.source_id, start, end, value, unit, comparison),
        source_id=prepared.source_id,
        start=start,
        end=end,
        text=prepared.original[start:end],
        evidence_start=prepared.reading.starts[context.clause_start],
        evidence_end=prepared.reading.ends[max(context.clause_end, numeral.end) - 1],
        value=value,
        value_min=low,
        value_max=high,
        bound=bound,
        unit=unit,
        comparison=comparison,
        status=judge_status(context, comparison, in_plan=is_ahead),
        indicator=free_names(indicator),
        subject=prepared.subjects.find(numeral.start, context),
        period=period,
        period_src=period_src,
        base=base and free_names(base),
        scope=find_scope(context) if comparison == "rank" else None,
        multiple_kind=judge_multiple(context) if comparison == "multiple" else None,
        parent=before.fact_id if is_parented and before else None,
        marker=marker,
        rule=f"{RULES}:{numeral.kind}",
        confidence=0.4 if is_inherited or not indicator else 0.7,
        extra=_note_topic(comparison, indicator),
    )


def _read_table(prepared: _Prepared, table: TextTable) -> list[Fact]:
    """Return the facts of a table among the lines."""
    calendar = prepared.calendar
    facts = []
    for figure in read_figures(table):
        times = [m.period for m in find_times(f"{figure.column}，{figure.title}", calendar) if m.period]
        about = str(calendar.about) if calendar.about else None
        place = bisect_left(prepared.reading.starts, figure.start)
        facts.append(
            Fact(
                fact_id=name_fact(
                    prepared.source_id, figure.start, figure.end, figure.value, figure.unit, figure.comparison
                ),
                source_id=prepared.source_id,
                start=figure.start,
                end=figure.end,
                text=prepared.original[figure.start : figure.end],
                evidence_start=table.start,
                evidence_end=table.end,
                value=figure.value,
                value_min=figure.value,
                value_max=figure.value,
                bound="exact",
                unit=figure.unit,
                comparison=figure.comparison,
                status="actual",
                indicator=figure.indicator,
                subject=prepared.subjects.region_at(min(place, len(prepared.reading.starts) - 1)),
                period=times[0] if times else about,
                period_src="inherited" if times else "doc" if about else "none",
                rule=f"{RULES}:table",
                confidence=0.6,
            )
        )
    return facts


def _read_headline(prepared: _Prepared, headline: Headline) -> Fact:
    """Return the fact of a number and a caption of a picture."""
    start, end = prepared.reading.starts[headline.start], prepared.reading.ends[headline.end - 1]
    about = str(prepared.calendar.about) if prepared.calendar.about else None
    low, high = compute_interval(headline.value, None, headline.bound)
    indicator = re.sub(r"约?占(?:全[国省市])$", "", clean_phrase(headline.caption))
    comparison = "share" if "占" in headline.caption and headline.unit == "%" else "level"
    return Fact(
        fact_id=name_fact(prepared.source_id, start, end, headline.value, headline.unit, comparison),
        source_id=prepared.source_id,
        start=start,
        end=end,
        text=prepared.original[start:end],
        evidence_start=start,
        evidence_end=prepared.reading.ends[headline.caption_end - 1],
        value=headline.value,
        value_min=low,
        value_max=high,
        bound=headline.bound,
        unit=headline.unit,
        comparison=comparison,
        status="actual",
        indicator=indicator or headline.caption,
        subject=prepared.subjects.region_at(headline.start),
        period=about,
        period_src="doc" if about else "none",
        rule=f"{RULES}:headline",
        confidence=0.5,
    )


def _note_topic(comparison: str, indicator: str) -> dict[str, str]:
    """Keep what a run is about, for the numbers after it: 单项冠军总数 of 单项冠军总数保持全国首位."""
    topic = (
        re.split(r"保持|位居|居|高于|低于|快于|慢于|稳居|全国|全省|全球|站稳|处于|跻身|增长|入选", indicator)[
            0
        ]
        if comparison == "streak"
        else ""
    )
    return {"topic": topic} if len(topic) >= 2 else {}


def name_fact(source_id: str, start: int, end: int, value: Decimal, unit: str, comparison: str) -> str:
    """Return the id of a fact: the same claim at the same place has the same id on any machine."""
    return f"f1-{digest_record([source_id, start, end, format(value, 'f'), unit, comparison])[:20]}"
