"""Where does a noun phrase begin and end? In front of a number, behind it, and in a list that shares its tail."""

import re

from gaodi.prose.industries import is_bound
from gaodi.prose.lexicon import load_lexicon

_EMPTY = frozenset(
    {
        "同期",
        "同口径",
        "左右",
        "其中",
        "以上",
        "全年",
        "全部",
        "大关",
        "分别",
        "当月",
        "当日",
        "当季",
        "当年",
        "同比",
    }
)
_OWNER = re.compile(
    r"(?:^|[，、：])([一-龥A-Za-z“”]{2,14}(?:产业链|产业|企业|工业|行业|业|集群|园区|平台))(?:累计|全年|共)?(?:实现|完成|达到|创造)$"
)
_COMPARED = re.compile(r"(?:比|较)[^，。；比较]{2,10}$")
_BARE_MEASURE = 8
"""Characters of a measure that is not whole without whose it is. Our own choice."""
_LONGEST_WORD = 12
"""No word of the lists is longer."""
_NAME = re.compile(r"[一-龥A-Za-z]")
_NOT_NOUN = re.compile(r"^(?:以上|左右|以内|以下|及以上|大关|台阶|关口|多|余)*的?")
_CHANGES = re.compile(r"[一-龥]{2}(?:到|至|为|了)|(?:增加|提高|扩大|减少|下降|增长|上升)")
_GIVEN = frozenset({"奖励", "补助", "补贴", "资助", "支持", "奖补", "补偿", "授信", "贷款", "融资", "订单"})


def is_noun(right: str) -> bool:
    """Say whether a noun follows at once: 500万元奖励, 2500万美元战略合作协议."""
    words = load_lexicon().words.tag(right[:12])
    return (
        bool(words)
        and (words[0][1][:1] in {"n", "b", "j"} or words[0][0] in _GIVEN)
        and words[0][0] not in {"以上", "左右"}
    )


def clean_phrase(phrase: str, *, keeps_share: bool = False) -> str:
    """Return the noun phrase in front of a number.

    Examples
    --------
    >>> clean_phrase("累计投入研发费用达")
    '研发费用'
    >>> clean_phrase("规模以上工业增加值同比增长")
    '规模以上工业增加值'
    """
    phrase = re.sub(r"（[^）]*）|20\d\d年?度?|[●◆■▲]", "", phrase)
    phrase = re.split(r"[，；：。（）]", phrase.rstrip("，；：（"))[-1]
    phrase = strip_trailing(phrase)
    phrase = re.split(r"[、](?=[^、]*(?:同比|增长|下降|达|实现|完成|新增))", phrase)[-1]
    phrase = _strip_leading(phrase)
    phrase = _join_owner(_cut_governor(phrase), phrase)
    phrase = _COMPARED.sub("", strip_trailing(phrase))
    phrase = _strip_leading(phrase)
    if keeps_share:
        phrase = re.sub(r"(?<=占)(全[国省市]|国内)的(?=(?:比重|份额)$)", r"\1", phrase)
    else:
        phrase = re.sub(r"占$", "", phrase)
    phrase = trim_quote(phrase)[-40:]
    return "" if phrase in _EMPTY else phrase


def _join_owner(measure: str, phrase: str) -> str:
    """Return 规上工业企业营业收入 of 规上工业企业实现营业收入: whose measure it is belongs to what is measured."""
    owner = _OWNER.search(phrase.removesuffix(measure)) if measure != phrase else None
    is_bare = len(measure) <= _BARE_MEASURE and load_lexicon().tail.search(measure) is not None
    return owner[1] + measure if owner and is_bare else measure


def strip_trailing(phrase: str) -> str:
    """Return a phrase without the verbs, bounds and joints at its end, one word at a time.

    Examples
    --------
    >>> strip_trailing("规模以上工业增加值同比增长约")
    '规模以上工业增加值'
    """
    while match := load_lexicon().trailing.search(phrase, max(0, len(phrase) - _LONGEST_WORD)):
        phrase = phrase[: match.start()]
    return phrase


