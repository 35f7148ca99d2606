"""Whom does a name mean? Names in texts, and names against a register."""

from gaodi.names.mentions import NameReader, build_reader, find_mentions
from gaodi.names.records import KnownName, Mention, MentionKind

__all__ = ["KnownName", "Mention", "MentionKind", "NameReader", "build_reader", "find_mentions"]
