"""Whose number is it? The firm, park, cluster, event or place that a sentence puts in charge, else the article's region."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from gaodi.names import Mention, MentionKind
from gaodi.prose.articles import Article
from gaodi.prose.contexts import Context
from gaodi.prose.parallels import pick_parallel
from gaodi.prose.reading import Reading

_ACTORS = frozenset(
    {
        MentionKind.ENTERPRISE,
        MentionKind.PLANT,
        MentionKind.PARK,
        MentionKind.CLUSTER,
        MentionKind.PLATFORM,
        MentionKind.INSTITUTION,
        MentionKind.PROJECT,
        MentionKind.EVENT,
    }
)
_OWN_REGION = re.compile(r"(?<![占居列于比较为在向到])(?:全省|我省|全市|我市|全区|全县|全州)")
_COUNTRY = re.compile(
    r"(?:^|[，：]|截至|目前)(?:国内(?!生产总值|市场|外|首|领先|唯一|知名)|全国(?![一-龥]{0,3}[第前首])|我国|中国(?![一-龥]{2,8}(?:公司|集团|大会|博览会|峰会|论坛))|全行业)"
)
_POINTS_BACK = re.compile(
    r"^(?:[^，。；]{0,6}[，])?(?:这家|这座|这一|该|我们)?(?P<what>(?:(?<=这家)|(?<=这座)|(?<=该)|(?<=这一))[^，。；、]{0,8}(?:企业|公司|巨头)|企业|公司|[^，。；]{0,6}工厂|园区|项目|集群|基地|平台|其(?![中余他次实它])|这里|(?<=这座)[^，。；]{0,6}(?:重镇|城市|小城|县城))(?!数|家|总|名|规模|[的数]?[一-龥]{0,4}\d)"
)
_KINDS = {"巨头": {MentionKind.ENTERPRISE}, "企业": {MentionKind.ENTERPRISE}, "公司": {MentionKind.ENTERPRISE}, "工厂": {MentionKind.PLANT, MentionKind.ENTERPRISE}, "园区": {MentionKind.PARK},
    "项目": {MentionKind.PROJECT}, "集群": {MentionKind.CLUSTER}, "基地": {MentionKind.PLANT, MentionKind.PARK}, "平台": {MentionKind.PLATFORM}}  # fmt: skip
_SPEAKER = re.compile(
    r"(?:所长|院长|主任|教授|专家|研究员|负责人|总经理|副总|董事长|秘书长|厅长|局长|经理|厂长|总工)[一-龥]{0,4}(?:说|表示|指出|认为|介绍|透露|坦言)"
)
_FRESH = re.compile(
    r"(?:全年|截至[^，]{0,6}，|目前，)?(?:新增|累计|举办|组织|下一步|新认定|新培育|实施|推动)"
)
"""How a report goes on about its region after it told of a firm."""
_POINTED = 400
"""Characters back in which 这家企业 looks for its name. Our own choice."""
_NO_NAME = re.compile(r"[居占第]|^[“\d）]")
_OFFICE = re.compile(r"(?:厅|局|委|委员会|办|办公室|部|政府|日报|晚报|海关|法院|协会|商会|联盟|学会)$")
_OPENER = re.compile(
    r"(?:在|由|总部位于|总部在|落户|走进|来到|位于|坐落于?|作为|据|目前|如今|其中|同时|比如|例如|如|今年|去年|[\d年月日前—季度上半至]{1,14}|近日|日前|以|同步|截至|■+的?|老牌|知名|本土|国内|省内|全球|龙头|企业|[一-龥]{2,6}的)*+"
)
_BASE_BEFORE = re.compile(
    r"(?:距|占|居|列|位|于|比|较|超|高于|低于|快于|全国|销往|出口|来自|面向|辐射|走向|落户|覆盖|向|到|至|赴|与|和|同|、|牵手|对接)$"
)


class SubjectFinder:
    """Says whose a number is.

    Parameters
    ----------
    reading : Reading
    mentions : sequence of Mention
        Names found in the text as read, in order.
    articles : sequence of Article
        Whose number it is where a sentence names nobody.
    """

    def __init__(self, reading: Reading, mentions: Sequence[Mention], articles: Sequence[Article]) -> None:
        self._text = reading.text
        self._articles = articles
        self._article_starts = [article.start for article in articles]
        self._actors = [
            mention for mention in mentions if mention.kind in _ACTORS and not _NO_NAME.search(mention.text)
        ]
        self._actor_starts = [mention.start for mention in self._actors]
        self._places = [mention for mention in mentions if mention.kind is MentionKind.PLACE]
        self._place_starts = [mention.start for mention in self._places]
        self._place_spans = [(mention.start, mention.end) for mention in self._places]
        self._masked = _mask(reading.text, self._places)

    def find(self, start: int, context: Context) -> str:
        """Return whose number it is, with the region's suffix; empty where the text names nobody at all."""
        sentence = context.left
        clause = (context.clause_start, context.clause_end)
        if (listed := pick_parallel(self._text, clause, start, self._place_spans)) is not None:
            return self._wide(self._places[listed])
        if context.in_brackets and (outside := self._find_outside(context)):
            return outside
        if context.in_brackets and (inside := self._find_inside(start, context)):
            return inside
        if context.in_brackets and (
            told := re.search(
                r"(全国|全省|全市|中部|东部|西部)[^，。；一-龥]{0,2}（$",
                self._text[max(0, context.clause_start - 8) : context.clause_start],
            )
        ):
            return told[1]
        actor = self._find_actor(start, context)
        if actor:
            return actor
        if _COUNTRY.search(sentence) and not _OWN_REGION.search(sentence):
            return "全国"
        if place := self._find_place(start, context):
            return place
        return self.region_at(start)

    def _find_outside(self, context: Context) -> str:
        """Return the place right before the bracket a number stands in alone: 高于洛阳市（7.2%）."""
        place = bisect_left(self._place_starts, context.clause_start) - 1
        is_there = place >= 0 and self._places[place].end == context.clause_start - 1
        return self._wide(self._places[place]) if is_there and len(context.gap) <= 1 else ""

    def _find_inside(self, start: int, context: Context) -> str:
        """Return the name that stands with the number in its brackets: 亩均税收23.6万元（某高新区41.2万元）."""
        for starts, mentions in ((self._actor_starts, self._actors), (self._place_starts, self._places)):
            place = bisect_left(starts, context.clause_start)
            if (
                place < len(mentions)
                and mentions[place].start <= context.clause_start + 4
                and mentions[place].end <= start
            ):
                return self._wide(mentions[place])
        return ""

    def _find_actor(self, start: int, context: Context) -> str:
        last = bisect_right(self._actor_starts, start) - 1
        own = self._in_sentence(last, context)
        if own:
            # A region that takes the sentence back: …企业，全省实现…
            between = self._text[own.end : start]
            return "" if _OWN_REGION.search(between) else own.canonical or own.text
        sentence = context.left
        pointed = _POINTS_BACK.match(sentence + context.after[:1])
        if pointed:
            return self._find_pointed(pointed["what"], last, start)
        if last < 0 or self._actor_starts[last] < context.block.start or _FRESH.match(sentence):
            return ""
        between = self._text[self._actors[last].end : context.sentence_start]
        names_place = (
            self._find_place(start, context) or _OWN_REGION.search(sentence) or _COUNTRY.search(sentence)
        )
        if _OWN_REGION.search(between) or _SPEAKER.match(self._text[self._actors[last].end :][:12]):
            return ""
        if not names_place and between.count("。") <= 2 and self._leads(self._actors[last]):
            return self._actors[last].canonical or self._actors[last].text
        return ""

    def _find_pointed(self, what: str, last: int, start: int) -> str:
        """Return the name that 这家企业 or 园区 stands for."""
        if re.search(r"(?:重镇|城市|小城|县城)$", what):
            place = bisect_right(self._place_starts, start) - 1
            return self._wide(self._places[place]) if place >= 0 else ""
        kinds = next((kinds for word, kinds in _KINDS.items() if what.endswith(word)), _ACTORS)
        for mention in reversed(self._actors[max(0, last - 8) : last + 1]):
            if mention.start < start - _POINTED:
                break
            if mention.kind in kinds:
                return mention.canonical or mention.text
        return ""

    def _in_sentence(self, last: int, context: Context) -> Mention | None:
        """Return the name of the sentence that acts in it: the last one that begins a clause, or stands in its front."""
        for place in range(last, max(-1, last - 6), -1):
            mention = self._actors[place]
            if mention.start < context.sentence_start:
                return None
            if self._leads(mention):
                owner = self._actors[place - 1] if place else None
                # 某科技的实验室: the firm, not its laboratory.
                is_owned = (
                    owner is not None
                    and owner.kind is MentionKind.ENTERPRISE
                    and mention.kind is not MentionKind.ENTERPRISE
                    and self._text[owner.end : mention.start] == "的"
                )
                return owner if is_owned else mention
        return None

    def _leads(self, mention: Mention) -> bool:
        """Say whether a name begins its clause, apart from words such as 在, 走进, 位于长沙的."""
        if mention.kind is MentionKind.INSTITUTION and _OFFICE.search(mention.text):
            return False
        if _SPEAKER.match(self._text[mention.end : mention.end + 12]):
            return False
        before = self._masked[max(0, mention.start - 24) : mention.start]
        clause = re.split(r"[，。；：！？\n—“”（）●▲◆]", before)[-1]
        if not _OPENER.fullmatch(clause) or re.search(
            r"(?:支持|帮助|推动|引进|吸引|带动|服务|培育|包括|包含|涌现出|如|以|等|与|和|、|对|向|为|给|联合|携手|牵手|对接|入选|销往|供应|打造的|获|进入|加盟|看中|举办|召开|承办|主办|亮相|参加|在[^，]{0,8}举办的)$",
            clause,
        ):
            return False
        return not re.search(r"新增|累计|全省|全市|拥有|建成|培育", clause)

    def _find_place(self, start: int, context: Context) -> str:
        """Return the place that leads the sentence, or its clause."""
        first = bisect_left(self._place_starts, context.sentence_start)
        last = bisect_right(self._place_starts, start)
        region = self.region_at(start)
        found = ""
        for mention in self._places[first:last]:
            before = self._text[max(context.sentence_start, mention.start - 12) : mention.start]
            clause = re.split(r"[，；：—“”（）]", before)[-1]
            after = self._text[mention.end : mention.end + 1]
            if (
                before.endswith("（")
                or _BASE_BEFORE.search(clause)
                or after in "、和与"
                or len(clause) > 9
                or re.search(r"[一-龥](?:的|省|市)$", clause)
            ):
                continue
            found = mention.canonical or mention.text
        if found and _OWN_REGION.search(
            self._text[self._place_starts[last - 1] : start] if last > first else ""
        ):
            return region
        return found

    def _wide(self, mention: Mention) -> str:
        return mention.canonical or mention.text

    def region_at(self, start: int) -> str:
        """Return the region of the article this place is in."""
        return self._articles[bisect_right(self._article_starts, start) - 1].region


def _mask(text: str, places: Sequence[Mention]) -> str:
    """Return the text with every place written as ■, so that a pattern can pass over it."""
    parts, last = [], 0
    for mention in places:
        parts += [text[last : mention.start], "■" * (mention.end - mention.start)]
        last = mention.end
    return "".join([*parts, text[last:]])
