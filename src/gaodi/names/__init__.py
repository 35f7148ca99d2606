"""Whom does a name mean? Names in texts, and names against a register."""

__all__: list[str] = []
