"""How are long lists of words matched? One pattern per list, longest word first."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gaodi.catalogue import read_yaml

_DATA = files("gaodi.names") / "data"


@cache
def load_words(name: str) -> Mapping[str, Any]:
    """Return one of the room's word files, such as ``mentions`` for ``data/mentions.yaml``."""
    found: Mapping[str, Any] = read_yaml(Path(str(_DATA / f"{name}.yaml")))
    return found


def group_words(words: Iterable[str]) -> str:
    """Return a pattern that matches the longest of the words at a position.

    Words are grouped by first character, so that a position is refused after one comparison per group.

    Examples
    --------
    >>> group_words(["公司", "集团公司", "集团"])
    '(?:公司|集(?:团公司|团))'
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda each: (-len(each), each)):
        groups.setdefault(word[0], []).append(word[1:])
    parts = []
    for first, rests in sorted(groups.items()):
        escaped = [re.escape(rest) for rest in rests]
        parts.append(re.escape(first) + (escaped[0] if len(escaped) == 1 else f"(?:{'|'.join(escaped)})"))
    return f"(?:{'|'.join(parts)})"


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return `group_words` compiled; no words match nothing."""
    kept = [word for word in words if word]
    return re.compile(group_words(kept) if kept else r"(?!)")
