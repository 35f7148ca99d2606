"""Which names stand in quotation marks, in a list of projects, or carry a model code? Found by form alone."""

import re
from collections.abc import Iterator

from gaodi.names.lexicon import Lexicon
from gaodi.names.records import MentionKind

QUOTED = re.compile(r"[“「『]([^“”「」『』\n]{1,30})[”」』]|\"([^\"\n]{1,30})\"|‘([^‘’\n]{1,30})’")
_LISTED = re.compile(r"等[“\"][^“”\"\n]{0,12}项目[”\"]")
_STOP = re.compile(r"[，。；：！？,;:!?\n]")
_LIST_LENGTH = 240  # characters looked back from the noun that ends a list
_ITEM_LENGTHS = range(4, 25)
_GAP = 8  # characters between the quotation and the word that says what it is


def find_quoted(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, MentionKind]]:
    """Yield names that quotation marks set off, with the noun after them (“智赋万企”行动) or alone.

    Examples
    --------
    >>> from gaodi.names.lexicon import load_lexicon
    >>> text = "实施“智赋万企”行动，推进“十大产业项目”建设"
    >>> [text[start:end] for start, end, _ in find_quoted(text, load_lexicon())]
    ['“智赋万企”行动', '“十大产业项目”']
    """
    for match in QUOTED.finditer(text):
        whole = lexicon.whole_quote.search(match[match.lastindex or 0])
        if whole and whole.start() >= 1:
            yield match.start(), match.end(), lexicon.wholes[whole.group()]
            continue
        after = lexicon.after_quote.match(text, match.end(), match.end() + _GAP + 8)
        if after and not _has_cut(after[1], lexicon):
            yield match.start(), after.end(), lexicon.quoted[after[2]]


def find_coded(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, MentionKind]]:
    """Yield products named by a model code beside the word for them (AES100发动机).

    Examples
    --------
    >>> from gaodi.names.lexicon import load_lexicon
    >>> text = "株洲的AES100发动机加速应用"
    >>> [text[start:end] for start, end, _ in find_coded(text, load_lexicon())]
    ['AES100发动机']
    """
    for match in lexicon.coded.finditer(text):
        yield match.start() + _find_last_cut(match[0], lexicon), match.end(), MentionKind.PRODUCT


def find_listed(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, MentionKind]]:
    """Yield the members of a list that the noun after it calls projects (A、B等“十大产业项目”).

    Examples
    --------
    >>> from gaodi.names.lexicon import load_lexicon
    >>> text = "推进甲公司锂电池项目、乙公司三维玻璃研发等“十大产业项目”建设"
    >>> [text[start:end] for start, end, _ in find_listed(text, load_lexicon())]
    ['甲公司锂电池项目', '乙公司三维玻璃研发']
    """
    for match in _LISTED.finditer(text):
        low = max(0, match.start() - _LIST_LENGTH)
        stop = [found.end() for found in _STOP.finditer(text, low, match.start())]
        begin = stop[-1] if stop else low
        opening = lexicon.cuts.match(text, begin, match.start())
        position = opening.end() if opening and opening["cut"] else begin
        items = text[position : match.start()].split("、")
        for item in items if len(items) > 1 and (stop or not low) else ():
            if len(item) in _ITEM_LENGTHS:
                yield position, position + len(item), MentionKind.PROJECT
            position += len(item) + 1


def _has_cut(text: str, lexicon: Lexicon) -> bool:
    return any(match["cut"] for match in lexicon.cuts.finditer(text))


def _find_last_cut(text: str, lexicon: Lexicon) -> int:
    return max((match.end() for match in lexicon.cuts.finditer(text) if match["cut"]), default=0)
