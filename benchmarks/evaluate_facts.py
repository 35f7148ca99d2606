"""How well are facts read? The public scorer's table for labelled articles, known and new, and the gap between them.

Runs `gaodi facts FILE… --jsonl` on each set and the scorer beside the samples (`shared/tools/score_facts.py`). The gold set was seen
while the rules were written. The golden articles of the tests were labelled apart from the rules, scored once, and then used to
mend them; a truly new article scores lower than either (first readings: tests/golden/prose/README.md). Exits 1 where a bar is missed.

    python benchmarks/evaluate_facts.py [--shared ../shared]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "tests" / "golden" / "prose"
BARS = {"span": 0.98, "value+unit": 0.97, "core": 0.85, "full": 0.75}
FIELDS = {"comparison": 0.97, "indicator": 0.90, "subject": 0.92, "period": 0.90}
MAX_GAP = 0.12


def read_facts(texts, folder):
    """Run the command on texts and return the file of facts."""
    found = folder / "facts.jsonl"
    command = [sys.executable, "-m", "gaodi.cli", "facts", *map(str, texts), "--jsonl", str(found)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return found


def score(scorer, labels, texts, folder):
    """Print the scorer's table and return its figures."""
    found, result = read_facts(texts, folder), folder / "score.json"
    docs = {str(text.parent) for text in texts}
    command = [
        sys.executable,
        str(scorer),
        "--gold",
        *map(str, labels),
        "--pred",
        str(found),
        "--docs",
        *sorted(docs),
    ]
    subprocess.run([*command, "--per-doc", "--json", str(result)], check=True)
    return json.loads(result.read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    scorer = shared / "tools" / "score_facts.py"
    if not scorer.exists():
        sys.exit(f"no scorer at {scorer}; the labelled samples are not part of the repository")
    with tempfile.TemporaryDirectory() as name:
        print("known articles (gold)")
        gold = shared / "gold"
        numbers = sorted(path.stem for path in gold.glob("[0-9]*.jsonl"))
        texts = [next((shared / "corpus").glob(f"{number}_*")) for number in numbers]
        labels = [*(gold / f"{number}.jsonl" for number in numbers), gold / "examples.jsonl"]
        known = score(scorer, labels, [*texts, gold / "examples.txt"], Path(name))
        print("\narticles of other provinces, which the rules were mended on too (golden)")
        others = score(
            scorer, sorted(ARTICLES.glob("[a-z][0-9].jsonl")), sorted(ARTICLES.glob("*.txt")), Path(name)
        )
    missed = [
        f"{level} F1 {known['levels'][level]['f1']:.3f} < {bar}"
        for level, bar in BARS.items()
        if known["levels"][level]["f1"] < bar
    ]
    missed += [f"{field} {known['accuracy_on_matched'][field][0]:.3f} < {bar}" for field, bar in FIELDS.items()
               if known["accuracy_on_matched"][field][0] < bar]  # fmt: skip
    for level in ("core", "full"):
        gap = known["levels"][level]["f1"] - others["levels"][level]["f1"]
        print(
            f"\n{level}: known {known['levels'][level]['f1']:.3f}, others {others['levels'][level]['f1']:.3f}, gap {gap:+.3f} (at most {MAX_GAP})",
            end="",
        )
        missed += [f"{level} gap {gap:.3f} > {MAX_GAP}"] if gap > MAX_GAP else []
    print()
    sys.exit("missed: " + "; ".join(missed) if missed else 0)


if __name__ == "__main__":
    main()
