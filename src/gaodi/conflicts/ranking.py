"""Whom should one believe first? A place in `RANKS` from the words of title and issuer."""

from gaodi.conflicts.vocabulary import Vocabulary, load_vocabulary


def rank_source(title: str, issuer: str, *, is_dated: bool, words: Vocabulary | None = None) -> int:
    """Propose a place in `RANKS` from the words of title and issuer.

    An undated source is of rank 5. What is handed on by somebody else is lower than its origin, but not below 4.

    Examples
    --------
    >>> rank_source("2024年统计公报", "某省统计局", is_dated=True)
    1
    >>> rank_source("转载某省统计局", "某网", is_dated=True), rank_source("快讯", "某网", is_dated=False)
    (2, 5)
    """
    words = words or load_vocabulary()
    text = title + issuer
    if not is_dated or any(word in text for word in words.ranks.get(5, ())):
        return 5
    found = next((r for r in (1, 2, 3) if any(word in text for word in words.ranks.get(r, ()))), 4)
    return min(found + sum(word in text for word in words.reprint), 4)
