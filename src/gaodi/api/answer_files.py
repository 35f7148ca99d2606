"""How is a small YAML file of answers read? Known keys only, errors with file and key."""

from pathlib import Path
from typing import Any

from gaodi.base import CatalogueError, InputError
from gaodi.catalogue import read_yaml

_MAX_BYTES = 1_000_000


def read_mapping(path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    """Read a YAML file of known keys.

    Raises
    ------
    InputError
        If there is no such file, it is too large, no YAML, no text, no mapping, or has an unknown key.
    """
    if not path.is_file():
        raise InputError(f"没有文件 {path}；请核对路径。", f"no file {path}; check the path.")
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(
            f"{path.name} 超过 1 MB，不像一份问卷或记录。",
            f"{path.name} is over 1 MB, too large for a questionnaire or record.",
        )
    try:
        raw = read_yaml(path)
    except CatalogueError as error:
        raise InputError(
            f"{path.name} 不是可读的 YAML；{error.zh}", f"{path.name} is no YAML that can be read; {error.en}"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} 不是 UTF-8 文本；请另存为 UTF-8。", f"{path.name} is not UTF-8; save it as UTF-8."
        ) from error
    if not isinstance(raw, dict):
        raise refuse_key(path, "(file)", raw, f"键和值/keys and values: {', '.join(keys)}")
    strange = [key for key in raw if key not in keys]
    if strange:
        raise refuse_key(path, str(strange[0]), raw[strange[0]], f"可用的键/known keys: {', '.join(keys)}")
    return raw


def refuse_key(path: Path, key: str, found: object, expected: str) -> InputError:
    """Return the error for a key whose value cannot be used."""
    return InputError(
        f"{path.name}：`{key}` 是 {found!r}，应为：{expected}。",
        f"{path.name}: `{key}` is {found!r}, expected {expected}.",
    )
