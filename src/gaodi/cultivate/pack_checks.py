"""What is wrong with a rule file, and what helps? Every mistake with its key, line and remedy; not only the first."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import TypeAdapter, ValidationError

from gaodi.base import CatalogueError, SourceError
from gaodi.catalogue import Catalogue, read_yaml
from gaodi.cultivate.checking import check_pack
from gaodi.cultivate.pack_library import PackLibrary
from gaodi.cultivate.packs import Clause, PackNode, Question, RulePack
from gaodi.cultivate.rule_reach import find_circles, find_contradictions, find_unreachable

_FIELDS = sorted({
    name for model in (RulePack, PackNode, Question, Clause) for name in model.model_fields
} | {"all_of", "any_of", "exempt_if", "requires", "score", "manual", "count_of", "best_of", "at_least", "at_most",
     "choices", "max", "minimum", "edge", "points", "values"})  # fmt: skip
_REMEDIES = {
    "missing": ("补上这个键", "add this key"),
    "node_kind": (
        "节点要写 all_of、any_of、exempt_if＋requires、score、manual、count_of 或 metric 之一",
        "a node has one of all_of, any_of, exempt_if with requires, score, manual, count_of or metric",
    ),
    "literal_error": ("改为所列的值之一", "use one of the values listed"),
    "date_from_datetime_parsing": ("日期写成 2026-04-01", "write dates as 2026-04-01"),
    "date_type": ("日期写成 2026-04-01", "write dates as 2026-04-01"),
    "string_pattern_mismatch": (
        "标识以大写字母或数字开头，只含字母、数字和连字符",
        "ids begin with a capital or digit and hold letters, digits and hyphens",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleProblem:
    """One thing wrong with a rule file."""

    level: Literal["error", "warning"]
    file: str
    key: str
    line: int | None
    """Where the key stands, from 1; None where it cannot be told."""
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


def check_file(path: Path, library: PackLibrary, catalogue: Catalogue) -> tuple[RuleProblem, ...]:
    """Return everything wrong with a rule file; nothing if it can be used.

    Parameters
    ----------
    path : Path
    library : PackLibrary
        Packs a prerequisite may lead to.
    catalogue : Catalogue

    Returns
    -------
    tuple of RuleProblem
        Errors keep the file from being read; warnings name what can never decide: clauses out of reach, circles of
        prerequisites, demands that exclude each other, alternatives that change nothing.

    Raises
    ------
    SourceError
        If the file cannot be opened.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"不能读取 {path}；请核对路径，并存为 UTF-8。",
            f"cannot read {path}; check the path, save as UTF-8.",
        ) from error
    circle = _find_alias_circle(text)
    if circle is not None:
        return (
            _problem(path, "(file)", circle, "YAML 的别名指向自己，成了圈", "a YAML alias points to itself, a circle",
                     "不用 & 和 *，把内容写出来", "write it out instead of using & and *"),
        )  # fmt: skip
    try:
        raw = read_yaml(path)
    except CatalogueError as error:
        return (_problem(path, "(file)", None, error.zh, error.en, "改正 YAML 的写法", "mend the YAML"),)
    places = _Places(text)
    try:
        pack = TypeAdapter(RulePack).validate_python(raw)
    except ValidationError as error:
        return tuple(_explain(path, places, item) for item in error.errors())
    try:
        check_pack(pack, path.name, catalogue)
    except CatalogueError as error:
        key = error.en.split("`")[1] if "`" in error.en else "(file)"
        return (
            _problem(path, key, places.find_id(key.split(".", maxsplit=1)[0]), error.zh, error.en,
                     "按“应为”改正", "use what is expected"),
        )  # fmt: skip
    found = [*find_unreachable(pack), *find_contradictions(pack), *find_circles(pack, library)]
    if pack.id != path.stem:
        found.append(
            (
                "id",
                f"标识 {pack.id} 与文件名 {path.stem} 不同",
                f"id {pack.id} differs from the file's name {path.stem}",
                "改成一样",
                "make them the same",
            )
        )
    return tuple(
        _problem(path, key, places.find_id(key.split(".", maxsplit=1)[0]), *words, level="warning")
        for key, *words in found
    )


def _problem(
    path: Path, key: str, line: int | None, *words: str, level: Literal["error", "warning"] = "error"
) -> RuleProblem:
    zh, en, remedy_zh, remedy_en = words
    return RuleProblem(
        level=level,
        file=path.name,
        key=key,
        line=line,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
    )


def _find_alias_circle(text: str) -> int | None:
    """Return the line of an alias that stands inside what it names."""
    open_anchors: list[str | None] = []
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.events.CollectionStartEvent):
                open_anchors.append(event.anchor)
            elif isinstance(event, yaml.events.CollectionEndEvent):
                open_anchors.pop()
            elif isinstance(event, yaml.events.AliasEvent) and event.anchor in open_anchors:
                return event.start_mark.line + 1 if event.start_mark else 1
    except yaml.YAMLError:
        return None
    return None


class _Places:
    """On which line a key stands."""

    def __init__(self, text: str) -> None:
        self.root = yaml.compose(text, Loader=yaml.CSafeLoader)

    def find(self, path: tuple[Any, ...]) -> tuple[int | None, str]:
        """Return the line of a path of keys, and the key as people name it: by the nearest id above."""
        node, line, shown = self.root, None, ""
        for part in _drop_tags(path):
            below = self._step(node, part)
            if below is None:
                shown = f"{shown}.{part}" if shown else str(part)
                continue
            node, line = below
            own = self._step(node, "id")
            shown = str(own[0].value) if own else (f"{shown}.{part}" if shown else str(part))
        return line, shown or "(file)"

    @staticmethod
    def _step(node: Any, part: Any) -> tuple[Any, int] | None:  # noqa: ANN401  YAML nodes have no types
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    return value, key.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            return node.value[part], node.value[part].start_mark.line + 1
        return None

    def find_id(self, wanted: str) -> int | None:
        """Return the line on which a node has this id."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == "id" and value.value == wanted:
                        return int(value.start_mark.line) + 1
                    waiting.append(value)
            elif isinstance(node, yaml.SequenceNode):
                waiting += node.value
        return None


_TAGS = {"all_of", "any_of", "exempt_if", "score", "manual", "count_of", "metric", "group", "item"}


def _drop_tags(path: tuple[Any, ...]) -> list[Any]:
    """Leave out the kinds of nodes that a validation error names between the keys."""
    kept: list[Any] = []
    is_tag_due = False
    for part in path:
        if is_tag_due and part in _TAGS:
            is_tag_due = False
            continue
        kept.append(part)
        is_tag_due = isinstance(part, int) or part in ("root", "requires", "exempt_if")
    return kept


def _explain(path: Path, places: _Places, item: Any) -> RuleProblem:  # noqa: ANN401  a pydantic error
    line, key = places.find(item["loc"])
    found, kind = item["input"], item["type"]
    remedy = _REMEDIES.get(kind, ("按说明改正", "follow the message"))
    if kind == "extra_forbidden":
        near = get_close_matches(str(item["loc"][-1]), _FIELDS, n=1)
        remedy = (
            (f"是否想写 {near[0]}？不认识的键请删去", f"did you mean {near[0]}? Remove unknown keys")
            if near
            else ("删去这个键", "remove this key")
        )
    shown = "—" if kind == "missing" or isinstance(found, dict | list) else repr(found)
    return _problem(
        path,
        key,
        line,
        f"`{key}`：{item['msg']}（值 {shown}）",
        f"`{key}`: {item['msg']} (value {shown})",
        *remedy,
    )
