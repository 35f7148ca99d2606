"""What does a number measure? The noun phrase beside it, without whose it is, when, and the verb."""

import re

from gaodi.prose.contexts import Context
from gaodi.prose.lexicon import load_lexicon
from gaodi.prose.nouns import clean_phrase, cut_predicate, is_noun, pick_member, strip_trailing, trim_quote
from gaodi.prose.numerals import Numeral
from gaodi.prose.records import Fact

_NAME = re.compile(r"[一-龥A-Za-z]")
_NUMBER = re.compile(r"\d[\d.,]*|[一二三四五六七八九]成|百分之")
_KIND = re.compile(r"^(?:[一-龥]{0,3}级|[一-龥]{1,3}(?<!模)型|[一-龥]{1,3}类)$")
_LABEL = re.compile(r"(?:[—\-·●▶☆•]+|\d{1,2}\.)([一-龥A-Za-z]{2,10})：")
_NO_LABEL = re.compile(
    r"如下|看$|方面$|目标|时间|地址|电话|来源|作者|人$|者$|是$|为$|情况|说$|介绍|表示|问$|答$|用[地能工]|环境|人力|交通|区位|政策"
)
_LONGEST_LABEL = 16
_BARE = 8
"""Characters of a measure that is not whole without its label. Our own choice."""
_QUOTED_OWNER = re.compile(r"^“[^”]{1,12}”的")
_RANKED = re.compile(r"(?:稳居|位居|位列|名列|跃居|跻身|排名?|居|列|进入|成长为|成为|是)[^，。；]{0,12}$")
_NEWLY = re.compile(r"新(开工|签约|投产|竣工|立项|备案|入库|落地)[约近超]?$")
_PRODUCED = re.compile(r"生产([一-龥]{2,8})(?<![量额值线力])")
_WEIGHED = re.compile(r"(?:吨|千瓦时|立方米|平方米|千升)$")
_MONEY = frozenset({"元", "美元", "欧元", "港元"})
_MADE = re.compile(
    r"^[^，。；]{0,4}?(?:，|就有|就能有|就能)?一[台辆条件套架艘座块片列根](?P<first>[^，。；]{1,16}?)(?:就|便|即)?(?:完成)?(?P<then>下线|总装|诞生|交付|出厂|生产|产出|[驶走]下[^，。；]{0,6})"
    r"|^[^，。；]{0,4}?(?P<verb>下线|生产|产出|交付|完成|总装|诞生)[^，。；]{0,3}?一[台辆条件套架艘座块片列根](?P<thing>[^，。；]{1,12})"
)


def is_counted(unit: str, comparison: str) -> bool:
    """Say whether a unit counts things (家, 项 …), so that the thing may follow it."""
    return (
        (unit not in load_lexicon().uncounted or (unit == "位" and comparison not in {"rank", "delta"}))
        and "/" not in unit
        and comparison not in {"streak", "rate"}
    )


