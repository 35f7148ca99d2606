"""Where are the tags of a web page? Tags and texts with their offsets, in one pass, whatever the page holds.

The tokenizer of the HTML standard, cut down to what reading needs. Every step moves forward and every pattern is
possessive, so that time grows with the length of the page and not with what a hostile page nests or leaves open.
Nothing is executed, resolved or fetched.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([A-Za-z][^ \t\n\f\r/>]*+)")
_ATTRIBUTE = r"""[ \t\n\f\r/]*+(?:[^ \t\n\f\r/>=]++(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)?+)?+|=)"""
_REST = re.compile(rf"(?:{_ATTRIBUTE})*+[ \t\n\f\r/]*+>")
_PAIR = re.compile(
    r"""([^ \t\n\f\r/>=]++)(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"([^"]*+)"|'([^']*+)'|([^ \t\n\f\r>"'][^ \t\n\f\r>]*+))?+)?+"""
)
_COMMENT_END = re.compile(r"--!?>")
_RAW = ("script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "title")
_RAW_END = {name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE) for name in _RAW}


class Token(NamedTuple):
    """A piece of the source: text, an opening or a closing tag."""

    kind: str
    """text, open or close."""
    name: str
    """The tag's name in small letters, empty for text."""
    start: int
    end: int


def find_tokens(source: str) -> Iterator[Token]:
    """Yield texts and tags in order; comments, declarations and the inside of scripts and styles are left out.

    Examples
    --------
    >>> [token[:2] for token in find_tokens("<p>1<3<!-- <b> --></p>")]
    [('open', 'p'), ('text', ''), ('close', 'p')]
    """
    at = text_start = 0
    while (at := source.find("<", at)) >= 0:
        tag = _TAG.match(source, at)
        end = _end_of_tag(source, tag) if tag else _end_of_markup(source, at)
        if end == at:  # a plain "less than"
            at += 1
            continue
        if text_start < at:
            yield Token("text", "", text_start, at)
        if tag:
            name = tag.group(2).lower()
            yield Token("close" if tag.group(1) else "open", name, at, end)
            if not tag.group(1) and name in _RAW_END:
                close = _RAW_END[name].search(source, end)
                end = close.start() if close else len(source)
        at = text_start = end
    if text_start < len(source):
        yield Token("text", "", text_start, len(source))


def read_attributes(source: str, token: Token) -> dict[str, str]:
    """Return the attributes of an opening tag; of two with one name the first counts, as in browsers."""
    found: dict[str, str] = {}
    for match in _PAIR.finditer(source, token.start + 1 + len(token.name), token.end - 1):
        name, *values = match.groups()
        found.setdefault(name.lower(), next((value for value in values if value is not None), ""))
    return found


def _end_of_tag(source: str, tag: re.Match[str]) -> int:
    rest = _REST.match(source, tag.end())
    return rest.end() if rest else len(source)


def _end_of_markup(source: str, at: int) -> int:
    """Return where a comment, declaration or malformed closing tag ends, or `at` if none begins there."""
    if source.startswith("<!--", at):
        if source.startswith((">", "->"), at + 4):
            return source.index(">", at) + 1
        match = _COMMENT_END.search(source, at + 4)
        return match.end() if match else len(source)
    if source.startswith(("<!", "<?", "</"), at):
        end = source.find(">", at + 2)
        return end + 1 if end >= 0 else len(source)
    return at
