"""When does a number hold? The nearest time: in its sentence, before it in its block, its section, the text's year."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from gaodi.prose.articles import ISSUER
from gaodi.prose.contexts import Context
from gaodi.prose.parallels import pick_parallel
from gaodi.prose.reading import Block, Reading
from gaodi.prose.timing import Calendar, TimeMention

_AHEAD = re.compile(
    r"工作思路|工作打算|工作安排|工作计划|下一步(?:打算|工作|安排|计划|重点)?|下步[走工打]|主要目标|预期目标|发展目标|工作目标|目标任务|主要任务|总体要求|^今后|^展望|^面向未来|^未来$|^20\d\d年(?:重点)?工作$"
)
_LOOKS_BACK = re.compile(
    r"存在(?:不足|问题|困难)|主要工作$|工作成效|成绩|回顾|工作情况|完成情况|运行情况|主要成效|重点工作$|总结"
)
_PLAN_TITLE = 16
"""Characters of a heading whose later year alone makes its section a plan. Our own choice."""
_TITLE = 40
"""Characters of a title at most. Our own choice."""
_REPORTED = re.compile(r"(\d{4})(?:-01\.\.\1-\d\d)?")
"""A year, or its months from January on: a span reports are about."""
_ORIGIN = 40
"""Characters behind 由2020年 in which its number stands. Our own choice."""
_REACH = 400
"""Characters a time is carried on inside its block. Our own choice."""


class PeriodFinder:
    """Says when a number holds.

    Parameters
    ----------
    reading : Reading
    times : sequence of TimeMention
        In the order of the text.
    calendar : Calendar
    """

    def __init__(self, reading: Reading, times: Sequence[TimeMention], calendar: Calendar) -> None:
        self._text = reading.text
        self._calendar = calendar
        self._times = [mention for mention in times if mention.period]
        self._starts = [mention.start for mention in self._times]
        self._spans = [(mention.start, mention.end) for mention in self._times]
        self._sections = self._find_sections(reading)
        self._section_starts = [start for start, _, _ in self._sections]

    def _find_sections(self, reading: Reading) -> list[tuple[int, str | None, bool]]:
        """Return where each section begins, its period, and whether it lies ahead."""
        sections: list[tuple[int, str | None, bool]] = [
            (0, self._find_titled(next(iter(reading.blocks), None)), False)
        ]
        above: Block | None = None
        for block in reading.blocks:
            title, above = above, block
            text = reading.text[block.start : block.end]
            opening = re.match(
                r"(?:面向未来|展望未来|下一步(?:打算|工作|安排|计划|重点)?|下步[走工打]|展望20\d\d|接下来|今后|20\d\d年[，是].{0,12}将)",
                text,
            )
            if block.kind == "body" and opening:
                sections.append((block.start, None, True))
                continue
            if block.kind != "heading" or len(text) > 40:
                continue
            if ISSUER.fullmatch(text):
                sections.append((block.start, self._find_titled(title), False))
                continue
            spans = [m.period for m in self._times if block.start <= m.start < block.end]
            named = [period for period in spans if period and period != "now"]
            about = self._calendar.about
            is_late = len(text) <= _PLAN_TITLE and (
                bool(named) and about is not None and named[-1][:4].isdigit() and int(named[-1][:4]) > about
            )
            looks_back = _LOOKS_BACK.search(text) is not None
            ahead = (_AHEAD.search(text) is not None or is_late) and not looks_back
            if named and not re.search(r"规划|行动计划|方案|[届会]$", text):
                sections.append((block.start, named[0] if looks_back else named[-1], ahead))
            elif ahead:
                sections.append((block.start, None, True))
            elif _LOOKS_BACK.search(text):
                _, period, was_ahead = sections[-1]
                sections.append((block.start, None if was_ahead else period, False))
        return sections

    def _find_titled(self, title: Block | None) -> str | None:
        """Return the span a title says its text reports on: 前三季度全市工业运行情况."""
        if title is None or title.kind == "body" or title.end - title.start > _TITLE:
            return None
        named = [m.period for m in self._times if title.start <= m.start < title.end]
        return next((period for period in named if period and _REPORTED.fullmatch(period)), None)

    def find(self, start: int, context: Context) -> tuple[str | None, str, bool]:
        """Return the period, where it was taken from (explicit, inherited, doc, none), and whether it lies ahead."""
        _, section_period, section_ahead = self._sections[bisect_right(self._section_starts, start) - 1]
        listed = pick_parallel(self._text, (context.clause_start, context.clause_end), start, self._spans)
        if listed is not None:
            return self._times[listed].period, "explicit", False
        index = bisect_right(self._starts, start)
        while index and self._times[index - 1].is_origin and self._is_used(self._times[index - 1], start):
            index -= 1
        last = self._times[index - 1] if index else None
        if last and last.start >= context.sentence_start:
            return last.period, "explicit", self._lies_ahead(last.period, section_ahead)
        index = bisect_right(self._starts, start)
        following = self._times[index] if index < len(self._times) else None
        if following and following.end <= context.clause_end:
            return following.period, "explicit", self._lies_ahead(following.period, section_ahead)
        if last and last.start >= max(context.block.start, start - _REACH) and self._carries(last, start):
            return last.period, "inherited", self._lies_ahead(last.period, section_ahead)
        if section_period:
            return section_period, "inherited", self._lies_ahead(section_period, section_ahead)
        about = self._calendar.about
        if about is None:
            return None, "none", section_ahead
        return str(about + 1 if section_ahead else about), "doc", section_ahead

    def _is_used(self, origin: TimeMention, start: int) -> bool:
        """Say whether a change has left its start behind (由2020年的9.1%提高到12.6%), or its sentence has ended."""
        between = self._text[origin.end : start]
        return len(between) > _ORIGIN or re.search(r"到|至|为|，|。", between) is not None

    def _carries(self, mention: TimeMention, start: int) -> bool:
        """Say whether a time goes on into later sentences: a goal's year and 目前 do not."""
        if re.match(r"单月|当月", self._text[mention.end : mention.end + 2]):
            return False
        if mention.period == "now":
            return "。" not in self._text[mention.end : start]
        about = self._calendar.about
        plain = re.fullmatch(r"(\d{4})(?:\.\.\d{4})?", mention.period or "")
        if plain and about is not None and int(plain[1]) > about:
            return False
        return not self._lies_ahead(mention.period, section_ahead=False)

    def _lies_ahead(self, period: str | None, section_ahead: bool) -> bool:
        if period is None or period == "now":
            return section_ahead
        years = re.findall(r"\d{4}", period)
        written = self._calendar.written or self._calendar.about
        if not years or written is None:
            return section_ahead
        return (section_ahead and int(years[0]) >= written) or int(years[0]) > written