def trim_quote(phrase: str) -> str:
    """Return a phrase without joints at its ends and without half a pair of quotation marks."""
    phrase = phrase.strip("的、，和与及 \n")
    if phrase.count("“") != phrase.count("”"):
        phrase = phrase.replace("“", "").replace("”", "")
    return phrase


def _strip_leading(phrase: str) -> str:
    while (match := load_lexicon().lead.match(phrase)) and not load_lexicon().not_lead.match(phrase):
        phrase = phrase[match.end() :]
    return phrase.lstrip("、，和与及的")


def _cut_governor(phrase: str) -> str:
    """Cut behind the last verb that governs the phrase; 建设用地 and 签约项目 are nouns."""
    best = 0
    verb = ""
    starts = _word_starts(phrase)
    for match in load_lexicon().governor.finditer(phrase):
        if (
            match.start() in starts
            and match.end() in starts
            and match.end() < len(phrase)
            and not is_bound(phrase[match.end()])
            and not load_lexicon().noun_verb.match(phrase, match.start())
        ):
            inside = phrase[: match.end()]
            if inside.count("“") == inside.count("”") or phrase.count("“") != phrase.count("”"):
                best, verb = match.end(), match[0]
    rest = phrase[best:]
    if best and len(rest.strip("“”的")) <= 2 and verb not in load_lexicon().light_governors:
        return verb + rest
    return rest


def _word_starts(phrase: str) -> set[int]:
    starts, place = {0}, 0
    for word in load_lexicon().words.cut(phrase):
        place += len(word)
        starts.add(place)
    return starts


def cut_predicate(right: str) -> str:
    """Return the noun phrase after a number, up to what is said of it."""
    if _CHANGES.match(right):
        return ""
    phrase = re.split(
        r"[，。；：、！？\n（）\d—]|(?<=[一-龥]{2})新(?=增|签约|承接|建成|开工|认定|培育|引进|获)|以及|和(?=[^一-龥]*\d)|及(?=\d)",
        _NOT_NOUN.sub("", right),
    )[0]
    # Nouns joined by 、 or 和 before one verb or stop stay together: 国家领航智能工厂、卓越级智能工厂.
    words = load_lexicon().words.tag(phrase)
    kept, has_noun = "", False
    is_quoted = False
    for place, (word, tag) in enumerate(words):
        is_quoted = (is_quoted or word == "“") and word != "”"
        if is_quoted:
            kept += word
            continue
        after = words[place + 1][1] if place + 1 < len(words) else ""
        if kept and (
            (word in load_lexicon().stops and word != "和")
            or word == "的"
            or (tag in {"d", "p", "c", "r", "f"} and word not in {"和", "以上", "上下游"})
            or (tag in {"i", "l"} and not after)
        ):
            break
        if kept and (word in load_lexicon().predicates and not after.startswith("n")):
            break
        if (
            has_noun
            and tag == "v"
            and len(word) > 1
            and (not after or after in {"p", "d", "uj", "ul", "v"})
            and not (after == "v" and any(t.startswith("n") for _, t in words[place + 2 :]))
        ):
            break
        kept += word
        has_noun = has_noun or tag[:1] in {"n", "j"} or tag == "vn"
    return trim_quote(_strip_leading(kept) if len(kept) > 3 else kept) if _NAME.search(kept) else ""


def pick_member(clause: str, index: int) -> str | None:
    """Return the member of 「A、B产业产值分别增长」 at this place, with the tail the members share."""
    listed, _, _ = re.sub(r"（[^（）]*）", "", clause).rpartition("分别")
    listed = re.split(r"[，；：]", listed)[-1] or listed
    listed = _strip_leading(listed)
    members = [part for part in re.split(r"[、和及与]", listed) if part]
    if len(members) < 2 or index >= len(members):
        return None
    members[0] = _cut_governor(members[0])
    members[-1] = strip_trailing(members[-1])
    tail = load_lexicon().tail.search(members[-1])
    chosen = members[index]
    if tail and not load_lexicon().tail.search(chosen):
        chosen += tail[0]
    return trim_quote(chosen)
