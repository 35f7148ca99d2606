"""Whom does a name mean? Names in texts, and names against a register."""

from gaodi.names.anatomy import parse_company_name
from gaodi.names.linkage import link_tables
from gaodi.names.mentions import NameReader, build_reader, find_mentions
from gaodi.names.places import find_province, shorten_place
from gaodi.names.records import (
    Candidate,
    CompanyName,
    KnownName,
    Mention,
    MentionKind,
    NameJudgement,
    NameLink,
    NameQuery,
    RegisterEntry,
)
from gaodi.names.register import RegisterIndex, index_register
from gaodi.names.resolving import resolve_names
from gaodi.names.spelling import simplify_script, spell_plainly

__all__ = [
    "Candidate",
    "CompanyName",
    "KnownName",
    "Mention",
    "MentionKind",
    "NameJudgement",
    "NameLink",
    "NameQuery",
    "NameReader",
    "RegisterEntry",
    "RegisterIndex",
    "build_reader",
    "find_mentions",
    "find_province",
    "index_register",
    "link_tables",
    "parse_company_name",
    "resolve_names",
    "shorten_place",
    "simplify_script",
    "spell_plainly",
]
