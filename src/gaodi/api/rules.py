"""Which rules are there, what do they say, and is a file sound? Packs listed, shown, compared and checked."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from gaodi.base import InputError
from gaodi.catalogue import Catalogue, load_catalogue
from gaodi.cultivate import (
    PackLibrary,
    RuleDifference,
    RuleLine,
    RulePack,
    RuleProblem,
    check_file,
    compare_packs,
    describe_pack,
    load_packs,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """The rule packs in use, with the catalogue they speak of."""

    catalogue: Catalogue
    packs: PackLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSummary:
    """One rule pack in one line."""

    id: str
    title_id: str
    title_zh: str
    title_en: str
    zh: str
    en: str
    document: str
    status: str
    province: str | None
    spans: tuple[tuple[str, date, date | None], ...]
    """Route, first and last day."""
    n_nodes: int
    source: str
    note: str


def open_rules(root: Path | None = None) -> RuleBook:
    """Read the shipped rule packs, and over them those of a workspace.

    Parameters
    ----------
    root : Path or None
        Workspace folder; a folder that is none, and None, give the shipped ones.

    Raises
    ------
    CatalogueError
        If a file of the workspace is wrong.
    """
    own = root / "catalogue" if root and (root / "gaodi.toml").is_file() else None
    catalogue = load_catalogue(own)
    return RuleBook(catalogue=catalogue, packs=load_packs(own, catalogue=catalogue))


def list_rules(book: RuleBook) -> tuple[PackSummary, ...]:
    """Return every rule pack by title and first day."""
    titles = book.catalogue.taxonomy("titles")
    found = []
    for pack in book.packs.packs.values():
        term = titles.term(pack.title)
        found.append(
            PackSummary(
                id=pack.id,
                title_id=pack.title,
                title_zh=term.zh if term else pack.title,
                title_en=term.en if term else pack.title,
                zh=pack.zh,
                en=pack.en,
                document=pack.document,
                status=pack.status,
                province=pack.province,
                spans=tuple(
                    (route, start, end) for route in ("new", "review") for start, end, _ in pack.spans(route)
                ),
                n_nodes=sum(1 for _ in pack.nodes()),
                source=pack.source,
                note=pack.note or "",
            )
        )
    return tuple(sorted(found, key=lambda one: (one.title_id, one.spans[0][1], one.id)))


def show_rules(book: RuleBook, pack_id: str) -> tuple[RuleLine, ...]:
    """Return every clause of a pack with what it demands, in words.

    Raises
    ------
    NotFoundError
        If there is no such pack; the known ones are listed.
    """
    return describe_pack(book.packs.pack(pack_id), book.catalogue)


def diff_rules(book: RuleBook, first: str, second: str) -> tuple[RuleDifference, ...]:
    """Return what changed from one pack to another, clause by clause.

    Raises
    ------
    NotFoundError
        If there is no such pack.
    """
    return compare_packs(book.packs.pack(first), book.packs.pack(second), book.catalogue)


def check_rules(book: RuleBook, path: Path) -> tuple[RuleProblem, ...]:
    """Return everything wrong with a rule file, each with key, line and remedy; nothing if it can be used.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    return check_file(path, book.packs, book.catalogue)


def write_rule_schema(path: Path | None = None) -> str:
    """Return the JSON Schema of a rule pack, for editors; with a path, write it too.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    schema = TypeAdapter(RulePack).json_schema()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gaodi 规则包 rule pack",
        "description": "规则包的 YAML 写法 / how a rule pack is written",
    } | {key: value for key, value in schema.items() if key not in ("title", "description")}
    text = json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if path is not None:
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(
                f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
                f"cannot write {path} ({error.strerror}); check the folder and permissions.",
            ) from error
    return text
