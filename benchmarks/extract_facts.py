"""How fast are facts read, beside number finders on the same texts?

gaodi reads whole facts (span, value, unit, comparison, indicator, subject, period …). jionlp finds amounts of money and times,
cn2an rewrites Chinese numerals; together they are what offices script today. Prints characters per CPU second, the share of
labelled numbers whose value each gives, the ratio, and how memory grows over 10,000 documents; exits 1 where a limit is missed.

    python benchmarks/extract_facts.py --documents 10000
"""

import argparse
import json
import logging
import resource
import sys
import warnings
from pathlib import Path
from time import process_time

from gaodi.prose import extract_facts

MIN_CHARACTERS_PER_S = 20_000
MAX_GROWTH_MB = 30
ARTICLES = Path(__file__).resolve().parents[1] / "tests" / "golden" / "prose"


def load_articles():
    """Return the invented articles that stand beside the tests, with their labels."""
    found = []
    for path in sorted(ARTICLES.glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        labels = [
            json.loads(line) for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
        ]
        found.append((path.stem, text, [label for label in labels if label["tier"] != "opt"]))
    return found


def read_with_gaodi(text):
    return {float(fact.value) for fact in extract_facts(text, "s")}


def build_peer():
    """Return a function that reads the numbers of a text with jionlp and cn2an."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)  # jionlp reports every phrase it cannot read
    import cn2an
    import jionlp

    def read(text):
        values = set()
        for found in jionlp.ner.extract_money(cn2an.transform(text, "cn2an"), with_parsing=True) or []:
            number = found["detail"]["num"]
            values |= {float(part) for part in (number if isinstance(number, list) else [number])}
        jionlp.ner.extract_time(text, with_parsing=False)
        return values

    return read


def measure(read, articles, rounds):
    """Return characters per CPU second after a first round, and the share of labelled values found."""
    hits = total = 0
    for _, text, labels in articles:
        values = read(text)
        hits += sum(
            any(abs(label["value"] - value) <= 1e-9 * max(1, abs(value)) for value in values)
            for label in labels
        )
        total += len(labels)
    begun = process_time()
    for _ in range(rounds):
        for _, text, _ in articles:
            read(text)
    spent = process_time() - begun
    return rounds * sum(len(text) for _, text, _ in articles) / spent, hits / total


def read_resident_mb():
    with Path("/proc/self/status").open() as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    articles = load_articles()
    ours, ours_found = measure(read_with_gaodi, articles, 10)
    print(f"gaodi           {ours:>10,.0f} characters per CPU second   {ours_found:6.1%} of labelled values")
    begun = read_resident_mb()
    for number in range(options.documents):
        extract_facts(articles[number % len(articles)][1], f"d{number}")
    growth = read_resident_mb() - begun
    print(f"{options.documents:,} documents: memory grew by {growth:.1f} MB (limit {MAX_GROWTH_MB}), peak "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # fmt: skip
    peer, peer_found = measure(build_peer(), articles, 1)
    print(f"jionlp + cn2an  {peer:>10,.0f} characters per CPU second   {peer_found:6.1%} of labelled values")
    print(
        f"ratio {ours / peer:.0f} (gaodi / jionlp + cn2an); limit {MIN_CHARACTERS_PER_S:,} characters per CPU second"
    )
    sys.exit(ours < MIN_CHARACTERS_PER_S or growth > MAX_GROWTH_MB)


if __name__ == "__main__":
    main()
