"""How does an answer become a page? One environment, compiled once; every value escaped."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from gaodi import __version__, api
from gaodi.web import formats, links
from gaodi.web.asking import Ask
from gaodi.web.assets import ECHARTS, HTMX, Assets

TEMPLATES = Path(__file__).parent / "templates"

SHAPES: dict[str, str] = {
    "disc": '<circle cx="6" cy="6" r="5"/>',
    "ring": '<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    "triangle": '<path d="M6 .8 11.6 11H.4z"/>',
    "square": '<path d="M1 1h10v10H1z"/>',
    "diamond": '<path d="M6 0l6 6-6 6-6-6z"/>',
    "check": '<path d="M1.2 6.4 4.6 9.8 10.8 2.6" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "cross": '<path d="M1.8 1.8l8.4 8.4M10.2 1.8l-8.4 8.4" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "question": '<circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2 1.6"/><circle cx="6" cy="6" r="1.2"/>',
    "hand": '<path d="M1 6h10M6 1v10" fill="none" stroke="currentColor" stroke-width="2"/>',
}
"""Shapes beside state words, so that no state is told by colour alone; 12 × 12."""

SIGNS: dict[str, tuple[str, str]] = {
    "green": ("green", "disc"), "blue": ("blue", "diamond"), "orange": ("orange", "triangle"),
    "red": ("red", "square"), "grey": ("grey", "ring"),
    "met": ("green", "check"), "not_met": ("red", "cross"), "unknown": ("grey", "question"),
    "manual_review": ("blue", "hand"),
    "strong": ("green", "disc"), "adequate": ("blue", "diamond"), "weak": ("orange", "triangle"),
    "missing": ("red", "square"),
    "reached": ("green", "check"), "behind": ("orange", "triangle"),
    "valid": ("green", "check"), "expiring": ("orange", "triangle"), "expired": ("grey", "ring"),
    "revoked": ("red", "cross"), "future": ("blue", "diamond"),
    "row": ("red", "square"), "cell": ("orange", "triangle"),
    "table": ("green", "check"), "document": ("green", "check"), "register": ("green", "check"),
    "skipped": ("grey", "ring"), "failed": ("red", "cross"),
    "conflict": ("red", "square"), "implausible": ("red", "cross"), "stale_period": ("orange", "triangle"),
    "not_computable": ("grey", "question"), "consistent": ("green", "check"), "arithmetic_ok": ("green", "disc"),
    "compatible_bound": ("green", "ring"), "different_period": ("blue", "ring"), "different_scope": ("blue", "diamond"),
    "cumulative_vs_new": ("blue", "disc"), "target_vs_actual": ("blue", "triangle"), "part_of": ("blue", "hand"),
    "extracted": ("grey", "ring"), "corrected": ("blue", "diamond"), "confirmed": ("green", "check"),
    "added": ("blue", "hand"), "rejected": ("red", "cross"), "proposed": ("orange", "triangle"),
    "lost": ("orange", "square"), "retired": ("grey", "disc"), "doubt": ("orange", "question"),
    "late": ("red", "square"), "on_time": ("green", "check"), "undeclared": ("grey", "question"),
    "decided": ("green", "check"), "undecided": ("grey", "ring"), "differs": ("orange", "cross"),
    "joined": ("green", "disc"), "partial": ("blue", "diamond"), "hole": ("red", "square"), "none": ("grey", "ring"),
    "verified": ("green", "check"), "needs_official_check": ("orange", "triangle"), "unverified": ("grey", "question"),
}  # fmt: skip
"""State → colour and shape."""


@lru_cache(maxsize=1)
def build_environment() -> Environment:
    """Return the template environment; its templates are compiled on first use and kept."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=show_inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals |= {
        "links": links,
        "shapes": {name: Markup(body) for name, body in SHAPES.items()},  # noqa: S704  our own constants
        "signs": SIGNS,
        "version": __version__,
        "doubt_below": api.DOUBT_BELOW,
        "pick": formats.pick,
        "join_unit": formats.join_unit,
    }
    environment.filters |= {
        "money": formats.write_money,
        "number": formats.write_number,
        "share": formats.write_share,
        "short": formats.write_short,
        "period": formats.write_period,
        "datum": api.write_datum,
        "moment": formats.write_moment,
        "day": formats.write_day,
        "size": formats.write_size,
        "without_unit": formats.strip_unit,
        "plain_number": write_plain,
        "one_line": formats.join_lines,
        "grouped": group_digits,
        "option": write_option,
        "named": name_id,
    }
    return environment