class Phrases:
    """Finds indicators; knows what to take off the front of a phrase.

    Parameters
    ----------
    text : str
        The text as read.
    cuts : list of (start, end)
        Mentions of times and places, in order: no indicator reaches over them.
    """

    def __init__(self, text: str, cuts: list[tuple[int, int]]) -> None:
        self._text = text
        self._in_cut = bytearray(len(text) + 1)
        for start, end in cuts:
            self._in_cut[start:end] = b"\1" * (end - start)

    def find(
        self,
        numeral: Numeral,
        context: Context,
        comparison: str,
        told: list[Fact],
        following: str,
        card: str,
    ) -> tuple[str, bool]:
        """Return the noun phrase a number measures, and whether it was taken from a number before.

        Parameters
        ----------
        numeral : Numeral
        context : Context
        comparison : str
        told : list of Fact
            The facts before in the same sentence.
        following : str
            What follows the next number, for lists that share their noun.
        card : str
            What a card of short lines, or the block, is about.
        """
        told_by_form = self._find_by_form(numeral, context, comparison, told)
        if told_by_form:
            return told_by_form, False
        before = told[-1] if told else None
        counted = is_counted(numeral.unit, comparison)
        after = self._noun_after(context, following)
        if counted and len(after) > 1 and comparison not in {"rank", "delta"}:
            # 41个大类行业中有33个实现正增长: the predicate tells the first number's things apart.
            is_part = before is not None and re.search(r"中有?$", context.gap) is not None
            return after + before.indicator if is_part and before else self._label(context, after), False
        if noun := self._noun_of_bracket(context):
            return noun, False
        if before is not None and _goes_on(comparison, context):
            return _name_topic(before), True
        noun = self._label(context, self._noun_before(context, numeral, comparison))
        if before is not None and comparison == "share" and noun.startswith("占"):
            return _name_topic(before) + noun, True
        if before is not None and noun in load_lexicon().sizes:
            return re.sub(r"^新[一-龥]{1,2}(?=[一-龥]{3})", "", _name_topic(before)), True
        if len(after) > 1 and self._prefers_after(numeral, context, comparison, noun):
            return after, False
        if len(noun) < 2 and counted and (newly := _NEWLY.search(context.gap)):
            return f"{newly[1]}项目", True
        if len(noun) >= 2:
            return _name_output(noun, numeral), False
        if len(after) > 1 and comparison not in {"growth", "rank"} and before is None:
            return after, False
        if before is not None:
            return _name_topic(before), True
        return self._topic(context) or card or after or noun, True

    def _find_by_form(
        self, numeral: Numeral, context: Context, comparison: str, told: list[Fact]
    ) -> str | None:
        """Return the indicator of a number whose form says where it stands: a structure, a run, a list, a pace."""
        if numeral.kind == "structure" and re.search(r"三次产业|产业结构", context.left):
            n_parts = sum(1 for fact in told if fact.rule.endswith("structure"))
            return f"第{'一二三'[n_parts % 3]}产业"
        if comparison == "streak":
            return self._name_run(context, told[-1] if told else None)
        if comparison == "rate" and (made := _MADE.search(context.after)):
            if made["thing"]:
                return trim_quote(made["thing"]) + made["verb"]
            return trim_quote(_QUOTED_OWNER.sub("", made["first"])) + made["then"]
        if comparison not in {"gap", "rank"} and "分别" in context.clause:
            return self._find_member(numeral, context, told)
        return None

    def _prefers_after(self, numeral: Numeral, context: Context, comparison: str, noun: str) -> bool:
        """Say whether the noun behind a number that counts nothing is meant: 500万元奖励, 80%以上的资源, 第四大企业."""
        if numeral.kind == "rank":
            return self._text[numeral.end - 1] in "大强"
        has_of = comparison != "growth" and context.right.startswith(("的", "以上的", "左右的"))
        is_reached = re.search(r"(?:超过|超|达到?|不超过|突破|为)$", context.gap) is not None
        is_money = numeral.kind == "money" or (numeral.unit in _MONEY and is_noun(context.right))
        return is_money or (has_of and (len(noun) < 2 or numeral.unit == "%" or is_reached))

    def _find_member(self, numeral: Numeral, context: Context, told: list[Fact]) -> str | None:
        """Give each number of 「A、B产业产值分别增长x和y」 its own member; without a list, that of the clause before."""
        clause = self._text[context.clause_start : numeral.start]
        _, _, numbers = clause.rpartition("分别")
        index = len(_NUMBER.findall(numbers))
        member = pick_member(self._shown(context.clause_start, numeral.start), index)
        if member:
            return member
        earlier = [fact for fact in told[: len(told) - index] if fact.comparison not in {"rank", "gap"}]
        clauses = _NUMBER.findall(context.rest)
        n_members = index + 1 + len(clauses)
        group = earlier[-n_members:]
        if len(group) == n_members and index < len(group):
            share = re.search(r"占[一-龥]{2,14}比重", clause)
            return group[index].indicator + (share[0] if share else "")
        return None

    def _shown(self, start: int, end: int) -> str:
        """Return a stretch of the text from behind the last time or place at its front."""
        first = start
        for place in range(start, min(end, start + 40)):
            if self._in_cut[place]:
                first = place + 1
            elif place - first > 3:
                break
        return self._text[first:end]

    def _noun_before(self, context: Context, numeral: Numeral, comparison: str) -> str:
        start = context.gap_start
        origin = re.search(r"(?:由|从)[^由从，。；]{0,14}$", self._text[start : numeral.start])
        end = start + origin.start() if origin and origin.start() > 1 else numeral.start
        first = start
        for place in range(start, end):
            if self._in_cut[place]:
                first = place + 1
        phrase = self._text[first:end]
        if comparison == "rank":
            phrase = re.sub(r"在[^，。；]{2,16}中$", "", _RANKED.sub("", phrase))
        if len(phrase) < 3 and first > start:
            # A time or place right before the number: the noun stands before it.
            shown = "".join(" " if self._in_cut[place] else self._text[place] for place in range(start, end))
            phrase = shown.strip().rsplit(" ", 1)[0] if not _NAME.search(strip_trailing(phrase)) else phrase
        noun = clean_phrase(phrase, keeps_share=comparison == "share")
        if first > start and 0 < len(noun) <= 2:
            # 电动装载机全年销售6200台: a bare verb behind the time; the thing stands before it.
            thing = "".join("" if self._in_cut[place] else self._text[place] for place in range(start, first))
            return clean_phrase(thing) + noun
        return noun

    def _noun_of_bracket(self, context: Context) -> str:
        """Return the measure right before the bracket a number stands alone in: 盈利（8.7亿元）."""
        if not context.in_brackets or len(context.gap) > 1:
            return ""
        before = re.split(
            r"[，；。：\d]", self._text[max(0, context.clause_start - 24) : context.clause_start - 1]
        )[-1]
        noun = clean_phrase(before.rpartition("）")[2])
        return noun if load_lexicon().tail.search(noun) else ""

    def _noun_after(self, context: Context, following: str) -> str:
        if re.match(r"[^，。；\d]{0,14}(?:获评|入选|获批|纳入|上榜|获认定)", context.rest):
            return trim_quote(re.split(r"[，。；（]", context.rest)[0])
        noun = cut_predicate(context.right)
        # 2家千亿级、24家百亿级工业企业: the noun stands at the end of the list.
        if _KIND.search(noun) and following and re.match(r"[^，。；]{0,12}[、和及]", context.right):
            tail = re.sub(r"^[一-龥]{1,4}(?:级|型|类)", "", cut_predicate(following))
            return noun + tail if tail else noun
        return noun

    def _label(self, context: Context, noun: str) -> str:
        """Return a bare measure with the label of its item: 优质白酒：营业收入3260亿元."""
        found = _LABEL.match(self._text[context.block.start : context.block.start + _LONGEST_LABEL])
        if not found or not noun or len(noun) > _BARE or found[1] in noun or _NO_LABEL.search(found[1]):
            return noun
        return found[1] + noun

    def _topic(self, context: Context) -> str:
        """Return what the clause before is about."""
        parts = [part for part in re.split(r"[，；：]", context.left)[:-1] if part]
        for part in reversed(parts[-2:]):
            listed = re.search(
                r"(?:第[一二三四五六七八九十\d]{1,3}批)?([^，]{3,30}?)(?:名单|榜单|名录)(?:中|里|上|公布)?$",
                part,
            )
            said = listed[1] if listed else part
            if re.search(r"看$|^据|核算|^经|统计$|情况$", part):
                continue
            topic = clean_phrase(re.split(r"第[一二三四五六七八九十\d]{1,3}批", said)[-1])
            if len(topic) >= 2:
                return topic
        return ""

    def _name_run(self, context: Context, before: Fact | None) -> str:
        """Return what lasts: 规模以上工业增加值 + 高于全国平均水平."""
        what = re.split(r"[，。；（]", context.rest)[0]
        what = re.sub(r"^(?:保持|实现|稳定)?", "", what)
        noun = clean_phrase(re.sub(r"(?:已)?连续$", "", context.gap))
        if noun in load_lexicon().sizes and before is not None:
            noun = before.indicator
        compares = re.match(r"[高快低慢]于", what) is not None
        if len(noun) < 2 and before is not None:
            noun = before.indicator + (
                "增速"
                if before.comparison == "growth" and "增速" not in before.indicator and compares
                else ""
            )
        elif len(noun) < 2 and re.match(r"(?:处于|高于|快于|保持|位于|低于|稳定|增长|下降)", what):
            noun = self._topic(context)
        return noun + what


