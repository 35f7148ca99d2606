"""How is one file of knowledge read? YAML against a record; what a workspace has of its own goes before what is shipped."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from gaodi.base import CatalogueError

DATA = Path(__file__).parent / "data"

_Read = TypeVar("_Read")


class Identified(Protocol):
    """An entry with an id, whatever else it holds."""

    @property
    def id(self) -> str:
        """Return the name it is known by."""
        ...


_Model = TypeVar("_Model", bound=Identified)


def read_yaml(path: Path) -> Any:  # noqa: ANN401  YAML may hold anything
    """Read one YAML file, refusing double keys and broken syntax by file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "?"
        raise CatalogueError.at(path.name, where, str(getattr(error, "problem", error)), "YAML") from error


class _UniqueKeyLoader(yaml.CSafeLoader):
    """YAML without silent overwriting: a key given twice is an error."""


def _construct_unique_mapping(loader: _UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} given twice", key_node.start_mark
            )
        seen.add(key)
    return dict(loader.construct_mapping(node, deep=True))


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_unique_mapping)


def read_record(path: Path, kind: type[_Read] | TypeAdapter[_Read]) -> _Read:
    """Read one YAML file as a record.

    Parameters
    ----------
    path : Path
    kind : type or TypeAdapter
        What the file holds.

    Raises
    ------
    CatalogueError
        With file and key, if a key is unknown or missing, given twice, or a value is of the wrong kind.
    """
    raw = read_yaml(path)
    adapter = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "(file)"
        found = first["input"] if first["loc"] or not isinstance(raw, dict) else "…"
        raise CatalogueError.at(path.name, key, found, first["msg"]) from error


def list_files(roots: Iterable[Path], folder: str) -> list[Path]:
    """List the YAML files of a folder, root after root and by name in each."""
    return [path for root in roots for path in sorted(root.glob(f"{folder}/*.yaml"))]


def read_entries(roots: Iterable[Path], folder: str, kind: type[_Model]) -> dict[str, _Model]:
    """Read a folder with one entry a file, named by its id; a later root replaces an entry of an earlier one.

    Raises
    ------
    CatalogueError
        With file and key, as `read_record` does, or if an id is not the file's name.
    """
    entries: dict[str, _Model] = {}
    for path in list_files(roots, folder):
        entry = read_record(path, kind)
        if entry.id != path.stem:
            raise CatalogueError.at(path.name, "id", entry.id, f"文件名/the file's name {path.stem!r}")
        entries[entry.id] = entry
    return entries


def read_rules(name: str, kind: type[_Read], extra: Path | None) -> _Read:
    """Read one rule file: the workspace's own where there is one, else the shipped one.

    Parameters
    ----------
    name : str
        Below `rules/`, such as `strength.yaml`.
    kind : type
    extra : Path or None
        The workspace's catalogue folder.

    Raises
    ------
    CatalogueError
        With file and key, as `read_record` does.
    """
    own = extra / "rules" / name if extra else None
    return read_record(own if own and own.is_file() else DATA / "rules" / name, kind)


def read_rule_folder(folder: str, kind: type[_Model], extra: Path | None) -> dict[str, _Model]:
    """Read a folder below `rules/`, the shipped entries and over them the workspace's own, by id.

    Raises
    ------
    CatalogueError
        As `read_entries` does.
    """
    return read_entries([DATA, *([extra] if extra else [])], f"rules/{folder}", kind)
