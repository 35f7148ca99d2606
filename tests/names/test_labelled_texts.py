"""Mentions in the three newspaper texts whose names are labelled, where the samples are there.

The labels hold no spans: every place where a labelled form stands counts, the longest where they overlap. Precision was
counted by reading: a name found that is not labelled may still be one (see `docs/howto/names.md`).
"""

import csv
import re
from pathlib import Path

import pytest

from gaodi.names import MentionKind, build_reader, find_mentions

KINDS = {
    "enterprise", "factory", "park", "cluster", "platform", "university", "institute", "lab", "product", "project",
    "program", "event", "org",
}  # fmt: skip
FIRMS = {"enterprise", "factory", "park", "cluster", "university", "institute", "lab"}
QUOTES = '“”"'


def join_lines(text: str) -> str:
    """Join the lines that were wrapped in the middle of a sentence."""
    joined = ""
    for block in re.split(r"\n(?:[ \t]*\n)+", text):
        line = block.replace("\n", "") if re.search("[。！？；，,]", block) else block
        goes_on = (
            len(joined.rsplit("\n", 1)[-1]) > 30
            and re.search(r"[一-鿿，、,]$", joined)
            and re.match(r"[一-鿿]", line)
        )
        joined = f"{joined}{'' if goes_on else chr(10)}{line}"
    return joined


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in QUOTES:
        start += 1
    while end > start and text[end - 1] in QUOTES:
        end -= 1
    return start, end


def find_labelled(text: str, number: str, labels: list[dict[str, str]]) -> dict[tuple[int, int], str]:
    spans: dict[tuple[int, int], str] = {}
    for row in labels:
        if row["type"] not in KINDS or number not in row["docs"]:
            continue
        for alias in row["alias"].split(";"):
            pattern = re.escape(alias).replace("（", "[（(]").replace("）", "[）)]")
            pattern = re.sub(f"[{QUOTES}]", f"[{QUOTES}]", pattern)
            spans |= {match.span(): row["type"] for match in re.finditer(pattern, text)}
    return {
        trim(text, *span): kind
        for span, kind in spans.items()
        if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in spans)
    }


@pytest.mark.real
def test_most_labelled_names_are_found_with_their_exact_ends(shared: Path) -> None:
    with (shared / "gold" / "entities.csv").open(encoding="utf-8") as file:
        labels = list(csv.DictReader(file))
    reader = build_reader()
    found, firms = [], []
    for number in ("000", "001", "004"):
        [path] = (shared / "corpus").glob(f"{number}_*.txt")
        text = join_lines(path.read_text(encoding="utf-8"))
        mentions = {
            trim(text, m.start, m.end) for m in find_mentions(text, reader) if m.kind is not MentionKind.PLACE
        }
        for span, kind in find_labelled(text, number, labels).items():
            found.append(span in mentions)
            if kind in FIRMS:
                firms.append(span in mentions)
    assert sum(found) / len(found) >= 0.8
    assert sum(firms) / len(firms) >= 0.9
