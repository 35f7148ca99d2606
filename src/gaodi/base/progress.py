"""How far is the work? Long work reports through one small callable; a door decides how to show it."""

from typing import Protocol


class Progress(Protocol):
    """Told how far a named step is. `total` is None where it is not known."""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Report that `done` of `total` units of `step` are finished."""


def ignore_progress(step: str, done: int, total: int | None) -> None:
    """Report to nobody."""
