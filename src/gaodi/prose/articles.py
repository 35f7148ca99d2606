"""Which articles does a text hold, and which region is each about? Two provinces may share a file."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gaodi.names import Mention, MentionKind, find_province
from gaodi.prose.reading import Reading

ISSUER = re.compile(
    r"(?:(?:发布|供稿|来源|作者|单位)：)?([一-龥]{2,8}?(?:省|市|自治区|自治州|县|区|开发区))?[一-龥]{2,12}(?:厅|局|委员会|办公室|统计局|调查队|管委会|人民政府|发改委)"
)
"""A line that is nothing but the name of an office: who wrote the article."""
_PROVINCE = re.compile(r"(?:省|自治区)$|^(?:北京|上海|天津|重庆)市$")
_ALL = {
    "province": re.compile(
        r"(?<![占居列于比较为在])全省|我省|省委|省政府|自治区(?:党委|政府|人民政府|[一-龥]{2,6}[厅委局])"
    ),
    "city": re.compile(r"(?<![占居列于比较为在])全市|我市|市委|市政府"),
    "county": re.compile(r"(?<![占居列于比较为在])全县|我县|县委|县政府"),
}
_PARK = re.compile(r"(?:开发区|高新区|经开区|园区|产业园|新区)$")
_ALL_PARK = re.compile(r"全区|园区|我区|开发区")
_PARK_TITLE = re.compile(
    r"([一-龥]{2,16}(?:经济技术开发区|经济开发区|高新技术产业开发区|高新区|经开区|开发区|产业园区|工业园区|新区))(?=20\d\d年|[：，])"
)
_FOOT = 4
"""Blocks at the end in which the name of an office is a signature. Our own choice."""
_HEAD = 3
"""Blocks of an article in which its title stands. Our own choice."""


@dataclass(frozen=True, slots=True)
class Article:
    """A stretch of the text that speaks for one region; empty where it names none."""

    start: int
    end: int
    region: str


def find_articles(reading: Reading, mentions: Sequence[Mention], region: str | None) -> tuple[Article, ...]:
    """Divide a text at the lines that name its authors, and say which region each part is about.

    Parameters
    ----------
    reading : Reading
    mentions : sequence of Mention
        In the order of the text.
    region : str or None
        Taken where a part does not clearly speak of another place.
    """
    starts = [0]
    issuers: dict[int, str] = {}
    openings = {mention.start: mention for mention in mentions if mention.kind is MentionKind.PLACE}
    for place, block in enumerate(reading.blocks):
        text = reading.text[block.start : block.end]
        opened = openings.get(block.start)
        if (
            opened is not None
            and block.kind in {"heading", "line"}
            and reading.text[opened.end : opened.end + 1] == "："
        ):
            # 宁夏：…: a headline that names its region.
            if block.start > starts[-1]:
                starts.append(block.start)
            issuers.setdefault(starts[-1], opened.canonical or opened.text)
            continue
        found = ISSUER.match(text) if block.kind != "body" else None
        found = (
            found
            if found and re.fullmatch(r"(?:[一-龥]{0,10})?(?:20\d\d年.{0,8})?", text[found.end() :])
            else None
        )
        if block.kind != "heading" or not found:
            continue
        # The title stands above its author.
        above = reading.blocks[place - 1] if place else block
        if place >= len(reading.blocks) - _FOOT:
            issuers.setdefault(starts[-1], found[1] or "")  # a signature
            continue
        start = above.start if above.kind in {"heading", "line"} else block.start
        if start > starts[-1] and found[1]:
            starts.append(start)
        issuers.setdefault(starts[-1], found[1] or "")
    ends = [*starts[1:], len(reading.text)]
    names = [mention.start for mention in mentions]
    articles = []
    for start, end in zip(starts, ends, strict=True):
        own = mentions[bisect_right(names, start - 1) : bisect_right(names, end - 1)]
        articles.append(
            Article(start, end, _find_region(reading, own, start, end, issuers.get(start, ""), region))
        )
    return tuple(articles)


def _find_region(
    reading: Reading, mentions: Sequence[Mention], start: int, end: int, issuer: str, region: str | None
) -> str:
    text = reading.text[start:end]
    titled = _find_titled(reading, mentions, start, text)
    places = Counter(
        mention.canonical or mention.text for mention in mentions if mention.kind is MentionKind.PLACE
    )
    if issuer:
        return next((place for place in places if place.startswith(issuer[:2])), issuer)
    if titled and _PARK.search(titled):
        return titled
    spoken = _find_level(text, places) or _find_above(text, places)
    is_overshadowed = spoken and (
        _outweighs(text, _level(spoken), _level(titled)) or places[spoken] >= 2 * max(1, places[titled])
    )
    if titled and not is_overshadowed:
        return titled
    if region and places:
        name, n_mentions = places.most_common(1)[0]
        is_other = n_mentions >= 3 and n_mentions > 2 * places[region]
        return spoken if spoken and is_other else name if is_other else region
    return (
        spoken
        or region
        or _find_park(reading, mentions, start)
        or next(iter(dict(places.most_common(1))), "")
    )


def _find_above(text: str, places: Counter[str]) -> str:
    """Return the province of all places where 全省 or 自治区政府 is said and no province is named."""
    if not _ALL["province"].search(text):
        return ""
    above = {find_province(place) for place in places}
    return above.pop() if len(above) == 1 else ""


def _find_park(reading: Reading, mentions: Sequence[Mention], start: int) -> str:
    """Return the park that the article's first line means by its kind alone: 高新区22个项目开工."""
    first = bisect_right([block.start for block in reading.blocks], start) - 1
    title = "".join(reading.text[block.start : block.end] for block in reading.blocks[first : first + 1])
    parks = Counter(m.canonical or m.text for m in mentions if m.kind is MentionKind.PARK)
    named = [park for park in parks if (kind := _PARK.search(park)) and kind[0] in title]
    return max(named, key=lambda park: parks[park], default="")


