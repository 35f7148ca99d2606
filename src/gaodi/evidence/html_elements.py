"""What do the elements of a web page do to its text? Some begin a paragraph, some no reader sees."""

import re

from gaodi.evidence.html_tokens import Token, read_attributes

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "li", "listing",
    "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody",
    "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_HIDDEN = frozenset({
    "template", "noscript", "select", "datalist", "svg", "audio", "video", "canvas", "object", "applet",
    "rp", "rt",
})  # fmt: skip
"""Elements whose inside no reader of the page sees as running text."""
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
})  # fmt: skip
_HIDING_STYLE = re.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden", re.IGNORECASE)


def is_hidden(source: str, token: Token) -> bool:
    """Whether nothing inside this opening tag is shown: by its name, by `hidden` or by an inline style."""
    if token.name in _HIDDEN:
        return True
    head = source[token.start : token.end].lower()
    if token.name in _VOID or ("hidden" not in head and "none" not in head):
        return False
    attributes = read_attributes(source, token)
    return "hidden" in attributes or _HIDING_STYLE.search(attributes.get("style", "")) is not None
