"""What are rows and columns called? Labels checked before anything is computed."""

from collections import Counter
from collections.abc import Sequence

from gaodi.base import InputError

N_SHOWN = 5
"""Labels named in a message; our own choice."""


def take_labels(labels: Sequence[str] | None, n_wanted: int, zh: str, en: str) -> tuple[str, ...]:
    """Return labels as texts; numbers from 1 where none are given.

    Parameters
    ----------
    labels : sequence of str or None
    n_wanted : int
    zh, en : str
        What is labelled, for the messages.

    Raises
    ------
    InputError
        If there are more or fewer than wanted, one is empty, or one stands twice.
    """
    if labels is None:
        return tuple(str(number) for number in range(1, n_wanted + 1))
    found = tuple(str(label).strip() for label in labels)
    if len(found) != n_wanted:
        raise InputError(
            f"{zh}的名称有 {len(found)} 个，数据有 {n_wanted} 个；请一一对应。",
            f"{len(found)} labels for {n_wanted} {en}; give one each.",
        )
    if "" in found:
        place = found.index("") + 1
        raise InputError(f"第 {place} 个{zh}没有名称；请补上。", f"number {place} of the {en} has no label.")
    twice = [label for label, n in Counter(found).items() if n > 1]
    if twice:
        raise InputError(
            f"{zh}「{join_zh(twice)}」出现不止一次；请合并或改名。",
            f"{en} given more than once: {join_en(twice)}; merge or rename them.",
        )
    return found


def join_zh(labels: Sequence[str]) -> str:
    """Join the first labels for a Chinese sentence; say how many there are where some are left out."""
    more = f"等 {len(labels)} 个" if len(labels) > N_SHOWN else ""
    return "、".join(labels[:N_SHOWN]) + more


def join_en(labels: Sequence[str]) -> str:
    """Join the first labels for an English sentence; say how many are left out."""
    more = f" and {len(labels) - N_SHOWN} more" if len(labels) > N_SHOWN else ""
    return ", ".join(labels[:N_SHOWN]) + more