def _outweighs(text: str, one: str, other: str) -> bool:
    """Say whether a text speaks of one level, such as 全县, clearly more often than of the other."""
    n_one = len(_ALL[one].findall(text))
    return one != other and n_one >= 3 and n_one > 2 * len(_ALL[other].findall(text))


def _level(place: str) -> str:
    """Return province, city or county."""
    if _PROVINCE.search(place):
        return "province"
    return "county" if place.endswith(("县", "旗", "区")) else "city"


def _find_level(text: str, places: Counter[str]) -> str:
    """Return the place that 全省, 全市 or 全县 speaks of; empty where none of these is said.

    The words of a level and the mentions of its place count together: a city's article may compare with 全省 often.
    """
    weights: dict[str, int] = {}
    for level, words in _ALL.items():
        own = {place: count for place, count in places.items() if _level(place) == level}
        if own:
            name = max(own, key=lambda place: own[place])
            weights[name] = len(words.findall(text)) * own[name]
    best = max(weights, key=lambda place: weights[place], default="")
    return best if best and weights[best] and places[best] * 3 >= max(places.values()) else ""


def _find_titled(reading: Reading, mentions: Sequence[Mention], start: int, text: str) -> str:
    """Return the place or park that an article's title begins with; empty where there is none."""
    first = bisect_right([block.start for block in reading.blocks], start) - 1
    for block in reading.blocks[first : first + _HEAD]:
        if block.kind not in {"heading", "line"}:
            continue
        if park := _PARK_TITLE.match(reading.text[block.start : block.end].lstrip("—-·")):
            return park[1]
        for mention in mentions:
            lead = (
                reading.text[block.start : mention.start]
                if block.start <= mention.start < block.end
                else None
            )
            if lead is None or not re.fullmatch(r"[^一-龥]*(?:[^，。]{0,16}在)?(?:[一-龥]{2,3})?", lead):
                continue
            if mention.kind is MentionKind.PLACE:
                inner = [m for m in mentions if m.kind is MentionKind.PLACE and m.start == mention.end]
                return (inner or [mention])[0].canonical or mention.text  # 浙江新昌 is 新昌
            if mention.kind is MentionKind.PARK and len(_ALL_PARK.findall(text)) >= 2:
                return mention.canonical or mention.text
    return ""
