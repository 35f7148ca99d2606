"""When are two spellings one name? Width, script, spaces and marks that mean nothing are taken away, for matching only."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from gaodi.names.wordlists import load_words

_MARKS = re.compile("[\\s\"'“”‘’「」『』《》·.。,，、:：;；*★#]+")
_SPECIAL = re.compile(r"^S?ST(?=[一-鿿])", re.IGNORECASE)
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_NUMBERED = re.compile(r"[一二三四五六七八九](?=[号期厂])")
LONGEST = 120  # characters; the longest registered name has about sixty


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _kept_characters() -> frozenset[str]:
    return frozenset(load_words("anatomy")["kept_characters"])


def simplify_script(text: str) -> str:
    """Return a name in simplified script, keeping characters that simplified names also use.

    Examples
    --------
    >>> simplify_script("中聯重科"), simplify_script("昇腾"), simplify_script("乾照光电")
    ('中联重科', '昇腾', '乾照光电')
    """
    converted = str(_converter().convert(text))
    if converted == text or len(converted) != len(text):
        return converted
    kept = _kept_characters()
    return "".join(old if old in kept else new for old, new in zip(text, converted, strict=True))


def spell_plainly(name: str) -> str:
    """Return the spelling by which names are compared: width, script, spaces and marks folded.

    Characters that no text can hold (lone surrogates, controls) are dropped, and what stands beyond 120
    characters, which no name has.

    Examples
    --------
    >>> spell_plainly(" *ST 张股 "), spell_plainly("力合科技(湖南)股份有限公司"), spell_plainly("三一重工一号厂")
    ('张股', '力合科技（湖南）股份有限公司', '三一重工1号厂')
    """
    spelled, before = name[: 4 * LONGEST], ""
    while spelled != before:  # a mark taken away may bring together what then folds into one
        spelled, before = _spell_once(spelled), spelled
    return spelled


def _spell_once(name: str) -> str:
    clean = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    folded = unicodedata.normalize("NFKC", clean).strip()
    folded = _SPECIAL.sub("", _MARKS.sub("", folded))[:LONGEST]
    folded = folded.replace("(", "（").replace(")", "）").replace("[", "（").replace("]", "）").upper()
    folded = _NUMBERED.sub(lambda match: match[0].translate(_NUMERALS), folded)
    return simplify_script(folded)
