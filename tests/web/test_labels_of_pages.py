"""Every text of the interface is in the catalogue, in both languages, and used."""

import re
from pathlib import Path

import gaodi.web
from gaodi.catalogue import load_catalogue, read_yaml
from gaodi.web.rendering import SHAPES, SIGNS, build_environment

WEB = Path(gaodi.web.__file__).parent
ROOMS = WEB.parent
LABELS = ROOMS / "catalogue/data/labels"
SOURCES = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
EVERYWHERE = [*SOURCES, *(path for path in ROOMS.rglob("*.py") if WEB not in path.parents)]
CALL = re.compile(r"""(?:\bt|\blabel)\(\s*["']([A-Za-z_.0-9]+)["']\s*(~|[,)])""")
BEGINNING = re.compile(r"""["']((?:[a-z_]+\.)+)["'{]""")
"""A beginning of keys that is handed to a macro or filled in."""


def used(sources: list[Path]) -> tuple[set[str], set[str]]:
    """Whole keys and beginnings of keys that these files ask for."""
    whole, begun = set(), set()
    for path in sources:
        text = path.read_text(encoding="utf-8")
        for key, after in CALL.findall(text):
            (begun if after == "~" else whole).add(key)
        begun.update(BEGINNING.findall(text))
    return whole, begun


def find_idle(name: str, sources: list[Path]) -> list[str]:
    """Labels of a file that no page or room asks for, whole or by their beginning."""
    whole, begun = used(sources)
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return [
        key for key in read_yaml(LABELS / name)
        if key not in whole and not any(key.startswith(start) for start in begun) and f'"{key}"' not in text
        and f"'{key}'" not in text
    ]  # fmt: skip


def test_every_label_a_page_asks_for_exists() -> None:
    labels = load_catalogue().labels
    whole, _ = used(SOURCES)
    assert len(whole) > 100
    assert sorted(whole - set(labels)) == []
    asked = {
        start
        for path in SOURCES
        for start, after in CALL.findall(path.read_text(encoding="utf-8"))
        if after == "~"
    }
    assert [start for start in asked if not any(key.startswith(start) for key in labels)] == []


def test_every_label_of_the_pages_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    idle = [
        key for key in find_idle("web.yaml", SOURCES)
        if key not in {"age.day", "age.hour", "age.minute", "age.now"} and not key.startswith(("reason.", "error."))
    ]  # fmt: skip
    assert [key for key in idle if not (key.startswith("col.") and key[4:] in text)] == []


def test_every_shared_label_is_used() -> None:
    assert find_idle("common.yaml", EVERYWHERE) == []


def test_every_reason_of_the_quarantine_is_given_somewhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in EVERYWHERE)
    reasons = [key for key in read_yaml(LABELS / "web.yaml") if key.startswith("reason.")]
    assert reasons
    assert [key for key in reasons if f'"{key.removeprefix("reason.")}"' not in text] == []


def test_both_languages_take_the_same_words() -> None:
    own = read_yaml(LABELS / "web.yaml")
    for key, label in own.items():
        assert set(re.findall(r"{(\w+)}", label["zh"])) == set(re.findall(r"{(\w+)}", label["en"])), key


def test_every_sign_has_a_shape_and_no_two_states_of_a_kind_share_one() -> None:
    assert {shape for _, shape in SIGNS.values()} <= set(SHAPES)
    for kind in (
        ("green", "blue", "orange", "red", "grey"),
        ("met", "not_met", "unknown", "manual_review"),
        ("strong", "adequate", "weak", "missing", "unknown"),
        ("valid", "expiring", "expired", "revoked", "future"),
        ("extracted", "corrected", "confirmed", "added", "rejected", "proposed", "lost", "doubt"),
        ("late", "on_time", "undeclared"),
        ("decided", "undecided"),
    ):
        assert len({SIGNS[state][1] for state in kind}) == len(kind)


def test_every_template_compiles() -> None:
    environment = build_environment()
    for path in (WEB / "templates").glob("*.html"):
        assert environment.get_template(path.name)