def show_inert(value: object) -> object:
    """Return what a template prints, with no control left in it that could turn the text around it."""
    if isinstance(value, Markup):
        return Markup(formats.show_controls(value))  # noqa: S704  it was markup before; nothing but letters came in
    return formats.show_controls(value) if isinstance(value, str) else value


def write_option(value: object) -> str:
    """Return a chart's data as JSON for a data attribute; the template escapes it."""
    return json.dumps(api.to_plain(value), ensure_ascii=False, separators=(",", ":"))


def write_plain(value: object) -> str:
    """Return a number as a form takes it: every digit, no separators; unknown is empty."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def group_digits(text: str) -> str:
    """Return a number that came as text with thousands separators and every digit it has."""
    return formats.write_number(Decimal(text))


def name_id(item: str, names: Mapping[str, str]) -> str:
    """Return the name of an id, or the id where none is known."""
    return names.get(item, item)


def render_page(ask: Ask, template: str, context: Mapping[str, Any], *, state: str, path: str) -> str:
    """Render one page in its frame.

    Parameters
    ----------
    ask : Ask
    template : str
        File of `templates/`.
    context : mapping
        What the page shows.
    state : str
        State of the workspace, for the frame.
    path : str
        The page's own address, without the ending of a twin.
    """
    frame = ask.desk.read_frame(state)
    return (
        build_environment()
        .get_template(template)
        .render(
            {**_shared(ask), "frame": frame, "path": path, "section": "/" + path.split("/")[1], **context}
        )
    )


def render_error(ask: Ask, body: Mapping[str, Any], status: int) -> str:
    """Render an error as a page, or as a fragment for the drawer; works when the workspace itself does not."""
    is_fragment = "hx-request" in ask.request.headers
    template = "error_fragment.html" if is_fragment else "error.html"
    return (
        build_environment()
        .get_template(template)
        .render(
            {
                **_shared(ask),
                "frame": None,
                "path": ask.request.url.path,
                "section": "",
                "error": body,
                "status": status,
            }
        )
    )


def _shared(ask: Ask) -> dict[str, Any]:
    labels = ask.office.catalogue.labels
    lang = ask.lang
    assets: Assets = ask.request.app.state.assets

    def t(key: str, **words: object) -> str:
        label = labels.get(key)
        text = key if label is None else (label.en if lang == "en" else label.zh)
        if any(isinstance(word, Markup) for word in words.values()):
            return escape(text).format(
                **words
            )  # markup stays markup and is not escaped again; other words are
        return text.format(**words) if words else text

    def age(moment: datetime | None) -> str:
        if moment is None:
            return t("none")
        name, n = formats.measure_age(moment, datetime.now(UTC))
        return t(f"age.{name}", n=n)

    units = ask.desk.units if lang == "en" else {}
    kept = urlencode(ask.parameters)
    return {
        "ask": ask,
        "lang": lang,
        "theme": ask.theme,
        "t": t,
        "asset": assets.url,
        "has_htmx": assets.has(HTMX),
        "has_echarts": assets.has(ECHARTS),
        "htmx": HTMX,
        "echarts": ECHARTS,
        "kept": f"{kept}&" if kept else "",
        "unit": partial(formats.write_unit, units=units),
        "fact_value": partial(formats.write_fact, lang=lang, units=units),
        "figure": partial(formats.write_figure, lang=lang, units=units),
        "amount": partial(formats.write_amount, lang=lang),
        "age": age,
        "bilingual": partial(formats.split_bilingual, lang=lang),
    }