def _name_output(noun: str, numeral: Numeral) -> str:
    """Return 原煤产量 of 生产原煤10.16亿吨: what is made is measured by how much of it."""
    made = _PRODUCED.fullmatch(noun) if _WEIGHED.search(numeral.unit) else None
    return f"{made[1]}产量" if made else noun


def _name_topic(fact: Fact) -> str:
    """Return what a number that tells more of this one is about: 单项冠军总数, of 单项冠军总数连续四年保持…."""
    return str(fact.extra.get("topic") or fact.indicator)


def _goes_on(comparison: str, context: Context) -> bool:
    """Say whether a number only tells more of the one before: its rank, its gap, its growth, its level later on."""
    gap = context.gap.lstrip("、，和与及")
    if comparison == "rank":
        gap = re.sub(r"(?:居|列|排名?|位列|位居|名列)[^，。；]{0,10}$", "", gap)
        return len(re.sub(load_lexicon().rank_words, "", gap)) < 2
    if comparison in {"gap", "delta"}:
        gap = gap.removeprefix("分别")
        return not gap or (
            re.match(
                r"(?:其中)?(?:同口径)?(?:增速|增幅|同比|环比)?(?:比|较|高|低|快|慢|领先|提高|提升|上升|下降|回落|扩大|收窄|增加|净增|连续|优)",
                gap,
            )
            is not None
        )
    return (
        load_lexicon().more.fullmatch(gap) is not None
        or re.fullmatch(r"[一-龥]{0,4}(?:到|至|为)了?[约近超]?", gap) is not None
    )
