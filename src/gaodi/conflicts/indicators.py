"""Which measure is it? Indicators under one writing, with what keeps two measures apart.

A title of the nation and one of the province are two measures, and so are the firms above scale and all firms: level
and coverage are parts of the key, never dropped. What the catalogue lists as an alias reads as its indicator.
"""

import re
from dataclasses import dataclass, replace

from gaodi.catalogue import Catalogue, Indicator
from gaodi.conflicts.characters import fold_text
from gaodi.conflicts.vocabulary import Vocabulary

_NEW = re.compile(r"^(?:新增|净增|新认定|新培育|新获批|新获评)")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorKey:
    """What an indicator says, part by part.

    Parameters
    ----------
    core : str
        What is measured, in one writing, without the parts below.
    level : str
        national, provincial, municipal or empty: on whose list the counted things are.
    coverage : str
        规上 or empty.
    event : str
        开工, 竣工 … or empty: what happened to the counted things.
    is_new : bool
        Whether the words say newly added; matters for ranks.
    indicator_id : str
        Of the catalogue; empty where it does not list the measure.
    """

    core: str
    level: str = ""
    coverage: str = ""
    event: str = ""
    is_new: bool = False
    indicator_id: str = ""


class IndicatorReader:
    """Reads indicators with the catalogue's aliases and the word lists.

    Examples
    --------
    >>> from gaodi.catalogue import load_catalogue
    >>> from gaodi.conflicts.vocabulary import load_vocabulary
    >>> reader = IndicatorReader(load_catalogue(), load_vocabulary())
    >>> a, b, c = (reader.read(name) for name in ("规工业增加值", "规模以上工业增加值", "工业增加值"))
    >>> a == b, a.core == c.core, a.coverage, c.coverage
    (True, True, '规上', '')
    >>> reader.read("省级专精特新“小巨人”企业").level, reader.read("小巨人企业").level
    ('provincial', 'national')
    """

    def __init__(self, catalogue: Catalogue, words: Vocabulary) -> None:
        self._words = words
        prefix = sorted(words.prefixes, key=len, reverse=True)
        self._prefix = re.compile(f"^(?:{'|'.join(map(re.escape, prefix))})(?=..)")
        suffix = sorted(words.suffixes, key=len, reverse=True)
        # 指数, 系数 and 倍数 are measures; only the 数 of a count is dropped.
        self._suffix = re.compile(f"(?<=..)(?<![指系倍基])(?:{'|'.join(map(re.escape, suffix))})$")
        self._event = re.compile("|".join(map(re.escape, words.all_events)))
        self._known: dict[str, Indicator] = {}
        self._read: dict[str, IndicatorKey] = {}
        for indicator in catalogue.indicators.values():
            self._known.setdefault(self.strip(indicator.zh), indicator)
        for indicator in catalogue.indicators.values():
            for alias in indicator.aliases:
                # An alias that is another indicator's own name does not win: 工业增加值增速 is not 规上.
                self._known.setdefault(self.strip(alias), indicator)

    def strip(self, text: str) -> str:
        """Return the text in one writing, without what is said before and after the measure."""
        text = fold_text(text)
        for said, meant in self._words.synonyms:
            if said in text and (meant not in text or said not in meant):
                text = text.replace(fold_text(said), meant)
        while True:
            shorter = self._suffix.sub("", self._prefix.sub("", text))
            if shorter == text:
                return text
            text = shorter

    def read(self, text: str, *, subject: str = "") -> IndicatorKey:
        """Return the key of an indicator; the subject's name before it is dropped.

        Parameters
        ----------
        text : str
        subject : str
            As the fact names it.
        """
        folded, own = fold_text(text), fold_text(subject)
        for name in (own, own[:-1] if own[-1:] in {"省", "市", "县", "区"} else ""):
            if len(name) > 1 and folded.startswith(name) and len(folded) > len(name) + 1:
                folded = folded.removeprefix(name)
                break
        if folded not in self._read:
            self._read[folded] = self._split(folded)
        key = self._read[folded]
        # The catalogue may name the programme with the measure: “4+4科创工程”创新成果.
        if len(own) > 1 and key.core.startswith(own) and len(key.core) > len(own) + 1:
            return replace(key, core=key.core.removeprefix(own))
        return key

    def find(self, stripped: str) -> Indicator | None:
        """Return the catalogue's indicator of a stripped text, or None."""
        return self._known.get(stripped)

    def _split(self, folded: str) -> IndicatorKey:
        stripped = self.strip(folded)
        known = self._known.get(stripped)
        rest = self.strip(known.zh) if known else stripped
        level = ""
        for name, marks in self._words.levels.items():
            mark = next((m for m in marks if rest.startswith(m) and not rest.startswith(f"{m}及以上")), "")
            if mark and len(rest) > len(mark) + 1:
                level, rest = name, rest.removeprefix(mark)
                break
        coverage = next((c for c in self._words.coverage if c in rest), "")
        if coverage:
            rest = rest.replace(coverage, "")
        found = self._event.search(rest)
        event = found[0] if found else ""
        return IndicatorKey(
            core=self._event.sub("#", rest) if event else rest,
            level=level,
            coverage=coverage,
            event=event,
            is_new=_NEW.search(folded) is not None,
            indicator_id=known.id if known else "",
        )
