"""How well are whole articles read? Invented ones that stand beside the tests, labelled apart from the rules."""

import json
from pathlib import Path

import pytest

from gaodi.prose import extract_facts

FOLDER = Path(__file__).parents[1] / "golden" / "prose"
ARTICLES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def read(stem):
    with (FOLDER / f"{stem}.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    wanted = [
        json.loads(line) for line in (FOLDER / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return text, wanted


@pytest.mark.parametrize("stem", ARTICLES)
def test_labels_stand_where_they_say(stem):
    text, wanted = read(stem)
    assert [fact["id"] for fact in wanted if text[fact["start"] : fact["end"]] != fact["text"]] == []


LEAST = {"d1": {"core": 0.48, "full": 0.43}}
"""The writing of Macau's statistics is the least well read."""


@pytest.mark.parametrize("stem", ARTICLES)
def test_an_article_is_read_without_being_told_its_date_or_region(stem, score):
    text, wanted = read(stem)
    found = score(wanted, extract_facts(text, stem))
    assert found["span"] >= 0.95
    least = LEAST.get(stem, {"core": 0.68, "full": 0.5})
    assert found["core"] >= least["core"]
    assert found["full"] >= least["full"]


def test_the_articles_together_reach_what_an_analyst_can_work_with(score):
    scores = [
        score(wanted, extract_facts(text, stem))
        for stem in ARTICLES
        if stem not in LEAST
        for text, wanted in [read(stem)]
    ]
    assert sum(found["core"] for found in scores) / len(scores) >= 0.9
    assert sum(found["full"] for found in scores) / len(scores) >= 0.82


def test_a_wrong_fact_lowers_the_score(score):
    text, wanted = read("a1")
    facts = extract_facts(text, "a1")
    assert score(wanted, facts[1:])["core"] < score(wanted, facts)["core"]
    assert score(wanted, [])["core"] == 0
