"""How are names and indicators written for comparing? Simplified, half-width, without marks."""

import re
import unicodedata

import opencc

_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉【】\[\]()（）〔〕,，。；;：:·.*\-—–_]|的(?=.)")  # noqa: RUF001  brackets of document numbers
_SIMPLIFY = opencc.OpenCC("t2s")


def fold_text(text: str) -> str:
    """Return the text simplified, half-width and without marks; for comparing only, never for display.

    Examples
    --------
    >>> fold_text("國家級 專精特新“小巨人”企業")
    '国家级专精特新小巨人企业'
    """
    return str(_SIMPLIFY.convert(_MARKS.sub("", unicodedata.normalize("NFKC", text))))
